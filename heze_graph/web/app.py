"""The application: every route in one place, in the order in which they are tried."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from heze_graph.errors import HezeGraphError
from heze_graph.web import api, editor, endpoint, errors, linked, ontology, questions, search, start, thing, views
from heze_graph.web.rendering import STATIC
from heze_graph.web.site import Site

#: In the order in which their routes are tried.
ROOMS = (start, search, questions, views, editor, endpoint, api, ontology, linked, thing)


def application(site: Site) -> Starlette:
    """Return the application over a Site."""
    app = Starlette(
        routes=[
            *(route for room in ROOMS for route in room.ROUTES),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={
            HezeGraphError: errors.at_fault,
            HTTPException: errors.refused,
            Exception: errors.failed,
        },
    )
    app.state.site = site
    return app
