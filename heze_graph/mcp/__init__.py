"""An MCP server for assistants, over an opened graph, on stdin and stdout.

`server` has the tools, `answers` what they say as data, `texts` as text, and the part of an answer that is given.
"""
