"""The command for assistants: mcp."""

from __future__ import annotations

import argparse

from heze_graph.assistant.current import Current
from heze_graph.assistant.server import server
from heze_graph.cli.stores import store_of


def mcp(options: argparse.Namespace) -> None:
    """Serve the Model Context Protocol on stdin and stdout until the client closes them."""
    current = Current(endpoint=options.endpoint) if options.endpoint else Current(store_of(options))
    try:
        server(current).run("stdio")
    finally:
        current.close()
