"""What clients that others wrote make of the endpoint: SPARQLWrapper and rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from heze_graph.errors import QueryError
from heze_graph.store.embedded import Embedded
from heze_graph.store.remote import Remote
from tests.web.serving import Server, served

VALUES = r"""SELECT ?text ?none ?no ?zero WHERE {
  VALUES (?text ?none ?no ?zero) { ("a \"b\" \\ \n <&> 责任"@zh-cn UNDEF false 0) ("" UNDEF true 1.5) }
}"""
TEXT = 'a "b" \\ \n <&> 责任'
CONSTRUCT = "CONSTRUCT WHERE { ?s a <http://www.w3.org/2004/02/skos/core#Concept> }"


@pytest.fixture(scope="module")
def server(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(seed_store, tmp_path_factory.mktemp("clients") / "log") as running:
        yield running


def wrapper(server: Server, query: str, form: str, method: str = GET) -> Any:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_json(server: Server, method: str, direct: bool) -> None:
    client = wrapper(server, VALUES, JSON, method)
    if direct and method == POST:
        client.setRequestMethod(POSTDIRECTLY)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert rows[0]["text"] == {"type": "literal", "value": TEXT, "xml:lang": "zh-cn"}
    assert [row["no"]["value"] for row in rows] == ["false", "true"]
    assert "none" not in rows[0]


def test_sparqlwrapper_xml(server: Server) -> None:
    document = wrapper(server, VALUES, XML).queryAndConvert()
    literals = [node.firstChild.data if node.firstChild else "" for node in document.getElementsByTagName("literal")]
    assert literals == [TEXT, "false", "0", "", "true", "1.5"]


@pytest.mark.parametrize("form", [CSV, TSV])
def test_sparqlwrapper_tables(server: Server, form: str) -> None:
    table = wrapper(server, "SELECT (1 AS ?a) (false AS ?b) {}", form).queryAndConvert().decode()
    assert [line for line in table.splitlines() if line][1] == ("1,false" if form == CSV else "1\tfalse")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # within SPARQLWrapper
@pytest.mark.parametrize("form", [RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_graphs(server: Server, seed_engine: Embedded, form: str) -> None:
    import rdflib

    found = wrapper(server, CONSTRUCT, form).queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == len(seed_engine.construct(CONSTRUCT)) > 100


def test_sparqlwrapper_ask(server: Server) -> None:
    assert wrapper(server, "ASK { ?s ?p ?o }", JSON).queryAndConvert()["boolean"] is True


def asked(store: SPARQLStore, query: str, **more: Any) -> list[Any]:
    return list(store.query(query, **more))


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_rdflib(server: Server, form: str, method: str) -> None:
    store = SPARQLStore(f"{server.url}/sparql", returnFormat=form, method=method)
    first, second = asked(store, VALUES)
    assert first.text == Literal(TEXT, lang="zh-cn")
    assert (first.none, first.no, first.zero) == (None, Literal(False), Literal(0))
    assert second.text == Literal("")
    assert store.query("ASK { ?s ?p ?o }").askAnswer is True


def test_rdflib_asks_a_named_graph(server: Server, seed_engine: Embedded) -> None:
    (row,) = seed_engine.select(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?n LIMIT 1"
    ).rows
    graph, number = (term.text if term else "" for term in row)
    store = SPARQLStore(f"{server.url}/sparql")
    (counted,) = asked(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", queryGraph=URIRef(graph))
    assert str(counted.n) == number


def test_our_own_client(server: Server, seed_engine: Embedded) -> None:
    remote = Remote(f"{server.url}/sparql")
    assert remote.select(VALUES) == seed_engine.select(VALUES)
    assert remote.construct(CONSTRUCT) == seed_engine.construct(CONSTRUCT)
    with pytest.raises(QueryError, match="line 1, column"):
        remote.select("SELECT * {")
