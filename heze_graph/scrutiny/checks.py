"""All checks, in the order in which their findings are given, and the one door to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from heze_graph.linking.link import Linking, document_order
from heze_graph.model.facts import EntryFacts
from heze_graph.model.understood import Finding, Record
from heze_graph.reference.scrutiny import ScrutinyWords
from heze_graph.scrutiny.claims import beyond_goal, claims_against_lights, completion_against_goal
from heze_graph.scrutiny.gaps import deadline_passed, other_quantity
from heze_graph.scrutiny.material import Material, Suspicion, finding, gather
from heze_graph.scrutiny.promises import (
    goals_changed,
    numbers_changed,
    places_changed,
    quoted_names_changed,
    reworded,
)
from heze_graph.scrutiny.rates import rate_of_change, rate_of_goal, rate_of_part
from heze_graph.scrutiny.repeats import nothing_new, other_year, plans_repeated
from heze_graph.scrutiny.series import falls, jumps
from heze_graph.scrutiny.sums import (
    groups_against_set,
    lists_against_number,
    parts_against_total,
    total_after_parts,
)
from heze_graph.scrutiny.twins import (
    other_figure_elsewhere,
    other_figure_same_words,
    other_size_than_promised,
)

Check = Callable[[Material], Iterator[Suspicion]]

CHECKS: tuple[Check, ...] = (
    claims_against_lights,
    completion_against_goal,
    beyond_goal,
    falls,
    jumps,
    nothing_new,
    plans_repeated,
    other_year,
    numbers_changed,
    goals_changed,
    quoted_names_changed,
    places_changed,
    reworded,
    parts_against_total,
    total_after_parts,
    groups_against_set,
    lists_against_number,
    rate_of_goal,
    rate_of_part,
    rate_of_change,
    other_figure_elsewhere,
    other_figure_same_words,
    other_size_than_promised,
    deadline_passed,
    other_quantity,
)
"""Every check that is made; a check is a pure function from the Material to Suspicions."""


def scrutinise(
    records: Sequence[Record],
    linking: Linking,
    facts: Mapping[tuple[str, str], EntryFacts],
    words: ScrutinyWords,
) -> tuple[Finding, ...]:
    """Return what does not add up inside and between the documents, each finding once.

    `facts` are by (document, key of the Entry). In the order of the documents, their lines, and the checks; each
    `printed` stands in the row that is named beside it. Raises nothing, whatever the texts say.
    """
    material = gather(records, linking, facts, words)
    ordered = sorted((record.document for record in records), key=document_order)
    place = {document.name: number for number, document in enumerate(ordered)}
    found = dict.fromkeys(finding(material, suspicion) for check in CHECKS for suspicion in check(material))
    return tuple(sorted(found, key=lambda one: (place[one.document], one.line)))
