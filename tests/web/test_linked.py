"""Every IRI of the graph leads somewhere, in every form, and says there what the graph says."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from heze_graph.export.formats import compacted
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY, QUERIES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.site import Site
from tests.web.source import Still

FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE, "turtle"),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD, "json-ld"),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML, "xml"),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES, "nt"),
}
# rdflib's own parser of JSON-LD, and pySHACL, use what rdflib no longer likes.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*", "ignore::DeprecationWarning:pyshacl.*")

VOID = "http://rdfs.org/ns/void#"
SH = "http://www.w3.org/ns/shacl#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> Iterator[TestClient]:
    with TestClient(application(Site(seed_engine, QUERIES)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def graph(seed_store: Path) -> set[ox.Triple]:
    """Return the triples as the engine gives them back: `20.0` becomes the decimal `20`."""
    store = ox.Store()
    store.bulk_load(path=str(folder.current(seed_store).graph), format=ox.RdfFormat.N_QUADS)
    return {quad.triple for quad in store}


@pytest.fixture(scope="module")
def things(graph: set[ox.Triple]) -> list[str]:
    nodes = {
        node.value for triple in graph for node in (triple.subject, triple.object) if isinstance(node, ox.NamedNode)
    }
    return sorted(node for node in nodes if node.startswith(iris.ID))


def path_of(iri: str) -> str:
    return quote("/" + iri.removeprefix(iris.BASE), safe="/%")


def triples_of(data: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(input=data, format=form)}


def kinds(things: list[str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for iri in things:
        found[iri.removeprefix(iris.ID).split("/")[0]].append(iri)
    return found


def test_each_thing_is_described_in_triples_of_the_graph(
    client: TestClient, graph: set[ox.Triple], things: list[str]
) -> None:
    """All of a kind, or a hundred of it evenly: what is printed has thousands of cells that are alike."""
    assert len(things) > 3900
    names = list(FORMS)
    for number, iri in enumerate(iri for found in kinds(things).values() for iri in found[:: len(found) // 100 or 1]):
        media_type, form, _ = FORMS[names[number % len(names)]]
        response = client.get(path_of(iri), headers={"Accept": media_type})
        assert response.status_code == 200, iri
        assert response.headers["content-type"].partition(";")[0] == media_type
        said = triples_of(response.content, form)
        assert said <= graph, iri
        about = {triple for triple in said if ox.NamedNode(iri) in (triple.subject, triple.object)}
        stated = {triple for triple in graph if triple.subject == ox.NamedNode(iri)} if number % 50 == 0 else set()
        assert about
        assert stated <= about


def test_each_kind_has_a_page_and_says_the_same_in_every_form(client: TestClient, things: list[str]) -> None:
    for kind, found in kinds(things).items():
        path = path_of(found[len(found) // 2])
        page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
        assert page.status_code == 200, kind
        assert page.headers["content-type"].startswith("text/html")
        assert f'<{path}?format=ttl>; rel="alternate"; type="text/turtle"' in page.headers["link"]
        said = []
        for name, (media_type, form, rdflib_name) in FORMS.items():
            response = client.get(path, params={"format": name})
            assert response.headers["content-type"].partition(";")[0] == media_type
            said.append(triples_of(response.content, form))
            assert len(rdflib.Graph().parse(data=response.content, format=rdflib_name)) == len(said[-1])
        assert all(one == said[0] for one in said), kind


def test_labels_of_what_a_thing_points_to_and_its_sources_come_along(client: TestClient, things: list[str]) -> None:
    entry = next(iri for iri in kinds(things)["entry"] if iri.count("/") == iris.ID.count("/") + 2)
    said = triples_of(client.get(path_of(entry), params={"format": "nt"}).content, ox.RdfFormat.N_TRIPLES)
    subjects = defaultdict(set)
    for triple in said:
        subjects[str(triple.subject)].add(triple.predicate.value)
    derived = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
    (row,) = {t.object for t in said if t.predicate == derived}
    assert {iris.TERM + "line", iris.TERM + "head"} <= subjects[str(row)]
    assert any(PREFIXES["dcterms"] + "title" in found for found in subjects.values())
    assert any(t.predicate.value == iris.TERM + "inEntry" and t.object == ox.NamedNode(entry) for t in said)


def test_what_many_point_to_stays_bounded(client: TestClient) -> None:
    for name in (iris.document("heze-2023-q3"), iris.concept("claim", "on-schedule")):
        said = triples_of(client.get(path_of(name), params={"format": "nt"}).content, ox.RdfFormat.N_TRIPLES)
        assert 10 < sum(t.object == ox.NamedNode(name) for t in said) <= 1000


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.5, text/html", "text/html"),
        ("text/html;q=0.5, application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "application/ld+json"),
        ("text/turtle, */*;q=0.1", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("image/png", "text/html"),
        ("no media type", "text/html"),
    ],
)
def test_negotiation(client: TestClient, accept: str, content_type: str) -> None:
    response = client.get("/id/place/371721", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == content_type
    assert response.headers["vary"] == "Accept"


def test_the_address_beats_the_header_and_names_a_form_or_is_refused(client: TestClient) -> None:
    browser = {"Accept": "text/html"}
    assert client.get("/id/place/371721?format=nt", headers=browser).headers["content-type"] == "application/n-triples"
    html = client.get("/id/place/371721?format=html", headers={"Accept": "text/turtle"})
    assert html.headers["content-type"].startswith("text/html")
    refused = client.get("/id/place/371721?format=<b>", headers=browser)
    assert refused.status_code == 400
    assert "<b>" not in refused.text


def test_headers_of_an_rdf_document(client: TestClient) -> None:
    response = client.get("/id/place/371721", headers={"Accept": "text/turtle"})
    assert response.headers["content-location"] == "/id/place/371721?format=ttl"
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    again = client.get("/id/place/371721", headers={"Accept": "text/turtle", "If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/id/place/371721?format=nt", headers={"If-None-Match": response.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/id/unit/heze/nobody", "/id/", "/id/a%20b", "/id/%00", "/id/a%2Fb", "/id/x%3E%20y"])
def test_what_the_graph_does_not_know_is_not_found(client: TestClient, path: str) -> None:
    for headers in ({"Accept": "text/turtle"}, {"Accept": "text/html"}):
        assert client.get(path, headers=headers).status_code == 404


def test_a_name_with_an_encoded_slash_is_one_segment(client: TestClient, things: list[str]) -> None:
    for iri in things:
        if "%" in iri:
            assert client.get(path_of(iri), headers={"Accept": "text/turtle"}).status_code == 200


def test_the_whole_graph_as_compact_json_ld(graph: set[ox.Triple]) -> None:
    written = compacted(graph, ONTOLOGY / "context.jsonld")
    assert triples_of(written, ox.RdfFormat.JSON_LD) == graph
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert json.loads(written)["@context"] == context
    assert written == compacted(list(graph)[::-1], ONTOLOGY / "context.jsonld")
    assert len(rdflib.Graph().parse(data=written, format="json-ld")) == len(graph)


def test_json_ld_of_values_that_no_term_fits() -> None:
    thing, year = ox.NamedNode(iris.ID + "x/1"), ox.NamedNode(iris.TERM + "year")
    odd = {
        ox.Triple(thing, year, ox.Literal("2023")),
        ox.Triple(thing, year, ox.Literal("2023", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYear"))),
        ox.Triple(thing, year, ox.NamedNode(iris.ID + "y")),
        ox.Triple(thing, ox.NamedNode(iris.TERM + "wording"), ox.Literal("plain")),
        ox.Triple(thing, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("名", language="zh")),
        ox.Triple(thing, ox.NamedNode("urn:a:b"), ox.Literal("@id")),
        ox.Triple(thing, RDF_TYPE, ox.NamedNode("urn:a:Class")),
        ox.Triple(thing, ox.NamedNode(iris.TERM + "claim"), ox.Literal("text, not an IRI")),
    }
    assert triples_of(compacted(odd, ONTOLOGY / "context.jsonld"), ox.RdfFormat.JSON_LD) == odd


# --- Named graphs and downloads


def quads_of(store: Path) -> dict[str, set[ox.Triple]]:
    found = defaultdict(set)
    for quad in ox.parse(path=str(folder.current(store).graph), format=ox.RdfFormat.N_QUADS):
        found[quad.graph_name.value].add(quad.triple)
    return found


def test_named_graphs(client: TestClient, seed_store: Path) -> None:
    graphs = quads_of(seed_store)
    assert len(graphs) == 7
    for iri, triples in graphs.items():
        page = client.get(path_of(iri), headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert f"{len(triples):,}" in page.text
        for name, (media_type, form, _) in FORMS.items():
            response = client.get(path_of(iri), params={"format": name})
            assert response.headers["content-type"].partition(";")[0] == media_type
            assert triples_of(response.content, form) == triples
        for name, form in (("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)):
            quads = list(ox.parse(input=client.get(path_of(iri), params={"format": name}).content, format=form))
            assert {quad.triple for quad in quads} == triples
            assert {quad.graph_name for quad in quads} == {ox.NamedNode(iri)}
    assert client.get("/graph/none").status_code == 404
    assert client.get("/graph/none?format=ttl").status_code == 404


def test_a_graph_without_a_file_comes_from_the_engine(seed_engine: Embedded, seed_store: Path) -> None:
    client = TestClient(application(Site(Still(seed_engine, None), QUERIES)))
    iri, triples = sorted(quads_of(seed_store).items())[0]
    for name, (_, form, _) in FORMS.items():
        assert triples_of(client.get(path_of(iri), params={"format": name}).content, form) == triples
    nquads = client.get(path_of(iri), params={"format": "nq"})
    assert {q.graph_name for q in ox.parse(input=nquads.content, format=ox.RdfFormat.N_QUADS)} == {ox.NamedNode(iri)}
    assert "etag" not in nquads.headers
    assert client.get("/dump.nq.gz").status_code == 404
    assert "dataDump" not in client.get("/void?format=ttl").text


def test_the_whole_graph_to_take_away(client: TestClient, seed_store: Path) -> None:
    response = client.get("/dump.nq.gz")
    assert response.headers["content-type"] == "application/gzip"
    assert gzip.decompress(response.content) == folder.current(seed_store).graph.read_bytes()
    assert response.content == client.get("/dump.nq.gz").content
    turtle = gzip.decompress(client.get("/dump.ttl.gz").content)
    assert triples_of(turtle, ox.RdfFormat.TURTLE) == set().union(*quads_of(seed_store).values())
    again = client.get("/dump.nq.gz", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


# --- The data set and the endpoint


def test_void(client: TestClient, graph: set[ox.Triple], seed_store: Path) -> None:
    for path in ("/void", "/.well-known/void"):
        response = client.get(path)
        assert response.headers["content-type"].startswith("text/turtle")
    said = rdflib.Graph().parse(data=response.content, format="turtle")
    (dataset,) = said.subjects(rdflib.RDF.type, rdflib.URIRef(PREFIXES["dcat"] + "Dataset"))

    def value(name: str) -> int:
        return int(str(said.value(dataset, rdflib.URIRef(VOID + name))))

    graphs = quads_of(seed_store)
    assert value("triples") == len(graph) == sum(map(len, graphs.values()))
    assert value("distinctSubjects") == len({t.subject for t in graph})
    assert value("distinctObjects") == len({t.object for t in graph})
    assert value("properties") == len({t.predicate for t in graph})
    subsets = {str(one) for one in said.objects(dataset, rdflib.URIRef(VOID + "subset"))}
    assert subsets == set(graphs)
    for part in said.objects(dataset, rdflib.URIRef(VOID + "classPartition")):
        kind = ox.NamedNode(str(said.value(part, rdflib.URIRef(VOID + "class"))))
        members = {t.subject for t in graph if t.predicate == RDF_TYPE and t.object == kind}
        assert int(str(said.value(part, rdflib.URIRef(VOID + "entities")))) == len(members)
    for part in said.objects(dataset, rdflib.URIRef(VOID + "propertyPartition")):
        name = ox.NamedNode(str(said.value(part, rdflib.URIRef(VOID + "property"))))
        number = sum(t.predicate == name for t in graph)
        assert int(str(said.value(part, rdflib.URIRef(VOID + "triples")))) == number
    for dump in said.objects(dataset, rdflib.URIRef(VOID + "dataDump")):
        assert client.get(str(dump).removeprefix("http://testserver")).status_code == 200
    for example in said.objects(dataset, rdflib.URIRef(VOID + "exampleResource")):
        assert client.get(path_of(str(example)), params={"format": "ttl"}).status_code == 200
    assert not [node for node in said.all_nodes() if isinstance(node, rdflib.BNode)]
    assert not list(said.objects(dataset, rdflib.URIRef(PREFIXES["dcterms"] + "license")))


def test_a_browser_sees_the_page_of_the_data_set(client: TestClient, graph: set[ox.Triple]) -> None:
    response = client.get("/void?lang=en", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, "/graph?lang=en")
    assert f"{len(graph):,}" in client.get("/graph?lang=en").text


def test_a_host_that_is_no_address_gets_into_no_document(client: TestClient) -> None:
    response = client.get("/void", headers={"Host": 'a"b <c>'})
    assert "<c>" not in response.text
    assert 'a"b' not in response.text


def test_the_service_description(client: TestClient, seed_store: Path) -> None:
    response = client.get("/sparql", headers={"Accept": "application/rdf+xml"})
    assert client.get("/sparql?format=ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    said = rdflib.Graph().parse(data=response.content, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = said.subjects(rdflib.RDF.type, sd.Service)
    assert said.value(service, sd.endpoint) == rdflib.URIRef("http://testserver/sparql")
    assert (service, sd.feature, sd.UnionDefaultGraph) in said
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in said
    dataset = said.value(service, sd.defaultDataset)
    named = {str(said.value(one, sd.name)) for one in said.objects(dataset, sd.namedGraph)}
    assert named == set(quads_of(seed_store))
    assert said.value(dataset, sd.defaultGraph) is not None


# --- The saved queries

EXECUTABLES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
ex:Executable a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
  sh:xone ( [ sh:path sh:select ; sh:minCount 1 ] [ sh:path sh:construct ; sh:minCount 1 ] ) ;
  sh:property [ sh:path rdfs:comment ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path rdfs:label ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:parameter ; sh:class sh:Parameter ] ,
    [ sh:path ( sh:prefixes sh:declare ) ; sh:minCount 1 ; sh:class sh:PrefixDeclaration ] .
ex:Parameter a sh:NodeShape ; sh:targetClass sh:Parameter ;
  sh:property [ sh:path sh:path ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path sh:optional ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
    [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:maxCount 0 ] .
ex:Declaration a sh:NodeShape ; sh:targetClass sh:PrefixDeclaration ;
  sh:property [ sh:path sh:prefix ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path sh:namespace ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:anyURI ] .
"""


def test_saved_queries_as_executables(client: TestClient, library: Library) -> None:
    import pyshacl

    response = client.get("/.well-known/sparql-examples")
    assert response.headers["content-type"].startswith("text/turtle")
    said = rdflib.Graph().parse(data=response.content, format="turtle")
    conforms, _, report = pyshacl.validate(said, shacl_graph=EXECUTABLES, shacl_graph_format="turtle")
    assert conforms, report
    sh = rdflib.Namespace(SH)
    identifier = rdflib.URIRef(PREFIXES["dcterms"] + "identifier")
    for query in library.queries:
        name = rdflib.URIRef(f"{iris.BASE}queries/{query.name}")
        assert str(said.value(name, identifier)) == query.name
        assert str(said.value(name, sh.select) or said.value(name, sh.construct)) == query.text
        paths = {str(said.value(one, sh.path)).rpartition("#")[2] for one in said.objects(name, sh.parameter)}
        assert paths == {parameter.variable[1:] for parameter in query.parameters}
        for parameter in query.parameters:
            path = rdflib.URIRef(f"{name}#{parameter.variable[1:]}")
            (node,) = said.subjects(sh.path, path)
            values = said.value(node, sh["in"])
            assert [str(one) for one in said.items(values)] == list(parameter.allowed) if values else True
            assert bool(said.value(node, sh.optional)) is not parameter.required


def test_only_terms_that_shacl_has(client: TestClient) -> None:
    import pyshacl

    vocabulary = rdflib.Graph().parse(Path(pyshacl.__file__).parent / "assets" / "shacl.ttl")
    known = {str(subject) for subject in vocabulary.subjects()}
    used = set(re.findall(rf"<({re.escape(SH)}\w+)>", client.get("/.well-known/sparql-examples?format=nt").text))
    # The last one is of the SHACL Advanced Features' successor (SHACL 1.2), the first two of its SPARQL part.
    assert used - known <= {SH + "SPARQLExecutable"} or used <= known
