"""What the two Excel formats share: cells and merged ranges of a sheet become a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from heze_graph.tables.blocks import Grid, GridCell, GridRow


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range: its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


def sheet_grid(name: str, cells: dict[tuple[int, int], str], merged: Iterable[Range]) -> Grid | None:
    """Return the grid of a sheet, given the texts at (row, column); None when all are blank.

    Line breaks become line feeds. A cell that a merged range covers, and that has a text all the same, keeps it:
    somebody hid it there.
    """
    rows: defaultdict[int, dict[int, GridCell]] = defaultdict(dict)
    for (row, column), text in cells.items():
        if text.strip():
            rows[row][column] = GridCell(column, _with_line_feeds(text))
    for range_ in merged:
        text = _with_line_feeds(cells.get((range_.top, range_.left), ""))
        span = GridCell(range_.left, text, range_.bottom - range_.top + 1, range_.right - range_.left + 1)
        if range_.top in rows or span.rows > 1:
            rows[range_.top][range_.left] = span
    if not any(cell.text.strip() for row in rows.values() for cell in row.values()):
        return None
    return Grid(
        tuple(
            GridRow(number, f"{name}!A{number}", tuple(cell for _, cell in sorted(row.items())))
            for number, row in sorted(rows.items())
        )
    )


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
