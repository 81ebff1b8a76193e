# ruff: noqa: S608 - what is put into SQL is ours
"""What the graph says about one thing: its facts, the printed rows behind them, its assignments, goals and findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import named
from heze_graph.errors import ParameterError
from heze_graph.model.answers import Answer, Term
from heze_graph.queries.columns import Words
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.rdf.terms import NAMING, PREFIXES
from heze_graph.store.engine import Engine

Role = Literal["preferred", "other", "misspelt"]
Around = Literal["uses", "sources"]
"""What is told of a thing beside its facts: what points to it, and the printed rows it was read from."""
_ROLES: dict[str, Role] = {
    **dict.fromkeys(NAMING, "preferred"),
    PREFIXES["skos"] + "altLabel": "other",
    PREFIXES["skos"] + "hiddenLabel": "misspelt",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `language` is `zh`, `en` or ""; `misspelt` is a spelling seen in print."""

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
    """A thing: its `kind` as returned by `describe`; `facts` by term; at most 200 `uses`; `sources` by position."""

    iri: str
    kind: str
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]
    uses: tuple[Use, ...]
    sources: tuple[Source, ...]

    def label(self, language: str = "zh") -> str:
        """Return the preferred name in a language, else in another one, else the readable part of the IRI."""
        preferred = {name.language: name.text for name in self.names if name.role == "preferred"}
        return preferred.get(language) or next(iter(preferred.values()), "") or readable(self.iri)

    def values(self, term: str) -> tuple[Fact, ...]:
        """Return the facts of one property, given by its local name (`line`, `prefLabel`)."""
        return tuple(fact for fact in self.facts if local_name(fact.term) == term)


def local_name(iri: str) -> str:
    """Return the last part of a term's IRI.

    >>> local_name("http://www.w3.org/2004/02/skos/core#prefLabel"), local_name("http://purl.org/dc/terms/title")
    ('prefLabel', 'title')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def readable(iri: str) -> str:
    """Return the readable part of an IRI, for a thing without a name.

    >>> readable("https://w3id.org/heze-graph/id/row/heze-2023-q3/69"), readable("https://example.org/a")
    ('heze-2023-q3/69', 'https://example.org/a')
    """
    if not iri.startswith(iris.ID):
        return iri.removeprefix(iris.BASE)
    return "/".join(map(iris.text_of, iri.removeprefix(iris.ID).split("/")[1:])) or iri


def describe(
    engine: Engine, library: Library, iri: str, around: Collection[Around] = ("uses", "sources")
) -> Thing | None:
    """Return what the graph says about a thing, None where it says nothing (or the text is not an IRI).

    The kind is the name of its class in our ontology (`target`, `entry`, `assignment`, `unit-pair`, …), else the first
    segment of its IRI (`claim`, `day`, `period`, …). Asks the saved query `facts-of-thing` and, with `around`,
    `uses-of-thing` and `sources-of-thing`, which have many rows for a busy thing. Raises as the engine does.
    """

    def answer_of(name: str) -> Answer:
        return library.ask(engine, name, thing=iri)

    try:
        facts = _facts(answer_of("facts-of-thing"))
    except ParameterError:
        return None
    if not facts:
        return None
    found = {name: answer_of(f"{name}-of-thing") if name in around else Answer((), ()) for name in ("uses", "sources")}
    columns = ("property", "propertyLabel", "propertyLabelEn", "user", "userLabel", "userLabelEn")
    uses = tuple(Use(*(row[column] for column in columns)) for row in _each_once(found["uses"]))
    sources = tuple(
        Source(row["document"], row["fileName"], int(row["line"]), row["row"]) for row in found["sources"].texts()
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
    for cells in answer.by_column():
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


Row = dict[str, str]
"""A row of the saved query `assignments-of-thing`, `goals-of-thing` or `findings-of-thing`, answered by the catalogue.

They come in the same order with the columns that pages show; an empty column is "".
"""
#: The assignments that ?1, an IRI, takes part in.
_TAKES_PART = """(SELECT r.thing AS assignment, 'unit' AS role FROM thing x JOIN responsible r ON r.unit = x.id
    WHERE x.iri = ?1 UNION SELECT a.thing, 'leader' FROM thing x JOIN assignment a ON a.leader = x.id WHERE x.iri = ?1
    UNION SELECT m.assignment, 'mention' FROM thing x JOIN mention m ON m.mentioned = x.id WHERE x.iri = ?1 {more})"""
_INFERRED = "UNION SELECT f.thing, 'inferred' FROM thing x JOIN inferred f ON f.unit = x.id WHERE x.iri = ?1"
_OWN = """UNION SELECT a.thing, 'own' FROM thing x JOIN assignment a ON a.entry = x.id WHERE x.iri = ?1
    UNION SELECT a.thing, 'own' FROM thing x JOIN entry e ON e.target = x.id JOIN assignment a ON a.entry = e.thing
    WHERE x.iri = ?1"""
_ASSIGNMENTS = f"""SELECT d.name AS document, e.number AS no, l.iri AS leaderIri, a.units, a.unitIris, e.wording,
    a.deadline, a.claimed AS claim, a.claim AS claimCode, p.role, a.line, a.ordinal, t.iri AS target, n.iri AS entry
    FROM {_TAKES_PART.format(more=_INFERRED + " " + _OWN)} p JOIN assignment a ON a.thing = p.assignment
    JOIN entry e ON e.thing = a.entry JOIN titled d ON d.thing = e.document JOIN thing t ON t.id = e.target
    JOIN thing n ON n.id = e.thing LEFT JOIN thing l ON l.id = a.leader ORDER BY d.name, a.line, a.ordinal, p.role"""
#: The entries that ?1 takes part in.
_ENTRIES = f"""SELECT a.entry FROM {_TAKES_PART.format(more=_OWN)} p JOIN assignment a ON a.thing = p.assignment"""
_GOALS = f"""SELECT d.name AS document, e.number AS no, g.phrase AS goal, r.phrase AS reading, r.attainment, g.light,
    u.iri AS rule, e.line, g.ordinal, t.iri AS target, n.iri AS entry, i.iri AS promise
    FROM (SELECT thing FROM goal WHERE entry IN ({_ENTRIES}) UNION
    SELECT g.thing FROM thing x JOIN goal g ON g.indicator = x.id WHERE x.iri = ?1) p JOIN goal g ON g.thing = p.thing
    JOIN entry e ON e.thing = g.entry JOIN titled d ON d.thing = e.document JOIN thing t ON t.id = e.target
    JOIN thing n ON n.id = e.thing JOIN thing i ON i.id = g.thing LEFT JOIN thing u ON u.id = g.rule
    LEFT JOIN reading r ON r.goal = g.thing ORDER BY d.name, e.line, g.ordinal"""
_FINDINGS = f"""SELECT f.kind, d.name AS document, e.number AS no, f.line, f.printed, f.understood, f.certainty,
    f.reason_zh AS reason, f.reason_en AS reasonEn, t.iri AS target, i.iri AS finding,
    (SELECT MIN(o.iri) FROM elsewhere w JOIN thing o ON o.id = w.place WHERE w.thing = f.thing) AS other
    FROM (SELECT thing FROM finding WHERE entry IN ({_ENTRIES}) UNION
    SELECT f.thing FROM thing x JOIN finding f ON f.entry = x.id WHERE x.iri = ?1 UNION
    SELECT f.thing FROM thing x JOIN finding f ON f.document = x.id WHERE x.iri = ?1) p
    JOIN finding f ON f.thing = p.thing JOIN thing i ON i.id = f.thing LEFT JOIN titled d ON d.thing = f.document
    LEFT JOIN entry e ON e.thing = f.entry LEFT JOIN thing t ON t.id = e.target
    ORDER BY d.name, f.line, f.kind, i.iri"""
_GOVERNMENTS = """SELECT i.iri FROM thing x JOIN governs g ON g.place = x.id JOIN thing i ON i.id = g.thing
    WHERE x.iri = ? ORDER BY i.iri"""


def assignments(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the assignments that a thing takes part in, with its `role`, by document and line."""
    rows = catalogue.texts(_ASSIGNMENTS, thing)
    leaders = named(catalogue, "leader", sorted({row["leaderIri"] for row in rows}))
    return [{**row, "leader": _name(leaders.get(row["leaderIri"]), "zh")} for row in rows]


def goals(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the goals of a thing with reading, light and rule, by document and line."""
    rows = catalogue.texts(_GOALS, thing)
    rules = named(catalogue, "light-rule", sorted({row["rule"] for row in rows}))
    for row in rows:
        row["rule"], row["ruleEn"] = (_name(rules.get(row["rule"]), language) for language in ("zh", "en"))
    return rows


def findings(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the findings about the entries of a thing, or in a document, by document and line.

    `other` is one of the rows that the finding compares, "" for none.
    """
    rows = catalogue.texts(_FINDINGS, thing)
    kinds = {row["kind"]: iris.concept("finding-kind", row["kind"]) for row in rows}
    labels = named(catalogue, "finding-kind", sorted(kinds.values()))
    for row in rows:
        row["label"], row["labelEn"] = (_name(labels.get(kinds[row["kind"]]), language) for language in ("zh", "en"))
    return rows


def governments(catalogue: Catalogue, place: str) -> list[str]:
    """Return the IRIs of the units that govern a place."""
    return [iri for (iri,) in catalogue.rows(_GOVERNMENTS, place)]


def _name(words: Words | None, language: str) -> str:
    return words.of(language) if words else ""
