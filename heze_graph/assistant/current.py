"""The graph as it is now: a server for assistants runs for days, and builds come in between."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from heze_graph import resources
from heze_graph.assistant.sources import Sources
from heze_graph.graph.opened import Graph
from heze_graph.saved.library import load
from heze_graph.store.engine import Engine
from heze_graph.store.limits import Limits
from heze_graph.store.pool import Pool
from heze_graph.store.remote import Remote

#: One assistant asks at a time, or two or three things at once; a query that runs over is ended.
LIMITS = Limits(workers=2, spare=1, waiting=8, saved_seconds=20.0, patience=30.0)


class Current:
    """The graph of a store's folder, of the newest build, or the one behind an endpoint.

    A store is asked through a Pool: a query that hangs or crashes harms nothing but itself. Raises StoreError when
    there is no store, UsageError when the address is none.
    """

    def __init__(self, store: Path | None = None, endpoint: str = "", limits: Limits = LIMITS) -> None:
        self._library = load(resources.QUERIES)
        self._lock = Lock()
        self._pool = Pool(store, limits) if store else None
        self._engine: Engine = self._pool or Remote(endpoint)
        self._sources = self._read()

    def read(self) -> tuple[Graph, Sources]:
        """Return the graph and its sources, both of one version."""
        with self._lock:
            if self._pool and self._pool.version != self._sources.version:
                self._sources = self._read()
            return self._sources.graph, self._sources

    def close(self) -> None:
        """End what answers queries."""
        self._engine.close()

    def _read(self) -> Sources:
        return Sources(Graph(self._engine, self._library, version=self._pool.version if self._pool else None))
