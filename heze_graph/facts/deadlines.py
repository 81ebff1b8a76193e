"""Reading a deadline as people write it."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from heze_graph.model.understood import Deadline

_WITH_DAY = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})(?:[日号]|(?![\d月]))")
_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?(底|末|中旬|上旬|下旬)?(前|以前|之前)?")
_QUARTER = re.compile(r"(?:(\d{4})年)?(?:第)?([一二三四1-4])季度")
_HALF = re.compile(r"(?:(\d{4})年)?(上|下)半年")
_YEAR = re.compile(r"(\d{4})年(?!\d{1,2}月|[上下]半年|(?:第)?[一二三四1-4]季度)")
_THIS_YEAR = re.compile(r"(?<!\d)(?:本年度?|全年|年底|年末|年内|年终|当年|今年)")
_RECURRING = re.compile(r"每[年月周日季]|逐[年月季]")
_FROM_ON = re.compile(r"^.*?\d年?起")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_TEN_DAYS = {"上旬": 10, "中旬": 20}


def read_deadline(printed: str, year: int | None, open_ended: frozenset[str]) -> Deadline | None:
    """Return what a deadline cell means in a table of `year`, or None where no date can be read.

    The last date that the cell names counts; `open_ended` are the words for a deadline without an end. A month means
    its last day; "before" a month means the day before it begins.

    >>> read_deadline("6月底", 2023, frozenset())
    Deadline(printed='6月底', due=datetime.date(2023, 6, 30))
    >>> read_deadline("长期坚持", 2023, frozenset({"长期坚持"})).due is None
    True
    >>> read_deadline("早日", 2023, frozenset()) is None
    True
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", printed))
    if text in open_ended or _RECURRING.search(text):
        return Deadline(printed, None)
    after = _FROM_ON.sub("", text)
    due = max(_dates(after, year), default=None)
    if due is None and (after != text or any(word in text for word in open_ended)):
        return Deadline(printed, None)
    return Deadline(printed, due) if due else None


def _dates(text: str, default: int | None) -> Iterator[date]:
    for match in _WITH_DAY.finditer(text):
        yield from _day(_year(match[1], default), int(match[2]), int(match[3]))
    text = _WITH_DAY.sub("", text)
    for match in _MONTH.finditer(text):
        yield from _month(_year(match[1], default), int(match[2]), match[3], bool(match[4]))
    for match in _QUARTER.finditer(text):
        yield from _month(_year(match[1], default), _QUARTERS[match[2]], None, before=False)
    for match in _HALF.finditer(text):
        yield from _month(_year(match[1], default), 6 if match[2] == "上" else 12, None, before=False)
    for match in _YEAR.finditer(text):
        yield from _month(_year(match[1], default), 12, None, before=False)
    if _THIS_YEAR.search(text):
        yield from _month(default, 12, None, before=False)


def _year(printed: str | None, default: int | None) -> int | None:
    return int(printed) if printed else default


def _day(year: int | None, month: int, day: int) -> Iterator[date]:
    if year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        yield date(year, month, day)


def _month(year: int | None, month: int, part: str | None, before: bool) -> Iterator[date]:
    if not year or not 1 <= month <= 12:
        return
    if before and part is None:
        yield date(year, month, 1) - timedelta(days=1)
    else:
        yield date(year, month, _TEN_DAYS.get(part or "", calendar.monthrange(year, month)[1]))
