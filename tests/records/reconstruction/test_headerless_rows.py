"""Numbered rows without a header whose cells stand without anything between them; halves of one sheet."""

from __future__ import annotations

import pytest

from heze_graph.errors import TableError
from heze_graph.reference import Reference
from tests.records.reconstruction.test_broken_rows import record_of

TITLE = "云溪市2024年重点工作\n"


@pytest.mark.parametrize(
    ("rows", "leader"),
    [
        (
            "1新建水厂2座市水利局2024年6月\n2更新电梯80部市住建局、市城管局2024年9月底\n3培训护工500人市民政局2024年12月",
            None,
        ),
        (
            "1新建水厂2座2024年6月市水利局\n2更新电梯80部2024年9月底市住建局、市城管局\n3培训护工500人2024年12月市民政局",
            None,
        ),
        (
            "1新建水厂2座李明远市水利局2024年6月\n2更新电梯80部李明远市住建局、市城管局2024年9月底\n3培训护工500人王立群市民政局2024年12月",
            "李明远",
        ),
    ],
)
def test_glued_rows_without_a_header_are_read(reference: Reference, rows: str, leader: str | None) -> None:
    record = record_of(reference, TITLE + rows)
    assert [(entry.number, entry.wording, entry.units) for entry in record.entries] == [
        ("1", "新建水厂2座", ("市水利局",)),
        ("2", "更新电梯80部", ("市住建局", "市城管局")),
        ("3", "培训护工500人", ("市民政局",)),
    ]
    assert record.entries[1].assignments[0].deadline_printed == "2024年9月底"
    assert record.entries[0].assignments[0].leader == leader
    assert {finding.understood for finding in record.findings if finding.kind == "guessed-column"} >= {
        "target",
        "units",
    }


def test_columns_are_told_by_what_their_cells_hold_in_whatever_order(reference: Reference) -> None:
    rows = "1市水利局新建水厂2座2024年6月\n2市住建局更新电梯80部2024年9月底\n3市民政局培训护工500人2024年12月"
    record = record_of(reference, TITLE + rows)
    assert [(entry.wording, entry.units) for entry in record.entries] == [
        ("新建水厂2座", ("市水利局",)),
        ("更新电梯80部", ("市住建局",)),
        ("培训护工500人", ("市民政局",)),
    ]


def test_glued_rows_end_where_the_name_of_a_bureau_begins(reference: Reference) -> None:
    rows = "1建成县城至东坪镇快速路县交通运输局、恒泰路桥12月底\n2改造管网18公里县住建局9月底"
    record = record_of(reference, f"序号重点任务责任单位完成时限\n{rows}")
    told = [(entry.wording, entry.assignments[0].units) for entry in record.entries]
    assert told == [("建成县城至东坪镇快速路", ("县交通运输局", "恒泰路桥")), ("改造管网18公里", ("县住建局",))]


def test_glued_rows_that_nobody_can_part_are_refused_as_numbered(reference: Reference) -> None:
    rows = "1抓好春耕农业组\n2防火巡山林业站\n3新建厂房工业办"
    with pytest.raises(TableError, match="found 3 numbered rows whose cells run together"):
        record_of(reference, f"任务安排\n{rows}")


def test_targets_that_hold_dates_are_not_taken_for_targets_alone(reference: Reference) -> None:
    rows = "1新建水厂2座2024年6月底前市水利局\n2更新电梯80部某日市住建局\n3培训护工500人2024年12月底前市民政局"
    with pytest.raises(TableError, match="3 numbered rows"):
        record_of(reference, f"任务安排\n{rows}")


def test_a_table_without_targets_as_long_as_the_one_before_is_its_other_half(reference: Reference) -> None:
    left = "序号|工作目标|分管领导\n1|新建水厂2座|李明远\n2|更新电梯80部|李明远\n3|培训护工500人|王立群\n"
    right = "责任单位|完成时限|是否完成\n市水利局|6月|是\n市住建局|9月|否\n市民政局|12月|是"
    with pytest.raises(TableError, match=r"责任单位 \| 完成时限 \| 是否完成.*3 each: they look like the halves"):
        record_of(reference, TITLE + left + right)


@pytest.mark.parametrize(("printed", "read"), [("45657", "2024-12-31"), ("2024年底", "2024年底"), ("202409", "202409")])
def test_the_number_of_a_day_is_read_as_the_day(reference: Reference, printed: str, read: str) -> None:
    record = record_of(
        reference, f"{TITLE}序号|工作目标|责任单位|完成时限\n1|新建水厂2座|市水利局|{printed}\n2|植树|市林业局|6月"
    )
    assert record.entries[0].assignments[0].deadline_printed == read
    told = [(each.printed, each.understood, each.column) for each in record.findings if each.kind == "day-as-number"]
    assert told == ([(printed, read, 4)] if read != printed else [])
    assert record.rows[0].cells[3].printed == printed
