"""What is told of a stranger's query by its tokens: whether it may be asked, and its cost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import QueryError
from heze_graph.saved.library import Library
from heze_graph.saved.stranger import CROSS_PRODUCT, MAX_BYTES, MAX_DEPTH, check_graph, checked


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "(" * (MAX_DEPTH - 2) + "true" + ")" * (MAX_DEPTH - 2) + ") }",
        "ASK { } #" + "{" * 1000,
        f"ASK {{ FILTER('{'{' * 1000}' = \"{'(' * 1000}\") }}",
        "SELECT * { ?s <http://e/((((> ?o FILTER(?s < ?o && ?o > ?s) }",
        "SELECT * FROM <http://e/g> FROM NAMED <urn:x:g> { ?s ?p ?o }",
        "PREFIX f: <file:///> ASK { ?s f:p ?o }",
        "PREFIX e: <http://e/> SELECT * FROM e:g { ?s ?p ?o }",
        "SELECT * FROM <g> { ?s ?p ?o }",
        "ASK { ?s ?p '" + "a" * (MAX_BYTES - 20) + "' }",
    ],
)
def test_it_may_be_asked(query: str) -> None:
    assert checked(query).form in ("ASK", "SELECT")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ASK { ?s ?p '" + "责" * (MAX_BYTES // 3) + "' }", "a longer text"),
        ("ASK " + "{" * (MAX_DEPTH + 1), "a deeper query"),
        ("ASK {} #\n" + "({[" * MAX_DEPTH, "line 2: found a deeper query"),
        ("ASK { FILTER(" + "! " * (MAX_DEPTH + 1), "a deeper query"),
        ("ASK { " + "<< " * (MAX_DEPTH + 1), "a deeper query"),
        ("ASK { " + "\\u007B" * (MAX_DEPTH + 1), "a deeper query"),
        ("ASK { 'open }", "an open string"),
        ("SELECT * FROM <file:///etc/passwd> {}", "“file:///etc/passwd”"),
        ("select * from named <FILE:///etc/passwd> {}", "“FILE:///etc/passwd”"),
        ("PREFIX f: <file:///etc/> SELECT * FROM f:passwd {}", "“file:///etc/”"),
        ("BASE <file:///etc/> SELECT * FROM <passwd> {}", "“file:///etc/”"),
        ("SELECT * FROM <\\u0066ile:///etc/passwd> {}", "“file:///etc/passwd”"),
        ("ASK { SERVICE <http://e/> {} }", "SERVICE"),
        ("ASK { \\U001FFFFF }", ""),
    ],
)
def test_it_may_not_be_asked(query: str, found: str) -> None:
    if not found:
        checked(query)  # no code point: it is left as it is, and the engine refuses it
        return
    with pytest.raises(QueryError) as raised:
        checked(query)
    assert found in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "iri", ["", "g", "//e/g", "file:///g", "data:,", "http", "http://e/ g", "http://e/<g>", "urn:\n"]
)
def test_no_name_of_a_graph(iri: str) -> None:
    with pytest.raises(QueryError, match="default-graph-uri: found"):
        check_graph(iri, "default-graph-uri")


@pytest.mark.parametrize(
    ("query", "cross"),
    [
        ("SELECT * { ?s ?p ?o }", 0),
        ("SELECT * { ?s a ?c ; <a:p> 1.5 ; <a:q> ?o . ?o <a:l> ?l FILTER(?l != ?x) }", 0),
        ("SELECT ?s ?o WHERE { ?s ?p ?o . ?a ?b ?c } GROUP BY ?s ?a ORDER BY ?o ?c", 1),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 2),
        ("CONSTRUCT { ?s ?p ?c } { ?s ?p ?o . ?a ?b ?c }", 1),
        ("SELECT * { ?s ?p ?o FILTER(?o = ?c) ?a ?b ?c }", 0),
        ("SELECT * { ?s $p ?o . ?a ?p ?c }", 0),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", 0),
        ("SELECT * { _:a ?p ?o . _:a ?b ?c }", 0),
    ],
)
def test_what_is_multiplied_is_dear(query: str, cross: int) -> None:
    assert checked(query).cost // CROSS_PRODUCT == cross


def test_saved_queries_are_cheap(library: Library) -> None:
    assert {query.name for query in library.queries if checked(query.text).cost >= CROSS_PRODUCT} == set()


def test_what_repeats_costs_more() -> None:
    plain, path = checked("SELECT * { ?s <a:p> ?o }"), checked("SELECT * { ?s <a:p>* ?o }")
    assert plain.cost < checked("SELECT (COUNT(*) AS ?n) { ?s <a:p> ?o }").cost < path.cost
    assert checked("SELECT (?x * 2 AS ?y) { ?s ?p ?x }").cost < path.cost


def test_what_is_told_besides() -> None:
    assert checked("SELECT (NOW() AS ?n) {}").volatile
    assert not checked("SELECT ('NOW()' AS ?now) {}").volatile
    assert checked("ASK FROM <http://e/g> {}").names_dataset
    assert not checked("ASK { ?FROM <http://e/FROM> 'FROM' } # FROM").names_dataset


@given(st.text(alphabet="{}()[]<>!?a:.\"'\\#\n ^*+|/;,=@u0SELCTFROMWHR", max_size=400))
def test_any_text_is_told_or_refused(text: str) -> None:
    for query in (text, "SELECT * {" + text):
        with suppress(QueryError):
            assert checked(query).cost >= 0
