"""Reading PDF files, with pdfplumber for the letters and lines of each page."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfplumber import page as plumber
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.readers.blocks import Block, Wait, too_much
from heze_graph.readers.content import MAX_PAGES, MAX_PICTURE_SECONDS, MAX_PIXELS, Content
from heze_graph.readers.pages.page import UNREAD, Box, Letter, Page
from heze_graph.readers.pages.reader import PageReader
from heze_graph.readers.picture import check_installed, recognised_pixels, straight_pixels

if TYPE_CHECKING:
    import numpy as np

#: A letter without a Unicode value in the PDF, or an invisible one; if more than a tenth are such, the file is
#: unreadable.
_UNKNOWN = re.compile(r"\(cid:\d+\)|[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe]+")
_MAX_UNKNOWN_SHARE = 0.1

#: PDFium's characters for line ends, and for a hyphen at one.
_NO_LETTER = frozenset({"\r", "\n", "\x02", "\xad"})

#: The resolution for drawing a page without text before recognition, in pixels per inch.
_RESOLUTION, _POINTS_PER_INCH = 200, 72

#: The end of a file that contains its end mark (ISO 32000-1, annex H.3 says 1,024 bytes; signing programs add some).
_END_WITHIN = 4096

#: The most bytes of an empty stream that is compressed and ASCII-encoded.
_PACKED_NOTHING = 32

#: A page with few letters, and an image over more than this fraction of it, was scanned.
_SCANNED_SHARE = 0.5

#: This few letters on a scanned page are its number, or a stamp of the scanning program.
_FEWEST_LETTERS = 30

#: This many shapes on a page without letters may be letters.
_MANY_SHAPES = 100


def blocks(content: Content) -> Iterator[Block | Wait]:
    """Yield the paragraphs and the tables of each page.

    The text of a page that is a picture is recognised. Raises TableError when the file is damaged, encrypted, too long
    or without text, or when a page is a picture and the extra `scan` is not installed.
    """
    try:
        pdf = pdfplumber.open(io.BytesIO(content.data))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise TableError.problem("readers.encrypted-pdf", where=content.where) from error
        raise
    with pdf:
        _check_pages(pdf, content.data, content.where)
        yield from PageReader().blocks(_pages(pdf, content))


def _pages(pdf: PDF, content: Content) -> Iterator[Page | Wait]:
    letters = unknown = 0
    where = content.where
    for printed in pdf.pages:
        place = f"{where}, page {printed.page_number}"
        page = _text_of(printed, content)
        if _is_picture(printed) and not page.letters:
            check_installed(place)
            yield Wait(MAX_PICTURE_SECONDS)
            page = recognised_pixels(_pixels(printed), printed.page_number, place)
        else:
            unknown += _unknown(page)
        letters += len(page.letters)
        yield page
        printed.close()
    if not letters:
        raise _no_text(where, say("readers.pages-without", count=len(pdf.pages)))
    if unknown > _MAX_UNKNOWN_SHARE * letters:
        raise TableError.problem("readers.letters-without-meaning", where=where, unknown=unknown, letters=letters)


def page_pixels(content: Content, number: int) -> np.ndarray:
    """Return a page (from 1) as it was read, in greyscale: upright, and deskewed if it is a picture.

    Raises TableError where the file is damaged, or has no such page.
    """
    import numpy as np

    with pdfplumber.open(io.BytesIO(content.data)) as pdf:
        if not 0 < number <= len(pdf.pages):
            raise TableError.problem("readers.no-page", where=content.where, page=number, pages=len(pdf.pages))
        printed = pdf.pages[number - 1]
        page = _text_of(printed, content)
        if _is_picture(printed) and not page.letters:
            return straight_pixels(_pixels(printed))
        return np.rot90(_pixels(printed), -page.quarter)


def _text_of(printed: plumber.Page, content: Content) -> Page:
    page = _read(printed, f"{content.where}, page {printed.page_number}")
    if _share_unknown(page) > _MAX_UNKNOWN_SHARE and not printed.rotation:
        return _by_pdfium(page, content.data, printed.mediabox)
    return page


def _read(printed: plumber.Page, where: str) -> Page:
    try:
        _check_text(printed, where)
        letters = tuple(_letter(char) for char in printed.dedupe_chars().chars)
        rules = tuple(_box(edge) for edge in printed.edges)
    except (TableError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises anything on a damaged page
        raise TableError.problem("readers.damaged-page", where=where, kind=type(error).__name__, error=error) from error
    return Page(printed.page_number, float(printed.width), float(printed.height), letters, rules)


def _share_unknown(page: Page) -> float:
    """Return the share of a page's characters that its fonts do not identify; 1 for a page without characters."""
    return _unknown(page) / len(page.letters) if page.letters else 1.0


def _unknown(page: Page) -> int:
    return sum(letter.sure == 0 for letter in page.letters)


def _by_pdfium(page: Page, data: bytes, media: Sequence[float]) -> Page:
    """Return a page with its characters as PDFium reads them, if it identifies more of them than pdfminer.

    pdfminer does not support character maps embedded in the file, and reads no such text.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        text = document[page.number - 1].get_textpage()
        left, top = media[0], media[3]
        letters = []
        for at in range(text.count_chars()):
            letter, (x0, y0, x1, y1) = text.get_text_range(at, 1), text.get_charbox(at, loose=True)
            if letter not in _NO_LETTER and x1 > x0 and y1 > y0:
                letters.append(_known(letter, Box(x0 - left, top - y1, x1 - left, top - y0), max(y1 - y0, 1.0)))
    other = replace(page, letters=tuple(letters))
    return other if _share_unknown(other) < _share_unknown(page) else page


def _pixels(printed: plumber.Page) -> np.ndarray:
    """Return a page as a greyscale picture."""
    import numpy as np

    area = float(printed.width) * float(printed.height) / _POINTS_PER_INCH**2
    resolution = min(_RESOLUTION, math.sqrt(MAX_PIXELS / max(area, 1.0)))
    return np.asarray(printed.to_image(resolution=resolution, antialias=True).original.convert("L"))


def _letter(char: dict[str, Any]) -> Letter:
    along, up = char["matrix"][:2]
    quarter = round(math.atan2(up, along) / (math.pi / 2)) % 4
    size = char["x1"] - char["x0"] if quarter % 2 else char["bottom"] - char["top"]
    return _known(char["text"], _box(char), max(float(size), 1.0), quarter)


def _known(text: str, box: Box, size: float, quarter: int = 0) -> Letter:
    """Return a character, or a placeholder if its font does not identify it."""
    unknown = not text or _UNKNOWN.fullmatch(text)
    return Letter(UNREAD if unknown else text, box, size, quarter, sure=float(not unknown))


def _box(thing: dict[str, Any]) -> Box:
    return Box(float(thing["x0"]), float(thing["top"]), float(thing["x1"]), float(thing["bottom"]))


def _check_pages(pdf: PDF, data: bytes, where: str) -> None:
    """Raise TableError when the end of a file is missing, or not all pages that it announces are there."""
    if b"%%EOF" not in data[-_END_WITHIN:]:
        raise _damaged(where, say("readers.cut-off-pdf"))
    found, announced = len(pdf.pages), resolve1(dict_value(pdf.doc.catalog.get("Pages", {})).get("Count"))
    if found > MAX_PAGES:
        raise too_much(where, say("readers.pages", count=found), MAX_PAGES)
    if not found or found != announced:
        raise _damaged(where, say("readers.missing-pages", found=found, announced=announced))


def _check_text(page: plumber.Page, where: str) -> None:
    """Raise TableError when a stream with the text of a page is missing or damaged."""
    for part in page.page_obj.contents:
        stream = resolve1(part)
        if not isinstance(stream, PDFStream):
            raise _damaged(where, say("readers.missing-text"))
        packed = len(stream.rawdata or b"")
        if packed > _PACKED_NOTHING and not stream.get_data():
            raise _damaged(where, say("readers.damaged-text"))


def _is_picture(page: plumber.Page) -> bool:
    """Return whether a page shows its text as a picture: one covers it, or letters are drawn as shapes."""
    largest = max((image["width"] * image["height"] for image in page.images), default=0)
    covered = largest > _SCANNED_SHARE * page.width * page.height
    if len(page.chars) < _FEWEST_LETTERS and covered:
        return True
    return not page.chars and bool(page.images or page.curves or len(page.rects) + len(page.lines) > _MANY_SHAPES)


def _no_text(where: str, found: Message) -> TableError:
    """Return the error that says that there is only a picture of text."""
    return TableError.problem("readers.pdf-without-text", where=where, found=found)


def _damaged(where: str, found: Message) -> TableError:
    return TableError.problem("readers.damaged-pdf", where=where, found=found)
