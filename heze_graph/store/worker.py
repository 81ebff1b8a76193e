"""A worker: a process that holds the graph and answers one query at a time, and how the pool starts, asks and ends it.

The process reads one JSON object a line (see `Request`) and writes one: `{"size": bytes}` when the whole answer is in
the file, else `{"fault": kind, "message": text}`. When its input ends, the pool is gone, and the worker ends as well,
even in the middle of a query.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any, TypedDict, cast

from heze_graph import processes
from heze_graph.errors import FormatError, QueryError, StoreError
from heze_graph.messages import say, unpacked
from heze_graph.rdf.formats import TRIPLES, Output, check, write_result, write_statements
from heze_graph.store.embedded import opened
from heze_graph.store.folder import Generation
from heze_graph.store.index import FIXED

if TYPE_CHECKING:
    import pyoxigraph

#: The stack size: Oxigraph recurses for chains of operators, and chains of 64 kB fit into this.
_STACK = 256 * 1024 * 1024
_YIELDING = 10
#: How much is read of the last output of a worker that failed.
_WORDS = 2_000
#: How often a running query is checked on, in seconds.
_TICK = 0.05


class Request(TypedDict):
    """A request to a worker: where the answer goes, how large it may be, and the fields of a QueryRequest."""

    file: str
    limit: int
    query: str
    format: str
    base: str | None
    union: bool
    dataset: list[list[str]] | None


class WorkerReply(TypedDict, total=False):
    """A worker's message: `ready` once, then for each Request a `size`, or a `fault` with its kind and a message."""

    ready: bool
    size: int
    fault: str
    message: str
    packed: list[Any]


def main(folder: str, spool: str, memory: str, priority: str) -> None:
    """Answer queries over a generation until the input ends; a query may take this many bytes on top of the graph.

    With the priority “yield” it runs only when others leave processor time, so that pages stay fast.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes of a terminal; who started us ends us
    generation = Generation(Path(folder))
    try:
        store = opened(generation)
    except StoreError as error:
        _send({"fault": "store", "packed": say("error", error=error).packed()})
        return
    _bound(int(memory))
    if priority == "yield" and sys.platform != "win32":
        os.nice(_YIELDING)
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.stack_size(_STACK)
    try:
        threading.Thread(target=_serve, args=(store, generation.index, requests), daemon=True).start()
    except (RuntimeError, MemoryError):
        sizes = {"free": processes.free_memory() // 2**20, "least": _STACK // 2**20}
        little = StoreError.problem("store.little-memory", where=folder, **sizes)
        _send({"fault": "store", "packed": say("error", error=little).packed()})
        return
    with suppress(OSError):
        _send({"ready": True})
        for line in sys.stdin.buffer:
            requests.put(json.loads(line))
    _leave(spool)


def _send(result: WorkerReply) -> None:
    print(json.dumps(result), flush=True)


def _bound(memory: int) -> None:
    """Disable core dumps, and limit memory to what is used now and this many bytes; only Linux reports the former."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if taken := processes.taken_memory():
            processes.limit_memory(taken + _STACK + memory)


def _serve(store: pyoxigraph.Store, index: Path | None, requests: SimpleQueue[Request]) -> None:
    try:
        while True:
            _send(_answer(store, index, requests.get()))
    finally:
        os._exit(1)  # whatever it was, somebody waits: the end of this process is an answer, too


def _leave(spool: str) -> None:
    """End this process, and remove the answers that nobody will take."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    shutil.rmtree(spool, ignore_errors=True)
    os._exit(0)  # a thread inside Oxigraph would hold up the usual way out


def _answer(store: pyoxigraph.Store, index: Path | None, request: Request) -> WorkerReply:
    try:
        with Path(request["file"]).open("w+b") as file:
            return _answered(store, index, request, file)
    except OSError as error:  # no room, which may be told as late as when the file is closed
        return {"fault": "store", "message": str(error)}


def _answered(store: pyoxigraph.Store, index: Path | None, request: Request, file: IO[bytes]) -> WorkerReply:
    output = Output(file, request["format"], request["limit"])
    try:
        with _no_files_but_of(index):
            _write(store, request, output)
        file.seek(0)
        check(file, request["format"])
    except SyntaxError as error:
        return {"fault": "syntax", "message": str(error)}
    except QueryError as error:
        return {"fault": "query", "packed": say("error", error=error).packed()}
    except FormatError as error:
        return {"fault": "format", "packed": say("error", error=error).packed()}
    except OSError as error:
        return {"fault": "large" if output.full else "store", "message": str(error)}
    return {"size": output.size}


def _write(store: pyoxigraph.Store, request: Request, output: Output) -> None:
    from pyoxigraph import NamedNode, QueryTriples

    query, base = request["query"], request["base"]
    if request["dataset"] is None:
        result = store.query(query, base_iri=base, use_default_graph_as_union=request["union"])
    else:
        default, named = (cast("Any", [NamedNode(iri) for iri in part]) for part in request["dataset"])
        result = store.query(query, base_iri=base, default_graph=default, named_graphs=named)
    if isinstance(result, QueryTriples) != (request["format"] in TRIPLES):
        raise QueryError.problem("store.graph-asked" if isinstance(result, QueryTriples) else "store.table-asked")
    if isinstance(result, QueryTriples):
        write_statements(result, output, request["format"])
    else:
        write_result(result, output, request["format"])


@contextmanager
def _no_files_but_of(index: Path | None) -> Iterator[None]:
    """Allow opening nothing but the files of an index: no other files and no connections.

    This is a second lock behind the refusal of SERVICE. Oxigraph opens the first sixteen files of an index at once, and
    each of the others when a query needs it.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_files_with(index, usual), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


def _files_with(index: Path | None, usual: int) -> int:
    """Return how many files are open once all of an index are, up to the usual limit; 0 to allow no more."""
    if index is None:
        return 0
    numbers = os.listdir("/dev/fd")  # noqa: PTH208  (its own number is among them, and closed by now)
    found = {_target(number) for number in numbers}
    missing = sum(str(file) not in found for file in index.glob(f"*{FIXED}"))
    return min(usual, len(numbers) - 1 + missing) if missing else 0


def _target(number: str) -> str:
    with suppress(OSError):
        return str(Path("/dev/fd", number).readlink())
    return ""


class Ended(Enum):
    """Why a worker gave no answer: the query took too long, nobody wants it any more, or the process ended."""

    LATE = "late"
    UNWANTED = "unwanted"
    BROKEN = "broken"


class Worker:
    """A process that holds a generation; a `yielding` one runs only when others leave processor time."""

    def __init__(self, generation: Generation, spool: Path, memory: int, *, yielding: bool = False) -> None:
        self.generation = generation
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            processes.command(__name__, str(generation.folder), str(spool), str(memory), "yield" if yielding else ""),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=processes.environment() | {"RUST_BACKTRACE": "0"},
            process_group=0,  # no new session: Linux shares the processor between sessions, whatever their priority
        )
        self._said: SimpleQueue[WorkerReply | None] = SimpleQueue()
        self._words = ""
        # Not every system can wait for a pipe with a timeout; a queue can.
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_until_ready(self) -> None:
        """Wait until the graph is loaded; raises StoreError when it cannot be."""
        result = self._said.get()
        if result is None or "fault" in result:
            words = self.last_words()
            if result:
                raise StoreError(unpacked(result["packed"]))
            store = self.generation.folder.parent
            raise StoreError.problem("store.broken-off", where=store, words=words)

    def ask(self, request: Request, seconds: float, gone: Event | None = None) -> WorkerReply | Ended:
        """Return the worker's reply; a worker that is silent for too many seconds, or once `gone` is set, is killed."""
        until = time.monotonic() + seconds
        try:
            stdin = cast("IO[bytes]", self._process.stdin)
            stdin.write(json.dumps(request).encode("ascii") + b"\n")
            stdin.flush()
        except (OSError, ValueError):
            return Ended.BROKEN
        while True:
            left = until - time.monotonic()
            with suppress(Empty):
                return self._said.get(timeout=max(0.0, min(left, _TICK) if gone else left)) or Ended.BROKEN
            if gone and gone.is_set():
                self.kill()
                return Ended.UNWANTED
            if left <= 0:
                self.kill()
                return Ended.LATE

    def last_words(self) -> str:
        """End the process, and return its last output if it failed."""
        self.kill()
        self._listener.join()
        return self._words

    def kill(self) -> None:
        """Kill the process, whatever it is doing; a waiting caller is told. Killing it again does nothing."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        """Pass on each line of the worker, and None at the end; then close the pipes."""
        stdin, stdout, stderr = (
            cast("IO[bytes]", pipe) for pipe in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        with suppress(OSError, ValueError):
            for line in stdout:
                if line.endswith(b"\n"):
                    self._said.put(cast("WorkerReply", json.loads(line)))
            self._words = " ".join(stderr.read(_WORDS).decode("utf-8", "replace").split())
        self._said.put(None)
        for pipe in (stdin, stdout, stderr):
            with suppress(OSError):
                pipe.close()


if __name__ == "__main__":
    main(*sys.argv[1:])


PREFIX = "heze-graph-answers-"
_LOCK = "lock"
#: Seconds after which an unlocked folder counts as abandoned: a new one is locked much sooner.
_OLD = 60.0


class Spool:
    """A folder for answers, protected by a lock that the system releases when this process ends in any way.

    Folders left by killed servers are removed. Raises OSError where no folder can be made.
    """

    def __init__(self) -> None:
        from filelock import FileLock

        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = FileLock(self.folder / _LOCK)
        try:
            self._lock.acquire()
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove the folder with its content; removing it again does nothing."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    from filelock import FileLock, Timeout

    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):  # somebody else's, or just removed, or held
            if time.time() - left.stat().st_mtime > _OLD:
                with FileLock(left / _LOCK).acquire(timeout=0):
                    shutil.rmtree(left, ignore_errors=True)
