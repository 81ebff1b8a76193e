"""All quads of a graph as sorted lines of N-Quads: what is known, what is shared, and what only documents say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from heze_graph.linking import Linking
from heze_graph.model.facts import EntryFacts
from heze_graph.model.known import Leader, Names, Place, Unit
from heze_graph.model.understood import Change, Finding, Record
from heze_graph.rdf import iris
from heze_graph.rdf.documents import calendar_triples, finding_triples, record_triples, scope
from heze_graph.rdf.facts import fact_triples, indicator_triples, measure_unit_triples, named_triples
from heze_graph.rdf.registers import (
    city_of,
    city_triples,
    concept_triples,
    leader_triples,
    register_triples,
    spelling_triples,
    unit_triples,
)
from heze_graph.rdf.targets import change_triples, collective_triples, link_triples, pair_triples, target_triples
from heze_graph.rdf.terms import Triple, iri
from heze_graph.reference import Reference

#: The named graphs besides those of the documents.
ONTOLOGY, REGISTER, CALENDAR, TARGETS, INFERRED = "ontology", "register", "calendar", "targets", "inferred"
_Graphs = Iterator[tuple[str, Iterable[Triple]]]


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything found by the previous stages."""

    records: Sequence[Record]
    facts: Mapping[tuple[str, str], EntryFacts]
    linking: Linking
    changes: Sequence[Change]
    findings: Sequence[Finding]


def nquads(understood: Understood, reference: Reference, ontology: Path) -> str:
    """Return the whole graph as N-Quads, one sorted line per quad: the same text for the same facts.

    No triple is in two graphs: engines count such a triple twice when they query the union of all graphs. `ontology` is
    the folder of `heze.ttl`.
    """
    places = {record.document.place for record in understood.records}
    graphs = (_known(places, reference, ontology), _shared(understood, reference), _own(understood, reference))
    return _text(chain.from_iterable(graphs))


def known(places: Iterable[str], reference: Reference, ontology: Path) -> list[str]:
    """Return the sorted lines of the reference data: the ontology, the concepts, the registers of some cities."""
    return [f"{subject} {line}" for subject, lines in _sorted(_known(places, reference, ontology)) for line in lines]


def shared(understood: Understood, reference: Reference) -> str:
    """Return the sorted lines that documents of other governments or years may have as well."""
    return _text(_shared(understood, reference))


def own(understood: Understood, reference: Reference) -> str:
    """Return the sorted lines that only these documents have."""
    return _text(_own(understood, reference))


def _text(graphs: _Graphs) -> str:
    return "".join(f"{subject} " + f"{subject} ".join(lines) for subject, lines in _sorted(graphs))


def _sorted(graphs: _Graphs) -> Iterator[tuple[str, list[str]]]:
    """Yield each subject's statements as sorted lines without the subject, subjects in the order of their lines.

    No IRI is a prefix of another one including its brackets.
    """
    lines: defaultdict[str, set[str]] = defaultdict(set)
    for name, triples in graphs:
        end = f"{iri(iris.graph(name))} .\n"
        for s, p, o in triples:
            lines[s].add(f"{p} {o} {end}")
    for subject in sorted(lines):
        yield subject, sorted(lines[subject])


def _known(places: Iterable[str], reference: Reference, ontology: Path) -> _Graphs:
    yield ONTOLOGY, _turtle(ontology / "heze.ttl")
    yield ONTOLOGY, _turtle(ontology / "cube.ttl")
    yield REGISTER, concept_triples(reference.language, reference.measures)
    for place in sorted(set(places) - {""}):
        yield REGISTER, register_triples(reference.register(place))


def _shared(understood: Understood, reference: Reference) -> _Graphs:
    yield REGISTER, indicator_triples(understood.facts.values())
    yield REGISTER, measure_unit_triples(understood.facts.values(), reference.measures)
    for record in understood.records:
        yield TARGETS, named_triples(record, understood.facts, _places(record, reference))
        yield REGISTER, _unknown(record, reference)
        yield REGISTER, spelling_triples(record)
        yield CALENDAR, calendar_triples(record)


def _own(understood: Understood, reference: Reference) -> _Graphs:
    kinds = reference.language.finding_kinds
    records = understood.records
    documents = {record.document.name: record.document for record in records}
    entries = {(entry.document, entry.key): entry for record in records for entry in record.entries}
    rows = {(record.document.name, row.line) for record in records for row in record.rows}
    for record in records:
        units = reference.register(record.document.place).unit_by_name
        yield record.document.name, record_triples(record)
        yield record.document.name, finding_triples(record.findings, kinds, rows, documents)
        places = _places(record, reference)
        yield record.document.name, fact_triples(record, understood.facts, places, reference.measures)
        yield INFERRED, collective_triples(record, units)
    targets = understood.linking.targets
    yield TARGETS, target_triples(targets, entries, documents)
    yield TARGETS, link_triples(understood.linking.links)
    yield TARGETS, change_triples(understood.changes)
    yield TARGETS, finding_triples(understood.findings, kinds, rows, documents)
    yield INFERRED, pair_triples(targets, entries, documents)


def _places(record: Record, reference: Reference) -> dict[str, Place]:
    return {place.names.preferred: place for place in reference.register(record.document.place).places}


def _turtle(path: Path) -> Iterator[Triple]:
    import pyoxigraph

    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def _unknown(record: Record, reference: Reference) -> Iterator[Triple]:
    """Yield the triples of units and leaders that the table names but the register does not contain."""
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
    named = dict.fromkeys(a.leader for a in assignments if a.leader)
    leaders = [Leader(Names(name), known=False) for name in named if name not in register.leader_by_name]
    yield from leader_triples(leaders, where)
    yield from city_triples(
        city_of(register),
        (iris.unit(where, unit.names.preferred) for unit in units),
        (iris.leader(where, leader.names.preferred) for leader in leaders),
    )
