"""Reading the text of a mail or of a web archive (RFC 5322, RFC 2557): its page, or its plain lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from heze_graph.readers.blocks import Block, Paragraph
from heze_graph.readers.content import Content

if TYPE_CHECKING:
    from email.message import EmailMessage

_START = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_KIND = re.compile(rb"^(?:MIME-Version|Content-Type):", re.I | re.M)
_CELL = re.compile(r"<t[dh]\b", re.I)

#: A text of fewer lines is no list.
_FEWEST_LINES = 3


def is_mail(data: bytes) -> bool:
    """Return whether a file begins with the header lines of a mail or a web archive (RFC 5322, 2.2)."""
    found = _START.match(data)
    return bool(found and _KIND.search(found[0]))


def is_readable(content: Content) -> bool:
    """Return whether a mail holds a table in its page, or has nothing attached and a text of some lines."""
    if not is_mail(content.data):
        return False
    page, text = _texts(content)
    lines = [line for line in (page or text).splitlines() if line.strip()]
    return bool(_CELL.search(page)) or (not any(attachments(content)) and len(lines) >= _FEWEST_LINES)


def attachments(content: Content) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of the files in a mail; the pictures of its page are none."""
    for part in _message(content).walk():
        name = part.get_filename()
        if name and part.get_content_maintype() != "image":
            data = part.get_payload(decode=True)
            yield name, data if isinstance(data, bytes) else b""


def blocks(content: Content) -> Iterator[Block]:
    """Yield the paragraphs and tables of the page of a mail; where it has none, its lines as paragraphs.

    Raises TableError as the reader of pages does.
    """
    page, text = _texts(content)
    if page:
        from heze_graph.readers import html

        yield from html.blocks(replace(content, data=codecs.BOM_UTF8 + page.encode("utf-8", "replace")))
        return
    for line in text.splitlines():
        yield Paragraph(line.strip())


def subject(content: Content) -> str:
    """Return what a mail is about; a web archive has the title of its page there."""
    return " ".join(str(_message(content).get("Subject", "")).split())


def _message(content: Content) -> EmailMessage:
    import email
    import email.policy

    return email.message_from_bytes(content.data, policy=email.policy.default)


def _texts(content: Content) -> tuple[str, str]:
    """Return the page and the plain text of a mail, "" for each that it does not have; the first of each counts."""
    found: dict[str, str] = {}
    for part in _message(content).walk():
        kind = part.get_content_type()
        if kind in ("text/html", "text/plain") and not part.get_filename():
            found.setdefault(kind, _decoded(part, content.where))
    return found.get("text/html", ""), found.get("text/plain", "")


def _decoded(part: EmailMessage, where: str) -> str:
    from heze_graph.readers.text import decode_page

    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    named = (part.get_content_charset() or "").lower()
    try:
        # GB2312 and GBK are decoded as their superset (WHATWG Encoding, 4.2).
        return data.decode("gb18030" if named in ("gb2312", "gbk") else named or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return decode_page(data, where)
