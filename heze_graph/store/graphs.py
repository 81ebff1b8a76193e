"""The named graphs of a store as files of their own: what another store is loaded from."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import OutputError, StoreError

#: How much text waits in memory for its files; there may be more graphs than a process may have open files.
_WAITING = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class GraphFile:
    """One named graph: its IRI, a file of N-Triples, and how many triples stand in it."""

    graph: str
    file: Path
    triples: int


def split(nquads: Path, folder: Path) -> tuple[GraphFile, ...]:
    """Write each named graph of a store's N-Quads into a file of its own below `folder`, sorted by graph.

    Memory stays bounded, however large the graphs are. Raises StoreError where a line has no graph, and OutputError
    where the folder cannot be written.
    """
    try:
        counts = _written(nquads, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    files = (GraphFile(graph, _file(folder, number), count) for graph, (number, count) in counts.items())
    return tuple(sorted(files, key=lambda one: one.graph))


def write_bulk(nquads: Path, folder: Path) -> tuple[GraphFile, ...]:
    """Write each named graph as `NAME.nt.gz`, with its IRI in `NAME.nt.graph`, as Virtuoso's bulk loader wants it.

    The same graph gives the same bytes. Raises OutputError where the folder cannot be written, or holds other things.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = [path.name for path in folder.iterdir() if not path.name.endswith((".nt.gz", ".nt.graph"))]
        if foreign:
            found, expected = f"other files ({foreign[0]})", "an empty folder, or one written by push --bulk"
            raise OutputError.problem(str(folder), found, expected, "choose another")
        for old in folder.iterdir():
            old.unlink()
        return tuple(_compressed(one, folder) for one in split(nquads, folder))
    except OSError as error:
        raise _unwritable(folder, error) from error


def _compressed(one: GraphFile, folder: Path) -> GraphFile:
    file = folder / f"{_name(one.graph)}.nt.gz"
    with (
        one.file.open("rb") as source,
        file.open("wb") as raw,
        # No time and no name, so that the same graph gives the same bytes.
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as target,
    ):
        shutil.copyfileobj(source, target)
    one.file.unlink()
    file.with_suffix(".graph").write_text(one.graph + "\n", encoding="utf-8", newline="\n")
    return GraphFile(one.graph, file, one.triples)


def _name(graph: str) -> str:
    """Return the last part of a graph's IRI as the name of a file; the IRIs of ours end in letters, digits and -."""
    name = graph.rpartition("/")[2]
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in name) or "graph"


def _written(nquads: Path, folder: Path) -> dict[str, tuple[int, int]]:
    """Write the files, and return the number of each graph's file and of its triples."""
    counts: dict[str, tuple[int, int]] = {}
    waiting: dict[int, list[bytes]] = {}
    size = 0
    for graph, triple in _statements(nquads):
        number, count = counts.get(graph, (len(counts), 0))
        counts[graph] = number, count + 1
        waiting.setdefault(number, []).append(triple)
        size += len(triple)
        if size > _WAITING:
            _append(waiting, folder)
            size = 0
    _append(waiting, folder)
    return counts


def _append(waiting: dict[int, list[bytes]], folder: Path) -> None:
    for number, triples in waiting.items():
        with _file(folder, number).open("ab") as file:
            file.writelines(triples)
    waiting.clear()


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.nt"


def _statements(nquads: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each statement of canonical N-Quads, which a store's file is: the graph, and the line without it."""
    with nquads.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            triple, _, graph = line.removesuffix(b" .\n").rpartition(b" ")
            if not (line.endswith(b" .\n") and graph.startswith(b"<") and graph.endswith(b">")):
                where = f"{nquads}, line {number}"
                raise StoreError.problem(where, "no statement with a graph", "N-Quads", "run `heze-graph build` again")
            yield graph[1:-1].decode("utf-8"), triple + b" .\n"


def _unwritable(folder: Path, error: OSError) -> OutputError:
    found = f"a place that cannot be written ({error.strerror or error})"
    return OutputError.problem(str(folder), found, "a writable folder", "choose another")
