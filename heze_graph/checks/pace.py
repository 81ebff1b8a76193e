"""What is due, and the progress of a goal relative to the time passed, counting work under way by half."""

from __future__ import annotations

import re
from decimal import Decimal

from heze_graph.checks.answers import Reported, counts_alike, figures_beside
from heze_graph.checks.material import Material
from heze_graph.checks.texts import Blanks
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.parts_of_year import PartOfYear, last_year_named, part_of_year
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Goal, Nature, Stage
from heze_graph.model.understood import Entry
from heze_graph.reference.measures import Measures
from heze_graph.reference.words import CheckWords

_DECEMBER, _ALL = 12, 100
_CLAUSE = re.compile(r"[，,；;。、\n]")
_IN_ITS_WORDS = 0.6


def is_due(material: Material, entry: Entry) -> bool:
    """Whether an Entry is due in the period.

    One without a printed deadline is due by the part of the year that its wording names last, else with the year.
    """
    period = material.documents[entry.document].period
    if entry.deadline is None and period and (last_year_named(entry.wording) or 0) > period.end.year:
        return False
    if period is None or any(part.deadline_printed and not part.deadline for part in entry.assignments):
        return False
    if entry.deadline is None:
        within = _wanted_within(entry, material)
        year, month = (within.year or period.end.year, within.last) if within else (period.end.year, _DECEMBER)
        return (year, month) <= (period.end.year, period.end.month)
    return entry.deadline.due is not None and period.begin <= entry.deadline.due <= period.end


def _wanted_within(entry: Entry, material: Material) -> PartOfYear | None:
    """Return the part of the year in which a wording wants something done: 3月底前, 上半年; not 3月 alone."""
    part = part_of_year(entry.wording, material.words.measures)
    return part if part and part.is_due else None


def due_in_words(material: Material, entry: Entry) -> Blanks:
    """Return the blanks `due_zh` and `due_en`: by what an Entry is due."""
    deadline, period = entry.deadline, material.documents[entry.document].period
    if deadline and deadline.due:
        due = deadline.due
        printed = {"deadline": deadline.printed, "date": due.isoformat()}
        return material.words.phrase("due", "deadline-printed", **printed, day=f"{due.year}年{due.month}月{due.day}日")
    within = _wanted_within(entry, material)
    if within and within.last < _DECEMBER:
        return material.words.phrase("due", "month-over", named=within.printed)
    return material.words.phrase("due", "year-over", year=str(period.end.year) if period else "")


def all_of_the_plan(material: Material, entry: Entry) -> bool:
    """Whether a report says that all of a plan is done, or more: 为任务的103%."""
    shares = (one.candidate for one in material.figures_of(entry) if one.candidate.role is Role.PLAN_SHARE)
    return any(share.phrase.measure.value >= _ALL for share in shares)


def keeps_pace(material: Material, entry: Entry, told: Reported, elapsed: Decimal) -> bool:
    """Whether progress is at most a tenth of the whole short of what the time passed calls for."""
    ratio, goal = told.report.attainment.ratio, told.report.goal
    comes_with_time = goal.measure.dimension == "percentage-point"
    comes_with_time = comes_with_time or material.words.has("since-new-year", told.reading.span.text)
    if goal.nature is Nature.GROWTH and comes_with_time:
        # 较年初增长12%, 普及率提高5个百分点: it comes with the months.
        return elapsed < 1 and goal.measure.value * elapsed <= told.reading.measure.value
    if goal.nature not in (Nature.AMOUNT, Nature.RATIO) or ratio is None or not 0 < elapsed < 1:
        return False
    hair = material.words.thresholds["hair"]
    if goal.nature is Nature.RATIO and material.words.has("paced-rate", goal.quantity):
        return elapsed - ratio <= hair
    if goal.nature is Nature.RATIO:
        return 1 - ratio <= hair and not material.words.has("mean-rate", goal.quantity)
    if is_count(goal, material.words.measures) and ratio * goal.measure.value >= int(goal.measure.value * elapsed):
        # Of three things, two are done in time when three quarters of the year have passed.
        return True
    return elapsed * (1 - (pace(material, entry, told, elapsed) or Decimal(0))) <= hair


def pace(material: Material, entry: Entry, told: Reported, elapsed: Decimal) -> Decimal | None:
    """Return the share of an amount that is done, plus half of what is under way, over the share of time passed."""
    ratio, goal = told.report.attainment.ratio, told.report.goal
    if goal.nature is not Nature.AMOUNT or ratio is None or elapsed <= 0 or goal.measure.base_value <= 0:
        return None
    kept = min(max(Decimal(0), 1 - ratio), in_time(material, told) / goal.measure.base_value)
    begun = min(max(Decimal(0), 1 - ratio - kept), _under_way(material, entry, told) / goal.measure.base_value)
    return (ratio + begun * material.words.thresholds["under-way"]) / elapsed + kept


def in_time(material: Material, told: Reported) -> Decimal:
    """Return how many of what a goal counts are said to keep pace with the time: 已完成24个，达进度的162个."""
    words, own = material.words, told.figure
    return sum(
        (
            one.candidate.phrase.measure.base_value
            for one in material.figures[told.statement]
            if one is not own
            and one.candidate.phrase.measure.base_unit == told.report.goal.measure.base_unit
            and words.has("on-pace", one.candidate.phrase.clause)
            and not words.has("admitted", one.candidate.phrase.clause)
        ),
        Decimal(0),
    )


def is_count(goal: Goal, known: Measures) -> bool:
    """Return whether a goal counts things, each of which is either done or not."""
    unit = known.units.get(goal.measure.unit)
    return unit is not None and unit.classifier and goal.measure.value == goal.measure.value.to_integral_value()


def _under_way(material: Material, entry: Entry, told: Reported) -> Decimal:
    """Return how much is said to be begun in the unit of a goal: all of it where no number is printed.

    全部开工; 其余正在施工; 3所主体封顶.
    """
    known, goal = material.words.measures, told.report.goal
    for clause in _CLAUSE.split(told.statement.text):
        every = known.pattern("every").search(clause)
        all_of_it = every is not None and known.pattern("begun").search(clause, every.end()) is not None
        rest = known.pattern("rest").search(clause) is not None and _is_worked_on(clause, material.words)
        if (all_of_it or rest) and not measures(clause, known):
            return goal.measure.base_value
        if all_of_it and every and _is_said_of(clause[: every.start()], goal, known):
            return goal.measure.base_value
    if told.figure is None or goal.begins:
        return Decimal(0)
    moving = [
        one
        for one in figures_beside(material, entry, told.figure)
        if one.phrase.measure.base_unit == told.reading.measure.base_unit
        and not lies_still(one.phrase.clause, material.words)
    ]
    beside = [one for one in moving if counts_alike(one, told.figure.candidate)]
    begun = sum((one.phrase.measure.base_value for one in beside if _is_under_way(one, material.words)), Decimal(0))
    every_one = sum((one.phrase.measure.base_value for one in moving), Decimal(0))
    slow = (one.phrase for one in moving if material.words.has("admitted", one.phrase.clause))
    in_hand = every_one - sum((phrase.measure.base_value for phrase in slow), Decimal(0))
    # 3条通车，4条正在铺设沥青；2条完成管线施工: nothing is left of 9 that is not worked on.
    answers_all = told.reading.measure.base_value + every_one == goal.measure.base_value
    return in_hand if answers_all else begun


def _is_said_of(words: str, goal: Goal, known: Measures) -> bool:
    """Whether words before 全部 count in another unit what a goal counts: 36个小区 of 改造小区36个、1.2万户."""
    other = all(measure.base_unit != goal.measure.base_unit for measure in measures(words, known))
    named = specific(without_figures(words, known), known)
    return other and bool(named) and coverage(named, plain(goal.quantity)) >= _IN_ITS_WORDS


def _is_under_way(one: Candidate, words: CheckWords) -> bool:
    """Whether words behind a number tell of work that has come so far: 4条正在铺设沥青, 3所主体封顶."""
    said = one.phrase.clause_after
    return one.stage is Stage.BEGUN or words.has("milestone", said) or words.has("unfinished", said)


def is_open(one: Candidate, words: CheckWords) -> bool:
    """Whether a figure counts what is worked on, or not even that: 2条正在施工, 3条未开工."""
    return _is_under_way(one, words) or lies_still(one.phrase.clause_after, words)


def how_far(one: Candidate, words: CheckWords) -> int:
    """Return whether a figure counts what has not begun (0), is under way (1) or done (2); -1 where it says neither."""
    said = one.phrase.before + one.phrase.after
    if lies_still(said, words):
        return 0
    if words.has("unfinished", said):
        return 1
    return 2 if words.has("completed", said) and one.stage is Stage.DONE else -1


def lies_still(clause: str, words: CheckWords) -> bool:
    """Whether a clause tells of what is only on paper, or not even that: 5条未开工."""
    return any(words.has(role, clause) for role in ("on-paper", "not-yet", "idle"))


def _is_worked_on(clause: str, words: CheckWords) -> bool:
    at_work = words.has("unfinished", clause) or words.has("milestone", clause)
    return (at_work or words.measures.pattern("begun").search(clause) is not None) and not lies_still(clause, words)
