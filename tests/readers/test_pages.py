"""Printed tables in all layouts: open sides, lines in one direction, no lines, turned pages, rows over pages."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from heze_graph.model.printed import PageArea, PrintedLine
from tests.readers.layouts import HEADER, ROWS, Layout, drawn
from tests.readers.reading import lines_of
from tests.readers.samples import pdf_line, pdf_of, pdf_table

LAYOUTS = {
    "all lines": Layout(),
    "open on the left": Layout(upright=range(1, 7)),
    "open on the right": Layout(upright=range(6)),
    "open on both sides": Layout(upright=range(1, 6)),
    "lines between rows": Layout(upright=()),
    "three lines": Layout(upright=(), level="three"),
    "lines between columns": Layout(level="three"),
    "no lines": Layout(upright=(), level=""),
    "no lines, text in the middle of cells": Layout(upright=(), level="", centred=True),
    "no lines, wide rows": Layout(upright=(), level="", room=8),
    "lines below rows, none above the header": Layout(upright=(), level="below"),
    "lines between columns in every other row": Layout(every=2),
    "a line below the header, lines between columns": Layout(upright=range(1, 6), level="header"),
    "dots": Layout(dotted=True),
    "turned": Layout(turned=True),
    "turned, no lines": Layout(turned=True, upright=(), level=""),
}

#: The page is at its end behind the first line of row 2.
CUT = 460.0


def rows_of(lines: list[PrintedLine]) -> list[tuple[str, ...]]:
    return [line.cells for line in lines if len(line.cells) > 1]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_each_layout_gives_the_cells(layout: Layout) -> None:
    assert rows_of(lines_of(drawn(ROWS, layout))) == [HEADER, *ROWS]


@pytest.mark.parametrize("name", [name for name in LAYOUTS if "middle" not in name])
def test_a_row_over_two_pages_keeps_its_cells(name: str) -> None:
    lines = [line for line in lines_of(drawn(ROWS, replace(LAYOUTS[name], fits=CUT))) if len(line.cells) > 1]
    assert {line.table for line in lines} == {1}
    for column in range(len(HEADER)):
        printed = "".join(line.cells[column] for line in lines)
        assert printed == "".join(row[column] for row in (HEADER, *ROWS))
    assert len({line.where for line in lines}) > 1


@pytest.mark.parametrize("name", ["all lines", "no lines", "three lines", "lines between rows", "dots"])
def test_below_a_repeated_header_the_rest_of_a_row_is_one(name: str) -> None:
    rows = rows_of(lines_of(drawn(ROWS, replace(LAYOUTS[name], fits=CUT, repeated=True))))
    headers = [at for at, row in enumerate(rows) if row == HEADER]
    assert len(headers) > 1
    rest = rows[headers[1] + 1]
    assert rest[0] == ""
    assert rest[2]
    assert ROWS[1][2].endswith(rest[2])


@pytest.mark.parametrize("upright", [(), range(7)])
@pytest.mark.parametrize("level", ["three", "below", "rows"])
def test_the_rest_of_the_last_row_may_stand_alone_on_its_page(level: str, upright: range) -> None:
    layout = Layout(upright=upright, level=level, fits=CUT)
    rows = rows_of(lines_of(drawn(ROWS[:2], layout)))
    assert rows[:2] == [HEADER, ROWS[0]]
    assert [a + b for a, b in zip(*rows[2:], strict=True)] == list(ROWS[1])


def test_a_note_below_the_last_row_is_no_rest_of_it() -> None:
    pages = [pdf_table([HEADER[:3], ("1", "张三", "新建社区食堂")]), PageBreak(), pdf_line("注：数据截至9月底")]
    lines = lines_of(pdf_of(pages))
    assert [line.cells for line in lines if line.where == "page 2" and not line.running] == [("注：数据截至9月底",)]


@pytest.mark.parametrize("name", ["lines between rows", "three lines", "no lines", "all lines"])
def test_a_blank_within_a_cell_doubles_nothing(name: str) -> None:
    spaced = ("5", "张三", "Lake Park 提升", "年底", "已完成 3处", "市林业局")
    assert rows_of(lines_of(drawn([*ROWS, spaced], LAYOUTS[name])))[-1] == spaced
    printed = [line.cells[0] for line in lines_of(drawn([*ROWS, spaced], LAYOUTS[name])) if len(line.cells) == 1]
    assert printed == ["示例市2024年重点工作责任分工一览表", "— 1 —"]


def test_columns_by_position_are_a_doubt() -> None:
    layout = LAYOUTS["no lines"]
    assert [doubt.kind for line in lines_of(drawn(ROWS, layout)) for doubt in line.doubts] == ["columns-by-position"]
    assert not [doubt for line in lines_of(drawn(ROWS, Layout())) for doubt in line.doubts]


def test_each_row_knows_its_place() -> None:
    lines = [line for line in lines_of(drawn(ROWS, Layout())) if len(line.cells) > 1]
    assert lines[0].place == PageArea(1, 0.0594, 0.1345, 0.9406, 0.1605)
    assert [line.place.top for line in lines if line.place] == sorted(line.place.top for line in lines if line.place)


@pytest.mark.parametrize("layout", [Layout(turned=True), Layout()])
def test_page_numbers_run(layout: Layout) -> None:
    lines = lines_of(drawn(ROWS, replace(layout, fits=CUT)))
    running = [line.cells[0] for line in lines if line.running]
    assert running == [f"— {number} —" for number in range(1, len(running) + 1)]
    assert len(running) > 1


def test_bands_of_colour_are_rows() -> None:
    stream = io.BytesIO()
    pdf_line("")
    page = Canvas(stream, invariant=1)
    page.setFont("STSong-Light", 10)
    for at, row in enumerate((HEADER[:4], *(row[:4] for row in ROWS[:1] * 6))):
        for column, text in enumerate(row):
            if at % 2:
                page.setFillGray(0.8)
                page.rect(50 + 120 * column, 700 - 20 * at, 120, 20, stroke=0, fill=1)
                page.setFillGray(0)
            page.drawString(55 + 120 * column, 706 - 20 * at, text)
    page.line(50, 720, 530, 720)
    page.save()
    assert rows_of(lines_of(stream.getvalue())) == [HEADER[:4], *[ROWS[0][:4]] * 6]


def test_names_that_fill_their_cell_line_by_line_are_a_doubt() -> None:
    stream = io.BytesIO()
    pdf_line("")
    page = Canvas(stream, invariant=1)
    page.setFont("STSong-Light", 10)
    page.grid([50, 100, 144], [660, 700, 720])
    for x, y, text in (
        (52, 705, "序号"),
        (102, 705, "责任单位"),
        (52, 687, "1"),
        (102, 687, "市财政局"),
        (102, 673, "市教育局"),
    ):
        page.drawString(x, y, text)
    page.save()
    line = lines_of(stream.getvalue())[1]
    assert line.cells == ("1", "市财政局\n市教育局")
    assert [(doubt.kind, doubt.column, doubt.candidates) for doubt in line.doubts] == [
        ("doubtful-line-break", 2, ("市财政局市教育局",))
    ]


def test_a_full_line_that_ends_as_other_names_do_ends_a_name() -> None:
    pdf_line("")
    page = Canvas(stream := io.BytesIO(), invariant=1)
    page.setFont("STSong-Light", 10)
    page.grid([50, 100, 154], [640, 700, 720])
    texts = ((52, 705, "序号"), (102, 705, "单位"), (52, 687, "1"), (102, 687, "文旅局"), (102, 673, "地方税务局"))
    for x, y, text in (*texts, (102, 659, "教育局")):
        page.drawString(x, y, text)
    page.save()
    line = lines_of(stream.getvalue())[1]
    assert line.cells == ("1", "文旅局\n地方税务局\n教育局")
    assert [doubt.candidates for doubt in line.doubts] == [("文旅局\n地方税务局教育局",)]


def test_paragraphs_are_whole_over_lines_and_pages() -> None:
    long = "深入实施城市更新行动，统筹推进老旧小区改造和完整社区建设，" * 40
    first, second = f"（一）{long}", "（二）完善社区服务。"
    lines = lines_of(pdf_of([pdf_table([("甲", "乙")]), *map(pdf_line, [first] * 4), PageBreak(), pdf_line(second)]))
    texts = [line.cells[0] for line in lines if len(line.cells) == 1 and not line.running]
    assert texts == [first] * 4 + [second]
    assert sum(line.running for line in lines) > 1


def test_headings_with_the_sums_of_their_rows_hide_no_column() -> None:
    lefts = (50, 90, 230, 330, 430)
    rows = (
        ("序号", "项目名称", "总投资", "形象进度", "责任单位"),
        ("合计（3个）", "", "61000", "", ""),
        ("一、工业项目（1个）", "", "40000", "", ""),
        ("1", "轴承产业园", "40000", "主体完工。", "县工信局"),
        ("二、民生项目（2个）", "", "21000", "", ""),
        ("2", "县二院扩建", "15000", "基础施工。", "县卫健局"),
        ("3", "城东小学", "6000", "完成招标。", "县教育局"),
    )
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    for at, row in enumerate(rows):
        canvas.setFont("STSong-Light", 10)
        for left, text in zip(lefts, row, strict=True):
            canvas.drawString(left, 760 - 16 * at, text)
        canvas.line(45, 772 - 16 * at, 500, 772 - 16 * at)
    canvas.line(45, 772 - 16 * len(rows), 500, 772 - 16 * len(rows))
    canvas.save()
    assert rows_of(lines_of(stream.getvalue())) == list(rows)


def _pages(*pages: tuple[list[float], list[list[tuple[int, str]]]]) -> bytes:
    """Return a PDF of pages: where the lines of columns stand, and rows of (column, text) in six columns."""
    pdf_line("")
    canvas = Canvas(stream := io.BytesIO(), pagesize=(595, 300), invariant=1)
    for sides, rows in pages:
        canvas.setFont("STSong-Light", 10)
        bottom = 240 - 20 * len(rows)
        for at, row in enumerate(rows):
            canvas.line(sides[0], 240 - 20 * at, sides[-1], 240 - 20 * at)
            for column, text in row:
                canvas.drawString(53 + 80 * column, 226 - 20 * at, text)
        canvas.line(sides[0], bottom, sides[-1], bottom)
        for side in sides:
            canvas.line(side, 240, side, bottom)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_column_that_the_next_page_does_not_draw_is_still_one() -> None:
    whole = [50.0, 130.0, 210.0, 290.0, 370.0]
    first = [
        [(0, "序号"), (1, "类别"), (2, "工作任务"), (3, "责任单位")],
        [(0, "1"), (1, "农业"), (2, "种树"), (3, "林业局")],
    ]
    merged = [[(0, "2"), (1, "疏浚月湾河"), (3, "水务局")], [(0, "3"), (1, "改造泵站"), (3, "水务局")]]
    lines = lines_of(_pages((whole, first), ([50, 130, 290, 370], merged)))
    assert [(line.table, line.cells) for line in lines] == [
        (1, ("序号", "类别", "工作任务", "责任单位")),
        (1, ("1", "农业", "种树", "林业局")),
        (1, ("2", "疏浚月湾河", "", "水务局")),
        (1, ("3", "改造泵站", "", "水务局")),
    ]
    assert lines[-1].merged == ((3, "改造泵站"),)


def test_groups_of_headers_stand_in_the_middle_of_their_columns() -> None:
    pdf_line("")
    canvas = Canvas(stream := io.BytesIO(), pagesize=(595, 300), invariant=1)
    canvas.setFont("STSong-Light", 10)
    groups = ((60, 220, "县区"), (190, 228, "粮食产量"), (335, 228, "油料产量"), (420, 220, "备注"))
    words = ((150, 212, "总量"), (200, 212, "增速"), (250, 212, "位次"), (320, 212, "总量"), (370, 212, "2021年"))
    texts = [*groups, *words]
    for at, place in enumerate(("甲山区", "乙水县", "丙原县")):
        texts += [(60, 190 - 20 * at, place), (420, 190 - 20 * at, "试点")]
        texts += [(left, 190 - 20 * at, f"{at + 1}{n}") for n, (left, _, _) in enumerate(words)]
    for left, top, text in texts:
        canvas.drawString(left, top, text)
    for side in (242, 205, 185, 165, 145):
        canvas.line(50, side, 460, side)
    canvas.save()
    first, second, row, *_ = lines_of(stream.getvalue())
    assert first.cells == ("县区", "粮食产量", "", "", "油料产量", "", "备注")
    assert first.merged == ((3, "粮食产量"), (4, "粮食产量"), (6, "油料产量"))
    assert second.cells == ("", "总量", "增速", "位次", "总量", "2021年", "")
    assert row.cells == ("甲山区", "10", "11", "12", "13", "14", "试点")


@pytest.mark.parametrize("levels", [True, False])
def test_numbers_at_the_right_of_their_column_are_no_part_of_the_texts_beside_them(levels: bool) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, (500, 400))
    canvas.setFont("STSong-Light", 10)
    rows = [("新建水厂2座", "市水利局", "6月"), ("改造道路30公里", "市住建局", "9月"), ("植树5万株", "市林业局", "3月")]
    for x, header in zip((20, 80, 260, 380), ("序号", "工作目标", "责任单位", "时限"), strict=True):
        canvas.drawString(x, 350, header)
    for at, row in enumerate(rows, start=1):
        y = 350 - 30 * at
        canvas.drawRightString(78.5, y, str(at))
        for x, text in zip((80, 260, 380), row, strict=True):
            canvas.drawString(x, y, text)
        if levels:
            canvas.line(15, y + 18, 450, y + 18)
    canvas.save()
    assert rows_of(lines_of(stream.getvalue())) == [
        ("序号", "工作目标", "责任单位", "时限"),
        *((str(at), *row) for at, row in enumerate(rows, start=1)),
    ]
