"""Whatever stands below a header, no printed row is lost and nothing but a TableError is raised."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.pipeline.stages import connect
from heze_graph.rdf.dataset import nquads
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference
from heze_graph.resources import ONTOLOGY

HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")
WORDS = st.sampled_from(
    [
        "1",
        "12",
        "聂元科",
        "曹 临",
        "张鹏 王昌华",
        "年底",
        "长期坚持",
        "6月底",
        "是",
        "否",
        "—",
        "市财政局",
        "管委会",
        "鄆城县人民政府",
        "各县区人民政府",
        "增长5.5%左右。",
        "推进项目建设，完成投资3亿元",
        "",
        " ",
        "\u3000",
        "=1+1",
        "<b>",
        "序号",
        "责任单位",
    ]
)
CELLS = st.one_of(WORDS, st.text(max_size=12))
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=9).map(tuple), min_size=1, max_size=12)


def table(rows: list[tuple[str, ...]]) -> PrintedFile:
    lines = [("菏泽市人民政府2023年责任目标三季度一览表",), HEADER, *rows]
    return PrintedFile("t.txt", "0" * 64, tuple(PrintedLine(n, cells) for n, cells in enumerate(lines, start=1)))


@settings(max_examples=150, deadline=None)
@given(rows=ROWS)
def test_printed_rows_in_are_rows_in_the_record(reference: Reference, rows: list[tuple[str, ...]]) -> None:
    source = FileContext(reference.register("heze"), reference.language, "菏泽市人民政府")
    printed = table(rows)
    try:
        record = understand(printed, source)
    except TableError:
        return
    lines = {line.line: line.cells for line in printed.lines if not line.is_blank}
    kept = {row.line: tuple(cell.printed for cell in row.cells) for row in record.rows}
    assert kept == {number: cells for number, cells in lines.items() if number not in record.head_lines}
    assert all(number < 3 or lines[number] in (lines[1], lines[2]) for number in record.head_lines)
    used = {line for entry in record.entries for a in entry.assignments for line in a.lines}
    noted = {finding.line for finding in record.findings}
    assert {row.line for row in record.rows} <= used | noted
    assert len({entry.key for entry in record.entries}) == len(record.entries)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_whatever_was_understood_becomes_the_same_quads_for_oxigraph(
    reference: Reference, rows: list[tuple[str, ...]]
) -> None:
    import pyoxigraph

    source = FileContext(reference.register("heze"), reference.language, "菏泽市人民政府")
    try:
        record = understand(table(rows), source)
    except TableError:
        return
    text = nquads(connect([record], reference), reference, ONTOLOGY)
    quads = list(pyoxigraph.parse(input=text, format=pyoxigraph.RdfFormat.N_QUADS))
    assert len(quads) == text.count("\n") == len(set(quads))
    assert len({quad.triple for quad in quads}) == len(quads)
