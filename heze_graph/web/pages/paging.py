"""A page of a large answer, asked of the store without the rest: its parts are walked up to the page.

How many rows each part has is remembered for a version of the data; a later page goes on where the last one ended, and
a page that was walked over needs its own part only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import NamedTuple

from heze_graph.model.answers import Answer
from heze_graph.queries.in_order import AnswerPart, asked_in_parts, is_parted
from heze_graph.queries.library import SavedQuery
from heze_graph.store.ordering import Key, order_of, unordered
from heze_graph.web.dataset import generation_of
from heze_graph.web.site import Memory, Site

#: Answers of at most so many rows are sorted by what their cells show.
SORTED_WHOLE = 1_000
_walks = Memory(256)
_parts = Memory(32)
#: As many rows are asked for at once, and walked over at most beyond those that are known, for one page.
TOGETHER, MOST_AT_ONCE = 200, 5_000


class Window(NamedTuple):
    """Some rows of an answer: those from `first` (from 0) on, on `page`, of `total`.

    `documents` has all of them that the answer names. Where there are `more`, `total` is what was walked over, and
    `documents` is empty.
    """

    answer: Answer
    first: int
    page: int
    total: int
    documents: tuple[str, ...]
    more: bool = False


class _Step(NamedTuple):
    """A part that was walked over: its query, and its first row and the one behind its last in the whole answer."""

    text: str
    first: int
    end: int


class _Walk:
    """An answer as far as its parts are known."""

    def __init__(self, begin: Callable[[], Iterator[AnswerPart]], names: Sequence[str]) -> None:
        self._begin, self._names, self._lock = begin, names, Lock()
        self._set_out()

    def _set_out(self) -> None:
        self._parts = self._begin()
        self._documents: set[str] = set()
        self.steps: list[_Step] = []
        self.more = True

    @property
    def total(self) -> int:
        """How many rows are known."""
        return self.steps[-1].end if self.steps else 0

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the answer names, where all of it is known."""
        return () if self.more else tuple(sorted(self._documents))

    def go(self, end: int, keep: Callable[[AnswerPart], object]) -> None:
        """Walk on until so many rows are known and whether there are more, or some thousands more than before."""
        with self._lock:
            end = min(end, self.total + MOST_AT_ONCE)
            try:
                while self.more and self.total <= end:
                    part = next(self._parts, None)
                    self.more = part is not None and not part.ends
                    if part:
                        self._note(part)
                        keep(part)
            except BaseException:
                self._set_out()  # what raised goes on no more
                raise

    def _note(self, part: AnswerPart) -> None:
        answer = part.answer
        self.steps.append(_Step(part.text, self.total, self.total + len(answer.rows)))
        at = [answer.columns.index(name) for name in self._names]
        self._documents |= {value.text for row in answer.rows for place in at if (value := row[place])}


def window(site: Site, query: SavedQuery, given: Mapping[str, str], page: int, size: int) -> Window | None:
    """Return a page of an answer; None where the whole answer is as good: of a small graph, or where it has no order.

    A page beyond the last, or beyond what is walked over at once, is the last that is known. Raises as the query and
    the engine do.
    """
    if generation_of(site) is None or not is_parted(site.engine, query):
        return None
    return _window(site, query, given, range((page - 1) * size, page * size))


def sorted_window(site: Site, query: SavedQuery, given: Mapping[str, str], sort: str, rows: range) -> Window | None:
    """Return the rows of a large answer by one of its columns, rows without a value last.

    None where it has few rows, so that all can be sorted by what is shown; in the order of the query where it cannot be
    parted by the column. Raises as `window` does.
    """
    if generation_of(site) is None or not is_parted(site.engine, query):
        return None
    if not _window(site, query, given, range(SORTED_WHOLE, SORTED_WHOLE + 1)).more:
        return None
    ordered = by_column(site, query, sort)
    return _window(site, ordered or query, given, rows, lacking_last=ordered is not None)


def by_column(site: Site, query: SavedQuery, sort: str) -> SavedQuery | None:
    """Return a query in the order of a column (`-` before it turns it); None where it cannot be parted by that."""
    column = sort.removeprefix("-")
    rest = [key for key in order_of(query.text) if key.variable != column]
    keys = [Key(column, sort.startswith("-")), *rest]
    said = " ".join(f"DESC(?{key.variable})" if key.descending else f"?{key.variable}" for key in keys)
    ordered = replace(query, text=f"{unordered(query.text).rstrip()}\nORDER BY {said}\n")
    return ordered if is_parted(site.engine, ordered) else None


def _window(
    site: Site, query: SavedQuery, given: Mapping[str, str], rows: range, *, lacking_last: bool = False
) -> Window:
    size = len(rows)
    page = rows.start // size + 1
    key = query.bound(given)
    names = [column.name for column in query.columns if column.kind == "thing" and column.name in query.names]
    begin = partial(asked_in_parts, site.engine, query, given, TOGETHER, lacking_last=lacking_last)
    walk = _walks.get(site, (key, lacking_last), lambda: _Walk(begin, names))
    walk.go(page * size, lambda part: _parts.get(site, part.text, lambda: part.answer))
    page = max(1, min(page, -(-walk.total // size)))
    wanted = range((page - 1) * size, min(page * size, walk.total))
    return Window(_rows(site, query, walk, wanted), wanted.start, page, walk.total, walk.documents, walk.more)


def _rows(site: Site, query: SavedQuery, walk: _Walk, wanted: range) -> Answer:
    """Return the wanted rows, of the parts that have some of them."""
    touched = [step for step in walk.steps if step.end > wanted.start and step.first < wanted.stop]
    answers = [_parts.get(site, step.text, partial(site.engine.select, step.text)) for step in touched]
    rows = tuple(row for answer in answers for row in answer.rows)
    before = touched[0].first if touched else 0
    return Answer(query.names, rows[wanted.start - before : wanted.stop - before])
