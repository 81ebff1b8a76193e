"""Triples across documents: Targets, the Links and Changes between their Entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from heze_graph import iris
from heze_graph.model.understood import Change, Document, Entry, Link, Target
from heze_graph.triples.documents import scope
from heze_graph.triples.terms import Triple, concept, decimal, iri, text, year
from heze_graph.triples.vocabulary import DCTERMS, HEZE, RDF, SKOS


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
        yield this, HEZE.certainty, concept("certainty", link.certainty)
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
