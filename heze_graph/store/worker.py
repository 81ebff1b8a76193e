"""A worker: one process that holds the graph and answers one query at a time; `store/pool.py` starts and ends it.

It reads one JSON object a line (see `Request`) and writes one: `{"size": bytes}` when the whole answer is in the file,
else `{"fault": kind, "message": text}`. When its input ends, whoever asked is gone, and so is the worker, in the midst
of a query, too.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypedDict, cast

from heze_graph import processes
from heze_graph.errors import StoreError
from heze_graph.store.embedded import opened
from heze_graph.store.folder import Generation
from heze_graph.store.question import GRAPHS, Format
from heze_graph.store.writing import Output, check, write_graph, write_table

if TYPE_CHECKING:
    import pyoxigraph

#: Chains of operators make Oxigraph call itself for each; those of 64 kB fit into this.
_STACK = 256 * 1024 * 1024
_PAGES = Path("/proc/self/statm")


class Request(TypedDict):
    """What a worker is asked: where the answer goes and how large it may be, and the parts of a Question."""

    file: str
    limit: int
    query: str
    format: Format
    base: str | None
    union: bool
    dataset: list[list[str]] | None


class Result(TypedDict, total=False):
    """What a worker says: `ready` once, then a `size` or a `fault` (syntax, format, large, store) for each Request."""

    ready: bool
    size: int
    fault: str
    message: str


def main(folder: str, spool: str, memory: str) -> None:
    """Answer queries over a generation until the input ends; a query may take so many bytes more than the graph."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes of a terminal; who started us ends us
    try:
        store = opened(Generation(Path(folder)))
    except StoreError as error:
        _say({"fault": "store", "message": str(error)})
        return
    _bound(int(memory))
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.stack_size(_STACK)
    threading.Thread(target=_serve, args=(store, requests), daemon=True).start()
    with suppress(OSError):
        _say({"ready": True})
        for line in sys.stdin.buffer:
            requests.put(json.loads(line))
    _leave(spool)


def _say(result: Result) -> None:
    print(json.dumps(result), flush=True)


def _bound(memory: int) -> None:
    """Leave no core behind, and take no more memory than now and so many bytes; Linux only tells how much that is."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if _PAGES.exists():
            taken = int(_PAGES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
            processes.limit_memory(taken + _STACK + memory)


def _serve(store: pyoxigraph.Store, requests: SimpleQueue[Request]) -> None:
    try:
        while True:
            _say(_answer(store, requests.get()))
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


def _answer(store: pyoxigraph.Store, request: Request) -> Result:
    with Path(request["file"]).open("w+b") as file:
        output = Output(file, request["format"], request["limit"])
        try:
            with _no_new_files():
                _write(store, request, output)
            file.seek(0)
            check(file, request["format"])
        except SyntaxError as error:
            return {"fault": "syntax", "message": str(error)}
        except ValueError as error:
            return {"fault": "format", "message": str(error)}
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
    if isinstance(result, QueryTriples) != (request["format"] in GRAPHS):
        raise ValueError("a graph is no table")
    if isinstance(result, QueryTriples):
        write_graph(result, request["format"], output)
    else:
        write_table(result, request["format"], output)


@contextmanager
def _no_new_files() -> Iterator[None]:
    """Let nothing be opened meanwhile, no file and no connection: a second lock, behind the refusal of SERVICE."""
    if sys.platform == "win32":
        yield
        return
    import resource

    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
