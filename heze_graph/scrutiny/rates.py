"""Percentages that do not follow from the two numbers printed beside them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from heze_graph.facts.numbers.alignment import Candidate
from heze_graph.model.measured import Nature
from heze_graph.model.understood import Certainty
from heze_graph.reference.scrutiny import ScrutinyWords
from heze_graph.scrutiny.claims import reported
from heze_graph.scrutiny.material import Figure, Material, Passage, Suspicion, promise
from heze_graph.scrutiny.texts import Interval, interval, is_rough, number, printed_value, rounded

_HUNDRED = Decimal(100)
_CHANGES = frozenset({"ratio", "percentage-point"})


def rate_of_goal(material: Material) -> Iterator[Suspicion]:
    """Find rates of attainment (完成率) printed behind a number that over its goal gives another rate."""
    words = material.words
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            wanted = report.goal.measure
            if report.goal.nature is not Nature.AMOUNT or wanted.base_value <= 0 or reading.total_of:
                continue
            figures = material.figures[statement]
            place = next(
                (n for n, f in enumerate(figures) if f.candidate.phrase.measure.span == reading.measure.span),
                -1,
            )
            rate = figures[place + 1] if 0 <= place < len(figures) - 1 else None
            if rate is None or not _is_rate(rate.candidate, figures[place].candidate, "attainment-rate", words):
                continue
            done, printed = (
                interval(figures[place].candidate.phrase, words),
                rounded(rate.candidate.phrase.measure),
            )
            if not _quotient(done, Interval(wanted.base_value, wanted.base_value)).meets(printed):
                yield Suspicion(
                    "rate-does-not-follow",
                    _stretch(figures[place], rate),
                    promise(entry, report.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=_division(reading.measure.base_value, wanted.base_value, rate.candidate),
                )


def rate_of_part(material: Material) -> Iterator[Suspicion]:
    """Find a whole, a part and a rate in one sentence (4640人，已服务4510人，服务率97.2%) that do not fit.

    The rate may also be meant of a goal of the Entry in that unit.
    """
    for figures in material.figures.values():
        for whole, part, rate in zip(figures, figures[1:], figures[2:], strict=False):
            if _is_part(whole.candidate, part.candidate, rate.candidate, material.words):
                one, two = (interval(f.candidate.phrase, material.words) for f in (part, whole))
                wholes = [two, *_goals(material, whole)]
                printed = rounded(rate.candidate.phrase.measure)
                if not any(_quotient(one, base).meets(printed) for base in wholes if base.low > 0):
                    done, all_ = (f.candidate.phrase.measure.base_value for f in (part, whole))
                    yield Suspicion(
                        "rate-does-not-follow-from-part",
                        _stretch(whole, rate),
                        certainty=Certainty.LIKELY,
                        arithmetic=_division(done, all_, rate.candidate),
                    )


def rate_of_change(material: Material) -> Iterator[Suspicion]:
    """Find a value, its difference from before and the rate of that change that do not fit."""
    for figures in material.figures.values():
        for value, change, rate in zip(figures, figures[1:], figures[2:], strict=False):
            if not _is_change(value.candidate, change.candidate, rate.candidate, material.words):
                continue
            now, by = (interval(f.candidate.phrase, material.words) for f in (value, change))
            sign = -1 if change.candidate.falls or _falls(change.candidate, material) else 1
            ends = [end - sign * step for end in (now.low, now.high) for step in (by.low, by.high)]
            base = Interval(min(ends), max(ends))
            if base.low > 0 and not _quotient(by, base).meets(rounded(rate.candidate.phrase.measure)):
                one, two = (f.candidate.phrase.measure.base_value for f in (change, value))
                yield Suspicion(
                    "rate-of-change-does-not-follow",
                    _stretch(value, rate),
                    certainty=Certainty.DOUBTFUL,
                    arithmetic=_division(one, two - sign * one, rate.candidate),
                )


def _is_rate(rate: Candidate, before: Candidate, role: str, words: ScrutinyWords) -> bool:
    """Whether a percentage in the sentence of another figure is introduced by a word of the role."""
    return (
        rate.phrase.measure.dimension == "ratio"
        and rate.phrase.sentence_start == before.phrase.sentence_start
        and words.ends(role, _bare(rate))
        and not is_rough(rate.phrase, words)
    )


def _bare(rate: Candidate) -> str:
    """Return the words before a percentage without the copula: 完成率为, 完成率达到."""
    return rate.phrase.before.strip().rstrip("为是达到约了 ")


def _is_part(whole: Candidate, part: Candidate, rate: Candidate, words: ScrutinyWords) -> bool:
    one, two = whole.phrase.measure, part.phrase.measure
    return (
        one.base_unit == two.base_unit
        and one.dimension == two.dimension not in _CHANGES
        and whole.phrase.sentence_start == part.phrase.sentence_start
        and 0 < two.base_value <= one.base_value
        and _is_rate(rate, part, "part-rate", words)
    )


def _is_change(value: Candidate, change: Candidate, rate: Candidate, words: ScrutinyWords) -> bool:
    one, two, three = (c.phrase.measure for c in (value, change, rate))
    return (
        one.base_unit.removeprefix("个百分点") == two.base_unit.removeprefix("个百分点")
        and two.dimension not in _CHANGES
        and three.dimension == "ratio"
        and value.phrase.sentence_start == change.phrase.sentence_start == rate.phrase.sentence_start
        and words.has("change-from", change.phrase.before)
        and rate.nature is Nature.GROWTH
        and not words.has("change-from", rate.phrase.before)
    )


def _falls(change: Candidate, material: Material) -> bool:
    return bool(material.words.measures.pattern("fall").search(change.phrase.before))


def _goals(material: Material, figure: Figure) -> list[Interval]:
    """Return the goals, in the unit of a figure, of the Entry that it stands in: a rate may be meant of them."""
    entry = material.entries[figure.statement.document, figure.statement.entry]
    measures = [report.goal.measure for report in material.goals(entry)]
    same = [m.base_value for m in measures if m.base_unit == figure.candidate.phrase.measure.base_unit]
    return [Interval(value, value) for value in same]


def _quotient(part: Interval, whole: Interval) -> Interval:
    """Return part over whole in per cent; the whole must lie above zero."""
    return Interval(part.low / whole.high * _HUNDRED, part.high / whole.low * _HUNDRED)


def _stretch(first: Figure, last: Figure) -> Passage:
    start, end = first.candidate.phrase.span.start, last.candidate.phrase.span.end
    return Passage(first.statement, first.statement.text[start:end])


def _division(part: Decimal, whole: Decimal, rate: Candidate) -> str:
    implied = number(part / whole * _HUNDRED)
    return f"{number(part, 6)} ÷ {number(whole, 6)} = {implied}% ≠ {printed_value(rate.phrase.measure)}"
