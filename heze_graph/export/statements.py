"""RDF statements about what is given out (data sets, services, queries), made one by one with short names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from heze_graph.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

#: The prefixes of these descriptions: those of the graph, and the vocabularies that describe data and services.
DESCRIBING = PREFIXES | {
    "formats": "http://www.w3.org/ns/formats/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
}


def iri(name: str) -> pyoxigraph.NamedNode:
    """Return the node of a prefixed name of DESCRIBING, or of a whole IRI.

    >>> iri("sd:Service").value
    'http://www.w3.org/ns/sparql-service-description#Service'
    """
    from pyoxigraph import NamedNode

    prefix, _, rest = name.partition(":")
    return NamedNode(DESCRIBING[prefix] + rest if prefix in DESCRIBING else name)


def text(words: str, language: str | None = None) -> pyoxigraph.Literal:
    """Return a text, with its language where one is given."""
    from pyoxigraph import Literal

    return Literal(words, language=language) if language else Literal(words)


def number(value: int) -> pyoxigraph.Literal:
    """Return an xsd:integer."""
    from pyoxigraph import Literal

    return Literal(value)


def both(words: Mapping[str, str]) -> list[pyoxigraph.Literal]:
    """Return the same words in each language that has them."""
    return [text(said, language) for language, said in words.items() if said]


class Sheet:
    """Statements in the order in which they are made."""

    def __init__(self) -> None:
        self._triples: list[pyoxigraph.Triple] = []

    def say(self, subject: str, **facts: object) -> None:
        """State facts of a subject: `rdf_type="sd:Service"`, `void_triples=number(3)`.

        The name of a fact is that of its property, `_` for the first `:`. A value is a prefixed name or an IRI, a
        literal, or a list of these; None states nothing.
        """
        from pyoxigraph import Triple

        for name, value in facts.items():
            values = value if isinstance(value, list | tuple) else () if value is None else (value,)
            for one in values:
                node = iri(one) if isinstance(one, str) else one
                self._triples.append(Triple(iri(subject), iri(name.replace("_", ":", 1)), node))

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Yield the statements."""
        return iter(self._triples)
