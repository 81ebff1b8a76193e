"""What is wrong with a request, as a program reads it (RFC 9457), as one plain line, or as a page."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import mimeparse
from starlette.requests import Request
from starlette.responses import Response

from heze_graph.web import errors

PROBLEM = "application/problem+json"
#: The last one wins where the asker does not care.
_OFFERED = ["text/html", "text/plain", "application/json", PROBLEM]


class RefusedError(Exception):
    """A request that gets no answer: its status, what is said to a person, and what is said to a program."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more


def problem(request: Request, error: RefusedError) -> Response:
    """Answer with what is wrong: problem+json where the asker takes JSON, else a page or one plain line.

    Source: RFC 9457. Its members are type, title, status and detail; ours are `parameter`, `value` and `allowed`
    where a value is at fault, `parameters` where there is none of that name, `close` where there is no such query, and
    `file` and `line` where the saved query is at fault.
    """
    headers = {**error.headers, "Cache-Control": "no-store", "Vary": "Accept"}
    if _preferred(request) not in ("application/json", PROBLEM):
        return errors.answer(request, error.status, error.detail, headers)
    said = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        **{name: value for name, value in error.more.items() if value is not None},
    }
    return Response(json.dumps(said, ensure_ascii=False) + "\n", error.status, headers, PROBLEM)


def _preferred(request: Request) -> str:
    try:
        return str(mimeparse.best_match(_OFFERED, request.headers.get("accept") or "*/*"))
    except mimeparse.MimeTypeParseException:
        return ""
