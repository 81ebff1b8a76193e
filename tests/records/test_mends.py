from __future__ import annotations

from typing import Any

from heze_graph.export.records import record_json
from heze_graph.model.printed import Doubt, PageArea, PrintedFile, PrintedLine
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference

HEADER = ("序号", "重点任务", "责任单位")


def read(reference: Reference, *rows: PrintedLine) -> Any:
    lines = (PrintedLine(1, ("某某县2023年重点任务分工表",)), PrintedLine(2, HEADER), *rows)
    source = FileContext(reference.register(""), reference.language, "")
    return understand(PrintedFile("table.pdf", "0" * 64, lines), source)


def test_signs_for_characters_are_understood_and_kept(reference: Reference) -> None:
    record = read(reference, PrintedLine(3, ("1", "建设⽔库2座", "县⺠政局")))
    assert record.entries[0].wording == "建设水库2座"
    assert record.entries[0].assignments[0].units == ("县民政局",)
    assert [cell.printed for cell in record.rows[0].cells] == ["1", "建设⽔库2座", "县⺠政局"]


def test_what_the_reader_was_not_sure_of_is_a_finding_of_the_entry(reference: Reference) -> None:
    doubt = Doubt("cell-by-position", 3, "县民政局", "3", ("2",), (("others", "2"),))
    record = read(reference, PrintedLine(3, ("1", "建设水库2座", "县民政局"), doubts=(doubt,)))
    (finding,) = [finding for finding in record.findings if finding.kind == "cell-by-position"]
    assert (finding.line, finding.column, finding.entry) == (3, 3, record.entries[0].key)
    assert (finding.printed, finding.understood, finding.candidates) == ("县民政局", "3", ("2",))


def test_running_lines_are_kept_outside_the_table(reference: Reference) -> None:
    rows = (PrintedLine(3, ("1", "甲任务", "县民政局")), PrintedLine(5, ("2", "乙任务", "县财政局")))
    record = read(reference, rows[0], PrintedLine(4, ("— 1 —",), running=True), rows[1])
    assert [entry.number for entry in record.entries] == ["1", "2"]
    assert [finding.line for finding in record.findings if finding.kind == "text-outside"] == [4]
    assert 4 in {row.line for row in record.rows}


def test_json_says_where_an_entry_stands(reference: Reference) -> None:
    record = read(reference, PrintedLine(3, ("1", "甲任务", "县民政局"), place=PageArea(2, 0.1, 0.2, 0.9, 0.3)))
    assert '"page": 2' in record_json(record)
    assert [row.place for row in record.rows] == [PageArea(2, 0.1, 0.2, 0.9, 0.3)]
