"""Who is waiting for a worker, who has one, and who goes first: pure bookkeeping, without processes or threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from heze_graph.errors import HezeGraphError
from heze_graph.store.limits import Limits
from heze_graph.store.question import Question

if TYPE_CHECKING:
    from heze_graph.store.process import Worker

#: From this cost on, a query is taken for a slow one before it has run; a cross product costs more.
HEAVY = 100
#: From this cost on, a query does not get the last worker that stands ready: it may break it.
COSTLY = 10
#: By how much the cost of a query sinks with each second that it waits.
_AGEING = 2
#: How many slow queries are remembered.
_KNOWN = 64


@dataclass(slots=True, eq=False)
class Ticket:
    """A question on its way: when it came, its worker and since when, and the error that ended it.

    It is `slow` when it has run long, and `dear` when it is taken to be slow before it has run.
    """

    question: Question
    came: float
    gone: Event | None = None
    worker: Worker | None = None
    started: float = 0.0
    slow: bool = False
    dear: bool = False
    error: HezeGraphError | None = None

    @property
    def heavy(self) -> bool:
        """Whether it is slow, or is taken to be; saved queries never are."""
        return not self.question.saved and (self.slow or self.dear)

    def rank(self, now: float) -> tuple[bool, float, float]:
        """Return its place in the line, the lowest first: saved before free, cheap before dear, old before new."""
        return not self.question.saved, self.question.cost - _AGEING * (now - self.came), self.came


@dataclass(slots=True)
class Line:
    """Those that wait and those that run."""

    limits: Limits
    waiting: list[Ticket] = field(default_factory=list)
    running: list[Ticket] = field(default_factory=list)
    #: The last queries that were slow: the same text will be slow again.
    known: deque[str] = field(default_factory=lambda: deque(maxlen=_KNOWN))

    def enter(self, ticket: Ticket) -> None:
        """Let somebody wait."""
        ticket.dear = ticket.question.cost >= HEAVY or ticket.question.query in self.known
        self.waiting.append(ticket)

    def next(self, now: float, ready: int) -> Ticket | None:
        """Return who may start now, with so many workers that stand ready, if anybody may.

        Not more run than may run at once, nor more slow ones; one place, and one ready worker, is left for others.
        """
        full = sum(ticket.heavy for ticket in self.running) >= self.limits.slow
        able = [
            ticket
            for ticket in self.waiting
            if self._room_for(ticket) and not (full and ticket.heavy) and (ready > 1 or not self._costly(ticket))
        ]
        return min(able, key=lambda ticket: ticket.rank(now), default=None) if ready else None

    def _costly(self, ticket: Ticket) -> bool:
        return not ticket.question.saved and (ticket.dear or ticket.question.cost >= COSTLY)

    def _room_for(self, ticket: Ticket) -> bool:
        """Whether it may run besides those that do; one place is always left for saved queries."""
        return len(self.running) < self.limits.workers - (not ticket.question.saved)

    def surplus(self, now: float) -> Iterator[Ticket]:
        """Yield those for whom there is no room in the line: of each kind the last ones."""
        for saved in (True, False):
            kind = [ticket for ticket in self.waiting if ticket.question.saved is saved]
            yield from sorted(kind, key=lambda ticket: ticket.rank(now))[self.limits.waiting :]

    def in_the_way(self) -> Ticket | None:
        """Return the slow query that must make room: the newest beyond those that may be slow, if others wait."""
        if all(ticket.heavy or self._room_for(ticket) for ticket in self.waiting):
            return None
        slow = sorted((ticket for ticket in self.running if ticket.heavy and ticket.slow), key=lambda t: t.started)
        return slow[-1] if len(slow) > self.limits.slow and slow[-1].error is None else None

    def overtime(self, now: float) -> Iterator[Ticket]:
        """Yield those that have run longer than they may."""
        for ticket in self.running:
            limit = self.limits.saved_seconds if ticket.question.saved else self.limits.seconds
            if ticket.error is None and now - ticket.started > limit:
                yield ticket

    def grown_slow(self, now: float) -> Iterator[Ticket]:
        """Yield the free queries that have just become slow, and take the same ones that wait for slow, too."""
        for ticket in self.running:
            if not ticket.slow and not ticket.question.saved and now - ticket.started > self.limits.slow_after:
                ticket.slow = True
                text = ticket.question.query
                if text not in self.known:
                    self.known.append(text)
                for other in self.waiting:
                    other.dear = other.dear or other.question.query == text
                yield ticket
