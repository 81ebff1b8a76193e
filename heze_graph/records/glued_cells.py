"""A table copied as plain text, a row a line, with nothing between its cells: 1新建学校3所县教育局县财政局6月底.

A cell may begin where the name of a unit or of a person, or a date, begins, and behind a date; of the ways to part a
row there that is taken whose cells fit their columns best. Inside a cell names stand with a mark between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from heze_graph.model.printed import PrintedLine
from heze_graph.records.answering import UNIT_ROLES
from heze_graph.records.fitting import Weighing
from heze_graph.records.headers import glued_headers
from heze_graph.records.leaders import is_person
from heze_graph.records.lists.outline import borders_of
from heze_graph.records.lost_cells import Columns, columns_of
from heze_graph.records.lost_tables import LostTable
from heze_graph.records.naming import Naming
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So many rows make a table; a row is no longer than this.
_FEWEST_ROWS, _LONGEST = 2, 400
#: A header is made of two of at least so many characters each where no mark parts them: 牵头单位责任单位.
_SHORTEST_HEADER = 4
#: What it costs to leave a column empty.
_LEFT_OUT = 0.1
_DATE = re.compile(r"(?<!\d)20\d\d[年./]|(?<![\d年])\d{1,2}月|(?<!\d)第?[一二三四1-4]季度|[上下]半年|年[底内]")
#: Where a date ends.
_PAST = re.compile(r"(?:[月年]底?前?|[日前底末度])$")
#: A person's name has so many characters.
_PERSON = (2, 3)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its number, its text, the lines on which it is printed."""

    number: str
    text: str
    lines: tuple[PrintedLine, ...]


def find_glued_table(lines: Sequence[PrintedLine], register: Register, language: Language) -> LostTable | None:
    """Return the table among lines whose headers, and cells of each row, stand without anything between them."""
    for at, line in enumerate(lines):
        text = _text(line)
        headers = glued_headers(text, language)
        if not headers or not text.endswith(headers[-1]):
            continue
        rows = _rows(lines[at + 1 :], language)
        whole = tuple(part for header in headers for part in _parted(header, language))
        columns = columns_of(whole, language, Weighing(register, language), Naming(register, language))
        laid = [cells for row in rows if (cells := _laid(row.number, row.text, columns))]
        if not _FEWEST_ROWS <= len(rows) == len(laid):
            return None
        title = replace(line, cells=(text[: text.index(headers[0])],))
        heads = [title] if title.cells[0] else []
        put = [replace(row.lines[0], cells=cells) for row, cells in zip(rows, laid, strict=True)]
        printed = {row.lines[0].line: tuple((each, "") for each in row.lines) for row in rows}
        below = lines[at + 1 + sum(len(row.lines) for row in rows) :]
        kept = (*lines[:at], *heads, replace(line, cells=whole), *put, *below)
        return LostTable(kept, {line.line: ((line, ""),), **printed}, headed=True)
    return None


def _text(line: PrintedLine) -> str:
    return re.sub(r"\s", "", "".join(line.cells))


def _parted(header: str, language: Language) -> tuple[str, ...]:
    """Return the two headers that one is made of, itself where it is one."""
    for at in range(_SHORTEST_HEADER, len(header) - _SHORTEST_HEADER + 1):
        if header[:at] in language.headers and header[at:] in language.headers:
            return header[:at], header[at:]
    return (header,)


def _rows(lines: Sequence[PrintedLine], language: Language) -> list[_Row]:
    """Return the rows, whose numbers go up by one; a line that begins with no number goes on with the one above."""
    is_end = borders_of(language).is_end
    rows: list[_Row] = []
    for at, line in enumerate(lines):
        own = _text(line)
        number = str(len(rows) + 1)
        following = _text(lines[at + 1]) if at + 1 < len(lines) else ""
        if is_end(own, following) or not (rows or own.startswith(number)):
            break
        if own.startswith(number):
            rows.append(_Row(number, own.removeprefix(number).lstrip("、.．"), (line,)))
        else:
            rows[-1] = replace(rows[-1], text=rows[-1].text + own, lines=(*rows[-1].lines, line))
    return rows


def _laid(number: str, text: str, columns: Columns) -> tuple[str, ...] | None:
    """Return the cells of a row by column, None where they fit in no way."""
    if len(text) > _LONGEST or columns.roles[0] != "number":
        return None
    cuts = [at for at in range(1, len(text)) if _may_begin(text, at, columns.naming)] + [len(text)]
    # The best way to lay the text up to a cut over the columns up to one: its worth, its cells.
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for column in range(1, len(columns.roles)):
        reached: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (worth, cells) in best.items():
            for end in (start, *(cut for cut in cuts if cut > start)):
                gain = _worth(column, text[start:end], columns)
                if gain is not None and worth + gain > reached.get(end, (-_LONGEST, ()))[0]:
                    reached[end] = (worth + gain, (*cells, text[start:end]))
        best = reached
    found = best.get(len(text))
    return (number, *found[1]) if found else None


def _worth(column: int, cell: str, columns: Columns) -> float | None:
    """Return how well a cell fits its column, None where it does not: units begin with their prefix, dates as dates."""
    naming, role = columns.naming, columns.roles[column]
    if not cell:
        return -_LEFT_OUT if role not in ("target", "detail") else None
    fits = {
        **dict.fromkeys(UNIT_ROLES, _begins_unit(cell, 0, naming)),
        "deadline": _begins_date(cell, 0, naming),
        "leader": is_person(cell, naming.language, naming.register),
    }
    worth = columns.worth(column, cell)
    return worth if worth > 0 and fits.get(role, True) else None


def _may_begin(text: str, at: int, naming: Naming) -> bool:
    """Return whether a cell may begin at a place of a text: a unit, a date, a person, or what follows a date."""
    language, register = naming.language, naming.register
    if text[at] in "、，" or text[at - 1] in "、，":
        return False
    if _begins_unit(text, at, naming) or _begins_date(text, at, naming):
        return True
    person = any(is_person(text[at : at + size], language, register) for size in _PERSON)
    return person or bool(_PAST.search(text, 0, at))


def _begins_unit(text: str, at: int, naming: Naming) -> bool:
    words = naming.language.unit_words
    level = text.startswith(words["level"], at) and not text.startswith(words["no-level"], at)
    return level or text.startswith(words["collective-start"], at)


def _begins_date(text: str, at: int, naming: Naming) -> bool:
    open_ended = tuple(naming.language.deadlines.open_ended)
    return bool(_DATE.match(text, at)) or text.startswith(open_ended, at)
