"""One small table written in every format: merged leader cells, a header of two lines, notes, line breaks."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
import xlwt
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

TITLE = "示例市2024年重点工作责任分工及完成情况"
ISSUER = "示例市人民政府办公室"
NOTE = "注：完成情况截至2024年6月底，空白为尚未开展。"


@dataclass(frozen=True)
class Cell:
    text: str
    rows: int = 1
    columns: int = 1


#: Rows of cells as in HTML: what a merged cell covers is not listed.
ROWS: tuple[tuple[Cell, ...], ...] = (
    (Cell("序号", 2), Cell("牵头领导", 2), Cell("工作任务", 2), Cell("责任单位", 1, 2), Cell("完成时限", 2)),
    (Cell("牵头单位"), Cell("配合单位")),
    (
        Cell("1"),
        Cell("张三", 3),
        Cell("新建学校12所\n校舍3万平方米"),
        Cell("市教育局"),
        Cell("市财政局\n市住建局"),
        Cell("年底"),
    ),
    (Cell("2"), Cell("实施“七网”工程"), Cell("市发改委"), Cell(""), Cell("2024年9月")),
    (Cell("3"), Cell("建设公园，种树"), Cell("市城管局"), Cell("市林业局、各县区", 2), Cell("年底")),
    (Cell("4"), Cell(""), Cell("社区服务"), Cell("市民政局"), Cell("年底")),
    (Cell("二、民生保障", 1, 6),),
    (Cell("5"), Cell("李四"), Cell("办好<实事>&小事"), Cell("市卫健委"), Cell("市医保局"), Cell("年底")),
)

_HEADER = (
    ("序号", "牵头领导", "工作任务", "责任单位", "", "完成时限"),
    ("", "", "", "牵头单位", "配合单位", ""),
)

#: The cells of each row on the grid, and what merged cells cover, as (column, text).
GRID: tuple[tuple[tuple[str, ...], tuple[tuple[int, str], ...]], ...] = (
    (_HEADER[0], ((5, "责任单位"),)),
    (_HEADER[1], ((1, "序号"), (2, "牵头领导"), (3, "工作任务"), (6, "完成时限"))),
    (("1", "张三", "新建学校12所\n校舍3万平方米", "市教育局", "市财政局\n市住建局", "年底"), ()),
    (("2", "", "实施“七网”工程", "市发改委", "", "2024年9月"), ((2, "张三"),)),
    (("3", "", "建设公园，种树", "市城管局", "市林业局、各县区", "年底"), ((2, "张三"),)),
    (("4", "", "社区服务", "市民政局", "", "年底"), ((5, "市林业局、各县区"),)),
    (("二、民生保障", "", "", "", "", ""), tuple((column, "二、民生保障") for column in range(2, 7))),
    (("5", "李四", "办好<实事>&小事", "市卫健委", "市医保局", "年底"), ()),
)


def placed() -> list[tuple[int, int, Cell]]:
    """Return each cell with its row and column, from 1."""
    found, taken = [], set()
    for row, cells in enumerate(ROWS, start=1):
        column = 1
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
    return found


def as_csv(separator: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    writer.writerows([[TITLE], [ISSUER], *(cells for cells, _ in GRID), [NOTE]])
    return stream.getvalue()


def as_html(charset: str = "utf-8") -> str:
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td rowspan={c.rows} colspan={c.columns}>{html.escape(c.text).replace(chr(10), '<br>')}" for c in cells
        )
        for cells in ROWS
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset={charset}><title>不印</title><script>let a = '<td>';</script>"
        f"<body><h1>{TITLE}</h1><p>{ISSUER}</p><table border=1>{rows}</table><p>{NOTE}</p>"
    )


def as_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "分工"
    sheet["A1"], sheet["A2"] = TITLE, ISSUER
    for row, column, cell in placed():
        sheet.cell(row + 2, column).value = int(cell.text) if cell.text.isdecimal() else cell.text
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_cells(None, row + 2, column, row + 1 + cell.rows, column + cell.columns - 1)
    sheet.cell(len(ROWS) + 3, 1).value = NOTE
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("分工")
    sheet.write(0, 0, TITLE)
    sheet.write(1, 0, ISSUER)
    for row, column, cell in placed():
        value = int(cell.text) if cell.text.isdecimal() else cell.text
        top, left = row + 1, column - 1
        sheet.write_merge(top, top + cell.rows - 1, left, left + cell.columns - 1, value)
    sheet.write(len(ROWS) + 2, 0, NOTE)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_docx() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(ISSUER)
    table = document.add_table(rows=len(ROWS), cols=6)
    for row, column, cell in placed():
        first = table.cell(row - 1, column - 1)
        if cell.rows > 1 or cell.columns > 1:
            first = first.merge(table.cell(row + cell.rows - 2, column + cell.columns - 2))
        first.text = cell.text
    document.add_paragraph("")
    document.add_paragraph(NOTE)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf() -> bytes:
    spans = [
        ("SPAN", (column - 1, row - 1), (column + cell.columns - 2, row + cell.rows - 2))
        for row, column, cell in placed()
    ]
    rows = [cells for cells, _ in GRID]
    return pdf_of([pdf_line(TITLE), pdf_line(ISSUER), pdf_table(rows, spans), pdf_line(NOTE)])


def pdf_line(text: str) -> Flowable:
    registerFont(UnicodeCIDFont("STSong-Light"))
    return Paragraph(text, ParagraphStyle("chinese", fontName="STSong-Light", fontSize=10, leading=14))


def pdf_table(rows: Sequence[Sequence[str]], spans: Sequence[Any] = (), repeated: int = 0) -> Flowable:
    registerFont(UnicodeCIDFont("STSong-Light"))
    style = [("FONT", (0, 0), (-1, -1), "STSong-Light", 9, 12), ("GRID", (0, 0), (-1, -1), 0.5, "black"), *spans]
    return Table([list(row) for row in rows], style=style, repeatRows=repeated)


def pdf_of(flowables: list[Flowable], **options: Any) -> bytes:
    stream = io.BytesIO()

    def number_page(canvas: Canvas, _: object) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(400, 20, f"— {canvas.getPageNumber()} —")

    template = SimpleDocTemplate(stream, pagesize=landscape(A4), invariant=1, **options)
    template.build(flowables, onFirstPage=number_page, onLaterPages=number_page)
    return stream.getvalue()


#: Every format and encoding, with the suffix that its file has.
FORMATS: dict[str, Callable[[], bytes]] = {
    "csv utf-8": lambda: as_csv().encode(),
    "csv utf-8 with mark": lambda: as_csv().encode("utf-8-sig"),
    "csv gb18030": lambda: as_csv().encode("gb18030"),
    "csv semicolon": lambda: as_csv(";").encode(),
    "csv full-width comma": lambda: as_csv("，").encode("gb18030"),
    "csv old mac": lambda: as_csv().replace("\r\n", "\n").replace("\n", "\r").encode(),
    "tsv utf-8": lambda: as_csv("\t").encode(),
    "tsv utf-16-le": lambda: b"\xff\xfe" + as_csv("\t").encode("utf-16-le"),
    "tsv utf-16-be": lambda: b"\xfe\xff" + as_csv("\t").encode("utf-16-be"),
    "tsv utf-16 without mark": lambda: as_csv("\t").encode("utf-16-le"),
    "html utf-8": lambda: as_html().encode(),
    "html gb2312": lambda: as_html("gb2312").encode("gb18030"),
    "html utf-16": lambda: as_html().encode("utf-16"),
    "xlsx": as_xlsx,
    "xls": as_xls,
    "docx": as_docx,
    "pdf": as_pdf,
}
