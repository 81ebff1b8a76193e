"""Changes that a report leaves to the reader: the rate of 由420件压减至290件, the net gain of 新增34家，退出9家."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from heze_graph.extraction.numbers.alignment import LEAST, comparable
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.likeness import likeness
from heze_graph.extraction.numbers.phrases import trimmed
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


def net_gain(goal: Goal, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return what came less what went, the one pair of a sentence, or None where a report does not print both.

    Only a goal for a net gain (净增20家) asks for it, and only where no number says it.
    """
    net, lost = known.pattern("net"), known.ending("lost")
    if not net.search(goal.span.text) or any(net.search(c.phrase.before) for c in offered):
        return None
    unit = goal.measure.base_unit
    told = [c for c in offered if c.phrase.measure.base_unit == unit and not c.part]
    went = [c for c in told if lost.search(trimmed(c.phrase.before, known, ("already", "function")))]
    came = [c for c in told if c.role is Role.FLOW and c not in went and comparable(goal, c, known)]
    if len(went) != 1 or len(came) != 1 or _sentence(came[0]) != _sentence(went[0]):
        return None
    one, other = sorted((came[0].phrase, went[0].phrase), key=lambda phrase: phrase.start)
    gain = came[0].phrase.measure
    base = gain.base_value - went[0].phrase.measure.base_value
    span = Span(one.span.start, other.span.end, one.text[one.span.start : other.span.end])
    value = base / (gain.base_value / gain.value) if gain.value else base
    worked = (one.measure, other.measure)
    return Reading(replace(gain, value=value, base_value=base, span=span), span, came[0].source, worked_from=worked)


def _sentence(candidate: Candidate) -> tuple[int, int]:
    return candidate.source, candidate.phrase.sentence_start


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
