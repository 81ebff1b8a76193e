"""What a report says that prints only a number: 30, in the goal's unit, or 95%, of the plan.

A share of the plan (完成年度任务的86%, 完成率106%, a cell that only says 95%) says how much of the task is done. An
overall rate (总体完成率) belongs to no single goal of several; a rate that names something else belongs to that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.phrases import coverage, plain, specific
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Goal, Nature, Reading
from heze_graph.reference.measures import Measures

APPORTIONED = frozenset({Nature.AMOUNT, Nature.LEVEL})
_UNITLESS = frozenset({Nature.RANK, Nature.GROWTH})
_NAMES_IT = 0.5
_WHOLE_NAME = 4
_REMARK = re.compile(r"[（(][^（()）]*[)）]$")


def bare_reading(
    goal: Goal, alone: bool, offered: Sequence[Candidate], progress: Sequence[str], known: Measures
) -> Reading | None:
    """Return a number without a unit as the reading of an entry's one goal, where the text says nothing else.

    A multiplier that the number itself prints stands (1.2万 of 9000个); else the goal's unit is meant as it is printed.
    """
    if not alone or goal.nature in _UNITLESS:
        return None
    for candidate in offered:
        measure = candidate.phrase.measure
        if measure.dimension != "number" or not _is_bare(candidate, progress[candidate.source], known):
            continue
        scale = goal.measure.base_value / goal.measure.value if goal.measure.value else 1
        unit, value = goal.measure.unit, measure.value * scale
        if measure.unit:
            counted = counter(goal.measure)
            unit, value = measure.unit + counted, measure.base_value * known.units[counted].factor
        read = replace(
            measure,
            unit=unit,
            base_value=value,
            base_unit=goal.measure.base_unit,
            dimension=goal.measure.dimension,
        )
        return Reading(read, candidate.phrase.span, candidate.source)
    return None


def plan_share(
    goal: Goal, alone: bool, offered: Sequence[Candidate], progress: Sequence[str], known: Measures
) -> Reading | None:
    """Return the share of a goal's plan that the report prints, or None; `alone`: the entry has no other goal.

    A rate of benefit (每人补助500元) has no plan of its own.
    """
    if goal.nature not in APPORTIONED or known.pattern("per-head").search(goal.span.text):
        return None
    for candidate in offered:
        if _is_share(candidate, progress, known) and _is_of(goal, alone, candidate, known):
            phrase = candidate.phrase
            return Reading(phrase.measure, phrase.span, candidate.source, of_plan=True)
    return None


def in_turn(goals: Sequence[Goal], offered: list[Candidate]) -> list[list[Candidate]]:
    """Return for each goal the numbers that may tell its share of the plan: 分别完成任务的80%、95% has one for each."""
    shares = [c for c in offered if c.role is Role.PLAN_SHARE]
    one_list = len({(c.source, c.phrase.clause_start) for c in shares}) == 1
    if len(goals) > 1 and len(shares) == len(goals) and one_list and not any(c.own for c in shares):
        return [[replace(share, topic=goal.quantity)] for goal, share in zip(goals, shares, strict=True)]
    return [offered] * len(goals)


def _is_share(candidate: Candidate, progress: Sequence[str], known: Measures) -> bool:
    if candidate.phrase.measure.dimension != "ratio":
        return False
    return candidate.role is Role.PLAN_SHARE or _is_bare(candidate, progress[candidate.source], known)


def _is_bare(candidate: Candidate, text: str, known: Measures) -> bool:
    """Whether a text says nothing but a number: 95%, 已完成95%（某镇偏慢）."""
    span = candidate.phrase.measure.span
    return not specific(_REMARK.sub("", text[: span.start] + text[span.end :]), known)


def _is_of(goal: Goal, alone: bool, candidate: Candidate, known: Measures) -> bool:
    before = known.pattern("plan-rate").sub("", known.pattern("plan").sub("", plain(candidate.phrase.before)))
    named = specific(known.pattern("overall").sub("", before), known)
    if (alone or len(named) < 2) and known.pattern("overall").search(before):
        return alone
    if len(named) < 2:
        named = "" if alone else candidate.topic
    if not named:
        return alone
    asked = specific(goal.quantity, known)
    # 某某工程公益岗位开发完成率: what is asked may be the end of a longer name.
    return coverage(named, plain(goal.quantity)) >= _NAMES_IT or (
        len(asked) >= _WHOLE_NAME and coverage(asked, named) == 1
    )
