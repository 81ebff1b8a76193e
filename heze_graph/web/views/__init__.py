"""The network views: pages of their own, and the pictures that other pages show.

`asked` reads the address, `drawing` makes the picture once, `files` writes it in each format, `pages` shows it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.web.site import site_of
from heze_graph.web.views.asked import asked_of
from heze_graph.web.views.files import file_response
from heze_graph.web.views.pages import view_page, views


def view(request: Request) -> Response:
    """Return the page of a view, or its picture in the format that the address ends in."""
    asked = asked_of(request, site_of(request).library)
    return file_response(request, asked) if asked.form else view_page(request, asked)


ROUTES: tuple[Route, ...] = (
    Route("/views", views),
    Route("/views/{name}", view),
)
