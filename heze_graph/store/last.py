"""Which store is meant where nobody names one: that of the last build in the working folder."""

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
    here = Path.cwd().resolve()
    there = store.resolve()
    text = there.relative_to(here).as_posix() if there.is_relative_to(here) else str(there)
    try:
        HOME.mkdir(exist_ok=True)
        _LAST.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError.problem(
            str(_LAST), f"a place that cannot be written ({error.strerror})", "a writable folder", "work in another"
        ) from error


def last_store() -> Path:
    """Return the store of the last build in this folder, whether it is still there or not."""
    try:
        return Path(_LAST.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return DEFAULT
