"""The order of a table's rows by one of its columns, as a person expects it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from heze_graph.export.tabular import is_number
from heze_graph.model.answers import Value

_LENGTH = 24  # characters of a text that decide its place
_CACHED = 20_000

Row = tuple[Value, ...]
Key = tuple[int, Decimal, tuple[tuple[int, Decimal, str], ...]]


def ordered(rows: Iterable[Row], column: int, shown: Callable[[Value], str], *, descending: bool = False) -> list[Row]:
    """Return rows by one column: numbers, then texts by their pinyin and the numerals in them, empty ones last.

    `shown` says what is shown of a value. Rows that are alike keep their order.
    """
    rows = list(rows)
    filled = [row for row in rows if not _is_empty(row[column])]
    filled.sort(key=lambda row: _key(row[column], shown), reverse=descending)
    return [*filled, *(row for row in rows if _is_empty(row[column]))]


def _is_empty(value: Value) -> bool:
    return value is None or not value.text


def _key(value: Value, shown: Callable[[Value], str]) -> Key:
    if value is not None and is_number(value):
        return (0, Decimal(value.text), ())
    return (1, Decimal(0), natural(shown(value)[:_LENGTH]))


@lru_cache(maxsize=_CACHED)
def natural(text: str) -> tuple[tuple[int, Decimal, str], ...]:
    """Return what a text is sorted by: its numerals as numbers, its Chinese characters by their pinyin.

    >>> sorted(["12", "9", "10-1", "某县", "乙县", "A"], key=natural)
    ['9', '10-1', '12', 'A', '某县', '乙县']
    """
    parts = re.findall(r"[0-9]+(?:\.[0-9]+)?|[^0-9]+", text)
    return tuple((0, Decimal(p), "") if p[0].isdecimal() else (1, Decimal(0), _sound(p)) for p in parts)


def _sound(text: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text.casefold())) if not text.isascii() else text.casefold()


def page_of(rows: Sequence[Row], page: int, size: int) -> tuple[int, Sequence[Row]]:
    """Return the number of the page that is shown, the last where there are fewer, and its rows."""
    last = max(1, -(-len(rows) // size))
    shown = min(max(page, 1), last)
    return shown, rows[(shown - 1) * size : shown * size]
