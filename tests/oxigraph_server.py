"""A real Oxigraph server of our own for tests: import the fixtures where they are needed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.store import folder
from tests.listening import answers

#: How long the server may take to answer, and to stop, in seconds.
_START, _STOP = 60, 30


@dataclass(frozen=True, slots=True)
class OxigraphServer:
    """A running server: its SPARQL endpoint and its Graph Store Protocol address."""

    host: str

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}/query"

    @property
    def graphs(self) -> str:
        return f"http://{self.host}/store"


@pytest.fixture(scope="session")
def oxigraph_server(seed_store: Path) -> Iterator[OxigraphServer]:
    """Serve the graph of the seeds, read-only; the default graph is the union, as in our engine."""
    with tempfile.TemporaryDirectory(prefix="oxigraph-") as name:
        store = pyoxigraph.Store(name)
        store.bulk_load(path=str(folder.current(seed_store).graph), format=pyoxigraph.RdfFormat.N_QUADS)
        store.flush()
        del store
        with running("serve-read-only", "--location", name) as server:
            yield server


@pytest.fixture
def empty_oxigraph() -> Iterator[OxigraphServer]:
    """Serve an empty store in memory that takes graphs."""
    with running("serve") as server:
        yield server


@contextmanager
def running(command: str, *options: str) -> Iterator[OxigraphServer]:
    """Run an Oxigraph server until the end of the block."""
    server = OxigraphServer(f"127.0.0.1:{_free_port()}")
    arguments = [_program(), command, "--bind", server.host, "--union-default-graph", *options]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _program() -> str:
    """Return the program, which the package `oxigraph` puts beside Python: it belongs to the test extra."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert found, "no oxigraph beside Python or on the PATH: pip install -e '.[test]'"
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(server: OxigraphServer, process: subprocess.Popen[bytes]) -> None:
    if not answers(server.endpoint, process, _START):
        pytest.fail(f"the Oxigraph server did not start (status {process.poll()})")
