"""The query API: each saved query at a stable address, described by OpenAPI."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
