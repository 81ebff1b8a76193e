"""Triples of the reference data: units, places and leaders of a city, and the concepts kept as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from heze_graph.model.known import Leader, Names, Place, Unit
from heze_graph.model.understood import Record
from heze_graph.rdf import iris
from heze_graph.rdf.documents import scope
from heze_graph.rdf.terms import HEZE, ORG, RDF, RDFS, SCHEMA, SKOS, Term, Triple, concept, integer, iri, text
from heze_graph.reference.language import Language
from heze_graph.reference.measures import Measures
from heze_graph.reference.register import Register

#: The kinds of findings about misprinted names.
_MISPRINTED_UNITS = ("look-alike", "name-cut")
_MISPRINTED_LEADERS = ("blank-in-name",)
#: The names of the concept schemes in the ontology, by the segment in their concepts' IRIs.
SCHEMES = {
    "unit-kind": "UnitKindScheme",
    "finding-kind": "FindingKindScheme",
    "light-rule": "LightRuleScheme",
}


def register_triples(register: Register) -> Iterator[Triple]:
    """Yield the triples of a city's register."""
    places = {place.names.preferred: place for place in register.places}
    city = city_of(register)
    yield from unit_triples(register.units, register.name, places)
    yield from leader_triples(register.leaders, register.name)
    yield from city_triples(
        city,
        (iris.unit(register.name, unit.names.preferred) for unit in register.units),
        (iris.leader(register.name, leader.names.preferred) for leader in register.leaders),
    )
    for place in register.places:
        yield from _place(place, city)


def city_of(register: Register) -> Place | None:
    """Return the city of a register, None where it does not say or is of a province."""
    cities = [place for place in register.places if place.kind == "prefecture-level-city"]
    return cities[0] if len(cities) == 1 else None


def city_triples(city: Place | None, *things: Iterable[str]) -> Iterator[Triple]:
    """Yield the city of units and leaders: their names alone do not tell, since cities use the same ones."""
    if city:
        for thing in chain.from_iterable(things):
            yield iri(thing), HEZE.city, place_term(city)


def unit_triples(units: Iterable[Unit], scope: str, places: dict[str, Place]) -> Iterator[Triple]:
    """Yield the triples of units; `places` are those of the register, by preferred name."""
    for unit in units:
        this = iri(iris.unit(scope, unit.names.preferred))
        yield this, RDF.type, HEZE.Unit
        yield from _names(this, unit.names, unit.english)
        yield this, ORG.classification, concept("unit-kind", unit.kind)
        if unit.governs:
            yield this, HEZE.governs, place_term(places[unit.governs])
        for member in unit.stands_for:
            yield this, HEZE.standsFor, iri(iris.unit(scope, member))


def leader_triples(leaders: Iterable[Leader], scope: str) -> Iterator[Triple]:
    """Yield the triples of leaders."""
    for leader in leaders:
        this = iri(iris.leader(scope, leader.names.preferred))
        yield this, RDF.type, HEZE.Leader
        yield from _names(this, leader.names, "")


def spelling_triples(record: Record) -> Iterator[Triple]:
    """Yield the misprinted names of a Record as hidden labels, so that searches find them."""
    where = scope(record.document)
    units = {unit for entry in record.entries for unit in entry.units}
    for finding in record.findings:
        if finding.kind in _MISPRINTED_UNITS and finding.understood in units:
            yield iri(iris.unit(where, finding.understood)), SKOS.hiddenLabel, text(finding.printed, "zh")
        elif finding.kind in _MISPRINTED_LEADERS:
            yield iri(iris.leader(where, finding.understood)), SKOS.hiddenLabel, text(finding.printed, "zh")


def concept_triples(language: Language, measures: Measures) -> Iterator[Triple]:
    """Yield the concepts of the schemes kept as CSV: kinds of units and findings, rules of lights."""
    for kind in language.unit_kinds:
        yield from _concept("unit-kind", kind.kind, kind.zh, kind.en)
    for found in language.finding_kinds.values():
        yield from _concept("finding-kind", found.kind, found.zh, found.en)
    for place, rule in enumerate(measures.lights, start=1):
        this = concept("light-rule", rule.name)
        yield from _concept("light-rule", rule.name, rule.zh, rule.en)
        yield this, HEZE.light, concept("light", rule.light)
        yield this, HEZE.ordinal, integer(place)


def _concept(scheme: str, name: str, zh: str, en: str) -> Iterator[Triple]:
    this = concept(scheme, name)
    yield this, RDF.type, SKOS.Concept
    yield this, SKOS.inScheme, iri(iris.TERM + SCHEMES[scheme])
    yield this, SKOS.notation, text(name)
    yield this, SKOS.prefLabel, text(zh, "zh")
    yield this, SKOS.prefLabel, text(en, "en")


def _place(place: Place, city: Place | None) -> Iterator[Triple]:
    this = place_term(place)
    yield this, RDF.type, HEZE.Place
    yield from _names(this, place.names, place.english)
    yield this, HEZE.placeKind, concept("place-kind", place.kind)
    if place.code:
        yield this, HEZE.divisionCode, text(place.code)
    if city and place is not city:
        yield this, SCHEMA.containedInPlace, place_term(city)


def place_term(place: Place) -> Term:
    """Return the term of a place."""
    return iri(iris.place(place.code or place.names.preferred))


def _names(this: Term, names: Names, english: str) -> Iterator[Triple]:
    yield this, SKOS.prefLabel, text(names.preferred, "zh")
    yield this, RDFS.label, text(names.preferred, "zh")
    if english:
        yield this, SKOS.prefLabel, text(english, "en")
    for name in names.alternative:
        yield this, SKOS.altLabel, text(name, "zh")
    for name in names.misspelt:
        yield this, SKOS.hiddenLabel, text(name, "zh")
