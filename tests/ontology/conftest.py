"""The graph of the two real tables, built once for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from heze_graph.build import build
from heze_graph.reference import Reference
from heze_graph.resources import REFERENCE, SEEDS
from heze_graph.store import folder


@pytest.fixture(scope="session")
def real_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("real") / "store"
    build(sorted(SEEDS.glob("*.txt")), store, Reference(REFERENCE), lambda _: None)
    return folder.current(store).graph


@pytest.fixture(scope="session")
def union(real_graph: Path) -> Graph:
    quads = pyoxigraph.parse(path=str(real_graph), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples or b"", format="nt")
