"""The graph of the two real tables, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from heze_graph.store import folder


@pytest.fixture(scope="session")
def real_graph(seed_store: Path) -> Path:
    return folder.current(seed_store).graph


@pytest.fixture(scope="session")
def union(real_graph: Path) -> Graph:
    quads = pyoxigraph.parse(path=str(real_graph), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples or b"", format="nt")
