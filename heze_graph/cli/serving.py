"""The commands that stay: serve."""

from __future__ import annotations

import argparse

from heze_graph.cli.output import tell
from heze_graph.cli.stores import store_of
from heze_graph.web.server import EndpointSource, StoreSource
from heze_graph.web.server import serve as listen


def serve(options: argparse.Namespace) -> None:
    """Serve the pages, the query API and the SPARQL endpoint until interrupted."""
    source = EndpointSource(options.endpoint) if options.endpoint else StoreSource(store_of(options))
    tell(f"http://{options.host}:{options.port}/  (Ctrl+C stops it)")
    listen(source, options.host, options.port)
