"""What a title says of the document: the year, the period, the city."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from heze_graph.model.understood import Period
from heze_graph.reference.language import Language, PeriodWord

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?")
_MONTHS = re.compile(r"(?<!\d)1\s*(?:月份?)?\s*[-—–~至]\s*(\d{1,2})\s*月")
_UNTIL = re.compile(r"(?:截至|截止|至)(?:到)?(?:(?:19|20)\d{2}年)?(\d{1,2})月")
#: A title is hardly longer; what is, is the text of the notice that the table is annexed to.
_LONGEST = 60


def choose_title(heads: Sequence[str], language: Language) -> str:
    """Return the title among the lines above a table: the longest that is named as a table is, else the longest.

    A sentence is none, nor is a line longer than a title.
    """
    words = language.row_words["title-word"]
    short = [head for head in heads if len(head) <= _LONGEST and not re.search(r"[。；]", head)]
    named = [head for head in short if any(word in head for word in words) and not re.match(r"\s*[（(]", head)]
    return max(named or short or list(heads), key=len, default="")


def read_year(text: str) -> int | None:
    """Return the first year that a text names.

    >>> read_year("2023年度经济社会发展责任目标")
    2023
    """
    match = _YEAR.search(unicodedata.normalize("NFKC", text))
    return int(match[1]) if match else None


def read_period(text: str, year: int, words: tuple[PeriodWord, ...]) -> Period | None:
    """Return the period that a title names, from January on; the longest known word counts.

    "1—8月" and "截至8月底" need no word.
    """
    plain = unicodedata.normalize("NFKC", text)
    months = _MONTHS.search(plain) or _UNTIL.search(plain)
    if months and 1 <= int(months[1]) <= 12:
        return _from_january(f"m{int(months[1]):02d}", year, int(months[1]))
    found = [word for word in words if word.printed in text]
    if not found:
        return None
    word = max(found, key=lambda word: len(word.printed))
    return _from_january(word.name, year, word.last_month)


def _from_january(name: str, year: int, month: int) -> Period:
    return Period(name, date(year, 1, 1), date(year, month, calendar.monthrange(year, month)[1]))


def name_from_file(file_name: str) -> str:
    """Return a document's name made from its file name: letters, digits and hyphens only.

    >>> name_from_file("大名县 2016(1).txt")
    '大名县-2016-1'
    """
    stem = unicodedata.normalize("NFKC", Path(file_name).stem).lower()
    return re.sub(r"[\W_]+", "-", stem).strip("-") or "table"
