"""From the wording of a target to its goals: the measures that no rule of `refusals` takes for something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from heze_graph.extraction.numbers.frames import told_apart
from heze_graph.extraction.numbers.numerals import squeezed
from heze_graph.extraction.numbers.parts_of_year import part_of_year, without_leading_times
from heze_graph.extraction.numbers.phrases import (
    JOINT,
    Phrase,
    comparator_of,
    layout,
    listed,
    plain,
    specific,
    trimmed,
    without_comparator,
    without_times,
)
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.refusals import governor, refusal
from heze_graph.extraction.numbers.roles import gains
from heze_graph.model.facts import Comparator, Goal, Nature
from heze_graph.reference.measures import KEPT_TEXTS, Measures

_MOST_NAMES = 12
_JOINING = re.compile(rf"(?:{JOINT.pattern}|或者?)?")
_SENTENCE_END = re.compile(r"[。；;\n]")
_CEILINGS = (Comparator.AT_MOST, Comparator.BELOW)
_LEVELS = frozenset({"concentration", "concentration-water", "sound", "number", "age", "score", "incidence"})


def goals(text: str, known: Measures) -> list[Goal]:
    """Return the goals that the wording of a target promises, in order.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> for goal in goals("新建公园12处、绿道30公里以上，服务全市200个社区", load_measures(REFERENCE)):
    ...     print(goal.quantity, goal.comparator, goal.measure.value, goal.measure.unit)
    新建公园 == 12 处
    绿道 >= 30 公里
    """
    return list(_goals(text, known))


@lru_cache(maxsize=KEPT_TEXTS)
def _goals(text: str, known: Measures) -> tuple[Goal, ...]:
    where = layout(text, measures(text, known))
    found, _, bases = told_apart(where, lambda phrase: refusal(phrase, known) is None, known)
    result: list[Goal] = []
    last: Goal | None = None
    for place, phrase in enumerate(found):
        refused = place in bases or refusal(phrase, known) is not None
        is_set = place not in bases and _is_set_of(phrase, found[place + 1 : place + 2], known)
        if is_set or not refused:
            last = _goal(phrase, last, known)
        if last and not is_set and not refused:
            result.append(last)
    return tuple(_with_sets(_once(_with_beginnings(result, known), text), known))


def _with_beginnings(found: Sequence[Goal], known: Measures) -> list[Goal]:
    """Return goals with what 其中 takes over: of 开工60个，完成投资9亿元，其中亿元以上20个 the 20 are to begin, too."""
    result: list[Goal] = []
    for goal in found:
        opened = known.pattern("of-which").match(goal.subject.lstrip("，,；;"))
        silent = not any(known.pattern(role).search(goal.subject) for role in ("making", "done"))
        whole = [one for one in result if one.measure.unit == goal.measure.unit]
        taken = bool(opened and silent and whole) and whole[-1].begins
        result.append(replace(goal, begins=True) if taken else goal)
    return result


def _once(found: Sequence[Goal], text: str) -> list[Goal]:
    """Leave out what a line of its own only says again: 新建公园6处, then 6处 from a column of values."""
    return [goal for place, goal in enumerate(found) if not any(_repeats(goal, one, text) for one in found[:place])]


def _repeats(goal: Goal, earlier: Goal, text: str) -> bool:
    begun = text.rfind("\n", 0, goal.measure.span.start) + 1
    line = text[begun:].partition("\n")[0].strip()
    same = (goal.measure.value, goal.measure.unit) == (earlier.measure.value, earlier.measure.unit)
    return same and earlier.measure.span.end <= begun and line in earlier.span.text


def _with_sets(found: list[Goal], known: Measures) -> list[Goal]:
    """Return goals with their sets: of 实施15个，年内完成10个 the second says how many of the first are to be done."""
    result = list(found)
    for place, part in enumerate(found):
        sizes = [
            n
            for n, whole in enumerate(found[:place])
            if _counts_more(whole, part) and not (whole.begins or _wants_by_then(whole, part, known))
        ]
        if sizes and _only_finishes(part, known):
            whole = result[sizes[-1]]
            result[sizes[-1]] = replace(whole, is_set=True)
            name = part.quantity if whole.noun in part.quantity else part.quantity + specific(whole.noun, known)
            result[place] = replace(part, quantity=name, noun=whole.noun, of_set=True)
    return result


def _counts_more(whole: Goal, part: Goal) -> bool:
    one, other = whole.measure, part.measure
    amounts = whole.nature is part.nature is Nature.AMOUNT
    return amounts and one.unit == other.unit and one.value > other.value and not whole.of_set


def _wants_by_then(whole: Goal, part: Goal, known: Measures) -> bool:
    """Whether two numbers say with one verb how much is wanted by when: 全年完成40亿元，上半年完成20亿元."""
    verbs = [set(known.pattern("done").findall(goal.subject)) for goal in (whole, part)]
    return not verbs[0].isdisjoint(verbs[1])


def _only_finishes(goal: Goal, known: Measures) -> bool:
    """Whether the words of a goal name nothing but a time and a verb of finishing: 10月底前完成, 年内交付."""
    before, _, after = goal.span.text.partition(goal.measure.span.text)
    said = plain(without_times(before))
    only = not trimmed(said, known, ("function", "done", "making")) and not specific(after, known)
    return only and known.pattern("done").search(said) is not None


def _is_set_of(whole: Phrase, following: Sequence[Phrase], known: Measures) -> bool:
    """Whether a count is of things of which the next says only how many are promised: 推进12个项目，年内建成8个."""
    if not following or not _goes_on(whole, known) or known.pattern("begun").search(whole.before):
        # 开工12个，竣工8个: what is begun is promised, too.
        return False
    part = following[0]
    one, other = whole.measure, part.measure
    if one.unit != other.unit or other.value > one.value or part.sentence_start != whole.sentence_start:
        return False
    in_next_clause = part.clause_start > whole.clause_start
    return in_next_clause and not specific("".join(without_comparator(part, known)), known)


def _goes_on(phrase: Phrase, known: Measures) -> bool:
    """Whether a count stands behind a verb that has no end, with one of making behind it, too: 推进, 加快建设."""
    if governor(phrase, known) == "continuing":
        return True
    made = list(known.pattern("making").finditer(phrase.clause_before))
    return bool(made) and known.ends("continuing", phrase.clause_before[: made[-1].start()])


def _goal(phrase: Phrase, previous: Goal | None, known: Measures) -> Goal:
    name, noun = quantity_name(phrase, known)
    # “收入280亿元，增长6%”, “小区153个、3.6万户”: a phrase that names nothing speaks of what the one before named.
    follows = previous is not None and previous.span.start >= phrase.sentence_start
    heading = "" if follows or specific(name, known) else _line_before(phrase) or _clause_before(phrase, name, known)
    if heading:
        name, noun = trimmed(heading, known, ("function",)) + name, heading
    nature, falls = nature_of(phrase, known)
    verb = without_times(name)
    if previous is not None and follows and not trimmed(verb, known, ("function", "making", "rise", "fall", "done")):
        same = previous.measure.dimension == phrase.measure.dimension
        if same and previous.nature is Nature.GROWTH and nature is Nature.RATIO:
            # 增速7%以上、力争8%
            nature, falls = previous.nature, previous.falls
        name, noun = _with_verb(previous.quantity, verb, nature, known), previous.noun
    elif previous is not None and follows and not trimmed(name, known, ("function", "total")):
        name, noun = previous.noun + name, previous.noun
    begun = max(phrase.sentence_start, previous.measure.span.end if previous else 0)
    from_end = nature is Nature.RANK and known.ends("from-end", phrase.before)
    subject = phrase.text[begun : phrase.measure.span.start]
    carried = previous is not None and previous.begins and subject.strip()[:1] in ("", "、")
    carried = carried and not any(known.pattern(role).search(subject) for role in ("making", "done", "works-on"))
    return Goal(
        quantity=name,
        comparator=_comparator(phrase, nature, from_end, known),
        measure=phrase.measure,
        span=phrase.span,
        nature=nature,
        noun=noun,
        per_place=_per_place(phrase, known),
        falls=falls,
        from_end=from_end,
        out_of=ranking_size(phrase, known) if nature is Nature.RANK else None,
        subject=subject or heading,
        begins=carried or known.pattern("begun").search(phrase.span.text) is not None,
        time=_time(phrase, subject, previous, known),
    )


def _time(phrase: Phrase, subject: str, previous: Goal | None, known: Measures) -> str:
    """Return the part of the year for which a number is wanted; 6月底前建成公园5个、绿道3公里 names it for both.

    So does a clause behind it that only says when all is to be done: 改造小区86个，6月底前全部竣工.
    """
    own = part_of_year(phrase.before, known) or part_of_year(subject, known)
    if own:
        return own.printed if own.is_due else ""
    if previous and previous.time and JOINT.match(subject.strip()):
        return previous.time
    begun = known.pattern("begun").search(phrase.before) is not None
    return "" if begun else _time_behind(phrase, known)


def _time_behind(phrase: Phrase, known: Measures) -> str:
    """Return the time that the clause behind a number's own gives, if it has no number and names nothing else."""
    _, *behind = re.split("[，,]", _SENTENCE_END.split(phrase.text[phrase.measure.span.end :])[0])
    clause = behind[0] if behind else ""
    time = part_of_year(clause, known)
    if time is None or not time.is_due or measures(clause, known):
        return ""
    verbs = any(known.pattern(role).search(clause) for role in ("done", "making"))
    ends = verbs and not known.pattern("begun").search(clause)
    said = specific(without_times(clause).replace(time.printed, ""), known)
    return time.printed if ends and not known.pattern("every").sub("", said) else ""


def _line_before(phrase: Phrase) -> str:
    """Return the line before a number that stands in a line of its own: 茶叶产量, then 5.6万吨以上."""
    before = phrase.text[: phrase.sentence_start]
    return before.rstrip().rpartition("\n")[2] if before.endswith("\n") else ""


def _clause_before(phrase: Phrase, name: str, known: Measures) -> str:
    """Return the clause before a number that has no words of its own: 提高补贴发放标准，不低于60元."""
    before = squeezed(phrase.text[phrase.sentence_start : phrase.clause_start]).rstrip("，,：:")
    clause = re.split("[，,：:]", before)[-1]
    return "" if plain(name) or not specific(clause, known) or measures(clause, known) else clause


def _with_verb(quantity: str, verb: str, nature: Nature, known: Measures) -> str:
    """Return a quantity with another verb: of 新建公园8处、改造16处 the second is 改造公园."""
    begun = re.match(rf"(?:{known.pattern('making').pattern}|{JOINT.pattern})+(?=.)", quantity)
    said = trimmed(verb, known, ("function",))
    # 提升16处 is done to places, 提升3% is a change.
    roles = ("making", "rise") if nature is Nature.AMOUNT else ("making",)
    if begun and any(known.pattern(role).fullmatch(said) for role in roles):
        return said + quantity[begun.end() :]
    # 住房改造新开工9万套，基本建成6万套
    return (re.sub(rf"新?(?:{known.pattern('begun').pattern})$", "", quantity) if verb else quantity) + verb


def _comparator(phrase: Phrase, nature: Nature, from_end: bool, known: Measures) -> Comparator:
    # 前5名 is met by the fifth place and any before it; 退出后20位 only by more than 20 places from the end.
    if nature is Nature.RANK:
        return Comparator.ABOVE if from_end else Comparator.AT_MOST
    printed = comparator_of(phrase, known)
    if (
        printed is None
        and phrase.measure.upper is not None
        and not known.pattern("either").search(phrase.measure.span.text)
    ):
        # 2—3个 is met from 2 on; 5000或10000元 says which of two.
        return Comparator.AT_LEAST
    # Of what shall be zero any number more is too many.
    none = nature is Nature.AMOUNT and phrase.measure.value == 0
    return printed or (Comparator.AT_MOST if none else Comparator.EXACTLY)


def quantity_name(phrase: Phrase, known: Measures) -> tuple[str, str]:
    """Return what is counted or measured, without verbs of doing and comparators, and the noun next to the number."""
    before, after = without_comparator(phrase, known)
    after = after.strip().removeprefix("的")
    if after:
        before = _from_last_verb(before, known)
    elif phrase.measure.dimension == "rank" and known.ends("from-end", before):
        before = known.ending("from-end").sub("", before).removesuffix("的")
    name = trimmed(without_leading_times(before + after), known, ("function",))
    if known.pattern("should").fullmatch(name):
        # 应完成300户
        name = ""
    marked = known.pattern("object-mark").match(name)
    if marked and known.pattern("changed-to").search(phrase.before):
        # 将补贴标准提高到600元
        name = name[marked.end() :]
    return name, after or before.strip()


def _from_last_verb(before: str, known: Measures) -> str:
    """Keep the last verb of making, those joined to it, and what follows; drop one of continuing (支持各县区打造)."""
    made = list(known.pattern("making").finditer(before))
    if made:
        begin = made[-1].start()
        for verb in reversed(made[:-1]):
            # 新建和改建 are one verb.
            begin = verb.start() if _JOINING.fullmatch(before, verb.end(), begin) else begin
        return before[begin:]
    continued = list(known.pattern("continuing").finditer(before))
    return before[continued[-1].end() :] if continued else before


def nature_of(phrase: Phrase, known: Measures) -> tuple[Nature, bool]:
    """Return the nature of a measure, and whether it is a change downwards."""
    dimension = phrase.measure.dimension
    if dimension == "rank":
        return Nature.RANK, False
    if dimension == "percentage-point" and known.pattern("margin").search(phrase.before):
        # 增速高于全省1个百分点 is a distance, no change.
        return Nature.RATIO, False
    if dimension in ("ratio", "percentage-point"):
        change = _change(phrase.before, known) or _cut(phrase.before, known, of_rate=dimension == "percentage-point")
        return (Nature.GROWTH if change else Nature.RATIO), change == "fall"
    said = phrase.before + phrase.after
    if dimension in _LEVELS or (known.pattern("stock").search(said) and not gains(said, known)):
        # 新改建农村公路总里程260公里 asks for what is new.
        return Nature.LEVEL, False
    # 削减排放1200吨 asks for a decrease, 排放降至1200吨 for what is left.
    left = known.ending("reach").search(phrase.before) or comparator_of(phrase, known) in _CEILINGS
    return Nature.AMOUNT, not left and "fall" in (_change(phrase.before, known), _cut(phrase.before, known))


def _change(before: str, known: Measures) -> str:
    """Return `rise` or `fall` when a word of change stands directly before the number (增速达到), else ""."""
    return next((role for role in ("fall", "rise") if _changing(role, known).search(before)), "")


@lru_cache(maxsize=16)
def _changing(role: str, known: Measures) -> re.Pattern[str]:
    words = [word.printed for word in (*known.comparator_words("before"), *known.comparator_words("adverb"))]
    gap = "|".join([known.pattern("copula").pattern, *map(re.escape, words)])
    return re.compile(rf"(?:{known.pattern(role).pattern})(?:{gap})*\s*$")


def _cut(before: str, known: Measures, of_rate: bool = False) -> str:
    """Return `fall` when a phrase begins with a verb of cutting: 压减一般性支出10%.

    Of a rate only points are cut: 降低损耗率2%, but 降低占比2个百分点.
    """
    words = trimmed(before, known, ("function",))
    begun = known.pattern("fall").match(words)
    return "fall" if begun and (of_rate or not known.pattern("rate-noun").search(words)) else ""


def _per_place(phrase: Phrase, known: Measures) -> bool:
    return bool(_each_place(known).search(phrase.clause_before) or each_of(phrase.clause_before, known))


@lru_cache(maxsize=8)
def _each_place(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('each').pattern})(?:{known.pattern('each-place').pattern})")


def each_of(words: str, known: Measures) -> list[str]:
    """Return the names of which words promise a number for each (甲县、乙县各新建1所), [] without several."""
    each = list(known.pattern("each-of").finditer(words))
    if not each:
        return []
    before = re.split(r"[，,；;：:。]", words[: each[-1].start()])[-1]
    names = [trimmed(name, known, ("function", "of-which", "making")) for name in listed(before)]
    return names if 1 < len(names) <= _MOST_NAMES and all(len(name) > 1 for name in names) else []


def ranking_size(phrase: Phrase, known: Measures) -> Decimal | None:
    """Return N of “in a ranking of N cities”, printed in the same clause before the rank."""
    sizes = [m.value for m in measures(phrase.clause_before, known) if m.dimension == "count"]
    return sizes[-1] if sizes else None
