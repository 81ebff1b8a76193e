"""The pages of the saved queries: forms, answers, downloads, and what is said where something is wrong."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.queries.choices import offered
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.pages.graph import vocabulary_of
from heze_graph.web.site import Site
from tests.web.pages import client_of, copied_queries, only, parsed, said, value

OPEN = """#+ summary: 试一试
#+ summary_en: A trial
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
NAMES = sorted(path.stem for path in resources.QUERIES.glob("*.rq"))


@pytest.fixture(scope="module")
def site(seed_store: Path) -> Site:
    return Site(Embedded(seed_store), resources.QUERIES)


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(application(site)) as client:
        yield client


@pytest.fixture
def own(seed_store: Path, tmp_path: Path) -> tuple[Path, TestClient]:
    """Return a folder of queries of one's own beside those of the house, and a client that asks it."""
    copied_queries(tmp_path)
    return tmp_path, client_of(seed_store, tmp_path)


def table(page: LexborHTMLParser) -> list[list[str]]:
    return [[cell.text(strip=True) for cell in row.css("td")] for row in page.css("table.data tbody tr")]


def headers(page: LexborHTMLParser) -> list[str]:
    return [cell.text(strip=True) for cell in page.css("table.data thead th")]


def options(page: LexborHTMLParser, name: str) -> list[str | None]:
    return [one.attributes["value"] for one in page.css(f"[name={name}] option, #o-{name} option")]


def examples(query: SavedQuery, library: Library, engine: Embedded) -> dict[str, str]:
    """Return a value of the graph for each parameter that a query needs."""
    where = query.choices
    return {
        one.name: offered(where[one.name], library, engine)[0].value
        for one in query.parameters
        if one.required and one.default is None
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_is_listed_in_the_language_of_the_page(client: TestClient, site: Site, language: str) -> None:
    page = parsed(client, "/queries", lang=language)
    listed = {link.text(): value(link, "href") for link in page.css("ul.questions a")}
    for query in site.library.queries:
        summary = query.header.summary if language == "zh" else query.header.summary_en
        assert (listed[summary] or "").startswith(f"/queries/{query.name}")


def test_questions_are_found_by_a_word_and_by_a_subject(client: TestClient, site: Site) -> None:
    page = parsed(client, "/queries", q="领导", tag="单位")
    assert page.css("ul.questions a")
    for link in page.css("ul.questions a"):
        name = (value(link, "href")).rpartition("/")[2]
        query = site.library.get(name)
        assert "单位" in query.header.tags
        assert "领导" in query.header.summary + query.header.description + "".join(query.header.tags)
    assert not parsed(client, "/queries", q="nothing is like this").css("ul.questions a")


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_never_errs(client: TestClient, name: str) -> None:
    for language in ("zh", "en"):
        assert client.get(f"/queries/{name}", params={"lang": language}).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_answer_is_shown_and_taken_along(
    client: TestClient, library: Library, seed_engine: Embedded, name: str
) -> None:
    query = library.get(name)
    given = examples(query, library, seed_engine)
    answer = seed_engine.select(query.bound(given))
    page = parsed(client, f"/queries/{name}", 200, rows="500", **given)
    assert len(table(page)) == min(500, len(answer.rows))
    json = client.get(f"/queries/{name}.json", params=given)
    assert len(json.json()) == len(answer.rows)


def test_every_column_and_parameter_of_the_house_has_words(library: Library) -> None:
    for query in library.queries:
        for column in (*query.columns, *(one.column for one in query.parameters)):
            assert column.title("zh") != column.name, f"{query.name}: describe {column.name} under #+ columns:"


def test_a_needed_value_is_asked_for_with_examples(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-leader")
    links = [value(link, "href") for link in page.css("ul.examples a")]
    assert links
    assert all(client.get(link).status_code == 200 for link in links)
    assert table(parsed(client, links[0]))


def test_fields_offer_what_the_graph_has(client: TestClient, library: Library, seed_engine: Embedded) -> None:
    def column(query: str, name: str) -> set[str]:
        return {row[name] for row in seed_engine.select(library.get(query).bound({})).texts()} - {""}

    page = parsed(client, "/queries/targets-of-leader")
    assert set(options(page, "leader")) == {"", *column("workload-of-leaders", "leader")}
    assert set(options(page, "document")) == {"", *column("documents", "document")}
    assert set(options(parsed(client, "/queries/targets-of-unit"), "unit")) == column("units", "name")
    assert set(options(parsed(client, "/queries/targets-of-county"), "county")) == {"", *column("units", "place")}
    assert options(parsed(client, "/queries/targets-of-county"), "collective") == ["yes", "no"]
    assert set(options(parsed(client, "/queries/contradictions"), "kind")) >= column("contradictions", "kind")


def test_codes_are_called_by_their_names(client: TestClient) -> None:
    page = parsed(client, "/queries/changed-targets", lang="en")
    assert "deadline" in [one.text() for one in page.css("[name=kind] option")]
    chinese = parsed(client, "/queries/changed-targets")
    assert "时限" in [one.text() for one in chinese.css("[name=kind] option")]
    assert {row[0] for row in table(chinese)} <= {"文字", "序号", "时限", "领导", "单位"}


def test_a_default_is_applied_and_visible(client: TestClient) -> None:
    page = parsed(client, "/queries/themes")
    assert value(only(page, "[name=least]"), "value") == "2"
    assert table(page)
    assert table(parsed(client, "/queries/themes", least="")) == table(page)
    chosen = only(parsed(client, "/queries/targets-of-county"), "[name=collective] [selected]")
    assert value(chosen, "value") == "yes"


@pytest.mark.parametrize(
    ("query", "name", "wrong"),
    [
        ("due-before", "date", "soon"),
        ("due-before", "date", "2023-02-30"),
        ("themes", "least", "two"),
        ("changed-targets", "kind", "colour"),
        ("finding-evidence", "finding", "<script>"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(client: TestClient, query: str, name: str, wrong: str) -> None:
    page = parsed(client, f"/queries/{query}", 400, **{name: wrong})
    field = only(page, f"[name={name}]")
    assert value(field, "aria-invalid") == "true"
    assert wrong in said(page, f"#{value(field, 'aria-describedby')}")
    assert not page.css("table.data")


def test_a_name_that_is_no_parameter_is_told_and_left_aside(client: TestClient) -> None:
    page = parsed(client, "/queries/documents", colour="red")
    assert "colour" in said(page, "[role=note]")
    assert len(page.css("table.data tbody tr")) == 2
    assert not any("colour" in (link.attributes.get("href") or "") for link in page.css("main a"))


def test_no_rows_suggest_what_may_have_been_meant(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-unit", unit="kjj")
    meant = [link.text() for link in page.css("ul.examples a")]
    assert "市科技局" in meant
    assert table(parsed(client, value(only(page, "ul.examples a"), "href")))


def test_columns_are_sorted_as_what_they_hold(client: TestClient) -> None:
    def column(name: str, **parameters: str) -> list[str]:
        page = parsed(client, "/queries/entries", 200, rows="500", **parameters)
        return [row[headers(page).index(name)] for row in table(page)]

    numbers = [int(one) for one in column("行", sort="-line")]
    assert numbers == sorted(numbers, reverse=True)
    targets = [int(one) for one in column("序号", sort="no") if one.isdecimal()]
    assert targets == sorted(targets)
    leaders = column("市政府领导", sort="leader")
    assert leaders[0] == "曹临"  # cao comes before jiang, nie, wang, xiao, zhang
    attained = column_of(client, "goals", "完成比例", sort="-attainment")
    first_empty = attained.index("")
    assert first_empty > 0
    assert not any(attained[first_empty:])


def column_of(client: TestClient, query: str, name: str, **parameters: str) -> list[str]:
    page = parsed(client, f"/queries/{query}", 200, rows="500", **parameters)
    return [row[headers(page).index(name)] for row in table(page)]


def test_pages_hold_every_row_once(client: TestClient, library: Library, seed_engine: Embedded) -> None:
    total = len(seed_engine.select(library.get("entries").bound({})).rows)
    seen: list[list[str]] = []
    address = "/queries/entries?rows=100&sort=line"
    while address:
        page = parsed(client, address)
        seen += table(page)
        links = {link.text(): value(link, "href") for link in page.css("nav.pages a")}
        address = links.get("下一页", "")
    assert len(seen) == total
    assert str(total) in said(parsed(client, "/queries/entries"), "#answer")
    assert len(table(parsed(client, "/queries/entries", page="999999999", rows="25"))) == (total % 25 or 25)


@pytest.mark.parametrize("state", [{"sort": "x"}, {"sort": "--no"}, {"page": "-1"}, {"rows": "7"}, {"page": "१"}])
def test_state_that_makes_no_sense_is_left_out(client: TestClient, state: dict[str, str]) -> None:
    assert table(parsed(client, "/queries/documents", 200, **state)) == table(parsed(client, "/queries/documents"))


def test_names_and_places_lead_to_their_pages(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-leader", leader="王昌华", document="heze-2023-q3")
    links = [unescape(value(link, "href")) for link in page.css("table.data tbody a")]
    assert any(link.startswith("/id/document/heze-2023-q3#line-") for link in links)
    assert any(link.startswith("/id/target/") for link in links)
    assert any(link.startswith("/id/unit/heze/") for link in links)
    english = parsed(client, "/queries/targets-of-leader", leader="王昌华", lang="en")
    assert all("lang=en" in (value(link, "href")) for link in english.css("table.data tbody a"))


def test_one_of_two_languages_is_shown(client: TestClient) -> None:
    for language, words in (("zh", "理由"), ("en", "Reason")):
        assert [one for one in headers(parsed(client, "/queries/findings", lang=language)) if words in one] == [words]


def test_what_a_code_says_in_words_is_not_said_twice(client: TestClient) -> None:
    assert headers(parsed(client, "/queries/light-rules")) == ["进度灯规则", "进度灯"]
    english = parsed(client, "/queries/light-rules", lang="en")
    assert headers(english) == ["Rule of the light", "Light"]
    assert "the reading reaches the goal" in [cell for row in table(english) for cell in row]


def test_lights_have_words_and_a_sign_and_claims_are_told_as_printed(client: TestClient) -> None:
    page = parsed(client, "/queries/behind-goals")
    lights = page.css("td .light")
    assert {light.text() for light in lights} == {"落后", "严重落后"}
    assert {value(light, "class") for light in lights} == {"light behind", "light far-behind"}
    assert {claim.text() for claim in page.css("td .claim")} == {"是"}
    assert not page.css("td .claim .mark")


def test_downloads_are_whole_and_named_for_the_question(client: TestClient) -> None:
    given = {"leader": "王昌华", "sort": "-no", "page": "2"}
    page = parsed(client, "/queries/targets-of-leader", 200, **given)
    targets = {link.text(): value(link, "href") for link in page.css(".downloads a[download]")}
    assert list(targets) == ["Excel", "CSV", "JSON", "Markdown", "Turtle"]
    excel = client.get(targets["Excel"])
    sheet = load_workbook(io.BytesIO(excel.content)).active
    assert sheet is not None
    total = int(re.findall(r"\d+", said(page, "#answer"))[-1])
    assert sheet.max_row == total + 1
    named = excel.headers["content-disposition"]
    assert named.startswith("attachment; filename=\"targets-of-leader.xlsx\"; filename*=UTF-8''%E4%B8%80")
    csv = client.get(targets["CSV"])
    assert csv.content.decode("utf-8-sig").startswith("文件,序号,责任目标")
    assert len(csv.text.splitlines()) >= total
    assert client.get(targets["Markdown"]).headers["content-type"] == "text/markdown; charset=utf-8"


def test_a_download_that_lacks_a_value_shows_the_form(client: TestClient) -> None:
    assert parsed(client, "/queries/targets-of-leader.xlsx", 400).css_first("[name=leader]")
    assert client.get("/queries/targets-of-leader.rdf").status_code == 404


def test_the_calls_to_copy_ask_for_the_same(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-unit", unit="市科技局")
    address, curl, command = (code.text() for code in page.css(".machine dd code"))
    assert len(client.get(address).json()) == len(table(page))
    assert curl.startswith("curl ")
    assert address in curl
    assert shlex.split(command) == ["heze-graph", "query", "targets-of-unit", "-p", "unit=市科技局"]


def test_the_editor_opens_the_query_with_its_values(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-unit", unit="市科技局")
    (link,) = [value(a, "href") for a in page.css("a.button") if value(a, "href").startswith("/editor")]
    assert link == "/editor?unit=%E5%B8%82%E7%A7%91%E6%8A%80%E5%B1%80&name=targets-of-unit"
    assert "市科技局" in client.get(link).text


def test_what_is_not_there_is_told(client: TestClient) -> None:
    response = client.get("/queries/target-of-leader", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "targets-of-leader" in response.text


def test_a_broken_file_never_vanishes(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    (folder / "mine.rq").write_text("#+ summary: <b>坏\nSELECT ?s\nWHERE { ?s ?p }", encoding="utf-8")
    page = parsed(client, "/queries")
    row = only(page, "#broken tbody tr")
    assert [said(row, "th"), said(row, "td")] == ["mine.rq", "3"]
    assert str(folder) not in (page.html or "")
    assert "mine.rq" in said(parsed(client, "/queries/mine", 500), "table")
    (folder / "mine.rq").write_text(OPEN + "SELECT ?s { ?s skos:prefLabel ?l } LIMIT 1", encoding="utf-8")
    assert not parsed(client, "/queries").css("#broken")
    assert len(table(parsed(client, "/queries/mine"))) == 1


def test_pages_work_while_a_query_that_they_stand_on_is_broken(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    for name in ("documents", "concepts", "network-names", "links"):
        (folder / f"{name}.rq").write_text("SELECT", encoding="utf-8")
    assert len(table(parsed(client, "/queries/workload-of-leaders"))) > 5
    assert parsed(client, "/queries/targets-of-leader").css_first("input[name=document]")


def test_a_graph_is_shown_as_triples_and_taken_as_turtle(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    text = OPEN + "PREFIX heze: <https://w3id.org/heze-graph/ontology#>\n"
    text += "CONSTRUCT { ?unit heze:governs ?place } WHERE { ?unit heze:governs ?place }"
    (folder / "governs.rq").write_text(text, encoding="utf-8")
    page = parsed(client, "/queries/governs")
    assert headers(page) == ["主语", "谓语", "宾语"]
    assert all(value(link, "href") for link in page.css("td a"))
    turtle = client.get("/queries/governs.ttl")
    assert "heze:governs" in turtle.text
    assert client.get("/queries/governs.xlsx").status_code == 404


def test_a_parameter_may_be_called_like_a_word_of_the_page(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    text = OPEN + "SELECT ?l { ?s skos:prefLabel ?l . FILTER(STR(?l) = ?_page) } ORDER BY ?l"
    (folder / "called.rq").write_text(text, encoding="utf-8")
    assert table(parsed(client, "/queries/called", page="曹县")) == [["曹县"]]


@pytest.mark.parametrize("name", ["path", "language", "form", "name", "given", "self", "changes"])
def test_a_parameter_may_be_called_like_a_word_of_the_program(own: tuple[Path, TestClient], name: str) -> None:
    folder, client = own
    text = OPEN + f"SELECT ?l {{ ?s skos:prefLabel ?l . FILTER(STR(?l) = ?_{name}) }}"
    (folder / "called.rq").write_text(text, encoding="utf-8")
    assert table(parsed(client, "/queries/called", 200, **{name: "曹县"})) == [["曹县"]]
    view = text.replace("#+ summary:", "#+ view: network\n#+ summary:").replace(
        "?l {", "(?s AS ?source) (?l AS ?target) {"
    )
    (folder / "drawn.rq").write_text(view, encoding="utf-8")
    page = parsed(client, "/views/drawn", 200, **{name: "曹县"})
    assert client.get(value(only(page, "iframe"), "src")).status_code == 200


def test_values_of_the_graph_are_text_and_nothing_else(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    text = (
        OPEN
        + """SELECT ?a ?b ?c { VALUES (?a ?b ?c) {
        ("<img src=x onerror=alert(1)>" <javascript:alert(1)> "\\"><script>alert(1)</script>") } }"""
    )
    (folder / "hostile.rq").write_text(text.replace("试一试", "<script>alert(1)</script>"), encoding="utf-8")
    for path in ("/queries", "/queries/hostile"):
        page = parsed(client, path)
        assert not page.css("img, td script, h1 script, li script")
        assert not page.css('a[href^="javascript:"]')
    assert table(parsed(client, "/queries/hostile"))[0][1] == "javascript:alert(1)"


def test_what_is_known_is_asked_once(seed_store: Path) -> None:
    site = Site(Embedded(seed_store), resources.QUERIES)
    assert vocabulary_of(site) is vocabulary_of(site)


def test_an_answer_of_nothing_is_shown(own: tuple[Path, TestClient]) -> None:
    folder, client = own
    (folder / "none.rq").write_text(OPEN + "SELECT ?l { ?l skos:prefLabel <x:y> }", encoding="utf-8")
    assert "共 0 行" in said(parsed(client, "/queries/none"), "#answer")
