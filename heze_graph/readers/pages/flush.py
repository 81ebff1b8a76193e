"""Columns that next to nothing parts: numbers set to the right beside texts set to the left, headers cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from heze_graph.readers.pages.page import Letter, TextLine, between, cuts_off, ink

#: Ends of numbers, and beginnings of texts, that stand so near to each other (in points) are set to one side.
_FLUSH = 0.7

#: At least so many numbers end where as many texts begin.
_FEWEST = 3

#: Numbers and texts are so far apart at least and at most, in letters; nearer ones are one text.
_NEAREST, _FARTHEST = 0.08, 0.35

#: This part of the other lines may print across the side of a column.
_ACROSS = 0.25

_IN_FIGURES = ".,%-—"


def flush_sides(lines: Sequence[TextLine]) -> list[float]:
    """Return where one column ends and the next one begins although no white strip is between them."""
    return sorted({*_behind_figures(lines), *_cut_off(lines)})


def _behind_figures(lines: Sequence[TextLine]) -> Iterator[float]:
    """Yield the places where figures of several lines end alike and other texts begin alike."""
    found: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for line in lines:
        for at, (before, letter) in enumerate(pairwise(line.letters)):
            gap = ink(letter).left - ink(before).right
            near = _NEAREST * letter.size <= gap < _FARTHEST * letter.size
            if near and _is_figure(before):
                begin = _begin_of_figure(line.letters, at)
                found[round(ink(letter).left)].append((begin, ink(before).right, ink(letter).left))
    for place in sorted(found):
        both = [each for near in (place, place + 1) for each in found.get(near, ())]
        begins, ends, texts = zip(*both, strict=True)
        alike = max(ends) - min(ends) < _FLUSH and max(texts) - min(texts) < _FLUSH
        side = (max(ends) + min(texts)) / 2
        uneven = max(begins) - min(begins) > _FLUSH
        if len(both) >= _FEWEST and alike and uneven and not _many_across(lines, side):
            yield side


def _is_figure(letter: Letter) -> bool:
    return letter.text.isdecimal() or letter.text in _IN_FIGURES


def _begin_of_figure(letters: Sequence[Letter], last: int) -> float:
    first = last
    while (
        first
        and _is_figure(letters[first - 1])
        and between(letters[first - 1], letters[first]) < _FARTHEST * letters[first].size
    ):
        first -= 1
    return letters[first].box.left


def _cut_off(lines: Sequence[TextLine]) -> Iterator[float]:
    """Yield the places where a cell begins that cuts off the text before it, unless other lines print across them."""
    for line in lines:
        for before, letter in pairwise(line.letters):
            if not cuts_off(before, letter):
                continue
            begin, others = letter.box.left, [ink(a) for other in lines if other is not line for a in other.letters]
            if not _many_across(lines, begin):
                yield (max((box.right for box in others if box.right <= begin), default=begin) + begin) / 2


def _many_across(lines: Sequence[TextLine], side: float) -> bool:
    """Return whether many lines print a letter across a place."""
    across = (any(ink(a).left < side - 1 and ink(a).right > side + 1 for a in line.letters) for line in lines)
    return sum(across) > _ACROSS * len(lines)
