"""Which format an answer is wanted in: by the suffix of the address, by `format=`, or by `Accept`."""

from __future__ import annotations

import mimeparse
from starlette.requests import Request

from heze_graph.export.formats import FORMATS, GRAPHS, TABLES
from heze_graph.saved.library import Library, SavedQuery
from heze_graph.web.api.problems import RefusedError

#: Parameters of the address that are ours, unless a query has one of that name.
FORMAT, LANGUAGE = "format", "lang"


def asked_query(library: Library, name: str) -> tuple[str, str | None]:
    """Return the name of a query and the format that its suffix asks for: `documents.csv` is `documents` as CSV."""
    stem, _, suffix = name.rpartition(".")
    known = {query.name for query in library.queries} | {file.removesuffix(".rq") for file in library.faults}
    return (stem, suffix) if name not in known and stem and suffix in FORMATS else (name, None)


def formats_of(query: SavedQuery) -> tuple[str, ...]:
    """Return the names of the formats that a query's answer can be had in, the usual one first."""
    return TABLES if query.form == "SELECT" else GRAPHS


def chosen_format(request: Request, query: SavedQuery, suffix: str | None, given: str | None) -> str:
    """Return the name of the format of the answer: that of the suffix, of `format=`, or the best by `Accept`.

    Raises RefusedError: 400 where suffix and `format=` say different things or the query has no such format, and 406
    where nothing that `Accept` allows can be had.
    """
    allowed = formats_of(query)
    asked = {one for one in (suffix, given) if one is not None}
    if len(asked) > 1:
        detail = f"format: found {suffix} in the address and {given} in format=; expected one of them"
        raise RefusedError(400, detail, parameter=FORMAT, value=given, allowed=[suffix])
    for one in asked:
        if one not in allowed:
            detail = f"{query.name}, format: found {one[:80]!r}; expected one of {', '.join(allowed)}"
            raise RefusedError(400, detail, parameter=FORMAT, value=one, allowed=list(allowed))
        return one
    # The last one wins where the asker does not care.
    offered = [FORMATS[name].media_type for name in reversed(allowed)]
    try:
        best = mimeparse.best_match(offered, request.headers.get("accept") or "*/*")
    except mimeparse.MimeTypeParseException:
        best = ""
    for name in allowed:
        if FORMATS[name].media_type == best:
            return name
    detail = f"Accept: found {request.headers.get('accept', '')[:200]!r}; expected one of {', '.join(offered[::-1])}"
    raise RefusedError(406, detail, allowed=offered[::-1])
