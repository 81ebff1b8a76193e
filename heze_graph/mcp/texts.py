"""The texts given to assistants, and the part of an answer that they can read, each row with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, takewhile
from typing import NamedTuple

from heze_graph.export.tabular import csv_text
from heze_graph.graph import Graph
from heze_graph.graph.result import Result, python_value
from heze_graph.mcp import answers
from heze_graph.mcp.answers import (
    ColumnSchema,
    Description,
    DocumentSchema,
    Location,
    Meant,
    ParameterSchema,
    Queries,
    VocabularySchema,
)
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.queries.columns import Column, Words
from heze_graph.rdf import iris


def meant_text(one: Meant) -> str:
    """Return how a question was understood, as text."""
    values = ", ".join(f"{name}={value}" for name, value in one.parameters.items())
    left = f"; not used: {', '.join(one.not_used)}" if one.not_used else ""
    return f"{one.query}({values}): {one.summary} / {one.summary_zh}{left}"


def queries_text(listed: Queries) -> str:
    """Return the saved queries as text, one per line."""
    lines = []
    for query in listed.queries:
        about = f"{query.summary} / {query.summary_zh}. {query.description}".strip()
        lines.append(f"{query.name}({', '.join(map(_parameter, query.parameters))}): {about}")
        lines.append(f"    columns: {', '.join(map(_column, query.described))}")
    lines += [f"broken: {fault}" for fault in listed.broken]
    return "\n".join([*lines, version_line(listed.version)])


def _column(column: ColumnSchema) -> str:
    if column.kind in ("iri", "iris"):
        return column.name
    return f"{column.name} ({column.label}{f', {column.scheme}' if column.scheme else ''})"


def _parameter(parameter: ParameterSchema) -> str:
    text = parameter.name if parameter.required else f"[{parameter.name}]"
    if parameter.allowed:
        text += f" one of {'|'.join(parameter.allowed)}"
    if parameter.default is not None:
        text += f" default {parameter.default}"
    return text if parameter.example is None else f"{text} such as {parameter.example}"


def description_text(thing: Description, documents: Iterable[DocumentSchema]) -> str:
    """Return what the graph says about a thing, as text."""
    lines = [f"{thing.label} / {thing.label_en} ({thing.kind}): {thing.iri}"]
    lines += [f"name: {name.text} ({name.role}{f', {name.language}' if name.language else ''})" for name in thing.names]
    lines += [f"{fact.property}: {_labelled(fact.value, fact.value_label)}" for fact in thing.facts]
    lines += [f"{_labelled(use.thing, use.thing_label)} {use.property} this" for use in thing.uses]
    if thing.uses_total > len(thing.uses):
        lines.append(f"({len(thing.uses)} of {thing.uses_total} things that refer to it)")
    sources = ", ".join(map(place_text, thing.sources)) or "none: it was not read from a table"
    count = f" ({len(thing.sources)} of {thing.sources_total})" if thing.sources_total > len(thing.sources) else ""
    lines.append(f"printed in{count}: {sources}")
    lines += [document_line(one) for one in documents] if thing.sources else []
    return "\n".join([*lines, version_line(thing.version)])


def vocabulary_text(vocabulary: VocabularySchema) -> str:
    """Return the vocabulary as text: the prefixes to declare, the classes, the properties."""
    return "\n".join(_vocabulary(vocabulary))


def _vocabulary(vocabulary: VocabularySchema) -> Iterator[str]:
    yield "Queries cover the union of all named graphs, one for each document. Declare the prefixes you use:"
    for prefix, namespace in vocabulary.prefixes.items():
        yield f"PREFIX {prefix}: <{namespace}>"
    yield ""
    for word in vocabulary.words:
        between = f" [{' '.join(word.domain)} -> {' '.join(word.range)}]" if word.domain or word.range else ""
        yield f"{word.term} ({word.kind}, {word.label_zh}){between}: {word.definition}"
    yield version_line(vocabulary.version)


def _labelled(value: str, label: str) -> str:
    return f"{label} <{value}>" if label and label != value else value


def place_text(place: Location) -> str:
    """Return a place in words for a citation."""
    return f"{place.file} line {place.line}" + (f" no. {place.no}" if place.no else "")


def document_line(document: DocumentSchema) -> str:
    """Return the line that says which file a document is."""
    return f"{document.document} is {document.file}: {document.title} (SHA-256 {document.sha256})"


def version_line(version: str | None) -> str:
    """Return the line that says which version of the data an answer comes from."""
    return f"Data version: {version or 'unknown (an endpoint)'}"


#: The most text shown at once, and of one cell; the first row is always shown.
MOST_CHARACTERS, LONGEST_CELL = 60_000, 8_000
#: Larger integers lose digits where JSON is read as JavaScript does; NaN and INF are not JSON numbers.
_LARGEST = 2**53
_ENTRIES = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
SELECT DISTINCT ?entry ?target ?number ?line {{
  ?entry heze:inDocument <{document}> .
  ?assignment heze:inEntry ?entry ; heze:line ?line
  OPTIONAL {{ ?entry heze:ofTarget ?target }}
  OPTIONAL {{ ?entry heze:number ?number }}
}} ORDER BY ?line"""
#: The assumed kinds of an ad hoc query's columns.
_AD_HOC = (
    Column("document", Words("文件", "Document"), "thing", iri="document"),
    Column("line", Words("行", "Line"), "line", iri="document"),
)


class RowWindow(NamedTuple):
    """The rows asked for: how many to skip, and the maximum number."""

    offset: int
    limit: int


def page(result: Result, window: RowWindow, sources: Sources, described: Sequence[Column]) -> answers.RowsSchema:
    """Return the rows of a window, fewer if they are long; `described` are the columns described in the query's header.

    An ad hoc query has no header; its columns `document` and `line` are taken at their names.
    """
    offset = window.offset
    columns, wanted = result.columns, result.answer.rows[offset : offset + window.limit]
    documents, lines = _printed(described or _AD_HOC, columns)
    rows = wanted[: _fitting(wanted)]
    texts = list(Answer(columns, rows).texts())
    shown = tuple(
        answers.RowSchema(dict(zip(columns, map(_in_json, row), strict=True)), sources.places(text, documents, lines))
        for row, text in zip(rows, texts, strict=True)
    )
    end = offset + len(rows)
    named = [text[column] for text in texts for column in documents]
    return answers.RowsSchema(
        columns,
        shown,
        total=len(result),
        offset=offset,
        next_offset=end if end < len(result) else None,
        documents=sources.named((place for row in shown for place in row.sources), named),
        version=sources.version,
    )


def written(part: answers.RowsSchema, terms: Sequence[Sequence[Value]], title: str) -> str:
    """Return a part of an answer as text: its extent, CSV with a column of sources, the documents, the version."""
    rows = tuple(
        (
            *(replace(one, text=_shortened(one.text)) if one else None for one in row),
            Term("literal", "; ".join(map(place_text, shown.sources))),
        )
        for row, shown in zip(terms, part.rows, strict=True)
    )
    return "\n".join(
        [
            f"{title}: {_how_much(part)}",
            csv_text(Answer((*part.columns, "(source)"), rows)).replace("\r\n", "\n"),
            *map(document_line, part.documents),
            version_line(part.version),
        ]
    )


def _how_much(part: answers.RowsSchema) -> str:
    if not part.total:
        return "no rows"
    if not part.rows:
        return f"no rows from offset {part.offset}: there are {part.total}"
    shown = f"rows {part.offset + 1} to {part.offset + len(part.rows)} of {part.total}"
    return shown if part.next_offset is None else f"{shown}; ask again with offset={part.next_offset} for more"


def _fitting(rows: Sequence[Sequence[Value]]) -> int:
    """Return how many of the rows are shown at once."""
    lengths = accumulate(sum(len(_shortened(value.text)) for value in row if value) for row in rows)
    return max(sum(1 for _ in takewhile(lambda length: length <= MOST_CHARACTERS, lengths)), 1)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… ({len(text)} characters in all)"


def _in_json(value: Value) -> answers.Cell:
    """Return a cell for JSON; a number that JSON or its readers would change becomes text."""
    cell = python_value(value)
    if isinstance(cell, Decimal):
        cell = int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, bool | None):
        return cell
    if isinstance(cell, int | float) and abs(cell) <= _LARGEST:
        return cell
    return _shortened(value.text) if value else None


class Sources:
    """The documents of a graph, the lines of their entries, read on first use, and their version."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.version = graph.version
        self._entries: dict[str, list[dict[str, str]]] = {}

    @cached_property
    def documents(self) -> Mapping[str, DocumentSchema]:
        """The documents by their names."""
        found = {}
        for row in self.graph.query("documents").answer.texts():
            name = row["document"]
            found[name] = DocumentSchema(name, row["title"], row["issuer"], row["fileName"], row["sha256"])
        return found

    def places(
        self, row: Mapping[str, str], documents: Iterable[str], lines: Mapping[str, str]
    ) -> tuple[Location, ...]:
        """Return where a row is printed: its own lines, or else those of the entries it names.

        `documents` are the columns that name a document, `lines` those of printed lines, each with the column of its
        document.
        """
        found: dict[Location, None] = {}
        placed = set()
        for column, of in lines.items():
            name = self._name(row.get(of, ""))
            if name and (line := row[column]).isascii() and line.isdigit():
                placed.add(name)
                found[self._place(name, line)] = None
        for name in dict.fromkeys(self._name(row[column]) for column in documents):
            if name and name not in placed:
                things = set(row.values())
                entries = (one for one in self._entries_of(name) if things & {one["entry"], one["target"]} - {""})
                found |= {self._place(name, one["line"]): None for one in entries}
        return tuple(found)

    def named(self, places: Iterable[Location], row_documents: Iterable[str]) -> tuple[DocumentSchema, ...]:
        """Return the documents named by places or rows, or all of the graph where none is named."""
        names = dict.fromkeys([*(place.document for place in places), *map(self._name, row_documents)])
        found = tuple(self.documents[name] for name in names if name in self.documents)
        return found or tuple(self.documents.values())

    def _name(self, document: str) -> str:
        """Return the name of a document given by its name or its IRI, "" for anything else."""
        name = iris.text_of(document.removeprefix(iris.document("")))
        return name if name in self.documents else ""

    def _place(self, document: str, line: str) -> Location:
        entries = self._entries_of(document)
        number = next((one["number"] for one in entries if one["line"] == line), "")
        return Location(document, self.documents[document].file, int(line), number)

    def _entries_of(self, document: str) -> list[dict[str, str]]:
        """Return the entries of a document, one for each of their printed lines."""
        if document not in self._entries:
            answer = self.graph.engine.select(_ENTRIES.format(document=iris.document(document)))
            self._entries[document] = list(answer.texts())
        return self._entries[document]


def _printed(described: Sequence[Column], names: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the columns of an answer that name documents, and those of lines, each with the column of its document."""
    lines = {one.name: one.iri for one in described if one.kind == "line" and one.name in names}
    things = tuple(one.iri for one in described if one.kind == "thing" and one.iri in names)
    return tuple(dict.fromkeys((*lines.values(), *things))), lines
