"""Joining lines outside tables into paragraphs, and detecting page numbers and repeated titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from heze_graph.readers.pages.cells import is_full
from heze_graph.readers.pages.columns import FEWEST, GAP
from heze_graph.readers.pages.page import Box, Page, TextLine, around, glue

#: What a page number looks like: 3, — 3 —, 第 3 页 共 9 页, 3/9, Page 3 of 9.
_PAGE_NUMBER = re.compile(
    r"(?:[第\-—–－·•~]*\d{1,4}[\-—–－·•~]*页?[,，/／]?(?:共?\d{1,4}页?)?|page\d+(?:of\d+)?)", re.IGNORECASE
)
_NO_LETTERS = re.compile(r"[\W\d_]+")

#: The beginning of a list item, whose second line may be indented.
_ITEM = re.compile(
    r"\s*(?:\d{1,3}\s*[.．、)）](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|第[一二三四五六七八九十\d]{1,3}[章节部分条项]|[①-⑳●■◆•])"
)

#: The lines at the top and at the bottom of a page that may be running lines.
_EDGE_LINES = 2

#: The tolerance for the height of a running line on another page, as a fraction of the page height.
_SAME_HEIGHT = 0.02

#: The fewest lines, of at least this many letters, that must end alike to show the right margin of the text.
_LONG, _FEWEST_FULL = 12, 2

#: The greatest distance between lines of one paragraph, relative to their size, and the tolerance for the size.
_LINE_STEP, _SAME_SIZE = 2.6, 1.17


def paragraph_text(lines: Sequence[TextLine]) -> str:
    """Return the lines of a paragraph as one text."""
    text = lines[0].text
    for line in lines[1:]:
        text += glue(text, line.text) + line.text
    return text


@dataclass(slots=True)
class RunningLines:
    """Detects lines repeated on every page, from those of the previous pages."""

    _before: dict[str, float] = field(default_factory=dict)

    def of(self, page: Page, lines: Sequence[TextLine], tables: Iterable[Box]) -> set[int]:
        """Return which lines of a page (by place among them) are page numbers or stand on pages before."""
        boxes = list(tables)
        top = min((box.top for box in boxes), default=page.height)
        bottom = max((box.bottom for box in boxes), default=0.0)
        found = set()
        for at, line in enumerate(lines):
            first, last = at < _EDGE_LINES, at >= len(lines) - _EDGE_LINES
            if not (first and line.box.bottom <= top) and not (last and line.box.top >= bottom):
                continue
            height = line.box.middle[1] / max(page.height, 1.0)
            letters = _NO_LETTERS.sub("", line.text)
            outermost = at in (0, len(lines) - 1)
            if (outermost and is_page_number(line.text)) or self._stood_before(line, letters, height):
                found.add(at)
            self._before[letters] = height
        return found

    def _stood_before(self, line: TextLine, letters: str, height: float) -> bool:
        known = self._before.get(letters) if letters and len(line.parts(GAP)) < FEWEST else None
        return known is not None and abs(known - height) < _SAME_HEIGHT


def is_page_number(text: str) -> bool:
    """Return whether a line is only a page number.

    >>> [is_page_number(text) for text in ("— 3 —", "第 3 页 共 9 页", "3/9", "Page 3 of 9", "3个")]
    [True, True, True, True, False]
    """
    return bool(_PAGE_NUMBER.fullmatch(re.sub(r"\s", "", text)))


@dataclass(slots=True)
class Paragraphs:
    """Joins lines into paragraphs, using the margins of the previous pages."""

    _left: float = float("inf")
    _right: float = 0.0
    _ends: list[float] = field(default_factory=list)

    def see(self, lines: Sequence[TextLine], tables: Sequence[Box]) -> None:
        """Learn the right margin from the lines and tables of a page."""
        boxes = [*(line.box for line in lines), *tables]
        if boxes:
            whole = around(boxes)
            self._left, self._right = min(self._left, whole.left), max(self._right, whole.right)
            self._ends += [line.box.right for line in lines if len(line.letters) >= _LONG]

    def of(self, lines: Sequence[TextLine]) -> list[list[TextLine]]:
        """Return the lines of each paragraph."""
        paragraphs: list[list[TextLine]] = []
        for line in lines:
            if paragraphs and self._near(paragraphs[-1][-1], line) and self.goes_on(paragraphs[-1], line):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
        return paragraphs

    def goes_on(self, paragraph: Sequence[TextLine], line: TextLine) -> bool:
        """Return whether a line goes on with a paragraph: its last line was full, and this one is no first one."""
        last, first = paragraph[-1], paragraph[0]
        ends = sum(end > self._right - 1.5 * last.size for end in self._ends)
        if ends < _FEWEST_FULL or not is_full(last, line, self._right - last.box.left) or _ITEM.match(line.text):
            return False
        if max(last.size, line.size) > _SAME_SIZE * min(last.size, line.size):
            return False
        shift = (line.box.left - last.box.left) / last.size
        if abs(shift) < 0.5:
            return len(paragraph) > 1 or last.box.left < self._left + 0.5 * last.size
        if shift < 0:
            return len(paragraph) == 1
        return len(paragraph) == 1 and shift < 5 and bool(_ITEM.match(first.text))

    def _near(self, before: TextLine, line: TextLine) -> bool:
        return line.box.top - before.box.top < _LINE_STEP * max(before.size, line.size)
