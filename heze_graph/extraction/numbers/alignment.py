"""How well a number of a progress text answers a goal: a few comparable features, one score.

Hard conditions first (`comparable`): unit and dimension, nature (a growth rate answers only a growth goal), and no word
that makes the number something else (a plan, an application, a share, a mean, a difference, last year's figure).
Then `score` weighs, each between 0 and 1: how much of the goal's quantity the candidate's words cover, how much of the
candidate's own noun the goal covers, whether the counted nouns end alike (Chinese nouns carry their head at the end),
and whether the unit is the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.dimensions import alike_in_size, same_dimensions
from heze_graph.extraction.numbers.likeness import (
    WEIGHTS,
    count_alike,
    counts_other_things,
    likeness,
    of_which,
)
from heze_graph.extraction.numbers.phrases import (
    JOINT,
    Phrase,
    coverage,
    is_place,
    listed,
    plain,
    specific,
    trimmed,
)
from heze_graph.extraction.numbers.refusals import counts_people
from heze_graph.extraction.numbers.roles import (
    ASIDE,
    Role,
    accrual,
    foreseen,
    gains,
    is_predicate,
    only_reaches,
    says_of_all,
)
from heze_graph.extraction.numbers.verbs import is_one_of_several
from heze_graph.model.facts import Goal, Nature, Stage
from heze_graph.reference.measures import KEPT_TEXTS, Measures

ACCEPTED = 0.42
"""The least score of a reading: it lies in the gap between what readers accept and refuse in both tables."""
LEAST_OF_ECHO = 0.15
LEAST = 0.3
"""The least score where goal and number are the only ones in their unit: it says what the words leave out."""

_PART_PENALTY = 0.12
_THIS_YEAR_BONUS = 0.05
_OTHER_ROLE = 0.2
_SAME_ROLE = 0.1
_RUNNING_ROLE = 0.1
_NAMELESS = 0.5
_OWN_WORDS = 0.02
_NAMED = 0.6
_SHARE_OF = 4
#: What a number gains that is the goal's own, unless it is so small that others are, too.
_ECHO, _BY_CHANCE = 0.15, 10
#: 较2013年, 恢复到2019年的: with which year a number is compared.
_BASE_YEAR = re.compile(r"[较比到]\s*([0-9]{4})\s*年")
_NUMBERS = re.compile(r".*[0-9]")


def stage_for(goal: Goal, candidate: Candidate, known: Measures) -> Stage:
    """Return the stage of a candidate; where the goal itself asks for a beginning (开工200个), begun is done.

    What is laid first (路基) is a beginning of what a goal does not call so.
    """
    groundwork = known.pattern("groundwork").search(candidate.phrase.before)
    if groundwork and groundwork[0] not in goal.span.text:
        return Stage.BEGUN
    # 占新开工建筑的22%: a share of what is begun is no beginning.
    return Stage.DONE if goal.is_set or goal.begins or goal.nature is Nature.RATIO else candidate.stage


def comparable(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a candidate could answer the goal at all."""
    return (
        (candidate.role not in ASIDE or _asks_for_rate(goal, candidate, known))
        and (same_dimensions(goal.measure, candidate.phrase.measure) or _unit_in_words(goal, candidate, known))
        and _flows_together(goal, candidate, known)
        and (goal.nature is Nature.GROWTH) == (candidate.nature is Nature.GROWTH)
        and not _something_else(goal, candidate, known)
        and not counts_other_things(goal, candidate, known)
        and not _part_of_answer(goal, candidate, known)
        and not (goal.of_set and not _is_finished(candidate, known))
        and _since_one_year(goal, candidate, known)
        and not (goal_role(goal, known) in (Role.FIGURE, Role.FLOW) and candidate.of_several_years)
    )


def _since_one_year(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a change since a year that the goal names (较2013年改善35%), or by the year (年均), has its like."""
    if goal.nature is not Nature.GROWTH:
        return True
    year = _BASE_YEAR.search(goal.span.text)
    yearly = known.pattern("yearly").search(goal.span.text) and not known.pattern("yearly").search(candidate.noun)
    return not yearly and (year is None or year[1] in candidate.phrase.clause)


def _part_of_answer(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number is a part (其中某县95%) of one that answers the goal itself."""
    whole = candidate.whole
    if whole is None or (candidate.role is Role.FLOW and whole.role is not Role.FLOW):
        # 累计办理6.2万件，其中2024年1.6万件: what the year brought answers for itself.
        return False
    if says_of_all(whole.phrase, known):
        # 60个均已开工，完工45个: these are done; of 60个全部完工，45个已验收 all are.
        if stage_for(goal, whole, known) is Stage.BEGUN and not candidate.own:
            return False
    elif is_predicate(candidate.phrase, known):
        return False
    if _asks_for_part(goal, candidate, known):
        return False
    asked = plain(goal.quantity)
    said = trimmed(plain(candidate.phrase.before), known, ("of-which", "function"))
    if known.pattern("begun").search(whole.phrase.before):
        # 已开工78座，其中提前开工农桥11座: the verb names no part.
        said = known.pattern("begun").sub("", said)
    owner = trimmed(said, known, ("making", "done"))
    apart = bool(candidate.own) and candidate.own not in whole.own + whole.topic
    named = (apart and candidate.own in asked) or coverage(said, asked) >= _NAMED
    if (is_place(owner, known) and len(listed(goal.quantity)) > 1) or _is_joined(candidate.own, goal.quantity):
        # Of 甲区、乙区改造12个 the number of 甲区 is no answer.
        named = False
    if not candidate.own and is_one_of_several(said, asked, known):
        # 新建6所、改扩建11所，共17所: of 新建、改扩建学校 the sum speaks.
        named = False
    same = whole.phrase.measure.unit == candidate.phrase.measure.unit
    return same and not named and comparable(goal, whole, known)


def _is_finished(candidate: Candidate, known: Measures) -> bool:
    words = candidate.phrase.before + candidate.phrase.clause_after
    return candidate.stage is Stage.DONE and known.pattern("done").search(words) is not None


def _asks_for_rate(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a goal itself is a rate of attainment: 投资完成率50%以上, 完成总工程量60%."""
    if candidate.role is not Role.PLAN_SHARE or goal.nature is not Nature.RATIO:
        return False
    before, _, _ = goal.span.text.partition(goal.measure.span.text)
    if known.ends("fulfilled-amount", before.rstrip()):
        return True
    asked = known.pattern("plan-rate").search(goal.span.text) or known.pattern("plan").search(goal.quantity)
    return asked is not None


def _flows_together(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a total does not answer a goal of gain, nor a gain one of a total."""
    asked = goal_role(goal, known)
    if gains(goal.span.text, known) and only_reaches(candidate.phrase.before, known):
        return False
    if _is_small_gain(goal, candidate, known):
        return False
    return {asked, candidate.role} != {Role.FLOW, Role.STOCK}


def _is_small_gain(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number tells what is new of so many that are to be reached: of 企业达712家 新增24家 says nothing."""
    before, _, _ = goal.span.text.partition(goal.measure.span.text)
    fresh = known.pattern("increment").search(candidate.phrase.before) and only_reaches(before.rstrip(), known)
    return bool(fresh) and candidate.phrase.measure.base_value * 2 < goal.measure.base_value


def goal_role(goal: Goal, known: Measures) -> Role:
    """Return whether a goal asks for what is new (新增100家) or for all there is (总数达到700家)."""
    words = goal.span.text
    if words.startswith(goal.measure.span.text):
        # The name of a number may stand in the line before it.
        words = goal.subject + words
    return _asked_role(words, goal.measure.span.text, goal.nature, known)


@lru_cache(maxsize=KEPT_TEXTS)
def _asked_role(words: str, number: str, nature: Nature, known: Measures) -> Role:
    before, _, after = words.partition(number)
    role = accrual(before, after, known)
    return Role.STOCK if nature is Nature.LEVEL and role is not Role.FLOW else role


def _unit_in_words(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether the words of a goal name the unit that its number leaves out: 接待人次突破一亿, 30万以上人口.

    企业30家 and 企业34户 are of one unit, as are 筛查3000人 and 筛查2860例.
    """
    if count_alike(goal, candidate, known):
        return True
    if goal.measure.dimension == "person" and counts_people(candidate.phrase, known):
        return True
    bare = goal.measure.dimension == "number" and bool(goal.measure.unit)
    told = candidate.phrase.measure
    # 带货200亿, 带货214亿元: what is left out is the counter alone.
    same = told.dimension != "ratio" and told.unit != goal.measure.unit and told.unit.startswith(goal.measure.unit)
    return bare and bool(told.base_unit) and (same or told.base_unit in goal.quantity)


def _something_else(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    phrase = candidate.phrase
    words = phrase.before + phrase.measure.span.text + phrase.after + _said_of_all(phrase, known)
    words = known.pattern("so-far").sub("", known.pattern("fulfilled").sub("", words))
    if foreseen(words, known) or known.pattern("set-out").search(words):
        return True
    if candidate.role is Role.FLOW:
        words = known.pattern("increment").sub("", words)
    roles = ["preparatory", "average"]
    year = _BASE_YEAR.search(goal.quantity)
    if candidate.nature is not Nature.GROWTH and not (year and year[1] in phrase.before):
        # 占总工程量的73% compares it with nothing.
        roles += ["baseline"] if candidate.role is Role.PLAN_SHARE else ["comparing", "baseline"]
    if goal.measure.dimension == "ratio" and candidate.role is not Role.PLAN_SHARE and not _is_share(goal, known):
        roles.append("share")
    asked = goal.quantity + goal.span.text
    # 居民收入 is always counted for each: 居民人均可支配收入.
    asked += _meant(goal.quantity, known)
    if "/人" in goal.measure.dimension:
        asked += "人均"
    if _is_share(goal, known):
        words = known.pattern("share").sub("", words)
    if not known.pattern("rest").search(goal.quantity + goal.span.text):
        # 其余3个正在施工 is what is left.
        roles.append("rest")
    if any(m[0] not in asked for role in roles for m in known.pattern(role).finditer(words)):
        return True
    said = phrase.before + phrase.after + candidate.topic
    words += candidate.topic + _meant(said, known)
    if _is_per_head(asked, goal.quantity, known) == _is_per_head(words, said, known):
        return False
    return not alike_in_size(goal.measure, phrase.measure)


def _said_of_all(phrase: Phrase, known: Measures) -> str:
    """Return what a clause says behind the last of the numbers that it joins: 30所和41所学校|招标文件已发布."""
    joined = JOINT.match(phrase.text, phrase.end)
    said = any(known.pattern(role).search(phrase.before) for role in ("done", "making", "begun"))
    return "" if said or joined is None else _NUMBERS.sub("", phrase.clause_after)


def _meant(words: str, known: Measures) -> str:
    """Return what words mean without saying it: 居民收入, 补贴标准 are of each person."""
    return "".join(known.values["meant", found[0]] for found in known.pattern("meant").finditer(words))


def is_for_each_person(goal: Goal, known: Measures) -> bool:
    """Whether a goal is so much for each: of 补贴标准90元 those of two counties add up to nothing."""
    return _is_per_head(goal.span.text + goal.quantity + _meant(goal.quantity, known), goal.quantity, known)


def _is_per_head(words: str, name: str, known: Measures) -> bool:
    """Whether words speak of so much for each; in a name without its number, 万人 alone says it (万人拥有量)."""
    return bool(known.pattern("per-head").search(words) or known.pattern("per-head-bare").search(name))


def _is_share(goal: Goal, known: Measures) -> bool:
    """Whether a goal asks for a share of things: 占比60%, 60%以上的社区."""
    _, _, behind = goal.span.text.partition(goal.measure.span.text)
    is_rate = goal.nature is Nature.RATIO and bool(known.pattern("rate-noun").search(goal.noun))
    return is_rate or bool(known.pattern("share").search(goal.span.text)) or "的" in behind[:_SHARE_OF]


def score(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how well a comparable candidate answers the goal, about 0 to 1: its words and its role."""
    whole = candidate.whole
    done_of_begun = whole and stage_for(goal, whole, known) is Stage.BEGUN and candidate.stage is Stage.DONE
    if whole and done_of_begun and comparable(goal, whole, known):
        # 60个已开工，其中45个已完工: the part that is done answers for the whole that is begun.
        return score(goal, whole, known)
    nameless = not (candidate.own or candidate.topic) or _is_all_there_is(goal, candidate, known)
    if nameless or (
        _asks_for_rate(goal, candidate, known) and not (candidate.own and specific(goal.quantity, known)[1:])
    ):
        # 35个已完工 in an entry with one goal: the entry itself says what is counted. 完成率 alone speaks of the task.
        said = coverage(plain(goal.quantity), plain(candidate.phrase.clause))
        return _NAMELESS + WEIGHTS["unit"] * said + _nearness(goal, candidate)
    said = likeness(goal, candidate, known) + _fit_of_role(goal, candidate, known)
    return said + _nearness(goal, candidate) + _ECHO * _is_repeated(goal, candidate, known)


def _is_repeated(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number is the goal's own, with its verb, and not by chance: 新增41家场馆 of 新增41家图书馆、美术馆."""
    one, other = goal.measure, candidate.phrase.measure
    made = any(verb[0] in goal.span.text for verb in known.pattern("making").finditer(candidate.phrase.before))
    return made and (one.value, one.unit) == (other.value, other.unit) and one.value > _BY_CHANCE


def _nearness(goal: Goal, candidate: Candidate) -> float:
    """Return what the words next to a number decide between two that are else alike: 新建小区3个、改造小区18个."""
    return _OWN_WORDS * coverage(plain(goal.quantity), plain(candidate.phrase.before))


def _is_all_there_is(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number says only that it is all there is (总量2.1万个), which the goal asks for in its own word."""
    stock = known.pattern("stock-name").fullmatch(candidate.own)
    return stock is not None and goal_role(goal, known) is Role.STOCK


def _fit_of_role(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return what the roles of goal and number add to a score: a flow before a running total where a flow is asked."""
    asked, given = goal_role(goal, known), candidate.role
    fit = _THIS_YEAR_BONUS if known.pattern("this-year").search(candidate.phrase.before) else 0.0
    if candidate.part and given is not Role.FLOW:
        answers = candidate.whole is None or comparable(goal, candidate.whole, known)
        # 申报15家，其中9家通过评审: of what is only applied for, the part is what there is.
        fit += _SAME_ROLE / 2 if _asks_for_part(goal, candidate, known) else -_PART_PENALTY * answers
    if not candidate.part and of_which(goal.span.text, known):
        fit -= _PART_PENALTY
    if asked in (Role.STOCK, Role.RUNNING):
        return fit - _OTHER_ROLE * (given is Role.FLOW) + _SAME_ROLE * (given in (Role.STOCK, Role.RUNNING))
    fit += _SAME_ROLE * (asked is given is Role.FLOW)
    return fit - _OTHER_ROLE * (given is Role.STOCK) - _RUNNING_ROLE * (given is Role.RUNNING)


def _asks_for_part(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a goal itself is of a part, or names this one."""
    if goal.time and goal.time in candidate.phrase.before:
        return True
    if goal.of_set or any(known.pattern(role).search(goal.span.text) for role in ("of-which", "rest")):
        return True
    return names_part(goal, candidate, known)


def names_part(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a goal names a part as it is named, and its whole is not.

    汽车18万辆，其中新能源汽车5万辆 answers a goal of 新能源汽车 by its part, 开、复工60个，其中复工35个 one of 复工.
    """
    whole = candidate.whole
    if whole is None or is_one_of_joined(goal, candidate, known):
        return False
    part_begins, all_begin = (set(known.pattern("begun").findall(one.phrase.before)) for one in (candidate, whole))
    if any(verb in goal.span.text for verb in part_begins - all_begin):
        return True
    named = bool(candidate.own) and candidate.own in goal.quantity and not _is_joined(candidate.own, goal.quantity)
    return named and candidate.own not in whole.own + whole.topic


def is_one_of_joined(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a goal joins what a part tells to something else, so that the whole answers: 开、复工60个, 复工35个."""
    said = trimmed(candidate.phrase.before, known, ("of-which",))
    return bool(said) and re.search(rf"\w{JOINT.pattern}{re.escape(said)}", goal.span.text) is not None


def _is_joined(name: str, words: str) -> bool:
    """Whether words join a name to others, so that it is none of theirs alone: 甲州 of 甲州、乙阳两地."""
    names = listed(words)
    return bool(name) and len(names) > 1 and any(one.startswith(name) for one in names)
