"""Columns of a table without ruled lines: found by white strips, and by the edges that texts are aligned to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from heze_graph.readers.pages.page import Box, Letter, TextLine, between, cuts_off, ink

#: Parts of a line this many letters apart may be in different columns.
GAP = 0.7


#: A table has at least this many columns.
FEWEST = 3


#: The fraction of lines with several parts that may cross a strip (headings, overlong text).
_MOST_ACROSS = 0.08


#: The fraction of all lines, including headings and broken text, that may cross a strip.
_MOST_LINES_ACROSS = 0.25


#: The number of header lines from the first one with several parts; they may be lines of one cell.
_HEADER_LINES = 2


#: The fewest numbers that make a column of numbers.
FEWEST_NUMBERS = 2


#: The tolerance, in points, for ends of numbers or beginnings of texts that are set flush.
_FLUSH = 0.7

#: The fewest numbers that must end, and texts begin, at the same position.
_FEWEST_FLUSH = 3

#: The least and the greatest distance between numbers and texts, in letters; closer ones are one text.
_NEAREST, _FARTHEST = 0.08, 0.35

#: The fraction of other lines that may cross the side of a column.
_FLUSH_ACROSS = 0.25

_IN_FIGURES = ".,%-—"


#: The second line of a header consists of words up to this length, years included, and no figures.
_LONGEST_WORD, _FIGURE = 8, re.compile(r"[\d.,%—-]+")


#: The tolerance in letters for a group centred over its columns; a header has at most this many words.
_MOST_APART, _MOST_WORDS = 1.5, 60


#: The least width of a strip, in letters.
_NARROWEST = 0.35


#: Letters this far apart may be in two columns, if a strip runs between them.
_SMALLEST_GAP = 0.2


#: The distance between right-aligned numbers and the left-aligned text of the next column.
_GAP_BEHIND_NUMBER = 0.08


#: A heading or a total may be followed by the sums of its rows: 一、工业（3个） 560 120.
HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]\s*\w|[合总小]\s*计")


@dataclass(frozen=True, slots=True)
class PageColumns:
    """The beginnings and ends of a table's columns from left to right, in the middle of the strips between them."""

    edges: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many columns there are."""
        return len(self.edges) - 1

    def reach(self, part: TextLine) -> range:
        """Return the columns that a part of a line stands in: more than one where it prints across a strip."""
        left, right = ink(part.letters[0]).left, ink(part.letters[-1]).right
        first = sum(edge <= left + 1 for edge in self.edges[1:-1])
        last = sum(edge < right - 1 for edge in self.edges[1:-1])
        return range(first, max(first, last) + 1)

    def overlap(self, column: int, box: Box) -> float:
        """Return how much of a box stands in a column, in points."""
        return min(box.right, self.edges[column + 1]) - max(box.left, self.edges[column])

    def cut(self, part: TextLine) -> list[TextLine]:
        """Return a part of a line cut where the middle of a strip goes between two of its letters with a gap."""
        pieces: list[TextLine] = []
        begin = 0
        for at, (before, letter) in enumerate(pairwise(part.letters), start=1):
            begins, ends = ink(letter).left, ink(before).right
            between = any(ends <= edge <= begins for edge in self.edges[1:-1])
            number = begin == 0 and _FIGURE.fullmatch(TextLine(part.letters[:at]).text)
            if between and begins - ends >= (_GAP_BEHIND_NUMBER if number else _SMALLEST_GAP) * letter.size:
                pieces.append(TextLine(part.letters[begin:at]))
                begin = at
        heading = bool(pieces) and HEADING.match(pieces[0].text)
        return [part] if heading else [*pieces, TextLine(part.letters[begin:])]


def find_columns(lines: Sequence[TextLine], left: float, right: float) -> PageColumns | None:
    """Return the columns that lines with several parts have in common, None where there are fewer than three.

    The first of these lines is the header: a column in which it prints nothing is part of one beside it.
    """
    several = [line for line in lines if len(line.parts(GAP)) >= FEWEST]
    if len(several) < 2:
        return None
    size = max(line.size for line in lines)
    # If most lines begin like this, they are the rows.
    rows = sum(bool(HEADING.match(line.parts(GAP)[0].text)) for line in several) * 2 > len(several)
    spans = _spans if rows else _own_spans
    end = lines.index(several[0]) + _HEADER_LINES
    if _divides_groups(*several[:2]):
        end, several = max(end, lines.index(several[1]) + 1), several[1:]
    strips = _strips([span for line in several for span in spans(line)], int(_MOST_ACROSS * len(several)), size)
    everywhere = [span for line in lines for span in spans(line)]

    def across(middle: float) -> int:
        return sum(begin < middle < end for begin, end in everywhere)

    middles = [_middle(strip, everywhere) for strip in strips]
    middles = [middle for middle in middles if across(middle) <= _MOST_LINES_ACROSS * len(lines)]
    middles = _with_flush(middles, _flush_sides(lines), strips)
    header = [span for line in lines[:end] for span in _spans(line)]
    while (empty := _without_header([left, *middles, right], header)) is not None:
        beside = middles[max(0, empty - 1) : empty + 1]
        middles.remove(max(beside, key=across))
    head = _spans(several[0])
    body = [span for line in lines[lines.index(several[0]) + 1 :] for span in _spans(line)]
    while (apart := _header_apart([left, *middles, right], head, body)) is not None:
        del middles[apart]
    behind = _behind_numbers([left, *middles, right], lines[lines.index(several[0]) + 1 :]) if middles else None
    middles[:1] = middles[:1] if behind is None else [behind]
    return PageColumns((left, *middles, right)) if len(middles) + 1 >= FEWEST else None


_Spans = Sequence[tuple[float, float]]


def _with_flush(middles: Sequence[float], flush: Sequence[float], strips: _Spans) -> list[float]:
    """Return the middles of strips with those sides of columns that no strip has."""
    new = (side for side in flush if not any(begin <= side <= end for begin, end in strips))
    return sorted((*middles, *new))


def _header_apart(edges: Sequence[float], head: _Spans, body: _Spans) -> int | None:
    """Return the first place between two columns (from 0) of which one holds only a header, the other only its cells.

    A header may stand in the middle of a wide column whose cells begin at the left.
    """

    def filled(spans: _Spans, at: int) -> bool:
        return any(begin < edges[at + 1] and end > edges[at] for begin, end in spans)

    for at in range(len(edges) - 2):
        one, other = ((filled(head, column), filled(body, column)) for column in (at, at + 1))
        if {one, other} == {(True, False), (False, True)}:
            return at
    return None


def _behind_numbers(edges: Sequence[float], body: Sequence[TextLine]) -> float | None:
    """Return where the texts of the second column begin behind numbers that belong below the first header, if they do.

    A sheet sets numbers at the right of their column and texts at the left of theirs: next to nothing parts them.
    """
    starts = [line.parts(GAP)[0].letters for line in body if ink(line.letters[0]).left < edges[min(2, len(edges) - 1)]]
    if len(edges) <= FEWEST or any(ink(letters[0]).left < edges[1] for letters in starts):
        return None
    texts = [list(dropwhile(lambda letter: letter.text.isdigit(), letters)) for letters in starts]
    begin = min((ink(letters[0]).left for letters in texts if letters), default=edges[1])
    before = [[letter for letter in letters if ink(letter).left < begin] for letters in starts]
    numbers = [TextLine(tuple(letters)) for letters in before if letters]
    end = max((ink(number.letters[-1]).right for number in numbers), default=begin)
    if len(numbers) < FEWEST_NUMBERS or not all(number.text.isdecimal() for number in numbers):
        return None
    follow = all(int(b.text) - int(a.text) == 1 for a, b in pairwise(numbers))
    return (end + begin) / 2 if follow and end < begin else None


def _divides_groups(groups: TextLine, divided: TextLine) -> bool:
    """Return whether a line of words has more parts than the one above: 总量, 增速, 位次 below 地区生产总值."""
    parts = divided.parts(GAP)
    words = all(len(part.letters) <= _LONGEST_WORD and not _FIGURE.fullmatch(part.text) for part in parts)
    return words and len(parts) > len(groups.parts(GAP))


@dataclass(frozen=True, slots=True)
class HeaderGroups:
    """The header line that names groups of columns, each part with its columns; the next line begins at `end`."""

    line: TextLine
    parts: tuple[tuple[range, TextLine], ...]
    end: float


def groups_of(lines: Sequence[TextLine], columns: PageColumns) -> HeaderGroups | None:
    """Return the groups of a header that one of its next lines divides, None where there are none.

    A group stands in the middle of its columns: they are parted so that all groups together come nearest to that.
    """
    several = [line for line in lines if len(line.parts(GAP)) > 1][: _HEADER_LINES + 1]
    for head, divided in ((several[0], line) for line in several[1:]):
        between = lines[lines.index(head) + 1 : lines.index(divided)]
        alone = {columns.reach(part).start for line in between for part in line.parts(GAP)}
        under = {columns.reach(part).start: part.box for part in divided.parts(GAP)}
        under = {column: box for column, box in under.items() if column not in alone}
        parts = _shared_out(head.parts(GAP), under) if _divides_groups(head, divided) else ()
        if parts:
            return HeaderGroups(head, parts, divided.box.middle[1] - 1)
    return None


def _shared_out(groups: Sequence[TextLine], under: Mapping[int, Box]) -> tuple[tuple[range, TextLine], ...]:
    """Return each group with its columns, of which `under` has the words; none where groups stand elsewhere."""
    own = sorted(under) if len(under) <= _MOST_WORDS else []
    best: dict[int, tuple[float, tuple[range, ...]]] = {0: (0.0, ())}
    for group in groups:
        ways, best = best, {}
        for begin, (apart, found) in ways.items():
            for end in range(begin + 1, len(own) + 1):
                reach = range(own[begin], own[end - 1] + 1)
                middle = (under[reach.start].left + under[reach[-1]].right) / 2
                way = (apart + abs(middle - group.box.middle[0]), (*found, reach))
                best[end] = min(way, best.get(end, way), key=lambda each: each[0])
    apart, found = best.get(len(own), (0.0, ()))
    near = apart <= _MOST_APART * sum(group.size for group in groups)
    return tuple(zip(found, groups, strict=True)) if found and near else ()


def _middle(strip: tuple[float, float], spans: Sequence[tuple[float, float]]) -> float:
    """Return the middle of what is left of a strip by lines that end in it or begin in it."""
    begin, end = strip
    ends = max((right for left, right in spans if left < begin < right < end), default=begin)
    begins = min((left for left, right in spans if begin < left < end < right), default=end)
    return (ends + begins) / 2 if ends < begins else (begin + end) / 2


def _spans(line: TextLine) -> list[tuple[float, float]]:
    parts = line.parts(_SMALLEST_GAP)
    return [(ink(part.letters[0]).left, ink(part.letters[-1]).right) for part in parts]


def _own_spans(line: TextLine) -> list[tuple[float, float]]:
    """Return the spans of a line that stand in columns: a heading or a total before its sums runs over several."""
    first, *others = line.parts(GAP)
    return _spans(line) if not HEADING.match(first.text) else [span for part in others for span in _spans(part)]


def _without_header(edges: Sequence[float], header: Sequence[tuple[float, float]]) -> int | None:
    """Return the first column in which no text of the header stands."""
    for at, (left, right) in enumerate(pairwise(edges)):
        if len(edges) > 2 and not any(begin < right and end > left for begin, end in header):
            return at
    return None


def _strips(spans: Sequence[tuple[float, float]], allowed: int, size: float) -> list[tuple[float, float]]:
    """Return the strips that next to no line prints on, between places that many lines print on.

    Of a strip that a few lines print on, only the part counts that the fewest print on.
    """
    steps = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    strips: list[tuple[float, float]] = []
    depth, narrowest = 0, _NARROWEST * size
    part: list[tuple[int, float, float]] = []
    for (place, step), (following, _) in pairwise([*steps, (steps[-1][0], 0)]):
        before, depth = depth, depth + step
        if before > allowed >= depth:
            part = []
        if depth <= allowed and following > place:
            part.append((depth, place, following))
        if before <= allowed < depth and part and part[-1][2] - part[0][1] >= narrowest:
            strips.append(_emptiest(part, narrowest))
            part = []
    return [strip for strip in strips if strip[0] > steps[0][0]]


def _emptiest(part: Sequence[tuple[int, float, float]], narrowest: float) -> tuple[float, float]:
    """Return the widest stretch of a strip on which the fewest lines print."""
    for most in sorted({depth for depth, _, _ in part}):
        stretches: list[tuple[float, float]] = []
        for depth, begin, end in part:
            if depth > most:
                continue
            if stretches and stretches[-1][1] == begin:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((begin, end))
        widest = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
        if widest[1] - widest[0] >= narrowest:
            return widest
    return part[0][1], part[-1][2]


def fits(run: Sequence[TextLine], columns: PageColumns) -> bool:
    """Return whether nearly all parts of lines stand in one of the columns each."""
    parts = [piece for line in run for part in line.parts(GAP) for piece in columns.cut(part)]
    return bool(parts) and sum(len(columns.reach(part)) == 1 for part in parts) >= 0.9 * len(parts)


def _flush_sides(lines: Sequence[TextLine]) -> list[float]:
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
        if len(both) >= _FEWEST_FLUSH and alike and uneven and not _many_across(lines, side):
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
    """Return whether many lines have a character across a position."""
    across = (any(ink(a).left < side - 1 and ink(a).right > side + 1 for a in line.letters) for line in lines)
    return sum(across) > _FLUSH_ACROSS * len(lines)
