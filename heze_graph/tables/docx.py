"""Reading the body of a Word document (ECMA-376): its paragraphs and tables as Word prints them.

A page's header is read where the body prints no text above its first table, footnotes and endnotes behind the body.
Not read: page footers, comments, pictures and the signs before bulleted paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from heze_graph.tables.archive import Archive, attribute, local
from heze_graph.tables.blocks import Block, Paragraph
from heze_graph.tables.content import Content
from heze_graph.tables.docx_numbering import Numbering
from heze_graph.tables.nested import NestedCell, Nesting
from heze_graph.tables.symbol_fonts import symbol

_DOCUMENT = "word/document.xml"

#: What is not printed: deleted and moved text, the second form of a drawing, phonetic guides, fields' instructions.
_NOT_PRINTED = frozenset({"del", "moveFrom", "Fallback", "rt", "instrText", "delText"})

#: The most columns that a cell may span; Word itself stops at 63.
_MAX_COLUMN_SPAN = 1000


def blocks(content: Content) -> Iterator[Block]:
    """Yield the paragraphs and tables of a document. Raises TableError when it is damaged or beyond the limits."""
    archive = Archive(content.data, content.where)
    related = list(archive.related(_DOCUMENT).values())
    parts = dict(related)
    numbering = Numbering(archive, parts.get("numbering"), parts.get("styles"))
    headers = [part for kind, part in related if kind == "header"]
    above = False
    for block in _blocks(archive, _DOCUMENT, content.where, numbering):
        if isinstance(block, Paragraph):
            above = above or bool(block.text.strip())
        elif not above:
            above = True
            yield from _texts(archive, content.where, numbering, headers)
        yield block
    notes = [part for kind, part in related if kind in {"footnotes", "endnotes"}]
    yield from _texts(archive, content.where, numbering, notes)


def _blocks(archive: Archive, part: str, where: str, numbering: Numbering) -> Iterator[Block]:
    reader = _Reader(Nesting(where), numbering)
    for event, element in archive.events(part):
        reader.take(event, element)
    yield from reader.nesting.blocks()


def _texts(archive: Archive, where: str, numbering: Numbering, parts: Sequence[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of further parts, each text once: the first page's header may say what the others say."""
    seen: set[str] = set()
    for part in parts:
        for block in _blocks(archive, part, where, numbering):
            if isinstance(block, Paragraph) and block.text.strip() and block.text.strip() not in seen:
                seen.add(block.text.strip())
                yield block


class _Reader:
    """Follows the XML of a document; `_path` are the names of the open elements."""

    def __init__(self, nesting: Nesting, numbering: Numbering) -> None:
        self.nesting = nesting
        self._numbering = numbering
        self._path: list[str] = []
        self._not_printed = 0
        self._hidden = False
        self._deleted_rows: list[bool] = []
        self._cells: list[NestedCell] = []
        self._list: tuple[str | None, int | None, str | None] = (None, None, None)

    def take(self, event: str, element: Element) -> None:
        name = local(element)
        if event == "start":
            self._not_printed += name in _NOT_PRINTED
            if not self._not_printed:
                self._begin(name)
            self._path.append(name)
            return
        self._path.pop()
        if not self._not_printed:
            self._end(name, element)
        elif name == "del" and self._inside("trPr"):
            self._deleted_rows[-1] = True
        self._not_printed -= name in _NOT_PRINTED
        if name in {"p", "tr", "tbl"}:
            element.clear()

    def _inside(self, name: str) -> bool:
        return bool(self._path) and self._path[-1] == name

    def _begin(self, name: str) -> None:
        match name:
            case "tbl":
                self.nesting.begin_table()
            case "tr":
                self.nesting.begin_row()
                self._deleted_rows.append(False)
            case "tc":
                self._cells.append(NestedCell())
                self.nesting.begin_cell(self._cells[-1])
            case "p":
                self.nesting.end_paragraph()
                self._list = (None, None, None)
            case "r":
                self._hidden = False
            case "txbxContent":
                self.nesting.end_paragraph()

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "tbl":
                self.nesting.end_table()
            case "tr" if self._deleted_rows.pop():
                self.nesting.drop_row()
            case "tc":
                self.nesting.end_cell()
                self._cells.pop()
            case "p":
                self.nesting.end_paragraph()
            case _ if self._path and self._path[-1].endswith("Pr"):
                self._set(name, attribute(element, "val"))
            case "pPr" if self._inside("p"):
                self.nesting.write(self._numbering.label(*self._list))
            case _ if self._inside("r") and not self._hidden:
                self.nesting.write(_printed(name, element))

    def _set(self, name: str, value: str | None) -> None:
        """Note a property of the paragraph, the run or the cell that is open."""
        number, level, style = self._list
        match self._path[-1], name:
            case "numPr", "numId":
                self._list = (value, level, style)
            case "numPr", "ilvl":
                self._list = (number, int(value or 0), style)
            case "pPr", "pStyle":
                self._list = (number, level, value)
            case "rPr", "vanish" if self._path[-2:-1] == ["r"]:
                self._hidden = value not in {"0", "false", "off"}
            case "tcPr", "gridSpan":
                self._cells[-1].columns = min(max(int(value or 1), 1), _MAX_COLUMN_SPAN)
            case "tcPr", "vMerge":
                self._cells[-1].above = value != "restart"
            case "trPr", "gridBefore":
                self._skip(min(int(value or 0), _MAX_COLUMN_SPAN))

    def _skip(self, columns: int) -> None:
        """Leave columns out at the beginning of a row."""
        if columns > 0:
            self.nesting.begin_cell(NestedCell(columns=columns))
            self.nesting.end_cell()


def _printed(name: str, element: Element) -> str:
    """Return what a child of a run prints."""
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "" if attribute(element, "type") in {"page", "column"} else "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return symbol(attribute(element, "font") or "", int(attribute(element, "char") or "20", 16))
        case _:
            return ""
