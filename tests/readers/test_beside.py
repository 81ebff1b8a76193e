"""Wide sheets whose right columns are printed on pages of their own."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from heze_graph.model.printed import PrintedLine
from tests.readers.reading import lines_of

_FONT = "STSong-Light"
_STEP, _TOP, _LEFT, _WIDE = 20, 780, 60, 150

LEFT = (("序号", "任务"), *((str(n), f"修渠{n * 7}公里") for n in range(1, 7)))
RIGHT = (("责任单位", "完成时限"), *((f"市第{n}水务所", f"{n}月底") for n in range(1, 7)))
WHOLE = [(*left, *right) for left, right in zip(LEFT, RIGHT, strict=True)]
#: What goes on below, on pages without a header.
LEFT_BELOW = tuple((str(n), f"修渠{n * 7}公里") for n in range(7, 12))
RIGHT_BELOW = tuple((f"市第{n}水务所", f"{n}月底") for n in range(7, 12))
WHOLE_BELOW = [(*left, *right) for left, right in zip(LEFT_BELOW, RIGHT_BELOW, strict=True)]

Rows = Sequence[Sequence[str]]


def printed(*pages: Rows, titles: Sequence[str] = (), ruled: bool = True) -> bytes:
    """Return a PDF with a table a page, all in the same places, below titles."""
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    for at, rows in enumerate(pages):
        canvas.setFont(_FONT, 10)
        if at < len(titles):
            canvas.drawString(_LEFT + 20, _TOP + 15, titles[at])
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                place = (_LEFT + column * _WIDE, _TOP - (line + 1) * _STEP)
                if ruled:
                    canvas.rect(*place, _WIDE, _STEP)
                canvas.drawString(place[0] + 4, place[1] + 6, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def rows_of(lines: Sequence[PrintedLine]) -> list[tuple[str, ...]]:
    return [line.cells for line in lines if len(line.cells) > 1]


def told(lines: Sequence[PrintedLine], kind: str = "pages-beside") -> list[str]:
    return [dict(doubt.details)["pages"] for line in lines for doubt in line.doubts if doubt.kind == kind]


def pages_of(*pages: Sequence[tuple[float, float, str]], rules: Sequence[Sequence[tuple[float, ...]]] = ()) -> bytes:
    """Return a PDF with texts (left, top, text) and ruled rectangles (left, top, width, height) on each page."""
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    for at, texts in enumerate(pages):
        canvas.setFont(_FONT, 10)
        for left, top, width, height in rules[at] if at < len(rules) else ():
            canvas.rect(left, 842 - top - height, width, height)
        for left, top, text in texts:
            canvas.drawString(left, 842 - top - 9, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def laid_out(
    rows: Rows, top: float, heights: Sequence[float]
) -> tuple[list[tuple[float, float, str]], list[tuple[float, ...]]]:
    """Return the texts and the rectangles of a table with rows of these heights; a text may have several lines."""
    texts: list[tuple[float, float, str]] = []
    rules: list[tuple[float, ...]] = []
    for row, height in zip(rows, heights, strict=True):
        for column, cell in enumerate(row):
            left = _LEFT + column * _WIDE
            rules.append((left, top, _WIDE, height))
            texts += [(left + 4, top + 4 + 13 * at, line) for at, line in enumerate(cell.split("\n"))]
        top += height
    return texts, rules


@pytest.mark.parametrize("ruled", [True, False])
def test_columns_on_the_next_page_are_of_the_same_rows(ruled: bool) -> None:
    lines = lines_of(printed(LEFT, RIGHT, ruled=ruled))
    assert rows_of(lines) == WHOLE
    assert told(lines) == ["1、2"]


def test_pages_are_printed_over_the_width_first() -> None:
    lines = lines_of(printed(LEFT, RIGHT, LEFT_BELOW, RIGHT_BELOW))
    assert rows_of(lines) == [*WHOLE, *WHOLE_BELOW]
    assert told(lines) == ["1、2", "3、4"]


def test_pages_are_printed_downwards_first() -> None:
    lines = lines_of(printed(LEFT, LEFT_BELOW, RIGHT, RIGHT_BELOW))
    assert rows_of(lines) == [*WHOLE, *WHOLE_BELOW]
    assert told(lines) == ["1、3", "2、4"]


@pytest.mark.parametrize("ruled", [True, False])
def test_columns_that_each_page_repeats_stand_once(ruled: bool) -> None:
    again = [(left[0], *right) for left, right in zip(LEFT, RIGHT, strict=True)]
    assert rows_of(lines_of(printed(LEFT, again, ruled=ruled))) == WHOLE


def test_a_title_goes_over_both_pages() -> None:
    lines = lines_of(printed(LEFT, RIGHT, titles=("", "示例市2024年水利任务表")))
    assert lines[0].cells == ("示例市2024年水利任务表",)
    assert rows_of(lines) == WHOLE


def test_what_goes_on_below_or_is_a_table_of_its_own_is_not_put_beside() -> None:
    below = lines_of(printed(LEFT, [*LEFT_BELOW, ("12", "修渠84公里"), ("13", "修渠91公里")]))
    assert not told(below)
    assert [row[0] for row in rows_of(below)][1:] == [str(n) for n in range(1, 14)]
    again = [(left[0], *right) for left, right in zip(LEFT, RIGHT, strict=True)]
    own = lines_of(printed(LEFT, again, titles=("任务表", "分工表")))
    assert not told(own)
    assert {line.table for line in own} == {1, 2}


def test_strokes_of_letters_are_no_lines_between_rows() -> None:
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    for rows, strokes in ((LEFT, 3), (RIGHT, 5)):
        canvas.setFont(_FONT, 10)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                canvas.rect(_LEFT + column * _WIDE, _TOP - (line + 1) * _STEP, _WIDE, _STEP)
                canvas.drawString(_LEFT + column * _WIDE + 4, _TOP - (line + 1) * _STEP + 6, text)
        for at in range(strokes):
            canvas.line(_LEFT + 120, _TOP - 27 - at * _STEP, _LEFT + 140, _TOP - 27 - at * _STEP)
        canvas.showPage()
    canvas.save()
    assert rows_of(lines_of(stream.getvalue())) == WHOLE


def test_a_header_in_the_middle_of_a_wide_column_is_that_of_its_cells() -> None:
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(842, 595), invariant=1)
    canvas.setFont(_FONT, 10)
    table = (
        ("序号", "任务", "完成时限", "责任单位"),
        *((str(n), f"修渠{n * 7}公里", "9月底", f"市第{n}水务所") for n in range(1, 7)),
    )
    for line, row in enumerate(table):
        for column, text in enumerate(row):
            wide = column == 2 and not line
            canvas.drawString((50, 100, 250, 480)[column] + (100 if wide else 0), 500 - line * _STEP, text)
    canvas.save()
    assert rows_of(lines_of(stream.getvalue())) == list(table)


def test_halves_whose_rows_stand_at_other_heights_go_together_row_after_row() -> None:
    right = [RIGHT[0], ("市第1水务所、市\n第1疏浚队、市第\n1排灌站", "1月底"), *RIGHT[2:]]
    pages = [laid_out(LEFT, 90, [20] * 7), laid_out(right, 40, [20, 60, *[18] * 5])]
    lines = lines_of(pages_of(*(texts for texts, _ in pages), rules=[rules for _, rules in pages]))
    whole = [(*one, *other) for one, other in zip(LEFT, right, strict=True)]
    assert [tuple(cell.replace("\n", "") for cell in row) for row in rows_of(lines)] == [
        tuple(cell.replace("\n", "") for cell in row) for row in whole
    ]
    assert told(lines, "pages-beside-by-order") == ["1、2"]
    assert not told(lines)


def test_as_many_rows_with_numbers_or_a_title_of_their_own_are_another_table() -> None:
    left = laid_out(LEFT, 90, [20] * 7)
    numbered = [(row[0], *other) for row, other in zip(LEFT, RIGHT, strict=True)]
    for rows, title in ((numbered, ""), (RIGHT, "各责任单位联系人名单")):
        texts, rules = laid_out(rows, 60, [24] * 7)
        lines = lines_of(pages_of(left[0], [*texts, (_LEFT, 30, title)] if title else texts, rules=[left[1], rules]))
        assert {line.table for line in lines if line.table} == {1, 2}


def test_a_header_that_is_higher_than_its_row_is_no_title() -> None:
    left, right = laid_out(LEFT, 90, [20] * 7), laid_out([("", "完成时限"), *RIGHT[1:]], 90, [20] * 7)
    high = [(_LEFT + 4, 83.0, "责任单位（牵头在前"), (_LEFT + 4, 96.0, "配合在后）")]
    lines = lines_of(
        pages_of([(_LEFT, 60, "示例市2024年水利任务表"), *left[0]], [*right[0], *high], rules=[left[1], right[1]])
    )
    assert told(lines) == ["1、2"]
    assert [cell.replace("\n", "") for cell in rows_of(lines)[0]] == [
        *LEFT[0],
        "责任单位（牵头在前配合在后）",
        "完成时限",
    ]


def test_numbers_beside_their_texts_are_those_of_rows() -> None:
    left = [(60.0, 80.0 + 20 * at, row[0] + row[1]) for at, row in enumerate(LEFT[1:], start=1)]
    left += [(220.0, 80.0 + 20 * at, f"{n}00万元") for at, n in enumerate(range(1, 7), start=1)]
    left += [(60.0, 80.0, "序号任务"), (220.0, 80.0, "投资")]
    right = [
        (60.0 + 150 * column, 80.0 + 20 * at, text) for at, row in enumerate(RIGHT) for column, text in enumerate(row)
    ]
    assert told(lines_of(pages_of(left, right))) == ["1、2"]
