"""A page of a large answer, asked of the store without the rest: the answer document by document.

Most questions about the whole graph list their rows by document first. How many each document has is counted once for
a version of the data; then a page needs the rows of only one document or two. Of a very large answer only the documents
up to the page are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from heze_graph.model.answers import Answer
from heze_graph.queries.by_document import ORDER, by_document, iri_of
from heze_graph.queries.by_document import documents as documents_of
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.narrowing import lateral, narrowed
from heze_graph.web.dataset import generation_of
from heze_graph.web.site import Memory, Site

_counts = Memory(1024)
_pages = Memory(32)
#: So many documents are counted at once; answers that seem to have more rows than that are not counted to their end.
TOGETHER, MOST_COUNTED = 4, 5_000
#: The number of rows by (IRI, name) of the document, in the order of the rows.
_Counts: TypeAlias = Mapping[tuple[str, str], int]


class Window(NamedTuple):
    """Some rows of an answer: those from `first` (from 0) on, on `page`, of `total`.

    `documents` has all of them that the answer names. Where not all were counted, `more` is true, `total` is what was,
    and `documents` is empty.
    """

    answer: Answer
    first: int
    page: int
    total: int
    documents: tuple[str, ...]
    more: bool = False


def window(site: Site, query: SavedQuery, given: Mapping[str, str], page: int, size: int) -> Window | None:
    """Return a page of an answer; None where the whole answer is as good: of a small graph, or in another order.

    A page beyond the last is the last. Raises as the query and the engine do.
    """
    generation = generation_of(site)
    if generation is None or not generation.index or not by_document(query):
        return None
    counts, more = _counted(site, query, given, page * size)
    total = sum(counts.values())
    page = max(1, min(page, -(-total // size)))
    wanted = range((page - 1) * size, min(page * size, total))
    answer = _pages.get(site, (query.bound(given), wanted), lambda: _rows(site, query, given, counts, wanted))
    documents = () if more else tuple(name for (_, name), count in counts.items() if count)
    return Window(answer, wanted.start, page, total, documents, more)


def _counted(site: Site, query: SavedQuery, given: Mapping[str, str], end: int) -> tuple[_Counts, bool]:
    """Return the counts, and whether there are more; where there are, so many rows and one more are counted.

    What has values or seems to be no large answer is counted as a whole, which then is quicker.
    """
    bound = query.bound(given)
    documents = () if given else _counts.get(site, "documents", partial(documents_of, site.engine))
    counts: dict[tuple[str, str], int] = {}
    for start in range(0, len(documents), TOGETHER):
        some = tuple(iri for iri, _ in documents[start : start + TOGETHER])
        counts |= _counts.get(site, (bound, some), partial(_count, site, query, bound, some))
        total, part = sum(counts.values()), min(1, (start + TOGETHER) / len(documents))
        if total <= MOST_COUNTED * part:
            break
        if total > end or part == 1:
            return counts, part < 1
    return _counts.get(site, bound, partial(_count, site, query, bound)), False


def _count(site: Site, query: SavedQuery, bound: str, documents: Iterable[str] | None = None) -> _Counts:
    """Return the counts of some documents, or of all."""
    name = by_document(query)
    iri = iri_of(name)
    select = bound.index("\nSELECT") + 1
    text = (
        f"{bound[:select]}SELECT ?{iri} ?{name} (COUNT(*) AS ?count)\n"
        f"WHERE {{ {{ {ORDER.sub('', bound[select:])} }} }}\nGROUP BY ?{iri} ?{name}"
    )
    text = text if documents is None else lateral(narrowed(text, iri, documents))
    rows = sorted(site.engine.select(text).texts(), key=lambda row: row[name])
    return {(row[iri], row[name]): int(row["count"]) for row in rows}


def _rows(site: Site, query: SavedQuery, given: Mapping[str, str], counts: _Counts, wanted: range) -> Answer:
    """Return the wanted rows: those of the documents that have some of them, without what these have beside."""
    ends = list(accumulate(counts.values()))
    touched = [
        (iri, end - count)
        for ((iri, _), count), end in zip(counts.items(), ends, strict=True)
        if end > wanted.start and end - count < wanted.stop
    ]
    answer = site.engine.select(lateral(query.narrowed(given, iri_of(by_document(query)), [iri for iri, _ in touched])))
    before = touched[0][1] if touched else 0
    return Answer(answer.columns, answer.rows[wanted.start - before : wanted.stop - before])
