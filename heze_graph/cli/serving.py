"""The commands that stay: serve."""

from __future__ import annotations

import argparse

from heze_graph.cli.output import tell
from heze_graph.cli.stores import store_of
from heze_graph.errors import UsageError
from heze_graph.web.server import EndpointSource, StoreSource, is_local, listening, url_of
from heze_graph.web.server import serve as listen


def serve(options: argparse.Namespace) -> None:
    """Serve the pages, the query API and the SPARQL endpoint until interrupted.

    Raises UsageError for a port that is none, ListenError for an address that cannot be listened on, StoreError when
    there is no store.
    """
    if not 0 <= options.port <= 65535:
        expected, cure = "a number from 1 to 65535, or 0 for any that is free", "choose one"
        raise UsageError.problem("--port", str(options.port), expected, cure)
    with listening(options.host, options.port) as listener:
        source = EndpointSource(options.endpoint) if options.endpoint else StoreSource(store_of(options))
        tell(f"{url_of(listener)}  (Ctrl+C stops it)")
        if not is_local(options.host):
            tell("This server can be reached from other machines: whoever reaches it may read all of the graph.")
        listen(source, listener, options.host, options.allow_host)
