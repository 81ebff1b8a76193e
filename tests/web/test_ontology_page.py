"""The ontology at its own IRI: every term on the page, every file in every form."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
import rdflib
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph.entities.ontology import ontology
from heze_graph.rdf import iris
from heze_graph.resources import ONTOLOGY, QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.rendering import STATIC
from heze_graph.web.site import Site
from tests.web.test_linked import FORMS, path_of, triples_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> TestClient:
    return TestClient(application(Site(seed_engine, QUERIES)), follow_redirects=False)


def own_terms() -> set[str]:
    said = rdflib.Graph().parse(ONTOLOGY / "heze.ttl")
    defined = rdflib.URIRef("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
    named = {str(one) for one in said.subjects(defined)}
    schemes = said.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/2004/02/skos/core#ConceptScheme"))
    return named | {str(one) for one in schemes}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_every_term_at_its_anchor_with_both_labels(client: TestClient, language: str) -> None:
    page = LexborHTMLParser(client.get("/ontology", params={"lang": language}, headers={"Accept": "text/html"}).text)
    said = rdflib.Graph().parse(ONTOLOGY / "heze.ttl")
    terms = own_terms()
    assert len(terms) > 100
    for iri in terms:
        anchor = page.css_first(f'[id="{iri.removeprefix(iris.TERM)}"]')
        assert anchor is not None, iri
        for label in said.objects(rdflib.URIRef(iri), rdflib.RDFS.label):
            assert str(label) in anchor.text(), iri
    definitions = said.objects(None, rdflib.URIRef("http://www.w3.org/2004/02/skos/core#definition"))
    everything = re.sub(r"\s+", " ", page.text())
    assert not [str(one) for one in definitions if str(one) not in everything]


def test_every_link_of_the_page_leads_somewhere(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/ontology").text)
    anchors = {node.attributes["id"] for node in page.css("[id]")}
    links = {node.attributes["href"] or "" for node in page.css("main a[href], head link[href]")}
    assert {
        link.removeprefix("/ontology").removeprefix("#") for link in links if link.startswith("/ontology#")
    } <= anchors
    for link in sorted(one.partition("#")[0] for one in links):
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_what_is_said_of_a_term() -> None:
    read = ontology(ONTOLOGY)
    terms = {term.name: term for section in read.sections.values() for term in section}
    target, of_target = terms["heze:Target"], terms["heze:ofTarget"]
    assert "heze:promisedBy" in {link.name for link in target.properties}
    assert [link.name for link in of_target.range] == ["heze:Target"]
    assert [link.name for link in of_target.domain] == ["heze:Entry"]
    assert ("skos:closeMatch", "sdg:Target") in {(link.relation, link.name) for link in target.alignments}
    assert all(rule.messages["zh"] and rule.messages["en"] for rule in target.rules)
    assert len(target.rules) >= 5
    assert {concept.notation for concept in terms["heze:LightScheme"].concepts} >= {"reached", "behind"}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/ontology", "heze.ttl"),
        ("/ontology/0.1.0", "heze.ttl"),
        ("/ontology/cube.ttl", "cube.ttl"),
        ("/ontology/shapes.ttl", "shapes.ttl"),
        ("/shapes", "shapes.ttl"),
        ("/ontology/alignments.ttl", "alignments.ttl"),
        ("/alignments", "alignments.ttl"),
    ],
)
def test_the_files_in_every_form(client: TestClient, path: str, file: str) -> None:
    turtle = client.get(path, headers={"Accept": "text/turtle"})
    assert turtle.content == (ONTOLOGY / file).read_bytes()
    expected = len(rdflib.Graph().parse(data=turtle.content, format="turtle"))
    for name, (media_type, form, rdflib_name) in FORMS.items():
        response = client.get(path, params={"format": name})
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert len(triples_of(response.content, form)) == expected
        assert len(rdflib.Graph().parse(data=response.content, format=rdflib_name)) == expected


def test_the_context_and_what_is_not_there(client: TestClient) -> None:
    response = client.get("/ontology/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert response.content == (ONTOLOGY / "context.jsonld").read_bytes()
    for path in ("/ontology/9.9.9", "/ontology/reference", "/ontology/..%2Fshapes.ttl"):
        assert client.get(path).status_code == 404


def test_each_iri_of_a_term_is_in_what_programs_get(client: TestClient) -> None:
    said = triples_of(client.get("/ontology?format=nt").content, ox.RdfFormat.N_TRIPLES)
    subjects = {triple.subject for triple in said}
    assert {ox.NamedNode(iri) for iri in own_terms()} <= subjects
    assert path_of(iris.TERM + "Target").startswith("/ontology")


def test_the_overview_is_the_one_of_the_docs() -> None:
    docs = ONTOLOGY.parent / "docs" / "ontology.svg"
    assert (STATIC / "ontology.svg").read_bytes() == docs.read_bytes(), "run python docs/draw_ontology.py, then copy it"
