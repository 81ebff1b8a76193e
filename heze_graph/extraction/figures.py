"""Goals and readings of numbers that stand in cells of their own: what they measure stands in another cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.facts import Goal, Measure, Reading, Span, Stage
from heze_graph.model.understood import Entry, Figure
from heze_graph.reference.measures import Measures

#: The name may print the number of the year: 培育企业5家, beside the figure of each quarter.
_OWN_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d[\d.,]*\s*[^\d\s]{0,4}$")
#: A report of so many times the goal is rather one in another unit than that of the goal.
_MOST_TIMES = 20
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")


def without_figures(entry: Entry) -> str:
    """Return the wording of an Entry without the lines at its end that are figures of cells of their own."""
    printed = {figure.printed for figure in entry.figures if not figure.reported}
    lines = entry.wording.split("\n")
    while len(lines) > 1 and lines[-1] in printed:
        lines.pop()
    return "\n".join(lines)


def figure_goals(entry: Entry, known: Measures) -> Iterator[tuple[Goal, Reading | None, Figure]]:
    """Yield the goal of each promised figure of an Entry, with the reading that is reported for the same place or time.

    A figure without a unit, or one that no goal can be, gives none. The span of a goal is that of its name and figure
    as one text; `printed` gives the one that its cell prints.
    """
    reported = [figure for figure in entry.figures if figure.reported]
    for figure in entry.figures:
        goal = None if figure.reported else _goal(figure, known)
        if goal is None:
            continue
        same = [f for f in reported if (f.place, f.period) == (figure.place, figure.period)]
        if not same and not figure.place and not figure.period and all(f.period for f in reported):
            # Reports by quarter of one goal for the year: the last one counts.
            same = reported[-1:]
        # Of a row that measures several things the report of the same one counts.
        same = [f for f in same if f.name == figure.name] or same
        reading = _reading(same[0], goal, entry, known) if len(same) == 1 else None
        yield goal, reading, figure


def bare_reading(entry: Entry, found: Sequence[Goal], known: Measures) -> Reading | None:
    """Return the reading of an Entry's only goal where its report is a bare figure: its unit is that of the goal."""
    bare = [figure for figure in entry.figures if figure.reported and not figure.place and not figure.period]
    return _reading(bare[0], found[0], entry, known) if len(found) == 1 and len(bare) == 1 else None


def _goal(figure: Figure, known: Measures) -> Goal | None:
    name = _OWN_NUMBER.sub("", _BRACKETS.sub("", figure.name))
    measure = _measure(figure, figure.unit, known)
    if measure is None:
        return None
    unit = "" if measures(figure.printed, known) and not figure.printed[-1].isdigit() else figure.unit
    for goal in goals(f"{name}{figure.printed}{unit}", known):
        if goal.measure.value == measure.value:
            return replace(goal, quantity=goal.quantity or name)
    return None


def printed(goal: Goal, figure: Figure) -> Goal:
    """Return the goal of a figure with the span of its cell."""
    span = Span(0, len(figure.printed), figure.printed)
    return replace(goal, measure=replace(goal.measure, span=span), span=span)


def _measure(figure: Figure, unit: str, known: Measures) -> Measure | None:
    """Return the measure of a cell, its span that of the cell."""
    bare = figure.printed.strip()[-1:].isdigit()
    found = measures(f"{figure.printed}{unit if bare else ''}", known)
    span = Span(0, len(figure.printed), figure.printed)
    return replace(found[0], span=span) if len(found) == 1 and (unit or not bare) else None


def _reading(figure: Figure, goal: Goal, entry: Entry, known: Measures) -> Reading | None:
    measure = _measure(figure, figure.unit or goal.measure.unit, known)
    if measure is None or measure.dimension != goal.measure.dimension or not entry.assignments:
        return None
    guessed = not figure.unit and figure.printed.strip()[-1:].isdigit()
    if guessed and measure.base_value > _MOST_TIMES * goal.measure.base_value:
        return None
    return Reading(measure=measure, span=measure.span, source=0, stage=Stage.DONE, out_of=None, opposite=False)
