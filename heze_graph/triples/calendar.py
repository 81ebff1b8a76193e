"""Triples of the days, periods and open ends that documents speak of; several documents share them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from heze_graph import iris
from heze_graph.model.understood import Document, Period, Record
from heze_graph.triples.terms import Triple, day, iri, text
from heze_graph.triples.vocabulary import RDF, RDFS, TIME


def calendar_triples(record: Record) -> Iterator[Triple]:
    """Yield the triples of the period of a Record and of its deadlines."""
    document = record.document
    if document.year and document.period:
        yield from _period(document.year, document.period)
    for entry in record.entries:
        for assignment in entry.assignments:
            if assignment.deadline and assignment.deadline.due:
                yield from _day(assignment.deadline.due)
            elif assignment.deadline:
                yield from _open_end(document)


def _period(of_year: int, period: Period) -> Iterator[Triple]:
    this = iri(iris.period(of_year, period.name))
    yield this, RDF.type, TIME.ProperInterval
    yield this, RDFS.label, text(months(of_year, period), "zh")
    yield this, RDFS.label, text(f"{of_year} {period.name}", "en")
    yield this, TIME.hasBeginning, iri(iris.day(period.begin))
    yield this, TIME.hasEnd, iri(iris.day(period.end))
    yield from _day(period.begin)
    yield from _day(period.end)


def months(of_year: int, period: Period) -> str:
    """Return a period as Chinese tables write it.

    >>> months(2023, Period("q3", date(2023, 1, 1), date(2023, 9, 30)))
    '2023年1—9月'
    """
    first, last = period.begin.month, period.end.month
    return f"{of_year}年" if (first, last) == (1, 12) else f"{of_year}年{first}—{last}月"


def _day(value: date) -> Iterator[Triple]:
    this = iri(iris.day(value))
    yield this, RDF.type, TIME.Instant
    yield this, TIME.inXSDDate, day(value)


def _open_end(document: Document) -> Iterator[Triple]:
    this = iri(iris.open_end(document.year))
    yield this, RDF.type, TIME.ProperInterval
    if document.year:
        yield this, TIME.hasBeginning, iri(iris.day(date(document.year, 1, 1)))
        yield from _day(date(document.year, 1, 1))
