"""Nested tables, as in HTML and Word, flattened into paragraphs and grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from heze_graph.messages import say
from heze_graph.readers.blocks import Block, Grid, GridCell, GridRow, Paragraph, too_much
from heze_graph.readers.content import MAX_CELLS, MAX_COLUMNS, MAX_NESTED_TABLES


@dataclass(slots=True)
class NestedCell:
    """A cell being read: its spans, paragraphs and inner tables."""

    rows: int = 1
    columns: int = 1
    above: bool = False
    parts: list[str | NestedTable] = field(default_factory=list)
    text: str = ""

    @property
    def holds_table(self) -> bool:
        """Whether it holds a table with data."""
        return any(isinstance(part, NestedTable) and part.full_rows for part in self.parts)


@dataclass(slots=True)
class NestedTable:
    """A table being read: its rows of cells, and the rows (from 0) at which a new row group begins."""

    rows: list[list[NestedCell]] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)
    full_rows: int = 0


class Nesting:
    """Receives the content in order, and builds the tree of paragraphs, tables and cells."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._tables: list[NestedTable] = []
        self._cells: list[NestedCell] = [NestedCell()]
        self._text: list[str] = []

    def write(self, text: str) -> None:
        """Add text to the paragraph."""
        self._text.append(text)

    def end_paragraph(self) -> None:
        """End the paragraph, if one has begun."""
        text = "\n".join(line.strip(" ") for line in "".join(self._text).split("\n"))
        self._text.clear()
        if text.strip():
            self._cells[-1].parts.append(text)

    def end_caption(self) -> None:
        """End a paragraph that stands in the innermost table, and is printed before it."""
        parts = self._cells[-1].parts
        table = parts.pop()
        self.end_paragraph()
        parts.append(table)

    def begin_table(self) -> None:
        """Begin a table here. Raises TableError where too many are open."""
        self.end_paragraph()
        if len(self._tables) >= MAX_NESTED_TABLES:
            raise too_much(self._where, say("readers.nested-tables", most=MAX_NESTED_TABLES), MAX_NESTED_TABLES)
        table = NestedTable()
        self._cells[-1].parts.append(table)
        self._tables.append(table)

    def end_table(self) -> None:
        """End the innermost table."""
        table = self._tables.pop()
        table.full_rows = sum(
            max(int(_texts(row) > 1), sum(_full_rows(part) for cell in row for part in cell.parts))
            for row in table.rows
        )

    def begin_group(self) -> None:
        """Start a row group at the next row; no row span crosses its boundary."""
        self._tables[-1].groups.add(len(self._tables[-1].rows))

    def begin_row(self) -> None:
        """Begin a row of the innermost table."""
        self._tables[-1].rows.append([])

    def drop_row(self) -> None:
        """Remove the last row."""
        self._tables[-1].rows.pop()

    def begin_cell(self, cell: NestedCell) -> None:
        """Begin a cell of the last row."""
        self._tables[-1].rows[-1].append(cell)
        self._cells.append(cell)

    def end_cell(self) -> None:
        """End the innermost cell."""
        self.end_paragraph()
        cell = self._cells.pop()
        cell.text = "\n".join(map(_text, cell.parts)).strip("\n")

    def blocks(self) -> Iterator[Block]:
        """Yield the paragraphs and grids in order, once everything is read."""
        self.end_paragraph()
        yield from _Layout(self._where).blocks(self._cells[0].parts)


class _Layout:
    """Tells tables from layout, and numbers the tables of a file."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._tables = 0
        self._width_before = 0

    def blocks(self, parts: list[str | NestedTable]) -> Iterator[Block]:
        for part in parts:
            if isinstance(part, str):
                self._width_before = 0
                yield Paragraph(part.strip("\n"))
            elif part.full_rows and not _is_layout(part):
                yield self._grid(part)
            else:
                for cell in (cell for row in part.rows for cell in row):
                    yield from self.blocks(cell.parts)

    def _grid(self, table: NestedTable) -> Grid:
        self._tables += 1
        where = f"table {self._tables}"
        rows = tuple(
            GridRow(number, f"{where}, row {number}", cells)
            for number, cells in enumerate(_placed(table, f"{self._where}, {where}"), start=1)
        )
        width = max(cell.column for row in rows for cell in row.cells)
        # Two tables of the same width with nothing between are one, split at a page end or to repeat its header.
        continues = width == self._width_before
        self._width_before = width
        return Grid(rows, continues)


def _is_layout(table: NestedTable) -> bool:
    """Whether a table with data only serves as layout for other tables.

    It does when it holds one with data, unless that one only illustrates a row: then two more cells of the row have
    text of their own, and the outer table has as many rows of three texts as the inner one has rows of two.
    """
    own = sum(_texts(row) > 2 for row in table.rows)
    return any(
        _texts(row) < 2 or own < _full_rows(part)
        for row in table.rows
        for cell in row
        for part in cell.parts
        if _full_rows(part)
    )


def _full_rows(part: str | NestedTable) -> int:
    return part.full_rows if isinstance(part, NestedTable) else 0


def _texts(row: list[NestedCell]) -> int:
    """Return the number of cells with text, not counting those that hold a data table."""
    return sum(bool(cell.text.strip()) and not cell.holds_table for cell in row)


def _text(part: str | NestedTable) -> str:
    if isinstance(part, str):
        return part
    return "\n".join(" ".join(cell.text for cell in row if cell.text.strip()) for row in part.rows)


def _placed(table: NestedTable, where: str) -> Iterator[tuple[GridCell, ...]]:
    """Yield the cells of each row at their columns: the next one that no row span from above has taken.

    This is the algorithm of HTML (WHATWG, 4.9.12). A cell that goes on from above makes the cell there longer.
    """
    last_of_group = _last_rows(table)
    taken: dict[int, int] = {}
    above: dict[int, NestedCell] = {}
    placed: list[list[tuple[int, NestedCell]]] = []
    count = 0
    for number, row in enumerate(table.rows):
        column = 1
        placed.append([])
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            cell.rows = min(cell.rows, last_of_group[number] - number + 1)
            if cell.above and column in above:
                above[column].rows += 1
            else:
                above[column] = cell
            if not cell.above or above[column] is cell or cell.text.strip():
                placed[-1].append((column, cell))
            count += cell.columns if cell.rows > 1 else 1
            if count > MAX_CELLS or column > MAX_COLUMNS:
                raise too_much(where, say("readers.too-wide"), MAX_COLUMNS)
            if cell.rows > 1:
                taken.update(dict.fromkeys(range(column, column + cell.columns), number + cell.rows))
            column += cell.columns
    for cells in placed:
        yield tuple(GridCell(column, cell.text, cell.rows, cell.columns) for column, cell in cells)


def _last_rows(table: NestedTable) -> list[int]:
    """Return for each row the last row of its group."""
    last, rows = len(table.rows) - 1, []
    for number in range(len(table.rows) - 1, -1, -1):
        rows.append(last)
        last = number - 1 if number in table.groups else last
    return rows[::-1]
