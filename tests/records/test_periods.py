"""What part of a year the title of a table says that it reports on."""

from __future__ import annotations

import pytest

from heze_graph.records.document import read_period
from heze_graph.reference import Reference


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("云岭市2024年10月民生实事进度", "m10"),
        ("云岭市2024年8月份重点工作台账", "m08"),
        ("云岭市2024年度重点工作前10个月进度", "m10"),
        ("云岭市2024年重点工作（2024年3月）", "m03"),
        ("云岭市2024年三季度（9月份）重点工作", "q3"),
        ("云岭市2024年1—8月重点工作", "m08"),
        ("云岭市2024年重点工作（2024年3月15日）", "annual"),
        ("云岭市2024年6月底前完成的工作", "annual"),
        ("云岭市2024年12月印发的工作任务", "annual"),
        ("云岭市2024年度重点工作", "annual"),
    ],
)
def test_a_title_names_a_month_or_a_part_of_the_year(reference: Reference, title: str, name: str) -> None:
    period = read_period(title, 2024, reference.language.periods)
    assert period is not None
    assert period.name == name
