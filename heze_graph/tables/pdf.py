"""Reading PDF files with pdfplumber: tables from their ruled lines, and the lines of text around them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from heze_graph.errors import TableError
from heze_graph.tables.blocks import Block, Grid, GridCell, GridRow, Paragraph
from heze_graph.tables.content import Content
from heze_graph.tables.pdf_whole import check_pages, check_text, no_text

_Box = tuple[float, float, float, float]

#: Points by which lines of one table may miss each other, half of what pdfplumber snaps together.
_TOLERANCE = 1.5

#: A gap of this part of a letter's size is a blank: Chinese set to the width of its cell has smaller ones.
_BLANK = 0.4

#: Letters that are left in a running line (第 1 页 共 9 页, Page 1 of 9) once figures and signs are taken out.
_MAX_RUNNING_LETTERS = 6
_NO_LETTERS = re.compile(r"[\W\d_]+")

#: A letter that the PDF gives no Unicode for; where more than one in ten are so, nothing can be read.
_UNKNOWN = re.compile(r"\(cid:\d+\)")
_MAX_UNKNOWN_SHARE = 0.1


def blocks(content: Content) -> Iterator[Block]:
    """Yield the lines of text and the tables of each page.

    Raises TableError when the file is damaged, encrypted, too long, or has no text or a page of it is a scanned image.
    """
    try:
        pdf = pdfplumber.open(io.BytesIO(content.data))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise TableError.problem(
                content.where, "an encrypted PDF", "one without password", "open it and print it to a new PDF"
            ) from error
        raise
    with pdf:
        check_pages(pdf, content.data, content.where)
        yield from _Reader(content.where).blocks(pdf.pages)


class _Reader:
    """Reads page after page; knows how the last table ended."""

    def __init__(self, where: str) -> None:
        self._where = where
        #: The columns of the last table; 0 where text came after it that does not run through all pages.
        self._open_columns = 0
        self._printed_before: set[str] = set()
        self._letters = self._unknown = 0

    def blocks(self, pages: Sequence[Page]) -> Iterator[Block]:
        for page in pages:
            where = f"page {page.page_number}"
            try:
                check_text(page, f"{self._where}, {where}")
                found = list(self._page(page, where))
            except (TableError, MemoryError):
                raise
            except Exception as error:  # pdfminer raises anything on a damaged page
                raise TableError.problem(
                    f"{self._where}, {where}",
                    f"a page that cannot be read ({type(error).__name__}: {error})",
                    "a whole one",
                    "download the file again, or print it to a new PDF",
                ) from error
            yield from found
            page.close()
        if not self._letters:
            raise no_text(self._where, f"{len(pages):,} pages without text")
        if self._unknown > _MAX_UNKNOWN_SHARE * self._letters:
            raise TableError.problem(
                self._where,
                f"{self._unknown:,} of {self._letters:,} letters without a meaning",
                "a PDF whose fonts say which letters they show",
                "print it to a new PDF with another program, or ask the issuer for the table itself",
            )

    def _page(self, page: Page, where: str) -> Iterator[Block]:
        page = page.dedupe_chars()
        self._letters += len(page.chars)
        self._unknown += sum(bool(_UNKNOWN.fullmatch(char["text"])) for char in page.chars)
        tables = [table for table in page.find_tables() if len(_edges(table, 0)) > 2]
        found: list[tuple[float, Block]] = [(table.bbox[1], _grid(table, where)) for table in tables]
        found += [(line["top"], Paragraph(line["text"], where)) for line in _lines_outside(page, tables)]
        for _, block in sorted(found, key=lambda item: item[0]):
            if isinstance(block, Grid):
                columns = max((cell.column for row in block.rows for cell in row.cells), default=0)
                yield Grid(block.rows, continues=columns == self._open_columns)
                self._open_columns = columns
            else:
                self._open_columns *= self._is_running(block.text)
                yield block

    def _is_running(self, text: str) -> bool:
        """Whether a line may stand on every page: its letters did before, or it is a number with hardly a word."""
        letters = _NO_LETTERS.sub("", text)
        running = letters in self._printed_before or len(letters) <= _MAX_RUNNING_LETTERS
        self._printed_before.add(letters)
        return running


def _grid(table: Table, where: str) -> Grid:
    """Return the grid on which a table's cells stand: its columns and rows are those between any two ruled lines."""
    lefts, tops = _edges(table, 0), _edges(table, 1)
    texts: dict[_Box, str] = {}
    for row, printed in zip(table.rows, table.extract(x_tolerance_ratio=_BLANK), strict=True):
        texts.update({cell: text or "" for cell, text in zip(row.cells, printed, strict=True) if cell is not None})
    rows: list[list[GridCell]] = [[] for _ in tops]
    for (left, top, right, bottom), text in sorted(texts.items(), key=lambda item: (item[0][1], item[0][0])):
        first, column = _at(tops, top), _at(lefts, left)
        rows[first].append(GridCell(column + 1, text, _at(tops, bottom) - first, _at(lefts, right) - column))
    return Grid(tuple(GridRow(number, where, tuple(cells)) for number, cells in enumerate(rows, start=1)))


def _edges(table: Table, side: int) -> list[float]:
    """Return where the cells of a table begin or end: from left to right (`side` 0), or from top to bottom (1)."""
    edges: list[float] = []
    for edge in sorted(cell[at] for cell in table.cells for at in (side, side + 2)):
        if not edges or edge - edges[-1] > _TOLERANCE:
            edges.append(edge)
    return edges


def _at(edges: list[float], place: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - place))


def _lines_outside(page: Page, tables: list[Table]) -> list[dict[str, Any]]:
    """Return the lines of the text that stands in no cell."""
    cells: list[_Box] = [cell for table in tables for cell in table.cells]

    def outside(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return False
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x < right and top <= y < bottom for left, top, right, bottom in cells)

    rest = page.filter(outside)
    return rest.extract_text_lines(return_chars=False, x_tolerance_ratio=_BLANK) if rest.chars else []
