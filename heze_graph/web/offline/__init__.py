"""The server's pages as a folder that works without a server: links made relative, with the data beside them."""
