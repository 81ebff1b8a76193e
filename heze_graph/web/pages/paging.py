"""One page of a large answer, asked of the store without the rest, by walking over the answer's parts.

The number of rows in each part is remembered per version of the data; a later page continues where the last one ended,
and a page that was walked over before needs only its own parts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Condition
from typing import NamedTuple

from heze_graph.errors import BusyError, StoreError
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.queries.in_order import AnswerPart, Splitting, asked_in_parts, comes_in_parts
from heze_graph.queries.library import SavedQuery
from heze_graph.store.engine import note_version, versions_read
from heze_graph.store.ordering import Key, order_of, unordered
from heze_graph.web.dataset import generation_of
from heze_graph.web.site import Memory, Site

#: Answers of at most this many rows are sorted by what their cells show.
SORTED_WHOLE = 1_000
#: How many characters of query text the walks may hold, not counting the values, which can double it.
_MOST_TEXT = 32_000_000
_walks = Memory(64, weigh=lambda walk: walk.size, heaviest=_MOST_TEXT)
_parts = Memory(32)
#: The number of rows to ask for at once.
TOGETHER = 200
#: How many seconds a request walks towards a far page before the last known page is shown, and how long it waits for
#: another request to the same answer.
MOST_SECONDS, PATIENCE = 2.0, 10.0


class Window(NamedTuple):
    """Some rows of an answer: those from `first` (from 0), on `page`, out of `total`.

    `documents` has all those named in the answer. Where there are `more`, `total` counts the rows walked over, and
    `documents` is empty.
    """

    answer: Answer
    first: int
    page: int
    total: int
    documents: tuple[str, ...]
    more: bool = False


class _Step(NamedTuple):
    """A part that was walked over: its query, and the range of its rows in the whole answer."""

    text: str
    first: int
    end: int


class _FirstParts(NamedTuple):
    """What is known of an answer: its first parts, whether there are more and, if not, the documents it names."""

    steps: tuple[_Step, ...]
    more: bool
    documents: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many rows are known."""
        return self.steps[-1].end if self.steps else 0


class _Walk:
    """An answer of one version of the data, as far as its parts are known.

    One request at a time asks for the next part; the others look at each part that arrives and leave when it is enough.
    """

    def __init__(self, begin: Callable[[], Iterator[AnswerPart]], names: Sequence[str], version: str | None) -> None:
        self._begin, self._names, self.version = begin, names, version
        self._changed, self._asking = Condition(), False
        self._set_out()

    @property
    def size(self) -> int:
        """The total length of the queries of its parts."""
        return self._size

    def _set_out(self) -> None:
        self._size = 0
        self._parts = self._begin()
        self._documents: set[str] = set()
        self._steps: list[_Step] = []
        self._more = True

    def _known(self) -> _FirstParts:
        return _FirstParts(tuple(self._steps), self._more, () if self._more else tuple(sorted(self._documents)))

    def go(self, end: int, size: int, keep: Callable[[AnswerPart], object]) -> _FirstParts:
        """Walk until this many rows are known, and whether there are more; return what is known then.

        After MOST_SECONDS it stops `size` rows beyond where it began. Raises BusyError where it waits for another
        request longer than PATIENCE, StoreError where the graph was replaced.
        """
        begun, least = time.monotonic(), end
        while True:
            with self._changed:
                known = self._known()
                least = min(least, known.total + size)
                is_enough = known.total > least
                left = (MOST_SECONDS if is_enough else PATIENCE) - (time.monotonic() - begun)
                if not known.more or known.total > end or (is_enough and left <= 0):
                    return known
                if self._asking:
                    if left <= 0:
                        raise BusyError(say("web.same-list"))
                    self._changed.wait(left)
                    continue
                self._asking = True
            self._ask(keep)

    def _ask(self, keep: Callable[[AnswerPart], object]) -> None:
        """Ask for the next part; where that fails, or the data changed, the walk starts again."""
        came = False
        try:
            with versions_read() as versions:
                part = next(self._parts, None)
            if self.version and versions - {self.version}:
                raise StoreError(say("web.replaced"))
            if part:
                keep(part)
            came = True
        finally:
            with self._changed:
                self._asking = False
                if came:
                    self._note(part)
                else:
                    self._set_out()  # what raised goes on no more
                self._changed.notify_all()

    def _note(self, part: AnswerPart | None) -> None:
        self._more = part is not None and not part.ends
        if not self._more:
            self._parts = iter(())  # which lets go of what it held
        if part:
            answer, first = part.answer, self._known().total
            self._steps.append(_Step(part.text, first, first + len(answer.rows)))
            self._size += len(part.text)
            at = [answer.columns.index(name) for name in self._names]
            self._documents |= {value.text for row in answer.rows for place in at if (value := row[place])}


def window(site: Site, query: SavedQuery, given: Mapping[str, str], page: int, size: int) -> Window | None:
    """Return a page of an answer; None where the whole answer will do: from a small graph, or without an order.

    A page beyond the last, or too far to reach in time, is the last one known. Raises as the query and the engine do,
    and BusyError and StoreError as a walk does.
    """
    if generation_of(site) is None or not comes_in_parts(site.engine, query):
        return None
    return _window(site, query, given, range((page - 1) * size, page * size))


def sorted_window(site: Site, query: SavedQuery, given: Mapping[str, str], sort: str, rows: range) -> Window | None:
    """Return the rows of a large answer sorted by one of its columns, rows without a value last.

    None for few rows, which can all be sorted as they are shown; in the order of the query where it cannot be split by
    the column. Raises as `window` does.
    """
    if generation_of(site) is None or not comes_in_parts(site.engine, query):
        return None
    if not _window(site, query, given, range(SORTED_WHOLE, SORTED_WHOLE + 1)).more:
        return None
    ordered = by_column(site, query, sort)
    return _window(site, ordered or query, given, rows, lacking_last=ordered is not None)


def by_column(site: Site, query: SavedQuery, sort: str) -> SavedQuery | None:
    """Return a query ordered by a column (`-` before it reverses it); None where it cannot be split by that column."""
    column = sort.removeprefix("-")
    rest = [key for key in order_of(query.text) if key.variable != column]
    keys = [Key(column, sort.startswith("-")), *rest]
    said = " ".join(f"DESC(?{key.variable})" if key.descending else f"?{key.variable}" for key in keys)
    ordered = replace(query, text=f"{unordered(query.text).rstrip()}\nORDER BY {said}\n")
    return ordered if comes_in_parts(site.engine, ordered) else None


def _window(
    site: Site, query: SavedQuery, given: Mapping[str, str], rows: range, *, lacking_last: bool = False
) -> Window:
    size = len(rows)
    page = rows.start // size + 1
    key = query.bound(given)
    names = [column.name for column in query.columns if column.kind == "thing" and column.name in query.names]
    begin = partial(asked_in_parts, site.engine, query, given, Splitting(TOGETHER, lacking_last))
    walk = _walks.get(site, (key, lacking_last), lambda: _Walk(begin, names, site.version))
    known = walk.go(page * size, size, partial(_keep, site, walk.version))
    # Where more follow, the last full page: the next one begins behind it.
    page = max(1, min(page, known.total // size if known.more else -(-known.total // size)))
    wanted = range((page - 1) * size, min(page * size, known.total))
    shown = _rows(site, query, known.steps, wanted)
    return Window(shown, wanted.start, page, known.total, known.documents, known.more)


def _keep(site: Site, version: str | None, part: AnswerPart) -> None:
    """Remember the rows of a part for the next pages, unless the data have changed."""

    def made() -> Answer:
        note_version(version)
        return part.answer

    _parts.get(site, part.text, made)


def _rows(site: Site, query: SavedQuery, steps: Sequence[_Step], wanted: range) -> Answer:
    """Return the wanted rows from the parts that contain them."""
    touched = [step for step in steps if step.end > wanted.start and step.first < wanted.stop]
    answers = [_parts.get(site, step.text, partial(site.engine.select, step.text)) for step in touched]
    rows = tuple(row for answer in answers for row in answer.rows)
    before = touched[0].first if touched else 0
    return Answer(query.names, rows[wanted.start - before : wanted.stop - before])
