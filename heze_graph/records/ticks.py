"""Claims that are ticked: a mark under one of several headers, or beside one of several words in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from heze_graph.records.headers import plain
from heze_graph.records.inherited import Line
from heze_graph.reference.language import Language

#: What may stand between two words to tick: 是☑ / 否□.
_BETWEEN = re.compile(r"[\s/／、，,;；|]+")


def tick_columns(headers: Sequence[str], lines: Sequence[Line], language: Language) -> dict[int, str]:
    """Return the columns (from 1) that are there to be ticked, each with the claim that stands above it.

    There are two or more of them, each headed by a claim (已完成, 滞后), and nothing but marks stands below.
    """
    claims = {column: _claim_above(header, language) for column, header in enumerate(headers, start=1)}
    columns = {column: claim for column, claim in claims.items() if claim}
    rows = [line for line in lines if not line.own or line.text(min(line.own)) not in language.row_words["total"]]
    printed = {column: [line.text(column) for line in rows if line.text(column)] for column in columns}
    marks = {*language.row_words["tick"], *language.row_words["empty-box"], *language.row_words["nothing"]}
    only_marks = all(text in marks or text == columns[column] for column in columns for text in printed[column])
    return columns if len(columns) > 1 and only_marks and any(printed.values()) else {}


def read_ticks(line: Line, columns: dict[int, str], language: Language) -> Line:
    """Return a line that says in words, in the first of the columns, what it ticks; a cell of boxes says its word."""
    texts = [_ticked_word(text, language) for text in line.texts]
    if not columns:
        return replace(line, texts=tuple(texts)) if texts != list(line.texts) else line
    empty = {*language.row_words["empty-box"], *language.row_words["nothing"]}
    filled = [column for column in columns if line.text(column)]
    ticked = [column for column in filled if line.text(column) not in empty]
    chosen = ticked or [column for column in filled if line.text(column) not in language.row_words["nothing"]]
    first = min(columns)
    texts.extend([""] * (first - len(texts)))
    texts[first - 1] = columns[chosen[0]] if len(chosen) == 1 else ""
    own = (line.own - columns.keys()) | ({first} if texts[first - 1] else set())
    return replace(line, texts=tuple(texts), own=own)


def _claim_above(header: str, language: Language) -> str:
    """Return the claim that a header, or the lower line of one in two lines, is; "" where it is none."""
    last = plain(header.rsplit(maxsplit=1)[-1]) if header.split() else ""
    return next((text for text in (plain(header), last) if text in language.claims), "")


def _ticked_word(text: str, language: Language) -> str:
    """Return the word that is ticked in a cell of nothing but claims with a box each, any other text as it is.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> [_ticked_word(text, load_language(REFERENCE)) for text in ("☑正常推进 □滞后", "是□ 否☑", "☑已建成3处")]
    ['正常推进', '否', '☑已建成3处']
    """
    ticks, boxes = language.row_words["tick"], language.row_words["empty-box"]
    marks = _marks(ticks, boxes)
    if not marks.search(text):
        return text
    parts = [part for part in marks.split(_BETWEEN.sub("", text)) if part]
    if len(parts) < 4 or len(parts) % 2:
        return text
    signs_first = bool(marks.fullmatch(parts[0]))
    pairs = [(a, b) if signs_first else (b, a) for a, b in zip(parts[::2], parts[1::2], strict=True)]
    if any(not marks.fullmatch(sign) or word not in language.claims for sign, word in pairs):
        return text
    chosen = [word for sign, word in pairs if sign in ticks]
    return chosen[0] if len(chosen) == 1 else text


@cache
def _marks(ticks: tuple[str, ...], boxes: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression of the signs among the words for ticks and boxes."""
    signs = [sign for sign in (*ticks, *boxes) if not re.match(r"\w", sign)]
    return re.compile(f"({'|'.join(map(re.escape, signs))})")
