"""From the wording of a target to its goals: the measures that no rule of `quantity_refusals` takes otherwise."""

from __future__ import annotations

import re
from decimal import Decimal

from heze_graph.facts.numbers.comparators import comparator_of, without_comparator
from heze_graph.facts.numbers.distribution import distributed
from heze_graph.facts.numbers.phrases import Phrase, phrases
from heze_graph.facts.numbers.quantities import measures
from heze_graph.facts.numbers.refusals import refusal
from heze_graph.facts.numbers.words import trimmed
from heze_graph.model.measured import Comparator, Goal, Nature
from heze_graph.reference.measures import Measures

_LEVELS = frozenset({"concentration", "concentration-water", "number", "age"})


def goals(text: str, known: Measures) -> list[Goal]:
    """Return the goals that the wording of a target promises, in order.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> for goal in goals("新建公园12处、绿道30公里以上，服务全市200个社区", load_measures(REFERENCE)):
    ...     print(goal.quantity, goal.comparator, goal.measure.value, goal.measure.unit)
    新建公园 == 12 处
    绿道 >= 30 公里
    """
    found = measures(text, known)
    alone = distributed(phrases(text, found, [True] * len(found)), known)
    separate = [refusal(phrase, known) is None for phrase in alone]
    result: list[Goal] = []
    for phrase in distributed(phrases(text, found, separate), known):
        if refusal(phrase, known) is None:
            result.append(_goal(phrase, result[-1] if result else None, known))
    return result


def _goal(phrase: Phrase, previous: Goal | None, known: Measures) -> Goal:
    name, noun = quantity_name(phrase, known)
    # “收入280亿元，增长6%”, “小区153个、3.6万户”: a phrase that names nothing speaks of what the one before named.
    follows = previous is not None and previous.span.start >= phrase.sentence_start
    if previous is not None and follows and not trimmed(name, known, ("function", "making", "rise", "fall")):
        name, noun = previous.quantity + name, previous.noun
    nature, falls = nature_of(phrase, known)
    from_end = nature is Nature.RANK and known.ends("from-end", phrase.before)
    return Goal(
        quantity=name,
        comparator=_comparator(phrase, nature, from_end, known),
        measure=phrase.measure,
        span=phrase.span,
        nature=nature,
        noun=noun,
        per_place=_per_place(phrase, known),
        falls=falls,
        from_end=from_end,
        out_of=ranking_size(phrase, known) if nature is Nature.RANK else None,
    )


def _comparator(phrase: Phrase, nature: Nature, from_end: bool, known: Measures) -> Comparator:
    # 前5名 is met by the fifth place and any before it; 退出后20位 only by more than 20 places from the end.
    if nature is Nature.RANK:
        return Comparator.ABOVE if from_end else Comparator.AT_MOST
    return comparator_of(phrase, known) or Comparator.EXACTLY


def quantity_name(phrase: Phrase, known: Measures) -> tuple[str, str]:
    """Return what is counted or measured, without verbs of doing and comparators, and the noun next to the number."""
    before, after = without_comparator(phrase, known)
    after = after.strip().removeprefix("的")
    if after:
        before = _from_last_verb(before, known)
    elif known.ends("from-end", before):
        before = known.endings["from-end"].sub("", before).removesuffix("的")
    return trimmed(before + after, known, ("function",)), after or before.strip()


def _from_last_verb(before: str, known: Measures) -> str:
    """Keep the last verb of making and what follows it, drop one of continuing: 支持各县区重点打造 becomes 打造."""
    made = list(known.pattern("making").finditer(before))
    if made:
        return before[made[-1].start() :]
    continued = list(known.pattern("continuing").finditer(before))
    return before[continued[-1].end() :] if continued else before


def nature_of(phrase: Phrase, known: Measures) -> tuple[Nature, bool]:
    """Return the nature of a measure, and whether it is a change downwards."""
    dimension = phrase.measure.dimension
    if dimension == "rank":
        return Nature.RANK, False
    if dimension in ("ratio", "percentage-point"):
        change = _change(phrase.before, known)
        return (Nature.GROWTH if change else Nature.RATIO), change == "fall"
    if dimension in _LEVELS or known.pattern("stock").search(phrase.before + phrase.after):
        return Nature.LEVEL, False
    return Nature.AMOUNT, False


def _change(before: str, known: Measures) -> str:
    """Return `rise` or `fall` when a word of change stands directly before the number (增速达到), else ""."""
    words = [word.printed for word in (*known.comparator_words("before"), *known.comparator_words("adverb"))]
    gap = "|".join([known.pattern("copula").pattern, *map(re.escape, words)])
    for role in ("fall", "rise"):
        if re.search(rf"(?:{known.pattern(role).pattern})(?:{gap})*\s*$", before):
            return role
    return ""


def _per_place(phrase: Phrase, known: Measures) -> bool:
    each, place = known.pattern("each").pattern, known.pattern("each-place").pattern
    return bool(re.search(rf"(?:{each})(?:{place})", phrase.clause_before))


def ranking_size(phrase: Phrase, known: Measures) -> Decimal | None:
    """Return N of “in a ranking of N cities”, printed in the same clause before the rank."""
    sizes = [m.value for m in measures(phrase.clause_before, known) if m.dimension == "count"]
    return sizes[-1] if sizes else None
