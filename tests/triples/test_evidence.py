"""Every fact points back to the printed cell that it was read from."""

from __future__ import annotations

import pytest

from heze_graph.store.embedded import Embedded

PREFIXES = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
HEADERS = {"target": "责任目标内容", "progress": "完成情况", "unit": "责任单位"}


def rows(engine: Embedded, query: str) -> list[tuple[str, ...]]:
    return [tuple(value.text if value else "" for value in row) for row in engine.select(PREFIXES + query).rows]


@pytest.mark.parametrize("field", HEADERS)
def test_a_mention_points_at_the_column_of_its_field(seed_engine: Embedded, field: str) -> None:
    found = rows(
        seed_engine,
        f"""SELECT ?phrase ?header ?printed {{
            ?mention heze:field/skos:notation "{field}" ; heze:phrase ?phrase ; prov:wasDerivedFrom ?cell .
            ?cell heze:header ?header ; heze:printed ?printed }}""",
    )
    assert len(found) > 20
    assert all(phrase in printed for phrase, _, printed in found)
    assert {header for _, header, _ in found if HEADERS[field] not in header} == set()


@pytest.mark.parametrize(("kind", "field"), [("Goal", "target"), ("Reading", "progress")])
def test_a_figure_points_at_the_cell_that_prints_it(seed_engine: Embedded, kind: str, field: str) -> None:
    found = rows(
        seed_engine,
        f"""SELECT ?phrase ?header ?printed {{
            ?figure a heze:{kind} ; heze:phrase ?phrase ; prov:wasDerivedFrom ?cell .
            ?cell heze:header ?header ; heze:printed ?printed }}""",
    )
    assert len(found) > 50
    assert [(phrase, header) for phrase, header, printed in found if phrase not in printed] == []
    assert [(phrase, header) for phrase, header, _ in found if HEADERS[field] not in header] == []


def test_a_span_says_where_its_phrase_stands(seed_engine: Embedded) -> None:
    found = rows(
        seed_engine,
        """SELECT ?phrase ?start ?end ?text {
            { ?figure heze:goalOf/heze:wording ?text } UNION { ?figure heze:reportedIn/heze:progress ?text }
            ?figure heze:phrase ?phrase ; heze:start ?start ; heze:end ?end }""",
    )
    assert len(found) > 100
    assert [phrase for phrase, start, end, text in found if text[int(start) : int(end)] != phrase] == []
