"""Questions about the whole graph whose rows come by document: asked for one after the other, the answer in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from heze_graph.queries.narrowing import lateral

if TYPE_CHECKING:
    from heze_graph.model.answers import Answer
    from heze_graph.queries.library import SavedQuery
    from heze_graph.store.engine import Engine

#: The columns that a query has whose rows can be asked for by document.
NAME, IRI = "document", "documentIri"
ORDER = re.compile(r"^ORDER BY \?document\b[^\n]*\s*\Z", re.MULTILINE)
_DOCUMENTS = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?documentIri ?document WHERE { ?documentIri a heze:Document ; dcterms:identifier ?document }"""


def by_document(query: SavedQuery) -> bool:
    """Whether the rows of a query come by document, so that they can be asked for by document."""
    return {NAME, IRI} <= {*query.names} and bool(ORDER.search(query.text))


def documents(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return (IRI, name) of the documents, in the order in which rows have them."""
    rows = engine.select(_DOCUMENTS).texts()
    return tuple(sorted(((row[IRI], row[NAME]) for row in rows), key=lambda document: document[1]))


def parts(engine: Engine, query: SavedQuery, values: Mapping[str, str]) -> Iterator[Answer]:
    """Yield the answer to a query that is `by_document` in parts, each of one document; the first may be empty.

    Only Oxigraph knows LATERAL. Raises as the engine does.
    """
    for iri, _ in documents(engine) or (("urn:none", ""),):
        yield engine.select(lateral(query.narrowed(values, IRI, [iri])))
