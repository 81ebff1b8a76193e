"""One thing of the graph with all that is said of it, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heze_graph import iris
from heze_graph.model.answers import Term

Role = Literal["preferred", "other", "misspelt"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `language` is `zh`, `en` or ""; `misspelt` is a spelling that was seen in print."""

    text: str
    language: str
    role: Role


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a thing; labels are "" where the graph has none.

    `term` is the property's IRI, `value` an RDF term; where that is an IRI, `value_zh` and `value_en` are its labels.
    """

    term: str
    term_zh: str
    term_en: str
    value: Term
    value_zh: str = ""
    value_en: str = ""

    @property
    def link(self) -> str:
        """The IRI to follow, "" where the value is a literal."""
        return self.value.text if self.value.kind == "iri" else ""


@dataclass(frozen=True, slots=True)
class Use:
    """One statement of another thing about this one: `term` is the property's IRI, `thing` the other's."""

    term: str
    term_zh: str
    term_en: str
    thing: str
    thing_zh: str
    thing_en: str


@dataclass(frozen=True, slots=True)
class Source:
    """A printed row: the document's name, its file, the line (from 1) and the row's IRI."""

    document: str
    file: str
    line: int
    row: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing: `kind` as `describe` tells it; `facts` by term; `uses` are at most 200; `sources` by place."""

    iri: str
    kind: str
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]
    uses: tuple[Use, ...]
    sources: tuple[Source, ...]

    def label(self, language: str = "zh") -> str:
        """Return the preferred name in a language, else in another one, else what the IRI says."""
        preferred = {name.language: name.text for name in self.names if name.role == "preferred"}
        return preferred.get(language) or next(iter(preferred.values()), "") or readable(self.iri)

    def values(self, term: str) -> tuple[Fact, ...]:
        """Return the facts of one property, given by the term's own name (`line`, `prefLabel`)."""
        return tuple(fact for fact in self.facts if local_name(fact.term) == term)


def local_name(iri: str) -> str:
    """Return the last part of a term's IRI.

    >>> local_name("http://www.w3.org/2004/02/skos/core#prefLabel"), local_name("http://purl.org/dc/terms/title")
    ('prefLabel', 'title')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def readable(iri: str) -> str:
    """Return what an IRI says, for a thing that has no name.

    >>> readable("https://w3id.org/heze-graph/id/row/heze-2023-q3/69"), readable("https://example.org/a")
    ('heze-2023-q3/69', 'https://example.org/a')
    """
    if not iri.startswith(iris.ID):
        return iri.removeprefix(iris.BASE)
    return "/".join(map(iris.text_of, iri.removeprefix(iris.ID).split("/")[1:])) or iri
