"""One thing of the graph as RDF: a concise description, bounded, of triples that stand in the graph and no others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from heze_graph.export.jsonld import compacted
from heze_graph.export.rdf import serialise
from heze_graph.model.answers import Answer, Value
from heze_graph.resources import ONTOLOGY
from heze_graph.saved.library import SavedQuery, load_query
from heze_graph.store.engine import Engine
from heze_graph.triples.vocabulary import PREFIXES
from heze_graph.web.linked.negotiation import answer
from heze_graph.web.site import site_of

if TYPE_CHECKING:
    import pyoxigraph


def rdf(request: Request, iri: str, form: str) -> Response:
    """Return the description of a thing in a form of `negotiation.TRIPLES`.

    Raises HTTPException 404 where the graph says nothing about the IRI.
    """
    triples = description(site_of(request).engine, iri)
    if not triples:
        raise HTTPException(404, f"the graph says nothing about {iri}")
    return answer(request, written(triples, form), form)


def description(engine: Engine, iri: str) -> list[pyoxigraph.Triple]:
    """Return what the graph says of an IRI; empty where that is nothing, or the text is no IRI."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(iri)
    except ValueError:
        return []
    return list(_triples(engine.select(_query().bound({"thing": iri}))))


def written(triples: Iterable[pyoxigraph.Triple], form: str) -> bytes:
    """Return triples in a form of `negotiation.TRIPLES`; JSON-LD with our own context written into it."""
    statements = list(triples)
    if form == "jsonld":
        return compacted(statements, ONTOLOGY / "context.jsonld")
    return serialise(statements, form, PREFIXES)


@cache
def _query() -> SavedQuery:
    return load_query(Path(__file__).with_name("description.rq"))


def _triples(said: Answer) -> Iterable[pyoxigraph.Triple]:
    from pyoxigraph import NamedNode, Triple

    for subject, predicate, value in said.rows:
        # Each row of this query has all three.
        if subject and predicate and value:
            yield Triple(NamedNode(subject.text), NamedNode(predicate.text), _node(value))


def _node(value: Value) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    from pyoxigraph import Literal, NamedNode

    assert value is not None  # noqa: S101 - the caller asked
    if value.kind == "iri":
        return NamedNode(value.text)
    if value.language:
        return Literal(value.text, language=value.language)
    return Literal(value.text, datatype=NamedNode(value.datatype)) if value.datatype else Literal(value.text)
