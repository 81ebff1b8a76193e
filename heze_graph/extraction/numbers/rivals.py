"""When a number that could answer a goal gives way to another of its report, or is of another part of the year."""

from __future__ import annotations

from heze_graph.extraction.numbers.alignment import is_one_of_joined, names_part
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.likeness import levels_of
from heze_graph.extraction.numbers.parts_of_year import PartOfYear, part_of_year
from heze_graph.extraction.numbers.phrases import trimmed
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import ASIDE, Role, only_reaches
from heze_graph.model.facts import Goal, Nature
from heze_graph.reference.measures import Measures

_YEAR = (1, 12)


def gives_way(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number of the report answers the goal in place of this one, as its words tell."""
    return (
        _is_net(goal, candidate, other, known)
        or _counts_in_unit(goal, candidate, other)
        or _is_of_the_time(goal, candidate, other, known)
        or _is_named_part(goal, candidate, other, known)
        or _is_only_frame(goal, candidate, other, known)
    )


def is_of_another_time(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number is of a season or a part of the year that the goal does not name: 夏粮 is a part of 粮食."""
    season = known.pattern("season").search(candidate.own)
    if season and season[0] not in goal.span.text + goal.quantity:
        return True
    asked, told = own_time(goal, known), candidate.time
    # 截至9月底 is only when it was counted; 上半年 and 一季度 are two times.
    return bool(asked and told and asked.is_named and told.is_named and asked.months != told.months)


def own_time(goal: Goal, known: Measures) -> PartOfYear | None:
    """Return the part of the year for which a goal is wanted, None for the whole of it."""
    time = part_of_year(goal.time, known) if goal.time else None
    return None if time and time.months == _YEAR else time


def _is_of_the_time(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether the other number is of the time for which the goal is wanted, or nearer to its end.

    建成23座，其中上半年11座 answers a goal of 上半年 by the second, 一季度完成8亿元，上半年完成19亿元 one of the year.
    """
    if candidate.phrase.measure.base_unit != other.phrase.measure.base_unit:
        return False
    told, nearer = candidate.time, other.time
    asked = own_time(goal, known)
    wanted = asked.months if asked else _YEAR
    if nearer and nearer.months == wanted and not (told and told.months == wanted):
        return asked is not None or told is not None
    # 8月7亿元，1—8月49亿元
    inside = told and nearer and nearer.months[0] <= told.months[0] and told.last <= nearer.last
    if told and nearer and inside and asked is None and told.months != nearer.months:
        return _names_the_same(candidate, other)
    if not (told and told.is_running and told.last < wanted[1] and _names_the_same(candidate, other)):
        return False
    if nearer:
        return nearer.is_running and told.last < nearer.last <= wanted[1]
    # 茶企达712家，1—9月新增24家: how many there are is not what came.
    of_all = candidate.role is Role.FLOW and only_reaches(other.phrase.before, known)
    return other.role in (Role.RUNNING, Role.STOCK) and not of_all


def _names_the_same(one: Candidate, other: Candidate) -> bool:
    return not (one.own and other.own) or one.own == other.own


def _is_net(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number says the net gain that the goal asks for: of 新增56家、注销9家，净增47家 the last one."""
    net = known.pattern("net")
    asked = net.search(goal.span.text) and not net.search(candidate.phrase.before)
    same = candidate.phrase.measure.base_unit == other.phrase.measure.base_unit
    return bool(asked and same and net.search(other.phrase.before))


def is_only_gross(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number says how many are new, and the goal wants to know how many more there are than before (净增)."""
    net = known.pattern("net")
    gross = candidate.role is Role.FLOW and not net.search(candidate.phrase.before)
    return gross and goal.nature is Nature.AMOUNT and net.search(goal.span.text) is not None


def is_of_one_level(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number is of one of the levels that a goal joins: of 县、乡两级茶站 乡级茶站88个 are no answer."""
    asked, told = levels_of(goal.quantity, known), levels_of(candidate.phrase.before, known)
    return len(asked) > len(told) == 1 and told < asked


def tells_goal_again(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether a number only tells the goal again, of which the other is done or begun: 义诊12场，已开展9场."""
    one, two, wanted = candidate.phrase.measure, other.phrase.measure, goal.measure
    if (one.value, one.unit) != (wanted.value, wanted.unit):
        return False
    told = candidate.phrase.before + candidate.phrase.after
    again = not any(known.pattern(role).search(told) for role in ("done", "begun"))
    behind = other.phrase.start > candidate.phrase.start and candidate.whole is None
    same = (candidate.source, candidate.phrase.sentence_start) == (other.source, other.phrase.sentence_start)
    if not (again and behind and same and one.base_unit == two.base_unit):
        return False
    said = trimmed(other.phrase.before + other.phrase.after, known, ("already",)).removesuffix("了")
    made = said in candidate.phrase.before and known.pattern("making").fullmatch(said)
    return bool(made) or any(known.pattern(role).fullmatch(said) for role in ("fulfilled-amount", "begun"))


def _counts_in_unit(goal: Goal, candidate: Candidate, other: Candidate) -> bool:
    """Whether another number of its clause counts in the goal's own unit: of 2处共7210套 the second answers 1.2万套."""
    one, two, wanted = map(counter, (candidate.phrase.measure, other.phrase.measure, goal.measure))
    if one == wanted or two != wanted:
        return False
    same = (candidate.source, candidate.phrase.clause_start) == (other.source, other.phrase.clause_start)
    return same and candidate.phrase.measure.base_unit == other.phrase.measure.base_unit


def _is_named_part(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether another number is the part of this one that the goal asks for by its name, or this one a part of that."""
    if _is_part_of(candidate, other):
        return is_one_of_joined(goal, candidate, known)
    return _is_part_of(other, candidate) and names_part(goal, other, known)


def _is_only_frame(goal: Goal, candidate: Candidate, other: Candidate, known: Measures) -> bool:
    """Whether a number only tells how many have a frame, and another how many are finished: 主体完工9户，完工7户."""
    frame = known.pattern("frame-only").search(candidate.phrase.before)
    if frame is None or frame[0] in goal.span.text or known.pattern("frame-only").search(other.phrase.before):
        return False
    one, two = candidate.phrase, other.phrase
    same = (one.measure.unit, one.sentence_start) == (two.measure.unit, two.sentence_start) and not other.own
    fewer = two.measure.value <= one.measure.value and other.role not in ASIDE
    return same and fewer and known.pattern("done").search(two.before) is not None


def _is_part_of(one: Candidate, other: Candidate) -> bool:
    span = one.whole and one.whole.phrase.measure.span
    return (one.source, span) == (other.source, other.phrase.measure.span)
