"""Merged cells on pages without lines between all rows: a name in the middle of several rows is that of each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from heze_graph.model.printed import PrintedLine
from tests.readers.reading import lines_of

LEFTS = (50, 130, 170, 400, 520)
HEADER = ("分管领导", "序号", "工作任务", "责任单位")
TASKS = (
    ("1", ("修建环湖路九公里，", "同步建设步道"), "交通局"),
    ("2", ("改造泵站四座",), "水务局"),
    ("3", ("新建粮仓六座，完善", "仓储设施"), "粮食局"),
    ("4", ("办好夜校十二所",), "教育局"),
    ("5", ("绿化荒山三百亩",), "林业局"),
)
SIZE, STEP, PAD = 10, 13, 4


Task = tuple[str, tuple[str, ...], str]


def page(
    leaders: Sequence[tuple[str, int]],
    *,
    rules: str = "",
    top: bool = False,
    remark: int = 0,
    tasks: Sequence[Task] = TASKS,
) -> bytes:
    """Return a page with the tasks, each leader beside so many of them; `remark` is the row with a remark."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(stream := io.BytesIO(), pagesize=(620, 400), invariant=1)
    canvas.setFont("STSong-Light", SIZE)
    sides = [340.0]
    for left, text in zip(LEFTS, (*HEADER, "备注" if remark else ""), strict=True):
        canvas.drawString(left, sides[0] + PAD, text)
    for at, (number, lines, unit) in enumerate(tasks):
        height = STEP * len(lines) + 2 * PAD
        for left, texts in zip(LEFTS[1:4], ((number,), lines, (unit,)), strict=True):
            _write(canvas, left, texts, sides[-1], height, top=top)
        if at + 1 == remark:
            _write(canvas, LEFTS[4], ("跨年",), sides[-1], height, top=top)
        sides.append(sides[-1] - height)
    ends = list(accumulate(count for _, count in leaders))
    for (name, count), end in zip(leaders, ends, strict=True):
        _write(canvas, LEFTS[0], (name,), sides[end - count], sides[end - count] - sides[end], top=top)
    _rule(canvas, sides, ends, rules)
    canvas.save()
    return stream.getvalue()


def _rule(canvas: Canvas, sides: Sequence[float], ends: Sequence[int], rules: str) -> None:
    if rules:
        for side in (sides[0] + STEP + PAD, sides[0], sides[-1]):
            canvas.line(LEFTS[0] - 5, side, 600, side)
    if rules == "rows":
        for side in sides:
            canvas.line(LEFTS[1] - 5, side, 600, side)
        for end in ends:
            canvas.line(LEFTS[0] - 5, sides[end], LEFTS[1] - 5, sides[end])


def _write(canvas: Canvas, left: float, lines: Sequence[str], side: float, height: float, *, top: bool) -> None:
    above = PAD if top else (height - STEP * len(lines)) / 2
    for at, line in enumerate(lines, start=1):
        canvas.drawString(left, side - above - at * STEP + 3, line)


def column(lines: Sequence[PrintedLine], at: int) -> list[str]:
    """Return what the rows below the header say in a column, that of a merged cell above them where one covers it."""
    rows = [line for line in lines if len(line.cells) > 1][1:]
    return [row.cells[at] or dict(row.merged).get(at + 1, "") for row in rows]


TWO = [("林一", 3), ("石二", 2)]
GIVEN = ["林一"] * 3 + ["石二"] * 2


@pytest.mark.parametrize("rules", ["", "three", "rows"])
def test_a_text_in_the_middle_of_rows_is_that_of_each(rules: str) -> None:
    lines = lines_of(page(TWO, rules=rules))
    assert column(lines, 0) == GIVEN
    assert column(lines, 1) == ["1", "2", "3", "4", "5"]
    assert column(lines, 2)[2] == "新建粮仓六座，完善仓储设施"
    told = [doubt.printed for line in lines for doubt in line.doubts if doubt.kind == "merged-by-position"]
    assert told == ["林一", "石二"]


def test_a_rule_that_leaves_a_column_out_parts_none_of_its_rows() -> None:
    assert column(lines_of(page(TWO, rules="rows", top=True)), 0) == GIVEN


@pytest.mark.parametrize(
    "leaders", [[("林一", 2), ("石二", 1), ("任三", 2)], [("林一", 1), ("石二", 4)], [("林一", 5)]]
)
def test_rows_are_shared_out_as_the_middles_say(leaders: list[tuple[str, int]]) -> None:
    assert column(lines_of(page(leaders)), 0) == [name for name, count in leaders for _ in range(count)]


def test_at_the_top_of_rows_a_text_before_the_numbers_is_that_of_each_row_down_to_the_next_one() -> None:
    lines = lines_of(page(TWO, top=True))
    assert column(lines, 0) == ["林一", "林一", "林一", "石二", "石二"]
    assert [doubt.printed for line in lines for doubt in line.doubts if doubt.kind == "merged-by-position"] == [
        "林一",
        "石二",
    ]


def test_at_the_top_of_rows_behind_the_numbers_nothing_tells_whose_they_are() -> None:
    singles = [(name, 1) for name in ("林一", "石二", "任三", "许四", "于五")]
    assert column(lines_of(page(singles, top=True, remark=1)), 4) == ["跨年", "", "", "", ""]


def test_a_remark_beside_one_row_is_that_of_one_row() -> None:
    singles = [(name, 1) for name in ("林一", "石二", "任三", "许四", "于五")]
    lines = lines_of(page(singles, remark=3))
    assert column(lines, 4) == ["", "", "跨年", "", ""]
    assert not [doubt for line in lines for doubt in line.doubts if doubt.kind == "merged-by-position"]


def test_a_row_whose_text_stands_on_the_page_before_is_left_out() -> None:
    tasks = [(str(int(number) + 5), lines, unit) for number, lines, unit in TASKS]
    assert column(lines_of(page([("", 1), ("林一", 2), ("石二", 2)], tasks=tasks)), 0) == [
        "",
        "林一",
        "林一",
        "石二",
        "石二",
    ]
