"""Triples of what the words say: goals, readings, lights, and mentions of places, projects and themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heze_graph import iris
from heze_graph.model.facts import EntryFacts, GoalReport, PlaceFact
from heze_graph.model.known import Place
from heze_graph.model.measured import Measure, Reading, Span
from heze_graph.model.mentioned import EVERY_COUNTY, ProjectMention, ThemeMention
from heze_graph.model.understood import Certainty, Document, Entry, Record
from heze_graph.triples.documents import scope
from heze_graph.triples.registers import place_term
from heze_graph.triples.terms import Term, Triple, boolean, concept, decimal, integer, iri, text
from heze_graph.triples.vocabulary import DCTERMS, HEZE, PROV, QB, RDF, RDFS, SKOS

Facts = Mapping[tuple[str, str], EntryFacts]

#: The concepts of comparators have names of their own: “>=” would be no readable IRI.
COMPARATORS = {">=": "at-least", "<=": "at-most", ">": "above", "<": "below", "==": "exactly", "~": "about"}
#: The names of the two data sets of the cube in `ontology/cube.ttl`.
GOALS, READINGS = iri(iris.concept("data-set", "goals")), iri(iris.concept("data-set", "readings"))


class _Evidence:
    """Finds the printed cell that a phrase of an Entry was read from."""

    def __init__(self, record: Record) -> None:
        self._rows = {row.line: row for row in record.rows}
        self._document = record.document.name

    def of(self, lines: tuple[int, ...], phrase: str, whole: str) -> Term:
        """Return the cell of some lines that prints a phrase, or the first row where it was mended.

        `whole` is the text in which the phrase stands. Where several cells print the phrase, it is the one that is this
        text, or the nearest to it in length: names of counties stand in targets, reports and units alike.
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


def fact_triples(record: Record, facts: Facts, places: Mapping[str, Place]) -> Iterator[Triple]:
    """Yield the triples of all facts of a Record; `places` are those of the register, by preferred name."""
    evidence = _Evidence(record)
    for entry in record.entries:
        found = facts[entry.document, entry.key]
        for report in found.goals:
            yield from _goal(record.document, entry, report, evidence)
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
                # Who searches for the misprint finds what it means, and the IRI that it had alone still says so.
                yield this, SKOS.hiddenLabel, text(surface, "zh")
                yield iri(iris.named("project", where, surface)), DCTERMS.isReplacedBy, this
            if project.places:
                yield this, HEZE.countyList, text("、".join(project.places))
            for place in project.places:
                if place != EVERY_COUNTY:
                    yield this, HEZE.locatedIn, place_term(places[place])
        for theme in found.themes:
            yield from _thing(iri(iris.named("theme", where, theme.name)), HEZE.Theme, theme.name)


def _thing(this: Term, kind: Term, name: str) -> Iterator[Triple]:
    yield this, RDF.type, kind
    yield this, SKOS.prefLabel, text(name, "zh")
    yield this, RDFS.label, text(name, "zh")


def _goal(document: Document, entry: Entry, report: GoalReport, evidence: _Evidence) -> Iterator[Triple]:
    goal = report.goal
    key = (entry.document, entry.key)
    this = iri(iris.goal(key, report.ordinal))
    yield this, RDF.type, HEZE.Goal
    yield this, HEZE.goalOf, iri(iris.entry(key))
    yield this, HEZE.inDocument, iri(iris.document(document.name))
    yield this, HEZE.ordinal, integer(report.ordinal)
    yield this, HEZE.quantity, text(goal.quantity, "zh")
    yield this, HEZE.comparator, concept("comparator", COMPARATORS[goal.comparator])
    yield this, HEZE.nature, concept("nature", goal.nature)
    yield this, HEZE.perPlace, boolean(goal.per_place)
    yield this, HEZE.light, concept("light", report.light)
    if report.rule:
        yield this, HEZE.lightRule, concept("light-rule", report.rule)
    if goal.measure.upper is not None:
        yield this, HEZE.upperValue, decimal(goal.measure.upper)
    yield from _measure(this, goal.measure)
    yield from _span(this, goal.span)
    yield from _observation(this, GOALS)
    yield this, PROV.wasDerivedFrom, evidence.of(entry.assignments[0].lines, goal.span.text, entry.wording)
    if report.reading:
        yield from _reading(document, entry, report, report.reading, evidence)


def _reading(
    document: Document, entry: Entry, report: GoalReport, reading: Reading, evidence: _Evidence
) -> Iterator[Triple]:
    key = (entry.document, entry.key)
    this = iri(iris.reading(key, report.ordinal))
    assignment = entry.assignments[reading.source]
    yield this, RDF.type, HEZE.Reading
    yield this, HEZE.readingOf, iri(iris.goal(key, report.ordinal))
    yield this, HEZE.inDocument, iri(iris.document(document.name))
    yield this, HEZE.reportedIn, iri(iris.assignment(key, assignment.ordinal))
    yield this, HEZE.stage, concept("stage", reading.stage)
    yield this, HEZE.counted, boolean(reading.counted)
    if report.attainment.ratio is not None:
        # Four digits: the figures are printed with fewer.
        yield this, HEZE.attainment, decimal(round(report.attainment.ratio, 4))
    if report.attainment.met is not None:
        yield this, HEZE.met, boolean(report.attainment.met)
    if reading.total_of:
        yield this, HEZE.addedUp, text("＋".join(part.span.text for part in reading.total_of), "zh")
    yield from _measure(this, reading.measure)
    yield from _span(this, reading.span)
    yield from _observation(this, READINGS)
    yield this, PROV.wasDerivedFrom, evidence.of(assignment.lines, reading.span.text, assignment.progress)


def _measure(this: Term, measure: Measure) -> Iterator[Triple]:
    yield this, HEZE.value, decimal(measure.value)
    yield this, HEZE.unitPrinted, text(measure.unit)
    yield this, HEZE.baseValue, decimal(measure.base_value)
    yield this, HEZE.baseUnit, text(measure.base_unit)


def _span(this: Term, span: Span) -> Iterator[Triple]:
    yield this, HEZE.phrase, text(span.text, "zh")
    yield this, HEZE.start, integer(span.start)
    yield this, HEZE.end, integer(span.end)


def _observation(this: Term, data_set: Term) -> Iterator[Triple]:
    yield this, RDF.type, QB.Observation
    yield this, QB.dataSet, data_set


def _place(
    entry: Entry, number: int, fact: PlaceFact, evidence: _Evidence, places: Mapping[str, Place]
) -> Iterator[Triple]:
    key, mention = (entry.document, entry.key), fact.mention
    assignment = entry.assignments[fact.assignment - 1]
    this = iri(iris.mention(key, f"place-{number}"))
    span = Span(mention.start, mention.end, mention.surface)
    yield from _mention(this, entry, fact.assignment, fact.field, span)
    yield this, HEZE.certainty, concept("certainty", mention.certainty)
    yield this, HEZE.mentionsEvery, boolean(mention.places == (EVERY_COUNTY,))
    wholes = {"target": entry.wording, "progress": assignment.progress, "unit": assignment.units_printed}
    yield this, PROV.wasDerivedFrom, evidence.of(assignment.lines, mention.surface, wholes[fact.field])
    if mention.candidates:
        yield this, HEZE.candidateList, text("、".join(mention.candidates))
    for place in mention.places:
        if place != EVERY_COUNTY:
            yield this, HEZE.mentions, place_term(places[place])


def _named(
    document: Document, entry: Entry, mention: ProjectMention | ThemeMention, kind: str, evidence: _Evidence
) -> Iterator[Triple]:
    key = (entry.document, entry.key)
    this = iri(iris.mention(key, f"{kind}-{mention.start}"))
    surface = entry.wording[mention.start : mention.end]
    yield from _mention(this, entry, 1, "target", Span(mention.start, mention.end, surface))
    yield this, HEZE.certainty, concept("certainty", Certainty.LIKELY)
    yield this, HEZE.mentionsEvery, boolean(False)
    if isinstance(mention, ProjectMention) and mention.candidates:
        yield this, HEZE.candidateList, text("、".join(mention.candidates))
    yield this, HEZE.mentions, iri(iris.named(kind, scope(document), mention.name))
    yield this, PROV.wasDerivedFrom, evidence.of(entry.assignments[0].lines, surface, entry.wording)


def _mention(this: Term, entry: Entry, assignment: int, field: str, span: Span) -> Iterator[Triple]:
    yield this, RDF.type, HEZE.Mention
    yield this, HEZE.mentionedIn, iri(iris.assignment((entry.document, entry.key), assignment))
    yield this, HEZE.field, concept("field", field)
    yield from _span(this, span)
