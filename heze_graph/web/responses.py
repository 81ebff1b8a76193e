"""How answers are sent over HTTP: the preferred format, entity tags and 304, and error messages.

Nothing else reads `Accept` (RFC 9110, section 12.5.1) or `If-None-Match` (section 13.1.2).
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import wraps
from http import HTTPStatus

import mimeparse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from heze_graph.errors import (
    BusyError,
    EndpointError,
    FormatError,
    HezeGraphError,
    OutputError,
    OvertimeError,
    QueryError,
    StoreError,
)
from heze_graph.messages import Message, say
from heze_graph.rdf.formats import FORMATS
from heze_graph.web.rendering import RefusedError, language_of, page
from heze_graph.web.site import Memory, site_of

HTML = "text/html"
_TAG = re.compile(r'(?:W/)?("[^"]*")')
PROBLEM = "application/problem+json"
_STATUSES = {
    QueryError: 400,
    FormatError: 406,
    EndpointError: 502,
    OvertimeError: 504,
    StoreError: 503,
    OutputError: 503,
}
#: The system's errors for lack of space, memory or file handles, and when to retry, in seconds.
_SHORT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM, errno.EMFILE, errno.ENFILE})
_LATER = "10"


def preferred(request: Request, offered: Sequence[str]) -> str | None:
    """Return the media type on offer that `Accept` prefers, the first where it has no preference.

    None where it allows none of them, or is malformed.
    """
    accept = request.headers.get("accept", "").strip() or "*/*"
    try:
        # Among equals, mimeparse takes the last.
        return mimeparse.best_match(list(offered)[::-1], accept) or None
    except mimeparse.MimeTypeParseException:
        return None


def preferred_format(request: Request, names: Sequence[str], *, or_page: bool = False) -> str | None:
    """Return the format of `rdf/formats.py` that `Accept` prefers, by its media type or another name for it.

    With `or_page` a page is on offer, too, and is the default. None for the page, or where nothing on offer is allowed.
    """
    types = {FORMATS[name].media_type: name for name in names}
    for name in names:
        for alias in FORMATS[name].aliases:
            types.setdefault(alias, name)
    best = preferred(request, [*([HTML] if or_page else []), *types])
    return types.get(best or "")


def wants_html(request: Request) -> bool:
    """Return whether the client names HTML in `Accept`, as every browser does."""
    return preferred(request, ["text/plain", HTML]) == HTML


def tag_of(*parts: str | bytes) -> str:
    """Return the entity tag for these parts.

    It is a weak tag (RFC 9110, section 8.8.1): the parts determine the content of an answer but not its bytes, since a
    query may leave the order of its rows open, and a proxy may compress them.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return f'W/"{digest.hexdigest()[:32]}"'


def cached(tag: str | None) -> dict[str, str]:
    """Return the headers of an answer that may be stored but must be revalidated."""
    return {"Cache-Control": "no-cache", "Vary": "Accept"} | ({"ETag": tag} if tag else {})


def unchanged(request: Request, tag: str | None, headers: Mapping[str, str] | None = None) -> Response | None:
    """Return 304 Not Modified where `If-None-Match` names the tag, else None (RFC 9110, section 13.1.2).

    `headers` are further headers of the whole answer.
    """
    named = ",".join(request.headers.getlist("if-none-match"))
    known = named.strip() == "*" or (tag or "").removeprefix("W/") in _TAG.findall(named)
    if not tag or not known or request.method not in ("GET", "HEAD"):
        return None
    return Response(status_code=304, headers={**cached(tag), **(headers or {})})


def send(
    request: Request,
    body: bytes,
    content_type: str,
    tag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a body, its tag and further headers; without a tag one is computed from the body."""
    tag = tag or tag_of(body)
    fields = {**cached(tag), **(headers or {}), "Content-Type": content_type}
    return unchanged(request, tag, headers) or Response(body, headers=fields)


_MOST_BYTES = 2_000_000  # of a page that is remembered


def _is_worth_keeping(made: object) -> bool:
    """Return whether a page should be remembered: complete, not too long, and the same on another request."""
    if not isinstance(made, HTMLResponse) or made.status_code != 200:
        return False
    return len(made.body) < _MOST_BYTES and made.headers.get("cache-control") != "no-store"


_pages = Memory(64, _is_worth_keeping)


def remembered(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Let a page be made once per day and version of the data, for all requests to the same address."""

    @wraps(handler)
    def respond(request: Request) -> Response:
        if "." in request.url.path.rpartition("/")[2] or not wants_html(request):
            return handler(request)  # a file, which is large, and for which nobody should wait for another
        key = request.url.path, request.url.query, str(request.base_url), request.headers.get("accept", "")
        day = date.today()  # noqa: DTZ011 - what is overdue changes at midnight
        return _pages.get(site_of(request), (handler.__name__, day, *key), lambda: handler(request))

    return respond


def status_of(error: HezeGraphError) -> int:
    """Return the HTTP status of an error.

    400 where the request is at fault, 406 where its format cannot hold the answer, 502 for a remote engine, 504 for a
    query that ran too long (and would again), 503 for what may succeed later, else 500 (RFC 9110, section 15;
    `docs/decisions/0019-refusals.md`).
    """
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)


def retry_after(error: HezeGraphError) -> dict[str, str]:
    """Return the Retry-After header for errors that may pass."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else {}


def at_fault(request: Request, error: Exception) -> Response:
    """Answer a request with one of our errors."""
    assert isinstance(error, HezeGraphError)  # noqa: S101 - the handlers are registered by type
    return answer(request, status_of(error), error.message, retry_after(error))


def language_for(request: Request) -> str:
    """Return the language of a message: from the address, from a page, or from the client's preferences.

    A client without preferences is answered in English.
    """
    if "lang" in request.query_params or wants_html(request):
        return language_of(request)
    given = request.headers.get("accept-language", "")
    wanted = max(given.split(","), key=_weight, default="")
    return "zh" if wanted.strip().lower().startswith("zh") else "en"


def in_words(request: Request, message: str | Message) -> str:
    """Return a message in the client's language."""
    return message.in_language(language_for(request)) if isinstance(message, Message) else message


def _weight(item: str) -> float:
    """Return the weight of an item of Accept-Language (RFC 9110, 12.4.2); among equals, max takes the first."""
    found = re.search(r";\s*q=([01](?:\.\d{0,3})?)\s*$", item)
    return float(found[1]) if found else 1.0


def refused(request: Request, error: Exception) -> Response:
    """Answer a request that no route takes, or that a route refuses with an HTTP status."""
    assert isinstance(error, HTTPException)  # noqa: S101 - the handlers are registered by type
    headers = dict(error.headers or {})
    if request.method == "OPTIONS" and error.status_code == 405:
        return options(headers.get("Allow", "GET, HEAD").split(", "))
    message: str | Message = error.message if isinstance(error, RefusedError) else error.detail
    if message == HTTPStatus(error.status_code).phrase:  # what a route that is not there says
        message = say("web.not-here" if error.status_code == 404 else "web.not-taken")
    return answer(request, error.status_code, message, headers)


def options(methods: Iterable[str]) -> Response:
    """Answer OPTIONS with the methods of an address (RFC 9110, section 9.3.7)."""
    return Response(status_code=204, headers={"Allow": ", ".join(dict.fromkeys([*methods, "OPTIONS"]))})


def short_of_room(request: Request, error: Exception) -> Response:
    """Answer a request that failed for lack of space or file handles; other system errors are raised."""
    if not isinstance(error, OSError) or error.errno not in _SHORT:
        raise error
    return answer(request, 503, say("web.short-of-room", reason=error), {"Retry-After": _LATER})


def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - what it says is for the log only
    """Answer a request after an internal error."""
    return answer(request, 500, say("web.failed"))


def answer(request: Request, status: int, message: str | Message, headers: dict[str, str] | None = None) -> Response:
    """Return a message with a status: as a page where the client prefers HTML, else as one plain line."""
    message = in_words(request, message)
    if wants_html(request):
        response: Response = page(request, "error.html", {"status": status, "message": message}, status)
    else:
        response = PlainTextResponse(message + "\n", status)
    response.headers.update(headers or {})
    return response


def problem(request: Request, error: RefusedError) -> Response:
    """Answer with what is wrong: problem+json where the client takes JSON, else a page or one plain line.

    Source: RFC 9457. Its members are type, title, status and detail; ours are `parameter`, `value` and `allowed` for an
    invalid value, `parameters` for an unknown parameter, `close` for an unknown query, and `file` and `line` for a
    broken saved query.
    """
    headers = {**(error.headers or {}), "Cache-Control": "no-store", "Vary": "Accept"}
    if preferred(request, [PROBLEM, "application/json", "text/plain", HTML]) not in ("application/json", PROBLEM):
        return answer(request, error.status_code, error.message, headers)
    members = {
        "type": "about:blank",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "detail": in_words(request, error.message),
        **{name: value for name, value in error.more.items() if value is not None},
    }
    return Response(json.dumps(members, ensure_ascii=False) + "\n", error.status_code, headers, PROBLEM)
