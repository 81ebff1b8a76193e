"""Text with bars behind cells that stand on lines of their own: `|`, `1 |`, `新建学校3所 |`.

So some programs print the text of a page. The cells are counted, from each number to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

#: So many lines with one cell and its bar, and so large a part of all with bars, are no table of one line a row.
_FEWEST_LINES, _SHARE = 6, 0.6
#: A row has at least so many cells, and a cell no more lines without a bar.
_FEWEST_CELLS, _MOST_LINES = 3, 8
_NUMBER = re.compile(r"[（(]?(\d{1,3})[.、）)]?")


@dataclass(slots=True)
class _Cell:
    """The text of a cell, and the line on which it begins."""

    line: int
    text: str


def barred(text: str) -> list[tuple[int, tuple[str, ...]]] | None:
    r"""Return the line and the cells of each row, lines alone beside and without these; None where no bars end cells.

    >>> barred("清单\n|\n序号 |\n任务 |\n单位 |\n|\n1 |\n建校 |\n教育局 |\n|\n2 |\n修路 |\n交通局 |")
    [(1, ('清单',)), (3, ('序号', '任务', '单位')), (7, ('1', '建校', '教育局')), (11, ('2', '修路', '交通局'))]
    """
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if "|" in line]
    if not _ends_cells(lines):
        return None
    rows: list[tuple[int, tuple[str, ...]]] = []
    end = 0
    for first, last in _regions(places):
        found = _rows(_cells(lines, first, last))
        if found:
            rows += _alone(lines, end, first)
            rows += found
            end = last + 1
    return [*rows, *_alone(lines, end, len(lines))]


def _alone(lines: Sequence[str], begin: int, end: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return lines that are no part of a table, each without the bars around it."""
    return [(at + 1, (lines[at].strip("| "),)) for at in range(begin, end)]


def _ends_cells(lines: Sequence[str]) -> bool:
    """Return whether most bars end a cell that stands on a line of its own."""
    filled = [sum(bool(part.strip()) for part in line.split("|")) for line in lines if "|" in line]
    lone = sum(count < 2 for count in filled)
    return lone >= _FEWEST_LINES and lone >= _SHARE * len(filled) and filled.count(1) > 1


def _regions(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each run of lines with bars."""
    first = places[0]
    for before, at in pairwise(places):
        if at - before > _MOST_LINES:
            yield first, before
            first = at
    yield first, places[-1]


def _cells(lines: Sequence[str], first: int, last: int) -> list[_Cell]:
    """Return the cells that bars end, each with all its lines."""
    cells = [_Cell(first + 1, "")]
    for at in range(first, last + 1):
        before, *others = lines[at].split("|")
        if not cells[-1].text.strip():
            cells[-1].line = at + 1
        cells[-1].text += f"\n{before}"
        cells += [_Cell(at + 1, part) for part in others]
    if not cells[-1].text.strip():
        cells.pop()
    return [_Cell(cell.line, cell.text.strip()) for cell in cells]


def _rows(cells: Sequence[_Cell]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows of cells: a header as wide as what lies between two numbers, and what follows each number.

    Behind a number alone stands one row.
    """
    numbers = _numbers(cells) or [0]
    width = gcd(*(after - before for before, after in pairwise([*numbers, len(cells)][: max(len(numbers), 2)])))
    if width < _FEWEST_CELLS or numbers[0] < width:
        return []
    begin = numbers[0] - width
    found: list[tuple[int, tuple[str, ...]]] = [(cell.line, (cell.text,)) for cell in cells[:begin] if cell.text]
    rows = [cells[at : at + width] for at in range(begin, len(cells), width)]
    used = max(at + 1 for row in rows for at, cell in enumerate(row) if cell.text)
    for row in rows:
        texts = tuple(cell.text for cell in row[:used])
        if any(texts):
            found.append((next(cell.line for cell in row if cell.text), texts + ("",) * (used - len(texts))))
    return found


def _numbers(cells: Sequence[_Cell]) -> list[int]:
    """Return the places of numbers that follow on each other."""
    found: list[int] = []
    value = 0
    for at, cell in enumerate(cells):
        number = _NUMBER.fullmatch(cell.text)
        if number and (not found or int(number[1]) == value + 1):
            found.append(at)
            value = int(number[1])
    return found
