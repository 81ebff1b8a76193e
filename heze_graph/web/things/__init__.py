"""The pages of the things of the graph, one module for each kind that has a page of its own."""
