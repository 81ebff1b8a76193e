"""What a reading means for its goal, and the progress light with the published rule that gave it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from heze_graph.model.measured import Attainment, Comparator, Goal, Light, Nature, Reading, Stage
from heze_graph.reference.measures import LightRule, Measures

_CEILINGS = (Comparator.AT_MOST, Comparator.BELOW)


def attainment(goal: Goal, reading: Reading | None) -> Attainment:
    """Return the ratio reading/goal and whether the goal is met.

    There is no ratio for an upper limit, a rank or the opposite direction, and nothing can be said without a reading or
    where the report only counts what has begun. A bare or approximate number is met when the reading is no lower.
    """
    if reading is None:
        return Attainment(None, None)
    ratio = _ratio(goal, reading)
    if reading.stage is Stage.BEGUN:
        return Attainment(ratio, None)
    return Attainment(ratio, _met(goal, reading))


def _ratio(goal: Goal, reading: Reading) -> Decimal | None:
    if goal.nature is Nature.RANK or goal.comparator in _CEILINGS or reading.opposite:
        return None
    wanted = goal.measure.base_value
    return reading.measure.base_value / wanted if wanted > 0 else None


def _met(goal: Goal, reading: Reading) -> bool | None:
    if reading.opposite:
        return False
    value, wanted = reading.measure.base_value, goal.measure.base_value
    if goal.from_end:
        size = reading.out_of or goal.out_of
        if size is None:
            return None
        value = size - value + 1
    match goal.comparator:
        case Comparator.AT_MOST:
            return value <= wanted
        case Comparator.BELOW:
            return value < wanted
        case Comparator.ABOVE:
            return value > wanted
        case _:
            return value >= wanted


def elapsed_part(begin: date, end: date, due: date | None) -> Decimal:
    """Return the part of the time from `begin` to `due` that has passed at `end`, at most 1, in months.

    Without `due` the year of `begin` is meant.

    >>> elapsed_part(date(2023, 1, 1), date(2023, 9, 30), None)
    Decimal('0.75')
    >>> elapsed_part(date(2023, 1, 1), date(2023, 9, 30), date(2023, 6, 30))
    Decimal('1')
    """
    last = due or date(begin.year, 12, 31)
    whole, passed = _months(begin, last), _months(begin, end)
    return min(Decimal(1), passed / whole) if whole > 0 else Decimal(1)


def _months(begin: date, end: date) -> Decimal:
    days = monthrange(end.year, end.month)[1]
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return Decimal(months) + Decimal(end.day) / Decimal(days) - Decimal(begin.day - 1) / Decimal(days)


def progress_light(goal: Goal, reading: Reading | None, elapsed: Decimal, known: Measures) -> tuple[Light, LightRule]:
    """Return the light of a goal and the line of `quantity-lights.csv` that gave it.

    `elapsed` is the part of the goal's time that has passed, from 0 to 1 (`elapsed_part`).
    """
    result = attainment(goal, reading)
    outcome = _outcome(reading, result)
    group = _group(goal)
    timing = "end" if elapsed >= 1 else "before"
    pace = result.ratio
    if pace is not None and group == "amount" and elapsed > 0:
        pace = pace / elapsed
    for rule in known.lights:
        fits = rule.outcome == outcome and rule.group in ("any", group) and rule.timing in ("any", timing)
        if fits and (rule.least is None or (pace is not None and pace >= rule.least)):
            return rule.light, rule
    rule = known.lights[0]
    return Light.CANNOT_TELL, rule


def _outcome(reading: Reading | None, result: Attainment) -> str:
    if reading is None:
        return "none"
    if result.met is None:
        return "begun" if reading.stage is Stage.BEGUN else "none"
    return "met" if result.met else "missed"


def _group(goal: Goal) -> str:
    if goal.comparator in _CEILINGS or goal.nature in (Nature.GROWTH, Nature.RATIO, Nature.RANK):
        return "rate"
    return goal.nature.value
