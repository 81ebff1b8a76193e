"""What Oxigraph is asked for pages of large answers has the rows of the query that was written."""

from __future__ import annotations

import pyoxigraph
import pytest

from heze_graph.queries.rewriting import lateral, narrowed, read_whole

DATA = """
    @prefix : <https://example.org/> .
    :a1 :p :b1 . :a2 :p :b2 . :a3 :p :b3 . :b1 :q :c1 . :b2 :q :c2 . :c1 :r 1 . :c2 :r 2 . :c9 :r 9 .
    :c1 :s :b1 . :c9 :s :b9 .
    :b1 :n 1 . :b2 :n 2 . :b2 :n 3 . :b3 :n 9 .
"""
#: What stands behind `?a :p ?b`; and whether each OPTIONAL may be looked up for each row.
OPTIONALS = [
    ("OPTIONAL { ?b :q ?c }", True),
    ("OPTIONAL { ?b :q ?c OPTIONAL { ?c :r ?d } }", True),
    ("OPTIONAL { ?b :q ?c } OPTIONAL { ?b :n ?n }", True),
    ("OPTIONAL { ?b :q ?c } OPTIONAL { ?c :r ?d }", False),
    ("OPTIONAL { ?b :q ?c } OPTIONAL { ?x :s ?b OPTIONAL { ?c :r ?d } }", False),
    ("OPTIONAL { ?b :n ?n FILTER(?n > 1) }", True),
    ("OPTIONAL { BIND(STR(?b) AS ?t) }", False),
    ("OPTIONAL { ?c :r ?d MINUS { ?b :q ?c } }", False),
    ("OPTIONAL { SELECT ?b ?n { ?b :n ?n } ORDER BY ?b ?n LIMIT 2 }", False),
    ("OPTIONAL { SELECT (COUNT(?n) AS ?k) { ?b :n ?n } }", False),
    ("OPTIONAL { SELECT ?b (COUNT(?n) AS ?k) { ?b :n ?n } GROUP BY ?b }", True),
]


@pytest.mark.parametrize(("optional", "all_alone"), OPTIONALS)
def test_looking_up_for_each_row_has_the_same_rows(optional: str, all_alone: bool) -> None:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), pyoxigraph.RdfFormat.TURTLE)
    text = f"PREFIX : <https://example.org/> SELECT * {{ ?a :p ?b {optional} }}"
    asked = lateral(text)
    assert (asked.count("LATERAL {") == text.count("OPTIONAL {")) is all_alone
    assert _rows(store, asked) == _rows(store, text)
    things = [f"https://example.org/a{number}" for number in (1, 2, 9)]
    assert _rows(store, read_whole(text, "a").about(things)) == _rows(store, narrowed(text, "a", things))


@pytest.mark.parametrize(
    "where",
    [
        "?a :p ?b { SELECT ?b { ?b :n ?n } ORDER BY ?n LIMIT 1 }",
        "?a :p ?b { SELECT ?b { ?b :n ?n } ORDER BY ?n OFFSET 2 }",
        "?a :p ?b { SELECT ?b ?n { ?b :n ?n } }",
        "{ ?a :p ?b } UNION { ?b :n ?n }",
    ],
)
@pytest.mark.parametrize("thing", ["b1", "b2", "b3"])
def test_a_query_about_one_thing_has_the_rows_of_that_thing(where: str, thing: str) -> None:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), pyoxigraph.RdfFormat.TURTLE)
    text = f"PREFIX : <https://example.org/> SELECT ?b ?a ?n {{ {where} }}"
    of_thing = [row for row in _rows(store, text) if row[1] == f"<https://example.org/{thing}>"]
    assert _rows(store, narrowed(text, "b", [f"https://example.org/{thing}"])) == of_thing


def _rows(store: pyoxigraph.Store, text: str) -> list[list[str]]:
    found = store.query(text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = sorted(str(name) for name in found.variables)
    return sorted([str(row[name[1:]]) for name in names] for row in found)


@pytest.mark.parametrize("text", ["u:1> } SERVICE <u:x", "u:1\n", "no scheme", ""])
def test_what_is_no_iri_never_becomes_query_text(text: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        narrowed("SELECT ?a { ?a <u:p> ?b }", "a", ["u:1", text])
