"""Rates of change that do not follow from the two numbers printed before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from heze_graph.checks.material import Material, Suspicion, check
from heze_graph.checks.rates import stretch
from heze_graph.checks.texts import Interval, division, interval, quotient, rounded
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.model.facts import Measure, Nature
from heze_graph.model.understood import Certainty
from heze_graph.reference.words import CheckWords

#: What may stand between 较上年 and the number there was then: 较上年同期的25家.
_THEN = re.compile(r"(?:同期|同月|[底末])?的?")
_RATES = frozenset({"ratio", "percentage-point"})


@check("rate-of-change-does-not-follow")
def rate_of_change(material: Material) -> Iterator[Suspicion]:
    """Find a value, its difference from before, or what it was before, and the rate of that change that do not fit."""
    words = material.words
    for figures in material.figures.values():
        for value, other, rate in zip(figures, figures[1:], figures[2:], strict=False):
            one, two, three = (figure.candidate for figure in (value, other, rate))
            if not _is_change(one, two, three, words):
                continue
            change, bases, shown = _compared(one, two, three, words)
            printed = three.phrase.measure
            # What went the other way is compared with something else.
            known = change.high > 0 and all(base.low > 0 for base in bases)
            if known and not any(quotient(change, base).meets(rounded(printed)) for base in bases):
                calculation, blanks = division(*shown, printed)
                yield Suspicion(
                    "rate-of-change-does-not-follow",
                    stretch(value, rate),
                    certainty=Certainty.DOUBTFUL,
                    arithmetic=calculation,
                    details=blanks,
                )


def _compared(
    value: Candidate, other: Candidate, rate: Candidate, words: CheckWords
) -> tuple[Interval, list[Interval], tuple[Measure, Measure]]:
    """Return a change, what it may be of, and the two measures that tell it, of a value and the number behind it.

    That is the value before (较上年的25家) or the difference, maybe from the first number: 上年20万吨，增加5万吨.
    """
    now, by = (interval(each.phrase, words) for each in (value, other))
    one, two = value.phrase.measure, other.phrase.measure
    if _is_earlier(other, words):
        change = _plus(by, now, -1) if rate.falls else _plus(now, by, -1)
        return change, [by], (_less(two, one) if rate.falls else _less(one, two), two)
    fallen = other.falls or words.measures.pattern("fall").search(other.phrase.before) is not None
    sign = 1 if fallen else -1
    # Which of two numbers it is from is only said by 较上年.
    first = [] if words.has("change-from", other.phrase.before) else [now]
    return by, [_plus(now, by, sign), *first], (two, _less(one, two, -sign))


def _plus(one: Interval, other: Interval, sign: int) -> Interval:
    ends = [end + sign * step for end in (one.low, one.high) for step in (other.low, other.high)]
    return Interval(min(ends), max(ends))


def _is_change(value: Candidate, change: Candidate, rate: Candidate, words: CheckWords) -> bool:
    one, two, three = (c.phrase.measure for c in (value, change, rate))
    return (
        one.base_unit.removeprefix("个百分点") == two.base_unit.removeprefix("个百分点")
        and two.dimension not in _RATES
        and three.dimension == "ratio"
        and value.phrase.sentence_start == change.phrase.sentence_start == rate.phrase.sentence_start
        and (words.has("change-from", change.phrase.before) or _are_bare(value, change, rate, words))
        and not (value.part and _is_earlier(change, words))
        and rate.nature is Nature.GROWTH
        and not words.has("change-from", rate.phrase.before)
    )


def _is_earlier(figure: Candidate, words: CheckWords) -> bool:
    """Whether a figure is what there was before, and no difference: 较上年的25家, 比上年同期30万吨."""
    said = figure.phrase.before.strip()
    found = [match.end() for match in words.patterns["change-from"].finditer(said)]
    return bool(found) and _THEN.fullmatch(said, found[-1]) is not None


def _are_bare(value: Candidate, change: Candidate, rate: Candidate, words: CheckWords) -> bool:
    """Whether a difference and its rate name nothing, and so are of the number before: 增加2.4亿元，增长17.4%."""
    known = words.measures
    moves = (known.pattern("rise"), known.pattern("fall"))
    said = [each.phrase.before.strip() for each in (change, rate)]
    return not value.part and all(any(move.fullmatch(one) for move in moves) for one in said)


def _less(value: Measure, other: Measure, sign: int = 1) -> Measure:
    """Return a value less (or, with -1, and) another one, in the unit of the value."""
    base = value.base_value - sign * other.base_value
    scale = value.value / value.base_value if value.base_value else Decimal(1)
    return replace(value, value=base * scale, base_value=base)
