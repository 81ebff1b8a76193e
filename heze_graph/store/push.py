"""The named graphs of a store as separate files, and their upload to another store.

The upload uses the SPARQL 1.1 Graph Store HTTP Protocol. Each named graph is replaced as a whole (PUT), so that
repeating it changes nothing. Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from heze_graph.errors import EndpointError, OutputError, StoreError
from heze_graph.messages import Message, one_line, say
from heze_graph.rdf.iris import GRAPH
from heze_graph.store.remote import (
    TRIES,
    EndpointAddress,
    Login,
    Remote,
    address_of,
    beginning,
    proxy_for,
    shown_with_proxy,
)

#: How much text is buffered for its files; there may be more graphs than a process may have open files.
_WAITING = 8 * 1024 * 1024
#: How long a server may be silent, in seconds: it may build its indexes before it answers.
_TIMEOUT = 600
_DONE = (200, 201, 204)
#: Every store reads Turtle, as the protocol requires, and N-Triples are Turtle.
_TYPE = "text/turtle"
#: Where a store that takes graphs at an address with this ending answers queries.
_ENDPOINTS = (
    ("/sparql-graph-crud-auth", "/sparql-auth"),  # Virtuoso
    ("/sparql-graph-crud", "/sparql"),
    ("/store", "/query"),  # Oxigraph
    ("/rdf-graphs/service", ""),  # GraphDB, RDF4J
    ("/sparql/gsp", "/sparql"),  # Neptune
    ("/data", "/query"),  # Fuseki
)
# A constant query without parameters. Our graphs are those below our base.
_COUNTS = f"""SELECT ?graph (COUNT(*) AS ?triples)
WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}")) }}
GROUP BY ?graph"""
Tell = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class GraphFile:
    """One named graph: its IRI, a file of N-Triples, and its number of triples."""

    graph: str
    file: Path
    triples: int


def split(nquads: Path, folder: Path) -> tuple[GraphFile, ...]:
    """Write each named graph of a store's N-Quads into a file of its own below `folder`, sorted by graph.

    Memory stays bounded, however large the graphs are. Raises StoreError where a line has no graph, and OutputError
    where the folder cannot be written.
    """
    try:
        counts = _written(nquads, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    files = (GraphFile(graph, _file(folder, number), count) for graph, (number, count) in counts.items())
    return tuple(sorted(files, key=lambda one: one.graph))


def write_bulk(nquads: Path, folder: Path) -> tuple[GraphFile, ...]:
    """Write each named graph as `NAME.nt.gz`, with its IRI in `NAME.nt.graph`, as Virtuoso's bulk loader expects.

    The same graph gives the same bytes. Raises OutputError where the folder cannot be written, or holds other things.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = [path.name for path in folder.iterdir() if not path.name.endswith((".nt.gz", ".nt.graph"))]
        if foreign:
            raise OutputError.problem("store.other-bulk", where=folder, file=foreign[0])
        for old in folder.iterdir():
            old.unlink()
        return tuple(_compressed(one, folder) for one in split(nquads, folder))
    except OSError as error:
        raise _unwritable(folder, error) from error


def _compressed(one: GraphFile, folder: Path) -> GraphFile:
    file = folder / f"{_name(one.graph)}.nt.gz"
    with (
        one.file.open("rb") as source,
        file.open("wb") as raw,
        # Without time and file name, so that the same graph gives the same bytes.
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as target,
    ):
        shutil.copyfileobj(source, target)
    one.file.unlink()
    file.with_suffix(".graph").write_text(one.graph + "\n", encoding="utf-8", newline="\n")
    return GraphFile(one.graph, file, one.triples)


def _name(graph: str) -> str:
    """Return the last part of a graph's IRI as a file name; our IRIs end in letters, digits and hyphens."""
    name = graph.rpartition("/")[2]
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in name) or "graph"


def _written(nquads: Path, folder: Path) -> dict[str, tuple[int, int]]:
    """Write the files, and return the number of each graph's file and of its triples."""
    counts: dict[str, tuple[int, int]] = {}
    waiting: dict[int, list[bytes]] = {}
    size = 0
    for graph, triple in _statements(nquads):
        number, count = counts.get(graph, (len(counts), 0))
        counts[graph] = number, count + 1
        waiting.setdefault(number, []).append(triple)
        size += len(triple)
        if size > _WAITING:
            _append(waiting, folder)
            size = 0
    _append(waiting, folder)
    return counts


def _append(waiting: dict[int, list[bytes]], folder: Path) -> None:
    for number, triples in waiting.items():
        with _file(folder, number).open("ab") as file:
            file.writelines(triples)
    waiting.clear()


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.nt"


def _statements(nquads: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each statement of canonical N-Quads, the form of a store's files: the graph, and the line without it."""
    with nquads.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            triple, _, graph = line.removesuffix(b" .\n").rpartition(b" ")
            if not (line.endswith(b" .\n") and graph.startswith(b"<") and graph.endswith(b">")):
                raise StoreError.problem("store.no-statement", where=nquads, line=number)
            yield graph[1:-1].decode("utf-8"), triple + b" .\n"


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError.problem("store.bulk-not-writable", where=folder, error=error)


@dataclass(frozen=True, slots=True)
class Pushed:
    """The result of a push: the triples of each graph that was sent, and graphs of ours that only the remote store has.

    `counted` is whether the store was asked what it holds now, `removed` whether the extra graphs were removed.
    """

    graphs: dict[str, int]
    beside: tuple[str, ...] = ()
    counted: bool = False
    removed: bool = False


def push(nquads: Path, endpoint: str, tell: Tell, *, query: str | None = None, prune: bool = False) -> Pushed:
    """Put every named graph of a store's N-Quads into the store behind a Graph Store Protocol address.

    The store is then asked, at `query` or where stores of its kind answer queries, how many triples each graph has.
    Graphs of ours (below our base) that only the store has are reported, and removed with `prune`; others are never
    touched. `tell` reports progress.

    Raises UsageError for an invalid address, EndpointError where the store refuses, does not answer, or holds another
    number of triples afterwards; graphs put before that stay there.
    """
    store = GraphStore(endpoint)
    asked = query or query_endpoint(endpoint)
    if prune and asked is None:
        raise EndpointError.problem("store.no-place-to-ask", where=store.shown)
    with tempfile.TemporaryDirectory(prefix="heze-graph-push-") as name:
        files = split(nquads, Path(name))
        for one in files:
            tell(say("store.sent", graph=one.graph, triples=one.triples))
            store.put(one.graph, one.file)
    sent = {one.graph: one.triples for one in files}
    if asked is None:
        return Pushed(sent)
    tell(say("store.asking", address=address_of(asked).shown))
    there = _counts(asked)
    _compare(store.shown, sent, there)
    beside = tuple(sorted(set(there) - set(sent)))
    for graph in beside if prune else ():
        tell(say("store.removed", graph=graph))
        store.delete(graph)
    return Pushed(sent, beside, counted=True, removed=prune)


def query_endpoint(endpoint: str) -> str | None:
    """Return where the store behind a Graph Store Protocol address answers queries; None where that is unknown.

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

    Raises UsageError for anything but an http or https address.
    """

    def __init__(self, endpoint: str) -> None:
        self._address: EndpointAddress = address_of(endpoint)
        self.shown = shown_with_proxy(self._address)
        self._login = Login(self._address)
        self._met = False

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph with the triples of a file of N-Triples; raises EndpointError where the store refuses."""
        self._introduce()
        status, _, body = self._request("PUT", graph, file)
        if status not in _DONE:
            raise self._refused(status, body, say("store.request-for", method="PUT", graph=graph))

    def delete(self, graph: str) -> None:
        """Remove a graph; a missing one is no error."""
        status, _, body = self._request("DELETE", graph, None)
        if status not in (*_DONE, 202, 404):
            raise self._refused(status, body, say("store.request-for", method="DELETE", graph=graph))

    def _introduce(self) -> None:
        """Ask once for a graph that does not exist, before anything large is sent.

        A server that refuses a large body without having read it may hang up before it can say why, and Virtuoso's
        query endpoint, given by mistake, never answers a PUT.
        """
        if self._met:
            return
        status, headers, body = self._request("GET", f"{GRAPH}none", None)
        if status in (400, 401, 403) or (status == 200 and headers.get_content_type() == "text/html"):
            raise self._refused(status, body, say("store.first-question"))
        self._met = True

    def _request(self, method: str, graph: str, file: Path | None) -> tuple[int, HTTPMessage, bytes]:
        """Return the status, the headers and the beginning of the server's answer, after authentication."""
        sign = "&" if urlsplit(self._address.url).query else "?"
        url = f"{self._address.url}{sign}graph={quote(graph, safe='')}"
        for _ in range(TRIES):
            status, headers, body = self._sent(method, url, file)
            if status != 401 or not self._login.learn(headers):
                break
        return status, headers, body

    def _sent(self, method: str, url: str, file: Path | None) -> tuple[int, HTTPMessage, bytes]:
        headers = {"Content-Type": _TYPE, "Content-Length": str(file.stat().st_size)} if file else {}
        if authorization := self._login.authorization(method, url):
            headers["Authorization"] = authorization
        connection, target = self._connection(url, headers)
        try:
            # A server that refuses may hang up while the body is still being sent; its answer can be read all the same.
            with suppress(BrokenPipeError, ConnectionResetError):
                body = _chunks(file) if file else None
                connection.request(method, target, body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read(4096)
        except (HTTPException, OSError) as error:
            reason = one_line(getattr(error, "strerror", None) or str(error)) or type(error).__name__
            raise EndpointError.problem("store.no-answer", where=self.shown, method=method, reason=reason) from error
        finally:
            connection.close()

    def _connection(self, url: str, headers: dict[str, str]) -> tuple[HTTPConnection, str]:
        """Return a connection to the server, or to the environment's proxy, and the request target for it."""
        parts = urlsplit(url)
        named, secure = proxy_for(self._address), parts.scheme == "https"
        proxy = urlsplit(named if "://" in named else f"http://{named}") if named else None
        asked = proxy or parts
        connect = HTTPSConnection if secure else HTTPConnection
        connection = connect(asked.hostname or "", asked.port, timeout=_TIMEOUT)
        if proxy is None:
            return connection, parts._replace(scheme="", netloc="").geturl()
        known = _proxy_login(proxy)
        if secure:
            connection.set_tunnel(parts.hostname or "", parts.port, known)
            return connection, parts._replace(scheme="", netloc="").geturl()
        headers.update(known)
        return connection, url

    def _refused(self, status: int, body: bytes, what: Message) -> EndpointError:
        words = _words(body)
        found = say("store.refusal-of", what=what, status=status, words=f": {words}" if words else "")
        return EndpointError.problem("store.takes-no-graph", where=self.shown, found=found, cure=self._cure(status))

    def _cure(self, status: int) -> Message:
        if status == 401 and not self._login.known:
            return say("store.give-password")
        if status in (401, 403):
            return say("store.may-write")
        if status in (200, 400, 404, 405, 501) or 300 <= status < 400:
            return say("store.graph-store-address")
        return say("store.see-log")


def _proxy_login(proxy: SplitResult) -> dict[str, str]:
    """Return the header that authenticates to a proxy, where its address names a user."""
    if not proxy.username:
        return {}
    user, password = unquote(proxy.username), unquote(proxy.password or "")
    return {"Proxy-Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")}


def _words(body: bytes) -> str:
    """Return the reason a server gives for a refusal; Virtuoso wraps it in a page."""
    quoted = re.search(rb"<xmp>(.*?)</xmp>", body, re.DOTALL)
    return beginning(b" " + quoted[1].lstrip(b"<")) if quoted else beginning(body)


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
            count = there.get(graph, 0)
            raise EndpointError.problem("store.other-count", where=where, count=count, graph=graph, triples=triples)
