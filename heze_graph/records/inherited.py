"""What a cell means that prints nothing itself: covered by a merged cell, or a ditto mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heze_graph.model.printed import PrintedLine
from heze_graph.reference.language import Words

#: Blanks without width, marks of writing direction, selectors of a glyph's variant: they come along in copied text.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line with what its cells mean.

    `own` are the columns (from 1) whose text is printed in this line, ditto marks included; `above` those whose text a
    cell merged downwards gives. `across` are those that a cell of this line covers from the left.
    """

    printed: PrintedLine
    texts: tuple[str, ...]
    own: frozenset[int]
    above: frozenset[int]
    across: frozenset[int]

    def text(self, column: int | None) -> str:
        """Return the text of a column (from 1) without what nobody sees, "" where there is none."""
        return _INVISIBLE.sub("", self.texts[column - 1]).strip() if column and column <= len(self.texts) else ""

    @property
    def filled(self) -> tuple[str, ...]:
        """The texts that this line prints."""
        return tuple(self.text(column) for column in sorted(self.own))


def inherit(line: PrintedLine, before: Line | None, words: Words) -> Line:
    """Return a line with what merged cells and ditto marks give it; an empty cell that no other covers stays empty."""
    merged = dict(line.merged)
    texts = list(line.cells)
    own, above, across = set(), set(), set()
    for column, printed in enumerate(line.cells, start=1):
        if printed.strip():
            own.add(column)
            if printed.strip() in words["ditto"] and before is not None:
                texts[column - 1] = before.text(column)
        elif column in merged and merged[column].strip():
            if _from_left(column, line, merged):
                across.add(column)
            else:
                above.add(column)
                texts[column - 1] = merged[column]
    return Line(line, tuple(texts), frozenset(own), frozenset(above), frozenset(across))


def _from_left(column: int, line: PrintedLine, merged: dict[int, str]) -> bool:
    """Return whether the cell that covers a column is one of this line, printed to the left of it."""
    text = merged[column]
    left = column - 1
    while left and merged.get(left) == text and not line.cells[left - 1].strip():
        left -= 1
    return left > 0 and line.cells[left - 1].strip() == text.strip()
