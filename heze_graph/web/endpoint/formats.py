"""The formats of the endpoint, and which one an asker wants."""

from __future__ import annotations

from typing import get_args

import mimeparse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from heze_graph.errors import QueryError
from heze_graph.store.question import GRAPHS, TABLES, Format

#: What an answer is sent as.
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
#: What else askers call them, for tables and for graphs; each of its own is added.
_TABLE_TYPES: dict[str, Format] = {
    "application/json": "json",
    "text/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
_GRAPH_TYPES: dict[str, Format] = {
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "application/x-turtle": "ttl",
}


def chosen_format(request: Request, form: str, named: str | None) -> Format:
    """Return the format for a query of that form: what `format=` names where it can be had, else the best by `Accept`.

    Many clients send `format=` in their own words, so that one that is not known is not looked at.

    Raises HTTPException 406 where nothing that `Accept` allows can be had.
    """
    usual: tuple[Format, ...] = {"SELECT": TABLES, "ASK": TABLES[:2]}.get(form, GRAPHS)
    if named in get_args(Format) and named in usual:
        return next(format_ for format_ in usual if format_ == named)
    accept = request.headers.get("accept", "").strip() or "*/*"
    types = _types(usual)
    try:
        # The last one wins where the asker does not care.
        return types[mimeparse.best_match(list(types)[::-1], accept)]
    except (mimeparse.MimeTypeParseException, KeyError) as error:
        offered = ", ".join(MEDIA_TYPES[format_].partition(";")[0] for format_ in usual)
        message = QueryError.problem("Accept", "no type that this answer has", offered, "accept one of these")
        raise HTTPException(406, str(message)) from error


def _types(usual: tuple[Format, ...]) -> dict[str, Format]:
    """Return the formats by media type, the usual one first."""
    own = {MEDIA_TYPES[format_].partition(";")[0]: format_ for format_ in usual}
    others = _GRAPH_TYPES if usual is GRAPHS else _TABLE_TYPES
    return own | {name: format_ for name, format_ in others.items() if format_ in usual}
