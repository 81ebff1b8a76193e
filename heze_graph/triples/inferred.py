"""Triples that follow from others: what a collective's members answer for, and pairs of units that share targets.

They stand in a named graph of their own, so that nobody takes them for something a table prints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from heze_graph import iris
from heze_graph.model.known import Unit
from heze_graph.model.understood import Document, Entry, Record, Target
from heze_graph.triples.documents import scope
from heze_graph.triples.terms import Triple, integer, iri, text, year
from heze_graph.triples.vocabulary import HEZE, RDF


def collective_triples(record: Record, units: Mapping[str, Unit]) -> Iterator[Triple]:
    """Yield, for each Assignment of a collective, the units that it stands for."""
    where = scope(record.document)
    for entry in record.entries:
        for assignment in entry.assignments:
            this = iri(iris.assignment((entry.document, entry.key), assignment.ordinal))
            for name in assignment.units:
                for member in units[name].stands_for if name in units else ():
                    if member not in assignment.units:
                        yield this, HEZE.inferredUnit, iri(iris.unit(where, member))


def pair_triples(
    targets: Iterable[Target], entries: Mapping[tuple[str, str], Entry], documents: Mapping[str, Document]
) -> Iterator[Triple]:
    """Yield a node for each pair of Units that share Targets of one year; a collective counts as one Unit."""
    shared: dict[tuple[str, int | None, str, str], list[Target]] = defaultdict(list)
    for target in targets:
        document = documents[target.entries[0][0]]
        units = sorted({unit for key in target.entries for unit in entries[key].units})
        for first, second in combinations(units, 2):
            shared[scope(document), document.year, first, second].append(target)
    for (where, of_year, first, second), common in shared.items():
        this = iri(iris.unit_pair(where, str(of_year or "unknown"), first, second))
        yield this, RDF.type, HEZE.UnitPair
        yield this, HEZE.pairedUnit, iri(iris.unit(where, first))
        yield this, HEZE.pairedUnit, iri(iris.unit(where, second))
        yield this, HEZE.sharedTargets, integer(len(common))
        yield this, HEZE.targetList, text("、".join(_short(target, f"{where}-{of_year}-") for target in common))
        if of_year:
            yield this, HEZE.year, year(of_year)
        for target in common:
            yield this, HEZE.sharedTarget, iri(iris.target(target.name))


def _short(target: Target, common: str) -> str:
    """Name a target by period and number: the city and the year are those of the pair."""
    return "/".join(target.name).removeprefix(common)
