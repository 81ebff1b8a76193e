"""From the progress texts of an entry to the reading of each of its goals."""

from __future__ import annotations

from collections.abc import Sequence

from heze_graph.facts.numbers.alignment import ACCEPTED, Candidate, candidates, comparable, score, stage_for
from heze_graph.facts.numbers.counts import counted_names
from heze_graph.facts.numbers.goals import ranking_size
from heze_graph.facts.numbers.totals import total
from heze_graph.model.measured import Goal, Nature, Reading, Stage
from heze_graph.reference.measures import Measures


def read_goals(goals: Sequence[Goal], progress: Sequence[str], known: Measures) -> list[Reading | None]:
    """Return the reading of each goal in the progress texts of its entry, or None where none is comparable.

    The pairs of goal and number with the best scores are taken first, what is done before what is only begun; no number
    answers two goals. A goal for each county has no reading: the report gives figures of the whole.

    >>> from heze_graph.facts.numbers.goals import goals as goals_of
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
    pairs = [
        (stage_for(goal, candidate, known) is Stage.DONE, score(goal, candidate, known), -place, -number)
        for place, goal in enumerate(goals)
        for number, candidate in enumerate(offered)
        if not goal.per_place and comparable(goal, candidate, known)
    ]
    result: list[Reading | None] = [None] * len(goals)
    used: set[int] = set()
    for _, value, negative_place, negative_number in sorted(pairs, reverse=True):
        place, number = -negative_place, -negative_number
        if value >= ACCEPTED and result[place] is None and number not in used:
            used.add(number)
            result[place] = _reading(goals[place], offered[number], known)
    return [_completed(goal, found, offered, progress, known) for goal, found in zip(goals, result, strict=True)]


def _completed(
    goal: Goal, found: Reading | None, offered: list[Candidate], progress: Sequence[str], known: Measures
) -> Reading | None:
    """Add the parts where the goal is their total; count listed names where no number is given."""
    if goal.per_place:
        return None
    return total(goal, offered, known) or found or counted_names(goal, progress, known)


def _reading(goal: Goal, candidate: Candidate, known: Measures) -> Reading:
    phrase = candidate.phrase
    return Reading(
        measure=phrase.measure,
        span=phrase.span,
        source=candidate.source,
        stage=stage_for(goal, candidate, known),
        out_of=ranking_size(phrase, known) if goal.nature is Nature.RANK else None,
        opposite=goal.nature is Nature.GROWTH and candidate.falls != goal.falls,
    )
