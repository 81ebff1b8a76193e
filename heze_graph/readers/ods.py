"""Reading OpenDocument spreadsheets (.ods): each cell holds its text as displayed (ODF 1.2, part 1, 9.1)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from heze_graph.errors import TableError
from heze_graph.messages import say
from heze_graph.readers.blocks import Block, too_much
from heze_graph.readers.content import MAX_CELLS, Archive, Content, attribute, local
from heze_graph.readers.sheet import Range, sheet_grid

_MANIFEST = "META-INF/manifest.xml"

#: Contents of a cell besides its text: comments and drawings.
_ASIDE = {"annotation", "shapes", "frame", "forms"}


def blocks(content: Content) -> Iterator[Block]:
    """Yield a grid for each sheet, hidden or not, that has text.

    Raises TableError when the workbook is damaged, encrypted or beyond the limits.
    """
    archive = Archive(content.data, content.where)
    if any(local(element) == "encryption-data" for _, element in archive.events(_MANIFEST)):
        raise TableError.problem("readers.encrypted-workbook", where=content.where)
    sheet: _OpenSheet | None = None
    depth = 0
    for event, element in archive.events("content.xml"):
        name = local(element)
        if name in _ASIDE:
            depth += 1 if event == "start" else -1
        if depth:
            continue
        if event == "start" and name == "table":
            sheet = _OpenSheet(attribute(element, "name") or "", f"{content.where}, {attribute(element, 'name')}")
        elif event == "end" and sheet and name in {"table-cell", "covered-table-cell"}:
            sheet.cell(element)
        elif event == "end" and sheet and name == "table-row":
            sheet.end_row(element)
        elif event == "end" and sheet and name == "table":
            grid = sheet_grid(sheet.name, sheet.cells, sheet.merged, sheet.hidden)
            sheet = None
            if grid:
                yield grid


class _OpenSheet:
    """Reads one sheet; rows and cells carry repeat counts."""

    def __init__(self, name: str, where: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Range] = []
        self.hidden: set[int] = set()
        self._where = where
        self._row: list[tuple[int, str]] = []
        self._number, self._column = 1, 1

    def cell(self, element: Element) -> None:
        times = _count(element, "number-columns-repeated")
        text = "\n".join(_text(child) for child in element if local(child) == "p")
        rows, columns = _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned")
        if text.strip():
            self._check(len(self._row) + times)
            self._row += [(column, text) for column in range(self._column, self._column + times)]
            if rows > 1 or columns > 1:
                bottom, right = self._number + rows - 1, self._column + columns - 1
                self.merged.append(Range(self._number, self._column, bottom, right))
        self._column += times
        element.clear()

    def end_row(self, element: Element) -> None:
        times = _count(element, "number-rows-repeated")
        if self._row:
            self._check(len(self.cells) + times * len(self._row))
            for row in range(self._number, self._number + times):
                if attribute(element, "visibility") in {"collapse", "filter"}:
                    self.hidden.add(row)
                self.cells.update({(row, column): text for column, text in self._row})
        self._number += times
        self._row, self._column = [], 1
        element.clear()

    def _check(self, count: int) -> None:
        if count > MAX_CELLS:
            raise too_much(self._where, say("readers.more-cells", most=MAX_CELLS), MAX_CELLS)


def _count(element: Element, name: str) -> int:
    return max(1, int(attribute(element, name) or 1))


def _text(element: Element) -> str:
    """Return the text of a paragraph, in which spaces and line breaks may be elements."""
    parts = [element.text or ""]
    for child in element:
        match local(child):
            case "s":
                parts.append(" " * min(_count(child, "c"), 100))
            case "tab":
                parts.append("\t")
            case "line-break":
                parts.append("\n")
            case "note" | "annotation":
                pass
            case _:
                parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
