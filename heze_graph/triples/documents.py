"""Triples of one Record: the document, its printed rows and cells, its entries and assignments."""

from __future__ import annotations

from collections.abc import Iterator

from heze_graph import iris
from heze_graph.model.printed import Row
from heze_graph.model.understood import Assignment, Deadline, Document, Entry, Record
from heze_graph.triples.terms import Triple, concept, day, integer, iri, text, year
from heze_graph.triples.vocabulary import DCTERMS, HEZE, PROV, RDF, RDFS


def scope(document: Document) -> str:
    """Return the scope of the names in a document: its city, or the document itself where no city is known."""
    return document.place or document.name


def record_triples(record: Record) -> Iterator[Triple]:
    """Yield the triples of a Record but its Findings."""
    document = record.document
    yield from _document(document)
    for row in record.rows:
        yield from _row(document, row)
    for entry in record.entries:
        yield from _entry(document, entry)


def _document(document: Document) -> Iterator[Triple]:
    this = iri(iris.document(document.name))
    yield this, RDF.type, HEZE.Document
    yield this, DCTERMS.identifier, text(document.name)
    yield this, DCTERMS.title, text(document.title, "zh")
    yield this, RDFS.label, text(document.title or document.name, "zh")
    yield this, HEZE.fileName, text(document.file_name)
    yield this, HEZE.sha256, text(document.sha256)
    if document.issuer:
        yield this, DCTERMS.publisher, iri(iris.unit(scope(document), document.issuer))
    if document.year:
        yield this, HEZE.year, year(document.year)
    if document.year and document.period:
        yield this, HEZE.covers, iri(iris.period(document.year, document.period.name))


def _row(document: Document, row: Row) -> Iterator[Triple]:
    this = iri(iris.row(document.name, row.line))
    yield this, RDF.type, HEZE.Row
    yield this, HEZE.inDocument, iri(iris.document(document.name))
    yield this, HEZE.line, integer(row.line)
    if row.where:
        yield this, HEZE.where, text(row.where)
    for printed in row.cells:
        cell = iri(iris.cell(document.name, row.line, printed.column))
        yield cell, RDF.type, HEZE.Cell
        yield cell, HEZE.inRow, this
        yield cell, HEZE.column, integer(printed.column)
        yield cell, HEZE.header, text(printed.header)
        yield cell, HEZE.printed, text(printed.printed)


def _entry(document: Document, entry: Entry) -> Iterator[Triple]:
    this = iri(iris.entry((entry.document, entry.key)))
    yield this, RDF.type, HEZE.Entry
    yield this, HEZE.inDocument, iri(iris.document(document.name))
    yield this, HEZE.line, integer(entry.assignments[0].lines[0])
    yield this, HEZE.wording, text(entry.wording, "zh")
    if entry.number:
        yield this, HEZE.number, text(entry.number)
    for line in dict.fromkeys(line for a in entry.assignments for line in a.lines):
        yield this, PROV.wasDerivedFrom, iri(iris.row(document.name, line))
    for assignment in entry.assignments:
        yield from _assignment(document, entry, assignment)


def _assignment(document: Document, entry: Entry, assignment: Assignment) -> Iterator[Triple]:
    this = iri(iris.assignment((entry.document, entry.key), assignment.ordinal))
    yield this, RDF.type, HEZE.Assignment
    yield this, HEZE.inEntry, iri(iris.entry((entry.document, entry.key)))
    yield this, HEZE.ordinal, integer(assignment.ordinal)
    yield this, HEZE.line, integer(assignment.lines[0])
    yield this, HEZE.unitList, text("、".join(assignment.units))
    yield this, HEZE.progress, text(assignment.progress, "zh")
    for line in assignment.lines:
        yield this, PROV.wasDerivedFrom, iri(iris.row(document.name, line))
    if assignment.leader:
        yield this, HEZE.leader, iri(iris.leader(scope(document), assignment.leader))
    for unit in assignment.units:
        yield this, HEZE.responsibleUnit, iri(iris.unit(scope(document), unit))
    for unit in assignment.lead_units:
        yield this, HEZE.leadUnit, iri(iris.unit(scope(document), unit))
    if assignment.claim_printed:
        yield this, HEZE.claimPrinted, text(assignment.claim_printed)
    if assignment.claim:
        yield this, HEZE.claim, concept("claim", assignment.claim)
    if assignment.deadline_printed:
        yield this, HEZE.deadlinePrinted, text(assignment.deadline_printed)
    # A part of a promise is due when the promise is, where its own row prints nothing else.
    deadline = assignment.deadline or entry.deadline
    if deadline:
        yield this, HEZE.deadline, iri(_moment(deadline, document))
        if deadline.due:
            yield this, HEZE.dueDate, day(deadline.due)


def _moment(deadline: Deadline, document: Document) -> str:
    return iris.day(deadline.due) if deadline.due else iris.open_end(document.year)
