"""The part of the year that words name: by when a goal of its own time is due, of what time a number is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from heze_graph.extraction.deadlines import read_deadline
from heze_graph.extraction.numbers.numerals import CHINESE, half_width
from heze_graph.extraction.numbers.phrases import TIME, Phrase, specific
from heze_graph.model.facts import Goal, Nature
from heze_graph.reference.measures import KEPT_TEXTS, Measures
from heze_graph.reference.parts_of_year import NAMED, SEVERAL_YEARS, TO, months_of
from heze_graph.reference.words import DeadlineWords

_MAY_NAME = re.compile(r"[季半月底末全内]")
_MONTHS = (
    rf"(?:(?P<first>1){TO}|(?P<so_many>前)\s*|(?<![0-9—–~～－至到.-]))"
    r"(?P<month>1[0-2]|[1-9])\s*个?月份?(?:[0-9]{1,2}[日号]|[底末初]|[上中下]旬)?(?P<before>[之以]?前)?"
)
#: 从2016年至今年6月 ends in this year; 今年建成5座 behind it is of this year alone.
_ANEW = re.compile("[，,][^，,]*(?:[今本当]年|其中)")
#: 2021年以来, 自2019年8月起; 2021年起施工，建成5座 only tells of the work when it began.
_SINCE = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:以来|至今|起)(?=[，,\s]|[^，,]*$)"
)
_YEAR = r"(?:20[0-9]{2}年|今年|本年)?"
_CLAUSE = re.compile(r"[,，:：]")
#: 7月起 begins a time that has no end here, 较一季度 compares with it, as 去年一季度 does.
_COMPARED = ("较", "比", "于")
_FROM_ON = re.compile(r"\s*(?:起|开始|以来)")
_ONE_MONTH = re.compile(r"[0-9]{1,2}\s*月")
_BY = re.compile(r"[日号底末旬前]$")
_NO_WORDS = DeadlineWords()
_PRINTED_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")
#: 2022年底前 would be a time by which something is wanted.
_END_OF_YEAR = re.compile(r"[^0-9]?(20[0-9]{2})年?[底末](?![之以]?前)")
_LEADING_TIMES = re.compile(rf"^\s*(?:[到至在第]?(?:{TIME.pattern})[之以]?前?[，,]?)+")


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """Some months of a year, the words that name them, and whether these are words for a quarter or a half."""

    first: int
    last: int
    printed: str
    is_named: bool

    @property
    def months(self) -> tuple[int, int]:
        """The first and the last month."""
        return self.first, self.last

    @property
    def year(self) -> int | None:
        """The year that is printed before it, or None."""
        return int(self.printed[:4]) if self.printed[:4].isdigit() else None

    @property
    def is_running(self) -> bool:
        """Whether it begins with the year, so that what is told of it grows with the months."""
        return self.first == 1

    @property
    def is_due(self) -> bool:
        """Whether a goal is due at its end; of 5月 alone nobody can tell."""
        return self.is_named or self.is_running


@lru_cache(maxsize=KEPT_TEXTS)
def part_of_year(words: str, known: Measures) -> PartOfYear | None:
    """Return the last part of the year that words name, or None: 上半年, 1—9月, 6月底前, 三季度.

    What ends with a day or the end of a month runs from January: 6月底前建成5个.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> [part_of_year(words, known).months for words in ("前三季度", "三季度新建", "6月底前建成", "9月新建")]
    [(1, 9), (7, 9), (1, 6), (9, 9)]
    """
    if not _MAY_NAME.search(words):
        return None
    words = half_width(words)
    found = [
        match
        for match in _parts(known).finditer(words)
        if not _is_compared(words[: match.start()].rstrip(), known) and not _FROM_ON.match(words, match.end())
    ]
    return _read(found[-1], known) if found else None


def _is_compared(before: str, known: Measures) -> bool:
    return before.endswith(_COMPARED) or known.ends("baseline", before)


@lru_cache(maxsize=8)
def _parts(known: Measures) -> re.Pattern[str]:
    named = f"(?P<named>{NAMED}|{known.pattern('part-of-year').pattern})"
    return re.compile(rf"{_YEAR}(?:{named}[底末]?[之以]?前?|{_MONTHS})")


def _read(match: re.Match[str], known: Measures) -> PartOfYear:
    if match["named"]:
        first, _, last = known.values.get(("part-of-year", match["named"]), "").partition("-")
        months = (int(first), int(last)) if first else months_of(match["named"])
        return PartOfYear(*months, match[0], is_named=True)
    month, ends = int(match["month"]), _BY.search(match[0]) is not None
    running = bool(match["first"] or match["so_many"] or ends)
    return PartOfYear(1 if running else month, month, match[0], is_named=False)


def due_of(goal: Goal, deadline: date | None, year: int) -> date | None:
    """Return the day by which a goal is due: that of the part of the year it names itself, else the deadline."""
    own = read_deadline(goal.time, year, _NO_WORDS) if goal.time else None
    return own.due if own and own.due else deadline


def is_over(goal: Goal, day: date) -> bool:
    """Whether a goal is wanted for a part of the year that is over at the end of a day: 上半年建成9座."""
    due = due_of(goal, None, day.year)
    return due is not None and due <= day


def was_so_before(goal: Goal, year: int) -> bool:
    """Whether words tell what there was at the end of a year before that of the document: 2022年末床位2410张."""
    end = _END_OF_YEAR.match(re.split("[，,]", half_width(goal.subject))[-1])
    return end is not None and int(end[1]) < year and goal.nature in (Nature.AMOUNT, Nature.LEVEL)


def last_year_named(words: str) -> int | None:
    """Return the last year that words print, or None: 到2025年建成120公里 promises nothing for 2024.

    >>> last_year_named("2024—2026年每年建成8座"), last_year_named("年底建成8座")
    (2026, None)
    """
    return max((int(year) for year in _PRINTED_YEAR.findall(half_width(words))), default=None)


def without_leading_times(words: str) -> str:
    """Return words without the times they begin with: 6月底前新建公园 is 新建公园."""
    return _LEADING_TIMES.sub("", words)


def is_of_several_years(phrase: Phrase) -> bool:
    """Whether a number is told of more years than one: 从2016年至今累计建成120座; 今年 and 其中 begin anew."""
    return _last_told(SEVERAL_YEARS, phrase) is not None


def first_year(phrase: Phrase) -> int | None:
    """Return the year since which a number is counted, None where none is printed: 2021年以来累计建成40座."""
    since = _last_told(_SINCE, phrase)
    return int(since[1]) if since else None


def _last_told(years: re.Pattern[str], phrase: Phrase) -> re.Match[str] | None:
    """Return the last mention of years before a number, None where 今年 or 其中 begin anew behind it."""
    before = half_width(phrase.text[phrase.sentence_start : phrase.measure.span.start])
    told = list(years.finditer(before))
    return told[-1] if told and _ANEW.search(before, told[-1].end()) is None else None


def batch_before(words: str, known: Measures) -> str:
    """Return the batch or phase with which words begin, or "": 第二批购置75辆, 一期建成5座; 产业园一期 is a name."""
    found = _batches(known).match(words.lstrip("、 "))
    return found[0] if found else ""


def batches_in(words: str, known: Measures) -> list[str]:
    """Return the batches and phases that words name: 一期 and 二期 of 一期、二期厂房."""
    return _batches(known).findall(words)


@lru_cache(maxsize=8)
def _batches(known: Measures) -> re.Pattern[str]:
    units = known.pattern("batch").pattern
    return re.compile(rf"(?:第?(?:{CHINESE}|[0-9]{{1,2}})|{known.pattern('which-batch').pattern})(?:{units})")


def is_of_a_while(phrase: Phrase, known: Measures) -> bool:
    """Whether a number is told of a month, a week or a batch alone: 9月新建12公里, 本周15处, 第一批12家; no 上半年."""
    if (told := told_time(phrase, known)) and told.is_named:
        return False
    said = (phrase.text[phrase.sentence_start :].lstrip(), phrase.before.lstrip())
    begun = (_ONE_MONTH.match(words) or known.pattern("single-part").match(words) for words in said)
    return any(begun) or any(batch_before(words, known) for words in said)


def is_part(phrase: Phrase, known: Measures) -> bool:
    """Whether words call a figure a part, or one of a part of the period: 三季度, but not 前三季度."""
    single = known.pattern("single-part").finditer(phrase.before)
    found = known.pattern("part").search(phrase.before)
    return bool(found) or any(phrase.before[: one.start()][-1:] != "前" for one in single)


def is_so_far(phrase: Phrase, known: Measures) -> bool:
    """Whether a number is told of all since the year began: 今年以来131件, 累计31家, 全年914台."""
    return any(known.pattern(role).search(phrase.before) for role in ("running-total", "this-year", "so-far"))


def told_time(phrase: Phrase, known: Measures) -> PartOfYear | None:
    """Return the part of the year of which a number is told, in its clause or alone before it: 上半年，新建2处."""
    if own := part_of_year(phrase.before, known):
        return own
    clause = _CLAUSE.split(phrase.text[phrase.sentence_start : phrase.clause_start].rstrip("，, "))[-1]
    alone = part_of_year(clause, known) if clause else None
    return alone if alone and not specific(clause, known) else None
