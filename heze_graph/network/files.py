"""A Picture as a file for Gephi, yEd and other network tools."""

from __future__ import annotations

import io

from heze_graph.network.layout import positions
from heze_graph.network.picture import Picture


def write_network(picture: Picture, form: str) -> bytes:
    """Return a Picture as GraphML or GEXF (`graphml` or `gexf`), with labels, kinds, sizes, weights and positions."""
    import networkx

    places = positions(picture)
    graph: networkx.Graph[str] = networkx.Graph(name=picture.title)
    for node in sorted(picture.nodes, key=lambda node: node.id):
        x, y = places[node.id]
        graph.add_node(node.id, label=node.label, kind=node.kind_label, size=node.size, x=x, y=y)
    for edge in sorted(picture.edges, key=lambda edge: (edge.source, edge.target)):
        graph.add_edge(edge.source, edge.target, weight=edge.weight, shared="\n".join(edge.details))
    output = io.BytesIO()
    if form == "gexf":
        networkx.write_gexf(graph, output)
    else:
        networkx.write_graphml(graph, output, named_key_ids=True)
    return output.getvalue()
