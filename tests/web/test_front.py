"""Malformed, misdirected, slow and endless requests to a real server: each is refused in one plain line, or ended."""

from __future__ import annotations

import errno
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from heze_graph.web import front
from heze_graph.web import server as listening
from tests.web.serving import SIMPLE, Server, served

HOST = b"Host: 127.0.0.1\r\n"
ASK = b"/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def server(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(seed_store, tmp_path_factory.mktemp("front") / "log") as running:
        yield running


@pytest.fixture(autouse=True)
def others_notice_nothing(server: Server) -> Iterator[None]:
    yield
    reply = server.get(SIMPLE)
    assert reply.status == 200
    assert reply.seconds < 5


def line(target: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    return method + b" " + target + b" " + version + b"\r\n"


def post(headers: bytes, body: bytes = b"", version: bytes = b"HTTP/1.1") -> bytes:
    start = line(b"/sparql", b"POST", version) + HOST + b"Content-Type: application/sparql-query\r\n"
    return start + headers + b"\r\n" + body


#: What is sent, and with which status it must be refused. What is no HTTP at all gets a bare 400 from the server.
NO_HTTP: Mapping[str, bytes] = {
    "no method": b"/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "another protocol": line(b"/", version=b"SIP/2.0") + HOST + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
    "bytes that are no characters": line(b"/\xff\xfe") + HOST + b"\r\n",
    "a space in the target": line(b"/a b") + HOST + b"\r\n",
    "a zero in a header": line(b"/") + HOST + b"X: a\0b\r\n\r\n",
    "a space before the colon": line(b"/") + HOST + b"X : a\r\n\r\n",
    "a return in a header": line(b"/") + HOST + b"X: a\rSet-Cookie: b\r\n\r\n",
    "two lengths": post(b"Content-Length: 6\r\nContent-Length: 7\r\n", b"ASK {}"),
    "a length below zero": post(b"Content-Length: -1\r\n", b"ASK {}"),
    "a coding that nobody knows": post(b"Transfer-Encoding: x\r\n", b"0\r\n\r\n"),
}
TOO_LONG: Mapping[str, tuple[bytes, int]] = {
    "a path of 100,000 bytes": (line(b"/" + b"a" * 100_000) + HOST + b"\r\n", 414),
    "a query of 100,000 bytes in the address": (line(ASK + b"%20" * 33_000) + HOST + b"\r\n", 414),
    "a header of 100,000 bytes": (line(b"/") + HOST + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    "a header without an end": (line(b"/") + HOST + b"X: " + b"a" * 300_000, 431),
    "10,000 headers": (line(b"/") + HOST + b"".join(b"X%d: a\r\n" % n for n in range(10_000)) + b"\r\n", 431),
}
REFUSED: Mapping[str, tuple[bytes, int]] = {
    # Host: there is one, and it is ours.
    "no Host": (line(b"/") + b"\r\n", 400),
    "two Hosts": (line(b"/") + HOST + b"Host: localhost\r\n\r\n", 400),
    "a Host of signs": (line(b"/") + b'Host: "><script>alert(1)</script>\r\n\r\n', 400),
    "a Host with a user": (line(b"/") + b"Host: 127.0.0.1@evil.example\r\n\r\n", 400),
    "another Host": (line(b"/") + b"Host: evil.example\r\n\r\n", 421),
    "another Host with our name in it": (line(b"/") + b"Host: localhost.evil.example\r\n\r\n", 421),
    "another address": (line(b"/") + b"Host: 192.0.2.1\r\n\r\n", 421),
    # Methods.
    "a tunnel": (line(b"127.0.0.1:22", b"CONNECT") + HOST + b"\r\n", 405),
    "TRACE": (line(b"/", b"TRACE") + HOST + b"Cookie: a=b\r\n\r\n", 405),
    "PUT": (line(b"/", b"PUT") + HOST + b"\r\n", 405),
    "POST to a page": (line(b"/", b"POST") + HOST + b"Content-Length: 0\r\n\r\n", 405),
    "a method that nobody knows": (line(b"/", b"BREW") + HOST + b"\r\n", 501),
    # Paths.
    "a folder above": (line(b"/static/../../../../etc/passwd") + HOST + b"\r\n", 400),
    "a folder above, encoded": (line(b"/static/%2e%2e/%2e%2e/etc/passwd") + HOST + b"\r\n", 400),
    "a folder above by an encoded slash": (line(b"/static/..%2f..%2fetc%2fpasswd") + HOST + b"\r\n", 400),
    "a folder above by encoded backslashes": (line(b"/static/..%5c..%5cwin.ini") + HOST + b"\r\n", 400),
    "a folder above, encoded twice": (line(b"/static/%252e%252e/%252e%252e/etc/passwd") + HOST + b"\r\n", 404),
    "a folder above, overlong": (line(b"/static/%c0%ae%c0%ae/etc/passwd") + HOST + b"\r\n", 400),
    "an absolute path": (line(b"/static//etc/passwd") + HOST + b"\r\n", 404),
    "a zero in the path": (line(b"/static/style.css%00.png") + HOST + b"\r\n", 400),
    "line ends in the path": (line(b"/%0d%0aSet-Cookie:%20a=b") + HOST + b"\r\n", 400),
    "bytes that are not UTF-8": (line(b"/%ff%fe") + HOST + b"\r\n", 400),
    "a name in GBK": (line(b"/api/queries/targets-of-unit?unit=%CA%D0%B2%C6%D5%FE%BE%D6") + HOST + b"\r\n", 400),
    "a zero in a parameter": (line(b"/search?q=%00") + HOST + b"\r\n", 400),
    "script in the path": (line(b"/%3Cscript%3Ealert(1)%3C/script%3E") + HOST + b"\r\n", 404),
    "a path of 10,000 steps": (line(b"/a" * 10000) + HOST + b"\r\n", 404),
    # Bodies.
    "a megabyte of query": (post(b"Content-Length: 1000000\r\n", b"#" * 1_000_000), 413),
    "a body that is announced only": (post(b"Content-Length: 10000000\r\nExpect: 100-continue\r\n"), 413),
    "a query of 100,000 bytes": (post(b"Content-Length: 100000\r\n", b"#" * 100_000), 413),
    "a packed body": (post(b"Content-Encoding: gzip\r\nContent-Length: 4\r\n", b"\x1f\x8b\x08\x00"), 400),
    "a thousand parameters": (line(ASK + b"&a=b" * 1000) + HOST + b"\r\n", 400),
    "a percent sign at the end": (line(b"/sparql?query=ASK%7B%7D%") + HOST + b"\r\n", 400),
}


@pytest.mark.parametrize("case", NO_HTTP)
def test_what_is_no_http_is_refused(server: Server, case: str) -> None:
    reply = server.send(NO_HTTP[case])
    assert (reply.status, reply.seconds < 5) == (400, True)


@pytest.mark.parametrize("case", TOO_LONG)
def test_what_is_too_long_is_refused(server: Server, case: str) -> None:
    data, status = TOO_LONG[case]
    reply = server.send(data)
    assert (reply.status, reply.seconds < 5) == (status, True)


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_is_refused_in_one_plain_line(server: Server, case: str) -> None:
    data, status = REFUSED[case]
    reply = server.send(data)
    assert reply.status == status, reply
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.text.count("\n") == 1
    assert not [word for word in ("Traceback", "<script", "root:") if word in reply.text]
    assert {name.lower() for name in front.SECURITY} <= set(reply.headers)
    assert reply.seconds < 5


#: What is unusual but right, and answered.
ANSWERED: Mapping[str, tuple[bytes, int]] = {
    "localhost": (line(ASK) + b"Host: localhost:8000\r\n\r\n", 200),
    "capital letters": (line(ASK) + b"HOST: LOCALHOST\r\n\r\n", 200),
    "IPv6": (line(ASK) + b"Host: [::1]:80\r\n\r\n", 200),
    "HTTP/1.0": (line(ASK, version=b"HTTP/1.0") + HOST + b"\r\n", 200),
    "a whole address": (line(b"http://127.0.0.1" + ASK) + HOST + b"\r\n", 200),
    "a whole address without a path": (line(b"http://127.0.0.1") + HOST + b"\r\n", 200),
    "HEAD": (line(b"/", b"HEAD") + HOST + b"\r\n", 200),
    "an upgrade that is not taken": (line(ASK) + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
    "an upgrade to HTTP/2": (line(ASK) + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
    "plain line ends": ((line(ASK) + HOST + b"\r\n").replace(b"\r\n", b"\n"), 200),
    "characters beyond ASCII": (
        line("/api/queries/documents?document=没有".encode()) + HOST + b"\r\n",
        400,
    ),
    "a page named beyond ASCII": (line("/id/place/没有".encode()) + HOST + b"\r\n", 404),
    "pieces": (post(b"Transfer-Encoding: chunked\r\n", b"3\r\nASK\r\n2;x=y\r\n{}\r\n0\r\nX: y\r\n\r\n"), 200),
    "a GET with a body": (line(ASK) + HOST + b"Content-Length: 3\r\n\r\nabc", 200),
    "a style sheet": (line(b"/static/style.css") + HOST + b"\r\n", 200),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_a_request_is_answered(server: Server, case: str) -> None:
    data, status = ANSWERED[case]
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(data)
        assert int(connection.recv(65536).split()[1]) == status


def test_requests_in_a_row_are_answered_in_their_order(server: Server) -> None:
    asked = [ASK, b"/nothing", b"/static/style.css"] * 5
    requests = b"".join(line(target) + HOST + b"\r\n" for target in asked)
    said = everything(server, requests + line(ASK) + HOST + b"Connection: close\r\n\r\n")
    assert [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", said)] == [200, 404, 200] * 5 + [200]


def everything(server: Server, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(data)
        said = b""
        while part := connection.recv(65536):
            said += part
    return said


def test_nothing_is_hidden_in_the_body_of_a_refused_request(server: Server) -> None:
    both = b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n"
    hidden = b"0\r\n\r\n" + line(b"/") + HOST + b"\r\n"
    assert everything(server, post(both, hidden)).count(b"HTTP/1.1 ") == 1


def silent(server: Server, data: bytes, more: bytes = b"") -> tuple[float, bytes]:
    """Send bytes, then a bit more each second; return when the server ends it, and what it said."""
    begin = time.monotonic()
    said = b""
    with socket.create_connection(("127.0.0.1", server.port), 60) as connection:
        connection.sendall(data)
        connection.settimeout(1)
        while time.monotonic() - begin < 60:
            try:
                if more:
                    connection.sendall(more)
                if not (part := connection.recv(65536)):
                    break
                said += part
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - begin, said


def test_who_keeps_the_server_waiting_is_left(server: Server) -> None:
    slow = {
        "nothing": (b"", b""),
        "half a head": (line(b"/") + b"Ho", b""),
        "a head without an end": (line(b"/") + HOST, b"X: a\r\n"),
        "a body that does not arrive": (post(b"Content-Length: 100\r\n"), b""),
        "a body a byte at a time": (post(b"Content-Length: 1000\r\n"), b"#"),
        "pieces a byte at a time": (post(b"Transfer-Encoding: chunked\r\n"), b"1\r\n#\r\n"),
        "a refused body without an end": (post(b"Content-Length: 10000000\r\n"), b"#"),
        "a second request that does not come": (line(ASK) + HOST + b"\r\n", b""),
        "a second request without an end": (line(ASK) + HOST + b"\r\n" + line(ASK), b""),
    }
    longest = listening.HEAD_SECONDS + front.BODY_SECONDS + 10
    with ThreadPoolExecutor(len(slow)) as threads:
        left = dict(zip(slow, threads.map(lambda sent: silent(server, *sent), slow.values()), strict=True))
        assert server.get(SIMPLE).status == 200
    assert {name for name, (seconds, _) in left.items() if seconds > longest} == set()
    for name in ("a body that does not arrive", "a body a byte at a time"):
        assert left[name][1].startswith(b"HTTP/1.1 408 "), name


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", post(b"Content-Length: 10\r\n", b"A"), line(b"/dump.ttl.gz") + HOST + b"\r\n"]
)
def test_many_slow_connections_keep_nobody_waiting(server: Server, sent: bytes) -> None:
    waiting = []
    try:
        for _ in range(300):
            waiting.append(socket.create_connection(("127.0.0.1", server.port), 10))
            waiting[-1].sendall(sent)
        for path in ("/api/queries/documents.csv", "/static/style.css"):
            reply = server.ask(path)
            assert (reply.status, reply.seconds < 5) == (200, True)
    finally:
        for connection in waiting:
            connection.close()


def test_a_route_keeps_its_own_policy() -> None:
    from starlette.responses import HTMLResponse
    from starlette.testclient import TestClient

    own = HTMLResponse("", headers={"Content-Security-Policy": "default-src 'none'"})
    reply = TestClient(front.Front(own), base_url="http://localhost").get("/")
    assert reply.headers["content-security-policy"] == "default-src 'none'"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_names_that_are_allowed() -> None:
    from starlette.responses import PlainTextResponse
    from starlette.testclient import TestClient

    client = TestClient(front.Front(PlainTextResponse("ok"), ("graph.example",), any_address=True))
    statuses = {
        host: client.get("/", headers={"Host": host}).status_code
        for host in ("graph.example:80", "GRAPH.example", "192.0.2.1", "[2001:db8::1]:8000", "evil.example", "1.evil")
    }
    assert list(statuses.values()) == [200, 200, 200, 200, 421, 421]


def test_a_failure_is_told_in_the_log_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.testclient import TestClient

    from heze_graph.web import responses

    def fails(request: Request) -> Response:
        raise ValueError(request.query_params["q"])

    app = Starlette(routes=[Route("/", fails)], exception_handlers={Exception: responses.failed})
    client = TestClient(front.Front(app), base_url="http://localhost")
    reply = client.get("/", params={"q": "forged\nERROR all is lost\x1b[2J"})
    assert reply.status_code == 500
    assert "forged" not in reply.text
    (log,) = caplog.messages
    assert "forged" in log
    assert "\nERROR" not in log
    assert "\x1b" not in log


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EMFILE, 503), (errno.ENOENT, 500)])
def test_too_little_room_is_no_failure_of_ours(number: int, status: int, caplog: pytest.LogCaptureFixture) -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.testclient import TestClient

    from heze_graph.web import responses

    def fails(_: Request) -> Response:
        raise OSError(number, os.strerror(number))

    handlers: Any = {OSError: responses.short_of_room, Exception: responses.failed}
    app = Starlette(routes=[Route("/", fails)], exception_handlers=handlers)
    reply = TestClient(front.Front(app), base_url="http://localhost").get("/")
    assert (reply.status_code, "retry-after" in reply.headers) == (status, status == 503)
    assert (os.strerror(number) in reply.text, caplog.messages == []) == (status == 503, status == 503)
