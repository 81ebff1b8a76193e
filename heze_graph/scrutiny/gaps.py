"""What a report leaves out: a word of completion after the deadline, the quantity of a goal."""

from __future__ import annotations

from collections.abc import Iterator

from heze_graph.model.facts import GoalReport
from heze_graph.model.measured import Nature
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.scrutiny.claims import reported
from heze_graph.scrutiny.material import Figure, Material, Passage, Statement, Suspicion, promise, wording
from heze_graph.scrutiny.texts import sentences

_COUNTED = frozenset({Nature.AMOUNT, Nature.LEVEL})


def deadline_passed(material: Material) -> Iterator[Suspicion]:
    """Find deadlines, no later than the end of the Document's period, without a report that it is done.

    Either the target asks for a result (创建, 建成) and the report has no word of completion, or the report itself says
    that something is unfinished (正在, 筹备). Not for an open-ended deadline, a cancelled target, one that the claim
    admits to be late, nor where a goal has a reading: then the numbers say how far it is.
    """
    for entry in material.entries.values():
        if not _is_due(material, entry) or _is_settled(material, entry):
            continue
        reports = material.reports(entry)
        said = "".join(statement.text for statement in reports)
        open_work = next(_unfinished(material, reports), None)
        asks = material.words.has("result", entry.wording)
        if not said or not (open_work or (asks and not material.words.has("completed", said))):
            continue
        due = entry.deadline.due if entry.deadline else None
        yield Suspicion(
            "deadline-passed-without-completion",
            open_work or Passage(reports[-1], reports[-1].text),
            Passage(wording(entry), entry.wording),
            certainty=Certainty.LIKELY if open_work and asks else Certainty.DOUBTFUL,
            details=(
                ("deadline", entry.deadline.printed if entry.deadline else ""),
                ("due", due.isoformat() if due else ""),
            ),
        )


def other_quantity(material: Material) -> Iterator[Suspicion]:
    """Find goals, amounts or levels, that none of the numbers in the report answers.

    Not for goals of each county, of which no total is reported, nor for rates of benefit (每人补助500元).
    """
    for entry in material.entries.values():
        figures = _unused(material, entry)
        for report in material.goals(entry):
            if figures and report.reading is None and _is_total(material, report):
                yield Suspicion(
                    "other-quantity-reported",
                    _nearest(report, figures),
                    promise(entry, report.goal),
                    certainty=Certainty.DOUBTFUL,
                )


def _is_due(material: Material, entry: Entry) -> bool:
    period = material.documents[entry.document].period
    deadline = entry.deadline
    return bool(period and deadline and deadline.due and period.begin <= deadline.due <= period.end)


def _is_settled(material: Material, entry: Entry) -> bool:
    claims = {part.claim for part in entry.assignments}
    answered = any(report.reading for report in material.goals(entry))
    return answered or bool(claims & {Claim.NOT_APPLICABLE, Claim.BEHIND_SCHEDULE})


def _unfinished(material: Material, reports: tuple[Statement, ...]) -> Iterator[Passage]:
    for statement in reports:
        for sentence in sentences(statement.text):
            if material.words.has("unfinished", sentence):
                yield Passage(statement, sentence)


def _unused(material: Material, entry: Entry) -> list[Figure]:
    """Return the figures of an Entry that answer none of its goals."""
    used = {(statement, reading.measure.span) for _, reading, statement in reported(material, entry)}
    return [f for f in material.figures_of(entry) if (f.statement, f.candidate.phrase.measure.span) not in used]


def _is_total(material: Material, report: GoalReport) -> bool:
    goal = report.goal
    return goal.nature in _COUNTED and not goal.per_place and not material.words.has("benefit", goal.span.text)


def _nearest(report: GoalReport, figures: list[Figure]) -> Passage:
    """Return the figure in the goal's unit, or else the first of all."""
    unit = report.goal.measure.base_unit
    same = next((f for f in figures if f.candidate.phrase.measure.base_unit == unit), figures[0])
    return same.passage
