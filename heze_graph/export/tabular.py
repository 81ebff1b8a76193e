"""Answers as CSV, JSON, Markdown and Excel; no text of an answer is trusted to be harmless in any of them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from heze_graph.errors import OutputError
from heze_graph.export.files import write_whole
from heze_graph.model.answers import Answer, Term, Value

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
)  # fmt: skip
_NUMBERS = frozenset(_XSD + name for name in (*_INTEGERS, "decimal", "double", "float"))
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?P<point>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")

# What makes a spreadsheet read a text as a formula (OWASP, "CSV Injection", with the full-width forms).
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKDOWN = re.compile(r"[`*_\[\]~|]")

# XML 1.0 section 2.2 (what a file may hold), and ECMA-376 part 1, 22.4.2.4: `_x0041_` is read as an escape.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Excel's limits: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_EXCEL_ROWS, _EXCEL_COLUMNS, _EXCEL_TEXT, _EXCEL_DIGITS, _EXCEL_TITLE = 1_048_576, 16_384, 32_767, 15, 31
_NARROWEST, _WIDEST = 8, 60
_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001  (openpyxl writes UTC and wants it naive)


def csv_text(answer: Answer) -> str:
    r"""Return an answer as CSV, exactly as it is, for programs; an unbound value is an empty cell.

    Lines end in CR LF: RFC 4180 and "SPARQL 1.1 Query Results CSV" both say so, and Python and Excel read it.
    Who writes the text to a file must open it with `newline=""`.

    >>> csv_text(Answer(("no", "unit"), ((Term("literal", "1"), None),)))
    'no,unit\r\n1,\r\n'
    """
    return _csv(answer, ([value.text if value else "" for value in row] for row in answer.rows))


def write_csv(answer: Answer, path: Path) -> None:
    """Write an answer as CSV for a spreadsheet, as `excel_csv_bytes` returns it.

    Raises OutputError when the file cannot be written.
    """
    write_whole(path, excel_csv_bytes(answer))


def excel_csv_bytes(answer: Answer) -> bytes:
    r"""Return an answer as CSV for a spreadsheet: UTF-8 with BOM; a text that looks like a formula gets a `'`.

    >>> excel_csv_bytes(Answer(("a",), ((Term("literal", "=1"),),)))
    b"\xef\xbb\xbfa\r\n'=1\r\n"
    """
    return _csv(answer, ([_defused(value) for value in row] for row in answer.rows)).encode("utf-8-sig")


def json_text(answer: Answer) -> str:
    r"""Return an answer as JSON: a list of one object a row, one row a line.

    Numbers keep their digits, xsd:boolean is true or false, an unbound value is null; NaN and INF are strings,
    because JSON has no such numbers.

    >>> ratio = Term("literal", "1.20", "http://www.w3.org/2001/XMLSchema#decimal")
    >>> print(json_text(Answer(("ratio", "unit"), ((ratio, None),))), end="")
    [
      {"ratio": 1.20, "unit": null}
    ]
    """
    names = [_json_string(column) for column in answer.columns]
    rows = (
        ", ".join(f"{name}: {_json_value(value)}" for name, value in zip(names, row, strict=True))
        for row in answer.rows
    )
    body = ",\n".join(f"  {{{row}}}" for row in rows)
    return f"[\n{body}\n]\n" if body else "[]\n"


def markdown_text(answer: Answer) -> str:
    r"""Return an answer as a table of GitHub Flavored Markdown in which no text is markup.

    >>> print(markdown_text(Answer(("a",), ((Term("literal", "x|<b>\ny"),),))), end="")
    | a |
    | --- |
    | x\|&lt;b&gt;<br>y |
    """
    head = [_markdown_string(column) for column in answer.columns]
    body = [[_markdown_value(value) for value in row] for row in answer.rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *body))


def write_xlsx(answer: Answer, path: Path, title: str = "answer") -> None:
    """Write an answer as an Excel workbook, as `xlsx_bytes` returns it.

    Raises OutputError when the answer is larger than a sheet or the file cannot be written.
    """
    write_whole(path, xlsx_bytes(answer, title, str(path)))


def xlsx_bytes(answer: Answer, title: str = "answer", where: str = "the workbook") -> bytes:
    """Return an answer as an Excel workbook of one sheet; the same answer gives the same bytes.

    The header row is bold and stays in sight, columns can be filtered. Texts are texts, never formulas; numbers
    are numbers, save those of more digits than Excel keeps (15), which stay texts. What XML cannot hold is
    written as U+FFFD, and a text longer than a cell (32,767 characters) says how long it was.

    Raises OutputError, which names `where`, when the answer is larger than a sheet.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    if len(answer.rows) >= _EXCEL_ROWS or len(answer.columns) > _EXCEL_COLUMNS:
        found = f"{len(answer.rows)} rows and {len(answer.columns)} columns"
        expected = f"at most {_EXCEL_ROWS - 1} rows and {_EXCEL_COLUMNS} columns, as a sheet holds"
        raise OutputError.problem(where, found, expected, "write CSV, or ask for less")
    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = _MOMENT
    _fill(workbook.create_sheet(sheet_title(title)), answer)
    written = io.BytesIO()
    # The writer itself, because Workbook.save sets the time of day.
    ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    return _without_times(written)


def sheet_title(text: str) -> str:
    """Return a text as the name of a sheet, as Excel allows one.

    >>> sheet_title("what's [due]: 2023/12")
    "what's _due__ 2023_12"
    """
    title = re.sub(r"[\[\]:*?/\\]", "_", _CONTROL.sub("", _NOT_XML.sub("", text)))
    while len(title.encode("utf-16-le")) > 2 * _EXCEL_TITLE:
        title = title[:-1]
    title = title.strip("' ")
    return "answer" if not title or title.lower() == "history" else title


def is_number(value: Value) -> bool:
    """Whether a value is a number of XML Schema in a form that SPARQL writes; NaN and INF are not."""
    return value is not None and value.datatype in _NUMBERS and _number(value.text) is not None


def _csv(answer: Answer, rows: Iterator[list[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows(rows)
    return text.getvalue()


def _defused(value: Value) -> str:
    if value is None:
        return ""
    dangerous = _FORMULA.match(value.text) and _number(value.text) is None
    return f"'{value.text}" if dangerous else value.text


def _number(text: str) -> re.Match[str] | None:
    """Return the parts of a number, or None; `float` would allow `1_000` and other scripts' digits."""
    match = _NUMBER.fullmatch(text)
    return match if match and (match["whole"] or match["point"]) else None


def _json_value(value: Value) -> str:
    if value is None:
        return "null"
    if value.datatype == _XSD + "boolean" and value.text in _BOOLEANS:
        return "true" if _BOOLEANS[value.text] else "false"
    match = _number(value.text) if value.datatype in _NUMBERS else None
    if match is None:
        return _json_string(value.text)
    # JSON has no "+", no leading zeros and no bare point.
    sign, whole = match["sign"].strip("+"), match["whole"].lstrip("0") or "0"
    return sign + whole + (match["point"] or "") + (match["exponent"] or "")


def _json_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _markdown_value(value: Value) -> str:
    if value is None:
        return ""
    # Only web addresses become links: javascript: is an IRI, too.
    if value.kind == "iri" and re.fullmatch(r"https?://[^\s<>|]+", value.text):
        return f"<{value.text}>"
    return _markdown_string(value.text)


def _markdown_string(text: str) -> str:
    r"""Return a text with its markup escaped; a backslash as an entity, since renderers split `\\|` differently."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "&#92;")
    text = _MARKDOWN.sub(lambda match: "\\" + match.group(), text)
    return _CONTROL.sub("\ufffd", re.sub(r"\r\n|\r|\n", "<br>", text).replace("\t", " "))


def _fill(sheet: Worksheet, answer: Answer) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(answer.columns):
        values = (row[index] for row in answer.rows)
        widest = max((_width(value.text) for value in values if value), default=0)
        width = min(max(_width(column), widest, _NARROWEST - 2) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    sheet.freeze_panes = "A2"
    if answer.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(answer.columns))}{len(answer.rows) + 1}"
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    head = tuple(Term("literal", column) for column in answer.columns)
    for number, row in enumerate((head, *answer.rows)):
        cells = [_cell(sheet, value) for value in row]
        for cell in cells:
            cell.alignment = wrapped
            if number == 0:
                cell.font = bold
        sheet.append(cells)


def _cell(sheet: Worksheet, value: Value) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return WriteOnlyCell(sheet)
    if value.datatype == _XSD + "boolean" and value.text in _BOOLEANS:
        return WriteOnlyCell(sheet, _BOOLEANS[value.text])
    if is_number(value) and (number := _excel_number(value.text)) is not None:
        return WriteOnlyCell(sheet, number)
    cell = WriteOnlyCell(sheet, _excel_string(value.text))
    cell.data_type = "s"  # openpyxl takes "=1" for a formula and "#N/A" for an error
    return cell


def _excel_number(text: str) -> int | float | None:
    """Return a number that Excel keeps as it is, or None for one with too many digits or out of its range."""
    number = Decimal(text)
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if len(digits) > _EXCEL_DIGITS or not (number == 0 or Decimal("1e-300") < abs(number) < Decimal("1e300")):
        return None
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else float(number)


def _excel_string(text: str) -> str:
    text = _NOT_XML.sub("\ufffd", re.sub(r"\r\n|\r", "\n", text))
    escaped = _XML_ESCAPE.sub("_x005F_", text)
    if len(escaped) <= _EXCEL_TEXT:
        return escaped
    note = f"… ({len(text)} characters)"
    return _XML_ESCAPE.sub("_x005F_", text[: _EXCEL_TEXT // 2]) + note


def _width(text: str) -> int:
    """Return the width of the longest line, an East Asian wide character being two."""
    lines = (line[:_WIDEST] for line in text.splitlines())
    return max((sum(1 + (east_asian_width(one) in "WF") for one in line) for line in lines), default=0)


def _without_times(written: io.BytesIO) -> bytes:
    """Return the bytes of a zip file whose entries are all of one moment and one system."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _MOMENT.timetuple()[:6])
            plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(plain, source.read(entry))
    return result.getvalue()
