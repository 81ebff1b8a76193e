from __future__ import annotations

import pytest

from heze_graph.reference import Reference
from tests.records.tables.test_columns import read


@pytest.mark.parametrize(
    ("plan", "actual", "progress"),
    [
        ("计划进度", "实际进度", "建成2所"),
        ("1-6月进展 计划进度", "1-6月进展 实际进度", "建成2所"),
        ("应完成", "已完成情况", "建成2所"),
        # What was done of a plan is a report.
        ("联系人", "年度计划完成情况", "建成2所"),
        ("联系人", "计划完成率", "建成2所"),
    ],
)
def test_what_should_be_done_by_now_is_no_report(reference: Reference, plan: str, actual: str, progress: str) -> None:
    record = read(reference, f"序号|工作任务|责任单位|{plan}|{actual}\n1|新建学校3所|县教育局|建成3所|建成2所")
    (part,) = record.entries[0].assignments
    assert (part.progress, part.reports) == (progress, ())


@pytest.mark.parametrize(
    ("header", "cells", "deadlines"),
    [
        ("同比增长(%)", ("6.4", "-1.2", "8.1"), ["", "", ""]),
        ("何时", ("6.4", "7.2", "8.1"), ["", "", ""]),
        ("何时", ("2024.6", "2024.9", "2024.12"), ["2024.6", "2024.9", "2024.12"]),
        ("何时", ("6月底", "9月", "12月底前"), ["6月底", "9月", "12月底前"]),
        ("完成时限", ("6.30", "9.30", "12.31"), ["6.30", "9.30", "12.31"]),
    ],
)
def test_bare_decimals_are_deadlines_only_where_the_header_says_so(
    reference: Reference, header: str, cells: tuple[str, ...], deadlines: list[str]
) -> None:
    names = ("渡运人次", "水产总产值", "修船收入")
    rows = (f"{name}|万|90|{cell}|48" for name, cell in zip(names, cells, strict=True))
    record = read(reference, "\n".join((f"指标|单位|年度目标|{header}|1-6月完成", *rows)))
    assert [entry.assignments[0].deadline_printed for entry in record.entries] == deadlines


@pytest.mark.parametrize(
    ("goal", "goals", "plan", "kept"),
    [
        ("年度目标", ("建成渡口9处", "疏浚河道12公里"), "工作任务安排", []),
        ("攻坚目标任务", ("建成渡口9处", "疏浚河道12公里"), "工作安排", []),
        ("目标任务", ("建成渡口9处", "疏浚河道12公里"), "节点计划", []),
        ("年度目标", ("建成渡口9处", "疏浚河道12公里"), "建设内容", ["完成设计", "疏浚6公里"]),
        # Where the goal is only named, the promise stands in the plan.
        ("工作目标", ("渡口改造", "河道整治"), "工作安排", ["完成设计", "疏浚6公里"]),
    ],
)
def test_what_a_quarter_plans_is_no_part_of_the_target_of_the_year(
    reference: Reference, goal: str, goals: tuple[str, ...], plan: str, kept: list[str]
) -> None:
    rows = (f"1|{goals[0]}|县交通局|完成设计|已开工", f"2|{goals[1]}|县水利局|疏浚6公里|疏浚7公里")
    record = read(reference, "\n".join((f"序号|{goal}|责任单位|{plan}|完成情况", *rows)))
    wanted = [[text, *kept[at : at + 1]] for at, text in enumerate(goals)]
    assert [entry.wording.split("\n") for entry in record.entries] == wanted
    assert [f.printed for f in record.findings if f.kind == "rival-column"] == ([] if kept else [plan])


@pytest.mark.parametrize(
    ("below", "kinds"),
    [
        ("打印本页\n上一篇：渡口安全会议召开", ["text-outside"] * 2),
        ("2024年12月3日\n相关阅读\n1. 渡口安全会议召开", ["text-outside"] * 3),
        ("主办：丙县人民政府办公室 鲁ICP备05000000号", ["text-outside"]),
        ("二、水运\n2|疏浚河道9公里|县水利局|疏浚7公里", ["section-row"]),
        ("打印本页\n2|疏浚河道9公里|县水利局|疏浚7公里", ["section-row"]),
    ],
)
def test_the_end_of_a_web_page_is_no_part_of_the_table(reference: Reference, below: str, kinds: list[str]) -> None:
    record = read(reference, f"序号|工作任务|责任单位|完成情况\n1|新建渡口3处|县交通局|建成2处\n{below}")
    assert [finding.kind for finding in record.findings if finding.line and finding.line > 2] == kinds
    assert record.entries[0].units == ("县交通局",)
