"""The words of the graph, told by the ontology that it is written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from heze_graph import resources
from heze_graph.assistant.answers import Word
from heze_graph.iris import TERM
from heze_graph.triples.vocabulary import PREFIXES

_OWL, _RDFS = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_KINDS = {_OWL + "Class": "class", _OWL + "ObjectProperty": "property", _OWL + "DatatypeProperty": "property"}


def words(ontology: Path = resources.ONTOLOGY / "heze.ttl") -> tuple[Word, ...]:
    """Return the classes and properties of our ontology with what they mean, in the order in which it defines them."""
    return tuple(_words(_statements(ontology)))


def _statements(ontology: Path) -> Mapping[str, Mapping[str, list[tuple[str, str]]]]:
    """Return the (value, language) of each property of each term of ours."""
    import pyoxigraph

    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(path=ontology, format=pyoxigraph.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if isinstance(subject, pyoxigraph.NamedNode) and subject.value.startswith(TERM):
            if isinstance(value, pyoxigraph.Literal):
                found[subject.value][quad.predicate.value].append((value.value, value.language or ""))
            elif isinstance(value, pyoxigraph.NamedNode):
                found[subject.value][quad.predicate.value].append((value.value, ""))
    return found


def _words(statements: Mapping[str, Mapping[str, list[tuple[str, str]]]]) -> Iterator[Word]:
    for term, said in statements.items():
        kind = next((_KINDS[name] for name, _ in said[_TYPE] if name in _KINDS), "")
        if kind:
            label = {language: text for text, language in said[_RDFS + "label"]}
            definition = {language: text for text, language in said[_DEFINITION]}
            ends = [tuple(short(value) for value, _ in said[_RDFS + end]) for end in ("domain", "range")]
            yield Word(short(term), kind, label.get("en", ""), label.get("zh", ""), definition.get("en", ""), *ends)


def short(iri: str) -> str:
    """Return an IRI with a prefix in place of its namespace, where there is one.

    >>> short("https://w3id.org/heze-graph/ontology#Target")
    'heze:Target'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
