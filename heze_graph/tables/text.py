"""Reading text: cells between tabs, commas or semicolons."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.tables.blocks import too_much
from heze_graph.tables.content import Content
from heze_graph.tables.encodings import decode
from heze_graph.tables.limits import MAX_CELL_CHARACTERS, MAX_CELLS

#: What stands between cells where tabs do not; the earlier wins a tie.
_SEPARATORS = (",", ";", "，", "；")


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
        raise TableError.problem(content.where, "an empty file", "a table", "check that it was saved whole")
    text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    if sum(map(text.count, ("\n", "\t", *_SEPARATORS))) > MAX_CELLS:
        raise too_much(content.where, f"more than {MAX_CELLS:,} cells", f"at most {MAX_CELLS:,}")
    records = _records(text)
    for record in records:
        longest = max(map(len, record.cells))
        if longest > MAX_CELL_CHARACTERS:
            where, limit = f"{content.where}, line {record.line}", f"at most {MAX_CELL_CHARACTERS:,}"
            raise too_much(where, f"a cell of {longest:,} characters", limit)
    return content.printed(tuple(PrintedLine(record.line, record.cells) for record in records))


def _records(text: str) -> list[_Record]:
    """Return the records under whatever separator and quoting make most of them even.

    Prose has next to no tabs: lines with them count double, even or not, unless all stand in cells in quotation marks.
    """
    literal = [_Record(number, tuple(line.split("\t"))) for number, line in enumerate(text.split("\n"), start=1)]
    tabbed = _evener(literal, _quoted(text, "\t")) if '"' in text else literal
    found = [(2 * sum(len(record.cells) > 1 for record in tabbed) / len(tabbed), tabbed)]
    for separator in _SEPARATORS:
        if separator in text:
            records = _quoted(text, separator)
            evenness = _evenness(records)
            if evenness and _tabs_are_quoted(text, separator):
                return records
            found.append((evenness, records))
    return max(found, key=lambda item: item[0])[1]


def _tabs_are_quoted(text: str, separator: str) -> bool:
    cell = rf'(?:^|(?<=[{separator}\n]))"(?:[^"]++|"")*+"(?=[{separator}\n]|\Z)'
    return "\t" in text and "\t" not in re.sub(cell, "", text)


def _evener(literal: list[_Record], quoted: list[_Record]) -> list[_Record]:
    """Return the quoted reading where it joins lines and fewer records then differ from the usual width."""
    joins = len(quoted) < len(literal)
    return quoted if joins and _uneven(quoted) < _uneven(literal) else literal


def _evenness(records: list[_Record]) -> float:
    """Return the share of the records that have the commonest number of cells, of two or more.

    It is 0 where more records have other numbers of cells (single cells, titles or notes, aside), or only one has that.
    """
    widths = Counter(len(record.cells) for record in records if len(record.cells) > 1)
    even = max(widths.values(), default=0)
    return even / len(records) if even > max(1, widths.total() - even) else 0.0


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
