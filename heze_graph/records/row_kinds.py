"""Telling rows of targets from headings of sections, totals and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum

from heze_graph.records.headers import Header
from heze_graph.records.inherited import Line
from heze_graph.records.numbering import is_heading, is_number, number_of, style
from heze_graph.reference.language import Language

#: A heading is hardly longer than this many characters, and is no sentence.
_LONGEST_HEADING = 30
_SENTENCE = re.compile(r"[。；;]")


class RowKind(Enum):
    """What a row is."""

    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    OUTSIDE = "outside"


def kind_of_row(line: Line, header: Header, usual: str, language: Language) -> RowKind:
    """Return what a row is; `usual` is how most targets of the table are numbered (see `usual_style`)."""
    if _is_note(line, language):
        return RowKind.OUTSIDE
    if _is_total(line, header, language):
        return RowKind.TOTAL
    if len(line.own) == 1 and not line.above:
        return _single(line, header)
    if _is_imprint(line, header):
        return RowKind.OUTSIDE
    return RowKind.SECTION if _is_section(line, header, usual) else RowKind.DATA


def usual_style(lines: Sequence[Line], header: Header) -> str:
    """Return how most rows that name units or say more than a target are numbered, "" where none is."""
    column = header.column_of("number")
    styles = Counter(
        style(number_of(line.text(column)))
        for line in lines
        if column and column in line.own and len(line.own) > 2 and is_number(line.text(column))
    )
    return styles.most_common(1)[0][0] if styles else ""


def _is_note(line: Line, language: Language) -> bool:
    first = re.sub(r"\s", "", line.filled[0]) if line.filled else ""
    for word in language.row_words["note"]:
        if first.startswith(word) and re.match(r"[:：0-9]|$", first[len(word) :]):
            return len(line.own) < 3 or first != word
    return False


def _is_total(line: Line, header: Header, language: Language) -> bool:
    columns = {header.column_of("number"), header.column_of("target"), min(line.own, default=0)}
    texts = {re.sub(r"\s", "", line.text(column)) for column in columns if column and column in line.own}
    return bool(texts & set(language.row_words["total"]))


def _is_imprint(line: Line, header: Header) -> bool:
    """Return whether a row holds two texts at most, one where a number should stand: who issued the table, and when."""
    number, target = header.column_of("number"), header.column_of("target")
    if number not in line.own or target in line.own or len(line.own) > 2:
        return False
    return not is_number(line.text(number))


def _single(line: Line, header: Header) -> RowKind:
    """Return the kind of a row that prints one text only: it may carry on a cell of the row above."""
    (column,) = line.own
    text = line.text(column)
    number, width = header.column_of("number"), len(line.printed.cells)
    heading = is_heading(text) or _is_short(text)
    if width == 1 or len(line.across) >= max(width - 2, 1):
        return RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == number:
        return RowKind.DATA if is_number(text) else RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == 1 and header.roles[:1] in ((None,), ("other",)):
        return RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == header.column_of("target") and (is_heading(text) or (number is None and column == 1 and heading)):
        return RowKind.SECTION
    return RowKind.DATA


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not _SENTENCE.search(text)


def _is_section(line: Line, header: Header, usual: str) -> bool:
    """Return whether a numbered row is a heading: 一 | 经济发展, where targets are numbered 1, 2, 3."""
    number, target = header.column_of("number"), header.column_of("target")
    if not number or number not in line.own or line.above or not usual:
        return False
    others = {column for column in line.own if column not in (number, target)}
    if others - {column for column, role in enumerate(header.roles, start=1) if role == "other"}:
        return False
    return style(number_of(line.text(number))) != usual
