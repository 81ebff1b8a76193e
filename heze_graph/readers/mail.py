"""Reading an email or web archive (RFC 5322, RFC 2557): its HTML or plain text, and its attachments."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heze_graph.errors import TableError
from heze_graph.readers.blocks import Block, Paragraph, damaged
from heze_graph.readers.content import Content

if TYPE_CHECKING:
    from email.message import EmailMessage

_START = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_KIND = re.compile(rb"^(?:MIME-Version|Content-Type):", re.I | re.M)
_CELL = re.compile(r"<t[dh]\b", re.I)

#: A text of fewer lines is no list.
_FEWEST_LINES = 3


def is_mail(data: bytes) -> bool:
    """Return whether a file begins with the header fields of an email or web archive (RFC 5322, 2.2)."""
    found = _START.match(data)
    return bool(found and _KIND.search(found[0]))


@dataclass(frozen=True, slots=True)
class Mail:
    """The content of an email: subject, HTML and plain text ("" if missing), and (name, bytes) of each attachment.

    The subject of a web archive is the title of its page. Embedded images are not attachments.
    """

    subject: str
    page: str
    text: str
    attachments: tuple[tuple[str, bytes], ...]


def opened(content: Content) -> Mail:
    """Return the content of an email. Raises TableError when it is damaged, or its parts are nested too deeply."""
    try:
        return _parsed(content)
    except TableError:
        raise
    except Exception as error:
        raise damaged(content.where, "mail", error) from error


def is_readable(content: Content) -> bool:
    """Return whether a file is an email with a table in its HTML, or with several lines of text and no attachments."""
    if not is_mail(content.data):
        return False
    mail = opened(content)
    lines = [line for line in (mail.page or mail.text).splitlines() if line.strip()]
    return bool(_CELL.search(mail.page)) or (not mail.attachments and len(lines) >= _FEWEST_LINES)


def blocks(content: Content) -> Iterator[Block]:
    """Yield the paragraphs and tables of an email's HTML, or the lines of its plain text as paragraphs.

    Raises TableError as the reader of pages does.
    """
    mail = opened(content)
    if mail.page:
        from heze_graph.readers import html

        yield from html.blocks(replace(content, data=codecs.BOM_UTF8 + mail.page.encode("utf-8", "replace")))
        return
    for line in mail.text.splitlines():
        yield Paragraph(line.strip())


def _parsed(content: Content) -> Mail:
    import email
    import email.policy

    message = email.message_from_bytes(content.data, policy=email.policy.default)
    texts: dict[str, str] = {}
    attachments = []
    for part in message.walk():
        name, kind = part.get_filename(), part.get_content_type()
        if name and part.get_content_maintype() != "image":
            data = part.get_payload(decode=True)
            attachments.append((name, data if isinstance(data, bytes) else b""))
        elif kind in ("text/html", "text/plain") and kind not in texts:
            texts[kind] = _decoded(part, content.where)
    subject = " ".join(str(message.get("Subject", "")).split())
    return Mail(subject, texts.get("text/html", ""), texts.get("text/plain", ""), tuple(attachments))


def _decoded(part: EmailMessage, where: str) -> str:
    from heze_graph.readers.text import decode_page

    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    named = (part.get_content_charset() or "").lower()
    try:
        # GB2312 and GBK are decoded as their superset (WHATWG Encoding, 4.2).
        return data.decode("gb18030" if named in ("gb2312", "gbk") else named or "utf-8")
    except (UnicodeError, LookupError):
        return decode_page(data, where)
