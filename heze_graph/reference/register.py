"""The units, places, leaders and judgements that are known of one city: a folder under `ontology/reference/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from heze_graph.model.known import Leader, Names, Place, Unit
from heze_graph.reference.csv_table import CsvRow, read_csv

SAME, DIFFERENT = "same-target", "different-target"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's recorded decision that two Entries are the same Target, or are not.

    `first` and `second` are (document, number).
    """

    judgement: str
    first: tuple[str, str]
    second: tuple[str, str]
    person: str
    date: str
    reason: str


@dataclass(frozen=True)
class Register:
    """Everything known of one city; empty for a city without a folder."""

    name: str
    units: tuple[Unit, ...] = ()
    places: tuple[Place, ...] = ()
    leaders: tuple[Leader, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @cached_property
    def unit_by_name(self) -> Mapping[str, Unit]:
        """Every spelling of every unit."""
        return {name: unit for unit in self.units for name in unit.names.all}

    @cached_property
    def leader_by_name(self) -> Mapping[str, Leader]:
        """Every spelling of every leader."""
        return {name: leader for leader in self.leaders for name in leader.names.all}


def load_register(folder: Path) -> Register:
    """Read the folder of one city; a folder that does not exist gives an empty Register.

    Raises ReferenceDataError, with file and line, where a file is at fault: a name that stands twice, a place or a unit
    that is referred to and not listed, an unknown judgement.
    """
    if not folder.is_dir():
        return Register(folder.name)
    places = _places(folder / "places.csv")
    return Register(
        name=folder.name,
        units=_units(folder / "units.csv", {place.names.preferred for place in places}),
        places=places,
        leaders=_leaders(folder / "leaders.csv"),
        judgements=_judgements(folder / "judgements.csv"),
    )


def _names(row: CsvRow) -> Names:
    if not row["name"]:
        raise row.fault("no name", "a preferred name", "fill in the column “name” or remove the row")
    return Names(row["name"], row.several("alternative_names"), row.several("misspellings"))


def _each_once(rows: Iterable[tuple[CsvRow, Names]]) -> None:
    """Raise ReferenceDataError when two rows share a spelling: nobody could tell which one a table means."""
    seen: dict[str, int] = {}
    for row, names in rows:
        for name in names.all:
            if name in seen:
                raise row.fault(
                    f"“{name}”, which line {seen[name]} has too",
                    "each spelling once",
                    "remove it from one of the two rows",
                )
            seen[name] = row.line


def _places(path: Path) -> tuple[Place, ...]:
    rows = read_csv(path, ("code", "name", "alternative_names", "misspellings", "kind", "english"))
    named = [(row, _names(row)) for row in rows]
    _each_once(named)
    return tuple(Place(names, row["code"] or None, row["kind"], row["english"]) for row, names in named)


def _units(path: Path, places: set[str]) -> tuple[Unit, ...]:
    columns = ("name", "alternative_names", "misspellings", "kind", "english", "governs", "stands_for")
    rows = read_csv(path, columns)
    named = [(row, _names(row)) for row in rows]
    _each_once(named)
    preferred = {names.preferred for _, names in named}
    for row, _ in named:
        if row["governs"] and row["governs"] not in places:
            raise row.fault(f"the place “{row['governs']}”", "a name of places.csv", "add the place there")
        for member in row.several("stands_for"):
            if member not in preferred:
                raise row.fault(f"the unit “{member}”", "a preferred name of this file", "add that unit")
    return tuple(
        Unit(names, row["kind"], row["english"], row["governs"] or None, row.several("stands_for"))
        for row, names in named
    )


def _leaders(path: Path) -> tuple[Leader, ...]:
    named = [(row, _names(row)) for row in read_csv(path, ("name", "alternative_names", "misspellings"))]
    _each_once(named)
    return tuple(Leader(names) for _, names in named)


def _judgements(path: Path) -> tuple[Judgement, ...]:
    columns = ("judgement", "document_a", "number_a", "document_b", "number_b", "person", "date", "reason")
    judgements = []
    for row in read_csv(path, columns):
        if row["judgement"] not in (SAME, DIFFERENT):
            raise row.fault(f"“{row['judgement']}”", f"{SAME} or {DIFFERENT}", "correct the first column")
        first, second = (row["document_a"], row["number_a"]), (row["document_b"], row["number_b"])
        judgements.append(Judgement(row["judgement"], first, second, row["person"], row["date"], row["reason"]))
    return tuple(judgements)
