"""The door for assistants: an MCP server over an opened graph."""
