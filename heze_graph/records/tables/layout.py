"""Finding the tables among the lines of a file: which lines are headers, what stands above, the lines below each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import takewhile

from heze_graph.model.printed import ASIDE, PrintedLine
from heze_graph.records.numbering import is_number, value_of
from heze_graph.records.signatures import signature_lines
from heze_graph.records.tables.cells import TableLine, inherit, one_below_the_other
from heze_graph.records.tables.figures import is_measure, places_below, subject_of
from heze_graph.records.tables.headers import LEVEL, Sense, goes_below, is_form_line, plain, same_header, sense_of
from heze_graph.records.titles import is_title_below
from heze_graph.reference.language import Language

#: A line is a header when at least this many of its cells are known header words.
_ENOUGH = 3
_NUMBER, _YEAR = re.compile(r"[(]?\d{1,4}(?:\.\d+)*[).、]?"), re.compile(r"(?:19|20)\d\d")


def is_header(cells: Sequence[str], language: Language) -> bool:
    """Return whether cells are headers: enough of them are known header words, and none is a number or prose.

    The names of places and periods above a matrix count as known.
    """
    filled = [plain(cell) for cell in cells if cell.strip()]
    if not filled or any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in filled):
        return False
    if len({level[0] for text in filled if (level := LEVEL.match(text))}) > 1:
        return True
    # A cell merged over several columns stands in each of them, and counts once.
    senses = {text: sense_of(text, language) or _subject(text, language) for text in filled}
    told = [sense for sense in senses.values() if sense]
    figures = sum(sense.role == "figure" for sense in told)
    roles = {sense.role for sense in told} - ({*ASIDE} if figures < 2 else {*ASIDE} - {"figure"})
    if len(roles) < 2 or len(told) * 2 < len(senses):
        return False
    if len(told) < _ENOUGH:
        return len(told) == len(senses) and _says_what(roles, len(filled)) and all(s.exactness == 3 for s in told)
    return sum(sense.exactness == 3 for sense in told) >= 2 or len(told) == len(senses)


def _says_what(roles: Set[str], count: int) -> bool:
    """Return whether so many headers name a target with who answers for it, or two of them what and how or by when."""
    return "target" in roles and (
        "units" in roles or (count == len(roles) and bool(roles & {"detail", "deadline", "progress"}))
    )


def _subject(text: str, language: Language) -> Sense | None:
    return Sense("figure", 1, 3) if subject_of(text, language) else None


#: So many rows tell what the columns of an unknown header are for.
_FEWEST_ROWS = 2
#: A label with what it says.
_SAID = re.compile(r"[:：]\s*\S")
#: A header has no more lines than this.
_MOST_LINES, _MOST_COVERED = 3, 6
#: A header in two lines has short words in its second line.
_LONGEST_SUBHEADER = 16
#: One over figures says what they measure, until when and in what: 到2025年累计建成面积（万亩）.
_LONGEST_OVER_FIGURES = 2 * _LONGEST_SUBHEADER


@dataclass(slots=True)
class Block:
    """A header and the lines below it, up to the next header; `heads` are the single texts right above the header."""

    line: int
    headers: tuple[str, ...]
    lines: list[TableLine] = field(default_factory=list)
    heads: tuple[PrintedLine, ...] = ()


@dataclass(slots=True)
class Layout:
    """The lines of a file: those above the first header, the blocks, those that follow none."""

    above: list[PrintedLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    outside: list[PrintedLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for headers: the lines, the headers that the user named, and whether a line is plainly a header."""

    lines: Sequence[PrintedLine]
    language: Language
    named: frozenset[str]
    plainly: bool


def lay_out(lines: Sequence[PrintedLine], language: Language, named: Sequence[str]) -> Layout:
    """Return the layout of the lines of a file, which are not blank; `named` are headers that the user named."""
    layout = Layout()
    words = frozenset(plain(header) for header in named)
    search = _Search(lines, language, words, any(_is_header(line, language, words) for line in lines))
    signed = signature_lines(lines, language)
    at = 0
    while at < len(lines):
        if layout.blocks and (lines[at].line in signed or _is_title_below(lines[at:], language)):
            layout.outside.append(lines[at])
            at += 1
            continue
        size = _header_size(search, at, layout)
        if size:
            again = size == 1 and layout.blocks and goes_below(lines[at], layout.blocks[-1].headers)
            headers = layout.blocks[-1].headers if again else _headers(lines[at : at + size], language)
            block = Block(lines[at].line, headers, heads=_heads(lines[:at]))
            if not layout.blocks:
                _take_rows_above(block, layout, lines[at], language)
            layout.blocks.append(block)
        else:
            _place(lines[at], layout, language, lines)
        at += size or 1
    for block in layout.blocks:
        block.lines = one_below_the_other(block.headers, block.lines)
    return layout


def _is_title_below(lines: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether the first of lines is the last one, and names the table above it."""
    filled = [cell.strip() for cell in lines[0].cells if cell.strip()]
    return len(lines) == len(filled) == 1 and is_title_below(filled[0], language)


def is_bare(lines: Sequence[PrintedLine]) -> bool:
    """Return whether most lines are rows of one table, numbered one after the other, that has lost its header."""
    rows = [line for line in lines if sum(bool(cell.strip()) for cell in line.cells) >= _ENOUGH]
    numbers = [value_of(line.cells[0]) for line in rows if is_number(line.cells[0])]
    follow = numbers == list(range(1, len(numbers) + 1))
    return len(rows) == len(numbers) >= _FEWEST_ROWS and follow and len(rows) * 2 > len(lines)


def lay_out_bare(lines: Sequence[PrintedLine], language: Language) -> Layout:
    """Return the layout of lines without a header: rows as wide as most, where one column holds nothing but units.

    The headers are empty: what a column is for, its cells tell. There is no block where no such rows are.
    """
    widths = Counter(len(line.cells) for line in lines if sum(map(bool, map(str.strip, line.cells))) > 1)
    width = widths.most_common(1)[0][0] if widths else 0
    rows = [line for line in lines if len(line.cells) == width]
    if len(rows) < _FEWEST_ROWS or not _has_units(rows, language):
        return Layout(above=list(lines))
    first = lines.index(rows[0])
    block = Block(rows[0].line, ("",) * width, [inherit(rows[0], None, language.row_words)])
    layout = Layout(above=list(lines[:first]), blocks=[block])
    for line in lines[first + 1 :]:
        _place(line, layout, language, lines)
    return layout


def _take_rows_above(block: Block, layout: Layout, header: PrintedLine, language: Language) -> None:
    """Give a block the numbered rows that stand right above its header: the first page printed none, or it was lost."""
    rows = list(takewhile(lambda line: _is_numbered_row(line, header), reversed(layout.above)))[::-1]
    del layout.above[len(layout.above) - len(rows) :]
    for row in rows:
        block.lines.append(inherit(row, block.lines[-1] if block.lines else None, language.row_words))


def _is_numbered_row(line: PrintedLine, header: PrintedLine) -> bool:
    filled = [cell for cell in line.cells if cell.strip()]
    alike = line.table == header.table and len(line.cells) == len(header.cells)
    return alike and len(filled) >= _ENOUGH and is_number(line.cells[0])


def _heads(above: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return the last of the lines above a header that print one text only."""
    heads = takewhile(lambda line: sum(bool(cell.strip()) for cell in line.cells) == 1, reversed(above))
    return tuple(reversed(list(heads)))


def _header_size(search: _Search, at: int, layout: Layout) -> int:
    """Return how many lines from a place on are a header: 0, or up to three that stand one below the other."""
    line, language = search.lines[at], search.language
    if all(is_form_line(each, language) for each in search.lines[at : at + 2]) or _has_figures(line):
        return 0
    covered = _covered_size(search.lines[at:], language)
    if covered:
        return covered
    again = bool(layout.blocks) and same_header(line, layout.blocks[-1].headers)
    if search.plainly:
        found = _is_header(line, language, search.named)
    else:
        found = _may_be_header(line, search.lines[at + 1 :], language)
    # Below a first header only a line of nothing but headers is one more, or one that begins with 序号.
    found = again or (found and (not layout.blocks or _all_known(line, language)))
    size, whole = 1, line
    if found and _is_second_of_matrix(search.lines[at:], language):
        return 2
    for following in search.lines[at + 1 : at + _MOST_LINES]:
        if following.table != line.table:
            break
        if not _divides_groups(whole, following) and not _has_groups(whole, len(following.cells), language):
            break
        both = _below(whole, following, language)
        divided = bool(found) and _divides_groups(whole, following)
        if not divided and not (_is_subheader(whole, following, language) and is_header(both.cells, language)):
            break
        size, whole = size + 1, both
    return size if size > 1 or found else 0


def _is_second_of_matrix(lines: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether below the first line of a matrix stands its second one: words below its groups, or units."""
    first, *below = lines
    second = below[0] if below and below[0].table == first.table else None
    if second is None or second.merged or _has_figures(second):
        return False
    gaps = {at for at, text in enumerate(first.cells) if not text.strip()}
    filled = {at: plain(text) for at, text in enumerate(second.cells) if text.strip()}
    parts = bool(gaps) and gaps <= filled.keys() and all(len(text) <= _LONGEST_SUBHEADER for text in filled.values())
    units = bool(filled) and all(is_measure(text, language) for text in filled.values())
    return 0 not in filled and (parts or units) and _names_places_below(first, below[1:], language)


def _covered_size(lines: Sequence[PrintedLine], language: Language) -> int:
    """Return how many lines a header has whose first cell is merged over all of them, 0 where none begins here."""
    first = lines[0].cells[0].strip()
    own = takewhile(lambda line: line.table == lines[0].table and dict(line.merged).get(1) == first, lines[1:])
    size = 1 + sum(1 for _ in own) if first else 1
    if not _MOST_LINES < size <= _MOST_COVERED or any(_has_figures(line) for line in lines[:size]):
        return 0
    last = replace(lines[size - 1], cells=(first, *lines[size - 1].cells[1:]))
    return size if is_header(last.cells, language) or _names_places_below(last, lines[size:], language) else 0


def _is_header(line: PrintedLine, language: Language, words: frozenset[str]) -> bool:
    filled = [cell for cell in line.cells if cell.strip()]
    named = [cell for cell in filled if plain(cell) in words]
    if named and not any(is_number(cell) for cell in filled):
        known = [cell for cell in filled if cell in named or sense_of(cell, language)]
        return bool(known)
    return is_header(line.cells, language)


def _may_be_header(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Where no line is plainly a header: one that begins with 序号, or holds two known words, above a row of data."""
    filled = [cell for cell in line.cells if cell.strip()]
    longest = max((len(plain(cell)) for cell in filled), default=0)
    if longest > _LONGEST_OVER_FIGURES or not below:
        return False
    if len(filled) > 1 and _names_places_below(line, below, language):
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
    return _names_units_below(line, below, language)


def _names_places_below(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a line without figures stands above rows that each name a place and give its numbers."""
    rows = [other for other in below if other.table == line.table and len(other.cells) == len(line.cells)]
    rows = [row for row in rows if _has_figures(row)]
    cells = {column: [row.cells[column - 1] for row in rows] for column in range(1, len(line.cells) + 1)}
    # A line that names kinds of figures prints none: it is no row of the matrix itself.
    places = 0 if _has_figures(line) else places_below(cells, language)
    return bool(places and line.cells[places - 1].strip())


def _names_units_below(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a line of short words without figures stands above rows as wide, with a column of units."""
    rows = [other for other in below if len(other.cells) == len(line.cells)]
    if len(rows) < _FEWEST_ROWS or any(re.search(r"\d", cell) for cell in line.cells):
        return False
    if any(language.kind_of_unit(cell.strip()) != "other" for cell in line.cells):
        return False
    return _has_units(rows, language)


def _has_units(rows: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether a column of rows of one width holds nothing but names of units."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return any(all(_are_units(cell, language) for cell in cells) for cells in columns)


def _are_units(cell: str, language: Language) -> bool:
    names = re.split(r"[\s、，,；;]+", cell.strip())
    return all(len(name) > 1 and language.kind_of_unit(name) != "other" for name in names)


def _all_known(line: PrintedLine, language: Language) -> bool:
    """Whether every cell is a known header, or the first is 序号: so a row is never taken for one more header."""
    filled = [sense_of(cell, language) for cell in line.cells if cell.strip()]
    if filled[0] == Sense("number", 1, 3):
        return True
    exact = sum(sense is not None and sense.exactness == 3 for sense in filled)
    return exact * 4 >= len(filled) * 3 and all(sense is not None for sense in filled)


def _has_groups(line: PrintedLine, below: int, language: Language) -> bool:
    """Return whether a line, no single title, holds headers and leaves columns to a second line, of `below` cells."""
    filled = {plain(cell) for cell in line.cells if cell.strip()}
    if not 1 < len(filled) < max(len(line.cells), below) or any(map(is_number, filled)):
        return False
    if any(_SAID.search(cell) for cell in line.cells):
        # 填报单位：某局 stands above the table.
        return False
    known = sum(bool(sense_of(text, language) or subject_of(text, language)) for text in filled)
    return known * 2 >= len(filled)


def _is_subheader(line: PrintedLine, below: PrintedLine, language: Language) -> bool:
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


def _divides_groups(line: PrintedLine, below: PrintedLine) -> bool:
    """Return whether a line stands below the wide cells of a header, and divides each of them."""
    merged = dict(line.merged)
    above = [text or merged.get(column, "") for column, text in enumerate(line.cells, start=1)]
    wide = {
        at for at, text in enumerate(above) if text and text in (*above[max(at - 1, 0) : at], *above[at + 1 : at + 2])
    }
    filled = {at for at, text in enumerate(below.cells) if text.strip()}
    covered = {column - 1 for column, _ in below.merged}
    # A title reaches over all columns, too.
    if len(set(filter(None, above))) < 2 or len(filled) < 2 or _has_figures(below):
        return False
    # Beside the groups a header may have one below it, too, where the first column goes on downwards.
    more = wide and wide <= filled and 0 not in filled
    short = all(len(plain(below.cells[at])) <= _LONGEST_SUBHEADER for at in filled)
    return filled <= wide <= filled | covered or bool(more and short)


def _has_figures(line: PrintedLine) -> bool:
    return any(re.fullmatch(r"[\d.,%＜＞≥≤+-]+", plain(cell)) for cell in line.cells if cell.strip())


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


def _headers(lines: Sequence[PrintedLine], language: Language) -> tuple[str, ...]:
    """Return the headers of all columns; of several lines the group and what stands below it, “责任单位 牵头”."""
    first, *others = lines
    if not others:
        merged = dict(first.merged)
        return tuple(cell if cell.strip() else merged.get(at, cell) for at, cell in enumerate(first.cells, start=1))
    if len(lines) > _MOST_LINES:
        return _stacked(lines)
    whole = first
    for line in others:
        whole = _below(whole, line, language)
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


def _below(first: PrintedLine, second: PrintedLine, language: Language) -> PrintedLine:
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


def _place(line: PrintedLine, layout: Layout, language: Language, lines: Sequence[PrintedLine]) -> None:
    """Put a line that is no header where it belongs."""
    if line.running:
        layout.outside.append(line)
        return
    if not layout.blocks:
        layout.above.append(line)
        return
    block = layout.blocks[-1]
    last = block.lines[-1].printed.table if block.lines else _table_of(block.line, lines)
    if line.table != last:
        if not _carries_on(line, lines, block, language):
            layout.outside.append(line)
            return
        layout.blocks.append(block := Block(block.line, block.headers))
    before = block.lines[-1] if block.lines else None
    block.lines.append(inherit(line, before, language.row_words))


def _table_of(number: int, lines: Sequence[PrintedLine]) -> int:
    return next(line.table for line in lines if line.line == number)


def _carries_on(line: PrintedLine, lines: Sequence[PrintedLine], block: Block, language: Language) -> bool:
    """Return whether a table without a header of its own has the columns of the one before it."""
    own = [other for other in lines if other.table == line.table]
    if any(is_header(other.cells, language) for other in own):
        return False
    wide = [
        other
        for other in own
        if len(other.cells) == len(block.headers) and sum(map(bool, map(str.strip, other.cells))) > 1
    ]
    number = next((n for n, h in enumerate(block.headers) if (s := sense_of(h, language)) and s.role == "number"), None)
    if number is not None:
        return any(is_number(other.cells[number]) for other in wide)
    return bool(wide)
