"""A table copied as plain text, a row a line: cells with nothing between them, and cells with line breaks inside.

Where cells are glued (1新建学校3所县教育局县财政局6月底), one may begin where the name of a unit or of a person, or a
date, begins, and behind a date; of the ways to part a row there that is taken whose cells fit their columns best.
Inside a cell names stand with a mark between them.

Word and WPS write line breaks as they are: 1, 新建学校3所， on one line, 改造2所, 县教育局 on the next. Where the lines
from one number to the next have as many cells together as the header, such a break counted as none, they are one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, permutations

from heze_graph.model.printed import UNIT_ROLES, PrintedLine
from heze_graph.records.borders import Borders, borders_of
from heze_graph.records.clauses import is_open
from heze_graph.records.numbering import is_number, mark_of
from heze_graph.records.reconstruction.columns import Columns, columns_of
from heze_graph.records.reconstruction.headers import FEWEST_HEADERS
from heze_graph.records.reconstruction.lost_table import LostTable
from heze_graph.records.responsibility.leaders import is_person
from heze_graph.records.responsibility.naming import Naming, kind_of_unit
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.records.tables.fitting import Weighing
from heze_graph.records.tables.headers import glued_headers, is_number_header, sense_of
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import NAMED
from heze_graph.reference.register import Register
from heze_graph.reference.written_issuers import OFFICES

#: So many rows make a table; a row is no longer than this.
_FEWEST_ROWS, _LONGEST = 2, 400
#: 1新建学校: a number, and a text right behind it.
_FIRST_ROW = re.compile(r"1[^\W\d]")
#: Where no header says that it is a table, so many do.
_FEWEST_HEADERLESS = 3
#: A header is made of two of at least so many characters each where no mark parts them: 牵头单位责任单位.
_SHORTEST_HEADER = 4
#: What it costs to leave a column empty.
_LEFT_OUT = 0.1
_DATE = re.compile(rf"(?<!\d)20\d\d[年./]|(?<![\d年])\d{{1,2}}月|(?<!\d){NAMED}|年[底内]")
#: Where a date ends.
_PAST = re.compile(r"(?:[月年]底?前?|[日前底末度])$")
#: 更新电梯120部 counts something and is no 部 of a government.
_COUNTED = re.compile(r"\d[^\W\d]$")
#: What names of bureaus end with.
_USUAL_BEFORE, _LONGEST_ENDING = re.compile("[局委办厅部]$"), 1
#: A person's name has so many characters.
_PERSON = (2, 3)


@dataclass(frozen=True, slots=True)
class _GluedRow:
    """A row: its number, its text, the lines on which it is printed."""

    number: str
    text: str
    lines: tuple[PrintedLine, ...]


def find_glued_table(lines: Sequence[PrintedLine], register: Register, language: Language) -> LostTable | None:
    """Return the table among lines whose headers, and cells of each row, stand without anything between them."""
    for at, line in enumerate(lines):
        text = _text(line)
        headers = glued_headers(text, language)
        if not headers:
            continue
        whole = tuple(part for header in headers for part in _parted(header, language))
        columns = columns_of(whole, language, Weighing(register, language), Naming(register, language))
        behind = _behind(text, headers)
        rows = _rows_of_line(line, behind, columns) if behind else _rows(lines[at + 1 :], language)
        laid = [cells for row in rows if (cells := _laid(row.number, row.text, columns))]
        if not _FEWEST_ROWS <= len(rows) == len(laid):
            return None
        title = replace(line, cells=(text[: text.index(headers[0])],))
        heads = [title] if title.cells[0] else []
        put = [replace(row.lines[0], cells=cells) for row, cells in zip(rows, laid, strict=True)]
        printed = {row.lines[0].line: tuple((each, "") for each in row.lines) for row in rows}
        below = lines[at + 1 + (0 if behind else sum(len(row.lines) for row in rows)) :]
        kept = (*lines[:at], *heads, replace(line, cells=whole), *put, *below)
        return LostTable(kept, {line.line: ((line, ""),), **printed}, headed=True)
    return None


#: What the columns of glued rows without a header may be for, behind the number, beside targets and units.
_MAY_BE = ("leader", "deadline")


def _headerless_roles() -> Iterator[tuple[str, ...]]:
    """Yield what the columns of glued rows without a header may be for, behind the number: the most columns first."""
    for count in range(len(_MAY_BE), -1, -1):
        for others in combinations(_MAY_BE, count):
            yield from permutations(("target", "units", *others))


def find_headerless_table(lines: Sequence[PrintedLine], register: Register, language: Language) -> LostTable | None:
    """Return the table that numbered lines make whose cells stand without anything between them, below no header.

    All rows must have the same cells: what each column is for is told by these later, as in any table without a header.
    """
    first = _first_row(lines)
    rows = _rows(lines[first:], language)
    if len(rows) < _FEWEST_HEADERLESS:
        return None
    weigh, naming = Weighing(register, language), Naming(register, language)
    best: tuple[int, float, list[tuple[str, ...]]] = (0, 0.0, [])
    for roles in _headerless_roles():
        if len(roles) < best[0]:
            break
        columns = Columns(("",) * (len(roles) + 1), ("number", *roles), weigh, naming)
        laid = [row for each in rows if (row := _weighed(each.number, each.text, columns)) and all(row[1])]
        target = roles.index("target") + 1
        if "deadline" not in roles and any(_PAST.search(cells[target]) for _, cells in laid):
            # The targets hold the deadlines of a column that fits in no way.
            continue
        worth = sum(each for each, _ in laid)
        if len(laid) == len(rows) and worth > best[1]:
            best = (len(roles), worth, [cells for _, cells in laid])
    if not best[2]:
        return None
    put = [replace(row.lines[0], cells=cells) for row, cells in zip(rows, best[2], strict=True)]
    printed = {row.lines[0].line: tuple((each, "") for each in row.lines) for row in rows}
    below = lines[first + sum(len(row.lines) for row in rows) :]
    return LostTable((*lines[:first], *put, *below), printed)


def count_glued_rows(lines: Sequence[PrintedLine], language: Language) -> int:
    """Return how many rows numbered lines make, 1新建学校; 0 where they are too few for a table."""
    count = len(_rows(lines[_first_row(lines) :], language))
    return count if count >= _FEWEST_HEADERLESS else 0


def _first_row(lines: Sequence[PrintedLine]) -> int:
    return next((at for at, line in enumerate(lines) if _FIRST_ROW.match(_text(line))), len(lines))


def _text(line: PrintedLine) -> str:
    return re.sub(r"\s", "", "".join(line.cells))


def _behind(text: str, headers: Sequence[str]) -> str:
    """Return what stands behind headers in a text."""
    at = 0
    for header in headers:
        at = text.index(header, at) + len(header)
    return text[at:]


def _rows_of_line(line: PrintedLine, text: str, columns: Columns) -> list[_GluedRow]:
    """Return the rows of a text that is the whole table: each begins at the next number that parts it into cells."""
    rows: list[_GluedRow] = []
    start = 0
    while start < len(text):
        number = str(len(rows) + 1)
        if not text.startswith(number, start):
            return []
        begin, following = start + len(number), str(len(rows) + 2)
        # 改造2所: what counts something begins no row, nor does what stands behind another figure; a date is none.
        found = re.finditer(rf"(?<![\d.]){following}(?=[\u3400-\u9fff“《\d])", text[begin:])
        ends = [begin + each.start() for each in found if not _DATE.match(text, begin + each.start())]
        parted = (
            end
            for end in ends
            if (cells := _laid(number, text[begin:end], columns))
            and (not text[end + len(following)].isdigit() or _ends_surely(cells, columns.naming))
        )
        end = next(parted, len(text))
        rows.append(_GluedRow(number, text[begin:end], (line,)))
        start = end
    return rows


def _ends_surely(cells: Sequence[str], naming: Naming) -> bool:
    """Return whether a row ends with a date or an office: behind these 2400米管网 is the second row, and not 2400."""
    last = next(filter(None, reversed(cells)))
    kinds = [kind_of_unit(unit, naming) for unit in read_responsibility(last, naming).units]
    offices = (*OFFICES, "collective", "township-government")
    return _begins_date(last, 0, naming) or bool(kinds and all(kind in offices for kind in kinds))


def _parted(header: str, language: Language) -> tuple[str, ...]:
    """Return the two headers that one is made of, itself where it is one."""
    for at in range(_SHORTEST_HEADER, len(header) - _SHORTEST_HEADER + 1):
        if header[:at] in language.headers and header[at:] in language.headers:
            return header[:at], header[at:]
    return (header,)


def _rows(lines: Sequence[PrintedLine], language: Language) -> list[_GluedRow]:
    """Return the rows, whose numbers go up by one; a line that begins with no number goes on with the one above."""
    is_end = borders_of(language).is_end
    rows: list[_GluedRow] = []
    for at, line in enumerate(lines):
        own = _text(line)
        number = str(len(rows) + 1)
        following = _text(lines[at + 1]) if at + 1 < len(lines) else ""
        if is_end(own, following) or not (rows or own.startswith(number)):
            break
        if own.startswith(number):
            rows.append(_GluedRow(number, own.removeprefix(number).lstrip("、.．"), (line,)))
        else:
            rows[-1] = replace(rows[-1], text=rows[-1].text + own, lines=(*rows[-1].lines, line))
    return rows


def _laid(number: str, text: str, columns: Columns) -> tuple[str, ...] | None:
    """Return the cells of a row by column, None where they fit in no way."""
    found = _weighed(number, text, columns)
    return found[1] if found else None


def _weighed(number: str, text: str, columns: Columns) -> tuple[float, tuple[str, ...]] | None:
    """Return how well a row fits the columns, and its cells; None where they fit in no way."""
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
    return (found[0], (number, *found[1])) if found else None


def _worth(column: int, cell: str, columns: Columns) -> float | None:
    """Return how well a cell fits its column, None where it does not: units begin with their prefix, dates as dates.

    A row in which nobody answers is more likely one whose units have no prefix: 教育局.
    """
    naming, role = columns.naming, columns.roles[column]
    if not cell:
        return -_LEFT_OUT if role not in ("target", "detail", "units", "lead_units") else None
    fits = {
        **dict.fromkeys(UNIT_ROLES, _begins_unit(cell, 0, naming) and not _holds_unit(cell, naming)),
        "deadline": _begins_date(cell, 0, naming),
        "leader": is_person(cell, naming.language, naming.register),
        # 新建学校3所。教育局: a unit that no prefix tells from the text before it.
        **dict.fromkeys(("target", "detail"), kind_of_unit(cell, naming) not in OFFICES or bool(_COUNTED.search(cell))),
    }
    worth = columns.worth(column, cell)
    return worth if worth > 0 and fits.get(role, True) else None


def _may_begin(text: str, at: int, naming: Naming) -> bool:
    """Return whether a cell may begin at a place of a text: a unit, a date, a person, or what follows a date."""
    language, register = naming.language, naming.register
    if text[at] in "、，" or text[at - 1] in "、，" or is_open(text[:at]):
        return False
    if _USUAL_BEFORE.search(text, max(at - _LONGEST_ENDING, 0), at) and any(
        found.end() == at for found in _usual_names(language).finditer(text, 0, at)
    ):
        # 教育局新建学校3所: a text may begin where the name of a bureau ends.
        return True
    if _begins_unit(text, at, naming) or _begins_date(text, at, naming):
        return True
    person = any(is_person(text[at : at + size], language, register) for size in _PERSON)
    return person or bool(_PAST.search(text, 0, at))


def _begins_unit(text: str, at: int, naming: Naming) -> bool:
    words = naming.language.unit_words
    level = text.startswith(words["level"], at) and not text.startswith(words["no-level"], at)
    # 县教育局 begins with its prefix.
    usual = not text.endswith(words["level"], 0, at) and _usual_names(naming.language).match(text, at) is not None
    return level or usual or text.startswith(words["collective-start"], at)


def _holds_unit(cell: str, naming: Naming) -> bool:
    """Return whether a prefix and the name of a bureau stand inside the first name of a cell: 镇快速通道县教育局."""
    name = re.split("[、，,；;]", cell, maxsplit=1)[0]
    levels = "|".join(map(re.escape, naming.language.unit_words["level"]))
    inside = (found.end() for found in re.finditer(levels, name) if found.start() > 1)
    return any(_usual_names(naming.language).match(name, at) for at in inside)


@lru_cache(maxsize=8)
def _usual_names(language: Language) -> re.Pattern[str]:
    """Return the expression of the names of usual bureaus without a prefix: 教育局, 人社局."""
    words = language.unit_words
    stems, endings = ("|".join(map(re.escape, words[kind])) for kind in ("stem", "carried-ending"))
    return re.compile(f"(?:{stems})(?:{endings})")


def _begins_date(text: str, at: int, naming: Naming) -> bool:
    open_ended = tuple(naming.language.deadlines.open_ended)
    return bool(_DATE.match(text, at)) or text.startswith(open_ended, at)


#: A cell that ends so goes on in the next line.
_OPEN = ("，", ",", "、", "；", ";", "：", ":")


@dataclass(frozen=True, slots=True)
class _BrokenRow:
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


def _row(lines: Sequence[PrintedLine], width: int, borders: Borders, *, breaks: bool) -> _BrokenRow:
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
    return _BrokenRow(tuple(lines[:size]), cells, tuple(lines[size:]))
