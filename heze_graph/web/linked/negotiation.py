"""Which form of a thing an asker wants, and the headers of the answer.

A page is for people: it is what a browser gets, and whoever does not care (`*/*`, no `Accept`), or asks for something
that nobody has. RDF comes where `Accept` prefers it, quality values weighed (RFC 9110, section 12.5.1), or where the
address says `?format=`, which beats `Accept` because a link cannot set a header.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

import mimeparse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from heze_graph import __version__, iris
from heze_graph.export.formats import FORMATS, Format

HTML = "text/html"
#: The forms of a set of triples; among equals the first is given.
TRIPLES = ("ttl", "jsonld", "rdf", "nt")
#: The forms of a named graph, which two more formats can name.
QUADS = (*TRIPLES, "trig", "nq")
_WITH_GRAPHS = {"trig": Format("application/trig", ".trig", True), "nq": Format("application/n-quads", ".nq", True)}
DATASET = iris.BASE + "void#dataset"


def rdf_wanted(request: Request, forms: Sequence[str] = TRIPLES) -> str | None:
    """Return the name of the RDF form that a request asks for, one of `forms`; None where it is to be a page.

    Raises HTTPException 400 where `?format=` names no form.
    """
    asked = request.query_params.get("format")
    if asked is not None:
        if asked not in (*forms, "html"):
            raise HTTPException(400, f"format: “{asked[:40]}” is none of {', '.join(forms)}, html")
        return None if asked == "html" else asked
    types = {form_of(name).media_type: name for name in reversed(forms)}
    try:
        # The last one wins where the asker does not care.
        best = mimeparse.best_match([*types, HTML], request.headers.get("accept") or "*/*")
    except mimeparse.MimeTypeParseException:
        return None
    return types.get(best)


def form_of(name: str) -> Format:
    """Return the Format of a form's name."""
    return _WITH_GRAPHS.get(name) or FORMATS[name]


def iri_of(request: Request) -> str:
    """Return the IRI that stands at the address of a request, in the one spelling that `iris` makes.

    A browser percent-encodes what an IRI may hold as it is; only what stands between two slashes is decoded, so that
    an encoded slash stays part of a name.
    """
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    parts = raw.decode("ascii", "replace").lstrip("/").split("/")
    return iris.BASE + "/".join(iris.segment(iris.text_of(part)) for part in parts)


def version_tag(version: str, form: str) -> str:
    """Return the entity tag of what is made of a version of the whole graph in a form."""
    return f'"{version}-{__version__}-{form}"'


def held(request: Request, tag: str | None) -> bool:
    """Whether the asker has the answer with this entity tag already (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return tag is not None and (
        known.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in known.split(",")}
    )


def headers(request: Request, form: str, tag: str | None, forms: Sequence[str] = TRIPLES) -> dict[str, str]:
    """Return the headers of an answer in a form, those of its content apart."""
    fixed = {
        "Content-Location": f"{_path(request)}?format={form}",
        "Link": links(request, forms),
        "Vary": "Accept",
        "Cache-Control": "no-cache",
    }
    return fixed | ({"ETag": tag} if tag else {})


def links(request: Request, forms: Sequence[str] = TRIPLES) -> str:
    """Return the header `Link` of a page or an RDF document: the other forms, and the data set (RFC 8288)."""
    path = _path(request)
    others = (f'<{path}?format={name}>; rel="alternate"; type="{form_of(name).media_type}"' for name in forms)
    return ", ".join((*others, f'<{DATASET}>; rel="http://rdfs.org/ns/void#inDataset"'))


def answer(request: Request, data: bytes, form: str) -> Response:
    """Return RDF in a form of TRIPLES with its headers, or 304 where the asker has these very bytes."""
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    said = headers(request, form, tag)
    if held(request, tag):
        return Response(status_code=304, headers=said)
    return Response(data, media_type=form_of(form).content_type, headers=said)


def origin(request: Request) -> str:
    """Return where this server is, as the asker addressed it, without a slash behind.

    Raises HTTPException 400 where the header `Host` makes no address.
    """
    from pyoxigraph import NamedNode

    try:
        return NamedNode(str(request.base_url).rstrip("/")).value
    except ValueError as error:
        raise HTTPException(400, "Host: not the address of a server") from error


def _path(request: Request) -> str:
    return quote(request.url.path, safe="/") if "raw_path" not in request.scope else _ascii(request.scope["raw_path"])


def _ascii(raw: bytes) -> str:
    return quote(raw.decode("ascii", "replace"), safe="/%:@!$&'()*+,;=~")
