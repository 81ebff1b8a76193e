"""Answers that a cache may keep and must ask about: the tag of what is sent, and 304 where the asker has it."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def tag_of(*parts: str | bytes) -> str:
    """Return the entity tag of what is made of these parts.

    It is a weak one (RFC 9110, section 8.8.1): the parts decide what an answer says, but not each of its bytes, since
    a query may leave the order of its rows open, and a proxy may compress them.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return f'W/"{digest.hexdigest()[:32]}"'


def cached(tag: str) -> dict[str, str]:
    """Return the headers of an answer that may be kept, but not used without asking whether it still holds."""
    return {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}


def unchanged(request: Request, tag: str) -> Response | None:
    """Return 304 Not Modified where `If-None-Match` names the tag, else None (RFC 9110, section 13.1.2)."""
    asked = ",".join(request.headers.getlist("if-none-match"))
    known = asked.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(asked)
    return Response(status_code=304, headers=cached(tag)) if known and request.method in ("GET", "HEAD") else None


def send(request: Request, body: bytes, content_type: str, tag: str | None = None) -> Response:
    """Answer with a body and its tag; a body without one is its own tag."""
    tag = tag or tag_of(body)
    return unchanged(request, tag) or Response(body, headers={**cached(tag), "Content-Type": content_type})
