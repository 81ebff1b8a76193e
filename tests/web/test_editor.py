"""The page of the editor and what its script asks for, without a browser."""

from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.pages.editor import opened
from heze_graph.web.rendering import all_words
from heze_graph.web.site import Site

HOSTILE = "</textarea><img src=x onerror=alert(1)>\"'&"


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> TestClient:
    return TestClient(application(Site(seed_engine, QUERIES)), raise_server_exceptions=False)


def page_of(client: TestClient, **parameters: str) -> LexborHTMLParser:
    response = client.get("/editor", params=parameters)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def text_of(page: LexborHTMLParser) -> str:
    field = page.css_first("textarea")
    assert field is not None
    return field.text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_works_without_a_script(client: TestClient, language: str) -> None:
    page = page_of(client, lang=language)
    form = page.css_first("form.sparql")
    assert form is not None
    assert (form.attributes["action"], form.attributes["method"]) == (f"/sparql?lang={language}", "post")
    assert text_of(page).lstrip("\n").startswith("#")
    assert not page.css("[style], script:not([src]), [onclick]")
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    answered = client.post("/sparql", data={"query": text_of(page)}, headers={"Accept": accept})
    assert answered.status_code == 200
    assert "王昌华" in answered.text


def test_a_query_in_the_address_comes_back_as_it_was(client: TestClient) -> None:
    for query in (HOSTILE, "SELECT *\r\nWHERE { ?s ?p '曹县' }", "\nASK {}", "{{ 7*7 }}"):
        assert text_of(page_of(client, query=query)).strip() == query.replace("\r\n", "\n").strip()


def test_every_saved_query_can_be_opened_and_runs(client: TestClient, library: Library, seed_engine: Embedded) -> None:
    page = page_of(client)
    names = {node.attributes["value"] for node in page.css("select[name=name] option")} - {""}
    assert names == {query.name for query in library.queries}
    for query in library.queries:
        said = opened(library, {"name": query.name})
        missing = [
            one.name for one in query.parameters if one.required and not (one.default or one.example or one.allowed)
        ]
        assert bool(said.fault) == bool(missing), query.name
        if not missing and query.form == "SELECT":
            assert seed_engine.select(said.text).columns
        assert text_of(page_of(client, name=query.name)).strip() == said.text.strip()


def test_a_saved_query_with_values(client: TestClient) -> None:
    text = text_of(page_of(client, name="due-before", date="2023-06-30", lang="en"))
    assert '"2023-06-30"^^<http://www.w3.org/2001/XMLSchema#date>' in text
    assert "?_date" not in text


@pytest.mark.parametrize(
    "parameters",
    [
        {"name": "nothing"},
        {"name": "due-before", "date": "<b>"},
        {"name": "due-before", "other": "1"},
        {"name": HOSTILE},
    ],
)
def test_what_is_wrong_is_said_on_the_page(client: TestClient, parameters: dict[str, str]) -> None:
    for language, words in (("zh", "应为"), ("en", "To mend it")):
        page = page_of(client, **parameters, lang=language)
        message = page.css_first("p.message[role=alert]:not([hidden])")
        assert message is not None
        assert words in message.text()
        assert not page.css("img, b")


def test_terms_of_the_graph_with_their_labels(client: TestClient, library: Library, seed_engine: Embedded) -> None:
    response = client.get("/editor/terms.json")
    assert response.headers["content-type"] == "application/json"
    said = response.json()
    terms = {term["iri"]: term for term in said["terms"]}
    assert len(terms) == len(said["terms"])
    target = terms[iris.TERM + "Target"]
    assert (target["name"], target["kind"], target["zh"], target["en"]) == (
        "heze:Target",
        "class",
        "责任目标",
        "target",
    )
    used = seed_engine.select("SELECT DISTINCT ?p { ?s ?p ?o }").texts()
    assert {row["p"] for row in used} <= set(terms)
    concepts = seed_engine.select(library.get("concepts").bound({})).texts()
    assert {row["concept"] for row in concepts} <= set(terms)
    for term in terms.values():
        prefix, _, rest = term["name"].partition(":")
        assert term["kind"] == "code" or said["prefixes"][prefix] + rest == term["iri"]
    assert client.get("/editor/terms.json", headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_names_of_iris(client: TestClient) -> None:
    asked = [iris.place("371721"), iris.TERM + "Target", iris.concept("claim", "on-schedule"), "https://example.org/a"]
    chinese = client.post("/editor/labels", json={"language": "zh", "iris": asked}).json()
    english = client.post("/editor/labels", json={"language": "en", "iris": asked}).json()
    assert chinese[asked[0]] == "曹县"
    assert (chinese[asked[1]], english[asked[1]]) == ("责任目标", "target")
    assert english[asked[2]] == "on schedule"
    assert asked[3] not in chinese


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"{}",
        b'{"language": "zh"}',
        b'{"language": "fr", "iris": []}',
        b'{"language": "zh", "iris": [1]}',
        b'{"language": "zh", "iris": "abc"}',
        json.dumps({"language": "zh", "iris": ["a"] * 501}).encode(),
        b"[" * 9000,
    ],
)
def test_a_body_that_is_something_else_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/editor/labels", content=body).status_code == 400


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/editor/labels", content=b" " * 200_001).status_code == 413


def test_the_network_of_a_query(client: TestClient, library: Library) -> None:
    for language, title in (("zh", library.get("network-counties").header.summary), ("en", "county")):
        query = library.get("network-counties").text
        response = client.get("/editor/network", params={"query": query, "lang": language})
        assert response.status_code == 200
        assert title in response.text
        assert "script-src 'sha256-" in response.headers["content-security-policy"]


def test_a_name_in_a_network_cannot_be_markup(client: TestClient) -> None:
    query = f"""#+ summary: "<img src=x onerror=alert(1)>"
    SELECT ?source ?target ?sourceLabel {{ VALUES (?source ?target ?sourceLabel)
    {{ (<{iris.ID}a> <{iris.ID}b> "<img src=x onerror=alert(1)>") }} }}""".replace("\n    SELECT", "\nSELECT")
    response = client.get("/editor/network", params={"query": query})
    assert response.status_code == 200
    assert "<img src=x" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT ?a { ?a ?b ?c } LIMIT 1",
        "DROP ALL",
        "SELECT * { SERVICE <http://example.org/> { ?source ?p ?target } }",
        "SELECT ?source ?target FROM <file:///etc/passwd> { ?source ?p ?target }",
        "SELECT" + "{" * 8000,
    ],
)
def test_a_query_that_makes_no_network_is_told_so(client: TestClient, query: str) -> None:
    response = client.get("/editor/network", params={"query": query}, headers={"Accept": "text/plain"})
    assert response.status_code == 400
    assert response.text.count("\n") == 1


def test_each_text_of_the_script_is_there_in_both_languages() -> None:
    words = {key: said for key, said in all_words().items() if key.startswith(("editor.", "dataset.", "ontology."))}
    assert all(said["zh"] and said["en"] for said in words.values())
    for said in words.values():
        assert sorted(part for part in said["zh"].split() if part.startswith("{")) is not None
        assert {part.partition("}")[0] for part in said["zh"].split("{")[1:]} == {
            part.partition("}")[0] for part in said["en"].split("{")[1:]
        }


@pytest.mark.parametrize(("language", "words"), [("zh", "语法错误"), ("en", "a syntax error")])
def test_a_query_at_fault_is_told_in_the_language_of_the_page(client: TestClient, language: str, words: str) -> None:
    headers = {"accept": "application/sparql-results+json", "accept-language": "fr"}
    given = {"query": "SELECT ?s { ?s"}
    assert words in client.post(f"/sparql?lang={language}", data=given, headers=headers).text


@pytest.mark.parametrize(
    ("preferred", "words"),
    [
        ("", "found"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "发现"),
        ("en-GB,zh;q=0.5", "found"),
        ("de;q=0.1, zh-TW;q=0.7", "发现"),
    ],
)
def test_a_program_is_answered_in_the_language_it_prefers(client: TestClient, preferred: str, words: str) -> None:
    headers = {"accept": "application/json", "accept-language": preferred}
    assert words in client.get("/sparql?query=INSERT", headers=headers).text
    assert words in client.get("/api/queries/due-before?date=x", headers=headers).json()["detail"]
