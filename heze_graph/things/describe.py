"""All that the graph says of one thing, with the printed rows it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from heze_graph import iris
from heze_graph.errors import ParameterError
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.saved.library import Library
from heze_graph.store.engine import Engine
from heze_graph.things.thing import Fact, Name, Role, Source, Thing, Use, local_name

_ROLES: dict[str, Role] = {
    "http://www.w3.org/2004/02/skos/core#prefLabel": "preferred",
    "http://purl.org/dc/terms/title": "preferred",
    "http://www.w3.org/2000/01/rdf-schema#label": "preferred",
    "http://www.w3.org/2004/02/skos/core#altLabel": "other",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel": "misspelt",
}


def describe(engine: Engine, library: Library, iri: str) -> Thing | None:
    """Return what the graph says of a thing, None where it says nothing (or the text is no IRI).

    The kind is the name of its class in our ontology (`target`, `entry`, `assignment`, `unit-pair`, …), else the first
    segment of its IRI (`claim`, `day`, `period`, …). Asks the saved queries `facts-of-thing`, `uses-of-thing` and
    `sources-of-thing`. Raises as the engine does.
    """
    try:
        answers = [
            engine.select(library.get(name).bound({"thing": iri}))
            for name in ("facts-of-thing", "uses-of-thing", "sources-of-thing")
        ]
    except ParameterError:
        return None
    facts = _facts(answers[0])
    if not facts:
        return None
    columns = ("property", "propertyLabel", "propertyLabelEn", "user", "userLabel", "userLabelEn")
    uses = tuple(Use(*(row[column] for column in columns)) for row in _each_once(answers[1]))
    sources = tuple(
        Source(row["document"], row["fileName"], int(row["line"]), row["row"]) for row in answers[2].texts()
    )
    return Thing(iri, kind_of(iri, facts), tuple(_names(facts)), facts, uses, sources)


def kind_of(iri: str, facts: Iterable[Fact]) -> str:
    """Return the kind of a thing: its class in our ontology, else the first segment of its IRI, else ""."""
    classes = sorted(fact.link for fact in facts if local_name(fact.term) == "type")
    own = next((name.removeprefix(iris.TERM) for name in classes if name.startswith(iris.TERM)), "")
    if own:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", own).lower()
    return iri.removeprefix(iris.ID).partition("/")[0] if iri.startswith(iris.ID) else ""


def _facts(answer: Answer) -> tuple[Fact, ...]:
    found: dict[tuple[str, Term], Fact] = {}
    for row in answer.rows:
        cells: dict[str, Value] = dict(zip(answer.columns, row, strict=True))
        property_, value = cells["property"], cells["value"]
        if property_ is None or value is None:
            continue
        label = {name: term.text if term else "" for name, term in cells.items()}
        fact = Fact(
            property_.text,
            label["propertyLabel"],
            label["propertyLabelEn"],
            value,
            label["valueLabel"],
            label["valueLabelEn"],
        )
        found.setdefault((property_.text, value), fact)
    return tuple(found.values())


def _each_once(answer: Answer) -> Iterator[dict[str, str]]:
    """Yield the first row of each statement: a thing with two labels has two rows."""
    seen: set[tuple[str, str]] = set()
    for row in answer.texts():
        key = row["property"], row["user"]
        if key not in seen:
            seen.add(key)
            yield row


def _names(facts: Iterable[Fact]) -> Iterator[Name]:
    named = [
        Name(fact.value.text, fact.value.language or "", _ROLES[fact.term])
        for fact in facts
        if fact.term in _ROLES and fact.value.kind == "literal"
    ]
    order: tuple[Role, ...] = ("preferred", "other", "misspelt")
    yield from dict.fromkeys(sorted(named, key=lambda name: (order.index(name.role), name.language != "zh")))
