"""The numbers that a progress text offers, each with what its words say: its noun, its topic, its stage, its role.

A number that names nothing of its own (5座已建成) takes the noun of the nearest clause before it in its sentence that
names something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import dropwhile, takewhile

from heze_graph.extraction.numbers.frames import told_apart
from heze_graph.extraction.numbers.goals import nature_of
from heze_graph.extraction.numbers.numerals import squeezed
from heze_graph.extraction.numbers.parts_of_year import (
    PartOfYear,
    batch_before,
    is_of_a_while,
    is_of_several_years,
    is_part,
    is_so_far,
    told_time,
)
from heze_graph.extraction.numbers.phrases import Phrase, is_place, layout, listed, specific, trimmed, without_figures
from heze_graph.extraction.numbers.quantities import counter, measures
from heze_graph.extraction.numbers.refusals import gives_amount, is_given_to, is_in_name, is_size
from heze_graph.extraction.numbers.roles import (
    ASIDE,
    Role,
    is_predicate,
    is_still_planned,
    is_worked_on,
    of_the_plan,
    role_in,
    says_of_all,
)
from heze_graph.extraction.numbers.verbs import counted_noun, is_excepted, is_left_undone, only_begun
from heze_graph.model.facts import Nature, Stage
from heze_graph.reference.measures import KEPT_TEXTS, Measures

_FAR_BACK, _FAR_ON, _SHORTEST_NAME = 6, 2, 2
#: So large a sum is that of its parts, whatever words stand between.
_NO_CHANCE = 100
_DIGIT = re.compile("[0-9]")
_CLAUSE = re.compile(r"[,，:：]")
_OPENS = ("(", "（")
_BRACKET = re.compile(r"[()（）]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of a progress text with what its words say.

    `own` are the specific words of its phrase, `topic` those it inherits where it has none of its own; `noun` is the
    counted noun; `part` marks 其中 and single months. `whole` is the figure of which 其中 takes a part. `role` says
    what the number is beside its unit, `time` of what part of the year it is told, `of_several_years` whether of more.
    """

    phrase: Phrase
    source: int
    own: str
    noun: str
    topic: str
    stage: Stage
    part: bool
    nature: Nature
    falls: bool
    whole: Candidate | None = None
    role: Role = Role.FIGURE
    time: PartOfYear | None = None
    of_several_years: bool = False


@lru_cache(maxsize=KEPT_TEXTS)
def candidates(text: str, source: int, known: Measures) -> tuple[Candidate, ...]:
    """Return the candidates of one progress text in order."""
    where = layout(text, measures(text, known))
    found, separate, bases = told_apart(
        where, lambda phrase: not (_scoped(phrase, known) or is_in_name(phrase, known) or is_size(phrase, known)), known
    )
    result: list[Candidate] = []
    for place, phrase in enumerate(found):
        if separate[place] or _scoped(phrase, known):
            role = _continued(phrase, role_in(found, place, bases, known), result, known)
            result.append(_candidate(of_the_plan(phrase, known), source, role, result, known))
    told = [_in_contrast(one, result[place + 1 : place + 1 + _FAR_ON], known) for place, one in enumerate(result)]
    return tuple(_without_parts(told, known))


def _without_parts(found: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the figures of a text, those marked as parts whose whole the same sentence prints.

    Their sum is the whole (behind it where words open them, or it is too large for chance, past a rate), or they tell
    what came of things of which all was said before: 18处治理全部完工，14处通过验收.
    """
    marked = list(found)
    for place, whole in enumerate(found):
        before, behind = _run(found, range(place - 1, -1, -1), whole), _run(found, range(place + 1, len(found)), whole)
        opened = behind and (all_of := found[behind[0]].whole) and all_of.phrase is whole.phrase
        total = whole.phrase.measure
        parts = [run for run in (before, behind if opened or total.value >= _NO_CHANCE else []) if len(run) > 1]
        added = [run for run in parts if sum(found[at].phrase.measure.base_value for at in run) == total.base_value]
        stage = [[place + 1]] if _is_later_stage(whole, found[place + 1 : place + 2], known) else []
        for at in (at for run in added + stage for at in run):
            marked[at] = replace(found[at], part=True, whole=whole)
    return marked


def _run(found: list[Candidate], places: range, whole: Candidate) -> list[int]:
    """Return the places next to a figure, past its rates, that may hold parts of it."""
    past = dropwhile(lambda at: places.step > 0 and found[at].phrase.measure.dimension == "ratio", places)
    return list(takewhile(lambda at: _may_be_part(found[at], whole), past))


def _is_later_stage(whole: Candidate, following: list[Candidate], known: Measures) -> bool:
    """Whether the next figure tells what came of some of the things of which one tells all."""
    one, other = whole.phrase, following[0].phrase if following else whole.phrase
    same = one.sentence_start == other.sentence_start and one.measure.unit == other.measure.unit
    nameless = same and other.measure.value < one.measure.value and not (following[0].own or following[0].whole)
    return nameless and says_of_all(one, known)


def _may_be_part(one: Candidate, whole: Candidate) -> bool:
    same = one.phrase.measure.base_unit == whole.phrase.measure.base_unit and one.stage is whole.stage
    return same and one.phrase.sentence_start == whole.phrase.sentence_start and one.role not in ASIDE


def _continued(phrase: Phrase, role: Role, earlier: Sequence[Candidate], known: Measures) -> Role:
    """Return the role of a figure; what is new holds for the next that is named without a verb: 新增A1家、B4家.

    What is a share of the plan holds for the next that says nothing: 分别完成任务的80%、95%.
    """
    if earlier and earlier[-1].role in (Role.PLAN, Role.SET) and is_still_planned(phrase, known):
        return Role.PLAN
    if role is not Role.FIGURE or not earlier or known.pattern("making").search(phrase.before):
        return role
    last = earlier[-1]
    joined = last.phrase.clause_start == phrase.clause_start
    in_turn = phrase.measure.dimension == "ratio" and not phrase.before.strip("、和及")
    holds = in_turn if last.role is Role.PLAN_SHARE else last.role is Role.FLOW
    return last.role if joined and holds else role


def _in_contrast(candidate: Candidate, behind: Sequence[Candidate], known: Measures) -> Candidate:
    """Return a figure as a stock where the next tells of what is new in it: 企业31家，新增22家.

    It is only begun where one of the next says how much of it is finished (建设20座，完工17座), and a part of what all
    that was done so far follows (9月新建12公里，累计建成96公里; 本周15处，年初以来412处).
    """
    if not behind:
        return candidate
    if any(_is_rest_of(candidate, one) and is_worked_on(candidate.phrase, one.phrase, known) for one in behind):
        return replace(candidate, stage=Stage.BEGUN)
    following = behind[0]
    one, other = candidate.phrase.measure, following.phrase.measure
    same = one.base_unit == other.base_unit and candidate.phrase.sentence_start == following.phrase.sentence_start
    grows = same and other.base_value >= one.base_value and following.own in ("", candidate.own or candidate.topic)
    if grows and is_of_a_while(candidate.phrase, known) and is_so_far(following.phrase, known):
        return replace(candidate, role=Role.SET)
    if following.own:
        return candidate
    fresh = candidate.role is Role.FIGURE and following.role is Role.FLOW and following.whole is None
    return replace(candidate, role=Role.STOCK) if fresh and same and one.base_value > other.base_value else candidate


def _is_rest_of(candidate: Candidate, other: Candidate) -> bool:
    """Whether another figure names nothing and may be of what this one counts."""
    same = candidate.phrase.sentence_start == other.phrase.sentence_start
    return not other.own and (same or other.whole is candidate)


def _scoped(phrase: Phrase, known: Measures) -> bool:
    unit = known.units.get(phrase.measure.unit)
    return bool(unit and unit.classifier) and known.ends("scope", phrase.before) and not is_given_to(phrase, known)


def _candidate(phrase: Phrase, source: int, role: Role, earlier: Sequence[Candidate], known: Measures) -> Candidate:
    phrase = _with_whose(phrase, earlier, known)
    noun = bare = counted_noun(phrase, known)
    for role_of_word in ("increment", "this-year", "single-part", "so-far", "per-lead"):
        bare = known.pattern(role_of_word).sub("", bare)
    bare = trimmed(specific(bare.removeprefix(batch_before(bare, known)), known), known, ("planned",))
    own = "" if is_predicate(phrase, known) or is_left_undone(phrase, known) else _named(bare, role, known)
    last = _last_told(phrase, earlier, known)
    included = _is_included(phrase, last, known)
    topic, own = _topic(phrase, own, included, _past_rates(phrase, last, earlier), known)
    nature, falls = _nature(phrase, last, known)
    included = included or _is_next_part(phrase, last, known)
    whole = _whole(phrase, last, earlier) if last and included else _all_of(phrase, last, earlier)
    return Candidate(
        phrase,
        source,
        own=own,
        noun=noun,
        topic=topic,
        stage=_stage(phrase, last, whole, known),
        part=whole is not None or included or is_part(phrase, known),
        nature=nature,
        falls=falls,
        whole=whole,
        role=role,
        time=told_time(phrase, known),
        of_several_years=is_of_several_years(phrase),
    )


def _with_whose(phrase: Phrase, earlier: Sequence[Candidate], known: Measures) -> Phrase:
    """Return a phrase with whose it is (省级|6项完成投资28亿元), of what is done but for some without its 其余."""
    things = earlier[-1].phrase if earlier else None
    if things and is_excepted(things, known):
        return replace(phrase, said=(known.pattern("remaining").sub("", phrase.before), phrase.after))
    if things is None or things.clause_start != phrase.clause_start or not gives_amount(things, known):
        return phrase
    return replace(phrase, start=things.start, said=(things.before + phrase.before, phrase.after))


def _named(own: str, role: Role, known: Measures) -> str:
    """Return the words that name what is counted, "" where they only say whose it is, what became of it, or a plan."""
    if len(own) < _SHORTEST_NAME or _is_owner(own, known) or known.ends("lost", own):
        return ""
    if any(known.pattern(role).fullmatch(own) for role in ("level", "layer", "rest", "step", "continuing")):
        # 公路路基完成70公里、路面完成60公里; 基站完成选址90座; 已推动开工7所
        return ""
    if known.pattern("comparing").fullmatch(own) and known.pattern("baseline").search(own):
        # 余额312亿元，较年初增长16.8%
        return ""
    planned = trimmed(own, known, ("plan-noun",)) if known.ends("plan-noun", own) else own
    if planned != own and (role is Role.PLAN or not planned or _is_owner(planned, known)):
        # 计划招聘800名, 发布招聘公告800名, 甲县计划20名: the plan is not what is counted.
        return ""
    return own


def _last_told(phrase: Phrase, earlier: Sequence[Candidate], known: Measures) -> Candidate | None:
    """Return the figure before a phrase in its sentence, or in the one before that which 其中 opens.

    Behind a bracket of parts it is the whole: 9万亩（甲5万亩、乙4万亩）.
    """
    opened = known.pattern("of-which").match(phrase.text, phrase.sentence_start)
    if not earlier or not (opened or earlier[-1].phrase.sentence_start == phrase.sentence_start):
        return None
    last = earlier[-1]
    bracket = _BRACKET.search(phrase.text, last.phrase.measure.span.end, phrase.measure.span.start)
    return last.whole if last.whole and bracket and bracket[0] not in _OPENS else last


def _past_rates(phrase: Phrase, last: Candidate | None, earlier: Sequence[Candidate]) -> Candidate | None:
    """Return the figure before the rates that stand before a phrase: of 开工74户，开工率72%，竣工34户 the first."""
    if last is None or last.phrase.measure.dimension != "ratio" or phrase.measure.dimension == "ratio":
        return last
    told = (c for c in reversed(earlier) if c.phrase.measure.dimension != "ratio")
    before = next(told, last)
    return before if before.phrase.sentence_start == phrase.sentence_start else last


def _whole(phrase: Phrase, last: Candidate, earlier: Sequence[Candidate]) -> Candidate:
    """Return the figure of which a part is told: the nearest in its unit, before any rates (增长9%), else the last."""
    sentence = last.phrase.sentence_start
    told = (c for c in reversed(earlier) if c.phrase.sentence_start == sentence)
    whole = next(
        (c for c in told if c.phrase.measure.base_unit == phrase.measure.base_unit and c.role not in ASIDE), last
    )
    return whole.whole or whole


def _all_of(phrase: Phrase, last: Candidate | None, earlier: Sequence[Candidate]) -> Candidate | None:
    """Return the figure of all things where a clause tells the same of some: 投资9亿元；6个续建项目投资7亿元."""
    same = last is not None and last.phrase.clause_start == phrase.clause_start
    if last is None or not same or last.role is not Role.SET or last.phrase.clause_before.strip():
        return None
    unit, told = phrase.measure.base_unit, phrase.measure.base_value
    whole = (c for c in earlier if c.phrase.measure.base_unit == unit and c.phrase.measure.base_value > told)
    return next((c for c in whole if c.role not in ASIDE and c.whole is None), None)


def _nature(phrase: Phrase, last: Candidate | None, known: Measures) -> tuple[Nature, bool]:
    """Return the nature of a figure; one that says nothing itself has that of the one before: 分别增长6.5%和8.1%."""
    said = trimmed(phrase.before + phrase.after, known, ("function",))
    if last and not said and last.phrase.measure.dimension == phrase.measure.dimension:
        return last.nature, last.falls
    return nature_of(phrase, known)


def _is_included(phrase: Phrase, last: Candidate | None, known: Measures) -> bool:
    """Whether 其中 stands before a figure, or opened the clause before it that has none: 其中甲县完工，乙县完成95%."""
    if known.pattern("of-which").match(phrase.before.lstrip()):
        return True
    if last is None:
        return False
    opened = known.pattern("of-which").match(phrase.text, phrase.sentence_start)
    if opened and last.phrase.sentence_start != phrase.sentence_start:
        # 已完成136公里，占任务的98%。其中，甲区已完成15公里
        return True
    if counter(last.phrase.measure) != counter(phrase.measure):
        return False
    between = phrase.text[last.phrase.measure.span.end : phrase.start]
    if between.strip() in _OPENS and phrase.measure.base_value < last.phrase.measure.base_value:
        # 新建13所（小学8所、幼儿园5所）
        return True
    return bool(known.pattern("of-which").search(between))


def _is_next_part(phrase: Phrase, last: Candidate | None, known: Measures) -> bool:
    """Whether a figure goes on with the parts that 其中 opened: 其中甲县45个、乙县38个; not with another verb."""
    if last is None or last.whole is None:
        return False
    if known.pattern("making").search(phrase.before) and not _is_owner(_subject(phrase, known), known):
        return False
    # 其中建成停车场3处、泊位610个: another counter counts other things.
    return counter(last.phrase.measure) == counter(phrase.measure)


def _subject(phrase: Phrase, known: Measures) -> str:
    """Return the last of those of whom a figure is said: 丙区 of 甲区、乙区、丙区完成70%."""
    return listed(trimmed(phrase.before, known, ("function", "making", "done")))[-1]


def _is_owner(words: str, known: Measures) -> bool:
    """Whether words only say whose a figure is: 老城区32条, 甲区和乙区32条."""
    return all(is_place(name, known) for name in listed(words))


def _topic(phrase: Phrase, own: str, included: bool, last: Candidate | None, known: Measures) -> tuple[str, str]:
    """Return the words that a phrase inherits, and its own.

    A phrase that names nothing, or a part of what the figure before names in its unit (绿色食品总数164个，新认证23个),
    speaks of what that figure names; else of the nearest clause in its sentence that names something. A clause with a
    figure of the same dimension speaks of something else, unless the phrase begins with 其中.
    """
    if last and last.phrase.measure.base_unit == phrase.measure.base_unit and last.nature is not Nature.GROWTH:
        named = last.own or last.topic
        if known.pattern("preparatory").search(named) and not own:
            # 完成审批55台，竣工38台: what was a step before names nothing.
            return "", own
        if named and own in named and own != named and named not in own:
            return named, ""
    if own and not included:
        return "", own
    earlier = phrase.text[phrase.sentence_start : phrase.start]
    for clause in reversed(_CLAUSE.split(squeezed(earlier))[-_FAR_BACK:]):
        figures = measures(clause, known)
        parallel = any(m.dimension in (phrase.measure.dimension, "rank") for m in figures)
        words = without_figures(clause, known)
        # 较年初增加446亿元 says with what a number is compared, and names nothing.
        named = specific(known.pattern("comparing").sub("", words), known)
        # 甲市、乙县2个项目建成，新增1.1万吨: the places name nothing.
        if _is_owner(trimmed(words, known, ("function", "making", "done", "generic", "plan-noun")), known):
            continue
        if not figures and any(known.pattern(role).search(words) for role in ("preamble", "step")):
            # 委托第三方逐户评估，已开展60户; 完成招标，5家完工: what led to it names nothing.
            continue
        if known.pattern("preparatory").fullmatch(named):
            continue
        if len(named) >= _SHORTEST_NAME and (included or not parallel):
            return named, own
    return "", own


def _stage(phrase: Phrase, last: Candidate | None, whole: Candidate | None, known: Measures) -> Stage:
    joined = last is not None and last.phrase.clause_start == phrase.clause_start
    silent = not trimmed(phrase.before + phrase.after, known, ("function", "generic"))
    if last and joined and silent and not known.pattern("done").search(phrase.before):
        # 开工126个、158万平方米
        return last.stage
    if known.ends("begun", phrase.before) and not known.pattern("done").search(phrase.before):
        # 在建42万平方米、建成23万平方米: what follows says nothing of the first.
        return Stage.BEGUN
    if known.pattern("begun").search(phrase.after) and not known.pattern("done").search(phrase.after):
        # 142个小区全部开工、完工129个
        return Stage.BEGUN
    words = phrase.before + phrase.clause_after
    if _DIGIT.search(phrase.clause_after) and known.pattern("making").search(phrase.before):
        # 新建公园4个、在建2个
        words = phrase.before + phrase.after
    # 正在验收 is not done, whatever its last word says elsewhere.
    if known.pattern("done").search(known.pattern("ongoing").sub("", words)):
        return Stage.DONE
    if known.pattern("ongoing").search(words) or known.pattern("begun").search(words + only_begun(phrase, known)):
        return Stage.BEGUN
    # 已开工26家，其中市区9家
    return whole.stage if whole else Stage.DONE
