"""What every engine does, which engine serves an address, and how whole answers are written.

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

#: The scheme of an address given as `--endpoint`, and the module and class that serve it.
ENGINES = {
    "http": ("heze_graph.store.remote", "Remote"),
    "https": ("heze_graph.store.remote", "Remote"),
}
#: How many queries a foreign engine is asked at once, and how many seconds the next one waits.
AT_ONCE, PATIENCE = 4, 5.0
_free = BoundedSemaphore(AT_ONCE)


_versions: ContextVar[set[str] | None] = ContextVar("versions", default=None)


@contextmanager
def versions_read() -> Iterator[set[str]]:
    """Give the set of data versions read inside the `with` statement: more than one where the graph was replaced."""
    outer, found = _versions.get(), set[str]()
    token = _versions.set(found)
    try:
        yield found
    finally:
        _versions.reset(token)
        if outer is not None:
            outer |= found


def note_version(version: str | None) -> None:
    """Note that data of a version were read; None where the version is unknown."""
    if version and (found := _versions.get()) is not None:
        found.add(version)


class Engine(Protocol):
    """A store that answers SPARQL 1.1 queries over the union of its named graphs, read-only."""

    @property
    def version(self) -> str | None:
        """The version of the data, which changes exactly when the graph does; None where it is unknown.

        Queries asked after reading it are answered from it, or from a newer one.
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
        """Release files, connections and processes."""


def is_large(engine: Engine) -> bool:
    """Return whether an engine's graph is too large for memory: on this machine, with an index on disk."""
    generation = getattr(engine, "generation", None)
    return bool(generation and generation.index)


def connect(endpoint: str) -> Engine:
    """Return the engine for an address, by its scheme; raises UsageError for an invalid address."""
    scheme = endpoint.partition(":")[0].lower()
    # An unknown scheme goes to the engine for URLs, whose error shows no password.
    module, name = ENGINES.get(scheme, ENGINES["http"])
    make = cast("Callable[[str], Engine]", getattr(import_module(module), name))
    return make(endpoint)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a query is asked over: `default` graphs, merged, and `named` ones; both by their IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, its form (SELECT, ASK, CONSTRUCT or DESCRIBE), and how to answer it.

    `format` is one of RESULTS for SELECT and ASK, one of TRIPLES for CONSTRUCT and DESCRIBE (`rdf/formats.py`).
    `dataset` is None where the query names its own or, with `union`, means all graphs. `client` is the address of
    whoever sent an ad hoc query, None for a saved query or one of our pages.
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
        """Close the file; closing it again does nothing."""
        if not self.file.closed:
            self.file.close()
            self.discard()

    def parts(self, size: int = 64 * 1024) -> Iterator[bytes]:
        """Yield the answer in chunks of at most this many bytes."""
        while part := self.file.read(size):
            yield part


@runtime_checkable
class Writing(Protocol):
    """An engine that writes whole answers itself."""

    def answer(self, request: QueryRequest, gone: Event | None = None) -> WrittenAnswer:
        """Return the whole answer; once `gone` is set nobody is waiting for it any more.

        Raises QueryError when the query is at fault or takes too much memory; FormatError when the format cannot hold
        the answer; BusyError when there are too many requests; OvertimeError when it takes too long; StoreError when
        the store fails.
        """


def answer(engine: Engine, request: QueryRequest, gone: Event | None = None) -> WrittenAnswer:
    """Return the whole answer of an engine, as `Writing` says.

    An engine that cannot write answers is asked a few queries at a time; its time and memory are its own affair, and a
    dataset given beside the query is refused.
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
