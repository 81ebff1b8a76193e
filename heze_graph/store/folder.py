"""The folder of a store: one whole generation at a time, replaced in one step.

    STORE/
      current              the name of the generation that counts
      graph-<hash>/
        graph.nq           the graph as sorted N-Quads: the truth, and all that a copy needs
        build.json         what the build read and understood, in numbers
        tables.json        the tables it was built from, and what the user said of them
        tables/            their files, byte for byte: what `build --add` builds on
        oxigraph/          an index on disk, only for a large graph

A new generation is written beside the old one and `current` is replaced last, so that an interrupted build
leaves the old store as it was. The name of a generation is the hash of its graph, and doubles as the data's version.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heze_graph.errors import StoreError
from heze_graph.model.printed import TableFile

GRAPH, SUMMARY, INDEX, TABLES = "graph.nq", "build.json", "oxigraph", "tables"
_CURRENT = "current"
#: Memory answers faster than a disk, but the text must be loaded for each command: above this many quads the waiting
#: costs more than it saves (`benchmarks/build.py`).
MEMORY_LIMIT = 300_000


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole state of a store."""

    folder: Path

    @property
    def version(self) -> str:
        """The version of the data: it changes exactly when the graph does."""
        return self.folder.name.removeprefix("graph-")

    @property
    def graph(self) -> Path:
        """The N-Quads file."""
        return self.folder / GRAPH

    @property
    def index(self) -> Path | None:
        """The folder of the index on disk, None where the graph is small."""
        folder = self.folder / INDEX
        return folder if folder.is_dir() else None

    def tables(self) -> tuple[TableFile, ...]:
        """Return the tables that the graph was built from, as they are kept here.

        Raises StoreError when the list of them is damaged or missing.
        """
        try:
            listed = json.loads((self.folder / f"{TABLES}.json").read_text(encoding="utf-8"))
            return tuple(
                TableFile(
                    path=self.folder / TABLES / Path(table["file"]).name,
                    name=table["name"],
                    columns=tuple((header, role) for header, role in table["columns"]),
                    city=Path(table["city"]) if table["city"] else None,
                    document=table["document"],
                )
                for table in listed
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError.problem(
                str(self.folder), f"no list of tables ({error})", "a store built by this version", "build it again"
            ) from error

    def summary(self) -> dict[str, Any]:
        """Return what the build wrote about itself."""
        loaded: dict[str, Any] = json.loads((self.folder / SUMMARY).read_text(encoding="utf-8"))
        return loaded


def exists(store: Path) -> bool:
    """Return whether a folder holds a store."""
    return (store / _CURRENT).is_file()


def current(store: Path) -> Generation:
    """Return the generation that counts.

    Raises StoreError when the folder holds no store, or the generation it names is not there.
    """
    try:
        name = (store / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError.problem(
            str(store),
            "no store",
            "the folder of a finished build",
            "run `heze-graph build` first, or give --store",
        ) from error
    generation = Generation(store / Path(name).name)
    if not generation.graph.is_file():
        raise StoreError.problem(str(store), f"no {GRAPH} in {name}", "a whole store", "run `heze-graph build` again")
    return generation


def write(
    store: Path, nquads: str, summary: Mapping[str, Any], tables: Sequence[tuple[TableFile, bytes]] = ()
) -> Generation:
    """Write a new generation from sorted N-Quads text, make it the current one, and remove the others.

    `tables` are the files that the graph was built from, with their bytes.

    Raises StoreError when the folder cannot be written, or holds other things than a store.
    """
    data = nquads.encode("utf-8")
    name = f"graph-{hashlib.sha256(data).hexdigest()[:16]}"
    try:
        _refuse_foreign(store)
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=store, ignore_cleanup_errors=True) as working:
            fresh = Path(working) / name
            fresh.mkdir()
            (fresh / GRAPH).write_bytes(data)
            _write_json(fresh / SUMMARY, summary)
            _keep(fresh, tables)
            if nquads.count("\n") > MEMORY_LIMIT:
                _index(fresh)
            generation = Generation(store / name)
            if not generation.graph.is_file():
                shutil.rmtree(generation.folder, ignore_errors=True)
                fresh.replace(generation.folder)
            pointer = Path(working) / _CURRENT
            pointer.write_text(name + "\n", encoding="utf-8", newline="\n")
            pointer.replace(store / _CURRENT)
    except OSError as error:
        raise StoreError.problem(
            str(store),
            f"a folder that cannot be written ({error})",
            "a writable folder",
            "choose another --store",
        ) from error
    _sweep(store, name)
    return generation


def _keep(folder: Path, tables: Sequence[tuple[TableFile, bytes]]) -> None:
    """Keep the files of the tables under numbers: a name that somebody chose is no path."""
    (folder / TABLES).mkdir()
    listed = []
    for number, (table, data) in enumerate(tables, start=1):
        file = f"{number:04d}"
        (folder / TABLES / file).write_bytes(data)
        city = str(table.city.resolve()) if table.city else None
        said = {"columns": table.columns, "city": city, "document": table.document}
        listed.append({"file": file, "name": table.name, **said})
    _write_json(folder / f"{TABLES}.json", listed)


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _index(folder: Path) -> None:
    import pyoxigraph

    index = pyoxigraph.Store(str(folder / INDEX))
    index.bulk_load(path=str(folder / GRAPH), format=pyoxigraph.RdfFormat.N_QUADS)
    index.optimize()
    index.flush()


def _refuse_foreign(store: Path) -> None:
    if store.is_dir() and not (store / _CURRENT).is_file():
        foreign = [path.name for path in store.iterdir() if not path.name.startswith(("graph-", "building-"))]
        if foreign:
            raise StoreError.problem(
                str(store),
                f"other files ({foreign[0]})",
                "an empty folder or a store",
                "choose another --store",
            )


def _sweep(store: Path, keep: str) -> None:
    """Remove older generations; one that another program still reads (on Windows) stays until the next build."""
    for folder in store.glob("graph-*"):
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
