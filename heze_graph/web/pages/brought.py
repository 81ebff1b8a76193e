"""What a file prints, line by line, beside what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from heze_graph.model.understood import Assignment, Entry, Record
from heze_graph.rdf.documents import reasons
from heze_graph.reference.language import FindingKind


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in words: its kind, how sure, and why."""

    kind: str
    certainty: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One printed line: its cells under their headers, what was understood of it, and what is to be noted.

    `entries` are the Assignments that begin here, each with its Entry; `of` is the line of the Assignment that this
    line goes on, None where it belongs to none.
    """

    line: int
    where: str
    cells: tuple[tuple[str, str], ...]
    entries: tuple[tuple[Entry, Assignment], ...]
    of: int | None
    notes: tuple[Note, ...]


def shown(record: Record, kinds: Mapping[str, FindingKind], language: str) -> list[LineView]:
    """Return the printed lines of a record, in their order."""
    begins: dict[int, list[tuple[Entry, Assignment]]] = {}
    goes_on: dict[int, int] = {}
    for entry in record.entries:
        for assignment in entry.assignments:
            first, *others = assignment.lines
            begins.setdefault(first, []).append((entry, assignment))
            goes_on.update((line, first) for line in others)
    notes: dict[int, list[Note]] = {}
    for finding in record.findings:
        kind = kinds[finding.kind]
        words = Note(
            kind.zh if language == "zh" else kind.en, finding.certainty, dict(reasons(finding, kinds))[language]
        )
        notes.setdefault(finding.line, []).append(words)
    return [
        LineView(
            row.line,
            row.where,
            tuple((cell.header, cell.printed) for cell in row.cells if cell.printed.strip()),
            tuple(begins.get(row.line, ())),
            goes_on.get(row.line),
            tuple(notes.get(row.line, ())),
        )
        for row in record.rows
    ]
