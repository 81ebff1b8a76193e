from __future__ import annotations

import gc
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from heze_graph.entities import catalogue, overview
from heze_graph.entities.catalogue import CLASSES, Catalogue
from heze_graph.entities.search import Index
from heze_graph.errors import StoreError
from heze_graph.model.answers import Answer
from heze_graph.pipeline.build import add, build, seed_tables
from heze_graph.queries.in_order import about_some
from heze_graph.queries.library import Library
from heze_graph.reference import Reference
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded

Said = dict[str, Any]


class Elsewhere:
    """An engine of which nobody knows what it answers from, like one behind an endpoint."""

    version = None

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine

    def select(self, query: str) -> Answer:
        return self._engine.select(query)

    def construct(self, query: str) -> Any:
        return self._engine.construct(query)

    def close(self) -> None:
        """Hold nothing."""


def said(one: Catalogue) -> Said:
    """Return what a catalogue answers, whatever numbers it has for things."""
    kinds = ("leader", "unit", "place", "project", "theme", "target")
    return {
        "counts": overview.count_by_class(one),
        "names": {kind: overview.named(one, kind) for kind in CLASSES if kind != "finding"},
        "targets": {kind: overview.targets(one, kind) for kind in kinds},
        "lights": {kind: overview.lights(one, kind) for kind in kinds},
        "indicators": overview.lights(one, "indicator"),
        "leaders": _sorted(overview.leaders_of(one, "target")),
        "units": _sorted(overview.units_of(one, "leader")),
        "entries": overview.entries_of(one),
        "findings": overview.findings(one),
        "told": overview.details_of_findings(one),
        "kinds": sorted(overview.findings_by_kind(one)),
        "claims": overview.claims(one),
        "behind": [overview.behind(one, 1000, overtaken=overtaken) for overtaken in (False, True)],
    }


def _sorted(ties: Any) -> Any:
    return {thing: sorted(others) for thing, others in ties.items()}


def test_behind_an_endpoint_it_says_the_same(seed_engine: Embedded) -> None:
    assert said(Catalogue.of(Elsewhere(seed_engine))) == said(Catalogue.of(seed_engine))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every graph be a large one, with its index and catalogue on disk."""
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 0)


@pytest.fixture
def one_table(tmp_path: Path, reference: Reference, large: None) -> Path:  # noqa: ARG001 - before the build
    store = tmp_path / "store"
    build(seed_tables()[:1], store, reference)
    return store


def _made_anew(store: Path) -> Said:
    """Return what the catalogue of a store says that nobody kept anything for."""
    (folder.current(store).folder / catalogue.FILE).unlink()
    return said(Catalogue.of(Embedded(store)))


def test_a_large_graph_has_it_beside_its_index(one_table: Path, seed_engine: Embedded) -> None:
    generation = folder.current(one_table)
    assert (generation.folder / catalogue.FILE).is_file()
    assert said(Catalogue.of(Embedded(one_table))) != said(Catalogue.of(seed_engine))


@pytest.mark.parametrize("year", [None, 2024])
def test_it_follows_each_generation(one_table: Path, reference: Reference, year: int | None) -> None:
    """A table of the same piece, or of another one, beside which the first is kept."""
    before = Catalogue.of(Embedded(one_table))
    old = said(before)
    add([replace(seed_tables()[1], year=year)], one_table, reference)
    assert (folder.current(one_table).folder / catalogue.FILE).is_file()
    now = said(Catalogue.of(Embedded(one_table)))
    assert now["counts"]["document"] == 2
    assert now == _made_anew(one_table)
    # Who asks the old one gets what it said, as long as he holds it.
    assert said(before) == old


def test_where_it_is_missing_it_is_made(one_table: Path, reference: Reference, library: Library) -> None:
    (folder.current(one_table).folder / catalogue.FILE).rename(one_table.parent / "catalogue-of-another-version")
    add([replace(seed_tables()[1], year=2024)], one_table, reference)
    engine = Embedded(one_table)
    assert not (engine.generation.folder / catalogue.FILE).exists()
    assert Index.of(engine, library).search("annual/100")
    assert said(Catalogue.of(engine)) == _made_anew(one_table)


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_where_it_is_damaged_it_is_made_anew(one_table: Path, reference: Reference, damage: bytes | None) -> None:
    file = folder.current(one_table).folder / catalogue.FILE
    before, whole = said(Catalogue.of(Embedded(one_table))), file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert said(Catalogue.of(Embedded(one_table))) == before
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    # Which begins with that of the generation before, where it is whole.
    add([replace(seed_tables()[1], year=2024)], one_table, reference)
    now = said(Catalogue.of(Embedded(one_table)))
    assert now == _made_anew(one_table)


def test_damage_within_it_is_a_fault_of_the_store(one_table: Path) -> None:
    file = folder.current(one_table).folder / catalogue.FILE
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'finding'").fetchone()
    data = bytearray(file.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    file.write_bytes(data)
    with pytest.raises(StoreError, match="malformed"):
        said(Catalogue.of(Embedded(one_table)))


def test_where_it_may_not_be_written_it_is_made_in_memory(one_table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Embedded(one_table)
    before = said(Catalogue.of(engine))
    (folder.current(one_table).folder / catalogue.FILE).unlink()

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(catalogue, "_write", refused)
    assert said(Catalogue.of(engine)) == before


def test_a_small_graph_leaves_no_file(seed_store: Path) -> None:
    assert not list(folder.current(seed_store).folder.glob("catalogue*"))


def test_the_queries_narrowed_to_some_things_answer_for_these(
    seed_engine: Embedded, large_store: Path, library: Library
) -> None:
    query = library.get("behind-goals")
    every = list(seed_engine.select(query.bound({})).texts())
    some = [row["goalIri"] for row in every[1:4]]
    for engine in (seed_engine, Embedded(large_store)):
        assert list(about_some(engine, query, "goalIri", some).texts()) == every[1:4]


def test_a_catalogue_that_nobody_holds_any_more_lets_go_of_its_file() -> None:
    connection = sqlite3.connect(":memory:")
    Catalogue(connection)
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
