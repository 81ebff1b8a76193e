"""Whatever a person asks of a store of their own: checked, and run in a process of its own.

A long chain of operators makes Oxigraph fill the stack, at which a process ends: it must not be the person's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from heze_graph.model.answers import Answer
from heze_graph.saved.stranger import checked
from heze_graph.store.engine import Engine
from heze_graph.store.limits import PATIENT, Limits
from heze_graph.store.pool import Pool

if TYPE_CHECKING:
    import pyoxigraph

TABLES = ("SELECT", "ASK")


class Free:
    """Asks any query that only reads of the engine that `begin` gives, which is called at the first one."""

    def __init__(self, begin: Callable[[], Engine]) -> None:
        self._begin = begin
        self._engine: Engine | None = None
        self._lock = Lock()

    @classmethod
    def of_store(cls, store: Path, limits: Limits = PATIENT) -> Free:
        """Return one that asks a store in a process of its own."""
        return cls(lambda: Pool(store, limits))

    def ask(self, text: str) -> Answer | list[pyoxigraph.Triple]:
        """Return the answer to SELECT and ASK, the triples of CONSTRUCT and DESCRIBE, sorted.

        A query without FROM is asked over the union of all graphs. Raises QueryError when it is at fault, asks for a
        change or another host, or is too much for the engine; StoreError when there is no store or it fails.
        """
        found = checked(text)
        with self._lock:
            engine = self._engine = self._engine or self._begin()
        if isinstance(engine, Pool):
            union = not found.names_dataset
            return engine.select(text, union=union) if found.form in TABLES else engine.construct(text, union=union)
        return engine.select(text) if found.form in TABLES else engine.construct(text)

    def close(self) -> None:
        """Let go of the engine, if it was begun."""
        if self._engine:
            self._engine.close()
