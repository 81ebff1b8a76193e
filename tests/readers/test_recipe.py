from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.readers import read_file
from heze_graph.readers.content import Content
from heze_graph.readers.formats import FORMATS, FileFormat, format_of
from tests.readers.reading import read, read_here

ROOT = Path(__file__).parents[2]
own_tables = runpy.run_path(str(ROOT / "docs" / "write_lists.py"))["own_tables"]

#: What a new reader is: one module, one line.
PUNCHED = FileFormat(
    "tests.readers.punched", "穿孔卡片", "punched cards", lambda content: content.data.startswith(b"CARD")
)
WITH_PUNCHED = (PUNCHED, *FORMATS)


def test_a_reader_is_one_module_and_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    content = Content(b"CARD\n1 2\n3 4\n", "cards", "cards")
    assert format_of(content, WITH_PUNCHED) is PUNCHED
    assert [line.cells for line in read_here(content, WITH_PUNCHED).lines] == [("1", "2"), ("3", "4")]
    path = tmp_path / "cards"
    path.write_bytes(content.data)
    assert [line.cells for line in read_file(path, WITH_PUNCHED).lines] == [("1", "2"), ("3", "4")]


def test_messages_and_docs_name_all_formats() -> None:
    with pytest.raises(TableError, match=r"a RAR archive.*punched cards.*Excel workbook"):
        format_of(Content(b"Rar!..", "a.rar", "a.rar"), WITH_PUNCHED)
    assert "穿孔卡片" in own_tables(WITH_PUNCHED)
    assert all(known.zh in own_tables() and known.en in own_tables() for known in FORMATS)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.module)
def test_each_format_tells_its_files_from_others(known: FileFormat) -> None:
    others = [Content(start, "x", "x") for start in (b"Rar!", b"GIF89a", b"\x1f\x8b", b"7z\xbc\xaf")]
    assert not any(known.holds(other) for other in others)


def test_a_markdown_table_is_read(tmp_path: Path) -> None:
    text = "# 一览\n\n| 序号 | 事项 |\n|---|:--:|\n| 1 | **甲**<br>乙 |\n| 2 | a\\|b |\n\n尾 | 注\n"
    lines = read(tmp_path, text.encode())
    assert [line.cells for line in lines] == [
        ("一览",),
        ("序号", "事项"),
        ("1", "甲\n乙"),
        ("2", "a|b"),
        ("尾 | 注",),
    ]
    assert [line.where for line in lines] == ["line 1", "line 3", "line 5", "line 6", "line 8"]


def test_one_dash_is_enough_below_a_header_of_markdown(tmp_path: Path) -> None:
    lines = read(tmp_path, "| 序号 | 事项 |\n|:-:|-|\n| 1 | 甲<br>乙 |\n".encode())
    assert [line.cells for line in lines] == [("序号", "事项"), ("1", "甲\n乙")]


def test_a_drawn_table_is_read(tmp_path: Path) -> None:
    text = "一览\n┌──┬──┐\n│序号│事项│\n├──┼──┤\n│ 1  │修路│\n│    │五里│\n├──┤    │\n│ 2  │架桥│\n└──┴──┘\n尾注\n"
    lines = read(tmp_path, text.encode("gb18030"))
    assert [line.cells for line in lines] == [("一览",), ("序号", "事项"), ("1", "修路五里架桥"), ("2", ""), ("尾注",)]
    assert lines[3].merged == ((2, "修路五里架桥"),)
