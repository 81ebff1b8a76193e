from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer, Term
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded

GRAPH = '<u:s> <u:p> "甲"@zh <u:g> .\n<u:s> <u:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <u:h> .\n'


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    folder.write(tmp_path, GRAPH, {})
    return Embedded(tmp_path)


def test_a_select_sees_all_graphs(engine: Embedded) -> None:
    answer = engine.select("SELECT ?a ?b ?c { ?s <u:p> ?a ; <u:q> ?b . OPTIONAL { ?s <u:r> ?c } }")
    number = Term("literal", "1", "http://www.w3.org/2001/XMLSchema#integer")
    assert answer == Answer(("a", "b", "c"), ((Term("literal", "甲", language="zh"), number, None),))


def test_an_ask_is_one_row(engine: Embedded) -> None:
    assert engine.select("ASK { <u:s> ?p ?o }").rows[0][0] == Term(
        "literal", "true", "http://www.w3.org/2001/XMLSchema#boolean"
    )


def test_a_construct_gives_sorted_triples(engine: Embedded) -> None:
    assert [str(triple.predicate) for triple in engine.construct("CONSTRUCT WHERE { ?s ?p ?o }")] == ["<u:p>", "<u:q>"]


def test_a_wrong_query_says_where(engine: Embedded) -> None:
    with pytest.raises(QueryError, match="line 1, column"):
        engine.select("SELECT ?s { ?s ?p }")


def test_each_form_has_its_own_door(engine: Embedded) -> None:
    with pytest.raises(QueryError):
        engine.select("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError):
        engine.construct("SELECT * { ?s ?p ?o }")


def test_an_update_is_no_query(engine: Embedded) -> None:
    with pytest.raises(QueryError):
        engine.select("INSERT DATA { <u:a> <u:b> <u:c> }")
