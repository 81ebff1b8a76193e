from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import TableError
from heze_graph.readers.text import read_text
from heze_graph.resources import SEEDS
from tests.readers.reading import read


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_seed_is_read_without_loss(seed: Path) -> None:
    printed = read_text(seed)
    assert "\n".join("\t".join(line.cells) for line in printed.lines).encode() == seed.read_bytes()


@given(st.text(st.characters(exclude_characters='\r\0",;，；', codec="utf-8")).filter(lambda text: text.strip()))
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
        (
            "序号\n责".encode() + b"\xff\t",
            "line 2: found the byte 0xff .byte 11 of the file., which is not UTF-8, while",
        ),
        ("序号\n责任".encode("gb18030") + b"\xff\n", "line 2: found the byte 0xff"),
        (bytes(range(128, 256)) * 4, "line 1: found the byte"),
        ("第一行数据\n".encode() + "第二行".encode("gb18030"), "line 2: found the byte 0xb5"),
        ("第一行\n".encode("gb18030") + "第二行数据".encode(), "line 1: found the byte 0xb5"),
        ("\ufeff序号\n1\t二".encode("utf-16-le") + b"x", "line 2: found the byte 0x78"),
        ("序号\n1\0\t二二".encode(), "line 2: found a NUL byte"),
        ("\ufeff序号\n1\0".encode("utf-16-le"), "line 2: found a NUL character"),
        (b"a\nb\nc\0d", "line 3: found a NUL byte"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path: Path, data: bytes, found: str) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(data)
    with pytest.raises(TableError, match=found):
        read_text(path)


@pytest.mark.parametrize(
    ("encoding", "end"),
    [
        *itertools.product(["utf-8", "utf-8-sig", "gb18030", "utf-16"], ["\n", "\r\n", "\r"]),
        # Without a mark only line feeds make UTF-16 clear.
        *itertools.product(["utf-16-le", "utf-16-be"], ["\n", "\r\n"]),
    ],
)
def test_encoding_and_line_end_make_no_difference(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(f"序号\t责任目标{end}一\t投资，3.5%{end}".encode(encoding))
    assert [line.cells for line in read_text(path).lines] == [("序号", "责任目标"), ("一", "投资，3.5%"), ("",)]


def cells(folder: Path, text: str) -> list[tuple[str, ...]]:
    path = folder / "table.txt"
    path.write_bytes(text.encode())
    return [line.cells for line in read_text(path).lines]


@pytest.mark.parametrize("separator", [",", ";", "，", "；"])
def test_the_separator_that_makes_rows_even_is_found(tmp_path: Path, separator: str) -> None:
    quoted = f'"修路{separator}种树\n共3项\t完"'
    rows = [
        ["2024年任务，共三项；略"],
        ["序号", "任务", "单位"],
        ["1", quoted, '"""七网""办"'],
        ["2", '说"七网"', '"甲"乙'],
    ]
    assert cells(tmp_path, "\n".join(separator.join(row) for row in rows[1:])) == [
        ("序号", "任务", "单位"),
        ("1", f"修路{separator}种树\n共3项\t完", '"七网"办'),
        ("2", '说"七网"', '"甲"乙'),
    ]


def test_two_clauses_a_line_are_no_table(tmp_path: Path) -> None:
    lines = [*(f"建校{at}所，按期完成" for at in range(2, 9)), "县教育局"]
    assert cells(tmp_path, "\n".join(lines)) == [(line,) for line in lines]


def test_a_line_is_numbered_by_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('序号,任务\n1,"甲\n乙"\n2,丙\n', encoding="utf-8")
    assert [line.line for line in read_text(path).lines] == [1, 2, 4, 5]


def test_tabs_win_over_commas_in_the_text(tmp_path: Path) -> None:
    text = "序号\t任务\n1\t甲,乙,丙\n2\t丁,戊,己\n"
    assert cells(tmp_path, text) == [tuple(line.split("\t")) for line in text.split("\n")]


def test_ragged_rows_between_tabs_are_no_csv(tmp_path: Path) -> None:
    text = "序号\t任务\t单位\n1\t甲，乙\n2\t丙，丁\t戊\t己\n3，无\n4\t\t\t\t"
    assert cells(tmp_path, text) == [tuple(line.split("\t")) for line in text.split("\n")]


def test_a_separator_that_is_frequent_in_the_text_is_not_taken(tmp_path: Path) -> None:
    rows = [(str(number), "甲，乙，丙，丁，戊", "市交通局\n市财政局") for number in range(9)]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert cells(tmp_path, text) == rows


def test_prose_is_left_whole(tmp_path: Path) -> None:
    text = "各县区人民政府，市政府各部门：\n现将任务分解如下，请认真落实，确保完成。\n一、总体要求"
    assert cells(tmp_path, text) == [(line,) for line in text.split("\n")]


def test_the_headings_of_a_speech_are_no_headers(tmp_path: Path) -> None:
    text = "在推进会上的讲话\n一、肯定成绩，坚定信心\n成绩很大。\n二、聚焦关键，加快建设\n三、强化责任，狠抓落实"
    assert cells(tmp_path, text) == [(line,) for line in text.split("\n")]


def test_bars_make_a_table_of_one_row_among_much_text(tmp_path: Path) -> None:
    above = ["关于下达目标任务的通知", "各部门：", "现予下达。", "2024年2月5日"]
    text = "\n".join([*above, "序号|任务名称|指标要求|牵头部门", "1|地区生产总值|增长5.5%|区发改局"])
    assert cells(tmp_path, text)[-2:] == [
        ("序号", "任务名称", "指标要求", "牵头部门"),
        ("1", "地区生产总值", "增长5.5%", "区发改局"),
    ]


def test_a_line_of_bars_only_is_no_row(tmp_path: Path) -> None:
    rows = [f"{place} | {count} | {count}%" for count, place in enumerate("甲乙丙", start=1)]
    text = "\n".join(["县区 | 目标 | 占比", *(f"{row}\n|" for row in rows)])
    assert [row for row in cells(tmp_path, text) if any(row)] == [
        tuple(cell for cell in line.split("|")) for line in text.split("\n") if line != "|"
    ]


def test_bars_behind_cells_of_no_row_are_left_out(tmp_path: Path) -> None:
    texts = ["清单", "单位", "任务（亩）", "甲镇", "5.56", "0.80", "乙镇", "2.70"]
    assert cells(tmp_path, "\n".join(f"{text} |" for text in texts)) == [(text,) for text in texts]


@pytest.mark.parametrize("broken", ['"七网"建设', '"未完', '他说"好"', '""', '"整格"'])
def test_marks_that_hold_no_line_break_are_characters_between_tabs(tmp_path: Path, broken: str) -> None:
    text = f'序号\t任务\t单位\n1\t{broken}\t甲\n2\t乙\t丙"\n'
    assert cells(tmp_path, text) == [tuple(line.split("\t")) for line in text.split("\n")]


def test_line_breaks_that_excel_put_in_marks_are_inside_a_cell(tmp_path: Path) -> None:
    text = '序号\t任务\t单位\n1\t修路\t"市交通局\n市""七网""办"\n2\t种树\t市林业局\n'
    assert cells(tmp_path, text)[1:3] == [("1", "修路", '市交通局\n市"七网"办'), ("2", "种树", "市林业局")]


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('甲"\n, \t'), max_size=5), min_size=3, max_size=3), min_size=3, max_size=6
    )
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert cells(tmp_path_factory.mktemp("csv"), stream.getvalue()) == [*map(tuple, rows), ("",)]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(TableError, match="an unreadable file"):
            read_text(path)


@pytest.mark.parametrize("gap", ["\u3000" * 4, "     "])
def test_marks_between_columns_of_blanks_are_those_of_sentences(tmp_path: Path, gap: str) -> None:
    rows = [("序号", "工程", "责任单位"), *((str(n), f"修渠{n}公里，清淤{n}处", "县水务局") for n in range(1, 5))]
    text = "\n".join(gap.join(row) for row in rows)
    assert cells(tmp_path, text) == [(line,) for line in text.split("\n")]


def test_a_row_alone_of_cells_that_bars_end_is_a_row(tmp_path: Path) -> None:
    text = "某目录\n序号 |\n事项 |\n单位 |\n时间 |\n1 |\n修编规划 |\n发改委 |\n12月 |\n"
    lines = read(tmp_path, text.encode())
    assert [line.cells for line in lines] == [
        ("某目录",),
        ("序号", "事项", "单位", "时间"),
        ("1", "修编规划", "发改委", "12月"),
    ]
