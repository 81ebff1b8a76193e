"""Readings that count listed names, where the report lists what is done and prints no number.

A和B被认定为省级产业园        the list is the subject of a word of recognition, the quantity its object
已完成A路、B路提升改造        the list is the object of a word of completion, its items are what is counted
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from heze_graph.facts.numbers.words import coverage, plain, specific
from heze_graph.model.measured import Goal, Measure, Reading, Span
from heze_graph.reference.measures import Measures

_CLAUSE = re.compile(r"[^，,；;。！？!?：:\n\r\t]+")
_JOINT = re.compile(r"[、和与及]")
_OPEN_LIST = re.compile(r"等")
_LONGEST_NAME = 16
_ALIKE = 0.6


def counted_names(goal: Goal, progress: Sequence[str], known: Measures) -> Reading | None:
    """Return how many names the report lists for a goal that counts things, or None where it lists none.

    An open list (A、B等) cannot be counted.
    """
    unit = known.units.get(goal.measure.unit)
    if unit is None or not unit.classifier or goal.measure.dimension != "count":
        return None
    for source, text in enumerate(progress):
        for clause in _CLAUSE.finditer(text):
            span = _recognised(goal, clause, known) or _completed(goal, clause, known)
            if span:
                return _reading(goal, text, span, source)
    return None


def _recognised(goal: Goal, clause: re.Match[str], known: Measures) -> tuple[int, int] | None:
    for verb in known.pattern("recognised").finditer(clause[0]):
        subject, object_ = clause[0][: verb.start()], clause[0][verb.end() :]
        if coverage(specific(goal.noun, known), plain(object_)) >= _ALIKE and _names(subject):
            return clause.start(), clause.start() + verb.start()
    return None


def _completed(goal: Goal, clause: re.Match[str], known: Measures) -> tuple[int, int] | None:
    verb = re.match(rf"(?:已|已经|目前|全面)*(?:{known.pattern('done').pattern})了?", clause[0])
    head = specific(goal.noun, known)[-1:]
    if not verb or not head:
        return None
    last = clause[0].rfind(head)
    listed = clause[0][verb.end() : last + 1] if last >= verb.end() else ""
    rest = specific(clause[0][last + 1 :], known)
    names = _names(listed)
    same_kind = len(names) > 1 and all(name.endswith(head) for name in names)
    if same_kind and (not rest or coverage(rest, plain(goal.quantity)) >= _ALIKE):
        return clause.start() + verb.end(), clause.start() + last + 1
    return None


def _names(listed: str) -> list[str]:
    if _OPEN_LIST.search(listed) or re.search(r"[0-9]", listed):
        return []
    names = [name.strip() for name in _JOINT.split(listed)]
    return names if all(0 < len(name) <= _LONGEST_NAME for name in names) else []


def _reading(goal: Goal, text: str, where: tuple[int, int], source: int) -> Reading:
    span = Span(where[0], where[1], text[where[0] : where[1]])
    count = Decimal(len(_names(span.text)))
    unit = goal.measure.unit.lstrip("万亿千百")
    measure = Measure(count, unit, span, count, goal.measure.base_unit, goal.measure.dimension)
    return Reading(measure, span, source, counted=True)
