"""What every page builds on: the graph and the saved queries in their current state, and a cache of results."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from heze_graph.errors import BusyError, EndpointError, OvertimeError, StoreError
from heze_graph.messages import say
from heze_graph.queries.library import Library, load
from heze_graph.store.engine import Engine, note_version, versions_read

Result = TypeVar("Result")
#: How often a page is made again while the graph is replaced, how long it waits for the new one, and the polling
#: interval.
_TRIES, _PATIENCE, _LOOK = 5, 15.0, 0.05


class Site:
    """The engine over the graph, and the saved queries of a folder, which are reloaded when a file changes."""

    #: The rows of a list on one page.
    rows_of_list = 100

    def __init__(self, engine: Engine, queries: Path) -> None:
        #: The engine over the current graph; safe to use from several threads.
        self.engine = engine
        self._queries = queries
        self._lock = Lock()
        self._state: list[tuple[str, int, int]] | None = None
        self._library: Library | None = None

    @property
    def version(self) -> str | None:
        """The version of the data; None where it is unknown."""
        return self.engine.version

    @property
    def library(self) -> Library:
        """The saved queries; an edited file takes effect at the next request."""
        state = _state(self._queries)
        with self._lock:
            if self._library is None or state != self._state:
                self._library, self._state = load(self._queries), state
            return self._library


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """Return what changes with the files of a folder; nothing where it cannot be read, which loading it will tell."""
    # A page asks for this dozens of times, and pathlib would take four times as long.
    with suppress(OSError), os.scandir(folder) as files:
        return sorted((file.name, status.st_mtime_ns, status.st_size) for file in files for status in (file.stat(),))
    return []


def site_of(request: HTTPConnection) -> Site:
    """Return the Site of a request."""
    site: Site = request.app.state.site
    return site


class Memory:
    """A cache of the latest results for each Site, emptied when its data or its queries change.

    It holds `most` results. Concurrent requests for the same key wait for one computation. Results that are not `worth`
    keeping are not kept; where those kept `weigh` more than `heaviest` together, the least recently used are dropped.
    Where the version of the data is unknown, the cache is emptied every half minute.
    """

    def __init__(
        self,
        most: int,
        worth: Callable[[Any], bool] = lambda _made: True,
        weigh: Callable[[Any], int] = lambda _made: 0,
        heaviest: int = 0,
    ) -> None:
        self._most, self._worth, self._weigh, self._heaviest = most, worth, weigh, heaviest
        self._shelves: WeakKeyDictionary[Site, _Shelf] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, site: Site, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the cached result for a key, or that of `make`; raises what it raises."""
        version, library = site.version or f"half minute {int(time.monotonic() // 30)}", site.library
        with self._lock:
            shelf = self._shelves.get(site)
            if shelf is None or shelf.version != version or shelf.library is not library:
                shelf = self._shelves[site] = _Shelf(version, library)
            slot = shelf.slots.setdefault(key, _Slot())
            shelf.slots.move_to_end(key)
            while len(shelf.slots) > 1 and (len(shelf.slots) > self._most or self._is_heavy(shelf)):
                shelf.slots.popitem(last=False)
        with slot.lock:
            note_version(site.version and shelf.version)
            if slot.made:
                kept: Result = slot.made[0]
                return kept
            with versions_read() as versions:
                result = make()
            if self._worth(result) and versions <= {shelf.version}:
                slot.made.append(result)
            return result

    def _is_heavy(self, shelf: _Shelf) -> bool:
        return sum(self._weigh(slot.made[0]) for slot in shelf.slots.values() if slot.made) > self._heaviest


def one_generation(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Make a page from a single state of the graph: where the graph was replaced meanwhile, the page is made again.

    Raises BusyError where it is replaced again and again.
    """

    @wraps(handler)
    def respond(request: Request) -> Response:
        site = site_of(request)
        for attempt in range(_TRIES):
            version = site.version
            with versions_read() as versions:
                try:
                    response = handler(request)
                except (BusyError, EndpointError, OvertimeError):
                    raise
                except Exception as error:
                    # A mixture of two states can cause any error; a state being removed causes these, and may be back
                    # by now.
                    gone = isinstance(error, StoreError | OSError) and attempt == 0
                    if len(versions) < 2 and not _replaced(site, version) and not gone:
                        raise
                    continue
            if len(versions) < 2:
                return response
        raise BusyError(say("web.replaced"))

    return respond


def _replaced(site: Site, version: str | None) -> bool:
    """Return whether the graph has been replaced, after waiting for an engine that is switching."""
    until = time.monotonic() + _PATIENCE
    while site.version == version and getattr(site.engine, "moving", False) and time.monotonic() < until:
        time.sleep(_LOOK)
    return site.version != version


class _Shelf:
    """The cached results for one state of a Site."""

    def __init__(self, version: str, library: Library) -> None:
        self.version, self.library = version, library
        self.slots: OrderedDict[Hashable, _Slot] = OrderedDict()


class _Slot:
    """The result for one key: empty until it is computed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[Any] = []
