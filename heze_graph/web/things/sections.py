"""The parts that the pages of things are composed of: each is the answer of a saved query, and names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heze_graph.web.things.lights import BEHIND, tally, worst
from heze_graph.web.things.reader import Link, Reader, Row

#: On one page, of one section.
_MOST_ROWS = 300
#: The surest first.
CERTAINTY = ("certain", "likely", "doubtful")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page.

    `key` is the word of its heading, `part` the macro of `parts.html` that shows the rows, `question` the saved query
    whose answer they are, with the values given to it. `more` is what the macro needs beside them, `total` how many
    rows there were before the page cut them off.
    """

    key: str
    part: str
    rows: Sequence[Any]
    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    more: Any = None
    total: int = 0


def cut(section: Section) -> Section:
    """Return a section with no more rows than a page can show; the question has them all."""
    return replace(section, rows=section.rows[:_MOST_ROWS], total=len(section.rows))


def assignments(reader: Reader, iri: str, rows: Sequence[Row], goals: Sequence[Row], key: str = "targets") -> Section:
    """Return the targets of a thing, one row for each leader of each, as the latest document has it.

    What is behind comes first. A row adds `light`, the worst of its entry, and `cites`, every (document, line).
    """
    lights: dict[str, list[str]] = defaultdict(list)
    for row in goals:
        lights[row["entry"]].append(row["light"])
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _latest_first(reader, rows):
        found[row["target"], row["leader"]].append(row)
    shown = [
        {
            **of_target[0],
            "light": worst(set(lights[of_target[0]["entry"]])),
            "cites": list(dict.fromkeys((row["document"], row["line"]) for row in of_target)),
        }
        for of_target in found.values()
    ]
    return Section(key, "assignments", sorted(shown, key=_behind_first), "assignments-of-thing", {"thing": iri})


def goals(reader: Reader, iri: str, rows: Sequence[Row]) -> Section:
    """Return the goals of a thing with readings and lights."""
    unique = once(_latest_first(reader, rows), "promise")
    return Section("goals", "goals", sorted(unique, key=_behind_first), "goals-of-thing", {"thing": iri})


def findings(reader: Reader, iri: str) -> Section:
    """Return the findings about the entries of a thing, those that hold two places against each other first."""
    rows = once(reader.rows("findings-of-thing", thing=iri), "finding")
    return Section("findings", "findings", by_weight(reader, rows), "findings-of-thing", {"thing": iri})


def lights(reader: Reader, iri: str, rows: Sequence[Row]) -> Section:
    """Return how many goals of a thing have which light, by document."""
    by_document: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_document[row["document"]].append(row["light"])
    ordered = [table.name for table in reader.catalogue.documents if table.name in by_document]
    shown = [{"document": name, "goals": len(by_document[name]), "bar": tally(by_document[name])} for name in ordered]
    return Section("lights", "lights", shown, "goals-of-thing", {"thing": iri})


def tied(key: str, reader: Reader, rows: Iterable[Row], column: str) -> Section:
    """Return the leaders or units of some assignments with the number of targets, most first."""
    targets: dict[Link, set[str]] = defaultdict(set)
    for row in rows:
        for link in reader.units(row) if column == "units" else [reader.leader(row)]:
            if link.label:
                targets[link].add(row["target"])
    counted = ((link, len(of)) for link, of in targets.items())
    return Section(key, "tied", sorted(counted, key=lambda pair: (-pair[1], pair[0].label)))


def by_weight(reader: Reader, rows: Iterable[Row]) -> list[Row]:
    """Return findings: those that hold two places against each other first, then by certainty."""
    serious = {row["finding"] for row in reader.remembered("contradictions")}
    return sorted(rows, key=lambda row: (row["finding"] not in serious, CERTAINTY.index(row["certainty"])))


def once(rows: Iterable[Row], *columns: str) -> list[Row]:
    """Return the first row of each combination of columns."""
    return list({tuple(row[column] for column in columns): row for row in reversed(list(rows))}.values())[::-1]


def _latest_first(reader: Reader, rows: Sequence[Row]) -> list[Row]:
    order = [table.name for table in reader.catalogue.documents]
    return sorted(rows, key=lambda row: (-order.index(row["document"]), int(row["line"])))


def _behind_first(row: Mapping[str, Any]) -> int:
    """Return the place of a row by its light: far behind, behind, then all others as they are."""
    return BEHIND.index(row["light"]) if row["light"] in BEHIND else len(BEHIND)
