"""Numbers of cells of their own: their goals, and what is reported for them."""

from __future__ import annotations

import pytest

from heze_graph.extraction.entries import bare_reading, figure_goals, goals_with_readings, without_figures
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.parts_of_year import was_so_before
from heze_graph.model.understood import Assignment, Entry, Figure
from heze_graph.reference import Reference


def entry(wording: str, *figures: Figure) -> Entry:
    part = Assignment(1, None, (), "", None, "", None, (3,))
    return Entry("t", "1", "1", wording, (part,), figures=figures)


def promised(printed: str, name: str = "新增床位", **said: str) -> Figure:
    return Figure(name, printed, said.get("unit", ""), "目标", said.get("place", ""), said.get("period", ""))


def reported(printed: str, **said: str) -> Figure:
    name = said.get("name", "新增床位")
    header, place, period = said.get("header", "完成"), said.get("place", ""), said.get("period", "")
    return Figure(name, printed, said.get("unit", ""), header, place, period, True)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((promised("90张"), reported("30")), [("新增床位", "90", "张", "30")]),
        ((promised("控制在90以内", unit="张"), reported("30", unit="张")), [("新增床位", "90", "张", "30")]),
        ((promised("90", unit="张"), reported("30", unit="张")), [("新增床位", "90", "张", "30")]),
        ((promised("90张", place="甲县"), reported("30张", place="乙县")), [("新增床位", "90", "张", "")]),
        (
            (promised("90张", place="甲县"), promised("70张", place="乙县"), reported("50张", place="乙县")),
            [("新增床位", "90", "张", ""), ("新增床位", "70", "张", "50")],
        ),
        (
            (promised("90张"), reported("10张", period="一季度"), reported("40张", period="二季度")),
            [("新增床位", "90", "张", "40")],
        ),
        # Where each is of its quarter alone, none of them is that of the year.
        (
            (
                promised("90张"),
                reported("10张", period="一季度", header="各季度完成 一季度"),
                reported("40张", period="二季度", header="各季度完成 二季度"),
            ),
            [("新增床位", "90", "张", "")],
        ),
        # A row may measure several things: the report of the same one counts.
        (
            (promised("9张"), promised("5家", name="到位企业"), reported("3张"), reported("30张", name="在建床位")),
            [("新增床位", "9", "张", "3"), ("到位企业", "5", "家", "")],
        ),
        # What is begun is not done, and neither a rate nor a rank is so many: 任务, 已开工, 已完成, 完成率, 位次.
        (
            (
                promised("90张"),
                reported("60张", name="已开工", header="已开工"),
                reported("30张", name="已完成", header="已完成"),
                reported("33%", name="完成率", header="完成率"),
                reported("1", name="位次", header="位次"),
            ),
            [("新增床位", "90", "张", "30")],
        ),
        # Of what was done last year and this year none is taken.
        ((promised("90张"), reported("30张", header="上年完成"), reported("40张")), [("新增床位", "90", "张", "")]),
        # Without a unit nobody knows what is counted, and 10500 is no number of 万张.
        ((promised("90"), reported("30")), []),
        ((promised("1万张"), reported("10500")), [("新增床位", "1", "万张", "")]),
        ((promised("2家", name="培育企业5家"),), [("培育企业", "2", "家", "")]),
        ((promised("≤35微克/立方米", name="PM2.5浓度"),), [("PM2.5浓度", "35", "微克/立方米", "")]),
    ],
)
def test_figures_are_goals_with_their_readings(
    reference: Reference, figures: tuple[Figure, ...], told: list[tuple[str, str, str, str]]
) -> None:
    found = figure_goals(entry("新增床位", *figures), reference.measures)
    assert [
        (goal.quantity, str(goal.measure.value), goal.measure.unit, str(reading.measure.value) if reading else "")
        for goal, reading, _ in found
    ] == told


def test_a_figure_is_answered_by_the_report_where_no_other_figure_does(reference: Reference) -> None:
    part = Assignment(1, None, (), "已完成30张，完成率33%", None, "", None, (3,))
    one = Entry("t", "1", "1", "新增床位\n90张", (part,), figures=(promised("90张"),))
    ((goal, reading, figure),) = goals_with_readings(one, reference.measures)
    assert figure is not None
    assert reading is not None
    assert (goal.span.text, str(reading.measure.value)) == ("90张", "30")


def test_a_bare_report_has_the_unit_of_the_only_goal_of_the_text(reference: Reference) -> None:
    one = entry("培训农民800人", reported("350"))
    reading = bare_reading(one, goals(one.wording, reference.measures), reference.measures)
    assert reading is not None
    assert (str(reading.measure.value), reading.measure.unit, reading.span.text) == ("350", "人", "350")
    two = entry("培训农民800人，建站3个", reported("350"))
    assert bare_reading(two, goals(two.wording, reference.measures), reference.measures) is None


def test_a_figure_is_no_part_of_the_text_that_goals_are_read_from() -> None:
    assert without_figures(entry("新增床位\n90张", promised("90张"))) == "新增床位"
    assert without_figures(entry("新增床位\n90张")) == "新增床位\n90张"


@pytest.mark.parametrize(
    ("wording", "figures", "told"),
    [
        ("新增床位90张", (promised("90张"),), [("新增床位90张", "")]),
        ("新增床位90张、护士5名", (promised("90张"), reported("30张")), [("护士5名", ""), ("90张", "30")]),
        ("新增床位90张", (promised("40张"),), [("新增床位90张", ""), ("40张", "")]),
        ("新增床位90张", (promised("90张", place="甲县"),), [("新增床位90张", ""), ("90张", "")]),
        # A row of its own part of what is promised above it.
        ("新增床位900张", (promised("90张", name="新增床位900张"), reported("30张")), [("90张", "30")]),
        # A bare figure is part of it in the same unit, without 万 where that would be more than the whole.
        ("新增床位900张", (promised("90", name="新增床位900张"), reported("30")), [("90", "30")]),
        ("新增床位3万张", (promised("1.2", name="新增床位3万张"), reported("0.5")), [("1.2", "0.5")]),
        ("新增床位3万张", (promised("1200", name="新增床位3万张"), reported("500")), [("1200", "500")]),
    ],
)
def test_a_cell_that_only_says_the_goal_again_is_no_other_goal(
    reference: Reference, wording: str, figures: tuple[Figure, ...], told: list[tuple[str, str]]
) -> None:
    lines = "\n".join([wording, *(figure.printed for figure in figures if not figure.reported)])
    found = goals_with_readings(entry(lines, *figures), reference.measures)
    assert [(goal.span.text, str(read.measure.value) if read else "") for goal, read, _ in found] == told


def test_what_there_was_at_the_end_of_an_earlier_year_is_no_goal(reference: Reference) -> None:
    told = "新增茶农床位90张以上，{}全市茶农床位2410张"
    found = [goals(told.format(time), reference.measures)[-1] for time in ("2022年末", "2023年末", "到2022年底前")]
    assert [was_so_before(goal, 2023) for goal in found] == [True, False, False]
