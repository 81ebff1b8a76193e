"""An opened graph, for Python programs and notebooks: `heze_graph.open(store)`.

`opened` is the graph, also as a network, `result` the answer to a query, also as a data frame.
"""
