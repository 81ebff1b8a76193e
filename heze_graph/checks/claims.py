"""What the reporter says of the schedule, held against what the numbers say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from heze_graph.checks.material import Figure, Material, Passage, Statement, Suspicion, check, promise
from heze_graph.checks.texts import arithmetic, comparison, sentences, time_passed, without_shares
from heze_graph.extraction.numbers.attainment import elapsed_part
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.model.facts import GoalReport, Light, Nature, Reading
from heze_graph.model.understood import Certainty, Claim, Entry

_AGREES = 0.5
_CLAUSE = re.compile(r"[，,；;。、]")


@check("on-schedule-but-behind", "on-schedule-but-far-behind")
def claims_against_lights(material: Material) -> Iterator[Suspicion]:
    """Find claims “on schedule” beside a goal whose light is behind or far behind.

    The light has its own published rule. Before the deadline, a goal that is behind by a hair is no finding: where
    reading over goal, over the part of the time that has passed (of a ratio: reading over goal), reaches the threshold
    `hair`. Nor is one that the
    target only strives for (力争8%) beside another of the same quantity that is met.
    """
    for entry in material.entries.values():
        elapsed = _elapsed(material, entry)
        for report, reading, statement in reported(material, entry):
            claim, printed = _claim(entry, statement)
            behind = report.light in (Light.BEHIND, Light.FAR_BEHIND) and claim is Claim.ON_SCHEDULE
            if behind and not _by_a_hair(material, report, elapsed) and not _only_striven_for(material, entry, report):
                yield Suspicion(
                    "on-schedule-but-behind" if report.light is Light.BEHIND else "on-schedule-but-far-behind",
                    Passage(statement, reading.span.text),
                    promise(entry, report.goal),
                    certainty=_certainty(report, reading, material.figures[statement]),
                    arithmetic=arithmetic(report, reading),
                    details=(
                        ("claim", printed),
                        *comparison(report, reading, material.words),
                        *time_passed(elapsed, material.words),
                        *_rule(material, report),
                    ),
                )


@check("completion-not-borne-out")
def completion_against_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings short of their goal in a sentence that says that the year's task is done.

    完成年度任务的80% says no such thing.
    """
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            if report.attainment.met is not False or _only_striven_for(material, entry, report):
                continue
            said = next((s for s in sentences(statement.text) if reading.span.text in s), "")
            if _all_is_done(said, reading, report, material):
                yield Suspicion(
                    "completion-not-borne-out",
                    Passage(statement, said),
                    promise(entry, report.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=arithmetic(report, reading),
                    details=comparison(report, reading, material.words),
                )


def _all_is_done(sentence: str, reading: Reading, report: GoalReport, material: Material) -> bool:
    """Whether a sentence says that all is done of what a goal counts: in its clause, or one that names nothing else."""
    known = material.words.measures
    for clause in _CLAUSE.split(without_shares(sentence)):
        done = material.words.patterns["all-done"].search(clause)
        named = specific(without_figures(clause[: done.start()], known), known) if done else ""
        if done and (clause in reading.span.text or not named or coverage(named, plain(report.goal.quantity)) > 0):
            return True
    return False


@check("figure-far-beyond-goal")
def beyond_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings many times their goal (threshold `beyond-goal`): a unit or a digit may be wrong.

    Not for a goal of one or two things, which is easily passed many times over.
    """
    least = material.words.thresholds["beyond-goal"]
    for entry in material.entries.values():
        for report, reading, statement in reported(material, entry):
            ratio = report.attainment.ratio
            large = report.goal.measure.base_value >= material.words.thresholds["jump-least"]
            if report.goal.nature is Nature.AMOUNT and large and ratio is not None and ratio >= least:
                yield Suspicion(
                    "figure-far-beyond-goal",
                    Passage(statement, reading.span.text),
                    promise(entry, report.goal),
                    certainty=Certainty.DOUBTFUL,
                    arithmetic=arithmetic(report, reading),
                    details=comparison(report, reading, material.words),
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


def _by_a_hair(material: Material, report: GoalReport, elapsed: Decimal) -> bool:
    ratio, nature = report.attainment.ratio, report.goal.nature
    if nature not in (Nature.AMOUNT, Nature.RATIO) or ratio is None or not 0 < elapsed < 1:
        return False
    return (ratio / elapsed if nature is Nature.AMOUNT else ratio) >= material.words.thresholds["hair"]


def _only_striven_for(material: Material, entry: Entry, report: GoalReport) -> bool:
    """Whether the target only strives for a goal, and promises less of the same, which is met."""
    goal = report.goal
    if not material.words.has("striven-for", goal.span.text):
        return False
    others = (one for one in material.goals(entry) if one is not report and one.goal.nature is goal.nature)
    return any(one.attainment.met and one.goal.measure.base_unit == goal.measure.base_unit for one in others)


def _certainty(report: GoalReport, reading: Reading, figures: Sequence[Figure]) -> Certainty:
    """Return certain only where unit and noun of the one printed number are those of the goal, and it is far behind."""
    goal = report.goal
    named = coverage(plain(goal.quantity), plain(reading.span.text)) >= _AGREES
    alike = goal.measure.unit == reading.measure.unit
    added = reading.counted or reading.total_of or reading.of_plan
    only = sum(f.candidate.phrase.measure.base_unit == reading.measure.base_unit for f in figures) == 1
    sure = report.light is Light.FAR_BEHIND and named and alike and only and not added
    return Certainty.CERTAIN if sure else Certainty.LIKELY


def _rule(material: Material, report: GoalReport) -> tuple[tuple[str, str], ...]:
    rule = next((one for one in material.words.measures.lights if one.name == report.rule), None)
    return (("rule_zh", rule.zh if rule else ""), ("rule_en", rule.en if rule else ""))
