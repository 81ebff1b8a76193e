"""The pages of the server as a folder that opens without one: links made relative, their data beside them."""
