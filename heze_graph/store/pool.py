"""An engine of worker processes that answer one query at a time and can be killed: what the web server asks.

A query that crashes, hangs or exhausts memory costs one worker, and another is started. Saved queries and pages have
workers of their own; ad hoc queries wait in a second queue, with a limit on those of one client. Nothing exceeds its
time limit. `docs/decisions/0020-many-workers.md` says why.
"""

from __future__ import annotations

import atexit
import logging
import os
import time
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from heze_graph.errors import BusyError, FormatError, HezeGraphError, OvertimeError, QueryError, StoreError
from heze_graph.messages import Message, one_line, say, unpacked
from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_of
from heze_graph.store import folder
from heze_graph.store.engine import QueryRequest, WrittenAnswer, note_version
from heze_graph.store.lanes import Lane, Limits, Ticket
from heze_graph.store.ordering import ordered
from heze_graph.store.syntax_faults import place_of, syntax_fault
from heze_graph.store.worker import Ended, Request, Spool, Worker, WorkerReply

if TYPE_CHECKING:
    import pyoxigraph

#: How often the store is checked for a new generation, and how soon after a failure a worker is started, in seconds.
_LOOK, _REST = 0.1, 2.0
#: How long a replaced graph may go on answering, in seconds: queries that come later wait for the new one.
_OLD = 0.5
#: The size of an answer, in bytes, for which there is always room.
_SMALL = 1024 * 1024

_log = logging.getLogger("heze_graph.store")


class Pool:
    """An Engine over the current generation of a store, asked from many threads at once.

    When another generation becomes current, the pool switches to it as soon as a worker has loaded it. Running queries
    are not disturbed; where loading takes long, new ones wait for it. The first worker is ready when the constructor
    returns.

    Raises StoreError when there is no store, or its graph cannot be loaded.
    """

    def __init__(self, store: Path, limits: Limits | None = None) -> None:
        self._store, self._limits = store.absolute(), limits or Limits()
        self._changed = Condition()
        self._saved = Lane(self._limits.saved_workers, self._limits.saved_workers, self._limits)
        self._adhoc = Lane(self._limits.adhoc_workers, self._limits.per_client, self._limits)
        self._closed, self._process = False, os.getpid()
        self._sending = 0
        self._numbers = count()
        self._generation = folder.current(self._store)
        #: When a newer generation was first seen, 0 for none; and one that cannot be loaded.
        self._outdated, self._unloadable = 0.0, ""
        self._starting: Worker | None = None
        try:
            self._spool = Spool()
            self._begin()
        except (OSError, RuntimeError) as error:  # no more files, processes, threads or memory
            raise StoreError.problem("store.too-little", where=store, error=one_line(str(error))) from error
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()
        atexit.register(self.close)

    def _begin(self) -> None:
        """Start the first worker; nothing is left behind where that fails."""
        try:
            first = self._worker(self._generation, self._saved)
            first.wait_until_ready()
        except BaseException:
            self._spool.remove()
            raise
        self._saved.idle.append(first)

    @property
    def version(self) -> str:
        """The version that the next query will see, or an older one."""
        self._settle()
        return self._generation.version

    @property
    def generation(self) -> folder.Generation:
        """The generation that the next query will be answered from, or an older one."""
        self._settle()
        generation = self._generation
        note_version(generation.version)
        return generation

    @property
    def moving(self) -> bool:
        """Whether another generation is current than the one that answers, which may be half removed already."""
        return not self._is_current(self._generation)

    def _is_current(self, generation: folder.Generation) -> bool:
        return self._current_name() == generation.folder.name

    def _current_name(self) -> str:
        with suppress(StoreError):
            return folder.current_name(self._store)
        return self._generation.folder.name  # somebody removed the store: what is loaded still answers

    def _is_late(self) -> bool:
        """Whether a newer generation has been current for a while, and a worker is about to load it."""
        name = self._current_name()
        if name == self._generation.folder.name:
            self._outdated = 0.0
            return False
        self._outdated = self._outdated or time.monotonic()
        return name != self._unloadable and time.monotonic() - self._outdated > _OLD

    def _settle(self) -> None:
        """Wait while the loaded generation may no longer answer; called outside the queues, which are short."""
        until = time.monotonic() + self._limits.patience
        with self._changed:
            while self._is_late() and not self._closed and time.monotonic() < until:
                self._changed.wait(_LOOK)

    def _dispatch(self, lane: Lane) -> None:
        """Assign idle workers, unless they may no longer answer."""
        if not self._is_late():
            lane.dispatch()

    def select(self, query: str, *, union: bool = True) -> Answer:
        """Return the answer to a SELECT or ASK query of our own; `union` as in a QueryRequest."""
        return ordered(query, partial(self._asked, union=union))

    def _asked(self, query: str, *, union: bool) -> Answer:
        import pyoxigraph

        with self.answer(QueryRequest(query, "srj", union=union)) as written:
            return answer_of(pyoxigraph.parse_query_results(written.file, format=pyoxigraph.QueryResultsFormat.JSON))

    def construct(self, query: str, *, union: bool = True) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query of our own, sorted."""
        import pyoxigraph

        with self.answer(QueryRequest(query, "nt", union=union)) as written:
            quads = pyoxigraph.parse(written.file, format=pyoxigraph.RdfFormat.N_TRIPLES)
            return sorted({quad.triple for quad in quads}, key=str)

    def answer(self, request: QueryRequest, gone: Event | None = None) -> WrittenAnswer:
        """Return the whole answer, as `Writing` says."""
        lane = self._saved if request.client is None or not self._limits.adhoc_workers else self._adhoc
        seconds = self._limits.saved_seconds if lane is self._saved else self._limits.seconds
        ticket = Ticket(request.client)
        worker = self._wait(lane, ticket, gone)
        path = self._spool.folder / str(next(self._numbers))
        result: WorkerReply | Ended = Ended.BROKEN
        try:
            result = worker.ask(self._message(request, path), seconds, gone)
        finally:
            self._finish(lane, ticket, whole=not isinstance(result, Ended))
        if not isinstance(result, Ended) and "size" in result:
            note_version(worker.generation.version)
            return self._written(path, result["size"], worker.generation.version)
        path.unlink(missing_ok=True)
        raise self._ended(result, worker, seconds) if isinstance(result, Ended) else self._fault(result, request.query)

    def close(self) -> None:
        """End all workers, busy or idle; waiting queries get a StoreError.

        Closing again does nothing, nor does closing in a fork, which does not own the workers.
        """
        if self._process != os.getpid():
            return
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for lane in (self._saved, self._adhoc):
                for worker in (*lane.idle, *(ticket.worker for ticket in lane.running)):
                    if worker:
                        worker.kill()
                lane.idle.clear()
                lane.line.clear()
            if self._starting:
                self._starting.kill()
            self._changed.notify_all()
        self._keeper.join()
        self._spool.remove()
        atexit.unregister(self.close)

    def _wait(self, lane: Lane, ticket: Ticket, gone: Event | None) -> Worker:
        """Return a worker as soon as it is this query's turn; raises BusyError where that takes too long."""
        self._settle()
        until = time.monotonic() + self._limits.patience
        with self._changed:
            if self._closed:
                raise _closed()
            if not lane.enter(ticket):
                raise _busy(say("store.too-many-wait"))
            self._dispatch(lane)
            self._changed.notify_all()
            while ticket.worker is None:
                left = until - time.monotonic()
                if self._closed:
                    raise _closed()
                if left <= 0 or (gone and gone.is_set()):
                    lane.line.remove(ticket)
                    raise _busy(say("store.no-worker", seconds=self._limits.patience))
                self._changed.wait(min(left, _LOOK))
            return ticket.worker

    def _finish(self, lane: Lane, ticket: Ticket, *, whole: bool) -> None:
        """Take the worker back; one that failed, was ended, or holds an older generation is discarded."""
        worker = ticket.worker
        assert worker is not None  # noqa: S101 - it ran
        with self._changed:
            lane.running.remove(ticket)
            lane.charge(ticket.client, time.monotonic() - ticket.begun)
            keep = whole and not self._closed and worker.generation == self._generation
            if keep:
                lane.idle.append(worker)
            self._dispatch(lane)
            self._changed.notify_all()
        if not keep:
            worker.kill()

    def _message(self, request: QueryRequest, path: Path) -> Request:
        dataset = request.dataset
        return {
            "file": str(path),
            "limit": self._limits.answer,
            "query": request.query,
            "format": request.format,
            "base": request.base,
            "union": request.union,
            "dataset": [list(dataset.default), list(dataset.named)] if dataset else None,
        }

    def _written(self, path: Path, size: int, version: str) -> WrittenAnswer:
        with self._changed:
            if size > _SMALL and self._sending + size > self._limits.answers:
                path.unlink(missing_ok=True)
                raise _busy(say("store.too-many-answers"))
            self._sending += size

        def discard() -> None:
            path.unlink(missing_ok=True)
            with self._changed:
                self._sending -= size

        return WrittenAnswer(path.open("rb"), size, version, discard)

    def _ended(self, why: Ended, worker: Worker, seconds: float) -> HezeGraphError:
        """Return the error for a query whose worker ended, or was ended."""
        if self._closed:
            return _closed()
        if why is Ended.LATE:
            return OvertimeError.problem("store.no-end", seconds=seconds)
        if why is Ended.UNWANTED:
            return _busy(say("store.gone"))
        out_of_memory = "memory" in worker.last_words()
        found = say("store.out-of-memory") if out_of_memory else say("store.too-much")
        return QueryError.problem("store.ended", found=found, megabytes=self._limits.memory // 2**20)

    def _fault(self, result: WorkerReply, query: str) -> HezeGraphError:
        """Return the error that a worker reports for a query."""
        message = result.get("message", "")
        match result.get("fault"):
            case "syntax":
                return QueryError(syntax_fault(message, query).at(place_of(message)))
            case "query":
                return QueryError(unpacked(result["packed"]))
            case "format":
                return FormatError(unpacked(result["packed"]))
            case "large":
                return QueryError.problem("store.larger-answer", megabytes=self._limits.answer // 2**20)
            case _:
                return StoreError(say("store.failed", error=one_line(message)))

    def _keep(self) -> None:
        """Start missing workers, of a new generation where there is one, until the pool is closed."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._lacking() is not None, _LOOK)
                if self._closed:
                    return
                lane = self._lacking()
            generation = self._generation
            if self.moving:
                try:
                    generation = folder.current(self._store)
                except StoreError:
                    self._go_on(self._current_name())
            if generation != self._generation:
                self._start(generation, self._saved)  # of the lanes the one that yields to nobody
            elif lane is not None:
                self._start(generation, lane)

    def _lacking(self) -> Lane | None:
        return next((lane for lane in (self._saved, self._adhoc) if lane.workers and lane.missing > 0), None)

    def _start(self, generation: folder.Generation, lane: Lane) -> None:
        """Add a worker to a lane; one of a new generation replaces all idle ones."""
        try:
            worker = self._worker(generation, lane)
            worker.wait_until_ready()
        except (StoreError, OSError, RuntimeError) as error:  # a damaged store; no more processes or threads just now
            if not self._closed and self._is_current(generation):
                _log.warning("a worker cannot be started: %s", one_line(str(error)))
                self._go_on(generation.folder.name)
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, _REST)
            return
        with self._changed:
            self._starting = None
            if self._closed:
                worker.kill()
                return
            if generation != self._generation:
                self._generation = generation
                for one in (self._saved, self._adhoc):
                    for old in one.idle:
                        old.kill()
                    one.idle.clear()
            lane.idle.append(worker)
            lane.dispatch()
            self._changed.notify_all()

    def _go_on(self, unloadable: str) -> None:
        """Let the loaded generation go on answering, since the current one cannot be loaded."""
        with self._changed:
            self._unloadable = unloadable
            for lane in (self._saved, self._adhoc):
                self._dispatch(lane)
            self._changed.notify_all()

    def _worker(self, generation: folder.Generation, lane: Lane) -> Worker:
        worker = Worker(generation, self._spool.folder, self._limits.memory, yielding=lane is self._adhoc)
        with self._changed:
            self._starting = worker
            if self._closed:
                worker.kill()
        return worker


def _busy(what: Message) -> BusyError:
    return BusyError(say("store.busy", what=what, seconds=BusyError.retry_after))


def _closed() -> StoreError:
    return StoreError(say("store.stopping"))
