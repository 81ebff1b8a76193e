"""Running a saved query for a program: parameters from the address or a form, the answer in the format asked for."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from heze_graph import __version__
from heze_graph.errors import BusyError, HezeGraphError, OutputError, ParameterError
from heze_graph.export.formats import FORMATS, rendered
from heze_graph.saved.library import Library, SavedQuery
from heze_graph.web import errors
from heze_graph.web.api.negotiating import FORMAT, LANGUAGE, asked_query, chosen_format
from heze_graph.web.api.problems import RefusedError, problem
from heze_graph.web.api.sending import send, tag_of, unchanged
from heze_graph.web.site import site_of

_FORM = "application/x-www-form-urlencoded"
#: The largest form, in bytes.
LARGEST = 64 * 1024

Pairs = list[tuple[str, str]]


async def answer(request: Request) -> Response:
    """Answer a saved query; a wrong request is told what is wrong with it."""
    try:
        form = await _form(request)
        return await run_in_threadpool(_answered, request, form)
    except RefusedError as error:
        return problem(request, error)


def _answered(request: Request, form: Pairs) -> Response:
    site = site_of(request)
    # Before the engine: a graph that is replaced in between is then sent under the old tag, which is soon asked again.
    version = site.version
    query, suffix = _query(site.library, request.path_params["name"])
    _check_method(request, query)
    values = _values([*request.query_params.multi_items(), *form])
    given = values.pop(FORMAT, None) if not _has(query, FORMAT) else None
    name = chosen_format(request, query, suffix, given)
    if not _has(query, LANGUAGE):
        values.pop(LANGUAGE, None)
    text = _bound(query, values)
    tag = tag_of(__version__, version, text, name) if version else None
    if tag and (known := unchanged(request, tag)):
        return known
    try:
        content = site.engine.select(text) if query.form == "SELECT" else site.engine.construct(text)
        body = rendered(content, name, query.name)
    except HezeGraphError as error:
        raise _failed(error) from error
    kind = FORMATS[name]
    response = send(request, body, kind.content_type, tag)
    response.headers["Content-Disposition"] = f'inline; filename="{_ascii(query.name)}{kind.suffix}"'
    return response


def _query(library: Library, asked: str) -> tuple[SavedQuery, str | None]:
    """Return the query of an address and the format of its suffix; raises RefusedError, 404 or 500, for none."""
    name, suffix = asked_query(library, asked)
    for query in library.queries:
        if query.name == name:
            return query, suffix
    for fault in library.told():
        if fault.file == f"{name}.rq":
            raise RefusedError(500, f"broken: {fault.cause}", file=fault.file, line=fault.line)
    close = library.close_to(name)
    hint = f"try {' or '.join(close)}" if close else "take a name from /api/queries"
    raise RefusedError(404, f"saved queries: found no query {name[:80]!r}; {hint}", value=name[:80], close=close)


def _check_method(request: Request, query: SavedQuery) -> None:
    allowed = ("POST",) if query.header.method == "post" else ("GET", "HEAD")
    if request.method not in allowed:
        said = ", ".join(allowed)
        detail = f"{query.name}: found {request.method}; expected {said}"
        raise RefusedError(405, detail, {"Allow": said}, allowed=allowed)


def _values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the values by name; raises RefusedError where a name is given twice."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            detail = f"parameter {name[:80]}: found a second value {value[:80]!r}; expected each parameter once"
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
            str(error),
            parameter=name[:80],
            value=value and value[:80],
            allowed=(known[name].allowed or None) if name in known else None,
            parameters=None if name in known else list(known),
        ) from error


def _failed(error: HezeGraphError) -> RefusedError:
    """Return what an engine's error is to someone who sent nothing but checked values: not their fault."""
    if isinstance(error, OutputError):
        return RefusedError(406, str(error))
    status = errors.status_of(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else None
    return RefusedError(500 if status == 400 else status, str(error), headers)


async def _form(request: Request) -> Pairs:
    """Return what stands in a form that was sent; raises RefusedError, 413 or 415, for another body."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise RefusedError(413, f"the body: found more than {LARGEST} bytes; expected a short form")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and (request.method != "POST" or kind != _FORM):
        raise RefusedError(415, f"the body: found {kind[:80] or 'no Content-Type'!r}; expected {_FORM}, or no body")
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise RefusedError(400, "the body: found no form in UTF-8; expected name=value&name=value") from error


def _has(query: SavedQuery, name: str) -> bool:
    return any(parameter.name == name for parameter in query.parameters)


def _ascii(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "_" for one in name)
