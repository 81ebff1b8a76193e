"""Tables that a copy took apart: names over several lines, and whether what was put together is a table at all."""

from __future__ import annotations

import pytest

from heze_graph.model.printed import PrintedLine
from heze_graph.records.reconstruction.cells_as_lines import find_lost_table
from heze_graph.records.reconstruction.lost_table import LostTable, LostText, whole_names
from heze_graph.records.responsibility.naming import Naming
from heze_graph.reference import Reference


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("新建学校 市政 府办 公厅 6月底", "新建学校 市政府办公厅 6月底"),
        ("新建学校 市政 府办 公厅", "新建学校 市政府办公厅"),
        ("市教育局、 市财政局 9月底", "市教育局、市财政局 9月底"),
        ("新建学校 市教育局、 市财政局", "新建学校 市教育局、市财政局"),
        ("市卫健局会同 市财政局", "市卫健局会同市财政局"),
        ("新建学校 市教育局、", "新建学校 市教育局、"),
        ("新建学校 市政", "新建学校 市政"),
        ("修剪行道树 县园 林局 县教育局 6月底", "修剪行道树 县园林局 县教育局 6月底"),
        ("抽查商铺九十间 县市场 监管局 9月底", "抽查商铺九十间 县市场 监管局 9月底"),
        ("转播节目三十场 县台 县广电局", "转播节目三十场 县台 县广电局"),
        ("转播节目三十场 县台 林业局", "转播节目三十场 县台 林业局"),
        ("1 市水 务局 2 市民 政局 建设食堂", "1 市水务局 2 市民政局 建设食堂"),
    ],
)
def test_a_name_that_a_narrow_cell_breaks_is_whole_again(reference: Reference, printed: str, whole: str) -> None:
    naming = Naming(reference.register(""), reference.language)
    texts = [LostText(PrintedLine(at, (text,)), text) for at, text in enumerate(printed.split(), start=1)]
    found = list(whole_names(texts, naming))
    assert [text.text for text in found] == whole.split()
    assert [line.line for text in found for line in (text.line, *text.more)] == [text.line.line for text in texts]


def table(*rows: str) -> LostTable:
    """Return a table put together of lines that print a row each, a blank cell as -."""
    lines = tuple(
        PrintedLine(at, tuple(cell.replace("-", "") for cell in row.split())) for at, row in enumerate(rows, start=1)
    )
    return LostTable(lines, {line.line: ((line, ""),) for line in lines})


def test_rows_that_print_nearly_all_their_cells_are_those_of_a_table() -> None:
    full, half = "1 新建学校 县教育局 - 6月底", "1 新建学校 - - 6月底"
    assert table(full, full, half).is_plain
    assert not table(full, half, half).is_plain
    assert not table(full, half).is_plain
    assert not table("1 新建学校", "2 改造道路").is_plain


@pytest.mark.parametrize("header", ["便民工程", "工作任务"])
def test_one_word_that_is_unknown_among_headers_is_what_the_rows_are_about(reference: Reference, header: str) -> None:
    rows = (
        ("序号", header, "责任单位", "时限"),
        ("1", "修渠3公里", "县水务局", "9月底"),
        ("2", "建仓2座", "县商务局", "年底"),
    )
    lines = [PrintedLine(at, ("     ".join(row),)) for at, row in enumerate(rows, start=1)]
    found = find_lost_table(lines, reference.register(""), reference.language)
    assert found is not None
    assert [line.cells for line in found.lines] == list(rows)
