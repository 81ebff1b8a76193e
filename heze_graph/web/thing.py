"""The page of one thing, at the path of its IRI."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
