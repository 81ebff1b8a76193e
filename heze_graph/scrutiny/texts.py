"""Sentences, quoted names, and the interval of values that a printed number can stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from heze_graph.facts.numbers.numerals import half_width
from heze_graph.facts.numbers.phrases import Phrase
from heze_graph.facts.numbers.words import coverage, plain, trimmed, without_figures
from heze_graph.model.measured import Measure
from heze_graph.reference.measures import Measures
from heze_graph.reference.scrutiny import ScrutinyWords

_SENTENCE = re.compile(r"[^。；;！？!?\n\r]+")
_QUOTED = re.compile(r"“([^“”]{1,60})”|《([^《》]{1,80})》|「([^「」]{1,60})」")
_TIME = re.compile(
    r"(?:[0-9]{4}年)?(?:[0-9]{1,2}[-—－~～至])?[0-9]{1,2}月(?:份|底|末)?(?:[0-9]{1,2}[日号])?"
    r"|[0-9]{4}年(?:度|上半年|下半年|以来)?|(?:前|第)?[一二三四]季度|[上下]半年|今年(?:以来)?|本年(?:度)?|年内"
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in order, each as it is printed, without blanks at its ends."""
    found = (match[0].strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]


def sentence_around(phrase: Phrase) -> str:
    """Return the sentence that a phrase stands in, as far as it is printed before and behind it."""
    match = _SENTENCE.match(phrase.text, phrase.end)
    end = match.end() if match else phrase.end
    return phrase.text[phrase.sentence_start : end].strip()


def quoted_names(text: str) -> list[tuple[str, str]]:
    """Return (name as it is printed with its marks, name alone) of everything in quotation marks or title marks.

    >>> quoted_names("严控“三高”项目，印发《实施方案》")
    [('“三高”', '三高'), ('《实施方案》', '实施方案')]
    """
    return [(match[0], next(group for group in match.groups() if group)) for match in _QUOTED.finditer(text)]


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
    first, second = (plain(without_times(without_figures(text, known))) for text in (one, other))
    if not first or not second:
        return 1.0 if first == second else 0.0
    return min(coverage(first, second), coverage(second, first))


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included, in the base unit: what a printed number can stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high


def interval(phrase: Phrase, words: ScrutinyWords) -> Interval:
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


def is_rough(phrase: Phrase, words: ScrutinyWords) -> bool:
    """Whether the number is printed as about, more or less than what it says."""
    before, after = phrase.before[-4:], phrase.after[:3]
    return bool(
        words.patterns["rough"].search(before)
        or words.patterns["rough"].match(after.lstrip())
        or phrase.measure.upper is not None
    )


def number(value: Decimal, places: int = 2) -> str:
    """Return a number for a reader: at most so many decimal places, no exponent, no zeros behind.

    >>> number(Decimal("87.384615")), number(Decimal("30.00")), number(Decimal("1E+3"))
    ('87.38', '30', '1000')
    """
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed_value(measure: Measure) -> str:
    """Return a measure for a reader, value and unit as printed."""
    return f"{number(measure.value, 6)}{measure.unit}"
