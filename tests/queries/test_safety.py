"""What is told of a query by its tokens: whether it may be asked."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import QueryError
from heze_graph.queries.syntax import MAX_BYTES, MAX_DEPTH, READING, check_graph, checked


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


def test_what_is_told_besides() -> None:
    assert checked("SELECT (NOW() AS ?n) {}").volatile
    assert not checked("SELECT ('NOW()' AS ?now) {}").volatile
    assert checked("ASK FROM <http://e/g> {}").names_dataset
    assert not checked("ASK { ?FROM <http://e/FROM> 'FROM' } # FROM").names_dataset


@given(st.text(alphabet="{}()[]<>!?a:.\"'\\#\n ^*+|/;,=@u0SELCTFROMWHR", max_size=400))
def test_any_text_is_told_or_refused(text: str) -> None:
    for query in (text, "SELECT * {" + text):
        with suppress(QueryError):
            assert checked(query).form in READING
