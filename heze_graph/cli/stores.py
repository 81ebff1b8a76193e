"""Which store a command means."""

from __future__ import annotations

import argparse
from pathlib import Path

from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.last import last_store
from heze_graph.store.remote import Remote


def store_of(options: argparse.Namespace) -> Path:
    """Return the store that --store names, or that of the last build in this folder."""
    return last_store() if options.store is None else Path(options.store)


def engine_of(options: argparse.Namespace) -> Engine:
    """Return the engine that a command asks."""
    if getattr(options, "endpoint", None):
        return Remote(options.endpoint)
    return Embedded(store_of(options))
