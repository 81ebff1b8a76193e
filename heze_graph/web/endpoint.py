"""The SPARQL 1.1 Protocol at `/sparql`, read-only."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
