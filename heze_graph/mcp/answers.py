"""The answers given to assistants, as dataclasses whose fields are the schemas of the tools' results.

They have no slots, because the SDK would take these for default values.
"""

from __future__ import annotations

from dataclasses import dataclass

from heze_graph import resources
from heze_graph.entities.asking import Question
from heze_graph.entities.entity import Thing
from heze_graph.entities.ontology import ontology
from heze_graph.queries.library import SavedQuery
from heze_graph.rdf.terms import prefixed

#: A cell in JSON; a decimal is a number, a date a text.
Cell = str | int | float | bool | None
#: The most items given at once; the total is always given, too.
MOST = 60


@dataclass(frozen=True)
class Location:
    """Where a row of an answer is printed: the document, its file, the line in it (from 1), the printed number."""

    document: str
    file: str
    line: int
    no: str = ""


@dataclass(frozen=True)
class DocumentSchema:
    """A published table: its name in the graph, its title, its issuer, its file and the SHA-256 of the file."""

    document: str
    title: str
    issuer: str
    file: str
    sha256: str


@dataclass(frozen=True)
class RowSchema:
    """One row of an answer: its values by column, and where it is printed (empty if unknown)."""

    values: dict[str, Cell]
    sources: tuple[Location, ...]


@dataclass(frozen=True)
class RowsSchema:
    """A part of an answer: some of `total` rows, beginning at `offset` (from 0); `next_offset` is null at the end.

    `documents` are those that the answer was read from. `version` is that of the data, null for an endpoint.
    """

    columns: tuple[str, ...]
    rows: tuple[RowSchema, ...]
    total: int
    offset: int
    next_offset: int | None
    documents: tuple[DocumentSchema, ...]
    version: str | None


@dataclass(frozen=True)
class ParameterSchema:
    """A parameter of a saved query; if there are `allowed` values, it must be one of them."""

    name: str
    type: str
    required: bool
    default: str | None
    allowed: tuple[str, ...]
    example: str | None


@dataclass(frozen=True)
class ColumnSchema:
    """A column of an answer: its titles, the kind of its values, and for codes their scheme."""

    name: str
    label: str
    label_zh: str
    kind: str
    scheme: str


@dataclass(frozen=True)
class QuerySchema:
    """A saved query: what it answers, its parameters, and the columns of its answer, by name and described."""

    name: str
    summary: str
    summary_zh: str
    description: str
    parameters: tuple[ParameterSchema, ...]
    columns: tuple[str, ...]
    described: tuple[ColumnSchema, ...]


@dataclass(frozen=True)
class Queries:
    """The saved queries, and the files of queries that are broken."""

    queries: tuple[QuerySchema, ...]
    broken: tuple[str, ...]
    version: str | None


@dataclass(frozen=True)
class FactSchema:
    """One statement: the property, its label, the value, and the label of the value where that is a thing."""

    property: str
    label: str
    value: str
    value_label: str


@dataclass(frozen=True)
class UseSchema:
    """A statement of another thing about this one: the property, the other thing, its label."""

    property: str
    label: str
    thing: str
    thing_label: str


@dataclass(frozen=True)
class NameSchema:
    """A name and its role: `preferred`, `other`, or `misspelt` (seen in print)."""

    text: str
    language: str
    role: str


@dataclass(frozen=True)
class Description:
    """What the graph says about one thing; of many `uses` and `sources` only the first, and their total numbers."""

    iri: str
    kind: str
    label: str
    label_en: str
    names: tuple[NameSchema, ...]
    facts: tuple[FactSchema, ...]
    uses: tuple[UseSchema, ...]
    uses_total: int
    sources: tuple[Location, ...]
    sources_total: int
    version: str | None


@dataclass(frozen=True)
class HitSchema:
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
    """The things that match a text, the best first."""

    hits: tuple[HitSchema, ...]
    version: str | None


@dataclass(frozen=True)
class MentionSchema:
    """A part of a question, and the parameter and value that it was understood as."""

    text: str
    parameter: str
    value: str


@dataclass(frozen=True)
class Meant:
    """A saved query that a question may mean: its parameters, the words they came from, and the words not used."""

    query: str
    summary: str
    summary_zh: str
    parameters: dict[str, str]
    taken: tuple[MentionSchema, ...]
    not_used: tuple[str, ...]


@dataclass(frozen=True)
class QuestionAnswer:
    """The saved queries that a question may mean, the best first, and the answer to the first; null if none fits."""

    meant: tuple[Meant, ...]
    answer: RowsSchema | None
    version: str | None


@dataclass(frozen=True)
class Word:
    """A term of the ontology: a class or a property, its meaning, its domain and its range."""

    term: str
    kind: str
    label: str
    label_zh: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]


@dataclass(frozen=True)
class VocabularySchema:
    """The terms of the graph, and the prefixes to declare in a SPARQL query."""

    words: tuple[Word, ...]
    prefixes: dict[str, str]
    version: str | None


def described_query(query: SavedQuery) -> QuerySchema:
    """Return a saved query as an assistant gets it."""
    header = query.header
    return QuerySchema(
        query.name,
        header.summary_in("en"),
        header.summary,
        header.description_in("en"),
        tuple(
            ParameterSchema(one.name, one.type, one.required, one.default, one.allowed, one.example)
            for one in query.parameters
        ),
        query.names,
        tuple(ColumnSchema(one.name, one.title("en"), one.title("zh"), one.kind, one.scheme) for one in query.columns),
    )


def meant(question: Question) -> Meant:
    """Return how a question was understood, as an assistant gets it."""
    header = question.query.header
    return Meant(
        question.query.name,
        header.summary_in("en"),
        header.summary,
        dict(question.values),
        tuple(MentionSchema(piece.text, name, piece.value) for name, piece in question.pieces),
        (*(piece.text for piece in question.unused), *question.unread),
    )


def described(thing: Thing, version: str | None) -> Description:
    """Return a thing as an assistant gets it."""
    return Description(
        iri=thing.iri,
        kind=thing.kind,
        label=thing.label(),
        label_en=thing.label("en"),
        names=tuple(NameSchema(name.text, name.language, name.role) for name in thing.names),
        facts=tuple(
            FactSchema(short(fact.term), fact.term_en, fact.value.text, fact.value_zh or fact.value_en)
            for fact in thing.facts
        ),
        uses=tuple(UseSchema(short(use.term), use.term_en, use.thing, use.thing_zh) for use in thing.uses[:MOST]),
        uses_total=len(thing.uses),
        sources=tuple(Location(one.document, one.file, one.line) for one in thing.sources[:MOST]),
        sources_total=len(thing.sources),
        version=version,
    )


def words() -> tuple[Word, ...]:
    """Return the classes and properties of our ontology with their meanings."""
    terms = (term for found in ontology(resources.ONTOLOGY).sections.values() for term in found)
    return tuple(
        Word(
            term.name,
            term.kind,
            term.labels.get("en", ""),
            term.labels.get("zh", ""),
            term.definitions.get("en", ""),
            tuple(one.name for one in term.domain),
            tuple(one.name for one in term.range),
        )
        for term in terms
        if term.kind != "scheme"
    )


def short(iri: str) -> str:
    """Return an IRI with a prefix in place of its namespace, in angle brackets where there is none."""
    return prefixed(iri) or f"<{iri}>"
