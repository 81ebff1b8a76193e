"""Properties of the whole graph of the two tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.store.folder import current


@pytest.fixture(scope="module")
def quads(seed_store: Path) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(path=str(current(seed_store).graph), format=pyoxigraph.RdfFormat.N_QUADS))


def test_there_are_no_blank_nodes(quads: list[pyoxigraph.Quad]) -> None:
    nodes = {type(node) for quad in quads for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    assert nodes == {pyoxigraph.NamedNode, pyoxigraph.Literal}


def test_no_triple_stands_in_two_graphs(quads: list[pyoxigraph.Quad]) -> None:
    assert len({quad.triple for quad in quads}) == len(quads)


def test_every_thing_that_is_pointed_at_is_described(quads: list[pyoxigraph.Quad]) -> None:
    described = {quad.subject for quad in quads}
    ours = {
        quad.object
        for quad in quads
        if isinstance(quad.object, pyoxigraph.NamedNode) and "/heze-graph/id/" in quad.object.value
    }
    assert ours <= described


def test_another_process_writes_the_same_bytes(seed_store: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "heze_graph", "build", "--store", str(tmp_path / seed)],
            check=True,
            cwd=tmp_path,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert current(tmp_path / seed).graph.read_bytes() == current(seed_store).graph.read_bytes()
