from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import TableError
from heze_graph.resources import SEEDS
from heze_graph.tables.text import read_text


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_seed_is_read_without_loss(seed: Path) -> None:
    printed = read_text(seed)
    assert "\n".join("\t".join(line.cells) for line in printed.lines).encode() == seed.read_bytes()


@given(st.text(st.characters(exclude_characters="\r\0", codec="utf-8")).filter(lambda text: text.strip()))
def test_any_text_is_read_without_loss(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "table.txt"
    path.write_bytes(("x" + text).encode())
    assert "\n".join("\t".join(line.cells) for line in read_text(path).lines) == "x" + text


def test_byte_order_mark_and_carriage_returns_are_no_part_of_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes("\ufeff序号\t目标\r\n1\t甲\r\n".encode())
    assert [line.cells for line in read_text(path).lines] == [("序号", "目标"), ("1", "甲"), ("",)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b" \n\t\n", "an empty file"),
        ("序号\n责任".encode("gb18030"), "line 1: found the byte"),
        (b"a\nb\nc\0d", "line 3: found a NUL byte"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path: Path, data: bytes, found: str) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(data)
    with pytest.raises(TableError, match=found):
        read_text(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(TableError, match="an unreadable file"):
            read_text(path)
