"""An engine for tests that say themselves which version the data have."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph

from heze_graph.model.answers import Answer
from heze_graph.store.engine import Engine


@dataclass
class Still:
    """An engine whose graph does not change, unless a test gives it another one."""

    engine: Engine
    version: str | None = "1"

    def select(self, query: str) -> Answer:
        return self.engine.select(query)

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        return self.engine.construct(query)

    def close(self) -> None:
        self.engine.close()
