"""The SPARQL editor."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
