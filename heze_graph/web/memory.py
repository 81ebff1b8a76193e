"""What was worked out once for the graph and the saved queries as they are, and is not worked out again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from heze_graph.saved.library import Library
from heze_graph.web.site import Site

Made = TypeVar("Made")


class Memory:
    """The results of the last calls, at most so many of each Site, forgotten when its data or its queries change.

    Two who ask for the same wait for one. What `worth` says is not worth keeping is not kept. Where nobody can tell
    whether the data changed, all is forgotten every half minute.
    """

    def __init__(self, most: int, worth: Callable[[Any], bool] = lambda _made: True) -> None:
        self._most, self._worth = most, worth
        self._shelves: WeakKeyDictionary[Site, _Shelf] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, site: Site, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` returned for this key, calling it where that is not known; raises what it raises."""
        version, library = site.version or _time(), site.library
        with self._lock:
            shelf = self._shelves.get(site)
            if shelf is None or shelf.version != version or shelf.library is not library:
                shelf = self._shelves[site] = _Shelf(version, library)
            slot = shelf.slots.setdefault(key, _Slot())
            shelf.slots.move_to_end(key)
            while len(shelf.slots) > self._most:
                shelf.slots.popitem(last=False)
        with slot.lock:
            if slot.made:
                kept: Made = slot.made[0]
                return kept
            made = make()
            if self._worth(made):
                slot.made.append(made)
            return made


def _time() -> str:
    """Return what stands for the version where there is none."""
    return f"half minute {int(time.monotonic() // 30)}"


class _Shelf:
    """What is remembered of one state of a Site."""

    def __init__(self, version: str, library: Library) -> None:
        self.version, self.library = version, library
        self.slots: OrderedDict[Hashable, _Slot] = OrderedDict()


class _Slot:
    """What was made for one key: nothing yet, or one thing."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[Any] = []
