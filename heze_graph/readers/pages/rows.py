"""Rows by position: which lines of a table without lines between its rows form one row."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from heze_graph.model.printed import Doubt
from heze_graph.readers.blocks import GridCell, GridRow
from heze_graph.readers.pages.cells import is_full, written
from heze_graph.readers.pages.page import Page, TextLine, around
from heze_graph.readers.pages.spans import Body, RowSpan, middle_spans, top_spans, with_spans

#: What numbers a row: 1, 1., （一）, 第3项, 1.2.
_NUMBER = re.compile(r"[（(第]?(?:\d{1,3}(?:[.\-]\d{1,2}){0,2}|[一二三四五六七八九十百]{1,4})[)）.、项条号]?")

_DIGITS = re.compile(r"\d+")

#: Lines this many times further apart than usual are in different rows.
_ROW_GAP = 1.25

#: The fraction of a line's height through which a boundary between rows may not run.
_CUT = 0.3

#: The endings of a complete sentence.
_END = ("。", "；", ";", "！", "？")

#: The header lines above the numbers.
_HEADER_LINES = 2

#: A line of fewer letters fills its column by chance.
_LONG = 6

#: The penalties for a split: for a row without the number that others have, and for one with two.
_NO_NUMBER, _TWO_NUMBERS = 2, 3

#: The most rows that can share a cell.
_FEWEST_ROWS = 2

#: A table that ends this far down its page may continue on the next one.
_LOW = 0.75


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a table with its column (from 0)."""

    column: int
    line: TextLine

    @property
    def middle(self) -> float:
        """Its vertical position."""
        return self.line.box.middle[1]


@dataclass(frozen=True, slots=True)
class Split:
    """One way to divide a table's lines into rows: the row of each line, and the total penalty."""

    rows: tuple[int, ...]
    against: int


#: The lines of a row, and the cells over several rows, by column.
_ByColumn = dict[int, list[TextLine]]
_Spans = dict[int, list[RowSpan]]


def rows_by_position(
    lines: Sequence[Placed], rooms: Sequence[float], first: int, page: Page, *, whole: bool = False
) -> list[GridRow]:
    """Return lines as rows, numbered from `first`, told apart by where they stand; as one row where it is `whole`.

    `rooms` are the widths of the columns.
    """
    lines = sorted(lines, key=lambda placed: placed.middle)
    alone: tuple[list[_ByColumn], _Spans, bool] = _rows_of(Split((0,) * len(lines), 0), lines), {}, False
    rows, spans, rivalled = alone if whole else _parted(lines, rooms, page)
    found = []
    for number, cells in enumerate(rows, start=first):
        texts = {column: written(column + 1, cells[column], rooms[column]) for column in sorted(cells)}
        doubts = tuple(doubt for _, more in texts.values() for doubt in more)
        grid_cells = [GridCell(column + 1, text) for column, (text, _) in texts.items()]
        if len(rooms) - 1 not in texts:
            grid_cells.append(GridCell(len(rooms), ""))
        box = around(line.box for cell in cells.values() for line in cell)
        found.append(GridRow(number, page.where, tuple(grid_cells), page.place(box), doubts))
    found = with_spans(found, spans, rooms)
    if rivalled and found:
        printed = " ".join(cell.text for cell in found[0].cells)
        found[0] = replace(found[0], doubts=(*found[0].doubts, Doubt("rows-by-position", None, printed)))
    return found


def _parted(lines: Sequence[Placed], rooms: Sequence[float], page: Page) -> tuple[list[_ByColumn], _Spans, bool]:
    """Return the lines of each row by column, the cells over several rows, and whether rows can be told otherwise."""
    merged: Sequence[int] = list(_merged_columns(lines, rooms, page))
    at_top = [] if merged else _columns_before_numbers(lines)
    if merged or at_top:
        rest = [placed for placed in lines if placed.column not in (*merged, *at_top)]
        split, rivalled = best_split(rest, rooms)
        rows = _rows_of(split, rest)
        body = _body(rows, lines, page)
        spans = {column: _middle_spans(lines, column, body, names=True) for column in merged}
        spans.update((column, top_spans(_lines_in(column, lines), body)) for column in at_top)
        if all(spans.values()):
            return rows, spans, rivalled
    split, rivalled = best_split(lines, rooms)
    return _rows_of(split, lines), {}, rivalled


def _columns_before_numbers(lines: Sequence[Placed]) -> list[int]:
    """Return the columns at the left of the numbers that leave some of these without a text: they name groups."""
    numbers = numbers_of(lines)
    if len(numbers) < _FEWEST_ROWS:
        return []
    columns = sorted({placed.column for placed in lines if placed.column < numbers[0].column})
    return [column for column in columns if _leaves_out(column, lines, numbers)]


def _lines_in(column: int, lines: Sequence[Placed]) -> list[TextLine]:
    return [placed.line for placed in lines if placed.column == column]


def _rows_of(split: Split, lines: Sequence[Placed]) -> list[_ByColumn]:
    """Return the lines of each row by column, from the top."""
    rows: defaultdict[int, defaultdict[int, list[TextLine]]] = defaultdict(lambda: defaultdict(list))
    for row, placed in zip(split.rows, lines, strict=True):
        rows[row][placed.column].append(placed.line)
    return [dict(rows[row]) for row in sorted(rows)]


def _merged_columns(lines: Sequence[Placed], rooms: Sequence[float], page: Page) -> _Spans:
    """Return the columns whose texts stand in the middle of several numbered rows, with the cells of each."""
    numbers = numbers_of(lines)
    if len(numbers) < _FEWEST_ROWS:
        return {}
    letters = Counter({placed.column: 0 for placed in lines})
    for placed in lines:
        letters[placed.column] += len(placed.line.letters)
    fullest = letters.most_common(1)[0][0]
    columns = {placed.column for placed in lines} - {numbers[0].column}
    sparse = [column for column in sorted(columns) if _leaves_out(column, lines, numbers)]
    found: _Spans = {}
    for candidates in ([c for c in sparse if c < fullest], [c for c in sparse if c >= fullest]):
        others = [placed for placed in lines if placed.column not in (*candidates, *found)]
        if not candidates:
            continue
        body = _body(_rows_of(best_split(others, rooms)[0], others), lines, page)
        for column in candidates:
            spans = _middle_spans(lines, column, body, names=True)
            alike = any(_rows_in(spans) == _rows_in(other) for other in found.values())
            if column >= fullest and not alike:
                spans = _middle_spans(lines, column, body, names=False)
            found.update({column: spans} if spans else {})
    return found


def _body(rows: Sequence[_ByColumn], lines: Sequence[Placed], page: Page) -> Body:
    first = numbers_of(lines)[0]
    boxes = [around(line.box for own in row.values() for line in own) for row in rows]
    head = sum(box.bottom < first.middle for box in boxes)
    return Body(boxes, head, first.line.text != "1", boxes[-1].bottom > _LOW * page.height)


def _middle_spans(lines: Sequence[Placed], column: int, body: Body, *, names: bool) -> list[RowSpan]:
    return middle_spans(_lines_in(column, lines), body, names=names)


def _rows_in(spans: Sequence[RowSpan]) -> list[tuple[int, int]]:
    return [(span.row, span.rows) for span in spans]


def _leaves_out(column: int, lines: Sequence[Placed], numbers: Sequence[Placed]) -> bool:
    """Return whether a column has no text beside a number."""
    texts: list[tuple[float, float]] = []
    for box in (placed.line.box for placed in lines if placed.column == column):
        near = texts and box.top - texts[-1][1] < box.height
        texts[-1:] = [(texts[-1][0], box.bottom)] if near else [*texts[-1:], (box.top, box.bottom)]
    return not all(any(top <= number.middle <= bottom for top, bottom in texts) for number in numbers)


def best_split(lines: Sequence[Placed], rooms: Sequence[float]) -> tuple[Split, bool]:
    """Return the way to part lines (from the top) into rows against which least speaks, and whether it has a rival.

    A row begins where the distance between lines is larger; or where the column of numbers prints one, at the top of
    the row or in its middle; or where another column prints a line; or with each line. Against a split speak sentences
    cut in the middle, cells of several short lines, rows without a number. `rooms` are the widths of the columns.
    """
    numbers = numbers_of(lines)
    found = {
        rows: Split(rows, _against(rows, lines, rooms, numbers))
        for boundaries in _ways(lines, numbers)
        if (rows := _rows(boundaries, lines)) is not None
    }
    ways = sorted(found.values(), key=lambda split: (split.against, split.rows[-1]))
    if not ways:
        return Split((0,) * len(lines), 0), True
    return ways[0], len(ways) > 1 and ways[1].against == ways[0].against


def _ways(lines: Sequence[Placed], numbers: Sequence[Placed]) -> Iterator[list[float]]:
    levels = _levels(lines)
    yield [(above[1] + below[0]) / 2 for above, below in pairwise(levels)]
    usual = median(b[0] - a[0] for a, b in pairwise(levels)) if len(levels) > 1 else 0.0
    yield [(a[1] + b[0]) / 2 for a, b in pairwise(levels) if b[0] - a[0] > _ROW_GAP * usual]
    if numbers:
        yield [_above(number) for number in numbers]
        yield _centred(lines, numbers)
    for column in {placed.column for placed in lines}:
        yield [_above(placed) for placed in lines if placed.column == column]


def numbers_of(lines: Sequence[Placed]) -> list[Placed]:
    """Return the numbers of rows: the leftmost column most of whose lines below the header are numbers that grow."""
    for column in sorted({placed.column for placed in lines}):
        own = [placed for placed in lines if placed.column == column]
        found = [placed for placed in own if _NUMBER.fullmatch(placed.line.text.replace(" ", ""))]
        own = own[min(own.index(found[0]), _HEADER_LINES) :] if len(found) > 1 else own
        alike = len(found) * 3 >= len(own) * 2 and len({placed.line.text for placed in found}) == len(found)
        if alike and _rises([placed.line.text for placed in found]):
            return found
    return []


def _rises(texts: Sequence[str]) -> bool:
    """Return whether numbers in digits grow from row to row; figures that measure something go up and down.

    >>> _rises(["1", "2", "10"]), _rises(["1.9", "1.10"]), _rises(["6", "8.5", "7"]), _rises(["一", "二"])
    (True, True, False, True)
    """
    numbers = [[int(digits) for digits in _DIGITS.findall(text)] for text in texts]
    return all(one < other for one, other in pairwise(number for number in numbers if number))


def _levels(lines: Sequence[Placed]) -> list[tuple[float, float]]:
    """Return the (top, bottom) of what stands at one height, in any column, from the top."""
    levels: list[tuple[float, float]] = []
    for placed in lines:
        box = placed.line.box
        if levels and placed.middle < levels[-1][1]:
            levels[-1] = (levels[-1][0], max(levels[-1][1], box.bottom))
        else:
            levels.append((box.top, box.bottom))
    return levels


def _above(placed: Placed) -> float:
    return placed.line.box.top - _CUT * placed.line.box.height / 2


def _centred(lines: Sequence[Placed], numbers: Sequence[Placed]) -> list[float]:
    """Return where rows begin whose numbers stand in their middle, from the last row upwards."""
    boundaries: list[float] = []
    bottom = max(placed.line.box.bottom for placed in lines)
    for number in reversed(numbers):
        top = 2 * number.middle - bottom
        inside = [p for p in lines if p.middle < bottom and p.middle > top and p.middle <= number.middle]
        begin = min(p.line.box.top for p in (*inside, number))
        boundaries.append(begin - _CUT * number.line.box.height / 2)
        bottom = max((p.line.box.bottom for p in lines if p.middle < begin), default=begin)
    return boundaries[::-1]


def _rows(boundaries: Sequence[float], lines: Sequence[Placed]) -> tuple[int, ...] | None:
    """Return the row of each line, None where a boundary runs through a line."""
    rows = []
    for placed in lines:
        box = placed.line.box
        inner = (box.top + _CUT * box.height, box.bottom - _CUT * box.height)
        if any(inner[0] < boundary < inner[1] for boundary in boundaries):
            return None
        rows.append(sum(boundary <= placed.middle for boundary in boundaries))
    present = {row: at for at, row in enumerate(sorted(set(rows)))}
    return tuple(present[row] for row in rows)


def _against(rows: Sequence[int], lines: Sequence[Placed], rooms: Sequence[float], numbers: Sequence[Placed]) -> int:
    """Return the penalty of a split."""
    against = 0
    below: dict[int, tuple[int, Placed]] = {}
    for row, placed in reversed(list(zip(rows, lines, strict=True))):
        following = below.get(placed.column)
        below[placed.column] = row, placed
        if following is None:
            continue
        wraps = is_full(placed.line, following[1].line, rooms[placed.column])
        together = following[0] == row
        cut = wraps and len(placed.line.letters) >= _LONG and not placed.line.text.endswith(_END)
        against += (cut and not together) or (together and not wraps)
    columns: dict[int, set[int]] = {}
    for row, placed in zip(rows, lines, strict=True):
        columns.setdefault(row, set()).add(placed.column)
    against += sum(len(filled) < 2 for filled in columns.values())
    if numbers:
        known = set(map(id, numbers))
        at = Counter(row for row, placed in zip(rows, lines, strict=True) if id(placed) in known)
        counts = [at[row] for row in sorted(columns)]
        # Above the first number is the header, or the rest of a row on the previous page.
        against += sum(_NO_NUMBER * (n == 0) + _TWO_NUMBERS * max(0, n - 1) for n in counts[1:])
        against += _TWO_NUMBERS * max(0, counts[0] - 1)
    return against
