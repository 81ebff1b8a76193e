"""What the catalogue says of one thing is what the saved queries answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from heze_graph.entities import entity
from heze_graph.entities.catalogue import Catalogue
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded

KINDS = ("Unit", "Leader", "Place", "Project", "Theme", "Indicator", "Target", "Entry", "Document")
QUERIES = {
    "assignments-of-thing": entity.assignments,
    "goals-of-thing": entity.goals,
    "findings-of-thing": entity.findings,
}


def some_of(engine: Embedded, kind: str) -> list[str]:
    """Return every fifth thing of a kind."""
    of_kind = f"SELECT ?thing {{ ?thing a <https://w3id.org/heze-graph/ontology#{kind}> }} ORDER BY ?thing"
    return [row["thing"] for row in engine.select(of_kind).texts()][::5]


def same(column: str, text: str) -> str | float:
    """Return a value as it is compared: 0.50 is 0.5."""
    return float(text) if column == "attainment" and text else text


@pytest.mark.parametrize(("query", "told"), QUERIES.items())
def test_the_catalogue_says_what_the_saved_query_answers(
    query: str, told: Callable[[Catalogue, str], list[entity.Row]], seed_engine: Embedded, library: Library
) -> None:
    catalogue = Catalogue.of(seed_engine)
    found = 0
    for thing in (thing for kind in KINDS for thing in some_of(seed_engine, kind)):
        rows = told(catalogue, thing)
        columns = [column for column in (rows[0] if rows else {}) if column != "other"]
        answer = list(seed_engine.select(library.get(query).bound({"thing": thing})).texts())
        expected = dict.fromkeys(tuple(same(column, row[column]) for column in columns) for row in answer)
        assert [tuple(same(column, row[column]) for column in columns) for row in rows] == list(expected), thing
        assert bool(rows) == bool(answer), thing
        found += len(rows)
    assert found > 40


#: Columns that each row fills, from whatever kind of thing one comes to it.
FILLED = {
    "assignments-of-thing": ("document", "no", "wording", "target", "role", "line"),
    "goals-of-thing": ("document", "no", "goal", "quantity", "comparator", "value", "unit", "light", "line"),
}


@pytest.mark.parametrize("query", FILLED)
def test_each_row_is_whole_whatever_it_is_asked_of(query: str, seed_engine: Embedded, library: Library) -> None:
    kinds: set[str] = set()
    for kind in ("Unit", "Leader", "Place", "Project", "Theme", "Target", "Entry", "Document"):
        for thing in some_of(seed_engine, kind):
            for row in seed_engine.select(library.get(query).bound({"thing": thing})).texts():
                assert all(row[column] for column in FILLED[query]), (thing, row)
                kinds.add(kind)
    assert kinds >= {"Unit", "Leader", "Place", "Target", "Entry"}


def test_a_finding_names_a_row_that_it_is_held_against(seed_engine: Embedded, library: Library) -> None:
    catalogue = Catalogue.of(seed_engine)
    for document in some_of(seed_engine, "Document"):
        rows = seed_engine.select(library.get("findings-of-thing").bound({"thing": document})).texts()
        others = {(row["finding"], row["other"]) for row in rows}
        for finding in entity.findings(catalogue, document):
            assert (finding["finding"], finding["other"]) in others


def test_a_place_has_the_units_that_govern_it(seed_engine: Embedded) -> None:
    governs = "SELECT ?unit ?place { ?unit <https://w3id.org/heze-graph/ontology#governs> ?place } ORDER BY ?unit"
    catalogue = Catalogue.of(seed_engine)
    pairs = [(row["unit"], row["place"]) for row in seed_engine.select(governs).texts()]
    assert pairs
    for unit, place in pairs:
        assert unit in entity.governments(catalogue, place)


def test_a_thing_that_is_not_there_has_nothing(seed_engine: Embedded) -> None:
    catalogue = Catalogue.of(seed_engine)
    assert not any(told(catalogue, "https://w3id.org/heze-graph/id/unit/nowhere/no-unit") for told in QUERIES.values())
    assert not entity.governments(catalogue, "https://w3id.org/heze-graph/id/place/000000")
