"""Which number of a report answers which goal of an entry: the best pairs first, each number once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from heze_graph.extraction.numbers.alignment import (
    ACCEPTED,
    LEAST,
    LEAST_OF_ECHO,
    comparable,
    goal_role,
    score,
    stage_for,
)
from heze_graph.extraction.numbers.bare_reports import APPORTIONED
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.dimensions import in_base_of, undivided
from heze_graph.extraction.numbers.goals import ranking_size
from heze_graph.extraction.numbers.likeness import deeds, head_likeness
from heze_graph.extraction.numbers.phrases import place_before, plain, specific
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.rivals import (
    gives_way,
    is_of_another_time,
    is_of_one_level,
    is_only_gross,
    own_time,
    tells_goal_again,
)
from heze_graph.extraction.numbers.roles import ASIDE, Role, gains
from heze_graph.model.facts import Goal, Measure, Nature, Reading, Stage
from heze_graph.reference.measures import Measures

_PROVEN = 2.0
_YEAR_END = 12
_SAME_TIME = 0.12
_NAME_BEGINS = 2
_PROVING_DIGITS, _FEW = 3, 10
_LOW, _HIGH = Decimal("0.8"), Decimal("1.5")
_NEAR = 3
_NAMES_TOGETHER = re.compile(r"[^、]{2}、.*[^、]{2}共计?\s*$")
_EXTENTS = frozenset({"length", "area", "land-area", "power", "energy", "volume"})


def matched(goals: Sequence[Goal], offered: Sequence[Candidate], known: Measures) -> list[Reading | None]:
    """Return for each goal the number that answers it best, each number once; 增速7%以上、力争8% are one quantity."""
    offered = _without_goals_told_again(goals, offered, known)
    said, turn = said_of_goals(goals), _turns(goals, offered)
    pairs = [
        (stage_for(goal, candidate, known) is Stage.DONE, value, -place, -number)
        for place, goal in enumerate(goals)
        for number, candidate in enumerate(offered)
        if not goal.per_place
        and turn.get(number, place) == place
        and (value := _fit(goal, number, offered, known)) is not None
        and not of_another(place, candidate, goals, said, known)
    ]
    only = _only_ones(goals, offered, known)
    result: list[Reading | None] = [None] * len(goals)
    used: set[int] = set()
    taken: dict[int, Candidate] = {}
    for _, value, negative_place, negative_number in sorted(pairs, reverse=True):
        place, number = -negative_place, -negative_number
        least = only.get((place, number), ACCEPTED)
        if value >= least and result[place] is None and number not in used:
            # 办结率、满意率均为100% says two things by one number.
            if not known.pattern("all-of").search(offered[number].phrase.before):
                used.add(number)
            result[place], taken[place] = reading_of(goals[place], offered[number], known), offered[number]
    left = [c for number, c in enumerate(offered) if number not in used]
    for place, goal in enumerate(goals):
        rivals = [(g, ACCEPTED if read else LEAST) for g, read in zip(goals, result, strict=True) if g is not goal]
        if result[place] is None and (one := _left_over(goal, rivals, left, known)):
            result[place], taken[place] = reading_of(goal, one, known), one
    for place, goal in enumerate(goals):
        result[place] = result[place] or _of_one_quantity(goal, goals, taken, known)
    return result


def _without_goals_told_again(
    goals: Sequence[Goal], offered: Sequence[Candidate], known: Measures
) -> Sequence[Candidate]:
    """Return the numbers that do not only tell a goal again before the one that is done of it."""
    return [
        candidate
        for candidate in offered
        if not any(tells_goal_again(goal, candidate, other, known) for goal in goals for other in offered)
    ]


def _turns(goals: Sequence[Goal], offered: Sequence[Candidate]) -> dict[int, int]:
    """Return the place of the goal that a number answers where a list gives one for each and names none of them.

    增长12%、8.5%、5% are answered by 分别增长14.1%、5.8%和2.9% one by one.
    """
    turn: dict[int, int] = {}
    for dimension in {goal.measure.dimension for goal in goals}:
        asked = [place for place, goal in enumerate(goals) if goal.measure.dimension == dimension]
        told = [number for number, c in enumerate(offered) if c.phrase.measure.dimension == dimension]
        one_list = len({(offered[n].source, offered[n].phrase.clause_start) for n in told}) == 1
        nameless = not any(offered[n].own or offered[n].topic or offered[n].whole for n in told)
        if len(asked) == len(told) > 1 and one_list and nameless:
            turn |= dict(zip(told, asked, strict=True))
    return turn


def _of_one_quantity(
    goal: Goal, goals: Sequence[Goal], taken: Mapping[int, Candidate], known: Measures
) -> Reading | None:
    """Return what is read for another goal that sets a mark for the same quantity, the latest that is told of it."""
    times = [(c.time.last if c.time else _YEAR_END, -place) for place, c in taken.items()]
    for _, place in sorted(times, reverse=True):
        candidate = taken[-place]
        first, last = sorted((goals.index(goal), -place))
        # 幼儿园3所、学位900个；小学2所、学位1500个: each has its own.
        alike = all(_asks_alike(one, goal, known) for one in goals[first : last + 1])
        if alike and not is_of_another_time(goal, candidate, known):
            return reading_of(goal, candidate, known)
    return None


def _left_over(
    goal: Goal, rivals: Sequence[tuple[Goal, float]], left: Sequence[Candidate], known: Measures
) -> Candidate | None:
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
    alike = head_likeness(goal, candidate, known) == 1 or goal.measure.dimension in _EXTENTS
    alike = alike or score(goal, candidate, known) >= LEAST
    spoken_for = any(score(g, candidate, known) >= least for g, least in others if comparable(g, candidate, known))
    fits = near and alike and not spoken_for and comparable(goal, candidate, known)
    fits = fits and not (is_only_gross(goal, candidate, known) or is_of_one_level(goal, candidate, known))
    return candidate if fits and candidate.stage is Stage.DONE else None


def _fit(goal: Goal, number: int, offered: Sequence[Candidate], known: Measures) -> float | None:
    """Return how well a number answers a goal, or None where it cannot."""
    candidate = offered[number]
    if _proven(goal, number, offered) and not (goal.begins and known.pattern("done").search(candidate.phrase.before)):
        # 竣工1.77万套，竣工率27.8%: of what was to begin so much is finished.
        return _PROVEN
    if not comparable(goal, candidate, known) or is_of_another_time(goal, candidate, known):
        return None
    if is_only_gross(goal, candidate, known) or is_of_one_level(goal, candidate, known):
        return None
    if any(gives_way(goal, candidate, other, known) for other in offered if other.role is not Role.PLAN):
        return None
    asked, told = own_time(goal, known), candidate.time
    same_time = asked is not None and told is not None and asked.months == told.months
    value = score(goal, candidate, known)
    if value >= LEAST and number and _is_of_goals_set(goal, offered[number - 1], candidate):
        value = max(value, ACCEPTED)
    return value + _SAME_TIME * same_time


def _is_of_goals_set(goal: Goal, whole: Candidate, part: Candidate) -> bool:
    """Whether a number is of as many things as a goal asks for: 96个村的提升工程已完工87个村."""
    same = {one.base_unit for one in (goal.measure, whole.phrase.measure, part.phrase.measure)}
    all_of = whole.role is Role.SET and whole.phrase.measure.base_value == goal.measure.base_value
    return all_of and len(same) == 1 and whole.phrase.clause_start == part.phrase.clause_start


def said_of_goals(goals: Sequence[Goal]) -> list[str]:
    """Return the words of each goal with those of the one to which 、 joins it: 甲县创建国家级1个、省级2个."""
    said = ""
    return [said := (said if goal.subject.startswith("、") else "") + goal.subject + goal.quantity for goal in goals]


def of_another(place: int, candidate: Candidate, goals: Sequence[Goal], said: Sequence[str], known: Measures) -> bool:
    """Whether a number is of a place or a level (省级) that another goal names, and this one does not.

    A place before a goal in another unit may be meant for this one, too: 甲区、乙区绿化率达到40%，新建管网96公里.
    """
    before, unit = plain(candidate.phrase.before), candidate.phrase.measure.base_unit
    counted = counter(candidate.phrase.measure)
    other_counter = counted != counter(goals[place].measure) and any(counter(g.measure) == counted for g in goals)
    if other_counter and not (candidate.own or candidate.topic):
        # 学校10所、学位3000个: 已完工7所 speaks of schools.
        return True
    if _is_of_the_whole(place, candidate, goals, said, known) or _is_of_both(place, candidate, goals, known):
        return True
    names_none = not place_before(plain(goals[place].quantity), known)
    others = [
        words for goal, words in zip(goals, said, strict=True) if not names_none or goal.measure.base_unit == unit
    ]
    if _is_of_the_time_of_another(place, candidate, goals, known):
        return True
    level = known.pattern("level").search(before)
    if known.pattern("and-above").search(said[place]):
        # 省级以上20家 are 国家级 and 省级.
        level = None
    for name in (place_before(before, known)[:-1], level[0] if level else ""):
        if len(name) >= _NAME_BEGINS and name not in said[place] and any(name in other for other in others):
            return True
    return False


def _is_of_both(place: int, candidate: Candidate, goals: Sequence[Goal], known: Measures) -> bool:
    """Whether a number joins what two goals ask for apart: 新建和改造8座 of 新建5座、改造4座."""
    told, own = deeds(candidate.phrase.before, known), deeds(goals[place].quantity, known)
    unit = goals[place].measure.base_unit
    others = [deeds(goal.quantity, known) for goal in goals if goal.measure.base_unit == unit]
    return bool(own) and own < told and any(other and other <= told - own for other in others)


def _is_of_the_whole(
    place: int, candidate: Candidate, goals: Sequence[Goal], said: Sequence[str], known: Measures
) -> bool:
    """Whether a number that names nothing is rather of a whole than of the part that a goal asks for.

    已完工99个 speaks of 幼儿园223个，其中新建159个、改扩建64个, and of none of the parts.
    """
    opened = known.pattern("of-which")
    unit = goals[place].measure.base_unit
    if candidate.own or candidate.topic or candidate.part or not opened.search(said[place]):
        return False
    return any(g.measure.base_unit == unit and not opened.search(words) for g, words in zip(goals, said, strict=True))


def _is_of_the_time_of_another(place: int, candidate: Candidate, goals: Sequence[Goal], known: Measures) -> bool:
    """Whether a number is told of the part of the year for which another goal of the same quantity is wanted."""
    told, own = candidate.time, own_time(goals[place], known)
    if told is None or (own and own.months == told.months):
        return False
    unit = goals[place].measure.base_unit
    return any(
        (time := own_time(goal, known))
        and time.months == told.months
        # 改造14处，其中6月底前完成9处: a number that names nothing is of the time it names.
        and ((not candidate.own and goal.measure.base_unit == unit) or _asks_alike(goal, goals[place], known))
        for goal in goals
        if goal.time
    )


def _proven(goal: Goal, number: int, offered: Sequence[Candidate]) -> bool:
    """Whether the rate that is printed behind a number is what it makes of the goal: 42.3万人，占总计划的84.6%."""
    candidate, wanted = offered[number], goal.measure
    measure = candidate.phrase.measure
    if candidate.role in (Role.PLAN, Role.BASE) or measure.base_unit != wanted.base_unit or wanted.base_value <= 0:
        return False
    if wanted.dimension in ("ratio", "percentage-point", "rank"):
        return False
    rates = [
        (c.phrase.measure.value, place == 0 and c.role is Role.PLAN_SHARE and measure.value > _FEW)
        for place, c in enumerate(offered[number + 1 : number + _NEAR])
        if c.phrase.measure.dimension == "ratio" and _of_one_sentence(c, candidate)
    ]
    share = measure.base_value / wanted.base_value * 100
    # A share of the plan right behind a number tells by two digits, too: 筹集220套，达到年度任务的55%.
    return any(
        (_has_digits(rate) or of_plan) and abs(share - rate) < Decimal(1).scaleb(-_decimals(rate))
        for rate, of_plan in rates
    )


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
        for adds_up in [
            (sort[1] and not offered[number].own)
            or _NAMES_TOGETHER.search(offered[number].phrase.before)
            or offered[number].phrase.measure.base_value == goal.measure.base_value
        ]
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


def reading_of(goal: Goal, candidate: Candidate, known: Measures) -> Reading:
    """Return the reading that a number is for a goal; a fall is below zero where a rise was asked for."""
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
