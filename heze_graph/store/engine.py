"""What every engine does, which engine answers for an address, and its whole answers written: all that asks the graph.

A new engine is a class with these methods and one line in ENGINES.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from os import SEEK_END
from threading import BoundedSemaphore, Event
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol, Self, cast, runtime_checkable

from heze_graph.errors import BusyError, QueryError
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_as_results
from heze_graph.rdf.formats import TRIPLES, Output, check, write_result, write_statements

if TYPE_CHECKING:
    import pyoxigraph

#: The scheme of an address given as `--endpoint` → the module and the class that answers for it.
ENGINES = {
    "http": ("heze_graph.store.remote", "Remote"),
    "https": ("heze_graph.store.remote", "Remote"),
}
#: How many queries an engine of another program is asked at once, and how long the next one waits, in seconds.
AT_ONCE, PATIENCE = 4, 5.0
_free = BoundedSemaphore(AT_ONCE)


_versions: ContextVar[set[str] | None] = ContextVar("versions", default=None)


@contextmanager
def versions_read() -> Iterator[set[str]]:
    """Give the set of the versions of the data that are read within: more than one where the graph was replaced."""
    outer, found = _versions.get(), set[str]()
    token = _versions.set(found)
    try:
        yield found
    finally:
        _versions.reset(token)
        if outer is not None:
            outer |= found


def note_version(version: str | None) -> None:
    """Note that data of a version were read; None where nobody can tell which."""
    if version and (found := _versions.get()) is not None:
        found.add(version)


class Engine(Protocol):
    """A store that answers SPARQL 1.1 queries over the union of its named graphs, and changes nothing."""

    @property
    def version(self) -> str | None:
        """The version of the data, which changes exactly when the graph does; None where nobody can tell.

        What is asked after this was read is answered by it, or by a newer one.
        """

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query; ASK gives one row with the column `answer`.

        Raises QueryError when the query is wrong, StoreError when the store fails.
        """

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        Raises QueryError when the query is wrong, StoreError when the store fails.
        """

    def close(self) -> None:
        """Let go of files, connections and processes."""


def connect(endpoint: str) -> Engine:
    """Return the engine for an address, by its scheme; raises UsageError where the address is none."""
    scheme = endpoint.partition(":")[0].lower()
    # What no engine knows is told by the one that knows addresses, and shows no password.
    module, name = ENGINES.get(scheme, ENGINES["http"])
    make = cast("Callable[[str], Engine]", getattr(import_module(module), name))
    return make(endpoint)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a query is asked over: `default` graphs merged, and `named` ones; both by their IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, its form (SELECT, ASK, CONSTRUCT or DESCRIBE), and how to answer it.

    `format` is one of RESULTS for SELECT and ASK, one of TRIPLES for CONSTRUCT and DESCRIBE (`rdf/formats.py`).
    `dataset` is None where the query names its own or, with `union`, means all graphs. `client` is who sent a query of
    their own (an address), None for a saved query or one of our pages.
    """

    query: str
    format: str
    form: str = "SELECT"
    dataset: Dataset | None = None
    union: bool = True
    base: str | None = None
    client: str | None = None


@dataclass(slots=True)
class WrittenAnswer:
    """A whole answer in a file: its size in bytes, and the version of the data that gave it (None: unknown)."""

    file: BinaryIO
    size: int
    version: str | None
    discard: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if not self.file.closed:
            self.file.close()
            self.discard()

    def parts(self, size: int = 64 * 1024) -> Iterator[bytes]:
        """Yield the answer in parts of at most so many bytes."""
        while part := self.file.read(size):
            yield part


@runtime_checkable
class Writing(Protocol):
    """An engine that writes whole answers itself."""

    def answer(self, request: QueryRequest, gone: Event | None = None) -> WrittenAnswer:
        """Return the whole answer; once `gone` is set nobody waits for it any more.

        Raises QueryError when the query is at fault, or needs too much; FormatError when the format cannot hold the
        answer; BusyError when too much is asked at once; OvertimeError when it takes too long; StoreError when the
        store fails.
        """


def answer(engine: Engine, request: QueryRequest, gone: Event | None = None) -> WrittenAnswer:
    """Return the whole answer of an engine, as `Writing` says.

    An engine that cannot write is asked, not more than a few times at once; its time and memory are its own affair, and
    a dataset beside the query is refused.
    """
    if isinstance(engine, Writing):
        return engine.answer(request, gone)
    if request.dataset is not None:
        raise QueryError.problem("store.dataset")
    if not _free.acquire(timeout=PATIENCE):
        raise BusyError(say("store.asked-too-much"))
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        _write(engine, request, cast("IO[bytes]", file))
    except BaseException:
        file.close()
        raise
    finally:
        _free.release()
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return WrittenAnswer(cast("BinaryIO", file), size, engine.version)


def _write(engine: Engine, request: QueryRequest, file: IO[bytes]) -> None:
    import pyoxigraph

    output = Output(file, request.format)
    if request.format in TRIPLES:
        write_statements(engine.construct(request.query), output, request.format)
    else:
        results = json.dumps(answer_as_results(engine.select(request.query), request.form))
        parsed = pyoxigraph.parse_query_results(results, pyoxigraph.QueryResultsFormat.JSON)
        write_result(parsed, output, request.format)
    file.seek(0)
    check(file, request.format)
