"""Reading binary Excel workbooks (.xlsb): the parts of a workbook as binary records ([MS-XLSB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from heze_graph.errors import TableError
from heze_graph.messages import say
from heze_graph.readers.blocks import Block, too_much
from heze_graph.readers.content import MAX_CELLS, Archive, Content
from heze_graph.readers.sheet import GENERAL, Range, builtin_format, displayed, displayed_text, sheet_grid

_WORKBOOK = "xl/workbook.bin"

#: The kinds of records ([MS-XLSB], 2.3.2) that hold the visible content.
_ROW, _MERGED, _SHEET, _WORKBOOK_PROPERTIES, _SHARED_TEXT = 0, 176, 156, 153, 19
_FORMAT, _STYLES_BEGIN, _STYLE, _STYLES_END = 44, 617, 47, 618
_RK, _ERRORS, _BOOLEANS, _NUMBERS, _TEXTS, _SHARED, _RICH = 2, (3, 11), (4, 10), (5, 9), (6, 8), 7, 62

_HIDDEN_ROW, _EPOCH_1904 = 0x10, 0x01
#: A cell begins with its column and, in three bytes, its style, followed by its value.
_VALUE = 8
_ERROR_TEXTS = MappingProxyType(
    {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
)


@dataclass(slots=True)
class _BinaryBook:
    """What cells refer to: the shared texts, the number format of each style, the first day."""

    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch_1904: bool = False


@dataclass(slots=True)
class _Sheet:
    """What a sheet shows: its cells by row and column (from 1), the merged ones, and the hidden rows."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def blocks(content: Content) -> Iterator[Block]:
    """Yield a grid for each sheet, hidden or not, that has text.

    Raises TableError when the workbook is damaged or beyond the limits.
    """
    archive = Archive(content.data, content.where)
    try:
        yield from _grids(archive, content.where)
    except (struct.error, IndexError) as error:
        raise TableError.problem("readers.damaged-office", where=content.where, why=error) from error


def _grids(archive: Archive, where: str) -> Iterator[Block]:
    related = archive.related(_WORKBOOK)
    book, sheets = _book(archive, dict(related.values())), []
    for kind, record in _records(archive.part(_WORKBOOK)):
        if kind == _WORKBOOK_PROPERTIES:
            book.epoch_1904 = bool(record[0] & _EPOCH_1904)
        elif kind == _SHEET:
            relation, end = _string(record, 8)
            sheets.append((_text(record, end), related.get(relation), bool(record[0])))
    for name, found, hidden in sheets:
        if found is None:
            raise TableError.problem("readers.sheet-without-data", where=where, name=name)
        if found[0] == "worksheet":
            sheet = _read(archive.part(found[1]), book, f"{where}, {name}")
            rows = {row for row, _ in sheet.cells} if hidden else sheet.hidden
            grid = sheet_grid(name, sheet.cells, sheet.merged, rows)
            if grid:
                yield grid


def _book(archive: Archive, parts: Mapping[str, str]) -> _BinaryBook:
    book = _BinaryBook()
    if "sharedStrings" in parts:
        texts = _records(archive.part(parts["sharedStrings"]))
        book.texts = [_text(record, 1) for kind, record in texts if kind == _SHARED_TEXT]
    if "styles" in parts:
        book.formats = _formats(archive.part(parts["styles"]))
    return book


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the bytes of each record; both kind and size are written in seven bits a byte."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        if at + size > len(part):
            raise IndexError(kind, size)
        yield kind, part[at : at + size]
        at += size


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return number, at


def _string(record: bytes, at: int) -> tuple[str, int]:
    """Return a string and where it ends: its length in front, in units of UTF-16."""
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * (0 if length == 0xFFFFFFFF else length)
    if end > len(record):
        raise IndexError(at, length)
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _text(record: bytes, at: int) -> str:
    return _string(record, at)[0]


def _formats(part: bytes) -> list[str]:
    """Return the format code of each cell style."""
    codes: dict[int, str] = {}
    formats: list[str] = []
    within = False
    for kind, record in _records(part):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)
        elif kind in {_STYLES_BEGIN, _STYLES_END}:
            within = kind == _STYLES_BEGIN
        elif kind == _STYLE and within:
            (number,) = struct.unpack_from("<H", record, 2)
            formats.append(codes.get(number) or builtin_format(number))
    return formats


def _read(part: bytes, book: _BinaryBook, where: str) -> _Sheet:
    sheet, row = _Sheet(), 0
    for kind, record in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", record)[0] + 1
            if record[11] & _HIDDEN_ROW:
                sheet.hidden.add(row)
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            sheet.merged.append(Range(top + 1, left + 1, bottom + 1, right + 1))
        elif text := _shown(kind, record, book):
            sheet.cells[row, struct.unpack_from("<I", record)[0] + 1] = text
            if len(sheet.cells) > MAX_CELLS:
                raise too_much(where, say("readers.more-cells", most=MAX_CELLS), MAX_CELLS)
    return sheet


def _shown(kind: int, record: bytes, book: _BinaryBook) -> str:
    """Return the text of a cell as it is displayed, "" for what is no cell."""
    if kind in _ERRORS:
        return _ERROR_TEXTS.get(record[_VALUE], "#ERROR")
    if kind in _BOOLEANS:
        return "TRUE" if record[_VALUE] else "FALSE"
    if kind in _NUMBERS or kind == _RK:
        number = _rk(*struct.unpack_from("<I", record, _VALUE)) if kind == _RK else _real(record)
        return displayed(number, _format(record, book), book.epoch_1904)
    if kind in _TEXTS or kind == _RICH:
        return displayed_text(_text(record, _VALUE + (kind == _RICH)), _format(record, book))
    if kind == _SHARED:
        return displayed_text(book.texts[struct.unpack_from("<I", record, _VALUE)[0]], _format(record, book))
    return ""


def _real(record: bytes) -> float:
    return float(struct.unpack_from("<d", record, _VALUE)[0])


def _rk(packed: int) -> float:
    """Return a number packed into 30 bits: a whole one or the upper half of a real one, perhaps in hundredths.

    >>> _rk(12 << 2 | 2), _rk(1250 << 2 | 3), _rk(0x3FF00000)
    (12.0, 12.5, 1.0)
    """
    if packed & 2:
        number = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        number = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])
    return number / 100 if packed & 1 else number


def _format(record: bytes, book: _BinaryBook) -> str:
    style = int.from_bytes(record[4:7], "little")
    return book.formats[style] if style < len(book.formats) else GENERAL
