"""Queries, things and words as an assistant is told of them: as data with a schema, and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heze_graph.assistant import answers
from heze_graph.assistant.paging import document_line, place_text, version_line
from heze_graph.assistant.vocabulary import short
from heze_graph.saved.library import SavedQuery
from heze_graph.things.thing import Thing

#: As many are told at once; how many there are is told, too.
MOST = 60


def query_told(query: SavedQuery) -> answers.Query:
    """Return a saved query as an assistant is told of it."""
    header = query.header
    return answers.Query(
        query.name,
        header.summary_en or header.summary,
        header.summary,
        header.description_en or header.description,
        tuple(
            answers.Parameter(one.name, one.type, one.required, one.default, one.allowed, one.example)
            for one in query.parameters
        ),
        query.columns,
    )


def queries_text(listed: answers.Queries) -> str:
    """Return the saved queries as text, one a line."""
    lines = []
    for query in listed.queries:
        about = f"{query.summary} / {query.summary_zh}. {query.description}".strip()
        lines.append(f"{query.name}({', '.join(map(_parameter, query.parameters))}): {about}")
        lines.append(f"    columns: {', '.join(query.columns)}")
    lines += [f"broken: {fault}" for fault in listed.broken]
    return "\n".join([*lines, version_line(listed.version)])


def _parameter(parameter: answers.Parameter) -> str:
    text = parameter.name if parameter.required else f"[{parameter.name}]"
    if parameter.allowed:
        text += f" one of {'|'.join(parameter.allowed)}"
    if parameter.default is not None:
        text += f" default {parameter.default}"
    return text if parameter.example is None else f"{text} such as {parameter.example}"


def described(thing: Thing, version: str | None) -> answers.Description:
    """Return a thing as an assistant is told of it."""
    return answers.Description(
        thing.iri,
        thing.kind,
        thing.label(),
        thing.label("en"),
        tuple(answers.Name(name.text, name.language, name.role) for name in thing.names),
        tuple(
            answers.Fact(short(fact.term), fact.term_en, fact.value.text, fact.value_zh or fact.value_en)
            for fact in thing.facts
        ),
        tuple(answers.Use(short(use.term), use.term_en, use.thing, use.thing_zh) for use in thing.uses[:MOST]),
        len(thing.uses),
        tuple(answers.Place(one.document, one.file, one.line) for one in thing.sources[:MOST]),
        len(thing.sources),
        version,
    )


def description_text(thing: answers.Description, documents: Iterable[answers.Document]) -> str:
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


def vocabulary_text(vocabulary: answers.Vocabulary) -> str:
    """Return the words of the graph as text: the prefixes to declare, the classes, the properties."""
    return "\n".join(_vocabulary(vocabulary))


def _vocabulary(vocabulary: answers.Vocabulary) -> Iterator[str]:
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
