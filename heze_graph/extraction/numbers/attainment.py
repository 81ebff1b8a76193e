"""What a reading means for its goal: its indicator, whether it is met, and the light with the rule that gave it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.phrases import specific
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.model.facts import Attainment, Comparator, Goal, Light, Nature, Reading, Stage
from heze_graph.model.known import Direction, Indicator, IndicatorKind
from heze_graph.model.understood import Period
from heze_graph.reference.measures import Indicators, LightRule, Measures, NamedIndicator, indicator_text
from heze_graph.reference.parts_of_year import UNTIL

_HUNDRED = Decimal(100)
_CEILINGS = (Comparator.AT_MOST, Comparator.BELOW)
_SENTENCE_END = re.compile(r"[。；;！？!?\n\r]")
_NEARLY = re.compile(r"(?<![附最邻临])近\s*$")
#: So many months the figures of a report may be older than its period.
_LATE = 2
#: Comparators that do not say which side of the number is the better one.
_OPEN = (Comparator.ABOUT, Comparator.EXACTLY)
#: Until so much of its time has passed, little can be said of a goal.
_HALF = Decimal("0.5")
#: And of the mean of a season (PM2.5), until so much of it has passed.
_MOST = Decimal("0.75")


def indicator_of(goal: Goal, indicators: Indicators, known: Measures) -> Indicator | None:
    """Return the indicator that a goal measures, or None where it measures none of the register.

    The goal's quantity has the indicator's name, and beside it only words that name nothing (新增, 全市, 总量); so
    制造业固定资产投资 is not read as 固定资产投资. The goal's unit is one of the indicator's, or the goal is the change
    of it in per cent. A flow takes no level.

    >>> from heze_graph.extraction.numbers.goals import goals
    >>> from heze_graph.reference.measures import load_indicators
    >>> from heze_graph.reference.measures import load_measures
    >>> from heze_graph.resources import REFERENCE
    >>> known, indicators = load_measures(REFERENCE), load_indicators(REFERENCE)
    >>> for goal in goals("全市固定资产投资增长8%，高标准农田建成30万亩，高标准农田投资3亿元", known):
    ...     found = indicator_of(goal, indicators, known)
    ...     print(found.key if found else None)
    fixed-asset-investment
    high-standard-farmland
    None
    """
    text = indicator_text(goal.quantity)
    fitting = [name for name in indicators.named_in(text) if _fits(goal, name.indicator)]
    longest = max(fitting, key=lambda name: (name.end - name.start, name.end), default=None)
    return longest.indicator if longest and _is_whole(text, longest, known) else None


def _fits(goal: Goal, indicator: Indicator) -> bool:
    if goal.nature is Nature.GROWTH:
        return True
    if goal.nature is Nature.LEVEL and indicator.kind is IndicatorKind.FLOW:
        return False
    return goal.measure.base_unit in indicator.units


def _is_whole(text: str, name: NamedIndicator, known: Measures) -> bool:
    """Whether nothing that is named stands beside the name: all of it is 新增, 全市, 完成 and the like."""
    return not any(_named(part, known) for part in (text[: name.start], text[name.end :]))


def _named(words: str, known: Measures) -> str:
    rest = words
    for role in ("scope", "continuing", "beside-indicator"):
        rest = known.pattern(role).sub("", rest)
    return specific(rest, known)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How readings of a goal are judged: which side is the better one, whether time may be apportioned.

    And whether what is counted adds up over the year: not a mean, a concentration, or what one head or unit has.
    """

    direction: Direction = Direction.MORE
    apportioned: bool = True
    adds_up: bool = True


def yardstick(goal: Goal, indicator: Indicator | None, known: Measures) -> Yardstick:
    """Return how readings of a goal are judged: as its indicator says, else by the words of its quantity.

    A goal that asks for a decrease is the better met the more there is of it, whatever decreases; so is one that asks
    for so many things to be done away with: 治理事故多发路段12处.
    """
    done_to = goal.nature is Nature.AMOUNT and known.pattern("making").match(goal.quantity) is not None
    fewer = list(known.pattern("less").finditer(goal.quantity))
    less = bool(fewer) and not (done_to or _is_dealt_with(goal, goal.quantity[fewer[-1].end() :], known))
    if indicator:
        less = indicator.direction is Direction.LESS
    comes_in = indicator is None or indicator.apportioned
    if indicator and indicator.kind is IndicatorKind.STOCK:
        # Of a stock, 新增100家 asks for what comes in, 达到600家 for what is there.
        comes_in = bool(known.pattern("inflow").search(goal.span.text))
    better = Direction.LESS if less and not goal.falls else Direction.MORE
    return Yardstick(better, comes_in, _adds_up(goal, indicator, known))


def _adds_up(goal: Goal, indicator: Indicator | None, known: Measures) -> bool:
    unit = known.units.get(counter(goal.measure))
    is_mean = "/" in goal.measure.dimension or not (unit is None or unit.adds_up)
    is_rate = indicator is not None and indicator.kind is IndicatorKind.RATE
    each = any(known.pattern(role).search(goal.quantity) for role in ("average", "per-head"))
    return goal.nature is Nature.AMOUNT and not (is_mean or is_rate or each)


def _is_dealt_with(goal: Goal, words: str, known: Measures) -> bool:
    """Whether what should be less is dealt with: 投诉|办结率, 事故隐患|整改率, and an amount of it, 撂荒地|整治."""
    dealt = any(known.pattern(role).search(words) for role in ("done", "making", "recognised"))
    return dealt and (words.endswith("率") or goal.nature is Nature.AMOUNT)


def attainment(goal: Goal, reading: Reading | None, by: Yardstick = Yardstick()) -> Attainment:
    """Return the ratio reading/goal and whether the goal is met.

    A share of the plan is itself the ratio. There is none for an upper limit, a rate of growth or a rank, and nothing
    can be said without a reading or where the report only counts what has begun. A bare or approximate number is met
    when the reading is no lower, or, where less is better, no higher.
    """
    if reading is None:
        return Attainment(None, None)
    ratio = _ratio(goal, reading, by)
    if reading.stage is Stage.BEGUN:
        return Attainment(ratio, None)
    return Attainment(ratio, _met(goal, reading, by))


def _is_ceiling(goal: Goal, by: Yardstick) -> bool:
    if goal.nature is Nature.RANK:
        return False
    return goal.comparator in _CEILINGS or (goal.comparator in _OPEN and by.direction is Direction.LESS)


def _ratio(goal: Goal, reading: Reading, by: Yardstick) -> Decimal | None:
    if reading.of_plan:
        return reading.measure.value / _HUNDRED
    if goal.nature in (Nature.RANK, Nature.GROWTH) or _is_ceiling(goal, by):
        return None
    wanted = goal.measure.base_value
    return reading.measure.base_value / wanted if wanted > 0 else None


def _met(goal: Goal, reading: Reading, by: Yardstick) -> bool | None:
    if reading.of_plan:
        return reading.measure.value >= _HUNDRED
    value = _signed(reading)
    if goal.from_end:
        size = reading.out_of or goal.out_of
        if size is None:
            return None
        value = size - value + 1
    if value == _bound(goal, by) and _is_nearly(reading):
        return None
    return _holds(_comparator(goal, by), value, _bound(goal, by))


def _is_nearly(reading: Reading) -> bool:
    """Whether a number is printed as one that is not quite reached: 近240场."""
    before, _, _ = half_width(reading.span.text).partition(half_width(reading.measure.span.text))
    return _NEARLY.search(before) is not None


def _bound(goal: Goal, by: Yardstick) -> Decimal:
    """Return the value a goal is judged by: of a range the lower end, for an upper limit the upper one."""
    measure = goal.measure
    if measure.upper is None or measure.value == 0 or not _is_ceiling(goal, by):
        return measure.base_value
    return measure.base_value / measure.value * measure.upper


def _comparator(goal: Goal, by: Yardstick) -> Comparator:
    return goal.comparator if goal.comparator in _CEILINGS or not _is_ceiling(goal, by) else Comparator.AT_MOST


def _holds(comparator: Comparator, value: Decimal, wanted: Decimal) -> bool:
    match comparator:
        case Comparator.AT_MOST:
            return value <= wanted
        case Comparator.BELOW:
            return value < wanted
        case Comparator.ABOVE:
            return value > wanted
        case _:
            return value >= wanted


def _signed(reading: Reading) -> Decimal:
    """Return the value of a reading, below zero where it goes against the goal: a fall where a rise was promised."""
    return -abs(reading.measure.base_value) if reading.opposite else reading.measure.base_value


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


def told_until(text: str, start: int, period: Period) -> date:
    """Return the day up to which the number that begins at `start` is told: the end of the period, or one before it.

    The last months that its sentence names before it count (1—5月, 截至5月底, 前5个月), if at most two are wanting:
    statistics come late, and what is older is no report of the period.

    >>> half = Period("h1", date(2024, 1, 1), date(2024, 6, 30))
    >>> told_until("1—5月减税12亿元", 4, half), told_until("截至2月底减税4亿元", 6, half)
    (datetime.date(2024, 5, 31), datetime.date(2024, 6, 30))
    >>> told_until("减税4亿元", 2, Period("m02", date(2024, 1, 1), date(2024, 2, 29)))
    datetime.date(2024, 2, 29)
    """
    sentence = _SENTENCE_END.split(half_width(text[:start]))[-1]
    named = [match for match in UNTIL.finditer(sentence) if match["year"] in (None, str(period.end.year))]
    month = int(named[-1]["month"]) if named else 0
    if not max(1, period.end.month - _LATE) <= month < period.end.month:
        return period.end
    return date(period.end.year, month, monthrange(period.end.year, month)[1])


def _months(begin: date, end: date) -> Decimal:
    days = monthrange(end.year, end.month)[1]
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return Decimal(months) + Decimal(end.day) / Decimal(days) - Decimal(begin.day - 1) / Decimal(days)


def progress_light(
    goal: Goal, reading: Reading | None, elapsed: Decimal, known: Measures, by: Yardstick = Yardstick()
) -> tuple[Light, LightRule]:
    """Return the light of a goal and the line of `quantity-lights.csv` that gave it.

    `elapsed` is the part of the goal's time that has passed, from 0 to 1 (`elapsed_part`).
    """
    result = attainment(goal, reading, by)
    outcome, groups = _outcome(reading, result), _groups(goal, by)
    if known.pattern("weather").search(goal.quantity + goal.span.text):
        groups |= {"weather"}
    pace = result.ratio
    if pace is not None and "amount" in groups and elapsed > 0:
        pace = pace / elapsed
    miss = shortfall(goal, reading, by) if reading else None
    for rule in known.lights:
        fits = rule.outcome == outcome and rule.group in groups and _is_time_for(rule.timing, elapsed)
        enough = rule.least is None or (pace is not None and pace >= rule.least)
        near = rule.most is None or miss is None or miss < rule.most
        if fits and enough and near:
            return rule.light, rule
    rule = known.lights[0]
    return Light.CANNOT_TELL, rule


def _is_time_for(timing: str, elapsed: Decimal) -> bool:
    """Whether a rule for a part of the time holds when so much of it has passed."""
    until = {"first-half": _HALF, "early": _MOST, "before": Decimal(1)}
    return timing == "any" or (elapsed < until[timing] if timing in until else elapsed >= 1)


def shortfall(goal: Goal, reading: Reading, by: Yardstick = Yardstick()) -> Decimal | None:
    """Return how far a rate of growth misses its goal, in percentage points, or by which part a limit is exceeded.

    None for all other goals, and for a limit of zero; below zero where the goal is met.
    """
    wanted = _bound(goal, by)
    above = _signed(reading) - wanted
    if reading.of_plan:
        return None
    if goal.nature is Nature.GROWTH:
        return above if _is_ceiling(goal, by) else -above
    if _is_ceiling(goal, by) and wanted > 0:
        return above / wanted
    return None


def _outcome(reading: Reading | None, result: Attainment) -> str:
    if reading is None:
        return "none"
    if result.met is None:
        return "begun" if reading.stage is Stage.BEGUN else "none"
    return "met" if result.met else "missed"


def _groups(goal: Goal, by: Yardstick) -> frozenset[str]:
    """Return the groups of `quantity-lights.csv` that a goal belongs to."""
    passed_for_good = _is_ceiling(goal, by) and by.adds_up
    return _sorts(goal, by) | (frozenset() if passed_for_good else frozenset({"open"}))


def _sorts(goal: Goal, by: Yardstick) -> frozenset[str]:
    if goal.nature is Nature.GROWTH:
        return frozenset({"any", "rate", "growth"})
    if _is_ceiling(goal, by):
        return frozenset({"any", "rate", "limit"})
    if goal.nature is Nature.RANK:
        return frozenset({"any", "rate", "rank"})
    if goal.nature is Nature.RATIO:
        return frozenset({"any", "rate"})
    if goal.nature is Nature.AMOUNT and not by.apportioned:
        return frozenset({"any", "season"})
    return frozenset({"any", goal.nature.value})
