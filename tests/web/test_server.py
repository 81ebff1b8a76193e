"""`heze-graph serve`: it starts, says where, and ends without leaving anything behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from heze_graph.web.front import is_local
from tests.web.serving import SIMPLE, Server, running

HEZE_GRAPH = [sys.executable, "-P", "-m", "heze_graph"]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"


def command(store: Path, *more: str) -> list[str]:
    return [*HEZE_GRAPH, "serve", "--port", "0", "--store", str(store), *more]


@pytest.fixture(scope="module")
def server(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(command(seed_store, "--allow-host", "graph.example"), tmp_path_factory.mktemp("serve") / "log") as one:
        yield one


def failed(*arguments: str) -> tuple[int, str]:
    found = subprocess.run([*HEZE_GRAPH, "serve", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    return found.returncode, found.stderr


def gone(pids: list[int]) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", ",".join(map(str, pids))], capture_output=True, text=True)  # noqa: PLW1510 - none is the aim
    return not [state for state in found.stdout.split() if not state.startswith("Z")]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_all_its_workers(seed_store: Path, tmp_path: Path, how: signal.Signals) -> None:
    log = tmp_path / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(command(seed_store), stderr=errors, text=True)
    while not (found := re.search(r":(\d+)/", log.read_text())):
        assert process.poll() is None
        time.sleep(0.05)
    one = Server(process, int(found[1]))
    assert one.get(SIMPLE).status == 200
    with socket.create_connection(("127.0.0.1", one.port)) as busy:
        # One query runs, and a connection stands open.
        busy.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n")
        busy.sendall(b"Content-Length: %d\r\n\r\n" % len(ENDLESS) + ENDLESS.encode())
        time.sleep(0.3)
        workers = one.workers()
        assert workers
        process.send_signal(how)
        assert process.wait(20) == (-9 if how is signal.SIGKILL else 0)
        end = time.monotonic() + 20
        while not gone(workers):
            assert time.monotonic() < end
            time.sleep(0.05)
    assert log.read_text().count("\n") == 1


HANGS = """
import sys, time
from pathlib import Path
from heze_graph.store.lanes import Limits
from heze_graph.store.pool import Pool
from heze_graph.web import server

server._LAST = 0.5
settings = server.Settings(*server.free_address("127.0.0.1", 0))
pool = Pool(Path(sys.argv[1]), Limits())
pool.close = lambda: time.sleep(600)
server.serve(pool, settings, lambda: print(settings.url, file=sys.stderr, flush=True))
"""


def test_it_ends_although_something_in_it_does_not(seed_store: Path, tmp_path: Path) -> None:
    with running([sys.executable, "-P", "-c", HANGS, str(seed_store)], tmp_path / "log") as one:
        workers = one.workers()
        assert workers
    assert "has not come to its end" in (tmp_path / "log").read_text(encoding="utf-8")
    end = time.monotonic() + 20
    while not gone(workers):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_port_that_is_taken(seed_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = failed("--store", str(seed_store), "--port", str(port))
    assert status == 1
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999"])
def test_a_port_that_is_none(port: str) -> None:
    status, said = failed("--port", port)
    assert status == 2
    assert "65535" in said


def test_an_address_that_is_not_here(seed_store: Path) -> None:
    status, said = failed("--store", str(seed_store), "--host", "192.0.2.1", "--port", "0")
    assert (status, said.count("\n")) == (1, 1)


def test_no_store(tmp_path: Path) -> None:
    status, said = failed("--store", str(tmp_path / "none"), "--port", "0")
    assert status == 1
    assert "heze-graph build" in said


def test_names_that_are_allowed(server: Server) -> None:
    for host, status in {"graph.example": 200, "graph.example:80": 200, "other.example": 421}.items():
        assert server.ask("/sparql?query=ASK%7B%7D", headers={"Host": host}).status == status


def test_who_listens_for_others_is_told(seed_store: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(command(seed_store, "--host", "0.0.0.0"), log) as one:  # noqa: S104 - that is the case
        assert one.get(SIMPLE).status == 200
    assert "other machines" in log.read_text()


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.b", False)],  # noqa: S104  (nothing listens)
)
def test_what_is_local(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_a_remote_endpoint_behind_it(server: Server, tmp_path: Path) -> None:
    arguments = [*HEZE_GRAPH, "serve", "--port", "0", "--endpoint", f"{server.url}/sparql"]
    with running(arguments, tmp_path / "log") as front:
        select = "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 5"
        assert json.loads(front.get(select).body) == json.loads(server.get(select).body)
        assert front.get(select, "text/csv").body == server.get(select, "text/csv").body
        assert b"true" in front.get("ASK { ?s ?p ?o }").body
        assert front.get("CONSTRUCT WHERE { ?s a ?o }").status == 200
        assert front.get("SELECT * { ?s ?p").status == 400
        assert front.get("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").status == 400
        named = {"default-graph-uri": "http://example.org/g"}
        assert front.get("ASK {}", None, **named).status == 400


def test_an_endpoint_that_is_not_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
    with running([*HEZE_GRAPH, "serve", "--port", "0", "--endpoint", url], tmp_path / "log") as front:
        reply = front.get("ASK {}")
    assert reply.status == 502
    assert reply.text.count("\n") == 1


def test_the_working_folder_is_not_looked_into(seed_store: Path, tmp_path: Path) -> None:
    # A file of that name there must not be taken for ours.
    (tmp_path / "pyoxigraph.py").write_text("raise SystemExit('taken')")
    log = tmp_path / "log"
    folder = os.getcwd()  # noqa: PTH109 - to come back
    os.chdir(tmp_path)
    try:
        with running(command(seed_store), log) as one:
            assert one.get(SIMPLE).status == 200
    finally:
        os.chdir(folder)
