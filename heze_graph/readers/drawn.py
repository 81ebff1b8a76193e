"""Reading tables drawn with signs: Markdown (GitHub Flavored Markdown, 4.10), and lines of ─ and │."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from heze_graph.readers.blocks import Block, Grid, GridCell, GridRow, Paragraph
from heze_graph.readers.content import Content
from heze_graph.readers.formats import is_markdown
from heze_graph.readers.text import decode

_DASHES = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+)(?<=[^\s*])\*(?![*\w])")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")

_SIGNS = "│┃║├┤┼┌┬┐└┴┘┏┳┓┣┫╋┗┻┛╔╦╗╠╣╬╚╩╝"

_BORDER = re.compile(f"[{_SIGNS}]")

_RULE = re.compile(r"[─━═\s]*[─━═][─━═\s]*")

_TOP, _BOTTOM = "┌┏╔", "└┗╚"


def blocks(content: Content) -> Iterator[Block]:
    """Yield the tables and the other lines of a text. Raises TableError when it cannot be decoded."""
    lines = decode(content.data, content.where).splitlines()
    return _markdown(lines) if is_markdown(content) else _boxes(lines)


def _markdown(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the tables of Markdown, without their rows of dashes, and the other lines."""
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            numbered = [at, *range(at + 2, end)]
            yield Grid(
                tuple(_markdown_row(place, number, lines[number]) for place, number in enumerate(numbered, start=1))
            )
            at = end
        else:
            yield Paragraph(_plain(lines[at]), f"line {at + 1}")
            at += 1


def _table_end(lines: Sequence[str], at: int) -> int:
    """Return where the table ends that begins at a line; the line itself where none does."""
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
    return GridRow(place, f"line {number + 1}", tuple(GridCell(column, _plain(cell)) for column, cell in cells))


def _cells(line: str) -> list[str]:
    bare = line.strip()
    bare = bare[1:] if bare.startswith("|") else bare
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return _BAR.split(bare)


def _plain(text: str) -> str:
    """Return a text without the marks of a heading and of bold and italic words, breaks as line feeds."""
    heading = _HEADING.fullmatch(text)
    text = _BREAK.sub("\n", (heading[1] if heading else text).replace("\\|", "|"))
    return "\n".join(line.strip() for line in _ITALIC.sub(r"\1", _BOLD.sub(r"\2", text)).split("\n"))


def _boxes(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the tables between drawn lines, and the other lines.

    A row takes several lines; a cell that no rule ends goes on below it.
    """
    drawn: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if drawn and bare.startswith(tuple(_TOP)):
            yield from _table(drawn)
            drawn = []
        if bare.startswith(tuple(_SIGNS)):
            drawn.append((number, bare))
            if not bare.startswith(tuple(_BOTTOM)):
                continue
        if drawn:
            yield from _table(drawn)
            drawn = []
        if not bare.startswith(tuple(_SIGNS)):
            yield Paragraph(line, f"line {number}")
    if drawn:
        yield from _table(drawn)


def _table(drawn: Sequence[tuple[int, str]]) -> Iterator[Block]:
    """Yield the grid that lines draw, behind the lines that have other columns than its first one."""
    parted = [(number, line, _BORDER.split(line)[1:-1]) for number, line in drawn]
    width = len(parted[0][2])
    texts: dict[int, list[str]] = defaultdict(list)
    begun = dict.fromkeys(range(width), 1)
    cells: dict[int, list[GridCell]] = defaultdict(list)
    wheres: dict[int, int] = {}
    row = 0
    for number, line, parts in parted:
        if len(parts) != width:
            yield Paragraph(_BORDER.sub(" ", line), f"line {number}")
            continue
        ruled = [column for column, part in enumerate(parts) if _RULE.fullmatch(part)]
        for column in ruled if row else ():
            text = "".join(texts.pop(column, []))
            cells[begun[column]].append(GridCell(column + 1, text, row - begun[column] + 1))
            begun[column] = row + 1
        row += bool(ruled)
        wheres.setdefault(row, number)
        for column, part in enumerate(parts):
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
