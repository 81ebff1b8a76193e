"""An opened graph, for Python programs and notebooks: `heze_graph.open(store)`.

`opened` is the graph, `result` the answer to a question, `values` the Python values of its cells, `frames` and
`networks` what other libraries take.
"""
