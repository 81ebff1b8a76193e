"""Rows come in the order that Oxigraph would give them."""

from __future__ import annotations

import pyoxigraph
import pytest

from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_of
from heze_graph.store.ordering import order_of, ordered

DATA = """
    @prefix : <https://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    :a :n 10 ; :d 2.5 ; :t "乙" ; :l "b"@zh ; :day "2023-10-01"^^xsd:date ; :done true ; :mixed 1 .
    :b :n 9 ; :d 10.25 ; :t "a" ; :l "B"@zh ; :day "2023-09-30"^^xsd:date ; :mixed "1" .
    :c :n 9 ; :d -1 ; :t "" ; :l "é"@zh ; :done false ; :mixed :a .
    :e :n -1 ; :d 0.0 ; :l "zz"@zh ; :day "2022-12-31"^^xsd:date ; :mixed 2.5 .
"""
OPTIONAL = " ".join(f"OPTIONAL {{ ?s :{name} ?{name} }}" for name in ("d", "t", "l", "day", "done", "mixed"))


@pytest.mark.parametrize(
    ("select", "order", "asked"),
    [
        ("?s ?n ?t", "?n ?t", 1),
        ("?s", "DESC(?n) ?s", 1),
        ("*", "DESC(?day) ?n ASC(?s)", 1),
        ("?s ?d", "?d ?s", 1),
        ("DISTINCT ?s ?l", "?l DESC(?s)", 1),
        ("DISTINCT ?l", "?n ?l", 1),
        ("?s", "DESC(?done) ?s", 1),
        ("?s", "?mixed ?s", 2),
        ("?s", "STR(?n)", 1),
        ("?s", "?s LIMIT 2", 1),
    ],
)
def test_rows_are_those_of_oxigraph(select: str, order: str, asked: int) -> None:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), pyoxigraph.RdfFormat.TURTLE)
    texts: list[str] = []

    def ask(text: str) -> Answer:
        texts.append(text)
        found = store.query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return answer_of(found)

    query = f"PREFIX : <https://example.org/>\nSELECT {select}\nWHERE {{ ?s :n ?n {OPTIONAL} }}\nORDER BY {order}\n"
    answer = ordered(query, ask)
    assert len(texts) == asked
    assert answer == ask(query)


def test_an_order_within_a_query_is_left_there() -> None:
    assert not order_of("SELECT ?a { { SELECT ?a { ?a ?b ?c }\nORDER BY ?a\n} }")
    assert not order_of("SELECT ?a { ?a ?b '''\nORDER BY ?a''' }")
