"""Goals that no number of a report answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heze_graph.checks.material import Material, Passage, QuotedNumber, Suspicion, check, wording
from heze_graph.checks.standing import is_prepared, only_follows, waits_for_the_season
from heze_graph.checks.texts import without_shares
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Goal, GoalReport, Nature
from heze_graph.model.understood import Certainty, Claim, Entry

_SHARES_NO_WORD = 0.25
_IN_ITS_WORDS = 0.6
_CLAUSE = re.compile(r"[，,；;。\n]")
_COUNTED = frozenset({Nature.AMOUNT, Nature.LEVEL})


@check("other-quantity-reported")
def other_quantity(material: Material) -> Iterator[Suspicion]:
    """Find goals, amounts or levels, of a report whose every number is of something else.

    Not where any number of the report shares the goal's noun or its unit: it may answer in words that nobody foresaw.
    Not in the first months (threshold `number-from`), nor where the report says that all is done, or the claim that it
    is late. Until the deadline what is only prepared (申报, 拟建) answers, a harvest is waited for, and works are told
    by money and stages. Not for goals of each county, of which no total is reported, nor for those who benefit
    (惠及3万人, 每人补助500元).
    """
    for entry in material.entries.values():
        figures, elapsed = list(material.figures_of(entry)), material.elapsed(entry)
        is_over = elapsed >= 1
        late = any(part.claim is Claim.BEHIND_SCHEDULE for part in entry.assignments)
        if late or elapsed < material.words.thresholds["number-from"] or _says_all_is_done(entry, material):
            continue
        if any(report.reading for report in material.goals(entry)) or _has_only_figures(entry, material):
            # Where one goal is answered, so may the others be in words; a bare number answers whatever was asked.
            continue
        others = [figure for figure in figures if not _is_share(figure)]
        for report in material.goals(entry):
            answered = any(_may_speak_of(report.goal, f, is_over, material) for f in figures)
            answered = answered or _named_without_number(report.goal, entry, material)
            answered = answered or (not is_over and any(_is_share_of_work(figure, material) for figure in figures))
            ripens = not is_over and _ripens(material, entry, report)
            if (
                others
                and not (answered or ripens or only_follows(material, entry, report))
                and not material.words.measures.pattern("benefit").search(report.goal.span.text)
                and _is_total(material, report)
            ):
                yield Suspicion(
                    "other-quantity-reported",
                    others[0].passage,
                    # Its own words alone: the clause may promise other numbers, too.
                    Passage(wording(entry), report.goal.span.text, exact=True),
                    certainty=Certainty.DOUBTFUL,
                )


def _has_only_figures(entry: Entry, material: Material) -> bool:
    return not any(plain(without_figures(said.text, material.words.measures)) for said in material.reports(entry))


def _ripens(material: Material, entry: Entry, report: GoalReport) -> bool:
    """Whether a goal is of what does not come evenly through the year: a harvest, works."""
    words, goal = material.words, report.goal
    at_once = report.indicator is not None and not report.indicator.apportioned
    works = words.measures.pattern("works-on").search(goal.span.text) or words.has("works", goal.span.text)
    said = "".join(statement.text for statement in material.reports(entry))
    return at_once or bool(works) or waits_for_the_season(goal, said, words)


def _says_all_is_done(entry: Entry, material: Material) -> bool:
    said = [statement.text for statement in material.reports(entry)]
    return any(
        material.words.has(role, without_shares(text, material.words))
        for role in ("all-done", "done-at-once")
        for text in said
    )


def _is_total(material: Material, report: GoalReport) -> bool:
    goal = report.goal
    if goal.measure.dimension == "multiple":
        # 不低于低保标准的1.6倍 is answered by a sum of money.
        return False
    if goal.measure.base_value == 1:
        # What became of a single thing is told in words: 步行街一期600米已开街.
        return False
    return goal.nature in _COUNTED and not goal.per_place and not material.words.has("benefit", goal.span.text)


def _named_without_number(goal: Goal, entry: Entry, material: Material) -> bool:
    """Whether a clause without a number speaks of what a goal counts: 某县通过示范县验收 for 创建示范县1个."""
    known = material.words.measures
    wanted = specific(goal.quantity, known)
    clauses = (c for s in material.reports(entry) for c in _CLAUSE.split(s.text) if not measures(c, known))
    return bool(wanted) and any(coverage(wanted, plain(clause)) >= _IN_ITS_WORDS for clause in clauses)


def _is_share(figure: QuotedNumber) -> bool:
    """Whether a figure only says how much of something is done: 完成总投资的62%."""
    candidate = figure.candidate
    return candidate.phrase.measure.dimension == "ratio" and candidate.nature is not Nature.GROWTH


def _is_share_of_work(figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure says how much of the work, or of its money, is done: 占计划总投资的51%."""
    return _is_share(figure) and material.words.has("work-share", figure.candidate.phrase.before)


def _may_speak_of(goal: Goal, figure: QuotedNumber, is_over: bool, material: Material) -> bool:
    """Whether a figure has the goal's unit, says how much of a plan is done, or names a word of the goal's quantity."""
    candidate = figure.candidate
    measure, known = candidate.phrase.measure, material.words.measures
    if is_over and is_prepared(candidate, goal.span.text, known):
        return False
    if candidate.role is Role.PLAN_SHARE or measure.dimension == goal.measure.dimension:
        return True
    wanted = specific(goal.quantity, known) or plain(goal.quantity)
    said = plain(candidate.phrase.clause) + candidate.topic
    return coverage(wanted, said) > _SHARES_NO_WORD
