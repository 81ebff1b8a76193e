"""Loading the graph into another store by the SPARQL 1.1 Graph Store HTTP Protocol.

Each named graph is replaced as a whole (PUT), so that doing it twice is the same as doing it once.
Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from heze_graph.errors import EndpointError
from heze_graph.iris import GRAPH
from heze_graph.store.address import Address, address_of, beginning, one_line
from heze_graph.store.graphs import split
from heze_graph.store.login import TRIES, Login
from heze_graph.store.remote import Remote

#: How long a server may keep silent, in seconds: it may build its indexes before it answers.
TIMEOUT = 600
_DONE = (200, 201, 204)
#: Every store reads Turtle (the protocol asks for it), and N-Triples are Turtle.
_TYPE = "text/turtle"
#: Where a store answers queries that takes graphs at an address with this ending.
_ENDPOINTS = (
    ("/sparql-graph-crud-auth", "/sparql-auth"),  # Virtuoso
    ("/sparql-graph-crud", "/sparql"),
    ("/store", "/query"),  # Oxigraph
    ("/rdf-graphs/service", ""),  # GraphDB, RDF4J
    ("/sparql/gsp", "/sparql"),  # Neptune
    ("/data", "/query"),  # Fuseki
)
# One constant query, nothing put in. The graphs of ours are those below our base.
_COUNTS = f"""SELECT ?graph (COUNT(*) AS ?triples)
WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}")) }}
GROUP BY ?graph"""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was done: the triples of each graph that was sent, and the graphs of ours that are there beside them.

    `counted` is whether the store was asked what it holds now, `removed` whether the graphs beside were removed.
    """

    graphs: dict[str, int]
    beside: tuple[str, ...] = ()
    counted: bool = False
    removed: bool = False


def push(nquads: Path, endpoint: str, tell: Tell, *, query: str | None = None, prune: bool = False) -> Pushed:
    """Put every named graph of a store's N-Quads into the store behind a Graph Store Protocol address.

    Then the store is asked at `query`, or where stores of that kind answer queries, how many triples each graph has.
    Graphs of ours (below our base) that are there and not here are named, and removed with `prune`; others are never
    touched. `tell` is told what is being done.

    Raises UsageError where an address is none, EndpointError where the store refuses, is not there, or holds another
    number of triples afterwards; what was put before stays there.
    """
    store = GraphStore(endpoint)
    asked = query or query_endpoint(endpoint)
    if prune and asked is None:
        cure = "add --query URL, its SPARQL endpoint"
        raise EndpointError.problem(store.shown, "no place to ask which graphs are there", "one, for --prune", cure)
    with tempfile.TemporaryDirectory(prefix="heze-graph-push-") as name:
        files = split(nquads, Path(name))
        for one in files:
            tell(f"{one.graph}: {one.triples} triples")
            store.put(one.graph, one.file)
    sent = {one.graph: one.triples for one in files}
    if asked is None:
        return Pushed(sent)
    tell(f"asking {address_of(asked).shown} what it holds now")
    there = _counts(asked)
    _compare(store.shown, sent, there)
    beside = tuple(sorted(set(there) - set(sent)))
    for graph in beside if prune else ():
        tell(f"{graph}: removed")
        store.delete(graph)
    return Pushed(sent, beside, counted=True, removed=prune)


def query_endpoint(endpoint: str) -> str | None:
    """Return where the store behind a Graph Store Protocol address answers queries; None where that is not known.

    >>> query_endpoint("http://localhost:8890/sparql-graph-crud-auth")
    'http://localhost:8890/sparql-auth'
    """
    parts = urlsplit(endpoint)
    path = parts.path.rstrip("/")
    for ending, other in _ENDPOINTS:
        if path.endswith(ending):
            return parts._replace(path=path.removesuffix(ending) + other).geturl()
    return None


class GraphStore:
    """A store behind a Graph Store Protocol address: graphs are put and deleted whole.

    Raises UsageError when the address is not an http or https one.
    """

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        self._address: Address = address_of(endpoint)
        self.shown = self._address.shown
        self._login = Login(self._address)
        self._timeout = timeout
        self._met = False

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph by the triples of a file of N-Triples; raises EndpointError where the store does not."""
        self._introduce()
        status, _, said = self._request("PUT", graph, file)
        if status not in _DONE:
            raise self._refused(status, said, f"PUT of {graph}")

    def delete(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""
        status, _, said = self._request("DELETE", graph, None)
        if status not in (*_DONE, 202, 404):
            raise self._refused(status, said, f"DELETE of {graph}")

    def _introduce(self) -> None:
        """Ask for a graph that is not there, once, before anything large is sent.

        A server that refuses a large body without having read it may hang up before it can say why, and Virtuoso's
        query endpoint, given by mistake, never answers a PUT.
        """
        if self._met:
            return
        status, headers, said = self._request("GET", f"{GRAPH}none", None)
        if status in (400, 401, 403) or (status == 200 and headers.get_content_type() == "text/html"):
            raise self._refused(status, said, "first question")
        self._met = True

    def _request(self, method: str, graph: str, file: Path | None) -> tuple[int, HTTPMessage, bytes]:
        """Return the status, the headers and the beginning of what the server says, once it knows who asks."""
        sign = "&" if urlsplit(self._address.url).query else "?"
        url = f"{self._address.url}{sign}graph={quote(graph, safe='')}"
        for _ in range(TRIES):
            status, headers, said = self._sent(method, url, file)
            if status != 401 or not self._login.learn(headers):
                break
        return status, headers, said

    def _sent(self, method: str, url: str, file: Path | None) -> tuple[int, HTTPMessage, bytes]:
        parts = urlsplit(url)
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        headers = {"Content-Type": _TYPE, "Content-Length": str(file.stat().st_size)} if file else {}
        if authorization := self._login.authorization(method, url):
            headers["Authorization"] = authorization
        connection = connect(parts.hostname or "", parts.port, timeout=self._timeout)
        try:
            # A server that refuses may hang up while it is still being told; what it says can be read even so.
            with suppress(BrokenPipeError, ConnectionResetError):
                body = _chunks(file) if file else None
                connection.request(method, parts._replace(scheme="", netloc="").geturl(), body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read(4096)
        except (HTTPException, OSError) as error:
            reason = one_line(getattr(error, "strerror", None) or str(error)) or type(error).__name__
            found, cure = f"no answer to {method} ({reason})", "check the address and the server"
            raise EndpointError.problem(self.shown, found, "a store that takes graphs", cure) from error
        finally:
            connection.close()

    def _refused(self, status: int, said: bytes, what: str) -> EndpointError:
        words = _words(said)
        found = f"a refusal of the {what} (HTTP status {status}{': ' if words else ''}{words})"
        return EndpointError.problem(self.shown, found, "a store that takes graphs", self._cure(status))

    def _cure(self, status: int) -> str:
        if status == 401 and not self._login.known:
            return "give a user and a password: HEZE_GRAPH_USER and HEZE_GRAPH_PASSWORD, or ~/.netrc"
        if status in (401, 403):
            return "check the user and the password, and that this user may write"
        if status in (200, 400, 404, 405, 501) or 300 <= status < 400:
            return "give the address of the Graph Store Protocol, which docs/clusters.md names for each store"
        return "see what the server's log says"


def _words(said: bytes) -> str:
    """Return what a server says of a refusal; Virtuoso puts it into a page."""
    quoted = re.search(rb"<xmp>(.*?)</xmp>", said, re.DOTALL)
    return beginning(b" " + quoted[1].lstrip(b"<")) if quoted else beginning(said)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        yield from iter(lambda: source.read(1 << 20), b"")


def _counts(endpoint: str) -> dict[str, int]:
    engine = Remote(endpoint)
    answer = engine.select(_COUNTS)
    return {row["graph"]: int(row["triples"]) for row in answer.texts() if row["graph"]}


def _compare(where: str, sent: dict[str, int], there: dict[str, int]) -> None:
    for graph, triples in sent.items():
        if there.get(graph, 0) != triples:
            found = f"{there.get(graph, 0)} triples in {graph} afterwards"
            cure = "see what the server's log says, or use the bulk files (push --bulk DIR)"
            raise EndpointError.problem(where, found, f"the {triples} that were sent", cure)
