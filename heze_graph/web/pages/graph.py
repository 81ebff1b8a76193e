"""The graph as a page sees it: rows of saved queries, words for codes, names and page addresses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from starlette.requests import Request

from heze_graph.entities import facets
from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import labels
from heze_graph.entities.search import Index
from heze_graph.entities.shortening import Tables, tables_of
from heze_graph.errors import QueryError
from heze_graph.export.wording import Wording
from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import Answer, TextRow
from heze_graph.queries.columns import NOTHING, Words, codes_of, listed
from heze_graph.queries.in_order import about_some
from heze_graph.rdf import iris
from heze_graph.web.rendering import language_of
from heze_graph.web.site import Memory, Site, site_of

_CODES, _DOCUMENTS = "concepts", "documents"
_vocabulary = Memory(1)
_answers = Memory(8)
_catalogues = Memory(1)
#: The rows of a Document on one page; a citation of a longer document says which page it means.
ROWS_ON_PAGE = 500
Result = TypeVar("Result")
_memory = Memory(200)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is needed to show an answer to people.

    `codes` are words by scheme and notation; `documents` are (short name, title) by language and document name, and
    `tables` has these short names.
    """

    codes: Mapping[str, Mapping[str, Words]]
    documents: Mapping[str, Mapping[str, tuple[str, str]]]
    tables: Mapping[str, Tables]

    def code(self, scheme: str, notation: str, language: str) -> str:
        """Return the meaning of a code, "" where the graph does not give it."""
        words = self.codes.get(scheme, {}).get(notation)
        return words.of(language) if words else ""

    def place(self, iri: str, language: str) -> str:
        """Return an IRI that names a place in a document in words; "" for any other IRI."""
        parts = iri.removeprefix(iris.ID).split("/")[1:] if iri.startswith(iris.ID) else []
        if not any(part in self.documents[language] for part in parts):
            return ""
        # English names are pure ASCII, by which a page tells them from Chinese.
        return (" · " if language == "zh" else ", ").join(self._part(part, language) for part in parts)

    def _part(self, part: str, language: str) -> str:
        """Return a part of an IRI in words: the short name of a document, a code, or the part itself."""
        if document := self.documents[language].get(part):
            return document[0]
        label = next((codes[part].of(language) for codes in self.codes.values() if part in codes), "")
        return label or iris.text_of(part)


@dataclass(frozen=True)
class PageNames:
    """The names of things on a page of a language; `ask` fetches many at once."""

    site: Site
    known: Vocabulary
    language: str
    _found: dict[str, Words | None] = field(default_factory=dict)

    def ask(self, things: Iterable[str]) -> None:
        """Fetch the names of some things in one query."""
        wanted = {thing for thing in things if thing not in self._found}
        words = labels(self.site.engine, wanted) if wanted else {}
        self._found.update((thing, words.get(thing)) for thing in wanted)

    def of(self, iri: str) -> str:
        """Return the name of a thing, else its place in a document, else its IRI."""
        if document := self._document(iri):
            return document
        self.ask([iri])
        words = self._found[iri]
        return words.of(self.language) if words else self.known.place(iri, self.language) or path_of(iri) or iri

    def translated(self, iri: str, printed: str) -> str:
        """Return the name of a thing in the language of the page, or as printed where it has none in that language."""
        if document := self._document(iri):
            return document
        if self.language == LANGUAGES[0]:
            return printed
        self.ask([iri])
        words = self._found[iri]
        return words.en if words and words.en != words.zh else printed

    def _document(self, iri: str) -> str:
        """Return the short name of a document, "" for anything else."""
        kind, _, name = iri.removeprefix(iris.ID).partition("/")
        found = self.known.documents[self.language].get(iris.text_of(name)) if kind == "document" else None
        return found[0] if found else ""


def vocabulary_of(site: Site) -> Vocabulary:
    """Return the vocabulary of a Site's graph."""
    return _vocabulary.get(site, "known", lambda: _ask(site))


def wording_for(request: Request) -> Wording:
    """Return the wording of a file for people: in the language of a request, with links to this server's pages."""
    known, language = vocabulary_of(site_of(request)), language_of(request)
    return Wording(language, known.codes, {}, str(request.base_url).rstrip("/"), known.tables[language])


def catalogue_of(site: Site) -> Catalogue:
    """Return the catalogue of a Site's graph."""
    return _catalogues.get(site, "catalogue", lambda: Catalogue.of(site.engine))


def path_of(iri: str) -> str | None:
    """Return the path of a thing's page, None for what is not part of the graph.

    >>> path_of("https://w3id.org/heze-graph/id/unit/heze/a"), path_of("https://example.org/")
    ('/id/unit/heze/a', None)
    """
    within = iri.startswith((iris.ID, iris.GRAPH)) or iri.partition("#")[0] == iris.ONTOLOGY
    return "/" + iri.removeprefix(iris.BASE) if within else None


def answer_of(site: Site, query: str) -> Answer:
    """Return the answer of a saved query without parameters, asked once per version of the data.

    Empty while somebody is editing its file and it is broken; the list of saved queries says what is wrong.
    """

    def ask() -> Answer:
        try:
            text = site.library.get(query).bound({})
        except QueryError:
            return Answer((), ())
        return site.engine.select(text)

    return _answers.get(site, query, ask)


def _ask(site: Site) -> Vocabulary:
    documents = answer_of(site, _DOCUMENTS)
    tables = {language: tables_of(documents.texts(), language) for language in LANGUAGES}
    return Vocabulary(
        codes=codes_of(answer_of(site, _CODES).texts()),
        documents={language: _documents(documents, tables[language]) for language in LANGUAGES},
        tables=tables,
    )


def _documents(answer: Answer, tables: Tables) -> dict[str, tuple[str, str]]:
    return {row["document"]: (tables.of(row["document"]), row["title"]) for row in answer.texts()}


class PageLink(NamedTuple):
    """A name with the path of its page, "" for none; `chinese` says whether the name is Chinese."""

    label: str
    path: str
    chinese: bool = True


@dataclass(frozen=True)
class PageGraph:
    """What the pages of one request read from; `language` is `zh` or `en`.

    A page asks about one thing by its IRI. Counts over the whole graph are made by the store, and remembered for this
    version of the data.
    """

    site: Site
    language: str
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request) -> PageGraph:
        """Return the graph of a request."""
        return cls(site_of(request), language_of(request))

    @property
    def keeps_tables(self) -> bool:
        """Whether the source tables are kept here; behind an endpoint that is unknown."""
        return getattr(self.site.engine, "generation", None) is not None

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of the graph, opened once per version of the data."""
        return catalogue_of(self.site)

    @cached_property
    def index(self) -> Index:
        """The search index, read once per version of the data."""
        return self.remember("index", lambda: Index(self.catalogue, self.site.library))

    @cached_property
    def known(self) -> Vocabulary:
        """The words for codes and the short names of documents."""
        return vocabulary_of(self.site)

    @cached_property
    def names(self) -> PageNames:
        """The names of things, asked for by their IRIs."""
        return PageNames(self.site, self.known, self.language)

    @cached_property
    def documents(self) -> list[dict[str, str]]:
        """The documents of the graph in the order of their periods."""
        return list(answer_of(self.site, _DOCUMENTS).texts())

    def rows(self, query: str, **values: str) -> list[dict[str, str]]:
        """Return the answer of a saved query as text by column."""
        return list(self.site.library.ask(self.site.engine, query, **values).texts())

    def narrowed(self, query: str, variable: str, things: Iterable[str]) -> list[dict[str, str]]:
        """Return the answer of a saved query without parameters, restricted to some things as values of a variable."""
        some = list(things)
        return list(about_some(self.site.engine, self.site.library.get(query), variable, some).texts()) if some else []

    def remember(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the result of `make` for this key, computed once per version of the data while it is remembered."""
        if key not in self._kept:
            self._kept[key] = _memory.get(self.site, key, make)
        kept: Result = self._kept[key]
        return kept

    def code(self, scheme: str, notation: str) -> str:
        """Return the meaning of a code: `code("LightScheme", "behind")` is “落后”."""
        return self.known.code(scheme, notation, self.language) or notation

    def thing(self, iri: str, label: str = "") -> PageLink:
        """Return a thing as a link with a label, or else its own name."""
        shown = label or self.names.of(iri)
        return PageLink(
            shown, path_of(iri) or (iri if iri.startswith(("http://", "https://")) else ""), not shown.isascii()
        )

    def named(self, printed: str, iri: str) -> PageLink:
        """Return a name as a link to its thing, in the language of the page; without an IRI it is not a link."""
        return (
            self.thing(iri, self.names.translated(iri, printed))
            if iri
            else PageLink(printed, "", not printed.isascii())
        )

    def leader(self, row: TextRow) -> PageLink:
        """Return the leader of a row."""
        return self.named(row["leader"], row["leaderIri"])

    def units(self, row: TextRow) -> list[PageLink]:
        """Return the units of a row."""
        return self.several(row["units"], row["unitIris"])

    def several(self, printed: str, things: str) -> list[PageLink]:
        """Return a list of names as links, given the list of their IRIs."""
        return [self.named(name, iri) for name, iri in listed(printed, things)]

    def targets(self, printed: str, things: str) -> list[PageLink]:
        """Return a list of targets as links, called by the table and the number that they are first found under."""
        called = ((name, iri, self.reworded(facets.value_of(iri))) for name, iri in listed(printed, things))
        return [self.named(name if "/" in short else short, iri) for name, iri, short in called]

    def ask_names(self, rows: Iterable[Mapping[str, Any]], *columns: str) -> None:
        """Fetch the names of all things in some columns at once; on a Chinese page the printed names will do."""
        if self.language != "zh":
            self.names.ask(iri for row in rows for column in columns for iri in row[column].split() if iri != NOTHING)

    def reworded(self, text: str) -> str:
        """Return a text in which documents and files are called by their short names."""
        return self.known.tables[self.language].reworded(text)

    def document(self, name: str) -> PageLink:
        """Return a document as a link with its short name (“2023年1—9月” and the like), else its own."""
        short, _ = self.known.documents[self.language].get(name, (name, name))
        return PageLink(short, path_of(iris.document(name)) or "", not short.isascii())

    def place_of(self, document: str) -> int:
        """Return the position of a document in the order of periods."""
        return self._order.get(document, len(self._order))

    @cached_property
    def _order(self) -> dict[str, int]:
        return {row["document"]: at for at, row in enumerate(self.documents)}

    def long_document(self, name: str) -> bool:
        """Return whether a document has more than one page of rows."""
        return any(row["document"] == name and int(row["rows"]) > ROWS_ON_PAGE for row in self.documents)
