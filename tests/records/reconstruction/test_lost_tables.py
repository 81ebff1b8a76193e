"""Tables that a copy took apart: names over several lines, and whether what was put together is a table at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from heze_graph.model.understood import Entry
from heze_graph.readers import read_file
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
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


def _entries(text: str, tmp_path: Path, reference: Reference) -> tuple[Entry, ...]:
    (tmp_path / "copied.txt").write_text(text, encoding="utf-8")
    context = FileContext(reference.register(""), reference.language, "")
    return understand(read_file(tmp_path / "copied.txt"), context).entries


def test_a_whole_table_in_one_line_is_parted_at_its_numbers(tmp_path: Path, reference: Reference) -> None:
    header = "2024年任务分解表序号工作任务牵头单位配合单位完成时限"
    rows = "1新建学校3所县教育局县财政局6月底2改造道路县交通局9月底"
    entries = _entries(header + rows, tmp_path, reference)
    assert [(entry.number, entry.wording, entry.units) for entry in entries] == [
        ("1", "新建学校3所", ("县教育局", "县财政局")),
        ("2", "改造道路", ("县交通局",)),
    ]


_GLUED_BARE = "1新建学校3所（含扩建）。教育局8月底2改造道路12公里。交通局、财政局9月底3新增就业900人人社局年底"


@pytest.mark.parametrize("mark", ["\n", ""])
def test_cells_of_bureaus_without_a_prefix_are_told_in_glued_rows(
    tmp_path: Path, reference: Reference, mark: str
) -> None:
    rows = _GLUED_BARE.replace("底2", f"底{mark}2").replace("底3", f"底{mark}3")
    entries = _entries(f"序号工作任务责任单位完成时限{mark}{rows}", tmp_path, reference)
    assert [(entry.wording, entry.units, entry.assignments[0].deadline_printed) for entry in entries] == [
        ("新建学校3所（含扩建）。", ("教育局",), "8月底"),
        ("改造道路12公里。", ("交通局", "财政局"), "9月底"),
        ("新增就业900人", ("人社局",), "年底"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # 渡运局 is the name of no usual bureau that would tell where a cell begins.
        "序号工作任务牵头单位配合单位\n1新建学校3所（含扩建）。渡运局各镇（街道）\n2改造道路12公里。渠管局各镇",
    ],
)
def test_a_copy_without_anything_between_its_cells_is_refused(tmp_path: Path, reference: Reference, text: str) -> None:
    with pytest.raises(TableError, match=r"cells run together .*序号 \| 工作任务 \| 牵头单位"):
        _entries(text, tmp_path, reference)
