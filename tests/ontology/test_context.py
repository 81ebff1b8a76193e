"""The JSON-LD context: short names for every term, and no triple lost on the way there and back."""

from __future__ import annotations

import json

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.compare import isomorphic

from heze_graph.rdf import iris
from heze_graph.rdf.terms import HEZE, PREFIXES
from heze_graph.resources import ONTOLOGY

FILE = ONTOLOGY / "context.jsonld"
#: rdflib's own JSON-LD reader still uses it.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

CONTEXT = json.loads(FILE.read_text(encoding="utf-8"))["@context"]
TERMS = Graph().parse(ONTOLOGY / "heze.ttl")

EXAMPLE = {
    "@context": CONTEXT,
    "@graph": [
        {
            "id": "https://w3id.org/heze-graph/id/entry/heze-2023-q3/1",
            "type": "Entry",
            "inDocument": "https://w3id.org/heze-graph/id/document/heze-2023-q3",
            "line": 12,
            "number": "1",
            "wording": {"zh": "地区生产总值增长6%左右"},
            "ofTarget": "https://w3id.org/heze-graph/id/target/heze-2023-q3/1",
            "wasDerivedFrom": ["https://w3id.org/heze-graph/id/row/heze-2023-q3/12"],
        },
        {
            "id": "https://w3id.org/heze-graph/id/target/heze-2023-q3/1",
            "type": "Target",
            "year": "2023",
            "prefLabel": {"zh": "地区生产总值增长6%左右"},
        },
        {
            "id": "https://w3id.org/heze-graph/id/entry/heze-2023-q3/1/1",
            "type": "Assignment",
            "deadline": "https://w3id.org/heze-graph/id/day/2023-12-31",
        },
    ],
}
SAME = """
@prefix heze: <https://w3id.org/heze-graph/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/heze-graph/id/> .

<entry/heze-2023-q3/1> a heze:Entry ;
    heze:inDocument <document/heze-2023-q3> ;
    heze:line 12 ;
    heze:number "1" ;
    heze:wording "地区生产总值增长6%左右"@zh ;
    heze:ofTarget <target/heze-2023-q3/1> ;
    prov:wasDerivedFrom <row/heze-2023-q3/12> .

<target/heze-2023-q3/1> a heze:Target ;
    heze:year "2023"^^xsd:gYear ;
    skos:prefLabel "地区生产总值增长6%左右"@zh .

<entry/heze-2023-q3/1/1> a heze:Assignment ;
    heze:deadline <day/2023-12-31> .
"""


def expanded(name: str) -> str:
    entry = CONTEXT[name]
    prefix, _, rest = (entry if isinstance(entry, str) else entry["@id"]).partition(":")
    return str(PREFIXES[prefix]) + str(rest)


def test_every_term_of_ours_has_its_own_name() -> None:
    assert CONTEXT["@version"] == 1.1
    for name in HEZE.names:
        assert name in CONTEXT, f"add {name} to {FILE.name}"
        assert expanded(name) == iris.TERM + name


def test_the_types_are_the_ranges() -> None:
    for name in HEZE.names:
        term, entry = URIRef(iris.TERM + name), CONTEXT[name]
        if (term, RDF.type, OWL.ObjectProperty) in TERMS:
            assert entry == {"@id": f"heze:{name}", "@type": "@id"}
        elif (term, RDF.type, OWL.DatatypeProperty) in TERMS:
            values = TERMS.value(term, RDFS.range)
            if values == RDF.langString:
                assert entry == {"@id": f"heze:{name}", "@container": "@language"}
            elif values == XSD.string:
                assert entry == f"heze:{name}"
            else:
                assert entry == {"@id": f"heze:{name}", "@type": f"xsd:{str(values).removeprefix(str(XSD))}"}


def test_the_prefixes_are_those_of_the_project() -> None:
    assert PREFIXES.items() <= CONTEXT.items()


def test_a_short_document_says_the_same_as_turtle() -> None:
    read = Graph().parse(data=json.dumps(EXAMPLE), format="json-ld")
    assert isomorphic(read, Graph().parse(data=SAME, format="turtle"))


def test_the_real_graph_comes_back_from_json(union: Graph) -> None:
    compact = union.serialize(format="json-ld", context=CONTEXT)
    assert not [key for thing in json.loads(compact)["@graph"] for key in thing if ":" in key and "heze:" in key]
    assert set(Graph().parse(data=compact, format="json-ld")) == set(union)
