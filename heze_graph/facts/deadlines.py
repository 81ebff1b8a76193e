"""Reading a deadline as people write it."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from heze_graph.model.understood import Deadline

_DAY_OF = r"(\d{1,2})[月./-](\d{1,2})(?:[日号]|(?![\d月]))"
_WITH_DAY = re.compile(rf"(?:(?<!\d)(\d{{4}})[年./-]|(?<![\d.])){_DAY_OF}")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_YEAR_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[./-](\d{1,2})(?![\d./-])月?份?(底|末|中旬|上旬|下旬)?(前|以前|之前)?"
)
_MONTH = re.compile(r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月份?(底|末|中旬|上旬|下旬|初)?(前|以前|之前)?")
_QUARTER = re.compile(r"(?:(\d{4})年)?(?:第)?([一二三四1-4])季度")
_HALF = re.compile(r"(?:(\d{4})年)?(上|下)半年")
_MIDDLE = re.compile(r"(?:(\d{4})年)?年中")
_YEAR = re.compile(r"(\d{4})年(?!\d{1,2}月|[上下]半年|(?:第)?[一二三四1-4]季度|年?中)")
_BARE_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?![\d年./-])")
_PLAN = re.compile(r"“?(十[一二三四五六七八九])五”?(?:规划)?(?:期间|时期|期末|末|期)?")
_THIS_YEAR = re.compile(r"(?<!\d)(?:本年度?|全年|年底|年末|年内|年终|当年|今年|年度内)")
_NEXT_YEAR = re.compile(r"(?:次年|明年|翌年)")
_RECURRING = re.compile(r"每[年月周日季半天旬个]|逐[年月季日周]|按[月季周](?!度?进)")
_FROM_ON = re.compile(r"^.*?\d[年月]份?起")
_HAN_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_HAN_YEAR = re.compile(r"[二一][〇○零Oo一二三四五六七八九]{3}(?=年)")
_BARE_MONTH = re.compile(r"(?:\d{1,2}[-—–~至、,/])?(\d{1,2})(底|末|中旬|上旬|下旬)?(前|以前|之前)?")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_TEN_DAYS = {"初": 10, "上旬": 10, "中旬": 20}
_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0, "O": 0, "o": 0}


def read_deadline(
    printed: str, year: int | None, open_ended: frozenset[str], *, in_months: bool = False
) -> Deadline | None:
    """Return what a deadline cell means in a table of `year`, or None where no date can be read.

    The last date that the cell names counts; `open_ended` are the words for a deadline without an end. A month means
    its last day; "before" a month means the day before it begins. `in_months` says that the column's header counts in
    months, so that a bare 10 is October.

    >>> read_deadline("6月底", 2023, frozenset())
    Deadline(printed='6月底', due=datetime.date(2023, 6, 30))
    >>> read_deadline("长期坚持", 2023, frozenset({"长期坚持"})).due is None
    True
    >>> read_deadline("早日", 2023, frozenset()) is None
    True
    """
    text = _arabic(re.sub(r"\s", "", unicodedata.normalize("NFKC", printed)))
    if text in open_ended:
        return Deadline(printed, None)
    after = _FROM_ON.sub("", text)
    recurring = _RECURRING.search(after)
    if recurring and not _YEAR.search(after):
        return Deadline(printed, None)
    bare = _BARE_MONTH.fullmatch(text) if in_months else None
    due = max(_bare_month(bare, year) if bare else _dates(after, year), default=None)
    if due is None and (recurring or after != text or any(word in text for word in open_ended if len(word) > 1)):
        return Deadline(printed, None)
    return Deadline(printed, due) if due else None


def _arabic(text: str) -> str:
    """Return a text with the Chinese numerals of its months and years as digits."""
    text = _HAN_YEAR.sub(lambda found: "".join(str(_DIGITS[digit]) for digit in found[0]), text)
    return _HAN_MONTH.sub(lambda found: str(_han(found[1])), text)


def _han(numeral: str) -> int:
    tens, _, ones = numeral.rpartition("十")
    return (10 if tens or numeral.startswith("十") else 0) + _DIGITS.get(ones, 0)


def _bare_month(found: re.Match[str], year: int | None) -> Iterator[date]:
    yield from _month(year, int(found[1]), found[2], bool(found[3]))


def _dates(text: str, default: int | None) -> Iterator[date]:
    for match in (*_WITH_DAY.finditer(text), *_COMPACT.finditer(text)):
        yield from _day(_year(match[1], default), int(match[2]), int(match[3]))
    text = _COMPACT.sub("", _WITH_DAY.sub("", text))
    for match in _YEAR_MONTH.finditer(text):
        yield from _month(int(match[1]), int(match[2]), match[3], bool(match[4]))
    text = _YEAR_MONTH.sub("", text)
    for match in _MONTH.finditer(text):
        yield from _month(_year(match[1], default), int(match[2]), match[3], bool(match[4]))
    for match in _QUARTER.finditer(text):
        yield from _month(_year(match[1], default), _QUARTERS[match[2]], None, before=False)
    for match in _HALF.finditer(text):
        yield from _month(_year(match[1], default), 6 if match[2] == "上" else 12, None, before=False)
    yield from _whole_years(text, default)


def _whole_years(text: str, default: int | None) -> Iterator[date]:
    for match in _MIDDLE.finditer(text):
        yield from _month(_year(match[1], default), 6, None, before=False)
    for match in (*_YEAR.finditer(text), *_BARE_YEAR.finditer(text)):
        yield from _month(int(match[1]), 12, None, before=False)
    # A five-year plan ends with a year that 5 divides; the tenth ended in 2005.
    for match in _PLAN.finditer(text):
        yield from _month(2005 + 5 * (_han(match[1]) - 10), 12, None, before=False)
    if _THIS_YEAR.search(text):
        yield from _month(default, 12, None, before=False)
    if _NEXT_YEAR.search(text) and default:
        yield from _month(default + 1, 12, None, before=False)


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
