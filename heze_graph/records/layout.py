"""Finding the tables among the lines of a file: what stands above, the headers, the lines below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from heze_graph.model.printed import PrintedLine
from heze_graph.records.headers import is_header, plain, same_header, sense_of
from heze_graph.records.inherited import Line, inherit
from heze_graph.records.numbering import is_number
from heze_graph.reference.language import Language

#: A header in two lines has short words in its second line.
_LONGEST_SUBHEADER = 16


@dataclass(slots=True)
class Block:
    """A header and the lines below it, up to the next header; `heads` are the single texts right above the header."""

    line: int
    headers: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    heads: tuple[PrintedLine, ...] = ()


@dataclass(slots=True)
class Layout:
    """The lines of a file: those above the first header, the lines of headers, the blocks, those that follow none."""

    above: list[PrintedLine] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
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
    at = 0
    while at < len(lines):
        size = _header_size(search, at, layout)
        if size:
            layout.headers.extend(line.line for line in lines[at : at + size])
            block = Block(lines[at].line, _headers(lines[at : at + size]), heads=_heads(lines[:at]))
            layout.blocks.append(block)
        else:
            _place(lines[at], layout, language, lines)
        at += size or 1
    return layout


def _heads(above: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return the last of the lines above a header that print one text only."""
    heads = takewhile(lambda line: sum(bool(cell.strip()) for cell in line.cells) == 1, reversed(above))
    return tuple(reversed(list(heads)))


def _header_size(search: _Search, at: int, layout: Layout) -> int:
    """Return how many lines from a place on are a header: 0, 1 or 2."""
    line, language = search.lines[at], search.language
    again = bool(layout.blocks) and same_header(line, layout.blocks[-1].headers)
    if search.plainly:
        found = _is_header(line, language, search.named)
    else:
        found = _may_be_header(line, search.lines[at + 1 :], language)
    # Below a first header only a line of nothing but headers is one more.
    found = again or (found and (not layout.blocks or _all_known(line, language)))
    following = search.lines[at + 1] if at + 1 < len(search.lines) else None
    if following and following.table == line.table and _has_groups(line, len(following.cells), language):
        both = _headers((line, following))
        if _is_subheader(line, following, language) and is_header(both, language.headers):
            return 2
    return 1 if found else 0


def _is_header(line: PrintedLine, language: Language, words: frozenset[str]) -> bool:
    filled = [cell for cell in line.cells if cell.strip()]
    named = [cell for cell in filled if plain(cell) in words]
    if named and not any(is_number(cell) for cell in filled):
        known = [cell for cell in filled if cell in named or sense_of(cell, language.headers)]
        return len(known) > 1
    return is_header(line.cells, language.headers)


def _may_be_header(line: PrintedLine, below: Sequence[PrintedLine], language: Language) -> bool:
    """Where no line is plainly a header: one that begins with 序号, or holds two known words, above a row of data."""
    filled = [cell for cell in line.cells if cell.strip()]
    if len(filled) < 3 or any(len(plain(cell)) > _LONGEST_SUBHEADER for cell in filled) or not below:
        return False
    senses = [sense_of(cell, language.headers) for cell in line.cells]
    roles = {sense.role for sense in senses if sense and sense.exactness == 3} - {"other"}
    number = next((place for place, sense in enumerate(senses) if sense and sense.role == "number"), None)
    if number is not None and number < len(below[0].cells) and is_number(below[0].cells[number]):
        return True
    return len(roles) > 1 and len(below[0].cells) == len(line.cells)


def _all_known(line: PrintedLine, language: Language) -> bool:
    """Whether every cell is a known header: so a row of data is never taken for one more header."""
    filled = [sense_of(cell, language.headers) for cell in line.cells if cell.strip()]
    exact = sum(sense is not None and sense.exactness == 3 for sense in filled)
    return exact * 4 >= len(filled) * 3 and all(sense is not None for sense in filled)


def _has_groups(line: PrintedLine, below: int, language: Language) -> bool:
    """Return whether a line, no single title, holds headers and leaves columns to a second line, of `below` cells."""
    filled = {plain(cell) for cell in line.cells if cell.strip()}
    if not 1 < len(filled) < max(len(line.cells), below) or any(map(is_number, filled)):
        return False
    known = sum(sense_of(text, language.headers) is not None for text in filled)
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
            sense = sense_of(text + under, language.headers)
            if sense is None or not (sense_of(under, language.headers) or plain(under) in language.claims):
                return False
    if sum(text in language.claims for text in filled) > 1:
        return True
    return any(sense_of(text, language.headers) for text in filled)


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


def _headers(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """Return the headers of all columns; of two lines the group and what stands below it, “责任单位 牵头”."""
    if len(lines) == 1:
        merged = dict(lines[0].merged)
        return tuple(cell if cell.strip() else merged.get(at, cell) for at, cell in enumerate(lines[0].cells, start=1))
    first, second = lines
    headers = []
    for column in range(1, max(len(first.cells), len(second.cells)) + 1):
        below = second.cells[column - 1] if column <= len(second.cells) else ""
        own = first.cells[column - 1] if column <= len(first.cells) else ""
        above = _group(first, column) if below.strip() else own or dict(first.merged).get(column, "")
        headers.append(f"{above.strip()} {below.strip()}".strip() if plain(above) != plain(below) else below)
    return tuple(headers)


def _place(line: PrintedLine, layout: Layout, language: Language, lines: Sequence[PrintedLine]) -> None:
    """Put a line that is no header where it belongs."""
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
    if any(is_header(other.cells, language.headers) for other in own):
        return False
    wide = [
        other
        for other in own
        if len(other.cells) == len(block.headers) and sum(map(bool, map(str.strip, other.cells))) > 1
    ]
    number = next(
        (n for n, h in enumerate(block.headers) if (s := sense_of(h, language.headers)) and s.role == "number"), None
    )
    if number is not None:
        return any(is_number(other.cells[number]) for other in wide)
    return bool(wide)
