"""Which city a table comes from, told by the names that its head prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.divisions import find_division, place_name

#: A government's kind in units.csv: the one that answers for the table.
_GOVERNMENT = "municipal-government"


def detect_place(cities: Mapping[str, Path], text: str) -> tuple[str, str]:
    """Return (name of the city, name of its government) that a text names, or ("", "").

    A city with a folder is told by the governments in its units.csv, the longest name first; any other by the name of
    its administrative division.
    """
    found = [
        (len(name), place, name) for place, folder in cities.items() for name in governments(folder) if name in text
    ]
    if found:
        _, place, name = max(found)
        return place, name
    division = find_division(text)
    return (place_name(division), f"{division.name}人民政府") if division else ("", "")


def governments(city: Path) -> list[str]:
    """Return the names of the governments that a city's units.csv lists as its own, the preferred ones."""
    rows = read_csv(city / "units.csv", ("name", "alternative_names", "kind"))
    return [row["name"] for row in rows if row["kind"] == _GOVERNMENT]
