"""The index of a large graph on disk: Oxigraph's own files, filled in bulk, or the last one with what changed."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    import pyoxigraph

    from heze_graph.store.folder import Generation, Part

#: A change of less than this part of a graph is made in its index; after a larger one the index is made anew.
_LITTLE = 0.2
#: What RocksDB writes once and never changes, so that two indexes may share it.
_FIXED = ".sst"
#: So many quads are removed by one statement.
_AT_ONCE = 5_000
_CHUNK = 1 << 20
#: So much text is loaded at once, about 400,000 quads: Oxigraph needs five times as much memory for it. Less at once,
#: and the index would consist of many overlapping files, and answer slowly.
_TOGETHER = 80_000_000


def write(folder: Path, draft: Path, parts: Sequence[Part], old: Generation | None) -> None:
    """Write the index of parts: that of the old generation with what changed, where that is the smaller part of them.

    Raises OSError where that fails.
    """
    if old and old.index:
        same = {(part.name, part.sha256) for part in parts} & {(part.name, part.sha256) for part in old.parts()}
        gone, new = ([part for part in some if (part.name, part.sha256) not in same] for some in (old.parts(), parts))
        if sum(part.quads for part in (*gone, *new)) < _LITTLE * sum(part.quads for part in parts):
            lines = (_lines(old.folder, gone), _lines(draft, new))
            change(old.index, folder, lines[0] - lines[1], lines[1] - lines[0])
            return
    fill(folder, [draft / part.file for part in parts])


def _lines(folder: Path, parts: Iterable[Part]) -> frozenset[bytes]:
    files = (folder / part.file for part in parts)
    return frozenset(line for file in files for line in file.read_bytes().splitlines(keepends=True))


def fill(folder: Path, files: Iterable[Path]) -> None:
    """Make an index of sorted N-Quads files in a folder that is not there yet; raises OSError where that fails."""
    store = _store(folder)
    for together in _batches(files):
        _load(store, cast("IO[bytes]", _Joined(together)))
    # Each load leaves files of its own, and every look-up would go through all of them: a third of its time.
    store.optimize()
    store.flush()


def change(old: Path, folder: Path, removed: Set[bytes], added: Set[bytes]) -> None:
    """Make an index from another one, without some lines of N-Quads and with others; the other stays as it is."""
    from shutil import copyfile

    folder.mkdir()
    for file in old.iterdir():
        if file.suffix == _FIXED:
            link(file, folder / file.name)
        elif file.name != "LOCK" and not file.name.startswith("LOG"):
            copyfile(file, folder / file.name)
    store = _store(folder)
    for lines in _chunks(sorted(removed)):
        store.update("DELETE DATA {" + "".join(map(_in_graph, lines)) + "}")
    if added:
        _load(store, b"".join(sorted(added)))
    store.flush()


def quads(folder: Path) -> int:
    """Return how many quads an index holds, -1 where it is not there or damaged."""
    import pyoxigraph

    try:
        return len(pyoxigraph.Store.read_only(str(folder)))
    except (OSError, RuntimeError):
        return -1


def link(file: Path, target: Path) -> None:
    """Give a file that never changes a second name, or copy it where the file system knows no such thing."""
    from shutil import copyfile

    try:
        os.link(file, target)
    except OSError:
        copyfile(file, target)


def _store(folder: Path) -> pyoxigraph.Store:
    import pyoxigraph

    return pyoxigraph.Store(str(folder))


def _load(store: pyoxigraph.Store, source: bytes | IO[bytes]) -> None:
    import pyoxigraph

    # What we wrote ourselves needs no second look at each IRI.
    store.bulk_load(input=source, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def _in_graph(line: bytes) -> str:
    triple, _, graph = line.decode("utf-8").removesuffix(" .\n").rpartition(" ")
    return f"GRAPH {graph} {{ {triple} }}\n"


def _batches(files: Iterable[Path]) -> Iterator[list[Path]]:
    batch: list[Path] = []
    size = 0
    for file in files:
        size += file.stat().st_size
        if batch and size > _TOGETHER:
            yield batch
            batch, size = [], file.stat().st_size
        batch.append(file)
    yield batch


def _chunks(lines: list[bytes]) -> Iterator[list[bytes]]:
    yield from (lines[start : start + _AT_ONCE] for start in range(0, len(lines), _AT_ONCE))


class _Joined(io.RawIOBase):
    """Several files, read as one."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._chunks = _read(files)
        self._rest = b""

    def readable(self) -> bool:
        """Return whether it can be read: it can."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; b"" at the end."""
        chunk = self._rest or next(self._chunks, b"")
        size = len(chunk) if size < 0 else size
        self._rest = chunk[size:]
        return chunk[:size]


def _read(files: Iterable[Path]) -> Iterator[bytes]:
    for path in files:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
