from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read
from heze_graph.records.assemble import understand
from heze_graph.records.document import Source
from heze_graph.reference import Reference
from tests.records.own_tables import TABLES, expected, printed, understood

PATHS = sorted(TABLES.glob("*.tsv"))


def test_there_are_tables_of_many_manners() -> None:
    assert len(PATHS) >= 40


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.stem))
def test_a_table_is_understood_as_a_careful_reader_does(path: Path, reference: Reference) -> None:
    assert understood(path, reference) == expected(path)


def test_cells_of_failed_formulas_are_told(reference: Reference) -> None:
    record = understand(printed(TABLES / "failed-formulas.tsv"), Source(reference.register(""), reference.language, ""))
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
