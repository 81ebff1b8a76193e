"""What every page stands on: the graph as it is now, and the saved queries as they are now."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Protocol

from starlette.requests import HTTPConnection

from heze_graph.saved.library import Library, load
from heze_graph.store.engine import Engine


class Source(Protocol):
    """Where the graph comes from: an engine, and the version of the data behind it."""

    @property
    def engine(self) -> Engine:
        """The engine over the graph as it is now; safe to ask from several threads."""

    @property
    def version(self) -> str | None:
        """The version of the data, which changes exactly when the graph does; None where nobody can tell."""


class Site:
    """The source of the graph, and the saved queries of a folder, read again when a file of it changes."""

    def __init__(self, source: Source, queries: Path) -> None:
        self._source = source
        self._queries = queries
        self._lock = Lock()
        self._state: tuple[tuple[str, int, int], ...] | None = None
        self._library: Library | None = None

    @property
    def engine(self) -> Engine:
        """The engine over the graph as it is now; safe to ask from several threads."""
        return self._source.engine

    @property
    def version(self) -> str | None:
        """The version of the data; None where nobody can tell."""
        return self._source.version

    @property
    def library(self) -> Library:
        """The saved queries; a person who mends one sees it at the next request."""
        state = tuple(
            (path.name, status.st_mtime_ns, status.st_size)
            for path in sorted(self._queries.glob("*"))
            for status in (path.stat(),)
        )
        with self._lock:
            if self._library is None or state != self._state:
                self._library, self._state = load(self._queries), state
            return self._library


def site_of(request: HTTPConnection) -> Site:
    """Return the Site that a request is about."""
    site: Site = request.app.state.site
    return site
