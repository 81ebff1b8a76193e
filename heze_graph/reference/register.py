"""The units, places, leaders and judgements known of one city: a folder under `ontology/reference/`.

An unknown city gets a starter register: what its tables print, for a person to correct. It stands in the folder where
builds are started, and so does the copy of a register of the package in which decisions are recorded: an update would
overwrite that one itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heze_graph import resources
from heze_graph.errors import OutputError, ReferenceDataError
from heze_graph.messages import Message, say
from heze_graph.model.known import Leader, Names, Place, Unit
from heze_graph.model.printed import TableFile
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.language import Language

if TYPE_CHECKING:
    from heze_graph.reference import Reference

SAME, DIFFERENT = "same-target", "different-target"
#: The folder of registers in the folder where a build is started.
HOME = Path("places")
_JUDGEMENTS = ("judgement", "document_a", "number_a", "document_b", "number_b", "person", "date", "reason")
#: The file in a starter's folder with the digest of its files as they were written.
_AS_WRITTEN = "as-written.sha256"


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


@dataclass(frozen=True, eq=False)
class Register:
    """Everything known of one city; empty for a city without a folder. Compared by identity."""

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
    """Read the folder of one city; a missing folder gives an empty Register.

    Raises ReferenceDataError, with file and line, for an invalid file: a duplicate name, a reference to an unlisted
    place or unit, an unknown judgement.
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
        raise row.fault("reference.no-name")
    return Names(row["name"], row.several("alternative_names"), row.several("misspellings"))


def _each_once(rows: Iterable[tuple[CsvRow, Names]]) -> None:
    """Raise ReferenceDataError when two rows share a spelling, which would be ambiguous in a table."""
    seen: dict[str, int] = {}
    for row, names in rows:
        for name in names.all:
            if name in seen:
                raise row.fault("reference.same-spelling", name=name, line=seen[name])
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
            raise row.fault("reference.place", place=row["governs"])
        for member in row.several("stands_for"):
            if member not in preferred:
                raise row.fault("reference.unit", unit=member)
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
    return tuple(
        Judgement(
            row.one_of("judgement", (SAME, DIFFERENT)),
            (row["document_a"], row["number_a"]),
            (row["document_b"], row["number_b"]),
            row["person"],
            row["date"],
            row["reason"],
        )
        for row in read_csv(path, columns)
    )


def starter_files(
    units: Iterable[str], leaders: Iterable[str], places: Iterable[Place], language: Language
) -> dict[str, str]:
    """Return the files of a register by name, with the printed names and the kinds implied by their endings.

    A name that a spreadsheet would take for a formula is left out: it is not a name, and the files are opened in one.
    """
    units, leaders = _harmless(units), _harmless(leaders)
    return {
        "units.csv": _csv(
            ("name", "alternative_names", "misspellings", "kind", "english", "governs", "stands_for"),
            [(name, "", "", language.kind_of_unit(name), "", "", "") for name in units],
        ),
        "leaders.csv": _csv(("name", "alternative_names", "misspellings"), [(name, "", "") for name in leaders]),
        "places.csv": _csv(
            ("code", "name", "alternative_names", "misspellings", "kind", "english"),
            [
                (place.code or "", place.names.preferred, "|".join(place.names.alternative), "", place.kind, "")
                for place in places
            ],
        ),
        "judgements.csv": _csv(_JUDGEMENTS, []),
    }


def is_corrected(folder: Path) -> bool:
    """Return whether a person wrote a register, or changed it since it was written as a starter.

    An unchanged starter only repeats the tables, and is not read.
    """
    written = folder / _AS_WRITTEN
    return not written.is_file() or written.read_text(encoding="utf-8").strip() != _digest(folder)


def _digest(folder: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(folder.glob("*.csv")))).hexdigest()


def write_starter(folder: Path, files: dict[str, str]) -> bool:
    """Write a register into a folder of its own, and return whether it did: an existing folder is left alone.

    Raises OutputError when it cannot be written.
    """
    if folder.exists():
        return False
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8-sig", newline="\n")
        (folder / _AS_WRITTEN).write_text(_digest(folder) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(folder, error, say("reference.elsewhere")) from error
    return True


def write_starters(summary: Mapping[str, Any], home: Path, reference: Reference) -> Iterator[tuple[str, Path]]:
    """Write a register to be corrected for each unknown city of a build; yield the new ones."""
    for place, names in summary["unregistered"].items():
        folder = home / HOME / place
        places = reference.register(place).places
        if write_starter(folder, starter_files(names["units"], names["leaders"], places, reference.language)):
            yield place, folder


def own_folder(place: str, home: Path, tables: Mapping[str, TableFile]) -> Path | None:
    """Return the folder in which decisions on a city are recorded, None where it has none.

    It is the one that a table of the graph was built with, or that of the folder `home`, or a copy there of the
    package's.
    """
    built_with = (table.city for table in tables.values() if table.city and table.city.name == place)
    for folder in (*built_with, home / HOME / place):
        if (folder / "units.csv").is_file():
            return folder
    if (resources.REFERENCE / place / "units.csv").is_file():
        return copy_register(resources.REFERENCE / place, home / HOME / place)
    return None


def copy_register(source: Path, folder: Path) -> Path:
    """Copy the register of a city into a new folder, and return that folder.

    Raises OutputError when it cannot be written.
    """
    try:
        shutil.copytree(source, folder)
    except OSError as error:
        raise _unwritable(folder, error, say("reference.elsewhere")) from error
    return folder


def record_judgement(folder: Path, judgement: Sequence[str]) -> None:
    """Append a judgement (the columns of judgements.csv, in order) to a city's folder.

    Raises OutputError when it cannot be written.
    """
    path = folder / "judgements.csv"
    try:
        fresh = not path.exists()
        with path.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            if fresh:
                file.write(_csv(_JUDGEMENTS, []))
            file.write(_rows([judgement]))
    except OSError as error:
        raise _unwritable(path, error, say("reference.copy")) from error


def add_spelling(folder: Path, unit: str, spelling: str) -> None:
    """Add a printed spelling to the misspellings of a unit in a city's folder, if it is missing.

    Raises ReferenceDataError where the folder has no such unit or the spelling belongs to another one, OutputError when
    it cannot be written.
    """
    path = folder / "units.csv"
    known = load_register(folder)
    found = known.unit_by_name.get(unit)
    taken = known.unit_by_name.get(spelling)
    if found is None or (taken is not None and taken is not found) or not _harmless([spelling]) or "|" in spelling:
        raise ReferenceDataError.problem("reference.spelling", where=path, unit=unit, spelling=spelling)
    if taken is found:
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        name, wrong = head.index("name"), head.index("misspellings")
        for row in rows:
            if row and row[name] == found.names.preferred:
                row[wrong] = "|".join(filter(None, (row[wrong], spelling)))
        working = path.with_name(f".{path.name}-{os.getpid()}")
        working.write_text(_csv(head, rows), encoding="utf-8-sig", newline="\n")
        working.replace(path)
    except OSError as error:
        raise _unwritable(path, error, say("reference.elsewhere")) from error


def _harmless(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _rows([head, *rows])


def _rows(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _unwritable(path: Path, error: OSError, cure: Message) -> OutputError:
    return OutputError.problem("reference.unwritable", where=path, error=error, cure=cure)
