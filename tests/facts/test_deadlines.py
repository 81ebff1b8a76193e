from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.facts.deadlines import read_deadline

OPEN = frozenset({"长期坚持", "持续推进"})


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
        ("2022年下半年", "2022-12-31"),
        ("第三季度末", "2023-09-30"),
        ("9月中旬", "2023-09-20"),
        ("全年", "2023-12-31"),
        ("6月底 年底", "2023-12-31"),
        ("2016年12月底前完成", "2016-12-31"),
        ("2016年6月30日前完成初稿，12月底前报批", "2023-12-31"),
        ("3月—10月", "2023-10-31"),
        ("2016-2018年", "2018-12-31"),
        ("2016年至2020年", "2020-12-31"),
        ("2016.12", "2016-12-31"),
        ("2016/6", "2016-06-30"),
        ("2016.6.30", "2016-06-30"),
        ("20161130", "2016-11-30"),
        ("十二月底", "2023-12-31"),
        ("二〇一六年十月", "2016-10-31"),
        ("年中", "2023-06-30"),
        ("“十四五”末", "2025-12-31"),
        ("自4月起，12月完成", "2023-12-31"),
        ("次年", "2024-12-31"),
    ],
)
def test_a_date_is_read(printed: str, due: str) -> None:
    deadline = read_deadline(printed, 2023, OPEN)
    assert deadline is not None
    assert (deadline.printed, str(deadline.due)) == (printed, due)


@pytest.mark.parametrize(
    "printed", ["长期坚持", " 持续推进 ", "每季度", "自2016年起每季度", "自2016年起", "长期坚持并推进"]
)
def test_an_open_end_has_no_date(printed: str) -> None:
    deadline = read_deadline(printed, 2023, OPEN)
    assert deadline is not None
    assert deadline.due is None


@pytest.mark.parametrize("printed", ["", "尽快", "13月底", "2月30日", "0年"])
def test_what_is_no_deadline_is_not_guessed(printed: str) -> None:
    assert read_deadline(printed, 2023, OPEN) is None


@pytest.mark.parametrize(
    ("printed", "due"), [("10", "2023-10-31"), ("3-10", "2023-10-31"), ("6底", "2023-06-30"), ("13", None)]
)
def test_a_bare_number_is_a_month_where_the_header_counts_months(printed: str, due: str | None) -> None:
    deadline = read_deadline(printed, 2023, OPEN, in_months=True)
    assert (str(deadline.due) if deadline else None) == due
    assert printed == "3-10" or read_deadline(printed, 2023, OPEN) is None


def test_without_a_year_only_a_printed_year_counts() -> None:
    assert read_deadline("年底", None, OPEN) is None
    deadline = read_deadline("2024年底", None, OPEN)
    assert deadline is not None
    assert str(deadline.due) == "2024-12-31"


@given(st.text(), st.none() | st.integers(1900, 2100))
def test_any_text_is_read_or_not_but_never_raises(text: str, year: int | None) -> None:
    deadline = read_deadline(text, year, OPEN)
    assert deadline is None or deadline.printed == text
