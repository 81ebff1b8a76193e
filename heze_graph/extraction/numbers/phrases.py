"""Where a measure stands: its clause, its own phrase in the clause, and what the words around it say.

A clause ends at ，；。 and their like, outside quotation marks and brackets. Inside a clause, measures are separated at
the last 、和与及 between them: 新建学校5所、幼儿园10所 has the phrases 新建学校5所 and 幼儿园10所. Some words of a
phrase name a quantity, and some say how a reading has to stand to the number: 以上, 不超过, 至少, 左右.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import or_

from heze_graph.extraction.numbers.numerals import half_width, squeezed
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.facts import Comparator, Measure, Span
from heze_graph.reference.measures import KEPT_TEXTS, ComparatorWord, Measures
from heze_graph.reference.parts_of_year import MONTHS, NAMED

TIME = re.compile(rf"[0-9]{{4}} ?年度?|{MONTHS}(?:[底末]?前|[底末])?|{NAMED}|截[至止][^，,]{{0,6}}?[底末日]")

_PUNCTUATION = re.compile(r"[\s“”‘’\"'、，,。；;：:()（）《》□]")
_LONGEST_WORD = 12
_SHORTEST_FORM = 2
_LONGEST_NAME = 120
_LONGEST_OWNER, _LONGEST_COUNTY = 6, 12
_AUTONOMOUS = "自治"
#: 凤城市: so many characters.
_NAMED_CITY = 3
_NAMELESS_ROLES = ("function", "making", "done", "begun", "changed-to", "rise", "fall", "share", "generic")
_CLAUSE_END = re.compile(r"[,，;；。！？!?:：()\n\r\t]")
_SENTENCE_END = re.compile(r"[。；;！？!?\n\r]")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|「[^「」]*」|\"[^\"]*\"|‘[^‘’]*’")
_BRACKETED = re.compile(r"\([^()]*\)")
# Longer ones are no prose; the bound keeps the work for a hostile text proportional to its length.
_LONGEST_CLAUSE = 200
_LONGEST_SENTENCE = 400
_NUMBERS_IN_BRACKET = re.compile(r"\([^()]{1,30}\)(?=[\u4e00-\u9fff])")
#: 2000套（间）, 300万头（只）: another counter of the same things.
_OTHER_COUNTER = re.compile(r"[(（][\u4e00-\u9fff]{1,2}[)）]")
#: What joins words to one list.
JOINT = re.compile(r"(?:以及|[、和与及])")
#: The same between words of a list: in 云和县, 普及率 it joins nothing.
_LISTING = re.compile(r"以及|、|(?<=[^、]{2})(?:[和与]|(?<![普涉])及)(?=[^、]{2})")
#: 不低于当地标准的1.6倍: what it is measured by may stand between.
_ADVERB_GAP = re.compile(r"(?:[^0-9，,、；;。]|[0-9.]+[十百千万亿]*元){0,12}(?:[^0-9，,、；;。]{0,14}的)?$")


@lru_cache(maxsize=KEPT_TEXTS)
def plain(words: str) -> str:
    """Drop punctuation, brackets and quotation marks."""
    return _PUNCTUATION.sub("", half_width(words))


def listed(words: str) -> list[str]:
    """Return the members of a list, a word that is none as it is.

    >>> listed("泰和县、云和县和遂昌县"), listed("供水普及率")
    (['泰和县', '云和县', '遂昌县'], ['供水普及率'])
    """
    return _LISTING.split(words)


@lru_cache(maxsize=KEPT_TEXTS)
def trimmed(words: str, known: Measures, roles: tuple[str, ...]) -> str:
    """Drop the words of some roles from both ends, as often as there are any."""
    start, end = 0, len(words)
    while True:
        begun_at = (start, end)
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        for role in roles:
            if match := known.pattern(role).match(words, start, end):
                start = match.end()
            low, endings = max(start, end - _LONGEST_WORD), known.words[role]
            if words.endswith(endings, low, end):
                end -= next(len(word) for word in endings if words.endswith(word, low, end))
        if (start, end) == begun_at:
            return words[start:end]


def specific(words: str, known: Measures) -> str:
    """Return the words that name a quantity: without times, verbs of doing, change, shares and generic nouns.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> specific("前三季度，新增规模以上工业企业", known), specific("累计完成项目", known)
    ('规模以上工业', '')
    """
    return _specific(words, known)


@lru_cache(maxsize=KEPT_TEXTS)
def _specific(words: str, known: Measures) -> str:
    return trimmed(plain(without_times(words)), known, _NAMELESS_ROLES)


def without_times(words: str) -> str:
    """Return words without years, months, quarters and dates."""
    return TIME.sub("", half_width(words))


def without_figures(text: str, known: Measures) -> str:
    """Return the text without its numbers and their units."""
    for measure in reversed(measures(text, known)):
        text = text[: measure.span.start] + text[measure.span.end :]
    return text


def coverage(words: str, other: str) -> float:
    """Return the share of `words` that lies in runs of two or more characters which `other` has, too.

    >>> round(coverage("城乡居民养老保险参保率", "居民养老参保率"), 2)
    0.64
    """
    words, other = words[-_LONGEST_NAME:], other[-2 * _LONGEST_NAME :]
    if words == other:
        return float(len(words) > 1)
    # A run that `other` has consists of pairs that it has.
    shared = [a + b in other for a, b in pairwise(words)]
    covered = sum(map(or_, (False, *shared), (*shared, False)))
    return covered / len(words) if words else 0.0


def abbreviates(short: str, long: str) -> bool:
    """Whether a name is a short form of another: characters of it, in order, from its first to its last word.

    >>> abbreviates("社零总额", "社会消费品零售总额"), abbreviates("总额", "社会消费品零售总额")
    (True, False)
    >>> abbreviates("个转企", "个体工商户转型为企业")
    True
    """
    if not _SHORTEST_FORM <= len(short) < len(long) or short[0] != long[0] or short[-1] not in long[-2:]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


@lru_cache(maxsize=KEPT_TEXTS)
def place_before(words: str, known: Measures) -> str:
    """Return the place with which words begin, or ""."""
    found = _placed(known).match(words)
    return found[0] if found and len(found[0]) > 1 and is_place(found[0], known) else ""


@lru_cache(maxsize=8)
def _placed(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{1,10}}?(?:{known.pattern('owner').pattern})")


def is_place(words: str, known: Measures) -> bool:
    """Whether words end as a place does: 凤城市 is one, 小城市 and 景区 are none."""
    if len(words) > (_LONGEST_COUNTY if _AUTONOMOUS in words else _LONGEST_OWNER) or not known.ends("owner", words):
        return False
    named_city = len(words) == _NAMED_CITY and known.ends("city", words) and not known.ends("kind-of-city", words)
    return named_city or not known.ends("no-owner", words)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A measure between the words of its clause.

    `said` are the words of its phrase before and after it. `start` and `end` bound that phrase, `clause_start` and
    `clause_end` its clause; `sentence_start` is where the sentence begins. `quoted` is True inside quotation marks or a
    title.
    """

    text: str
    measure: Measure
    start: int
    end: int
    clause_start: int
    clause_end: int
    sentence_start: int
    quoted: bool
    said: tuple[str, str]

    @property
    def span(self) -> Span:
        """The phrase without white space and 、 at its ends."""
        start, end = self.start, self.end
        while start < end and (self.text[start].isspace() or self.text[start] == "、"):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] == "、"):
            end -= 1
        return Span(start, end, self.text[start:end])

    @property
    def before(self) -> str:
        """The words of the phrase before the number."""
        return self.said[0]

    @property
    def after(self) -> str:
        """The words of the phrase after the unit."""
        return self.said[1]

    @property
    def clause_before(self) -> str:
        """The words of the clause before the number."""
        return squeezed(self.text[self.clause_start : self.measure.span.start])

    @property
    def clause_after(self) -> str:
        """The words of the clause after the unit."""
        return squeezed(self.text[self.measure.span.end : self.clause_end])

    @property
    def clause(self) -> str:
        """The whole clause."""
        return squeezed(self.text[self.clause_start : self.clause_end])


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """A text with its measures and the places where its clauses, sentences and quotations end."""

    text: str
    measures: tuple[Measure, ...]
    flat: str
    quoted: tuple[tuple[int, int], ...]
    clause_ends: tuple[int, ...]
    sentence_ends: tuple[int, ...]


def layout(text: str, found: Sequence[Measure]) -> MeasuredText:
    """Return where the measures of a text stand."""
    flat = _flattened(text, found)
    return MeasuredText(
        text,
        tuple(found),
        flat,
        tuple(match.span() for match in _QUOTED.finditer(half_width(text))),
        tuple(match.start() for match in _CLAUSE_END.finditer(flat)),
        tuple(match.start() for match in _SENTENCE_END.finditer(flat)),
    )


def phrases(text: str, found: Sequence[Measure], separate: Sequence[bool]) -> list[Phrase]:
    """Return the phrase of each measure; one that is not `separate` (a size in a name) splits no phrase of another."""
    return laid_out(layout(text, found), separate)


def laid_out(where: MeasuredText, separate: Sequence[bool]) -> list[Phrase]:
    """Return the phrase of each measure of a layout, as `phrases` does."""
    found, flat = where.measures, where.flat
    result = []
    for place, measure in enumerate(found):
        low, high = measure.span.start, measure.span.end
        clause_start, clause_end = _between(where.clause_ends, measure, len(flat), _LONGEST_CLAUSE)
        sentence_start, _ = _between(where.sentence_ends, measure, len(flat), _LONGEST_SENTENCE)
        start, end = clause_start, clause_end
        if previous := _neighbour(found, separate, range(place - 1, -1, -1), clause_start, clause_end):
            start = max(start, _cut(flat, previous.span.end, low)[1])
        if following := _neighbour(found, separate, range(place + 1, len(found)), clause_start, clause_end):
            end = min(end, _cut(flat, high, following.span.start)[0])
        counter = _OTHER_COUNTER.match(where.text, high)
        high = counter.end() if counter else high
        if flat.startswith("、", high) and not flat.startswith("、□", high):
            # 清偿账款4.2亿元、实现动态清零: what is listed behind is no noun of the number.
            end = high
        behind = _behind_bracket(flat, high)
        if behind > high:
            # 完成300万平方米（6万户）旧房改造: the bracket only says it in another unit.
            end = clause_end = next((at for at in where.clause_ends if at >= behind), len(flat))
        inside = any(left <= low and high <= right for left, right in where.quoted)
        said = (squeezed(where.text[start:low]), squeezed(where.text[behind:end]))
        result.append(Phrase(where.text, measure, start, end, clause_start, clause_end, sentence_start, inside, said))
    return result


def _behind_bracket(flat: str, at: int) -> int:
    """Return where a bracket ends that begins at a place and has words behind it, or that place."""
    bracket = _NUMBERS_IN_BRACKET.match(flat, at)
    return bracket.end() if bracket else at


def _between(ends: Sequence[int], measure: Measure, length: int, longest: int) -> tuple[int, int]:
    """Return where the stretch around a measure begins and ends, given the places of the signs that end one."""
    low, high = measure.span.start, measure.span.end
    following = bisect_left(ends, high)
    start = ends[following - 1] + 1 if following else 0
    end = ends[following] if following < len(ends) else length
    return max(start, low - longest), min(end, high + longest)


def _neighbour(
    found: Sequence[Measure], separate: Sequence[bool], places: range, clause_start: int, clause_end: int
) -> Measure | None:
    for place in places:
        span = found[place].span
        if span.start < clause_start or span.end > clause_end:
            return None
        if separate[place]:
            return found[place]
    return None


def _cut(flat: str, left: int, right: int) -> tuple[int, int]:
    """Return where the phrase before ends and where the next begins, between two measures."""
    cut, last = (right, left), left
    for joint in JOINT.finditer(flat, left, right):
        # 民和县, 和平区: 和 with less than a word on one side joins nothing.
        inside = last > left and joint.start() - last < _SHORTEST_FORM
        if joint[0] == "、" or not (inside or right - joint.end() == 1):
            cut, last = joint.span(), joint.end()
    return cut


def _flattened(text: str, found: Sequence[Measure]) -> str:
    """Blank what is quoted, bracketed or part of a number, so that its punctuation ends no clause."""
    plain = half_width(text)
    characters = list(plain)
    starts = [measure.span.start for measure in found]
    for match in _QUOTED.finditer(plain):
        characters[match.start() : match.end()] = "□" * (match.end() - match.start())
    for match in _BRACKETED.finditer(plain):
        # A bracket with a measure of its own is a clause of its own.
        inside = bisect_left(starts, match.start())
        if inside == len(starts) or starts[inside] >= match.end():
            characters[match.start() : match.end()] = "□" * (match.end() - match.start())
    for measure in found:
        characters[measure.span.start : measure.span.end] = "□" * (measure.span.end - measure.span.start)
    return "".join(characters)


def comparator_of(phrase: Phrase, known: Measures) -> Comparator | None:
    """Return the comparator that the words around a number print, or None where it is bare.

    A word behind the unit (以上) decides before one in front of the number (达到), and that before an adverb (至少).
    But an upper limit stays one when it is approximate: of 控制在3%左右, less is better.
    """
    behind, in_front = _behind(phrase.after, known), _in_front(phrase.before, known)
    if behind and in_front and behind.comparator is Comparator.ABOUT and in_front.comparator is Comparator.AT_MOST:
        return Comparator.AT_MOST
    word = behind or in_front or _adverb(phrase.before, known)
    return word.comparator if word else None


def without_comparator(phrase: Phrase, known: Measures) -> tuple[str, str]:
    """Return the words of the phrase before and after the number, without the comparator words next to it."""
    behind, in_front = _behind(phrase.after, known), _in_front(phrase.before, known)
    words, each = _parted(phrase.before, known)
    before = words.removesuffix(in_front.printed) + each if in_front else phrase.before
    after = phrase.after.lstrip().removeprefix(behind.printed) if behind else phrase.after
    return before, after


def beyond_comparator(phrase: Phrase, known: Measures) -> str:
    """Return the words of the clause behind the unit and behind the comparator word that follows it."""
    word = _behind(phrase.clause_after, known)
    return phrase.clause_after.lstrip().removeprefix(word.printed) if word else phrase.clause_after


@lru_cache(maxsize=KEPT_TEXTS)
def _behind(words: str, known: Measures) -> ComparatorWord | None:
    begin = words.lstrip()
    if known.pattern("no-comparator").match(begin) or not begin.startswith(known.comparators_printed("after")):
        return None
    return next(word for word in known.comparator_words("after") if begin.startswith(word.printed))


def _parted(words: str, known: Measures) -> tuple[str, str]:
    """Return words, and the divisor behind a comparator apart: 提高到|每人每月."""
    each = _each(known).search(words.rstrip())
    return (words[: each.start()], each[0]) if each else (words.rstrip(), "")


@lru_cache(maxsize=8)
def _each(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('per-lead').pattern})+$")


def _in_front(words: str, known: Measures) -> ComparatorWord | None:
    end, _ = _parted(words, known)
    if not end.endswith(known.comparators_printed("before")) or known.ends("no-comparator", end):
        return None
    return next(word for word in known.comparator_words("before") if end.endswith(word.printed))


def _adverb(words: str, known: Measures) -> ComparatorWord | None:
    for word in known.comparator_words("adverb"):
        place = words.rfind(word.printed)
        if place >= 0 and _ADVERB_GAP.fullmatch(words, place + len(word.printed)):
            return word
    return None
