"""From the progress texts of an entry to the reading of each of its goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from heze_graph.extraction.numbers.alignment import LEAST, comparable
from heze_graph.extraction.numbers.bare_reports import bare_readings, counted_names, in_turn, plan_share
from heze_graph.extraction.numbers.candidates import Candidate, candidates
from heze_graph.extraction.numbers.dimensions import added
from heze_graph.extraction.numbers.goals import each_of
from heze_graph.extraction.numbers.likeness import likeness
from heze_graph.extraction.numbers.matching import matched, of_another, reading_of, said_of_goals
from heze_graph.extraction.numbers.parts_of_year import first_year
from heze_graph.extraction.numbers.phrases import coverage, listed, place_before, plain, specific, trimmed
from heze_graph.extraction.numbers.roles import ASIDE, Role
from heze_graph.extraction.numbers.totals import kinds_added, total
from heze_graph.extraction.numbers.verbs import verbs_of
from heze_graph.model.facts import Comparator, Goal, Measure, Nature, Reading, Span, Stage
from heze_graph.reference.measures import Measures

_IS_SAID_OF = 0.6
_NAME_BEGINS = 2
#: How many digits a rate that is worked out has behind the point.
_DIGITS = 2


def read_goals(
    goals: Sequence[Goal], progress: Sequence[str], known: Measures, year: int | None = None
) -> list[Reading | None]:
    """Return the reading of each goal in the progress texts of its entry, or None where none is comparable.

    The pairs of goal and number with the best scores are taken first, what is done before what is only begun; no number
    answers two goals. A goal for each county has no reading, as the report gives figures of the whole; one for each of
    those that it names has the least of theirs. `year` is that of the document: what is counted since one before it
    (2021年以来) is no number of this year.

    >>> from heze_graph.extraction.numbers.goals import goals as goals_of
    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> wanted = goals_of("认定高新技术企业100家以上，新建公园12处", known)
    >>> found = read_goals(wanted, ["已有300余家高新技术企业参与申报；公园已建成9处"], known)
    >>> [reading and reading.span.text for reading in found]
    [None, '公园已建成9处']
    """
    if not goals:
        return []
    offered = [c for source, text in enumerate(progress) for c in candidates(text, source, known)]
    report = _Report(progress, [_since(c, year) for c in offered])
    found = matched(goals, report.offered, known)
    alone = len(goals) == 1
    completed = [
        (_least_of_each(goal, report, known) or _worst_of_places(goal, report, known))
        if goal.per_place
        else _worst_of_places(goal, report, known)
        or _worst_of_joint(goal, report, known)
        or _completed(place, goals, found, report, known)
        for place, goal in enumerate(goals)
    ]
    completed = [read or _of_its_parts(place, goals, completed, report) for place, read in enumerate(completed)]
    alone_told = bare_readings(goals, report.offered, report.texts, known)
    shares = in_turn(goals, report.offered, report.texts, known)
    return [
        # 6个施工中（90%）: where the number only says what has begun, the share says how far.
        (plan_share(goal, alone, offered, report.texts, known) if read and read.stage is Stage.BEGUN else None)
        or _net_gain(goal, report.offered, known)
        or read
        or bare
        or plan_share(goal, alone, _not_behind_others(place, completed, offered), report.texts, known)
        or _rate_of_change(goal, report.offered, known)
        for place, (goal, read, bare, offered) in enumerate(zip(goals, completed, alone_told, shares, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Report:
    """The progress texts of an entry and the numbers they offer."""

    texts: Sequence[str]
    offered: list[Candidate]


def _since(candidate: Candidate, year: int | None) -> Candidate:
    begun = first_year(candidate.phrase) if year else None
    return replace(candidate, of_several_years=True) if year and begun and begun < year else candidate


def _completed(
    place: int, goals: Sequence[Goal], readings: Sequence[Reading | None], report: _Report, known: Measures
) -> Reading | None:
    """Add the parts where the goal is their total; count listed names where no number is given."""
    goal, found = goals[place], readings[place]
    free = _not_spoken_for(place, goals, readings, report.offered, known)
    free = [c for c in free if not of_another(place, c, goals, said_of_goals(goals), known)]
    added = total(goal, verbs_of(goals[: place + 1], known)[-1], free, known)
    if added and (found is None or found.measure in added.worked_from):
        return added
    kinds = kinds_added(goal, goals, report.offered, known)
    if kinds and (found is None or found.measure in kinds.worked_from):
        return kinds
    return found or counted_names(goal, report.texts, known)


def _of_its_parts(
    place: int, goals: Sequence[Goal], found: Sequence[Reading | None], report: _Report
) -> Reading | None:
    """Return the sum of what is read for the goals behind one that add up to it: 绿化8万亩，造林2万亩、抚育6万亩."""
    goal, left = goals[place], goals[place].measure.base_value
    parts: list[Reading] = []
    for part, read in zip(goals[place + 1 :], found[place + 1 :], strict=True):
        if read is None or read.stage is not Stage.DONE or part.measure.base_unit != goal.measure.base_unit:
            return None
        parts.append(read)
        left -= part.measure.base_value
        if left <= 0:
            break
    one_unit = {(read.measure.unit, read.source) for read in parts}
    if left != 0 or len(parts) < 2 or len(one_unit) > 1 or goal.per_place:
        return None
    source = parts[0].source
    return added([read.measure for read in parts], [read.span for read in parts], report.texts[source], source)


def _not_spoken_for(
    place: int,
    goals: Sequence[Goal],
    readings: Sequence[Reading | None],
    offered: Sequence[Candidate],
    known: Measures,
) -> list[Candidate]:
    """Return the numbers that answer no other goal but one of a part of this one (其中)."""
    taken = {
        (read.source, read.measure.span)
        for other, read in enumerate(readings)
        if read and other != place and not known.pattern("of-which").search(goals[other].span.text)
    }
    return [c for c in offered if (c.source, c.phrase.measure.span) not in taken]


def _not_behind_others(place: int, readings: Sequence[Reading | None], offered: Sequence[Candidate]) -> list[Candidate]:
    """Return the numbers without the shares right behind a number that answers another goal: 投资8亿元，占计划的80%."""
    taken = {(read.source, read.measure.span) for n, read in enumerate(readings) if read and n != place}
    before = [(c.source, c.phrase.measure.span) for c in offered]
    return [c for n, c in enumerate(offered) if c.role is not Role.PLAN_SHARE or not n or before[n - 1] not in taken]


def _least_of_each(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the least of the numbers of those that a goal names (甲县、乙县各10所), where each has one."""
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    begin = [name[:_NAME_BEGINS] for name in each_of(goal.subject, known)]
    each = [next((c for c in fitting if name in c.phrase.before), None) for name in begin]
    found = [c for c in each if c]
    if not each or len(found) < len(each):
        return None
    return reading_of(goal, min(found, key=lambda c: c.phrase.measure.base_value), known)


def _worst_of_joint(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the worst rate of those that one number is promised for (事故起数、死亡人数下降5%) if each has one."""
    names = [name for name in (specific(words, known) for words in listed(goal.quantity)) if len(name) > 1]
    if goal.nature not in (Nature.GROWTH, Nature.RATIO) or len(names) < 2:
        return None
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    said = [[(_said_of(name, c), -number) for number, c in enumerate(fitting)] for name in names]
    each = [fitting[-best[1]] if (best := max(those, default=(0.0, 0)))[0] >= _IS_SAID_OF else None for those in said]
    found = [c for c in each if c]
    if len(found) < len(names) or len(set(map(id, found))) < len(found):
        return None
    return _worst(goal, found, known)


def _worst_of_places(goal: Goal, report: _Report, known: Measures) -> Reading | None:
    """Return the worst of the rates of several places, where one is promised for all of them: 三县普及率均达90%."""
    _, _, asked = goal.subject.rpartition("，")
    all_of = known.pattern("all-of").search(asked)
    if goal.nature not in (Nature.GROWTH, Nature.RATIO) or all_of is None:
        return None
    fitting = [c for c in report.offered if comparable(goal, c, known)]
    places = {_place_of(goal, c, known) for c in fitting}
    names = listed(asked[: all_of.start()])
    if "" in places or len(places) < max(len(names), 2) or len(places) < len(fitting):
        return None
    return _worst(goal, fitting, known)


def _place_of(goal: Goal, candidate: Candidate, known: Measures) -> str:
    """Return the place of which a number is said, before it or behind the goal's own words: 普及率甲县91%."""
    words, wanted = plain(candidate.phrase.before), plain(goal.quantity)
    length = 0
    while length < len(words) and words[: length + 1] in wanted:
        length += 1
    return place_before(words, known) or place_before(words[length:], known)


def _worst(goal: Goal, found: Sequence[Candidate], known: Measures) -> Reading:
    """Return the reading that is farthest from a goal: the least, or of a ceiling the largest."""
    ceiling = goal.comparator in (Comparator.AT_MOST, Comparator.BELOW)
    worst = max if ceiling else min
    return worst((reading_of(goal, c, known) for c in found), key=lambda read: read.measure.value)


def _said_of(name: str, candidate: Candidate) -> float:
    """Return how far a number is said of a thing, 0 to 1."""
    own = candidate.own or candidate.topic
    return max(coverage(name, own), coverage(own, name))


def _rate_of_change(goal: Goal, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return the rate that follows from the two printed numbers of the goal's quantity, or None.

    Only a goal for a rate of change (压减30%) asks for it, and only where the report prints no rate that may answer it.
    """
    if goal.nature is not Nature.GROWTH or goal.measure.dimension != "ratio" or goal.per_place:
        return None
    if any(c.phrase.measure.dimension == "ratio" and c.role not in ASIDE for c in offered):
        return None
    changes = [pair for pair in pairwise(offered) if _is_change(*pair) and likeness(goal, pair[1], known) >= LEAST]
    return _rate(goal, *changes[0], known) if len(changes) == 1 else None


def _net_gain(goal: Goal, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return what came less what went, the one pair of a sentence, or None where a report does not print both.

    Only a goal for a net gain (净增20家) asks for it, and only where no number says it.
    """
    net, lost = known.pattern("net"), known.ending("lost")
    if not net.search(goal.span.text) or any(net.search(c.phrase.before) for c in offered):
        return None
    unit = goal.measure.base_unit
    told = [c for c in offered if c.phrase.measure.base_unit == unit and not c.part]
    went = [c for c in told if lost.search(trimmed(c.phrase.before, known, ("already", "function")))]
    came = [c for c in told if c.role is Role.FLOW and c not in went and comparable(goal, c, known)]
    if len(went) != 1 or len(came) != 1 or _sentence(came[0]) != _sentence(went[0]):
        return None
    one, other = sorted((came[0].phrase, went[0].phrase), key=lambda phrase: phrase.start)
    gain = came[0].phrase.measure
    base = gain.base_value - went[0].phrase.measure.base_value
    span = Span(one.span.start, other.span.end, one.text[one.span.start : other.span.end])
    value = base / (gain.base_value / gain.value) if gain.value else base
    worked = (one.measure, other.measure)
    return Reading(replace(gain, value=value, base_value=base, span=span), span, came[0].source, worked_from=worked)


def _sentence(candidate: Candidate) -> tuple[int, int]:
    return candidate.source, candidate.phrase.sentence_start


def _is_change(base: Candidate, end: Candidate) -> bool:
    one, other = base.phrase, end.phrase
    same = one.measure.base_unit == other.measure.base_unit and one.sentence_start == other.sentence_start
    counted = one.measure.dimension != "ratio" and one.measure.base_value > 0
    return base.role is Role.BASE and end.role is not Role.BASE and same and counted and base.source == end.source


def _rate(goal: Goal, base: Candidate, end: Candidate, known: Measures) -> Reading:
    one, other, text = base.phrase.measure, end.phrase.measure, end.phrase.text
    change = (other.base_value - one.base_value) / one.base_value * 100
    lead = known.ending("from").search(text[: one.span.start])
    start = lead.start() if lead else one.span.start
    span = Span(start, other.span.end, text[start : other.span.end])
    value = round(abs(change), _DIGITS)
    measure = Measure(value, "%", span, value, goal.measure.base_unit, goal.measure.dimension)
    opposite = change != 0 and (change < Decimal(0)) != goal.falls
    return Reading(measure, span, end.source, worked_from=(one, other), opposite=opposite)
