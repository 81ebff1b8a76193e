"""The role of a number: what is newly gained, what there is in all, the task itself, the size of a set.

A flow goal (新增100家) is answered by a flow, a stock goal (总数达到700家) by a stock. A task, a set, a base and a
share of the plan answer none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from heze_graph.extraction.numbers.numerals import half_width, squeezed
from heze_graph.extraction.numbers.phrases import Phrase, specific, trimmed, without_figures, without_times
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.refusals import gives_amount
from heze_graph.extraction.numbers.verbs import is_all_of_it, is_left_undone
from heze_graph.reference.measures import Measures

#: Behind the words that a number's predicate begins with (已, 实际) a word so short is its verb.
_LONGEST_VERB = 2
#: So many numbers back is the next one in the same unit; behind 已 a word so short is the verb between two.
_FAR_BACK, _LONGEST_VERB_BEHIND = 6, 4
#: 96公里（1-10月完成83公里）: the second number is of some months.
_EARLIER = re.compile(r"[(（][^）)]*[0-9]月")
_BREAK = re.compile(r"[,，。；;：:、\n]")
_ANY_BRACKET = re.compile(r"[()（）]")
_OPENED = re.compile(r"[(（]")
#: 预计12月底完成
_MONTH_AHEAD = re.compile(r"(?:[0-9]{4}年)?[0-9]{1,2}月")
_LONGEST_BRACKET = 60
_ALL = 100
_DIGIT = re.compile(r"[0-9]")
_BRACKET = re.compile(r"\([^()]*\)")
_PERCENT_OF = r"的(?:近|约)?[0-9.]+%"
_PERCENT_OF_BRACKET = re.compile(rf"[^()]*\){_PERCENT_OF}")
#: With one of these words more is said of a number than what it counts.
_SAYS = (
    "begun", "done", "increment", "reach", "total", "running-total", "recognised", "preparatory", "planned",
)  # fmt: skip
#: 累计办理4.6万件，其中2023年2.3万件: what a year of the running total brought.
_YEAR_OF_WHICH = re.compile(r"^,?[0-9]{4}年")


class Role(StrEnum):
    """What a number says beside its unit."""

    FIGURE = "figure"
    FLOW = "flow"
    STOCK = "stock"
    RUNNING = "running"
    PLAN = "plan"
    BASE = "base"
    SET = "set"
    PLAN_SHARE = "plan-share"


#: These answer no goal.
ASIDE = frozenset({Role.PLAN, Role.BASE, Role.SET, Role.PLAN_SHARE})


def role_of(phrase: Phrase, known: Measures) -> Role:
    """Return the role that the words of a phrase alone give its number."""
    before = phrase.before
    if phrase.measure.dimension == "ratio" and is_plan_share(phrase, known):
        return Role.PLAN_SHARE
    if _is_plan(before, known) and not _is_fulfilled(phrase, known):
        return Role.PLAN
    return accrual(before, phrase.after, known)


def role_in(found: Sequence[Phrase], place: int, bases: frozenset[int], known: Measures) -> Role:
    """Return the role of a number among those of its text: what it says itself, or what the next says of it."""
    phrase = found[place]
    following = _next_in_unit(found, place)
    if place in bases:
        return Role.BASE
    if is_denominator(phrase, known) or is_plan_told_again(phrase, found[:place], known):
        return Role.PLAN
    if (not phrase.clause_before.strip() and gives_amount(phrase, known)) or is_left_undone(phrase, known):
        # 25个项目完成投资3亿元: something else is said of so many things.
        return Role.SET
    if following and any(of_all(phrase, following, known) for of_all in (is_set, _is_set_of, is_all_of_it)):
        return Role.SET
    if following and known.ends("scope", phrase.before) and following.clause_start > phrase.clause_start:
        one, other = phrase.measure, following.measure
        if one.unit == other.unit and other.value < one.value:
            # 推动全市60个项目提速，建成9个
            return Role.SET
    return role_of(phrase, known)


def _next_in_unit(found: Sequence[Phrase], place: int) -> Phrase | None:
    """Return the next number in one unit, past those of other things: 项目42个、住房1.8万套，已交付1.4万套."""
    phrase, following = found[place], found[place + 1 : place + 1 + _FAR_BACK]
    same = (p for p in following if p.measure.base_unit == phrase.measure.base_unit)
    return next(same, following[0] if following else None)


def _is_set_of(whole: Phrase, phrase: Phrase, known: Measures) -> bool:
    """Whether one number is that of a set of which the next says how many are done: 45个项目已完工38个."""
    one, other = whole.measure, phrase.measure
    between = squeezed(phrase.text[one.span.end : other.span.start])
    head, _, _ = between.replace("：", ":").partition(":")
    if known.ends("among", head):
        # 30处小区中：完工19处
        between = head
    if one.unit != other.unit or other.value > one.value or _BREAK.search(between):
        return False
    if _EARLIER.search(between):
        # 96公里（1-10月完成83公里）
        return False
    if _OPENED.match(between) and known.pattern("of-which").search(between) and _says_stage(whole, known):
        # 已开工118项（其中提前开工11项: these are parts.
        return False
    # 建成9座（新建4座 opens the parts of a number.
    verbs = ("done", "begun", "among") if _ANY_BRACKET.search(between) else ("done", "begun", "making", "among")
    if any(known.ends(role, between) for role in verbs):
        return True
    # 20公里河道已疏浚15公里, 90场已演70场: behind 已 a word so short is a verb.
    said = re.split(known.pattern("already"), between)
    return len(said) > 1 and 0 < len(said[-1]) <= _LONGEST_VERB_BEHIND and not known.pattern("of-which").search(between)


def _says_stage(phrase: Phrase, known: Measures) -> bool:
    """Whether a phrase says before its number that so many are begun or done: 实际已开工118项."""
    return any(known.pattern(role).search(phrase.before) for role in ("begun", "done"))


def accrual(before: str, after: str, known: Measures) -> Role:
    """Return whether words speak of what is new or of all there is; the one nearest to the number decides.

    A running total (累计) may be one of this year: it gives way to a word of gain.
    """
    if gains(before + after, known):
        return Role.FLOW
    if known.pattern("total").search(before + after):
        return Role.STOCK
    if known.pattern("this-year").search(before) or _YEAR_OF_WHICH.search(_since_of_which(before, known)):
        return Role.FLOW
    return Role.RUNNING if known.pattern("running-total").search(before) else Role.FIGURE


def _since_of_which(before: str, known: Measures) -> str:
    opened = known.pattern("of-which").match(before.lstrip())
    return before.lstrip()[opened.end() :] if opened else ""


def gains(words: str, known: Measures) -> bool:
    """Whether words speak of what is newly gained: 新增, 净增, 新认定."""
    return bool(_gaining(known).search(words))


@lru_cache(maxsize=8)
def _gaining(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"{known.pattern('increment').pattern}|新(?:{known.pattern('making').pattern})")


def only_reaches(before: str, known: Measures) -> bool:
    """Whether words say how many there are now, and not that they were made this year: 企业达到27家."""
    reaching = known.ending("reach").search(before)
    if reaching is None:
        return False
    made = ("making", "done", "increment")
    return not any(known.pattern(role).search(before, 0, reaching.start()) for role in made)


def foreseen(words: str, known: Measures) -> bool:
    """Whether words speak of a time to come: 预计年底完成; 预计增长8% is an estimate of what has been."""
    if _to_be(known).search(words):
        return True
    for match in known.pattern("foreseeing").finditer(words):
        behind = words[match.end() :]
        if known.pattern("to-come").match(behind) or _MONTH_AHEAD.match(behind):
            return True
    return False


@lru_cache(maxsize=8)
def _to_be(known: Measures) -> re.Pattern[str]:
    """Return the expression for what is still to be done: 下半年将建成, 年内将再改造."""
    verbs = "|".join(known.pattern(role).pattern for role in ("making", "done", "begun"))
    return re.compile(rf"(?:{known.pattern('will').pattern})(?:{verbs})")


def is_plan_share(phrase: Phrase, known: Measures) -> bool:
    """Whether a percentage says how much of a plan is done: 完成率86%, 占年度任务的86%, 为计划的103%."""
    before = phrase.before
    if (not before.strip() and _is_how_far(phrase, known)) or _is_excess(phrase, known):
        return True
    if before.strip() == "的" or (phrase.measure.value > _ALL and before.strip() in known.words["role-copula"]):
        # 完成任务140亿元的60%; 超额完成年度任务，达106%
        said = half_width(squeezed(phrase.text[phrase.sentence_start : phrase.measure.span.start]))
        before = _BREAK.sub("", without_figures(_BRACKET.sub("", said), known))
    if any(_at_end(known, role).search(before) for role in ("plan-rate", "plan")):
        return True
    # 线路改造完成86%: so much of it is done; 覆盖率完成86% is what it comes to.
    measured = any(known.pattern(role).search(before) for role in ("rate-noun", "rise", "fall"))
    return known.ends("fulfilled-amount", before.rstrip()) and not measured


def of_the_plan(phrase: Phrase, known: Measures) -> Phrase:
    """Return a phrase with the share of the plan where it tells by how much that is exceeded: 超额完成20% is 120%."""
    if not _is_excess(phrase, known):
        return phrase
    one = phrase.measure
    return replace(phrase, measure=replace(one, value=one.value + _ALL, base_value=one.base_value + _ALL))


def _is_excess(phrase: Phrase, known: Measures) -> bool:
    """Whether a percentage says by how much a plan is exceeded: 超额完成20%、15%; 超额完成任务的120% is all."""
    if phrase.measure.dimension != "ratio":
        return False
    said = _exceeding(known).search(squeezed(phrase.text[phrase.sentence_start : phrase.measure.span.start]))
    return said is not None and float(said["first"] or phrase.measure.value) < _ALL


@lru_cache(maxsize=8)
def _exceeding(known: Measures) -> re.Pattern[str]:
    words = "|".join(known.pattern(role).pattern for role in ("this-year", "plan-noun", "fulfilled-amount"))
    return re.compile(
        rf"(?:{known.pattern('excess').pattern})(?:{words})*的?(?:(?P<first>[0-9]+(?:\.[0-9]+)?)%[、和](?:[0-9.]+%[、和])*)?$"
    )


def _is_how_far(phrase: Phrase, known: Measures) -> bool:
    """Whether a percentage fills a bracket behind what is or was done: 改造正在施工中（90%）, 已完成9个（60%）."""
    start, end = phrase.clause_start, phrase.clause_end
    if phrase.text[start - 1 : start] + phrase.text[end : end + 1] not in ("()", "（）") or phrase.after.strip():
        return False
    said = squeezed(phrase.text[phrase.sentence_start : max(start - 1, phrase.sentence_start)])
    last = _BREAK.split(said)[-1]
    counted = any(last.endswith(measure.span.text) for measure in measures(last, known))
    return known.ends("ongoing", said) or (counted and known.pattern("done").search(last) is not None)


@lru_cache(maxsize=32)
def _at_end(known: Measures, role: str) -> re.Pattern[str]:
    """Return the expression for a word of a role and what joins it to the number behind it: 任务为, 计划的."""
    return re.compile(rf"(?:{known.pattern(role).pattern})的?(?:{known.pattern('role-copula').pattern})*$")


def _is_plan(before: str, known: Measures) -> bool:
    """Whether a number is the task itself: 任务为30个, 下达计划1200户; 完成任务30个 is none."""
    if _at_end(known, "plan-noun").search(before):
        return not any(known.pattern(role).search(before) for role in ("fulfilled-amount", "reach"))
    return _planned(known).search(before) is not None or opens_a_plan(before, known)


def opens_a_plan(before: str, known: Measures) -> bool:
    """Whether a clause of words before a number begins with what is only planned: 全年计划新建学校, 年底前应建成."""
    if not any(known.pattern(role).search(before) for role in ("planned", "should")):
        return False
    said = ("function", "part-of-year")
    clauses = [trimmed(without_times(clause), known, said) for clause in _BREAK.split(before)]
    planned = [(c, m.end()) for c in clauses for role in ("planned", "should") if (m := known.pattern(role).match(c))]
    return any(known.pattern(verb).match(c, end) for c, end in planned for verb in ("making", "increment"))


@lru_cache(maxsize=8)
def _planned(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('plan-verb').pattern})(?:{known.pattern('plan-noun').pattern})?$")


def is_plan_told_again(phrase: Phrase, earlier: Sequence[Phrase], known: Measures) -> bool:
    """Whether a number is called the task behind what was done of it: 改造82万平方米，超额完成60万平方米的目标任务."""
    unit, begun = phrase.measure.base_unit, phrase.sentence_start
    told = any(one.sentence_start == begun and one.measure.base_unit == unit for one in earlier)
    return told and _task_behind(known).fullmatch(phrase.after.strip()) is not None


@lru_cache(maxsize=8)
def _task_behind(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"的(?:{known.pattern('this-year').pattern})?(?:{known.pattern('plan-noun').pattern})+")


def is_still_planned(phrase: Phrase, known: Measures) -> bool:
    """Whether a sentence that began with a plan goes on with it, before anything is said to be done.

    计划新建食堂8个，新增床位90张，实际分别完成9个、95张.
    """
    said = squeezed(phrase.text[phrase.sentence_start : phrase.measure.span.start])
    done = any(known.pattern(role).search(phrase.before) for role in ("already", "done"))
    return opens_a_plan(said, known) and bool(specific(phrase.before, known)) and not done


def _is_fulfilled(phrase: Phrase, known: Measures) -> bool:
    """Whether a task is said to be done: 淘汰任务30万吨已提前完成; not where a number says how much of it is."""
    said = known.pattern("predicate").match(phrase.after.strip())
    alone = phrase.end == phrase.clause_end
    return alone and said is not None and known.pattern("done").search(phrase.after) is not None


def is_denominator(phrase: Phrase, known: Measures) -> bool:
    """Whether a percentage of a number follows: 任务140亿元的60%, 900人目标的73%, 目标（锅炉146台、管网40里）的80%."""
    start, end = phrase.measure.span.start, phrase.measure.span.end
    if "的" not in phrase.text[end : end + _LONGEST_BRACKET]:
        return False
    behind = half_width(squeezed(phrase.text[end : end + _LONGEST_BRACKET]))
    opened = half_width(phrase.text[max(0, start - _LONGEST_BRACKET) : start]).rpartition("(")
    inside = bool(opened[1]) and ")" not in opened[2]
    return bool(_percent_of(known).match(behind) or (inside and _PERCENT_OF_BRACKET.match(behind)))


@lru_cache(maxsize=8)
def _percent_of(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"年?(?:{known.pattern('plan-noun').pattern})?{_PERCENT_OF}")


def is_set(phrase: Phrase, following: Phrase, known: Measures) -> bool:
    """Whether a number is the size of a set of which the next says how many are done: 共90场，已办71场."""
    one, other = phrase.measure, following.measure
    same = (one.base_unit, one.dimension) == (other.base_unit, other.dimension) and other.base_value <= one.base_value
    # 新登记4.5万户，其中企业1.4万户: what is new and a part of it.
    parted = gains(phrase.before, known) and known.pattern("of-which").match(following.before.lstrip())
    if not same or parted or one.dimension in ("ratio", "percentage-point", "rank"):
        return False
    if known.pattern("gathered").search(phrase.before) and following.before and not specific(following.before, known):
        # 征集问题1086件，办结1052件; 排查隐患862处；完成整改843处
        return True
    # 水利项目60个，已开工50个，竣工20个; 共有集市60个。已建成50个
    told = known.pattern("set").search(phrase.before) or known.pattern("set").match(phrase.clause_before.strip())
    # 集市60个，已改造33个
    stages = any(_only_says(following, stage, known) for stage in ("begun", "done")) or is_predicate(following, known)
    if stages and (told or _only_names(phrase, known)):
        return True
    if phrase.sentence_start != following.sentence_start:
        return False
    if known.ends("scope", phrase.before) and known.pattern("of-which").match(following.before.lstrip()):
        # 全市80个乡镇全部达标，其中示范镇26个
        return True
    # 25个项目有序推进，已投产13个
    cue = told or known.ends("scope", phrase.before) or known.ends("continuing", phrase.after)
    among = known.ends("among", phrase.after.rstrip(",，"))
    done = is_predicate(following, known) or (among and _only_says(following, "begun", known))
    return bool(cue or among) and done


def _only_names(phrase: Phrase, known: Measures) -> bool:
    """Whether nothing is said of the things that a phrase counts: no word tells what was done or came of them."""
    said, begun = phrase.before + phrase.after, trimmed(phrase.before, known, ("function",))
    # 集市改造项目60个 are so called, 集市改造60个 says what was done.
    called = known.ends("generic", begun) and not known.pattern("making").match(begun)
    makes = not called and known.pattern("making").search(said)
    return bool(begun) and not makes and not any(known.pattern(role).search(said) for role in _SAYS)


def says_of_all(phrase: Phrase, known: Measures) -> bool:
    """Whether a phrase says of all its things that they are done or begun: 18处治理全部完工, 15个项目均已开工."""
    # 甲县5处、乙县3处全部完工: what is said behind another number is said of that.
    words = phrase.after if known.pattern("every").search(phrase.after) else _DIGIT.split(phrase.clause_after)[0]
    behind = known.pattern("every").search(words)
    return behind is not None and any(known.pattern(role).search(words, behind.end()) for role in ("done", "begun"))


def is_predicate(phrase: Phrase, known: Measures) -> bool:
    """Whether a phrase only says of what was named before that so many are done: 已完工24条, 实际招聘763名."""
    said = _already(known).match(phrase.before)
    done = known.pattern("done").search(phrase.after)
    of_all = known.pattern("every").search(phrase.after)
    if done and not (of_all or phrase.before.strip()) and len(specific(phrase.after, known)) <= _LONGEST_VERB:
        # 确定309个，238个完成
        return True
    if not said or not said[0] or specific(phrase.after, known):
        return False
    # 现已超额完成93个
    rest = trimmed(phrase.before[said.end() :], known, ("excess",))
    if rest and known.pattern("of-which").search(said[0]) and not _is_verb(rest, known):
        # 其中企业0.7万户 names a part.
        return False
    return len(rest) <= _LONGEST_VERB or not specific(rest, known)


def is_worked_on(whole: Phrase, part: Phrase, known: Measures) -> bool:
    """Whether one number is of what is worked on, and the next says only how much of that is finished."""
    if part.measure.unit != whole.measure.unit or part.measure.base_value > whole.measure.base_value:
        return False
    said = whole.before + whole.after
    open_ended = known.pattern("works-on").search(said) and not known.pattern("done").search(said)
    return bool(open_ended) and _only_says(part, "done", known)


def _only_says(phrase: Phrase, stage: str, known: Measures) -> bool:
    """Whether a phrase says nothing but that so many are begun or done: 开工24座, 已完工17座, 其中12座建成投用."""
    said = phrase.before + phrase.after
    told = known.pattern(stage).search(said) and not known.pattern("recognised").search(said)
    roles = ("function", "already", "predicate", "of-which", stage, "works-on", "generic")
    return bool(told) and not trimmed(said, known, roles)


def _is_verb(words: str, known: Measures) -> bool:
    return not trimmed(words, known, ("function", "done", "begun", "making"))


@lru_cache(maxsize=8)
def _already(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('already').pattern})*")
