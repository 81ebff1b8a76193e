"""The door for assistants: an MCP server over an opened graph, on stdin and stdout.

`tools` are what an assistant can do, `answers` what it gets, `sources` where an answer is printed, `vocabulary` the
words of the graph, `current` the graph as it is now, `server` puts them together.
"""
