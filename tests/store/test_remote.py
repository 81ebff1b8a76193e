"""What an endpoint can do wrong, and what is then said; a real one is asked in test_virtuoso.py."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph
import pytest

from heze_graph.errors import EndpointError, HezeGraphError, QueryError, UsageError
from heze_graph.model.answers import Answer, Term
from heze_graph.rdf.terms import XSD
from heze_graph.store.remote import Remote

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
EMPTY = '{"head": {"vars": ["s"]}, "results": {"bindings": []}}'


@dataclass
class Reply:
    """What the endpoint answers, and what it was asked."""

    status: int = 200
    kind: str = JSON
    body: bytes = EMPTY.encode()
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    wait: threading.Event | None = None
    asked: list[tuple[str, Message, dict[str, list[str]]]] = field(default_factory=list)


@dataclass(frozen=True)
class Endpoint:
    """An HTTP server of our own: its host and port, and what it is to answer."""

    host: str
    reply: Reply

    @property
    def address(self) -> str:
        return f"http://{self.host}/sparql"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    reply = Reply()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            reply.asked.append((self.path, self.headers, parse_qs(text)))
            if reply.wait:
                reply.wait.wait(60)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named so by its base)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Endpoint(f"127.0.0.1:{server.server_port}", reply)
    finally:
        if reply.wait:
            reply.wait.set()
        server.shutdown()
        thread.join()
        server.server_close()


def message(error: type[HezeGraphError], ask: Callable[[str], object], query: str = QUERY) -> str:
    """Return the one plain line of the error that a query ends in."""
    with pytest.raises(error) as caught:
        ask(query)
    said = str(caught.value)
    assert type(caught.value) is error
    assert said.isprintable()
    assert len(said) < 700
    assert "Traceback" not in said
    assert "; expected " in said
    assert " To mend it: " in said
    return said


def test_terms_of_every_kind_are_read(endpoint: Endpoint) -> None:
    row = {
        "iri": {"type": "uri", "value": "https://example.org/市科技局"},
        "plain": {"type": "literal", "value": ""},
        "zh": {"type": "literal", "value": "菏泽", "xml:lang": "zh"},
        "text": {"type": "literal", "value": "菏泽", "datatype": XSD + "string"},
        # The older name of a literal with a datatype, and the short form of true: Virtuoso's.
        "true": {"type": "typed-literal", "value": "1", "datatype": XSD + "boolean"},
        "false": {"type": "literal", "value": "false", "datatype": XSD + "boolean"},
        "node": {"type": "bnode", "value": "b0"},
    }
    columns = [*row, "unbound"]
    endpoint.reply.body = json.dumps({"head": {"vars": columns}, "results": {"bindings": [row]}}).encode()
    assert Remote(endpoint.address).select(QUERY) == Answer(
        tuple(columns),
        (
            (
                Term("iri", "https://example.org/市科技局"),
                Term("literal", ""),
                Term("literal", "菏泽", None, "zh"),
                Term("literal", "菏泽"),
                Term("literal", "true", XSD + "boolean"),
                Term("literal", "false", XSD + "boolean"),
                Term("literal", "_:b0"),
                None,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ({"head": {}, "boolean": True}, "true"),
        ({"head": {}, "boolean": False}, "false"),
        # Virtuoso's answers to ASK.
        ({"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": {"type": "typed-literal",
          "datatype": XSD + "integer", "value": "1"}}]}}, "true"),
        ({"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": []}}, "false"),
    ],
)  # fmt: skip
def test_ask_gives_one_row(body: object, value: str, endpoint: Endpoint) -> None:
    endpoint.reply.body = json.dumps(body).encode()
    assert Remote(endpoint.address).select("ASK {}") == Answer(
        ("answer",), ((Term("literal", value, XSD + "boolean"),),)
    )


def test_construct_gives_sorted_triples(endpoint: Endpoint) -> None:
    endpoint.reply.kind = TURTLE
    endpoint.reply.body = '<urn:b> <urn:p> "\\u83CF泽"@zh . <urn:a> <urn:p> 1 , 1 .'.encode()
    triples = Remote(endpoint.address).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert [str(triple.subject) for triple in triples] == ["<urn:a>", "<urn:b>"]
    assert triples[1].object == pyoxigraph.Literal("菏泽", language="zh")
    assert TURTLE in endpoint.reply.asked[0][1]["Accept"]


@pytest.mark.parametrize(
    "query",
    [
        'PREFIX a: <urn:a#> # LOAD, ADD or DELETE this\nSELECT ?s WHERE { ?s a:p "} 桥 & + %" }',
        "DROP ALL",
        "no query at all",
    ],
)
def test_only_queries_are_sent(query: str, endpoint: Endpoint) -> None:
    Remote(endpoint.address).select(query)
    ((path, _, parameters),) = endpoint.reply.asked
    assert path == "/sparql"
    assert parameters["query"] == [query]
    assert "update" not in parameters


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            400,
            b"line 3: syntax\nerror\n\nSPARQL query:\nSELECT",
            "Response: b'line 3: syntax\\nerror\\n\\nSPARQL query:\\nSELECT')",
        ),
        (400, b"", "(HTTP status 400: QueryBadFormed: "),
        (401, b"who are you", "Response: b'who are you')"),
        (404, b"<html><b>nothing here</b></html>", "(HTTP status 404: EndPointNotFound: "),
        (503, "内部错误 'a' \\".encode(), "(HTTP status 503: 内部错误 'a' \\)"),
        (502, b"\x1b[31mred\x07\xff\x00" + b"x" * 5000, "(HTTP status 502: [31mred"),
        (500, b"", "(HTTP status 500: EndPointInternalError: "),
        (503, b"later", "(HTTP status 503: later)"),
        (503, b"<?xml version='1.0'?>", "(HTTP status 503: a page of HTML or XML)"),
        (307, b"elsewhere", "(HTTP status 307: elsewhere)"),
    ],
)
@pytest.mark.parametrize("method", ["select", "construct"])
def test_a_refusal_is_told(method: str, status: int, body: bytes, said: str, endpoint: Endpoint) -> None:
    endpoint.reply.status, endpoint.reply.kind, endpoint.reply.body = status, "text/html", body
    error = QueryError if status == 400 else EndpointError
    told = message(error, getattr(Remote(endpoint.address), method))
    assert told.startswith(f"{endpoint.address}: found a refusal ")
    assert said in told


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<html>Welcome</html>"),
        ("application/xml", "<sparql"),
        (JSON, ""),
        (JSON, EMPTY[:-5]),
        (JSON, "[]"),
        (JSON, "1"),
        (JSON, "null"),
        (JSON, '"boolean"'),
        (JSON, "{}"),
        (JSON, "[" * 100_000),
        (JSON, '{"head": {"vars": ["s"]}}'),
        (JSON, '{"head": {"vars": ["s"]}, "results": {"bindings": [1]}}'),
        (JSON, '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": "x"}]}}'),
        (JSON, '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri"}}]}}'),
        (JSON, '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": 1}}]}}'),
        ("application/json", "\x1b]0;title\x07"),
        ("", "no type"),
    ],
)
def test_what_is_no_result_is_told(kind: str, body: str, endpoint: Endpoint) -> None:
    endpoint.reply.kind, endpoint.reply.body = kind, body.encode()
    told = message(EndpointError, Remote(endpoint.address).select)
    assert told.startswith(f"{endpoint.address}: found an answer that is not a SPARQL result (")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"<urn:a> <urn:p> ", b"\xff\xfe", EMPTY.encode()])
def test_what_is_no_turtle_is_told(body: bytes, endpoint: Endpoint) -> None:
    endpoint.reply.kind, endpoint.reply.body = TURTLE, body
    told = message(EndpointError, Remote(endpoint.address).construct)
    assert "found an answer that is not Turtle (" in told


def test_a_result_in_latin_1_is_no_result(endpoint: Endpoint) -> None:
    endpoint.reply.body = EMPTY.replace('"s"', '"é"').encode("latin-1")
    assert "not a SPARQL result" in message(EndpointError, Remote(endpoint.address).select)


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (200, {"X-SPARQL-MaxRows": "10000"}, "cut off at 10000 rows"),
        (200, {"X-SQL-State": "S1TAT", "X-SQL-Message": "incomplete"}, "cut off when its time was over"),
        (206, {}, "cut off when its time was over"),
    ],
)
@pytest.mark.parametrize("method", ["select", "construct"])
def test_an_answer_that_virtuoso_cut_off_is_no_answer(
    method: str, status: int, headers: dict[str, str], said: str, endpoint: Endpoint
) -> None:
    endpoint.reply.status, endpoint.reply.headers = status, headers
    assert said in message(EndpointError, getattr(Remote(endpoint.address), method))


def test_half_an_answer_is_no_answer(endpoint: Endpoint) -> None:
    endpoint.reply.length = 1000
    assert "found an incomplete answer (" in message(EndpointError, Remote(endpoint.address).select)


def test_half_a_refusal_is_told(endpoint: Endpoint) -> None:
    endpoint.reply.status, endpoint.reply.length = 503, 1000
    assert "HTTP status 503" in message(EndpointError, Remote(endpoint.address).select)


def test_an_endpoint_that_keeps_silent_is_given_up(endpoint: Endpoint) -> None:
    endpoint.reply.wait = threading.Event()
    assert "timed out" in message(EndpointError, Remote(endpoint.address, timeout=1).select)


def test_a_server_that_hangs_up_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)

        thread = threading.Thread(target=hang_up)
        thread.start()
        told = message(EndpointError, Remote(f"http://127.0.0.1:{port}/").select)
        thread.join()
    assert "found an incomplete answer (" in told


@pytest.mark.parametrize("method", ["select", "construct"])
def test_a_refused_connection_is_told(method: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    told = message(EndpointError, getattr(Remote(f"http://127.0.0.1:{port}/sparql"), method))
    assert told.startswith(f"http://127.0.0.1:{port}/sparql: found an incomplete answer (")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:8890/sparql",
        "/var/lib/store",
        "file:///etc/passwd",
        "ftp://user:secret@example.org/",
        "http://",
        "http://user:secret@/",
        "http://[::1",
        "http://user:sec/ret@example.org/",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://example.org/a b",
        "http://user:secret@example.org/a\nb",
        "http://example.org/\x1b[31m",
    ],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    told = message(UsageError, Remote, address)
    assert told.startswith("--endpoint: found ")
    assert "sec" not in told


def test_credentials_are_sent_and_never_shown(endpoint: Endpoint) -> None:
    remote = Remote(f"http://us%40er:se%3Acret@{endpoint.host}/sparql?key=secret#secret")
    remote.select(QUERY)
    assert endpoint.reply.asked.pop()[1]["Authorization"] is None
    endpoint.reply.status, endpoint.reply.headers = 401, {"WWW-Authenticate": 'Basic realm="x"'}
    message(EndpointError, remote.select)
    path, headers, _ = endpoint.reply.asked[-1]
    assert path == "/sparql?key=secret"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"us@er:se:cret").decode()
    told = []
    for status, error in ((400, QueryError), (401, EndpointError), (500, EndpointError), (503, EndpointError)):
        endpoint.reply.status = status
        told.append(message(error, remote.select))
    endpoint.reply.status, endpoint.reply.body = 200, b"no result"
    told += [message(EndpointError, remote.select), message(EndpointError, remote.construct)]
    assert not [said for said in told if any(part in said for part in ("er:", "cret", "us%40", "us@"))]
    assert all(said.startswith(f"{endpoint.address}: ") for said in told)
