"""The facts of a thing as a reader wants them: labelled, each property once, what the page shows elsewhere left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heze_graph import iris
from heze_graph.things.thing import Fact, Thing, Use, local_name
from heze_graph.web.rendering import all_words
from heze_graph.web.things.reader import Link, Reader

#: Shown elsewhere on every page, or said by the page itself.
_ELSEWHERE = frozenset({"type", "prefLabel", "label", "title", "wasDerivedFrom", "isDefinedBy"})
#: Shown by a part of their own on the pages of these kinds.
_BY_KIND = {
    "finding": frozenset(
        {"printed", "printedElsewhere", "reason", "understood", "certainty"}
        | {"concerns", "elsewhere", "inDocument", "line", "candidateList"}
    ),
    "entry": frozenset({"wording"}),
    "document": frozenset({"identifier"}),
    "target": frozenset({"identifier"}),
    "project": frozenset({"countyList"}),
}
_LONG = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """A property with its values; `long` where they need the whole width."""

    label: str
    values: tuple[Link, ...]
    long: bool


def shown(reader: Reader, thing: Thing) -> list[Shown]:
    """Return the facts of a thing in the language of the page, in the order in which the graph has them."""
    left_out = _ELSEWHERE | _BY_KIND.get(thing.kind, frozenset())
    found: dict[str, list[Link]] = {}
    for fact in _in_language(thing.facts, reader.language):
        if local_name(fact.term) not in left_out:
            found.setdefault(_label(reader, fact), []).append(_value(reader, fact))
    return [Shown(label, tuple(links), sum(len(x.label) for x in links) > _LONG) for label, links in found.items()]


def uses(reader: Reader, thing: Thing) -> list[Shown]:
    """Return what other things say of a thing, by property."""
    found: dict[str, list[Link]] = {}
    for use in thing.uses:
        found.setdefault(_label(reader, use), []).append(_user(reader, use))
    return [Shown(label, tuple(dict.fromkeys(links)), True) for label, links in found.items()]


def kind_label(reader: Reader, thing: Thing) -> str:
    """Return what the kind of a thing is called: its class in our ontology, else the list that its code belongs to."""
    of_kind = [fact for fact in thing.values("type") if fact.link.startswith(iris.TERM)] or [*thing.values("inScheme")]
    for fact in of_kind:
        return (fact.value_en if reader.language == "en" else fact.value_zh) or thing.kind
    words = all_words().get(f"thing.kind-one.{thing.kind}")
    return words[reader.language] if words else thing.kind


def _in_language(facts: Iterable[Fact], language: str) -> list[Fact]:
    """Leave out a text in the other language where there is one in this language."""
    facts = list(facts)
    here = {fact.term for fact in facts if fact.value.language == language}
    names = ("altLabel", "hiddenLabel")
    return [
        fact
        for fact in facts
        if not fact.value.language
        or fact.value.language == language
        or fact.term not in here
        or local_name(fact.term) in names
    ]


def _label(reader: Reader, fact: Fact | Use) -> str:
    label = fact.term_zh if reader.language == "zh" else fact.term_en
    name = local_name(fact.term)
    words = all_words().get(f"thing.term.{name}")
    return label or (words[reader.language] if words else name)


def _value(reader: Reader, fact: Fact) -> Link:
    if fact.link:
        label = (fact.value_en if reader.language == "en" else "") or fact.value_zh
        return reader.thing(fact.link, label)
    text = fact.value.text
    if fact.value.datatype and fact.value.datatype.endswith("#boolean"):
        text = all_words()[f"thing.{text}"][reader.language]
    return Link(text, "", not text.isascii())


def _user(reader: Reader, use: Use) -> Link:
    label = (use.thing_en if reader.language == "en" else "") or use.thing_zh
    return reader.thing(use.thing, label)
