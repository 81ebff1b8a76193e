from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
import reportlab
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from selectolax.lexbor import LexborHTMLParser

from heze_graph.entities.brief import Brief, BriefList
from heze_graph.errors import UsageError
from heze_graph.export.briefs import WRITERS, pdf
from heze_graph.export.fonts import Lettering, lettering

NASTY = '<script>alert("甲")</script> & 𠮷 “引”'


def brief(rows: int = 2) -> Brief:
    lists = BriefList(
        "落后", tuple("甲乙丙丁戊己庚"), (("1", NASTY, "落后", "进展", "年底", "某局", "表第3行"),) * rows, "注"
    )
    return Brief("某人", f"简报：{NASTY}", "截至2030-01-01", (("类别", NASTY),), (lists,), "尾", "zh")


def test_nothing_in_an_archive_says_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(WRITERS["docx"](brief()))) as archive:
        assert {(entry.date_time[0], entry.create_system) for entry in archive.infolist()} == {(2000, 0)}


def test_a_page_that_shows_what_was_printed_and_runs_none_of_it() -> None:
    page = LexborHTMLParser(WRITERS["html"](brief()).decode("utf-8"))
    assert page.css("script, link, img, [src]") == []
    assert [cell.text() for cell in page.css("tbody tr")[0].css("td")][1] == NASTY
    assert page.css_first("h1").text() == f"简报：{NASTY}"  # type: ignore[union-attr]
    assert len(page.css("th[scope=col]")) == 7


def test_a_word_file_can_be_opened_again() -> None:
    document = docx.Document(io.BytesIO(WRITERS["docx"](brief())))
    assert document.paragraphs[0].text == f"简报：{NASTY}"
    (table,) = document.tables
    assert [cell.text for cell in table.rows[1].cells] == ["1", NASTY, "落后", "进展", "年底", "某局", "表第3行"]
    assert document.sections[0].page_width is not None
    assert round(document.sections[0].page_width.mm) == 210


@pytest.mark.parametrize("rows", [0, 2, 25])
def test_a_pdf_of_one_page_whose_text_can_be_read(rows: int) -> None:
    with pdfplumber.open(io.BytesIO(WRITERS["pdf"](brief(rows)))) as opened:
        (page,) = opened.pages
        text = page.extract_text()
        assert (round(page.width), round(page.height)) == (595, 842)
    assert '简报：<script>alert("甲")</script>' in text
    assert text.count("表第3行") == rows


def test_a_pdf_that_cannot_be_one_page_loses_nothing() -> None:
    with pdfplumber.open(io.BytesIO(WRITERS["pdf"](brief(200)))) as opened:
        assert "".join(page.extract_text() for page in opened.pages).count("表第3行") == 200
        assert len(opened.pages) > 1


def test_the_same_brief_is_the_same_pdf() -> None:
    assert WRITERS["pdf"](brief()) == WRITERS["pdf"](brief())


@pytest.fixture(params=[0, 2])
def drawn_font(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bool]:
    """Give an own font with PostScript outlines, and whether it may be embedded: fsType 2 is restricted."""
    code = {ord(one): f"uni{ord(one):04X}" for one in "市县区的一，。甲注"}
    pen = T2CharStringPen(1000, None)
    for move, *corners in (((100, 0), (900, 0), (500, 800)), ((400, 200), (500, 500), (600, 200))):
        pen.moveTo(move)
        for corner in corners:
            pen.curveTo(corner, corner, corner)
        pen.closePath()
    shape = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", *code.values()])
    builder.setupCharacterMap(code)
    builder.setupCFF("Own", {}, dict.fromkeys([".notdef", *code.values()], shape), {})
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *code.values()], (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2(fsType=request.param)
    builder.setupPost()
    builder.save(tmp_path / "own.otf")
    return tmp_path / "own.otf", request.param == 0


def test_postscript_outlines_stand_in_a_pdf_where_they_may(drawn_font: tuple[Path, bool]) -> None:
    file, free = drawn_font
    if not free:
        with pytest.raises(UsageError, match="may not be embedded"):
            lettering(file)
        return
    data = pdf(brief(1), file)
    assert b"/FontFile2" in data
    with pdfplumber.open(io.BytesIO(data)) as opened:
        fonts = {letter["text"]: letter["fontname"] for page in opened.pages for letter in page.chars}
    assert "chinese" in fonts["甲"]
    assert "chinese" not in fonts["A" if "A" in fonts else "s"]
    assert lettering(file, "甲").covered >= {ord("甲"), ord("市")}


def test_a_font_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.ttf"
    file.write_bytes(b"no font")
    with pytest.raises(UsageError, match="a readable font"):
        lettering(file)
    with pytest.raises(UsageError, match="no Chinese"):
        lettering(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")


def test_what_a_font_lacks_is_set_in_the_latin_one() -> None:
    letters = Lettering("some", Path("some.ttf"), frozenset(map(ord, "甲乙")))
    assert letters.marked("甲A&乙") == '甲<font name="heze-graph-latin">A&amp;</font>乙'
    assert Lettering("STSong-Light").marked("甲A&") == "甲A&amp;"
