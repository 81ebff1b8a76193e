"""An opened graph, for Python programs and notebooks: `heze_graph.open(store)`."""
