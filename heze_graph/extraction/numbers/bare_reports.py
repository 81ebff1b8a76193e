"""What a report says that prints only a number (30, in the goal's unit, or 95%, of the plan), or none but names.

A share of the plan (完成年度任务的86%, 完成率106%, a cell that only says 95%) says how much of the task is done. An
overall rate (总体完成率) belongs to no single goal of several; a rate that names something else belongs to that.

Listed names are counted where they are the subject of a word of recognition (A和B被认定为省级产业园), or the object or
subject of a word of completion (已完成A路、B路提升改造).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from heze_graph.extraction.numbers.alignment import stage_for
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.phrases import coverage, listed, plain, specific, trimmed, without_figures
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Goal, Measure, Nature, Reading, Span
from heze_graph.reference.measures import Measures

APPORTIONED = frozenset({Nature.AMOUNT, Nature.LEVEL})
_NAMES_IT = 0.5
_CLAUSE = re.compile(r"[^，,；;。！？!?：:\n\r\t]+")
_OPEN_LIST = re.compile(r"等")
_LONGEST_NAME = 16
_ALIKE = 0.6
_SHORTEST_HEAD = 2
_WHOLE_NAME = 4
_FAR = 100
#: A bare number so many times a goal of growth tells no growth: 100% says that all is done.
_MOST_TIMES = 5
#: 推进缓慢的有3项，占: some of the tasks.
_SOME_TASKS = re.compile(r"[0-9][项个件][^，,。；;]{0,12}[，,、]占[^0-9]{0,8}$")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")


def bare_readings(
    goals: Sequence[Goal], offered: Sequence[Candidate], progress: Sequence[str], known: Measures
) -> list[Reading | None]:
    """Return the readings of goals where a text says nothing but as many numbers, beside what brackets remark.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> from heze_graph.extraction.numbers.candidates import candidates
    >>> from heze_graph.extraction.numbers.goals import goals
    >>> known = load_measures(REFERENCE)
    >>> wanted, text = goals("新建公园12处、游园30处", known), "9（75%）；31"
    >>> [str(read and read.measure.value) for read in bare_readings(wanted, candidates(text, 0, known), [text], known)]
    ['9', '31']
    """
    for source, text in enumerate(progress):
        told = [c for c in offered if c.source == source and not _is_remarked(c, text)]
        if len(told) == len(goals) and not specific(_REMARK.sub("", without_figures(text, known)), known):
            return [_bare_reading(goal, candidate, known) for goal, candidate in zip(goals, told, strict=True)]
    return [None] * len(goals)


def _is_remarked(candidate: Candidate, text: str) -> bool:
    span = candidate.phrase.measure.span
    return any(remark.start() <= span.start < remark.end() for remark in _REMARK.finditer(text))


def _bare_reading(goal: Goal, candidate: Candidate, known: Measures) -> Reading | None:
    """Return a number that names nothing as the reading of a goal.

    A multiplier that the number itself prints stands (1.2万 of 9000个); else the goal's unit is meant as it is printed.
    A goal of growth is told by a bare percentage, too, if it is not far off.
    """
    measure = candidate.phrase.measure
    if goal.nature is Nature.GROWTH and measure.dimension in ("number", goal.measure.dimension):
        return _bare_growth(goal, candidate)
    if goal.nature is Nature.RANK or measure.dimension != "number":
        return None
    unit, value = _as_asked(goal, measure, known)
    if measure.unit:
        counted = counter(goal.measure)
        unit, value = measure.unit + counted, measure.base_value * known.units[counted].factor
    asked = goal.measure
    read = replace(measure, unit=unit, base_value=value, base_unit=asked.base_unit, dimension=asked.dimension)
    return Reading(read, candidate.phrase.span, candidate.source, stage_for(goal, candidate, known))


def _bare_growth(goal: Goal, candidate: Candidate) -> Reading | None:
    """Return a bare number as what a goal of growth asks for: 3.1 of 下降3%, and -2.4 of 增长6%."""
    told, wanted = candidate.phrase.measure, goal.measure
    value = abs(told.value) if goal.falls else told.value
    if value > _MOST_TIMES * wanted.value:
        return None
    read = replace(wanted, value=value, base_value=value, upper=None, span=told.span)
    return Reading(read, candidate.phrase.span, candidate.source, opposite=value < 0)


def _as_asked(goal: Goal, measure: Measure, known: Measures) -> tuple[str, Decimal]:
    """Return the unit and base value of a bare number: the goal's, without its multiplier where that is far too much.

    Beside 8.6万人 a bare 9.1 is 9.1万人 and a bare 91207 is 91207人.
    """
    wanted, counted = goal.measure, known.units.get(counter(goal.measure))
    scale = wanted.base_value / wanted.value if wanted.value else Decimal(1)
    if counted and counter(wanted) != wanted.unit and measure.value * scale > _FAR * wanted.base_value:
        plain_value = measure.value * counted.factor
        if plain_value * _FAR > wanted.base_value:
            return counter(wanted), plain_value
    return wanted.unit, measure.value * scale


def plan_share(
    goal: Goal, alone: bool, offered: Sequence[Candidate], progress: Sequence[str], known: Measures
) -> Reading | None:
    """Return the share of a goal's plan that the report prints, or None; `alone`: the entry has no other goal.

    A rate of benefit (每人补助500元) has no plan of its own.
    """
    if goal.nature in (Nature.GROWTH, Nature.RANK) or known.pattern("per-head").search(goal.span.text):
        return None
    for candidate in offered:
        # Of a rate only what names it is its share: 参保率完成计划的101%.
        silent = alone and goal.nature in APPORTIONED
        said = candidate.role is Role.PLAN_SHARE or goal.nature in APPORTIONED
        if said and _is_share(candidate, progress, known) and _is_of(goal, silent, candidate, known):
            phrase = candidate.phrase
            return Reading(phrase.measure, phrase.span, candidate.source, of_plan=True)
    return None


def in_turn(
    goals: Sequence[Goal], offered: list[Candidate], progress: Sequence[str], known: Measures
) -> list[list[Candidate]]:
    """Return for each goal the numbers that may tell its share of the plan.

    分别完成任务的80%、95%, or a text that only says 80%、95%, has one for each; one that says 95% tells it of all.
    """
    bare = [c for c in offered if _is_bare_list(c, progress[c.source], known)]
    shares = bare or [c for c in offered if c.role is Role.PLAN_SHARE]
    if len(bare) == 1 and all(goal.nature in APPORTIONED for goal in goals):
        shares = bare * len(goals)
    one_list = len({(c.source, c.phrase.clause_start) for c in shares}) == 1
    if len(goals) > 1 and len(shares) == len(goals) and one_list and (bare or not any(c.own for c in shares)):
        pairs = zip(goals, shares, strict=True)
        return [[replace(share, topic=plain(goal.quantity), role=Role.PLAN_SHARE)] for goal, share in pairs]
    return [offered] * len(goals)


def is_of_tasks(share: Candidate) -> bool:
    """Return whether a rate tells what part of all tasks those are which were counted: 已完成3项，占目标任务的30%."""
    before = _REMARK.sub("", share.phrase.text[: share.phrase.measure.span.start])
    return _SOME_TASKS.search(before) is not None


def _is_share(candidate: Candidate, progress: Sequence[str], known: Measures) -> bool:
    is_rate = candidate.phrase.measure.dimension == "ratio" and not is_of_tasks(candidate)
    return is_rate and (
        candidate.role is Role.PLAN_SHARE or _is_bare_list(candidate, progress[candidate.source], known)
    )


def _is_bare_list(candidate: Candidate, text: str, known: Measures) -> bool:
    """Whether a text says nothing but percentages, beside what brackets remark: 86%、60%, 已完成95%（某镇偏慢）."""
    is_rate = candidate.phrase.measure.dimension == "ratio" and not _is_remarked(candidate, text)
    return is_rate and not specific(_REMARK.sub("", without_figures(text, known)), known)


def _is_of(goal: Goal, alone: bool, candidate: Candidate, known: Measures) -> bool:
    before = known.pattern("plan-rate").sub("", known.pattern("plan").sub("", plain(candidate.phrase.before)))
    named = specific(known.pattern("overall").sub("", before), known)
    if (alone or len(named) < 2) and known.pattern("overall").search(before):
        return alone
    if len(named) < 2:
        # 投资完成率63% names a goal of 投资 by all of its words.
        named = "" if alone else candidate.topic or (candidate.own if candidate.own == plain(goal.quantity) else "")
    if not named:
        return alone
    asked = specific(goal.quantity, known)
    # 某某工程公益岗位开发完成率: what is asked may be the end of a longer name.
    return coverage(named, plain(goal.quantity)) >= _NAMES_IT or (
        len(asked) >= _WHOLE_NAME and coverage(asked, named) == 1
    )


def counted_names(goal: Goal, progress: Sequence[str], known: Measures) -> Reading | None:
    """Return how many names the report lists for a goal that counts things, or None where it lists none.

    An open list (A、B等) cannot be counted.
    """
    unit = known.units.get(goal.measure.unit)
    if unit is None or not unit.classifier or goal.measure.dimension != "count":
        return None
    for source, text in enumerate(progress):
        if recognised := _recognised(goal, text, known):
            names = {name for start, end in recognised for name in _names_in(text[start:end])}
            return _counted(goal, text, (recognised[0][0], recognised[-1][1]), source, len(names))
        for clause in _CLAUSE.finditer(text):
            span = _finished(goal, clause, known) or _acted(goal, clause, known)
            if span:
                return _counted(goal, text, span, source)
        if told := _told_of(_named_by(goal, known), goal.noun, text, known):
            return _counted(goal, text, (told[0].start(), told[-1].end()), source, len(told))
    return None


def _named_by(goal: Goal, known: Measures) -> list[str]:
    """Return the names that a goal lists before their number, [] where it lists others or none: 甲园、乙园2个公园."""
    roles = ("function", "making", "works-on")
    names = [trimmed(name, known, roles) for name in listed(goal.subject.rpartition("，")[2])]
    return names if 1 < len(names) == goal.measure.value and all(len(name) > 1 for name in names) else []


def _told_of(names: Sequence[str], noun: str, text: str, known: Measures) -> list[re.Match[str]]:
    """Return for each of some names that a text says to be done, in order, the clause that says it.

    Behind the last of them may stand the noun that they share: 甲、乙敬老院已建成.
    """
    verbs = "|".join(known.pattern(role).pattern for role in ("works-on", "making"))
    done = rf"(?:{known.pattern('predicate').pattern})*(?:(?:{known.pattern('done').pattern})(?:{verbs})*并?)+$"
    told: dict[str, re.Match[str]] = {}
    for clause in _CLAUSE.finditer(text) if names else ():
        acted = re.search(done, clause[0])
        if acted and not known.pattern("ongoing").search(clause[0]):
            said = (name.removesuffix(noun) for name in _names_in(clause[0][: acted.start()]))
            told |= {name: clause for name in said if name in names}
    return list(told.values())


def _recognised(goal: Goal, text: str, known: Measures) -> list[tuple[int, int]]:
    """Return the lists of names that a text says to be what a goal counts: 甲、乙获评省级工厂，丙获评国家级工厂.

    A list of another level than the goal's counts only where the goal takes what is above it (省级以上).
    """
    noun, asked = specific(goal.noun, known), known.pattern("level").findall(goal.quantity)
    above = known.pattern("and-above").search(goal.quantity)
    if above:
        noun = known.pattern("and-above").sub("", known.pattern("level").sub("", noun))
    lowest = min((known.values["level", level] for level in asked), default="")
    found = []
    for clause in _CLAUSE.finditer(text):
        verb = known.pattern("recognised").search(clause[0])
        object_ = clause[0][verb.end() :] if verb else ""
        level = known.pattern("level").search(object_)
        of_level = not (level and asked) or level[0] in asked or (above and known.values["level", level[0]] > lowest)
        alike = coverage(noun, plain(object_)) >= _ALIKE
        if verb and alike and of_level and _names_in(clause[0][: verb.start()]):
            found.append((clause.start(), clause.start() + verb.start()))
    return found


def _finished(goal: Goal, clause: re.Match[str], known: Measures) -> tuple[int, int] | None:
    verb = re.match(rf"(?:已|已经|目前|全面|新)*(?:{known.pattern('done').pattern})+了?", clause[0])
    noun = specific(goal.noun, known)
    head = noun[-1:]
    if not verb or not head:
        return None
    names = _names_in(clause[0][verb.end() :])
    if len(names) > 1 and len(noun) >= _SHORTEST_HEAD and all(noun[-_SHORTEST_HEAD:] in name for name in names):
        # 甲幼儿园、乙幼儿园南区
        return clause.start() + verb.end(), clause.end()
    last = clause[0].rfind(head)
    before = clause[0][verb.end() : last + 1] if last >= verb.end() else ""
    rest = specific(clause[0][last + 1 :], known)
    names = _names_in(before)
    same_kind = len(names) > 1 and all(name.endswith(head) for name in names)
    if same_kind and (not rest or coverage(rest, plain(goal.quantity)) >= _ALIKE):
        return clause.start() + verb.end(), clause.start() + last + 1
    return None


def _acted(goal: Goal, clause: re.Match[str], known: Measures) -> tuple[int, int] | None:
    """Return a list whose names end as the goal's noun does, before a verb of doing: 甲厂、乙厂已开工建设.

    What has begun counts only where the goal asks for a beginning.
    """
    roles = ["done", "begun"] if goal.begins else ["done"]
    verbs = "|".join(known.pattern(role).pattern for role in roles)
    acted = re.search(rf"(?:{known.pattern('predicate').pattern})*(?:(?:{verbs})(?:建设)?)+$", clause[0])
    head = specific(goal.noun, known)[-_SHORTEST_HEAD:]
    if not acted or len(head) < _SHORTEST_HEAD:
        return None
    names = _names_in(clause[0][: acted.start()])
    if len(names) < 2 or not all(name.endswith(head) for name in names):
        return None
    return clause.start(), clause.start() + acted.start()


def _names_in(words: str) -> list[str]:
    if _OPEN_LIST.search(words) or re.search(r"[0-9]", words):
        return []
    names = [name.strip() for name in listed(words)]
    return names if all(0 < len(name) <= _LONGEST_NAME for name in names) else []


def _counted(goal: Goal, text: str, where: tuple[int, int], source: int, told: int = 0) -> Reading:
    span = Span(where[0], where[1], text[where[0] : where[1]])
    count = Decimal(told or len(_names_in(span.text)))
    unit = counter(goal.measure)
    measure = Measure(count, unit, span, count, goal.measure.base_unit, goal.measure.dimension)
    return Reading(measure, span, source, counted=True)
