"""Goals with a reading, and the other figures in the text of the reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from heze_graph.checks.material import EntryText, Material, QuotedNumber
from heze_graph.extraction.numbers.attainment import elapsed_part, told_until
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.parts_of_year import due_of
from heze_graph.extraction.numbers.phrases import coverage, plain
from heze_graph.extraction.numbers.roles import ASIDE
from heze_graph.model.facts import GoalReport, Reading
from heze_graph.model.understood import Entry


@dataclass(frozen=True, slots=True)
class Reported:
    """A goal with a reading, the text it was read from, and its figure (None for a sum or a count of names)."""

    report: GoalReport
    reading: Reading
    statement: EntryText
    figure: QuotedNumber | None


def reported(material: Material, entry: Entry) -> tuple[Reported, ...]:
    """Return each goal of an Entry that has a reading.

    Not one of a part (其中) that names nothing of its goal, nor one that counts what is behind: 滞后项目3项.
    """
    return material.once(("reported", entry.document, entry.key), lambda: tuple(_reported(material, entry)))


def _reported(material: Material, entry: Entry) -> Iterator[Reported]:
    for report in material.goals(entry):
        part = next((a for a in entry.assignments if a.ordinal == report.assignment), None)
        if report.reading is None or part is None:
            continue
        span = report.reading.measure.span
        for statement in material.reports(entry):
            if statement.lines == part.lines and statement.text == (part.progress or report.reading.span.text):
                same = (f for f in material.figures[statement] if f.candidate.phrase.measure.span == span)
                figure = next(same, None)
                late = figure is not None and material.words.has("admitted", figure.candidate.phrase.before)
                if figure is None or not (late or _is_of_another_part(figure, report)):
                    yield Reported(report, report.reading, statement, figure)


def _is_of_another_part(figure: QuotedNumber, report: GoalReport) -> bool:
    """Whether a number is of a part that no goal speaks of: 改造4000户，其中特困家庭620户."""
    candidate = figure.candidate
    return candidate.part and bool(candidate.own) and coverage(candidate.own, plain(report.goal.quantity)) == 0


def elapsed_for(material: Material, entry: Entry, told: Reported) -> Decimal:
    """Return the share of a goal's time that had passed when a number was taken, as its light counts it."""
    period, deadline = material.documents[entry.document].period, entry.deadline.due if entry.deadline else None
    if period is None:
        return Decimal(1)
    due = due_of(told.report.goal, deadline, period.begin.year)
    return elapsed_part(period.begin, told_until(told.statement.text, told.reading.measure.span.start, period), due)


def figures_beside(material: Material, entry: Entry, figure: QuotedNumber) -> list[Candidate]:
    """Return the other figures of a text that answer no goal."""
    answers = {r.reading.measure.span for r in material.goals(entry) if r.reading}
    return [
        one.candidate
        for one in material.figures[figure.statement]
        if one is not figure and one.candidate.phrase.measure.span not in answers
    ]


def counts_alike(one: Candidate, other: Candidate) -> bool:
    """Return whether two figures of one sentence have the same unit."""
    return (
        one.phrase.measure.base_unit == other.phrase.measure.base_unit
        and one.phrase.measure.dimension == other.phrase.measure.dimension
        and one.phrase.sentence_start == other.phrase.sentence_start
    )


def has_rivals(material: Material, entry: Entry, figure: QuotedNumber) -> bool:
    """Return whether a report prints more than one number that its rate may be of: 新建5所，改建9所."""
    own, beside = figure.candidate.phrase.measure, figures_beside(material, entry, figure)
    alike = [one for one in beside if one.phrase.measure.base_unit == own.base_unit and not one.part]
    return any(one.role not in ASIDE and one.stage is figure.candidate.stage for one in alike)
