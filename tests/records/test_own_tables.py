from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference
from tests.records.own_tables import TABLES, expected, printed, understood

PATHS = sorted(TABLES.glob("*.tsv"))


def test_there_are_tables_of_many_manners() -> None:
    assert len(PATHS) >= 40


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.stem))
def test_a_table_is_understood_as_a_careful_reader_does(path: Path, reference: Reference) -> None:
    assert understood(path, reference) == expected(path)


def test_cells_of_failed_formulas_are_told(reference: Reference) -> None:
    record = understand(
        printed(TABLES / "failed-formulas.tsv"), FileContext(reference.register(""), reference.language, "")
    )
    told = [(each.line, each.column, each.printed) for each in record.findings if each.kind == "error-value"]
    assert told == [(3, 4, "#N/A"), (3, 6, "#REF!"), (4, 5, "#VALUE!"), (6, 5, "Err:502")]
    assert [cell.printed for cell in record.rows[0].cells[3:]] == ["#N/A", "6月底", "#REF!"]


def test_a_title_between_header_and_rows_says_whose_table_it_is_and_when(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "table.tsv"
    lines = (
        "序号\t目标任务\t责任单位\t完成时限",
        "滨江市2022年重点任务三季度完成情况",
        "一、工业",
        "1\t新增规上企业8户\t市工信局\t12月底",
        "2\t建成厂房6万平方米\t市住建局\t11月底",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    record = read(TableFile.at(path), reference)
    assert record.document.name == "滨江市-2022-q3"
    assert [str(entry.assignments[0].deadline.due) for entry in record.entries if entry.assignments[0].deadline] == [
        "2022-12-31",
        "2022-11-30",
    ]


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        (("滨江市2022年重点任务完成情况", "1-8月进展情况", "已完成"), "m08"),
        (("滨江市2022年重点任务完成情况", "一季度进展情况\t上半年进展情况", "已启动\t"), "q1"),
        (("滨江市2022年指标表", "年度目标\t一季度\t上半年", "80\t20\t41"), "h1"),
        (("滨江市2022年指标表", "年度目标\t2021年", "80\t75"), "annual"),
        (("滨江市2022年全年任务完成情况", "1-8月进展情况", "已完成"), "annual"),
        (("滨江市2022年任务表", "上半年目标\t下半年目标", "20\t80"), "annual"),
        (("滨江市2022年推进计划", "年度目标\t一季度\t上半年", "建成\t选址\t开工"), "annual"),
    ],
)
def test_the_header_of_a_report_says_until_when(
    lines: tuple[str, str, str], period: str, tmp_path: Path, reference: Reference
) -> None:
    title, headers, cells = lines
    path = tmp_path / "table.tsv"
    rows = (f"{number}\t新建厂房（万平方米）\t{cells}\t市住建局" for number in (1, 2))
    path.write_text("\n".join((title, f"序号\t任务名称\t{headers}\t责任单位", *rows)), encoding="utf-8")
    found = read(TableFile.at(path), reference).document.period
    assert found is not None
    assert found.name == period


def test_the_name_of_a_file_says_until_when(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "滨江市2022年三季度.tsv"
    path.write_text("序号\t任务名称\t进展情况\t责任单位\n1\t新建厂房\t已启动\t市住建局\n", encoding="utf-8")
    assert read(TableFile.at(path), reference).document.name == "滨江市-2022-q3"
