"""Tables copied one cell a line whose header is lost, stands in two lines, or names no target."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.model.understood import Entry, Record
from heze_graph.readers.text import read_text
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference


def read(text: str, folder: Path, reference: Reference) -> Record:
    """Return what is understood of a text."""
    path = folder / "copied.txt"
    path.write_text(text, encoding="utf-8")
    return understand(read_text(path), FileContext(reference.register(""), reference.language, ""))


def parts(entry: Entry) -> tuple[str | None, str, tuple[str, ...], str | None, str]:
    """Return number, text, units, leader and deadline of an entry."""
    (part,) = entry.assignments
    return entry.number, entry.wording, part.units, part.leader, part.deadline_printed


ROWS = (
    ("1", "疏浚支渠", "疏浚支渠9公里", "县水务局", "丁一鸣", "主汛期前完工"),
    ("2", "修缮校舍", "修缮校舍12栋", "县教育局、县财政局", "石磊", "8月底"),
    ("3", "铺设管道", "铺设管道31公里", "县住建局", "丁一鸣", "11月底"),
)


@pytest.mark.parametrize("blank", ["", "\n"])
def test_rows_without_a_header_one_cell_a_line(tmp_path: Path, reference: Reference, blank: str) -> None:
    text = f"\n{blank}".join(cell for row in ROWS for cell in row)
    record = read(f"丙县2024年实事\n{blank}{text}\n", tmp_path, reference)
    assert [parts(entry) for entry in record.entries] == [
        (number, text, tuple(units.split("、")), leader, deadline) for number, _, text, units, leader, deadline in ROWS
    ]


def test_of_two_columns_of_units_the_first_leads(tmp_path: Path, reference: Reference) -> None:
    rows = (
        ("1", "修建水池", "修建水池7座", "县水务局", "县财政局、各乡镇", "11月底"),
        ("2", "更换灯具", "更换灯具600套", "县城管局", "县住建局", "汛期前"),
        ("3", "建设厂房", "建设厂房5栋", "县工信局", "县发改局", "9月底"),
    )
    record = read("丙县2024年实事\n" + "\n".join(cell for row in rows for cell in row), tmp_path, reference)
    answers = [entry.assignments[0] for entry in record.entries]
    assert [part.lead_units for part in answers] == [(row[3],) for row in rows]
    assert [part.units for part in answers] == [tuple(f"{row[3]}、{row[4]}".split("、")) for row in rows]
    assert [part.deadline_printed for part in answers] == [row[5] for row in rows]
    assert sum(finding.kind == "guessed-column" for finding in record.findings) >= 3


def test_a_row_that_lacks_a_cell_has_none_of_its_neighbours(tmp_path: Path, reference: Reference) -> None:
    rows = [
        *ROWS,
        ("4", "种植行道树", "种植行道树800株", "县林业局", "年底"),
        ("5", "开办夜校", "开办夜校6所", "县妇联", "石磊", "9月"),
    ]
    record = read("丙县2024年实事\n" + "\n".join(cell for row in rows for cell in row), tmp_path, reference)
    assert parts(record.entries[3]) == ("4", "种植行道树800株", ("县林业局",), None, "年底")
    assert parts(record.entries[4]) == ("5", "开办夜校6所", ("县妇联",), "石磊", "9月")


def test_a_second_paragraph_of_a_promise_is_no_unit(tmp_path: Path, reference: Reference) -> None:
    header = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
    rows = (
        ("1", "种植行道树800株。", "县林业局", "县财政局", "年底"),
        ("2", "疏通管网12公里。", "改造泵站2座。", "县水务局", "9月"),
    )
    record = read("丙县2024年实事\n" + "\n".join(cell for row in (header, *rows) for cell in row), tmp_path, reference)
    assert parts(record.entries[1]) == ("2", "疏通管网12公里。\n改造泵站2座。", ("县水务局",), None, "9月")
    assert record.entries[1].assignments[0].lead_units == ("县水务局",)


def test_pieces_of_headers_that_are_headers_themselves_are_put_together(tmp_path: Path, reference: Reference) -> None:
    header = "序号 项目 类别 具体内容 牵头 部门 相关责任部门 完成 时间"
    rows = "1 办好普惠园 教育局 12个镇 2024年 2 建设疾控网络 卫生局 12个镇 2023年"
    again = "3 修缮文化站 文化局 12个镇 2025年"
    text = "\n".join(f"丙县2023年工作分解表 {header} {rows} {header} {again}".split())
    record = read(text, tmp_path, reference)
    assert [parts(entry) for entry in record.entries] == [
        ("1", "办好普惠园", ("教育局", "12个镇"), None, "2024年"),
        ("2", "建设疾控网络", ("卫生局", "12个镇"), None, "2023年"),
        ("3", "修缮文化站", ("文化局", "12个镇"), None, "2025年"),
    ]


def test_labels_alone_in_their_lines_make_no_table(tmp_path: Path, reference: Reference) -> None:
    items = "".join(f"{n}\n{text}\n责任单位\n{unit}\n" for n, _, text, unit, *_ in ROWS)
    record = read(f"丙县2024年实事\n{items}", tmp_path, reference)
    assert [entry.wording for entry in record.entries] == [row[2] for row in ROWS]


def test_problems_and_measures_say_what_is_to_be_done(tmp_path: Path, reference: Reference) -> None:
    cells = (
        ("序号", "存在问题", "整改措施", "责任领导", "责任单位", "整改时限"),
        ("1", "台账不全", "补齐台账40册", "丁一鸣", "县档案局", "2024年5月底"),
        ("2", "排口未清", "清理排口7处", "石磊", "县水务局", "2024年7月底"),
    )
    record = read("\n".join(cell for row in cells for cell in row), tmp_path, reference)
    assert [(e.assignments[0].units, e.assignments[0].leader) for e in record.entries] == [
        (("县档案局",), "丁一鸣"),
        (("县水务局",), "石磊"),
    ]
    assert ["补齐台账40册" in record.entries[0].wording, "清理排口7处" in record.entries[1].wording] == [True, True]


def test_parts_of_the_year_stand_below_one_header(tmp_path: Path, reference: Reference) -> None:
    cells = (
        *("实事内容", "工作任务", "责任单位", "进展情况", "一季度", "二季度", "三季度"),
        *("出行", "新辟公交线路3条", "区交通局", "完成勘察。", "签订合同。", "开通2条。"),
        *("饮水", "更换水表2400只", "区水务局", "完成采购。", "更换800只。", "更换2400只。"),
    )
    record = read("丙区2023年实事\n" + "\n".join(cells), tmp_path, reference)
    assert [entry.wording.split("\n")[-1] for entry in record.entries] == ["新辟公交线路3条", "更换水表2400只"]
    (first,), (second,) = (entry.assignments for entry in record.entries)
    assert (first.progress, [each.text for each in first.reports]) == ("开通2条。", ["完成勘察。", "签订合同。"])
    assert (second.progress, [each.text for each in second.reports]) == ("更换2400只。", ["完成采购。", "更换800只。"])


def test_halves_of_the_year_stand_below_one_header(tmp_path: Path, reference: Reference) -> None:
    cells = (
        *("项目名称", "责任单位", "进展情况", "上半年", "下半年"),
        *("新建码头1座", "区交通局", "桩基完工。", "通过验收。"),
        *("更换水表900只", "区水务局", "更换400只。", "全部更换。"),
    )
    record = read("丙区2023年实事\n" + "\n".join(cells), tmp_path, reference)
    parts_of = [entry.assignments[0] for entry in record.entries]
    told = [(*(each.text for each in part.reports), part.progress) for part in parts_of]
    assert told == [("桩基完工。", "通过验收。"), ("更换400只。", "全部更换。")]


@pytest.mark.parametrize("header", ["单位", "乡镇"])
@pytest.mark.parametrize("rule", ["", " |"])
def test_towns_name_the_rows_of_a_matrix(tmp_path: Path, reference: Reference, header: str, rule: str) -> None:
    cells = (header, "到2026年累计改造提升梯田面积（万亩）", "新修机耕道（公里）")
    rows = (("松乡", "1.2", "20"), ("竹溪镇", "1.4", "18"), ("梅坪镇", "1.0", "20"))
    text = "\n".join(f"{cell}{rule}" for row in (cells, *rows) for cell in row)
    record = read(f"丙区2024年梯田改造任务表\n{text}\n", tmp_path, reference)
    assert [entry.wording for entry in record.entries] == [row[0] for row in rows]
    assert [tuple(figure.printed for figure in entry.figures) for entry in record.entries] == [row[1:] for row in rows]


def test_numbered_paragraphs_stand_in_one_cell(tmp_path: Path, reference: Reference) -> None:
    cells = (
        *("序号", "重点工作", "主要举措", "责任部门", "完成时间"),
        *("1", "办好校园食堂", "1.更换灶台18座；", "2.开设窗口4个。", "后勤处", "2023年11月"),
        *("2", "整修操场", "铺设草坪2600平方米。", "基建处", "2023年8月"),
        *("3", "充实馆藏", "新购图书9000册。", "图书馆", "2023年12月"),
    )
    record = read("\n".join(cells), tmp_path, reference)
    first, *others = ("".join(entry.wording.split()) for entry in record.entries)
    assert "1.更换灶台18座；2.开设窗口4个。" in first
    assert [part.units for entry in record.entries for part in entry.assignments] == [
        ("后勤处",),
        ("基建处",),
        ("图书馆",),
    ]
    assert len(others) == 2


def test_an_office_of_a_named_place_signs_below_a_row_that_says_who_answers(
    tmp_path: Path, reference: Reference
) -> None:
    cells = (
        *("序号", "工作目标", "责任单位", "完成时限"),
        *("1", "建粮仓2座", "县商务局", "8月底", "2", "修水闸3座", "县水务局", "9月底", "3", "植树500株", "县林业局"),
        *("丙山县人民政府办公室", "2024年2月20日"),
    )
    record = read("\n".join(cells), tmp_path, reference)
    assert record.entries[-1].assignments[0].units == ("县林业局",)
    assert record.document.year == 2024


@pytest.mark.parametrize(("caption", "end"), [("表：", ""), ("附表 ", "表"), ("", ""), ("", "表")])
def test_a_title_below_a_table_is_no_row(tmp_path: Path, reference: Reference, caption: str, end: str) -> None:
    rows = (
        "序号 项目 牵头单位 配合单位 目标值 完成值",
        "1 修路 市交通局 市财政局 60公里 52公里",
        "2 植树 市林业局 各县区 900亩 870亩",
        "3 建桥 市住建局 市水利局 4座 4座",
    )
    for gap in ("   ", " "):
        text = "\n".join(row.replace(" ", gap) for row in rows)
        record = read(f"{text}\n{caption}丙州市2025年1—9月重点任务完成情况{end}\n", tmp_path, reference)
        assert [entry.number for entry in record.entries] == ["1", "2", "3"]
        assert record.document.year == 2025
        assert record.entries[-1].assignments[0].progress == "4座"


@pytest.mark.parametrize("day", ["2021 年 12 月", "2021年 12 月 5 日", "2021 年底", "2021年9月 30日"])
def test_no_blank_inside_a_date_parts_columns(tmp_path: Path, reference: Reference, day: str) -> None:
    rows = ("序号 工作任务 责任单位 完成时限", f"1 新建学校3所 市教育局 {day}", f"2 改造道路5条 市住建局 {day}")
    record = read("丙市2021年重点工作\n" + "\n".join(rows) + "\n", tmp_path, reference)
    assert [parts(entry) for entry in record.entries] == [
        ("1", "新建学校3所", ("市教育局",), None, day),
        ("2", "改造道路5条", ("市住建局",), None, day),
    ]


@pytest.mark.parametrize("gap", [" ", "   ", "\u3000"])
@pytest.mark.parametrize("caption", ["", "表2 "])
@pytest.mark.parametrize("answers", [True, False])
def test_indicators_without_numbers_by_parts_of_the_year(
    gap: str, caption: str, answers: bool, tmp_path: Path, reference: Reference
) -> None:
    rows = (
        ("指标名称", "责任单位", "一季度", "二季度", "三季度"),
        ("出口额", "市商务局", "12.5", "26", "40.1"),
        ("用电量", "市工信局", "8", "17.2", "25"),
        ("货运量", "市交通局", "3", "6.6", "9.8"),
    )
    text = "\n".join(gap.join(cell for at, cell in enumerate(row) if answers or at != 1) for row in rows)
    record = read(f"{text}\n{caption}丙州市2024年主要指标分季度目标\n", tmp_path, reference)
    assert [entry.wording for entry in record.entries] == ["出口额", "用电量", "货运量"]
    assert [tuple(figure.printed for figure in entry.figures) for entry in record.entries] == [r[2:] for r in rows[1:]]
    assert [entry.assignments[0].units for entry in record.entries] == [(r[1],) if answers else () for r in rows[1:]]
    assert record.document.year == 2024


@pytest.mark.parametrize(
    ("end", "texts"),
    [
        ("", ["修渠4公里，灌溉农田千亩", "清淤9处", "建校2所，增加学位800个", "植树3万株"]),
        ("。", ["修渠4公里，灌溉农田千亩。", "清淤9处。\n建校2所，增加学位800个。", "植树3万株。"]),
    ],
)
def test_rows_that_no_number_parts_are_doubtful_where_a_cell_was_merged(
    end: str, texts: list[str], tmp_path: Path, reference: Reference
) -> None:
    cells = ("类别", "目标任务", "责任单位")
    rows = ("城建类", f"修渠4公里，灌溉农田千亩{end}", "县水利局", f"清淤9处{end}", f"建校2所，增加学位800个{end}")
    text = "\n".join((*cells, *rows, "县教育局", f"植树3万株{end}", "县林业局"))
    record = read(f"丙县2024年民生实事任务清单\n{text}\n", tmp_path, reference)
    assert [entry.wording for entry in record.entries] == texts
    assert record.entries[0].assignments[0].units == ("县水利局",)
    assert record.entries[-1].assignments[0].units == ("县林业局",)
    assert ("rows-by-position", 9) in [(finding.kind, finding.line) for finding in record.findings]


def test_a_header_alone_has_no_rows(tmp_path: Path, reference: Reference) -> None:
    with pytest.raises(TableError, match="no rows below it"):
        read("序号,目标任务,责任单位,完成时限\n", tmp_path, reference)


def test_a_class_of_promises_is_none_of_them(tmp_path: Path, reference: Reference) -> None:
    rows = (
        "教育",
        "建校2所，增加学位800个",
        "县教育局",
        "整治校园周边环境秩序",
        "医疗",
        "县医院门诊楼投入使用",
        "县卫健局",
    )
    text = "\n".join(("丙县2024年实事清单", "类别", "实事内容", "责任单位", *rows))
    entries = read(text, tmp_path, reference).entries
    assert [(entry.wording, entry.assignments[0].units) for entry in entries] == [
        ("建校2所，增加学位800个", ("县教育局",)),
        ("整治校园周边环境秩序", ("县教育局",)),
        ("县医院门诊楼投入使用", ("县卫健局",)),
    ]


def test_a_short_name_that_nobody_knows_answers_where_a_remark_follows(tmp_path: Path, reference: Reference) -> None:
    text = "1\n滨河路改造\n市路投\n完成\n移交\n2\n水厂扩建\n市水利局\n推进中\n3\n公园新建\n市林业局\n推进中"
    record = read(f"甲市2024年项目\n序号\n项目\n责任单位\n状态\n备注\n{text}\n", tmp_path, reference)
    assert [entry.units for entry in record.entries] == [("市路投",), ("市水利局",), ("市林业局",)]
    assert record.entries[0].wording == "滨河路改造"


def test_a_second_text_with_a_day_of_its_own_is_a_part_of_its_own(tmp_path: Path, reference: Reference) -> None:
    rows = ("序号\t任务\t责任单位\t时限", "1\t修桥\t县水利局\t5月底前", "\t修路\t\t9月底前", "2\t建校\t县教育局\t年底")
    record = read("丙县2024年任务\n" + "\n".join(rows), tmp_path, reference)
    assert [(entry.number, entry.wording) for entry in record.entries] == [("1", "修桥"), ("1", "修路"), ("2", "建校")]
