"""The ontology: every term is whole, and the ontology, the program and the graph speak of the same terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, VANN, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, QB, SDO, SH, TIME
from rdflib.term import Node

from heze_graph.model.facts import Comparator, Light, Nature, Stage
from heze_graph.model.understood import Certainty, ChangeKind, Claim
from heze_graph.rdf import iris
from heze_graph.rdf.facts import COMPARATORS
from heze_graph.rdf.terms import HEZE, PREFIXES
from heze_graph.resources import ONTOLOGY

FILE = ONTOLOGY / "heze.ttl"
TEXT = FILE.read_text(encoding="utf-8")
GRAPH = Graph().parse(FILE)
SHAPES = Graph().parse(ONTOLOGY / "shapes.ttl")
ABOUT = URIRef(iris.ONTOLOGY)
OURS = Namespace(iris.TERM)
CLASSES = set(GRAPH.subjects(RDF.type, OWL.Class))
OBJECT_PROPERTIES = set(GRAPH.subjects(RDF.type, OWL.ObjectProperty))
DATATYPE_PROPERTIES = set(GRAPH.subjects(RDF.type, OWL.DatatypeProperty))
PROPERTIES = OBJECT_PROPERTIES | DATATYPE_PROPERTIES
SCHEMES = set(GRAPH.subjects(RDF.type, SKOS.ConceptScheme))
CONCEPTS = sorted(GRAPH.subjects(RDF.type, SKOS.Concept), key=str)
TERMS = sorted(CLASSES | PROPERTIES | SCHEMES, key=str)

#: What the W3C, Dublin Core, FOAF and schema.org really define, as rdflib ships it.
NAMESPACES = (DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, TIME, VANN, XSD)
DEFINED = {str(term) for namespace in NAMESPACES for term in dir(namespace)}
#: Their values are of several classes; OWL could say so only with a blank node, shapes.ttl says it with sh:in.
OF_SEVERAL_CLASSES = {OURS["mentions"]}


def languages(subject: Node, predicate: URIRef) -> list[str]:
    return sorted(str(text.language) for text in GRAPH.objects(subject, predicate) if isinstance(text, Literal))


def name(term: Node) -> str:
    return str(term).rpartition("#")[2]


def test_the_header_is_whole() -> None:
    (version,) = GRAPH.objects(ABOUT, OWL.versionInfo)
    assert GRAPH.value(ABOUT, OWL.versionIRI) == URIRef(f"{iris.ONTOLOGY}/{version}")
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(version))
    assert GRAPH.value(ABOUT, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    assert GRAPH.value(ABOUT, DCTERMS.creator)
    assert str(GRAPH.value(ABOUT, VANN.preferredNamespacePrefix)) == "heze"
    assert str(GRAPH.value(ABOUT, VANN.preferredNamespaceUri)) == iris.TERM == PREFIXES["heze"]


@pytest.mark.parametrize("file", sorted(ONTOLOGY.glob("*.ttl")), ids=lambda file: file.name)
def test_each_file_says_what_it_is_by_whom_and_when(file: Path) -> None:
    graph = Graph().parse(file)
    (about,) = graph.subjects(RDF.type, OWL.Ontology)
    (version,) = graph.objects(about, OWL.versionInfo)
    assert version == GRAPH.value(ABOUT, OWL.versionInfo), "all files have one version"
    assert graph.value(about, OWL.versionIRI) == URIRef(f"{about}/{version}")
    for predicate in (DCTERMS.title, DCTERMS.description):
        said = [text for text in graph.objects(about, predicate) if isinstance(text, Literal)]
        assert sorted(str(text.language) for text in said) == ["en", "zh"]
    assert graph.value(about, DCTERMS.creator)
    created, modified = (graph.value(about, predicate) for predicate in (DCTERMS.created, DCTERMS.modified))
    assert isinstance(created, Literal)
    assert isinstance(modified, Literal)
    assert created.datatype == modified.datatype == XSD.date
    assert str(created) <= str(modified)


def test_it_needs_no_other_file() -> None:
    assert not list(GRAPH.objects(None, OWL.imports))


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_each_term_has_labels_definitions_and_a_home(term: Node) -> None:
    assert languages(term, RDFS.label) == ["en", "zh"]
    assert languages(term, SKOS.definition) == ["en", "zh"]
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [ABOUT]
    assert all(str(text).strip() for text in GRAPH.objects(term, SKOS.definition))


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_each_term_has_one_block(term: Node) -> None:
    assert len(re.findall(rf"^heze:{name(term)} a ", TEXT, re.MULTILINE)) == 1


def test_classes_begin_with_a_capital_and_properties_do_not() -> None:
    assert all(name(term)[0].isupper() for term in CLASSES | SCHEMES)
    assert all(name(term)[0].islower() for term in PROPERTIES)


@pytest.mark.parametrize("terms", [CLASSES, PROPERTIES], ids=["classes", "properties"])
def test_labels_are_told_apart(terms: set[Node]) -> None:
    for language in ("zh", "en"):
        labels = [
            str(label)
            for term in terms
            for label in GRAPH.objects(term, RDFS.label)
            if isinstance(label, Literal) and label.language == language
        ]
        assert len(labels) == len(set(labels))
        chinese = {label for label in labels if re.search(r"[\u4e00-\u9fff]", label)}
        # Some names of standards, such as SHA-256, are the same in both.
        assert chinese == ({label for label in labels if not label.isascii()} if language == "zh" else set())


def test_the_program_writes_exactly_the_declared_terms() -> None:
    written, declared = set(HEZE.names), {name(term) for term in CLASSES | PROPERTIES}
    assert not written - declared, "declare them in ontology/heze.ttl"
    assert not declared - written, "add them to HEZE in heze_graph/rdf/terms.py, or remove them from heze.ttl"


def test_domains_and_ranges_are_declared() -> None:
    for prop in PROPERTIES:
        for kind in (RDFS.domain, RDFS.range):
            for term in GRAPH.objects(prop, kind):
                assert term in CLASSES or not str(term).startswith(iris.TERM), f"{name(prop)}: {term}"
    for prop in DATATYPE_PROPERTIES:
        ranges = list(GRAPH.objects(prop, RDFS.range))
        assert all(term == RDF.langString or str(term).startswith(str(XSD)) for term in ranges), name(prop)
    for prop in PROPERTIES - OF_SEVERAL_CLASSES:
        assert (prop, RDFS.range, None) in GRAPH, f"{name(prop)} needs a range"


def test_what_has_no_domain_is_said_of_several_classes(union: Graph) -> None:
    for prop in PROPERTIES - set(GRAPH.subjects(RDFS.domain)):
        # A cell says no type of its own, and counts as one more class.
        classes = {union.value(subject, RDF.type) for subject in union.subjects(prop)}
        shapes = {shape for path in SHAPES.subjects(SH.path, prop) for shape in SHAPES.subjects(SH.property, path)}
        classes |= {SHAPES.value(shape, SH.targetClass) for shape in shapes}
        assert len(classes - {None}) > 1, f"{name(prop)} needs a domain"


def test_nothing_is_of_two_disjoint_classes(union: Graph) -> None:
    pairs = list(GRAPH.subject_objects(OWL.disjointWith))
    assert pairs
    for one, other in pairs:
        assert {one, other} <= CLASSES
        assert not set(union.subjects(RDF.type, one)) & set(union.subjects(RDF.type, other)), (name(one), name(other))


def test_every_term_of_others_exists() -> None:
    for term in {node for triple in GRAPH for node in triple if isinstance(node, URIRef)}:
        if term in (ABOUT, GRAPH.value(ABOUT, OWL.versionIRI), GRAPH.value(ABOUT, DCTERMS.license)):
            continue
        if str(term).startswith((iris.TERM, iris.ID)):
            continue
        assert str(term) in DEFINED, term


def test_prefixes_are_those_of_the_project_and_used() -> None:
    declared = dict(re.findall(r"@prefix (\w+): <([^>]+)>", TEXT))
    assert declared.items() <= PREFIXES.items()
    for prefix in declared:
        assert re.search(rf"(?<![\w:<]){prefix}:\w", TEXT), f"remove the prefix {prefix}"


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: str(concept).removeprefix(iris.ID))
def test_each_concept_has_a_scheme_a_notation_and_labels(concept: Node) -> None:
    (scheme,) = GRAPH.objects(concept, SKOS.inScheme)
    assert scheme in SCHEMES
    folder, segment = str(concept).removeprefix(iris.ID).split("/")
    (notation,) = map(str, GRAPH.objects(concept, SKOS.notation))
    assert segment == COMPARATORS.get(notation, notation)
    assert name(scheme) == "".join(word.capitalize() for word in folder.split("-")) + "Scheme"
    assert languages(concept, SKOS.prefLabel) == languages(concept, SKOS.definition) == ["en", "zh"]


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("ClaimScheme", Claim),
        ("CertaintyScheme", Certainty),
        ("ChangeKindScheme", ChangeKind),
        ("ComparatorScheme", Comparator),
        ("NatureScheme", Nature),
        ("StageScheme", Stage),
        ("LightScheme", Light),
    ],
)
def test_the_concepts_are_the_values_of_the_program(scheme: str, values: type[StrEnum]) -> None:
    concepts = GRAPH.subjects(SKOS.inScheme, OURS[scheme])
    assert {str(GRAPH.value(concept, SKOS.notation)) for concept in concepts} == set(values)


def test_the_graph_uses_only_declared_terms(union: Graph) -> None:
    used = {*union.predicates(), *union.objects(None, RDF.type)}
    ours = {term for term in used if str(term).startswith(iris.TERM)}
    assert ours <= CLASSES | PROPERTIES
    for term in used - ours:
        assert str(term) in DEFINED, term


def test_every_triple_keeps_domain_and_range(union: Graph) -> None:
    for prop in PROPERTIES:
        for domain in GRAPH.objects(prop, RDFS.domain):
            # A cell or a mention says no type of its own: what stands in a row, or is mentioned somewhere, is one.
            untyped = {s for s in union.subjects(prop) if (s, RDF.type, domain) not in union}
            assert (untyped == set()) is (domain not in (OURS.Cell, OURS.Mention)), name(prop)
        for values in GRAPH.objects(prop, RDFS.range):
            wrong = [o for o in set(union.objects(None, prop)) if not _is(union, o, values)]
            assert not wrong, f"{name(prop)}: {wrong[:3]}"


def _is(union: Graph, value: Node, expected: Node) -> bool:
    if isinstance(value, Literal):
        return (RDF.langString if value.language else value.datatype or XSD.string) == expected
    kinds = {TIME.Instant, TIME.ProperInterval} if expected == TIME.TemporalEntity else {expected}
    return any((value, RDF.type, kind) in union for kind in kinds)


def test_there_are_no_blank_nodes(real_graph: Path) -> None:
    quads = pyoxigraph.parse(path=str(real_graph), format=pyoxigraph.RdfFormat.N_QUADS)
    assert not any(isinstance(node, pyoxigraph.BlankNode) for node in _nodes(quads))


def _nodes(quads: Iterator[pyoxigraph.Quad]) -> Iterator[object]:
    for quad in quads:
        yield from (quad.subject, quad.object, quad.graph_name)
