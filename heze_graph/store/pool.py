"""The engine of the web server: worker processes that answer one query at a time, and are ended when they run over.

A query that crashes, hangs or eats memory ends one worker, and another stands ready. `line` says who goes first,
`staff` keeps the workers, `limits` says how much is too much.
"""

from __future__ import annotations

import atexit
import logging
import re
import shutil
import tempfile
import time
from itertools import count
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from heze_graph.errors import BusyError, HezeGraphError, OvertimeError, QueryError, StoreError
from heze_graph.model.answers import Answer
from heze_graph.store.embedded import answer_of
from heze_graph.store.folder import Generation
from heze_graph.store.limits import Limits
from heze_graph.store.line import Line, Ticket
from heze_graph.store.question import Question, Reply
from heze_graph.store.staff import Staff
from heze_graph.store.worker import Request, Result

if TYPE_CHECKING:
    import pyoxigraph

#: How often the running queries are looked at, in seconds, and how often when there are none.
_TICK, _REST = 0.05, 0.5
#: Bytes of an answer for which there is always room.
_SMALL = 1024 * 1024
#: How much of the engine's own words about a query is repeated.
_SAID = 300


_log = logging.getLogger("heze_graph.store")


class Pool:
    """An Engine over the current generation of a store, asked from many threads at once.

    When another generation becomes current, the pool moves to it as soon as a worker has loaded it; queries that run
    are not disturbed. The first worker is ready when this returns.

    Raises StoreError when there is no store, or its graph cannot be loaded.
    """

    def __init__(self, store: Path, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._changed = Condition()
        self._line = Line(self._limits)
        self._closed = False
        self._sending = 0
        self._numbers = count()
        self._spool = Path(tempfile.mkdtemp(prefix="heze-graph-answers-"))
        try:
            self._staff = Staff(store.absolute(), self._spool, self._limits, self._changed)
        except HezeGraphError:
            shutil.rmtree(self._spool, ignore_errors=True)
            raise
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()
        atexit.register(self.close)

    @property
    def version(self) -> str:
        """The version of the data that the next query will see, or an older one than that."""
        return self._staff.generation.version

    @property
    def generation(self) -> Generation:
        """What the next query will be answered from, or an older one than that."""
        return self._staff.generation

    def select(self, query: str, *, union: bool = True) -> Answer:
        """Return the answer to a SELECT or ASK query, before all that strangers ask; `union` as in a Question."""
        import pyoxigraph

        with self.answer(Question(query, "json", union=union, saved=True)) as reply:
            return answer_of(pyoxigraph.parse_query_results(reply.file, format=pyoxigraph.QueryResultsFormat.JSON))

    def construct(self, query: str, *, union: bool = True) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, before all that strangers ask."""
        import pyoxigraph

        with self.answer(Question(query, "nt", union=union, saved=True)) as reply:
            quads = pyoxigraph.parse(reply.file, format=pyoxigraph.RdfFormat.N_TRIPLES)
            return sorted({quad.triple for quad in quads}, key=str)

    def answer(self, question: Question, gone: Event | None = None) -> Reply:
        """Return the whole answer; once `gone` is set nobody waits for it any more.

        Raises QueryError when the query is at fault, or needs too much; BusyError when too much is asked at once;
        OvertimeError when it takes too long; StoreError when the store fails.
        """
        ticket = Ticket(question, time.monotonic(), gone)
        self._wait(ticket)
        worker = ticket.worker
        assert worker is not None  # noqa: S101 - or _wait would have raised
        path = self._spool / str(next(self._numbers))
        result: Result | None = None
        words = ""
        try:
            result = worker.ask(self._request(question, path))
            words = "" if result else worker.last_words()
        finally:
            self._finish(ticket, whole=result is not None)
        if result and "size" in result:
            return self._reply(path, result["size"], worker.generation.version)
        path.unlink(missing_ok=True)
        raise ticket.error or self._fault(result, words)

    def close(self) -> None:
        """End all workers, busy or not; who still waits gets a StoreError. A second time does nothing."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for ticket in (*self._line.waiting, *self._line.running):
                self._end(ticket, _ending())
            self._staff.close()
            self._changed.notify_all()
        self._keeper.join()
        shutil.rmtree(self._spool, ignore_errors=True)
        atexit.unregister(self.close)

    def _wait(self, ticket: Ticket) -> None:
        """Return when the ticket has a worker; raises the error that ended it before."""
        with self._changed:
            if self._closed:
                raise _ending()
            self._line.enter(ticket)
            for surplus in self._line.surplus(time.monotonic()):
                self._end(surplus, _busy("more questions than can wait"))
            self._dispatch()
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: ticket.worker or ticket.error, self._limits.patience):
                self._end(ticket, _busy(f"no free worker within {self._limits.patience:g} seconds"))
            if ticket.worker is None:
                raise ticket.error or _ending()

    def _dispatch(self) -> None:
        now = time.monotonic()
        while ticket := self._line.next(now, self._staff.ready):
            self._line.waiting.remove(ticket)
            self._line.running.append(ticket)
            ticket.worker, ticket.started = self._staff.take(), now

    def _finish(self, ticket: Ticket, *, whole: bool) -> None:
        """Take the worker back; one that broke off, was ended, or was made to yield for good is buried."""
        worker = ticket.worker
        assert worker is not None  # noqa: S101 - it ran
        with self._changed:
            self._line.running.remove(ticket)
            sound = whole and not ticket.slow and ticket.error is None
            if sound:
                self._staff.give_back(worker)
            self._dispatch()
            self._changed.notify_all()
        if not sound:
            worker.bury()

    def _request(self, question: Question, path: Path) -> Request:
        dataset = question.dataset
        return {
            "file": str(path),
            "limit": self._limits.answer,
            "query": question.query,
            "format": question.format,
            "base": question.base,
            "union": question.union,
            "dataset": [list(dataset.default), list(dataset.named)] if dataset else None,
        }

    def _reply(self, path: Path, size: int, version: str) -> Reply:
        with self._changed:
            if size > _SMALL and self._sending + size > self._limits.answers:
                path.unlink(missing_ok=True)
                raise _busy("more large answers on their way than there is room for")
            self._sending += size

        def discard() -> None:
            path.unlink(missing_ok=True)
            with self._changed:
                self._sending -= size

        return Reply(path.open("rb"), size, version, discard)

    def _fault(self, result: Result | None, words: str) -> HezeGraphError:
        """Return the error for what a worker said, or for its silence."""
        if result is None:
            memory = f"at most {self._limits.memory // 2**20} MB of memory, and not too many operators in a row"
            found = "a query at which the engine ran out of memory" if "memory" in words else "too much for the engine"
            return QueryError.problem("the query", found, memory, "ask for less, or write it flatter")
        message = result.get("message", "")
        match result.get("fault"):
            case "syntax":
                return _syntax(message)
            case "large":
                expected = f"at most {self._limits.answer // 2**20} MB"
                return QueryError.problem("the query", "a larger answer", expected, "add LIMIT, or ask for less")
            case "format":
                found = f"something that this format cannot hold ({_line(message)})"
                return QueryError.problem("the answer", found, "what it can", "ask for JSON, Turtle or N-Triples")
            case _:
                return StoreError.problem("the store", f"a failure ({_line(message)})", "an answer", "try it again")

    def _keep(self) -> None:
        """Watch over those that run, and over the workers, until the pool is closed."""
        while True:
            with self._changed:
                if self._closed:
                    return
                busy = bool(self._line.running or self._line.waiting)
                self._changed.wait(_TICK if busy else _REST)
                self._watch(time.monotonic())
                running = len(self._line.running)
            try:
                self._staff.tend(running)
            except (OSError, RuntimeError):  # no more processes or threads just now
                _log.exception("a worker cannot be started")

    def _watch(self, now: float) -> None:
        for ticket in self._line.grown_slow(now):
            if ticket.worker:
                ticket.worker.yield_to_others()
        for ticket in self._line.overtime(now):
            limit = f"within {now - ticket.started:.0f} seconds"
            cure = "ask for less: add LIMIT, or join all patterns by common variables"
            self._end(ticket, OvertimeError.problem("the query", f"no end {limit}", "a query that needs less", cure))
        if late := self._line.in_the_way():
            self._end(late, _busy(f"a query that was not done after {now - late.started:.0f} s while others wait"))
        for ticket in (*self._line.waiting, *self._line.running):
            if ticket.gone and ticket.gone.is_set() and ticket.error is None:
                self._end(ticket, _busy("nobody who still waits for the answer"))
        self._dispatch()

    def _end(self, ticket: Ticket, error: HezeGraphError) -> None:
        ticket.error = ticket.error or error
        if ticket.worker:
            ticket.worker.kill()
        elif ticket in self._line.waiting:
            self._line.waiting.remove(ticket)
        self._changed.notify_all()


def _busy(found: str) -> BusyError:
    return BusyError.problem(
        "the server", found, "a quieter moment", f"ask again in {BusyError.retry_after} seconds, or ask for less"
    )


def _ending() -> StoreError:
    return StoreError.problem("the server", "its end", "a running server", "ask again when it runs")


def _syntax(message: str) -> QueryError:
    """Return the error for Oxigraph's message, “error at LINE:COLUMN: reason”."""
    place = re.match(r"error at (\d+):(\d+): ", message)
    where = f"the query, line {place[1]}, column {place[2]}" if place else "the query"
    reason = _line(message[place.end() if place else 0 :])
    return QueryError.problem(where, f"a syntax error ({reason})", "SPARQL 1.1", "correct it at that place")


def _line(text: str) -> str:
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"
