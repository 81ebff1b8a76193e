from __future__ import annotations

import pytest

from heze_graph.errors import TableError
from heze_graph.reference import Reference
from tests.records.tables.test_columns import read

LOST = "序号|工作任务|完成时限|责任单位\n1|修路3公里|6月底|县交通局\n{row}\n{number}|建桥1座|9月底|县水利局"


@pytest.mark.parametrize(
    ("row", "number", "numbers", "kind"),
    [
        ("新建公园2处|10月底|县住建局", 3, ["1", None, "3"], "missing-number"),
        ("|新建公园2处||", 3, ["1", None, "3"], "missing-number"),
        ("|新建公园2处|10月底|县住建局", 2, ["1", "1", "2"], "number-by-order"),
    ],
    ids=["shifted", "alone", "part"],
)
def test_a_row_that_lost_its_number_is_told(
    reference: Reference, row: str, number: int, numbers: list[str | None], kind: str
) -> None:
    record = read(reference, LOST.format(row=row, number=number))
    assert [entry.number for entry in record.entries] == numbers
    assert [finding.line for finding in record.findings if finding.kind == kind] == [3]


SHORT = (
    "序号|工作任务|牵头单位|配合单位|完成时限\n1|新建学校3所|县教育局|县财政局|9月底\n{}"
    "\n3|新建公园2处|县住建局|县林业局|8月底"
)


@pytest.mark.parametrize("row", ["2|改造道路20公里|县交通局|6月底", "2|改造道路20公里|县交通局"])
def test_a_row_that_lacks_one_of_two_units_takes_none_from_above(reference: Reference, row: str) -> None:
    record = read(reference, SHORT.format(row))
    assert record.entries[1].units == ("县交通局",)
    assert [finding.kind for finding in record.findings if finding.line == 3][:1] == ["short-row"]


LEVELS = "清溪县2024年绩效目标表\n一级指标|二级指标|三级指标|指标值|备注\n产出指标|数量指标|培训人数|≥300人次|按季\n"


@pytest.mark.parametrize("mark", ["|", " "])
def test_levels_that_are_printed_once_hold_for_the_rows_below(reference: Reference, mark: str) -> None:
    rows = f"{LEVELS}巡查次数|≥12次\n质量指标|合格率|≥95%\n效益指标|社会效益|投诉处理率|100%"
    record = read(reference, rows.replace("|", mark))
    assert [(entry.wording.replace("\n", "/"), entry.figures[0].printed) for entry in record.entries] == [
        ("产出指标/数量指标/培训人数", "≥300人次"),
        ("产出指标/数量指标/巡查次数", "≥12次"),
        ("产出指标/质量指标/合格率", "≥95%"),
        ("效益指标/社会效益/投诉处理率", "100%"),
    ]
    assert [finding.kind for finding in record.findings].count("shifted-cell") == 2


FORM = (
    "项目名称\n护林经费\n主管部门\n清溪县林业局\n一级指标\n二级指标\n三级指标\n指标值"
    "\n产出指标\n数量指标\n巡查次数\n≥12次\n质量指标"
)


@pytest.mark.parametrize("last", ["三级指标", "指标内容"])
def test_a_table_of_levels_below_its_form_is_copied_a_cell_a_line(reference: Reference, last: str) -> None:
    form = "清溪县2024年绩效目标表\n" + FORM.replace("三级指标", last)
    record = read(reference, f"{form}\n达标率\n≥95%")
    assert [entry.figures[0].printed for entry in record.entries] == ["≥12次", "≥95%"]
    with pytest.raises(TableError, match=r"1 of 2 rows \(line 14\) have fewer cells"):
        read(reference, f"{form}\n≥95%")


def test_a_level_below_a_form_is_no_unit(reference: Reference) -> None:
    text = FORM.replace("二级指标\n三级指标", "指标内容").replace("数量指标\n", "")
    assert [entry.units for entry in read(reference, f"{text}\n≥95%").entries] == [()]


def test_rows_of_levels_that_may_lack_one_cell_or_another_are_refused(reference: Reference) -> None:
    with pytest.raises(TableError, match="1 of 2 rows \\(line 4\\) have fewer cells"):
        read(reference, f"{LEVELS}社会效益|群众知晓|知晓程度|显著提高")
