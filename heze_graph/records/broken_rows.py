"""Rows of a table copied as plain text whose cells hold line breaks that nobody put in quotation marks.

Word and WPS write so: 1, 新建学校3所， on one line, 改造2所, 县教育局 on the next. Where the lines from one number to
the next have as many cells together as the header, a line break inside a cell counted as none, they are one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heze_graph.model.printed import PrintedLine
from heze_graph.records.headers import sense_of
from heze_graph.records.lists.outline import Borders, borders_of
from heze_graph.records.lost_headers import FEWEST_HEADERS, is_number_header
from heze_graph.records.lost_tables import LostTable
from heze_graph.records.numbering import is_number, mark_of
from heze_graph.reference.language import Language

#: A cell that ends so goes on in the next line.
_OPEN = ("，", ",", "、", "；", ";", "：", ":")


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines from one number to the next: those of one row, its cells, and the lines that stand below it."""

    lines: tuple[PrintedLine, ...]
    cells: tuple[str, ...]
    below: tuple[PrintedLine, ...]


def find_broken_rows(lines: Sequence[PrintedLine], language: Language) -> LostTable | None:
    """Return the table among lines with the rows whole that line breaks part; None where no row is parted so.

    Where as many rows come out uneven as even, all of them are doubtful: then nothing is put together.
    """
    at = next((at for at, line in enumerate(lines) if _is_header(line, language)), -1)
    if at < 0 or any(line.where or line.merged or line.table != lines[at].table for line in lines[at:]):
        return None
    width, borders = len(lines[at].cells), borders_of(language)
    groups = list(_groups(lines[at + 1 :]))
    rows = [_row(group, width, borders, breaks=False) for group in groups]
    uneven = sum(len(row.cells) < width and (len(row.lines) > 1 or bool(row.below)) for row in rows)
    even = sum(len(row.lines[0].cells) < width == len(row.cells) for row in rows)
    rows = [_row(group, width, borders, breaks=even > 0) for group in groups]
    rows = [row for row in rows if len(row.cells) == width]
    if (uneven and uneven >= even) or not any(len(row.lines) > 1 for row in rows):
        return None
    whole = {row.lines[0].line: row for row in rows}
    within = {line.line for row in rows for line in row.lines[1:]}
    kept = [line for line in lines if line.line not in within]
    return LostTable(
        tuple(replace(line, cells=whole[line.line].cells) if line.line in whole else line for line in kept),
        {first: tuple((line, "") for line in row.lines) for first, row in whole.items() if len(row.lines) > 1},
    )


def _is_header(line: PrintedLine, language: Language) -> bool:
    senses = [sense_of(cell, language) for cell in line.cells]
    named = {sense.role for sense in senses if sense and sense.exactness > 1}
    few = len(senses) < FEWEST_HEADERS
    return not few and is_number_header(line.cells[0], language) and bool(named & {"target", "detail"})


def _groups(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Yield the lines from each number to the next one."""
    group: list[PrintedLine] = []
    for line in lines:
        if len(line.cells) > 1 and is_number(line.cells[0]):
            if group:
                yield group
            group = [line]
        elif group:
            group.append(line)
    if group:
        yield group


def _row(lines: Sequence[PrintedLine], width: int, borders: Borders, *, breaks: bool) -> _Row:
    """Return the row that lines begin with; where cells hold `breaks`, the last one may, too."""
    cells, size = lines[0].cells, 1
    for following, line in enumerate(lines[1:], start=2):
        after = "".join(lines[following].cells) if following < len(lines) else ""
        text = "\t".join(line.cells).strip()
        ends = mark_of(text) is not None or borders.is_end(text, after)
        goes_on = len(line.cells) == 1 and (breaks or cells[-1].rstrip().endswith(_OPEN))
        fits = 1 < len(cells) + len(line.cells) - 1 <= width
        if ends or not fits or (len(cells) == width and not goes_on):
            break
        cells = (*cells[:-1], f"{cells[-1]}\n{line.cells[0]}", *line.cells[1:])
        size = following
    return _Row(tuple(lines[:size]), cells, tuple(lines[size:]))
