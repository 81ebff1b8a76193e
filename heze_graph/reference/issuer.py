"""Which city a table comes from, told by the names that its head prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.divisions import find_division, place_name

#: A government's kind in units.csv: the one that answers for the table.
_GOVERNMENT = "municipal-government"
#: A city's own kind in places.csv.
_PREFECTURE = "prefecture-level-city"


def detect_place(cities: Mapping[str, Path], text: str) -> tuple[str, str]:
    """Return (name of the city, name of its government) that a text names, or ("", "").

    A city with a folder is told by the governments in its units.csv, the longest name first; any other by the name of
    its administrative division, and so is one with a folder whose table prints no government.
    """
    found = [
        (len(name), place, name) for place, folder in cities.items() for name in governments(folder) if name in text
    ]
    if found:
        _, place, name = max(found)
        return place, name
    division = find_division(text)
    if division is None:
        return "", ""
    for place, folder in cities.items():
        if division.code in _codes(folder):
            return place, next(iter(governments(folder)), "")
    return place_name(division), f"{division.name}人民政府"


def _codes(city: Path) -> list[str]:
    """Return the code of the prefecture that a city's places.csv describes, none where it describes a county only."""
    rows = read_csv(city / "places.csv", ("code", "kind"))
    return [row["code"] for row in rows if row["code"] and row["kind"] == _PREFECTURE]


def governments(city: Path) -> list[str]:
    """Return the names of the governments that a city's units.csv lists as its own, the preferred ones."""
    rows = read_csv(city / "units.csv", ("name", "alternative_names", "kind"))
    return [row["name"] for row in rows if row["kind"] == _GOVERNMENT]
