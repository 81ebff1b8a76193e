"""The workers of a pool: some stand ready, more come when many ask, all move to a new generation of the store."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread

from heze_graph.errors import StoreError
from heze_graph.store import folder
from heze_graph.store.limits import Limits
from heze_graph.store.process import Worker

#: How often the store is looked at, and how long after a failure the next worker is started, in seconds.
_LOOK, _REST = 0.5, 2.0
#: How long the start of a worker may hold up the end of the pool.
_END = 5.0


class Staff:
    """The workers that are not busy. All methods but `tend` are called with the lock `changed` held.

    `generation` is what the workers that stand ready hold. The first one is ready when this returns.

    Raises StoreError when there is no store, or its graph cannot be loaded.
    """

    def __init__(self, store: Path, spool: Path, limits: Limits, changed: Condition) -> None:
        self._store, self._spool, self._limits, self._changed = store, spool, limits, changed
        self.generation = self._wanted = folder.current(store)
        self._starting: list[Worker] = []
        self._coming = 0
        self._closed = False
        self._look_again = self._start_again = 0.0
        first = Worker(self.generation, spool, limits.memory)
        first.wait_until_ready()
        self._idle = [first]

    @property
    def ready(self) -> int:
        """How many stand ready."""
        return len(self._idle)

    def take(self) -> Worker:
        """Return a worker that stands ready: the one that was busy last, so that the others can go."""
        return self._idle.pop()

    def give_back(self, worker: Worker) -> None:
        """Take a worker back; one of an older generation is ended."""
        if self._closed or worker.generation != self.generation:
            worker.bury()
        else:
            worker.idle_since = time.monotonic()
            self._idle.append(worker)

    def tend(self, busy: int) -> None:
        """Look whether there is a new generation, start the workers that are missing, end those too many."""
        now = time.monotonic()
        wanted = self._wanted
        if now >= self._look_again:
            self._look_again = now + _LOOK
            with suppress(StoreError):  # somebody removed the store: what is loaded still answers
                wanted = folder.current(self._store)
        with self._changed:
            if self._closed:
                return
            self._wanted = wanted
            if now >= self._start_again:
                for _ in range(self._missing(busy)):
                    Thread(target=self._start, args=(wanted,), daemon=True).start()
                    self._coming += 1
            for worker in self._too_many(now):
                self._idle.remove(worker)
                worker.bury()

    def close(self) -> None:
        """End all workers that are not busy; those that are will be ended when they are given back."""
        self._closed = True
        for worker in self._idle:
            worker.bury()
        self._idle.clear()
        for worker in self._starting:
            worker.kill()
        self._changed.wait_for(lambda: not self._coming, _END)

    def _missing(self, busy: int) -> int:
        """Return how many to start: so many spare ones, as long as all together are not more than there may be."""
        ready = len(self._idle) if self._wanted == self.generation else 0
        room = self._limits.workers + self._limits.spare - busy - ready
        return max(0, min(self._limits.spare - ready, room) - self._coming)

    def _too_many(self, now: float) -> list[Worker]:
        beyond = max(0, len(self._idle) - self._limits.spare)
        return [worker for worker in self._idle[:beyond] if now - worker.idle_since > self._limits.idle]

    def _start(self, generation: folder.Generation) -> None:
        worker = None
        with suppress(StoreError, OSError):
            worker = self._started(generation)
        with self._changed:
            self._coming -= 1
            if worker is None:
                self._start_again = time.monotonic() + _REST
            elif self._closed or generation != self._wanted:
                worker.bury()
            else:
                self._move_to(generation)
                self._idle.append(worker)
            self._changed.notify_all()

    def _started(self, generation: folder.Generation) -> Worker:
        """Return a worker that is ready; one that does not become so has ended."""
        worker = Worker(generation, self._spool, self._limits.memory)
        with self._changed:
            self._starting.append(worker)
            if self._closed:
                worker.kill()
        try:
            worker.wait_until_ready()
        finally:
            with self._changed:
                self._starting.remove(worker)
        return worker

    def _move_to(self, generation: folder.Generation) -> None:
        if generation != self.generation:
            self.generation = generation
            for worker in self._idle:
                worker.bury()
            self._idle.clear()
