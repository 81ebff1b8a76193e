"""Answers as sheets of an Excel workbook for screen and paper; no text in an answer becomes a formula."""

from __future__ import annotations

import errno
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from heze_graph.errors import FormatError, OutputError
from heze_graph.export.files import MOMENT, of_one_moment
from heze_graph.export.tabular import BOOLEANS, excel_csv_bytes, is_number
from heze_graph.export.wording import Wording, for_spreadsheet, with_names
from heze_graph.messages import Message, say
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.model.looks import KINDS, LIGHTS
from heze_graph.queries.columns import Column, shown, undescribed
from heze_graph.queries.library import SavedQuery
from heze_graph.rdf.formats import NOT_XML, xml_text
from heze_graph.rdf.terms import XSD
from heze_graph.store.engine import Engine

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# ECMA-376 part 1, 22.4.2.4: `_x0041_` is read as an escape.
_XML_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Excel's limits: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_EXCEL_ROWS, _EXCEL_COLUMNS, _EXCEL_TEXT, _EXCEL_DIGITS, _EXCEL_TITLE = 1_048_576, 16_384, 32_767, 15, 31
_EXCEL_LINKS = 65_530
_NARROWEST, _WIDEST = 8, 60
#: Column widths for a sheet printed one page wide: of words, of names, of everything else.
_WIDEST_OF = {"printed": 36, "text": 36, "things": 24}
_WIDEST_ELSE, _WIDEST_HEAD = 16, 10
_CENTRED = ("date", "share", "line")
_LINE_HEIGHT, _HIGHEST, _BOLD = 15, 409, 6  # points; what bold heads need more
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR = 1900
_A4 = 9
_HEAD, _LINK = "E8ECF1", "0B5CAD"


_PLAIN = Wording()
_NO_ROWS = say("export.no-rows")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its rows and, where described, its columns.

    Companion columns are then hidden: codes become words, dates and shares become Excel's, and cells link to the pages
    of what they name, as far as the `wording` knows them. `empty` is shown below the header of a sheet without rows, so
    that it does not look unfinished.
    """

    title: str
    answer: Answer
    columns: tuple[Column, ...] = ()
    wording: Wording = _PLAIN
    empty: Message = _NO_ROWS


def xlsx_bytes(answer: Answer, title: str = "answer") -> bytes:
    """Return an answer as an Excel workbook of one sheet, every column as it is; as `workbook_bytes` does."""
    return workbook_bytes([Sheet(title, answer)])


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return sheets as an Excel workbook; the same sheets give the same bytes.

    The header row is bold, frozen and repeated on each printed page; columns can be filtered; a sheet prints on A4,
    landscape, one page wide, with page numbers. Text is never a formula; numbers are numbers, except those with more
    digits than Excel keeps (15), which stay text. What XML cannot hold becomes U+FFFD, and a text longer than a cell
    (32,767 characters) ends with its length.

    Raises FormatError when an answer is larger than a sheet, OutputError when there is no room for temporary files.
    """
    from lxml.etree import SerialisationError

    sheets = tuple(sheets)  # all of them before a sheet is begun, since a half one cannot be let go in peace
    for sheet in sheets:
        _check_size(sheet.answer)
    try:
        return of_one_moment(_written(sheets))
    except SerialisationError as error:  # lxml names the system's error: IO_ENOSPC
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        where = tempfile.gettempdir()
        raise OutputError.problem(
            "export.temporary", where=where, error=OSError(number, os.strerror(number))
        ) from error


def _written(sheets: Sequence[Sheet]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = MOMENT
    taken: set[str] = set()
    written = io.BytesIO()
    try:
        for sheet in sheets:
            _fill(workbook.create_sheet(_untaken(sheet_title(sheet.title), taken)), sheet)
        # The writer itself, because Workbook.save records the time.
        ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    except BaseException:
        for page in workbook.worksheets:
            with suppress(Exception):  # it fails again, now instead of later, when nobody hears it
                page.close()
        raise
    return written.getvalue()


def sheet_title(text: str) -> str:
    """Return a text as a valid sheet name.

    >>> sheet_title("what's [due]: 2023/12")
    "what's _due__ 2023_12"
    """
    title = re.sub(r"[\[\]:*?/\\]", "_", _CONTROL.sub("", NOT_XML.sub("", text)))
    title = _cut(title, _EXCEL_TITLE).strip("' ")
    return "answer" if not title or title.lower() == "history" else title


def _cut(text: str, longest: int) -> str:
    """Return the beginning of a text, at most this many UTF-16 units long, as Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * longest:
        text = text[:-1]
    return text


def _untaken(title: str, taken: set[str]) -> str:
    """Return the title, numbered if another sheet has it, and remember it; Excel ignores case."""
    found, number = title, 1
    while found.lower() in taken:
        number += 1
        mark = f" {number}"
        found = _cut(title, _EXCEL_TITLE - len(mark)) + mark
    taken.add(found.lower())
    return found


def _check_size(answer: Answer) -> None:
    if len(answer.rows) >= _EXCEL_ROWS or len(answer.columns) > _EXCEL_COLUMNS:
        sizes = {"rows": len(answer.rows), "columns": len(answer.columns)}
        raise FormatError.problem("export.large", **sizes, most=_EXCEL_ROWS - 1, widest=_EXCEL_COLUMNS)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    wording = sheet.wording
    columns = shown(sheet.columns) if sheet.columns else tuple(map(undescribed, sheet.answer.columns))
    columns = tuple(column.in_language(wording.language, sheet.columns) for column in columns)
    head: list[Value] = [Term("literal", column.title(wording.language)) for column in columns]
    rows = [
        [wording.value(row, column) if sheet.columns else row[column.name] for column in columns]
        for row in sheet.answer.by_column()
    ]
    widths = [
        _fitting(title.text if title else "", (row[index] for row in rows), column if sheet.columns else None)
        for index, (title, column) in enumerate(zip(head, columns, strict=True))
    ]
    _lay_out(page, widths, len(rows))
    _write_head(page, head, widths)
    linked = wording.site and sum(bool(one.iri) or one.kind == "iri" for one in columns) * len(rows) <= _EXCEL_LINKS
    for number, (named, row) in enumerate(zip(sheet.answer.by_column(), rows, strict=True), 2):
        cells = [_cell(page, value) for value in row]
        for cell, column in zip(cells, columns, strict=True):
            _dress(cell, column, named)
        if linked:
            _link(cells, [wording.address(named, column) for column in columns], widths, number)
        _append(page, cells, _height(row, widths), number)
    if sheet.columns and not rows:
        page.append([_note(page, sheet.empty.in_language(wording.language))])


def _note(page: Worksheet, text: str) -> Cell:
    """Return a cell with a remark on its sheet; it is not wrapped, since the cells beside it are empty."""
    from openpyxl.styles import Font

    cell = _cell(page, Term("literal", text))
    cell.font = Font(italic=True)
    return cell


def _write_head(page: Worksheet, head: list[Value], widths: list[int]) -> None:
    from openpyxl.styles import Font, PatternFill

    cells = [_cell(page, title) for title in head]
    for cell in cells:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color=_HEAD)
    _append(page, cells, _height(head, widths) + _BOLD, 1)


def _append(page: Worksheet, cells: list[Cell], height: float, number: int) -> None:
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for cell in cells:
        if not cell.alignment.horizontal:
            cell.alignment = wrapped
    page.row_dimensions[number].height = height
    page.append(cells)


def _link(cells: list[Cell], addresses: list[str], widths: list[int], row: int) -> None:
    """Link cells to their addresses, except cells of several lines, which LibreOffice does not wrap when linked."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink

    for index, (cell, address) in enumerate(zip(cells, addresses, strict=True)):
        if address and cell.value is not None and _width(str(cell.value)) <= widths[index] - 2:
            cell.hyperlink = link = Hyperlink(ref="", target=address)
            # A cell of a write-only sheet does not know its position.
            link.ref = f"{get_column_letter(index + 1)}{row}"
            cell.font = Font(color=_LINK)


def _fitting(head: str, values: Iterable[Value], described: Column | None) -> int:
    widest = max((_width(value.text) for value in values if value), default=0)
    if described is None:
        return min(max(_width(head), widest, _NARROWEST - 2) + 2, _WIDEST)
    most = _WIDEST_OF.get(described.kind, _WIDEST_ELSE)
    return min(max(min(_width(head), _WIDEST_HEAD), widest, _NARROWEST - 2) + 2, most)


def _height(values: Iterable[Value], widths: Iterable[int]) -> float:
    """Return the height of a row that shows every text in full; not every program computes it."""
    pairs = zip(values, widths, strict=True)
    lines = max(
        (
            sum(-(-_units(line) // (width - 2)) or 1 for line in value.text.splitlines())
            for value, width in pairs
            if value
        ),
        default=1,
    )
    return min(max(lines, 1) * _LINE_HEIGHT, _HIGHEST)


def _lay_out(page: Worksheet, widths: list[int], rows: int) -> None:
    """Set column widths, freeze and filter the header, and set up printing."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page.freeze_panes = "A2"
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width
    if widths:
        page.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{rows + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4  # inches
    if (footer := page.oddFooter) is not None:  # an empty one is false
        footer.left.text, footer.center.text = "&A", "&P / &N"


def _dress(cell: Cell, column: Column, row: Mapping[str, Value]) -> None:
    """Format a cell according to its column."""
    from openpyxl.styles import Alignment, Border, Font, Side

    value = row[column.name]
    if value is None:
        return
    if column.kind in _CENTRED:  # else it would touch the text of the next column
        cell.alignment = Alignment(horizontal="center", vertical="top")
    if column.kind == "share":
        cell.number_format = "0%"
    elif column.kind == "date" and (day := _day(value.text)):
        cell.value, cell.number_format = day, "yyyy-mm-dd"
    elif (kind := _kind_of(column, row)) in KINDS:
        cell.border = Border(left=Side("thick", KINDS[kind][0].removeprefix("#").upper()))
    elif column.scheme == "LightScheme" and value.text in LIGHTS:
        light = LIGHTS[value.text]
        # The mark is displayed before the word; filters and other programs see only the word.
        cell.font, cell.number_format = Font(bold=True, color=light.ink.removeprefix("#").upper()), f'"{light.mark} "@'


def _kind_of(column: Column, row: Mapping[str, Value]) -> str:
    """Return the kind of what a cell names: the last part of an IRI, where it is one."""
    thing = row.get(column.iri) if column.kind == "thing" else None
    return thing.text.rpartition("/")[2] if thing else ""


def _day(text: str) -> date | None:
    """Return a day that Excel supports; its calendar begins in 1900."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and day.year > _FIRST_YEAR else None


def _cell(sheet: Worksheet, value: Value) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return WriteOnlyCell(sheet)
    if value.datatype == XSD + "boolean" and value.text in BOOLEANS:
        return WriteOnlyCell(sheet, BOOLEANS[value.text])
    if is_number(value) and (number := _excel_number(value.text)) is not None:
        return WriteOnlyCell(sheet, number)
    cell = WriteOnlyCell(sheet, _excel_string(value.text))
    cell.data_type = "s"  # openpyxl takes "=1" for a formula and "#N/A" for an error
    return cell


def _excel_number(text: str) -> int | float | None:
    """Return a number that Excel keeps unchanged, or None for one with too many digits or out of range."""
    number = Decimal(text)
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if len(digits) > _EXCEL_DIGITS or not (number == 0 or Decimal("1e-300") < abs(number) < Decimal("1e300")):
        return None
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else float(number)


def _excel_string(text: str) -> str:
    text = xml_text(re.sub(r"\r\n|\r", "\n", text))
    escaped = _XML_ESCAPE.sub("_x005F_", text)
    if len(escaped) <= _EXCEL_TEXT:
        return escaped
    note = f"… ({len(text)} characters)"
    return _XML_ESCAPE.sub("_x005F_", text[: _EXCEL_TEXT // 2]) + note


def _width(text: str) -> int:
    """Return the width of the longest line; an East Asian wide character counts as two."""
    return max((_units(line[:_WIDEST]) for line in text.splitlines()), default=0)


def _units(line: str) -> int:
    return sum(1 + (east_asian_width(one) in "WF") for one in line)


#: The formats whose files use words.
FOR_PEOPLE = ("xlsx", "csv")
#: The end of the part of a summary that names a sheet.
_CLAUSE = re.compile(r"[，,：:；;（(]")


def sheet_of(query: SavedQuery, answer: Answer, engine: Engine, wording: Wording) -> Sheet:
    """Return the answer of a saved query as a sheet, named by the first clause of the query's summary."""
    title = _CLAUSE.split(query.header.summary_in(wording.language))[0].strip() or query.name
    return Sheet(title, answer, query.columns, with_names(wording, engine, answer, query.columns))


def written(sheet: Sheet, form: str) -> bytes:
    """Return a sheet in a format of FOR_PEOPLE; the same sheet gives the same bytes.

    Raises FormatError when it is larger than Excel allows.
    """
    if form == "xlsx":
        return workbook_bytes([sheet])
    return excel_csv_bytes(for_spreadsheet(sheet.answer, sheet.columns, sheet.wording))


def answer_file(query: SavedQuery, answer: Answer, form: str, engine: Engine, wording: Wording) -> bytes:
    """Return the answer of a saved query in a format of FOR_PEOPLE, as `written` does."""
    return written(sheet_of(query, answer, engine, wording), form)
