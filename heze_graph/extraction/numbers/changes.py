"""The rate of a change that a report prints as its start and its end: 由420件压减至290件 is a fall of 30.95%."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from heze_graph.extraction.numbers.alignment import LEAST, likeness
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.roles import ASIDE, Role
from heze_graph.model.facts import Goal, Measure, Nature, Reading, Span
from heze_graph.reference.measures import Measures

_DIGITS = 2


def rate_of_change(goal: Goal, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return the rate that follows from the two printed numbers of the goal's quantity, or None.

    Only a goal for a rate of change (压减30%) asks for it, and only where the report prints no rate that may answer it.
    """
    if goal.nature is not Nature.GROWTH or goal.measure.dimension != "ratio" or goal.per_place:
        return None
    if any(c.phrase.measure.dimension == "ratio" and c.role not in ASIDE for c in offered):
        return None
    changes = [pair for pair in pairwise(offered) if _is_change(*pair) and likeness(goal, pair[1], known) >= LEAST]
    return _rate(goal, *changes[0], known) if len(changes) == 1 else None


def _is_change(base: Candidate, end: Candidate) -> bool:
    one, other = base.phrase, end.phrase
    same = one.measure.base_unit == other.measure.base_unit and one.sentence_start == other.sentence_start
    counted = one.measure.dimension != "ratio" and one.measure.base_value > 0
    return base.role is Role.BASE and end.role is not Role.BASE and same and counted and base.source == end.source


def _rate(goal: Goal, base: Candidate, end: Candidate, known: Measures) -> Reading:
    one, other, text = base.phrase.measure, end.phrase.measure, end.phrase.text
    change = (other.base_value - one.base_value) / one.base_value * 100
    lead = known.ending("from").search(text[: one.span.start])
    start = lead.start() if lead else one.span.start
    span = Span(start, other.span.end, text[start : other.span.end])
    value = round(abs(change), _DIGITS)
    measure = Measure(value, "%", span, value, goal.measure.base_unit, goal.measure.dimension)
    opposite = change != 0 and (change < Decimal(0)) != goal.falls
    return Reading(measure, span, end.source, worked_from=(one, other), opposite=opposite)
