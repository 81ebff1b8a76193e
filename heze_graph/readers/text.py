"""Reading text: bytes become characters, characters become cells between tabs, commas, semicolons or bars."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.readers.bars import barred
from heze_graph.readers.blocks import too_much
from heze_graph.readers.content import MAX_CELL_CHARACTERS, MAX_CELLS, Content

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

#: What stands between cells where tabs do not; the earlier wins a tie.
_SEPARATORS = (",", ";", "，", "；", "|", "｜")

#: Columns by blanks are so far apart; so many at least are those of blanks or of marks that end clauses, too.
_BLANKS, _FEWEST_COLUMNS = re.compile(r"[ \u3000]{2,}"), 3

#: A header is hardly longer than this many characters, and is no sentence.
_LONGEST_HEADER = 40

_SENTENCE = re.compile(r"[。；：:！？]\s*$|[。；]")
#: 一、充分肯定成绩，坚定信心, 1.新建学校（6月，某局）: what is numbered in a text, and no row of headers.
_HEADING = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?、?(?<=[、)）])|\d{1,2}[.．、](?!\d))")


def decode(data: bytes, where: str, otherwise: str = "gb18030") -> str:
    """Return the text of bytes in UTF-8, UTF-16 or else another encoding, without the byte order mark.

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
        raise TableError.problem("readers.nul-byte", where=where, line=line)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_mixed(data, error, where)
    return _strict(data, otherwise, where)


def decode_page(data: bytes, where: str) -> str:
    """Return the text of an HTML page: what `decode` tells for sure, else what its meta element declares.

    Raises TableError, with line and byte, where the bytes are not in that encoding.
    """
    declared = _META.search(data, 0, _META_WITHIN)
    encoding = _DECLARED.get(declared[1].decode("ascii").lower(), "utf-8") if declared else "utf-8"
    return decode(data, where, "gb18030" if encoding == "utf-8" else encoding)


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
        raise TableError.problem("readers.nul-character", where=where, line=line)
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
            raise _undecodable(data, error.start, say("readers.other-lines-are-utf-8"), where) from error


def _undecodable(data: bytes, start: int, encoding: str | Message, where: str) -> TableError:
    line = data.count(b"\n", 0, start) + 1
    byte = f"0x{data[start]:02x}" if start < len(data) else say("readers.at-the-end")
    return TableError.problem("readers.encoding", where=where, line=line, byte=byte, start=start + 1, encoding=encoding)


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells between two line ends that count, and the number of the line where they begin."""

    line: int
    cells: tuple[str, ...]


def read_text(path: Path) -> PrintedFile:
    """Return the lines of a text file in UTF-8, UTF-16 or GB18030, with LF, CRLF or CR.

    Cells stand between tabs, exactly as printed: joining them with tabs gives the line. Only where rows are more even
    when cells in quotation marks may hold line breaks (as Excel writes them) are they read so. A file without tabs is
    CSV (RFC 4180) with the separator that makes its rows most even; a quotation mark that does not open and close a
    whole cell is a character like others.

    Raises TableError when the file is missing, too large, empty, in no known encoding, or holds NUL bytes.
    """
    return text_lines(Content.of(path))


def text_lines(content: Content) -> PrintedFile:
    """Return what `read_text` does, of a file already in memory."""
    text = decode(content.data, content.where)
    if not text.strip():
        raise TableError.problem("readers.empty-file", where=content.where)
    text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    if sum(map(text.count, ("\n", "\t", *_SEPARATORS))) > MAX_CELLS:
        raise too_much(content.where, say("readers.more-cells", most=MAX_CELLS), MAX_CELLS)
    records = _records(text)
    for record in records:
        longest = max(map(len, record.cells))
        if longest > MAX_CELL_CHARACTERS:
            where = say("readers.line", where=content.where, line=record.line)
            raise too_much(where, say("readers.long-cell", count=longest), MAX_CELL_CHARACTERS)
    return content.printed(tuple(PrintedLine(record.line, record.cells) for record in records))


def _records(text: str) -> list[_Record]:
    """Return the records under whatever separator and quoting make most of them even.

    Prose has next to no tabs: lines with them count double, even or not, unless all stand in cells in quotation marks.
    """
    literal = [_Record(number, tuple(line.split("\t"))) for number, line in enumerate(text.split("\n"), start=1)]
    rows = barred(text)
    if rows is not None:
        return [_Record(line, cells) for line, cells in rows]
    tabbed = _evener(literal, _quoted(text, "\t")) if '"' in text else literal
    found = [(2 * sum(len(record.cells) > 1 for record in tabbed) / len(tabbed), tabbed)]
    for separator in _SEPARATORS:
        if separator in text:
            records = _quoted(text, separator)
            evenness = _evenness(records, separator) if _has_header(records, separator) else 0.0
            if evenness and _tabs_are_quoted(text, separator):
                return records
            found.append((evenness, records))
    return max(found, key=lambda item: item[0])[1]


def _has_header(records: list[_Record], separator: str) -> bool:
    """Return whether the first record of the commonest width, titles aside, holds headers; in prose it does not."""
    widths = Counter(len(record.cells) for record in records if len(record.cells) > 1)
    usual = max(widths, key=widths.__getitem__, default=0)
    filled = [[cell for cell in record.cells if cell.strip()] for record in records if len(record.cells) == usual]
    header = next((cells for cells in filled if len(cells) > 1), None)
    if header is None:
        # No program writes marks of full width; clauses end with them.
        return separator in ",;"
    if separator in "，；" and (
        usual < _FEWEST_COLUMNS or _HEADING.match(header[0]) or _in_columns(records, separator)
    ):
        # 新建学校2所，6月底前开工: two clauses.
        return False
    return all(len(c) <= _LONGEST_HEADER and not _SENTENCE.search(c) for c in header)


def _in_columns(records: list[_Record], separator: str) -> bool:
    """Return whether blanks part most lines into columns: marks between them are those of sentences."""
    lines = [separator.join(record.cells).strip() for record in records if any(map(str.strip, record.cells))]
    return sum(len(_BLANKS.split(line)) >= _FEWEST_COLUMNS for line in lines) * 2 > len(lines)


def _tabs_are_quoted(text: str, separator: str) -> bool:
    cell = rf'(?:^|(?<=[{separator}\n]))"(?:[^"]++|"")*+"(?=[{separator}\n]|\Z)'
    return "\t" in text and "\t" not in re.sub(cell, "", text)


def _evener(literal: list[_Record], quoted: list[_Record]) -> list[_Record]:
    """Return the quoted reading where it joins lines and fewer records then differ from the usual width."""
    joins = len(quoted) < len(literal)
    return quoted if joins and _uneven(quoted) < _uneven(literal) else literal


def _evenness(records: list[_Record], separator: str) -> float:
    """Return the share of the records that have the commonest number of cells, of two or more.

    It is 0 where more records have other numbers of cells (single cells, titles or notes, aside), or only one has that;
    and where most hold a single text: prose that is written with commas of half width, which has no bars.
    """
    # A clause ends with a mark of full width: behind the last one nothing stands.
    sizes = [len(record.cells) - (separator in "，；" and not record.cells[-1].strip()) for record in records]
    filled = [bool("".join(record.cells).strip()) for record in records]
    # A bar on a line of its own ends the row above.
    counted = [size for size, full in zip(sizes, filled, strict=True) if size > 1 and (full or separator != "|")]
    widths = Counter(counted)
    even = max(widths.values(), default=0)
    single = sum(size == 1 and full for size, full in zip(sizes, filled, strict=True))
    table = even >= single or separator == "|"
    return even / len(records) if even > max(1, widths.total() - even) and table else 0.0


def _uneven(records: list[_Record]) -> int:
    widths = Counter(len(record.cells) for record in records)
    usual = max((width for width in widths if width > 1), key=widths.__getitem__, default=1)
    return len(records) - widths[usual]


def _quoted(text: str, separator: str) -> list[_Record]:
    """Split text into records; cells in quotation marks may hold the separator (not a tab) and line breaks."""
    inside = '[^"\t]' if separator == "\t" else '[^"]'
    cell = re.compile(rf'"((?:{inside}++|"")*+)"(?=[{separator}\n]|\Z)|([^{separator}\n]*+)')
    records: list[_Record] = []
    cells: list[str] = []
    position, line, begin = 0, 1, 1
    while match := cell.match(text, position):
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        line += match[0].count("\n")
        position = match.end() + 1
        if match.end() < len(text) and text[match.end()] == separator:
            continue
        records.append(_Record(begin, tuple(cells)))
        cells = []
        line += 1
        begin = line
        if position > len(text):
            break
    return records
