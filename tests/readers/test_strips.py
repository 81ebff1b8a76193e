"""The strip of a page that a row was read from, drawn again from the file."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from heze_graph.rdf.documents import fragment
from heze_graph.readers.content import Content
from heze_graph.readers.strips import drawn, strip
from tests.readers.layouts import ROWS, Layout, picture, scanned
from tests.readers.layouts import drawn as table_of
from tests.readers.office import ofd, ofd_table, ofd_text
from tests.readers.reading import lines_of, read
from tests.readers.samples import as_xlsx


def content_of(data: bytes) -> Content:
    return Content(data, "table", "table")


def box_of(line: PrintedLine) -> str:
    assert line.place is not None
    return fragment(line.place)


def grey(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=int)


def likeness(strip_of_row: np.ndarray, page: np.ndarray, box: str) -> float:
    """Return how much darkness the strip has in common with a part of a page and a little around."""
    _, top, _, height = map(float, box.partition("percent:")[2].split(","))
    first, last = (round(side / 100 * page.shape[0]) for side in (top - 0.6, top + height + 0.6))
    part = Image.fromarray(page[first:last].astype("uint8")).resize(strip_of_row.shape[::-1])
    return float(np.corrcoef(np.asarray(part, dtype=float).ravel(), strip_of_row.ravel())[0, 1])


def test_the_strip_of_a_row_is_the_part_of_the_page_that_it_was_read_from() -> None:
    data = table_of(ROWS, Layout())
    page = np.asarray(scanned(data, 200).convert("L"), dtype=int)
    boxes = [box_of(line) for line in lines_of(data) if len(line.cells) > 1]
    for at, box in enumerate(boxes):
        found = grey(strip(content_of(data), 1, box))
        likeliest = max(range(len(boxes)), key=lambda other: likeness(found, page, boxes[other]))
        assert likeliest == at
        assert likeness(found, page, box) > 0.8


def test_a_page_of_turned_letters_is_shown_upright() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.translate(A4[0], 0)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(100, 500, "all letters of this page lie on their side")
    canvas.save()
    data = stream.getvalue()
    (line,) = lines_of(data)
    found = grey(strip(content_of(data), 1, box_of(line)))
    dark = found < 128
    assert found.shape[1] > 8 * found.shape[0]
    assert dark.any(axis=0).sum() > dark.any(axis=1).sum()


def test_a_page_of_a_fixed_layout_document_is_drawn_from_its_letters_and_lines() -> None:
    data = ofd(ofd_text(60, 15, "Plan") + ofd_table([("No", "Task"), ("1", "Roads & <bridges>")], ruled=True))
    content = content_of(data)
    for box in (box_of(line) for line in lines_of(data) if len(line.cells) > 1):
        dark = grey(strip(content, 1, box)) < 160
        # The lines above and below the row run through the table, which takes a part of the page's width.
        assert (dark.mean(axis=1) > 0.2).sum() >= 2
        # Between them are the letters.
        assert (dark.mean(axis=1) < 0.2).any()
    turned = ofd(ofd_text(60, 15, "Plan").replace("Boundary", 'CTM="0 1 -1 0 0 0" Boundary'))
    assert grey(drawn(content_of(turned), 1, "xywh=percent:0,0,100,100")).shape[0] > 600


def test_the_strip_of_a_scan_that_lay_askew_is_straight(tmp_path: Path) -> None:
    stream = io.BytesIO()
    scanned(table_of(ROWS[:2], Layout()), 120, 2.0).save(stream, "PNG")
    lines = [line for line in read(tmp_path, stream.getvalue()) if len(line.cells) > 1]
    found = grey(strip(content_of(stream.getvalue()), 1, box_of(lines[-1])))
    # A straight line from left to right is dark in one row of pixels.
    assert (found < 160).mean(axis=1).max() > 0.6


@pytest.mark.parametrize(
    ("data", "page"),
    [
        (as_xlsx(), 1),
        (table_of(ROWS[:1], Layout()), 2),
        (picture("PNG"), 2),
        (b"%PDF-1.7 damaged %%EOF", 1),
        (ofd(""), 2),
    ],
    ids=["workbook", "no such page", "no such picture", "damaged", "no such page of an OFD"],
)
def test_what_cannot_be_drawn_is_told(data: bytes, page: int) -> None:
    with pytest.raises(TableError, match=r"found .*; expected .*To mend it"):
        strip(content_of(data), page, "xywh=percent:0,10,100,5")


def test_an_area_beyond_the_page_is_cut() -> None:
    data = table_of(ROWS[:1], Layout())
    assert grey(drawn(content_of(data), 1, "xywh=percent:0,99.9,100,50")).size
