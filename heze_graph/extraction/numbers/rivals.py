"""When a number that could answer a goal gives way to another of its report, or is of another part of the year."""

from __future__ import annotations

from heze_graph.extraction.numbers.alignment import names_part
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.model.facts import Goal
from heze_graph.reference.measures import Measures


def gives_way(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number of the report answers the goal in place of this one, as its words tell."""
    return (
        _is_net(goal, candidate, other, known)
        or _counts_in_unit(goal, candidate, other)
        or _is_of_the_time(goal, candidate, other, known)
        or _is_named_part(goal, candidate, other, known)
    )


def is_of_another_time(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number is of a season or a part of the year that the goal does not name: 夏粮 is a part of 粮食."""
    season = known.pattern("season").search(candidate.own)
    if season and season[0] not in goal.span.text + goal.quantity:
        return True
    asked, given = _part_of_year(goal.span.text, known), _part_of_year(candidate.phrase.before, known)
    return bool(asked and given) and asked != given


def _is_of_the_time(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether only the other number names the part of the year that the goal asks for: 建成23座，其中上半年11座."""
    asked = _part_of_year(goal.span.text, known)
    same = candidate.phrase.measure.base_unit == other.phrase.measure.base_unit
    told = _part_of_year(candidate.phrase.before, known)
    return bool(asked) and same and not told and _part_of_year(other.phrase.before, known) == asked


def _part_of_year(words: str, known: Measures) -> str:
    found = known.pattern("part-of-year").search(words)
    return known.values["part-of-year", found[0]] if found else ""


def _is_net(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number says the net gain that the goal asks for: of 新增56家、注销9家，净增47家 the last one."""
    net = known.pattern("net")
    asked = net.search(goal.span.text) and not net.search(candidate.phrase.before)
    same = candidate.phrase.measure.base_unit == other.phrase.measure.base_unit
    return bool(asked and same and net.search(other.phrase.before))


def _counts_in_unit(goal: Goal, candidate: Candidate, other: Candidate) -> bool:
    """Whether another number of its clause counts in the goal's own unit: of 2处共7210套 the second answers 1.2万套."""
    one, two, wanted = map(counter, (candidate.phrase.measure, other.phrase.measure, goal.measure))
    if one == wanted or two != wanted:
        return False
    same = (candidate.source, candidate.phrase.clause_start) == (other.source, other.phrase.clause_start)
    return same and candidate.phrase.measure.base_unit == other.phrase.measure.base_unit


def _is_named_part(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number is the part of this one that the goal asks for by its name."""
    span = other.whole and other.whole.phrase.measure.span
    return (other.source, span) == (candidate.source, candidate.phrase.measure.span) and names_part(goal, other, known)
