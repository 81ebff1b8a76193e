"""How much a query may take, and the queues in which queries wait for a worker."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heze_graph.store.worker import Worker

_DAY, _ALL = 86_400.0, 1 << 40
#: The half-life, in seconds, of a client's past use; what one turn adds to it; how many clients are remembered.
_HALF, _TURN, _KNOWN = 60.0, 0.001, 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may take, and how many run at once; times in seconds, sizes in bytes.

    Saved queries are the project's own; an ad hoc query is anything a client sends.
    """

    #: Workers for saved queries and pages, and for ad hoc queries; one of each is always ready.
    saved_workers: int = 2
    adhoc_workers: int = 3
    #: Ad hoc queries of one client that run at once: fewer than there are workers, so that others get one.
    per_client: int = 2
    #: How long an ad hoc query may run. Naive ones over 100,000 rows took up to 16 seconds on disk.
    seconds: float = 10.0
    #: How long a saved query may run.
    saved_seconds: float = 30.0
    #: Queries that may wait in each queue, and how many of them may come from one client.
    waiting: int = 40
    waiting_per_client: int = 8
    #: How long a query may wait: longer than an ad hoc query may run, so that it sees a worker become free.
    patience: float = 20.0
    #: Memory that a query may take on top of the graph's.
    memory: int = 512 * 1024 * 1024
    #: The largest answer; a graph of 500,000 triples as Turtle.
    answer: int = 64 * 1024 * 1024
    #: The total size of large answers (over 1 MB) being sent at the same time.
    answers: int = 512 * 1024 * 1024


#: For one person on their own machine: a query may take what there is, and nobody else ends it.
ONE_PERSON = Limits(
    saved_workers=1, adhoc_workers=0, saved_seconds=_DAY, patience=_DAY, memory=_ALL, answer=_ALL, answers=_ALL
)


@dataclass(slots=True, eq=False)
class Ticket:
    """A query that waits, or runs once it has a `worker`; `client` is None for a saved query."""

    client: str | None
    worker: Worker | None = None
    begun: float = 0.0


class Lane:
    """A group of workers, and the queue of queries that wait for one.

    There is no locking here: the pool does it.
    """

    def __init__(self, workers: int, per_client: int, limits: Limits) -> None:
        self.workers, self._per_client, self._limits = workers, per_client, limits
        self.idle: list[Worker] = []
        self.running: list[Ticket] = []
        self.line: list[Ticket] = []
        #: The seconds of worker time that each client has used, decaying over time, and when that was updated.
        self._used: dict[str | None, tuple[float, float]] = {}

    @property
    def missing(self) -> int:
        """How many workers to start: one for each query and one to stand ready, up to the maximum."""
        wanted = len(self.running) + len(self.line) + 1
        return min(self.workers, wanted) - len(self.running) - len(self.idle)

    def enter(self, ticket: Ticket) -> bool:
        """Queue a query; return whether there is room for it."""
        mine = sum(other.client == ticket.client for other in self.line)
        room = len(self.line) < self._limits.waiting
        if not room or (ticket.client is not None and mine >= self._limits.waiting_per_client):
            return False
        self.line.append(ticket)
        return True

    def dispatch(self) -> None:
        """Assign idle workers to the clients that have used least, then first come first served, within limits."""
        while self.idle:
            runs = Counter(ticket.client for ticket in self.running)
            able = [ticket for ticket in self.line if runs[ticket.client] < self._per_client]
            if not able:
                return
            # The same moment for all: past use decays, so that the last client looked at would seem to have used least.
            had = {client: self._had(client) for client in {ticket.client for ticket in able}}
            ticket = min(able, key=lambda one: (runs[one.client], had[one.client]))
            self.charge(ticket.client, _TURN)
            self.line.remove(ticket)
            self.running.append(ticket)
            ticket.worker, ticket.begun = self.idle.pop(), time.monotonic()

    def charge(self, client: str | None, seconds: float) -> None:
        """Record how long a client had a worker."""
        self._used[client] = self._had(client) + seconds, time.monotonic()
        if len(self._used) > _KNOWN:
            most = sorted(self._used, key=self._had, reverse=True)[: _KNOWN // 2]
            self._used = {one: self._used[one] for one in most}

    def _had(self, client: str | None) -> float:
        seconds, when = self._used.get(client, (0.0, 0.0))
        return float(seconds * 0.5 ** ((time.monotonic() - when) / _HALF))
