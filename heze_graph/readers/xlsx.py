"""Reading Excel workbooks (ECMA-376) sheet by sheet, without building the workbook in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.escape import unescape

from heze_graph.errors import TableError
from heze_graph.messages import say
from heze_graph.readers.blocks import Block, too_much
from heze_graph.readers.content import MAX_CELLS, Archive, Content, attribute, local
from heze_graph.readers.sheet import GENERAL, Range, builtin_format, displayed, displayed_text, sheet_grid

_WORKBOOK = "xl/workbook.xml"


@dataclass(slots=True)
class _Book:
    """What cells refer to: the shared texts, the number format of each style, the first day."""

    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch_1904: bool = False


def blocks(content: Content) -> Iterator[Block]:
    """Yield a grid for each sheet, hidden or not, that has text.

    Raises TableError when the workbook is damaged or beyond the limits.
    """
    archive = Archive(content.data, content.where)
    related = archive.related(_WORKBOOK)
    parts = dict(related.values())
    book = _Book()
    if "sharedStrings" in parts:
        book.texts = [_text(e) for _, e in _ends(archive, parts["sharedStrings"], "si")]
    if "styles" in parts:
        book.formats = _formats(archive, parts["styles"])
    sheets = []
    for _, element in _ends(archive, _WORKBOOK, "sheet", "workbookPr"):
        if local(element) == "workbookPr":
            book.epoch_1904 = element.get("date1904") in {"1", "true"}
        else:
            hidden = element.get("state", "visible") != "visible"
            sheets.append((element.get("name", ""), related.get(attribute(element, "id") or ""), hidden))
    for name, relation, hidden in sheets:
        if relation is None:
            raise TableError.problem("readers.sheet-without-data", where=content.where, name=name)
        if relation[0] == "worksheet":
            grid = _SheetReader(archive, book, f"{content.where}, {name}").grid(name, relation[1], hidden=hidden)
            if grid:
                yield grid


class _SheetReader:
    """Reads one sheet."""

    def __init__(self, archive: Archive, book: _Book, where: str) -> None:
        self._archive = archive
        self._book = book
        self._where = where
        self._cells: dict[tuple[int, int], str] = {}
        self._row = self._column = 0

    def grid(self, name: str, part: str, *, hidden: bool) -> Block | None:
        merged: list[Range] = []
        rows: set[int] = set()
        for event, element in self._archive.events(part):
            match event, local(element):
                case "start", "row":
                    self._row = int(float(element.get("r") or self._row + 1))
                    self._column = 0
                    if hidden or element.get("hidden") in {"1", "true"}:
                        rows.add(self._row)
                case "end", "c":
                    self._read(element)
                case "end", "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref", ""))
                    merged.append(
                        Range(int(top or 1), int(left or 1), int(bottom or top or 1), int(right or left or 1))
                    )
                case "end", "row" | "sheetData":
                    element.clear()
        return sheet_grid(name, self._cells, merged, rows)

    def _read(self, cell: Element) -> None:
        reference = cell.get("r")
        row, column = coordinate_to_tuple(reference) if reference else (self._row, self._column + 1)
        self._column = column
        try:
            text = self._shown(cell)
        except (ValueError, IndexError) as error:
            raise TableError.problem(
                "readers.damaged-cell", where=self._where, reference=reference or f"R{row}C{column}", error=error
            ) from error
        if text:
            self._cells[row, column] = text
            if len(self._cells) > MAX_CELLS:
                raise too_much(self._where, say("readers.more-cells", most=MAX_CELLS), MAX_CELLS)

    def _shown(self, cell: Element) -> str:
        """Return the text of a cell: its value as displayed, or its formula where no result is stored."""
        children = {local(child): child for child in cell}
        value = children["v"].text if "v" in children else None
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return displayed_text(_text(children["is"]), self._format(cell)) if "is" in children else ""
        if not value:
            formula = children.get("f")
            return f"={formula.text or ''}" if formula is not None and kind != "str" else ""
        if kind == "s":
            return displayed_text(self._book.texts[int(value)], self._format(cell))
        if kind == "b":
            return "FALSE" if value == "0" else "TRUE"
        if kind == "n":
            return displayed(float(value), self._format(cell), self._book.epoch_1904)
        return displayed_text(unescape(value), self._format(cell)) if kind == "str" else unescape(value)

    def _format(self, cell: Element) -> str:
        style = int(cell.get("s", "0"))
        return self._book.formats[style] if style < len(self._book.formats) else GENERAL


def _text(element: Element) -> str:
    """Return the text of a string with its runs joined, without phonetic guides."""
    if local(element) == "t":
        return unescape(element.text or "")
    return "".join(_text(child) for child in element if local(child) in {"t", "r"})


def _formats(archive: Archive, part: str) -> list[str]:
    """Return the format code of each cell style."""
    codes: dict[int, str] = {}
    formats: list[str] = []
    within = ""
    for event, element in archive.events(part):
        name = local(element)
        if event == "start" and name.endswith("Xfs"):
            within = name
        elif event == "end" and name == "numFmt" and element.get("numFmtId", "").isdecimal():
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", GENERAL)
        elif event == "end" and name == "xf" and within == "cellXfs":
            number = int(element.get("numFmtId", "0"))
            formats.append(codes.get(number) or builtin_format(number))
    return formats


def _ends(archive: Archive, part: str, *names: str) -> Iterator[tuple[str, Element]]:
    """Yield the elements of these names when they end."""
    return ((event, element) for event, element in archive.events(part) if event == "end" and local(element) in names)
