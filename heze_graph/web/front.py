"""Before every route: which requests are let in at all, and what every answer says to a browser.

What cannot even be parsed never comes here: `wire` answers it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import traceback
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heze_graph.errors import QueryError
from heze_graph.web import errors

#: Bytes of the head of a request: a query of 20 kB, each byte as %XX. Longer ones are sent by POST.
MAX_HEAD: Final = 64 * 1024
MAX_HEADERS: Final = 100
#: Bytes of the body of a request: a query of 64 kB as a form, each byte as %XX.
MAX_BODY: Final = 256 * 1024
#: Seconds in which a body must have come.
BODY_SECONDS: Final = 10.0
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
#: Known, but not here (RFC 9110 and 5789); any other is not known.
_OTHER_METHODS: Final = ("PUT", "DELETE", "PATCH", "CONNECT", "TRACE")
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

SECURITY: Final = {
    # No script, style, frame or form of another origin, and none inside a page.
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_log = logging.getLogger("heze_graph.web")


class Front:
    """An ASGI application in front of another.

    `hosts` are the names (without port) by which a browser may call this server. A page of another site whose name
    was made to point here (DNS rebinding) calls it by that name, and is refused. With `any_address` every address in
    numbers will do, too: such a page cannot have it as its own.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOCAL, *, any_address: bool = False) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on with its whole body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _one_accept(scope)
        answer = self._refusal(scope) or await _body(scope, receive)
        if isinstance(answer, Response):
            await answer(scope, receive, _securely(send))
        elif answer is not None:
            await self._pass(_origin_form(scope), _replay(answer, receive), send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, _securely(send))
        except Exception as error:  # noqa: BLE001 - the last door: the answer was sent inside, the log is ours
            _log.error("%s %s\n%s", scope["method"], ascii(scope["path"]), _indented(error))

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is not let in, judged by its head."""
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["raw_path"].decode("ascii", "replace")
        if not scope["http_version"].startswith("1."):
            return _refuse(scope, 505, "another version of HTTP", "HTTP/1.1", "speak that")
        if method not in METHODS:
            known = method in _OTHER_METHODS
            return _refuse(scope, 405 if known else 501, "the method", ", ".join(METHODS), "use one of these")
        if len(path) + len(scope["query_string"]) > MAX_HEAD:
            return _refuse(scope, 414, "a longer address", f"at most {MAX_HEAD:,} bytes", "send the query by POST")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD:
            return _refuse(scope, 431, "longer headers", f"at most {MAX_HEAD:,} bytes", "send shorter ones")
        if "transfer-encoding" in headers and ("content-length" in headers or scope["http_version"] != "1.1"):
            expected = "Content-Length, or Transfer-Encoding in HTTP/1.1"
            return _refuse(scope, 400, "a body of two lengths", expected, "send one of them")
        return self._misdirected(scope, headers.getlist("host"), path)

    def _misdirected(self, scope: Scope, hosts: list[str], path: str) -> Response | None:
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            return _refuse(scope, 400, "no Host, or not one", "one header Host", "send the name of this server")
        if not self._is_ours(hosts[0]):
            cure = "use that address, or start the server with --allow-host"
            return _refuse(scope, 421, "a Host that is not this server", "the address that it showed", cure)
        if not _sound(path, hosts[0]):
            return _refuse(scope, 400, "a path with bytes or steps that are none", "a path of this site", "correct it")
        return None

    def _is_ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        name = found[1].lower() if found else ""
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return self._any_address


def _sound(target: str, host: str) -> bool:
    """Whether a request's target is a path that names no folder above, with an authority only if it is the host."""
    if target.lower().startswith(("http://", "https://")):
        authority, slash, rest = target.partition("://")[2].partition("/")
        if authority.lower() != host.lower():
            return False
        target = slash + rest or "/"
    if not target.startswith("/"):
        return False
    try:
        path = unquote_to_bytes(target).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(path) and "\\" not in path and not {".", ".."} & set(path.split("/"))


def _origin_form(scope: Scope) -> Scope:
    """Return the scope of a request whose target is a whole address (RFC 9112, section 3.2.2) with its path only."""
    raw = scope["raw_path"]
    if raw.startswith(b"/"):
        return scope
    raw = b"/" + raw.partition(b"://")[2].partition(b"/")[2]
    return {**scope, "raw_path": raw, "path": unquote_to_bytes(raw).decode("utf-8")}


def _one_accept(scope: Scope) -> Scope:
    """Return a scope in which what is accepted stands in one header, in small letters (RFC 9110, 5.3 and 8.3.1)."""
    accepted = [value for name, value in scope["headers"] if name == b"accept"]
    if not accepted:
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != b"accept"]
    return {**scope, "headers": [*others, (b"accept", b", ".join(accepted).lower())]}


async def _body(scope: Scope, receive: Receive) -> bytes | Response | None:
    """Return the body of a request, the answer to one that is too long or too slow, None if the sender is gone."""
    length = Headers(scope=scope).get("content-length", "0")
    too_long = _refuse(scope, 413, "a longer body", f"at most {MAX_BODY:,} bytes", "send less")
    if len(length) > 18 or int(length) > MAX_BODY:
        return too_long
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if len(body) > MAX_BODY:
                    return too_long
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        late = _refuse(scope, 408, "a body that does not come", f"all of it within {BODY_SECONDS:g} s", "send it again")
        late.headers["Connection"] = "close"
        return late


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body at once, and after it what comes, which is the end of the connection."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _securely(send: Send) -> Send:
    """Return a `send` that adds SECURITY to an answer; what a route has set itself stays."""

    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
        await send(message)

    return secured


def _refuse(scope: Scope, status: int, found: str, expected: str, cure: str) -> Response:
    """Return a refusal; nothing of the request but its language and what it accepts is looked at."""
    accepted = [(name, value) for name, value in scope["headers"] if name == b"accept"]
    request = Request({**scope, "path": "/", "raw_path": b"/", "headers": accepted})
    headers = {"Allow": ", ".join(METHODS)} if status == 405 else {}
    if status == 400:
        headers["Connection"] = "close"  # where this request ends is not sure
    return errors.answer(request, status, str(QueryError.problem("the request", found, expected, cure)), headers)


def _indented(error: Exception) -> str:
    """Return a traceback in which no line can be taken for one of the log, whatever the request made it say."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join("    | " + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) for line in lines)
