"""The saved queries give the same answers on a real Virtuoso as on the embedded engine, row for row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.errors import EndpointError, QueryError
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.resources import QUERIES
from heze_graph.saved.library import Library
from heze_graph.saved.parameters import Parameter, term
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import XSD
from heze_graph.store.remote import Remote
from tests.virtuoso import MAX_ROWS, Virtuoso, virtuoso

__all__ = ["virtuoso"]

HEZE = "PREFIX heze: <https://w3id.org/heze-graph/ontology#>\n"
#: Virtuoso keeps graphs of its own, which the union has, too.
EVERYTHING = """CONSTRUCT { ?s ?p ?o } WHERE {
  GRAPH ?graph { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?graph), "https://w3id.org/heze-graph/graph/"))
}"""

#: Values for the queries that have parameters, optional ones left open and given.
VALUES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "attainment-ranking": ({}, {"document": "heze-2023-annual"}),
    "behind-goals": ({}, {"document": "heze-2023-q3"}),
    "cells-of-target": ({"no": "31"}, {"no": "86", "document": "heze-2023-q3"}),
    "changed-targets": ({}, {"kind": "wording"}),
    "contradictions": ({}, {"kind": "figure-jumps"}),
    "due-before": ({"date": "2023-06-30"}, {"date": "2023-10-31"}),
    "finding-evidence": ({"finding": "https://w3id.org/heze-graph/id/finding/heze-2023-annual/17/figure-jumps"},),
    "findings": ({}, {"kind": "look-alike"}),
    "partners-of-unit": ({"unit": "市科技局"}, {"unit": "各县区人民政府"}),
    "projects-of-county": ({"county": "成武县"}, {"county": "鲁西新区"}),
    "target-by-number": ({"no": "31"}, {"no": "86", "document": "heze-2023-annual"}),
    "targets-of-county": (
        {"county": "曹县"},
        {"county": "曹县", "collective": "no"},
        {"county": "单县", "document": "heze-2023-q3"},
    ),
    "targets-of-leader": ({"leader": "曹临"}, {"leader": "张鹏", "document": "heze-2023-q3"}),
    "targets-of-unit": (
        {"unit": "市科技局"},
        {"unit": "共青团市委"},
        {"unit": "市科技局", "document": "heze-2023-q3"},
    ),
    "themes": ({}, {"least": "3"}),
}
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
CASES = [(name, values) for name in NAMES for values in VALUES.get(name, ({},))]

TEXTS = (
    "",
    " 前后有空 ",
    "say \"桥\" \\ \\n \\u0022 ''' {?_q} # no comment",
    "一\n二\r\n三\t四",
    "𠮷野家😀\u3000\u00a0\u200b\u2028",
    "<b>&amp;</b>]]>",
    "长" * 5000,
)


@pytest.fixture(scope="module")
def remote(virtuoso: Virtuoso, seed_store: Path) -> Remote:
    virtuoso.load(folder.current(seed_store).graph)
    return Remote(virtuoso.endpoint)


def normal(value: Value) -> Value | Decimal:
    """Return a number as what it is worth: Virtuoso gives a long integer, or a whole decimal, another type."""
    if value and value.datatype in (XSD + "integer", XSD + "decimal"):
        return Decimal(value.text)
    return value


def rows(answer: Answer) -> list[tuple[Value | Decimal, ...]]:
    return [tuple(map(normal, row)) for row in answer.rows]


def facts(triples: list[pyoxigraph.Triple]) -> set[tuple[str, str, str | Decimal]]:
    return {(str(t.subject), str(t.predicate), _worth(t.object)) for t in triples}


def _worth(value: object) -> str | Decimal:
    number = isinstance(value, pyoxigraph.Literal) and value.datatype.value in (XSD + "integer", XSD + "decimal")
    return Decimal(value.value) if isinstance(value, pyoxigraph.Literal) and number else str(value)


def test_there_are_values_for_every_parameter(library: Library) -> None:
    assert not library.broken
    for query in library.queries:
        given = {name for values in VALUES.get(query.name, ()) for name in values}
        missing = [parameter.name for parameter in query.parameters if parameter.name not in given]
        assert not missing, (
            f"queries/{query.name}.rq is not tested on Virtuoso with {', '.join(missing)}: add values that find "
            f"something to VALUES[{query.name!r}] in {__file__}"
        )
    assert set(VALUES) <= set(NAMES)


@pytest.mark.virtuoso
@pytest.mark.parametrize(("name", "values"), CASES, ids=["-".join((n, *v.values())) for n, v in CASES])
def test_a_saved_query_gives_the_same_answer(
    name: str, values: Mapping[str, str], remote: Remote, seed_engine: Embedded, library: Library
) -> None:
    query = library.get(name)
    text = query.bound(values)
    if query.form == "CONSTRUCT":
        triples = seed_engine.construct(text)
        assert facts(remote.construct(text)) == facts(triples)
        assert triples or not values, "these values find nothing: give others in VALUES"
        return
    expected, answer = seed_engine.select(text), remote.select(text)
    assert answer.columns == expected.columns
    assert Counter(rows(answer)) == Counter(rows(expected))
    assert rows(answer) == rows(expected), "the same rows in another order: ORDER BY does not decide it"
    assert answer.rows or not values, "these values find nothing: give others in VALUES"


@pytest.mark.virtuoso
def test_the_whole_graph_comes_back(remote: Remote, seed_engine: Embedded) -> None:
    everything = facts(seed_engine.construct(EVERYTHING))
    assert facts(remote.construct(EVERYTHING)) == everything
    assert len(everything) > 20_000


def test_no_triple_stands_in_two_graphs(seed_store: Path) -> None:
    # Virtuoso would count it twice when it is asked the union of all graphs.
    quads = list(pyoxigraph.parse(path=folder.current(seed_store).graph, format=pyoxigraph.RdfFormat.N_QUADS))
    assert len({quad.triple for quad in quads}) == len(quads)


@pytest.mark.virtuoso
def test_terms_survive(virtuoso: Virtuoso, tmp_path: Path) -> None:
    terms = [
        *(Term("literal", text) for text in TEXTS),
        Term("literal", "菏泽市", None, "zh"),
        Term("literal", "Heze", None, "en"),
        Term("iri", "https://w3id.org/heze-graph/id/单位/市科技局"),
        Term("iri", "https://example.org/a%20b?x=1&y=2#三"),
        *(Term("literal", text, XSD + "boolean") for text in ("true", "false")),
        *(Term("literal", text, XSD + "decimal") for text in ("0.1", "-0.05", "126.64")),
        Term("literal", "2147483647", XSD + "integer"),
        Term("literal", "2023-10-31", XSD + "date"),
        Term("literal", "2023", XSD + "gYear"),
        Term("literal", "2023-10", XSD + "gYearMonth"),
    ]
    graph, predicate = pyoxigraph.NamedNode("https://example.org/图"), pyoxigraph.NamedNode("https://example.org/值")
    quads = [
        pyoxigraph.Quad(pyoxigraph.NamedNode(f"https://example.org/{at:03}"), predicate, _rdf(one), graph)
        for at, one in enumerate(terms)
    ]
    file = tmp_path / "terms.nq"
    pyoxigraph.serialize(quads, file, format=pyoxigraph.RdfFormat.N_QUADS)
    virtuoso.load(file)
    remote = Remote(virtuoso.endpoint)
    answer = remote.select(f"SELECT ?s ?o {{ GRAPH {graph} {{ ?s {predicate} ?o }} }} ORDER BY ?s")
    assert [row[1] for row in answer.rows] == terms
    triples = remote.construct(f"CONSTRUCT WHERE {{ ?s {predicate} ?o }}")
    assert set(triples) == {quad.triple for quad in quads}


def _rdf(one: Term) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if one.kind == "iri":
        return pyoxigraph.NamedNode(one.text)
    datatype = pyoxigraph.NamedNode(one.datatype) if one.datatype else None
    return pyoxigraph.Literal(one.text, datatype=datatype, language=one.language)


@pytest.mark.virtuoso
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_values_of_parameters_arrive(text: str, remote: Remote, seed_engine: Embedded) -> None:
    query = f"SELECT ?value {{ BIND({term(Parameter('q', '?_q', True, 'literal'), text)} AS ?value) }}"
    assert seed_engine.select(query) == remote.select(query) == Answer(("value",), ((Term("literal", text),),))


@pytest.mark.virtuoso
@pytest.mark.parametrize("kind", ["Cell", "Nothing"])
def test_ask(kind: str, remote: Remote, seed_engine: Embedded) -> None:
    query = f"{HEZE}ASK {{ ?s a heze:{kind} }}"
    assert remote.select(query) == seed_engine.select(query)


@pytest.mark.virtuoso
def test_a_wrong_query_is_told_with_what_virtuoso_says(remote: Remote) -> None:
    with pytest.raises(QueryError, match=r"HTTP status 400: .*syntax error") as caught:
        remote.select("SELECT * { ?s ?p }")
    assert "\n" not in str(caught.value)


@pytest.mark.virtuoso
def test_an_answer_that_is_cut_off_is_an_error(remote: Remote) -> None:
    with pytest.raises(EndpointError, match=f"cut off at {MAX_ROWS} rows"):
        remote.select(f"{HEZE}SELECT (1 AS ?one) {{ ?a a heze:Cell . ?b a heze:Cell }}")


@pytest.mark.virtuoso
def test_nothing_can_be_changed(remote: Remote) -> None:
    with pytest.raises((EndpointError, QueryError), match="No permission"):
        remote.select("INSERT DATA { GRAPH <urn:x> { <urn:x> <urn:x> 1 } }")
    assert remote.select("ASK { GRAPH <urn:x> { ?s ?p ?o } }").rows == ((Term("literal", "false", XSD + "boolean"),),)
