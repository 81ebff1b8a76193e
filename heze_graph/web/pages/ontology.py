"""The ontology at its own IRI: a page with all terms and what its files say about them, and files for programs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities.ontology import ontology
from heze_graph.messages import say
from heze_graph.rdf.formats import TRIPLES, serialise
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY
from heze_graph.web.dataset import figures
from heze_graph.web.linked import answer, links, rdf_wanted
from heze_graph.web.rendering import NoAnswerError, format_parameter, page
from heze_graph.web.site import site_of

#: The files beside the ontology itself, by the last part of their address.
FILES = ("cube.ttl", "shapes.ttl", "alignments.ttl", "context.jsonld")


def show(request: Request) -> Response:
    """Return the page of all terms, or the ontology as RDF.

    A term's IRI is the ontology's with `#NAME`: browsers scroll there, and programs find the term in the document.
    """
    form = rdf_wanted(request)
    if form:
        return _rdf(request, "heze.ttl", form)
    counted = figures(site_of(request))
    context = {"ontology": ontology(ONTOLOGY), "counts": {**counted.classes, **counted.properties}, "files": FILES}
    shown = page(request, "ontology.html", context)
    shown.headers.update({"Link": links(request), "Vary": "Accept"})
    return shown


def version(request: Request) -> Response:
    """Return the ontology at the IRI of its version.

    Raises NoAnswerError 404 for any other version or file.
    """
    if request.path_params["name"] != ontology(ONTOLOGY).version:
        raise NoAnswerError(404, say("web.no-version", version=ontology(ONTOLOGY).version))
    return show(request)


def file(request: Request) -> Response:
    """Return a file of the ontology: as it is or, for Turtle, in another requested format."""
    name = request.path_params.get("name") or f"{request.url.path.strip('/')}.ttl"
    if name.endswith(".jsonld"):
        format_parameter(request, "jsonld")
        return answer(request, (ONTOLOGY / name).read_bytes(), "jsonld")
    format_parameter(request, *TRIPLES)
    return _rdf(request, name, rdf_wanted(request) or "ttl")


def _rdf(request: Request, name: str, form: str) -> Response:
    path = ONTOLOGY / name
    if form == "ttl":
        return answer(request, path.read_bytes(), form)
    import pyoxigraph

    quads = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    return answer(request, serialise([quad.triple for quad in quads], form, PREFIXES), form)


def _part(request: Request) -> Response:
    """Return a file of the ontology, or a version of it, whichever the last part of the address names."""
    return file(request) if request.path_params["name"] in FILES else version(request)


ROUTES: tuple[Route, ...] = (
    Route("/ontology", show),
    Route("/ontology/{name}", _part),
    Route("/shapes", file),
    Route("/alignments", file),
)
