from __future__ import annotations

import pytest

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from tests.readers.reading import lines_of

ROWS = "<tr><td>1<td>修路<td>市交通局<tr><td>2<td>种树<td>市林业局"


def html(body: str) -> list[PrintedLine]:
    return lines_of(f"<!DOCTYPE html><meta charset=utf-8>{body}".encode())


def texts(lines: list[PrintedLine]) -> list[tuple[str, ...]]:
    return [line.cells for line in lines]


def test_a_layout_table_is_no_table() -> None:
    page = (
        "<table><tr><td>首页<td>公开<td>互动</table>"
        f"<table><tr><td>左栏<td><table><tr><td><h2>责任分工</h2><table>{ROWS}</table><p>注：略</table></table>"
    )
    lines = html(page)
    assert texts(lines) == [
        ("首页", "公开", "互动"),
        ("左栏",),
        ("责任分工",),
        ("1", "修路", "市交通局"),
        ("2", "种树", "市林业局"),
        ("注：略",),
    ]
    assert [line.table for line in lines] == [1, 2, 2, 2, 2, 2]


def test_a_small_table_in_a_cell_is_text_of_that_cell() -> None:
    inner = "<table><tr><td>县<td>数<tr><td>甲县<td>3</table>"
    lines = html(f"<table>{ROWS}<tr><td>3<td>建校{inner}<td>市教育局</table>")
    assert texts(lines)[-1] == ("3", "建校\n县 数\n甲县 3", "市教育局")
    assert {line.table for line in lines} == {1}


def test_tables_with_text_between_are_several() -> None:
    lines = html(f"<p>甲表<table>{ROWS}</table><p>乙表<table>{ROWS}</table><p>完")
    assert [line.table for line in lines] == [1, 1, 1, 2, 2, 2, 2]


def test_tables_of_one_width_with_nothing_between_are_one() -> None:
    lines = html(f"<table><tr><th>序号<th>事项<th>单位</table><table>{ROWS}</table>")
    assert [line.table for line in lines] == [1, 1, 1]


def test_a_caption_stands_before_its_table() -> None:
    assert texts(html(f"<table><caption>附表</caption>{ROWS}</table>"))[0] == ("附表",)


@pytest.mark.parametrize("rowspan", ["0", "1000000000", "3"])
def test_a_row_span_ends_with_its_group_of_rows(rowspan: str) -> None:
    page = f"<table><tbody><tr><td rowspan={rowspan}>张三<td>甲<tr><td>乙<tbody><tr><td>李四<td>丙</table>"
    lines = html(page)
    assert texts(lines) == [("张三", "甲"), ("", "乙"), ("李四", "丙")]
    assert [line.merged for line in lines] == [(), ((1, "张三"),), ()]


def test_a_column_span_ends_with_the_table() -> None:
    lines = html(f"<table><tr><td colspan=99999>标题{ROWS}</table>")
    assert lines[0].cells == ("标题", "", "")
    assert lines[0].merged == ((2, "标题"), (3, "标题"))


def test_columns_in_which_no_cell_begins_are_left_out() -> None:
    page = "<table><tr><td>序号<td colspan=2>事项<td>单位<tr><td>1<td colspan=2>修路<td>市交通局</table>"
    lines = html(page)
    assert texts(lines) == [("序号", "事项", "单位"), ("1", "修路", "市交通局")]
    assert all(line.merged == () for line in lines)


def test_only_what_is_printed_is_read() -> None:
    page = (
        "<style>td{}</style><script>document.write('<table>')</script><!-- 注 --><template><p>样</template>"
        "<table><tr><td><span style='display: none'>20240630</span>6&nbsp;月<td>甲<b>乙</b>\n  丙<br>丁<p>戊</p>"
        "<td hidden>藏</table>"
    )
    assert texts(html(page)) == [("6\u00a0月", "甲乙 丙\n丁\n戊")]


def test_rows_that_a_page_folds_up_are_read() -> None:
    page = (
        "<table><tr><td>序号<td>事项<tbody hidden><tr><td>1<td>修路</tbody>"
        "<tbody style='display:none'><tr><td>2<td>架桥</tbody><tbody><tr hidden><td>3<td>植树<tr><td>4<td>供水</table>"
    )
    assert [cells[0] for cells in texts(html(page))] == ["序号", "1", "2", "3", "4"]


def test_markup_in_a_text_is_text() -> None:
    assert texts(html("<table><tr><td>&lt;script&gt;<td>=1+1</table>")) == [("<script>", "=1+1")]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<div>" * 100_000 + "x", "elements nested 100,000 deep"),
        ("<table><tr><td>" * 100_000 + "x", "tables nested more than 50 deep"),
        ("<table><tr>" + "<td>x" * 1001, "a table too long or too wide"),
        ("<table>" + "<tr><td rowspan=9000 colspan=1000>x<td>y" * 3000, "a table too long or too wide"),
        (f"<table><tr><td>{'长' * 100_001}<td>y", "a cell of 100,001 characters"),
        (f"<table><tr><td rowspan=99999>{'长' * 90_000}<td>y" + "<tr><td>y" * 900, "more than 67,108,864 characters"),
    ],
)
def test_an_absurd_page_is_refused(page: str, found: str) -> None:
    with pytest.raises(TableError, match=f"found {found}"):
        html(page)


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "nonsense", "big5"])
def test_a_page_in_utf_8_is_read_whatever_it_declares(declared: str) -> None:
    data = f"<meta charset='{declared}'><table>{ROWS}</table>".encode()
    assert texts(lines_of(data))[0] == ("1", "修路", "市交通局")


def test_a_page_is_read_as_it_declares() -> None:
    data = "<meta http-equiv=Content-Type content='text/html; charset=big5'><table><tr><td>責任<td>單位".encode("big5")
    assert texts(lines_of(data)) == [("責任", "單位")]


def test_a_page_in_two_encodings_is_refused() -> None:
    data = b"<meta charset=gbk><table><tr><td>" + "第一行\n".encode() + "二".encode("gbk")
    with pytest.raises(TableError, match=r"line 2: found the byte 0xb6.*not UTF-8, while other lines are"):
        lines_of(data)
