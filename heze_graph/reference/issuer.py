"""Which city a table comes from, told by the names that its title prints."""

from __future__ import annotations

from pathlib import Path

from heze_graph.reference.csv_table import read_csv


def detect_place(folder: Path, text: str) -> tuple[str, str] | None:
    """Return (folder name, name of the government) of the city that a title names, or None.

    `folder` is the reference folder; a city is told by the units of kind `municipal-government` (or another government
    of its own level) in its units.csv. Where several names fit, the longest does.
    """
    found = []
    for units in sorted(folder.glob("*/units.csv")):
        for row in read_csv(units, ("name", "alternative_names", "kind")):
            if row["kind"] == "municipal-government" and row["name"] in text:
                found.append((len(row["name"]), units.parent.name, row["name"]))
    if not found:
        return None
    _, place, name = max(found)
    return place, name
