from __future__ import annotations

import io
from typing import Any, cast

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Table, TableStyle

from heze_graph.model.printed import PageArea, PrintedFile, PrintedLine
from heze_graph.model.understood import Claim
from heze_graph.readers.content import Content
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference
from tests.readers.reading import read_here
from tests.readers.samples import pdf_line, pdf_of, pdf_table

HEADER = ("序号", "责任领导", "重点任务", "责任单位", "完成时限", "进展情况")
FIRST = ("1", "高峰", "建成县档案馆。", "县档案馆", "6月底", "主体完工。")
CUT = ("2", "高峰", "实施城区供热管网改造，新", "县住建局、县财", "10月底", "完成改造12公里，占年度任")
REST = ("", "", "建换热站6座。", "政局、县发改局", "", "务的80%。")
LAST = ("3", "蒋芸", "新建敬老院2所。", "县民政局", "11月底", "完成招标。")


def read(reference: Reference, *pages: list[tuple[str, ...]]) -> Any:
    flowables = [pdf_line("某某县2023年重点任务进展情况表")]
    for page in pages:
        flowables += [pdf_table(page), PageBreak()]
    printed = read_here(Content(pdf_of(flowables[:-1]), "table.pdf", "table.pdf"))
    return understand(printed, FileContext(reference.register(""), reference.language, ""))


def test_a_row_that_a_page_cuts_is_one(reference: Reference) -> None:
    record = read(reference, [HEADER, FIRST, CUT], [REST, LAST])
    assert [entry.number for entry in record.entries] == ["1", "2", "3"]
    (part,) = record.entries[1].assignments
    assert record.entries[1].wording == "实施城区供热管网改造，新建换热站6座。"
    assert (part.leader, part.units) == ("高峰", ("县住建局", "县财政局", "县发改局"))
    assert part.progress == "完成改造12公里，占年度任务的80%。"
    assert [finding.kind for finding in record.findings].count("row-cut-by-page") == 1


def test_so_it_is_below_a_repeated_header_and_over_three_pages(reference: Reference) -> None:
    middle = ("", "", "建换热站", "政局、", "", "务的")
    rest = ("", "", "6座。", "县发改局", "", "80%。")
    record = read(reference, [HEADER, CUT], [HEADER, middle], [HEADER, rest, LAST])
    assert [entry.number for entry in record.entries] == ["2", "3"]
    (part,) = record.entries[0].assignments
    assert record.entries[0].wording == "实施城区供热管网改造，新建换热站6座。"
    assert part.units == ("县住建局", "县财政局", "县发改局")
    assert len(part.lines) == 3
    assert {row.line for row in record.rows} >= set(part.lines)


@pytest.mark.parametrize(("before", "after", "cut"), [("2024年9", "月底", True), ("2024年\n9月底", "10月底", False)])
def test_a_date_that_a_page_cuts_is_one(reference: Reference, before: str, after: str, cut: bool) -> None:
    header = ("序号", "责任目标内容", "责任单位", "完成时限")
    first = ("1", "实施城区供热管网改造，新", "县住建局", before)
    record = read(reference, [header, first], [header, ("", "建换热站6座。", "县财政局", after)])
    told = [part.deadline_printed for entry in record.entries for part in entry.assignments]
    assert told[0] == before.replace("\n", "") + after * cut


def test_a_row_with_a_leader_of_its_own_is_none(reference: Reference) -> None:
    own = ("", "蒋芸", "", "县财政局", "", "建成2座。")
    record = read(reference, [HEADER, FIRST, CUT], [own, LAST])
    assert [part.leader for part in record.entries[1].assignments] == ["高峰", "蒋芸"]
    assert "row-cut-by-page" not in {finding.kind for finding in record.findings}


def test_a_total_at_the_top_of_a_page_is_none(reference: Reference) -> None:
    record = read(reference, [HEADER, FIRST, CUT], [("", "", "合计", "", "", "2项"), LAST])
    assert [entry.number for entry in record.entries] == ["1", "2", "3"]
    assert "合计" not in record.entries[1].wording


def test_a_rest_that_looks_like_a_heading_is_none(reference: Reference) -> None:
    cut = ("2", "高峰", "实施供热管网改造，包括", "县住建局", "10月底", "完成改造12公里。")
    rest = ("", "", "（二）新建换热站6座", "", "", "")
    record = read(reference, [HEADER, FIRST, cut], [rest, LAST])
    assert record.entries[1].wording.replace("\n", "") == "实施供热管网改造，包括（二）新建换热站6座"
    assert "section-row" not in {finding.kind for finding in record.findings}


def test_a_heading_at_the_top_of_a_page_is_one(reference: Reference) -> None:
    record = read(reference, [HEADER, FIRST], [("", "", "（二）民生改善", "", "", ""), LAST])
    assert [entry.wording for entry in record.entries] == ["建成县档案馆。", "新建敬老院2所。"]
    assert "section-row" in {finding.kind for finding in record.findings}


def test_rows_above_a_header_that_only_a_further_page_prints_are_rows(reference: Reference) -> None:
    record = read(reference, [FIRST, ("2", *LAST[1:])], [HEADER, LAST])
    assert [entry.number for entry in record.entries] == ["1", "2", "3"]
    assert [entry.units for entry in record.entries] == [("县档案馆",), ("县民政局",), ("县民政局",)]


def test_a_number_without_a_target_is_told(reference: Reference) -> None:
    bare = ("2", "蒋芸", "", "县财政局", "11月底", "完工。")
    record = read(reference, [HEADER, FIRST, bare, LAST])
    told = [finding for finding in record.findings if finding.kind == "missing-target"]
    assert [finding.entry for finding in told] == ["2"]


def merged(*rows: tuple[Any, ...]) -> Any:
    """Return a page of a table in which a cell given as (text, rows) reaches over so many rows."""
    spans = [(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)]
    styles = [("SPAN", (c, at), (c, at + cell[1] - 1)) for at, c, cell in spans if isinstance(cell, tuple)]
    table = pdf_table([tuple(cell[0] if isinstance(cell, tuple) else cell for cell in row) for row in rows])
    cast("Table", table).setStyle(TableStyle(styles))
    return table


def test_a_merged_cell_that_a_page_cuts_is_that_of_the_rows_on_both(reference: Reference) -> None:
    texts = {n: (f"新建桥梁{n}座。", "县住建局", "6月底", "开工。") for n in "123456"}
    first = merged(HEADER, ("1", ("高峰", 2), *texts["1"]), ("2", "", *texts["2"]), ("3", "蒋芸", *texts["3"]))
    second = merged(("4", "", *texts["4"]), ("5", "", *texts["5"]), ("6", "蔡和", *texts["6"]))
    third = merged(("7", ("", 2), *texts["1"]), ("8", "", *texts["2"]))
    flowables = [pdf_line("某某县2023年重点任务进展情况表"), first, PageBreak(), second, PageBreak(), third]
    printed = read_here(Content(pdf_of(flowables), "table.pdf", "table.pdf"))
    record = understand(printed, FileContext(reference.register(""), reference.language, ""))
    leaders = ["高峰", "高峰", "蒋芸", "蒋芸", "蒋芸", "蔡和", "蔡和", "蔡和"]
    assert [entry.assignments[0].leader for entry in record.entries] == leaders
    assert [finding.kind for finding in record.findings].count("cell-cut-by-page") == 4


def test_an_empty_cell_within_a_page_is_empty(reference: Reference) -> None:
    texts = {n: (f"新建桥梁{n}座。", "县住建局", "6月底", "开工。") for n in "12345"}
    first = merged(HEADER, ("1", ("高峰", 2), *texts["1"]), ("2", "", *texts["2"]), ("3", "蒋芸", *texts["3"]))
    second = merged(("4", "", *texts["4"]), ("5", "蔡和", *texts["5"]), ("6", "", *texts["1"]))
    flowables = [pdf_line("某某县2023年重点任务进展情况表"), first, PageBreak(), second]
    printed = read_here(Content(pdf_of(flowables), "table.pdf", "table.pdf"))
    record = understand(printed, FileContext(reference.register(""), reference.language, ""))
    assert [entry.assignments[0].leader for entry in record.entries] == ["高峰", "高峰", "蒋芸", None, "蔡和", None]


def test_below_a_header_that_is_repeated_a_merged_cell_may_go_on(reference: Reference) -> None:
    again = (HEADER[0], f"{HEADER[1]}\n蒋芸", *HEADER[2:])
    rows = [
        (HEADER, 1, ""),
        *(((n, leader, *FIRST[2:]), 1, covered) for n, leader, covered in (("1", "高峰", ""), ("2", "", "高峰"))),
        (("3", "蒋芸", *FIRST[2:]), 1, ""),
        (again, 2, ""),
        (("4", "", *FIRST[2:]), 2, ""),
        (("5", "蔡和", *FIRST[2:]), 2, ""),
    ]
    lines = tuple(
        PrintedLine(number, cells, 1, ((2, covered),) if covered else (), place=PageArea(page, 0, 0, 1, 1))
        for number, (cells, page, covered) in enumerate(rows, start=1)
    )
    source = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.pdf", "0" * 64, lines), source)
    assert [entry.assignments[0].leader for entry in record.entries] == ["高峰", "高峰", "蒋芸", "蒋芸", "蔡和"]


def test_what_stands_at_the_foot_of_each_page_is_no_text_of_the_first() -> None:
    canvas = Canvas(stream := io.BytesIO(), pagesize=(595, 842), invariant=1)
    pdf_line("")
    for page in ("1．新建桥梁3座。（责任单位：县住建局）", "2．新建粮库2座。（责任单位：县粮食局）"):
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(60, 780, "某某县2023年任务清单" if page.startswith("1") else "")
        canvas.drawString(60, 750, page)
        canvas.drawString(60, 40, "某某县政府办公室编")
        canvas.showPage()
    canvas.save()
    printed = read_here(Content(stream.getvalue(), "list.pdf", "list.pdf"))
    assert [line.cells[0] for line in printed.lines if line.running] == ["某某县政府办公室编"] * 2


def test_more_texts_on_a_line_than_headers_are_one_row(reference: Reference) -> None:
    texts = (
        "云岭县2024年项目清单",
        "序号   项目名称   建设内容   实施单位",
        "1   托育工程   新建托育点2家，   县卫健委   张明",
        "           新增托位100个",
        "2   助学工程   新建小学1所，   县教育局   李华",
        "           新增学位300个",
    )
    lines = tuple(PrintedLine(number, (text,)) for number, text in enumerate(texts, start=1))
    source = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.txt", "0" * 64, lines), source)
    assert [entry.number for entry in record.entries] == ["1", "2"]
    assert {row.line for row in record.rows} | {*record.head_lines} == {1, 2, 3, 4, 5, 6}


def test_a_form_whose_first_value_is_wide_is_a_form(reference: Reference) -> None:
    rows = []
    for number, target, unit in (("1", "新建粮仓六座", "县粮食局"), ("2", "绿化荒山三百亩", "县林业局")):
        rows += [(("序号", number, "责任领导", "高峰"), ()), (("督办事项", target, "", ""), ((3, target), (4, target)))]
        rows += [
            (("责任单位", unit, "完成时限", "9月底"), ()),
            (("进展情况", "开工", "", ""), ((3, "开工"), (4, "开工"))),
        ]
    lines = tuple(PrintedLine(n, cells, (n - 1) // 4 + 1, covered) for n, (cells, covered) in enumerate(rows, start=1))
    source = FileContext(reference.register(""), reference.language, "")
    record = understand(PrintedFile("t.docx", "0" * 64, lines), source)
    assert [(entry.number, entry.wording, entry.units) for entry in record.entries] == [
        ("1", "新建粮仓六座", ("县粮食局",)),
        ("2", "绿化荒山三百亩", ("县林业局",)),
    ]
    assert [entry.assignments[0].progress for entry in record.entries] == ["开工", "开工"]


@pytest.mark.parametrize(
    ("progress", "claimed"), [("完成（含上年2所）。已移交。", True), ("完成（含上年2所）的有9所。", False)]
)
def test_a_claim_that_begins_a_report_ends_its_clause(reference: Reference, progress: str, claimed: bool) -> None:
    record = read(reference, [HEADER, FIRST, (*LAST[:5], progress)])
    assert (record.entries[1].assignments[0].claim is not None) is claimed


@pytest.mark.parametrize(
    ("progress", "claim"),
    [("完成招标。", None), ("因政策调整，不再实施。", Claim.NOT_APPLICABLE), ("", Claim.NOT_APPLICABLE)],
)
def test_a_dash_gives_nothing_up_that_is_reported(reference: Reference, progress: str, claim: Claim | None) -> None:
    rows = [(*FIRST, "是"), (*LAST[:5], progress, "—")]
    record = read(reference, [(*HEADER, "是否按计划完成进度"), *rows])
    assert record.entries[1].assignments[0].claim is claim
    assert not [finding for finding in record.findings if finding.kind == "unread-claim"]
