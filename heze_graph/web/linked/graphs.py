"""The named graphs: one page each, and its triples in every form of RDF (as a graph store gives it, by its IRI)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from heze_graph import iris
from heze_graph.export.rdf import serialise
from heze_graph.saved.library import SavedQuery, load_query
from heze_graph.triples.vocabulary import PREFIXES
from heze_graph.web.linked.dataset import documents, figures
from heze_graph.web.linked.downloads import DUMPS, generation_of, named_graph
from heze_graph.web.linked.negotiation import QUADS, form_of, headers, held, iri_of, links, rdf_wanted, version_tag
from heze_graph.web.rendering import page
from heze_graph.web.site import site_of

if TYPE_CHECKING:
    import pyoxigraph


def overview(request: Request) -> Response:
    """Return the page of the data set: what is in it, by named graph and class, and where to take it."""
    site = site_of(request)
    context = {"figures": figures(site), "dumps": DUMPS if generation_of(site) else {}, "version": site.version}
    titles = dict(documents(site))
    named = [(iri, iri.removeprefix(iris.GRAPH), triples) for iri, triples in figures(site).graphs.items()]
    return page(request, "dataset.html", context | {"graphs": named, "titles": titles, "document_iri": iris.document})


def graph(request: Request) -> Response:
    """Return one named graph: its page, or its triples.

    Raises HTTPException 404 where there is no such graph.
    """
    iri, form = iri_of(request), rdf_wanted(request, QUADS)
    site = site_of(request)
    triples = figures(site).graphs.get(iri)
    if triples is None:
        raise HTTPException(404, f"there is no named graph {iri}")
    if form:
        return _download(request, iri, form)
    name = iris.text_of(iri.removeprefix(iris.GRAPH))
    context = {"iri": iri, "name": name, "triples": triples, "forms": QUADS, "form_of": form_of}
    shown = page(request, "graph.html", context | {"title": dict(documents(site)).get(iris.document(name), "")})
    shown.headers.update({"Link": links(request, QUADS), "Vary": "Accept"})
    return shown


def _download(request: Request, iri: str, form: str) -> Response:
    generation = generation_of(site_of(request))
    tag = version_tag(generation.version, form) if generation else None
    said = headers(request, form, tag, QUADS)
    if held(request, tag):
        return Response(status_code=304, headers=said)
    media_type = form_of(form).content_type
    if generation is None:
        triples = site_of(request).engine.construct(_query().bound({"graph": iri}))
        return Response(_written(triples, form, iri), media_type=media_type, headers=said)
    return StreamingResponse(named_graph(generation.graph, iri, form), media_type=media_type, headers=said)


def _written(triples: Iterable[pyoxigraph.Triple], form: str, iri: str) -> bytes:
    from pyoxigraph import NamedNode, Quad

    if form in ("nq", "trig"):
        quads = [Quad(one.subject, one.predicate, one.object, NamedNode(iri)) for one in triples]
        return serialise(quads, form, PREFIXES)
    return serialise(list(triples), form, PREFIXES)


@cache
def _query() -> SavedQuery:
    return load_query(Path(__file__).with_name("graph.rq"))
