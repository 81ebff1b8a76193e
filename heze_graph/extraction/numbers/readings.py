"""From the progress texts of an entry to the reading of each of its goals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from heze_graph.extraction.numbers.alignment import (
    ACCEPTED,
    LEAST,
    LEAST_OF_ECHO,
    comparable,
    goal_role,
    head_likeness,
    score,
    stage_for,
)
from heze_graph.extraction.numbers.bare_reports import APPORTIONED, bare_reading, counted_names, in_turn, plan_share
from heze_graph.extraction.numbers.candidates import Candidate, candidates
from heze_graph.extraction.numbers.changes import rate_of_change
from heze_graph.extraction.numbers.dimensions import in_base_of, undivided
from heze_graph.extraction.numbers.goals import each_of, ranking_size
from heze_graph.extraction.numbers.phrases import coverage, listed, place_before, plain, specific
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.rivals import gives_way, is_of_another_time
from heze_graph.extraction.numbers.roles import ASIDE, Role, gains
from heze_graph.extraction.numbers.totals import added, kinds_added, total
from heze_graph.extraction.numbers.verbs import verbs_of
from heze_graph.model.facts import Comparator, Goal, Measure, Nature, Reading, Stage
from heze_graph.reference.measures import Measures

_PROVEN = 2.0
_IS_SAID_OF = 0.6
_NAME_BEGINS = 2
_PROVING_DIGITS = 3
_LOW, _HIGH = Decimal("0.8"), Decimal("1.5")
_NEAR = 3
_NAMES_TOGETHER = re.compile(r"[^、]{2}、.*[^、]{2}共计?\s*$")
_EXTENTS = frozenset({"length", "area", "land-area", "power", "energy", "volume"})


def read_goals(goals: Sequence[Goal], progress: Sequence[str], known: Measures) -> list[Reading | None]:
    """Return the reading of each goal in the progress texts of its entry, or None where none is comparable.

    The pairs of goal and number with the best scores are taken first, what is done before what is only begun; no number
    answers two goals. A goal for each county has no reading, as the report gives figures of the whole; one for each of
    those that it names has the least of theirs.

    >>> from heze_graph.extraction.numbers.goals import goals as goals_of
    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> wanted = goals_of("认定高新技术企业100家以上，新建公园12处", known)
    >>> found = read_goals(wanted, ["已有300余家高新技术企业参与申报；公园已建成9处"], known)
    >>> [reading and reading.span.text for reading in found]
    [None, '公园已建成9处']
    """
    if not goals:
        return []
    report = _Report(progress, [c for source, text in enumerate(progress) for c in candidates(text, source, known)])
    found = _matched(goals, report, known)
    alone = len(goals) == 1
    completed = [
        (_least_of_each(goal, report, known) or _worst_of_places(goal, report, known))
        if goal.per_place
        else _worst_of_places(goal, report, known)
        or _worst_of_joint(goal, report, known)
        or _completed(place, goals, found, report, known)
        for place, goal in enumerate(goals)
    ]
    completed = [read or _of_its_parts(place, goals, completed, report) for place, read in enumerate(completed)]
    return [
        read
        or bare_reading(goal, alone, report.offered, report.texts, known)
        or plan_share(goal, alone, offered, report.texts, known)
        or rate_of_change(goal, report.offered, known)
        for goal, read, offered in zip(goals, completed, in_turn(goals, report.offered), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Report:
    """The progress texts of an entry and the numbers they offer."""

    texts: Sequence[str]
    offered: list[Candidate]


def _matched(goals: Sequence[Goal], report: _Report, known: Measures) -> list[Reading | None]:
    """Return for each goal the number that answers it best, each number once; 增速7%以上、力争8% are one quantity."""
    offered, said = report.offered, _said(goals)
    pairs = [
        (stage_for(goal, candidate, known) is Stage.DONE, value, -place, -number)
        for place, goal in enumerate(goals)
        for number, candidate in enumerate(offered)
        if not goal.per_place
        and (value := _fit(goal, number, offered, known)) is not None
        and not _of_another(place, candidate, goals, said, known)
    ]
    only = _only_ones(goals, offered, known)
    result: list[Reading | None] = [None] * len(goals)
    used: set[int] = set()
    for _, value, negative_place, negative_number in sorted(pairs, reverse=True):
        place, number = -negative_place, -negative_number
        least = only.get((place, number), ACCEPTED)
        if value >= least and result[place] is None and number not in used:
            # 办结率、满意率均为100% says two things by one number.
            if not known.pattern("all-of").search(offered[number].phrase.before):
                used.add(number)
            result[place] = _reading(goals[place], offered[number], known)
    left = [c for number, c in enumerate(offered) if number not in used]
    for place, goal in enumerate(goals):
        rivals = [(g, ACCEPTED if read else LEAST) for g, read in zip(goals, result, strict=True) if g is not goal]
        result[place] = result[place] or _left_over(goal, rivals, left, known)
        result[place] = result[place] or next(
            (r for g, r in zip(goals, result, strict=True) if _asks_alike(g, goal, known)), None
        )
    return result


def _left_over(
    goal: Goal, rivals: Sequence[tuple[Goal, float]], left: Sequence[Candidate], known: Measures
) -> Reading | None:
    """Return the one number left in a goal's unit, where it is near the goal: 农村公路200公里, 铺设路面216公里.

    What is no length or area must be of things whose names end alike, or share some words. `rivals` are the other
    goals, each with the score from which on the number would be its own: more for one that is answered.
    """
    unit = goal.measure.base_unit
    same = [c for c in left if c.phrase.measure.base_unit == unit and c.whole is None]
    if len(same) != 1 or goal.per_place or goal.nature not in APPORTIONED or goal.measure.base_value <= 0:
        return None
    candidate, others = same[0], [(g, least) for g, least in rivals if g.measure.base_unit == unit]
    near = _LOW <= candidate.phrase.measure.base_value / goal.measure.base_value <= _HIGH
    alike = head_likeness(goal, candidate, known) or goal.measure.dimension in _EXTENTS
    alike = alike or score(goal, candidate, known) >= LEAST
    spoken_for = any(score(g, candidate, known) >= least for g, least in others if comparable(g, candidate, known))
    fits = near and alike and not spoken_for and comparable(goal, candidate, known)
    return _reading(goal, candidate, known) if fits and candidate.stage is Stage.DONE else None


def _fit(goal: Goal, number: int, offered: Sequence[Candidate], known: Measures) -> float | None:
    """Return how well a number answers a goal, or None where it cannot."""
    candidate = offered[number]
    if _proven(goal, number, offered):
        return _PROVEN
    if not comparable(goal, candidate, known) or is_of_another_time(goal, candidate, known):
        return None
    if any(gives_way(goal, candidate, other, known) for other in offered):
        return None
    return score(goal, candidate, known)


def _said(goals: Sequence[Goal]) -> list[str]:
    """Return the words of each goal with those of the one to which 、 joins it: 甲县创建国家级1个、省级2个."""
    said = ""
    return [said := (said if goal.subject.startswith("、") else "") + goal.subject + goal.quantity for goal in goals]


def _of_another(place: int, candidate: Candidate, goals: Sequence[Goal], said: Sequence[str], known: Measures) -> bool:
    """Whether a number is of a place or a level (省级) that another goal names, and this one does not.

    A place before a goal in another unit may be meant for this one, too: 甲区、乙区绿化率达到40%，新建管网96公里.
    """
    before, unit = plain(candidate.phrase.before), candidate.phrase.measure.base_unit
    counted = counter(candidate.phrase.measure)
    other_counter = counted != counter(goals[place].measure) and any(counter(g.measure) == counted for g in goals)
    if other_counter and not (candidate.own or candidate.topic):
        # 学校10所、学位3000个: 已完工7所 speaks of schools.
        return True
    names_none = not place_before(plain(goals[place].quantity), known)
    others = [
        words for goal, words in zip(goals, said, strict=True) if not names_none or goal.measure.base_unit == unit
    ]
    level = known.pattern("level").search(before)
    if known.pattern("and-above").search(said[place]):
        # 省级以上20家 are 国家级 and 省级.
        level = None
    for name in (place_before(before, known)[:-1], level[0] if level else ""):
        if len(name) >= _NAME_BEGINS and name not in said[place] and any(name in other for other in others):
            return True
    return False


def _proven(goal: Goal, number: int, offered: Sequence[Candidate]) -> bool:
    """Whether the rate that is printed behind a number is what it makes of the goal: 42.3万人，占总计划的84.6%."""
    candidate, wanted = offered[number], goal.measure
    measure = candidate.phrase.measure
    if candidate.role in (Role.PLAN, Role.BASE) or measure.base_unit != wanted.base_unit or wanted.base_value <= 0:
        return False
    if wanted.dimension in ("ratio", "percentage-point", "rank"):
        return False
    rates = [
        c.phrase.measure.value
        for c in offered[number + 1 : number + _NEAR]
        if c.phrase.measure.dimension == "ratio" and _of_one_sentence(c, candidate)
    ]
    share = measure.base_value / wanted.base_value * 100
    return any(_has_digits(rate) and abs(share - rate) < Decimal(1).scaleb(-_decimals(rate)) for rate in rates)


def _of_one_sentence(one: Candidate, other: Candidate) -> bool:
    return (one.source, one.phrase.sentence_start) == (other.source, other.phrase.sentence_start)


def _has_digits(rate: Decimal) -> bool:
    """Whether a rate has so many digits that it fits no other pair of numbers by chance."""
    return len(rate.normalize().as_tuple().digits) >= _PROVING_DIGITS


def _decimals(rate: Decimal) -> int:
    exponent = rate.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _only_ones(goals: Sequence[Goal], offered: Sequence[Candidate], known: Measures) -> dict[tuple[int, int], float]:
    """Return what is asked of a goal and a number that are the only ones in their unit, which counts no other things.

    All there is (总数) is told from what is new. Less is asked where the goal names nothing but its number
    (小区86个、2.1万户), or the report says no more than that it is all there is, or what a list of names comes to
    (甲中学、乙小学共2所).
    """
    # 每人每月120元 and 125元/月/人 are of one unit.
    asks = [(undivided(goal.measure), goal_role(goal, known) is Role.STOCK) for goal in goals]
    answers = [c.whole is None and c.role not in ASIDE for c in offered]
    gives = [
        (undivided(c.phrase.measure) if one else "", c.role is Role.STOCK)
        for c, one in zip(offered, answers, strict=True)
    ]
    asked, given = Counter(asks), Counter(gives)
    return {
        (place, number): LEAST_OF_ECHO if echoes or adds_up else LEAST
        for place, goal in enumerate(goals)
        for number, sort in enumerate(gives)
        for echoes in [place > 0 and goal.noun == goals[place - 1].noun]
        for adds_up in [(sort[1] and not offered[number].own) or _NAMES_TOGETHER.search(offered[number].phrase.before)]
        if asks[place] == sort
        and asked[sort] == given[sort] == 1
        and ((sort[1] and not offered[number].own) or not known.pattern("counts-anything").fullmatch(goal.measure.unit))
    }


def _asks_alike(one: Goal, other: Goal, known: Measures) -> bool:
    """Whether two goals set two marks for one quantity; what is new (新增15家) and all there is (累计130家) are two."""
    of_all = {goal_role(goal, known) for goal in (one, other)} & {Role.STOCK, Role.RUNNING}
    if of_all and gains(one.span.text, known) != gains(other.span.text, known):
        return False
    made = [set(known.pattern("making").findall(goal.subject)) for goal in (one, other)]
    if one.nature is Nature.AMOUNT and all(made) and made[0].isdisjoint(made[1]):
        # 新建18万亩、改造6万亩: what is built anew is not what is renewed.
        return False
    names = {specific(goal.quantity, known) or goal.quantity for goal in (one, other)}
    same = len(names) == 1 and one.measure.unit == other.measure.unit
    return same and one.nature is other.nature and not one.per_place


def _completed(
    place: int, goals: Sequence[Goal], readings: Sequence[Reading | None], report: _Report, known: Measures
) -> Reading | None:
    """Add the parts where the goal is their total; count listed names where no number is given."""
    goal, found = goals[place], readings[place]
    free = _not_spoken_for(place, goals, readings, report.offered, known)
    free = [c for c in free if not _of_another(place, c, goals, _said(goals), known)]
    added = total(goal, verbs_of(goals[: place + 1], known)[-1], free, known)
    if added and (found is None or found.measure in added.worked_from):
        return added
    kinds = kinds_added(goal, goals, report.offered, known)
    if kinds and (found is None or found.measure in kinds.worked_from):
        return kinds
    return found or counted_names(goal, report.texts, known)


def _of_its_parts(
    place: int, goals: Sequence[Goal], found: Sequence[Reading | None], report: _Report
) -> Reading | None:
    """Return the sum of what is read for the goals behind one that add up to it: 绿化8万亩，造林2万亩、抚育6万亩."""
    goal, left = goals[place], goals[place].measure.base_value
    parts: list[Reading] = []
    for part, read in zip(goals[place + 1 :], found[place + 1 :], strict=True):
        if read is None or read.stage is not Stage.DONE or part.measure.base_unit != goal.measure.base_unit:
            return None
        parts.append(read)
        left -= part.measure.base_value
        if left <= 0:
            break
    one_unit = {(read.measure.unit, read.source) for read in parts}
    if left != 0 or len(parts) < 2 or len(one_unit) > 1 or goal.per_place:
        return None
    source = parts[0].source
    return added([read.measure for read in parts], [read.span for read in parts], report.texts[source], source)


def _not_spoken_for(
    place: int,
    goals: Sequence[Goal],
    readings: Sequence[Reading | None],
    offered: Sequence[Candidate],
    known: Measures,
) -> list[Candidate]:
    """Return the numbers that answer no other goal but one of a part of this one (其中)."""
    taken = {
        (read.source, read.measure.span)
        for other, read in enumerate(readings)
        if read and other != place and not known.pattern("of-which").search(goals[other].span.text)
    }
    return [c for c in offered if (c.source, c.phrase.measure.span) not in taken]


def _least_of_each(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the least of the numbers of those that a goal names (甲县、乙县各10所), where each has one."""
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    begin = [name[:_NAME_BEGINS] for name in each_of(goal.subject, known)]
    each = [next((c for c in fitting if name in c.phrase.before), None) for name in begin]
    found = [c for c in each if c]
    if not each or len(found) < len(each):
        return None
    return _reading(goal, min(found, key=lambda c: c.phrase.measure.base_value), known)


def _worst_of_joint(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the worst rate of those that one number is promised for (事故起数、死亡人数下降5%) if each has one."""
    names = [name for name in (specific(words, known) for words in listed(goal.quantity)) if len(name) > 1]
    if goal.nature not in (Nature.GROWTH, Nature.RATIO) or len(names) < 2:
        return None
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    said = [[(_said_of(name, c), -number) for number, c in enumerate(fitting)] for name in names]
    each = [fitting[-best[1]] if (best := max(those, default=(0.0, 0)))[0] >= _IS_SAID_OF else None for those in said]
    found = [c for c in each if c]
    if len(found) < len(names) or len(set(map(id, found))) < len(found):
        return None
    return _worst(goal, found, known)


def _worst_of_places(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the worst of the rates of several places, where one is promised for all of them: 三县普及率均达90%."""
    _, _, asked = goal.subject.rpartition("，")
    all_of = known.pattern("all-of").search(asked)
    if goal.nature not in (Nature.GROWTH, Nature.RATIO) or all_of is None:
        return None
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    places = {_place_of(goal, c, known) for c in fitting}
    names = listed(asked[: all_of.start()])
    if "" in places or len(places) < max(len(names), 2) or len(places) < len(fitting):
        return None
    return _worst(goal, fitting, known)


def _place_of(goal: Goal, candidate: Candidate, known: Measures) -> str:
    """Return the place of which a number is said, before it or behind the goal's own words: 普及率甲县91%."""
    words, wanted = plain(candidate.phrase.before), plain(goal.quantity)
    length = 0
    while length < len(words) and words[: length + 1] in wanted:
        length += 1
    return place_before(words, known) or place_before(words[length:], known)


def _worst(goal: Goal, found: Sequence[Candidate], known: Measures) -> Reading:
    """Return the reading that is farthest from a goal: the least, or of a ceiling the largest."""
    ceiling = goal.comparator in (Comparator.AT_MOST, Comparator.BELOW)
    worst = max if ceiling else min
    return worst((_reading(goal, c, known) for c in found), key=lambda read: read.measure.value)


def _said_of(name: str, candidate: Candidate) -> float:
    """Return how far a number is said of a thing, 0 to 1."""
    own = candidate.own or candidate.topic
    return max(coverage(name, own), coverage(own, name))


def _reading(goal: Goal, candidate: Candidate, known: Measures) -> Reading:
    phrase = candidate.phrase
    opposite = goal.nature is Nature.GROWTH and candidate.falls != goal.falls
    return Reading(
        measure=_negative(phrase.measure) if opposite else in_base_of(phrase.measure, goal.measure),
        span=phrase.span,
        source=candidate.source,
        stage=stage_for(goal, candidate, known),
        out_of=ranking_size(phrase, known) if goal.nature is Nature.RANK else None,
        opposite=opposite,
    )


def _negative(measure: Measure) -> Measure:
    """Return a fall as the rise that was asked for: 下降2.3% is a growth of -2.3."""
    if measure.value < 0:
        return measure
    return replace(measure, value=-measure.value, base_value=-measure.base_value)
