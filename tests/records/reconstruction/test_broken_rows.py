"""Rows whose cells hold line breaks, as Word writes a table into a plain text."""

from __future__ import annotations

import pytest

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference

HEAD = "清溪县2024年重点工作责任目标一览表\n序号|工作目标|责任单位|进展情况\n"
Told = tuple[str | None, str, tuple[str, ...], str]


def record_of(reference: Reference, text: str) -> Record:
    lines = [PrintedLine(number, tuple(row.split("|"))) for number, row in enumerate(text.split("\n"), start=1)]
    context = FileContext(reference.register(""), reference.language, "")
    return understand(PrintedFile("t.txt", "0" * 64, tuple(lines)), context)


def told(record: Record) -> list[Told]:
    return [
        (entry.number, entry.wording, part.units, part.progress)
        for entry in record.entries
        for part in entry.assignments
    ]


def test_a_break_inside_any_cell_parts_no_row(reference: Reference) -> None:
    record = record_of(
        reference,
        f"{HEAD}1|新建幼儿园4所，\n改造小学2所|县教育局|已建成3所。\n其余1所封顶。\n"
        "2|新建公厕6座|县住建局\n县城管局|已建成5座\n3|改造农村公路20公里|县交通局|已改造12公里，\n其中硬化8公里",
    )
    assert told(record) == [
        ("1", "新建幼儿园4所，改造小学2所", ("县教育局",), "已建成3所。\n其余1所封顶。"),
        ("2", "新建公厕6座", ("县住建局", "县城管局"), "已建成5座"),
        ("3", "改造农村公路20公里", ("县交通局",), "已改造12公里，其中硬化8公里"),
    ]
    assert [part.lines for entry in record.entries for part in entry.assignments] == [(3, 4, 5), (6, 7), (8, 9)]
    assert [row.line for row in record.rows] == list(range(3, 10))


def test_a_row_that_does_not_come_out_even_is_left_as_it_is(reference: Reference) -> None:
    even = "1|新建幼儿园4所，\n改造小学2所|县教育局|已建成3所\n2|新建公厕6座|县住建局，\n县城管局|已建成5座\n"
    uneven = "3|新建公园2处\n县林业局"
    units = [each[2] for each in told(record_of(reference, HEAD + even + uneven))]
    assert units[:2] == [("县教育局",), ("县住建局", "县城管局")]
    first, *others = told(record_of(reference, f"{HEAD}{even.partition('2|')[0]}{uneven}"))
    assert (first[2], len(others)) == ((), 2)


@pytest.mark.parametrize(("between", "kind"), [("二、民生实事", "section-row"), ("（二）城乡建设", "section-row")])
def test_headings_between_rows_stay_headings(reference: Reference, between: str, kind: str) -> None:
    text = f"{HEAD}1|新建幼儿园4所，\n改造小学2所|县教育局|已建成3所\n{between}\n2|新建公厕6座|县住建局|已建成5座"
    record = record_of(reference, text)
    assert [each[3] for each in told(record)] == ["已建成3所", "已建成5座"]
    assert [found.kind for found in record.findings if found.line == 5] == [kind]


def test_whose_signature_stands_below_is_no_progress(reference: Reference) -> None:
    text = f"{HEAD}1|新建幼儿园4所，\n改造小学2所|县教育局|已建成3所\n清溪县人民政府办公室\n2024年7月8日"
    record = record_of(reference, text)
    assert [each[3] for each in told(record)] == ["已建成3所"]


def test_a_line_below_a_whole_row_is_part_of_it_only_where_its_last_cell_goes_on(reference: Reference) -> None:
    rows = "1|新建幼儿园4所|县教育局|已建成3所{}\n其余1所封顶\n2|新建公厕6座|县住建局|已建成5座"
    assert told(record_of(reference, HEAD + rows.format("，")))[0][3] == "已建成3所，其余1所封顶"
    assert told(record_of(reference, HEAD + rows.format("。")))[0][3] == "已建成3所。"
