"""The graph for rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.iris import GRAPH
from heze_graph.model.answers import Answer, Term
from heze_graph.store.engine import literal

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib
    from rdflib import Literal, URIRef

#: All that an endpoint holds of ours: some servers keep graphs of theirs beside it.
EVERYTHING = f"""CONSTRUCT {{ ?s ?p ?o }}
WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}")) }}"""


def stored(file: Path) -> Iterator[pyoxigraph.Triple]:
    """Yield the triples of all graphs of an N-Quads file, numbers in the form that the file has them in."""
    import pyoxigraph

    return (quad.triple for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.N_QUADS))


def graph(triples: Iterable[pyoxigraph.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib Graph."""
    import rdflib

    made = rdflib.Graph()
    for one in triples:
        subject, predicate, thing = map(_node, _terms(one))
        made.add((subject, predicate, thing))
    return made


def as_answer(triples: Iterable[pyoxigraph.Triple]) -> Answer:
    """Return triples as the rows of an answer: subject, predicate, object."""
    return Answer(("subject", "predicate", "object"), tuple(map(_terms, triples)))


def _terms(triple: pyoxigraph.Triple) -> tuple[Term, Term, Term]:
    return _term(triple.subject), _term(triple.predicate), _term(triple.object)


def _term(node: object) -> Term:
    import pyoxigraph

    if isinstance(node, pyoxigraph.NamedNode):
        return Term("iri", node.value)
    if isinstance(node, pyoxigraph.Literal):
        return literal(node.value, node.datatype.value, node.language)
    return literal(str(node), None, None)


def _node(term: Term) -> URIRef | Literal:
    import rdflib

    if term.kind == "iri":
        return rdflib.URIRef(term.text)
    datatype = rdflib.URIRef(term.datatype) if term.datatype else None
    # As written: rdflib would otherwise rewrite numbers, 01 as 1.
    return rdflib.Literal(term.text, lang=term.language, datatype=datatype, normalize=False)
