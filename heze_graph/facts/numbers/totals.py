"""Readings whose parts the report prints and whose total it leaves to the reader.

Parallel figures stand in one sentence, in the unit of the goal, none of them the total. They are added when the goal's
quantity is a collective (系列贷, 各类演出) or a pair that the report takes apart (中小学、幼儿园 20所: 8所 and 9所).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from heze_graph.facts.numbers.alignment import Candidate, comparable, score
from heze_graph.facts.numbers.words import coverage, plain
from heze_graph.model.measured import Goal, Nature, Reading, Span, Stage
from heze_graph.reference.measures import Measures

_LIKE_A_PART = 0.3
_NAMES_IT = 0.6
_NAMES_ALL = 0.85
_MOST_PARTS = 4
_JOINT = re.compile(r"[、和与及]")


def total(goal: Goal, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return the sum of the parts of a goal's quantity, or None where the report does not print it in parts."""
    if goal.nature is not Nature.AMOUNT:
        return None
    alike = [c for c in offered if _is_parallel(goal, c, known)]
    sentences = dict.fromkeys((c.source, c.phrase.sentence_start) for c in alike)
    for sentence in sentences:
        parts = [c for c in alike if (c.source, c.phrase.sentence_start) == sentence]
        chosen = _collective(goal, parts, known) or _conjuncts(goal, parts)
        if chosen:
            return _sum(chosen)
    return None


def _is_parallel(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    return (
        candidate.stage is Stage.DONE
        and not candidate.part
        and candidate.phrase.measure.unit == goal.measure.unit
        and comparable(goal, candidate, known)
    )


def _collective(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    if not known.pattern("collective").search(goal.quantity):
        return []
    parts = [part for part in parts if score(goal, part, known) >= _LIKE_A_PART]
    has_total = any(coverage(plain(goal.quantity), _words(part)) >= _NAMES_ALL for part in parts)
    return [] if has_total or len(parts) < 2 else parts


def _conjuncts(goal: Goal, parts: list[Candidate]) -> list[Candidate]:
    named = [plain(name) for name in _JOINT.split(goal.quantity) if len(plain(name)) > 1]
    if not 2 <= len(named) <= _MOST_PARTS or len(parts) != len(named):
        return []
    if any(all(coverage(name, _words(part)) >= _NAMES_ALL for name in named) for part in parts):
        return []
    for order in permutations(parts):
        if all(coverage(name, _words(part)) >= _NAMES_IT for name, part in zip(named, order, strict=True)):
            return parts
    return []


def _words(candidate: Candidate) -> str:
    return plain(candidate.phrase.before + candidate.phrase.after)


def _sum(parts: list[Candidate]) -> Reading:
    phrases = [part.phrase for part in parts]
    start, end = phrases[0].start, phrases[-1].end
    span = Span(start, end, phrases[0].text[start:end])
    values = tuple(phrase.measure for phrase in phrases)
    measure = replace(
        values[0],
        value=sum((m.value for m in values[1:]), values[0].value),
        base_value=sum((m.base_value for m in values[1:]), values[0].base_value),
        span=span,
    )
    return Reading(measure, span, parts[0].source, total_of=values)
