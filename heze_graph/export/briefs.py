"""A brief as a file: a printable page, a Word document or a PDF, made without a browser or an office suite."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph import resources
from heze_graph.entities.brief import Brief, BriefList
from heze_graph.errors import UsageError
from heze_graph.export.files import of_one_moment
from heze_graph.export.fonts import Lettering, lettering

if TYPE_CHECKING:
    from docx.document import Document
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable

#: Where `brief-body.html` is, which other pages include.
TEMPLATES = Path(__file__).parent / "templates"
_WORD_FONT = "SimSun"
#: The relative widths of columns, by their number.
_SHARES = {7: (7, 25, 9, 24, 7, 16, 12), 5: (6, 8, 36, 36, 14), 4: (6, 18, 62, 14)}
_A4_MM, _MARGIN_MM = (210, 297), 15
#: The font sizes tried until a PDF fits on one page.
_SIZES = (8.5, 8, 7.5, 7, 6.5, 6)


def html(brief: Brief) -> bytes:
    """Return a brief as a self-contained page that prints on A4."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("brief.html").render(brief=brief).encode("utf-8")


def docx(brief: Brief) -> bytes:
    """Return a brief as a Word document."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(size) for size in _A4_MM)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
    for name, size in (("Normal", 8), ("Title", 16), ("Heading 1", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size = _WORD_FONT, Pt(size)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _WORD_FONT)
    document.core_properties.title, document.core_properties.author = brief.title, "heze-graph"
    document.add_heading(brief.title, 0)
    document.add_paragraph(brief.date)
    for word, text in brief.facts:
        line = document.add_paragraph()
        line.add_run(f"{word}  ").bold = True
        line.add_run(text)
    for section in brief.sections:
        _word_section(document, section)
    document.add_paragraph(brief.footer)
    output = io.BytesIO()
    document.save(output)
    return of_one_moment(output.getvalue())


def _word_section(document: Document, section: BriefList) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    document.add_heading(section.title, 1)
    if section.rows:
        table = document.add_table(0, len(section.columns), "Table Grid")
        table.autofit = False
        widths = [Mm((_A4_MM[0] - 2 * _MARGIN_MM) * share / 100) for share in _SHARES[len(section.columns)]]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for texts in (section.columns, *section.rows):
            for cell, text, width in zip(table.add_row().cells, texts, widths, strict=True):
                cell.text, cell.width = text, width
                cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = 0
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
        # Repeat the header on the next page.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - there is no other way
    if section.note:
        document.add_paragraph(section.note)


def pdf(brief: Brief, font: Path | None = None) -> bytes:
    """Return a brief as a PDF of one page, in the largest font that fits; of more pages only if none fits.

    `font` is a font file, by default one of this machine, chosen by `fonts.lettering`, which may raise. Raises
    UsageError where the extra `pdf` is not installed.
    """
    if not resources.is_installed("pdf"):
        raise UsageError.problem("export.no-pdf")
    letters = lettering(font, "".join(_texts(brief)))
    for size in _SIZES:
        data, pages = _pdf(brief, size, letters)
        if pages <= 1:
            break
    return data


def _texts(brief: Brief) -> Iterator[str]:
    """Yield all texts of a brief, with the punctuation set between them."""
    yield from (brief.title, brief.date, brief.footer, "：")
    for fact in brief.facts:
        yield from fact
    for section in brief.sections:
        yield from (section.title, section.note, *section.columns)
        for row in section.rows:
            yield from row


def _pdf(brief: Brief, size: float, letters: Lettering) -> tuple[bytes, int]:
    """Return a PDF in a font size, and its number of pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    marked = letters.marked
    plain = ParagraphStyle("plain", fontName=letters.name, fontSize=size, leading=size * 1.35, wordWrap="CJK")
    title = ParagraphStyle("title", plain, fontSize=size * 1.9, leading=size * 2.5)
    story: list[Flowable] = [Paragraph(marked(brief.title), title), Paragraph(marked(brief.date), plain)]
    story += [Paragraph(f"{marked(word)}：{marked(text)}", plain) for word, text in brief.facts]
    for section in brief.sections:
        story += _pdf_section(section, plain, marked)
    story.append(Paragraph(marked(brief.footer), ParagraphStyle("footer", plain, spaceBefore=size)))
    output, margin = io.BytesIO(), _MARGIN_MM * mm
    template = SimpleDocTemplate(
        output,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=brief.title,
        author="heze-graph",
        lang=brief.language,
        invariant=1,
    )
    template.build(story)
    return output.getvalue(), template.page


def _pdf_section(section: BriefList, plain: ParagraphStyle, marked: Callable[[str], str]) -> list[Flowable]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table, TableStyle

    size = plain.fontSize
    head = ParagraphStyle(
        "head", plain, fontSize=size * 1.25, leading=size * 1.7, spaceBefore=size, spaceAfter=size / 3
    )
    found: list[Flowable] = [Paragraph(marked(section.title), head)]
    if section.rows:
        cells = [[Paragraph(marked(text), plain) for text in row] for row in (section.columns, *section.rows)]
        shares = _SHARES[len(section.columns)]
        widths = [(_A4_MM[0] - 2 * _MARGIN_MM) * mm * share / 100 for share in shares]
        style = TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#888888")),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eeeeee")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                *((f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("TOP", "BOTTOM", "LEFT", "RIGHT")),
            ]
        )
        found.append(Table(cells, widths, repeatRows=1, style=style))
    note = ParagraphStyle("note", plain, spaceBefore=size / 2)
    return [*found, Paragraph(marked(section.note), note)] if section.note else found


#: The formats of a brief, by file suffix.
WRITERS: Mapping[str, Callable[[Brief], bytes]] = {"html": html, "docx": docx, "pdf": pdf}


def written_here() -> tuple[str, ...]:
    """Return the formats available here: PDF needs the extra `pdf`."""
    return tuple(form for form in WRITERS if form != "pdf" or resources.is_installed("pdf"))
