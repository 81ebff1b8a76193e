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
from heze_graph.extraction.numbers.dimensions import alike_in_size, same_dimensions, undivided
from heze_graph.extraction.numbers.kinds import counts_other_things
from heze_graph.extraction.numbers.phrases import abbreviates, coverage, is_place, listed, plain, specific, trimmed
from heze_graph.extraction.numbers.quantities import counter
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

_WEIGHTS = {"covered": 0.45, "named": 0.25, "head": 0.15, "unit": 0.15}
_PART_PENALTY = 0.12
_THIS_YEAR_BONUS = 0.05
_OTHER_ROLE = 0.2
_SAME_ROLE = 0.1
_RUNNING_ROLE = 0.1
_NAMELESS = 0.5
_OWN_WORDS = 0.02
_SAME_SORT = 0.45
_SHORTEST_NAME = 2
_ABBREVIATED = 0.7
_NAMED = 0.6
_SHARE_OF = 4
#: 较2013年, 恢复到2019年的: with which year a number is compared.
_BASE_YEAR = re.compile(r"[较比到]\s*([0-9]{4})\s*年")
_DIVISOR = re.compile(r"(?<=.)[/每].*")


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
    owner = trimmed(said, known, ("making", "done"))
    named = (bool(candidate.own) and candidate.own in asked) or coverage(said, asked) >= _NAMED
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
    asked = known.pattern("plan-rate").search(goal.span.text) or known.pattern("plan").search(goal.quantity)
    return asked is not None


def _flows_together(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a total does not answer a goal of gain, nor a gain one of a total."""
    asked = goal_role(goal, known)
    if gains(goal.span.text, known) and only_reaches(candidate.phrase.before, known):
        return False
    return {asked, candidate.role} != {Role.FLOW, Role.STOCK}


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

    企业30家 and 企业34户 are of one unit.
    """
    if _are_establishments(goal, candidate, known):
        return True
    if goal.measure.dimension == "person" and counts_people(candidate.phrase, known):
        return True
    bare = goal.measure.dimension == "number" and bool(goal.measure.unit)
    unit = candidate.phrase.measure.base_unit
    return bare and bool(unit) and unit in goal.quantity


def _are_establishments(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both count establishments, whatever the counter."""
    counters = (counter(goal.measure), counter(candidate.phrase.measure))
    return all(known.pattern("establishment").fullmatch(one) for one in counters)


def _something_else(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    phrase = candidate.phrase
    words = known.pattern("fulfilled").sub("", phrase.before + phrase.measure.span.text + phrase.after)
    if foreseen(words, known) or known.pattern("set-out").search(words):
        return True
    if candidate.role is Role.FLOW:
        words = known.pattern("increment").sub("", words)
    roles = ["preparatory", "average"]
    year = _BASE_YEAR.search(goal.quantity)
    if candidate.nature is not Nature.GROWTH and not (year and year[1] in phrase.before):
        roles += ["comparing", "baseline"]
    if goal.measure.dimension == "ratio" and candidate.role is not Role.PLAN_SHARE and not _is_share(goal, known):
        roles.append("share")
    asked = goal.quantity + goal.span.text
    # 居民收入 is always counted for each: 居民人均可支配收入.
    asked += "".join(known.values["meant", m[0]] for m in known.pattern("meant").finditer(goal.quantity))
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
    if _is_per_head(asked, goal.quantity, known) == _is_per_head(words + candidate.topic, said, known):
        return False
    return not alike_in_size(goal.measure, phrase.measure)


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
    if whole and stage_for(goal, whole, known) is Stage.BEGUN and comparable(goal, whole, known):
        # 60个已开工，其中45个已完工: the part that is done answers for the whole that is begun.
        return score(goal, whole, known)
    nameless = not (candidate.own or candidate.topic) or _is_all_there_is(goal, candidate, known)
    if nameless or (
        _asks_for_rate(goal, candidate, known) and not (candidate.own and specific(goal.quantity, known)[1:])
    ):
        # 35个已完工 in an entry with one goal: the entry itself says what is counted. 完成率 alone speaks of the task.
        said = coverage(plain(goal.quantity), plain(candidate.phrase.clause))
        return _NAMELESS + _WEIGHTS["unit"] * said + _nearness(goal, candidate)
    return likeness(goal, candidate, known) + _fit_of_role(goal, candidate, known) + _nearness(goal, candidate)


def _nearness(goal: Goal, candidate: Candidate) -> float:
    """Return what the words next to a number decide between two that are else alike: 新建小区3个、改造小区18个."""
    return _OWN_WORDS * coverage(plain(goal.quantity), plain(candidate.phrase.before))


def _is_all_there_is(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number says only that it is all there is (总量2.1万个), which the goal asks for in its own word."""
    stock = known.pattern("stock-name").fullmatch(candidate.own)
    return stock is not None and goal_role(goal, known) is Role.STOCK


def likeness(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how far the words of a candidate that names something agree with the goal's, 0 to 1."""
    words = _one_name(plain(candidate.phrase.before + candidate.phrase.after), known)
    own = _one_name(candidate.own or candidate.topic, known)
    wanted = _one_name(specific(known.pattern("per-lead").sub("", goal.quantity), known), known)
    if len(wanted) < _SHORTEST_NAME:
        # 竣工投产60个: the goal itself names only a verb.
        wanted = trimmed(plain(goal.quantity), known, ("function", "generic"))
        own = trimmed(words, known, ("function", "generic"))
    if _of_which(goal.span.text, known) and _of_which(candidate.phrase.before, known):
        # 其中企业1.4万户 asks for what 其中企业0.72万户 says, however general the word.
        wanted, own = (trimmed(plain(said), known, ("function",)) for said in (goal.quantity, words))
    short = abbreviates(own, wanted) or abbreviates(own, plain(goal.quantity))
    # 个转企 is what 个体工商户转型升级为企业 spells out.
    short = short or abbreviates(wanted, plain(candidate.noun))
    features = {
        "covered": max(coverage(wanted, f"{words}|{_one_name(candidate.topic, known)}"), _ABBREVIATED * short),
        "named": max(short, *(coverage(name, plain(goal.quantity)) for name in _subjects(own, candidate, known))),
        "head": head_likeness(goal, candidate, known),
        "unit": _same_unit(goal, candidate, known),
    }
    total = sum(_WEIGHTS[name] * value for name, value in features.items())
    alike = any(same(goal, candidate, known) for same in (_same_sort, _same_verb, _same_benefit))
    return max(total, _SAME_SORT) if alike else total


def _one_name(words: str, known: Measures) -> str:
    """Return words with one name for what has several: 总产 is 产量."""
    return known.pattern("synonym").sub(lambda found: known.values["synonym", found[0]], words)


def _of_which(words: str, known: Measures) -> bool:
    return known.pattern("of-which").match(words.lstrip()) is not None


def _subjects(own: str, candidate: Candidate, known: Measures) -> list[str]:
    """Return what a number is said of: several things where they are joined (办结率、满意率均为100%)."""
    all_of = known.pattern("all-of").search(candidate.phrase.before)
    if all_of is None:
        return [own]
    return [plain(name) for name in listed(candidate.phrase.before[: all_of.start()])]


def head_likeness(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how far the nouns that are counted end alike: 1 for two characters."""
    return min(_common_end(plain(goal.noun), _head(candidate, known)), 2) / 2


def _head(candidate: Candidate, known: Measures) -> str:
    """Return the words whose end is the noun that is counted."""
    if not candidate.own and known.ends("rate-noun", candidate.noun):
        # 整改8531条，整改率98.9%
        return plain(candidate.noun)
    named = trimmed(plain(candidate.noun), known, ("done", "begun"))
    return (not candidate.own and candidate.topic) or named or candidate.own


def _fit_of_role(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return what the roles of goal and number add to a score: a flow before a running total where a flow is asked."""
    asked, given = goal_role(goal, known), candidate.role
    fit = _THIS_YEAR_BONUS if known.pattern("this-year").search(candidate.phrase.before) else 0.0
    if candidate.part and given is not Role.FLOW:
        answers = candidate.whole is None or comparable(goal, candidate.whole, known)
        # 申报15家，其中9家通过评审: of what is only applied for, the part is what there is.
        fit += _SAME_ROLE / 2 if _asks_for_part(goal, candidate, known) else -_PART_PENALTY * answers
    if not candidate.part and _of_which(goal.span.text, known):
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
    if whole is None:
        return False
    part_begins, all_begin = (set(known.pattern("begun").findall(one.phrase.before)) for one in (candidate, whole))
    if any(verb in goal.span.text for verb in part_begins - all_begin):
        return True
    named = bool(candidate.own) and candidate.own in goal.quantity and not _is_joined(candidate.own, goal.quantity)
    return named and candidate.own not in whole.own + whole.topic


def _is_joined(name: str, words: str) -> bool:
    """Whether words join a name to others, so that it is none of theirs alone: 甲州 of 甲州、乙阳两地."""
    names = listed(words)
    return bool(name) and len(names) > 1 and any(one.startswith(name) for one in names)


def _same_unit(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return 1 for the same unit, half for the same counter of anything (个), which says little; 0 for another."""
    # 每人每月820元 and 830元/人·月 are of one unit: `comparable` has seen to the rest.
    one, other = (_DIVISOR.sub("", counter(m)) for m in (goal.measure, candidate.phrase.measure))
    if one != other:
        return float(_are_establishments(goal, candidate, known))
    return 0.5 if known.pattern("counts-anything").fullmatch(one) else 1.0


def _same_sort(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both make things with one verb, one counter of their own and one head: 新建道路10条, 新建支路2条."""
    unit = known.units.get(candidate.phrase.measure.unit)
    made = {match[0] for match in known.pattern("making").finditer(candidate.phrase.before)}
    return (
        unit is not None
        and unit.classifier
        and _same_unit(goal, candidate, known) == 1
        and _common_end(plain(goal.noun), plain(candidate.noun)) > 0
        and any(verb in goal.span.text for verb in made)
    )


def _same_verb(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number says only its verb, with which the goal's name ends: 技能培训1.5万人次, 培训16238人次."""
    said = trimmed(plain(candidate.phrase.before), known, ("function",))
    verb = not candidate.own and known.pattern("making").fullmatch(said)
    return bool(verb) and plain(goal.noun).endswith(said) and _same_unit(goal, candidate, known) == 1


def _same_benefit(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both say how many profit, and the number not who: 惠及居民2万人, 受益24500余人."""
    said = candidate.phrase.before + candidate.phrase.after
    both = all(known.pattern("benefit").search(words) for words in (goal.span.text, said))
    return both and not candidate.own and undivided(goal.measure) == undivided(candidate.phrase.measure)


def _common_end(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length
