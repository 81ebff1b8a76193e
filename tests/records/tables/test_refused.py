from __future__ import annotations

import pytest

from heze_graph.errors import TableError
from heze_graph.reference import Reference
from tests.records.tables.test_columns import read

YEARS = "碧溪县历年主要指标\n指标|2021年|2022年|2023年\n粮食总产量（万吨）|31|32|33\n常住人口（万人）|40|41|40"
PRAISE = "碧溪县先进个人公示\n序号|姓名|工作单位|主要事迹\n1|陈国明|县住建局|带队改造老旧小区三十个，群众满意"


@pytest.mark.parametrize(
    ("text", "found"),
    [(YEARS, "one year after the other .*2021、2022、2023.*--column 2023年=figure"), (PRAISE, "lists of persons")],
    ids=["years-that-were", "deeds-of-persons"],
)
def test_what_promises_nothing_is_refused(reference: Reference, text: str, found: str) -> None:
    with pytest.raises(TableError, match=found):
        read(reference, text)


def test_years_of_which_one_is_promised_by_the_title_or_by_the_user_are_read(reference: Reference) -> None:
    plan = read(reference, YEARS.replace("历年主要指标", "三年行动计划指标"))
    said = read(reference, YEARS, {"2023年": "figure"})
    assert [len(record.entries) for record in (plan, said)] == [2, 2]


def test_a_table_without_texts_is_refused(reference: Reference) -> None:
    with pytest.raises(TableError, match=r"the likeliest is “责任单位” .*--column 责任单位=target"):
        read(reference, "序号|责任单位|完成时限\n1|县教育局|6月\n2|县财政局|8月")


@pytest.mark.parametrize(
    "rows",
    [
        "序号|姓名|单位|职务|联系电话\n1|聂元科|县教育局|局长|5550001\n2|林晓芸|县财政局|局长|5550002",
        "序号|企业名称|统一社会信用代码|注册地址\n1|甲乙化工有限公司|91370000MA00000001|甲山镇长江路1号",
        "序号|单位名称|信用代码|地址|监管部门\n1|甲乙化工有限公司|91370000MA00000001|甲山镇长江路1号|县应急局",
        "清溪县2024年企业名单\n序号|企业名称|主营产品\n1|甲乙机械有限公司|数控机床主轴及配套部件\n2|丙丁粮油有限公司|速冻蔬菜",
        "序号|姓名|工作单位|职称|所驻村\n1|聂元科|县农科所|研究员|前河村\n2|林晓芸|县林业局|助理工程师|后河村",
        "序号|单位名称|所属县区|补贴（万元）\n1|甲乙化工有限公司|甲山区|20\n2|丙丁粮油有限公司|甲山区|10",
    ],
)
def test_a_list_of_persons_or_companies_is_refused(reference: Reference, rows: str) -> None:
    with pytest.raises(TableError, match=r"among 序号 \| .*lists of persons"):
        read(reference, rows)


@pytest.mark.parametrize("title", ["碧溪县2024年民生实事项目名单", "碧溪县2024年重点项目名录"])
def test_names_of_work_are_read(reference: Reference, title: str) -> None:
    record = read(reference, f"{title}\n序号|项目名称|牵头单位\n1|新建幼儿园3所|县教育局\n2|碧溪大桥工程|县交通局")
    assert [entry.units for entry in record.entries] == [("县教育局",), ("县交通局",)]


def test_a_header_without_rows_is_told(reference: Reference) -> None:
    with pytest.raises(TableError, match="a header and no rows below it"):
        read(reference, "序号|工作任务|责任单位")


def test_no_header_is_told_with_the_cure(reference: Reference) -> None:
    with pytest.raises(TableError, match=r"line 1 reads 甲 \| 乙.*--column 甲=target"):
        read(reference, "甲|乙\n丙|丁")
