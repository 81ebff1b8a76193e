"""Which store a command means."""

from __future__ import annotations

import argparse
from pathlib import Path

from heze_graph.errors import StoreError
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.remote import Remote

#: In the folder where a build is started: what it leaves there.
HOME = Path(".heze-graph")
DEFAULT = HOME / "store"
_LAST = HOME / "last-build"


def remember(store: Path) -> None:
    """Note that the last build in this folder went to `store`; relative where it lies below, so that it can move."""
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


def store_of(options: argparse.Namespace) -> Path:
    """Return the store that --store names, or that of the last build in this folder."""
    if options.store is not None:
        return Path(options.store)
    try:
        return Path(_LAST.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return DEFAULT


def engine_of(options: argparse.Namespace) -> Engine:
    """Return the engine that a command asks."""
    if getattr(options, "endpoint", None):
        return Remote(options.endpoint)
    return Embedded(store_of(options))
