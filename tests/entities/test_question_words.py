"""Words that say the same are one, and dates in words are days."""

from __future__ import annotations

from datetime import date

import pytest

from heze_graph.entities.question_words import Dated, take_dates, take_days, tokens, word_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("谁的任务滞后", "谁的目标落后"),
        ("各部门红绿灯", "每个单位的进度灯"),
        ("一起承担", "共同负责"),
        ("who is lagging", "who is behind"),
        ("Departments and duties", "unit, targets"),
        ("请问一下取消的目标有哪些", "取消的目标"),
    ],
)
def test_what_says_the_same_is_compared_as_the_same(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_other_text_is_compared_by_pairs_of_characters() -> None:
    assert set(tokens("修桥铺路")) == {"修桥", "桥铺", "铺路"}
    assert word_of("bridges") == "bridge"


@pytest.mark.parametrize(
    ("text", "day", "since"),
    [
        ("9月15日前", "2023-09-15", False),
        ("9月以后", "2023-09-01", True),
        ("9月底以后", "2023-09-30", True),
        ("下半年起", "2023-07-01", True),
        ("2022年三季度以来", "2022-07-01", True),
        ("by 3 May", "2023-05-03", False),
        ("before May 3, 2024", "2024-05-03", False),
        ("after february", "2023-02-01", True),
        ("end of feb 2024", "2024-02-29", False),
        ("20230630", "2023-06-30", False),
    ],
)
def test_a_date_is_the_last_day_or_the_first(text: str, day: str, since: bool) -> None:
    found: list[Dated] = []
    take_dates(text.casefold(), 2023, found.append)
    assert [(one.day, one.since) for one in found] == [(date.fromisoformat(day), since)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("本周到期", "2028-02-21", "2028-02-27"),
        ("这个月底前", "", "2028-02-29"),
        ("下月以后", "2028-03-01", ""),
        ("上个季度的", "2027-10-01", "2027-12-31"),
        ("未来十天", "2028-02-24", "2028-03-05"),
        ("两周之内", "2028-02-24", "2028-03-09"),
        ("1个月内", "2028-02-24", "2028-03-24"),
        ("明天前", "", "2028-02-25"),
        ("by the end of next month", "", "2028-03-31"),
        ("within 3 days", "2028-02-24", "2028-02-27"),
        ("since last week", "2028-02-14", ""),
    ],
)
def test_spans_are_told_from_today_on(text: str, first: str, last: str) -> None:
    """The day is a Thursday of a leap year."""
    found: list[Dated] = []
    take_days(text, date(2028, 2, 24), found.append)
    assert [(one.day.isoformat(), one.since) for one in found] == [
        (day, since) for day, since in ((first, True), (last, False)) if day
    ]


@pytest.mark.parametrize("text", ["三季度表", "maybe", "marching on", "31 june", "13月", "第12号"])
def test_what_is_no_date_is_left(text: str) -> None:
    found: list[Dated] = []
    take_dates(text, 2023, found.append)
    assert found == []
