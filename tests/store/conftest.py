"""The servers that the tests of stores share, one of each for the session."""

from __future__ import annotations

from tests.oxigraph_server import empty_oxigraph, oxigraph_server
from tests.virtuoso import virtuoso

__all__ = ["empty_oxigraph", "oxigraph_server", "virtuoso"]
