from __future__ import annotations

from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.export.tabular import plain_text, table_text
from heze_graph.model.answers import Answer, Term

XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(text: str) -> Term:
    return Term("literal", text)


def shown_width(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def test_chinese_columns_line_up() -> None:
    rows = ((literal("甲乙丙局"), literal("x")), (literal("ab"), literal("x")), (None, literal("x")))
    lines = table_text(Answer(("unit", "mark"), rows)).splitlines()
    assert {shown_width(line[: line.index("x")]) for line in lines[2:]} == {
        shown_width(lines[0][: lines[0].index("mark")])
    }


def test_long_text_is_folded_and_nothing_is_lost() -> None:
    text = "推进城乡供水一体化" * 20
    lines = table_text(Answer(("no", "wording"), ((literal("1"), literal(text)),)), 40).splitlines()
    assert max(map(shown_width, lines)) <= 40
    assert "".join(line.strip().removeprefix("1").strip() for line in lines[2:]) == text


def test_without_a_width_nothing_is_folded() -> None:
    assert "长" * 300 in table_text(Answer(("wording",), ((literal("长" * 300),),)))


def test_more_columns_than_fit_are_not_cut() -> None:
    columns = tuple(f"column{index}" for index in range(12))
    text = table_text(Answer(columns, (tuple(literal(f"甲乙丙丁{index:02}") for index in range(12)),)), 20)
    assert all(f"{index:02}" in text for index in range(12))
    assert text.count("甲") == 12


@pytest.mark.parametrize(("text", "width"), [("长" * 30, 30), ("一\n二", None)])
def test_rows_of_several_lines_are_kept_apart(text: str, width: int | None) -> None:
    rows = ((literal(text),), (literal("短"),))
    lines = table_text(Answer(("a",), rows), width).splitlines()
    assert lines[-1].strip() == "短"
    assert lines[-2] == ""


def test_rows_of_one_line_stand_together() -> None:
    assert len(table_text(Answer(("a",), ((literal("x"),), (literal("y"),)))).splitlines()) == 4


def test_numbers_stand_on_the_right() -> None:
    rows = tuple((Term("literal", text, XSD + "integer"),) for text in ("5", "1200"))
    assert table_text(Answer(("n",), rows)).splitlines()[2:] == ["    5", " 1200"]


def test_iris_are_shortened_by_the_longest_namespace() -> None:
    prefixes = {"base": "https://example.org/", "id": "https://example.org/id/"}
    rows = tuple(
        (Term("iri", f"https://{rest}"),) for rest in ("example.org/id/unit/甲", "example.org/x", "other.org/")
    )
    lines = table_text(Answer(("thing",), rows), prefixes=prefixes).splitlines()
    assert [line.strip() for line in lines[2:]] == ["id:unit/甲", "base:x", "https://other.org/"]
    literals = Answer(("thing",), ((literal("https://example.org/id/unit/甲"),),))
    assert "https://example.org/id/unit/甲" in table_text(literals, prefixes=prefixes)


def test_markup_in_data_is_text() -> None:
    text = table_text(Answer(("[red]a",), ((literal("[bold]x[/bold] :smile: [link=https://e.org]y"),),)))
    assert "[red]a" in text
    assert "[bold]x[/bold] :smile: [link=https://e.org]y" in text


def test_control_characters_are_shown_not_obeyed() -> None:
    text = table_text(Answer(("a",), ((literal("\x1b[2J\x1b]0;title\x07 \r\x9b31m\u202egnp.exe"),),)))
    assert "␛[2J␛]0;title␇ ␍\ufffd31m\ufffdgnp.exe" in text


def test_colour_comes_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer(("a",), ((Term("iri", "u:x"),),))
    for name, value in (("COLUMNS", "10"), ("FORCE_COLOR", "1"), ("TERM", "xterm-256color")):
        monkeypatch.setenv(name, value)
    assert "\x1b" not in table_text(answer)
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = table_text(answer, colour=True)
    assert "\x1b[36mu:x" in coloured
    assert "]8;" not in coloured


def test_an_answer_without_rows_shows_its_columns() -> None:
    assert table_text(Answer(("unit", "no"), ())).splitlines()[0].split() == ["unit", "no"]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.integers(1, 80), st.booleans())
def test_no_control_of_the_data_reaches_the_terminal(texts: list[str], width: int, colour: bool) -> None:
    answer = Answer(tuple("abcd"[: len(texts)]), (tuple(map(literal, texts)),))
    text = table_text(answer, width)
    assert all(character == "\n" or character.isprintable() or ord(character) >= 0xA0 for character in text)
    if colour:
        assert table_text(answer, width, colour=True).count("\x1b") % 2 == 0


@given(st.text())
def test_plain_text_has_no_controls_left(text: str) -> None:
    plain = plain_text(text)
    assert not any((ord(one) < 0x20 and one != "\n") or 0x7F <= ord(one) < 0xA0 for one in plain)
