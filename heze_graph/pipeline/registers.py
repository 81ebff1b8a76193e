"""Registers of cities in the folder where builds are started: which are read, and where decisions are recorded.

A register shipped with the package would be overwritten by an update, so that decisions go into a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.model.printed import TableFile
from heze_graph.reference import Reference
from heze_graph.reference.register import copy_register, is_corrected, starter_files, write_starter

#: In the folder where a build is started: registers of previously unknown cities.
PLACES = Path("places")


def known(home: Path, *named: Path) -> Reference:
    """Return the reference data: the package's, a folder's, and those of the named cities."""
    own = tuple(path.parent for path in sorted((home / PLACES).glob("*/units.csv")) if is_corrected(path.parent))
    return Reference(resources.REFERENCE, own + named)


def folder_of(place: str, home: Path, tables: Mapping[str, TableFile]) -> Path | None:
    """Return the folder of a city's register for recording decisions, None where there is none.

    It is the one that a table of the graph was built with, or that of the folder, or a copy there of the package's.
    """
    built_with = (table.city for table in tables.values() if table.city and table.city.name == place)
    for folder in (*built_with, home / PLACES / place):
        if (folder / "units.csv").is_file():
            return folder
    if (resources.REFERENCE / place / "units.csv").is_file():
        return copy_register(resources.REFERENCE / place, home / PLACES / place)
    return None


def write_starters(summary: Mapping[str, Any], home: Path, reference: Reference) -> Iterator[tuple[str, Path]]:
    """Write a register to be corrected for each unknown city; yield the new ones."""
    for place, names in summary["unregistered"].items():
        folder = home / PLACES / place
        places = reference.register(place).places
        if write_starter(folder, starter_files(names["units"], names["leaders"], places, reference.language)):
            yield place, folder
