"""The formats that are read, one line each: file kinds, docs and messages follow from it.

A new one is a module of this package with a function `blocks(content)`, and a line in `FORMATS`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from heze_graph import resources
from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.readers.content import PACKAGE, ZIP_STARTS, Content
from heze_graph.readers.enclosed import files_in, names_of
from heze_graph.readers.mail import is_mail, is_readable

_TO_XLSX = say("readers.to-xlsx")
_UNPACK = say("readers.to-unpack")
_TO_PNG = say("readers.to-png")

#: What begins so is none of ours, and what to do about it; telephones take photographs as HEIC.
_OTHERS = (
    (re.compile(rb"GIF8"), say("readers.picture", kind="GIF"), _TO_PNG),
    (re.compile(rb"II\*\0|MM\0\*"), say("readers.picture", kind="TIFF"), _TO_PNG),
    (re.compile(rb"BM.{4}\0{4}", re.S), say("readers.picture", kind="BMP"), _TO_PNG),
    (re.compile(rb"RIFF.{4}WEBP", re.S), say("readers.picture", kind="WebP"), _TO_PNG),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|avif)", re.S), say("readers.picture", kind="HEIC"), _TO_PNG),
    (re.compile(rb"Rar!"), say("readers.archive", kind="RAR"), _UNPACK),
    (re.compile(rb"7z\xbc\xaf"), say("readers.archive", kind="7z"), _UNPACK),
    (re.compile(rb"\x1f\x8b"), say("readers.archive", kind="gzip"), _UNPACK),
)

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_RTF = b"{\\rtf"

#: What the first part of an OpenDocument spreadsheet says (ODF 1.2, part 3, 3.3).
_OPEN_WORKBOOK = b"application/vnd.oasis.opendocument.spreadsheet"

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: The PDF reference lets the header stand anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3).
_PDF_WITHIN = 1024

_PAGE = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p|style)\b", re.I | re.S)
_TABLE = re.compile(rb"<table\b", re.I)
_CELL = re.compile(rb"<t[dh]\b", re.I)
_XML = re.compile(rb"^\s*<\?xml\b")
_XHTML = re.compile(rb"<html\b", re.I)
#: What the XML of an office file without a zip around it says.
_OFFICE_XML = (
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"schemas.microsoft.com/office/word/2003/wordml",
    b"application/vnd.oasis.opendocument.",
)

#: The module of files within a file.
ENCLOSED = "enclosed"

#: The part of a file in which its format shows.
_HEAD = 1 << 16


#: A row of a Markdown table that parts its header from its rows, also with all rows in one line; a heading of Markdown.
_MARKDOWN = re.compile(
    rb"^[ \t]*(?:\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?|#{1,6}[ \t]+\S.*)[ \t]*\r?$"
    rb"|\|(?:[ \t]*:?-{3,}:?[ \t]*\|){2,}",
    re.M,
)
#: Signs that draw the corners and the lines of a table; one of each pair.
_BOXES = ("┌│", "┏┃", "╔║", "├│", "┣┃", "╠║", "╭│", "╒│", "╓║", "│┼", "┃╋", "║╬")
#: +----+----+ or ----+----: a rule of a table that is drawn with the signs of a keyboard.
_RULED = re.compile(rb"^[ \t]*(?:[+|][=:-]{2,}(?:\+[=:-]+)*[+|]|[=-]{2,}(?:\+[=-]+)+)[ \t]*\r?$", re.M)


def zip_holds(name: str) -> Callable[[Content], bool]:
    """Return a test for zip archives with a part of this name."""
    return lambda content: content.data.startswith(ZIP_STARTS) and name in _zip_names(content)


def ole_holds(*names: str) -> Callable[[Content], bool]:
    """Return a test for unencrypted old Office files with a stream of one of these names."""

    def holds(content: Content) -> bool:
        ole = content.data.startswith(_OLE2) and not _named(content, "EncryptedPackage")
        return ole and any(_named(content, name) for name in names)

    return holds


def is_picture(content: Content) -> bool:
    """Return whether a file is a picture (PNG, JPEG)."""
    return content.data.startswith(_PICTURES)


def is_open_workbook(content: Content) -> bool:
    """Return whether a file is an OpenDocument spreadsheet."""
    return zip_holds("content.xml")(content) and open_kind(content).startswith(_OPEN_WORKBOOK)


def open_kind(content: Content) -> bytes:
    """Return the media type that an OpenDocument file declares, empty if it declares none."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive, archive.open("mimetype") as part:
            return part.read(200).strip()
    except Exception:  # noqa: BLE001 - zlib, lzma, bz2 and zipfile each have their own, and other files have no such part
        return b""


def is_office(content: Content) -> bool:
    """Return whether LibreOffice can convert a file to a format that is read: .doc, .wps, .rtf, .odt, bare XML."""
    if content.data.startswith(ZIP_STARTS):
        return "content.xml" in _zip_names(content)
    if content.data.startswith(_OLE2):
        return ole_holds("WordDocument")(content)
    head, _ = _head(content)
    return content.data.startswith(_RTF) or bool(_XML.match(head) and any(mark in head for mark in _OFFICE_XML))


def is_pdf(content: Content) -> bool:
    """Return whether a file is a PDF."""
    return b"%PDF-" in content.data[:_PDF_WITHIN] and not content.data.startswith((*ZIP_STARTS, _OLE2))


def is_page(content: Content) -> bool:
    """Return whether a file is a web page, or holds a table of one."""
    head, plain = _head(content)
    xml = _XML.match(head) and not _XHTML.search(head)
    page = _PAGE.match(head) or (_TABLE.search(plain) and _CELL.search(plain))
    return not _is_other(content) and not xml and bool(page)


def is_markdown(content: Content) -> bool:
    """Return whether a text has a table or headings of Markdown."""
    return is_text(content) and bool(_MARKDOWN.search(content.data))


def is_boxed(content: Content) -> bool:
    """Return whether a text draws the lines of its table with signs."""
    if not is_text(content):
        return False
    if _RULED.search(content.data):
        return True
    try:
        text = content.data.decode("utf-8")
    except UnicodeDecodeError:
        text = content.data.decode("gb18030", "ignore")
    return any(all(sign in text for sign in signs) for signs in _BOXES)


def is_text(content: Content) -> bool:
    """Return whether a file is not known to be anything other than text."""
    head, _ = _head(content)
    return not _is_other(content) and not (_XML.match(head) and not _XHTML.search(head))


def _is_other(content: Content) -> bool:
    begins = content.data.startswith((*ZIP_STARTS, _OLE2, _RTF, *_PICTURES)) or _other(content.data)
    return bool(begins) or b"%PDF-" in content.data[:_PDF_WITHIN] or is_mail(content.data)


def holds_files(content: Content) -> bool:
    """Return whether a file is a zip archive or a mail with a file of one of the formats in it.

    Raises TableError when it is damaged, encrypted or too large.
    """
    if content.data.startswith(ZIP_STARTS) and PACKAGE in _zip_names(content):
        return False
    files = [file for file in files_in(content) if file.data.strip()]
    return any(known.holds(file) for file in files for known in formats_within(content, file, FORMATS))


def formats_within(content: Content, file: Content, formats: Sequence[FileFormat]) -> list[FileFormat]:
    """Return the formats read inside an archive or email: an archive is opened only inside an email, an email nowhere.

    Deeper nesting rarely holds a table, and could go on without end.
    """
    opens = is_mail(content.data) and not is_mail(file.data)
    return [known for known in formats if opens or known.module != ENCLOSED]


def _other(data: bytes) -> tuple[Message, Message] | None:
    """Return what an unsupported file is, told by its first bytes, and what to do about it; None if unknown."""
    return next(((found, cure) for start, found, cure in _OTHERS if start.match(data)), None)


def _head(content: Content) -> tuple[bytes, bytes]:
    """Return the beginning of a file and all of it, without the NUL bytes and byte order mark of UTF-16."""
    data = content.data
    plain = data.replace(b"\0", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    head = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[:_HEAD]
    return head, plain


def unread(content: Content, readable: Mapping[str, str]) -> TableError:
    """Return the error for an unsupported file: what it is, which formats are supported, and what to do."""
    found, cure = _found(content)
    return TableError.problem("readers.unknown-format", where=content.where, found=found, readable=readable, cure=cure)


def _found(content: Content) -> tuple[Message, Message]:
    data = content.data
    if data.startswith(ZIP_STARTS) and PACKAGE in _zip_names(content):
        return say("readers.other-package"), say("readers.to-pdf")
    if data.startswith(ZIP_STARTS):
        return say("readers.zip", names=names_of(files_in(content))), _UNPACK
    if data.startswith(_OLE2):
        return _other_ole(content)
    if known := _other(data):
        return known
    return _in_mail(content) if is_mail(data) else (say("readers.xml"), _TO_XLSX)


def _in_mail(content: Content) -> tuple[Message, Message]:
    """Return what an email or a saved web page holds, and what to do about it."""
    files = files_in(content)
    if files:
        return say("readers.mail", names=names_of(files)), say("readers.to-attachment")
    return say("readers.web-archive"), say("readers.to-text")


def _zip_names(content: Content) -> set[str]:
    """Return the names of the parts of a zip archive. Raises TableError when it is damaged."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            return {name.lstrip("/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise TableError.problem("readers.damaged-archive", where=content.where, error=error) from error


def _other_ole(content: Content) -> tuple[Message, Message]:
    """Tell the old Office formats apart by the names in the file's directory, which are in UTF-16."""
    if _named(content, "EncryptedPackage"):
        return say("readers.encrypted-office"), say("readers.to-no-password")
    return say("readers.old-office"), _TO_XLSX


def _named(content: Content, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content.data


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format: the module that reads it, its names for people, and whether a file is in it, told by its content.

    A `confined` one is read in a process of its own, since other people's parsers may crash, hang or eat memory. An
    `extra` brings what its reader needs, where not every installation has it.
    """

    module: str
    zh: str
    en: str
    holds: Callable[[Content], bool]
    confined: bool = True
    extra: str = ""


#: The first that holds is taken; text holds for all that is not known to be something else.
FORMATS: tuple[FileFormat, ...] = (
    FileFormat("xlsx", "Excel 工作簿（xlsx）", "Excel workbook (xlsx)", zip_holds("xl/workbook.xml")),
    FileFormat("xlsb", "二进制 Excel 工作簿（xlsb）", "binary Excel workbook (xlsb)", zip_holds("xl/workbook.bin")),
    FileFormat("docx", "Word 文档（docx）", "Word document (docx)", zip_holds("word/document.xml")),
    FileFormat("xls", "旧版 Excel 工作簿（xls）", "old Excel workbook (xls)", ole_holds("Workbook", "Book")),
    FileFormat("ods", "OpenDocument 工作簿（ods）", "OpenDocument workbook (ods)", is_open_workbook),
    FileFormat("ofd", "版式文档（ofd）", "fixed-layout document (ofd)", zip_holds("ofd.xml")),
    FileFormat("pdf", "PDF", "PDF", is_pdf, extra="pdf"),
    FileFormat("picture", "扫描件、照片（png、jpeg）", "scan, photograph (png, jpeg)", is_picture, extra="scan"),
    FileFormat(
        "office",
        "其他办公文档（doc、wps、rtf、odt、xml）",
        "other office file (doc, wps, rtf, odt, xml)",
        is_office,
    ),
    FileFormat("mail", "邮件、网页存档（eml、mht）", "mail, web archive (eml, mht)", is_readable),
    FileFormat(
        ENCLOSED,
        "压缩包、邮件附件（zip、eml）中的文件",
        "file in an archive or a mail (zip, eml)",
        holds_files,
        confined=False,
    ),
    FileFormat("html", "网页（HTML）", "web page (HTML)", is_page),
    FileFormat(
        "drawn",
        "Markdown 表格、用制表符号画线的文本",
        "Markdown table, text with drawn lines (┌─┬─┐)",
        lambda content: is_markdown(content) or is_boxed(content),
    ),
    FileFormat("text", "文本、CSV", "text, CSV", is_text, confined=False),
)


def format_of(content: Content, formats: Sequence[FileFormat] = FORMATS) -> FileFormat:
    """Return the format of a file, told by its content; its name is not asked.

    Raises TableError, which says what to do, when it is none of them, or when the extra that it needs is not installed.
    """
    found = next((known for known in formats if known.holds(content)), None)
    if found is None:
        raise unread(content, names(formats))
    if found.extra and not resources.is_installed(found.extra):
        raise TableError.problem("readers.no-extra", where=content.where, kind=names([found]), extra=found.extra)
    return found


def promised_format(name: str) -> str:
    """Return the suffix of a file's name that promises something other than text, "" where it does not.

    >>> promised_format("a.XLSX"), promised_format("a.b.txt"), promised_format("a")
    ('xlsx', '', '')
    """
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    words = {word for known in FORMATS if known.module != "text" for word in re.findall(r"\w+", known.en.lower())}
    return suffix if suffix in words else ""


def names(formats: Sequence[FileFormat] = FORMATS) -> Mapping[str, str]:
    """Return the formats as words of a message, by language."""
    return {"zh": "；".join(known.zh for known in formats), "en": ", ".join(known.en for known in formats)}
