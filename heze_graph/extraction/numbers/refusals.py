"""Which numbers of a target are no goals: parts of names, sizes, ages, bases, sets that exist.

Each rule looks at the grammar of the words around the number; the words themselves are data (`quantity-words.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from heze_graph.extraction.numbers.numerals import squeezed
from heze_graph.extraction.numbers.phrases import (
    JOINT,
    Phrase,
    beyond_comparator,
    comparator_of,
    is_place,
    listed,
    specific,
    trimmed,
    without_comparator,
)
from heze_graph.reference.measures import Measures

_SIZES = re.compile(r"money|power|mass|energy|volume|apparent-power")
_DURATIONS = re.compile(r"age|time|months|working-time|voltage")
_EXTENTS = re.compile(r"area|land-area|length")
_NOUN_FOLLOWS = re.compile(r"\s*的?\s*[\u4e00-\u9fffA-Za-z“]")
_NUMBER_FOLLOWS = re.compile(r"\s*\d")
_CLASS_FOLLOWS = re.compile(r"\s*级(?!别)")
_OF_FOLLOWS = re.compile(r"\s*的")
_SMALL_NUMERAL = re.compile("[一二两三四五六七八九]")
#: A number that is no year: 30个村整治（2013—2017年） has none.
_FURTHER_NUMBER = re.compile(r"(?<![第0-9])(?!(?:19|20)[0-9]{2}\s*[年—–~至-])[0-9]")
_TEN = 10
_LONGEST_RATE = 6
_AGE = re.compile(r"\s*[0-9]+\s*(?:[-—–~～至]\s*[0-9]+\s*)?周?岁(?:及?以[上下])?的?")
_FOR_WHOM = re.compile(r"\s*[为向给]")
_NEAR = 6
_LONGEST_PEOPLE = 10


def refusal(phrase: Phrase, known: Measures) -> str | None:
    """Return the name of the first rule by which a measure of a target is no goal, or None where it is one.

    `name`: inside quotation marks or a title. `code`: a bare number that no comparator introduces. `attribute`: the
    size, age or duration of what the next words name (投资8亿元的项目, 3岁以下婴幼儿).
    `planned-size`: 按300张床位规模建设. `denominator`: 每10万人. `baseline`: 在去年5%的基础上. `clause`:
    落实国务院15条. `existing-set`: 全国120个城市, 推进6个园区建设, 30个在建项目.
    `sized-set`: 30户以上村寨收运设施覆盖率. `sized-by-people`: 56人以上大班额.
    """
    return next((name for name, holds in _RULES if holds(phrase, known)), None)


def is_attribute(phrase: Phrase, known: Measures) -> bool:
    """Whether the measure is the size, age or duration of what the words around it name."""
    following = beyond_comparator(phrase, known)
    if _CLASS_FOLLOWS.match(phrase.clause_after):
        # 2个10万吨级泊位
        return True
    dimension = re.split("[/每]", phrase.measure.dimension)[0]
    bounded = following != phrase.clause_after
    of_those = _NUMBER_FOLLOWS.match(following) or _OF_FOLLOWS.match(following)
    if _SIZES.match(dimension) and bounded and (of_those or known.pattern("share").match(following.strip())):
        # 其中10亿元以上20个, 收入10万元以上的村, 收入20万元以上占比80%: what is counted has that size.
        return True
    if known.pattern("size-at").fullmatch(without_comparator(phrase, known)[0].strip()):
        # 国道改建，全长约31.6公里: the size of what was named before.
        return True
    if not _NOUN_FOLLOWS.match(following):
        return False
    if _DURATIONS.fullmatch(dimension):
        # 24小时办结率; but of 1个工作日办结 the verb is no noun.
        done = known.pattern("done").match(following.strip())
        return done is None or following.strip().startswith("率", done.end())
    return _is_sized(phrase, following, dimension, known)


def is_size(phrase: Phrase, known: Measures) -> bool:
    """Whether a measure is such an attribute in a report; 240人共1320个月的训练 tells how much of it there was."""
    return is_attribute(phrase, known) and not known.ends("set", phrase.before.rstrip())


def _is_sized(phrase: Phrase, following: str, dimension: str, known: Measures) -> bool:
    of_follows = bool(_OF_FOLLOWS.match(following))
    sized_by_verb = known.ends("size-of", phrase.before)
    if _EXTENTS.fullmatch(dimension):
        if known.pattern("reach-of").match(following.strip()):
            # 30公里范围内, 500米服务半径
            return True
        if known.pattern("fulfilled-amount").search(phrase.before) and known.pattern("works-on").search(following):
            # 完成9万平方米的旧房改造项目: so much of it is done.
            return False
        if rate := known.pattern("rate-noun").search(following):
            # 站点500米覆盖率
            return rate.end() <= _LONGEST_RATE
        return sized_by_verb or (of_follows and _sized_noun_first(following, known))
    if _SIZES.match(dimension):
        return (sized_by_verb and of_follows) or _sized_noun_first(following, known)
    return False


def _sized_noun_first(following: str, known: Measures) -> bool:
    """Whether a thing that has a size (项目) follows before a noun of the amount itself (资金)."""
    sized, amount = known.pattern("sized").search(following), known.pattern("amount-noun").search(following)
    return sized is not None and (amount is None or sized.start() < amount.start())


def _is_name(phrase: Phrase, known: Measures) -> bool:
    """Whether a number is part of a name, or counts names: “三个十大”, 八项 in 财政八项支出, 推动甲园、乙园两个园区.

    A list counts itself where no verb of making begins it: 甲大桥、乙大桥两个项目年内开工.
    """
    if phrase.quoted or phrase.measure.dimension == "rank":
        return phrase.quoted
    numeral = _SMALL_NUMERAL.fullmatch(phrase.measure.span.text[:1]) and phrase.measure.value < _TEN
    if not numeral or comparator_of(phrase, known) is not None or phrase.measure.dimension == "ratio":
        # 增长两成 counts nothing.
        return False
    names = phrase.clause_before.count("、") + 1
    made = known.pattern("making").match(trimmed(phrase.clause_before, known, ("function",)))
    counts_names = names > 1 and (
        governor(phrase, known) == "continuing" or (names == phrase.measure.value and not made)
    )
    return counts_names or governor(phrase, known) == ""


def _is_code(phrase: Phrase, known: Measures) -> bool:
    if phrase.measure.dimension != "number":
        return False
    compared = comparator_of(phrase, known) is not None
    people = known.pattern("people").search(phrase.after) and governor(phrase, known) == "making"
    named = any(known.ends(role, phrase.before.rstrip()) for role in ("counted-name", "people"))
    if phrase.measure.unit and (compared or people or named or is_given_to(phrase, known)):
        # 30万以上农村人口, 解决30万农村人口饮水问题, 为8万老人提供体检, 参保人数42万
        return False
    return not compared or bool(_NOUN_FOLLOWS.match(beyond_comparator(phrase, known)))


def is_in_name(phrase: Phrase, known: Measures) -> bool:
    """Whether a number stands inside a name: in quotation marks, or bare before a noun (世界500强企业)."""
    bare = phrase.measure.dimension == "number" and not counts_people(phrase, known)
    return phrase.quoted or (bare and bool(_NOUN_FOLLOWS.match(beyond_comparator(phrase, known))))


def counts_people(phrase: Phrase, known: Measures) -> bool:
    """Whether a number with only a multiplier stands before the people it counts: 培训3.2万农民, 8万65岁以上老人."""
    bare = phrase.measure.dimension == "number" and bool(phrase.measure.unit)
    age = _AGE.match(phrase.text, phrase.measure.span.end) if bare else None
    behind = phrase.text[age.end() : phrase.clause_end] if age else phrase.after
    return bare and known.pattern("people").search(behind.strip()[:_LONGEST_PEOPLE]) is not None


def _is_planned_size(phrase: Phrase, known: Measures) -> bool:
    """Whether a number is the size in which something is built: 按300张床位规模建设, 5轨15班."""
    by_size = known.pattern("size-by").search(phrase.before) and known.pattern("size-noun").search(phrase.clause_after)
    return bool(by_size) or known.ends("size-part", phrase.before)


def _is_denominator(phrase: Phrase, known: Measures) -> bool:
    return known.ends("denominator", phrase.before)


def _is_baseline(phrase: Phrase, known: Measures) -> bool:
    base = known.pattern("baseline").search(phrase.before[-_NEAR:])
    if base and any(known.ends(role, phrase.before[-_NEAR:][base.end() :]) for role in ("rise", "fall")):
        # 较上年提高5个百分点 is a change; 在上年增长5%的基础上 says what it is.
        base = None
    # 去年末有床位3200张: what there was.
    said = trimmed(phrase.before, known, ("function",))
    was = known.pattern("baseline").match(said) is not None and governor(phrase, known) != "making"
    changed = any(known.pattern(role).search(said) for role in ("rise", "fall"))
    return bool(base or (was and not changed) or known.pattern("basis").match(phrase.after))


def _is_clause(phrase: Phrase, known: Measures) -> bool:
    return bool(known.pattern("clause-unit").fullmatch(phrase.measure.unit)) and governor(phrase, known) == "comply"


def _is_existing_set(phrase: Phrase, known: Measures) -> bool:
    """Whether a count before its noun is the size of a set that exists."""
    unit = known.units.get(phrase.measure.unit)
    if unit is None or not unit.classifier or phrase.measure.dimension == "rank":
        return False
    if not _NOUN_FOLLOWS.match(beyond_comparator(phrase, known)):
        return False
    if is_given_to(phrase, known) or (known.ends("rest", phrase.before) and governor(phrase, known) == "making"):
        # 完成剩余6个小区改造
        return False
    further = _FURTHER_NUMBER.search(phrase.text[phrase.measure.span.end : phrase.clause_end])
    existing = known.pattern("existing").match(beyond_comparator(phrase, known).lstrip())
    # 4项指标均增长10%
    all_reach = further is not None and known.pattern("all-of").search(phrase.after)
    if all_reach or existing or known.ends("scope", phrase.before):
        return not (existing and _gets_something(phrase, known))
    whose = phrase.clause_before.endswith("的") and governor(phrase, known) == ""
    named = trimmed(phrase.clause_before, known, ("function", "scope"))
    # 甲县26个重点项目完成投资31亿元
    alone = (
        whose
        or (not named and governor(phrase, known) != "making")
        or all(is_place(name, known) for name in listed(named))
    )
    if alone and (gives_amount(phrase, known) or known.pattern("making").search(phrase.after)):
        # 21个项目计划投资8亿元, 督察反馈的28项问题完成整改25项: the number is of things that do something else.
        return further is not None
    following = phrase.after.strip()
    without_end = known.ends("enduring", following) or known.ends("sized", following)
    return without_end and governor(phrase, known) == "continuing"


def gives_amount(phrase: Phrase, known: Measures) -> bool:
    """Whether the next number of a clause is the amount of what this one counts: 25个项目完成投资3亿元."""
    between = _FURTHER_NUMBER.split(squeezed(phrase.text[phrase.measure.span.end : phrase.clause_end]), maxsplit=1)
    return len(between) > 1 and not JOINT.search(between[0]) and known.ends("amount-noun", between[0])


def _gets_something(phrase: Phrase, known: Measures) -> bool:
    """Whether the things counted at the start of a clause get something: 60栋存量楼宇安装烟感, but 60个在建项目建设."""
    made = known.pattern("making").search(phrase.after)
    alone = not trimmed(phrase.clause_before, known, ("function", "scope"))
    named = made is not None and bool(specific(phrase.after[made.end() :], known))
    further = _FURTHER_NUMBER.search(phrase.text[phrase.measure.span.end : phrase.clause_end])
    return alone and named and not further


def is_given_to(phrase: Phrase, known: Measures) -> bool:
    """Whether so many people get what is promised (向全市1800名困难群众发放补助), or it is done to so many things.

    对全市90个小区的管网进行改造.
    """
    who = phrase.measure.dimension == "person" or counts_people(phrase, known)
    people = who and _FOR_WHOM.match(phrase.clause_before)
    done_to = known.pattern("done-to").match(phrase.clause_before.lstrip())
    made, served = (known.pattern(role).search(phrase.clause_after) for role in ("making", "served"))
    return bool((people and (made or served)) or (done_to and made))


def _is_sized_by_people(phrase: Phrase, known: Measures) -> bool:
    """Whether so many people are in each of what is counted or named: 消除56人以上大班额."""
    following = beyond_comparator(phrase, known)
    by_people = phrase.measure.dimension == "person" and following != phrase.clause_after
    return by_people and bool(_NOUN_FOLLOWS.match(following)) and not known.pattern("people").search(following)


def _is_sized_set(phrase: Phrase, known: Measures) -> bool:
    """Whether a bounded count says of which things the clause speaks: 30户以上村寨收运设施覆盖率达到95%."""
    unit, following = known.units.get(phrase.measure.unit), beyond_comparator(phrase, known)
    if unit is None or not unit.classifier or following == phrase.clause_after or governor(phrase, known):
        return False
    if following.lstrip().startswith("、"):
        # 技术中心30家以上、上云企业40家
        return False
    return bool(_FURTHER_NUMBER.search(following) or known.pattern("rate-noun").search(following))


def governor(phrase: Phrase, known: Measures) -> str:
    """Return the role of the last verb before the number in its clause, `making` where two end together; "": none."""
    roles = ("comply", "continuing", "making")
    last = {
        role: max((m.end() for m in known.pattern(role).finditer(phrase.clause_before)), default=-1) for role in roles
    }
    best = max(last.values())
    return next((role for role in reversed(roles) if last[role] == best and best >= 0), "")


_RULES: tuple[tuple[str, Callable[[Phrase, Measures], bool]], ...] = (
    ("name", _is_name),
    ("code", _is_code),
    ("attribute", is_attribute),
    ("planned-size", _is_planned_size),
    ("denominator", _is_denominator),
    ("baseline", _is_baseline),
    ("clause", _is_clause),
    ("existing-set", _is_existing_set),
    ("sized-set", _is_sized_set),
    ("sized-by-people", _is_sized_by_people),
)
