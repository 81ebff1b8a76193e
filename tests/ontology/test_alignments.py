"""The alignments: our side is declared, the other side exists."""

from __future__ import annotations

import re

from rdflib import CSVW, OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SDO
from rdflib.term import Node

from heze_graph.rdf import iris
from heze_graph.resources import ONTOLOGY

FILE = ONTOLOGY / "alignments.ttl"
GRAPH = Graph().parse(FILE)
TERMS = Graph().parse(ONTOLOGY / "heze.ttl")
ABOUT = URIRef(iris.BASE + "alignments")
RELATIONS = {
    SKOS.closeMatch, SKOS.relatedMatch, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso,
}  # fmt: skip
#: What the W3C, Dublin Core and schema.org really define, as rdflib ships it.
DEFINED = {str(term) for namespace in (CSVW, DCTERMS, ORG, PROV, SDO) for term in dir(namespace)}
#: https://github.com/UNStats/LOD4Stats/wiki/SDG-Knowledge-Organization-System
SDG = {f"http://metadata.un.org/sdg/ontology#{name}" for name in ("Goal", "Target", "Indicator", "Series")}
#: https://www.w3.org/TR/annotation-vocab/ (2017) and the SDMX-RDF vocabularies that the Data Cube Recommendation names.
OTHERS = {f"http://www.w3.org/ns/oa#{name}" for name in ("exact", "start", "end")} | {
    "http://purl.org/linked-data/sdmx/2009/measure#obsValue",
    "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure",
}
CITY, WIKIDATA = URIRef(iris.place("371700")), URIRef("http://www.wikidata.org/entity/Q332753")
STRATML = URIRef("urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport")


def statements() -> list[tuple[Node, Node, Node]]:
    return [triple for triple in GRAPH if triple[0] != ABOUT]


def test_only_terms_of_ours_are_aligned() -> None:
    for ours, relation, _ in statements():
        assert ours == CITY or (ours, RDFS.isDefinedBy, URIRef(iris.ONTOLOGY)) in TERMS, ours
        assert relation in RELATIONS


def test_the_other_side_exists() -> None:
    for _, _, theirs in statements():
        assert str(theirs) in DEFINED | SDG | OTHERS or theirs in (WIKIDATA, STRATML), theirs


def test_properties_are_aligned_with_properties_and_classes_with_classes() -> None:
    for ours, _, theirs in statements():
        if (ours, RDF.type, OWL.Class) in TERMS:
            assert re.split(r"[#/:]", str(theirs))[-1][0].isupper(), (ours, theirs)
        elif ours != CITY:
            assert re.split(r"[#/:]", str(theirs))[-1][0].islower(), (ours, theirs)


def test_no_county_is_linked_to_wikidata() -> None:
    linked = {(ours, theirs) for ours, _, theirs in GRAPH if "wikidata" in str(theirs)}
    assert linked == {(CITY, WIKIDATA)}


def test_nothing_is_imported_and_nothing_is_blank() -> None:
    assert not list(GRAPH.objects(None, OWL.imports))
    assert all(isinstance(node, URIRef) for ours, _, theirs in statements() for node in (ours, theirs))


def test_prefixes_are_used() -> None:
    text = FILE.read_text(encoding="utf-8")
    for prefix in re.findall(r"@prefix ([\w-]+):", text):
        assert re.search(rf"(?<![\w:<]){prefix}:\w", text), f"remove the prefix {prefix}"
