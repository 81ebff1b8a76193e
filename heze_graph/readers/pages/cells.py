"""Joining lines into the text of a cell: line breaks caused by the width of the column are undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from heze_graph.model.printed import Doubt
from heze_graph.readers.pages.page import Box, Letter, TextLine, first_word, glue
from heze_graph.reference.recognised import likely_texts

#: The most letters of free space beside a line that count as the cell's margin.
_LARGEST_MARGIN = 1.0

#: The tolerance in letters for whether the next word would have fitted.
_SLACK = 0.3

#: Lists of names have short lines; complete sentences that end at the edge raise no doubt.
_LONGEST_NAME = 12

_BETWEEN = "、，。；：,;:"

#: A letter recognised with less confidence makes its word a doubt.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Joined:
    """The text of a cell, and an alternative: line breaks of a list or of running text may both fit."""

    text: str
    other: str | None = None


def joined(lines: Sequence[TextLine], room: float) -> Joined:
    """Return the text of the lines of a cell of this width.

    A line break is undone where the next word would not have had room on the line. Nothing tells whether lines without
    marks are one name or several where all fill the room and are alike in length, and where one fills it that ends as
    other names of the cell do: such breaks are kept, with a doubt.
    """
    if not lines:
        return Joined("")
    full = [is_full(before, after, room) for before, after in pairwise(lines)]
    plain = _text(lines, full)
    unmarked = not any(letter.text in _BETWEEN for line in lines for letter in line.letters)
    if not any(full) or not unmarked:
        return Joined(plain)
    if all(full) and _are_alike(lines):
        return Joined("\n".join(line.text for line in lines), plain)
    ends = {line.text[-1] for line, undone in zip(lines, [*full, False], strict=True) if not undone}
    kept = [undone and line.text[-1] not in ends for line, undone in zip(lines, full, strict=False)]
    return Joined(_text(lines, kept), plain) if kept != full and not all(full) else Joined(plain)


def _text(lines: Sequence[TextLine], undone: Sequence[bool]) -> str:
    text = lines[0].text
    for line, without in zip(lines[1:], undone, strict=True):
        text += (glue(text, line.text) if without else "\n") + line.text
    return text


def _are_alike(lines: Sequence[TextLine]) -> bool:
    """Return whether each line may be a short name: they are alike in length."""
    lengths = {len(line.letters) for line in lines}
    return len(lengths) == 1 and 1 < min(lengths) <= _LONGEST_NAME


class Margins:
    """The margins of columns: the least free space beside the text of their cells, at most a letter."""

    def __init__(self, cells: Mapping[Box, Sequence[TextLine]]) -> None:
        self._before: dict[int, float] = {}
        self._behind: dict[int, float] = {}
        for cell, lines in cells.items():
            for line in lines:
                most = _LARGEST_MARGIN * line.size
                before, behind = line.box.left - cell.left, cell.right - line.box.right
                left, right = round(cell.left), round(cell.right)
                self._before[left] = max(0.0, min(before, most, self._before.get(left, most)))
                self._behind[right] = max(0.0, min(behind, most, self._behind.get(right, most)))

    def room(self, cell: Box) -> float:
        """Return the width that a cell has for text."""
        return cell.width - self._before.get(round(cell.left), 0.0) - self._behind.get(round(cell.right), 0.0)


def is_full(line: TextLine, following: TextLine, room: float) -> bool:
    """Return whether the first word of the next line would not have had room on a line."""
    word = following.letters[: len(first_word(following.text))]
    needed = word[-1].box.right - word[0].box.left
    return room - line.box.width < needed + _SLACK * line.size


def written(column: int, lines: Sequence[TextLine], room: float) -> tuple[str, tuple[Doubt, ...]]:
    """Return the text of a cell in a column (from 1), and what is doubtful in it."""
    text = joined(lines, room)
    doubts = unsure(column, lines)
    if text.other is not None:
        parts = " / ".join(text.text.split("\n"))
        doubts = (*doubts, Doubt("doubtful-line-break", column, parts, text.text, (text.other,)))
    return text.text, doubts


def unsure(column: int, lines: Sequence[TextLine]) -> tuple[Doubt, ...]:
    """Return the doubtful words of lines: recognised without certainty, or less likely than a look-alike."""
    doubts = []
    for word in (word for line in lines for word in _words(line)):
        text = "".join(letter.text for letter in word)
        likely = {
            at: words
            for at, letter in enumerate(word)
            if letter.sure < 1 and len(letter.text) == 1 and (words := tuple(likely_texts(text, at)))
        }
        least = word[next(iter(likely))] if likely else min(word, key=lambda letter: letter.sure)
        if likely or least.sure < SURE:
            others = tuple(dict.fromkeys((*(each for words in likely.values() for each in words), *least.others)))
            details = (
                ("character", least.text),
                ("sure", f"{least.sure:.0%}"),
                ("others", "、".join(others) or "—"),
            )
            doubts.append(Doubt("unsure-word", column, text, text, others, details))
    covered = (line.text for line in lines if any(letter.covered for letter in line.letters))
    return (*doubts, *(Doubt("covered-text", column, text, text) for text in covered))


def _words(line: TextLine) -> Iterator[list[Letter]]:
    """Yield the words between punctuation marks."""
    for is_word, letters in groupby(line.letters, key=lambda letter: letter.text.isalnum() or not letter.sure):
        if is_word:
            yield list(letters)
