"""What every engine does: the seam between the graph and everything that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heze_graph.model.answers import Answer

if TYPE_CHECKING:
    import pyoxigraph


class Engine(Protocol):
    """A store that answers SPARQL 1.1 queries over the union of its named graphs, and changes nothing."""

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query; ASK gives one row with the column `answer`.

        Raises QueryError when the query is wrong, StoreError when the store fails.
        """

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        Raises QueryError when the query is wrong, StoreError when the store fails.
        """

    def close(self) -> None:
        """Let go of files and connections."""
