from __future__ import annotations

import pytest

from heze_graph.extraction.numbers.attainment import attainment
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.reference.measures import Measures, load_measures
from heze_graph.resources import REFERENCE

Said = tuple[str, str, str]


@pytest.fixture(scope="module")
def known() -> Measures:
    return load_measures(REFERENCE)


def said(text: str, known: Measures) -> list[Said]:
    return [(goal.quantity, goal.comparator, f"{goal.measure.value}{goal.measure.unit}") for goal in goals(text, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A rate that changes a number: the number is its start and no goal.
        ("窗口收件材料由640份压减25%", [("窗口收件材料压减", "==", "25%")]),
        ("渡运业现行12%的税率降至9%", [("渡运业税率", "<=", "9%")]),
        ("现行每月600元的渡工补贴标准提高到650元", [("渡工补贴标准", ">=", "650元")]),
        (
            "规上工业增加值和固定资产投资分别增长8%和10%",
            [("规上工业增加值增长", "==", "8%"), ("固定资产投资增长", "==", "10%")],
        ),
        (
            "地区生产总值、税收收入、社会消费品零售总额分别增长6%、7%和8%以上",
            [("地区生产总值增长", ">=", "6%"), ("税收收入增长", ">=", "7%"), ("社会消费品零售总额增长", ">=", "8%")],
        ),
        (
            "城镇和农村居民人均可支配收入分别增长7%、8%左右",
            [("城镇居民人均可支配收入增长", "~", "7%"), ("农村居民人均可支配收入增长", "~", "8%")],
        ),
        ("新建幼儿园、小学分别达到5所和3所", [("新建幼儿园", ">=", "5所"), ("小学", ">=", "3所")]),
        # One subject too many: nobody can tell whose the numbers are.
        ("甲园区、乙园区和丙园区分别增长8%和10%", [("甲园区、乙园区和丙园区分别增长", "==", v) for v in ("8%", "10%")]),
    ],
)
def test_each_subject_has_its_own_number(known: Measures, text: str, expected: list[Said]) -> None:
    assert said(text, known) == expected


def test_a_report_is_read_likewise(known: Measures) -> None:
    promised = goals("城镇和农村居民人均可支配收入分别增长7%、8%", known)
    report = "前三季度，城镇、农村居民人均可支配收入分别增长7.1%和6.3%"
    read = read_goals(promised, [report], known)
    assert [str(reading.measure.value) for reading in read if reading] == ["7.1", "6.3"]
    assert [attainment(goal, reading).met for goal, reading in zip(promised, read, strict=True)] == [True, False]


def test_what_holds_now_is_no_report_of_the_change(known: Measures) -> None:
    promised = goals("渡运业现行12%的税率降至9%", known)
    (read,) = read_goals(promised, ["渡运业现行12%的税率降至9%"], known)
    assert attainment(promised[0], read).met is True


@pytest.mark.parametrize(
    ("report", "met"),
    [
        ("12个小区正在验收", None),
        ("12个小区已完工待验收", True),
        ("12个小区已通过验收", True),
        ("12个小区验收中", None),
    ],
)
def test_what_is_being_accepted_is_not_done(known: Measures, report: str, met: bool | None) -> None:
    promised = goals("改造老旧小区12个", known)
    read = read_goals(promised, [report], known)
    assert attainment(promised[0], read[0]).met is met


def test_works_under_way_are_an_existing_set(known: Measures) -> None:
    assert said("推进8个在建重点项目建设，新开工项目20个", known) == [("新开工项目", "==", "20个")]
    assert said("在建项目达到50个", known) == [("在建项目", ">=", "50个")]


def test_what_is_said_of_each_ends_however_often_it_is_said(known: Measures) -> None:
    assert goals("每" * 200 + "人12元提高到15元", known)
