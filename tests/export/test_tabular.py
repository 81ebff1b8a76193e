from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from heze_graph.errors import OutputError
from heze_graph.export.tabular import csv_text, excel_csv_bytes, json_text, markdown_text
from heze_graph.export.workbook import sheet_title, xlsx_bytes
from heze_graph.model.answers import Answer, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def literal(text: str, datatype: str | None = None) -> Term:
    return Term("literal", text, XSD + datatype if datatype else None)


def one_column(*texts: str) -> Answer:
    return Answer(("value",), tuple((literal(text),) for text in texts))


ANSWER = Answer(
    ("unit", "targets", "ratio", "met", "page"),
    (
        (literal("甲局"), literal("12", "integer"), literal("1.20", "decimal"), literal("true", "boolean"), None),
        (
            literal("=1+1"),
            literal("-5", "integer"),
            literal("-0.5", "decimal"),
            literal("false", "boolean"),
            Term("iri", "https://example.org/a_b"),
        ),
    ),
)
DANGEROUS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("x")', "-a")


def written_xlsx(answer: Answer, path: Path, title: str = "answer") -> None:
    path.write_bytes(xlsx_bytes(answer, title))


def test_csv_is_exact_and_ends_lines_as_the_standards_say() -> None:
    text = csv_text(Answer(("a", "b"), ((literal('say "hi", =x\r\nnext'), None), (None, literal("")))))
    assert text == 'a,b\r\n"say ""hi"", =x\r\nnext",\r\n,\r\n'


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_csv_reads_back_whatever_the_text(pairs: list[tuple[str, str]]) -> None:
    answer = Answer(("a", "b"), tuple((literal(a), literal(b)) for a, b in pairs))
    read = list(csv.DictReader(io.StringIO(csv_text(answer), newline="")))
    assert [(row["a"], row["b"]) for row in read] == pairs


def test_a_row_with_one_empty_cell_is_still_a_row() -> None:
    assert len(list(csv.DictReader(io.StringIO(csv_text(one_column("", "x")), newline="")))) == 2


def test_csv_for_excel_has_a_bom_and_defuses_formulas() -> None:
    written = excel_csv_bytes(one_column(*DANGEROUS, "甲局", "a=1", "-12.5"))
    assert written.startswith(b"\xef\xbb\xbfvalue\r\n")
    read = [row["value"] for row in csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""))]
    assert read == [*("'" + text for text in DANGEROUS), "甲局", "a=1", "-12.5"]


def test_csv_for_excel_keeps_negative_numbers() -> None:
    lines = excel_csv_bytes(ANSWER).decode("utf-8-sig").split("\r\n")
    assert lines[2] == "'=1+1,-5,-0.5,false,https://example.org/a_b"


def test_a_text_typed_as_a_number_is_defused_all_the_same() -> None:
    answer = Answer(("n",), ((literal("=1+1", "integer"),),))
    assert excel_csv_bytes(answer) == b"\xef\xbb\xbfn\r\n'=1+1\r\n"


def test_json_keeps_numbers_and_says_null() -> None:
    assert json_text(ANSWER).splitlines()[1] == (
        '  {"unit": "甲局", "targets": 12, "ratio": 1.20, "met": true, "page": null},'
    )
    assert json.loads(json_text(ANSWER))[1]["page"] == "https://example.org/a_b"
    assert json_text(Answer(("a",), ())) == "[]\n"


@pytest.mark.parametrize(
    ("text", "datatype", "written"),
    [
        ("+5", "integer", "5"),
        ("007", "integer", "7"),
        ("-0", "integer", "-0"),
        (".5", "decimal", "0.5"),
        ("12345678901234567890.10", "decimal", "12345678901234567890.10"),
        ("1.5E3", "double", "1.5E3"),
        ("NaN", "double", '"NaN"'),
        ("-INF", "double", '"-INF"'),
        ("1", "boolean", "true"),
        ("maybe", "boolean", '"maybe"'),
        ("12", None, '"12"'),
        ("1_000", "integer", '"1_000"'),
        ("٣", "integer", '"٣"'),
        ("1, 2", "integer", '"1, 2"'),
        (".", "decimal", '"."'),
        ("", "integer", '""'),
    ],
)
def test_json_value(text: str, datatype: str | None, written: str) -> None:
    assert json_text(Answer(("n",), ((literal(text, datatype),),))) == f'[\n  {{"n": {written}}}\n]\n'


@given(TEXTS, st.decimals(allow_nan=False, allow_infinity=False))
def test_json_reads_back_whatever_the_text(text: str, number: Decimal) -> None:
    answer = Answer(("a", "n"), ((literal(text), literal(f"{number:f}", "decimal")),))
    read = json.loads(json_text(answer), parse_float=Decimal, parse_int=Decimal)
    assert read == [{"a": text, "n": number}]
    assert len(read[0]["n"].as_tuple().digits) >= len(number.normalize().as_tuple().digits)


def test_markdown_escapes_its_own_markup_and_html() -> None:
    hostile = one_column(
        "a|b", "<script>alert(1)</script>", "one\r\ntwo\nthree", "[x](javascript:y)", "a\\|b", "\x1b[0m"
    )
    assert markdown_text(hostile).splitlines() == [
        "| value |",
        "| --- |",
        r"| a\|b |",
        "| &lt;script&gt;alert(1)&lt;/script&gt; |",
        "| one<br>two<br>three |",
        r"| \[x\](javascript:y) |",
        r"| a&#92;\|b |",
        "| \ufffd\\[0m |",
    ]


def test_markdown_links_web_addresses_only() -> None:
    rows = tuple((Term("iri", text),) for text in ("https://example.org/a_b", "javascript:alert(1)"))
    assert markdown_text(Answer(("page",), (*rows, (None,)))).splitlines()[2:] == [
        "| <https://example.org/a_b> |",
        "| javascript:alert(1) |",
        "|  |",
    ]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_markdown_has_one_line_a_row_and_one_bar_a_cell(texts: list[str]) -> None:
    lines = markdown_text(Answer(tuple("abcd"[: len(texts)]), (tuple(map(literal, texts)),))).split("\n")
    assert len(lines) == 4
    assert lines[2].replace(r"\|", "").count("|") == len(texts) + 1
    assert "<" not in lines[2].replace("<br>", "")


def read_back(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_excel_reads_back_with_types(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    written_xlsx(ANSWER, path, "甲/乙")
    assert read_back(path) == [
        list(ANSWER.columns),
        ["甲局", 12, 1.2, True, None],
        ["=1+1", -5, -0.5, False, "https://example.org/a_b"],
    ]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.title == "甲_乙"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet["A2"].alignment.wrap_text
    assert [sheet.cell(3, column).data_type for column in range(1, 6)] == ["s", "n", "n", "b", "s"]


def test_excel_never_holds_a_formula_or_an_error(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    written_xlsx(one_column(*DANGEROUS, "#N/A", "#REF!"), path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {cell.data_type for (cell,) in sheet.iter_rows()} == {"s"}
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)][:4] == list(DANGEROUS[:4])


def test_excel_keeps_every_digit(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    kinds = ("371702371702371702", "123456789012345", "0.1234567890123456", "1200", "1e400", "NaN", "0", "0.00")
    written_xlsx(Answer(("n",), tuple((literal(text, "double"),) for text in kinds)), path)
    assert [value for (value,) in read_back(path)[1:]] == [
        "371702371702371702",
        123456789012345,
        "0.1234567890123456",
        1200,
        "1e400",
        "NaN",
        0,
        0,
    ]


def test_excel_replaces_what_xml_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    written_xlsx(one_column("a\x00b\x1bc\ufffe", "_x0041_", "one\r\ntwo\rthree", "<&>"), path)
    # openpyxl reads inline strings without their escapes; ECMA-376 and so Excel have them.
    assert [unescape(str(value)) for (value,) in read_back(path)[1:]] == [
        "a\ufffdb\ufffdc\ufffd",
        "_x0041_",
        "one\ntwo\nthree",
        "<&>",
    ]


@pytest.mark.parametrize("text", ["长" * 40_000, "_x0041_" * 5_000])
def test_excel_says_where_a_text_is_longer_than_a_cell(text: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    written_xlsx(one_column(text, "长" * 32_767), path)
    cut, whole = (unescape(str(value)) for (value,) in read_back(path)[1:])
    assert cut.endswith(f"… ({len(text)} characters)")
    assert cut.startswith(text[:10_000])
    assert len(whole) == 32_767


def test_excel_columns_are_as_wide_as_their_text_shows(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    row = (literal("甲" * 10), literal("a" * 10), literal("甲" * 500), literal("a\n" + "b" * 20))
    written_xlsx(Answer(("a", "b", "c", "d"), (row, (None,) * 4)), path)
    dimensions = openpyxl.load_workbook(path).worksheets[0].column_dimensions
    assert [dimensions[column].width for column in "ABCD"] == [22, 12, 60, 22]


def test_excel_files_are_the_same_bytes(tmp_path: Path) -> None:
    written_xlsx(ANSWER, tmp_path / "one.xlsx")
    written_xlsx(ANSWER, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    properties = openpyxl.load_workbook(tmp_path / "one.xlsx").properties
    assert properties.created == properties.modified


def test_excel_takes_an_answer_without_rows_or_columns(tmp_path: Path) -> None:
    written_xlsx(Answer(("a",), ()), tmp_path / "rows.xlsx")
    written_xlsx(Answer((), ((),)), tmp_path / "columns.xlsx")
    assert read_back(tmp_path / "rows.xlsx") == [["a"]]
    assert (tmp_path / "columns.xlsx").exists()


def test_excel_refuses_what_a_sheet_cannot_hold() -> None:
    with pytest.raises(OutputError, match="the workbook: found 1048576 rows"):
        xlsx_bytes(Answer(("a",), ((None,),) * 1_048_576))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "answer"),
        ("History", "answer"),
        ("'a'", "a"),
        ("a" * 40, "a" * 31),
        ("𠀀" * 20, "𠀀" * 15),
        ("\x01", "answer"),
    ],
)
def test_sheet_title(text: str, title: str) -> None:
    assert sheet_title(text) == title
