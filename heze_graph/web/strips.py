"""The strip of a page that a row was read from, as an image at the path of the row: …/strip.png."""

from __future__ import annotations

from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.errors import BusyError
from heze_graph.messages import say
from heze_graph.queries.library import beside
from heze_graph.rdf.formats import FORMATS
from heze_graph.readers.content import Content
from heze_graph.readers.strips import strip
from heze_graph.web.dataset import generation_of
from heze_graph.web.linked import iri_of
from heze_graph.web.rendering import NoAnswerError
from heze_graph.web.responses import send, tag_of, unchanged
from heze_graph.web.site import Memory, Site, site_of

NAME = "/strip.png"
#: How many strips are cached; how many are drawn at once, and how many seconds the next one waits.
_memory = Memory(64)
_AT_ONCE, _PATIENCE = BoundedSemaphore(2), 20.0


def strip_of_row(request: Request) -> Response:
    """Return an image of the part of the page that a row was read from.

    Raises NoAnswerError 404 where the row is not on a page, or its file is not available.
    """
    site = site_of(request)
    row = iri_of(request).removesuffix(NAME)
    tag = tag_of(site.version, row, NAME) if site.version else None
    return unchanged(request, tag) or send(
        request, _memory.get(site, row, lambda: _drawn(site, row)), FORMATS["png"].media_type, tag
    )


def _drawn(site: Site, row: str) -> bytes:
    generation = generation_of(site)
    places = site.engine.select(beside(__file__, "strip").bound({"row": row})).texts() if generation else []
    for place in places:
        table = generation.tables().get(place["document"]) if generation else None
        if table is None:
            break
        if not _AT_ONCE.acquire(timeout=_PATIENCE):
            raise BusyError(say("web.many-strips"))
        try:
            return strip(Content.of(table.path), int(place["page"]), place["box"])
        finally:
            _AT_ONCE.release()
    raise NoAnswerError(404, say("web.no-strip", row=row))


ROUTES = (Route(f"/id/row/{{document}}/{{line}}{NAME}", strip_of_row),)
