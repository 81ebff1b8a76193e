"""Merged cells by position: texts centred on several rows, and texts without a ruled line between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from heze_graph.model.printed import Doubt
from heze_graph.readers.blocks import GridCell, GridRow
from heze_graph.readers.pages.cells import written
from heze_graph.readers.pages.page import Box, TextLine, around

#: The tolerance for a merged cell's text to be centred on its rows, in letters.
_MIDDLE = 0.4

#: The greatest distance between lines of one cell, relative to their size.
_STEP = 2.0

#: Ruled lines this close are one.
_NEAR = 3.0

#: This many merged cells in a column are not a coincidence; a single one in a middle row is inconclusive.
_SURELY = 2


@dataclass(frozen=True, slots=True)
class RowSpan:
    """A cell over several rows: the first of them (from 0), their number, the lines of its text."""

    row: int
    rows: int
    lines: tuple[TextLine, ...]


#: A way to divide rows into cells: their number, the distance of their texts from the centres, the cells.
_Way = tuple[int, float, tuple[RowSpan, ...]]


@dataclass(frozen=True, slots=True)
class Body:
    """The vertical positions of a table's rows on a page, the first `head` of them the header's."""

    rows: Sequence[Box]
    head: int
    above: bool = False
    below: bool = False


def middle_spans(lines: Sequence[TextLine], body: Body, *, names: bool) -> list[RowSpan]:
    """Return the cells of a column whose texts stand in the middle of rows; none where the column has no merged cells.

    `lines` are those of the column. Together the cells fill all rows, but those that a text on another page may be for.
    A single text in a middle row counts only where it `names` the rows, as a column at the left does.
    """
    rows, head = body.rows, body.head
    sides = _sides(rows)
    own = [tuple(line for line in lines if above <= line.box.middle[1] < below) for above, below in pairwise(sides)]
    if sum(map(len, own)) < len(lines) or all(own[head:]):
        return []
    begins, ends = _open_ends(own, body)
    ways = (
        [RowSpan(span.row + begin, span.rows, span.lines) for span in _parted(own[begin:end], sides[begin : end + 1])]
        for begin in begins
        for end in ends
    )
    found = next((spans for spans in ways if spans), [])
    merged = [span for span in found if span.rows > 1]
    between = any(_is_between(span, rows) for span in merged)
    if not (between or len(merged) >= _SURELY or (merged and names)):
        return []
    return [*(RowSpan(row, 1, inside) for row, inside in enumerate(own[:head]) if inside), *found]


def top_spans(lines: Sequence[TextLine], body: Body) -> list[RowSpan]:
    """Return the cells of a column whose texts stand at the top of rows, each down to the next one; none elsewhere.

    The first row has a text, others have none, and a text begins where its row does.
    """
    rows, head = body.rows, body.head
    sides = _sides(rows)
    own = [tuple(line for line in lines if above <= line.box.middle[1] < below) for above, below in pairwise(sides)]
    filled = [at for at, inside in enumerate(own) if inside and at >= head]
    level = all(own[at][0].box.top - rows[at].top < own[at][0].size / 2 for at in filled)
    if sum(map(len, own)) < len(lines) or not filled or filled[0] > head or not level or all(own[head:]):
        return []
    spans = [RowSpan(at, end - at, own[at]) for at, end in pairwise([*filled, len(rows)])]
    return [*(RowSpan(row, 1, inside) for row, inside in enumerate(own[:head]) if inside), *spans]


def _open_ends(own: Sequence[tuple[TextLine, ...]], body: Body) -> tuple[range, range]:
    """Return the rows with which the first cell may begin, and those behind the last one, the likeliest first."""
    filled = [at for at, inside in enumerate(own) if inside and at >= body.head] or [body.head]
    begins = range(body.head, filled[0] + 1 if body.above else body.head + 1)
    ends = range(len(own), filled[-1] if body.below else len(own) - 1, -1)
    return begins, ends


def _parted(own: Sequence[tuple[TextLine, ...]], sides: Sequence[float]) -> tuple[RowSpan, ...]:
    """Return the most cells that rows can be parted into so that each has its lines in its middle; none if they cannot.

    `own` are the lines of each row, `sides` where rows begin and end.
    """
    best: list[_Way | None] = [(0, 0.0, ()), *[None] * len(own)]
    for end in range(1, len(own) + 1):
        inside: tuple[TextLine, ...] = ()
        for begin in range(end - 1, -1, -1):
            inside = (*own[begin], *inside)
            before = best[begin]
            if not _follow(inside):
                break
            if before is None or not inside:
                continue
            apart = abs(around(line.box for line in inside).middle[1] - (sides[begin] + sides[end]) / 2)
            if apart > _MIDDLE * inside[0].size and end - begin > 1:
                continue
            way = (before[0] - 1, before[1] + apart, (*before[2], RowSpan(begin, end - begin, inside)))
            if (kept := best[end]) is None or way[:2] < kept[:2]:
                best[end] = way
    last = best[-1]
    return last[2] if last else ()


def _sides(rows: Sequence[Box]) -> list[float]:
    """Return where rows begin and end: half-way between them; as far above the first, and below the last."""
    if len(rows) < 2:
        return [rows[0].top, rows[0].bottom]
    between = [(a.bottom + b.top) / 2 for a, b in pairwise(rows)]
    gap = min(b.top - a.bottom for a, b in pairwise(rows)) / 2
    return [rows[0].top - gap, *between, rows[-1].bottom + gap]


def _follow(lines: Sequence[TextLine]) -> bool:
    return all(b.box.top - a.box.top <= _STEP * a.size for a, b in pairwise(lines))


def _is_between(span: RowSpan, rows: Sequence[Box]) -> bool:
    """Return whether a text stands between two rows: nothing of the rows is beside its middle."""
    middle = around(line.box for line in span.lines).middle[1]
    return not any(box.top <= middle <= box.bottom for box in rows[span.row : span.row + span.rows])


def with_spans(
    rows: Sequence[GridRow], spans: Mapping[int, Sequence[RowSpan]], rooms: Sequence[float]
) -> list[GridRow]:
    """Return rows with the cells of columns (from 0) that span several; each is told as a doubt."""
    found = list(rows)
    for column, span in ((column, span) for column, own in spans.items() for span in own):
        text, doubts = written(column + 1, span.lines, rooms[column])
        row = found[span.row]
        others = [cell for cell in row.cells if cell.column != column + 1]
        cells = tuple(sorted((*others, GridCell(column + 1, text, span.rows)), key=lambda cell: cell.column))
        if span.rows > 1:
            details = (("rows", str(span.rows)),)
            doubts = (*doubts, Doubt("merged-by-position", column + 1, text, text, details=details))
        found[span.row] = replace(row, cells=cells, doubts=(*row.doubts, *doubts))
    return found


def parting(rules: Sequence[Box], edges: Sequence[float]) -> dict[float, list[bool]]:
    """Return where ruled lines run between some columns' rows, with whether they do so in each column, from the top."""
    found: dict[float, list[Box]] = {}
    for rule in sorted((rule for rule in rules if rule.width > rule.height), key=lambda rule: rule.top):
        last = max(found, default=None)
        near = last is not None and rule.middle[1] - last <= _NEAR
        found.setdefault(last if last is not None and near else rule.middle[1], []).append(rule)
    return {
        level: [_length(own, left, right) > (right - left) / 2 for left, right in pairwise(edges)]
        for level, own in found.items()
    }


def _length(rules: Sequence[Box], left: float, right: float) -> float:
    """Return how much of a column's width rules cover, without counting overlaps twice."""
    covered, end = 0.0, left
    for rule in sorted(rules, key=lambda rule: rule.left):
        covered += max(0.0, min(rule.right, right) - max(rule.left, end))
        end = max(end, min(rule.right, right))
    return covered
