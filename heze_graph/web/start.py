"""The start page: what is in the graph, and what to look at first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.web.rendering import page
from heze_graph.web.site import site_of


def start(request: Request) -> Response:
    """Return the start page."""
    site = site_of(request)
    documents = site.engine.select(site.library.get("documents").bound({}))
    return page(request, "start.html", {"documents": list(documents.texts())})


ROUTES = (Route("/", start),)
