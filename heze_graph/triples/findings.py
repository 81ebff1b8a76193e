"""Triples of Findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from heze_graph import iris
from heze_graph.errors import ReferenceDataError
from heze_graph.model.understood import Finding
from heze_graph.reference.language import FindingKind
from heze_graph.triples.terms import Term, Triple, concept, integer, iri, text
from heze_graph.triples.vocabulary import HEZE, PROV, RDF


def finding_triples(
    findings: Iterable[Finding], kinds: Mapping[str, FindingKind], rows: Collection[tuple[str, int]]
) -> Iterator[Triple]:
    """Yield the triples of Findings, which come in the order of their document.

    `rows` are the (document, line) of all printed Rows: what is found elsewhere, in a title, is derived from the
    Document itself.

    Raises ReferenceDataError when a kind is not described in `finding-kinds.csv`, or its reason has a blank that the
    Finding does not fill.
    """
    seen: Counter[tuple[str, int, str]] = Counter()
    for finding in findings:
        place = (finding.document, finding.line, finding.kind)
        seen[place] += 1
        this = iri(iris.finding(*place, seen[place]))
        yield this, PROV.wasDerivedFrom, iri(_where(finding, rows))
        yield from _finding(this, finding, kinds)


def _finding(this: Term, finding: Finding, kinds: Mapping[str, FindingKind]) -> Iterator[Triple]:
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
    for candidate in finding.candidates:
        yield this, HEZE.candidate, text(candidate)
    for language, reason in reasons(finding, kinds):
        yield this, HEZE.reason, text(reason, language)


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
        raise ReferenceDataError.problem(
            "finding-kinds.csv", f"no row for “{finding.kind}”", "every kind that is found", "add the row"
        )
    blanks = {"printed": finding.printed, "understood": finding.understood, "number": finding.entry or "—"}
    blanks.update(finding.details)
    try:
        return ("zh", kind.reason_zh.format_map(blanks)), ("en", kind.reason_en.format_map(blanks))
    except KeyError as error:
        raise ReferenceDataError.problem(
            "finding-kinds.csv",
            f"the blank {error} in a reason of “{finding.kind}”",
            f"only {', '.join(sorted(blanks))}",
            "correct the reason",
        ) from error
