"""Questions about the whole graph whose rows come by document, and the documents in that order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heze_graph.queries.columns import IRI

if TYPE_CHECKING:
    from heze_graph.queries.library import SavedQuery
    from heze_graph.store.engine import Engine

#: A query is asked by document that has a document first in its order: `document`, `documentBefore`.
ORDER = re.compile(r"^ORDER BY \?(document\w*)\b[^\n]*\s*\Z", re.MULTILINE)
_DOCUMENTS = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?documentIri ?document WHERE { ?documentIri a heze:Document ; dcterms:identifier ?document }"""


def by_document(query: SavedQuery) -> str:
    """Return the column of documents by which rows come, so that they can be asked for one by one; else ""."""
    found = ORDER.search(query.text)
    return found[1] if found and {found[1], iri_of(found[1])} <= {*query.names} else ""


def iri_of(column: str) -> str:
    """Return the column that has the IRIs of the documents in another one."""
    return column + IRI


def documents(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return (IRI, name) of the documents, in the order in which rows have them."""
    rows = engine.select(_DOCUMENTS).texts()
    return tuple(sorted(((row["documentIri"], row["document"]) for row in rows), key=lambda document: document[1]))
