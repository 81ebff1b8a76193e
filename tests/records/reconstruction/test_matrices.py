"""Matrices copied as text, one cell a line: the figures below groups of headers belong to a group each."""

from __future__ import annotations

import pytest

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference


def read(reference: Reference, header: str, *rows: str) -> Record:
    cells = ["梧岭市2022年主要指标分解表", *header.split(), *(cell for row in rows for cell in row.split())]
    lines = tuple(PrintedLine(number, (cell,)) for number, cell in enumerate(cells, start=1))
    return understand(
        PrintedFile("t.txt", "0" * 64, lines), FileContext(reference.register(""), reference.language, "")
    )


def figures(record: Record) -> list[list[tuple[str, str, str]]]:
    """Return the figures of each target as (printed, place or period, header)."""
    return [[(f.printed, f.place or f.period, f.header) for f in entry.figures] for entry in record.entries]


ROWS = ("1 粮食产量 市粮食局 90 3 41 3.5", "2 水产品产量 市渔业局 7 5 3.1 4.9", "3 原木产量 市林业局 4 2 4 2")


def test_groups_stand_above_the_same_headers_each(reference: Reference) -> None:
    header = "序号 指标名称 责任单位 2022年计划 1—6月完成 总量 增速（%） 总量 增速（%）"
    record = read(reference, header, *ROWS)
    assert [(entry.number, entry.wording, entry.units) for entry in record.entries] == [
        ("1", "粮食产量", ("市粮食局",)),
        ("2", "水产品产量", ("市渔业局",)),
        ("3", "原木产量", ("市林业局",)),
    ]
    assert [(printed, header) for printed, _, header in figures(record)[0]] == [
        ("90", "2022年计划 总量"),
        ("3", "2022年计划 增速（%）"),
        ("41", "1—6月完成 总量"),
        ("3.5", "1—6月完成 增速（%）"),
    ]


def test_no_header_of_a_group_stands_outside_of_all(reference: Reference) -> None:
    header = "县区 新增就业 再就业 目标任务 进度 完成比例 目标任务 进度 完成比例"
    record = read(reference, header, "甲山区 800 420 52.5 300 150 50", "乙水县 500 260 52 200 90 45")
    assert [(printed, header) for printed, _, header in figures(record)[0]] == [
        *(("800", "新增就业 目标任务"), ("420", "新增就业 进度"), ("52.5", "新增就业 完成比例")),
        *(("300", "再就业 目标任务"), ("150", "再就业 进度"), ("50", "再就业 完成比例")),
    ]


def test_groups_may_stand_above_groups(reference: Reference) -> None:
    header = "序号 指标名称 责任单位 甲山区 乙水县 计划 完成 计划 完成" + " 总量 增速" * 4
    record = read(reference, header, "1 粮食产量 市粮食局 9 3 4 3.5 8 2 5 6", "2 原木产量 市林业局 1 2 3 4 5 6 7 8")
    assert [(printed, place) for printed, place, _ in figures(record)[0]] == [
        *(("9", "甲山区"), ("3", "甲山区"), ("4", "甲山区"), ("3.5", "甲山区")),
        *(("8", "乙水县"), ("2", "乙水县"), ("5", "乙水县"), ("6", "乙水县")),
    ]
    assert figures(record)[1][-1][2] == "乙水县 完成 增速"


def test_years_need_no_groups_and_a_signature_is_no_row(reference: Reference) -> None:
    rows = ("1 粮食产量 市粮食局 9 3 4", "2 原木产量 市林业局 1 2 3", "梧岭市统计局 2022年5月")
    record = read(reference, "序号 指标名称 责任单位 2020年 2021年 2022年", *rows)
    assert [[printed for printed, _, _ in row] for row in figures(record)] == [["9", "3", "4"], ["1", "2", "3"]]
    assert [period for _, period, _ in figures(record)[0]] == ["2020年", "2021年", "2022年"]


def test_places_stand_above_the_figures_and_a_unit_may_be_missing(reference: Reference) -> None:
    rows = ("一、农业指标 粮食产量 万吨 3 4 5", "灌溉水利用系数 0.6 0.5 0.6", "二、林业指标 造林面积 亩 70 80 90")
    record = read(reference, "地区 单位 甲山区 乙水县 开发区", *rows)
    assert [entry.wording for entry in record.entries] == ["粮食产量", "灌溉水利用系数", "造林面积"]
    assert [(printed, place) for printed, place, _ in figures(record)[1]] == [
        *(("0.6", "甲山区"), ("0.5", "乙水县"), ("0.6", "开发区"))
    ]


def test_rows_that_lack_more_cells_than_any_way_tells_are_named(reference: Reference) -> None:
    rows = ("全市 30 28 93 5 4", "甲山区 10 9 90", "乙水县 20 19 95 5 4")
    with pytest.raises(TableError, match="甲山区"):
        read(reference, "地区 就业目标 县人社局 县统计局 目标任务 进度 完成比例 目标任务 进度", *rows)


@pytest.mark.parametrize("lost", ["4", "市林业局"])
def test_where_a_row_lacks_a_cell_nothing_is_shifted_in_silence(reference: Reference, lost: str) -> None:
    header = "序号 指标名称 责任单位 2022年计划 1—6月完成 总量 增速（%） 总量 增速（%）"
    record = read(reference, header, ROWS[0], ROWS[2].replace(f" {lost}", "", 1))
    printed = [figure[0] for row in figures(record) for figure in row]
    assert not {"市林业局", "原木产量"} & set(printed)


def test_rows_of_places_need_no_numbers_and_groups_may_differ_in_width(reference: Reference) -> None:
    header = "县（市、区） 粮食产量 油料产量 蔬菜产量 总量 增速 位次 增速 位次 增速 位次"
    rows = ("全市 99 5 — 7 — 6 —", "甲山区 40 4 2 7.5 1 5 2", "乙水县 59 6 1 6.5 2 7 1")
    record = read(reference, header, *rows)
    assert [entry.wording for entry in record.entries] == ["全市", "甲山区", "乙水县"]
    assert [(printed, header) for printed, _, header in figures(record)[1]] == [
        ("40", "粮食产量 总量"),
        ("4", "粮食产量 增速"),
        ("2", "粮食产量 位次"),
        ("7.5", "油料产量 增速"),
        ("1", "油料产量 位次"),
        ("5", "蔬菜产量 增速"),
        ("2", "蔬菜产量 位次"),
    ]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        # Beside 任务 a figure of what is done is none that is promised, nor is a rate or a rank.
        ("梧岭市2022年植树造林统计表", [("9", False), ("4", True), ("44%", True), ("1", True)]),
        ("梧岭市2022年植树造林完成情况", [("9", False), ("4", True), ("44%", True), ("1", True)]),
    ],
)
def test_what_a_row_of_a_place_reports_is_not_promised(
    reference: Reference, title: str, told: list[tuple[str, bool]]
) -> None:
    rows = (
        ("县区", "任务（万亩）", "已完成（万亩）", "完成率", "位次"),
        ("甲山区", "9", "4", "44%", "1"),
        ("乙水县", "7", "3", "43%", "2"),
    )
    lines = (PrintedLine(1, (title,)), *(PrintedLine(number, row) for number, row in enumerate(rows, start=2)))
    source = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.txt", "0" * 64, lines), source)
    assert [(figure.printed, figure.reported) for figure in record.entries[0].figures] == told


def test_where_a_title_says_that_its_table_reports_nothing_is_promised(reference: Reference) -> None:
    rows = (("县区", "粮食产量（吨）", "增速（%）"), ("甲山区", "90", "4"), ("乙水县", "70", "3"))
    for title, reported in (("梧岭市2022年粮食生产完成情况", True), ("梧岭市2022年粮食生产任务", False)):
        lines = (PrintedLine(1, (title,)), *(PrintedLine(number, row) for number, row in enumerate(rows, start=2)))
        source = FileContext(reference.register(""), reference.language, "")
        record = understand(PrintedFile("t.txt", "0" * 64, lines), source)
        assert {figure.reported for entry in record.entries for figure in entry.figures} == {reported}


def table(reference: Reference, title: str, *rows: tuple[str, ...]) -> Record:
    lines = (PrintedLine(1, (title,)), *(PrintedLine(number, row) for number, row in enumerate(rows, start=2)))
    source = FileContext(reference.register(""), reference.language, "")
    return understand(PrintedFile("t.txt", "0" * 64, lines), source)


@pytest.mark.parametrize(
    ("header", "names", "units"),
    [
        # A place that names a row is where the figures are from; it answers only where the header says so.
        ("单位", ("甲山县", "乙水县"), ((), ())),
        ("县区", ("甲山县", "乙水县"), ((), ())),
        ("责任单位", ("甲山县", "乙水县"), (("甲山县",), ("乙水县",))),
        ("单位", ("市林业局", "市水利局"), (("市林业局",), ("市水利局",))),
    ],
)
def test_a_place_that_names_a_row_answers_where_the_header_says_so(
    reference: Reference, header: str, names: tuple[str, str], units: tuple[tuple[str, ...], ...]
) -> None:
    rows = [(name, str(number), str(number - 2)) for number, name in enumerate(names, start=7)]
    record = table(reference, "梧岭市2022年造林任务完成情况", (header, "任务（万亩）", "已完成（万亩）"), *rows)
    assert tuple(entry.units for entry in record.entries) == units


def test_what_is_promised_and_reported_below_one_header_has_its_name(reference: Reference) -> None:
    header = ("县区", "造林（万亩） 年度任务", "造林（万亩） 已完成", "改厕（户） 全年目标", "改厕（户） 完成率")
    rows = (("甲山县", "7", "5", "90", "44%"), ("乙水县", "9", "3", "80", "50%"))
    record = table(reference, "梧岭市2022年任务完成情况", header, *rows)
    names = [figure.name for figure in record.entries[0].figures]
    assert names == ["造林（万亩）", "造林（万亩）", "改厕（户）", "改厕（户） 完成率"]


def test_a_matrix_whose_empty_cells_a_copy_lost_is_refused_as_one(reference: Reference) -> None:
    with pytest.raises(TableError, match=r"1 of 3 rows \(西岭乡\) have fewer figures.*copy the table again"):
        read(reference, "乡镇 植树（万株） 修渠（公里）", "东关镇 12.5 3.2", "西岭乡 8", "北河镇 15 2")


def test_a_matrix_whose_headers_do_not_fit_its_rows_is_refused_as_one(reference: Reference) -> None:
    header = "地区 就业工程 城镇新增就业 再就业 市人社局 目标 任务 进度 目标 任务 进度"
    with pytest.raises(TableError, match="3 rows begin with places"):
        read(reference, header, "全市 90 80 70 60", "甲山区 50 40 30 20", "乙水县 40 40 40 40")


def test_a_cell_that_was_not_copied_is_found_by_what_its_row_counts_in(reference: Reference) -> None:
    header = "县区 粮食产量 增速 蔬菜产量"
    record = read(reference, header, "甲山区 40吨 4% 7吨", "乙水县 59吨 6% 8吨", "丙岭县 12吨 3吨", "丁河区 9% 5吨")
    assert [[printed for printed, _, _ in row] for row in figures(record)][2:] == [["12吨", "3吨"], ["9%", "5吨"]]
    assert [header for _, _, header in figures(record)[2]] == ["粮食产量", "蔬菜产量"]


@pytest.mark.parametrize(
    ("said", "units"),
    [("单位：个、亿元", ["个", "亿元", ""]), ("单位：亿元", ["", "亿元", "亿元"]), ("单位：户", ["户", "", "户"])],
)
def test_a_figure_has_the_unit_above_that_fits_its_header(reference: Reference, said: str, units: list[str]) -> None:
    rows = (
        "县区 项目个数 目标投资额 目标产值 完成率(%)",
        "甲山区 6 20 31 58.8",
        "乙水县 4 17 26 73.2",
        "市直 3 9 8 61.5",
    )
    cells = [("梧岭市2022年项目完成情况",), (said,), *(tuple(row.split()) for row in rows)]
    lines = tuple(PrintedLine(number, row) for number, row in enumerate(cells, start=1))
    context = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.txt", "0" * 64, lines), context)
    assert [[figure.unit for figure in entry.figures[:3]] for entry in record.entries] == [units] * 3
    assert [[figure.reported for figure in entry.figures] for entry in record.entries] == [[False] * 3 + [True]] * 3
