"""What the graph calls things: names for IRIs, pages for names, words for codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from heze_graph import iris
from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer
from heze_graph.network.evidence import read_documents
from heze_graph.network.rows import last_part
from heze_graph.web.memory import Memory
from heze_graph.web.rendering import LANGUAGES
from heze_graph.web.site import Site

_NAMES, _CODES, _DOCUMENTS, _LINKS = "network-names", "concepts", "documents", "links"
#: The classes of things that a cell may name; a kind of unit is a concept.
_NAMED = tuple(iris.TERM + name for name in ("Leader", "Place", "Project", "Theme"))
_UNIT_KIND = iris.ID + "unit-kind/"

Said = Mapping[str, str]
"""What is said in each language, `zh` and `en`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the graph, to show an answer to people.

    `names` are the labels of things by IRI; `things` are IRIs by the Chinese name, where it is the name of one thing
    only; `codes` are labels by notation, by scheme; `documents` are (short name, title) by the document's name in each
    language; `targets` are IRIs by (document, number).
    """

    names: Mapping[str, Said]
    things: Mapping[str, str]
    codes: Mapping[str, Mapping[str, Said]]
    documents: Mapping[str, Mapping[str, tuple[str, str]]]
    targets: Mapping[tuple[str, str], str]

    def name(self, iri: str, language: str) -> str:
        """Return what a thing is called: by its place where it has no name, by its IRI where it has none, either."""
        said = self.names.get(iri)
        return said[language] if said else self.place(iri, language) or path_of(iri) or iri

    def place(self, iri: str, language: str) -> str:
        """Return the parts of an IRI that names a place in a document, in words; "" of every other."""
        parts = iri.removeprefix(iris.ID).split("/")[1:] if iri.startswith(iris.ID) else []
        if not any(part in self.documents[language] for part in parts):
            return ""
        # In English of ASCII alone, by which a page tells it from Chinese.
        return (" · " if language == "zh" else ", ").join(self._part(part, language) for part in parts)

    def _part(self, part: str, language: str) -> str:
        """Return a part of an IRI in words: the short name of a document, a code, or itself."""
        if document := self.documents[language].get(part):
            return document[0]
        said = next((codes[part][language] for codes in self.codes.values() if part in codes), "")
        return said or iris.text_of(part)


_memory = Memory(1)


def known_of(site: Site) -> Known:
    """Return what is known of the graph of a Site."""
    return _memory.get(site, "known", lambda: _ask(site))


def path_of(iri: str) -> str | None:
    """Return the path at which a thing of the graph has its page, None for what is not of the graph.

    >>> path_of("https://w3id.org/heze-graph/id/unit/heze/a"), path_of("https://example.org/")
    ('/id/unit/heze/a', None)
    """
    within = iri.startswith((iris.ID, iris.GRAPH)) or iri.partition("#")[0] == iris.ONTOLOGY
    return "/" + iri.removeprefix(iris.BASE) if within else None


def _ask(site: Site) -> Known:
    def ask(query: str) -> Answer:
        try:
            text = site.library.get(query).bound({})
        except QueryError:
            return Answer((), ())  # somebody is at work on that file: the list of questions says what is wrong with it
        return site.engine.select(text)

    names, documents = ask(_NAMES), ask(_DOCUMENTS)
    return Known(
        names=_names(names),
        things=_things(names),
        codes=_codes(ask(_CODES)),
        documents={language: _documents(documents, language) for language in LANGUAGES},
        targets={(row["document"], row["no"]): row["target"] for row in ask(_LINKS).texts() if row["no"]},
    )


def _said(row: Mapping[str, str]) -> Said:
    return {"zh": row["label"], "en": row["labelEn"] or row["label"]}


def _names(answer: Answer) -> dict[str, Said]:
    return {row["thing"]: _said(row) for row in answer.texts()}


def _things(answer: Answer) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in answer.texts():
        if row["kind"] in _NAMED or row["kind"].startswith(_UNIT_KIND):
            found[row["label"]].add(row["thing"])
    return {label: min(things) for label, things in found.items() if len(things) == 1}


def _codes(answer: Answer) -> dict[str, dict[str, Said]]:
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for row in answer.texts():
        found[last_part(row["scheme"])][row["notation"]] = _said(row)
    return dict(found)


def _documents(answer: Answer, language: str) -> dict[str, tuple[str, str]]:
    short = read_documents(answer, language).tables
    titles = {row["document"]: row["title"] for row in answer.texts()}
    return {document: (name, titles[document]) for document, name in short.items()}
