from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from heze_graph.readers.sheet import displayed
from tests.readers.reading import lines_of


def workbook(write: Callable[[Worksheet], Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    write(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return an archive in which one part reads otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()).encode() if part == name else text)
    return stream.getvalue()


def with_shared_texts(data: bytes, texts: str) -> bytes:
    """Return a workbook with a part of shared texts (openpyxl writes each text into its cell)."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    changed = with_part(data, "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Relationships>", relation))
    stream = io.BytesIO(changed)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
    return stream.getvalue()


def sheet_of(xml: str) -> bytes:
    """Return a workbook whose sheet has this XML between its root tags."""

    def change(text: str) -> str:
        return re.sub(r"(<worksheet[^>]*>).*(</worksheet>)", lambda m: m[1] + xml + m[2], text, flags=re.DOTALL)

    return with_part(workbook(lambda sheet: sheet.append(["x"])), "xl/worksheets/sheet1.xml", change)


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.975, "0%", "98%"),
        (0.975, "0.0%", "97.5%"),
        # A half is rounded away from zero, as Excel shows it, not to the even digit.
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (0.125, "0.00", "0.13"),
        (0.985, "0%", "99%"),
        (12500, '0.0,"千"', "12.5千"),
        (12450, '0.0,"千"', "12.5千"),
        (3.5, '0.00"亿元"', "3.50亿元"),
        (-3.5, "0.0;(0.0)", "(3.5)"),
        (-3.5, "0.0_ ;[Red]-0.0", "-3.5"),
        (7, "000", "007"),
        (1234, "[$¥-804]#,##0", "¥1,234"),
        (12500000, '0.0,,"百万"', "12.5百万"),
        (0.5, "# ?/?", "0.5"),
        (1234.5, "0.00E+00", "1234.5"),
        (date(2024, 6, 30), "yyyy-mm-dd", "2024-06-30"),
        (date(2024, 6, 30), "mm-dd-yy", "2024-06-30"),
        (date(2024, 6, 30), 'yyyy"年"m"月"d"日"', "2024年6月30日"),
        (date(2024, 6, 30), '[$-804]yyyy"年"m"月"', "2024年6月"),
        (datetime(2024, 6, 30, 9, 5), "yyyy/m/d h:mm", "2024/6/30 9:05"),  # noqa: DTZ001  (no zones in Excel)
        (time(15, 4), "上午/下午h:mm", "下午3:04"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        (date(2024, 6, 30), "aaaa", "星期日"),
        (date(2024, 6, 30), "d-mmm-yy", "30-Jun-24"),
        (True, "General", "TRUE"),
        ("市教育局\n市财政局", "General", "市教育局\n市财政局"),
        ("=1+1", "General", "=1+1"),
        ("1.50", "0.0", "1.50"),
        ("第三批", '0;0;0;@"（试点）"', "第三批（试点）"),
        ("三", '"第"@"批"', "第三批"),
        ("第三批", '_ * #,##0_ ;_ * "-"_ ;_ @_ ', "第三批"),
        ("第三批", ";;;", "第三批"),
    ],
)
def test_a_cell_is_printed_as_displayed(value: Any, number_format: str, printed: str) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.append(["值", value])
        sheet["B1"].number_format = number_format

    assert lines_of(workbook(write))[0].cells == ("值", printed)


@pytest.mark.parametrize(
    "code", ["", ";;;", '"', "[", "[h", "\\", "0" * 400, "0.", "yyyy", "[$", "#,##0" * 50, "aaaaa"]
)
@pytest.mark.parametrize("number", [0.0, -1.5, 1e300, 1e-300, float("nan"), float("inf"), 45107.25, 59.0, 3e6])
def test_any_number_in_any_format_is_printed(code: str, number: float) -> None:
    assert displayed(number, code)


def test_sheets_are_tables_hidden_ones_too() -> None:
    book = Workbook()
    book.create_sheet("空表")
    for name, state in (("一季度", "visible"), ("底稿", "hidden"), ("存档", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet.append(["序号", name])
        sheet.row_dimensions[1].hidden = True
        sheet.sheet_state = state
    lines = lines_of(saved(book))
    assert [(line.table, line.line, line.where) for line in lines] == [
        (1, 1, "一季度!A1"),
        (2, 2, "底稿!A1"),
        (3, 3, "存档!A1"),
    ]


def test_runs_are_joined_and_phonetic_guides_left_out() -> None:
    rich = CellRichText("市教育局", TextBlock(InlineFont(b=True), "（牵头）"))
    assert lines_of(workbook(lambda sheet: sheet.append([rich, "x"])))[0].cells[0] == "市教育局（牵头）"
    inline = '<sheetData><row><c t="inlineStr"><is><t>甲</t><rPh><t>jia</t></rPh></is></c></row></sheetData>'
    assert lines_of(sheet_of(inline))[0].cells == ("甲",)


def test_shared_texts_are_joined_from_their_runs() -> None:
    xml = '<sheetData><row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row></sheetData>'
    texts = "<si><t>甲_x000D_\n乙</t></si><si><r><t>市教育局</t></r><r><t>（牵头）</t></r><rPh><t>shi</t></rPh></si>"
    assert lines_of(with_shared_texts(sheet_of(xml), texts))[0].cells == ("市教育局（牵头）", "甲\n乙")


def test_a_formula_prints_its_last_result_and_else_itself() -> None:
    xml = (
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(A:A)</f></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    assert lines_of(sheet_of(xml))[0].cells == ("2", "=SUM(A:A)", "", "#DIV/0!")


def test_rows_and_cells_without_or_out_of_order_are_kept() -> None:
    xml = (
        '<dimension ref="A1:A1"/><sheetData><row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'
        '<row r="9"><c r="C9" t="str"><v>i</v></c><c r="A9" t="str"><v>g</v></c></row>'
        '<row r="4"><c r="B4" t="str"><v>h</v></c></row></sheetData>'
    )
    lines = lines_of(sheet_of(xml))
    assert [line.cells for line in lines] == [("a", "b", ""), ("", "h", ""), ("g", "", "i")]
    assert [line.where for line in lines] == ["Sheet!A1", "Sheet!A4", "Sheet!A9"]


def test_text_under_a_merged_cell_is_kept() -> None:
    def write(sheet: Worksheet) -> None:
        sheet.append(["张三", "甲"])
        sheet.append(["李四", "乙"])
        sheet.append([None, "丙"])

    merged = with_part(
        workbook(write),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells>'),
    )
    lines = lines_of(merged)
    assert [line.cells for line in lines] == [("张三", "甲"), ("李四", "乙"), ("", "丙")]
    assert [line.merged for line in lines] == [(), (), ((1, "张三"),)]


def test_a_merged_range_of_the_whole_sheet_costs_nothing() -> None:
    def write(sheet: Worksheet) -> None:
        for row in range(3):
            sheet.append([None, f"第{row}行"])

    whole = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = with_part(workbook(write), "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", whole))
    assert [line.cells for line in lines_of(data)] == [("", f"第{row}行") for row in range(3)]


def test_a_million_empty_rows_are_passed_over() -> None:
    empty = "".join(f'<row r="{row}"/>' for row in range(2, 1_000_000))
    xml = (
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row>{empty}'
        '<row r="1000000"><c r="B1000000" t="str"><v>z</v></c></row></sheetData>'
    )
    assert [line.where for line in lines_of(sheet_of(xml))] == ["Sheet!A1", "Sheet!A1000000"]


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        ('<sheetData><row><c r="XFD1" t="str"><v>a</v></c></row></sheetData>', "16,384 columns"),
        ('<sheetData><row><c r="B2" t="s"><v>99</v></c></row></sheetData>', r"a cell that cannot be read"),
        ('<sheetData><row><c r="B2"><v>zwölf</v></c></row></sheetData>', r"a cell that cannot be read"),
        ("<sheetData><row></sheetData>", "a damaged file"),
        ('<sheetData><row><c r="A"/></row></sheetData>', "a damaged xlsx file"),
        ("<sheetData/>", "no text"),
    ],
)
def test_a_damaged_sheet_is_refused(xml: str, found: str) -> None:
    with pytest.raises(TableError, match=f"found {found}"):
        lines_of(sheet_of(xml))


def test_a_cell_that_cannot_be_read_is_named() -> None:
    with pytest.raises(TableError, match=r"table\.bin, Sheet!B2: found a cell"):
        lines_of(sheet_of('<sheetData><row r="2"><c r="B2" t="s"><v>99</v></c></row></sheetData>'))


def test_numbers_of_an_old_workbook_are_printed_as_displayed() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("旧表")
    for column, (value, code) in enumerate(
        [
            *((12, "General"), (0.975, "0.0%"), (date(2016, 6, 30), 'yyyy"年"m"月"d"日"'), (True, "General")),
            ("三", '"第"@"批"'),
        ]
    ):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
    stream = io.BytesIO()
    book.save(stream)
    assert lines_of(stream.getvalue())[0].cells == ("12", "97.5%", "2016年6月30日", "TRUE", "第三批")


def hidden_rows(lines: list[PrintedLine]) -> list[tuple[str, str]]:
    told = [doubt for line in lines for doubt in line.doubts if doubt.kind == "hidden-line"]
    return [(doubt.printed, dict(doubt.details)["rows"]) for doubt in told]


def test_what_is_hidden_is_told_once_for_the_rows_that_follow_each_other() -> None:
    book, old = Workbook(), xlwt.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    older = old.add_sheet("台账")
    for at in range(1, 7):
        sheet.append([f"事项{at}", "甲局"])
        older.write(at - 1, 0, f"事项{at}")
        if at in (2, 3, 5):
            sheet.row_dimensions[at].hidden = older.row(at - 1).hidden = True
    assert hidden_rows(lines_of(saved(book))) == [("事项2 甲局", "2"), ("事项5 甲局", "1")]
    old.save(stream := io.BytesIO())
    assert hidden_rows(lines_of(stream.getvalue())) == [("事项2", "2"), ("事项5", "1")]
    draft = book.create_sheet("底稿")
    draft.append(["旧事项"])
    draft.sheet_state = "hidden"
    assert hidden_rows(lines_of(saved(book)))[-1] == ("旧事项", "1")
