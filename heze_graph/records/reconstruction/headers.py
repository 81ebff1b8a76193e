"""The headers of a table copied as plain text: a row of them, or one a line, whole or broken; and where it ends."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile

from heze_graph.records.borders import borders_of
from heze_graph.records.numbering import is_number
from heze_graph.records.reconstruction.lost_table import EXACT, LostText
from heze_graph.records.responsibility.naming import level_of
from heze_graph.records.tables.figures import subject_of
from heze_graph.records.tables.headers import Sense, is_number_header, joined_headers, plain, sense_of
from heze_graph.records.titles import is_title_below, is_titled
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import NAMED

#: So many headers in a row are those of a table; a header is no longer than this.
FEWEST_HEADERS, LONGEST_HEADER = 3, 12
#: So many parts of the year make a second row of headers.
FEWEST_PERIODS = 2
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
        figures = _figures_behind(texts, at, end, language) if rowwise and end > at else 0
        end += figures
        senses = [sense_of(text.text, language) for text in texts[at:end]]
        exact = {sense.role for sense in senses if sense and sense.exactness == 3}
        roles = {sense.role for sense in senses if sense} - {"other"} | ({"figure"} if figures else set())
        # Behind 序号, and beside others that are known, the one unknown word is what the rows are about.
        about = rowwise and senses.count(None) == 1 and is_number_header(texts[at].text, language)
        enough = end - at >= FEWEST_HEADERS and (about or says_what(senses))
        if enough and len(roles) > 1 and (len(exact) > 1 or exact & {"target", "detail"}):
            return at, end - at
        at = max(end, at + 1)
    return 0, 0


def _figures_behind(texts: Sequence[LostText], at: int, end: int, language: Language) -> int:
    """Return how many headers of figures end the line of others: 指标名称 责任单位, and behind these 一季度 二季度."""
    line = texts[at].line
    if at and texts[at - 1].line is line:
        return 0
    behind = list(takewhile(lambda text: text.line is line, texts[end:]))
    told = [subject_of(text.text, language) for text in behind]
    return len(behind) if len(behind) >= FEWEST_PERIODS and all(told) else 0


def says_what(senses: Sequence[Sense | None]) -> bool:
    """Return whether headers name a column of targets, or one of problems or measures where who answers is named, too.

    Between 序号 and 责任单位 stands in 存在问题, 整改措施 what is to be done.
    """
    exact = [sense.role for sense in senses if sense and sense.exactness == EXACT]
    roles = {sense.role for sense in senses if sense}
    named = "number" in exact and "other" in exact and roles & {"units", "lead_units"} and len(exact) > FEWEST_HEADERS
    return bool(roles & {"target", "detail"} or named)


def _end_of_row(texts: Sequence[LostText], at: int, language: Language) -> int:
    """Return where the line of headers ends that begins with 序号, 0 where most of its words are unknown."""
    end = next((place for place in range(at, len(texts)) if texts[place].line is not texts[at].line), len(texts))
    row = [text.text for text in texts[at:end]]
    known = sum(_is_header(text, language) or _is_period(text, language) for text in row)
    short = all(len(text) <= LONGEST_HEADER for text in row)
    return end if short and known >= FEWEST_HEADERS and known * 2 > len(row) else 0


def with_second_row(texts: Sequence[LostText], first: int, size: int, language: Language) -> tuple[list[LostText], int]:
    """Return texts, and how many headers they begin with, a second row of these in the place of the one over them.

    Those are parts of the year, below 节点计划 or the like, and each row of the table has a cell for each of them.
    """
    heads, behind = list(texts[first : first + size]), texts[first + size :]
    if len({head.line.line for head in heads}) > 1:
        return _with_parts(texts, first, size, language)
    second = list(takewhile(lambda text: _is_period(text.text, language) and text.line is not heads[-1].line, behind))
    rows = [list(row) for _, row in groupby(behind[len(second) :], key=lambda text: text.line.line)]
    senses = [sense_of(head.text, language) for head in heads]
    over = [at for at, sense in enumerate(senses) if sense is None or sense.role in ("other", "deadline")]
    width = size - 1 + len(second)
    whole = len(rows) > 1 and sum(len(row) == width for row in rows) * 2 > len(rows)
    if len(second) < FEWEST_PERIODS or len(over) != 1 or not whole:
        return list(texts), size
    heads[over[0] : over[0] + 1] = second
    return [*texts[:first], *heads, *behind[len(second) :]], width


def _with_parts(texts: Sequence[LostText], first: int, size: int, language: Language) -> tuple[list[LostText], int]:
    """Return texts, and how many headers they begin with, one a line, parts of the year with what stands over them.

    Below 进展情况 stand 一季度, 二季度: the last header that says what was done, or when, stands over them.
    """
    second = list(takewhile(lambda text: _is_part(text.text, language), texts[first + size :]))
    heads = list(texts[first : first + size])
    senses = [sense_of(head.text, language) for head in heads]
    over = [at for at, sense in enumerate(senses) if sense and sense.role in ("progress", "deadline")]
    if len(second) < FEWEST_PERIODS or not over:
        return list(texts), size
    group = heads[over[-1]]
    parts = [replace(part, text=f"{group.text} {part.text}") for part in second]
    parts[0] = replace(parts[0], more=(*parts[0].more, group.line))
    heads[over[-1] : over[-1] + 1] = parts
    return [*texts[:first], *heads, *texts[first + size + len(second) :]], len(heads)


def _is_part(text: str, language: Language) -> bool:
    """Return whether a text is the name of a part of the year and nothing else: 一季度, 下半年."""
    subject = subject_of(text, language) if not re.search(r"\d{4}", text) else None
    return _is_period(text, language) or (subject is not None and subject.period == text)


def _is_period(text: str, language: Language) -> bool:
    return text in language.periods or re.fullmatch(NAMED, text) is not None


def broken_headers(texts: Sequence[LostText], language: Language) -> tuple[int, int, list[str]]:
    """Return where headers begin that narrow cells broke over lines (责任 / 领导), how many lines, and the headers.

    They begin with 序号 and end at the first number; as many of them as the first row has cells are the likeliest.
    """
    numbers = [at for at, text in enumerate(texts) if is_number(text.text)]
    for at, text in enumerate(texts):
        if not is_number_header(text.text, language) or not numbers or numbers[-1] <= at:
            continue
        first, after, *_ = [*numbers[bisect(numbers, at) :][:2], len(texts)]
        pieces = [each.text for each in texts[at:first]]
        width = after - first
        if FEWEST_HEADERS <= width < len(pieces) <= _MOST_PIECES and all(len(p) <= LONGEST_HEADER for p in pieces):
            worth, headers = joined_headers(tuple(pieces), width, language)
            if worth > width:
                return at, len(pieces), list(headers)
    return 0, 0, []


def pieced_headers(texts: Sequence[LostText], first: int, size: int, language: Language) -> list[str]:
    """Return headers put together where each of their pieces is one, too (牵头 / 部门); none where they are whole.

    They are in pieces where most rows have fewer cells. A row may lack the cell of one merged column, a class.
    """
    numbers = [at for at, text in enumerate(texts) if at >= first + size and is_number(text.text)]
    sizes = sorted(after - before for before, after in pairwise([*numbers, len(texts)]))
    width = max(FEWEST_HEADERS, sizes[len(sizes) // 2]) if sizes else size
    pieces = tuple(text.text for text in texts[first : first + size])
    tried = (joined_headers(pieces, each, language) for each in range(width, min(width + 2, size)))
    headers = next((way for worth, way in tried if worth == EXACT * len(way)), ())
    other = [header for header in headers if (sense := sense_of(header, language)) and sense.role == "other"]
    if len(headers) > width:
        return [header for header in headers if header not in other] if len(other) == 1 else []
    return list(headers)


#: 2024年度重点任务: a year in front of a header, in a row of such; alone in its line it is a title.
_YEAR = re.compile(r"^20\d\d年度?")


def _is_header(text: str, language: Language, *, dated: bool = False) -> bool:
    text = _YEAR.sub("", text) if dated else text
    sense = sense_of(text, language) if len(plain(text)) <= LONGEST_HEADER else None
    return sense is not None and sense.exactness > 1 and not re.search(r"\d", text)


def end_of_table(body: Sequence[LostText], language: Language) -> int:
    """Return how many texts belong to the table: up to a signature, a date, or what ends a page."""
    is_end = borders_of(language).is_end
    rowwise = any(text.line is after.line for text, after in pairwise(body))
    for at, text in enumerate(body):
        following = body[at + 1].text if at + 1 < len(body) else ""
        inside = at and body[at - 1].line is text.line
        # A blank may stand behind 表2.
        last = " ".join(each.text for each in body[at:]) if text.line is body[-1].line and not inside else ""
        if rowwise and last and is_title_below(last, language):
            return at
        if not inside and is_end(text.text, following):
            # A unit above the date is the last cell of a row that lacks one, and no signature: 县教育局. Behind a unit
            # the office of a named place signs.
            answered = at > 0 and language.kind_of_unit(body[at - 1].text) != "other"
            signs = answered and len(level_of(text.text, language)) > 1
            return at + (not signs and not is_end(text.text, "") and _lacks_a_cell(body[:at]))
    return len(body)


def _lacks_a_cell(body: Sequence[LostText]) -> bool:
    """Return whether the last row of a table has one text less than its rows usually have, from number to number."""
    starts = [at for at, text in enumerate(body) if is_number(text.text)]
    sizes = Counter(after - before for before, after in pairwise(starts))
    usual, count = max(sizes.items(), key=lambda item: item[1], default=(0, 0))
    return count > 1 and len(body) - starts[-1] == usual - 1


def next_table(body: Sequence[LostText], heads: Sequence[LostText], language: Language) -> int:
    """Return how many texts stand above the headers of a further table and its title, all where none follows."""
    rowwise = len({text.line.line for text in heads}) == 1
    at, size = header_row(body, language, rowwise=rowwise)
    if not size:
        return len(body)
    while at and is_titled(body[at - 1].text, language):
        at -= 1
    return at
