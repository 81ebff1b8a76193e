"""The application: every route in one place, in the order of matching."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from heze_graph.errors import HezeGraphError
from heze_graph.web import dataset, query_api, responses, sparql
from heze_graph.web.front import WriteAccess
from heze_graph.web.pages import (
    changes,
    cite,
    editor,
    entity,
    files,
    ontology,
    questions,
    search,
    start,
    views,
)
from heze_graph.web.rendering import STATIC
from heze_graph.web.site import Site, one_generation

if TYPE_CHECKING:
    from heze_graph.pipeline.desk import Desk

#: In the order of matching.
ROOMS = (
    start,
    changes,
    search,
    files,
    cite,
    questions,
    views,
    editor,
    sparql,
    query_api,
    ontology,
    dataset,
    entity,
)


def application(
    site: Site, desk: Desk | None = None, access: WriteAccess | None = None, *, more: Iterable[Route] = ()
) -> Starlette:
    """Return the application over a Site; `more` are additional routes, which are matched first.

    With a `desk` and its `access` files can be brought in.
    """
    changing: Iterable[Route] = ()
    if desk and access:
        from heze_graph.web.pages import bring  # imports all readers, which only --edit needs

        changing = bring.ROUTES
    app = Starlette(
        routes=[
            *map(_whole, (*more, *changing, *(route for room in ROOMS for route in room.ROUTES))),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={
            HezeGraphError: responses.at_fault,
            HTTPException: responses.refused,
            OSError: responses.short_of_room,
            Exception: responses.failed,
        },
    )
    app.state.site, app.state.desk, app.state.access = site, desk, access
    return app


def _whole(route: BaseRoute) -> BaseRoute:
    """Return a route whose answers come from one state of the graph; coroutines take care of that themselves."""
    if isinstance(route, Route) and not iscoroutinefunction(route.endpoint):
        return Route(route.path, one_generation(route.endpoint), methods=route.methods, name=route.name)
    return route
