"""Listening: uvicorn on one address, localhost unless told otherwise."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from heze_graph import resources
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.remote import Remote
from heze_graph.web.app import application
from heze_graph.web.site import Site

HOST, PORT = "127.0.0.1", 8000


class StoreSource:
    """The graph of a store's folder."""

    def __init__(self, store: Path) -> None:
        self._engine = Embedded(store)

    @property
    def engine(self) -> Engine:
        """The engine over the graph."""
        return self._engine

    @property
    def version(self) -> str | None:
        """The version of the data."""
        return self._engine.generation.version


class EndpointSource:
    """The graph behind a SPARQL endpoint, of whose version nothing is known."""

    def __init__(self, endpoint: str) -> None:
        self._engine = Remote(endpoint)

    @property
    def engine(self) -> Engine:
        """The engine that asks the endpoint."""
        return self._engine

    @property
    def version(self) -> str | None:
        """Unknown."""
        return None


def serve(source: StoreSource | EndpointSource, host: str = HOST, port: int = PORT) -> None:
    """Serve the pages until interrupted."""
    app = application(Site(source, resources.QUERIES))
    uvicorn.run(app, host=host, port=port, http="h11", log_level="warning", server_header=False)
