"""A question to an engine and its whole answer, already written in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import BinaryIO, Literal, Protocol, Self, runtime_checkable

Format = Literal["json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld"]
TABLES: tuple[Format, ...] = ("json", "xml", "csv", "tsv")
GRAPHS: tuple[Format, ...] = ("ttl", "nt", "rdf", "jsonld")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a query is asked over: `default` graphs merged, and `named` ones; both by their IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A query, its form (SELECT, ASK, CONSTRUCT or DESCRIBE), and how to answer it.

    `format` is one of TABLES for SELECT and ASK, one of GRAPHS for CONSTRUCT and DESCRIBE. `dataset` is None where
    the query names its own or, with `union`, means all graphs. `cost` is an estimate, the higher the later it is
    answered; a `saved` query goes before all that strangers send.
    """

    query: str
    format: Format
    form: str = "SELECT"
    dataset: Dataset | None = None
    union: bool = True
    base: str | None = None
    cost: int = 0
    saved: bool = False


@dataclass(slots=True)
class Reply:
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
class Answering(Protocol):
    """An engine that writes whole answers."""

    def answer(self, question: Question, gone: Event | None = None) -> Reply:
        """Return the whole answer; once `gone` is set nobody waits for it any more.

        Raises QueryError when the query is at fault, or needs too much; BusyError when too much is asked at once;
        OvertimeError when it takes too long; StoreError when the store fails.
        """
