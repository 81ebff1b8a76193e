"""The index of a large graph on disk: Oxigraph's own files, bulk-loaded, or the previous index updated."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph

    from heze_graph.store.folder import Generation, Part

#: A change smaller than this fraction of a graph updates its index; for a larger one a new index is made.
_LITTLE = 0.2
#: RocksDB writes these files once and never changes them, so that two indexes may share them.
FIXED = ".sst"
#: How many quads one statement removes.
_AT_ONCE = 5_000
#: How much text is loaded at once, about 400,000 quads: Oxigraph needs five times as much memory for it. With smaller
#: loads the index would consist of many overlapping files, and be slow.
_TOGETHER = 80_000_000


def write(folder: Path, draft: Path, parts: Sequence[Part], old: Generation | None) -> None:
    """Write the index of parts: the old generation's index updated, where the change is small enough.

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
    """Make an index of sorted N-Quads files in a folder that does not exist yet; raises OSError where that fails."""
    filling = Filling(folder)
    for file in files:
        filling.take(file)
    filling.finish()


class Filling:
    """An index being filled in a folder that does not exist yet: files are loaded while others are still written.

    It starts once it has received more than `least` quads. Raises OSError where it cannot be written.
    """

    def __init__(self, folder: Path, least: int = 0) -> None:
        self._folder, self._least = folder, least
        self._store: pyoxigraph.Store | None = None
        self._waiting: list[Path] = []
        self._size = self._quads = 0

    def take(self, file: Path, quads: int = 1) -> None:
        """Take a file; the waiting files are loaded once they are enough for one load."""
        size = file.stat().st_size
        if self._waiting and self._quads > self._least and self._size + size > _TOGETHER:
            self._load()
        self._waiting.append(file)
        self._size += size
        self._quads += quads

    def finish(self) -> None:
        """Load the rest, and compact the index."""
        self._load()
        if self._store:
            # Each load leaves files of its own that every look-up would have to visit: a third of its time.
            self._store.optimize()
            self._store.flush()
            self._store = None

    def _load(self) -> None:
        self._store = self._store or _store(self._folder)
        text = io.BytesIO()
        for file in self._waiting:
            text.write(file.read_bytes())
        # As bytes, not as a Python file, so that other threads of this process can work meanwhile.
        _load(self._store, text.getvalue())
        self._waiting, self._size = [], 0


def change(old: Path, folder: Path, removed: Set[bytes], added: Set[bytes]) -> None:
    """Make an index from another one, which stays unchanged, by removing some lines of N-Quads and adding others."""
    from shutil import copyfile

    folder.mkdir()
    for file in old.iterdir():
        if file.suffix == FIXED:
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
    """Return the number of quads in an index, -1 where it is missing or damaged."""
    import pyoxigraph

    try:
        return len(pyoxigraph.Store.read_only(str(folder)))
    except (OSError, RuntimeError):
        return -1


def link(file: Path, target: Path) -> None:
    """Hard-link a file that never changes, or copy it where the file system has no hard links."""
    from shutil import copyfile

    try:
        os.link(file, target)
    except OSError:
        copyfile(file, target)


def _store(folder: Path) -> pyoxigraph.Store:
    import pyoxigraph

    return pyoxigraph.Store(str(folder))


def _load(store: pyoxigraph.Store, source: bytes) -> None:
    import pyoxigraph

    # Our own output needs no second validation of each IRI.
    store.bulk_load(input=source, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def _in_graph(line: bytes) -> str:
    triple, _, graph = line.decode("utf-8").removesuffix(" .\n").rpartition(" ")
    return f"GRAPH {graph} {{ {triple} }}\n"


def _chunks(lines: list[bytes]) -> Iterator[list[bytes]]:
    yield from (lines[start : start + _AT_ONCE] for start in range(0, len(lines), _AT_ONCE))
