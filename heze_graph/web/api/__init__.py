"""The query API: each saved query at a stable address, described by OpenAPI.

`listing` names them, `answering` runs one, `negotiating` chooses a format, `problems` says what is wrong, and `sending`
adds what caches need. `heze_graph/web/openapi.py` describes all of it.
"""

from __future__ import annotations

from starlette.routing import Route

from heze_graph.web.api.answering import answer
from heze_graph.web.api.listing import description, listing, page_of_api

# All of them, so that a refusal names the methods of that query, and not those of any.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

ROUTES: tuple[Route, ...] = (
    Route("/api", page_of_api),
    Route("/api/openapi.json", description),
    Route("/api/queries", listing),
    Route("/api/queries/{name}", answer, methods=_METHODS),
)
