from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.extraction.deadlines import read_deadline
from heze_graph.reference.words import load_deadline_words
from heze_graph.resources import REFERENCE

KNOWN = load_deadline_words(REFERENCE)


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("年底", "2023-12-31"),
        ("6月底", "2023-06-30"),
        ("2月底", "2023-02-28"),
        ("１０月底前", "2023-10-31"),
        ("6月前", "2023-05-31"),
        ("12月31日前", "2023-12-31"),
        ("2016年底前", "2016-12-31"),
        ("到2020年", "2020-12-31"),
        ("2024年6月", "2024-06-30"),
        ("2023-06-30", "2023-06-30"),
        ("2023.6.5", "2023-06-05"),
        ("上半年", "2023-06-30"),
        ("上半年前", "2023-06-30"),
        ("三季度前", "2023-09-30"),
        ("2022年下半年", "2022-12-31"),
        ("第三季度末", "2023-09-30"),
        ("9月中旬", "2023-09-20"),
        ("全年", "2023-12-31"),
        ("6月底 年底", "2023-12-31"),
        ("2016年12月底前完成", "2016-12-31"),
        ("2016年6月30日前完成初稿，12月底前报批", "2016-12-31"),
        ("3月—10月", "2023-10-31"),
        ("2016-2018年", "2018-12-31"),
        ("2016年至2020年", "2020-12-31"),
        ("2016.12", "2016-12-31"),
        ("2016/6", "2016-06-30"),
        ("2016.6.30", "2016-06-30"),
        ("20161130", "2016-11-30"),
        ("十二月底", "2023-12-31"),
        ("二〇一六年十月", "2016-10-31"),
        ("二○二四年六月底前", "2024-06-30"),
        ("二零二四年十二月", "2024-12-31"),
        ("年中", "2023-06-30"),
        ("“十四五”末", "2025-12-31"),
        ("自4月起，12月完成", "2023-12-31"),
        ("次年", "2024-12-31"),
        ("前三季度（1月20日）", "2023-01-20"),
    ],
)
def test_a_date_is_read(printed: str, due: str) -> None:
    deadline = read_deadline(printed, 2023, KNOWN)
    assert deadline is not None
    assert (deadline.printed, str(deadline.due)) == (printed, due)


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("今年5月底前", "2023-05-31"),
        ("本年度11月底前", "2023-11-30"),
        ("明年2月底前", "2024-02-29"),
        ("次年4月", "2024-04-30"),
        ("2022年前三季度", "2022-09-30"),
        ("前两个月，一至三季度", "2023-09-30"),
        ("2022年1-10月", "2022-10-31"),
        ("2022年1月—11月", "2022-11-30"),
        ("2022年Q2", "2022-06-30"),
        ("2022Q4", "2022-12-31"),
        ("Q3", "2023-09-30"),
        ("2022H1", "2022-06-30"),
        ("25/08/2022", "2022-08-25"),
        ("08/25/2022", "2022-08-25"),
        ("15 May 2022", "2022-05-15"),
        ("Sep 9, 2022", "2022-09-09"),
        ("November 2022", "2022-11-30"),
        ("2022-06-30 18:00", "2022-06-30"),
        ("2022-06-30T00:00:00", "2022-06-30"),
        ("2022/6/30 0:00:00", "2022-06-30"),
        ("2022年6月30日17时前", "2022-06-30"),
        ("2022年春节前", "2022-01-31"),
        ("2022年中秋节前", "2022-09-09"),
        ("国庆节前", "2023-09-30"),
        ("今年“五一”前", "2023-04-30"),
        ("2024年元旦前", "2023-12-31"),
        ("2022年秋季学期前", "2022-08-31"),
        ("上半年6月20日前", "2023-06-20"),
        ("年内8月底前", "2023-08-31"),
        ("2022年第三季度8月中旬", "2022-08-20"),
        ("三季度末", "2023-09-30"),
        ("下半年", "2023-12-31"),
        ("今年底", "2023-12-31"),
        ("2022年末", "2022-12-31"),
        ("2022年10月至次年3月", "2023-03-31"),
        ("2022年度", "2022-12-31"),
        ("六月三十日前", "2023-06-30"),
        ("2022年中", "2022-06-30"),
        ("6月底前主体完工，年底前投用", "2023-12-31"),
    ],
)
def test_a_date_may_hang_on_several_words(printed: str, due: str) -> None:
    deadline = read_deadline(printed, 2023, KNOWN)
    assert deadline is not None
    assert (deadline.printed, str(deadline.due)) == (printed, due)


@pytest.mark.parametrize(
    "printed",
    [
        "2022年初",
        "今年初",
        "2022年第39周",
        "2022年汛期前",
        "2022年入汛前",
        "2022年封冻前",
        "今年供暖季前",
        "春节前",
        "2022年春季",
        "05/06/2022",
        "2022年高考前",
        "2022年春节后",
        "国庆节之后",
        "月底前",
    ],
)
def test_a_part_of_the_year_without_a_known_end_is_never_the_end_of_the_year(printed: str) -> None:
    assert read_deadline(printed, 2023, KNOWN) is None


@pytest.mark.parametrize(
    "printed",
    ["长期坚持", " 持续推进 ", "每季度", "自2016年起每季度", "自2016年起", "2016年5月1日起", "长期坚持并推进"],
)
def test_an_open_end_has_no_date(printed: str) -> None:
    deadline = read_deadline(printed, 2023, KNOWN)
    assert deadline is not None
    assert deadline.due is None


@pytest.mark.parametrize("printed", ["", "尽快", "13月底", "2月30日", "0年", "3.2亿元", "种植1.9万亩", "安排资金3.2元"])
def test_what_is_no_deadline_is_not_guessed(printed: str) -> None:
    assert read_deadline(printed, 2023, KNOWN) is None


@pytest.mark.parametrize(
    ("printed", "due"), [("10", "2023-10-31"), ("3-10", "2023-10-31"), ("6底", "2023-06-30"), ("13", None)]
)
def test_a_bare_number_is_a_month_where_the_header_counts_months(printed: str, due: str | None) -> None:
    deadline = read_deadline(printed, 2023, KNOWN, in_months=True)
    assert (str(deadline.due) if deadline else None) == due
    assert printed == "3-10" or read_deadline(printed, 2023, KNOWN) is None


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("2023年二季末", "2023-06-30"),
        ("Ⅱ季度", "2023-06-30"),
        ("2023年半年", "2023-06-30"),
        ("2023.11.", "2023-11-30"),
        ("202310", "2023-10-31"),
        ("45199", "2023-09-30"),
        ("Oct-23", "2023-10-31"),
        ("24.2", "2024-02-29"),
    ],
)
def test_what_spreadsheets_and_short_hands_make_of_a_date(printed: str, due: str) -> None:
    deadline = read_deadline(printed, 2023, KNOWN)
    assert deadline is not None
    assert str(deadline.due) == due


@pytest.mark.parametrize("printed", ["“十四五”中期", "“十五五”初期", "Oct-40", "28.2", "202313", "99999"])
def test_what_may_be_no_such_date_is_not_guessed(printed: str) -> None:
    assert read_deadline(printed, 2023, KNOWN) is None


def test_without_a_year_only_a_printed_year_counts() -> None:
    assert read_deadline("年底", None, KNOWN) is None
    deadline = read_deadline("2024年底", None, KNOWN)
    assert deadline is not None
    assert str(deadline.due) == "2024-12-31"


@given(st.text(), st.none() | st.integers(1900, 2100))
def test_any_text_is_read_or_not_but_never_raises(text: str, year: int | None) -> None:
    deadline = read_deadline(text, year, KNOWN)
    assert deadline is None or deadline.printed == text


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("去年底前", "2022-12-31"),
        ("上年度10月底", "2022-10-31"),
        ("前年年末", "2021-12-31"),
        ("6月底前年底前", "2023-12-31"),
        ("去年", None),
        ("上年结转项目6月底前完成", "2023-06-30"),
        ("较上年提升，年底前完成", "2023-12-31"),
        ("去年底开工，10月底竣工", "2023-10-31"),
        ("2023年寒衣节前完成", None),
        ("今年河道清淤前", None),
        ("年内机构调整后", None),
        ("2023年提前完成", "2023-12-31"),
        ("2023年前期工作完成", "2023-12-31"),
        ("8月底前（每旬调度）", "2023-08-31"),
        ("按季推进，10月底前完成", "2023-10-31"),
        ("2023年5月底前（个别村延至2024年）", "2023-05-31"),
        ("2023年5月底前（延至2024年）", "2024-12-31"),
        ("5月底前试点，年内推开", "2023-12-31"),
        ("元旦前", "2023-12-31"),
        ("“十一”前", "2023-09-30"),
        ("双十一前", None),
        ("前十个月", "2023-10-31"),
    ],
)
def test_a_clause_that_says_when_is_neither_missed_nor_stretched_to_the_end_of_the_year(
    printed: str, due: str | None
) -> None:
    deadline = read_deadline(printed, 2023, KNOWN)
    assert (str(deadline.due) if deadline else None) == due
