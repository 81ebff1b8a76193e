"""Which lines are the header of a table, and what they say of each column: one line, or several below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import takewhile

from heze_graph.model.printed import ASIDE, PrintedLine
from heze_graph.records.numbering import is_number
from heze_graph.records.tables.figures import places_below, subject_of
from heze_graph.records.tables.headers import LEVEL, Sense, is_number_header, plain, sense_of
from heze_graph.records.tables.measures import is_measure
from heze_graph.reference.language import Language

#: A line is a header when at least this many of its cells are known header words.
ENOUGH = 3
#: So many rows tell what the columns of an unknown header are for.
FEWEST_ROWS = 2
_FIGURE = re.compile(r"[\d.,%＜＞≥≤+-]+")
_NUMBER, _YEAR = re.compile(r"[(]?\d{1,4}(?:\.\d+)*[).、]?"), re.compile(r"(?:19|20)\d\d")
#: A label with what it says.
_SAID = re.compile(r"[:：]\s*\S")
#: How exactly a known header says what it does.
_EXACT = 3
#: A header has no more lines than this.
MOST_LINES, _MOST_COVERED = 3, 6
#: A header in two lines has short words in its second line.
_LONGEST_SUBHEADER = 16
#: One over figures says what they measure, until when and in what: 到2025年累计建成面积（万亩）.
_LONGEST_OVER_FIGURES = 2 * _LONGEST_SUBHEADER


def is_header(cells: Sequence[str], language: Language) -> bool:
    """Return whether cells are headers: enough of them are known header words, and none is a number or prose.

    The names of places and periods above a matrix count as known.
    """
    filled = [plain(cell) for cell in cells if cell.strip()]
    if not filled or any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in filled):
        return False
    if _names_levels(filled):
        return True
    # A cell merged over several columns stands in each of them, and counts once.
    senses = {text: sense_of(text, language) or _subject(text, language) for text in filled}
    told = [sense for sense in senses.values() if sense]
    figures = sum(sense.role == "figure" for sense in told)
    roles = {sense.role for sense in told} - ({*ASIDE} if figures < 2 else {*ASIDE} - {"figure"})
    if len(roles) < 2 or len(told) * 2 < len(senses):
        return False
    if len(told) < ENOUGH:
        return len(told) == len(senses) and _says_what(roles, len(filled)) and all(s.exactness == 3 for s in told)
    return sum(sense.exactness == 3 for sense in told) >= 2 or len(told) == len(senses)


def _names_levels(texts: Sequence[str]) -> bool:
    """Return whether texts name levels of indicators beside each other: 一级指标, 二级指标; no row of data does."""
    return len({level[0] for text in texts if (level := LEVEL.match(text))}) > 1


def _says_what(roles: Set[str], count: int) -> bool:
    """Return whether so many headers name a target with who answers for it, or two of them what and how or by when."""
    return "target" in roles and (
        "units" in roles or (count == len(roles) and bool(roles & {"detail", "deadline", "progress"}))
    )


def _subject(text: str, language: Language) -> Sense | None:
    return Sense("figure", 1, 3) if subject_of(text, language) else None


def is_second_of_matrix(lines: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether below the first line of a matrix stands its second one: words below its groups, or units."""
    first, *below = lines
    second = below[0] if below and below[0].table == first.table else None
    if second is None or second.merged or has_figures(second):
        return False
    gaps = {at for at, text in enumerate(first.cells) if not text.strip()}
    filled = {at: plain(text) for at, text in enumerate(second.cells) if text.strip()}
    parts = bool(gaps) and gaps <= filled.keys() and all(len(text) <= _LONGEST_SUBHEADER for text in filled.values())
    units = bool(filled) and all(is_measure(text, language) for text in filled.values())
    return 0 not in filled and (parts or units) and _names_places_below(first, below[1:], language)


def covered_size(lines: Sequence[PrintedLine], at: int, language: Language) -> int:
    """Return how many lines a header has whose first cell is merged over all of them, 0 where none begins there."""
    top = lines[at]
    first, near = top.cells[0].strip(), lines[at + 1 : at + _MOST_COVERED + 1]
    own = list(takewhile(lambda line: line.table == top.table and dict(line.merged).get(1) == first, near))
    size = len(own) + 1
    if not first or not MOST_LINES < size <= _MOST_COVERED or any(map(has_figures, (top, *own))):
        return 0
    last = replace(own[-1], cells=(first, *own[-1].cells[1:]))
    return size if is_header(last.cells, language) or _names_places_below(last, lines[at + size :], language) else 0


def is_header_line(line: PrintedLine, language: Language, words: frozenset[str]) -> bool:
    """Return whether a line is plainly a header; `words` are headers that the user named."""
    filled = [cell for cell in line.cells if cell.strip()]
    named = [cell for cell in filled if plain(cell) in words]
    if named and not any(is_number(cell) for cell in filled):
        known = [cell for cell in filled if cell in named or sense_of(cell, language)]
        return bool(known)
    return is_header(line.cells, language)


def may_be_header(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Where no line is plainly a header: one that begins with 序号, or holds two known words, above a row of data."""
    filled = [cell for cell in line.cells if cell.strip()]
    longest = max((len(plain(cell)) for cell in filled), default=0)
    if longest > _LONGEST_OVER_FIGURES or not below:
        return False
    if _numbers_promises(filled, below[0], language) or (
        len(filled) > 1 and _names_places_below(line, below, language)
    ):
        return True
    if len(filled) < 3 or longest > _LONGEST_SUBHEADER:
        return False
    senses = [sense_of(cell, language) for cell in line.cells]
    roles = {sense.role for sense in senses if sense and sense.exactness == 3} - {"other"}
    number = next((place for place, sense in enumerate(senses) if sense and sense.role == "number"), None)
    if number is not None and number < len(below[0].cells) and is_number(below[0].cells[number]):
        return True
    if len(roles) > 1 and len(below[0].cells) == len(line.cells):
        return True
    return _names_goals(line, below, language) or _names_units_below(line, below, language)


def _names_goals(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether known headers, one of targets, stand above rows that each end with a number: 指标 | 目标."""
    senses = [sense_of(cell, language) for cell in line.cells]
    rows = [row.cells[-1] for row in below if row.table == line.table and len(row.cells) == len(line.cells)]
    known = all(sense is not None and sense.exactness == _EXACT for sense in senses)
    promised = [sense.role for sense in senses if sense and sense.role in ("target", "detail", "figure")]
    numbers = all(re.search(r"\d", cell) and len(cell) <= _LONGEST_SUBHEADER for cell in rows)
    return known and "target" in promised and len(promised) > 1 and len(rows) >= FEWEST_ROWS and numbers


def _numbers_promises(headers: Sequence[str], below: PrintedLine, language: Language) -> bool:
    """Return whether two headers are those of a number and of what is promised: 序号 and 目标任务, not 项目名称."""
    if len(headers) != 2 or not is_number_header(headers[0], language) or not is_number(below.cells[0]):
        return False
    name, words = plain(headers[1]), language.row_words
    promised = name.startswith(words["list-title"]) or name.endswith(words["list-title"])
    sense = sense_of(name, language)
    exactly = sense is not None and (sense.role, sense.exactness) == ("target", 3)
    return exactly and promised and not name.endswith(words["report-title"])


def _names_places_below(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a line without figures stands above rows that each name a place and give its numbers."""
    rows = [other for other in below if other.table == line.table and len(other.cells) == len(line.cells)]
    rows = [row for row in rows if has_figures(row)]
    cells = {column: [row.cells[column - 1] for row in rows] for column in range(1, len(line.cells) + 1)}
    # A line that names kinds of figures prints none: it is no row of the matrix itself.
    places = 0 if has_figures(line) else places_below(cells, language)
    return bool(places and line.cells[places - 1].strip())


def _names_units_below(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a line of short words without figures stands above rows as wide, with a column of units."""
    rows = [other for other in below if len(other.cells) == len(line.cells)]
    if len(rows) < FEWEST_ROWS or any(re.search(r"\d", cell) for cell in line.cells):
        return False
    if any(language.kind_of_unit(cell.strip()) != "other" for cell in line.cells):
        return False
    return has_units(rows, language)


def has_units(rows: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a column of rows of one width holds nothing but names of units."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return any(all(_are_units(cell, language) for cell in cells) for cells in columns)


def _are_units(cell: str, language: Language) -> bool:
    names = re.split(r"[\s、，,；;]+", cell.strip())
    return all(len(name) > 1 and language.kind_of_unit(name) != "other" for name in names)


def all_known(line: PrintedLine, language: Language) -> bool:
    """Whether every cell is a known header, or what none but a header holds: a row is never taken for one more."""
    filled = [sense_of(cell, language) for cell in line.cells if cell.strip()]
    if filled[0] == Sense("number", 1, 3) or _names_levels([plain(cell) for cell in line.cells]):
        return True
    exact = sum(sense is not None and sense.exactness == 3 for sense in filled)
    return exact * 4 >= len(filled) * 3 and all(sense is not None for sense in filled)


def has_groups(line: PrintedLine, below: int, language: Language) -> bool:
    """Return whether a line, no single title, holds headers and leaves columns to a second line, of `below` cells."""
    filled = {plain(cell) for cell in line.cells if cell.strip()}
    if not 1 < len(filled) < max(len(line.cells), below) or any(map(is_number, filled)):
        return False
    if any(_SAID.search(cell) for cell in line.cells):
        # 填报单位：某局 stands above the table.
        return False
    known = sum(bool(sense_of(text, language) or subject_of(text, language)) for text in filled)
    return known * 2 >= len(filled)


def is_subheader(line: PrintedLine, below: PrintedLine, language: Language) -> bool:
    """Return whether the line below a header's first line is its second: short words under groups, no data."""
    filled = [plain(cell) for cell in below.cells if cell.strip()]
    if len(set(filled)) < 2 or any(len(text) > _LONGEST_SUBHEADER or is_number(text) for text in filled):
        return False
    covered = dict(below.merged)
    for column, text in enumerate(line.cells, start=1):
        under = below.cells[column - 1].strip() if column <= len(below.cells) else ""
        group = _group(line, column)
        # Under a header of its own a second line says nothing, or the header says what the group is.
        if under and text.strip() and column not in covered and not _spans(line, column) and group == text:
            sense = sense_of(text + under, language)
            if sense is None or not (sense_of(under, language) or plain(under) in language.claims):
                return False
    if sum(text in language.claims for text in filled) > 1:
        return True
    return any(sense_of(text, language) or subject_of(text, language) for text in filled)


def divides_groups(line: PrintedLine, below: PrintedLine) -> bool:
    """Return whether a line stands below the wide cells of a header, and divides each of them."""
    merged = dict(line.merged)
    above = [text or merged.get(column, "") for column, text in enumerate(line.cells, start=1)]
    wide = {
        at for at, text in enumerate(above) if text and text in (*above[max(at - 1, 0) : at], *above[at + 1 : at + 2])
    }
    filled = {at for at, text in enumerate(below.cells) if text.strip()}
    covered = {column - 1 for column, _ in below.merged}
    # A title reaches over all columns, too.
    if len(set(filter(None, above))) < 2 or len(filled) < 2 or has_figures(below):
        return False
    # Beside the groups a header may have one below it, too, where the first column goes on downwards.
    more = wide and wide <= filled and 0 not in filled
    short = all(len(plain(below.cells[at])) <= _LONGEST_SUBHEADER for at in filled)
    return filled <= wide <= filled | covered or bool(more and short)


def has_figures(line: PrintedLine, *, years: bool = True) -> bool:
    """Return whether a cell of a line is a bare figure; without `years` none that may be a year counts."""
    texts = [plain(cell) for cell in line.cells if cell.strip()]
    return any(_FIGURE.fullmatch(text) and (years or not _YEAR.fullmatch(text)) for text in texts)


def _spans(line: PrintedLine, column: int) -> bool:
    """Return whether the cell of a column reaches over the next one, which prints nothing."""
    return column < len(line.cells) and not line.cells[column].strip()


def _group(line: PrintedLine, column: int) -> str:
    """Return the text of a header line at a column: its own, or that of the group that reaches over it."""
    own = line.cells[column - 1] if column <= len(line.cells) else ""
    if own.strip():
        return own
    merged = dict(line.merged).get(column)
    if merged is not None or line.merged:
        return merged or ""
    return next((text for text in reversed(line.cells[: column - 1]) if text.strip()), "")


def headers_of(lines: Sequence[PrintedLine], language: Language) -> tuple[str, ...]:
    """Return the headers of all columns; of several lines the group and what stands below it, “责任单位 牵头”."""
    first, *others = lines
    if not others:
        merged = dict(first.merged)
        return tuple(cell if cell.strip() else merged.get(at, cell) for at, cell in enumerate(first.cells, start=1))
    if len(lines) > MOST_LINES:
        return _stacked(lines)
    whole = first
    for line in others:
        whole = joined_lines(whole, line, language)
    return whole.cells


def _stacked(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """Return the headers that merged cells make: what stands over each column, but for a group over all but the first.

    That one is a title, and tells no column from another.
    """
    columns = range(1, max(len(line.cells) for line in lines) + 1)
    shown = [[line.cells[at - 1] or dict(line.merged).get(at, "") for at in columns] for line in lines if line.cells]
    telling = [line for line in shown if len({*line[1:]}) > 1]
    firsts = (dict.fromkeys(text.strip() for text in column if text.strip()) for column in zip(*telling, strict=True))
    return tuple(" ".join(texts) for texts in firsts)


def joined_lines(first: PrintedLine, second: PrintedLine, language: Language) -> PrintedLine:
    """Return two lines of a header as one; what a group of the upper line covers stays a group for a third line."""
    headers: list[str] = []
    for column in range(1, max(len(first.cells), len(second.cells)) + 1):
        below = second.cells[column - 1] if column <= len(second.cells) else ""
        own = first.cells[column - 1] if column <= len(first.cells) else ""
        covered = dict(second.merged).get(column, "")
        above = _group(first, column) if below.strip() else own or dict(first.merged).get(column, "")
        if not below.strip() and covered and covered != above and not own.strip():
            # Below a wide group the second line has groups of its own, merged over columns.
            below = covered
        if above.strip() and is_measure(plain(below), language):
            # Units of measurement may stand in a line of their own.
            headers.append(f"{above.strip()}（{below.strip()}）")
        else:
            headers.append(f"{above.strip()} {below.strip()}".strip() if plain(above) != plain(below) else below)
    return replace(first, cells=tuple(headers), merged=second.merged, doubts=())
