"""Percentages that do not follow from the two numbers printed beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from heze_graph.checks.answers import reported
from heze_graph.checks.material import Material, Passage, QuotedNumber, Suspicion, check, promise
from heze_graph.checks.texts import Interval, division, interval, is_rough, quotient, rounded
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, trimmed
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Measure, Nature
from heze_graph.model.understood import Certainty
from heze_graph.reference.words import CheckWords

_HUNDRED = Decimal(100)
#: Characters of a noun that tell what it is of.
_NOUN = 2
#: Characters that name a plan: 占年度目标任务的.
_LONGEST_PLAN = 10
_CLAUSE = re.compile(r"[，,；;、]")
_CHANGES = frozenset({"ratio", "percentage-point"})


@check("rate-does-not-follow")
def rate_of_goal(material: Material) -> Iterator[Suspicion]:
    """Find rates of attainment (完成率) printed behind a number that over its goal gives another rate.

    A rate may be of another goal in that unit: 28亿元，力争30亿元.
    """
    words = material.words
    for entry in material.entries.values():
        seen: set[QuotedNumber] = set()
        for told in reported(material, entry):
            report, reading, figures = told.report, told.reading, material.figures[told.statement]
            wanted = report.goal.measure
            printed = not (reading.worked_from or reading.of_plan)
            if report.goal.nature is not Nature.AMOUNT or wanted.base_value <= 0 or not printed:
                continue
            place = figures.index(told.figure) if told.figure else -1
            units = {one.goal.measure.base_unit for one in material.goals(entry)}
            rate = _rate_behind(figures, place, wanted, units, words) if place >= 0 else None
            if rate is None or rate in seen:
                continue
            seen.add(rate)
            # 学校9所、医院6家，完成率120%: the rate may be of another number since the last rate.
            said, since = rounded(rate.candidate.phrase.measure), _since_last_rate(figures[: place + 1])
            done = [(interval(f.candidate.phrase, words), whole) for f in since for whole in _goals(material, f)]
            if not any(quotient(part, whole).meets(said) for part, whole in done):
                calculation, blanks = division(reading.measure, wanted, rate.candidate.phrase.measure)
                yield Suspicion(
                    "rate-does-not-follow",
                    stretch(figures[place], rate),
                    promise(entry, report.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=calculation,
                    details=blanks,
                )


@check("rate-does-not-follow-from-part")
def rate_of_part(material: Material) -> Iterator[Suspicion]:
    """Find a whole, a part and a rate in one sentence (4640人，已服务4510人，服务率97.2%) that do not fit.

    The rate may also be meant of a goal of the Entry in that unit; what does not follow from a goal is found there.
    """
    found = [one.at for one in rate_of_goal(material)]
    for figures in material.figures.values():
        for whole, part, rate, first in _parts(figures, material.words):
            one, two = (interval(f.candidate.phrase, material.words) for f in (part, whole))
            wholes = [two, *_goals(material, whole)]
            printed, said = rounded(rate.candidate.phrase.measure), stretch(first, rate)
            if any(said.statement == other.statement and said.text.endswith(other.text) for other in found):
                continue
            if not any(quotient(one, base).meets(printed) for base in wholes if base.low > 0):
                calculation, blanks = division(*(f.candidate.phrase.measure for f in (part, whole, rate)))
                yield Suspicion(
                    "rate-does-not-follow-from-part",
                    said,
                    certainty=Certainty.LIKELY,
                    arithmetic=calculation,
                    details=blanks,
                )


def _parts(
    figures: Sequence[QuotedNumber], words: CheckWords
) -> Iterator[tuple[QuotedNumber, QuotedNumber, QuotedNumber, QuotedNumber]]:
    """Yield each whole, part and rate with the figure that their words begin with.

    The parts behind the first one are of the same whole: 15项中9项完成，占比60%；3项进展较快，占比20%.
    """
    known: QuotedNumber | None = None
    for first, second, rate in zip(figures, figures[1:], figures[2:], strict=False):
        whole, part = (second, first) if _is_whole(second, rate, words) else (first, second)
        if _is_part(whole.candidate, part.candidate, rate.candidate, words):
            known = whole
            yield whole, part, rate, first
        elif known and _is_ratio(first) and _is_next_part(known.candidate, second.candidate, rate.candidate, words):
            yield known, second, rate, second


def _is_next_part(whole: Candidate, part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    one, two = whole.phrase, part.phrase
    return (
        one.measure.unit == two.measure.unit
        and two.measure.base_value <= one.measure.base_value
        and "。" not in one.text[one.measure.span.end : two.measure.span.start]
        and _is_rate(rate, part, "part-rate", words)
    )


def _rate_behind(
    figures: Sequence[QuotedNumber], place: int, wanted: Measure, units: Collection[str], words: CheckWords
) -> QuotedNumber | None:
    """Return the rate of attainment of a figure: the next one, or its own of 分别完成80.8%、58.5%.

    Between them may stand what is left, by its words (其余6所) or by its number (100所, 完成98所，2所延期), and what no
    goal is in the unit of (`units`): 完成投资8亿元，支持项目21个，占任务的80%.
    """
    first = next((n for n in range(place + 1, len(figures)) if _is_ratio(figures[n])), None)
    if first is None:
        return None
    rate, own = figures[first].candidate, figures[place].candidate
    if _is_rate_of_another(rate, own, words) or not _is_attainment(rate, own, words):
        return None
    since = figures[first - 1].candidate.phrase.measure.span.end
    between = figures[first].statement.text[since : figures[first].candidate.phrase.measure.span.start]
    if not words.measures.pattern("respectively").search(between):
        if first > place + 1 and not _CLAUSE.search(between):
            # 建成2个，另1个完成70% is a rate of the last one.
            return None
        left = wanted.base_value - figures[place].candidate.phrase.measure.base_value
        aside = all(
            _is_rest(figure.candidate, words)
            or figure.candidate.phrase.measure.base_value == left
            or figure.candidate.phrase.measure.base_unit not in units
            for figure in figures[place + 1 : first]
        )
        return figures[first] if aside else None
    rates = list(takewhile(_is_ratio, figures[first:]))
    # 甲6项完成28亿元、乙5项完成26亿元，分别完成187.9%、121.8%: the rates are of what goals are in the unit of.
    begun = figures[place].candidate.phrase.sentence_start
    told = [n for n in range(first) if figures[n].candidate.phrase.sentence_start == begun]
    rated = [n for n in told if figures[n].candidate.phrase.measure.base_unit in units]
    return rates[rated.index(place)] if len(rated) == len(rates) else None


def _is_rate_of_another(rate: Candidate, before: Candidate, words: CheckWords) -> bool:
    """Whether a rate names what is done, and not the figure before: 建成2318套，补贴发放完成年度任务的112%."""
    known, said = words.measures, rate.phrase.before
    for role in ("respectively", "plan-rate", "plan"):
        said = known.pattern(role).sub("", said)
    named = specific(said, known)
    return len(named) > 1 and coverage(named, plain(before.phrase.clause) + before.topic) == 0


def _is_ratio(figure: QuotedNumber) -> bool:
    return figure.candidate.phrase.measure.dimension == "ratio"


def _since_last_rate(figures: Sequence[QuotedNumber]) -> Iterator[QuotedNumber]:
    begun = figures[-1].candidate.phrase.sentence_start
    return takewhile(lambda f: not _is_ratio(f) and f.candidate.phrase.sentence_start == begun, reversed(figures))


def _is_rate(rate: Candidate, before: Candidate, role: str, words: CheckWords) -> bool:
    """Whether a percentage in the sentence of another figure is introduced by a word of the role."""
    return (
        rate.phrase.measure.dimension == "ratio"
        and rate.phrase.sentence_start == before.phrase.sentence_start
        and words.ends(role, _bare(rate))
        and not words.measures.pattern("overall").search(rate.phrase.before)
        and not is_rough(rate.phrase, words)
    )


def _is_attainment(rate: Candidate, before: Candidate, words: CheckWords) -> bool:
    """Whether a percentage is of the task, not of the work or the money: 占总任务的81%, 完成81%; 完成工程量的81%."""
    said = rate.phrase.before
    bare, done = _bare(rate), words.measures.pattern("done")
    alone = done.search(bare) is not None and not trimmed(bare, words.measures, ("already", "function", "done"))
    return (
        rate.phrase.measure.dimension == "ratio"
        and (rate.role is Role.PLAN_SHARE or alone)
        and rate.phrase.sentence_start == before.phrase.sentence_start
        and not words.has("work-share", said[-_LONGEST_PLAN:])
        and not words.measures.pattern("overall").search(said)
        and not is_rough(rate.phrase, words)
    )


def _is_rate_of(rate: Candidate, part: Candidate, words: CheckWords) -> bool:
    """Whether a percentage is called after the verb of a figure in its sentence: 核销305万元，核销率97.8%.

    The verb may stand behind the figure (384家完成改造), or say what was to be done (应改造企业中已完成384家).
    """
    named = re.search(r"([\u4e00-\u9fff]{2})率$", _bare(rate))
    if named is None or rate.phrase.measure.dimension != "ratio" or is_rough(rate.phrase, words):
        return False
    before, after = part.phrase.before.rstrip(), part.phrase.clause_after.rstrip()
    called = before.endswith(named[1]) or after.endswith(named[1])
    called = called or (words.measures.ends("done", before) and f"应{named[1]}" in part.phrase.clause)
    return called and rate.phrase.sentence_start == part.phrase.sentence_start


def _is_opposite(part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    """Whether a figure counts what a rate leaves out: 不合格42批次，合格率98.6%."""
    named, before = _bare(rate)[:-1], part.phrase.before.rstrip()
    return bool(named) and before.endswith(named) and words.ends("negation", before.removesuffix(named))


def _bare(rate: Candidate) -> str:
    """Return the words before a percentage without the copula: 完成率为, 完成率达到."""
    return rate.phrase.before.strip().rstrip("为是达到约了 ")


def _is_whole(figure: QuotedNumber, rate: QuotedNumber, words: CheckWords) -> bool:
    """Whether a figure is called the whole and a rate names nothing: 护理床位1260张，总床位1980张，占比63.6%."""
    total = words.measures.pattern("total").search(figure.candidate.phrase.before)
    return total is not None and words.patterns["part-rate"].fullmatch(_bare(rate.candidate)) is not None


def _is_part(whole: Candidate, part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    one, two = whole.phrase.measure, part.phrase.measure
    return (
        counter(one) == counter(two)
        and one.base_unit == two.base_unit
        and one.dimension == two.dimension not in _CHANGES
        and whole.phrase.sentence_start == part.phrase.sentence_start
        and not (_are_in_order(part, rate, words) or _is_aside(part, rate))
        and not (_is_rest(part, words) or _is_opposite(part, rate, words) or words.has("idle", part.phrase.before))
        and not _is_of_all_begun(part, rate, words)
        and not _is_qualified(rate, words)
        and not _is_mean(part, words)
        and part.role is not Role.PLAN
        # 完成36户，超额6户，完成率120%: more than all is a rate of the plan.
        and not (rate.role is Role.PLAN_SHARE and rate.phrase.measure.value > _HUNDRED)
        and not _came_in(part, rate, words)
        and 0 < two.base_value <= one.base_value
        and (
            _is_rate_of(rate, part, words)
            or (
                (_is_rate(rate, part, "part-rate", words) or _is_attainment(rate, part, words))
                and not _are_two_things(whole, part, words)
            )
        )
    )


def _is_rest(figure: Candidate, words: CheckWords) -> bool:
    """Whether a figure is what is left beside the one before it: 已建成14所，其余6所在建."""
    return words.measures.pattern("rest").search(figure.phrase.before) is not None


def _is_of_all_begun(part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    """Whether a rate is of all that is begun, and a figure is not: 在建65个、竣工60个，开工率87%."""
    begun = words.measures.pattern("begun")
    return bool(begun.search(_bare(rate)) and not begun.search(part.phrase.before))


def _is_qualified(rate: Candidate, words: CheckWords) -> bool:
    """Whether a rate names what its sentence has not said: 办结566件，按期办结率100%."""
    bare = words.measures.pattern("overall").sub("", words.patterns["part-rate"].sub("", _bare(rate)))
    named = specific(bare, words.measures)
    said = plain(rate.phrase.text[rate.phrase.sentence_start : rate.phrase.start])
    return rate.role is not Role.PLAN_SHARE and len(named) > 1 and coverage(named, said) < 1


def _came_in(part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    """Whether a figure is what came in, and no part that a share is of: 余额100亿元，较年初增加20亿元，占比23%."""
    new = words.measures.pattern("increment").search(part.phrase.before) is not None
    new = new and rate.role is not Role.PLAN_SHARE and not _is_rate_of(rate, part, words)
    return new or words.has("change-from", part.phrase.before)


def _is_mean(figure: Candidate, words: CheckWords) -> bool:
    """Whether a figure is of one head or unit, and so no part of a number of things: 床位620张，千人口床位4.15张."""
    return any(words.measures.pattern(role).search(figure.phrase.before) for role in ("average", "per-head"))


def _is_aside(part: Candidate, rate: Candidate) -> bool:
    """Whether a figure stands in brackets and a rate behind them: 拨款40万元（甲镇6万元），占计划的63%."""
    between = half_width(part.phrase.text[part.phrase.measure.span.end : rate.phrase.measure.span.start])
    return between.count(")") > between.count("(")


def _are_in_order(part: Candidate, rate: Candidate, words: CheckWords) -> bool:
    """Whether rates answer the figures before them one by one: 甲735人、乙520人，完成率分别为105%、104%."""
    between = rate.phrase.text[part.phrase.measure.span.end : rate.phrase.measure.span.start]
    return words.measures.pattern("respectively").search(between) is not None


def _are_two_things(one: Candidate, other: Candidate, words: CheckWords) -> bool:
    """Whether both figures of a list name their own: 人工造林3万亩、封山育林2万亩; 一级泵站7座，二级泵站5座."""
    between = one.phrase.text[one.phrase.measure.span.end : other.phrase.measure.span.start]
    if not (re.search("[、，,]", between) and one.own and other.own):
        return False
    alike = one.own[-_NOUN:] == other.own[-_NOUN:] and not words.measures.pattern("already").search(other.phrase.before)
    return (alike and one.own not in other.own and other.own not in one.own) or coverage(other.own, one.own) == 0


def _goals(material: Material, figure: QuotedNumber) -> list[Interval]:
    """Return the goals, in the unit of a figure, of the Entry that it stands in: a rate may be meant of them."""
    entry = material.entries[figure.statement.document, figure.statement.entry]
    measures = [report.goal.measure for report in material.goals(entry)]
    same = [m.base_value for m in measures if m.base_unit == figure.candidate.phrase.measure.base_unit]
    return [Interval(value, value) for value in same]


def stretch(first: QuotedNumber, last: QuotedNumber) -> Passage:
    """Return what is printed from one number to another."""
    start, end = first.candidate.phrase.span.start, last.candidate.phrase.span.end
    return Passage(first.statement, first.statement.text[start:end])
