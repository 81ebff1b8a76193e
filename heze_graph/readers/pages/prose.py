"""Lines of text outside tables become paragraphs, and page numbers and repeated titles are told from them."""

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

#: What begins an item of a list, whose second line may hang below its text.
_ITEM = re.compile(
    r"\s*(?:\d{1,3}\s*[.．、)）](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|第[一二三四五六七八九十\d]{1,3}[章节部分条项]|[①-⑳●■◆•])"
)

#: Lines at the top and at the bottom of a page among which running lines are.
_EDGE_LINES = 2

#: Parts of the height of a page by which a running line may stand higher or lower on another page.
_SAME_HEIGHT = 0.02

#: Lines of so many letters that end alike, at least so many, show where the text of a page ends on the right.
_LONG, _FEWEST_FULL = 12, 2

#: Lines of one paragraph are at most so many times their size apart, and their sizes differ by a sixth at most.
_LINE_STEP, _SAME_SIZE = 2.6, 1.17


def paragraph_text(lines: Sequence[TextLine]) -> str:
    """Return the lines of a paragraph as one text."""
    text = lines[0].text
    for line in lines[1:]:
        text += glue(text, line.text) + line.text
    return text


@dataclass(slots=True)
class RunningLines:
    """Tells lines that stand on every page; knows those of the pages before."""

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
    """Return whether a line is only the number of a page.

    >>> [is_page_number(text) for text in ("— 3 —", "第 3 页 共 9 页", "3/9", "Page 3 of 9", "3个")]
    [True, True, True, True, False]
    """
    return bool(_PAGE_NUMBER.fullmatch(re.sub(r"\s", "", text)))


@dataclass(slots=True)
class Paragraphs:
    """Joins lines to paragraphs; knows how far the text of the pages before went to the left and right."""

    _left: float = float("inf")
    _right: float = 0.0
    _ends: list[float] = field(default_factory=list)

    def see(self, lines: Sequence[TextLine], tables: Sequence[Box]) -> None:
        """Learn where text ends from the lines and tables of a page."""
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
