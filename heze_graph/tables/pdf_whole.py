"""Whether a PDF is whole: pdfminer passes over missing pages and damaged streams in silence."""

from __future__ import annotations

from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from heze_graph.errors import TableError
from heze_graph.tables.blocks import too_much
from heze_graph.tables.limits import MAX_PAGES

#: The last bytes of a file, among which its end mark stands (ISO 32000-1, annex H.3 says 1,024; signers add some).
_END_WITHIN = 4096

#: Bytes that an empty stream may have when it is packed and written in ASCII.
_PACKED_NOTHING = 32

#: A page without text, and with an image over more than this part of it, was scanned.
_SCANNED_SHARE = 0.5


def check_pages(pdf: PDF, data: bytes, where: str) -> None:
    """Raise TableError when the end of a file is missing, or not all pages that it announces are there."""
    if b"%%EOF" not in data[-_END_WITHIN:]:
        raise _damaged(where, "a PDF cut off before its end")
    found, announced = len(pdf.pages), resolve1(dict_value(pdf.doc.catalog.get("Pages", {})).get("Count"))
    if found > MAX_PAGES:
        raise too_much(where, f"{found:,} pages", f"at most {MAX_PAGES:,}")
    if not found or found != announced:
        raise _damaged(where, f"a damaged PDF: {found} of {announced} pages")


def check_text(page: Page, where: str) -> None:
    """Raise TableError when a stream with the text of a page is missing or damaged, or when it is a scanned image."""
    for part in page.page_obj.contents:
        stream = resolve1(part)
        if not isinstance(stream, PDFStream):
            raise _damaged(where, "a page whose text is missing")
        packed = len(stream.rawdata or b"")
        if packed > _PACKED_NOTHING and not stream.get_data():
            raise _damaged(where, "a page whose text is damaged")
    largest = max((image["width"] * image["height"] for image in page.images), default=0)
    if not page.chars and largest > _SCANNED_SHARE * page.width * page.height:
        raise no_text(where, "a scanned image in place of text")


def no_text(where: str, found: str) -> TableError:
    """Return the error that says that there is only a picture of text."""
    return TableError.problem(
        where,
        found,
        "a PDF with text in it",
        "ask the issuer for the table itself, or have the text recognised and corrected first",
    )


def _damaged(where: str, found: str) -> TableError:
    return TableError.problem(where, found, "a whole file", "download it again, or print it to a new PDF")
