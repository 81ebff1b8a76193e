"""What every address has alike: `?format=` honoured or refused, pages of other sites let in, OPTIONS answered."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.routing import Route
from starlette.testclient import TestClient

from heze_graph.errors import UsageError
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import ROOMS, application
from heze_graph.web.front import Front
from heze_graph.web.server import Settings, host_name
from heze_graph.web.site import Site

PLACE = "/id/place/371721"
#: An address of each route with a blank in it.
_FILLED = {
    "/queries/{name}": "/queries/documents",
    "/views/{name}": "/views/units.svg",
    "/charts/{name}": "/charts/leader.csv",
    "/changes.{form}": "/changes.csv",
    "/brief.{form}": "/brief.docx",
    "/api/queries/{name}": "/api/queries/documents",
    "/ontology/{name}": "/ontology/context.jsonld",
    "/graph/{name:path}": "/graph/register",
    "/id/{path:path}": PLACE,
}
#: They take a query of their own, or give what a store on disk has.
_APART = {"/editor/network", "/dump.nq.gz", "/dump.ttl.gz"}
_GET = [
    route.path for room in ROOMS for route in room.ROUTES if isinstance(route, Route) and "GET" in (route.methods or ())
]
ADDRESSES = [_FILLED.get(path, path) for path in _GET if path not in _APART and ("{" not in path or path in _FILLED)]


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> TestClient:
    app = Front(application(Site(seed_engine, QUERIES)), ["testserver"])
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_format_that_is_none_is_refused(client: TestClient, address: str) -> None:
    sign = "&" if "?" in address else "?"
    reply = client.get(f"{address}{sign}format=nope")
    assert reply.status_code == 400
    assert "nope" in reply.text


def main_of(page: str) -> str:
    """Return the text of the main part of a page."""
    main = LexborHTMLParser(page).css_first("main")
    assert main
    return main.text()


@pytest.mark.parametrize(
    "address",
    [
        "/nothing-here",
        "/static/nope.js",
        "/id/unit/nobody?format=ttl",
        "/graph/nope",
        "/views/nope",
        "/views/units.nope",
        "/queries/nope",
        "/api/nope",
        "/api/queries/nope",
        "/charts/nope.csv",
        "/charts/leader.nope",
        "/changes.nope",
        "/cite.nope",
        "/ontology/nope",
        "/brief.nope",
        "/strips/nope",
        f"{PLACE}?format=nope",
        "/search?q=a&format=nope",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/json"])
def test_what_is_not_there_is_told_in_the_language_of_who_asks(client: TestClient, address: str, accept: str) -> None:
    for language, other in (("zh", "en"), ("en", "zh")):
        sign = "&" if "?" in address else "?"
        headers = {"Accept": accept, "Accept-Language": other}
        reply = client.get(f"{address}{sign}lang={language}", headers=headers)
        assert reply.status_code == (400 if "format=nope" in address else 404)
        said = main_of(reply.text) if accept == "text/html" else reply.text
        words = re.sub(r"“[^”]*”|https?://\S+|\"title\": \"[^\"]*\"", "", said)
        assert bool(re.search(r"[\u4e00-\u9fff]{2}", words)) is (language == "zh"), said
        assert bool(re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}", words)) is (language == "en"), said


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/queries/documents?format=csv", "text/csv; charset=utf-8"),
        ("/queries/documents?format=html", "text/html; charset=utf-8"),
        ("/views/units?format=gexf", "application/gexf+xml"),
        ("/views/units.svg?format=svg", "image/svg+xml; charset=utf-8"),
        (f"{PLACE}?format=ttl", "text/turtle; charset=utf-8"),
        ("/graph/register?format=nq", "application/n-quads"),
        ("/ontology/shapes.ttl?format=nt", "application/n-triples"),
        ("/?format=html", "text/html; charset=utf-8"),
    ],
)
def test_a_format_that_is_one_is_given(client: TestClient, address: str, kind: str) -> None:
    reply = client.get(address)
    assert (reply.status_code, reply.headers["content-type"]) == (200, kind)


def test_a_format_beside_another_one_is_refused(client: TestClient) -> None:
    for address in ("/queries/documents.csv?format=md", "/views/units.svg?format=png"):
        assert client.get(address).status_code == 400


def test_the_description_of_the_data_set_in_a_form_is_that_of_void(client: TestClient) -> None:
    reply = client.get("/graph?format=ttl")
    assert (reply.status_code, reply.headers["location"]) == (303, "/void?format=ttl")


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing", "/static/style.css"])
def test_pages_of_other_sites_may_read_everything(client: TestClient, address: str) -> None:
    assert client.get(address).headers["access-control-allow-origin"] == "*"
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    reply = client.options(address, headers=asking)
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (204, "*")
    assert "GET" in reply.headers["access-control-allow-methods"]


@pytest.mark.parametrize("address", ["/bring", "/bring/review", "/%62ring", "/bring/"])
def test_pages_of_other_sites_may_not_read_where_something_is_changed(client: TestClient, address: str) -> None:
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for reply in (client.get(address), client.options(address, headers=asking), client.post(address)):
        assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("address", [*ADDRESSES, "/static/style.css"])
def test_options_names_the_methods(client: TestClient, address: str) -> None:
    reply = client.options(address)
    assert reply.status_code == 204
    assert {"GET", "HEAD", "OPTIONS"} <= set(reply.headers["allow"].split(", "))


@pytest.mark.parametrize("page", ["/", "/queries/documents", "/views/units", "/search", PLACE, "/graph", "/ontology"])
def test_what_a_messenger_adds_to_an_address_is_left_aside(client: TestClient, page: str) -> None:
    plain = client.get(page)
    shared = client.get(f"{page}?from=timeline&isappinstalled=0&utm_source=a&_=1")
    assert (plain.status_code, shared.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("graph.example.org", "graph.example.org"),
        ("Graph.Example.org.", "graph.example.org"),
        ("graph.example.org:8443", "graph.example.org"),
        ("https://graph.example.org/", "graph.example.org"),
        ("例子.测试", "xn--fsqu00a.xn--0zwm56d"),
        ("http://例子。测试:80", "xn--fsqu00a.xn--0zwm56d"),
        ("2001:db8::1", "[2001:db8::1]"),
        ("http://[2001:db8::1]:80/", "[2001:db8::1]"),
        ("192.0.2.1:80", "192.0.2.1"),
    ],
)
def test_a_host_is_allowed_however_it_is_written(given: str, name: str) -> None:
    assert host_name(given) == name


@pytest.mark.parametrize(
    "given",
    ["", "*", "*.example.org", "a b", "ftp://a.example", "a.example/path", "a.example:http", "u@a.example", "甲" * 80],
)
def test_a_host_that_is_none_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(UsageError, match="--allow-host"):
        Settings(names=[given])
