"""Whether two counted nouns are different things: 企业 and 项目, 充电桩 and 充电站."""

from __future__ import annotations

from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.phrases import specific
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.model.facts import Goal
from heze_graph.reference.measures import Measures

_SIBLING = 3


def counts_other_things(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether the nouns of a goal and a number say that they count different things."""
    one, other = _kind(goal.noun, known), _kind(candidate.noun, known)
    return bool(one and other and one != other) or _are_siblings(goal, candidate, known)


def _are_siblings(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether the things counted differ in their last character and in their counter: 充电站46座 are no 充电桩."""
    one, other = specific(goal.noun, known)[-_SIBLING:], candidate.own[-_SIBLING:]
    alike = len(one) == _SIBLING and one[:-1] == other[:-1] and one[-1:] != other[-1:]
    return alike and counter(goal.measure) != counter(candidate.phrase.measure)


def _kind(noun: str, known: Measures) -> str:
    """Return the kind of the last counted noun that is only a kind: 企业 and 项目 are never the same things."""
    found = known.pattern("kind").findall(noun)
    return known.values[("kind", found[-1])] if found else ""
