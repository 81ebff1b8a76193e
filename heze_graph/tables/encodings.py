"""Bytes become text: which encoding they are in, told by the bytes themselves."""

from __future__ import annotations

import codecs
import re
import unicodedata

from heze_graph.errors import TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: What pages declare and what it means; GB2312 and GBK are read as their superset (WHATWG Encoding, 4.2).
_DECLARED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}
_META = re.compile(rb"""<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)

#: The part of a page in which its declaration must stand (WHATWG HTML, 4.2.5.4), with room for comments before it.
_META_WITHIN = 8192

#: Characters that no one has assigned or everyone assigns himself: rare in text, one in four where bytes are none.
_MAX_UNASSIGNED_SHARE = 0.01

#: Characters enough to tell text from nonsense.
_SAMPLE = 100_000

#: What a line feed becomes when the two bytes of UTF-16 are taken in the wrong order.
_SWAPPED_LINE_END = "\u0a00"


def decode(data: bytes, where: str) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or GB18030, without the byte order mark.

    UTF-16 without a mark is seen from NUL bytes that stand only at even or only at odd places. Raises TableError, with
    line and byte, where the bytes are in none of these or in two of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data.removeprefix(mark), encoding, where)
    wide = _wide(data)
    if wide:
        return _strict(data, wide, where)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise TableError.problem(
            f"{where}, line {line}", "a NUL byte", "a text file", "save the table as tab-separated UTF-8 text"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_mixed(data, error, where)
    return _strict(data, "gb18030", where)


def decode_page(data: bytes, where: str) -> str:
    """Return the text of an HTML page: what `decode` tells for sure, else what its meta element declares.

    Raises TableError, with line and byte, where the bytes are not in that encoding.
    """
    declared = _META.search(data, 0, _META_WITHIN)
    encoding = _DECLARED.get(declared[1].decode("ascii").lower(), "") if declared else ""
    if not encoding or data.startswith(tuple(mark for mark, _ in _MARKS)) or b"\0" in data:
        return decode(data, where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_mixed(data, error, where)
    return _strict(data, "gb18030" if encoding == "utf-8" else encoding, where)


def _wide(data: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" where it is clear: its line ends are there, and UTF-8 with NULs it is not."""
    if b"\0" not in data or len(data) % 2:
        return ""
    ascii_only = data.count(b"\0") * 2 == len(data)
    if not ascii_only and _is_utf8(data.replace(b"\0", b"")):
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, "replace")
        if text.count("\n") > text.count(_SWAPPED_LINE_END) and "\ufffd" not in text:
            return encoding
    return ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str, where: str) -> str:
    names = "UTF-8 or GB18030" if encoding == "gb18030" else encoding.upper()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, names, where) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError.problem(f"{where}, line {line}", "a NUL character", "a text file", "save the table anew")
    if not encoding.startswith("utf"):
        sample = text[:_SAMPLE]
        odd = [index for index, character in enumerate(sample) if unicodedata.category(character) in {"Co", "Cn"}]
        if len(odd) > _MAX_UNASSIGNED_SHARE * len(sample):
            raise _undecodable(data, len(text[: odd[0]].encode(encoding)), names, where)
    return text


def _refuse_mixed(data: bytes, error: UnicodeDecodeError, where: str) -> None:
    """Raise where other lines can only be UTF-8: GB18030 would read these as nonsense, and seldom object."""
    for line in data.splitlines():
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        # Two characters of three bytes each: two bytes of GB18030 after the other hardly ever look like that.
        if sum("\u0800" <= character <= "\uffff" for character in text) >= 2:
            raise _undecodable(data, error.start, "UTF-8, while other lines are", where) from error


def _undecodable(data: bytes, start: int, encoding: str, where: str) -> TableError:
    line = data.count(b"\n", 0, start) + 1
    byte = f"0x{data[start]:02x}" if start < len(data) else "at the end"
    return TableError.problem(
        f"{where}, line {line}",
        f"the byte {byte} (byte {start + 1:,} of the file), which is not {encoding}",
        "text in one encoding: UTF-8, UTF-16 or GB18030",
        "save the file as UTF-8",
    )
