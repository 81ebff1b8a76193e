"""One grammar of the parts of a year, and those who ask it: deadlines, periods of titles, headers, goals."""

from __future__ import annotations

import re

import pytest

from heze_graph.extraction.deadlines import read_deadline
from heze_graph.extraction.numbers.parts_of_year import part_of_year
from heze_graph.records.document import read_period
from heze_graph.records.tables.figures import moment_of
from heze_graph.records.tables.headers import is_part_of_year
from heze_graph.reference import Reference
from heze_graph.reference.parts_of_year import NAMED, months_of
from heze_graph.reference.words import DeadlineWords


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("一季度", 1, 3),
        ("第2季度", 4, 6),
        ("III季度", 7, 9),
        ("前两季度", 1, 6),
        ("前三季度", 1, 9),
        ("一至三季度", 1, 9),
        ("1-3季度", 1, 9),
        ("上半年", 1, 6),
        ("下半年", 7, 12),
    ],
)
def test_all_who_read_a_part_of_the_year_read_it_alike(reference: Reference, part: str, first: int, last: int) -> None:
    assert re.fullmatch(NAMED, part)
    assert months_of(part) == (first, last)
    deadline = read_deadline(part, 2024, DeadlineWords())
    assert deadline is not None
    assert deadline.due is not None
    assert deadline.due.month == last
    period = read_period(f"甲坪区2024年{part}重点工作", 2024, reference.language.periods)
    assert period is not None
    assert period.end.month == last
    time = part_of_year(f"{part}新建学校3所", reference.measures)
    assert time is not None
    assert time.months == (first, last)
    assert moment_of(f"{part}完成情况") == (0, last)
    assert is_part_of_year(f"{part}计划")
