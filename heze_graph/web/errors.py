"""From an error to an answer: a page for a browser, one plain line for a program."""

from __future__ import annotations

import mimeparse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from heze_graph.errors import BusyError, EndpointError, HezeGraphError, OvertimeError, QueryError, StoreError
from heze_graph.web.rendering import page


def status_of(error: HezeGraphError) -> int:
    """Return the HTTP status of an error.

    400 where the request is at fault, 502 for a remote engine, 504 for a query that ran too long (the same one would
    again), 503 for what may go well later, else 500 (RFC 9110, section 15; `docs/decisions/0019-refusals.md`).
    """
    statuses = {QueryError: 400, EndpointError: 502, OvertimeError: 504, StoreError: 503}
    return next((status for kind, status in statuses.items() if isinstance(error, kind)), 500)


def at_fault(request: Request, error: Exception) -> Response:
    """Answer a request with an error of ours."""
    assert isinstance(error, HezeGraphError)  # noqa: S101 - the handlers are registered by type
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else None
    return answer(request, status_of(error), str(error), headers)


def refused(request: Request, error: Exception) -> Response:
    """Answer a request that no route takes, or that a route refuses with an HTTP status."""
    assert isinstance(error, HTTPException)  # noqa: S101 - the handlers are registered by type
    return answer(request, error.status_code, error.detail, dict(error.headers or {}))


def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - what it says is for the log only
    """Answer a request at which the program failed."""
    return answer(request, 500, "The server failed at this request. What happened stands in its log.")


def answer(request: Request, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """Return a message with a status: as a page where the asker prefers HTML, else as one plain line."""
    if wants_html(request):
        response: Response = page(request, "error.html", {"status": status, "message": message}, status)
    else:
        response = PlainTextResponse(message + "\n", status)
    response.headers.update(headers or {})
    return response


def wants_html(request: Request) -> bool:
    """Whether the asker names HTML in `Accept`, as every browser does."""
    try:
        offered = ["text/html", "text/plain"]  # the last one wins where the asker does not care
        return bool(mimeparse.best_match(offered, request.headers.get("accept", "*/*")) == "text/html")
    except mimeparse.MimeTypeParseException:
        return False
