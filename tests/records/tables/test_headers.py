from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import ReferenceDataError
from heze_graph.model.printed import PrintedLine
from heze_graph.records.tables.header_lines import is_header, may_be_header
from heze_graph.records.tables.headers import saved_columns, sense_of
from heze_graph.reference import Reference


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("序 号", "number"),
        ("牵头负责领导", "leader"),
        ("责任\n单位", "units"),
        ("责任单位（牵头）", "lead_units"),
        ("主办（牵头）单位", "lead_units"),
        ("协同责任单位", "supporting_units"),
        ("责任单位及责任人", "leader_units"),
        ("责任领导/单位", "leader_units"),
        ("工作任务和目标要求", "target"),
        ("2016年重点工作", "target"),
        ("工作任务（46项）", "target"),
        ("主要建设内容及规模", "detail"),
        ("完成时限（月）", "deadline"),
        ("时间进度", "deadline"),
        ("2016年完成情况", "progress"),
        ("截至6月底进展情况", "progress"),
        ("9月份工作进展（截至9月30日）", "progress"),
        ("进展情况及存在问题", "progress"),
        ("是否完成年度目标", "claim"),
        ("进度是否滞后", "claim"),
        ("完成率（%）", "rate"),
        ("自评得分", "other"),
        ("自评情况", "claim"),
        ("牵头协调部门", "lead_units"),
        ("共同配合科室", "supporting_units"),
        ("实际完成时间", "other"),
        ("存在的主要问题及下步打算", "other"),
        ("任务来源", "other"),
        ("谁来干", None),
        ("", None),
        ("完成了全年目标任务的百分之八十以上并且超过了去年同期的水平", None),
    ],
)
def test_what_a_header_says(reference: Reference, printed: str, role: str | None) -> None:
    sense = sense_of(printed, reference.language)
    assert (sense.role if sense else None) == role


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        (("编号", "县政府领导", "2016年重点工作", "前三季度完成情况", "备注", "责任单位"), True),
        (("工作任务", "责任单位"), True),
        (("1", "推进重点工作", "各责任单位", "完成情况良好"), False),
        (("1", "聂元科", "做好工作", "年底"), False),
        (("首页", "政务公开", "互动交流"), False),
        (("责任单位", "责任部门", "承办单位"), False),
        (("一级指标", "二级指标", "三级指标", "指标性质"), True),
        (("工作任务", "目标及质量要求"), True),
        (("指标名称", "单位", "2020", "2025"), True),
        (("一级指标", "5"), False),
    ],
)
def test_which_line_is_a_header(reference: Reference, cells: tuple[str, ...], header: bool) -> None:
    assert is_header(cells, reference.language) is header


@pytest.mark.parametrize(("promised", "header"), [("目标任务", True), ("责任目标内容", True), ("项目名称", False)])
def test_two_columns_are_headed_by_a_number_and_what_is_promised(
    reference: Reference, promised: str, header: bool
) -> None:
    line, row = (PrintedLine(at, cells) for at, cells in enumerate((("序号", promised), ("1", "新建公厕5座")), start=1))
    assert may_be_header(line, [row], reference.language) is header


def test_a_saved_mapping_is_read(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    assert saved_columns(table) == ()
    (tmp_path / "heze-columns.csv").write_text("header,role\n承接方,units\n", encoding="utf-8-sig")
    assert saved_columns(table) == (("承接方", "units"),)


def test_a_saved_mapping_with_an_unknown_role_is_told(tmp_path: Path) -> None:
    (tmp_path / "heze-columns.csv").write_text("header,role\n承接方,unit\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"line 2: found “unit” in the column role"):
        saved_columns(tmp_path / "table.tsv")
