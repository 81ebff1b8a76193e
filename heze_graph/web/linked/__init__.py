"""Linked data: every IRI of the graph as RDF, the data set's description, the queries as SHACL executables."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from heze_graph.web.linked.dataset import service_description, void
from heze_graph.web.linked.downloads import DUMPS, dump
from heze_graph.web.linked.examples import examples
from heze_graph.web.linked.graphs import graph, overview
from heze_graph.web.linked.negotiation import iri_of, links, rdf_wanted
from heze_graph.web.linked.things import rdf

__all__ = ["ROUTES", "iri_of", "links", "rdf", "rdf_wanted", "service_description"]

ROUTES: tuple[BaseRoute, ...] = (
    Route("/graph", overview),
    Route("/graph/{name:path}", graph),
    Route("/void", void),
    Route("/.well-known/void", void),
    Route("/.well-known/sparql-examples", examples),
    *(Route(path, dump) for path in DUMPS),
)
