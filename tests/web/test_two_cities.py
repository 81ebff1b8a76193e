"""Two cities whose bureaus, leaders and projects are called the same: no page, form or list of one shows the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from heze_graph.cli import main
from heze_graph.queries.choices import offered
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from tests.two_cities import FIRST, SECOND, two_cities
from tests.web.pages import client_over, only, parsed, said, value

OURS, OTHERS = iris.unit("heze", "市财政局"), iris.unit("济宁市", "市财政局")


@pytest.fixture(scope="module")
def store(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_cities(tmp_path_factory.mktemp("cities"), reference)


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with client_over(store) as client:
        yield client


@pytest.fixture(scope="module")
def engine(store: Path) -> Embedded:
    return Embedded(store)


def links(client: TestClient, path: str, **parameters: str) -> list[str]:
    """Return where the links of a page's main part lead to."""
    page = parsed(client, path, 200, **parameters)
    return [unquote(value(link, "href")) for link in page.css("main a")]


@pytest.mark.parametrize(("kind", "name"), [("unit", "市财政局"), ("leader", "王某")])
def test_a_page_leads_to_nothing_of_the_other_city(client: TestClient, kind: str, name: str) -> None:
    for scope, others in (("heze", SECOND), ("济宁市", FIRST)):
        found = links(client, f"/id/{kind}/{scope}/{name}")
        things = [link for link in found if link.startswith(("/id/unit/", "/id/leader/", "/id/project/"))]
        assert things
        assert all(f"/{scope}/" in link for link in things)
        assert not any(others in link for link in found)


def test_a_name_that_two_have_is_offered_by_its_iri_with_its_city(library: Library, engine: Embedded) -> None:
    query = library.get("targets-of-unit")
    choices = {one.value: one for one in offered(query.choices["unit"], library, engine)}
    assert "市财政局" not in choices
    assert (choices[OURS].label, choices[OTHERS].label) == ("市财政局 · 菏泽市", "市财政局 · 济宁市")
    assert choices[OURS].ambiguous == "市财政局"


def test_a_form_says_that_a_name_is_that_of_several_and_leads_to_each(client: TestClient) -> None:
    page = parsed(client, "/queries/partners-of-unit", 400, unit="市财政局")
    assert "市财政局" in said(page, "#e-unit")
    shown = [(link.text(), value(link, "href")) for link in page.css("ul.examples a")]
    assert {label for label, _ in shown} == {"市财政局 · 菏泽市", "市财政局 · 济宁市"}
    for _, address in shown:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "name", "both"),
    [
        ("targets-of-unit", "unit", "市财政局"),
        ("partners-of-unit", "unit", "市财政局"),
        ("targets-of-leader", "leader", "王某"),
    ],
)
def test_an_iri_finds_one_and_a_name_says_which_row_is_whose(
    query: str, name: str, both: str, library: Library, engine: Embedded
) -> None:
    saved = library.get(query)

    def rows(asked: str) -> list[dict[str, str]]:
        return list(engine.select(saved.bound({name: asked})).texts())

    by_iri = {scope: rows(getattr(iris, name)(scope, both)) for scope in ("heze", "济宁市")}
    assert all(row[f"{name}Iri"] == getattr(iris, name)(scope, both) for scope in by_iri for row in by_iri[scope])
    assert {row["city"] for row in by_iri["heze"]} == {"菏泽市"}
    assert {row["city"] for row in by_iri["济宁市"]} == {"济宁市"}
    together = rows(both)
    assert len(together) == sum(map(len, by_iri.values())) > 0
    assert {row["city"] for row in together} == {"菏泽市", "济宁市"}


def test_counts_are_of_one_city(library: Library, engine: Embedded) -> None:
    rows = list(engine.select(library.get("workload-of-units").bound({})).texts())
    finance = {row["unitIri"]: row["targets"] for row in rows if row["unit"] == "市财政局"}
    assert finance == {OURS: "2", OTHERS: "2"}


def test_lists_and_search_have_both(client: TestClient) -> None:
    for path in ("/id/unit", "/search?q=市财政局"):
        found = {link.partition("?")[0] for link in links(client, path)}
        assert {f"/id/unit/{scope}/市财政局" for scope in ("heze", "济宁市")} <= found


def test_a_picture_stands_around_one_of_them(client: TestClient) -> None:
    page = parsed(client, "/views/units", 200, around=OURS)
    assert value(only(page, "iframe"), "src")
    svg = client.get("/views/ego.svg", params={"around": OURS, "steps": "1"}).text
    assert svg.startswith("<svg")


def test_a_name_of_two_cities_is_told_on_the_command_line(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["query", "targets-of-unit", "--store", str(store), "--format", "csv", "-p"]
    assert main([*asked, "unit=市财政局"]) == 0
    said = capsys.readouterr()
    assert said.err.count("note: “市财政局” is in several cities: ") == 1
    iris = re.findall(r"(菏泽市|济宁市) \(([^)]+)\)", said.err)
    assert [city for city, _ in iris] == ["菏泽市", "济宁市"]
    assert said.out.count("\n") == 5
    for _, iri in iris:
        assert main([*asked, f"unit={iri}"]) == 0
        one = capsys.readouterr()
        assert (one.err, one.out.count("\n")) == ("", 3)
    assert main([*asked, "unit=市无此局"]) == 0
    assert "nothing called “市无此局” (parameter unit); see `heze-graph query units`" in capsys.readouterr().err
    assert main(["query", "behind-goals", "--store", str(store), "-p", "leader=某人"]) == 0
    assert "nothing called “某人” (parameter leader)" in capsys.readouterr().err


def test_the_numbers_and_charts_of_one_city_are_its_own(client: TestClient) -> None:
    whole = parsed(client, "/")
    names = [link.text() for link in whole.css("nav.tabs a[href*=issuer]") if "by=" not in value(link, "href")]
    assert sorted(names) == ["济宁市人民政府", "菏泽市人民政府"]
    assert only(whole, ".tiles b").text() == "4"
    for scope, city in (("heze", "菏泽市人民政府"), ("济宁市", "济宁市人民政府")):
        page = parsed(client, "/", issuer=f"{scope}/{city}")
        assert only(page, "nav.tabs a[aria-current]").text() == city
        assert only(page, ".tiles b").text() == "2"
        assert only(page, "#list-heading .count").text() == str(len(page.css("#list tbody tr"))) == "1"
        counted = [unquote(value(link, "href")) for link in page.css("#chart-lights-by-leader tbody th a")]
        assert counted
        assert all(f"leader={scope}/" in link and f"issuer={scope}/" in link for link in counted)


def test_lists_are_filtered_by_government_where_there_are_several(client: TestClient) -> None:
    page = parsed(client, "/id/unit", issuer="济宁市/济宁市人民政府")
    assert {unquote(value(link, "href")).split("/")[3] for link in page.css("tbody th a")} == {"济宁市"}
