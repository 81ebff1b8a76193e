"""A matrix copied as plain text, one cell a line: its headers, in up to three lines, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from heze_graph.records.figures import is_figure, subject_of
from heze_graph.records.headers import sense_of
from heze_graph.records.lost_headers import FEWEST_HEADERS, LONGEST_HEADER, is_number_header
from heze_graph.records.lost_tables import EXACT, LostText, PrintedRow, printed_texts
from heze_graph.reference.language import Language

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
        ways = _ungrouped(above, width) if width and all(len(each) <= LONGEST_HEADER for each in above) else ()
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
