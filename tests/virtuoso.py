"""A real Virtuoso of our own for tests: import the fixture `virtuoso` where it is needed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.listening import answers

#: How long Virtuoso may take to make its database and answer, to do what isql says, and to stop, in seconds.
_START, _WORK, _STOP = 120, 300, 30
#: The largest answer, larger than the seeds' graph; larger ones are cut off, which a test needs, too.
MAX_ROWS = 100_000

_PROGRAMS = {"virtuoso-t": ("virtuoso-t",), "isql": ("isql-vt", "isql-v")}
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {files}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
{memory}
ServerThreads = 10
ThreadsPerQuery = 2
CheckpointInterval = 0

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server may use: buffers of 8 kB, memory of a query (as in virtuoso.ini), rows and seconds of an answer."""

    buffers: int = 4000
    memory: str = "MaxMemPoolSize = 64000000\nMaxQueryMem = 128M"
    rows: int = MAX_ROWS
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running server: its SPARQL endpoint, its port for SQL, the folder that it may read, its process number."""

    endpoint: str
    sql_port: int
    folder: Path
    pid: int

    def load(self, nquads: Path) -> None:
        """Load a file of N-Quads, its named graphs as they are, through the bulk loader."""
        copy = self.folder / nquads.name
        shutil.copyfile(nquads, copy)
        # The graph named here would take statements without one.
        self.sql(f"ld_dir('{self.folder}', '{nquads.name}', 'urn:none')", "rdf_loader_run()", "checkpoint")
        left = self.sql("SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_state <> 2 OR ll_error IS NOT NULL")
        if left:
            pytest.fail(f"Virtuoso did not load {nquads}: {left}")
        copy.unlink()

    def sql(self, *statements: str, timeout: float | None = _WORK) -> str:
        """Do SQL statements through isql and return what it prints, without headings."""
        done = subprocess.run(
            [
                _program("isql"),
                f"127.0.0.1:{self.sql_port}",
                "dba",
                "dba",
                "VERBOSE=OFF",
                "BANNER=OFF",
                "PROMPT=OFF",
                "ERRORS=STDOUT",
            ],
            input="".join(f"{statement};\n" for statement in statements),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=True,
        )
        if "*** Error" in done.stdout:
            pytest.fail(done.stdout)
        return done.stdout.strip()


@pytest.fixture(scope="session")
def virtuoso() -> Iterator[Virtuoso]:
    """One empty Virtuoso for the session; nothing of it is left behind."""
    with serving(Limits()) as server:
        yield server


@contextmanager
def serving(limits: Limits, files: Path | None = None) -> Iterator[Virtuoso]:
    """Run an empty Virtuoso in a folder of its own, which is all that it may read unless `files` is."""
    server, _ = _program("virtuoso-t"), _program("isql")
    with tempfile.TemporaryDirectory(prefix="virtuoso-") as name:
        folder, readable = Path(name), (files or Path(name)).absolute()
        sql, http = _free_ports()
        values = {"buffers": limits.buffers, "dirty": limits.buffers * 3 // 4, "memory": limits.memory}
        values |= {"rows": limits.rows, "seconds": limits.seconds, "sql": sql, "http": http}
        settings = folder / "virtuoso.ini"
        settings.write_text(_SETTINGS.format(folder=folder, files=readable, **values), encoding="utf-8")
        with _running([server, "+foreground", "+configfile", str(settings)], folder) as process:
            running = Virtuoso(f"http://127.0.0.1:{http}/sparql", sql, readable, process.pid)
            _wait(running, process, folder)
            yield running


def _program(name: str) -> str:
    for known in _PROGRAMS[name]:
        if found := shutil.which(known):
            return found
    pytest.skip(f"no {' or '.join(_PROGRAMS[name])} on the PATH: install Virtuoso (Debian: virtuoso-opensource)")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in the foreground of a folder, its output in a file there; end it whatever happens."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(server: Virtuoso, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the endpoint answers; fail with what Virtuoso printed where it does not."""
    if answers(server.endpoint, process, _START):
        return
    printed = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"Virtuoso did not start (status {process.poll()}):\n{printed[-4000:]}")
