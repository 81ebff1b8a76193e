"""Reading a text twice as long takes about twice as many calls: no part of it is looked at from each of its places."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from heze_graph.model.printed import PrintedLine
from heze_graph.records.borders import borders_of
from heze_graph.records.lists.commitments import commits
from heze_graph.records.lists.finding import find_items
from heze_graph.records.signatures import signature_lines
from heze_graph.records.tables.figures import subject_of
from heze_graph.reference import Reference

#: What a text says over and over, and whether each time is a line of its own.
_REPEATED = {
    "sentences-that-count": ("会议指出，要加强领导。推进工作：一是加快项目建设；二是改造老旧小区{n}个。", ""),
    "sentences-that-answer": ("由甲坪县水利局牵头，甲坪县财政局配合。完成投资{n}亿元。", ""),
    "brackets": ("会议强调，要扛牢责任（甲坪县水利局），抓好整改（6月底前），新建公园{n}处。", ""),
    "semicolons": ("推进建设：新建学校{n}所；改造道路；", ""),
    "numbers": ("1.新建学校{n}所。2.改造道路12公里。", ""),
    "names-behind-blanks": (" 甲坪县水利局", ""),
    "news": ("会议指出。推进工作：一是完成投资{n}亿元；二是改造老旧小区；三是新建公园。", "\n"),
    "items": ("新建学校{n}所，改造道路。（责任单位：甲坪县水利局）", "\n"),
}
_FEW, _MANY = 60, 120


def _calls(text: str, reference: Reference) -> int:
    """Return how many functions are called while the lists of a text are looked for."""
    lines = [PrintedLine(at, (line,)) for at, line in enumerate(text.splitlines(), start=1)]
    register = reference.register("")
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        find_items(lines, register, reference.language)
    finally:
        sys.setprofile(before)
    return count


def _text(kind: str, times: int) -> str:
    phrase, end = _REPEATED[kind]
    return "甲坪县召开会议\n" + end.join(phrase.format(n=n + 2) for n in range(times))


@pytest.mark.parametrize("kind", _REPEATED)
def test_calls_grow_no_faster_than_the_text(reference: Reference, kind: str) -> None:
    _calls(_text(kind, 5), reference)
    few, many = (_calls(_text(kind, times), reference) for times in (_FEW, _MANY))
    assert many < 2.5 * few


def test_names_behind_blanks_are_read_however_many(reference: Reference) -> None:
    found = find_items(
        [PrintedLine(1, ("新建学校" + " 甲坪县水利局" * 1500,))], reference.register(""), reference.language
    )
    assert not found.items


@pytest.mark.parametrize("text", ["甲" + "》" * 20_000 + "乙", "各某、" * 20_000 + "乙"])
def test_what_parts_lists_is_told_at_once_however_long_the_text(reference: Reference, text: str) -> None:
    borders = borders_of(reference.language)
    assert not borders.is_title(text)
    assert not borders.is_end(text, "")


def test_a_work_report_of_one_long_sentence_is_read(reference: Reference) -> None:
    sentence = "新建学校、" * 8000 + "改造公园8个。"
    lines = ("政府工作报告", "各位代表：", "二、2031年重点工作", sentence)
    found = find_items(
        [PrintedLine(at, (line,)) for at, line in enumerate(lines, 1)], reference.register(""), reference.language
    )
    assert [item.lines[0].line for item in found.items] == [4]


def test_many_blanks_before_no_date_sign_nothing(reference: Reference) -> None:
    line = PrintedLine(1, ("甲坪县水利局" + " " * 3000 + "负责。",))
    assert not signature_lines([line], reference.language)
    assert not signature_lines([], reference.language)


@pytest.mark.parametrize("run", [" ", "（", "牵头"])
def test_a_run_of_what_stands_in_labels_ends(reference: Reference, run: str) -> None:
    """Tried in every way, each of these runs would not end in hours."""
    lines = ("一、新建学校2所" + " " * 5000 + "。", f"二、改造公园8个。（责任单位：甲坪县水利局{run * 3000}）")
    found = find_items(
        [PrintedLine(at, (line,)) for at, line in enumerate(lines, 1)], reference.register(""), reference.language
    )
    assert len(found.items) == 2


def test_brackets_above_figures_are_looked_at_once(reference: Reference) -> None:
    assert subject_of("（" * 20_000 + "甲", reference.language) is None


def test_a_run_of_digits_is_looked_at_once(reference: Reference) -> None:
    title = "甲坪县政府关于做好春耕生产工作的通知"
    assert commits([title], ["新建管网8公里"] * 3, reference.language)
    assert not commits([title], ["新建" + "1" * 20_000] * 3, reference.language)
