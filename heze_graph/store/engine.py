"""What every engine does: the seam between the graph and everything that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heze_graph.model.answers import Answer, Term

if TYPE_CHECKING:
    import pyoxigraph


XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = (None, XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def literal(text: str, datatype: str | None, language: str | None) -> Term:
    """Return a literal; a plain string has no datatype, whatever the engine calls it."""
    return Term("literal", text, None if datatype in _PLAIN else datatype, language)


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
