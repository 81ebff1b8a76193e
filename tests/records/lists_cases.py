"""Invented lists with their right reading, in one file each: the document, a rule, and a line for each record.

A line holds, between tabs: number, target (its end; “|” between its first and last line), leader, units, leading units,
deadline, progress.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from heze_graph.model.understood import Entry

CASES = Path(__file__).parent / "lists"
_FIELDS = ("no", "target", "leader", "units", "lead_units", "deadline", "progress")


@dataclass(frozen=True)
class Case:
    """A document and its right records."""

    name: str
    text: str
    records: tuple[tuple[str, ...], ...]


def cases(folder: Path = CASES) -> list[Case]:
    """Return the cases of a folder."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        text, records = path.read_text(encoding="utf-8").split("=====\n")
        rows = [(line.split("\t") + [""] * len(_FIELDS))[: len(_FIELDS)] for line in records.splitlines() if line]
        found.append(Case(path.stem, text, tuple(map(tuple, rows))))
    return found


def read_row(entry: Entry) -> tuple[str, ...]:
    """Return an entry as a case writes it."""
    first = entry.assignments[0]
    return (
        entry.number or "",
        entry.wording,
        "、".join(entry.leaders),
        "、".join(entry.units),
        "、".join(first.lead_units),
        first.deadline_printed,
        first.progress,
    )


def differences(entries: tuple[Entry, ...], case: Case) -> list[str]:
    """Return what differs from the right reading, a line for each field."""
    wrong = [] if len(entries) == len(case.records) else [f"{len(entries)} records, right are {len(case.records)}"]
    for entry, right in zip(entries, case.records, strict=False):
        for name, got, want in zip(_FIELDS, read_row(entry), right, strict=True):
            if not (_ends(got, want) if name == "target" else _bare(got) == _bare(want)):
                wrong.append(f"{right[0]} {name}: {got!r}, right is {want!r}")
    return wrong


def _ends(got: str, want: str) -> bool:
    first, _, last = want.partition("|")
    return _bare(got).endswith(_bare(last or first)) and _bare(first) in _bare(got)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).rstrip("。.;；")
