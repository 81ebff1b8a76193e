"""The network views: pages of their own, and the pictures that other pages show."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
