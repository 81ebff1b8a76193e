"""The ontology as its files describe it: every term with its names, definition, rules, domain and range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.rdf import iris
from heze_graph.rdf.terms import PREFIXES, RDF_TYPE, prefixed

if TYPE_CHECKING:
    import pyoxigraph

_RDFS = PREFIXES["rdfs"]
_SKOS = PREFIXES["skos"]
_OWL = PREFIXES["owl"]
_SH = "http://www.w3.org/ns/shacl#"
_MORE_PREFIXES = PREFIXES | {
    "csvw": "http://www.w3.org/ns/csvw#",
    "oa": "http://www.w3.org/ns/oa#",
    "sdg": "http://metadata.un.org/sdg/ontology#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "wd": "http://www.wikidata.org/entity/",
}
#: The sections of the ontology by the type of their terms, and the kind of those terms.
SECTIONS = {
    "classes": _OWL + "Class",
    "object_properties": _OWL + "ObjectProperty",
    "datatype_properties": _OWL + "DatatypeProperty",
    "schemes": _SKOS + "ConceptScheme",
}
_KINDS = {
    "classes": "class",
    "object_properties": "property",
    "datatype_properties": "property",
    "schemes": "scheme",
}
_ALIGNING = tuple(
    [_RDFS + name for name in ("subClassOf", "subPropertyOf", "seeAlso")]
    + [_SKOS + name for name in ("closeMatch", "relatedMatch", "exactMatch", "broadMatch", "narrowMatch")]
)

Texts = Mapping[str, str]
Statements = dict[str, dict[str, list["pyoxigraph.NamedNode | pyoxigraph.Literal"]]]


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term that another one points to: its short name, its address, and the relation between the two."""

    name: str
    iri: str
    relation: str = ""

    @property
    def address(self) -> str:
        """Where to read about it: here for our own terms, else its IRI; "" where that is not an address."""
        if self.iri.startswith(iris.BASE):
            return self.iri.removeprefix(iris.BASE.rstrip("/"))
        return self.iri if self.iri.startswith(("http://", "https://")) else ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of a scheme."""

    notation: str
    iri: str
    labels: Texts
    definitions: Texts


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape demands of a class or a property: the property concerned ("" for the whole), and the message."""

    path: str
    messages: Texts


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A `class`, a `property` or a `scheme`, as given by `kind`; what the files do not say is empty."""

    kind: str
    name: str
    iri: str
    labels: Texts
    definitions: Texts
    domain: tuple[TermLink, ...] = ()
    range: tuple[TermLink, ...] = ()
    alignments: tuple[TermLink, ...] = ()
    properties: tuple[TermLink, ...] = ()
    pointing: tuple[TermLink, ...] = ()
    rules: tuple[Rule, ...] = ()
    concepts: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """All terms by section, each section by name; titles and descriptions by language."""

    version: str
    titles: Texts
    descriptions: Texts
    sections: Mapping[str, tuple[OntologyTerm, ...]] = field(default_factory=dict)


@cache
def ontology(folder: Path) -> Ontology:
    """Return the ontology in a folder with `heze.ttl`, `cube.ttl`, `alignments.ttl` and `shapes.ttl`."""
    own, more = _statements(folder / "heze.ttl"), _statements(folder / "cube.ttl")
    aligned, shapes = _statements(folder / "alignments.ttl"), _statements(folder / "shapes.ttl")
    rules = _rules(shapes)
    sections = {}
    for section, kind in SECTIONS.items():
        terms = [iri for iri in own if iri.startswith(iris.TERM) and kind in _links(own, iri, RDF_TYPE)]
        found = (_term(_KINDS[section], iri, (own, more, aligned), rules) for iri in terms)
        sections[section] = tuple(sorted(found, key=lambda term: term.name.casefold()))
    about = own[iris.ONTOLOGY]
    return Ontology(
        version=about[_OWL + "versionInfo"][0].value,
        titles=_words(own, iris.ONTOLOGY, PREFIXES["dcterms"] + "title"),
        descriptions=_words(own, iris.ONTOLOGY, PREFIXES["dcterms"] + "description"),
        sections=sections,
    )


def shortened(iri: str) -> str:
    """Return an IRI as a prefixed name, if a prefix is known.

    >>> shortened("http://www.w3.org/2004/02/skos/core#Concept")
    'skos:Concept'
    """
    return prefixed(iri, _MORE_PREFIXES) or iri.removeprefix(iris.BASE)


def _term(kind: str, iri: str, files: Sequence[Statements], rules: Mapping[str, list[Rule]]) -> OntologyTerm:
    own = files[0]

    def links(property_: str) -> tuple[TermLink, ...]:
        return tuple(TermLink(shortened(one), one) for one in _links(own, iri, property_))

    def users(property_: str) -> tuple[TermLink, ...]:
        found = [one for one in own if iri in _links(own, one, property_)]
        return tuple(sorted((TermLink(shortened(one), one) for one in found), key=lambda link: link.name))

    alignments = [
        TermLink(shortened(one), one, shortened(relation))
        for statements in files
        for relation in _ALIGNING
        for one in _links(statements, iri, relation)
    ]
    return OntologyTerm(
        kind=kind,
        name=shortened(iri),
        iri=iri,
        labels=_words(own, iri, _RDFS + "label") or _words(own, iri, _SKOS + "prefLabel"),
        definitions=_words(own, iri, _SKOS + "definition"),
        domain=links(_RDFS + "domain"),
        range=links(_RDFS + "range"),
        alignments=tuple(dict.fromkeys(alignments)),
        properties=users(_RDFS + "domain"),
        pointing=users(_RDFS + "range"),
        rules=tuple(rules.get(iri, ())),
        concepts=tuple(_concepts(iri, own)),
    )


def _concepts(scheme: str, own: Statements) -> Iterable[Concept]:
    for iri in own:
        if scheme in _links(own, iri, _SKOS + "inScheme"):
            notation = own[iri].get(_SKOS + "notation")
            shown = notation[0].value if notation else ""
            labels = _words(own, iri, _SKOS + "prefLabel")
            yield Concept(shown, iri, labels, _words(own, iri, _SKOS + "definition"))


def _rules(shapes: Statements) -> dict[str, list[Rule]]:
    """Return the rules of the shapes, by the IRI of the class they target, and of the property concerned."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for shape in shapes:
        targets = _links(shapes, shape, _SH + "targetClass")
        parts = _links(shapes, shape, _SH + "property")
        for part in (shape, *parts):
            rule = _rule(shapes, part)
            for about in (*targets, *_links(shapes, part, _SH + "path")):
                if rule and rule not in found[about]:
                    found[about].append(rule)
    return found


def _rule(shapes: Statements, shape: str) -> Rule | None:
    messages = _words(shapes, shape, _SH + "message")
    paths = _links(shapes, shape, _SH + "path")
    return Rule(shortened(paths[0]) if paths else "", messages) if messages else None


def _statements(file: Path) -> Statements:
    """Return the statements of a Turtle file: values by subject and property, without paths and lists."""
    import pyoxigraph

    found: Statements = {}
    for quad in pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if isinstance(subject, pyoxigraph.NamedNode) and isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
            found.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value)
    return found


def _links(statements: Statements, subject: str, property_: str) -> list[str]:
    values = statements.get(subject, {}).get(property_, [])
    return [value.value for value in values if not hasattr(value, "language")]


def _words(statements: Statements, subject: str, property_: str) -> dict[str, str]:
    values = statements.get(subject, {}).get(property_, [])
    return {str(getattr(value, "language", "") or ""): value.value for value in values}
