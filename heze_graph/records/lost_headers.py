"""The headers of a table copied as plain text: a row of them, or one a line, whole or broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from heze_graph.records.figures import is_figure, subject_of
from heze_graph.records.headers import joined_headers, plain, sense_of
from heze_graph.records.lost_tables import EXACT, LostText, PrintedRow, printed_texts
from heze_graph.records.numbering import is_number
from heze_graph.reference.language import Language

#: So many headers in a row are those of a table; a header is no longer than this.
FEWEST_HEADERS, _LONGEST_HEADER = 3, 12
#: Headers in pieces have no more pieces than this.
_MOST_PIECES = 40


def spaced_headers(texts: Sequence[LostText], language: Language) -> Iterator[LostText]:
    """Yield texts, headers whose letters stand apart as one: 工 作 任 务."""
    for line, group in groupby(texts, key=lambda text: (text.line.line, len(text.text) == 1)):
        letters = list(group)
        word = "".join(letter.text for letter in letters) if line[1] and len(letters) > 1 else ""
        yield from [replace(letters[0], text=word)] if word and _is_known(word, language) else letters


def _is_known(text: str, language: Language) -> bool:
    sense = sense_of(text, language)
    return sense is not None and sense.exactness == EXACT


def is_number_header(text: str, language: Language) -> bool:
    """Return whether a text is the header of a column of numbers: 序号."""
    sense = sense_of(text, language)
    return sense is not None and (sense.role, sense.exactness) == ("number", 3)


def header_row(texts: Sequence[LostText], language: Language, *, rowwise: bool) -> tuple[int, int]:
    """Return where the first row of headers begins, and how many they are; (0, 0) where none is."""
    at = 0
    while at < len(texts):
        end = at
        while end < len(texts) and _is_header(texts[end].text, language, dated=rowwise):
            if rowwise and texts[end].line is not texts[at].line:
                break
            end += 1
        if rowwise and end > at and is_number_header(texts[at].text, language):
            end = _end_of_row(texts, at, language) or end
        senses = [sense_of(text.text, language) for text in texts[at:end]]
        exact = {sense.role for sense in senses if sense and sense.exactness == 3}
        roles = {sense.role for sense in senses if sense} - {"other"}
        enough = end - at >= FEWEST_HEADERS and roles & {"target", "detail"}
        if enough and len(roles) > 1 and (len(exact) > 1 or exact & {"target", "detail"}):
            return at, end - at
        at = max(end, at + 1)
    return 0, 0


def _end_of_row(texts: Sequence[LostText], at: int, language: Language) -> int:
    """Return where the line of headers ends that begins with 序号, 0 where most of its words are unknown."""
    end = next((place for place in range(at, len(texts)) if texts[place].line is not texts[at].line), len(texts))
    row = [text.text for text in texts[at:end]]
    known = sum(_is_header(text, language) for text in row)
    short = all(len(text) <= _LONGEST_HEADER for text in row)
    return end if short and known >= FEWEST_HEADERS and known * 2 > len(row) else 0


def broken_headers(texts: Sequence[LostText], language: Language) -> tuple[int, int, list[str]]:
    """Return where headers begin that narrow cells broke over lines (责任 / 领导), how many lines, and the headers.

    They begin with 序号 and end at the first number; as many of them as the first row has cells are the likeliest.
    """
    for at, text in enumerate(texts):
        numbers = [place for place in range(at + 1, len(texts)) if is_number(texts[place].text)]
        if not is_number_header(text.text, language) or not numbers:
            continue
        pieces = [each.text for each in texts[at : numbers[0]]]
        width = (numbers[1] if len(numbers) > 1 else len(texts)) - numbers[0]
        if FEWEST_HEADERS <= width < len(pieces) <= _MOST_PIECES and all(len(p) <= _LONGEST_HEADER for p in pieces):
            worth, headers = joined_headers(tuple(pieces), width, language)
            if worth > width:
                return at, len(pieces), list(headers)
    return 0, 0, []


#: 2024年度重点任务: a year in front of a header, in a row of such; alone in its line it is a title.
_YEAR = re.compile(r"^20\d\d年度?")


def _is_header(text: str, language: Language, *, dated: bool = False) -> bool:
    text = _YEAR.sub("", text) if dated else text
    sense = sense_of(text, language) if len(plain(text)) <= _LONGEST_HEADER else None
    return sense is not None and sense.exactness > 1 and not re.search(r"\d", text)


#: A matrix has so many rows and figures at least, and no more columns than this.
_FEWEST_ROWS, _FEWEST_FIGURES, _MOST_COLUMNS = 2, 2, 60


def matrix_headers(texts: Sequence[LostText], language: Language) -> tuple[int, int, list[str]]:
    """Return where the headers of a matrix begin whose rows print all their cells, how many lines, and the headers.

    They begin with 序号 and end at the number 1. Rows are so long that the numbers go on behind each. More headers than
    a row has cells are groups: those of the upper lines of the header (计划, 完成), above the same ones below each.
    """
    for at, text in enumerate(texts):
        if not is_number_header(text.text, language):
            continue
        begin = next((place for place in range(at + 1, len(texts)) if texts[place].text == "1"), at)
        above = [each.text for each in texts[at:begin]]
        width = _width([each.text for each in texts[begin:]], language)
        ways = _ungrouped(above, width) if width and all(len(each) <= _LONGEST_HEADER for each in above) else ()
        headers = max(ways, key=lambda way: sum(_worth(header, language) for header in way), default=None)
        if headers:
            return at, len(above), list(headers)
    return 0, 0, []


def matrix_rows(texts: Sequence[LostText], begin: int, headers: Sequence[str]) -> list[PrintedRow]:
    """Return the rows of a matrix that begin at a place, as many texts each as there are headers."""
    rows: list[PrintedRow] = []
    for at in range(begin, len(texts) - len(headers) + 1, len(headers)):
        row = texts[at : at + len(headers)]
        if row[0].text != str(len(rows) + 1):
            break
        line = replace(row[0].line, cells=tuple(text.text for text in row))
        rows.append((line, printed_texts(row, headers)))
    return rows


def _width(body: Sequence[str], language: Language) -> int:
    """Return of how many texts each row is, several of them figures in all rows; 0 where rows differ."""
    found = []
    for width in range(FEWEST_HEADERS, min(len(body), _MOST_COLUMNS) + 1):
        rows = [body[at : at + width] for at in range(0, len(body) - width + 1, width)]
        count = sum(1 for _ in takewhile(lambda row: row[1][0] == str(row[0]), enumerate(rows, start=1)))
        columns = list(zip(*rows[:count], strict=True))
        figures = sum(all(is_figure(text, language) for text in column) for column in columns[1:])
        if count >= _FEWEST_ROWS and figures >= _FEWEST_FIGURES:
            found.append((count * width, width))
    return max(found, default=(0, 0))[1]


def _ungrouped(above: list[str], width: int) -> Iterator[tuple[str, ...]]:
    """Yield the ways in which texts are the headers of so many columns, the groups above some of them put before each.

    The last line of a header says the same below each group; the line above it may be one of groups, too.
    """
    groups = len(above) - width
    if groups == 0:
        yield tuple(above)
    for below in range(2 * groups, width, groups) if groups > 0 else ():
        first, last = above[: len(above) - below], above[len(above) - below :]
        size = below // groups
        if last != last[:size] * groups:
            continue
        for place in range(1, len(first) - groups + 1):
            joined = [f"{first[place + at // size]} {text}" for at, text in enumerate(last)]
            yield (*first[:place], *joined, *first[place + groups :])
    for upper in range(1, groups):
        # Below each of the upper groups stand as many lower ones.
        if (groups - upper) % upper == 0:
            yield from _twice_grouped(above, width, upper, groups - upper)


def _twice_grouped(above: list[str], width: int, upper: int, lower: int) -> Iterator[tuple[str, ...]]:
    for below in range(2 * lower, width, lower):
        first, last = above[: len(above) - below], above[len(above) - below :]
        size, each = below // lower, lower // upper
        middle = first[len(first) - lower :]
        if last != last[:size] * lower or len(first) < lower + upper + 1 or each < 2:
            continue
        plain_ones = first[: len(first) - lower]
        for place in range(1, len(plain_ones) - upper + 1):
            joined = [
                f"{plain_ones[place + at // size // each]} {middle[at // size]} {text}" for at, text in enumerate(last)
            ]
            yield (*plain_ones[:place], *joined, *plain_ones[place + upper :])


def _worth(header: str, language: Language) -> int:
    """Return how exactly a header says what it is for, or at least what its figures hold for."""
    sense = sense_of(header, language)
    return max(sense.exactness if sense else 0, EXACT - 1 if subject_of(header, language) else 0)
