"""The layer before every route: which requests are let in, and the headers of every answer.

What is not HTTP, or has too many headers, never gets here: the server answers it with a bare status.

Pages that change something are under one path, behind a switch, and optionally behind a password. A page of another
site can make a browser send a form here (CSRF), so that such a form must come from a page of this server: its `Origin`
is this host, and it carries a token that only such a page could read.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import ipaddress
import logging
import re
import secrets
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heze_graph.errors import QueryError
from heze_graph.messages import say
from heze_graph.web import responses

#: The path of the pages that change something.
PATH: Final = "/bring"
#: The limits of one upload: files, and bytes in total.
MOST_FILES: Final = 20
MOST_BYTES: Final = 64 * 1024 * 1024
#: The maximum size of a request body there, in bytes: the files and the form around them.
MAX_UPLOAD: Final = MOST_BYTES + 256 * 1024
#: How many seconds an upload may take, and how long the answer to a wrong password is delayed.
UPLOAD_SECONDS: Final = 180.0
WRONG_SECONDS: Final = 1.0
#: The minimum length of a password.
LEAST_PASSWORD: Final = 12
_ASK = 'Basic realm="heze-graph", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class WriteAccess:
    """The token that every form must carry, and the password for everybody ("" for none)."""

    password: str = field(default="", repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def refusal(self, scope: Scope) -> tuple[int, QueryError, dict[str, str]] | None:
        """Return status, error and headers for a request that is refused, None for one that is let in."""
        headers = Headers(scope=scope)
        if self.password and not self._knows(headers.get("authorization", "")):
            return 401, QueryError.problem("web.password"), {"WWW-Authenticate": _ASK}
        if scope["method"] == "POST" and not _from_here(headers):
            return 403, QueryError.problem("web.other-origin"), {}
        return None

    def holds(self, token: object) -> bool:
        """Return whether a form's token is valid."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token.encode())

    def _knows(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        try:
            password = base64.b64decode(given, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(password, self.password.encode())


def changes_something(path: str) -> bool:
    """Return whether a path belongs to the pages that change something.

    >>> changes_something("/bring"), changes_something("/bring/x"), changes_something("/bringing")
    (True, True, False)
    """
    return path == PATH or path.startswith(f"{PATH}/")


def _from_here(headers: Headers) -> bool:
    """Return whether a form comes from a page of the host it is sent to, by its Origin or Sec-Fetch-Site header."""
    origins = headers.getlist("origin")
    if origins:
        return len(origins) == 1 and urlsplit(origins[0]).netloc.lower() == headers.get("host", "").lower()
    return headers.get("sec-fetch-site") == "same-origin"


#: The maximum size of a request's head in bytes: a query of 20 kB, each byte as %XX. Longer ones are sent by POST.
MAX_HEAD: Final = 64 * 1024
#: The maximum size of a request's body in bytes: a query of 64 kB as a form, each byte as %XX.
MAX_BODY: Final = 256 * 1024
#: How many seconds a body may take to arrive, and each part of an answer to be accepted.
BODY_SECONDS: Final = 10.0
TAKE_SECONDS: Final = 30.0
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
#: Known methods that are not allowed here (RFC 9110 and 5789); any other is unknown.
_OTHER_METHODS: Final = ("PUT", "DELETE", "PATCH", "CONNECT", "TRACE")
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
HOST_HEADER = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
_ASCII = "".join(map(chr, range(0x80)))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_local(host: str) -> bool:
    """Return whether a host can only be reached from this machine."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host.lower() == "localhost"


SECURITY: Final = {
    # No script, style, frame or form of another origin, and no inline ones; a chart becomes PNG by way of `data:`.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Any page in a browser may read what is published here, as cookies are never used. Pages that change something are
#: excluded: their forms carry a token that nobody else may read.
OPEN: Final = {
    **SECURITY,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Location, ETag, Link, Retry-After",
}
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
#: The name of a request in messages.
_REQUEST = say("web.request")
_log = logging.getLogger("heze_graph.web")


class Front:
    """An ASGI application in front of another one.

    `hosts` are the names (without port) by which a browser may call this server; a page of another site whose name was
    pointed here (DNS rebinding) calls it by that name, and is refused. `any_address` also accepts every IP address,
    which such a page cannot use as its name. `base_path` is the path under which a reverse proxy shows this server,
    whether or not the proxy strips it. `access` says who may bring in files, which allows larger bodies.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str] = LOCAL,
        *,
        any_address: bool = False,
        base_path: str = "",
        access: WriteAccess | None = None,
    ) -> None:
        self._app = app
        self._base = base_path
        self._access = access
        self._hosts = frozenset(host.lower() for host in hosts)
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on with its whole body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _one_accept(_percent_encoded(scope))
        changing = changes_something(_below(scope, self._base)["path"].removeprefix(self._base))
        refusal = self._refusal(scope) or (await self._admitted(scope) if changing else _preflight(scope))
        answer = refusal or await _body(scope, receive, UPLOAD if changing and self._access else QUERY)
        if isinstance(answer, Response):
            await answer(scope, receive, _securely(send, SECURITY if changing else OPEN))
        else:
            secured = _securely(send, SECURITY if changing else OPEN, self._base)
            await self._pass(_below(scope, self._base), _replay(answer, receive), secured)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with suppress(TimeoutError):  # nobody takes the answer: its connection ends in its midst
                await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - nothing else catches it: the answer was sent inside, the log is ours
            _log.error("%s %s\n%s", scope["method"], ascii(scope["path"]), _indented(error))

    async def _admitted(self, scope: Scope) -> Response | None:
        """Return the refusal for a request that may not change anything, None for one that may."""
        refusal = self._access.refusal(scope) if self._access else None
        if refusal is None:
            return None
        status, error, headers = refusal
        if status == 401:
            await asyncio.sleep(WRONG_SECONDS)
        response = _refuse(scope, status, error)
        response.headers.update(headers)
        return response

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the refusal for a request judged by its head, None for an acceptable one."""
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["raw_path"].decode("ascii", "replace")
        if scope["http_version"].partition(".")[0] != "1":
            return _refuse(scope, 505, QueryError.problem("web.http-version", where=_REQUEST))
        if method not in METHODS:
            error = QueryError.problem("web.method", where=_REQUEST, methods=METHODS)
            return _refuse(scope, 405 if method in _OTHER_METHODS else 501, error)
        if len(path) + len(scope["query_string"]) > MAX_HEAD:
            return _refuse(scope, 414, QueryError.problem("web.long-address", where=_REQUEST, most=MAX_HEAD))
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD:
            return _refuse(scope, 431, QueryError.problem("web.long-head", where=_REQUEST, most=MAX_HEAD))
        return self._misdirected(scope, headers.getlist("host"), path) or _not_utf8(scope)

    def _misdirected(self, scope: Scope, hosts: list[str], path: str) -> Response | None:
        host = HOST_HEADER.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if host is None:
            return _refuse(scope, 400, QueryError.problem("web.no-host", where=_REQUEST))
        if not self._is_ours(host[1].lower()):
            return _refuse(scope, 421, QueryError.problem("web.other-host", where=_REQUEST))
        if not _sound(path):
            return _refuse(scope, 400, QueryError.problem("web.path", where=_REQUEST))
        return None

    def _is_ours(self, name: str) -> bool:
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return self._any_address


def _sound(target: str) -> bool:
    """Return whether a request target is a path that does not lead out of its folder."""
    if not target.startswith("/"):
        return False
    try:
        path = unquote_to_bytes(target).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(path) and "\\" not in path and not {".", ".."} & set(path.split("/"))


def _not_utf8(scope: Scope) -> Response | None:
    """Return the refusal for parameters in another encoding such as GBK, or with a NUL, which could match nothing."""
    try:
        text = unquote_to_bytes(scope["query_string"]).decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return _refuse(scope, 400, QueryError.problem("web.not-utf-8", where=_REQUEST))
    return None


def _preflight(scope: Scope) -> Response | None:
    """Return the answer to a browser's preflight request for a page of another site (Fetch, 4.8)."""
    asks = scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope)
    return Response(status_code=204, headers=_PREFLIGHT) if asks else None


def _percent_encoded(scope: Scope) -> Scope:
    """Return a scope with non-ASCII characters, as curl sends them, percent-encoded (RFC 3987, 3.1)."""
    raw, query = (quote_from_bytes(part, safe=_ASCII) for part in (scope["raw_path"], scope["query_string"]))
    path = unquote_to_bytes(raw).decode("utf-8", "replace")
    return {**scope, "path": path, "raw_path": raw.encode("ascii"), "query_string": query.encode("ascii")}


def _below(scope: Scope, base: str) -> Scope:
    """Return a scope that puts the site at a base path, in the form that ASGI defines."""
    if not base:
        return scope
    path, raw = scope["path"], scope["raw_path"]
    if path == base or path.startswith(f"{base}/"):
        return {**scope, "root_path": base}
    return {**scope, "root_path": base, "path": base + path, "raw_path": base.encode("ascii") + raw}


def _one_accept(scope: Scope) -> Scope:
    """Return a scope with a single, lower-case Accept header (RFC 9110, 5.3 and 8.3.1)."""
    accepted = [value for name, value in scope["headers"] if name == b"accept"]
    if not accepted:
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != b"accept"]
    return {**scope, "headers": [*others, (b"accept", b", ".join(accepted).lower())]}


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes a body may have, how many seconds it may take, and how many more bytes are read to refuse it.

    A browser that is answered before it has sent everything shows a broken connection instead of the answer.
    """

    most: int
    seconds: float
    refused: int = 0


#: The bodies of queries, and of uploaded files.
QUERY: Final = Room(MAX_BODY, BODY_SECONDS)
UPLOAD: Final = Room(MAX_UPLOAD, UPLOAD_SECONDS, 8 * MAX_UPLOAD)


async def _body(scope: Scope, receive: Receive, room: Room) -> bytes | Response:
    """Return the body of a request, or the refusal of one that is too long, too slow or cut off."""
    length = Headers(scope=scope).get("content-length", "0")
    too_long = _refuse(scope, 413, QueryError.problem("web.long-body", where=_REQUEST, most=room.most))
    if len(length) > 18 or int(length) > max(room.most, room.refused):
        return too_long
    body, come = bytearray(), 0
    try:
        async with asyncio.timeout(room.seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return _refuse(scope, 400, QueryError.problem("web.half-a-body", where=_REQUEST))
                come += len(message.get("body", b""))
                body += message.get("body", b"") if come <= room.most else b""
                if come > max(room.most, room.refused):
                    return too_long
                if not message.get("more_body", False):
                    return bytes(body) if come <= room.most else too_long
    except TimeoutError:
        late = _refuse(scope, 408, QueryError.problem("web.late-body", where=_REQUEST, seconds=room.seconds))
        late.headers["Connection"] = "close"
        return late


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body at once, and then whatever follows: the end of the connection."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _securely(send: Send, added: Mapping[str, str], base: str = "") -> Send:
    """Return a `send` that adds headers to an answer, and gives up on a client that reads too slowly.

    Headers set by a route are kept; a redirect to another page of the site stays below the base path.
    """

    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in added.items():
                headers.setdefault(name, value)
            if base and headers.get("location", "").startswith("/"):
                headers["location"] = base + headers["location"]
        async with asyncio.timeout(TAKE_SECONDS):
            await send(message)

    return secured


def _refuse(scope: Scope, status: int, error: QueryError) -> Response:
    """Return a refusal; of the request only its language and Accept are read."""
    accepted = [(name, value) for name, value in scope["headers"] if name in (b"accept", b"accept-language")]
    request = Request({**scope, "path": "/", "raw_path": b"/", "headers": accepted})
    headers = {"Allow": ", ".join(METHODS)} if status == 405 else {}
    if status == 400:
        headers["Connection"] = "close"  # where this request ends is not sure
    return responses.answer(request, status, error.message, headers)


def _indented(error: Exception) -> str:
    """Return a traceback in which no line can be mistaken for a log entry, whatever the request contained."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join("    | " + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) for line in lines)
