"""The query API: the list of saved queries, and the answer of each, for programs and with a page for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph import __version__
from heze_graph.errors import HezeGraphError, ParameterError
from heze_graph.export.formats import rendered
from heze_graph.export.tabular import csv_parts
from heze_graph.export.workbook import sheet_of, written
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.queries.columns import Column
from heze_graph.queries.in_order import comes_in_parts, parts, whole_text
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.parameters import Parameter
from heze_graph.rdf.formats import FORMATS, TABLES, TRIPLES
from heze_graph.web import responses
from heze_graph.web.pages.graph import wording_for
from heze_graph.web.query_descriptions import openapi
from heze_graph.web.rendering import RefusedError, base_of, format_parameter, language_of, page
from heze_graph.web.responses import preferred_format, problem, send, tag_of, unchanged
from heze_graph.web.site import one_generation, site_of

_FORM = "application/x-www-form-urlencoded"
#: The maximum size of a form, in bytes.
LARGEST = 64 * 1024
#: Our own address parameters, unless a query has one of that name.
FORMAT, LANGUAGE = "format", "lang"
#: Parameters that messengers and advertisers add to shared links; other unknown names may be typos, and are refused.
_ADDED = re.compile(r"utm_\w+|from|isappinstalled|nsukey|scene|share\w*|wxfrom|wxshare\w*|fbclid|gclid|spm")
# All methods, so that a refusal names the methods of that query.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
Pairs = list[tuple[str, str]]


#: RFC 8631: where a program finds the description.
def _service(request: Request) -> dict[str, str]:
    return {"Link": f'<{base_of(request)}/api/openapi.json>; rel="service-desc"'}


def listing(request: Request) -> Response:
    """Return the saved queries as JSON, with the errors of those that cannot be loaded."""
    library = site_of(request).library
    broken = [
        {"file": fault.file, "line": fault.line, "cause": responses.in_words(request, fault.cause)}
        for fault in library.problems()
    ]
    return _json(
        request, {"queries": [_listed(query, base_of(request)) for query in library.queries], "broken": broken}
    )


def description(request: Request) -> Response:
    """Return the OpenAPI description of the current saved queries; `lang=en` for English summaries."""
    return _json(request, openapi(site_of(request).library, language_of(request), base_of(request)))


def page_of_api(request: Request) -> Response:
    """Return the page that describes the API to people."""
    format_parameter(request, "html")
    library = site_of(request).library
    shown = [
        (query, _example(query), {name: _example(query, FORMATS[name].suffix) for name in query.formats})
        for query in library.queries
    ]
    context = {"queries": shown, "broken": library.problems(), "formats": FORMATS, "origin": str(request.base_url)[:-1]}
    response = page(request, "api.html", context)
    response.headers.update(_service(request))
    return response


def _listed(query: SavedQuery, base: str) -> dict[str, Any]:
    header = query.header
    return {
        "name": query.name,
        "summary": {"zh": header.summary, "en": header.summary_en},
        "description": {"zh": header.description, "en": header.description_en},
        "tags": header.tags,
        "method": header.method,
        "form": query.form,
        "parameters": [_parameter(one) for one in query.parameters],
        "columns": query.names or None,
        "described": [_column(one) for one in query.columns],
        "formats": query.formats,
        "href": f"{base}/api/queries/{quote(query.name)}",
        "page": f"{base}/queries/{quote(query.name)}",
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.needed,
        "default": parameter.default,
        "allowed": parameter.allowed or None,
        "example": parameter.example,
        "label": {"zh": parameter.column.title("zh"), "en": parameter.column.title("en")},
    }


def _column(column: Column) -> dict[str, Any]:
    """Return the description of a column, with the names of its companions."""
    more = {key: getattr(column, key) for key in ("scheme", "iri", "english", "code", "unit", "same")}
    label = {"zh": column.title("zh"), "en": column.title("en")}
    return {"name": column.name, "label": label, "kind": column.kind, **{k: v for k, v in more.items() if v}}


def _example(query: SavedQuery, suffix: str = "") -> str:
    """Return a working address: the required parameters with their examples."""
    needed = {one.name: one.example for one in query.parameters if one.needed}
    given = urlencode({name: value for name, value in needed.items() if value is not None})
    return f"/api/queries/{quote(query.name)}{suffix}" + (f"?{given}" if given else "")


def _json(request: Request, content: Any) -> Response:
    format_parameter(request, "json")
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    response = send(request, body.encode(), "application/json")
    response.headers.update(_service(request))
    return response


async def answer(request: Request) -> Response:
    """Answer a saved query; an invalid request is told what is wrong."""
    try:
        form = await _form(request)
        # An answer in parts may begin with one state of the graph and end with another.
        return await run_in_threadpool(one_generation(partial(_answered, form=form)), request)
    except RefusedError as error:
        asks = request.method == "OPTIONS" and error.status_code == 405
        return responses.refused(request, error) if asks else problem(request, error)


def _answered(request: Request, form: Pairs) -> Response:
    site = site_of(request)
    # Read before asking the engine: a graph replaced in between is then sent with the old tag, which is soon
    # revalidated.
    version = site.version
    query, suffix = _query(site.library, request.path_params["name"])
    _check_method(request, query)
    values = _values([*request.query_params.multi_items(), *form])
    given = values.pop(FORMAT, None) if not _has(query, FORMAT) else None
    name = _format(request, query, suffix, given)
    language = language_of(request)
    if not _has(query, LANGUAGE):
        values.pop(LANGUAGE, None)
    values = {key: value for key, value in values.items() if _has(query, key) or not _ADDED.fullmatch(key)}
    text = _bound(query, values)
    origin = str(request.base_url).rstrip("/")
    tag = tag_of(__version__, version, text, name, language, origin) if version else None
    if tag and (known := unchanged(request, tag)):
        return known
    try:
        if name == "csv" and comes_in_parts(site.engine, query):
            # Of the rows one part is held at a time.
            body = b"".join(text.encode() for text in csv_parts(parts(site.engine, query, values)))
            return send(request, body, FORMATS[name].content_type, tag, _named(query, name))
        ask = site.engine.select if query.form == "SELECT" else site.engine.construct
        content = ask(whole_text(site.engine, query, values))
        if isinstance(content, Answer) and name == "xlsx":
            sheet = sheet_of(query, content, site.engine, wording_for(request))
            body = written(replace(sheet, title=query.name), name)
        else:
            body = rendered(content, name, query.name)
    except HezeGraphError as error:
        raise _failed(error) from error
    return send(request, body, FORMATS[name].content_type, tag, _named(query, name))


def _named(query: SavedQuery, form: str) -> dict[str, str]:
    """Return the header that names the file of an answer."""
    return {"Content-Disposition": f'inline; filename="{_ascii(query.name)}{FORMATS[form].suffix}"'}


def _query(library: Library, path: str) -> tuple[SavedQuery, str | None]:
    """Return the query at an address and the format of its suffix; raises RefusedError 404 or 500 for none."""
    name, suffix = _name_and_suffix(library, path)
    for query in library.queries:
        if query.name == name:
            return query, suffix
    for fault in library.problems():
        if fault.file == f"{name}.rq":
            raise RefusedError(500, say("cli.broken", fault=fault.cause), file=fault.file, line=fault.line)
    close = library.close_to(name)
    hint = say("queries.try", names=" / ".join(close)) if close else say("web.take-a-name")
    raise RefusedError(404, say("web.no-saved-query", name=name[:80], hint=hint), value=name[:80], close=close)


def _name_and_suffix(library: Library, name: str) -> tuple[str, str | None]:
    """Return the name of a query and its format suffix: `documents.csv` is `documents` as CSV."""
    stem, _, suffix = name.rpartition(".")
    known = {query.name for query in library.queries} | {file.removesuffix(".rq") for file in library.faults}
    return (stem, suffix) if name not in known and stem and suffix in (*TABLES, *TRIPLES) else (name, None)


def _format(request: Request, query: SavedQuery, suffix: str | None, given: str | None) -> str:
    """Return the format of the answer: from the suffix, `format=`, or `Accept`.

    Raises RefusedError 400 where suffix and `format=` disagree or the query has no such format, and 406 where `Accept`
    allows none of the formats.
    """
    allowed = query.formats
    named = {one for one in (suffix, given) if one is not None}
    if len(named) > 1:
        detail = say("web.two-formats", suffix=suffix, given=given)
        raise RefusedError(400, detail, parameter=FORMAT, value=given, allowed=[suffix])
    for one in named:
        if one not in allowed:
            detail = say("web.format", query=query.name, given=one[:80], allowed=allowed)
            raise RefusedError(400, detail, parameter=FORMAT, value=one, allowed=list(allowed))
        return one
    if best := preferred_format(request, allowed):
        return best
    offered = [FORMATS[name].media_type for name in allowed]
    detail = say("web.accepted", given=request.headers.get("accept", "")[:200], offered=offered)
    raise RefusedError(406, detail, allowed=offered)


def _check_method(request: Request, query: SavedQuery) -> None:
    allowed = ("POST",) if query.header.method == "post" else ("GET", "HEAD")
    if request.method not in allowed:
        methods = ", ".join(allowed)
        detail = say("web.other-method", query=query.name, method=request.method, allowed=methods)
        raise RefusedError(405, detail, {"Allow": methods}, allowed=allowed)


def _values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the values by name; raises RefusedError for a duplicate name."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            detail = say("web.second-value", name=name[:80], value=value[:80])
            raise RefusedError(400, detail, parameter=name[:80], value=value[:80])
        values[name] = value
    return values


def _bound(query: SavedQuery, values: dict[str, str]) -> str:
    try:
        return query.bound(values)
    except ParameterError as error:
        known = {parameter.name: parameter for parameter in query.parameters}
        name, value = error.parameter, values.get(error.parameter)
        raise RefusedError(
            400,
            error.message,
            parameter=name[:80],
            value=value and value[:80],
            allowed=(known[name].allowed or None) if name in known else None,
            parameters=None if name in known else list(known),
        ) from error


def _failed(error: HezeGraphError) -> RefusedError:
    """Return an engine's error for a client that sent only validated values: it is not the client's fault."""
    status = responses.status_of(error)
    return RefusedError(500 if status == 400 else status, error.message, responses.retry_after(error))


async def _form(request: Request) -> Pairs:
    """Return the fields of a submitted form; raises RefusedError 413 or 415 for any other body."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise RefusedError(413, say("web.long-form", most=LARGEST))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and (request.method != "POST" or kind != _FORM):
        raise RefusedError(415, say("web.other-body", kind=kind[:80] or "—", form=_FORM))
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise RefusedError(400, say("web.no-form")) from error


def _has(query: SavedQuery, name: str) -> bool:
    return any(parameter.name == name for parameter in query.parameters)


def _ascii(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "_" for one in name)


ROUTES: tuple[Route, ...] = (
    Route("/api", page_of_api),
    Route("/api/openapi.json", description),
    Route("/api/queries", listing),
    Route("/api/queries/{name}", answer, methods=_METHODS),
)
