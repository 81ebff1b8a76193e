"""Draws the pictures of the READMEs from the two seed tables into `docs/images/`: `python docs/draw_pictures.py`.

Needs Chromium with chromedriver and LibreOffice, as the tests of pages and workbooks do. Pixels differ between versions
of these, so the pictures are looked at, not compared; a test sees that they are there, small, and shown.
"""

from __future__ import annotations

import io
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pypdfium2
from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from heze_graph import resources
from heze_graph.entities.brief import Briefs, BriefSubject
from heze_graph.export.briefs import pdf
from heze_graph.export.pack import Order, pack
from heze_graph.pipeline.build import build, seed_tables
from heze_graph.queries.library import load
from heze_graph.rdf import iris
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from tests.browser import set_viewport, start
from tests.readers.office import saved_as
from tests.web.pages import served

IMAGES = ROOT / "docs" / "images"
#: A day between the two tables, so that a picture says the same whenever it is drawn.
TODAY = date(2023, 11, 15)
#: What the pages are looked at in, and how large a picture is in the end.
_SIZE, _WIDTH, _HEIGHT, _COLOURS = (1280, 860), 960, 640, 160
#: Whom the brief is about.
_LEADER = "leader/heze/王昌华"
_SETTLED = 3  # seconds until charts and networks are drawn


def main() -> None:
    """Draw all of them."""
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build(seed_tables(), store, Reference(resources.REFERENCE))
        _draw_pages(store, Path(folder))
        engine, library = Embedded(store), load(resources.QUERIES)
        book = saved_as(pack(engine, library, Order(TODAY)), "pdf", Path(folder))
        _write("workbook", _first_page(book))
        subject = BriefSubject(iris.ID + _LEADER, "leader", _LEADER.rpartition("/")[2])
        _write("brief", _first_page(pdf(Briefs(engine, library, TODAY).brief(subject))))


def _draw_pages(store: Path, folder: Path) -> None:
    driver = start(folder / "profile")
    try:
        set_viewport(driver, *_SIZE)
        with patch("heze_graph.web.pages.start.today", lambda: TODAY), served(store) as site:
            for name, path in (("start", "/"), ("network", "/views/units.html")):
                driver.get(site + path)
                time.sleep(_SETTLED)
                _write(name, Image.open(io.BytesIO(driver.get_screenshot_as_png())))
    finally:
        driver.quit()


def _first_page(data: bytes) -> Image.Image:
    page = pypdfium2.PdfDocument(data)[0]
    drawn: Image.Image = page.render(scale=2 * _WIDTH / page.get_width()).to_pil()
    return drawn


def _write(name: str, picture: Image.Image) -> None:
    """Write a picture small: no larger than it is shown, in few colours; of a page its upper part."""
    height = round(picture.height * _WIDTH / picture.width)
    small = picture.convert("RGB").resize((_WIDTH, height), Image.Resampling.LANCZOS)
    cut = small.crop((0, 0, _WIDTH, min(height, _HEIGHT)))
    cut.quantize(_COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
