"""Linked data: every IRI of the graph as RDF, the dataset's description, the queries as SHACL executables."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
