"""A picture as a file: the same positions in every format, the same bytes as the command line writes."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import iris
from heze_graph.errors import QueryError
from heze_graph.export.formats import rendered
from heze_graph.model.answers import Answer, Term
from heze_graph.network import tables
from heze_graph.network.around import find
from heze_graph.network.files import write_network
from heze_graph.network.page import html, policy
from heze_graph.network.picture import Picture
from heze_graph.network.png import png
from heze_graph.network.small import empty_svg, small_svg
from heze_graph.network.svg import svg
from heze_graph.pictures import needs_thing
from heze_graph.store.engine import XSD
from heze_graph.web.api.sending import send
from heze_graph.web.memory import Memory
from heze_graph.web.questions.taking import disposition
from heze_graph.web.site import Site, site_of
from heze_graph.web.views.asked import Asked
from heze_graph.web.views.drawing import picture_of, whole_of

_LARGE = 200_000  # bytes: what is larger has a memory of its own, of a few
_SMALL_FILES = Memory(256, lambda body: len(body) < _LARGE)
_LARGE_FILES = Memory(8)
_NUMBERS = (
    "size",
    "weight",
    "degree",
    "weighted_degree",
    "betweenness",
    "community",
    "participation",
    "parts",
    "x",
    "y",
)
_TYPES = {
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "nodes.csv": "text/csv; charset=utf-8",
    "edges.csv": "text/csv; charset=utf-8",
}
_SHOWN = ("html", "svg", "png")  # by a browser itself; all else is saved

_WRITERS: dict[str, Callable[[Picture], bytes]] = {
    "html": lambda picture: html(picture).encode(),
    "svg": lambda picture: svg(picture).encode(),
    "png": png,
    "gexf": lambda picture: write_network(picture, "gexf"),
    "graphml": lambda picture: write_network(picture, "graphml"),
    "nodes.csv": lambda picture: _csv(tables.metrics(picture)),
    "edges.csv": lambda picture: _csv(tables.edges(picture)),
}


def file_response(request: Request, asked: Asked) -> Response:
    """Return a picture in the format that is asked for.

    Raises QueryError where the view needs a thing and none is given, or the picture has no such thing, and what
    `pictures.whole` raises.
    """
    site = site_of(request)
    if needs_thing(asked.query) and not asked.around:
        raise QueryError.problem(asked.path, "no around=", "the name or the IRI of a thing", "add ?around=NAME")
    key = (
        asked.name,
        asked.form,
        asked.language,
        tuple(sorted(asked.given.items())),
        asked.around,
        asked.steps,
        asked.most,
    )
    memory = _LARGE_FILES if asked.form in ("html", "png") else _SMALL_FILES
    body = memory.get(site, key, lambda: _written(site, asked))
    response = send(request, body, _TYPES[asked.form])
    if asked.form == "html":
        # What the page's own meta says, which lets only its own texts run, and what a meta cannot say.
        response.headers["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'self'"
    if asked.form not in _SHOWN:
        name = "-".join(filter(None, (asked.name, asked.around.rpartition("/")[2])))
        response.headers["Content-Disposition"] = disposition(name, asked.name, f".{asked.form}")
    return response


def _written(site: Site, asked: Asked) -> bytes:
    if asked.most and asked.around:
        return _small(whole_of(site, asked), asked).encode()
    return _WRITERS[asked.form](picture_of(site, asked))


def _small(picture: Picture, asked: Asked) -> str:
    """Return the small picture of a thing; one of the graph that nothing is tied to gets a picture that says so."""
    try:
        centre = find(picture, asked.around).id
    except QueryError:
        if asked.around.startswith(iris.BASE):
            return empty_svg(asked.language)
        raise
    if not any(centre in (edge.source, edge.target) for edge in picture.edges):
        return empty_svg(asked.language)
    return small_svg(picture, centre, max(1, asked.steps), asked.most)


def _csv(table: tables.Table) -> bytes:
    columns, rows = table
    typed = [XSD + "decimal" if column in _NUMBERS else None for column in columns]
    answer = Answer(columns, tuple(tuple(map(_term, row, typed)) for row in rows))
    return rendered(answer, "csv", "network", excel=True)


def _term(said: str, datatype: str | None) -> Term | None:
    return Term("literal", said, datatype) if said else None
