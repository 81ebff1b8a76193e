"""Contradictions: inside one text, between targets, between documents of a year, between two years.

All checks, in the order in which their findings are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heze_graph.checks import (
    by_place,
    claims,
    gaps,
    promises,
    rate_columns,
    rates,
    rates_of_change,
    repeats,
    series,
    sums,
    twins,
    unanswered,
)
from heze_graph.checks.material import Check, EarlierReport, finding, gather
from heze_graph.checks.one_fact import without_repeats
from heze_graph.linking import Linking, document_order
from heze_graph.model.facts import EntryFacts
from heze_graph.model.understood import Finding, Record
from heze_graph.reference.words import CheckWords

_ROOMS = (
    claims,
    series,
    repeats,
    promises,
    sums,
    by_place,
    rates,
    rates_of_change,
    rate_columns,
    twins,
    gaps,
    unanswered,
)

CHECKS: tuple[Check, ...] = tuple(one for room in _ROOMS for one in vars(room).values() if isinstance(one, Check))
"""Every check of these modules, in the order in which they stand there."""


def run_checks(
    records: Sequence[Record],
    linking: Linking,
    facts: Mapping[tuple[str, str], EntryFacts],
    words: CheckWords,
    last_year: tuple[EarlierReport, ...] = (),
) -> tuple[Finding, ...]:
    """Return the contradictions inside and between the documents, without duplicates.

    `facts` are by (document, key of the Entry); `last_year` is what the documents of the year before reported. Sorted
    by document, line and check; each `printed` text is in the row that is named beside it.

    Raises nothing, whatever the texts say.
    """
    material = gather(records, linking, facts, words, last_year)
    ordered = sorted(records, key=document_order)
    place = {record.document.name: number for number, record in enumerate(ordered)}
    suspicions = [suspicion for check in CHECKS for suspicion in check(material)]
    found = dict.fromkeys(finding(material, one) for one in without_repeats(material, suspicions))
    return tuple(sorted(found, key=lambda one: (place[one.document], one.line)))
