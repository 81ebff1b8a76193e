"""A graph behind an endpoint is asked as one in a store is."""

from __future__ import annotations

from pathlib import Path

import pytest

import heze_graph
from heze_graph.cli import main
from heze_graph.errors import EndpointError, QueryError
from heze_graph.mcp.server import Current, Tools
from heze_graph.store.folder import current
from tests.virtuoso import Virtuoso, virtuoso

__all__ = ["virtuoso"]


@pytest.fixture(scope="module")
def endpoint(virtuoso: Virtuoso, seed_store: Path) -> str:
    virtuoso.load(current(seed_store).graph)
    return virtuoso.endpoint


@pytest.mark.virtuoso
def test_python_asks_a_server_as_it_asks_a_store(endpoint: str, seed_store: Path) -> None:
    with heze_graph.open(endpoint=endpoint) as remote, heze_graph.open(seed_store) as local:
        for name in ("documents", "shared-targets", "goals"):
            assert list(remote.query(name)) == list(local.query(name))
        assert remote.describe("曹县").sources == local.describe("曹县").sources
        assert remote.networkx().edges == local.networkx().edges
        assert len(remote.rdflib()) == len(local.rdflib())
        with pytest.raises(QueryError, match="found DROP"):
            remote.sparql("DROP ALL")


@pytest.mark.virtuoso
def test_an_assistant_asks_a_server(endpoint: str) -> None:
    tools = Tools(Current(endpoint=endpoint))
    data = tools.run_query("target-by-number", {"no": 86}).structured_content
    assert data
    assert data["version"] is None
    assert {row["sources"][0]["file"] for row in data["rows"]} == {"heze-2023-q3.txt", "heze-2023-annual.txt"}
    hits = tools.search("jiaoyuju").structured_content
    assert hits
    assert hits["hits"][0]["label"] == "市教育局"


def test_nobody_there_is_one_plain_error() -> None:
    with (
        heze_graph.open(endpoint="http://127.0.0.1:1/sparql") as graph,
        pytest.raises(EndpointError, match="check the"),
    ):
        graph.documents()


@pytest.mark.virtuoso
def test_the_workbook_and_the_brief_of_a_server_are_those_of_a_store(
    endpoint: str, seed_store: Path, tmp_path: Path
) -> None:
    for asked in (("pack", "--leader", "王昌华", "--out"), ("brief", "王昌华", "--out")):
        files = [tmp_path / f"{where}.{'xlsx' if asked[0] == 'pack' else 'html'}" for where in ("here", "there")]
        for file, where in zip(files, (("--store", str(seed_store)), ("--endpoint", endpoint)), strict=True):
            assert main([*asked, str(file), "--today", "2023-11-15", *where]) == 0
        assert files[0].read_bytes() == files[1].read_bytes()
