"""The output of every reader: paragraphs and grids in the order of the file, and how these become lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.model.printed import Doubt, PageArea, PrintedLine
from heze_graph.readers.content import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS

#: The page footer begins this far down.
_FOOT = 0.8


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables, and its position; `running` if it is repeated on every page, like page numbers."""

    text: str
    where: str = ""
    place: PageArea | None = None
    running: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid: its first column (from 1), its text, and how many rows and columns it spans.

    `rows` counts the rows of the grid's own count (`GridRow.number`), listed there or not.
    """

    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid: its number (ascending), its position, and the cells that begin in it."""

    number: int
    where: str
    cells: tuple[GridCell, ...]
    place: PageArea | None = None
    doubts: tuple[Doubt, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table or, with `continues`, the rest of the previous one (on the next page)."""

    rows: tuple[GridRow, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Not a block, but notice that the next one may take this many seconds: recognition, or a conversion."""

    seconds: float


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row with all its columns: a cell covered by a merged one is "" and listed in `merged`, as (column, text)."""

    where: str
    cells: tuple[str, ...]
    merged: tuple[tuple[int, str], ...]
    place: PageArea | None = None
    doubts: tuple[Doubt, ...] = ()
    sheet: str = ""


def printed_lines(blocks: Iterable[Block], where: str) -> tuple[PrintedLine, ...]:
    """Return the lines of a file's paragraphs (one cell each) and grids, numbered from 1 in order.

    Blank paragraphs and rows without a text of their own are no lines. Raises TableError when there is no text, or when
    the file is beyond the limits.
    """
    lines: list[PrintedLine] = []
    waiting: list[Paragraph] = []
    table = characters = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            characters += _checked(block.text, block.where or where)
            waiting += [block] if block.text.strip() else []
            continue
        laid = lay(block, where)
        table += not block.continues or not table
        for paragraph in waiting:
            lines.append(_line_of(paragraph, len(lines) + 1, table))
        waiting.clear()
        for row in laid:
            characters += sum(map(len, row.cells)) + sum(len(text) for _, text in row.merged)
            number = len(lines) + 1
            at = (row.where, row.place)
            lines.append(PrintedLine(number, row.cells, table, row.merged, *at, doubts=row.doubts, sheet=row.sheet))
        if characters > MAX_CHARACTERS:
            raise too_much(where, say("readers.more-characters", most=MAX_CHARACTERS), MAX_CHARACTERS)
    if not table and not waiting:
        raise TableError.problem("readers.no-text", where=where)
    table = table or 1
    for paragraph in waiting:
        lines.append(_line_of(paragraph, len(lines) + 1, table))
    feet = {line.cells for line in lines if line.running and _is_low(line)}
    return tuple(replace(line, running=True) if line.cells in feet and _is_low(line) else line for line in lines)


def _is_low(line: PrintedLine) -> bool:
    """Return whether a line stands at the foot of its page: what further pages repeat there is running on each."""
    return line.place is not None and line.place.top > _FOOT


def _line_of(paragraph: Paragraph, number: int, table: int) -> PrintedLine:
    line = PrintedLine(number, (paragraph.text,), table, where=paragraph.where, place=paragraph.place)
    return replace(line, running=paragraph.running, doubts=paragraph.doubts)


def lay(grid: Grid, where: str) -> list[LaidRow]:
    """Return the rows of a grid that have text of their own, each with all its columns.

    Spans end at the last column in which a cell begins. A column in which none does, and which merged cells cover,
    is left out: HTML and Word write such columns for their own ends. Raises TableError beyond the limits.
    """
    width = max((cell.column for row in grid.rows for cell in row.cells), default=0)
    if width > MAX_COLUMNS:
        raise too_much(_place(where, grid), say("readers.columns", count=width), MAX_COLUMNS)
    covers = list(_covers(grid, width, where))
    begun = {cell.column for row in grid.rows for cell in row.cells}
    covered = {column for cover in covers for column in cover}
    columns = [column for column in range(1, width + 1) if column in begun or column not in covered]
    place = {column: index for index, column in enumerate(columns)}
    laid = []
    for row, cover in zip(grid.rows, covers, strict=True):
        texts = [""] * len(columns)
        for cell in row.cells:
            _checked(cell.text, _place(where, grid, row))
            at = place[cell.column]
            # Lines out of place may produce two cells for one column: the text of neither is lost.
            texts[at] = "\n".join(filter(None, (texts[at], cell.text)))
        if any(text.strip() for text in texts):
            merged = sorted((place[c] + 1, text) for c, text in cover.items() if c in place and text.strip())
            doubts = tuple(_at_column(doubt, place) for doubt in row.doubts)
            laid.append(LaidRow(row.where, tuple(texts), tuple(merged), row.place, doubts, row.sheet))
    return laid


def _at_column(doubt: Doubt, place: Mapping[int, int]) -> Doubt:
    """Return a doubt with its column number as it is once empty columns are removed."""
    if doubt.column is None or doubt.column not in place:
        return doubt
    return replace(doubt, column=place[doubt.column] + 1)


def _covers(grid: Grid, width: int, where: str) -> Iterator[dict[int, str]]:
    """Yield for each row the columns that merged cells cover, with the text of these cells."""
    begun_at: list[tuple[int, GridCell]] = []
    count = 0
    for row in grid.rows:
        begun_at = [(start, cell) for start, cell in begun_at if start + cell.rows > row.number]
        begun_at += [(row.number, cell) for cell in row.cells if cell.rows > 1 or cell.columns > 1]
        own = {cell.column for cell in row.cells if cell.text}
        cover: dict[int, str] = {}
        count += len(row.cells)
        for start, cell in begun_at:
            columns = range(cell.column + (start == row.number), min(cell.column + cell.columns, width + 1))
            count += len(columns)
            if count > MAX_CELLS:
                raise too_much(_place(where, grid, row), say("readers.more-cells", most=MAX_CELLS), MAX_CELLS)
            cover.update((column, cell.text) for column in columns if column not in own)
        yield cover


def _place(where: str, grid: Grid, row: GridRow | None = None) -> str:
    row = row or next(iter(grid.rows), None)
    return f"{where}, {row.where}" if row and row.where else where


def _checked(text: str, where: str) -> int:
    if len(text) > MAX_CELL_CHARACTERS:
        raise too_much(where, say("readers.long-cell", count=len(text)), MAX_CELL_CHARACTERS)
    return len(text)


def too_much(where: str | Message, found: Message, most: int) -> TableError:
    """Return the error that says what is beyond a limit."""
    return TableError.problem("readers.too-much", where=where, found=found, most=most)


def broken_off(where: str, found: Message) -> TableError:
    """Return the error that says why reading broke off."""
    return TableError.problem("readers.broken-off", where=where, found=found)


def damaged(where: str, module: str, error: Exception) -> TableError:
    """Return the error for a parser that failed: other people's raise anything on a damaged file."""
    why = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")[:200]
    return broken_off(where, say("readers.damaged-file", module=module, why=why))
