"""Reading a deadline as people write it: when it is due, or that it has no end.

A date may hang on several words: 今年6月底前, 2024年前三季度, 上半年6月20日前. A year, a half or a quarter that holds a
narrower part counts for nothing; of what is left the last is meant (6月底前完成初稿，年底前报批). A part of the year of
which nobody can tell the end (汛期前, 年初) is no date, and never the end of its year. A clause that tells how often
(每月调度), of some only (部分延至明年) or of a past year (去年底开工) counts for nothing beside one that says when.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from heze_graph.model.understood import Deadline
from heze_graph.reference.chinese_numbers import chinese_number, with_arabic_years
from heze_graph.reference.parts_of_year import NAMED, five_years, months_of
from heze_graph.reference.words import DeadlineWords

_CLOCK = re.compile(
    r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?|(?<=日)\s*\d{1,2}(?:时|点)(?:\d{1,2}分?|半|整)?"
)
_NO_WORDS = re.compile(r"[\s“”‘’\"'《》]")
_RECURRING = re.compile(r"每[年月周日季半天旬个]|逐[年月季日周]|按[月季周](?!度?进)")
_CLAUSES, _CLAUSE_ENDS = re.compile(r"[,;。()\[\]]"), re.compile("[,;。]")
_FROM_ON = re.compile(r"^.*?\d[年月日]份?起")
_YEAR = re.compile(r"\d{4}年(?!\d{1,2}月)")
_BARE_MONTH = re.compile(r"(?:\d{1,2}[-—–~至、,/])?(\d{1,2})(底|末|中旬|上旬|下旬)?(前|以前|之前)?")
_HAN_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_HAN_DAY = re.compile(r"(?<=月)([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号])")
#: What spreadsheets make of a date that fills a cell: the number of its day, 202409, Sep-24, 24.9.
_OF_SHEET = re.compile(
    r"(?P<serial>[45]\d{4})|(?P<y>20\d\d)(?P<m>\d\d)|(?P<name>[a-z]{3})-(?P<in>\d\d)|'?(?P<yy>\d\d)[.-](?P<mm>\d{1,2})",
    re.IGNORECASE,
)
_DAY_NOUGHT, _CENTURY, _NEAR = date(1899, 12, 30), 2000, 2
_TEN_DAYS = {"初": 10, "上旬": 10, "中旬": 20}
_MONTH_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_ENGLISH = "|".join(_MONTH_NAMES)
_AFTER, _BEFORE = "节?[之以]?后", "(?P<before>前|以前|之前)?"
_HOLIDAYS = "假期|期间|长假"
_NUMERALS = "一二两三四五六七八九十"
_PART = rf"(?P<part>底|末|初|中旬|上旬|下旬)?{_BEFORE}"
# In order of preference where several begin at one place.
_PATTERNS = {
    "day": r"(?<!\d)(?P<y>\d{4})[年./-](?P<m>\d{1,2})[月./-](?P<d>\d{1,2})(?:[日号]|(?![\d月]))",
    "compact": r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)",
    "day_first": r"(?<!\d)(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>(?:19|20)\d{2})(?!\d)",
    "english": rf"(?P<d>\d{{1,2}})?(?:st|nd|rd|th)?(?P<m>{_ENGLISH})[a-z]*\.?(?P<e>\d{{1,2}},)?(?P<y>(?:19|20)\d{{2}})",
    "letter": r"(?:(?P<y>(?:19|20)\d{2})年?[-/]?)?(?P<letter>[QH])(?P<n>[1-4])(?!\d)",
    "year_month": rf"(?<!\d)(?P<y>(?:19|20)\d{{2}})[./-](?P<m>\d{{1,2}})(?!\d|[./-]\d)月?份?{_PART}",
    "month_day": r"(?<![\d.])(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]|(?![\d月]))",
    # 9.30 begins a clause, or 前 stands behind it: 建成1.9万亩 names no day.
    "dotted": r"(?<![\d.])(?P<at>^|(?<=\W)|(?<=[年于在至到]))?(?P<m>\d{1,2})[./-](?P<d>\d{1,2})"
    r"(?:[日号]|(?(at)(?![\d月季万亿千百%元个])|(?=前|以前|之前|止)))",
    "month": rf"(?<!\d)(?P<m>\d{{1,2}})月份?{_PART}",
    "named": rf"(?P<named>{NAMED})(?P<part>底|末)?",
    "first": rf"(?:^|(?<=[\W年]))前(?P<m>\d{{1,2}}|[{_NUMERALS}]{{1,2}})个月(?P<part>底|末)?",
    "middle": r"年中(?!秋)",
    "plan": r"“?(?P<plan>十[一二三四五六七八九])五”?(?:规划)?(?:期间|时期|期末|末|期)?",
    "year": r"(?<![\d.])(?:(?P<y>\d{4})年度?|(?P<bare>(?:19|20)\d{2})(?![\d年./-]))(?P<part>底|末|终|中(?!秋)|初)?",
}
_DAYS = frozenset({"day", "compact", "day_first", "month_day", "dotted", "english"})
_SEVERAL_MONTHS = frozenset({"named", "letter", "middle", "first"})
#: Few cells differ: 年底 stands in most rows.
KEPT_CELLS = 2**12
_LONG = 200


@dataclass(frozen=True, slots=True)
class _Named:
    """A stretch of time that a cell names, and the day by which it is due; a `span` may hold a narrower part."""

    first: date
    last: date
    due: date
    span: bool = False
    clause: int = 0

    def holds(self, other: _Named) -> bool:
        """Whether another stretch is a narrower part of this one, which no clause before it can be."""
        narrower = other.last - other.first < self.last - self.first
        return narrower and self.clause <= other.clause and self.first <= other.first and other.last <= self.last


def read_deadline(printed: str, year: int | None, words: DeadlineWords, *, in_months: bool = False) -> Deadline | None:
    """Return what a deadline cell means in a table of `year`, or None where no date can be read.

    A month means its last day; "before" a month means the day before it begins, "before" a festival the day before it.
    "Before" a quarter or a half means by its end: 上半年前 is said of June, never of the year before.
    `in_months` says that the column's header counts in months, so that a bare 10 is October.

    >>> read_deadline("6月底", 2023, DeadlineWords())
    Deadline(printed='6月底', due=datetime.date(2023, 6, 30))
    >>> read_deadline("长期坚持", 2023, DeadlineWords(frozenset({"长期坚持"}))).due is None
    True
    >>> read_deadline("早日", 2023, DeadlineWords()) is None
    True
    """
    text = _arabic(_NO_WORDS.sub("", _CLOCK.sub("", unicodedata.normalize("NFKC", printed))))
    if text in words.open_ended:
        return Deadline(printed, None)
    after = _FROM_ON.sub("", text)
    after = _beside_manner(after, year, words)
    recurring = _RECURRING.search(after)
    if recurring and not _YEAR.search(after):
        return Deadline(printed, None)
    bare = _BARE_MONTH.fullmatch(text) if in_months else None
    due = _bare_month(bare, year) if bare else _of_sheet(text, year) or _last(after, year, words)
    if due:
        return Deadline(printed, due)
    without_end = recurring or after != text or any(word in text for word in words.open_ended if len(word) > 1)
    return Deadline(printed, None) if without_end else None


def _beside_manner(text: str, year: int | None, words: DeadlineWords) -> str:
    """Return a text without the clauses that tell how often, of some only or of the past, where another says when."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    other = [clause for clause in clauses if not _aside(words).search(clause)]
    if len(other) == len(clauses):
        return text
    dated = any(_last(one, year, words) and not re.fullmatch(words.any_of("year-span"), one) for one in other)
    return ",".join(other) if dated else text


@lru_cache(maxsize=8)
def _aside(words: DeadlineWords) -> re.Pattern[str]:
    return re.compile(rf"^(?:{words.any_of('of-some')})|{_past_year(words)}|{_RECURRING.pattern}")


def is_without_day(text: str, words: DeadlineWords) -> bool:
    """Return whether a clause is a deadline without a definite day.

    >>> words = DeadlineWords(by_role={"vague": {"汛期": ""}})
    >>> is_without_day("2024年汛期前完成", words), is_without_day("汛期安全度过", words)
    (True, False)
    """
    return bool(_without_day(words).fullmatch(text.strip()))


@lru_cache(maxsize=8)
def _without_day(words: DeadlineWords) -> re.Pattern[str]:
    year, vague = r"(?:20\d\d年|今年|明年)", words.any_of("vague")
    told = rf"{year}?(?:{vague})(?:到来|来临|结束|开始)?之?以?[前后]|{year}{_thing(words)}"
    return re.compile(rf"(?:确保|力争)?[在于]?(?:{told})\D{{0,8}}")


def _arabic(text: str) -> str:
    """Return a text with the Chinese numerals of years, months and days converted to digits."""
    with_months = _HAN_MONTH.sub(lambda found: str(chinese_number(found[1])), with_arabic_years(text))
    return _HAN_DAY.sub(lambda found: str(chinese_number(found[1])), with_months)


def _bare_month(found: re.Match[str], year: int | None) -> date | None:
    named = _of_month(year, int(found[1]), found[2], bool(found[3]))
    return named.due if named else None


def is_serial(text: str) -> bool:
    """Return whether a text is only a spreadsheet's serial number of a day.

    >>> is_serial("45657"), is_serial("202412")
    (True, False)
    """
    found = _OF_SHEET.fullmatch(text)
    return found is not None and found["serial"] is not None


def _of_sheet(text: str, year: int | None) -> date | None:
    """Return what a cell means that a spreadsheet has formatted; a year of two digits lies near that of the table."""
    found = _OF_SHEET.fullmatch(text)
    if found is None:
        return None
    groups = found.groupdict()
    if groups["serial"]:
        return _DAY_NOUGHT + timedelta(days=int(groups["serial"]))
    month = _MONTH_NAMES.get((groups["name"] or "").lower()) or int(groups["m"] or groups["mm"] or 0)
    short = _CENTURY + int(groups["in"] or groups["yy"] or 0)
    if not groups["y"] and not (year and -1 <= short - year <= _NEAR):
        return None
    named = _of_month(int(groups["y"] or short), month, None, before=False)
    return named.due if named else None


@lru_cache(maxsize=KEPT_CELLS)
def _last(text: str, year: int | None, words: DeadlineWords) -> date | None:
    """Return the last day that a text names, without the spans that hold a narrower part."""
    named = list(_named(text[:_LONG], year, words))
    meant = [one for one in named if not (one.span and any(one.holds(other) for other in named))]
    return max((one.due for one in meant), default=None)


def _named(text: str, year: int | None, words: DeadlineWords) -> Iterator[_Named]:
    """Yield what a text names, from left to right; a year holds for what follows it."""
    patterns = _patterns(words)
    vague = _vague(words)
    at, current, printed = 0, year, False
    while found := _next(text, at, patterns):
        kind, match = found
        at = match.end()
        named_year = _year_of(kind, match, (year, current), words)
        current, printed = (named_year, True) if named_year else (current, printed)
        one = _read(kind, match, current, printed, words)
        following = _next(text, at, patterns)
        if one and not (one.span and vague.match(text, at, following[1].start() if following else len(text))):
            yield replace(one, clause=len(_CLAUSE_ENDS.findall(text, 0, at)))


def _next(text: str, at: int, patterns: dict[str, re.Pattern[str]]) -> tuple[str, re.Match[str]] | None:
    found = [(kind, match) for kind, pattern in patterns.items() if (match := pattern.search(text, at))]
    return min(found, key=lambda one: one[1].start(), default=None)


@lru_cache(maxsize=8)
def _patterns(words: DeadlineWords) -> dict[str, re.Pattern[str]]:
    """Return the expressions for dates and for the words of years, ends of years and festivals."""
    roles = {
        "year_word": rf"(?P<word>{words.any_of('year', 'following-year')}|{_past_year(words)})"
        r"(?P<part>底|末|终|中(?!秋)|初)?",
        "year_end": words.any_of("year-end"),
        # 两年内 is counted from a day that nobody prints.
        "year_span": rf"(?<![\d{_NUMERALS}半])(?:{words.any_of('year-span')})",
        "festival": rf"(?<!双)(?P<word>{words.any_of('festival', 'fixed')}|(?<![第{_NUMERALS}])"
        rf"(?:{words.any_of('numeral-day')})(?={_HOLIDAYS}|[之以]?前))(?:{_HOLIDAYS})?(?!{_AFTER}){_BEFORE}",
    }
    return {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in (_PATTERNS | roles).items()}


def _past_year(words: DeadlineWords) -> str:
    """Return the pattern for a past year before a part of it: 去年|10月底, but not 6月底前年底前, 较上年增长."""
    parts = rf"[底末终初]|中(?!秋)|\d{{1,2}}月|{NAMED}|{words.any_of('year-end', 'festival', 'fixed')}"
    return rf"(?<![以年月日号旬底末季半])(?:{words.any_of('past-year')})(?={parts})"


@lru_cache(maxsize=8)
def _vague(words: DeadlineWords) -> re.Pattern[str]:
    """Return the expression for a part of the year of which nobody can tell the end: 2024年|汛期前, 2024年|春节后.

    Whatever something is due before or after is one, known or not: 2024年|换届前.
    """
    after = rf"(?:{words.any_of('festival', 'fixed')}){_AFTER}"
    return re.compile(rf"[的第]?\d{{0,2}}(?:{words.any_of('vague')}|{after})|{_thing(words)}")


def _thing(words: DeadlineWords) -> str:
    """Return the pattern for anything with 前 or 后 behind it, and not for 提前, 前期 and their like."""
    other = rf"(?!{words.any_of('no-before')})"
    return rf"(?:{other}[^\W\d]){{1,8}}?{other}(?:前|后)"


def _year_of(kind: str, match: re.Match[str], years: tuple[int | None, int | None], words: DeadlineWords) -> int | None:
    """Return the year that a date prints, or that a word means: 明年 after the table, 次年 after the one before."""
    groups = match.groupdict()
    if kind == "year_word":
        following = words.value("following-year", groups["word"])
        year = years[0] if following is None else years[1]
        apart = following or words.value("past-year", groups["word"]) or words.value("year", groups["word"])
        return year + int(apart or 0) if year else None
    printed = groups.get("y") or groups.get("bare")
    return int(printed) if printed else None


def _read(kind: str, match: re.Match[str], year: int | None, printed: bool, words: DeadlineWords) -> _Named | None:
    groups = match.groupdict()
    if kind == "plan":
        first, last = five_years(groups["plan"] or "")
        return _span(date(first, 1, 1), date(last, 12, 31))
    if not year or not 1 < year < date.max.year - 1:
        return None
    if kind == "festival":
        return _of_festival(groups, year, printed, words)
    if kind in _DAYS:
        return _of_day(kind, groups, year)
    if kind.endswith("month"):
        return _of_month(year, int(groups["m"] or 0), groups["part"], bool(groups["before"]))
    part = groups.get("part") or ("底" if kind == "year_end" else "")
    return _of_months(kind, groups, year) if kind in _SEVERAL_MONTHS else _of_year(part, year)


def _span(first: date, last: date) -> _Named:
    return _Named(first, last, last, span=True)


def _point(day: date) -> _Named:
    return _Named(day, day, day)


def _of_year(part: str, year: int) -> _Named | None:
    """Return a year, or its end or middle; its beginning is no definite day."""
    match part:
        case "":
            return _span(date(year, 1, 1), date(year, 12, 31))
        case "中":
            return _point(date(year, 6, 30))
        case "初":
            return None
        case _:
            return _point(date(year, 12, 31))


def _of_months(kind: str, groups: dict[str, str | None], year: int) -> _Named | None:
    """Return a quarter, several months or quarters from the first on, a half, or the middle of a year."""
    if kind == "middle":
        return _point(date(year, 6, 30))
    if kind == "named":
        first, last = months_of(groups["named"] or "")
    elif kind == "first":
        first, last = 1, int(chinese_number(groups["m"] or "") or groups["m"] or 0)
    else:
        number, size = int(groups["n"] or 0), 6 if (groups["letter"] or "").upper() == "H" else 3
        first, last = size * number - size + 1, size * number
    if not 1 <= last <= 12:
        return None
    end = date(year, last, calendar.monthrange(year, last)[1])
    return _point(end) if groups.get("part") else _span(date(year, first, 1), end)


def _of_day(kind: str, groups: dict[str, str | None], year: int) -> _Named | None:
    month, day = groups["m"] or "", groups.get("d") or (groups.get("e") or "").rstrip(",")
    if kind == "english":
        number = _MONTH_NAMES[month[:3].lower()]
        return _on(year, number, int(day)) if day else _of_month(year, number, None, before=False)
    one, other = int(day), int(month)
    if kind == "day_first" and one != other:
        # 05/06/2024 is June in one country and May in another.
        if max(one, other) <= 12:
            return None
        one, other = max(one, other), min(one, other)
    return _on(year, other, one)


def _on(year: int, month: int, day: int) -> _Named | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return _point(date(year, month, day))


def _of_month(year: int | None, month: int, part: str | None, before: bool) -> _Named | None:
    if not year or not 1 <= month <= 12:
        return None
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if before and part is None:
        return _Named(first, last, first - timedelta(days=1))
    return _Named(first, last, date(year, month, _TEN_DAYS.get(part or "", last.day)))


def _of_festival(groups: dict[str, str | None], year: int, printed: bool, words: DeadlineWords) -> _Named | None:
    """Return the day of a festival, or the day before it; one at the beginning of a year needs a year in print."""
    word, before = groups["word"] or "", timedelta(days=1 if groups["before"] else 0)
    day = _festival(word, year, words)
    if not printed and words.value("ambiguous", word) is not None:
        # 元旦前 can only be the end of this year.
        day = _festival(word, year + 1, words) if day and (day - before).year < year else None
    return _Named(day, day, day - before) if day else None


def _festival(word: str, year: int, words: DeadlineWords) -> date | None:
    fixed = words.value("fixed", word) or words.value("numeral-day", word)
    if fixed:
        return date.fromisoformat(f"{year:04}-{fixed}")
    return words.festivals.get((word.removesuffix("节"), year)) or words.festivals.get((word, year))
