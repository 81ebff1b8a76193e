"""Numbers of targets: in a column of their own, or in front of the text."""

from __future__ import annotations

import re
import unicodedata

_HAN = "[一二三四五六七八九十百零〇]{1,6}"
_ARABIC = r"\d{1,4}(?:[.\-]\d{1,3}){0,3}"
_COLUMN = re.compile(rf"(?:第|№|No\.?)?[(【\[]?(?:{_ARABIC}|{_HAN})[)】\]]?[项条号]?[.、,)]?", re.IGNORECASE)
#: A number in front of a text ends with a mark of its own, so that 5.5% or 3个 is none.
_IN_FRONT = re.compile(
    rf"\s*(?:[(](?P<a>\d{{1,3}}|{_HAN})[)]、?|(?P<b>\d{{1,3}}(?:\.\d{{1,2}}){{0,3}})(?:[、)]|\.(?!\d))"
    rf"|(?P<c>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=\s*[^\d\s%.,万亿个倍元年月公平亩人户家项套座])"
    r"|(?P<f>\d{1,3})\s+(?=[\u3400-\u9fff“《])"
    rf"|(?P<d>{_HAN})[、.]|第(?P<e>{_HAN}|\d{{1,3}})[项条][、.:]?)\s*"
)
_CIRCLED = re.compile(r"\s*([①-⑳㉑-㉟㊱-㊿])\s*")
_HEADING = re.compile(rf"\s*(?:{_HAN}[、.]|[(]{_HAN}[)]|第{_HAN}[章节部分篇类大]|[A-Z][、.]|[IVX]{{1,4}}[、.])")


def is_number(text: str) -> bool:
    """Return whether a cell is the number of a target.

    >>> [is_number(text) for text in ("12", "（三）", "1.2", "①", "第5项", "5.5%", "县财政局")]
    [True, True, True, True, True, False, False]
    """
    return bool(_COLUMN.fullmatch(_plain(text)))


def number_of(text: str) -> str | None:
    """Return the number that a cell prints, without brackets and marks, or None where it is empty.

    >>> [number_of(text) for text in ("12.", "（三）", " 1.2 ", "①", "")]
    ['12', '三', '1.2', '1', None]
    """
    bare = re.sub(r"[\s、()【】\[\]]|^(?:第|№|No\.?)|[项条号]$|[.,]+$", "", _plain(text), flags=re.IGNORECASE)
    return bare or None


def take_number(text: str) -> tuple[str | None, str]:
    """Return the number in front of a text, and the text without it.

    >>> take_number("1．新建学校3所"), take_number("（二）改造道路"), take_number("5.5%以上的增长")
    (('1', '新建学校3所'), ('二', '改造道路'), (None, '5.5%以上的增长'))
    """
    circled = _CIRCLED.match(text)
    if circled:
        return unicodedata.normalize("NFKC", circled[1]), text[circled.end() :]
    match = _IN_FRONT.match(_same_length(text))
    if not match or not text[match.end() :].strip():
        return None, text
    return next(group for group in match.groups() if group), text[match.end() :]


def is_heading(text: str) -> bool:
    """Return whether a text begins as the heading of a section does: 一、 （二） 第三部分."""
    return bool(_HEADING.match(_same_length(text)))


def style(number: str | None) -> str:
    """Return how a number is written: `han`, `arabic`, `parts` (1.2) or "" for none."""
    if not number:
        return ""
    if re.fullmatch(_HAN, number):
        return "han"
    return "parts" if re.search(r"[.\-]", number) else "arabic"


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _same_length(text: str) -> str:
    """Return a text with plain digits and marks, each character still in its place."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", c)) == 1 else c for c in text).replace("．", ".")
