"""Tables of our own, in the manner of many cities, with what a careful reader understands of each.

A table is a text: tabs between cells, a backslash and n for a line break inside a cell, `^` for a cell that the one
above covers (`^text` where that text stands on the page before), `<` for one that the cell to its left covers, a line
`#table` between two tables of one file.

`python -m tests.records.own_tables` prints the score of each field.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.errors import TableError
from heze_graph.export.records import record_json
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference

TABLES = Path(__file__).parent / "tables"
FIELDS = ("no", "target", "deadline", "status", "leader", "units", "lead_units", "progress", "part_status")


def printed(path: Path) -> PrintedFile:
    """Return a table of our own as a reader of files would give it."""
    return PrintedFile(path.name, "0" * 64, tuple(_lines(path.read_text(encoding="utf-8"))))


def _lines(text: str) -> Iterator[PrintedLine]:
    table = 1
    above: tuple[str, ...] = ()
    for number, line in enumerate(text.rstrip("\n").split("\n"), start=1):
        if line == "#table":
            table, above = table + 1, ()
            continue
        raw = tuple(cell.replace("\\n", "\n") for cell in line.split("\t"))
        meant = _meant(raw, above)
        covered = tuple((at + 1, meant[at]) for at, cell in enumerate(raw) if cell[:1] in ("^", "<"))
        yield PrintedLine(number, tuple("" if cell[:1] in ("^", "<") else cell for cell in raw), table, covered)
        above = meant


def _meant(raw: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    meant: list[str] = []
    for at, cell in enumerate(raw):
        if cell[:1] == "^":
            meant.append(cell[1:] or (above[at] if at < len(above) else ""))
        else:
            meant.append(meant[-1] if cell == "<" and meant else cell)
    return tuple(meant)


def understood(path: Path, reference: Reference) -> list[dict[str, Any]]:
    """Return what the program understands of a table of our own, as `read --format json` gives it."""
    source = FileContext(reference.register(""), reference.language, "")
    read: list[dict[str, Any]] = json.loads(record_json(understand(printed(path), source)))
    return read


def expected(path: Path) -> list[dict[str, Any]]:
    """Return what a careful reader understands of a table of our own."""
    read: list[dict[str, Any]] = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return read


def values(entries: list[dict[str, Any]]) -> dict[str, Counter[tuple[str, ...]]]:
    """Return the values of each field, each with the entry (and the leader's place) that it belongs to."""
    found: dict[str, Counter[tuple[str, ...]]] = {field: Counter() for field in FIELDS}
    for entry in entries:
        own = (str(entry.get("table", "")), str(entry["no"]))
        for field in ("no", "target", "deadline", "status"):
            if entry[field] is not None:
                found[field][(*own, entry[field])] += 1
        for place, part in enumerate(entry["leaders"]):
            here = (*own, str(place))
            for field, value in (
                ("leader", part["name"]),
                ("progress", part["progress"]),
                ("part_status", part["status"]),
            ):
                if value is not None:
                    found[field][(*here, value)] += 1
            for field in ("units", "lead_units"):
                found[field].update((*here, unit) for unit in part.get(field, []))
    return found


def main() -> None:
    """Print the score of each field over all tables, and where it falls short."""
    reference = Reference(resources.REFERENCE)
    right, given, wanted = (dict.fromkeys(FIELDS, 0) for _ in range(3))
    for path in sorted(TABLES.glob("*.tsv")):
        try:
            got = values(understood(path, reference))
        except TableError as error:
            print(f"{path.stem}: {error}")
            got = values([])
        want = values(expected(path))
        for field in FIELDS:
            right[field] += (got[field] & want[field]).total()
            given[field] += got[field].total()
            wanted[field] += want[field].total()
            for mark, difference in (("-", want[field] - got[field]), ("+", got[field] - want[field])):
                for value in difference:
                    print(f"{path.stem} {field} {mark} {value}")
    for field in FIELDS:
        score = 2 * right[field] / (given[field] + wanted[field]) if given[field] + wanted[field] else 1.0
        print(f"{field:12} right {right[field]:4} of {wanted[field]:4}, given {given[field]:4}, F1 {score:.3f}")


if __name__ == "__main__":
    main()
