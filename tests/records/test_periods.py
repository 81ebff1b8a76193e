"""What part of a year a table reports on: told by its title, or by the headers of its reports."""

from __future__ import annotations

import pytest

from heze_graph.records.document import read_period
from heze_graph.reference import Reference
from tests.records.test_columns import read


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


@pytest.mark.parametrize(
    ("title", "headers", "name"),
    [
        ("云岭市2024年重点工作任务表", "截至9月底进展情况", "m09"),
        ("云岭市2024年重点工作任务表", "上半年完成情况|三季度完成情况", "q3"),
        ("云岭市2024年重点工作任务表", "上半年完成情况|完成情况", "annual"),
        ("云岭市2024年上半年重点工作任务表", "1—5月完成情况", "h1"),
    ],
)
def test_headers_of_reports_name_it_where_the_title_only_names_the_year(
    reference: Reference, title: str, headers: str, name: str
) -> None:
    reports = "|".join("已建成2所" for _ in headers.split("|"))
    record = read(reference, f"{title}\n序号|工作任务|责任单位|{headers}\n1|新建学校3所|县教育局|{reports}")
    assert record.document.period is not None
    assert record.document.period.name == name
