"""What the tools answer, as dataclasses: their fields are the schemas that an assistant is told.

They have no slots, which the SDK takes for default values.
"""

from __future__ import annotations

from dataclasses import dataclass

#: A cell in JSON; a decimal is a number, a date a text.
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Place:
    """Where a row of an answer is printed: the document, its file, the line in it (from 1), the printed number."""

    document: str
    file: str
    line: int
    no: str = ""


@dataclass(frozen=True)
class Document:
    """A published table: its name in the graph, its title, who issued it, the file and the SHA-256 of its bytes."""

    document: str
    title: str
    issuer: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Row:
    """One row of an answer: its values by column, and where it is printed (empty where the answer does not tell)."""

    values: dict[str, Cell]
    sources: tuple[Place, ...]


@dataclass(frozen=True)
class Rows:
    """A part of an answer: `shown` of `total` rows from `offset` (from 0); `next_offset` is null at the end.

    `documents` are those that the answer was read from. `version` is that of the data, null behind an endpoint.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    offset: int
    next_offset: int | None
    documents: tuple[Document, ...]
    version: str | None


@dataclass(frozen=True)
class Parameter:
    """A parameter of a saved query; with `allowed` values only these will do."""

    name: str
    type: str
    required: bool
    default: str | None
    allowed: tuple[str, ...]
    example: str | None


@dataclass(frozen=True)
class Query:
    """A saved query: what it answers, what it asks for, and the columns of its answer."""

    name: str
    summary: str
    summary_zh: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Queries:
    """The saved queries, and the files of queries that are broken."""

    queries: tuple[Query, ...]
    broken: tuple[str, ...]
    version: str | None


@dataclass(frozen=True)
class Fact:
    """One statement: the property, its label, the value, and the label of the value where that is a thing."""

    property: str
    label: str
    value: str
    value_label: str


@dataclass(frozen=True)
class Use:
    """One thing that speaks of this one: the property by which it does, the thing, its label."""

    property: str
    label: str
    thing: str
    thing_label: str


@dataclass(frozen=True)
class Name:
    """A name: `preferred`, `other`, or `misspelt` as seen in print."""

    text: str
    language: str
    role: str


@dataclass(frozen=True)
class Description:
    """What the graph says of one thing; of many `uses` and `sources` the first are given, and how many there are."""

    iri: str
    kind: str
    label: str
    label_en: str
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]
    uses: tuple[Use, ...]
    uses_total: int
    sources: tuple[Place, ...]
    sources_total: int
    version: str | None


@dataclass(frozen=True)
class Hit:
    """A thing found by a name; of a saved query (kind `question`) `thing` is the name for run_query."""

    thing: str
    kind: str
    label: str
    label_en: str
    found: str
    role: str
    note: str


@dataclass(frozen=True)
class Hits:
    """The things that answer to a text, the best first."""

    hits: tuple[Hit, ...]
    version: str | None


@dataclass(frozen=True)
class Word:
    """A term of the ontology: a class or a property, what it means, and what it stands between."""

    term: str
    kind: str
    label: str
    label_zh: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words of the graph, and the prefixes that a SPARQL query declares."""

    words: tuple[Word, ...]
    prefixes: dict[str, str]
    version: str | None
