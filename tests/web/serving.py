"""A real server in a process of its own, and raw requests to it; run as a script, it is that server."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlencode

from heze_graph import resources
from heze_graph.store.lanes import Limits
from heze_graph.store.pool import Pool

SIMPLE = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = field(compare=False)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, data: bytes, timeout: float = 30, *, method: str = "GET") -> Reply:
        """Send bytes as they are and read one answer; a server that says nothing is a ConnectionError."""
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            connection.sendall(data)
            response = HTTPResponse(connection, method=method)
            response.begin()
            body = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, headers, body, time.monotonic() - begin)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        client: str = "127.0.0.1",
    ) -> Reply:
        begin = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(client, 0))
        try:
            # A server may answer, and leave, before it has all of a body: its answer is there all the same.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            answered = response.read()
        finally:
            connection.close()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, found, answered, time.monotonic() - begin)

    def get(self, query: str, accept: str | None = None, **parameters: str) -> Reply:
        given = urlencode({"query": query, **parameters}, quote_via=quote)
        return self.ask(f"/sparql?{given}", headers={"Accept": accept} if accept else None)

    def post(self, query: str, accept: str | None = None) -> Reply:
        headers = {"Content-Type": "application/sparql-query"} | ({"Accept": accept} if accept else {})
        return self.ask("/sparql", "POST", query.encode(), headers)

    def workers(self) -> list[int]:
        """Return the processes that it started."""
        found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = (map(int, line.split()) for line in found.splitlines())
        return [pid for pid, parent in pairs if parent == self.process.pid]

    def memory(self) -> int:
        """Return the resident memory of the server and all its workers, in bytes."""
        pids = [self.process.pid, *self.workers()]
        command = ["ps", "-o", "rss=", "-p", ",".join(map(str, pids))]
        sizes = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
        return sum(map(int, sizes)) * 1024


@contextmanager
def served(store: Path, log: Path, **limits: float) -> Iterator[Server]:
    """Run a server over a store with other Limits than usual; its standard error goes to a file."""
    command = [sys.executable, "-P", __file__, str(store), json.dumps(limits)]
    with running(command, log) as server:
        yield server


@contextmanager
def running(command: list[str], log: Path) -> Iterator[Server]:
    """Run a command that serves, until it is no longer needed; it must end in silence when it is asked to."""
    environment = os.environ | {"PYTHONPATH": str(resources.ONTOLOGY.parent)}
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stderr=errors, text=True, env=environment)
        try:
            yield Server(process, _port(log, process))
        finally:
            process.terminate()
            assert process.wait(20) == 0, log.read_text(encoding="utf-8")


def _port(log: Path, process: subprocess.Popen[str]) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := re.search(r"http://\S+?:(\d+)/", log.read_text(encoding="utf-8")):
            return int(found[1])
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("the server does not start")


def main(store: str, limits: str) -> None:
    from heze_graph.web.server import Settings, free_address, leave, serve

    settings = Settings(*free_address("127.0.0.1", 0))
    pool = Pool(Path(store), Limits(**json.loads(limits)))
    serve(pool, settings, lambda: print(settings.url, file=sys.stderr, flush=True))
    leave()


if __name__ == "__main__":
    main(*sys.argv[1:])
