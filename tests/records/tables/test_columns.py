from __future__ import annotations

import shlex

import pytest

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference


def read(reference: Reference, text: str, columns: dict[str, str] | None = None) -> Record:
    lines = [PrintedLine(number, tuple(row.split("|"))) for number, row in enumerate(text.split("\n"), start=1)]
    source = FileContext(reference.register(""), reference.language, "", columns or {})
    return understand(PrintedFile("t.tsv", "0" * 64, tuple(lines)), source)


def test_a_heading_of_a_higher_rank_ends_the_leaders_of_the_one_before(reference: Reference) -> None:
    text = "序号|工作任务|完成时限\n（一）张海明副市长负责\n1|新建学校3所|6月底\n一、市交通局\n2|改造道路20公里|9月底"
    assert [(entry.assignments[0].leader, entry.units) for entry in read(reference, text).entries] == [
        ("张海明", ()),
        (None, ("市交通局",)),
    ]


TWO_UNITS = "序号|工作任务|责任单位|责任单位\n1|新建学校3所|县教育局|县财政局\n2|新建公园2处|县住建局|县林业局"


def unclear(record: Record) -> list[tuple[str, str, str]]:
    """Return (header, role, option) of each question about a column."""
    found = [finding for finding in record.findings if finding.kind == "column-unclear"]
    return [(finding.printed, finding.understood, dict(finding.details)["option"]) for finding in found]


def test_two_headers_for_one_role_are_read_and_asked_about(reference: Reference) -> None:
    record = read(reference, TWO_UNITS)
    # The name would not tell the two apart; the place does.
    assert unclear(record) == [("责任单位", "units", "--column 4=units")]
    assert record.entries[0].units == ("县教育局", "县财政局")
    first, _ = (told := read(reference, TWO_UNITS, {"4": "supporting_units"})).entries
    assert (first.units, unclear(told)) == (("县教育局", "县财政局"), [])


def test_a_second_column_of_units_beside_one_of_supporting_units_is_not_read_as_such(reference: Reference) -> None:
    record = read(reference, "序号|工作任务|责任单位|责任单位|配合单位\n1|新建学校3所|县教育局|县财政局|县妇联")
    assert record.entries[0].units == ("县教育局", "县妇联")
    assert [option for _, _, option in unclear(record)] == ["--column 4=units"]


def test_a_column_that_cannot_be_told_is_asked_about(reference: Reference) -> None:
    record = read(reference, "序号|甲|乙|责任单位|完成情况\n1|新建改建学校三所|改造老旧小区五个|县教育局|完成一所")
    assert unclear(record) == [("甲", "target", "--column 甲=target")]
    assert record.entries[0].units == ("县教育局",)


def test_a_group_an_indicator_and_a_goal_make_a_header(reference: Reference) -> None:
    text = "类别|指标|目标\n环境|垃圾处理率|98%以上\n|污水治理率|60%\n设施|新改建公路|30公里"
    entries = read(reference, text).entries
    assert [entry.wording.split("\n") for entry in entries] == [
        ["垃圾处理率", "98%以上"],
        ["污水治理率", "60%"],
        ["新改建公路", "30公里"],
    ]


REMARK = "序号|工作任务|进展情况|备注\n1|新建学校3所|建成2所|县教育局\n2|新建公园2处|建成1处|县住建局"


def test_a_remark_of_nothing_but_units_says_who_answers(reference: Reference) -> None:
    assert [entry.units for entry in read(reference, REMARK).entries] == [("县教育局",), ("县住建局",)]
    beside = REMARK.replace("|备注", "|责任单位|备注").replace("|县", "|县应急局|县")
    assert [option for _, _, option in unclear(read(reference, beside))] == ["--column 备注=supporting_units"]


@pytest.mark.parametrize("header", ["甲 (乙)", "任务;x", "a'b", "$HOME"])
def test_an_option_can_be_typed_as_it_is_shown(reference: Reference, header: str) -> None:
    text = f"序号|{header}|另一栏|责任单位|完成情况\n1|新建改建学校三所|改造小区五个|县教育局|完成一所"
    (option,) = [option for _, _, option in unclear(read(reference, text))]
    _, pair = shlex.split(option)
    column, role = pair.rsplit("=", 1)
    record = read(reference, text, {column: role})
    assert (record.entries[0].wording.split("\n")[0], unclear(record)) == ("新建改建学校三所", [])


def test_the_user_says_what_a_column_is_for(reference: Reference) -> None:
    text = "序号|甲|乙|责任单位|完成情况\n1|新建改建学校三所|改造老旧小区五个|县教育局|完成一所"
    (entry,) = read(reference, text, {"乙": "target", "甲": "other"}).entries
    assert entry.wording == "改造老旧小区五个"


def test_what_the_user_says_outweighs_the_header(reference: Reference) -> None:
    text = "序号|工作任务|落实单位|督导\n1|新建学校3所|县教育局|张三"
    (entry,) = read(reference, text, {"督导": "leader"}).entries
    assert (entry.leaders, entry.units) == (("张三",), ("县教育局",))


def test_a_mapping_for_other_tables_is_noted(reference: Reference) -> None:
    record = read(reference, "序号|工作任务|责任单位\n1|新建学校3所|县教育局", {"承接": "units"})
    assert [(f.kind, f.printed) for f in record.findings if f.kind == "unused-mapping"] == [("unused-mapping", "承接")]


def test_cells_tell_what_a_header_does_not(reference: Reference) -> None:
    record = read(reference, "序号|干什么|谁来干\n1|整修县城主干道4条|县住建局、县交通局\n2|打通断头路2条|县住建局")
    assert [(e.wording, e.units) for e in record.entries] == [
        ("整修县城主干道4条", ("县住建局", "县交通局")),
        ("打通断头路2条", ("县住建局",)),
    ]
    told = [(f.understood, f.printed) for f in record.findings if f.kind == "guessed-column"]
    assert told == [("target", "干什么"), ("units", "谁来干")]


def test_a_header_that_names_its_column_outweighs_one_that_holds_such_a_word(reference: Reference) -> None:
    record = read(reference, "序号|具体工作的安排|目标任务|责任单位\n1|渡口安全的事情|新建渡口3处|县交通局")
    assert [entry.wording for entry in record.entries] == ["新建渡口3处"]


def test_of_targets_for_parts_of_the_year_alone_the_last_counts(reference: Reference) -> None:
    record = read(reference, "序号|上半年目标|下半年目标|责任单位\n1|修好渡口三处|修好渡口五处|县水利局")
    assert [entry.wording for entry in record.entries] == ["修好渡口五处"]


def test_short_names_below_who_answers_are_units(reference: Reference) -> None:
    record = read(reference, "序号|工作任务|责任单位\n1|新建渡口3处|鑫源\n2|疏浚河道9公里|永泰")
    assert [entry.units for entry in record.entries] == [("鑫源",), ("永泰",)]


def test_a_second_line_that_divides_wide_headers_is_no_row(reference: Reference) -> None:
    head = "序号|工作任务|完成情况|完成情况|责任单位\n||上半年|下半年|"
    record = read(
        reference, f"{head}\n1|新建渡口3处|完成1处|完成2处|县交通局\n2|疏浚河道9公里|完成3公里|完成6公里|县水利局"
    )
    assert "unread-row" not in {finding.kind for finding in record.findings}


def test_a_short_text_alone_heads_targets_without_numbers(reference: Reference) -> None:
    record = read(reference, "工作任务|责任单位\n水运|\n新建渡口3处|县交通局\n疏浚河道9公里|县水利局")
    assert [entry.wording for entry in record.entries] == ["新建渡口3处", "疏浚河道9公里"]
    assert "section-row" in {finding.kind for finding in record.findings}


def test_a_column_of_claims_is_told_by_them(reference: Reference) -> None:
    rows = ("1|新建学校3所|县教育局|建成2所|滞后", "2|新建公园2处|县住建局|建成2处|已完成")
    record = read(reference, "\n".join(("序号|工作任务|责任单位|完成情况|到底如何", *rows)))
    assert [e.assignments[0].claim_printed for e in record.entries] == ["滞后", "已完成"]
    assert [(f.understood, f.printed) for f in record.findings if f.kind == "guessed-column"] == [("claim", "到底如何")]


@pytest.mark.parametrize("header", ["是否达到序时", "是否跟上时序", "是否兑现"])
def test_a_header_that_asks_is_answered_by_claims(reference: Reference, header: str) -> None:
    record = read(reference, f"序号|工作任务|责任单位|完成情况|{header}\n1|新建学校3所|县教育局|建成2所|否")
    assert [e.assignments[0].claim_printed for e in record.entries] == ["否"]


@pytest.mark.parametrize(
    ("header", "cell", "printed"),
    [
        ("备注", "达到时间进度", "达到时间进度"),
        ("序时进度", "达到", "达到"),
        ("备注", "是", ""),
        ("备注", "另报专题", ""),
    ],
)
def test_a_column_aside_that_holds_nothing_but_claims_is_one(
    reference: Reference, header: str, cell: str, printed: str
) -> None:
    record = read(reference, f"序号|工作任务|责任单位|完成情况|{header}\n1|新建学校3所|县教育局|建成2所|{cell}")
    assert [e.assignments[0].claim_printed for e in record.entries] == [printed]


@pytest.mark.parametrize(("other", "noted"), [("二季度完成情况", []), ("工作取得成效", ["工作取得成效"])])
def test_the_later_report_counts_and_another_is_noted(reference: Reference, other: str, noted: list[str]) -> None:
    text = f"序号|工作任务|责任单位|{other}|三季度完成情况\n1|新建学校3所|县教育局|建成1所|建成2所"
    record = read(reference, text)
    assert record.entries[0].assignments[0].progress == "建成2所"
    assert [f.printed for f in record.findings if f.kind == "rival-column"] == noted


def test_texts_behind_the_target_say_more_of_it_and_signs_do_not(reference: Reference) -> None:
    rows = (("新建学校", "占地三十亩，设四十个班"), ("改造道路", "长五公里，双向四车道"), ("建设水厂", "日供水三万吨"))
    text = "序号|工作任务|甲乙|责任单位" + "".join(
        f"\n{no}|{a}|{b}|县水务局" for no, (a, b) in enumerate(rows, start=1)
    )
    record = read(reference, text)
    assert [entry.wording for entry in record.entries] == [f"{a}\n{b}" for a, b in rows]
    assert [finding.printed for finding in record.findings if finding.kind == "guessed-column"] == ["甲乙"]
    signs = read(reference, "序号|工作任务|甲乙|责任单位\n1|新建学校|甲|县教育局\n2|改造道路|乙|县交通局")
    assert [entry.wording for entry in signs.entries] == ["新建学校", "改造道路"]


def test_remarks_that_report_are_the_report_where_there_is_no_other(reference: Reference) -> None:
    rows = ("1|新建学校3所|县教育局|已建成2所", "2|新建公园2处|县住建局|全部开放", "3|新开线路4条|县交通局|完成2条")
    record = read(reference, "\n".join(("序号|工作任务|责任单位|备注", *rows)))
    assert [e.assignments[0].progress for e in record.entries] == ["已建成2所", "全部开放", "完成2条"]
    assert [(f.understood, f.printed) for f in record.findings if f.kind == "guessed-column"] == [("progress", "备注")]


def test_a_remark_reports_where_neither_report_nor_rate_does(reference: Reference) -> None:
    rows = ("1|新增床位|县民政局|90张|80|89%|", "2|新增摄像头|县公安局|90个|||设备采购中")
    record = read(reference, "\n".join(("序号|工作任务|责任单位|目标|完成情况|完成率|备注", *rows)))
    assert [e.assignments[0].progress for e in record.entries] == ["80", "设备采购中"]


@pytest.mark.parametrize("remarks", [("跨年项目", "续建", "已立项"), ("已建成2所", "", ""), ("—", "—", "已建成2所")])
def test_other_remarks_are_remarks(reference: Reference, remarks: tuple[str, ...]) -> None:
    rows = ("1|新建学校3所|县教育局", "2|新建公园2处|县住建局", "3|新开线路4条|县交通局")
    text = "\n".join(("序号|工作任务|责任单位|备注", *(f"{row}|{r}" for row, r in zip(rows, remarks, strict=True))))
    assert [e.assignments[0].progress for e in read(reference, text).entries] == ["", "", ""]


@pytest.mark.parametrize("total", ["合计", "合计（2项）", "合计：2项", "总计:共2个"])
def test_a_total_is_no_target(reference: Reference, total: str) -> None:
    record = read(reference, f"序号|工作任务|责任单位\n1|新建学校3所|县教育局\n2|新建公园2处|县住建局\n{total}||")
    assert [entry.wording for entry in record.entries] == ["新建学校3所", "新建公园2处"]
    assert [finding.printed for finding in record.findings if finding.kind == "total-row"] == [total]


def test_where_one_column_holds_the_claims_and_one_the_reports_each_is_what_it_holds(reference: Reference) -> None:
    rows = ("1|新建渡口3处|县交通局|建成渡口3处。|已办结", "2|疏浚河道9公里|县水利局|疏浚河道8公里。|未办结")
    record = read(reference, "\n".join(("序号|实事内容|牵头部门|办结情况|办理结果", *rows)))
    parts = [entry.assignments[0] for entry in record.entries]
    assert [part.claim_printed for part in parts] == ["已办结", "未办结"]
    assert [part.progress for part in parts] == ["建成渡口3处。", "疏浚河道8公里。"]


def test_a_sheet_may_name_the_leader_of_its_rows(reference: Reference) -> None:
    sheets = {"陶敏副市长": "新建学校3所", "沈国庆副市长": "新建公园2处", "汇总": "修建道路5条"}
    lines: list[PrintedLine] = []
    for sheet, task in sheets.items():
        for cells in (("序号", "工作任务", "责任单位"), ("1", task, "县教育局")):
            lines.append(PrintedLine(len(lines) + 1, cells, sheet=sheet))
    source = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.xlsx", "0" * 64, tuple(lines)), source)
    told = [(entry.wording, entry.assignments[0].leader) for entry in record.entries]
    assert told == [("新建学校3所", "陶敏"), ("新建公园2处", "沈国庆"), ("修建道路5条", None)]
    assert [f.printed for f in record.findings if f.kind == "leader-in-heading"] == ["陶敏副市长", "沈国庆副市长"]


@pytest.mark.parametrize(("group", "lead"), [("牵头领导及单位", ("县教育局",)), ("责任领导和责任单位", ())])
def test_below_a_header_for_both_one_column_names_leaders_and_one_units(
    reference: Reference, group: str, lead: tuple[str, ...]
) -> None:
    record = read(reference, f"序号|工作任务|{group} 领导|{group} 单位|进展情况\n1|新建学校3所|陶敏|县教育局|已建成2所")
    (part,) = record.entries[0].assignments
    assert (part.leader, part.units, part.lead_units) == ("陶敏", ("县教育局",), lead)


@pytest.mark.parametrize(
    ("text", "units", "measures"),
    [
        (
            "序号|工作任务|数量|单位\n1|硬化村道|12|公里\n2|新建卫生所|3|所\n3|培训船工|2|万人",
            [(), (), ()],
            ["公里", "所", "万人"],
        ),
        (
            "指标名称|单位|目标值|责任单位\n增设渡口|处|5|县交通局\n添置渡船|台|7|县航运局",
            [("县交通局",), ("县航运局",)],
            ["处", "台"],
        ),
        (
            "序号|工作任务|单位\n1|硬化村道12公里|县交通局\n2|新建卫生所3所|卫生所",
            [("县交通局",), ("卫生所",)],
            [],
        ),
    ],
)
def test_a_column_of_units_of_measurement_names_nobody_who_answers(
    reference: Reference, text: str, units: list[tuple[str, ...]], measures: list[str]
) -> None:
    entries = read(reference, text).entries
    assert [entry.units for entry in entries] == units
    assert [figure.unit for entry in entries for figure in entry.figures] == measures


@pytest.mark.parametrize("figures", ["累计完成（万元）", "完成情况", "实际完成"])
def test_words_report_beside_a_column_of_bare_figures(reference: Reference, figures: str) -> None:
    header = f"序号|工作任务|责任单位|{figures}|形象进度"
    record = read(reference, f"{header}\n1|修建北桥|县交通局|3100|桥墩完成\n2|新建南站|县住建局|820|正在招标")
    (part, *_), _ = (entry.assignments for entry in record.entries)
    assert (part.progress, [report.text for report in part.reports]) == ("桥墩完成", ["3100"])
    assert [(f.printed, f.reported) for f in record.entries[0].figures] == [("3100", True)]


def test_figures_alone_are_the_report(reference: Reference) -> None:
    record = read(reference, "序号|工作任务|责任单位|完成情况\n1|修渠30公里|县水务局|12\n2|植树900亩|县林业局|400")
    assert [entry.assignments[0].progress for entry in record.entries] == ["12", "400"]


@pytest.mark.parametrize("problem", ["问题表现", "存在问题", "问题描述"])
def test_measures_behind_what_is_wrong_are_the_target(reference: Reference, problem: str) -> None:
    rows = "1|乡镇污水站时开时停，运行记录不全|安排运行经费30万元，配齐管护人员9名|县住建局|已完成"
    record = read(reference, f"序号|{problem}|整改措施|责任单位|整改情况\n{rows}")
    assert record.entries[0].wording.split("\n") == rows.split("|")[1:3]


def test_measures_behind_what_is_to_be_reached_are_no_part_of_it(reference: Reference) -> None:
    rows = "1|新建污水处理站9座并全部投入运行|安排运行经费30万元，配齐管护人员9名|县住建局"
    record = read(reference, f"序号|工作任务|工作措施|责任单位\n{rows}")
    assert record.entries[0].wording == rows.split("|")[1]


def test_money_spent_in_each_quarter_is_a_figure_of_it(reference: Reference) -> None:
    quarters = "各季度完成投资（万元） 一季度|各季度完成投资（万元） 二季度"
    header = f"序号|项目名称|责任单位|年度计划投资（万元）|{quarters}|形象进度"
    record = read(reference, f"{header}\n1|北桥|县交通局|900|100|260|桥墩完成\n2|南站|县住建局|700|90|80|正在招标")
    assert [(f.printed, f.period, f.reported) for f in record.entries[0].figures] == [
        ("900", "", False),
        ("100", "一季度", True),
        ("260", "二季度", True),
    ]


@pytest.mark.parametrize(
    ("header", "said", "share", "report"),
    [
        ("完成率", "正在施工", "86", "正在施工\n完成率86%"),
        ("完成率（%）", "", "86.5", "86.5%"),
        ("完成率", "正在施工", "0.86", "正在施工"),
        ("完成率", "已建成9处", "86", "已建成9处"),
    ],
)
def test_a_bare_number_in_a_column_of_shares_is_a_share(
    reference: Reference, header: str, said: str, share: str, report: str
) -> None:
    text = f"序号|工作任务|进展情况|{header}\n1|新建公园12处|{said}|{share}\n2|修路3条|已完成|"
    assert read(reference, text).entries[0].assignments[0].progress == report


def test_a_row_without_a_number_that_reports_a_figure_is_a_promise_of_its_own(reference: Reference) -> None:
    rows = ("1|硬化道路|公里|40|41", "|改造道路|公里|16|17", "2|新建学校|所|3|2", "|扩建学校|所|5|4")
    record = read(reference, "\n".join(("序号|考核指标|单位|工作目标|已完成数", *rows)))
    told = [(entry.number, entry.assignments[0].progress) for entry in record.entries]
    assert told == [("1", "41"), ("1", "17"), ("2", "2"), ("2", "4")]
    assert not [finding for finding in record.findings if finding.kind == "merged-row"]


def test_a_report_under_a_header_of_money_is_none_elsewhere(reference: Reference) -> None:
    record = read(reference, "序号|项目|投资完成情况\n1|新建学校3所|完成7万元，占计划的49%\n2|新建公园2处|完成9万元")
    assert [entry.assignments[0].progress for entry in record.entries] == ["完成7万元，占计划的49%", "完成9万元"]
    assert not [finding for finding in record.findings if finding.kind == "progress-elsewhere"]


@pytest.mark.parametrize(("header", "asked"), [("", 1), ("|责任单位", 0)])
def test_one_more_column_is_asked_about_where_something_is_missing(
    reference: Reference, header: str, asked: int
) -> None:
    cell = "|县教育局" if header else ""
    text = f"序号|品名|工作任务|完成情况{header}\n1|教具|新建学校3所|建成2所{cell}\n2|器材|新建公园2处|建成1处{cell}"
    assert len(unclear(read(reference, text))) == asked


@pytest.mark.parametrize("year", ["", "年"])
def test_years_without_the_word_for_one_head_figures(reference: Reference, year: str) -> None:
    text = f"指标名称|单位|2020{year}|2025{year}\n地区生产总值|亿元|120|180\n森林覆盖率|%|31|33"
    told = [(figure.printed, figure.reported) for entry in read(reference, text).entries for figure in entry.figures]
    assert told == [("120", True), ("180", False), ("31", True), ("33", False)]


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
