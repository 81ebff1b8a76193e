"""The sorted files of a graph's parts merged into one, which is trusted only as far as it agrees with them."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from heapq import merge as in_order
from itertools import zip_longest
from pathlib import Path
from threading import Lock

from heze_graph.store.writing import DRAFTS, to_disk


def holds(whole: Path, parts: Sequence[Path]) -> bool:
    """Return whether a file exists and holds the lines of sorted files, sorted."""
    if not whole.is_file():
        return False
    state = whole.stat()
    # No line is in two parts, so that a different length means a different graph.
    same = state.st_size == sum(part.stat().st_size for part in parts)
    return same and _agrees(whole, tuple(parts), (state.st_ino, state.st_size, state.st_mtime_ns))


@lru_cache(maxsize=8)
def _agrees(whole: Path, parts: tuple[Path, ...], _state: tuple[int, ...]) -> bool:
    """Return whether a file in this state has the lines of the parts; checked once per process."""
    with whole.open("rb") as opened, _merged(parts) as lines:
        return all(one == other for one, other in zip_longest(opened, lines))


def merge(parts: Sequence[Path], whole: Path) -> None:
    """Write the lines of sorted files, sorted, into a file that appears complete or not at all; raises OSError."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=DRAFTS, dir=whole.parent, ignore_cleanup_errors=True) as working:
        merged = Path(working) / whole.name
        with merged.open("wb") as file, _merged(parts) as lines:
            file.writelines(lines)
        to_disk(merged)
        merged.replace(whole)


_copies: dict[Path, Path] = {}
_copying = Lock()


def elsewhere(whole: Path, parts: Sequence[Path]) -> Path:
    """Return a temporary replacement for a file that may not be written; raises OSError.

    It is removed when this process ends.
    """
    from tempfile import mkdtemp

    with _copying:
        if whole not in _copies:
            _remove_all()
            atexit.register(remove_copies)
            _copies[whole] = Path(mkdtemp(prefix="heze-graph-")) / whole.name
            try:
                merge(parts, _copies[whole])
            except OSError:
                _remove_all()
                raise
        return _copies[whole]


def remove_copies() -> None:
    """Remove the temporary replacements, for a process that ends without its exit handlers."""
    with _copying:
        _remove_all()


def _remove_all() -> None:
    from shutil import rmtree

    while _copies:
        rmtree(_copies.popitem()[1].parent, ignore_errors=True)


@contextmanager
def _merged(parts: Sequence[Path]) -> Iterator[Iterator[bytes]]:
    """Open the merged lines of sorted files."""
    with ExitStack() as stack:
        yield in_order(*(stack.enter_context(path.open("rb")) for path in parts))
