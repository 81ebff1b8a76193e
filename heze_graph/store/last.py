"""Where nobody names a store, that of the last build in the working folder is meant."""

from __future__ import annotations

from pathlib import Path

from heze_graph.errors import StoreError

#: In the folder where a build is started: what it leaves there.
HOME = Path(".heze-graph")
DEFAULT = HOME / "store"
_LAST = HOME / "last-build"


def remember(store: Path) -> None:
    """Note that the last build in this folder went to `store`; relative where it lies below, so that it can move.

    Raises StoreError when the note cannot be written.
    """
    from heze_graph.store.writing import replace_text

    here = Path.cwd().resolve()
    there = store.resolve()
    text = there.relative_to(here).as_posix() if there.is_relative_to(here) else str(there)
    try:
        HOME.mkdir(exist_ok=True)
        replace_text(_LAST, text + "\n")
    except OSError as error:
        raise StoreError.problem("store.note-not-writable", where=_LAST, error=error.strerror) from error


def last_store() -> Path:
    """Return the store of the last build in this folder, whether it is still there or not."""
    try:
        return Path(_LAST.read_text(encoding="utf-8", errors="surrogateescape").strip())
    except OSError:
        return DEFAULT
