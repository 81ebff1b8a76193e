"""Triples of what documents print and say: rows, entries, assignments, findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from heze_graph.errors import ReferenceDataError
from heze_graph.messages import room
from heze_graph.model.printed import PageArea, Row
from heze_graph.model.understood import Assignment, Document, Entry, Finding, Period, Record
from heze_graph.rdf import iris
from heze_graph.rdf.terms import (
    DCTERMS,
    HEZE,
    PROV,
    RDF,
    RDFS,
    TIME,
    Term,
    Triple,
    concept,
    day,
    integer,
    iri,
    text,
    year,
)
from heze_graph.reference.language import FindingKind
from heze_graph.reference.words import filled


def scope(document: Document) -> str:
    """Return the scope of names in a document: its city, or the document itself where the city is unknown."""
    return document.place or document.name


def record_triples(record: Record) -> Iterator[Triple]:
    """Yield the triples of a Record without its Findings."""
    document = record.document
    yield from _document(document)
    yield iri(iris.document(document.name)), HEZE.rowCount, integer(len(record.rows))
    yield iri(iris.document(document.name)), HEZE.entryCount, integer(len(record.entries))
    yield iri(iris.document(document.name)), HEZE.reportCount, integer(sum(one.is_report for one in record.entries))
    heads, numbers = _heads(record.rows)
    yield from _columns(document, heads)
    for row, number in zip(record.rows, numbers, strict=True):
        yield from _row(document, row, number)
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


#: The header of each column above some rows.
_Head = dict[int, str]
#: A remark with one placeholder: （序号{number}）.
_ASIDE = re.compile(r"（[^（）{]*\{(\w+)\}）| \([^(){]*\{(\w+)\}\)")


def _heads(rows: Iterable[Row]) -> tuple[list[_Head], list[int]]:
    """Return the heads of a document, mostly one, and the number (from 1) of the head above each row."""
    heads: list[_Head] = []
    numbers = []
    for row in rows:
        above = {cell.column: cell.header for cell in row.cells}
        number = next((number for number, head in enumerate(heads) if _agree(head, above)), len(heads))
        if number == len(heads):
            heads.append({})
        heads[number].update(above)
        numbers.append(number + 1)
    return heads, numbers


def _agree(head: _Head, above: _Head) -> bool:
    return all(head.get(column, header) == header for column, header in above.items())


def _columns(document: Document, heads: Sequence[_Head]) -> Iterator[Triple]:
    for number, columns in enumerate(heads, start=1):
        head = iri(iris.head(document.name, number))
        yield head, RDF.type, HEZE.Head
        yield head, HEZE.inDocument, iri(iris.document(document.name))
        for column, header in columns.items():
            this = iri(iris.column(document.name, number, column))
            yield this, RDF.type, HEZE.Column
            yield this, HEZE.inHead, head
            yield this, HEZE.column, integer(column)
            yield this, HEZE.header, text(header)


def _row(document: Document, row: Row, head: int) -> Iterator[Triple]:
    this = iri(iris.row(document.name, row.line))
    yield this, RDF.type, HEZE.Row
    yield this, HEZE.line, integer(row.line)
    yield this, HEZE.head, iri(iris.head(document.name, head))
    if row.where:
        yield this, HEZE.where, text(row.where)
    if row.place:
        yield this, HEZE.page, integer(row.place.page)
        yield this, HEZE.box, text(fragment(row.place))
    for printed in row.cells:
        cell = iri(iris.cell(document.name, row.line, printed.column))
        # A cell's column is the last part of its name; head, header and number are stated once for all rows below.
        yield cell, HEZE.inRow, this
        yield cell, HEZE.printed, text(printed.printed)


def fragment(place: PageArea) -> str:
    """Return an area of a page as a media fragment (W3C Media Fragments URI 1.0, section 4.2.2).

    >>> fragment(PageArea(1, 0.1, 0.255, 0.9, 0.3))
    'xywh=percent:10,25.5,80,4.5'
    """
    sides = (place.left, place.top, place.right - place.left, place.bottom - place.top)
    return "xywh=percent:" + ",".join(f"{round(100 * side, 2):g}" for side in sides)


def _entry(document: Document, entry: Entry) -> Iterator[Triple]:
    this = iri(iris.entry((entry.document, entry.key)))
    yield this, RDF.type, HEZE.Entry
    yield this, HEZE.inDocument, iri(iris.document(document.name))
    yield this, HEZE.line, integer(entry.assignments[0].lines[0])
    yield this, HEZE.wording, text(entry.wording, "zh")
    if entry.number:
        yield this, HEZE.number, text(entry.number)
    if entry.section:
        yield this, HEZE.section, text(entry.section, "zh")
    for assignment in entry.assignments:
        yield from _assignment(document, entry, assignment)


def _assignment(document: Document, entry: Entry, assignment: Assignment) -> Iterator[Triple]:
    this = iri(iris.assignment((entry.document, entry.key), assignment.ordinal))
    yield this, RDF.type, HEZE.Assignment
    yield this, HEZE.inEntry, iri(iris.entry((entry.document, entry.key)))
    yield this, HEZE.ordinal, integer(assignment.ordinal)
    yield this, HEZE.line, integer(assignment.lines[0])
    yield this, HEZE.unitList, text("、".join(assignment.units))
    yield this, HEZE.unitIriList, text(" ".join(iris.unit(scope(document), unit) for unit in assignment.units))
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
    # A part of a promise is due with the promise, unless its own row prints another deadline.
    deadline = assignment.deadline or entry.deadline
    if deadline:
        moment = iris.day(deadline.due) if deadline.due else iris.open_end(document.year)
        yield this, HEZE.deadline, iri(moment)


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
    """Return a period in the notation of Chinese tables.

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


def finding_triples(
    findings: Iterable[Finding],
    kinds: Mapping[str, FindingKind],
    rows: Collection[tuple[str, int]],
    documents: Mapping[str, Document],
) -> Iterator[Triple]:
    """Yield the triples of Findings, which come in the order of their document.

    `rows` are the (document, line) of all printed Rows: a finding elsewhere, as in a title, is derived from the
    Document itself.

    Raises ReferenceDataError when a kind is not described in `finding-kinds.csv`, or its reason has a placeholder that
    the Finding does not fill.
    """
    seen: Counter[tuple[str, int, str]] = Counter()
    for finding in findings:
        place = (finding.document, finding.line, finding.kind)
        seen[place] += 1
        this = iri(iris.finding(*place, seen[place]))
        yield this, PROV.wasDerivedFrom, iri(_where(finding, rows))
        yield from _finding(this, finding, kinds, scope(documents[finding.document]))


def _finding(this: Term, finding: Finding, kinds: Mapping[str, FindingKind], where: str) -> Iterator[Triple]:
    yield this, RDF.type, HEZE.Finding
    yield this, HEZE.findingKind, concept("finding-kind", finding.kind)
    yield this, HEZE.inDocument, iri(iris.document(finding.document))
    yield this, HEZE.line, integer(finding.line)
    yield this, HEZE.printed, text(finding.printed)
    yield this, HEZE.understood, text(finding.understood)
    yield this, HEZE.certainty, concept("certainty", finding.certainty)
    if finding.entry:
        yield this, HEZE.concerns, iri(iris.entry((finding.document, finding.entry)))
    for other in finding.others:
        yield this, HEZE.elsewhere, iri(iris.row(other.document, other.line))
        yield this, HEZE.printedElsewhere, text(other.printed)
    if finding.candidates:
        yield this, HEZE.candidateList, text("、".join(finding.candidates))
    if finding.named:
        yield this, HEZE.candidateIriList, text(" ".join(_candidate(kind, where, name) for kind, name in finding.named))
    for candidate in finding.candidates:
        yield this, HEZE.candidate, text(candidate)
    for language, reason in reasons(finding, kinds):
        yield this, HEZE.reason, text(reason, language)


def _told(reason: str, blanks: Mapping[str, str]) -> str:
    """Return a reason without the remarks in brackets for which nothing is printed.

    >>> _told("第3行（序号{number}）为空（领导：{leader}）。", {"number": "2", "leader": "—"})
    '第3行（序号{number}）为空。'
    """
    return _ASIDE.sub(lambda aside: "" if blanks.get(aside[1] or aside[2]) == "—" else aside[0], reason)


def _candidate(kind: str, where: str, name: str) -> str:
    return iris.unit(where, name) if kind == "unit" else iris.named(kind, where, name)


def _where(finding: Finding, rows: Collection[tuple[str, int]]) -> str:
    if (finding.document, finding.line) not in rows:
        return iris.document(finding.document)
    if finding.column:
        return iris.cell(finding.document, finding.line, finding.column)
    return iris.row(finding.document, finding.line)


def reasons(finding: Finding, kinds: Mapping[str, FindingKind]) -> tuple[tuple[str, str], ...]:
    """Return the reason of a Finding in each language: (language tag, sentence)."""
    kind = kinds.get(finding.kind)
    if kind is None:
        raise ReferenceDataError.problem("rdf.no-kind", kind=finding.kind)
    blanks = {
        "printed": finding.printed,
        "understood": finding.understood,
        "line": str(finding.line),
        "number": finding.entry or "—",
    }
    blanks.update(finding.details)
    # The role of a column is a code; a reason says it in words.
    role = room("role").get(f"role.{finding.understood}", {})
    said = {"zh": kind.reason_zh, "en": kind.reason_en}
    try:
        return tuple(
            (language, filled(_told(reason, blanks), {**blanks, "role": role.get(language, finding.understood)}))
            for language, reason in said.items()
        )
    except KeyError as error:
        raise ReferenceDataError.problem("rdf.blank", error=error, kind=finding.kind, blanks=sorted(blanks)) from error
