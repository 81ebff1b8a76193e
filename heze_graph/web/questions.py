"""The saved queries: a form for each, its answer as a table, downloads."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
