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


def told(lines: Sequence[PrintedLine]) -> list[str]:
    return [dict(doubt.details)["pages"] for line in lines for doubt in line.doubts if doubt.kind == "pages-beside"]


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
