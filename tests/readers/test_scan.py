"""Scans and photographs: set straight, lines found, text recognised, each word that is not sure a doubt."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from heze_graph.errors import TableError
from heze_graph.readers.pages.cells import SURE
from heze_graph.readers.recognition import straightened
from heze_graph.readers.ruling import ink, ruled_lines, rules_in, without_rules
from tests.readers.layouts import _LEFT_TO_RIGHT as _SIDES
from tests.readers.layouts import HEADER, ROWS, Layout, drawn, picture, scanned
from tests.readers.reading import lines_of, read


def saved(image: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, resolution=150)
    return stream.getvalue()


@pytest.mark.parametrize(("form", "degrees", "noise"), [("PNG", 0.0, 0.0), ("PDF", -1.2, 12.0)])
def test_a_scanned_table_gives_its_cells(tmp_path: Path, form: str, degrees: float, noise: float) -> None:
    lines = read(tmp_path, saved(scanned(drawn(ROWS, Layout()), 150, degrees, noise), form))
    rows = [line for line in lines if len(line.cells) > 1]
    assert [len(line.cells) for line in rows] == [len(HEADER)] * 5
    printed, right = ("".join(map("".join, table)) for table in ([line.cells for line in rows], [HEADER, *ROWS]))
    assert Levenshtein.distance(printed, right) <= 0.02 * len(right)
    assert all(line.place and line.place.page == 1 for line in rows)
    unsure = [doubt for line in lines for doubt in line.doubts if doubt.kind == "unsure-word"]
    assert all(float(dict(doubt.details)["sure"].rstrip("%")) <= 100 * SURE for doubt in unsure)


def test_columns_of_a_scan_without_lines_are_parted_by_paper() -> None:
    layout = Layout(upright=(), level="", room=6)
    lines = lines_of(saved(scanned(drawn(ROWS, layout), 200, 0.6, 6.0), "PNG"))
    rows = [line.cells for line in lines if len(line.cells) > 1]
    assert [len(cells) for cells in rows] == [len(HEADER)] * 5
    printed, right = ("".join(map("".join, table)) for table in (rows, [HEADER, *ROWS]))
    assert Levenshtein.distance(printed, right) <= 0.02 * len(right)


def test_each_page_of_a_scan_is_read_as_the_first_one() -> None:
    page = scanned(drawn(ROWS[:1], Layout()), 150)
    stream = io.BytesIO()
    page.save(stream, "PDF", resolution=150, save_all=True, append_images=[page])
    lines = lines_of(stream.getvalue())
    first, second = ([line.cells for line in lines if line.where == f"page {number}"] for number in (1, 2))
    assert len([cells for cells in first if len(cells) == len(HEADER)]) == 2
    assert first == second


@pytest.mark.parametrize("degrees", [-3.0, 0.4, 2.0])
def test_pictures_are_set_straight(degrees: float) -> None:
    askew = np.asarray(scanned(drawn(ROWS, Layout()), 100, degrees))
    straight = rules_in(straightened(askew), 1.0)
    assert sum(rule.width > 300 for rule in straight) == 6
    assert sum(rule.width > 300 for rule in rules_in(askew, 1.0)) < 6


def test_a_page_photographed_from_aside_is_spread_out() -> None:
    page = scanned(drawn(ROWS, Layout()), 110)
    width, height = page.size
    corners = (-18, -10, -8, height + 16, width + 12, height + 4, width + 28, -16)
    aside = page.transform(page.size, Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(aside)
    upright = [rule for rule in rules_in(straightened(pixels), 1.0) if rule.height > rule.width]
    places = sorted(round(rule.left) for rule in upright)
    sides = [place for before, place in pairwise([-100, *places]) if place - before > 4]
    assert len(sides) == len(HEADER) + 1
    assert all(abs(page.size[0] * right / 842 - side) < 30 for right, side in zip(_SIDES, sides, strict=True))


def test_a_page_without_a_frame_is_left_as_it_is() -> None:
    pixels = np.asarray(scanned(drawn(ROWS, Layout(upright=(), level="")), 100))
    assert np.array_equal(straightened(pixels), pixels)


def test_a_picture_without_text_is_refused() -> None:
    with pytest.raises(TableError, match="no text"):
        lines_of(saved(Image.new("L", (300, 200), "white"), "PNG"))


def test_a_damaged_picture_is_refused() -> None:
    with pytest.raises(TableError, match="a damaged picture"):
        lines_of(picture("PNG")[:60])


def test_a_huge_picture_is_refused() -> None:
    for side, found in ((9000, "a picture of 9,000 by 9,000 pixels"), (20000, "far too many pixels")):
        with pytest.raises(TableError, match=found):
            lines_of(saved(Image.new("1", (side, side)), "PNG"))


def test_a_character_that_makes_no_word_is_told_with_the_likely_one() -> None:
    rows = [(*row[:2], "己完成改造", *row[3:]) if at == 1 else row for at, row in enumerate(ROWS[:2])]
    lines = lines_of(saved(scanned(drawn(rows, Layout()), 200), "PNG"))
    doubts = [doubt for line in lines for doubt in line.doubts if doubt.printed == "己完成改造"]
    assert [(doubt.kind, doubt.understood, doubt.candidates) for doubt in doubts] == [
        ("unsure-word", "己完成改造", ("已完成改造",))
    ]


def test_no_ink_is_left_where_lines_were_in_a_shadow() -> None:
    paper = np.linspace(235, 130, 900)[None, :] * np.linspace(1, 0.85, 600)[:, None]
    pixels = paper.astype(np.uint8)
    for at in range(60, 600, 120):
        pixels[at : at + 4, 40:860] = 40
    for at in range(40, 900, 205):
        pixels[60:544, at : at + 4] = 40
    assert np.count_nonzero(ink(without_rules(pixels))) < 0.001 * np.count_nonzero(ink(pixels))


def test_strokes_of_large_letters_are_no_ruled_lines() -> None:
    pixels = np.full((500, 900), 240, np.uint8)
    for at, left in enumerate(range(100, 700, 46)):
        # Letters of a title: long strokes, one that crosses them, and hardly any paper between two letters.
        top = 60 + at % 3 * 8
        pixels[top : top + 5, left : left + 46] = pixels[top + 25 : top + 30, left : left + 40] = 20
        pixels[55:105, left + 18 : left + 24] = 20
    for top in (200, 260):
        pixels[top : top + 3, 100:400] = 20
    for left in (100, 180, 397):
        pixels[200:263, left : left + 3] = 20
    level, upright = ruled_lines(ink(pixels))
    assert [rule.sides[1] for rule in level] == [199, 259]
    assert len(upright) == 3
    assert np.array_equal(without_rules(pixels)[40:120], pixels[40:120])


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned(quarters: int) -> None:
    page = scanned(drawn(ROWS[:2], Layout()), 150, 0.5, 4.0).rotate(90 * quarters, expand=True)
    rows = [line.cells for line in lines_of(saved(page, "PNG")) if len(line.cells) > 1]
    assert rows[0] == HEADER
    assert [cells[0] for cells in rows[1:]] == [row[0] for row in ROWS[:2]]


def test_columns_near_to_each_other_are_parted_where_only_rows_have_lines() -> None:
    """Texts that fill their column stand six points from those of the next one: too near to be two for recognition."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 420), invariant=1)
    canvas.setFont("STSong-Light", 10)
    table = (
        ("序号", "工作任务", "责任单位", "时限"),
        ("1", "疏浚乡村河道三十公里改造涵洞", "县水务局", "9月底"),
        ("2", "建设粮食烘干中心六处", "县农业农村局、县粮食局", "年底"),
        ("3", "种植沿路防护林八百亩补植苗木", "县自然资源和规划局", "4月底"),
    )
    for at, row in enumerate(table):
        canvas.line(40, 375 - 30 * at, 560, 375 - 30 * at)
        for left, text in zip((46, 80, 226, 380), row, strict=True):
            canvas.drawString(left, 355 - 30 * at, text)
    canvas.line(40, 375 - 30 * len(table), 560, 375 - 30 * len(table))
    canvas.save()
    lines = lines_of(saved(scanned(stream.getvalue(), 150, 0.4, 4.0), "PNG"))
    assert [line.cells for line in lines] == list(table)
