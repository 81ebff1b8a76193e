"""Reading old Excel workbooks (.xls) with xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlrd

from heze_graph.errors import TableError
from heze_graph.readers.blocks import Block
from heze_graph.readers.content import Content
from heze_graph.readers.sheet import GENERAL, Range, displayed, displayed_text, sheet_grid


def blocks(content: Content) -> Iterator[Block]:
    """Yield a grid for each sheet, hidden or not, that has text.

    Raises TableError when the workbook is encrypted or damaged.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=content.data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        raise TableError.problem("readers.damaged-xls", where=content.where, error=error) from error
    for sheet in book.sheets():
        cells = {
            (row + 1, column + 1): _shown(book, cell)
            for row in range(sheet.nrows)
            for column, cell in enumerate(sheet.row(row))
        }
        merged = [Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        hidden = {row + 1 for row in range(sheet.nrows) if sheet.visibility or _is_hidden(sheet, row)}
        grid = sheet_grid(sheet.name, cells, merged, hidden)
        if grid:
            yield grid


def _is_hidden(sheet: Any, row: int) -> bool:
    return row in sheet.rowinfo_map and bool(sheet.rowinfo_map[row].hidden)


def _shown(book: Any, cell: Any) -> str:
    """Return the text of a cell as the workbook displays it; of a formula, its last result."""
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return displayed(cell.value, _format(book, cell), bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return displayed_text(str(cell.value), _format(book, cell)) if cell.ctype == xlrd.XL_CELL_TEXT else str(cell.value)


def _format(book: Any, cell: Any) -> str:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return GENERAL
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(found.format_str) if found else GENERAL
