"""Every IRI of the graph as RDF: which format is wanted, the headers of the answer, and the description of a thing.

Browsers get a page, and so does a client that accepts anything (`*/*`, no `Accept`) or nothing on offer. RDF is sent
where `Accept` prefers it, by quality values (RFC 9110, section 12.5.1), or where the address says `?format=`, which
overrides `Accept` because a link cannot set a header.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import __version__
from heze_graph.export.descriptions import DATASET
from heze_graph.export.formats import compacted
from heze_graph.messages import say
from heze_graph.queries.library import beside
from heze_graph.rdf import iris
from heze_graph.rdf.codec import answer_as_triples, checked_iri
from heze_graph.rdf.formats import FORMATS, TRIPLES, serialise
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY
from heze_graph.store.engine import Engine
from heze_graph.web.rendering import RefusedError, base_of, format_parameter
from heze_graph.web.responses import preferred_format, send
from heze_graph.web.site import site_of

if TYPE_CHECKING:
    import pyoxigraph


def rdf_wanted(request: Request, forms: Sequence[str] = TRIPLES) -> str | None:
    """Return the RDF format that a request asks for, one of `forms`; None for a page.

    Raises RefusedError 400 where `?format=` names another one.
    """
    if named := format_parameter(request, *forms, "html"):
        return None if named == "html" else named
    return preferred_format(request, forms, or_page=True)


def iri_of(request: Request) -> str:
    """Return the IRI at the address of a request, spelled as `iris` does.

    A browser percent-encodes characters that an IRI may contain; only the text between two slashes is decoded, so that
    an encoded slash stays part of a name.
    """
    parts = _raw_path(request).removeprefix(base_of(request)).lstrip("/").split("/")
    return iris.BASE + "/".join(iris.segment(iris.text_of(part)) for part in parts)


def version_tag(version: str, form: str) -> str:
    """Return the entity tag of a version of the whole graph in a format."""
    return f'"{version}-{__version__}-{form}"'


def headers(request: Request, form: str, forms: Sequence[str] = TRIPLES) -> dict[str, str]:
    """Return the headers of an answer in a format, except those of its content and of caching."""
    return {"Content-Location": f"{_path(request)}?format={form}", "Link": links(request, forms)}


def links(request: Request, forms: Sequence[str] = TRIPLES) -> str:
    """Return the `Link` header of a page or an RDF document: its other formats, and the data set (RFC 8288)."""
    path = _path(request)
    others = (f'<{path}?format={name}>; rel="alternate"; type="{FORMATS[name].media_type}"' for name in forms)
    return ", ".join((*others, f'<{DATASET}>; rel="http://rdfs.org/ns/void#inDataset"'))


def answer(request: Request, data: bytes, form: str) -> Response:
    """Return RDF in a format of TRIPLES with its headers, or 304 where the client has it."""
    return send(request, data, FORMATS[form].content_type, headers=headers(request, form))


def origin(request: Request) -> str:
    """Return the origin of this server as the client addressed it, without a trailing slash.

    Raises RefusedError 400 where the `Host` header is not a valid address.
    """
    try:
        return checked_iri(str(request.base_url).rstrip("/"))
    except ValueError as error:
        raise RefusedError(400, say("web.no-address")) from error


def rdf(request: Request, iri: str, form: str) -> Response:
    """Return the description of a thing in a form of TRIPLES.

    Raises RefusedError 404 where the graph says nothing about the IRI.
    """
    triples = description(site_of(request).engine, iri)
    if not triples:
        raise RefusedError(404, say("web.nothing-about", iri=iri))
    return answer(request, written(triples, form), form)


def description(engine: Engine, iri: str) -> list[pyoxigraph.Triple]:
    """Return what the graph says about an IRI, up to a limit; empty where that is nothing, or it is not an IRI."""
    try:
        checked_iri(iri)
    except ValueError:
        return []
    return list(answer_as_triples(engine.select(beside(__file__, "description").bound({"thing": iri}))))


def written(triples: Iterable[pyoxigraph.Triple], form: str) -> bytes:
    """Return triples in a format of TRIPLES; JSON-LD with our own context inlined."""
    statements = list(triples)
    if form == "jsonld":
        return compacted(statements, ONTOLOGY / "context.jsonld")
    return serialise(statements, form, PREFIXES)


def _path(request: Request) -> str:
    """Return the path of a request as it is written in its address."""
    return quote(_raw_path(request), safe="/%:@!$&'()*+,;=~")


def _raw_path(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return raw.decode("utf-8", "replace")
