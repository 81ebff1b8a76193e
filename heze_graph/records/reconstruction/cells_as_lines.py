"""A table copied as plain text: one cell a line, or the cells of a row with blanks between, becomes a table again.

Headers that stand in a row of their own tell the columns; which text belongs to which column is weighed for all texts
between two numbers at once, each column behind the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby, pairwise, zip_longest

from heze_graph.model.printed import UNIT_ROLES, PrintedLine
from heze_graph.records.numbering import RANK, is_number, mark_of, value_of, without_numbers
from heze_graph.records.reconstruction.columns import TOLD, Columns, columns_of, way_of
from heze_graph.records.reconstruction.headers import (
    FEWEST_HEADERS,
    broken_headers,
    end_of_table,
    header_row,
    next_table,
    pieced_headers,
    says_what,
    spaced_headers,
    with_second_row,
)
from heze_graph.records.reconstruction.lost_table import (
    EXACT,
    RULE,
    LostTable,
    LostText,
    PrintedRow,
    is_repeated,
    number_header,
    printed_texts,
    texts_of,
    whole_lines,
    whole_names,
    whole_phrases,
)
from heze_graph.records.reconstruction.matrices import (
    matrix_by_place,
    matrix_headers,
    matrix_rows,
    short_rows,
    with_empty_cells,
)
from heze_graph.records.responsibility.behind_text import labelled
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.tables.fitting import Weighing
from heze_graph.records.tables.headers import sense_of
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So many numbers in a row are those of rows; texts enough to see in which column they stand.
_FEWEST_NUMBERS, _TRIED = 2, 200
#: Marks that end a paragraph; the lines of one differ by no more characters than these.
_SENTENCE, _RAGGED = ("。", "；", ";", "：", ":", "，", "、"), 2
#: What stands between columns: several blanks, or one where each tab became one.
_BLANK = r"[ \t\u3000]"
#: 2021 年 12 月 is one text, and 12 月底 behind others: no blank inside a date stands between columns.
_IN_DATE = (
    rf"(?<=(?:19|20)\d\d){_BLANK}年",
    rf"(?<=[年月]){_BLANK}\d\d?{_BLANK}?[月日]",
    rf"(?:(?<={_BLANK}\d)|(?<={_BLANK}\d\d)){_BLANK}月",
    rf"(?:(?<=[年月]\d)|(?<=[年月]\d\d)|(?<=[年月]{_BLANK}\d)|(?<=[年月]{_BLANK}\d\d)){_BLANK}[月日]",
)
_WIDE, _NARROW = re.compile(r"\t+|[ \u3000]{2,}"), re.compile(rf"(?!{'|'.join(_IN_DATE)}){_BLANK}")


def find_lost_table(lines: Sequence[PrintedLine], register: Register, language: Language) -> LostTable | None:
    """Return the tables that lines of one text each make, None where no row of headers stands among them."""
    known = Weighing(register, language), Naming(register, language)
    first = _matrix(lines, known, language)
    if first is None and not short_rows([text.text for text in texts_of(lines, None)], language)[1]:
        first = _first_table(lines, known, language)
    if first is None:
        return None
    last = max(line.line for printed in first.printed.values() for line, _ in printed)
    more = find_lost_table([line for line in lines if line.line > last], register, language)
    if more is None:
        return first
    own = (line for line in first.lines if line.line <= last)
    uncertain = first.uncertain or more.uncertain
    return LostTable((*own, *more.lines), {**first.printed, **more.printed}, first.headed, uncertain)


def _first_table(lines: Sequence[PrintedLine], known: tuple[Weighing, Naming], language: Language) -> LostTable | None:
    for split in (None, _WIDE, _NARROW):
        texts = list(texts_of(lines, split, wide=split is _WIDE))
        if split:
            # A line below a row that only says who else answers is no cell of it.
            texts = whole_lines(texts) if split is _WIDE else texts
            texts = [text for text in spaced_headers(texts, language) if not labelled(text.text, known[1])]
        else:
            texts = list(with_empty_cells(list(whole_names(texts, known[1])), language))
        first, size = header_row(texts, language, rowwise=split is not None)
        if size:
            texts, size = with_second_row(texts, first, size, language)
        if split is _NARROW:
            texts = [*texts[: first + size], *whole_phrases(texts[first + size :], size)]
        if is_repeated([text.text for text in texts[first : first + size]]):
            # 目标, 进度, 目标, 进度: of the headers above them the copy lost which stands over which.
            return None
        if split is None:
            headers = pieced_headers(texts, first, size, language) if size else []
            at, lost, headers = (first, size, headers) if size else broken_headers(texts, language)
            if headers:
                return _put_together(lines, texts, (at, lost), columns_of(headers, language, *known), language)
        if size:
            body = [text.text for text in texts[first + size : first + size + _TRIED]]
            headers = [text.text for text in texts[first : first + size] if text.text]
            # The title above may end as a header does; 序号 is none.
            sense = sense_of(headers[0], language)
            surely = size == FEWEST_HEADERS or (sense is not None and sense.exactness == EXACT)
            starts = [0] if surely else [0, 1]
            tried = [(at, columns_of(headers[at:], language, *known)) for at in starts]
            start, columns = max(tried, key=lambda each: way_of(body, each[1])[0] if body else 0.0)
            columns = _numbered(columns, texts[first + size :], language)
            return _put_together(lines, texts, (first + start, size - start), columns, language)
    return None


_Above = tuple[str, Sequence[LostText]]


def _matrix(lines: Sequence[PrintedLine], known: tuple[Weighing, Naming], language: Language) -> LostTable | None:
    """Return the matrix that lines of one cell each make: places or numbers begin its rows, or places its columns."""
    cells = list(texts_of(lines, None))
    texts = with_empty_cells(list(whole_names(cells, known[1])), language)
    first, size, headers = matrix_headers(texts, language)
    rows = matrix_rows(texts, first + size, headers, language) if size else []
    if not size:
        # Of the names of places one below the other none goes on with the one before.
        texts = cells
        first, size, headers, rows = matrix_by_place(cells, language)
    if not size:
        return None
    columns = columns_of(headers, language, *known)
    # Nothing but a table has as many figures behind each name or number.
    return replace(_as_table(lines, _above(texts, (first, size)), columns, rows, language), headed=True)


def _numbered(columns: Columns, body: Sequence[LostText], language: Language) -> Columns:
    """Return the columns with one more where rows are numbered and no header says so: one header stands over two."""
    numbers = [text.text for text in body if is_number(text.text)]
    if "number" in columns.roles or [value_of(number) for number in numbers] != list(range(1, len(numbers) + 1)):
        return columns
    if len(numbers) < _FEWEST_NUMBERS:
        return columns
    header = number_header(language)
    tried = [
        replace(
            columns,
            headers=(*columns.headers[:at], header, *columns.headers[at:]),
            roles=(*columns.roles[:at], "number", *columns.roles[at:]),
        )
        for at in range(len(columns.roles))
    ]
    texts = [text.text for text in body[:_TRIED]]
    return max(tried, key=lambda each: way_of(texts, each)[0])


def _put_together(
    lines: Sequence[PrintedLine],
    texts: Sequence[LostText],
    header: tuple[int, int],
    columns: Columns,
    language: Language,
) -> LostTable | None:
    """Return the lines with rows put together; what stands above and below the table stays as it is."""
    body = texts[sum(header) :]
    body = body[: end_of_table(body, language)]
    body = body[: next_table(body, heads=_above(texts, header)[1], language=language)]
    whole = _whole_rows(body, columns)
    # The first column, that of groups, may have no header.
    wider = replace(columns, headers=("", *columns.headers), roles=("other", *columns.roles))
    if not whole and (whole := _whole_rows(body, wider)):
        columns = wider
    rows = _unnumbered(list(rows_of(whole or list(filter(None, _segments(body, columns))), columns)), columns)
    return _as_table(lines, _above(texts, header), columns, rows, language) if rows else None


def rows_of(segments: Sequence[Sequence[LostText]], columns: Columns) -> Iterator[PrintedRow]:
    """Yield the rows that the texts from number to number make, each as one line, with the lines it is printed on."""
    above: dict[int, str] = {}
    whole = sum(len(each) == len(columns.roles) for each in segments)
    full = (columns.roles[0] == "number" and whole * 2 > len(segments)) or whole == len(segments) > 1
    for segment in segments:
        yield from _rows(segment, columns, above, full=full, last=segment is segments[-1])


def _unnumbered(rows: Sequence[PrintedRow], columns: Columns) -> Sequence[PrintedRow]:
    """Return rows, those whose own number is lost without that of the row above."""
    numbers = [row.cells[0] for row, _ in rows] if columns.roles[0] == "number" else []
    lost = without_numbers(numbers, lost=True)
    bare = (replace(row, merged=tuple(each for each in row.merged if each[0] > 1)) for row, _ in rows)
    return [
        (own if at in lost else row, printed) for at, ((row, printed), own) in enumerate(zip(rows, bare, strict=True))
    ]


def _above(texts: Sequence[LostText], header: tuple[int, int]) -> _Above:
    """Return what stands before the headers on their line, as a title does, and the headers."""
    first, size = header
    heads = texts[first : first + size]
    return " ".join(text.text for text in texts[:first] if text.line is heads[0].line), heads


def _whole_rows(body: Sequence[LostText], columns: Columns) -> list[Sequence[LostText]]:
    """Return the rows of a table without numbers each of which prints all its cells; none where one does not.

    That is told by who answers: each text in a column of units is one, and no other text is.
    """
    width = len(columns.roles)
    answering = [at for at, role in enumerate(columns.roles) if role in UNIT_ROLES]
    if "number" in columns.roles or not answering or len(body) % width or len(body) < 2 * width:
        return []
    rows = [body[at : at + width] for at in range(0, len(body), width)]
    told = all(
        (columns.told("units", text.text) == 1) == (at in answering) for row in rows for at, text in enumerate(row)
    )
    return rows if told else []


def _as_table(
    lines: Sequence[PrintedLine], above: _Above, columns: Columns, body: Sequence[PrintedRow], language: Language
) -> LostTable:
    """Return lines with the header and the rows of a table among them."""
    title, heads = above
    head = (replace(heads[0].line, cells=columns.headers), printed_texts(heads, [head.text for head in heads]))
    rows = [head, *body]
    used = {line.line for _, printed in rows for line, _ in printed}
    whole = {row.line: row for row, _ in rows}
    senses = [sense for header in columns.headers if (sense := sense_of(header, language)) and sense.exactness > 1]
    roles = [sense.role for sense in senses]
    several = len(senses) > FEWEST_HEADERS or all(sense.exactness == EXACT for sense in senses)
    headed = several and says_what(senses) and bool({*UNIT_ROLES} & {*roles})
    # A line between two cells that holds only a rule goes with the row before it.
    printed = {row.line: printed for row, printed in rows}
    last, kept = 0, []
    for line in lines:
        if line.line in whole:
            kept.extend([replace(line, cells=(title,))] if title and not last else [])
            last = line.line
            kept.append(whole[line.line])
        elif line.line in used:
            continue
        elif last and RULE.fullmatch("\t".join(line.cells)):
            printed[last] += ((line, ""),)
        else:
            kept.append(line)
    return LostTable(tuple(kept), printed, headed, _uncertain(body, columns))


def _uncertain(rows: Sequence[PrintedRow], columns: Columns) -> PrintedLine | None:
    """Return the first line that may be a row or go on with the one before it, None where numbers part the rows."""
    if "number" in columns.roles:
        return None
    ways = zip(columns.headers, columns.roles, strict=True)
    anything = {header for header, role in ways if role in ("target", "detail")}
    lines = (each for _, printed in rows for each in printed)
    return next((line for (_, above), (line, header) in pairwise(lines) if above == header in anything), None)


def _segments(body: Sequence[LostText], columns: Columns) -> Iterator[list[LostText]]:
    """Yield the texts from each number to the next one; where the first column holds none, from heading to heading."""
    segment: list[LostText] = []
    if columns.roles[0] != "number":
        for text, following in zip_longest(body, body[1:]):
            if following and _is_heading(text.text) and _is_below(following.text, text.text):
                yield segment
                segment = []
            else:
                segment.append(text)
        yield segment
        return
    value = 0
    values = [value_of(text.text) for text in body if is_number(text.text)]
    # Of a whole list a bureau may print its own rows only: 3, 68, 69.
    jumping = all(before < after for before, after in pairwise(values))
    whole = 0
    for at, text in enumerate(body):
        # In a row that prints each cell a figure may be the next number, too: 3 | 整治河道 | 4 | 县水利局 | 4.
        if at >= whole and _begins_row(text.text, value, jumping=jumping):
            yield segment
            segment, value, end = [], value_of(text.text), at + len(columns.roles)
            following = body[end].text if end < len(body) else ""
            whole = end if end == len(body) or _begins_row(following, value, jumping=jumping) else at
        segment.append(text)
    yield segment


def _begins_row(text: str, value: int, *, jumping: bool) -> bool:
    """Return whether a text may be the number of the row behind that of a number, the next one unless they jump."""
    bare = re.sub(r"[（()）.．、\s]", "", text)
    return is_number(text) and (jumping or ("." not in bare and (not value or value_of(bare) == value + 1)))


def _rows(
    segment: Sequence[LostText], columns: Columns, above: dict[int, str], *, full: bool, last: bool
) -> Iterator[PrintedRow]:
    """Yield the rows of a segment, each as one line, and the lines on which it is printed.

    `full` says that most rows print each of their cells: then as many texts as there are columns stand in their order.

    What a row does not print may be merged with the row above, whose texts `above` keeps: behind a number of its own
    only what is printed as an empty cell, and no units or deadlines; in further rows of one number anything.
    """
    texts = list(segment)
    headings: list[LostText] = []
    while len(texts) > 1 and _is_heading(texts[-1].text):
        headings.insert(0, texts.pop())
    if not texts or (columns.roles[0] == "number" and not is_number(texts[0].text)):
        return
    width = len(columns.roles)
    printed = [text.text for text in texts]
    in_order = full and len(texts) == width and columns.hold(printed)
    ways = list(range(width)) if in_order else way_of(printed, columns)[1]
    rows = list(_split(texts, ways, _items(texts, ways, columns)))
    for row in rows:
        cells = {column: _cell([text for text, at in row if at == column]) for _, column in row}
        cut = last and row is rows[-1]
        tied = _tied(cells, above, columns, further=row is not rows[0], cut=cut)
        cells = {column: text for column, text in cells.items() if text}
        line = replace(
            row[0][0].line,
            cells=tuple(cells.get(column, "") for column in range(len(columns.headers))),
            merged=tuple((column + 1, text) for column, text in sorted(tied.items())),
        )
        yield line, printed_texts([text for text, _ in row], [columns.headers[column] for _, column in row])
        above.update(cells)


def _tied(
    cells: Mapping[int, str], above: Mapping[int, str], columns: Columns, *, further: bool, cut: bool
) -> dict[int, str]:
    """Return the texts of the row above that may be merged with a row, by column.

    `further` says that the row is not the first of its number, `cut` that nothing may be printed behind it.
    """
    numbered = columns.roles[0] == "number"
    blank = {column for column, text in cells.items() if not text and columns.roles[column] not in TOLD}
    filled = {column for column, text in cells.items() if text}
    before = set(range(min(filled, default=0))) - blank if not numbered else set()
    open_ = set(above) if further and numbered else blank | before
    behind = any(set(columns.roles[:column]) & {*UNIT_ROLES} for column in filled)
    if (behind or not cut) and not any(columns.roles[column] in UNIT_ROLES for column in filled):
        # For each target somebody answers: that cell was merged with the one above. The last row may be cut off
        # where nothing is printed behind that cell.
        open_ |= {column for column in above if columns.roles[column] in UNIT_ROLES}
    return {column: text for column, text in above.items() if column in open_ - filled}


def _cell(texts: Sequence[LostText]) -> str:
    """Return a cell's texts as one: those of one line with a blank between, else a line each."""
    lines = groupby(texts, key=lambda text: text.line.line)
    return "\n".join(" ".join(text.text for text in line) for _, line in lines)


def _is_heading(text: str) -> bool:
    mark = mark_of(text)
    return mark is not None and RANK[mark.style] <= RANK["han-bracket"] and len(text) <= 30 and "。" not in text


def _is_below(text: str, heading: str) -> bool:
    """Return whether a text is numbered below a heading: 1.… behind 一、工业."""
    mark, above = mark_of(text), mark_of(heading)
    return bool(mark and above and RANK[mark.style] > RANK[above.style])


def _items(texts: Sequence[LostText], ways: Sequence[int], columns: Columns) -> set[int]:
    """Return the places of texts that are items of their own though they stand in the column of the text before.

    They are where no number parts the rows, and the texts of the column are neither paragraphs of a cell, which end as
    sentences do, nor lines of one, which end where the column does.
    """
    column = columns.roles.index("target") if "target" in columns.roles else -1
    own = [text.text for text, way in zip(texts, ways, strict=True) if way == column]
    if "number" in columns.roles or any(text.endswith(_SENTENCE) or mark_of(text) for text in own):
        return set()
    full = max(map(len, own), default=0) - _RAGGED
    return {at for at in range(1, len(texts)) if ways[at - 1] == ways[at] == column and len(texts[at - 1].text) < full}


def _split(texts: Sequence[LostText], columns: Sequence[int], items: Set[int]) -> Iterator[list[tuple[LostText, int]]]:
    """Yield the rows: one begins where a column does not stand behind the one before it, and not within a line.

    So does one at each of `items`.
    """
    row: list[tuple[LostText, int]] = []
    for at, (text, column) in enumerate(zip(texts, columns, strict=True)):
        inside = bool(row) and text.line is row[-1][0].line
        if row and (column < row[-1][1] or at in items) and not inside:
            yield row
            row = []
        row.append((text, max(column, row[-1][1]) if inside else column))
    if row:
        yield row
