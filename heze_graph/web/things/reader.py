"""The graph as one page asks it: rows of saved queries, names and the paths of their pages, in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from starlette.requests import Request

from heze_graph import iris
from heze_graph.facts.claims import read_claim
from heze_graph.things.catalogue import Catalogue, Printed
from heze_graph.things.search import Index
from heze_graph.things.thing import readable
from heze_graph.web.memory import Memory
from heze_graph.web.questions.cells import claims
from heze_graph.web.questions.known import Known, known_of, path_of
from heze_graph.web.rendering import language_of, text
from heze_graph.web.site import Site, site_of

_ENTRY = iris.ID + "entry/"
#: The separator of `unitList` and its like.
_COMMA = "、"
#: Rows of a Document on one page; a citation of a longer one says which page it means.
ROWS_ON_PAGE = 500

Row = Mapping[str, str]
Made = TypeVar("Made")


class Link(NamedTuple):
    """A name with the path of its page, "" where it has none; `chinese` says whether the name is Chinese."""

    label: str
    path: str
    chinese: bool = True


_memory = Memory(200)


@dataclass(frozen=True)
class Reader:
    """What the pages of one request read from; `language` is `zh` or `en`."""

    site: Site
    language: str
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request) -> Reader:
        """Return the reader of a request."""
        return cls(site_of(request), language_of(request))

    @cached_property
    def catalogue(self) -> Catalogue:
        """All names and entries; read once for a version of the data."""
        return self.remember("catalogue", lambda: Catalogue.of(self.site.engine, self.site.library))

    @cached_property
    def index(self) -> Index:
        """The index of the search; made once for a version of the data."""
        catalogue = self.catalogue
        return self.remember("index", lambda: Index.of(self.site.engine, self.site.library, catalogue))

    @cached_property
    def known(self) -> Known:
        """The words for codes and the short names of documents."""
        return known_of(self.site)

    def rows(self, query: str, **values: str) -> list[dict[str, str]]:
        """Return the answer of a saved query as text by column."""
        return list(self.site.engine.select(self.site.library.get(query).bound(values)).texts())

    def remembered(self, query: str) -> list[dict[str, str]]:
        """Return the answer of a saved query without values; asked once for a version of the data."""
        return self.remember(("rows", query), lambda: self.rows(query))

    def remember(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` returned for this key and this version of the data; asked once while that is known."""
        if key not in self._kept:
            self._kept[key] = _memory.get(self.site, key, make)
        made: Made = self._kept[key]
        return made

    def code(self, scheme: str, notation: str) -> str:
        """Return what a code means: `code("LightScheme", "behind")` is “落后”."""
        said = self.known.codes.get(scheme, {}).get(notation)
        return said[self.language] if said else notation

    def claim(self, printed: str) -> str:
        """Return what a claim as printed means, in words; "" where it means nothing that is known."""
        meant = read_claim(printed, claims())
        return self.code("ClaimScheme", meant) if meant else ""

    def thing(self, iri: str, label: str = "") -> Link:
        """Return a thing as a link."""
        named = self.catalogue.things.get(iri)
        if named:
            label = named.label(self.language)
        entries = [] if named else self.catalogue.entries_of(iri)
        if entries:
            label = entries[0].wording
        if not label and iri.startswith(_ENTRY):
            label = self._numbered_entry(iri)
        path = path_of(iri) or (iri if iri.startswith(("http://", "https://")) else "")
        shown = label or self.known.place(iri, self.language) or readable(iri)
        return Link(shown, path, not shown.isascii())

    def _numbered_entry(self, iri: str) -> str:
        """Return what an entry, or one of its assignments, is called by: its document and number, "" without one."""
        entry = self.catalogue.entry(iri) or self.catalogue.entry(iri.rpartition("/")[0])
        if entry is None or not entry.number:
            return ""
        where = self.document(entry.document).label
        return text("search.number", self.language, document=where, no=entry.number)

    def named(self, name: str, kinds: Iterable[str], document: str = "") -> Link:
        """Return a name as a link to the thing of these kinds that has it, without a path where that is not clear."""
        iri = self.catalogue.find(name, kinds, document) if name else None
        return self.thing(iri, name) if iri else Link(name, "", not name.isascii())

    def leader(self, row: Row) -> Link:
        """Return the leader of a row with the columns `leader` and `document`."""
        return self.named(row["leader"], ("leader",), row["document"])

    def units(self, row: Row, column: str = "units") -> list[Link]:
        """Return the units of a row that joins them by `、`."""
        return [self.named(name, ("unit",), row["document"]) for name in row[column].split(_COMMA) if name]

    def document(self, name: str) -> Link:
        """Return a document by its short name (“2023年1—9月” and the like), else by its own."""
        short, _ = self.known.documents[self.language].get(name, (name, name))
        return Link(short, path_of(iris.document(name)) or "", not short.isascii())

    def entry_at(self, row: Row) -> Printed | None:
        """Return the entry of a row with the columns `document` and `line`."""
        return self.catalogue.entry_at(row["document"], int(row["line"])) if row.get("line") else None

    def numbered(self, targets: str) -> list[Link]:
        """Return targets that are named by period and number (`q3/3、q3/7`) as links."""
        return [self._numbered(name) for name in targets.split(_COMMA) if name]

    def _numbered(self, name: str) -> Link:
        document, _, number = name.rpartition("/")
        found = {
            entry.target
            for entry in self.catalogue.entries
            if entry.number == number and f"-{entry.document}".endswith(f"-{document}")
        }
        return Link(name, path_of(found.pop()) or "" if len(found) == 1 else "", False)

    def long_document(self, name: str) -> bool:
        """Whether a document has more than one page of rows."""
        return any(table.name == name and table.rows > ROWS_ON_PAGE for table in self.catalogue.documents)
