from __future__ import annotations

import pytest

from heze_graph.entities.entity import Name, Source, describe
from heze_graph.model.answers import Term
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.store.embedded import Embedded

BUREAU = iris.unit("heze", "市科技局")


def test_a_unit_has_its_names_facts_and_the_rows_it_is_printed_in(seed_engine: Embedded, library: Library) -> None:
    thing = describe(seed_engine, library, BUREAU)
    assert thing is not None
    assert thing.kind == "unit"
    assert thing.names[:2] == (
        Name("市科技局", "zh", "preferred"),
        Name("Municipal Science and Technology Bureau", "en", "preferred"),
    )
    assert (thing.label(), thing.label("en")) == ("市科技局", "Municipal Science and Technology Bureau")
    (kind,) = thing.values("classification")
    assert (kind.link, kind.value_zh) == (iris.concept("unit-kind", "municipal-bureau"), "政府部门")
    printed = Source("heze-2023-q3", "heze-2023-q3.txt", 100, iris.row("heze-2023-q3", 100))
    assert printed in thing.sources
    assert thing.sources == tuple(sorted(thing.sources, key=lambda source: (source.document, source.line)))


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (iris.document("heze-2023-q3"), "document"),
        (iris.row("heze-2023-q3", 69), "row"),
        (iris.cell("heze-2023-q3", 69, 3), "cell"),
        (iris.assignment(("heze-2023-q3", "39"), 1), "assignment"),
        (iris.unit_pair("heze", "2023", "东明县人民政府", "单县人民政府"), "unit-pair"),
        (iris.concept("claim", "on-schedule"), "claim"),
        (iris.period(2023, "annual"), "period"),
    ],
)
def test_a_kind_is_a_class_of_ours_or_what_the_iri_says(
    iri: str, kind: str, seed_engine: Embedded, library: Library
) -> None:
    thing = describe(seed_engine, library, iri)
    assert thing is not None
    assert thing.kind == kind


def test_every_thing_of_a_document_says_where_it_is_printed(seed_engine: Embedded, library: Library) -> None:
    goal = describe(seed_engine, library, iris.goal(("heze-2023-q3", "39"), 1))
    assert goal is not None
    assert [(source.document, source.line) for source in goal.sources] == [("heze-2023-q3", 69)]
    assert goal.values("unitPrinted")[0].value == Term("literal", "万吨")
    (reading,) = goal.uses
    assert (reading.thing, reading.thing_zh) == (
        iris.reading(("heze-2023-q3", "39"), 1),
        "增加市级储备粮1.71万吨",
    )


@pytest.mark.parametrize(
    "iri", ["https://w3id.org/heze-graph/id/unit/heze/nobody", "no iri", "javascript:alert(1)", "", "<a> ?p ?o } #"]
)
def test_what_the_graph_does_not_know_is_none(iri: str, seed_engine: Embedded, library: Library) -> None:
    assert describe(seed_engine, library, iri) is None


def test_the_uses_of_a_thing_are_bounded(seed_engine: Embedded, library: Library) -> None:
    thing = describe(seed_engine, library, iris.concept("claim", "on-schedule"))
    assert thing is not None
    assert len(thing.uses) == 200
