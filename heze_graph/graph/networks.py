"""A Picture as a networkx graph."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from heze_graph.network.measures import measure
from heze_graph.network.picture import Picture

if TYPE_CHECKING:
    import networkx


def networkx_graph(picture: Picture) -> networkx.Graph[str]:
    """Return a Picture as an undirected graph of the IRIs of its things.

    A node has `label`, `kind`, `kind_label`, `size`, `details` and its measures (`degree`, `weighted_degree`,
    `betweenness`, `community`, `participation`, `parts`), an edge `weight`, `label` and `shared`. Both have `evidence`,
    the printed entries that they stand on; the graph has `title`, `source` and `as_of`.
    """
    import networkx

    entries = {one.id: one for one in picture.evidence}
    measures = measure(picture)
    graph: networkx.Graph[str] = networkx.Graph(
        title=picture.title, subtitle=picture.subtitle, source=picture.source, as_of=picture.as_of
    )
    for node in sorted(picture.nodes, key=lambda node: node.id):
        attributes: dict[str, Any] = {name: getattr(node, name) for name in ("label", "kind", "kind_label", "size")}
        evidence = tuple(entries[one] for one in node.evidence)
        graph.add_node(
            node.id, **attributes, details=dict(node.details), evidence=evidence, **asdict(measures[node.id])
        )
    for edge in sorted(picture.edges, key=lambda edge: (edge.source, edge.target)):
        evidence = tuple(entries[one] for one in edge.evidence)
        graph.add_edge(
            edge.source, edge.target, weight=edge.weight, label=edge.label, shared=edge.details, evidence=evidence
        )
    return graph
