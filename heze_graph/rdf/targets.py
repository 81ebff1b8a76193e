"""Triples of Targets across documents: their entries, links and changes, and inferences from them.

Inferences (the responsibilities of a collective's members, pairs of units that share targets) are in a named graph of
their own, so that nobody takes them for something a table prints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from heze_graph.model.known import Unit
from heze_graph.model.understood import Certainty, Change, Document, Entry, Link, Record, Target
from heze_graph.rdf import iris
from heze_graph.rdf.documents import scope
from heze_graph.rdf.terms import DCTERMS, HEZE, RDF, SKOS, Triple, concept, decimal, integer, iri, text, year

#: The usual basis of a link, which is not stated.
USUAL_BASIS = "similarity"


def target_triples(
    targets: Iterable[Target], entries: Mapping[tuple[str, str], Entry], documents: Mapping[str, Document]
) -> Iterator[Triple]:
    """Yield the triples of Targets; the preferred label is the wording of the first Entry."""
    for target in targets:
        this = iri(iris.target(target.name))
        document = documents[target.entries[0][0]]
        yield this, RDF.type, HEZE.Target
        yield this, DCTERMS.identifier, text("/".join(target.name))
        yield this, SKOS.prefLabel, text(entries[target.entries[0]].wording, "zh")
        if document.year:
            yield this, HEZE.year, year(document.year)
        if document.issuer:
            yield this, HEZE.promisedBy, iri(iris.unit(scope(document), document.issuer))
        yield this, HEZE.latestEntry, iri(iris.entry(target.entries[-1]))
        for key in target.entries:
            yield iri(iris.entry(key)), HEZE.ofTarget, this


def link_triples(links: Iterable[Link]) -> Iterator[Triple]:
    """Yield the triples of Links."""
    for link in links:
        this = iri(iris.link(link.earlier, link.later))
        yield this, RDF.type, HEZE.Link
        yield this, HEZE.earlierEntry, iri(iris.entry(link.earlier))
        yield this, HEZE.laterEntry, iri(iris.entry(link.later))
        yield this, HEZE.score, decimal(link.score)
        if link.certainty is not Certainty.CERTAIN:
            yield this, HEZE.certainty, concept("certainty", link.certainty)
        if link.basis != USUAL_BASIS:
            yield this, HEZE.basis, concept("basis", link.basis)


def change_triples(changes: Iterable[Change]) -> Iterator[Triple]:
    """Yield the triples of Changes."""
    for change in changes:
        this = iri(iris.change(change.earlier, change.later, change.kind))
        yield this, RDF.type, HEZE.Change
        yield this, HEZE.earlierEntry, iri(iris.entry(change.earlier))
        yield this, HEZE.laterEntry, iri(iris.entry(change.later))
        yield this, HEZE.changeKind, concept("change-kind", change.kind)
        yield this, HEZE.before, text(change.before, "zh")
        yield this, HEZE.after, text(change.after, "zh")


def collective_triples(record: Record, units: Mapping[str, Unit]) -> Iterator[Triple]:
    """Yield the member units for each Assignment of a collective."""
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
        # By period and number: the city and the year are those of the pair.
        short = ("/".join(target.name).removeprefix(f"{where}-{of_year}-") for target in common)
        yield this, HEZE.targetList, text("、".join(short))
        yield this, HEZE.targetIriList, text(" ".join(iris.target(target.name) for target in common))
        if of_year:
            yield this, HEZE.year, year(of_year)
        for target in common:
            yield this, HEZE.sharedTarget, iri(iris.target(target.name))
