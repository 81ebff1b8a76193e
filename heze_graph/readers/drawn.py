"""Reading tables drawn with characters: Markdown (GitHub Flavored Markdown, 4.10), ─ and │, or +, - and |."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from heze_graph.readers.blocks import Block, Grid, GridCell, GridRow, Paragraph
from heze_graph.readers.content import Content
from heze_graph.readers.formats import is_markdown
from heze_graph.readers.text import decode

_DASHES = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
#: A row of dashes with a row before or behind it on the same line.
_FOLDED = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|){2,}(?=.*\w)")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+)(?<=[^\s*])\*(?![*\w])")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")

#: Lines that run across (solid or dashed), and all signs that draw a line down or a corner.
_ACROSS = "─━═┄┅┈┉╌╍╴╶╸╺╼╾"
_SIGNS = tuple(sign for sign in map(chr, range(0x2500, 0x2580)) if sign not in _ACROSS)
_BORDER = re.compile(f"[{''.join(_SIGNS)}]")
_RULE = re.compile(rf"[{_ACROSS}\s]*[{_ACROSS}][{_ACROSS}\s]*")
_TOP, _BOTTOM = tuple("┌┏╔╒╓╭"), tuple("└┗╚╘╙╰")
#: +----+----+, |----+----|, ====+====: a rule of a table that is drawn with the signs of a keyboard.
_KEYBOARD_RULE = re.compile(r"[+|]?[:=-]{2,}(?:[+|][:=-]+)*[+|]?")
_KEYBOARD = str.maketrans("+|-=:", "┼│───")
#: 1, 2.: what stands in the first column of a row, where no rules part the rows.
_NUMBER = re.compile(r"[（(]?\d{1,3}[)）.、]?")


@dataclass(frozen=True, slots=True)
class _DrawnLine:
    """A line of a drawn table: its number in the file, its text, what stands between its lines."""

    number: int
    text: str
    parts: list[str]


def blocks(content: Content) -> Iterator[Block]:
    """Yield the tables and the other lines of a text. Raises TableError when it cannot be decoded."""
    lines = decode(content.data, content.where).splitlines()
    return _markdown(lines) if is_markdown(content) else _boxes(lines)


def _markdown(printed: Sequence[str]) -> Iterator[Block]:
    """Yield Markdown tables, without their delimiter rows, and the other lines."""
    parted = [(number, line) for number, text in enumerate(printed, start=1) for line in _unfolded(text)]
    lines = [line for _, line in parted]
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            rows = enumerate((parted[at], *parted[at + 2 : end]), start=1)
            yield Grid(tuple(_markdown_row(place, *row) for place, row in rows))
            at = end
        else:
            yield Paragraph(_plain(lines[at]), f"line {parted[at][0]}")
            at += 1


def _unfolded(line: str) -> list[str]:
    """Return the lines of a Markdown table that was copied into a single line; the delimiter row tells their length.

    >>> _unfolded("某表 | 序号 | 事项 | | --- | --- | | 1 | 修路 | | 2 | 架桥 | 注")
    ['某表', '| 序号 | 事项 |', '| --- | --- |', '| 1 | 修路 |', '| 2 | 架桥 |', '注']
    """
    dashes = _FOLDED.search(line)
    if not dashes:
        return [line]
    width = dashes[0].count("|") - 1
    cells = _BAR.split(line)
    # Between two rows stands nothing: the bar that ends one and the bar that begins the next.
    size = width + 1
    rows = [cells[at + 1 : at + size] for at in range(0, len(cells) - width, size)]
    between = cells[::size]
    if len(between) != len(rows) + 1 or any(cell.strip() for cell in between[1:-1]):
        return [line]
    tables = [f"|{'|'.join(row)}|" for row in rows]
    return [text for text in (between[0].strip(), *tables, between[-1].strip()) if text]


def _table_end(lines: Sequence[str], at: int) -> int:
    """Return where the table that begins at a line ends, or the line itself if no table begins there."""
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if "|" not in lines[at] or not _DASHES.fullmatch(following):
        return at
    if len(_cells(lines[at])) != len(_cells(following)):
        return at
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _markdown_row(place: int, number: int, line: str) -> GridRow:
    cells = enumerate(_cells(line), start=1)
    return GridRow(place, f"line {number}", tuple(GridCell(column, _plain(cell)) for column, cell in cells))


def _cells(line: str) -> list[str]:
    bare = line.strip()
    bare = bare[1:] if bare.startswith("|") else bare
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return _BAR.split(bare)


def _plain(text: str) -> str:
    """Return a text without the marks of headings, bold and italics, with <br> as line feeds."""
    heading = _HEADING.fullmatch(text)
    text = _BREAK.sub("\n", (heading[1] if heading else text).replace("\\|", "|"))
    return "\n".join(line.strip() for line in _ITALIC.sub(r"\1", _BOLD.sub(r"\2", text)).split("\n"))


def _boxes(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the tables between drawn lines, and the other lines.

    A row takes several lines; a cell that no rule ends goes on below it.
    """
    drawn: list[tuple[int, str]] = []
    for number, line in enumerate(_redrawn(lines), start=1):
        bare = line.strip()
        if drawn and bare.startswith(_TOP):
            yield from _table(drawn)
            drawn = []
        if bare.startswith(_SIGNS):
            drawn.append((number, bare))
            if not bare.startswith(_BOTTOM):
                continue
        if drawn:
            yield from _table(drawn)
            drawn = []
        if not bare.startswith(_SIGNS):
            yield Paragraph(line, f"line {number}")
    if drawn:
        yield from _table(drawn)


def _redrawn(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, with tables drawn by +, - and | redrawn with ─ and │.

    >>> list(_redrawn(["某表", "序号 | 事项", "-----+-----", "1 | 修路"]))
    ['某表', '│序号 │ 事项│', '│─────┼─────│', '│1 │ 修路│']
    """
    for barred, group in groupby(lines, key=lambda line: "|" in line or bool(_KEYBOARD_RULE.fullmatch(line.strip()))):
        run = list(group)
        table = [line.strip() for line in run]
        if not barred or not any("+" in line and _KEYBOARD_RULE.fullmatch(line) for line in table):
            yield from run
        else:
            framed = all(line.startswith(("+", "|")) for line in table)
            yield from (_redrawn_line(line if framed else f"|{line}|") for line in table)


def _redrawn_line(line: str) -> str:
    rule = _KEYBOARD_RULE.fullmatch(line)
    return line.translate(_KEYBOARD) if rule else _BAR.sub("│", line)


def _with_rules(parted: Sequence[_DrawnLine]) -> Iterator[_DrawnLine]:
    """Yield the lines of a table, with a rule before each row that begins with a number where none parts the rows."""
    if parted and not any(map(_RULE.fullmatch, parted[0].parts)):
        yield _as_rule(parted[0])
    for ruled, group in groupby(parted, key=lambda line: all(map(_RULE.fullmatch, line.parts))):
        section = list(group)
        parts = any(_RULE.fullmatch(part) for line in section for part in line.parts)
        numbered = [not parts and bool(_NUMBER.fullmatch(line.parts[0].strip())) for line in section]
        for at, line in enumerate(section):
            if at and not ruled and numbered[at] and sum(numbered) > 1:
                yield _as_rule(line)
            yield line


def _as_rule(line: _DrawnLine) -> _DrawnLine:
    """Return a rule as if it were drawn right above a line."""
    return replace(line, parts=["─"] * len(line.parts))


def _table(drawn: Sequence[tuple[int, str]]) -> Iterator[Block]:
    """Yield the lines whose columns differ from the first one's, then the grid that the others draw."""
    parted = list(_with_rules([_DrawnLine(number, line, _BORDER.split(line)[1:-1]) for number, line in drawn]))
    width = len(parted[0].parts)
    texts: dict[int, list[str]] = defaultdict(list)
    begun = dict.fromkeys(range(width), 1)
    cells: dict[int, list[GridCell]] = defaultdict(list)
    wheres: dict[int, int] = {}
    row = 0
    for line in parted:
        if len(line.parts) != width:
            yield Paragraph(_BORDER.sub(" ", line.text), f"line {line.number}")
            continue
        ruled = [column for column, part in enumerate(line.parts) if _RULE.fullmatch(part)]
        for column in ruled if row else ():
            text = "".join(texts.pop(column, []))
            cells[begun[column]].append(GridCell(column + 1, text, row - begun[column] + 1))
            begun[column] = row + 1
        row += bool(ruled)
        wheres.setdefault(row, line.number)
        for column, part in enumerate(line.parts):
            if column not in ruled:
                texts[column].append(part.strip(" \u3000"))
    for column, left in texts.items():
        cells[begun[column]].append(GridCell(column + 1, "".join(left), max(row - begun[column] + 1, 1)))
    yield Grid(
        tuple(
            GridRow(place, f"line {wheres.get(place, drawn[0][0])}", tuple(sorted(found, key=lambda c: c.column)))
            for place, found in sorted(cells.items())
        )
    )
