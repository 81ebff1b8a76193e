"""The search page: a thing is found by its characters, its pinyin or its initials."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
