"""The graph goes whole into other stores, and what goes wrong is told: real servers, and one that misbehaves."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.cli import main
from heze_graph.errors import EndpointError, OutputError, StoreError, UsageError
from heze_graph.messages import Message
from heze_graph.store import folder
from heze_graph.store.push import GraphStore, Pushed, push, query_endpoint, split, write_bulk
from heze_graph.store.remote import Remote
from tests.comparing import facts
from tests.listening import listening
from tests.oxigraph_server import OxigraphServer, running
from tests.virtuoso import Virtuoso

GRAPH = "https://w3id.org/heze-graph/graph/"
HOSTILE = f'<u:a> <u:b> "a\\" .\\n<u:c> <u:d> <u:e> <{GRAPH}x> .\\r\\\\ 一\u2028𠮷" <{GRAPH}one> .\n'


@pytest.fixture
def nquads(seed_store: Path) -> Path:
    return folder.current(seed_store).graph


def graphs(nquads: Path) -> dict[str, set[pyoxigraph.Triple]]:
    found: dict[str, set[pyoxigraph.Triple]] = {}
    for quad in pyoxigraph.parse(path=nquads, format=pyoxigraph.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        found.setdefault(quad.graph_name.value, set()).add(quad.triple)
    return found


def held(endpoint: str, graph: str) -> set[pyoxigraph.Triple]:
    return set(Remote(endpoint).construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))


def worth(found: dict[str, set[pyoxigraph.Triple]]) -> dict[str, set[tuple[str, str, str | Decimal]]]:
    # Stores write 1.0 as 1.
    return {graph: facts(triples) for graph, triples in found.items()}


def silent(_text: Message) -> None:
    pass


def message(error: type[Exception], call: Callable[..., object], *arguments: object, **more: object) -> str:
    with pytest.raises(error) as caught:
        call(*arguments, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_graph_is_there_triple_for_triple(empty_oxigraph: OxigraphServer, nquads: Path) -> None:
    for _ in range(2):
        said: list[Message] = []
        done = push(nquads, empty_oxigraph.graphs, said.append)
        there = {graph: held(empty_oxigraph.endpoint, graph) for graph in done.graphs}
        assert worth(there) == worth(graphs(nquads))
        assert done == Pushed({graph: len(triples) for graph, triples in there.items()}, counted=True)
        assert len(done.graphs) >= 7
        assert f"{GRAPH}heze-2023-q3: {done.graphs[GRAPH + 'heze-2023-q3']} triples" in map(str, said)


def test_a_graph_is_replaced_as_a_whole(empty_oxigraph: OxigraphServer, nquads: Path, tmp_path: Path) -> None:
    push(nquads, empty_oxigraph.graphs, silent)
    whole = held(empty_oxigraph.endpoint, GRAPH + "heze-2023-annual")
    fewer = tmp_path / "graph.nq"
    fewer.write_text(f"<u:a> <u:b> <u:c> <{GRAPH}heze-2023-q3> .\n", encoding="utf-8")
    done = push(fewer, empty_oxigraph.graphs, silent)
    assert len(held(empty_oxigraph.endpoint, GRAPH + "heze-2023-q3")) == 1
    assert GRAPH + "heze-2023-annual" in done.beside
    assert not done.removed
    assert held(empty_oxigraph.endpoint, GRAPH + "heze-2023-annual") == whole != set()


def test_prune_removes_graphs_of_ours_only(empty_oxigraph: OxigraphServer, nquads: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.nt"
    other.write_text("<u:a> <u:b> <u:c> .\n", encoding="utf-8")
    store = GraphStore(empty_oxigraph.graphs)
    theirs = ("https://example.org/theirs", "https://w3id.org/heze-graph/graphs", "https://w3id.org/heze-graph/id/x")
    for graph in (*theirs, GRAPH + "旧 文件".replace(" ", "%20")):
        store.put(graph, other)
    done = push(nquads, empty_oxigraph.graphs, silent, prune=True)
    assert done.beside == (GRAPH + "旧%20文件",)
    assert done.removed
    assert not held(empty_oxigraph.endpoint, GRAPH + "旧%20文件")
    assert all(held(empty_oxigraph.endpoint, graph) for graph in theirs)
    store.delete(GRAPH + "never-there")


@pytest.mark.virtuoso
def test_virtuoso_holds_the_same(virtuoso: Virtuoso, nquads: Path, tmp_path: Path) -> None:
    address = virtuoso.endpoint.replace("//", "//dba:dba@") + "-graph-crud-auth"
    hostile = tmp_path / "graph.nq"
    hostile.write_text(HOSTILE + '<u:a> <u:long> "' + "长" * 20_000 + f'" <{GRAPH}one> .\n', encoding="utf-8")
    for _ in range(2):
        push(hostile, address, silent)
        assert held(virtuoso.endpoint, GRAPH + "one") == graphs(hostile)[GRAPH + "one"]
    done = push(nquads, address, silent, prune=True)
    assert done.beside == (GRAPH + "one",)
    assert worth({graph: held(virtuoso.endpoint, graph) for graph in done.graphs}) == worth(graphs(nquads))
    assert not held(virtuoso.endpoint, GRAPH + "one")


@pytest.mark.virtuoso
def test_virtuoso_takes_a_longer_text_from_its_bulk_loader_only(virtuoso: Virtuoso, tmp_path: Path) -> None:
    address = virtuoso.endpoint.replace("//", "//dba:dba@") + "-graph-crud-auth"
    long = tmp_path / "graph.nq"
    long.write_text('<u:a> <u:long> "' + "长" * 50_000 + f'" <{GRAPH}long> .\n', encoding="utf-8")
    told = message(EndpointError, push, long, address, silent)
    assert f"The PUT request for graph <{GRAPH}long> is rejected" in told
    write_bulk(long, virtuoso.folder / "long")
    virtuoso.sql(f"ld_dir('{virtuoso.folder}/long', '*.nt.gz', 'urn:none')", "rdf_loader_run()", "checkpoint")
    assert held(virtuoso.endpoint, GRAPH + "long") == graphs(long)[GRAPH + "long"]
    GraphStore(address).delete(GRAPH + "long")


@pytest.mark.virtuoso
@pytest.mark.parametrize(
    ("user", "path", "said"),
    [
        (
            "",
            "/sparql-graph-crud-auth",
            "HTTP status 401); expected a store that takes graphs. To mend it: give a user",
        ),
        (
            "dba:wr0ng@",
            "/sparql-graph-crud-auth",
            "HTTP status 401); expected a store that takes graphs. To mend it: ch",
        ),
        ("", "/sparql-graph-crud", "HTTP status 403"),
        ("", "/sparql", "give the address of the Graph Store Protocol"),
        ("dba:dba@", "/nowhere", "give the address of the Graph Store Protocol"),
    ],
)
def test_virtuoso_refuses(user: str, path: str, said: str, virtuoso: Virtuoso, nquads: Path) -> None:
    address = virtuoso.endpoint.replace("//", f"//{user}").removesuffix("/sparql") + path
    told = message(EndpointError, push, nquads, address, silent)
    assert said in told
    assert "wr0ng" not in told


@pytest.mark.virtuoso
def test_virtuoso_loads_the_bulk_files(virtuoso: Virtuoso, nquads: Path) -> None:
    target = virtuoso.folder / "bulk"
    files = write_bulk(nquads, target)
    for one in files:
        GraphStore(virtuoso.endpoint.replace("//", "//dba:dba@") + "-graph-crud-auth").delete(one.graph)
    virtuoso.sql(f"ld_dir('{target}', '*.nt.gz', 'urn:none')", "rdf_loader_run()", "checkpoint")
    assert worth({one.graph: held(virtuoso.endpoint, one.graph) for one in files}) == worth(graphs(nquads))


def test_bulk_files_hold_the_graph_and_are_the_same_each_time(nquads: Path, tmp_path: Path) -> None:
    first = write_bulk(nquads, tmp_path / "a")
    for one in first:
        triples = pyoxigraph.parse(gzip.decompress(one.file.read_bytes()), format=pyoxigraph.RdfFormat.N_TRIPLES)
        assert {quad.triple for quad in triples} == graphs(nquads)[one.graph]
        assert one.file.with_suffix(".graph").read_text(encoding="utf-8") == one.graph + "\n"
    write_bulk(nquads, tmp_path / "b")
    write_bulk(nquads, tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    (tmp_path / "b" / "letter.txt").write_text("mine", encoding="utf-8")
    assert "letter.txt" in message(OutputError, write_bulk, nquads, tmp_path / "b")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in message(OutputError, write_bulk, nquads, tmp_path / "file")


def test_a_damaged_store_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_text(f'<u:a> <u:b> <u:c> <{GRAPH}one> .\n<u:a> <u:b> "c" .\n', encoding="utf-8")
    assert message(StoreError, split, file, tmp_path).startswith(f"{file}, line 2: ")


def test_a_server_that_only_reads_is_told(oxigraph_server: OxigraphServer, nquads: Path) -> None:
    told = message(EndpointError, push, nquads, oxigraph_server.graphs, silent)
    assert told.startswith(f"{oxigraph_server.graphs}: found a refusal of the PUT of {GRAPH}calendar (HTTP status 403")


@pytest.mark.parametrize("path", ["/query", "/nowhere"])
def test_a_wrong_address_is_told(path: str, empty_oxigraph: OxigraphServer, nquads: Path) -> None:
    told = message(EndpointError, push, nquads, f"http://{empty_oxigraph.host}{path}", silent)
    assert "give the address of the Graph Store Protocol" in told


def test_nobody_there_is_told(nquads: Path) -> None:
    with running("serve") as server:
        address = server.graphs
    told = message(EndpointError, push, nquads, address, silent)
    assert told.startswith(f"{address}: found no answer to GET (Connection refused)")
    assert "sec" not in message(UsageError, push, nquads, "ftp://user:secret@example.org/", silent)


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql-auth"),
        ("http://u:p@h:7878/store/", "http://u:p@h:7878/query"),
        ("https://h/repositories/heze/rdf-graphs/service", "https://h/repositories/heze"),
        ("https://h:8182/sparql/gsp/", "https://h:8182/sparql"),
        ("http://h:3030/heze/data", "http://h:3030/heze/query"),
        ("http://h/elsewhere", None),
    ],
)
def test_where_a_store_answers_queries(address: str, query: str | None) -> None:
    assert query_endpoint(address) == query


@dataclass
class Odd:
    """A server that does what it is told to, and what it was sent."""

    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    read: bool = True
    sent: list[tuple[str, str, bytes, str | None]] = field(default_factory=list)
    proxied: list[str | None] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def odd() -> Iterator[Odd]:
    state = Odd()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            data = self.rfile.read(length) if state.read else b""
            state.sent.append((self.command, self.path, data, self.headers["Authorization"]))
            state.proxied.append(self.headers["Proxy-Authorization"])
            self.send_response(state.statuses.get(self.command, 204))
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)
            self.close_connection = True

        do_GET = do_PUT = do_DELETE = do_POST = answer  # noqa: N815  (the names that http.server asks for)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named so by its base)
            pass

    with listening(Handler) as port:
        state.address = f"http://127.0.0.1:{port}/graphs"
        yield state


def test_the_proxy_of_the_environment_is_asked(odd: Odd, nquads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd.statuses = {"GET": 404}
    proxy = odd.address.removesuffix("/graphs")
    monkeypatch.setenv("http_proxy", proxy.replace("//", "//us%40er:secret@"))
    monkeypatch.setenv("no_proxy", "")
    store = GraphStore("http://graphs.invalid/graphs")
    store.put(f"{GRAPH}one", nquads)
    assert [path.partition("?")[0] for _, path, *_ in odd.sent] == ["http://graphs.invalid/graphs"] * 2
    assert odd.proxied == ["Basic dXNAZXI6c2VjcmV0"] * 2
    odd.statuses = {"GET": 404, "PUT": 507}
    said = message(EndpointError, store.put, f"{GRAPH}one", nquads)
    assert f"through the proxy {proxy.removeprefix('http://')} (http_proxy)" in said
    assert "secret" not in said


def test_a_proxy_is_asked_for_a_tunnel_to_a_server_of_https(nquads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Proxy(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append((self.path, self.headers["Proxy-Authorization"]))
            self.send_error(502)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named so by its base)
            pass

    with listening(Proxy) as port:
        monkeypatch.setenv("https_proxy", f"someone:else@127.0.0.1:{port}")
        said = message(EndpointError, GraphStore("https://graphs.invalid/graphs").put, f"{GRAPH}one", nquads)
    assert asked == [("graphs.invalid:443", "Basic c29tZW9uZTplbHNl")]
    assert f"through the proxy 127.0.0.1:{port} (https_proxy)" in said


def test_what_is_sent(odd: Odd, nquads: Path) -> None:
    odd.statuses = {"GET": 404}
    done = push(nquads, odd.address.replace("//", "//us%40er:se%3Acret@") + "?key=1", silent)
    assert not done.counted
    assert [method for method, *_ in odd.sent] == ["GET"] + ["PUT"] * len(done.graphs)
    _, path, data, authorization = odd.sent[1]
    assert path == "/graphs?key=1&graph=https%3A%2F%2Fw3id.org%2Fheze-graph%2Fgraph%2Fcalendar"
    assert data.count(b"\n") == done.graphs[GRAPH + "calendar"]
    assert authorization == "Basic dXNAZXI6c2U6Y3JldA=="


def test_a_refusal_before_the_end_is_read(odd: Odd, tmp_path: Path) -> None:
    odd.statuses, odd.read, odd.body = {"GET": 404, "PUT": 413}, False, b"too\x1b[31m large\n\nmore"
    large = tmp_path / "large.nq"
    large.write_text("".join(f'<u:{n}> <u:b> "{"x" * 1000}" <{GRAPH}one> .\n' for n in range(5000)), encoding="utf-8")
    told = message(EndpointError, push, large, odd.address, silent)
    assert "HTTP status 413: too [31m large)" in told or "no answer to PUT" in told


def test_a_store_that_lost_something_is_told(odd: Odd, nquads: Path) -> None:
    odd.statuses = {"GET": 404, "POST": 200}
    odd.headers = {"Content-Type": "application/sparql-results+json"}
    odd.body = b'{"head": {"vars": ["graph", "triples"]}, "results": {"bindings": []}}'
    told = message(EndpointError, push, nquads, odd.address, silent, query=odd.address)
    assert f"found 0 triples in {GRAPH}calendar afterwards" in told


def test_prune_needs_to_know_what_is_there(odd: Odd, nquads: Path) -> None:
    assert "--query" in message(EndpointError, push, nquads, odd.address, silent, prune=True)
    assert odd.sent == []


def test_a_redirection_is_told_and_not_followed(odd: Odd, nquads: Path) -> None:
    odd.statuses, odd.headers = {"GET": 404, "PUT": 308}, {"Location": "http://example.org/"}
    told = message(EndpointError, push, nquads, odd.address.replace("//", "//user:secret@"), silent)
    assert "HTTP status 308" in told
    assert "secret" not in told


def test_large_graphs_take_bounded_memory(odd: Odd, tmp_path: Path) -> None:
    odd.statuses, odd.read = {"GET": 404}, True
    large = tmp_path / "large.nq"
    with large.open("w", encoding="utf-8") as file:
        for number in range(120_000):
            file.write(f'<u:{number}> <u:b> "{"x" * 1000}" <{GRAPH}{number % 3}> .\n')
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from heze_graph.store.push import split\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "files = split(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "from heze_graph.store.push import GraphStore\n"
        "for one in files: GraphStore(sys.argv[3]).put(one.graph, one.file)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    (tmp_path / "split").mkdir()
    arguments = [sys.executable, "-c", program, str(large), str(tmp_path / "split"), odd.address]
    grown = int(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    assert large.stat().st_size > 100 * 1024 * 1024
    # Linux counts kilobytes, macOS bytes.
    assert grown < 60 * 1024 * (1024 if sys.platform == "darwin" else 1)


def test_the_command(
    empty_oxigraph: OxigraphServer, seed_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", "--store", str(seed_store), "--endpoint", empty_oxigraph.graphs]) == 0
    out, err = capsys.readouterr()
    assert out.endswith(" triples, counted there\n")
    assert f"{GRAPH}register" in err
    assert main(["push", "--store", str(seed_store), "--bulk", str(tmp_path / "bulk")]) == 0
    assert "graphs, " in capsys.readouterr().out
    assert main(["push", "--store", str(seed_store), "--bulk", str(tmp_path / "bulk"), "--prune"]) == 2
    assert main(["push", "--store", str(tmp_path / "none"), "--endpoint", empty_oxigraph.graphs]) == 1
