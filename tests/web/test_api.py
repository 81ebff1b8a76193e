"""Each saved query at a stable address: what is asked, in which format it comes, and what a wrong request is told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph.errors import BusyError, OvertimeError, StoreError
from heze_graph.export.formats import rendered
from heze_graph.export.tabular import csv_text, json_text
from heze_graph.model.answers import Answer
from heze_graph.queries.library import Library
from heze_graph.rdf.formats import FORMATS, TABLES, TRIPLES
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.site import Site
from tests.store.test_virtuoso import CASES
from tests.web.source import Still

HEAD = "#+ summary: 试\n#+ summary_en: A try\n"
OWN = {
    "things": HEAD + "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT ?s { ?s a ?class } ORDER BY ?s LIMIT 3 } ?s ?p ?o }",
    "sent": HEAD + "#+ method: POST\nSELECT ?value { BIND(?_text AS ?value) }",
    "named": HEAD + "SELECT ?f ?l { BIND(COALESCE(?__format, 'open') AS ?f) BIND(COALESCE(?__lang, 'open') AS ?l) }",
    "echo": HEAD + "SELECT ?value { BIND(?_text AS ?value) }",
    "choice": HEAD
    + "#+ defaults:\n#+   - claim: b\n#+ enumerate:\n#+   - claim:\n#+     - a\n#+     - b\n"
    + "SELECT ?value { BIND(?_claim AS ?value) }",
    "broken": HEAD + "SELECT ?s {\n ?s ?p\n}",
    "一.二": HEAD + "SELECT ?s { BIND(1 AS ?s) }",
}


class Failing:
    """An engine at which every query fails, as a real one may."""

    version = None

    def __init__(self, error: StoreError) -> None:
        self.error = error

    def select(self, query: str) -> Answer:  # noqa: ARG002  (an Engine's)
        raise self.error

    def construct(self, query: str) -> list[pyoxigraph.Triple]:  # noqa: ARG002  (as Engine has it)
        raise self.error

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> TestClient:
    return TestClient(application(Site(Still(seed_engine), QUERIES)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queries")
    for name, text in OWN.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def own(seed_engine: Embedded, folder: Path) -> TestClient:
    return TestClient(application(Site(Still(seed_engine), folder)))


def told(client: TestClient, status: int, path: str, method: str = "GET", **options: Any) -> dict[str, Any]:
    response = client.request(method, path, **options)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert "\n" not in problem["detail"]
    return problem


@pytest.mark.parametrize(("name", "values"), CASES, ids=["-".join((n, *v.values())) for n, v in CASES])
def test_every_query_answers_as_the_command_line_does(
    name: str, values: dict[str, str], client: TestClient, library: Library, seed_engine: Embedded
) -> None:
    answer = seed_engine.select(library.get(name).bound(values))
    response = client.get(f"/api/queries/{name}", params=values)
    assert response.status_code == 200, response.text
    assert response.text == json_text(answer)
    assert response.headers["content-type"] == "application/json"
    assert client.get(f"/api/queries/{name}.csv", params=values).text == csv_text(answer)


def test_all_queries_are_listed_with_what_they_need(client: TestClient, library: Library) -> None:
    response = client.get("/api/queries")
    listed = response.json()
    assert [one["name"] for one in listed["queries"]] == [query.name for query in library.queries]
    assert listed["broken"] == []
    assert 'rel="service-desc"' in response.headers["link"]
    one = next(one for one in listed["queries"] if one["name"] == "targets-of-county")
    assert one["summary"]["zh"].startswith("一个县区")
    assert one["summary"]["en"].startswith("The targets of")
    assert one["href"] == "/api/queries/targets-of-county"
    assert one["columns"][:3] == ["document", "no", "leader"]
    assert one["formats"] == list(TABLES)
    collective = next(parameter for parameter in one["parameters"] if parameter["name"] == "collective")
    assert collective == {
        "name": "collective",
        "type": "literal",
        "required": False,
        "default": "yes",
        "allowed": ["yes", "no"],
        "example": None,
        "label": {"zh": "含“各县区”的目标", "en": "With targets of all counties"},
    }
    described = {column["name"]: column for column in one["described"]}
    assert described["leader"] == {
        "name": "leader",
        "label": {"zh": "市政府领导", "en": "Leader"},
        "kind": "thing",
        "iri": "leaderIri",
    }


def test_every_address_that_is_listed_answers(client: TestClient) -> None:
    for one in client.get("/api/queries").json()["queries"]:
        needed = {parameter["name"]: parameter["example"] for parameter in one["parameters"] if parameter["required"]}
        assert client.get(one["href"], params=needed).status_code == 200, one["name"]


def test_broken_files_are_listed_and_told_without_the_folder(own: TestClient, folder: Path) -> None:
    assert own.get("/api/queries").json()["broken"][0]["file"] == "broken.rq"
    assert own.get("/api/queries").json()["broken"][0]["line"] == 5
    problem = told(own, 500, "/api/queries/broken")
    assert problem["file"] == "broken.rq"
    assert problem["line"] == 5
    assert "syntax error" in problem["detail"]
    assert str(folder) not in own.get("/api/queries").text + json.dumps(problem) + own.get("/api").text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("application/json", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("application/sparql-results+json", "srj"),
        ("text/csv", "csv"),
        ("text/csv;q=0.5, text/markdown", "md"),
        ("text/*", "csv"),
        (FORMATS["xlsx"].media_type, "xlsx"),
        ("application/json;q=0.1, text/csv;q=0.2", "csv"),
    ],
)
def test_the_format_is_the_one_that_is_accepted(accept: str | None, form: str, client: TestClient) -> None:
    headers = {"accept": accept} if accept else {}
    response = client.get("/api/queries/documents", headers=headers)
    assert response.headers["content-type"] == FORMATS[form].content_type
    assert response.headers["vary"] == "Accept"
    assert response.headers["content-disposition"] == f'inline; filename="documents{FORMATS[form].suffix}"'
    for same in (f"/api/queries/documents.{form}", f"/api/queries/documents?format={form}"):
        assert client.get(same, headers={"accept": "image/png"}).content == response.content


def test_every_format_can_be_read(client: TestClient, own: TestClient, library: Library, seed_engine: Embedded) -> None:
    answer = seed_engine.select(library.get("documents").bound({}))
    for form in sorted(set(TABLES) - {"xlsx"}):
        assert client.get(f"/api/queries/documents.{form}").content == rendered(answer, form, "documents")
    rows = list(csv.reader(io.StringIO(client.get("/api/queries/documents.csv").text)))
    assert rows[0] == list(answer.columns)
    assert len(rows) == 3
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/queries/documents.xlsx").content))
    assert book.sheetnames == ["documents"]
    english = openpyxl.load_workbook(io.BytesIO(client.get("/api/queries/documents.xlsx?lang=en").content))
    assert [one["documents"]["A1"].value for one in (book, english)] == ["文件", "Document"]
    assert rows[0][0] == "document"
    written = pyoxigraph.parse_query_results(
        client.get("/api/queries/documents.srj").content, pyoxigraph.QueryResultsFormat.JSON
    )
    assert isinstance(written, pyoxigraph.QuerySolutions)
    assert [[solution[name] is not None for name in answer.columns] for solution in written] == [
        [value is not None for value in row] for row in answer.rows
    ]
    triples = set(seed_engine.construct(OWN["things"]))
    assert triples
    kinds = ("TURTLE", "JSON_LD", "N_TRIPLES", "RDF_XML")
    for form, kind in zip(TRIPLES, kinds, strict=True):
        response = own.get("/api/queries/things", headers={"accept": FORMATS[form].media_type})
        quads = pyoxigraph.parse(response.content, format=getattr(pyoxigraph.RdfFormat, kind))
        assert {quad.triple for quad in quads} == triples
        assert own.get(f"/api/queries/things.{form}").content == response.content


def test_a_format_that_there_is_not(client: TestClient, own: TestClient) -> None:
    assert told(
        client, 406, "/api/queries/documents", headers={"accept": "application/rdf+xml, application/problem+json"}
    )
    problem = told(client, 400, "/api/queries/documents?format=rdf")
    assert (problem["parameter"], problem["value"], problem["allowed"]) == ("format", "rdf", list(TABLES))
    assert told(own, 400, "/api/queries/things.csv")["allowed"] == list(TRIPLES)
    assert told(client, 400, "/api/queries/documents.csv?format=json")["allowed"] == ["csv"]
    assert client.get("/api/queries/documents.csv?format=csv").status_code == 200
    assert told(client, 404, "/api/queries/documents.exe")["close"][0] == "documents"


def test_what_messengers_add_to_a_link_is_left_aside(client: TestClient) -> None:
    plain = client.get("/api/queries/documents")
    added = client.get("/api/queries/documents?from=timeline&isappinstalled=0&utm_source=weixin")
    assert (added.status_code, added.content) == (200, plain.content)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("targets-of-county?county=曹县&collective=maybe", {"parameter": "collective", "value": "maybe"}),
        ("due-before?date=2023-02-30", {"parameter": "date", "value": "2023-02-30"}),
        ("due-before", {"parameter": "date"}),
        ("due-before?date=", {"parameter": "date", "value": ""}),
        ("themes?least=1&least=1", {"parameter": "least", "value": "1"}),
        ("themes?lest=1", {"parameter": "lest", "value": "1", "parameters": ["least"]}),
        ("documents?x=1", {"parameter": "x", "parameters": []}),
        ("finding-evidence?finding=a b", {"parameter": "finding", "value": "a b"}),
        ("targets-of-unit?unit=%00", {"parameter": "unit", "value": "\0"}),
        ("themes?" + "x" * 5000 + "=" + "y" * 5000, {"parameter": "x" * 80, "value": "y" * 80}),
    ],
)
def test_a_wrong_parameter_is_named(address: str, expected: dict[str, Any], client: TestClient) -> None:
    problem = told(client, 400, f"/api/queries/{address}")
    assert {name: problem.get(name) for name in expected} == expected
    assert expected["parameter"][:80] in problem["detail"]
    assert len(problem["detail"]) < 600
    if expected["parameter"] == "collective":
        assert problem["allowed"] == ["yes", "no"]


def test_an_unknown_query_is_told_close_ones(client: TestClient) -> None:
    assert told(client, 404, "/api/queries/document")["close"][0] == "documents"
    assert "close" in told(client, 404, "/api/queries/" + "x" * 3000)
    assert told(client, 404, "/api/queries/..%5C..%5Cetc")["value"] == "..\\..\\etc"


def test_a_person_is_told_on_a_page_and_a_plain_program_in_a_line(client: TestClient) -> None:
    page = client.get("/api/queries/<script>x", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "<script>x" not in page.text
    line = client.get("/api/queries/due-before?date=x", headers={"accept": "text/csv"})
    assert line.status_code == 400
    assert line.headers["content-type"].startswith("text/plain")
    assert line.text.count("\n") == 1


def test_values_arrive_as_they_are(own: TestClient) -> None:
    for text in ("", '"\\\n}#', "一 & 二=三+四%", "?_text $x <http://a/>", "𠮷" * 500):
        assert own.get("/api/queries/echo", params={"text": text}).json() == [{"value": text}]


def test_defaults_stand_in(own: TestClient) -> None:
    assert own.get("/api/queries/choice").json() == [{"value": "b"}]
    assert own.get("/api/queries/choice?claim=a").json() == [{"value": "a"}]


def test_lang_and_format_belong_to_a_query_that_has_them(own: TestClient, client: TestClient) -> None:
    assert client.get("/api/queries/documents?lang=en").text == client.get("/api/queries/documents").text
    assert own.get("/api/queries/named?lang=x&format=csv").json() == [{"f": "csv", "l": "x"}]
    assert own.get("/api/queries/named.csv?format=y").text == "f,l\r\ny,open\r\n"


def test_post_only_where_the_header_says_so(own: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        response = own.request(method, "/api/queries/echo?text=a")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD"
    asked = own.options("/api/queries/echo?text=a")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("GET", "PUT"):
        assert told(own, 405, "/api/queries/sent?text=a", method)["allowed"] == ["POST"]
    assert own.head("/api/queries/sent?text=a").headers["allow"] == "POST"
    for options in ({"data": {"text": "一&二"}}, {"params": {"text": "一&二"}}):
        response = own.request("POST", "/api/queries/sent", **options)  # type: ignore[arg-type]
        assert response.json() == [{"value": "一&二"}]
    assert told(own, 400, "/api/queries/sent?text=a", "POST", data={"text": "b"})["parameter"] == "text"
    assert told(own, 415, "/api/queries/sent", "POST", json={"text": "a"})
    assert told(own, 415, "/api/queries/echo?text=a", "GET", content=b"x=1")
    assert told(own, 413, "/api/queries/sent", "POST", content=b"x" * 70_000)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"text=\xff", b"x=1&" * 300):
        assert told(own, 400, "/api/queries/sent", "POST", content=body, headers=headers)


def test_what_has_not_changed_is_not_sent_again(client: TestClient, seed_engine: Embedded) -> None:
    first = client.get("/api/queries/documents")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get("/api/queries/documents", headers={"if-none-match": asked})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept"
    assert client.get("/api/queries/documents", headers={"if-none-match": '"other"'}).status_code == 200
    others = {
        client.get(address).headers["etag"]
        for address in ("/api/queries/documents.csv", "/api/queries/themes", "/api/queries/themes?least=3")
    }
    newer = TestClient(application(Site(Still(seed_engine, "2"), QUERIES)))
    others.add(newer.get("/api/queries/documents").headers["etag"])
    assert len(others | {tag}) == 5
    assert told(client, 400, "/api/queries/documents?x=1", headers={"if-none-match": "*"})


def test_an_unchanged_answer_is_not_worked_out_again(seed_engine: Embedded) -> None:
    tag = TestClient(application(Site(Still(seed_engine), QUERIES))).head("/api/queries/documents").headers["etag"]
    failing = TestClient(application(Site(Still(Failing(StoreError("no"))), QUERIES)))
    assert failing.get("/api/queries/documents", headers={"if-none-match": tag}).status_code == 304


def test_without_a_version_the_answer_is_its_own_tag(seed_engine: Embedded) -> None:
    remote = TestClient(application(Site(Still(seed_engine, None), QUERIES)))
    tag = remote.get("/api/queries/documents").headers["etag"]
    assert remote.get("/api/queries/documents", headers={"if-none-match": tag}).status_code == 304
    assert remote.get("/api/queries/documents.csv").headers["etag"] != tag


def test_head_tells_what_get_sends(client: TestClient) -> None:
    for address in ("/api/queries/documents.csv", "/api/queries", "/api/openapi.json", "/api"):
        head, whole = client.head(address), client.get(address)
        assert head.status_code == 200
        for name in ("content-type", "content-length"):
            assert head.headers[name] == whole.headers[name]
        assert head.headers.get("etag") == whole.headers.get("etag")


@pytest.mark.parametrize(
    ("error", "status"), [(BusyError("busy"), 503), (OvertimeError("slow"), 504), (StoreError("gone"), 503)]
)
def test_an_engine_that_fails_is_not_the_fault_of_who_asks(error: StoreError, status: int) -> None:
    failing = TestClient(application(Site(Still(Failing(error)), QUERIES)))
    assert told(failing, status, "/api/queries/documents")["detail"] == str(error)
    assert ("retry-after" in failing.get("/api/queries/documents").headers) == isinstance(error, BusyError)


def test_a_mended_query_is_there_at_once(seed_engine: Embedded, tmp_path: Path) -> None:
    one = TestClient(application(Site(Still(seed_engine), tmp_path)))
    path = tmp_path / "one.rq"
    path.write_text("SELECT", encoding="utf-8")
    told(one, 500, "/api/queries/one")
    path.write_text(HEAD + "SELECT ?s { BIND(1 AS ?s) }", encoding="utf-8")
    assert one.get("/api/queries/one").json() == [{"s": 1}]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_names_every_query_and_its_example_works(language: str, client: TestClient, library: Library) -> None:
    page = LexborHTMLParser(client.get("/api", params={"lang": language}).text)
    assert [node.attributes["id"] for node in page.css("section.card")] == [query.name for query in library.queries]
    links = [node.attributes["href"] or "" for node in page.css("section.card a[href^='/api/']")]
    assert len(links) >= len(library.queries) * (1 + len(TABLES))
    for link in links[::7]:
        assert client.get(link).status_code == 200, link
    assert not page.css("[style]")
    assert not page.css("script:not([src])")
