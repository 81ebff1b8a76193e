"""What part of a year the title of a table says that it reports on."""

from __future__ import annotations

import pytest

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext, read_period
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
        ("云岭市2024年截至1月底重点工作", "m01"),
        ("云岭市2024年1—12月重点工作", "m12"),
        # There is no such month.
        ("云岭市2024年1—13月重点工作", "annual"),
        ("云岭市2024年截至0月底重点工作", "annual"),
    ],
)
def test_a_title_names_a_month_or_a_part_of_the_year(reference: Reference, title: str, name: str) -> None:
    period = read_period(title, 2024, reference.language.periods)
    assert period is not None
    assert period.name == name


def record_of(reference: Reference, title: str, head: str, report: str = "进展情况") -> Record:
    text = f"{title}\n{head}\n序号|工作任务|责任单位|{report}\n1|新建学校3所|县教育局|已建成2所"
    lines = [PrintedLine(number, tuple(row.split("|"))) for number, row in enumerate(text.split("\n"), start=1)]
    return understand(
        PrintedFile("t.tsv", "0" * 64, tuple(lines)), FileContext(reference.register(""), reference.language, "")
    )


@pytest.mark.parametrize(
    ("title", "head", "name"),
    [
        ("云岭县重点工作推进情况统计表", "填报时间：2024年7月3日", "2024-m06"),
        ("云岭县重点工作推进情况统计表", "填报单位：某办|填报日期：2024.9.28", "2024-m09"),
        ("云岭县2024年重点工作推进情况", "填表时间：2024-10-8", "2024-m09"),
        ("云岭县重点工作推进情况统计表", "报送时间：2025年1月5日", "2024-m12"),
        ("云岭县重点工作推进情况统计表", "统计时间：2024年5月", "2024-m05"),
        ("云岭县2024年一季度重点工作推进情况", "填报时间：2024年7月3日", "2024-q1"),
        ("云岭县2023年重点工作推进情况", "填报时间：2024年7月3日", "2023-annual"),
        ("云岭县2024年全年重点工作推进情况", "填报时间：2024年11月30日", "2024-annual"),
    ],
)
def test_the_day_of_filling_in_tells_the_period_of_a_report(
    reference: Reference, title: str, head: str, name: str
) -> None:
    record = record_of(reference, title, head)
    period = record.document.period
    assert period is not None
    assert f"{period.end.year}-{period.name}" == name
    told = [finding.understood for finding in record.findings if finding.kind == "period-from-date"]
    assert told == ([period.end.isoformat()] if "-m" in name else [])


def test_a_day_early_in_january_ends_the_report_on_the_year_before(reference: Reference) -> None:
    period = record_of(reference, "云岭县2023年重点工作", "（公开）", "最新进度（1月5日）").document.period
    assert (period.name, period.end.year) == ("annual", 2023) if period else False


@pytest.mark.parametrize(
    ("title", "year"),
    [("云岭县行动计划（2030—2032年）", 2030), ("云岭县“十五五”养老方案", 2026), ("云岭县2030年要点", None)],
)
def test_a_plan_for_several_years_is_told(reference: Reference, title: str, year: int | None) -> None:
    told = [(each.kind, each.understood) for each in record_of(reference, title, "云政发3号").findings]
    assert told == ([("one-year-of-several", str(year))] if year else [])


def test_a_plan_has_the_period_of_its_title(reference: Reference) -> None:
    record = record_of(reference, "云岭县2024年重点工作任务分解表", "填报时间：2024年3月20日", "工作要求")
    assert record.document.period
    assert record.document.period.name == "annual"


def test_figures_promised_for_parts_of_the_year_report_nothing(reference: Reference) -> None:
    header, row = ("指标名称", "全年目标", "一季度", "前三季度", "责任单位"), ("出口额", "40", "10", "30", "县商务局")
    title = "云岭县2025年主要指标分季度目标"
    lines = (PrintedLine(1, (title,)), PrintedLine(2, header), PrintedLine(3, row))
    record = understand(PrintedFile("plan.csv", "", lines), FileContext(reference.register(""), reference.language, ""))
    assert record.document.period
    assert record.document.period.name == "annual"


def test_a_title_that_names_a_year_goes_before_that_of_its_notice(reference: Reference) -> None:
    notice = "云岭县人民政府办公室关于印发《政府工作报告》重点任务分解方案的通知"
    document = record_of(reference, notice, "云岭县2024年重点任务分解方案").document
    assert (document.title, document.name) == ("云岭县2024年重点任务分解方案", "t")
    assert document.period is not None
    assert document.period.name == "annual"


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        (("云岭县政府关于印发2024年综合改革", "实施方案的通知"), "云岭县政府关于印发2024年综合改革实施方案的通知"),
        (("政 府 工 作 报 告", "云岭县代县长 李禾禾"), "政府工作报告"),
        (("关于优化服务", "若干措施"), "关于优化服务若干措施"),
        (("关于优化服务的措施", "云岭县优化营商环境工作领导小组办公室"), "关于优化服务的措施"),
        (
            ("云岭县关于印发要点的通知（云政发〔2024〕3号）各乡镇：" + "现印发给你们。" * 6, ""),
            "云岭县关于印发要点的通知",
        ),
    ],
)
def test_a_title_over_two_lines_or_with_letters_apart_is_whole(
    reference: Reference, heads: tuple[str, str], title: str
) -> None:
    assert record_of(reference, *heads, "云政发〔2024〕3号").document.title == title


def test_where_in_a_site_a_page_stands_is_no_title(reference: Reference) -> None:
    document = record_of(reference, "首页 > 政务公开 > 2023年各项重点工作任务", "云岭县2024年重点任务").document
    assert (document.title, document.year) == ("云岭县2024年重点任务", 2024)


def test_the_years_of_labelled_deadlines_tell_the_year(reference: Reference) -> None:
    items = ("1.修订预案。", "整改时限：2024年3月31日", "2.清理通道。", "整改时限：2024年4月30日")
    lines = ["云岭县整改任务清单", *items[:2], "责任单位：县应急局", *items[2:], "责任单位：县住建局"]
    printed = [PrintedLine(number, (line,)) for number, line in enumerate(lines, start=1)]
    source = FileContext(reference.register(""), reference.language, "")
    assert understand(PrintedFile("t.txt", "0" * 64, tuple(printed)), source).document.year == 2024


def test_a_sentence_that_announces_a_report_tells_its_period(reference: Reference) -> None:
    intro = "各单位扎实推进各项任务。现将截至2025年3月底的进展情况通报如下："
    period = record_of(reference, "云岭县2025年重点任务进展情况", intro).document.period
    assert period is not None
    assert period.name == "m03"
    # What is to be done by then is announced by no report.
    plan = record_of(reference, "云岭县2025年重点任务", "截至2025年3月底应完成立项。").document.period
    assert plan is not None
    assert plan.name == "annual"


@pytest.mark.parametrize(
    ("title", "note", "name"),
    [
        ("云岭县2024年上半年重点工作推进情况", "（2024年7月）", "h1"),
        ("云岭县2024年上半年重点工作推进情况", "（2024年7月5日）", "h1"),
        ("云岭县2024年重点工作推进情况", "（2024年7月）", "m07"),
        ("云岭县2024年上半年重点工作推进情况", "（1—5月）", "m05"),
    ],
)
def test_a_date_below_a_title_gives_way_to_the_part_of_the_year_in_it(
    reference: Reference, title: str, note: str, name: str
) -> None:
    period = record_of(reference, title, note).document.period
    assert period is not None
    assert period.name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [("最新进度（8月24日）", "m08"), ("最新进度（8月3日）", "m07"), ("进展情况(7月)", "m07"), ("进展情况", "annual")],
)
def test_the_moment_in_the_header_of_a_report_tells_its_period(reference: Reference, header: str, name: str) -> None:
    assert (period := record_of(reference, "云岭县2025年重点任务推进表", "", header).document.period)
    assert period.name == name
