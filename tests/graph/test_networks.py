"""A view as a networkx graph: what networkx itself writes is read back with the same nodes and ties."""

from __future__ import annotations

import io
import json
from pathlib import Path

import networkx
import pytest

import heze_graph


@pytest.mark.parametrize("view", ["units", "projects"])
def test_a_plain_graph_is_written_and_read_back(seed_store: Path, view: str) -> None:
    with heze_graph.open(seed_store) as opened:
        graph, full = opened.networkx(view), opened.networkx(view, plain=False)
    gexf, graphml = io.BytesIO(), io.BytesIO()
    networkx.write_gexf(graph, gexf)
    networkx.write_graphml(graph, graphml)
    gexf.seek(0)
    graphml.seek(0)
    node_link = json.loads(json.dumps(networkx.node_link_data(graph, edges="edges")))
    for again in (
        networkx.read_gexf(gexf),
        networkx.read_graphml(graphml),
        networkx.node_link_graph(node_link, edges="edges"),
    ):
        assert set(again.nodes) == set(full.nodes)
        assert {frozenset(edge) for edge in again.edges} == {frozenset(edge) for edge in full.edges}
    some = next(node for node, said in full.nodes(data=True) if said["evidence"])
    assert all(one.text in graph.nodes[some]["evidence"] for one in full.nodes[some]["evidence"])
