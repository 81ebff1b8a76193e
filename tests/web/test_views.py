"""The pages and the files of the network views: the same picture everywhere, bounded, and safe to frame."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import networkx
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph.messages import LANGUAGES
from heze_graph.networks import views
from heze_graph.networks.builder import VIEWS
from heze_graph.networks.images import MOST, has_chinese_font, small_svg, svg
from heze_graph.networks.layout import positions
from heze_graph.networks.page import html
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded
from heze_graph.web.pages.views import LARGEST
from tests.networks.test_files import places_in_svg
from tests.web.pages import client_of, copied_queries, only, said, value, xml

SVG = "{http://www.w3.org/2000/svg}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"
GEXF = "{http://www.gexf.net/1.2draft}"
LEADER = "王昌华"


def got(client: TestClient, path: str, status: int = 200, **parameters: object) -> str:
    response = client.get(path, params={name: str(value) for name, value in parameters.items()} or None)
    assert response.status_code == status, response.text[:1000]
    return response.text


def names_in(drawn: str) -> list[str]:
    return [title.text or "" for title in xml(drawn).findall(f".//{SVG}g[@data-id]/{SVG}title")]


def places_in_page(page: str) -> dict[str, tuple[float, float]]:
    data = only(LexborHTMLParser(page), "#data").text()
    nodes = [node for node in json.loads(data)["nodes"] if "members" not in node]
    return {node["key"]: (float(node["x"]), float(node["y"])) for node in nodes}


@pytest.mark.parametrize("name", VIEWS)
def test_one_picture_has_the_same_places_everywhere(
    client: TestClient, seed_engine: Embedded, library: Library, name: str
) -> None:
    picture = views.picture(name, seed_engine, library, "zh")
    expected = positions(picture)
    assert places_in_page(got(client, f"/views/{name}.html")) == expected
    assert places_in_svg(got(client, f"/views/{name}.svg")) == expected
    nodes = csv.DictReader(io.StringIO(got(client, f"/views/{name}.nodes.csv").removeprefix("\ufeff")))
    assert {row["id"]: (float(row["x"]), float(row["y"])) for row in nodes} == expected
    gexf = xml(got(client, f"/views/{name}.gexf"))
    assert {
        node.attrib["id"]: (float(place.attrib["x"]), -float(place.attrib["y"]))
        for node in gexf.iter(f"{GEXF}node")
        for place in node.iter(f"{VIZ}position")
    } == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_what_the_command_line_writes(
    client: TestClient, seed_engine: Embedded, library: Library, language: str
) -> None:
    for name in ("units", "themes"):
        assert got(client, f"/views/{name}.html", lang=language) == html(
            views.picture(name, seed_engine, library, language)
        )
    around = views.ViewOptions(around=LEADER, steps=1)
    page = html(views.picture("ego", seed_engine, library, language, around))
    assert got(client, "/views/ego.html", lang=language, around=LEADER, steps=1) == page


def test_the_page_may_run_its_own_texts_only(client: TestClient) -> None:
    response = client.get("/views/units.html")
    meta = only(LexborHTMLParser(response.text), "meta[http-equiv=Content-Security-Policy]")
    policy = response.headers["content-security-policy"]
    assert policy == f"{value(meta, 'content')}; frame-ancestors 'self'"
    assert "unsafe" not in policy


def test_files_can_be_read_by_others(client: TestClient) -> None:
    graphml = networkx.parse_graphml(got(client, "/views/units.graphml"))
    edges = list(csv.DictReader(io.StringIO(got(client, "/views/units.edges.csv").removeprefix("\ufeff"))))
    assert graphml.number_of_edges() == len(edges) > 50
    response = client.get("/views/units.edges.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-disposition"].startswith('attachment; filename="units.edges.csv"')


def test_a_png_is_painted(client: TestClient) -> None:
    response = client.get("/views/counties.png")
    if has_chinese_font():
        assert response.content.startswith(b"\x89PNG")
    else:
        assert response.status_code == 500
        assert "font" in response.text


def test_gexf_says_its_title_where_the_schema_has_a_place_for_it(client: TestClient) -> None:
    root = xml(got(client, "/views/units.gexf"))
    graph, description = root.find(f"{GEXF}graph"), root.find(f"{GEXF}meta/{GEXF}description")
    assert graph is not None
    assert set(graph.attrib) == {"defaultedgetype", "mode"}
    assert description is not None
    assert description.text == "哪些单位共同承担责任目标"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_offered_with_a_preview(client: TestClient, language: str) -> None:
    page = LexborHTMLParser(got(client, "/views", lang=language))
    assert [value(img, "alt") for img in page.css("img")] == [
        value(img, "alt") for img in page.css("img[alt]:not([alt=''])")
    ]
    sources = [value(img, "src") for img in page.css("img")]
    assert len(sources) == len(VIEWS)
    for source in sources:
        assert client.get(source).headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert page.css("a[href^='/views/ego']")


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_a_page_with_its_picture(client: TestClient, name: str) -> None:
    page = LexborHTMLParser(got(client, f"/views/{name}"))
    frame = value(only(page, "iframe"), "src")
    assert frame == f"/views/{name}.html"
    assert said(page, "h1") == value(only(page, "iframe"), "title")
    for link in page.css(".downloads a"):
        assert client.get(value(link, "href")).status_code in (200, 500 if not has_chinese_font() else 200)


def test_a_view_around_one_thing_asks_for_it_with_examples(client: TestClient) -> None:
    page = LexborHTMLParser(got(client, "/views/ego"))
    assert not page.css("iframe")
    for link in page.css(".examples a"):
        around = LexborHTMLParser(got(client, value(link, "href")))
        assert around.css("iframe")
        assert value(only(around, "[name=around]"), "value") == link.text()


def test_a_thing_is_called_by_its_name_in_either_language_or_by_its_iri(client: TestClient) -> None:
    iri = "https://w3id.org/heze-graph/id/unit/heze/市科技局"
    one, *others = (
        places_in_page(got(client, "/views/units.html", around=name, steps=1))
        for name in (iri, "市科技局", "Municipal Science and Technology Bureau")
    )
    assert iri in one
    assert others == [one, one]


def test_what_is_not_in_the_picture_is_told_beside_the_field(client: TestClient) -> None:
    page = LexborHTMLParser(got(client, "/views/units", 400, around="kjj"))
    field = only(page, "[name=around]")
    assert value(field, "aria-invalid") == "true"
    assert "市科技局" in said(page, "#e-around")
    assert not page.css("iframe")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/views/none", 404),
        ("/views/units.pdf", 404),
        ("/views/entries", 404),
        ("/views/ego.svg", 400),
        ("/views/ego.html?around=nobody", 400),
    ],
)
def test_what_cannot_be_drawn_is_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_picture_is_bounded_and_says_what_it_leaves_out(client: TestClient, language: str) -> None:
    drawn = got(client, "/views/ego.svg", around=LEADER, steps=1, lang=language)
    names = names_in(drawn)
    assert len(names) == MOST
    assert LEADER in names
    width = float(xml(drawn).attrib["width"])
    assert width < 560  # at 360 pixels its letters are 9 pixels high at least
    whole = names_in(got(client, "/views/ego.svg", around=LEADER, steps=1, lang=language, most=0))
    assert set(names) < set(whole)
    assert str(len(whole) - MOST) in "".join(xml(drawn).itertext())
    assert len(names_in(got(client, "/views/ego.svg", around=LEADER, steps=1, most=4))) == 4


def test_the_nearest_and_strongest_are_kept(seed_engine: Embedded, library: Library) -> None:
    picture = views.picture("units", seed_engine, library, "zh")
    centre = max(picture.nodes, key=lambda node: node.size)
    weights = {
        (edge.target if edge.source == centre.id else edge.source): edge.weight
        for edge in picture.edges
        if centre.id in (edge.source, edge.target)
    }
    labels = {node.label: node.id for node in picture.nodes}
    kept = {labels[name] for name in names_in(small_svg(picture, centre.id, 2, 4))} - {centre.id}
    assert sorted(weights[one] for one in kept) == sorted(weights.values())[-3:]


def test_a_thing_without_ties_gets_a_picture_that_says_so(client: TestClient) -> None:
    document = "https://w3id.org/heze-graph/id/document/heze-2023-q3"
    for language, words in (("zh", "没有"), ("en", "Nothing")):
        drawn = got(client, "/views/ego.svg", around=document, lang=language)
        assert words in "".join(xml(drawn).itertext())
    lone = "https://w3id.org/heze-graph/id/unit/heze/市体育局"
    assert "没有" in "".join(xml(got(client, "/views/units.svg", around=lone, most=9)).itertext())


def test_a_kind_has_one_colour_around_every_thing(client: TestClient) -> None:
    colours = set()
    for thing in (LEADER, "曹县", "市科技局"):
        drawn = xml(got(client, "/views/ego.svg", around=thing, steps=1))
        for group in drawn.findall(f".//{SVG}g[@data-id]"):
            if "/target/" in group.attrib["data-id"]:
                colours |= {circle.attrib["fill"] for circle in group.findall(f"{SVG}circle")}
    assert len(colours) == 1


def test_many_ask_at_once_and_get_the_same(seed_store: Path, seed_engine: Embedded, library: Library) -> None:
    fresh = client_of(seed_store)
    expected = {name: svg(views.picture(name, seed_engine, library, "zh")) for name in VIEWS}
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda name: (name, got(fresh, f"/views/{name}.svg")), VIEWS * 3))
    assert all(expected[name] == text for name, text in drawn)


def test_a_view_of_ones_own_is_offered_with_its_form(seed_store: Path, tmp_path: Path) -> None:
    copied_queries(tmp_path)
    (tmp_path / "led.rq").write_text(
        """#+ summary: 领导与县区政府
#+ summary_en: Leaders and county governments
#+ view: network
#+ choices:
#+   - document: documents document
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?source ?target ?entry WHERE {
  ?assignment heze:leader ?source ; heze:responsibleUnit ?target ; heze:inEntry ?entry .
  ?target heze:governs ?any .
  ?entry heze:inDocument/dcterms:identifier ?document .
  FILTER(COALESCE(?__document, ?document) = ?document)
}
""",
        encoding="utf-8",
    )
    client = client_of(seed_store, tmp_path)
    assert "/views/led.svg" in got(client, "/views")
    page = LexborHTMLParser(got(client, "/views/led", document="heze-2023-q3"))
    assert value(only(page, "[name=document] [selected]"), "value") == "heze-2023-q3"
    assert value(only(page, "iframe"), "src") == "/views/led.html?document=heze-2023-q3"
    some, every = (
        names_in(got(client, "/views/led.svg", 200, **given)) for given in ({"document": "heze-2023-annual"}, {})
    )
    assert 0 < len(some) < len(every)


def test_a_broken_view_is_told(seed_store: Path, tmp_path: Path) -> None:
    copied_queries(tmp_path)
    (tmp_path / "network-units.rq").write_text("#+ view: network\nSELECT", encoding="utf-8")
    client = client_of(seed_store, tmp_path)
    assert "network-units.rq" in got(client, "/views")
    assert "network-units.rq" in got(client, "/views/units", 400)


def test_a_picture_too_large_to_draw_here_offers_its_parts(seed_store: Path, tmp_path: Path) -> None:
    pairs = " ".join(f'("{number}" "{number + 1}")' for number in range(LARGEST))
    text = f"#+ summary: 大\n#+ view: network\nSELECT ?source ?target {{ VALUES (?source ?target) {{ {pairs} }} }}\n"
    (copied_queries(tmp_path) / "large.rq").write_text(text, encoding="utf-8")
    client = client_of(seed_store, tmp_path)
    page = LexborHTMLParser(got(client, "/views/large"))
    assert str(LARGEST + 1) in said(page, ".message")
    assert not page.css("iframe")
    for form in ("html", "svg", "gexf"):
        assert "around=" in got(client, f"/views/large.{form}", 400)
    assert len(names_in(got(client, "/views/large.svg", around="7", steps=2))) == 5


def test_the_whole_of_a_large_graph_is_not_read_for_a_page(
    large_store: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 10)
    monkeypatch.setattr(views, "_drawn", lambda *_given: pytest.fail("drawn whole"))
    client = client_of(large_store)
    for name in (name for name in views.whole_views(library) if name != "themes"):
        page = LexborHTMLParser(got(client, f"/views/{name}"))
        offered = [value(link, "href") for link in page.css("ul.examples a")]
        assert len(offered) > 2
        assert all(link.startswith("/views/ego?around=") for link in offered)
        assert "ego" in got(client, f"/views/{name}.gexf", 400)
        assert not names_in(got(client, f"/views/{name}.svg", most=14))
    assert names_in(got(client, "/views/ego.svg", around="https://w3id.org/heze-graph/id/leader/heze/" + LEADER))


def test_what_is_around_one_thing_is_offered_before_one_is_chosen(large_store: Path) -> None:
    page = LexborHTMLParser(got(client_of(large_store), "/views/ego"))
    assert any(LEADER in link.text() for link in page.css("ul.examples a"))


def test_a_network_of_a_large_graph_that_is_small_enough_is_that_of_a_small_graph(
    client: TestClient, large_store: Path
) -> None:
    assert got(client_of(large_store), "/views/projects.svg") == got(client, "/views/projects.svg")


def test_what_a_messenger_adds_to_a_shared_link_is_left_aside(client: TestClient) -> None:
    shared: dict[str, Any] = {"from": "singlemessage", "isappinstalled": 0}
    assert got(client, "/views/units.html", **shared) == got(client, "/views/units.html")
    page = LexborHTMLParser(got(client, "/views/units", **shared))
    assert [name for name in shared if any(name in note.text() for note in page.css("[role=note]"))] == list(shared)
    assert page.css_first("svg, iframe, img") is not None
