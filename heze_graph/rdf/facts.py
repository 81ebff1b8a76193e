"""Triples of what the words say: goals, indicators, readings, lights, mentions of places, projects and themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.facts import (
    EVERY_COUNTY,
    EntryFacts,
    GoalReport,
    Measure,
    PlaceFact,
    ProjectMention,
    Reading,
    Span,
    Stage,
    ThemeMention,
)
from heze_graph.model.known import Indicator, Place
from heze_graph.model.understood import Certainty, Document, Entry, Record
from heze_graph.rdf import iris
from heze_graph.rdf.documents import scope
from heze_graph.rdf.registers import place_term
from heze_graph.rdf.terms import (
    DCTERMS,
    HEZE,
    PROV,
    RDF,
    RDFS,
    SKOS,
    Term,
    Triple,
    boolean,
    concept,
    decimal,
    integer,
    iri,
    text,
)
from heze_graph.reference.measures import Measures

Facts = Mapping[tuple[str, str], EntryFacts]

#: The concepts of comparators have names of their own: “>=” would not be a readable IRI.
COMPARATORS = {">=": "at-least", "<=": "at-most", ">": "above", "<": "below", "==": "exactly", "~": "about"}
#: The targets of the Sustainable Development Goals in the United Nations' linked data.
_SDG = "http://metadata.un.org/sdg/"


class _Evidence:
    """Finds the printed cell from which a phrase of an Entry was read."""

    def __init__(self, record: Record) -> None:
        self._rows = {row.line: row for row in record.rows}
        self._document = record.document.name

    def of(self, lines: tuple[int, ...], phrase: str, whole: str) -> Term:
        """Return the cell of some lines that prints a phrase, or the first row where the phrase was mended.

        `whole` is the text that contains the phrase. Among several such cells, it is the one with this text, or the
        nearest in length: names of counties occur in targets, reports and units alike.
        """
        found = [
            (cell.printed.strip() != whole, abs(len(cell.printed) - len(whole)), line, cell.column)
            for line in lines
            for cell in self._rows[line].cells
            if phrase in cell.printed
        ]
        if not found:
            return iri(iris.row(self._document, lines[0]))
        *_, line, column = min(found)
        return iri(iris.cell(self._document, line, column))


def fact_triples(record: Record, facts: Facts, places: Mapping[str, Place], known: Measures) -> Iterator[Triple]:
    """Yield the triples of all facts of a Record; `places` are those of the register, by preferred name."""
    evidence = _Evidence(record)
    for entry in record.entries:
        found = facts[entry.document, entry.key]
        for report in found.goals:
            yield from _goal(entry, report, evidence, known)
            yield from _figure(entry, report, places)
        for number, place in enumerate(found.places, start=1):
            yield from _place(entry, number, place, evidence, places)
        for project in found.projects:
            yield from _named(record.document, entry, project, "project", evidence)
        for theme in found.themes:
            yield from _named(record.document, entry, theme, "theme", evidence)


def named_triples(record: Record, facts: Facts, places: Mapping[str, Place]) -> Iterator[Triple]:
    """Yield the triples of the projects and themes themselves, which several documents may name."""
    where = scope(record.document)
    for entry in record.entries:
        found = facts[entry.document, entry.key]
        for project in found.projects:
            this = iri(iris.named("project", where, project.name))
            yield from _thing(this, HEZE.Project, project.name)
            surface = entry.wording[project.start : project.end]
            if surface != project.name:
                # A search for the misprint finds its meaning, and its former IRI still says so.
                yield this, SKOS.hiddenLabel, text(surface, "zh")
                yield iri(iris.named("project", where, surface)), DCTERMS.isReplacedBy, this
            if project.places:
                yield this, HEZE.countyList, text("、".join(project.places))
                yield this, HEZE.countyIriList, text(" ".join(_place_iri(place, places) for place in project.places))
            for place in project.places:
                if place != EVERY_COUNTY:
                    yield this, HEZE.locatedIn, place_term(places[place])
        for theme in found.themes:
            yield from _thing(iri(iris.named("theme", where, theme.name)), HEZE.Theme, theme.name)


def _place_iri(name: str, places: Mapping[str, Place]) -> str:
    """Return the IRI of a place, “-” for all of them: a list of IRIs has one for each name in the list beside it."""
    return "-" if name == EVERY_COUNTY else iris.place(places[name].code or name)


def _thing(this: Term, kind: Term, name: str) -> Iterator[Triple]:
    yield this, RDF.type, kind
    yield this, SKOS.prefLabel, text(name, "zh")
    yield this, RDFS.label, text(name, "zh")


def _goal(entry: Entry, report: GoalReport, evidence: _Evidence, known: Measures) -> Iterator[Triple]:
    goal = report.goal
    key = (entry.document, entry.key)
    this = iri(iris.goal(key, report.ordinal))
    yield this, RDF.type, HEZE.Goal
    yield this, HEZE.goalOf, iri(iris.entry(key))
    yield this, HEZE.ordinal, integer(report.ordinal)
    yield this, HEZE.quantity, text(goal.quantity, "zh")
    yield this, HEZE.comparator, concept("comparator", COMPARATORS[goal.comparator])
    yield this, HEZE.nature, concept("nature", goal.nature)
    yield this, HEZE.light, concept("light", report.light)
    if goal.per_place:
        yield this, HEZE.perPlace, boolean(True)
    if report.rule:
        yield this, HEZE.lightRule, concept("light-rule", report.rule)
    if report.indicator:
        yield this, HEZE.indicator, iri(iris.indicator(report.indicator.key))
    if goal.measure.upper is not None:
        yield this, HEZE.upperValue, decimal(goal.measure.upper)
    yield from _measure(this, goal.measure, known)
    yield from _phrase(this, goal.span, entry.wording)
    yield this, PROV.wasDerivedFrom, evidence.of(entry.assignments[0].lines, goal.span.text, entry.wording)
    if report.reading:
        yield from _reading(entry, report, report.reading, evidence, known)


def _figure(entry: Entry, report: GoalReport, places: Mapping[str, Place]) -> Iterator[Triple]:
    """Yield the county or period that a figure's column names."""
    if report.figure is None or not (report.figure.place or report.figure.period):
        return
    this = iri(iris.goal((entry.document, entry.key), report.ordinal))
    yield this, HEZE.holdsFor, text(report.figure.place or report.figure.period, "zh")
    place = next((place for place in places.values() if report.figure.place in place.names.all), None)
    if place:
        yield this, HEZE.forPlace, place_term(place)


def _reading(
    entry: Entry, report: GoalReport, reading: Reading, evidence: _Evidence, known: Measures
) -> Iterator[Triple]:
    key = (entry.document, entry.key)
    this = iri(iris.reading(key, report.ordinal))
    assignment = entry.assignments[reading.source]
    yield this, RDF.type, HEZE.Reading
    yield this, HEZE.readingOf, iri(iris.goal(key, report.ordinal))
    yield this, HEZE.reportedIn, iri(iris.assignment(key, assignment.ordinal))
    if reading.stage is not Stage.DONE:
        yield this, HEZE.stage, concept("stage", reading.stage)
    if reading.counted:
        yield this, HEZE.counted, boolean(True)
    if report.attainment.ratio is not None:
        # Four digits: the figures are printed with fewer.
        yield this, HEZE.attainment, decimal(round(report.attainment.ratio, 4))
    if report.attainment.met is not None:
        yield this, HEZE.met, boolean(report.attainment.met)
    if reading.of_plan:
        yield this, HEZE.ofPlan, boolean(True)
    if reading.worked_from:
        yield this, HEZE.addedUp, text(_calculation(reading), "zh")
    yield from _measure(this, reading.measure, known)
    yield from _phrase(this, reading.span, assignment.progress)
    yield this, PROV.wasDerivedFrom, evidence.of(assignment.lines, reading.span.text, assignment.progress)


def _calculation(reading: Reading) -> str:
    """Return the numbers from which a reading was calculated: 8所＋9所 for a sum, 420件→290件 for a rate of change."""
    is_sum = reading.worked_from[0].dimension == reading.measure.dimension
    return ("＋" if is_sum else "→").join(part.span.text for part in reading.worked_from)


def _measure(this: Term, measure: Measure, known: Measures) -> Iterator[Triple]:
    """Yield value and unit as printed; their base unit is stated only where the unit does not imply it."""
    yield this, HEZE.value, decimal(measure.value)
    yield this, HEZE.unitPrinted, text(measure.unit)
    factor, base_unit = _conversion(measure.unit, known)
    if (measure.base_value, measure.base_unit) != (measure.value * factor, base_unit):
        yield this, HEZE.baseValue, decimal(measure.base_value)
        yield this, HEZE.baseUnit, text(measure.base_unit)


@lru_cache(maxsize=1024)
def _conversion(unit: str, known: Measures) -> tuple[Decimal, str]:
    """Return the base unit of a printed unit and the factor: 万吨 is 10000 吨. An unknown unit is its own."""
    found = measures(f"1{unit}", known)
    if len(found) == 1 and found[0].unit == unit and found[0].value == 1:
        return found[0].base_value, found[0].base_unit
    return Decimal(1), unit


def measure_unit_triples(facts: Iterable[EntryFacts], known: Measures) -> Iterator[Triple]:
    """Yield the base units of the printed units of goals and readings, where these differ."""
    reports = [report for entry_facts in facts for report in entry_facts.goals]
    units = {report.goal.measure.unit for report in reports}
    units |= {report.reading.measure.unit for report in reports if report.reading}
    for unit in units:
        factor, base_unit = _conversion(unit, known)
        if (factor, base_unit) != (Decimal(1), unit):
            this = iri(iris.measure_unit(unit))
            yield this, RDF.type, HEZE.MeasureUnit
            yield this, SKOS.notation, text(unit)
            yield this, HEZE.factor, decimal(factor)
            yield this, HEZE.baseUnit, text(base_unit)


def _phrase(this: Term, span: Span, whole: str) -> Iterator[Triple]:
    """Yield a phrase of a text; its position is stated only if it is not the first occurrence."""
    yield this, HEZE.phrase, text(span.text, "zh")
    if whole.find(span.text) != span.start:
        yield this, HEZE.start, integer(span.start)


def _place(
    entry: Entry, number: int, fact: PlaceFact, evidence: _Evidence, places: Mapping[str, Place]
) -> Iterator[Triple]:
    key, mention = (entry.document, entry.key), fact.mention
    assignment = entry.assignments[fact.assignment - 1]
    this = iri(iris.mention(key, f"place-{number}"))
    whole = {"target": entry.wording, "progress": assignment.progress, "unit": assignment.units_printed}[fact.field]
    yield from _mention(this, entry, fact.assignment, fact.field)
    yield from _phrase(this, Span(mention.start, mention.end, mention.surface), whole)
    if mention.certainty is not Certainty.CERTAIN:
        yield this, HEZE.certainty, concept("certainty", mention.certainty)
    if mention.places == (EVERY_COUNTY,):
        yield this, HEZE.mentionsEvery, boolean(True)
    yield this, PROV.wasDerivedFrom, evidence.of(assignment.lines, mention.surface, whole)
    yield from _candidates(this, {name: _place_iri(name, places) for name in mention.candidates})
    for place in mention.places:
        if place != EVERY_COUNTY:
            yield this, HEZE.mentions, place_term(places[place])


def _named(
    document: Document, entry: Entry, mention: ProjectMention | ThemeMention, kind: str, evidence: _Evidence
) -> Iterator[Triple]:
    key = (entry.document, entry.key)
    this = iri(iris.mention(key, f"{kind}-{mention.start}"))
    surface = entry.wording[mention.start : mention.end]
    yield from _mention(this, entry, 1, "target")
    yield from _phrase(this, Span(mention.start, mention.end, surface), entry.wording)
    yield this, HEZE.certainty, concept("certainty", Certainty.LIKELY)
    if isinstance(mention, ProjectMention):
        yield from _candidates(this, {name: iris.named(kind, scope(document), name) for name in mention.candidates})
    yield this, HEZE.mentions, iri(iris.named(kind, scope(document), mention.name))
    yield this, PROV.wasDerivedFrom, evidence.of(entry.assignments[0].lines, surface, entry.wording)


def _candidates(this: Term, named: Mapping[str, str]) -> Iterator[Triple]:
    """Yield the rejected names with the IRIs of what they name, both as lists in the same order."""
    if named:
        yield this, HEZE.candidateList, text("、".join(named))
        yield this, HEZE.candidateIriList, text(" ".join(named.values()))


def _mention(this: Term, entry: Entry, assignment: int, field: str) -> Iterator[Triple]:
    yield this, HEZE.mentionedIn, iri(iris.assignment((entry.document, entry.key), assignment))
    yield this, HEZE.field, concept("field", field)


def indicator_triples(facts: Iterable[EntryFacts]) -> Iterator[Triple]:
    """Yield the triples of the indicators that goals measure; others are left out."""
    found = {
        goal.indicator.key: goal.indicator for entry_facts in facts for goal in entry_facts.goals if goal.indicator
    }
    for indicator in found.values():
        yield from _indicator(indicator)


def _indicator(indicator: Indicator) -> Iterator[Triple]:
    this = iri(iris.indicator(indicator.key))
    yield this, RDF.type, HEZE.Indicator
    yield this, SKOS.notation, text(indicator.key)
    yield this, SKOS.prefLabel, text(indicator.names.preferred, "zh")
    yield this, RDFS.label, text(indicator.names.preferred, "zh")
    yield this, SKOS.prefLabel, text(indicator.english, "en")
    for name in indicator.names.alternative:
        yield this, SKOS.altLabel, text(name, "zh")
    yield this, HEZE.indicatorKind, concept("indicator-kind", indicator.kind)
    yield this, HEZE.direction, concept("direction", indicator.direction)
    yield this, HEZE.apportioned, boolean(indicator.apportioned)
    for unit in indicator.units:
        yield this, HEZE.indicatorUnit, text(unit)
    if indicator.statistical_name:
        yield this, HEZE.statisticalName, text(indicator.statistical_name, "zh")
    if indicator.sdg:
        yield this, SKOS.relatedMatch, iri(_SDG + indicator.sdg.rpartition(".")[0])
    if indicator.match == "close":
        yield this, HEZE.sdgIndicator, text(indicator.sdg)
