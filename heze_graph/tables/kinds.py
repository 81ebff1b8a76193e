"""Which format a file is in, told by its content; its name is not asked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from enum import StrEnum

from heze_graph.errors import TableError
from heze_graph.tables.content import Content


class Kind(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    HTML = "html"
    XLSX = "xlsx"
    XLS = "xls"
    DOCX = "docx"
    PDF = "pdf"


_TO_XLSX = "open it in Excel or LibreOffice and save it as .xlsx"
_TO_DOCX = "open it in Word or LibreOffice and save it as .docx"
_UNPACK = "unpack it and give the table inside"
_FROM_IMAGE = "ask the issuer for the table itself, or have the text recognised and corrected first"

#: What begins with these bytes is none of ours, and what to do about it.
_OTHERS = (
    (b"{\\rtf", "an RTF file", _TO_DOCX),
    (b"MIME-Version:", "a web archive (MHTML)", "save the page as HTML"),
    (b"From: <Saved by", "a web archive (MHTML)", "save the page as HTML"),
    (b"\x89PNG", "a picture (PNG)", _FROM_IMAGE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _FROM_IMAGE),
    (b"GIF8", "a picture (GIF)", _FROM_IMAGE),
    (b"II*\0", "a picture (TIFF)", _FROM_IMAGE),
    (b"MM\0*", "a picture (TIFF)", _FROM_IMAGE),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
)

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: The PDF reference lets the header stand anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3).
_PDF_WITHIN = 1024

_PAGE = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p|style)\b", re.I | re.S)
_TABLE = re.compile(rb"<table\b", re.I)
_CELL = re.compile(rb"<t[dh]\b", re.I)
_XML = re.compile(rb"^\s*<\?xml\b")
_XHTML = re.compile(rb"<html\b", re.I)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"

#: The part of a file in which its format shows.
_HEAD = 1 << 16


def kind_of(content: Content) -> Kind:
    """Return the format of a file.

    Raises TableError, which says what to do, when it is a known format that holds no readable table.
    """
    data = content.data
    if data.startswith(_ZIP_STARTS):
        return _zip_kind(content)
    if data.startswith(_OLE2):
        return _ole2_kind(content)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Kind.PDF
    for start, found, cure in _OTHERS:
        if data.startswith(start):
            raise _not_read(content, found, cure)
    return _markup_kind(content)


def _markup_kind(content: Content) -> Kind:
    data = content.data
    plain = data.replace(b"\0", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    head = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[:_HEAD]
    if _XML.match(head) and not _XHTML.search(head):
        found = "an Excel 2003 XML file" if _SPREADSHEET_XML in head else "an XML file"
        raise _not_read(content, found, _TO_XLSX)
    return Kind.HTML if _PAGE.match(head) or (_TABLE.search(plain) and _CELL.search(plain)) else Kind.TEXT


def _zip_kind(content: Content) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            names = {name.lstrip("/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise TableError.problem(
            content.where,
            f"a damaged xlsx, docx or zip file ({error})",
            "a whole file",
            "download it again, or save it anew",
        ) from error
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "word/document.xml" in names:
        return Kind.DOCX
    raise _other_zip(content, names)


def _other_zip(content: Content, names: Iterable[str]) -> TableError:
    if "xl/workbook.bin" in names:
        return _not_read(content, "a binary workbook (xlsb)", _TO_XLSX)
    if "content.xml" in names:
        return _not_read(content, "an OpenDocument file", "save it as .xlsx or .docx")
    return _not_read(content, "a zip archive", _UNPACK)


def _ole2_kind(content: Content) -> Kind:
    """Tell the old Office formats apart by the names in the file's directory, which are in UTF-16."""
    if _named(content, "EncryptedPackage"):
        raise _not_read(content, "an encrypted workbook or document", "open it with its password and save it without")
    if _named(content, "Workbook") or _named(content, "Book"):
        return Kind.XLS
    if _named(content, "WordDocument"):
        raise _not_read(content, "an old Word document (.doc or .wps)", _TO_DOCX)
    raise _not_read(content, "an old Office file without a workbook", _TO_XLSX)


def _named(content: Content, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content.data


def _not_read(content: Content, found: str, cure: str) -> TableError:
    return TableError.problem(content.where, found, "a table as text, CSV, HTML, xlsx, xls, docx or PDF", cure)
