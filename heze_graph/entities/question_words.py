"""The words of a question in normalised form, and its dates, in Chinese and English."""

from __future__ import annotations

import json
import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from heze_graph import resources
from heze_graph.entities.matching import folded
from heze_graph.extraction.deadlines import read_deadline
from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.parts_of_year import NAMED
from heze_graph.reference.words import DeadlineWords

WORDS: Mapping[str, list[str]] = json.loads(Path(__file__).with_name("asking.json").read_text(encoding="utf-8"))
_BEFORE = re.compile("|".join(WORDS["before"]))
_IDLE = re.compile("|".join(map(re.escape, WORDS["idle"])))
_ASKING = re.compile("|".join(map(re.escape, WORDS["asks"])))
_RUN = re.compile(r"[a-z0-9-]+|[^\x00-\x7f]+")
_PLURAL = re.compile(r"ies$|(?<!s)s$")
#: A Latin word loses its plural s where at least this many letters are left.
_STEM = 3


def tokens(text: str) -> Counter[str]:
    """Return the Latin words, the words of `question-words.csv`, and the character pairs of other Chinese text.

    Synonyms become the first word of their row; meaningless words, or those of a meaningless row, are left out.

    >>> sorted(tokens("what is 共同负责的"))
    ['共同', '负责']
    >>> tokens("各部门拖后腿的任务") == tokens("units' goals lagging")
    True
    """
    return Counter(set(_tokens(unicodedata.normalize("NFKC", text).casefold())))


def word_of(letters: str) -> str:
    """Return the base form or synonym of a Latin word, "" where it is meaningless.

    >>> word_of("departments"), word_of("the"), word_of("roads")
    ('单位', '', 'road')
    """
    stem = _PLURAL.sub(lambda found: "y" if found[0] == "ies" else "", letters) if len(letters) > _STEM else letters
    if letters in WORDS["idle_en"]:
        return ""
    same = synonyms()
    return same.get(letters) or same.get(stem, stem)


def content(text: str) -> list[str]:
    """Return the topic of a Chinese question: the text without the words that only ask.

    >>> content("跨海大桥由谁负责？"), content("谁落后")
    (['跨海大桥'], [])
    """
    parts = (part for at, part in enumerate(_cut().split(text)) if at % 2 == 0)
    runs = (run for part in parts for run in _IDLE.split(_ASKING.sub(" ", part)))
    return [word for run in runs for word in re.findall(r"[^\x00-\x7f\W]{2,}", run)]


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run[0].isascii():
            yield from filter(None, [word_of(run)])
            continue
        for at, part in enumerate(_cut().split(run)):
            if at % 2:
                yield from {synonyms()[part]} - {*WORDS["idle"]}
            else:
                yield from _pairs(part)


def _pairs(text: str) -> Iterator[str]:
    for part in _IDLE.split(_BEFORE.sub(" ", text)):
        word = folded(part)
        yield from [word[i : i + 2] for i in range(len(word) - 1)] or ([word] if word else [])


@cache
def synonyms() -> Mapping[str, str]:
    """Return the words of `question-words.csv`, each with the first word of its row."""
    rows = read_csv(resources.REFERENCE / "question-words.csv", ("word", "also"))
    return {word: row["word"] for row in rows for word in (row["word"], *row.several("also"))}


@cache
def _cut() -> re.Pattern[str]:
    """Return the pattern that splits Chinese text: the words of the reference data, the longest first."""
    chinese = (word for word in synonyms() if not word.isascii())
    return re.compile(f"({'|'.join(map(re.escape, sorted(chinese, key=len, reverse=True)))})")


_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:底|末|初|[上中下]旬|\d{1,2}[日号]?)?"
_MONTHS = WORDS["months"]
_NAMED = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
_DATE = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}}年度?|{'|'.join(WORDS['this_year'])})?"
    rf"(?P<rest>{'|'.join(WORDS['year_end'])}|{NAMED}[底末]?|{_MONTH})(?![表报])"
    r"|(?<!\d)(?P<day>(?:19|20)\d{2}(?:-|/|\.)\d{1,2}(?:-|/|\.)\d{1,2}|(?:19|20)\d{6})(?!\d)"
    rf"|\b(?:(?P<first>\d{{1,2}}) )?(?:end of )?(?P<month>{_NAMED})\.?(?: (?P<second>\d{{1,2}})(?!\d))?"
    r"(?:,? (?P<written>(?:19|20)\d{2}))?\b"
)
#: Days relative to the day on which the question is asked; the pattern also works in scripts.
_RELATIVE = re.compile("|".join(WORDS["relative"]).replace("(?<", "(?P<"))
_UNTIL = re.compile("|".join(("[底末]", *WORDS["before"])))
_BY = re.compile(rf"\b(?:{'|'.join(WORDS['until_en'])}) (?:the )?$")
_WHICH = {"下": 1, "上": -1, "next": 1, "last": -1}
_THEN = "|".join(map(re.escape, WORDS["joins"]))
_ONWARD = re.compile("|".join(map(re.escape, WORDS["since"])))
_FROM = re.compile(rf"(?:{'|'.join(WORDS['since_en'])}) (?:the )?$")
#: The length in months of a span named as a whole, by a part of its name.
_SPANS = {"半年": 6, "季度": 3, "月": 1}
#: What follows a month's name where a day is meant.
_EXACT = re.compile(r"[底末]|\d[日号]?$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day named by a part of a text; `since` marks it as the first day asked for instead of the last."""

    text: str
    day: date
    since: bool


def take_dates(text: str, year: int | None, take: Callable[[Dated], None]) -> str:
    """Return a text with its dates blanked out, and pass the dates on; `year` is assumed where none is given.

    >>> found = []
    >>> take_dates("7月到九月到期的", 2023, found.append)
    ' 到 到期的'
    >>> [(one.day.isoformat(), one.since) for one in found]
    [('2023-07-01', True), ('2023-09-30', False)]
    """

    def taken(found: re.Match[str]) -> str:
        day = _english(found, year) if found["month"] else _chinese(found, year)
        if day:
            since = _is_since(found)
            take(Dated(found[0], _begin(found, day) if since else day, since))
        return " "

    return _DATE.sub(taken, text)


def take_days(text: str, today: date, take: Callable[[Dated], None]) -> str:
    """Return a text with its relative time spans blanked out, and pass their days on.

    >>> found = []
    >>> take_days("下个月到期的", date(2030, 3, 5), found.append)
    ' 到期的'
    >>> [(one.day.isoformat(), one.since) for one in found]
    [('2030-04-01', True), ('2030-04-30', False)]
    >>> take_days("本月底前", date(2030, 3, 5), found.append), found[-1].day
    (' 底前', datetime.date(2030, 3, 31))
    """

    def taken(found: re.Match[str]) -> str:
        first, last = _span(found, today)
        onward = bool(_ONWARD.match(found.string, found.end()) or _FROM.search(found.string[: found.start()]))
        until = bool(_UNTIL.match(found.string, found.end()) or _BY.search(found.string[: found.start()]))
        if not until:
            take(Dated(found[0], first, since=True))
        if not onward:
            take(Dated(found[0], last, since=False))
        return " "

    return _RELATIVE.sub(taken, text)


def _span(found: re.Match[str], today: date) -> tuple[date, date]:
    """Return the first and the last day of a span: a week begins on Monday, 今后 on the day itself."""
    if found["day"]:
        day = today + timedelta(days={"明": 1, "后": 2}.get(found["day"][0], found["day"] == "tomorrow"))
        return day, day
    if found["unit"]:
        return _calendar(found["unit"], _WHICH.get(found["which"].strip(), _WHICH.get(found["which"][0], 0)), today)
    number, each = found["ahead"] or found["inside"], found["of"] or found["each"]
    count = int(number) if number.isdigit() else chinese_number(number) or 0
    if "月" in each or each == "month":
        first, last = _calendar("月", count, today)
        return today, min(first + timedelta(days=today.day - 1), last)
    return today, today + timedelta(days=count * (1 if each in ("天", "日", "day") else 7))


def _calendar(unit: str, away: int, today: date) -> tuple[date, date]:
    """Return the first and the last day of the week, month or quarter at a distance from today's."""
    if unit in ("周", "星期", "礼拜", "week"):
        monday = today + timedelta(days=7 * away - today.weekday())
        return monday, monday + timedelta(days=6)
    months = 1 if unit in ("月", "month") else 3
    begin = ((today.year * 12 + today.month - 1) // months + away) * months
    year, month = divmod(begin + months - 1, 12)
    return date(begin // 12, begin % 12 + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _chinese(found: re.Match[str], year: int | None) -> date | None:
    stated = int(found["year"][:4]) if (found["year"] or "")[:4].isdigit() else year
    part = found["day"] or found["rest"]
    if part in WORDS["year_end"]:
        return date(stated, 12, 31) if stated else None
    deadline = read_deadline(part, stated, DeadlineWords())
    return deadline.due if deadline else None


def _english(found: re.Match[str], year: int | None) -> date | None:
    month = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(found["month"][:3]))
    day = found["first"] or found["second"] or ""
    written = f"{month}月{day}{'日' if day else '底'}"
    deadline = read_deadline(written, int(found["written"]) if found["written"] else year, DeadlineWords())
    return deadline.due if deadline else None


def _is_since(found: re.Match[str]) -> bool:
    """Return whether a date is a beginning: 7月以后, 7月到9月, since July."""
    behind = found.string[found.end() :]
    joined = re.match(_THEN, behind)
    to = bool(joined and _DATE.match(behind, joined.end()))
    return to or bool(_ONWARD.match(behind)) or bool(_FROM.search(found.string[: found.start()]))


def _begin(found: re.Match[str], last: date) -> date:
    """Return the first day of a span named as a whole, or else the day itself."""
    rest = found["rest"] or ("月" if found["month"] and not (found["first"] or found["second"]) else "")
    months = next((count for name, count in _SPANS.items() if name in rest and not _EXACT.search(rest)), 0)
    return last.replace(month=last.month - months + 1, day=1) if months else last
