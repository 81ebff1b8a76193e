"""A source of the graph for tests that say themselves which engine answers, and which version it has."""

from __future__ import annotations

from dataclasses import dataclass

from heze_graph.store.engine import Engine


@dataclass(frozen=True)
class Still:
    """A source whose graph does not change."""

    engine: Engine
    version: str | None = "1"
