"""Tables laid across, drawn with signs, and plans by parts of the year in columns of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.model.understood import Record
from heze_graph.readers import read_file
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference

_ITEMS = [("1", "新建渡口3处", "县交通局"), ("2", "疏浚河道9公里", "县水利局")]


def _read(folder: Path, text: str, reference: Reference, name: str = "table.txt") -> Record:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return understand(read_file(path), FileContext(reference.register(""), reference.language, ""))


def _said(record: Record) -> list[tuple[str | None, str, str]]:
    return [(entry.number, entry.wording, "、".join(entry.units)) for entry in record.entries]


def test_a_table_laid_across_has_an_item_a_column(tmp_path: Path, reference: Reference) -> None:
    rows = "序号\t1\t2\n工作任务\t新建渡口3处\t疏浚河道9公里\n责任单位\t县交通局\t县水利局\n"
    record = _read(tmp_path, f"云溪县2024年任务表\n{rows}注：以上为年度任务。\n", reference)
    assert _said(record) == _ITEMS
    assert {row.line for row in record.rows} | {*record.head_lines} == {1, 2, 3, 4, 5}
    assert record.entries[0].assignments[0].lines == (2, 3, 4)


def test_a_merged_cell_of_a_table_laid_across_stands_in_each_item(tmp_path: Path, reference: Reference) -> None:
    rows = "<tr><th>事项<td>渡口<td>河道</tr><tr><th>工作任务<td>新建渡口3处<td>疏浚河道9公里</tr>"
    rows += "<tr><th>责任单位<td colspan=2>县水利局</tr><tr><th>完成时限<td>6月底<td>9月底</tr>"
    page = f"<html><body><h1>云溪县2024年任务表</h1><table>{rows}</table></body></html>"
    record = _read(tmp_path, page, reference, "page.html")
    assert [entry.units for entry in record.entries] == [("县水利局",), ("县水利局",)]
    assert [entry.assignments[0].deadline_printed for entry in record.entries] == ["6月底", "9月底"]


_DRAWN = sorted((Path(__file__).parent / "drawn").glob("*.txt"))


@pytest.mark.parametrize("path", _DRAWN, ids=lambda path: path.stem)
def test_a_table_drawn_with_signs_is_read(reference: Reference, path: Path) -> None:
    assert _said(understand(read_file(path), FileContext(reference.register(""), reference.language, ""))) == _ITEMS


def test_the_last_part_of_the_year_that_a_row_plans_for_says_by_when(tmp_path: Path, reference: Reference) -> None:
    head = "序号\t项目名称\t一季度\t二季度\t三季度\t四季度\t责任单位\n"
    rows = "1\t云溪渡口\t完成选址\t开工\t完工\t—\t县交通局\n2\t柳湾河道\t完成设计\t招标\t清淤\t验收\t县水利局\n"
    record = _read(tmp_path, f"云溪县2024年计划\n{head}{rows}", reference)
    first, second = (entry.assignments[0] for entry in record.entries)
    assert first.deadline_printed == "一季度：完成选址；二季度：开工；三季度：完工"
    assert [str(part.deadline.due) for part in (first, second) if part.deadline] == ["2024-09-30", "2024-12-31"]


def test_what_was_done_in_each_part_of_the_year_is_no_plan(tmp_path: Path, reference: Reference) -> None:
    head = "序号\t项目名称\t三季度\t四季度\t责任单位\n"
    rows = "1\t云溪渡口\t已完成选址\t已开工\t县交通局\n2\t柳湾河道\t已完成设计\t正在招标\t县水利局\n"
    record = _read(tmp_path, f"云溪县2024年计划\n{head}{rows}", reference)
    assert not any(entry.assignments[0].deadline_printed for entry in record.entries)


def test_a_signature_below_a_table_is_no_heading(tmp_path: Path, reference: Reference) -> None:
    rows = "序号\t工作任务\t责任单位\n1\t新建渡口3处\t县交通局\n2\t疏浚河道9公里\t县水利局\n"
    record = _read(tmp_path, f"云溪县任务表\n{rows}云溪县人民政府\n办公室\n2024年3月5日\n", reference)
    assert [finding.line for finding in record.findings if finding.kind == "text-outside"] == [5, 6, 7]
    assert "section-row" not in {finding.kind for finding in record.findings}
    assert record.document.year == 2024
