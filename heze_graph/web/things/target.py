"""The pages of targets and of their entries: the wording through all documents, the goals, the printed rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from heze_graph.things.catalogue import Printed
from heze_graph.things.difference import Part, difference
from heze_graph.things.thing import Thing
from heze_graph.web.things import sections
from heze_graph.web.things.lights import worst
from heze_graph.web.things.reader import Reader, Row
from heze_graph.web.things.sections import Section


@dataclass(frozen=True, slots=True)
class Told:
    """What one document says of a target: the entry, its wording held against the one before, its assignments."""

    entry: Printed
    parts: Sequence[Part]
    reworded: bool
    assignments: Sequence[Row]
    light: str


def target(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Target."""
    yield from _sections(reader, thing, reader.catalogue.entries_of(thing.iri))


def entry(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of an Entry: the same for one document."""
    of_target = [fact.link for fact in thing.values("ofTarget")]
    entries = [one for iri in of_target for one in reader.catalogue.entries_of(iri) if one.entry == thing.iri]
    yield from _sections(reader, thing, entries)


def _sections(reader: Reader, thing: Thing, entries: Sequence[Printed]) -> Iterator[Section]:
    rows = reader.rows("assignments-of-thing", thing=thing.iri)
    goals = reader.rows("goals-of-thing", thing=thing.iri)
    told = list(_history(reader, entries, rows, goals))
    yield sections.goals(reader, thing.iri, goals)
    yield Section("history", "history", told, "assignments-of-thing", {"thing": thing.iri})
    yield Section("changes", "changes", _changes(reader, entries), "changed-targets")
    yield sections.findings(reader, thing.iri)
    yield from _mentioned(reader, entries)
    order = [table.name for table in reader.catalogue.documents]
    cells = printed_rows(reader.rows("cells-of-thing", thing=thing.iri))
    cells.sort(key=lambda row: order.index(row.document))
    yield Section("printed-rows", "cells", cells, "cells-of-thing", {"thing": thing.iri})


def _history(reader: Reader, entries: Sequence[Printed], rows: Sequence[Row], goals: Sequence[Row]) -> Iterator[Told]:
    """Yield what each document says, the earliest first; an entry is compared with the one before it."""
    all_entries = reader.catalogue.entries_of(entries[0].target) if entries else []
    for one in entries:
        earlier = all_entries[: all_entries.index(one)]
        parts = difference(earlier[-1].wording if earlier else one.wording, one.wording)
        light = worst(goal["light"] for goal in goals if goal["entry"] == one.entry)
        own = [row for row in rows if row["entry"] == one.entry]
        yield Told(one, parts, any(part.kind != "same" for part in parts), own, light)


def _changes(reader: Reader, entries: Sequence[Printed]) -> list[Row]:
    """Return the recorded changes between these entries, the wording apart: that is shown in place."""
    printed = {(entry.document, entry.number) for entry in entries}
    return [
        row
        for row in reader.remembered("changed-targets")
        if row["kind"] != "wording"
        and {(row["documentBefore"], row["noBefore"]), (row["documentAfter"], row["noAfter"])} <= printed
    ]


def _mentioned(reader: Reader, entries: Sequence[Printed]) -> Iterator[Section]:
    """Yield the projects, programmes and counties that the texts of these entries name."""
    ours = {entry.entry for entry in entries}

    def of_these(query: str) -> list[dict[str, str]]:
        return [row for row in reader.remembered(query) if (at := reader.entry_at(row)) and at.entry in ours]

    projects = [reader.named(row["project"], ("project",), row["document"]) for row in of_these("projects")]
    places = [
        reader.named(row["place"], ("place",), row["document"]) for row in of_these("places") if row["place"] != "*"
    ]
    themes = [
        reader.named(row["theme"], ("theme",), row["document"])
        for row in reader.remember("themes", lambda: reader.rows("themes", least="1"))
        if (at := reader.entry_at(row)) and at.entry in ours
    ]
    yield Section("named-projects", "links", list(dict.fromkeys(projects)), "projects")
    yield Section("named-themes", "links", list(dict.fromkeys(themes)), "themes", {"least": "1"})
    yield Section("named-places", "links", list(dict.fromkeys(places)), "places")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A printed row: where it stands, and its cells as printed, each with its column and header."""

    document: str
    file: str
    line: int
    cells: Sequence[Row]


def printed_rows(cells: Sequence[Row]) -> list[PrintedRow]:
    """Return the rows that some cells make, in their order."""
    grouped = groupby(cells, key=lambda cell: (cell["document"], cell["fileName"], int(cell["line"])))
    return [PrintedRow(document, file, line, list(own)) for (document, file, line), own in grouped]
