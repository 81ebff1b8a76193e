"""Sentences, quoted names, the values that a printed number can stand for, and the distance of readings from goals.

The words that reasons need for these are in `finding-phrases.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.phrases import Phrase, coverage, phrases, plain, trimmed, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.facts import GoalReport, Measure, Nature, Reading
from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.measures import KEPT_TEXTS, Measures
from heze_graph.reference.parts_of_year import MONTHS, NAMED
from heze_graph.reference.words import CheckWords

_CLOSING = re.compile("[）)]")
_SENTENCE = re.compile(r"[^。；;！？!?\n\r]+")
_QUOTED = re.compile(r"“([^“”]{1,60})”|《([^《》]{1,80})》|「([^「」]{1,60})」")
_HAN_NUMERAL = re.compile(r"[一二三四五六七八九十百千]{2,}")
_TIME = re.compile(
    rf"(?:[0-9]{{4}}年)?{MONTHS}(?:[底末]|[0-9]{{1,2}}[日号])?|[0-9]{{4}}年(?:度|以来)?|{NAMED}"
    r"|今年(?:以来)?|本年(?:度)?|年内"
)
Blanks = tuple[tuple[str, str], ...]
_HUNDRED = Decimal(100)
_MANY = Decimal(10)
#: Characters between a word and its number: 约为27个, 超过了27个.
_COPULA = "为是达到了"
#: Decimal places of sums and differences: what is printed has no more.
_EXACT = 4


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in order, each as it is printed, without blanks at its ends."""
    found = (match[0].strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]


def sentence_around(phrase: Phrase) -> str:
    """Return the sentence that a phrase stands in, as far as it is printed before and behind it."""
    match = _SENTENCE.match(phrase.text, phrase.end)
    end = match.end() if match else phrase.end
    return phrase.text[phrase.sentence_start : end].strip()


def without_shares(text: str, words: CheckWords) -> str:
    """Drop what says that less than all is done: 完成工程量的65%, 完成全年任务数的80%.

    >>> from heze_graph.reference.words import load_check_words
    >>> from heze_graph.resources import REFERENCE
    >>> without_shares("主桥完工，引桥完成工程量的65%", load_check_words(REFERENCE))
    '主桥完工，引桥'
    """
    return _share_done(words.patterns["finish"]).sub(
        lambda share: share[0] if Decimal(share[1]) >= _HUNDRED else "", text
    )


@lru_cache(maxsize=8)
def _share_done(done: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{done.pattern})[^，,；;。]{{0,12}}?([0-9]+(?:\.[0-9]+)?)\s*[%％]")


def quoted_names(text: str) -> list[tuple[str, str]]:
    """Return (name as it is printed with its marks, name alone) of everything in quotation marks or title marks.

    >>> quoted_names("严控“三高”项目，印发《实施方案》")
    [('“三高”', '三高'), ('《实施方案》', '实施方案')]
    """
    return [(match[0], next(group for group in match.groups() if group)) for match in _QUOTED.finditer(text)]


def in_digits(text: str) -> str:
    """Return a text with its Chinese numerals of two and more signs as digits: 十五分钟 and 15分钟 are one.

    >>> in_digits("十五分钟健身圈"), in_digits("统一二维码"), in_digits("三十四个")
    ('15分钟健身圈', '统一二维码', '34个')
    """
    return _HAN_NUMERAL.sub(lambda found: str(chinese_number(found[0]) or found[0]), text)


@lru_cache(maxsize=KEPT_TEXTS)
def without_times(text: str) -> str:
    """Drop dates, months, quarters and years.

    >>> without_times("2023年1-9月，前三季度完成投资")
    '，完成投资'
    """
    return _TIME.sub("", half_width(text))


def skeleton(phrase: Phrase, known: Measures) -> str:
    """Return what a phrase says beside its number, without times, words of no meaning and punctuation; □ is the number.

    Two phrases with one skeleton and one unit speak of the same quantity, if their sentences do.
    """
    before = trimmed(plain(without_times(phrase.before)), known, ("function",))
    after = trimmed(plain(without_times(phrase.after)), known, ("function",))
    return f"{before}□{after}"


def agreement(one: str, other: str, known: Measures) -> float:
    """Return how much of two sentences is the same, numbers and times aside: the smaller share of the two."""
    first, second = (_without_numbers(text, known) for text in (one, other))
    if not first or not second:
        return 1.0 if first == second else 0.0
    return min(coverage(first, second), coverage(second, first))


@lru_cache(maxsize=KEPT_TEXTS)
def phrases_in(text: str, known: Measures) -> tuple[Phrase, ...]:
    """Return the phrase of each measure of a text, in order."""
    found = measures(text, known)
    return tuple(phrases(text, found, [True] * len(found)))


@lru_cache(maxsize=KEPT_TEXTS)
def _without_numbers(text: str, known: Measures) -> str:
    return plain(without_times(without_figures(text, known)))


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included, in the base unit: what a printed number can stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high


def interval(phrase: Phrase, words: CheckWords) -> Interval:
    """Return the values that round, or are cut off, to what is printed; a count stands for itself.

    1.7亿元 stands for 1.65 to 1.8 (rounded or cut off), 1400余 for 1400 to 1500, a bound for anything beyond it.
    """
    measure = phrase.measure
    scale = measure.base_value / measure.value if measure.value else Decimal(1)
    if measure.approximate or is_rough(phrase, words):
        step = max(_last_place(measure.value), abs(measure.value) / 10)
        return Interval((measure.value - step) * scale, (measure.value + step) * scale)
    unit = words.measures.units.get(measure.unit)
    if unit is not None and unit.classifier and measure.value == measure.value.to_integral_value():
        return Interval(measure.base_value, measure.base_value)
    return rounded(measure)


def rounded(measure: Measure) -> Interval:
    """Return the values that round, or are cut off, to the printed digits of a measure."""
    scale = measure.base_value / measure.value if measure.value else Decimal(1)
    step = _last_place(measure.value, whole=Decimal(1))
    return Interval((measure.value - step / 2) * scale, (measure.value + step) * scale)


def _last_place(value: Decimal, whole: Decimal | None = None) -> Decimal:
    """Return one unit of the last printed place; of a whole number, of the last place that is not zero, or `whole`."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    if whole is not None:
        return whole
    digits = "".join(map(str, value.as_tuple().digits))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) if value else Decimal(1)


def is_rough(phrase: Phrase, words: CheckWords) -> bool:
    """Whether the number is printed as about, more or less than what it says."""
    before, after = phrase.before.strip().rstrip(_COPULA)[-4:], phrase.after[:3]
    # 约 is rough at the number, and a part of a word elsewhere: 签约项目86个.
    rough = any(len(found[0]) > 1 or found.end() == len(before) for found in words.patterns["rough"].finditer(before))
    return bool(rough or words.patterns["rough-behind"].match(after.lstrip()) or phrase.measure.upper is not None)


def number(value: Decimal, places: int = 2) -> str:
    """Return a number for a reader: at most so many decimal places, no exponent, no zeros behind.

    What is too small for that is given with two digits.

    >>> number(Decimal("87.384615")), number(Decimal("30.00")), number(Decimal("1E+3")), number(Decimal("0.0020345"))
    ('87.38', '30', '1000', '0.002')
    """
    text = f"{value:.{1 - value.adjusted() if abs(value) * 2 < Decimal(1).scaleb(-places) else places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit_of(value: Decimal, measure: Measure) -> str:
    """Return a value, given in base units, in the unit that a measure prints: 93.26亿元, not 9326000000元."""
    if not measure.value or not measure.base_value:
        return f"{number(value, 6)}{measure.base_unit}"
    return f"{number(value * measure.value / measure.base_value, _EXACT)}{measure.unit}"


def quotation(text: str, words: str, least: int, most: int) -> str:
    """Return words with so much around them that a reader recognises them: the clause, or else the sentence.

    Words that do not stand in the text, or make a clause that is too long, are given as they are.

    >>> quotation("城区书房进展顺利，2座已建成。", "2座", 4, 40), quotation("进展顺利，2座已建成", "2座已", 2, 40)
    ('2座已建成', '2座已建成')
    >>> quotation("已开工书房2座（其中，提前开工1座）", "2座", 4, 40)
    '已开工书房2座'
    """
    at = text.find(words)
    if at < 0:
        return words
    found = words
    for marks in ("，,。；;！？!?\n\r", "。；;！？!?\n\r"):
        start = max((text.rfind(mark, 0, at) for mark in marks), default=-1) + 1
        ends = [end for mark in marks if (end := text.find(mark, at + len(words))) >= 0]
        wider = text[start : min(ends, default=len(text))].strip()
        if len(wider) > most:
            break
        found = wider
        if len(found) >= least:
            break
    # A bracket that is not closed opens what is said beside it.
    opened = max(found.rfind("（"), found.rfind("("))
    is_open = opened > 0 and not _CLOSING.search(found, opened) and words in found[:opened]
    return found[:opened].rstrip() if is_open else found


def printed_value(measure: Measure) -> str:
    """Return a measure for a reader, value and unit as printed."""
    return f"{number(measure.value, 6)}{measure.unit}"


def arithmetic(report: GoalReport, reading: Reading) -> str:
    """Return the calculation that tells how a reading stands to its goal, without words."""
    wanted, found = printed_value(report.goal.measure), printed_value(reading.measure)
    if reading.of_plan:
        return f"{found} × {wanted}"
    goal, ratio = report.goal, report.attainment.ratio
    if goal.nature is Nature.RANK:
        return f"{found}, {wanted}"
    if goal.nature in (Nature.GROWTH, Nature.RATIO):
        return f"{found} − {wanted} = {number(_above(report, reading))}"
    if ratio is None:
        return f"{found} − {wanted} = {in_unit_of(_above(report, reading), goal.measure)}"
    return f"{found} ÷ {wanted} = {number(ratio * _HUNDRED, 1)}%"


def comparison(report: GoalReport, reading: Reading, words: CheckWords) -> Blanks:
    """Return the blanks `told_zh` and `told_en`: how a reading stands to its goal."""
    goal, ratio = report.goal, report.attainment.ratio
    found, wanted = printed_value(reading.measure), printed_value(goal.measure)
    if reading.of_plan:
        return words.phrase("told", "of-plan", found=found)
    if goal.nature is Nature.RANK:
        return words.phrase("told", "rank", found=found, wanted=wanted)
    if goal.nature in (Nature.GROWTH, Nature.RATIO):
        above = _above(report, reading)
        values = dict(
            (*_change("found", report, reading.measure, words), *_change("wanted", report, goal.measure, words))
        )
        how = "points-below" if above < 0 else "points-above"
        return words.phrase("told", how, points=number(abs(above)), **values)
    if ratio is None:
        over = in_unit_of(_above(report, reading), goal.measure)
        return words.phrase("told", "over-limit", over=over, wanted=wanted)
    if ratio >= _MANY:
        return words.phrase("told", "many-times", times=number(ratio, 1), found=found, wanted=wanted)
    return words.phrase("told", "share", share=f"{number(ratio * _HUNDRED, 1)}%", found=found, wanted=wanted)


def _change(blank: str, report: GoalReport, measure: Measure, words: CheckWords) -> Blanks:
    """Return the blanks of a ratio, or of a change with its direction: below zero it goes against the goal's."""
    if report.goal.nature is not Nature.GROWTH:
        return words.phrase(blank, "as-it-is", value=printed_value(measure))
    how = "goes-up" if report.goal.falls else "rises-by"
    if report.goal.falls != (measure.value < 0):
        how = "falls-by"
    printed = printed_value(replace(measure, value=abs(measure.value)))
    return words.phrase(blank, how, value=printed)


def time_passed(ratio: Decimal | None, elapsed: Decimal, words: CheckWords) -> Blanks:
    """Return the blanks `time_zh` and `time_en`: how much of the time to the deadline has passed, and what that says.

    What has no ratio to its goal has no pace: of an amount a limit is then passed.
    """
    if elapsed >= 1:
        return words.phrase("time", "deadline-come")
    if ratio is None:
        return words.phrase("time", "limit-passed")
    part, points = (number(share * _HUNDRED, places) for share, places in ((elapsed, 0), (elapsed - ratio, 1)))
    return words.phrase("time", "time-passed", part=f"{part}%", points=points)


def _above(report: GoalReport, reading: Reading) -> Decimal:
    """Return how much a reading lies above its goal, in base units; a fall lies below zero where a rise is promised."""
    value = -abs(reading.measure.base_value) if reading.opposite else reading.measure.base_value
    return value - report.goal.measure.base_value


def quotient(part: Interval, whole: Interval) -> Interval:
    """Return part over whole in per cent; the whole must lie above zero."""
    return Interval(part.low / whole.high * _HUNDRED, part.high / whole.low * _HUNDRED)


def division(part: Measure, whole: Measure, rate: Measure) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the calculation in the printed units, and the values of the placeholders `implied` and `rate`.

    The rate that the two give has as many decimal places as the printed one.
    """
    places = max(0, -int(rate.value.as_tuple().exponent))
    implied = f"{number(part.base_value / whole.base_value * _HUNDRED, places)}%"
    printed = printed_value(rate)
    calculation = f"{printed_value(part)} ÷ {printed_value(whole)} = {implied} ≠ {printed}"
    return calculation, (("implied", implied), ("rate", printed))
