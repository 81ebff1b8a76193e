"""Edges, the straight lines that may rule a table: extracted from drawings and joined, with the cells between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise, product
from statistics import fmean
from typing import NamedTuple

from heze_graph.readers.pages.page import Box, around

#: The tolerance, in points, for joining edges, or for edges to meet (pdfplumber's own).
SNAP = 3.0
_MEET = 3.0
#: Shorter rules are dots and strokes, unless this many are in a row, this far apart.
_SHORTEST = 1.0
_FEWEST_DOTS, _DOTS_APART = 6, 3.0


class TableEdge(NamedTuple):
    """A line: whether it is vertical, its position, its beginning and end."""

    upright: bool
    at: float
    begin: float
    end: float

    @property
    def box(self) -> Box:
        """Its place, without any width of its own."""
        return (
            Box(self.at, self.begin, self.at, self.end) if self.upright else Box(self.begin, self.at, self.end, self.at)
        )

    @property
    def length(self) -> float:
        """Its length."""
        return self.end - self.begin

    def meets(self, other: TableEdge) -> bool:
        """Return whether a vertical and a horizontal edge meet."""
        if self.upright == other.upright:
            return False
        return (
            self.begin - _MEET <= other.at <= self.end + _MEET and other.begin - _MEET <= self.at <= other.end + _MEET
        )


def edges_of(rules: Iterable[Box]) -> Iterator[TableEdge]:
    """Yield the edges of what is drawn: a thin rectangle is one, as is a row of dots; another is its four sides."""
    rules = list(rules)
    for rule in (*rules, *_dotted(rules)):
        if rule.height > SNAP and rule.width > SNAP:
            yield from sides_of(rule)
        elif max(rule.width, rule.height) >= _SHORTEST:
            x, y = rule.middle
            upright = rule.width < rule.height
            yield TableEdge(True, x, rule.top, rule.bottom) if upright else TableEdge(False, y, rule.left, rule.right)


def sides_of(box: Box) -> tuple[TableEdge, ...]:
    """Return the sides of a rectangle."""
    uprights = (TableEdge(True, x, box.top, box.bottom) for x in (box.left, box.right))
    return (*uprights, *(TableEdge(False, y, box.left, box.right) for y in (box.top, box.bottom)))


def _dotted(rules: Iterable[Box]) -> Iterator[Box]:
    """Yield the lines that rows of dots draw."""
    dots = {box for box in rules if max(box.width, box.height) < _SHORTEST}
    for upright in (False, True):
        rows: dict[int, list[Box]] = {}
        for dot in dots:
            rows.setdefault(round(dot.middle[not upright]), []).append(dot)
        for row in rows.values():
            row.sort(key=lambda dot: dot.middle[upright])
            ends = [at for at, (a, b) in enumerate(pairwise(row), start=1) if _gap(a, b) > _DOTS_APART]
            for begin, end in pairwise([0, *ends, len(row)]):
                if end - begin >= _FEWEST_DOTS:
                    yield around(row[begin:end])


def _gap(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one.middle, other.middle, strict=True))


def apart(places: Iterable[float], near: float) -> tuple[float, ...]:
    """Return places in order, without those near to one before.

    >>> apart([40.0, 11.0, 10.0], 2)
    (10.0, 40.0)
    """
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(place)
    return tuple(found)


def joined_edges(edges: Iterable[TableEdge]) -> list[TableEdge]:
    """Return edges with those as one that stand beside each other, or go on where another ends.

    >>> joined_edges([TableEdge(False, 10, 0, 50), TableEdge(False, 12, 52, 90), TableEdge(False, 40, 0, 50)])
    [TableEdge(upright=False, at=11.0, begin=0, end=90), TableEdge(upright=False, at=40.0, begin=0, end=50)]
    """
    found: list[TableEdge] = []
    for upright, near in groupby(sorted(edges), key=lambda edge: edge.upright):
        for group in _near(near):
            at = fmean(edge.at for edge in group)
            for edge in sorted(group, key=lambda edge: edge.begin):
                last = found[-1] if found else None
                if last and (last.upright, last.at) == (upright, at) and edge.begin <= last.end + SNAP:
                    found[-1] = last._replace(end=max(last.end, edge.end))
                else:
                    found.append(edge._replace(at=at))
    return found


def _near(edges: Iterable[TableEdge]) -> Iterator[list[TableEdge]]:
    """Yield edges, sorted by where they stand, in groups of which each is near the one before."""
    group: list[TableEdge] = []
    for edge in edges:
        if group and edge.at > group[-1].at + SNAP:
            yield group
            group = []
        group.append(edge)
    yield group


def cells_between(edges: Iterable[TableEdge]) -> list[Box]:
    """Return the smallest cells of which four edges are the sides, from the left and the top.

    >>> cells_between([*sides_of(Box(0, 0, 20, 10)), TableEdge(True, 12, 0, 10)])
    [Box(left=0.0, top=0.0, right=12.0, bottom=10.0), Box(left=12.0, top=0.0, right=20.0, bottom=10.0)]
    """
    crossings: defaultdict[tuple[float, float], set[TableEdge]] = defaultdict(set)
    lines = joined_edges(edges)
    for upright, level in product((one for one in lines if one.upright), [one for one in lines if not one.upright]):
        if upright.meets(level):
            crossings[upright.at, level.at] |= {upright, level}
    below, right = defaultdict(list), defaultdict(list)
    for x, y in sorted(crossings):
        below[x].append(y)
        right[y].append(x)

    def connected(one: tuple[float, float], other: tuple[float, float]) -> bool:
        return other in crossings and not crossings[one].isdisjoint(crossings[other])

    def smallest(x: float, y: float) -> Box | None:
        bottoms = [far for far in below[x] if far > y and connected((x, y), (x, far))]
        rights = [far for far in right[y] if far > x and connected((x, y), (far, y))]
        return next(
            (
                Box(x, y, far, bottom)
                for bottom, far in product(bottoms, rights)
                if connected((far, y), (far, bottom)) and connected((x, bottom), (far, bottom))
            ),
            None,
        )

    return [cell for cell in (smallest(*corner) for corner in sorted(crossings)) if cell]
