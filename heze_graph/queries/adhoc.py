"""Queries that are not saved ones, over a store of one's own: checked, and run in a process of their own.

A long chain of operators makes Oxigraph fill the stack, at which a process ends: it must not be the caller's.
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
    """Asks any query that only reads of the engine that `begin` gives, which is called at the first one."""

    def __init__(self, begin: Callable[[], Engine]) -> None:
        self._begin = begin
        self._engine: Engine | None = None
        self._lock, self._process = Lock(), os.getpid()

    @classmethod
    def of_store(cls, store: Path, limits: Limits = ONE_PERSON) -> AdHoc:
        """Return one that asks a store in a process of its own."""
        return cls(lambda: Pool(store, limits))

    def ask(self, text: str) -> Answer | list[pyoxigraph.Triple]:
        """Return the answer to SELECT and ASK, the triples of CONSTRUCT and DESCRIBE, sorted.

        A query without FROM is asked over the union of all graphs. Raises QueryError when it is at fault, asks for a
        change or another host, or is too much for the engine; StoreError when there is no store or it fails.
        """
        found = checked(text)
        if self._process != os.getpid():
            # A fork has the other's pipes, and none of its threads: it begins an engine of its own.
            self._engine, self._lock, self._process = None, Lock(), os.getpid()
        with self._lock:
            engine = self._engine = self._engine or self._begin()
        if isinstance(engine, Pool):
            union = not found.names_dataset
            return engine.select(text, union=union) if found.form in TABLES else engine.construct(text, union=union)
        return engine.select(text) if found.form in TABLES else engine.construct(text)

    def close(self) -> None:
        """Let go of the engine, if it was begun here."""
        if self._engine and self._process == os.getpid():
            self._engine.close()
