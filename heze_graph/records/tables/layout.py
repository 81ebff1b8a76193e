"""Finding the tables among the lines of a file: which lines are headers, what stands above, the lines below each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from heze_graph.model.printed import PrintedLine
from heze_graph.records.numbering import is_number, value_of
from heze_graph.records.signatures import DAY_LINE, signature_lines
from heze_graph.records.tables.cells import TableLine, inherit, one_below_the_other
from heze_graph.records.tables.header_lines import (
    ENOUGH,
    FEWEST_ROWS,
    MOST_LINES,
    all_known,
    covered_size,
    divides_groups,
    has_figures,
    has_groups,
    has_units,
    headers_of,
    is_header,
    is_header_line,
    is_second_of_matrix,
    is_subheader,
    joined_lines,
    may_be_header,
)
from heze_graph.records.tables.headers import goes_below, is_form_line, labels_with_values, plain, same_header, sense_of
from heze_graph.records.titles import is_title_below
from heze_graph.reference.language import Language

#: What ends a web page is hardly longer than this.
_LONGEST_END = 60


@dataclass(slots=True)
class Block:
    """A header and the lines below it, up to the next header; `heads` are the single texts right above the header."""

    line: int
    headers: tuple[str, ...]
    lines: list[TableLine] = field(default_factory=list)
    heads: tuple[PrintedLine, ...] = ()


@dataclass(slots=True)
class Layout:
    """The lines of a file: those above the first header, the blocks, those that follow none.

    `below` is what a web page prints below its last table: its date, what else to read, whose page it is.
    """

    above: list[PrintedLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    outside: list[PrintedLine] = field(default_factory=list)
    below: list[PrintedLine] = field(default_factory=list)


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
    search = _Search(lines, language, words, any(is_header_line(line, language, words) for line in lines))
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
            headers = layout.blocks[-1].headers if again else headers_of(lines[at : at + size], language)
            block = Block(lines[at].line, headers, heads=_heads(lines[:at], language))
            if not layout.blocks:
                _take_rows_above(block, layout, lines[at], language)
            layout.blocks.append(block)
        else:
            _place(lines[at], layout, language, lines)
        at += size or 1
    _take_end_of_page(layout, language)
    for block in layout.blocks:
        block.lines = one_below_the_other(block.headers, block.lines)
    return layout


def _take_end_of_page(layout: Layout, language: Language) -> None:
    """Take the end of a web page from the last rows: from 打印本页 or a day alone in its line on, single texts only."""
    lines = layout.blocks[-1].lines if layout.blocks else []
    words = "|".join(map(re.escape, language.row_words["page-end"]))
    signs = re.compile(rf"\s*(?:{words})|(?:{words})\s*\d")
    singles = len(list(takewhile(lambda line: len(line.own) == 1 and not line.above, reversed(lines))))
    for at in range(max(len(lines) - singles, 1), len(lines)):
        (text,) = lines[at].filled
        page = signs.match(text) or signs.search(text)
        if (page and len(text) <= _LONGEST_END) or (len(lines[at].printed.cells) == 1 and DAY_LINE.fullmatch(text)):
            layout.below += [line.printed for line in lines[at:]]
            del lines[at:]
            return


def _is_title_below(lines: Sequence[PrintedLine], language: Language) -> bool:
    """Return whether the first of lines is the last one, and names the table above it."""
    filled = [cell.strip() for cell in lines[0].cells if cell.strip()]
    return len(lines) == len(filled) == 1 and is_title_below(filled[0], language)


def is_bare(lines: Sequence[PrintedLine]) -> bool:
    """Return whether most lines are rows of one table, numbered one after the other, that has lost its header."""
    rows = [line for line in lines if sum(bool(cell.strip()) for cell in line.cells) >= ENOUGH]
    numbers = [value_of(line.cells[0]) for line in rows if is_number(line.cells[0])]
    follow = numbers == list(range(1, len(numbers) + 1))
    return len(rows) == len(numbers) >= FEWEST_ROWS and follow and len(rows) * 2 > len(lines)


def lay_out_bare(lines: Sequence[PrintedLine], language: Language) -> Layout:
    """Return the layout of lines without a header: rows as wide as most, where one column holds nothing but units.

    The headers are empty: what a column is for, its cells tell. There is no block where no such rows are.
    """
    widths = Counter(len(line.cells) for line in lines if sum(map(bool, map(str.strip, line.cells))) > 1)
    width = widths.most_common(1)[0][0] if widths else 0
    rows = [line for line in lines if len(line.cells) == width]
    if len(rows) < FEWEST_ROWS or not has_units(rows, language):
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
    return alike and len(filled) >= ENOUGH and is_number(line.cells[0])


def _heads(above: Sequence[PrintedLine], language: Language) -> tuple[PrintedLine, ...]:
    """Return the last of the lines above a header that print one text only, or labels with values as a form does."""
    heads = takewhile(
        lambda line: sum(bool(cell.strip()) for cell in line.cells) == 1 or labels_with_values(line, language),
        reversed(above),
    )
    return tuple(reversed(list(heads)))


def _header_size(search: _Search, at: int, layout: Layout) -> int:
    """Return how many lines from a place on are a header: 0, or up to three that stand one below the other."""
    line, language = search.lines[at], search.language
    if all(is_form_line(each, language) for each in search.lines[at : at + 2]) or has_figures(line, years=False):
        return 0
    covered = covered_size(search.lines, at, language)
    if covered:
        return covered
    again = bool(layout.blocks) and same_header(line, layout.blocks[-1].headers)
    if search.plainly:
        found = is_header_line(line, language, search.named)
    else:
        found = may_be_header(line, search.lines[at + 1 :], language)
    # Below a first header only a line of nothing but headers is one more, or one that begins with 序号.
    found = again or (found and (not layout.blocks or all_known(line, language)))
    size, whole = 1, line
    if found and is_second_of_matrix(search.lines[at:], language):
        return 2
    for following in search.lines[at + 1 : at + MOST_LINES]:
        if following.table != line.table:
            break
        if not divides_groups(whole, following) and not has_groups(whole, len(following.cells), language):
            break
        both = joined_lines(whole, following, language)
        divided = bool(found) and divides_groups(whole, following)
        if not divided and not (is_subheader(whole, following, language) and is_header(both.cells, language)):
            break
        size, whole = size + 1, both
    return size if size > 1 or found else 0


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
