"""One page: its positioned letters and ruled lines; and the text lines that letters form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from heze_graph.model.printed import PageArea

#: A gap of this fraction of a letter's size is a blank: Chinese justified to the width of its cell has smaller ones.
_BLANK = 0.4

#: Letters whose centres differ in height by less than this fraction of their size are on one line.
_SAME_LINE = 0.5

#: A letter that begins this far before the end of a punctuation mark is in the next column.
_HANGS = 0.1

#: A letter that begins this far before the end of the previous one belongs to another cell, which cuts that one off.
_CUTS_OFF = 0.2

#: So many letters below others are covered by these; a run covers one drawn no more runs before or behind it.
_FEWEST_COVERED, _NEAR_RUNS = 2, 400
#: So much paper, in letters, is left between a text and the one that covers its end.
_LEFT_FREE = 0.5

#: Punctuation with ink in the left or the right half of its square.
_LEFT_HALF, _RIGHT_HALF = "，。、；：！？”’）》〉】〕』」", "“‘（《〈【〔『「"

#: The placeholder for an unidentified letter.
UNREAD = "？"

#: No line begins with one of these (GB/T 15834-2011, 5.1).
_NEVER_FIRST = "，。、；：？！”’）》〉】〕』」…—％%,.;:?!)]}"


class Box(NamedTuple):
    """A rectangle; coordinates increase to the right and downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point is inside, or on the left or top edge."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def turned(self, quarter: int, width: float, height: float) -> Box:
        """Return the rectangle after a page of that size is rotated clockwise by quarter turns.

        >>> Box(10, 20, 30, 25).turned(1, 100, 200)
        Box(left=175, top=10, right=180, bottom=30)
        """
        box = self
        for _ in range(quarter % 4):
            box = Box(height - box.bottom, box.left, height - box.top, box.right)
            width, height = height, width
        return box


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest rectangle around one or more others."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Letter:
    """A printed character, its position, its size, and how many quarter turns to the left it is rotated.

    `covered` says that another text is printed over it.
    """

    text: str
    box: Box
    size: float
    quarter: int = 0
    spaced: bool = False
    sure: float = 1.0
    others: tuple[str, ...] = ()
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number (from 1), its size, its letters, and its ruled lines as thin rectangles.

    `beside` are the numbers of the pages that show one wide sheet with it; what they show stands beyond its width.
    `by_order` says that only the order of their rows tells which of them belong together.
    """

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Box, ...] = ()
    beside: tuple[int, ...] = ()
    by_order: bool = False

    @property
    def where(self) -> str:
        """How messages and findings call it."""
        return f"page {self.number}"

    @property
    def size(self) -> float:
        """The usual size of its letters."""
        return median(letter.size for letter in self.letters) if self.letters else 1.0

    def place(self, box: Box) -> PageArea:
        """Return a rectangle in parts of the page."""
        width, height = max(self.width, 1.0), max(self.height, 1.0)
        left, top, right, bottom = box.left / width, box.top / height, box.right / width, box.bottom / height
        return PageArea(self.number, *(round(min(max(part, 0.0), 1.0), 4) for part in (left, top, right, bottom)))

    @property
    def quarter(self) -> int:
        """By how many quarter turns to the left most of its characters are rotated."""
        quarters = Counter(letter.quarter for letter in self.letters)
        return quarters.most_common(1)[0][0] if quarters else 0

    def upright(self) -> Page:
        """Return the page rotated so that most characters are upright: wide tables are often printed sideways."""
        quarter = self.quarter
        if not quarter:
            return self

        def turned(box: Box) -> Box:
            return box.turned(quarter, self.width, self.height)

        width, height = (self.height, self.width) if quarter % 2 else (self.width, self.height)
        letters = (replace(a, box=turned(a.box), quarter=(a.quarter - quarter) % 4) for a in self.letters)
        return Page(self.number, width, height, tuple(letters), tuple(map(turned, self.rules)))

    def uncovered(self) -> Page:
        """Return the page with letters that another text covers moved in front of it, so that both can be read.

        A sheet draws the whole of a long text and shows as much as the next cell leaves; a stamp stands over a text.
        A text that is drawn once more, as its own shadow, stands there once.
        """
        moved: dict[int, Letter | None] = {}
        for run, others in _on_one_line(_runs(self.letters)):
            over = (other for other in others if _covers(other, run))
            if first := min(over, key=lambda other: other[0][1].box.left, default=None):
                moved.update(_beside(run, first))
        if not moved:
            return self
        kept = (moved.get(at, letter) for at, letter in enumerate(self.letters))
        return replace(self, letters=tuple(letter for letter in kept if letter))


#: Letters in the order in which they are drawn, from left to right on one line, with their places on the page.
_Run = list[tuple[int, Letter]]


def _runs(letters: Sequence[Letter]) -> list[_Run]:
    runs: list[_Run] = []
    for at, letter in enumerate(letters):
        before = runs[-1][-1][1] if runs else None
        goes_on = (
            before is not None
            and before.box.left <= letter.box.left <= before.box.right + letter.size
            and abs(letter.box.middle[1] - before.box.middle[1]) < _SAME_LINE * min(letter.size, before.size)
        )
        if goes_on:
            runs[-1].append((at, letter))
        else:
            runs.append([(at, letter)])
    return runs


def _on_one_line(runs: Sequence[_Run]) -> Iterator[tuple[_Run, list[_Run]]]:
    """Yield each run with those drawn near it that may stand on its line."""
    placed = sorted((run[0][1].box.middle[1], at) for at, run in enumerate(runs))
    for at, run in enumerate(runs):
        middle, reach = run[0][1].box.middle[1], _SAME_LINE * run[0][1].size
        level = placed[bisect_left(placed, (middle - reach, 0)) : bisect_left(placed, (middle + reach, 0))]
        yield run, [runs[other] for other in sorted(place for _, place in level) if abs(other - at) <= _NEAR_RUNS]


def _covers(over: _Run, run: _Run) -> bool:
    """Return whether a run is printed over several letters of another one that begins before it."""
    (at, first), (begin, own) = over[0], run[0]
    level = abs(first.box.middle[1] - own.box.middle[1]) < _SAME_LINE * min(first.size, own.size)
    if not level or over is run or (first.box.left, at) < (own.box.left, begin):
        return False
    if first.box.left >= run[-1][1].box.right or not (first.sure == own.sure == 1.0):
        return False
    ends = [letter.box for _, letter in over if letter.text.strip()]
    below = [letter.box for _, letter in run if letter.text.strip()]
    covered = sum(
        any(min(a.right, b.right) - max(a.left, b.left) > min(a.width, b.width) / 2 for b in ends) for a in below
    )
    return covered >= _FEWEST_COVERED


def _beside(run: _Run, over: _Run) -> dict[int, Letter | None]:
    """Return the letters of a run that another one covers, by place, as they stand before it; None for its shadow."""
    begin = over[0][1].box.left
    hidden = [(at, letter) for at, letter in run if letter.box.right > begin - _LEFT_FREE * letter.size]
    shadow = [letter.text for _, letter in hidden] == [letter.text for _, letter in over]
    # Within the last letter that is seen: what follows it may stand behind the border of its cell.
    place = max((a.box.middle[0] for _, a in run[: len(run) - len(hidden)]), default=begin - 0.01)
    return {
        at: None if shadow else replace(letter, box=letter.box._replace(left=place, right=place), covered=True)
        for at, letter in hidden
    }


@dataclass(frozen=True)
class TextLine:
    """Letters on one line, from left to right, without blanks."""

    letters: tuple[Letter, ...]

    @cached_property
    def box(self) -> Box:
        """The rectangle around the letters."""
        return around(letter.box for letter in self.letters)

    @cached_property
    def size(self) -> float:
        """The usual size of the letters."""
        return median(letter.size for letter in self.letters)

    @cached_property
    def text(self) -> str:
        """The characters, with a space at each gap."""
        text = self.letters[0].text
        for before, letter in pairwise(self.letters):
            text += " " * (letter.spaced or _apart(before, letter, _BLANK)) + letter.text
        return text

    def parts(self, gap: float) -> list[TextLine]:
        """Return the parts of the line between gaps of at least so many letters, and where a cell cuts one off."""
        ends = [
            at
            for at, (a, b) in enumerate(pairwise(self.letters), start=1)
            if between(a, b) >= gap * max(a.size, b.size) or cuts_off(a, b)
        ]
        return [TextLine(self.letters[begin:end]) for begin, end in pairwise([0, *ends, len(self.letters)])]


def ink(letter: Letter) -> Box:
    """Return where a letter has ink: a mark has it in one half of its place, and hangs over the edge of a column."""
    box = letter.box
    if letter.text in _LEFT_HALF:
        return box._replace(right=box.left + min(box.width, letter.size / 2))
    if letter.text in _RIGHT_HALF:
        return box._replace(left=box.right - min(box.width, letter.size / 2))
    return box


def between(before: Letter, letter: Letter) -> float:
    """Return the gap between two letters of a line; a mark that hangs over the next one ends where its ink does."""
    gap = letter.box.left - before.box.right
    return gap if gap > -_HANGS * letter.size else ink(letter).left - ink(before).right


def cuts_off(before: Letter, letter: Letter) -> bool:
    """Return whether a letter begins a cell that the text before it runs into: a sheet shows no more of that."""
    known = before.sure == letter.sure == 1.0 and not letter.covered
    return known and between(before, letter) < -_CUTS_OFF * max(before.size, letter.size)


def _apart(before: Letter, letter: Letter, gap: float) -> bool:
    return letter.box.left - before.box.right >= gap * max(before.size, letter.size)


def lines_of(letters: Iterable[Letter]) -> list[TextLine]:
    """Return the lines that letters stand on, from the top; a blank character only keeps its neighbours apart."""
    rows: list[list[Letter]] = []
    middles: list[float] = []
    for letter in sorted(letters, key=lambda a: a.box.middle[1]):
        middle = letter.box.middle[1]
        if rows and middle - middles[-1] < _SAME_LINE * min(letter.size, rows[-1][0].size):
            rows[-1].append(letter)
        else:
            rows.append([letter])
            middles.append(middle)
    lines = (_without_blanks(sorted(row, key=lambda a: a.box.left)) for row in rows)
    return [TextLine(line) for line in lines if line]


def _without_blanks(row: Sequence[Letter]) -> tuple[Letter, ...]:
    kept: list[Letter] = []
    spaced = False
    for letter in row:
        if letter.text.strip():
            kept.append(replace(letter, spaced=True) if spaced and kept else letter)
        spaced = not letter.text.strip()
    return tuple(kept)


def first_word(text: str) -> str:
    """Return the unbreakable beginning of a text: one character, or an ASCII word or number.

    >>> first_word("2024年底"), first_word("市区"), first_word("”，并")
    ('2024', '市', '”，')
    """
    end = 1
    if text[:1].isascii() and text[:1].isalnum():
        while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in ".,%-"):
            end += 1
    while end < len(text) and text[end] in _NEVER_FIRST:
        end += 1
    return text[:end]


def glue(before: str, after: str) -> str:
    """Return what joins two parts of a text at a line break: a space between Latin words, else nothing.

    >>> glue("Lake", "Park"), glue("市综合行政执", "法局"), glue("e-", "mail"), glue("20", "24年")
    (' ', '', '', '')
    """
    left, right = before[-1:], after[:1]
    words = left.isascii() and right.isascii() and (left.isalpha() or right.isalpha())
    return " " if words and left.isalnum() and right.isalnum() else ""


def text_of(lines: Sequence[TextLine]) -> str:
    """Return successive lines as text."""
    return "\n".join(line.text for line in lines)
