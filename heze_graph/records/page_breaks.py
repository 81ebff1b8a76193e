"""Rows that the end of a page cuts: what stands at the top of the next page belongs to the row above."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from heze_graph.records.drafts import joined
from heze_graph.records.headers import Header
from heze_graph.records.inherited import Line

_PAGE = re.compile(r"page \d+")
_FINISHED = re.compile(r"[。；;！？.]\s*$")
_PROSE = ("target", "detail", "progress")
#: Cells so short that no page cuts them: where one is printed, a row of its own begins.
_SHORT = ("number", "leader", "deadline", "claim")


def uncut(
    lines: Iterable[Line], header: Header, is_data: Callable[[Line], bool]
) -> tuple[list[Line], dict[int, tuple[Line, ...]]]:
    """Return the lines of a table with cut rows whole, and the rest of each such row by the number of its first line.

    `is_data` tells rows from headings, totals and notes. Only in a table with numbers can a cut be told: the first row
    of a page prints no number, nor another short cell, and a text of the row before it is not at the end of a sentence.
    """
    whole: list[Line] = []
    rests: dict[int, tuple[Line, ...]] = {}
    page, last = "", -1
    for line in lines:
        if len(line.printed.cells) < 2:
            whole.append(line)
            continue
        where = line.printed.where
        turned = last >= 0 and bool(_PAGE.fullmatch(where)) and where != page
        page = where
        if turned and is_data(line) and _goes_on(whole[last], line, header):
            first = whole[last]
            rests[first.printed.line] = (*rests.get(first.printed.line, ()), line)
            whole[last] = _joined(first, line, header)
        else:
            last = len(whole)
            whole.append(line)
    return whole, rests


def _goes_on(before: Line, line: Line, header: Header) -> bool:
    number = header.column_of("number")
    if not number or line.above or number not in before.own:
        return False
    if any(header.column_of(role) in line.own for role in _SHORT):
        return False
    prose = [column for role in _PROSE if (column := header.column_of(role)) in line.own]
    return not prose or any(column in before.own and not _FINISHED.search(before.text(column)) for column in prose)


def _joined(before: Line, line: Line, header: Header) -> Line:
    """Return a row with its rest: prose without a seam, units with a line break, at which a name may be cut, too."""
    prose = {header.column_of(role) for role in _PROSE}
    texts = list(before.texts)
    for column in sorted(line.own):
        texts.extend([""] * (column - len(texts)))
        own, rest = before.text(column), line.text(column)
        texts[column - 1] = joined(own, rest) if column in prose else "\n".join(filter(None, (own, rest)))
    return replace(before, texts=tuple(texts), own=before.own | line.own)
