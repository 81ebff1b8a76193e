"""What a report says of the goals of a target, in one line."""

from __future__ import annotations

from heze_graph.extraction.numbers.attainment import attainment
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import Measure
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)
SAID = {True: "met", False: "missed", None: "open"}


def value(measure: Measure) -> str:
    return f"{measure.value.normalize():f}"


def answers(target: str, report: str, *, year: int | None = None) -> str:
    """Return for each goal its comparator and value, the value reported, whether it is met: `>=90:90.6:met`."""
    promised = goals(target, KNOWN)
    pairs = zip(promised, read_goals(promised, [report], KNOWN, year), strict=True)
    return " ".join(
        f"{goal.comparator}{value(goal.measure)}:{read and value(read.measure)}:{SAID[attainment(goal, read).met]}"
        for goal, read in pairs
    )
