"""Every IRI of the graph as RDF: in which form it is wanted, the headers of the answer, and the description of a thing.

A page is for people: it is what a browser gets, and whoever does not care (`*/*`, no `Accept`), or asks for something
that nobody has. RDF comes where `Accept` prefers it, quality values weighed (RFC 9110, section 12.5.1), or where the
address says `?format=`, which beats `Accept` because a link cannot set a header.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import __version__
from heze_graph.export.formats import compacted
from heze_graph.messages import say
from heze_graph.queries.library import beside
from heze_graph.rdf import iris
from heze_graph.rdf.codec import answer_as_triples, checked_iri
from heze_graph.rdf.formats import FORMATS, TRIPLES, serialise
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY
from heze_graph.store.engine import Engine
from heze_graph.web.rendering import NoAnswerError, base_of
from heze_graph.web.responses import preferred_format, send
from heze_graph.web.site import site_of

if TYPE_CHECKING:
    import pyoxigraph


DATASET = iris.BASE + "void#dataset"


def rdf_wanted(request: Request, forms: Sequence[str] = TRIPLES) -> str | None:
    """Return the name of the RDF form that a request asks for, one of `forms`; None where it is to be a page.

    Raises NoAnswerError 400 where `?format=` names no form.
    """
    named = request.query_params.get("format")
    if named is not None:
        if named not in (*forms, "html"):
            raise NoAnswerError(400, say("web.other-format", asked=named[:40], forms=[*forms, "html"]))
        return None if named == "html" else named
    return preferred_format(request, forms, or_page=True)


def iri_of(request: Request) -> str:
    """Return the IRI that stands at the address of a request, in the one spelling that `iris` makes.

    A browser percent-encodes what an IRI may hold as it is; only what stands between two slashes is decoded, so that
    an encoded slash stays part of a name.
    """
    parts = _raw_path(request).removeprefix(base_of(request)).lstrip("/").split("/")
    return iris.BASE + "/".join(iris.segment(iris.text_of(part)) for part in parts)


def version_tag(version: str, form: str) -> str:
    """Return the entity tag of what is made of a version of the whole graph in a form."""
    return f'"{version}-{__version__}-{form}"'


def headers(request: Request, form: str, forms: Sequence[str] = TRIPLES) -> dict[str, str]:
    """Return the headers of an answer in a form, those of its content and of caches apart."""
    return {"Content-Location": f"{_path(request)}?format={form}", "Link": links(request, forms)}


def links(request: Request, forms: Sequence[str] = TRIPLES) -> str:
    """Return the header `Link` of a page or an RDF document: the other forms, and the data set (RFC 8288)."""
    path = _path(request)
    others = (f'<{path}?format={name}>; rel="alternate"; type="{FORMATS[name].media_type}"' for name in forms)
    return ", ".join((*others, f'<{DATASET}>; rel="http://rdfs.org/ns/void#inDataset"'))


def answer(request: Request, data: bytes, form: str) -> Response:
    """Return RDF in a form of TRIPLES with its headers, or 304 where the client has it."""
    return send(request, data, FORMATS[form].content_type, headers=headers(request, form))


def origin(request: Request) -> str:
    """Return where this server is, as the client addressed it, without a slash behind.

    Raises NoAnswerError 400 where the header `Host` makes no address.
    """
    try:
        return checked_iri(str(request.base_url).rstrip("/"))
    except ValueError as error:
        raise NoAnswerError(400, say("web.no-address")) from error


def rdf(request: Request, iri: str, form: str) -> Response:
    """Return the description of a thing in a form of TRIPLES.

    Raises NoAnswerError 404 where the graph says nothing about the IRI.
    """
    triples = description(site_of(request).engine, iri)
    if not triples:
        raise NoAnswerError(404, say("web.nothing-about", iri=iri))
    return answer(request, written(triples, form), form)


def description(engine: Engine, iri: str) -> list[pyoxigraph.Triple]:
    """Return what the graph says of an IRI, bounded; empty where that is nothing, or the text is no IRI."""
    try:
        checked_iri(iri)
    except ValueError:
        return []
    return list(answer_as_triples(engine.select(beside(__file__, "description").bound({"thing": iri}))))


def written(triples: Iterable[pyoxigraph.Triple], form: str) -> bytes:
    """Return triples in a form of TRIPLES; JSON-LD with our own context written into it."""
    statements = list(triples)
    if form == "jsonld":
        return compacted(statements, ONTOLOGY / "context.jsonld")
    return serialise(statements, form, PREFIXES)


def _path(request: Request) -> str:
    """Return the path of a request as it stands in its address."""
    return quote(_raw_path(request), safe="/%:@!$&'()*+,;=~")


def _raw_path(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return raw.decode("utf-8", "replace")
