from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import ReferenceDataError, TableError
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import Source, understand
from heze_graph.records.mapping import saved_columns
from heze_graph.reference import Reference


def read(reference: Reference, text: str, columns: dict[str, str] | None = None) -> Record:
    lines = [PrintedLine(number, tuple(row.split("|"))) for number, row in enumerate(text.split("\n"), start=1)]
    source = Source(reference.register(""), reference.language, "", reference.folder, columns or {})
    return understand(PrintedFile("t.tsv", "0" * 64, tuple(lines)), source)


TWO_UNITS = "序号|工作任务|责任单位|责任单位\n1|新建学校3所|县教育局|县财政局\n2|新建公园2处|县住建局|县林业局"


def test_two_headers_for_one_role_are_a_question(reference: Reference) -> None:
    with pytest.raises(TableError) as raised:
        read(reference, TWO_UNITS)
    told = str(raised.value)
    assert "“责任单位”" in told
    assert "县财政局 | 县林业局" in told
    # The name would not tell the two apart; the place does.
    assert "--column 4=units" in told
    first, _ = read(reference, TWO_UNITS, {"4": "supporting_units"}).entries
    assert first.units == ("县教育局", "县财政局")


def test_a_column_that_cannot_be_told_is_a_question(reference: Reference) -> None:
    with pytest.raises(TableError) as raised:
        read(reference, "序号|甲|乙|责任单位|完成情况\n1|新建改建学校三所|改造老旧小区五个|县教育局|完成一所")
    told = str(raised.value)
    assert "新建改建学校三所" in told
    assert "=target" in told


def test_the_user_says_what_a_column_is_for(reference: Reference) -> None:
    text = "序号|甲|乙|责任单位|完成情况\n1|新建改建学校三所|改造老旧小区五个|县教育局|完成一所"
    (entry,) = read(reference, text, {"乙": "target", "甲": "other"}).entries
    assert entry.wording == "改造老旧小区五个"


def test_what_the_user_says_outweighs_the_header(reference: Reference) -> None:
    text = "序号|工作任务|落实单位|督导\n1|新建学校3所|县教育局|张三"
    (entry,) = read(reference, text, {"督导": "leader"}).entries
    assert (entry.leaders, entry.units) == (("张三",), ("县教育局",))


def test_a_mapping_for_other_tables_is_noted(reference: Reference) -> None:
    record = read(reference, "序号|工作任务|责任单位\n1|新建学校3所|县教育局", {"承接": "units"})
    assert [(f.kind, f.printed) for f in record.findings if f.kind == "unused-mapping"] == [("unused-mapping", "承接")]


def test_cells_tell_what_a_header_does_not(reference: Reference) -> None:
    record = read(reference, "序号|干什么|谁来干\n1|整修县城主干道4条|县住建局、县交通局\n2|打通断头路2条|县住建局")
    assert [(e.wording, e.units) for e in record.entries] == [
        ("整修县城主干道4条", ("县住建局", "县交通局")),
        ("打通断头路2条", ("县住建局",)),
    ]
    told = [(f.understood, f.printed) for f in record.findings if f.kind == "guessed-column"]
    assert told == [("target", "干什么"), ("units", "谁来干")]


def test_the_later_report_counts_and_the_other_is_noted(reference: Reference) -> None:
    text = "序号|工作任务|责任单位|二季度完成情况|三季度完成情况\n1|新建学校3所|县教育局|建成1所|建成2所"
    record = read(reference, text)
    assert record.entries[0].assignments[0].progress == "建成2所"
    assert [f.printed for f in record.findings if f.kind == "rival-column"] == ["二季度完成情况"]


def test_a_header_without_rows_is_told(reference: Reference) -> None:
    with pytest.raises(TableError, match="a header and no rows below it"):
        read(reference, "序号|工作任务|责任单位")


def test_no_header_is_told_with_the_cure(reference: Reference) -> None:
    with pytest.raises(TableError, match="--column HEADER=ROLE"):
        read(reference, "甲|乙\n丙|丁")


def test_a_saved_mapping_is_read(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    assert saved_columns(table) == ()
    (tmp_path / "heze-columns.csv").write_text("header,role\n承接方,units\n", encoding="utf-8-sig")
    assert saved_columns(table) == (("承接方", "units"),)


def test_a_saved_mapping_with_an_unknown_role_is_told(tmp_path: Path) -> None:
    (tmp_path / "heze-columns.csv").write_text("header,role\n承接方,unit\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"line 2: found the role “unit”"):
        saved_columns(tmp_path / "table.tsv")
