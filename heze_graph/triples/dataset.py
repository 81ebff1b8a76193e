"""All quads of a graph, as sorted N-Quads text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heze_graph import iris
from heze_graph.linking.link import Linking
from heze_graph.model.facts import EntryFacts
from heze_graph.model.known import Leader, Names, Place, Unit
from heze_graph.model.understood import Change, Finding, Record
from heze_graph.reference import Reference
from heze_graph.triples.calendar import calendar_triples
from heze_graph.triples.documents import record_triples, scope
from heze_graph.triples.facts import fact_triples, named_triples
from heze_graph.triples.findings import finding_triples
from heze_graph.triples.inferred import collective_triples, pair_triples
from heze_graph.triples.registers import (
    concept_triples,
    leader_triples,
    register_triples,
    spelling_triples,
    unit_triples,
)
from heze_graph.triples.targets import change_triples, link_triples, target_triples
from heze_graph.triples.terms import Triple, iri

#: The named graphs beside those of the documents.
ONTOLOGY, REGISTER, CALENDAR, TARGETS, INFERRED = "ontology", "register", "calendar", "targets", "inferred"


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that the stages before this one found out."""

    records: Sequence[Record]
    facts: Mapping[tuple[str, str], EntryFacts]
    linking: Linking
    changes: Sequence[Change]
    findings: Sequence[Finding]


def nquads(understood: Understood, reference: Reference, ontology: Path) -> str:
    """Return the whole graph as N-Quads, one sorted line a quad: the same text for the same facts.

    No triple stands in two graphs: engines count such a triple twice when they ask the union of all graphs.
    `ontology` is the folder of `heze.ttl`.
    """
    lines = {
        f"{s} {p} {o} {graph} .\n"
        for name, triples in _graphs(understood, reference, ontology)
        for graph in (iri(iris.graph(name)),)
        for s, p, o in triples
    }
    return "".join(sorted(lines))


def _graphs(understood: Understood, reference: Reference, ontology: Path) -> Iterator[tuple[str, Iterable[Triple]]]:
    language = reference.language
    records = understood.records
    documents = {record.document.name: record.document for record in records}
    entries = {(entry.document, entry.key): entry for record in records for entry in record.entries}
    rows = {(record.document.name, row.line) for record in records for row in record.rows}
    yield ONTOLOGY, _turtle(ontology / "heze.ttl")
    yield ONTOLOGY, _turtle(ontology / "cube.ttl")
    yield REGISTER, concept_triples(language, reference.measures)
    for place in sorted({record.document.place for record in records} - {""}):
        yield REGISTER, register_triples(reference.register(place))
    for record in records:
        units = reference.register(record.document.place).unit_by_name
        yield record.document.name, record_triples(record)
        yield record.document.name, finding_triples(record.findings, language.finding_kinds, rows)
        yield record.document.name, fact_triples(record, understood.facts, _places(record, reference))
        yield TARGETS, named_triples(record, understood.facts, _places(record, reference))
        yield REGISTER, _unknown(record, reference)
        yield REGISTER, spelling_triples(record)
        yield CALENDAR, calendar_triples(record)
        yield INFERRED, collective_triples(record, units)
    targets = understood.linking.targets
    yield TARGETS, target_triples(targets, entries, documents)
    yield TARGETS, link_triples(understood.linking.links)
    yield TARGETS, change_triples(understood.changes)
    yield TARGETS, finding_triples(understood.findings, language.finding_kinds, rows)
    yield INFERRED, pair_triples(targets, entries, documents)


def _places(record: Record, reference: Reference) -> dict[str, Place]:
    return {place.names.preferred: place for place in reference.register(record.document.place).places}


def _turtle(path: Path) -> Iterator[Triple]:
    import pyoxigraph

    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def _unknown(record: Record, reference: Reference) -> Iterator[Triple]:
    """Yield the triples of units and leaders that the table names and the register does not have."""
    register, where = reference.register(record.document.place), scope(record.document)
    assignments = [assignment for entry in record.entries for assignment in entry.assignments]
    names = [name for assignment in assignments for name in assignment.units]
    if record.document.issuer:
        names.append(record.document.issuer)
    units = [
        Unit(Names(name), reference.language.kind_of_unit(name), known=False)
        for name in dict.fromkeys(names)
        if name not in register.unit_by_name
    ]
    yield from unit_triples(units, where, {})
    leaders = dict.fromkeys(a.leader for a in assignments if a.leader)
    yield from leader_triples(
        [Leader(Names(name), known=False) for name in leaders if name not in register.leader_by_name], where
    )
