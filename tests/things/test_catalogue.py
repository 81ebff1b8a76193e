from __future__ import annotations

import pytest

from heze_graph import iris
from heze_graph.saved.library import Library
from heze_graph.store.embedded import Embedded
from heze_graph.things.catalogue import Catalogue, Named
from heze_graph.things.thing import Name


@pytest.fixture(scope="module")
def catalogue(seed_engine: Embedded, library: Library) -> Catalogue:
    return Catalogue.of(seed_engine, library)


def test_documents_stand_in_the_order_of_their_periods(catalogue: Catalogue) -> None:
    assert [table.name for table in catalogue.documents] == ["heze-2023-q3", "heze-2023-annual"]
    assert [(table.rows, table.entries) for table in catalogue.documents] == [(213, 200), (54, 54)]


def test_the_entries_of_a_target_stand_in_that_order(catalogue: Catalogue) -> None:
    entries = catalogue.entries_of(iris.target(("heze-2023-q3", "92")))
    assert [(entry.document, entry.number) for entry in entries] == [
        ("heze-2023-q3", "92"),
        ("heze-2023-annual", "100"),
    ]


def test_a_continuation_line_belongs_to_the_entry_above(catalogue: Catalogue) -> None:
    entry = catalogue.entry_at("heze-2023-q3", 57)
    assert entry is not None
    assert entry.number == "31"
    assert catalogue.entry_at("heze-2023-q3", 1) is None
    assert catalogue.entry_at("nowhere", 5) is None


def test_a_name_that_two_cities_have_is_told_by_the_document() -> None:
    units = [iris.unit(city, "市水务局") for city in ("heze", "jining")]
    named = {iri: Named(iri, "unit", (Name("市水务局", "zh", "preferred"),)) for iri in units}
    catalogue = Catalogue(named, (), ())
    assert catalogue.find("市水务局", ("unit",), "jining-2023-q3") == units[1]
    assert catalogue.find("市水务局", ("unit",)) is None
    assert catalogue.find("市水务局", ("leader",), "heze-2023-q3") is None
