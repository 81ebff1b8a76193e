"""The tables that a graph was built from, kept with it byte for byte, with what the user said about each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heze_graph.errors import StoreError, TableError
from heze_graph.store.writing import sha256_of, write_json

if TYPE_CHECKING:
    from heze_graph.model.printed import TableFile

TABLES = "tables"


def keep(draft: Path, tables: Mapping[str, TableFile], documents: Mapping[str, str]) -> None:
    """Copy the tables under numbers, since user-chosen names are not safe paths.

    `documents` are the digests of what was read. Raises TableError where a file has changed since, StoreError where it
    is the copy that a store keeps of an earlier build.
    """
    import shutil

    (draft / TABLES).mkdir()
    listed = []
    for number, (holds, table) in enumerate(tables.items(), start=1):
        file = f"{number:04d}"
        copied = draft / TABLES / file
        try:
            shutil.copyfile(table.path, copied)
        except (OSError, shutil.Error):
            copied.unlink(missing_ok=True)
        if holds in documents and sha256_of(copied) != documents[holds]:
            if table.path.parent.name == TABLES and (table.path.parents[1] / f"{TABLES}.json").is_file():
                raise damaged_copy(table)
            raise TableError.problem("store.changed", where=table.name)
        city = str(table.city.resolve()) if table.city else None
        given: dict[str, Any] = {"columns": table.columns, "city": city, "document": table.document}
        given |= {"place": table.place, "year": table.year, "period": table.period}
        listed.append({"file": file, "name": table.name, "holds": holds, **given})
    write_json(draft / f"{TABLES}.json", listed)


def damaged_copy(table: TableFile) -> StoreError:
    """Return the error for a copy in a store that differs from what was read."""
    return StoreError.problem("store.damaged-copy", where=table.path, name=table.name)


def listed(folder: Path) -> dict[str, TableFile]:
    """Return the tables kept in the folder of a generation, by document name.

    Raises StoreError when the list of them is damaged or missing.
    """
    from heze_graph.model.printed import TableFile

    try:
        tables = json.loads((folder / f"{TABLES}.json").read_text(encoding="utf-8"))
        return {
            table["holds"]: TableFile(
                path=folder / TABLES / Path(table["file"]).name,
                name=table["name"],
                columns=tuple((header, role) for header, role in table["columns"]),
                city=Path(table["city"]) if table["city"] else None,
                document=table["document"],
                place=table["place"],
                year=table["year"],
                period=table["period"],
            )
            for table in tables
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError.problem("store.no-list-of-tables", where=str(folder), error=error) from error
