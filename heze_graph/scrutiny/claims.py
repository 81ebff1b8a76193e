"""What the reporter says of the schedule, held against what the numbers say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from heze_graph.facts.numbers.attainment import elapsed_part
from heze_graph.model.facts import GoalReport
from heze_graph.model.measured import Light, Nature, Reading
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.scrutiny.material import Material, Passage, Statement, Suspicion, promise
from heze_graph.scrutiny.texts import number, printed_value, sentences


def claims_against_lights(material: Material) -> Iterator[Suspicion]:
    """Find claims “on schedule” beside a goal whose light is behind or far behind.

    The light has its own published rule. The finding is doubtful where the goal is behind by a hair: where reading
    over goal, over the part of the time that has passed, reaches the threshold `hair`.
    """
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            behind = report.light in (Light.BEHIND, Light.FAR_BEHIND)
            if behind and _claim(entry, statement)[0] is Claim.ON_SCHEDULE:
                elapsed = _elapsed(material, entry)
                yield Suspicion(
                    "on-schedule-but-behind" if report.light is Light.BEHIND else "on-schedule-but-far-behind",
                    Passage(statement, reading.span.text),
                    promise(entry, report.goal),
                    certainty=_certainty(material, report, elapsed),
                    arithmetic=_arithmetic(report, reading),
                    details=(("claim", _claim(entry, statement)[1]), ("passed", f"{number(elapsed * 100, 0)}%")),
                )


def completion_against_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings short of their goal in a sentence that says that the year's task is done.

    完成年度任务的80% says no such thing.
    """
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            if report.attainment.met is not False:
                continue
            said = next((s for s in sentences(statement.text) if reading.span.text in s), "")
            if material.words.has("all-done", material.words.patterns["attainment-rate"].sub("", said)):
                yield Suspicion(
                    "completion-not-borne-out",
                    Passage(statement, said),
                    promise(entry, report.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=_arithmetic(report, reading),
                )


def beyond_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings many times their goal (threshold `beyond-goal`): a unit or a digit may be wrong."""
    least = material.words.thresholds["beyond-goal"]
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            ratio = report.attainment.ratio
            if report.goal.nature is Nature.AMOUNT and ratio is not None and ratio >= least:
                yield Suspicion(
                    "figure-far-beyond-goal",
                    Passage(statement, reading.span.text),
                    promise(entry, report.goal),
                    certainty=Certainty.DOUBTFUL,
                    arithmetic=_arithmetic(report, reading),
                )


def reported(material: Material, entry: Entry) -> Iterator[tuple[GoalReport, Reading, Statement]]:
    """Yield each goal of an Entry that has a reading, with the text it was read from."""
    for report in material.goals(entry):
        part = next((a for a in entry.assignments if a.ordinal == report.assignment), None)
        if report.reading is None or part is None:
            continue
        same = [s for s in material.reports(entry) if (s.lines, s.text) == (part.lines, part.progress)]
        yield from ((report, report.reading, statement) for statement in same)


def _claim(entry: Entry, statement: Statement) -> tuple[Claim | None, str]:
    """Return the claim beside a text, or where its row prints none, the first one of the Entry."""
    if statement.claim:
        return statement.claim, statement.claim_printed
    return next(((a.claim, a.claim_printed) for a in entry.assignments if a.claim), (None, ""))


def _elapsed(material: Material, entry: Entry) -> Decimal:
    period = material.documents[entry.document].period
    due = entry.deadline.due if entry.deadline else None
    return elapsed_part(period.begin, period.end, due) if period else Decimal(1)


def _certainty(material: Material, report: GoalReport, elapsed: Decimal) -> Certainty:
    if report.light is Light.FAR_BEHIND:
        return Certainty.CERTAIN if report.reading and not report.reading.counted else Certainty.LIKELY
    ratio = report.attainment.ratio
    timed = report.goal.nature is Nature.AMOUNT and elapsed > 0
    pace = ratio / elapsed if ratio is not None and timed else ratio
    by_a_hair = pace is not None and pace >= material.words.thresholds["hair"]
    return Certainty.DOUBTFUL if by_a_hair else Certainty.LIKELY


def _arithmetic(report: GoalReport, reading: Reading) -> str:
    wanted, found = printed_value(report.goal.measure), printed_value(reading.measure)
    ratio = report.attainment.ratio
    if ratio is None:
        return f"{found} | {report.goal.comparator} {wanted}"
    return f"{found} ÷ {wanted} = {number(ratio * 100, 1)}%"
