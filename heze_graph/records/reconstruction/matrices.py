"""A matrix copied as plain text, one cell a line: its headers, in up to three lines, and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, takewhile

from heze_graph.records.numbering import mark_of
from heze_graph.records.reconstruction.headers import FEWEST_HEADERS, LONGEST_HEADER
from heze_graph.records.reconstruction.lost_table import EXACT, LostText, PrintedRow, printed_texts
from heze_graph.records.responsibility.units import only_places
from heze_graph.records.tables.figures import is_figure, is_place_header, subject_of
from heze_graph.records.tables.headers import is_number_header, plain, sense_of
from heze_graph.reference.language import Language

#: A matrix has so many rows and figures at least, and no more columns than this.
_FEWEST_ROWS, _FEWEST_FIGURES, _MOST_COLUMNS = 2, 2, 60
#: Of more columns than this no row is laid out anew.
_MOST_TRIED = 12
_DIGITS = re.compile(r"[+\-−]?\d[\d.,，]*")
#: So many places one below the other are those of rows.
_FEWEST_PLACES = 3
#: A header over figures says what they measure, until when and in what: 到2025年累计建成面积（万亩）.
_LONGEST_HEADER = 2 * LONGEST_HEADER


def matrix_headers(texts: Sequence[LostText], language: Language) -> tuple[int, int, list[str]]:
    """Return where the headers of a matrix begin whose rows print all their cells, how many lines, and the headers.

    They begin with 序号 and end at the number 1, or with 县区 and end at the name of a place. Rows are so long that the
    numbers, or the places, go on behind each. More headers than a row has cells are groups: those of the upper lines of
    the header (计划, 完成), above the same ones below each.
    """
    printed = [text.text for text in texts]
    for at, text in enumerate(printed):
        named = _names_places(text, language) or _names_units_of_places(printed, at, language)
        if not named and not is_number_header(text, language):
            continue
        begins = (n for n in range(at + 1, len(printed)) if _begins(printed[n], 0 if not named else None, language))
        begin = next(begins, at)
        above = printed[at:begin]
        short = begin > at and all(len(each) <= _LONGEST_HEADER for each in above)
        width = _width(printed[begin:], language, numbered=not named) if short else 0
        ways = _ungrouped(above, width) if width else ()
        headers = max(ways, key=lambda way: sum(_worth(header, language) for header in way), default=None)
        if headers:
            return at, len(above), list(headers)
    return 0, 0, []


def matrix_rows(texts: Sequence[LostText], begin: int, headers: Sequence[str], language: Language) -> list[PrintedRow]:
    """Return the rows of a matrix that begin at a place, as many texts each as there are headers."""
    rows: list[PrintedRow] = []
    numbered = is_number_header(headers[0], language)
    for at in range(begin, len(texts) - len(headers) + 1, len(headers)):
        row = texts[at : at + len(headers)]
        if not _begins(row[0].text, len(rows) if numbered else None, language):
            break
        line = replace(row[0].line, cells=tuple(text.text for text in row))
        printed = [(text, header) for text, header in zip(row, headers, strict=True) if text.text]
        rows.append((line, printed_texts([text for text, _ in printed], [header for _, header in printed])))
    return rows


def matrix_by_place(texts: Sequence[LostText], language: Language) -> tuple[int, int, list[str], list[PrintedRow]]:
    """Return where the headers of a matrix begin that end with places, how many they are, these, and its rows.

    Behind what names a row stands a figure for each place; 一、工业指标 may stand between rows. A row that says less
    than others of what it measures lacks the last of these cells.
    """
    told = [is_place_header(text.text, language) for text in texts]
    first = next((at for at in range(len(told)) if all(told[at : at + _FEWEST_PLACES])), len(texts))
    places = len(list(takewhile(bool, told[first:])))
    rows: list[tuple[Sequence[LostText], Sequence[LostText]]] = []
    at = first + places
    while at < len(texts):
        names = list(takewhile(lambda text: not _holds_figure(text.text, language), texts[at : at + places]))
        begin = at + len(names)
        figures = texts[begin : begin + places]
        if not names or len(figures) < places or not all(_holds_figure(text.text, language) for text in figures):
            break
        headings = [n for n, name in enumerate(names) if mark_of(name.text)]
        rows.append((names[headings[-1] + 1 if headings and len(names) > 1 else 0 :], figures))
        at = begin + places
    named = max((len(names) for names, _ in rows), default=0)
    if places < _FEWEST_PLACES or len(rows) < _FEWEST_ROWS or not 0 < named <= min(first, _FEWEST_PLACES):
        return 0, 0, [], []
    headers = [text.text for text in texts[first - named : first + places]]
    return first - named, len(headers), headers, [_row_of(*row, headers, named) for row in rows]


def _holds_figure(text: str, language: Language) -> bool:
    return is_figure(text, language) or text in language.row_words["nothing"]


def _row_of(names: Sequence[LostText], figures: Sequence[LostText], headers: Sequence[str], named: int) -> PrintedRow:
    """Return a row of a matrix, its cells below the headers of which the first `named` are no places."""
    line = replace(
        names[0].line, cells=(*(n.text for n in names), *[""] * (named - len(names)), *(f.text for f in figures))
    )
    return line, printed_texts([*names, *figures], [*headers[: len(names)], *headers[named:]])


def short_rows(texts: Sequence[str], language: Language) -> tuple[int, tuple[str, ...]]:
    """Return how many rows of places a matrix has, one cell a line, and the names of those with fewer cells than most.

    (0, ()) where the texts make no such matrix.
    """
    _, rows = _rows_of_places(texts, language)
    width = max(map(len, rows), default=0)
    return len(rows), tuple(row[0] for row in rows if len(row) < width)


def with_empty_cells(texts: Sequence[LostText], language: Language) -> Sequence[LostText]:
    """Return the texts of a matrix with an empty one for each cell that was not copied, where one way alone fits.

    5.1% stands below shares, 30亿元 below sums; of bare figures nothing tells in which column one stands.
    """
    begin, rows = _rows_of_places([text.text for text in texts], language)
    width = max(map(len, rows), default=0)
    if not begin or width > _MOST_TRIED or all(len(row) == width for row in rows):
        return texts
    forms = [set(map(_form, column)) for column in zip(*(row for row in rows if len(row) == width), strict=True)]
    filled = [*texts[:begin]]
    for row in rows:
        ways = combinations(range(1, width), len(row) - 1)
        fitting = [way for way in ways if all(_form(text) in forms[at] for at, text in zip(way, row[1:], strict=True))]
        if len(fitting) != 1:
            return texts
        own = dict(zip((0, *fitting[0]), texts[begin : begin + len(row)], strict=True))
        filled += [own.get(at, replace(own[0], text="")) for at in range(width)]
        begin += len(row)
    return [*filled, *texts[begin:]]


def _form(text: str) -> str:
    """Return a figure without its digits: what it is counted in."""
    return _DIGITS.sub("0", text)


def _rows_of_places(texts: Sequence[str], language: Language) -> tuple[int, list[list[str]]]:
    """Return where the rows of places of a matrix begin below its header, and each; (0, []) where there are too few.

    Two of them at least print as many cells as any, and no more than the header.
    """
    areas = language.unit_words["issuer-place"]
    named = (
        at
        for at, text in enumerate(texts)
        if _names_places(text, language) or plain(text) in areas or _is_units_header(text, language)
    )
    at = next(named, len(texts))
    begin = next((n for n in range(at + 1, len(texts)) if _begins(texts[n], None, language)), len(texts))
    rows: list[list[str]] = []
    for text in texts[begin:]:
        if _begins(text, None, language):
            rows.append([text])
        elif is_figure(text, language) or text in language.row_words["nothing"]:
            rows[-1].append(text)
        else:
            break
    widths = [len(row) for row in rows]
    widest = max(widths, default=0)
    is_matrix = len(rows) >= _FEWEST_PLACES and FEWEST_HEADERS <= widest <= begin - at and widths.count(widest) > 1
    return (begin, rows) if is_matrix else (0, [])


def _names_places(text: str, language: Language) -> bool:
    """Return whether a header says that the cells below it name places: 县区, 县（市、区）, 乡镇, and not 各县区."""
    return only_places(text, language) and not text.startswith(language.unit_words["collective-start"])


def _names_units_of_places(printed: Sequence[str], at: int, language: Language) -> bool:
    """Return whether 单位 stands in the first column of a matrix: the rows below begin with places, as towns answer."""
    if not _is_units_header(printed[at], language):
        return False
    first = next((n for n in range(at + 1, len(printed)) if _begins(printed[n], None, language)), len(printed))
    width = first - at
    rows = [printed[n] for n in range(first, len(printed), width)] if width > _FEWEST_FIGURES else []
    return len(list(takewhile(lambda text: _begins(text, None, language), rows))) >= _FEWEST_PLACES


def _is_units_header(text: str, language: Language) -> bool:
    sense = sense_of(text, language) if len(text) <= LONGEST_HEADER else None
    return sense is not None and (sense.role, sense.exactness) == ("units", EXACT)


def _begins(text: str, count: int | None, language: Language) -> bool:
    """Return whether a text begins a row below `count` others: the next number, or a place where rows have none."""
    return text == str(count + 1) if count is not None else is_place_header(text, language)


def _width(body: Sequence[str], language: Language, *, numbered: bool) -> int:
    """Return of how many texts each row is, several of them figures in all rows; 0 where rows differ."""
    found = []
    nothing = language.row_words["nothing"]
    for width in range(FEWEST_HEADERS, min(len(body), _MOST_COLUMNS) + 1):
        rows = [body[at : at + width] for at in range(0, len(body) - width + 1, width)]
        begun = takewhile(lambda row: _begins(row[1][0], row[0] if numbered else None, language), enumerate(rows))
        count = sum(1 for _ in begun)
        columns = list(zip(*rows[:count], strict=True))
        told = [[text for text in column if text and text not in nothing] for column in columns[1:]]
        figures = sum(bool(column) and all(is_figure(text, language) for text in column) for column in told)
        if count >= _FEWEST_ROWS and figures >= _FEWEST_FIGURES and (numbered or figures == width - 1):
            found.append((count * width, width))
    return max(found, default=(0, 0))[1]


def _ungrouped(above: list[str], width: int) -> Iterator[tuple[str, ...]]:
    """Yield the ways in which texts are the headers of so many columns, the groups above some of them put before each.

    Below the next group stands the first word that comes again; the line above may be one of groups, too. Of several
    groups those with the most below them come first.
    """
    groups = len(above) - width
    if groups == 0:
        yield tuple(above)
    sizes = range(groups + 1, width) if groups > 0 else range(0)
    for below in reversed(sizes) if groups > 1 else sizes:
        first, last = above[: len(above) - below], above[len(above) - below :]
        begins = [0]
        for at, text in enumerate(last):
            if text in last[begins[-1] : at]:
                begins.append(at)
        if len(begins) != groups or (groups > 1 and not set(first).isdisjoint(last)):
            # Beside 计划 总量 and 完成 总量 stands no 总量 without a group.
            continue
        for place in range(1, len(first) - groups + 1):
            over = (first[place + sum(begin <= at for begin in begins) - 1] for at in range(below))
            joined = [f"{group} {text}" for group, text in zip(over, last, strict=True)]
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
