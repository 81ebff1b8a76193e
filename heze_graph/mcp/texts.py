"""What an assistant is told, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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


def meant_text(one: Meant) -> str:
    """Return what a question was taken for as text."""
    values = ", ".join(f"{name}={value}" for name, value in one.parameters.items())
    left = f"; not used: {', '.join(one.not_used)}" if one.not_used else ""
    return f"{one.query}({values}): {one.summary} / {one.summary_zh}{left}"


def queries_text(listed: Queries) -> str:
    """Return the saved queries as text, one a line."""
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
    """Return what the graph says of a thing as text."""
    lines = [f"{thing.label} / {thing.label_en} ({thing.kind}): {thing.iri}"]
    lines += [f"name: {name.text} ({name.role}{f', {name.language}' if name.language else ''})" for name in thing.names]
    lines += [f"{fact.property}: {_labelled(fact.value, fact.value_label)}" for fact in thing.facts]
    lines += [f"{_labelled(use.thing, use.thing_label)} {use.property} this" for use in thing.uses]
    if thing.uses_total > len(thing.uses):
        lines.append(f"({len(thing.uses)} of {thing.uses_total} things that speak of it)")
    sources = ", ".join(map(place_text, thing.sources)) or "none: it is not read from a table"
    count = f" ({len(thing.sources)} of {thing.sources_total})" if thing.sources_total > len(thing.sources) else ""
    lines.append(f"printed in{count}: {sources}")
    lines += [document_line(one) for one in documents] if thing.sources else []
    return "\n".join([*lines, version_line(thing.version)])


def vocabulary_text(vocabulary: VocabularySchema) -> str:
    """Return the words of the graph as text: the prefixes to declare, the classes, the properties."""
    return "\n".join(_vocabulary(vocabulary))


def _vocabulary(vocabulary: VocabularySchema) -> Iterator[str]:
    yield "Queries ask the union of all named graphs; there is one for each document. Declare the prefixes you use:"
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
    """Return a place as words to cite."""
    return f"{place.file} line {place.line}" + (f" no. {place.no}" if place.no else "")


def document_line(document: DocumentSchema) -> str:
    """Return the line that tells which file a document is."""
    return f"{document.document} is {document.file}: {document.title} (SHA-256 {document.sha256})"


def version_line(version: str | None) -> str:
    """Return the line that tells which data an answer comes from."""
    return f"Data version: {version or 'unknown (behind an endpoint)'}"
