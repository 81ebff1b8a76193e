"""The query part of the SPARQL 1.1 Protocol (W3C, 2013), case by case after its section 2 and the W3C's own tests."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest

from heze_graph.store import folder
from tests.web.serving import Reply, Server, served

GRAPH = "http://example.org/graph/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
#: In each graph 1, 2 and 3 that graph is said to be a document.
QUADS = [f"<{GRAPH}{n}> {TYPE} <http://xmlns.com/foaf/0.1/Document> <{GRAPH}{n}> ." for n in (1, 2, 3)]
TEXT = 'a "quoted" \\ back\nline\ttab\rreturn <&> , ; 责任'
QUADS.append(f"<{GRAPH}odd> <http://example.org/says> {pyoxigraph.Literal(TEXT, language='zh-cn')} <{GRAPH}odd> .")

DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNKNOWN = "default-graph-uri=" + quote("http://example.org/none", safe="")
SRJ, SRX = "application/sparql-results+json", "application/sparql-results+xml"
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("protocol")
    folder.write(place / "store", "\n".join(sorted(QUADS)) + "\n", {})
    with served(place / "store", place / "log") as running:
        yield running


def kind(reply: Reply) -> str:
    return reply.headers["content-type"].partition(";")[0]


def graphs(*numbers: int, name: str = "default-graph-uri") -> str:
    return "&".join(f"{name}={quote(f'{GRAPH}{number}', safe='')}" for number in numbers)


def says(*numbers: int) -> str:
    return " ".join(f"<{GRAPH}{number}> a ?type{number} ." for number in numbers)


def named(*numbers: int) -> str:
    return " ".join(f"GRAPH ?g{number} {{ <{GRAPH}{number}> a ?type{number} }}" for number in numbers)


NAMED = {"name": "named-graph-uri"}
TRUE: Mapping[str, tuple[str, str, Mapping[str, str], str]] = {
    "a form": ("POST", f"/sparql/?{UNKNOWN}", FORM, "query=ASK%20%7B%7D"),
    "get": ("GET", "/sparql?query=ASK%20%7B%7D", {}, ""),
    "get at the address with a slash": ("GET", f"/sparql/?query=ASK%20%7B%7D&{UNKNOWN}", {}, ""),
    "direct": ("POST", f"/sparql?{UNKNOWN}", DIRECT, "ASK {}"),
    "direct behind a byte order mark": ("POST", "/sparql", DIRECT, "\ufeffASK {}"),
    "direct with a charset": ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=UTF-8"}, "ASK {}"),
    "default graphs by get": ("GET", f"/sparql?query={quote('ASK {' + says(1, 2) + '}')}&{graphs(1, 2)}", {}, ""),
    "default graphs by post": ("POST", f"/sparql?{graphs(1, 2)}", DIRECT, f"ASK {{ {says(1, 2)} }}"),
    "default graphs in a form": (
        "POST",
        "/sparql",
        FORM,
        f"{graphs(1, 2)}&query={quote('ASK { ' + says(1, 2) + ' FILTER NOT EXISTS { ' + says(3) + '} }')}",
    ),
    "named graphs by get": (
        "GET",
        f"/sparql?query={quote('ASK {' + named(1, 2) + '}')}&{graphs(1, 2, **NAMED)}",
        {},
        "",
    ),
    "named graphs by post": ("POST", f"/sparql?{graphs(1, 2, **NAMED)}", DIRECT, f"ASK {{ {named(1, 2)} }}"),
    "a whole dataset": (
        "POST",
        f"/sparql?{graphs(3)}&{graphs(1, 2, **NAMED)}",
        DIRECT,
        f"ASK {{ {says(3)} {named(1, 2)} FILTER NOT EXISTS {{ {says(1)} }} }}",
    ),
    "the request's dataset goes before the query's": (
        "POST",
        f"/sparql?{graphs(1, 2, **NAMED)}",
        DIRECT,
        f"ASK FROM <{GRAPH}3> {{ {named(1, 2)} FILTER NOT EXISTS {{ {says(3)} }} }}",
    ),
    "FROM instead of all graphs": (
        "POST",
        "/sparql",
        DIRECT,
        f"ASK FROM <{GRAPH}1> {{ {says(1)} FILTER NOT EXISTS {{ {says(2)} }} FILTER NOT EXISTS {{ {named(1)} }} }}",
    ),
    "FROM NAMED alone leaves the default graph empty": (
        "POST",
        "/sparql",
        DIRECT,
        f"ASK FROM NAMED <{GRAPH}1> {{ {named(1)} FILTER NOT EXISTS {{ ?s ?p ?o }} }}",
    ),
    "all graphs without a dataset": ("POST", "/sparql", DIRECT, f"ASK {{ {says(1, 2, 3)} {named(1, 2, 3)} }}"),
    "a graph that is not there is empty": (
        "POST",
        f"/sparql?{UNKNOWN}",
        DIRECT,
        "ASK { FILTER NOT EXISTS { ?s ?p ?o } }",
    ),
}


@pytest.mark.parametrize("case", TRUE)
def test_a_question_is_answered(server: Server, case: str) -> None:
    method, path, headers, body = TRUE[case]
    reply = server.ask(path, method, body.encode() if body else None, headers)
    assert (reply.status, kind(reply)) == (200, SRJ)
    assert json.loads(reply.body)["boolean"] is True


REFUSED: Mapping[str, tuple[str, str, Mapping[str, str], bytes, int]] = {
    "another method": ("PUT", "/sparql?query=ASK%20%7B%7D", FORM, b"", 405),
    "two queries": ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", {}, b"", 400),
    "two queries, one in the body": ("POST", "/sparql?query=ASK%20%7B%7D", DIRECT, b"ASK {}", 400),
    "two queries in a form": ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
    "a body of another type": ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", 415),
    "a form without its type": ("POST", "/sparql", {}, b"query=ASK%20%7B%7D", 415),
    "a query without its type": ("POST", "/sparql", {}, b"ASK {}", 415),
    "a form in parts": ("POST", "/sparql", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
    "UTF-16": (
        "POST",
        "/sparql",
        {"Content-Type": "application/sparql-query; charset=UTF-16"},
        "ASK {}".encode("utf-16"),
        415,
    ),
    "bytes that are not UTF-8": ("POST", "/sparql", DIRECT, b'ASK { FILTER("\xff" = "") }', 400),
    "a parameter that is not UTF-8": ("GET", "/sparql?query=ASK%20%7B%7D%FF", {}, b"", 400),
    "a syntax error": ("GET", "/sparql?query=ASK%20%7B", {}, b"", 400),
    "no query": ("POST", "/sparql", FORM, b"", 400),
    "an empty query": ("GET", "/sparql?query=", {}, b"", 400),
    "an empty body": ("POST", "/sparql", DIRECT, b"", 400),
    "a dataset without a query": ("GET", f"/sparql?{UNKNOWN}", {}, b"", 400),
    "an update by get": ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403),
    "an update in a form": ("POST", "/sparql", FORM, b"update=CLEAR%20NAMED", 403),
    "two updates": ("POST", "/sparql", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403),
    "an update": ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
    "an update as a query": ("POST", "/sparql", DIRECT, b"DELETE WHERE { ?s ?p ?o }", 400),
    "an update behind a query": ("POST", "/sparql", DIRECT, b"ASK {} ; CLEAR ALL", 400),
    "a graph of a file": ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=file:///etc/passwd", {}, b"", 400),
    "a named graph of a file": ("GET", "/sparql?query=ASK%7B%7D&named-graph-uri=file:///etc/passwd", {}, b"", 400),
    "a graph without a name": ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=", {}, b"", 400),
    "no format that is accepted": ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "image/png"}, b"", 406),
    "ASK as a table": ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "text/csv"}, b"", 406),
    "a graph as a table": ("GET", "/sparql?query=DESCRIBE%20%3Ca%3Ab%3E", {"Accept": SRJ}, b"", 406),
    "no sense in Accept": ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "json"}, b"", 406),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_is_refused_in_one_plain_line(server: Server, case: str) -> None:
    method, path, headers, body, status = REFUSED[case]
    reply = server.ask(path, method, body, headers)
    assert reply.status == status, reply.text
    assert kind(reply) == "text/plain"
    assert reply.text.endswith("\n")
    assert reply.text.count("\n") == 1
    assert "Traceback" not in reply.text
    if status == 405:
        assert {"GET", "POST"} <= set(reply.headers["allow"].replace(",", " ").split())


def test_a_syntax_error_is_told_by_line_and_column(server: Server) -> None:
    reply = server.post("SELECT * {\n  ?s ?p\n}")
    assert re.search(r"the query, line 3, column \d+: ", reply.text)


def test_a_browser_gets_a_page_of_an_error(server: Server) -> None:
    reply = server.get("ASK { <script>alert(1)</script> ", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert (reply.status, kind(reply)) == (400, "text/html")
    assert "<script>" not in reply.text


SELECT = (
    "SELECT ?text ?none ?no ?zero ?iri WHERE { ?iri <http://example.org/says> ?text OPTIONAL { ?iri <a:b> ?none } "
    "BIND(false AS ?no) BIND(0 AS ?zero) }"
)
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_json(server: Server) -> None:
    result = json.loads(server.get(SELECT).body)
    (row,) = result["results"]["bindings"]
    assert result["head"]["vars"] == ["text", "none", "no", "zero", "iri"]
    assert row["text"] == {"type": "literal", "value": TEXT, "xml:lang": "zh-cn"}
    assert row["no"] == {"type": "literal", "value": "false", "datatype": XSD + "boolean"}
    assert row["zero"]["value"] == "0"
    assert "none" not in row


def test_xml(server: Server) -> None:
    reply = server.get(SELECT, SRX)
    names = {"s": "http://www.w3.org/2005/sparql-results#"}
    (row,) = ET.fromstring(reply.body).findall(".//s:result", names)  # noqa: S314 - from our own server
    values = {binding.get("name"): binding[0] for binding in row}
    assert kind(reply) == SRX
    assert values["text"].text == TEXT
    assert values["text"].get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-cn"
    assert (values["no"].text, values["zero"].text) == ("false", "0")
    assert set(values) == {"text", "no", "zero", "iri"}


def test_csv(server: Server) -> None:
    reply = server.get(SELECT, "text/csv")
    head, row = csv.reader(io.StringIO(reply.text, newline=""))
    assert kind(reply) == "text/csv"
    assert dict(zip(head, row, strict=True)) == {
        "text": TEXT,
        "none": "",
        "no": "false",
        "zero": "0",
        "iri": f"{GRAPH}odd",
    }


def test_tsv(server: Server) -> None:
    reply = server.get(SELECT, "text/tab-separated-values")
    head, row, end = reply.text.split("\n")
    text, none, no, zero, iri = row.split("\t")
    assert head == "?text\t?none\t?no\t?zero\t?iri"
    assert text == '"a \\"quoted\\" \\\\ back\\nline\\ttab\\rreturn <&> , ; 责任"@zh-cn'
    assert (none, no, zero, iri, end) == ("", "false", "0", f"<{GRAPH}odd>", "")


@pytest.mark.parametrize(("accept", "form"), [(kind, kind) for kind in sorted(RDF)])
def test_graphs(server: Server, accept: str, form: str) -> None:
    reply = server.get("CONSTRUCT WHERE { ?s ?p ?o }", accept)
    format_ = pyoxigraph.RdfFormat.from_media_type(form)
    assert kind(reply) == form
    triples = {str(quad.triple) for quad in pyoxigraph.parse(reply.body, format_)}
    assert len(triples) == len(QUADS)
    assert any(str(pyoxigraph.Literal(TEXT, language="zh-cn")) in triple for triple in triples)


def test_relative_names_stand_on_the_address(server: Server) -> None:
    reply = server.get("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples")
    assert reply.text.startswith(f"<{server.url}/s> <{server.url}/p> ")


def test_describe_is_a_graph(server: Server) -> None:
    reply = server.get(f"DESCRIBE <{GRAPH}1>")
    assert kind(reply) in RDF
    assert "foaf/0.1/Document" in reply.text


@pytest.mark.parametrize(
    ("query", "accept", "form"),
    [
        ("SELECT * {}", None, SRJ),
        ("SELECT * {}", "*/*", SRJ),
        ("SELECT * {}", f"{SRJ};q=0.2, {SRX};q=0.8", SRX),
        ("SELECT * {}", f"{SRJ};q=0, {SRX}", SRX),
        ("SELECT * {}", "text/html, application/xml;q=0.9, */*;q=0.8", "application/sparql-results+xml"),
        ("SELECT * {}", "text/*", "text/csv"),
        ("SELECT * {}", "application/json", SRJ),
        ("SELECT * {}", f"{SRX.upper()}; Q=0.9, */*;q=0.1", SRX),
        ("ASK {}", "text/csv;q=0.9, text/xml;q=0.1", SRX),
        ("CONSTRUCT WHERE { ?s ?p ?o }", None, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json, text/turtle;q=0.9", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", f"{SRJ}, text/turtle;q=0.9, text/plain;q=0.1", "text/turtle"),
        ("DESCRIBE <a:b>", "application/xml", "application/rdf+xml"),
    ],
)
def test_the_format_is_the_one_that_is_wanted_most(server: Server, query: str, accept: str | None, form: str) -> None:
    reply = server.get(query, accept)
    assert (reply.status, kind(reply)) == (200, form)
    assert "accept" in reply.headers["vary"].lower()


def test_what_is_accepted_may_stand_in_several_headers(server: Server) -> None:
    head = f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nAccept: text/turtle\r\nAccept: {SRX}\r\n\r\n"
    reply = server.send(head.encode())
    assert (reply.status, kind(reply)) == (200, SRX)


def test_the_format_may_stand_in_the_address(server: Server) -> None:
    assert kind(server.get("SELECT * {}", SRJ, format="csv")) == "text/csv"
    assert kind(server.get("SELECT * {}", None, format=SRX)) == SRX
    assert kind(server.get("CONSTRUCT WHERE { ?s ?p ?o }", None, format="json")) == "application/ld+json"
    for query, form in (("SELECT * {}", "sparql-results"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")):
        reply = server.get(query, SRJ, format=form)
        assert (reply.status, reply.text.count("\n")) == (400, 1)
        assert f"format={form}" in reply.text


@pytest.mark.parametrize("accept", [SRX, "application/rdf+xml"])
def test_what_xml_cannot_hold_is_an_error_and_no_broken_xml(server: Server, accept: str) -> None:
    form = 'CONSTRUCT { <a:b> <http://e/p> "\\u0001" } {}' if "rdf" in accept else 'SELECT ("\\u0001" AS ?x) {}'
    reply = server.get(form, accept)
    assert (reply.status, kind(reply)) == (406, "text/plain")
    assert server.get(form).status == 200


def test_a_predicate_without_a_local_name_is_no_broken_xml(server: Server) -> None:
    assert server.get("CONSTRUCT { <a:b> <urn:x:1> 1 } {}", "application/rdf+xml").status == 406


def test_head_says_what_get_would(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})
    head, get = server.ask(path, "HEAD"), server.ask(path)
    assert head.body == b""
    assert int(head.headers["content-length"]) == len(get.body)
    assert {name: value for name, value in head.headers.items() if name != "date"} == {
        name: value for name, value in get.headers.items() if name != "date"
    }


def test_options(server: Server) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    reply = server.ask("/sparql", "OPTIONS", headers=asked)
    assert reply.status == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(reply.headers["allow"].replace(",", " ").split())
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in reply.headers["access-control-allow-headers"]


def test_pages_of_other_sites_may_read(server: Server) -> None:
    for query in ("ASK {}", "ASK {"):
        reply = server.get(query)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers


def test_an_answer_is_kept_until_the_data_change(server: Server) -> None:
    first = server.get("ASK { ?s ?p ?o }")
    path = "/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }"})
    again = server.ask(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert server.ask(path, headers={"If-None-Match": '"other"'}).status == 200
    assert server.get("ASK { ?s ?p ?x }").headers["etag"] != first.headers["etag"]
    assert server.get("ASK { ?s ?p ?o }", SRX).headers["etag"] != first.headers["etag"]


def test_what_differs_each_time_is_not_kept(server: Server) -> None:
    reply = server.get("SELECT (RAND() AS ?x) {}")
    assert "etag" not in reply.headers
    assert reply.headers["cache-control"] == "no-store"


def test_without_a_query(server: Server) -> None:
    page = server.ask("/sparql?lang=en", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status, page.headers["location"]) == (303, "/editor?lang=en")


def test_a_new_generation_is_served_without_losing_a_request(tmp_path: Path) -> None:
    store, log = tmp_path / "store", tmp_path / "log"
    quad = "<http://example.org/s> <http://example.org/p> <http://example.org/o{0}> <http://example.org/g> .\n"
    folder.write(store, quad.format(1), {})
    with served(store, log) as server:
        before = server.get("SELECT ?o { ?s ?p ?o }")
        folder.write(store, quad.format(2), {})
        until = time.monotonic() + 30
        while (after := server.get("SELECT ?o { ?s ?p ?o }")).headers["etag"] == before.headers["etag"]:
            assert (after.status, after.body) == (200, before.body)
            assert time.monotonic() < until
        assert b"example.org/o2" in after.body
        # The version is that of the answer: what was kept under the old one is asked for anew.
        path = "/sparql?" + urlencode({"query": "SELECT ?o { ?s ?p ?o }"})
        assert server.ask(path, headers={"If-None-Match": before.headers["etag"]}).body == after.body
