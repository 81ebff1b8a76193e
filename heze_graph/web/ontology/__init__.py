"""The ontology at its own IRI: a page with all terms for people, its files for programs."""

from __future__ import annotations

from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.export.rdf import serialise
from heze_graph.resources import ONTOLOGY
from heze_graph.triples.vocabulary import PREFIXES
from heze_graph.web.linked.dataset import figures
from heze_graph.web.linked.negotiation import answer, links, rdf_wanted
from heze_graph.web.ontology.terms import Ontology, ontology
from heze_graph.web.rendering import page
from heze_graph.web.site import site_of

#: The files beside the ontology itself, by the last part of their address.
FILES = ("cube.ttl", "shapes.ttl", "alignments.ttl", "context.jsonld")


def show(request: Request) -> Response:
    """Return the page of all terms, or the ontology as RDF.

    A term's IRI is that of the ontology with `#NAME` behind: browsers go there by themselves, programs find it in what
    they get.
    """
    form = rdf_wanted(request)
    if form:
        return _rdf(request, "heze.ttl", form)
    counted = figures(site_of(request))
    context = {"ontology": _read(), "counts": {**counted.classes, **counted.properties}, "files": FILES}
    shown = page(request, "ontology.html", context)
    shown.headers.update({"Link": links(request), "Vary": "Accept"})
    return shown


def version(request: Request) -> Response:
    """Return the ontology at the IRI of its version.

    Raises HTTPException 404 where that is not the version here, nor a file of it.
    """
    if request.path_params["name"] != _read().version:
        raise HTTPException(404, f"no such file; the version here is {_read().version}")
    return show(request)


def file(request: Request) -> Response:
    """Return one file of the ontology: as it is, or, for Turtle, in another form that is asked for."""
    name = request.path_params.get("name") or f"{request.url.path.strip('/')}.ttl"
    if name.endswith(".jsonld"):
        return answer(request, (ONTOLOGY / name).read_bytes(), "jsonld")
    return _rdf(request, name, rdf_wanted(request) or "ttl")


def _rdf(request: Request, name: str, form: str) -> Response:
    path = ONTOLOGY / name
    if form == "ttl":
        return answer(request, path.read_bytes(), form)
    import pyoxigraph

    quads = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    return answer(request, serialise([quad.triple for quad in quads], form, PREFIXES), form)


@cache
def _read() -> Ontology:
    return ontology(ONTOLOGY)


def _part(request: Request) -> Response:
    """Return a file of the ontology, or a version of it, whichever the last part of the address names."""
    return file(request) if request.path_params["name"] in FILES else version(request)


ROUTES: tuple[Route, ...] = (
    Route("/ontology", show),
    Route("/ontology/{name}", _part),
    Route("/shapes", file),
    Route("/alignments", file),
)
