"""Ad hoc queries against a local store: checked first, then run in a separate process.

A long chain of operators overflows Oxigraph's stack, which kills the process: it must not be the caller's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from heze_graph.model.answers import Answer
from heze_graph.queries.syntax import checked
from heze_graph.store.engine import Engine
from heze_graph.store.lanes import ONE_PERSON, Limits
from heze_graph.store.pool import Pool

if TYPE_CHECKING:
    import pyoxigraph

TABLES = ("SELECT", "ASK")


class AdHoc:
    """Asks any read-only query of the engine that `begin` returns; `begin` is called at the first query."""

    def __init__(self, begin: Callable[[], Engine]) -> None:
        self._begin = begin
        self._engine: Engine | None = None
        self._lock, self._process = Lock(), os.getpid()

    @classmethod
    def of_store(cls, store: Path, limits: Limits = ONE_PERSON) -> AdHoc:
        """Return an instance that asks a store in a separate process."""
        return cls(lambda: Pool(store, limits))

    def ask(self, text: str) -> Answer | list[pyoxigraph.Triple]:
        """Return the answer to SELECT and ASK, or the sorted triples of CONSTRUCT and DESCRIBE.

        A query without FROM is asked over the union of all graphs. Raises QueryError when the query is invalid, asks
        for a change or another host, or takes too much; StoreError when there is no store or it fails.
        """
        found = checked(text)
        if self._process != os.getpid():
            # A fork shares the parent's pipes but none of its threads, so it starts an engine of its own.
            self._engine, self._lock, self._process = None, Lock(), os.getpid()
        with self._lock:
            engine = self._engine = self._engine or self._begin()
        if isinstance(engine, Pool):
            union = not found.names_dataset
            return engine.select(text, union=union) if found.form in TABLES else engine.construct(text, union=union)
        return engine.select(text) if found.form in TABLES else engine.construct(text)

    def close(self) -> None:
        """Close the engine, if this process started it."""
        if self._engine and self._process == os.getpid():
            self._engine.close()
