"""The workbook for the supervision office, opened again and held against the saved queries."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from heze_graph.errors import QueryError
from heze_graph.export.pack import Order, pack
from heze_graph.export.workbook import Sheet, workbook_bytes
from heze_graph.model.answers import Answer, Term
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.queries.columns import Column, Words
from heze_graph.queries.library import Library
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from tests.readers.office import saved_as

ORDER = Order(date(2023, 11, 15), leaders=("张鹏",), units=("市科技局",), site="http://localhost:8000")
SHEETS = ["落后", "逾期", "临期", "已完成", "无法判断", "核对问题"]


def opened(engine: Embedded, library: Library, order: Order) -> Any:
    """Return a pack as openpyxl opens it; Any, since its types make None of all that a file may lack."""
    return load_workbook(io.BytesIO(pack(engine, library, order)))


@pytest.fixture(scope="module")
def book(seed_engine: Embedded, library: Library) -> Any:
    return opened(seed_engine, library, ORDER)


def rows(sheet: Worksheet, *heads: str) -> list[tuple[object, ...]]:
    filtered = sheet[str(sheet.auto_filter.ref)]  # what stands below only says that nothing does
    first, *others = ([cell.value for cell in row] for row in filtered)
    return [tuple(row[first.index(head)] for head in heads) for row in others]


def test_the_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == [*SHEETS, "张鹏", "市科技局"]


def test_headers_are_words_and_no_column_of_iris_is_shown(book: Any) -> None:
    for sheet in book.worksheets:
        heads = [str(cell.value) for cell in sheet[1]]
        assert not [head for head in heads if head.isascii() or "IRI" in head], sheet.title


def test_behind_is_what_the_latest_document_says_the_worst_first(book: Any) -> None:
    assert rows(book["落后"], "序号", "进度灯", "完成比例", "市政府领导") == [
        ("39", "严重落后", 0.1988, "聂元科"),
        ("137", "严重落后", 0.2, "张鹏"),
        ("164", "严重落后", 0.2, "肖友华"),
        ("16", "严重落后", 0.33, "聂元科"),
        ("165", "严重落后", 0.3333, "肖友华"),
        ("46", "严重落后", 0.36, "聂元科"),
        ("46", "严重落后", 0.36, "肖友华"),
        ("7", "落后", None, "聂元科"),
        ("138", "落后", 0.6641, "肖友华"),
        ("51", "落后", 0.7, "王昌华"),
        ("173", "落后", 0.7451, "肖友华"),
    ]


def test_what_says_itself_that_it_is_behind_is_on_the_sheet(
    reference: Reference, library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "half.txt"
    rows_printed = (
        "序号|市政府领导|责任目标内容|完成情况|是否按计划|责任单位",
        "1|赵某|完善巡河制度|东河巡查进度滞后|是|市水务局",
        "2|赵某|编制物流规划|正在编制|否|市水务局",
        "3|赵某|办好渔民夜校|正在招生|是|市水务局",
    )
    title = "菏泽市人民政府2023年度责任目标三季度工作推进情况一览表"
    file.write_text("\n".join((title, *(row.replace("|", "\t") for row in rows_printed))), encoding="utf-8")
    build([TableFile(file, file.name, document="half")], tmp_path / "half", reference)
    book = opened(Embedded(tmp_path / "half"), library, Order(date(2023, 10, 1)))
    assert rows(book["落后"], "序号", "实际值原文") == [("1", "东河巡查进度滞后"), ("2", "正在编制")]


def test_overdue_and_due_soon_stand_apart_and_leave_out_what_is_done(seed_engine: Embedded, library: Library) -> None:
    """Target 136 is due on 30 November and not done: due soon until that day, overdue from the next."""
    open_one = ("136", datetime(2023, 11, 30))  # noqa: DTZ001  (no zones in Excel)
    days = ((date(2023, 10, 30), False, False), (date(2023, 10, 31), False, True), (date(2023, 11, 30), False, True))
    for today, overdue, soon in (*days, (date(2023, 12, 1), True, False)):
        book = opened(seed_engine, library, Order(today))
        for title, expected in (("逾期", overdue), ("临期", soon)):
            assert (open_one in rows(book[title], "序号", "到期日")) == expected, (today, title)
        done = rows(book["已完成"], "序号", "到期日")
        assert ("135", open_one[1]) in done
        assert open_one not in done


def test_what_is_known_to_be_late_stands_before_what_no_document_tells(seed_engine: Embedded, library: Library) -> None:
    book = opened(seed_engine, library, Order(date(2024, 2, 1)))
    basis = [told for (told,) in rows(book["逾期"], "依据")]
    known = basis.count("未见完成")
    assert 0 < known < len(basis)
    assert basis == ["未见完成"] * known + ["尚无到期后的报告"] * (len(basis) - known)


def test_every_assignment_of_the_latest_documents_is_done_or_due_or_open_ended(
    seed_engine: Embedded, library: Library
) -> None:
    book = opened(seed_engine, library, Order(date(2024, 2, 1)))
    found = [len(rows(book[title])) for title in ("逾期", "临期", "已完成")]
    answer = list(seed_engine.select(library.get("deadlines").bound({})).texts())
    endless = [row for row in answer if not row["due"] and row["done"] == "no"]
    assert sum(found) + len(endless) == len(answer) == 212
    assert found[1] == 0


def test_dates_shares_lights_and_links(book: Any) -> None:
    sheet = book["落后"]
    heads = [cell.value for cell in sheet[1]]
    cells = dict(zip(heads, sheet[2], strict=True))
    assert cells["到期日"].is_date
    assert cells["完成比例"].number_format == "0%"
    assert cells["进度灯"].font.color.rgb == "00A4161A"
    assert (cells["进度灯"].value, cells["进度灯"].number_format) == ("严重落后", '"▼ "@')
    assert cells["行"].hyperlink.target == "http://localhost:8000/id/document/heze-2023-q3?line=69#line-69"
    assert cells["序号"].hyperlink.target == "http://localhost:8000/id/target/heze-2023-q3/39"
    assert cells["序号"].hyperlink.ref == "B2"


def test_without_a_site_nothing_leads_anywhere(seed_engine: Embedded, library: Library) -> None:
    book = opened(seed_engine, library, replace(ORDER, site=""))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_each_sheet_is_ready_to_be_read_and_printed(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert "&P" in sheet.oddFooter.center.text
        assert all(8 <= column.width <= 38 for column in sheet.column_dimensions.values())


def test_the_same_order_gives_the_same_bytes(seed_engine: Embedded, library: Library) -> None:
    assert pack(seed_engine, library, ORDER) == pack(seed_engine, library, ORDER)


def test_an_unknown_name_is_told_with_one_like_it(seed_engine: Embedded, library: Library) -> None:
    with pytest.raises(QueryError, match=r"张朋.*张鹏"):
        pack(seed_engine, library, replace(ORDER, leaders=("张朋",)))
    with pytest.raises(QueryError, match="units"):
        pack(seed_engine, library, replace(ORDER, units=("甲乙丙丁",)))


def test_the_calendar_ends_without_a_fault(seed_engine: Embedded, library: Library) -> None:
    for today in (date.min, date.max):
        assert opened(seed_engine, library, Order(today, days=10**12)).sheetnames == SHEETS


def test_texts_are_never_formulas_and_titles_never_meet() -> None:
    column = Column("a", Words("甲", "A"), "printed")
    sheet = Sheet("甲" * 40, Answer(("a",), ((Term("literal", '=HYPERLINK("x")'),),)), (column,))
    book = load_workbook(
        io.BytesIO(workbook_bytes([sheet, replace(sheet, title="甲" * 50), replace(sheet, title="A")]))
    )
    assert book.sheetnames == ["甲" * 31, "甲" * 29 + " 2", "A"]
    assert {page["A2"].data_type for page in book.worksheets} == {"s"}


def test_days_that_are_none_stay_texts() -> None:
    column = Column("due", Words("到期日", "Due"), "date")
    answer = Answer(("due",), tuple((Term("literal", text),) for text in ("2023-02-30", "1899-12-31", "2023-12")))
    (page,) = load_workbook(io.BytesIO(workbook_bytes([Sheet("a", answer, (column,))]))).worksheets
    assert [cell.value for cell in page["A"][1:]] == ["2023-02-30", "1899-12-31", "2023-12"]


def test_libreoffice_draws_it_one_page_wide(seed_engine: Embedded, library: Library, tmp_path: Path) -> None:
    drawn = saved_as(pack(seed_engine, library, Order(date(2023, 11, 15))), "pdf", tmp_path)
    with pdfplumber.open(io.BytesIO(drawn)) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        assert all(page.width > page.height for page in pdf.pages)
    assert all(f"{number} / {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert len(SHEETS) <= len(texts) < 40


def test_it_is_a_whole_archive(seed_engine: Embedded, library: Library) -> None:
    assert zipfile.ZipFile(io.BytesIO(pack(seed_engine, library, ORDER))).testzip() is None


def test_an_empty_sheet_says_that_nothing_is_in_it(seed_engine: Embedded, library: Library) -> None:
    """On the first day of the year nothing is overdue and nothing due soon; the filter stays on the header."""
    answer = seed_engine.select(library.get("deadlines").bound({"done": "no"})).texts()
    undated = sum(not row["due"] for row in answer)
    for language, overdue, said in (
        ("zh", "逾期", "没有一行：没有在 2022-12-31 或以前到期而未见完成的；"),
        ("en", "Overdue", "No rows: nothing that was due by 2022-12-31 lacks completion;"),
    ):
        book = opened(seed_engine, library, Order(date(2023, 1, 1), language=language))
        sheet = book[overdue]
        assert sheet["A2"].value.startswith(said)
        assert re.findall(r"\d+", sheet["A2"].value)[-1] == str(undated)
        assert sheet.auto_filter.ref.endswith("1")
        assert sheet.max_row == 2
