from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import quote, unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from heze_graph.reference import Reference
from heze_graph.web.pages.lists import KINDS
from heze_graph.web.rendering import all_words
from tests.web.pages import HOSTILE, client_over, hostile_store, only, parsed, text

PAGES = (
    "/",
    "/search?q=cx",
    *(f"/id/{kind}" for kind in KINDS),
    "/id/target/heze-2023-q3/92",
    "/id/target/heze-2023-q3/39",
    "/id/target/heze-2023-q3/10",
    "/id/entry/heze-2023-annual/100",
    "/id/entry/heze-2023-annual/100/1",
    "/id/leader/heze/王昌华",
    "/id/unit/heze/市科技局",
    "/id/unit/heze/各县区人民政府",
    "/id/place/371721",
    "/id/place/371700",
    "/id/project/heze/曹县电商产业示范区",
    "/id/theme/heze/七网",
    "/id/document/heze-2023-annual",
    "/id/finding/heze-2023-annual/17/figure-jumps",
    "/id/finding/heze-2023-q3/138/blank-in-name",
    "/id/row/heze-2023-q3/69",
    "/id/row/heze-2023-q3/69/3",
    "/id/goal/heze-2023-q3/39/1",
    "/id/reading/heze-2023-q3/39/1",
    "/id/mention/heze-2023-annual/100/place-1",
    "/id/link/heze-2023-q3/100/heze-2023-annual/108",
    "/id/change/heze-2023-q3/100/heze-2023-annual/108/number",
    "/id/unit-pair/heze/2023/东明县人民政府/单县人民政府",
    "/id/light/behind",
    "/id/claim/on-schedule",
    "/id/period/2023/annual",
    "/id/day/2023-12-31",
    "/id/open-from/2023",
    "/id/data-set/goals",
)


@pytest.fixture(scope="module")
def hostile(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_over(hostile_store(tmp_path_factory.mktemp("hostile"), reference))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made(client: TestClient, path: str, language: str) -> None:
    page = parsed(client, path + ("&" if "?" in path else "?") + f"lang={language}")
    assert len(page.css("h1")) == len(page.css("main")) == 1
    levels = [int((node.tag or "")[1]) for node in page.css("h1, h2, h3, h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for table in page.css("table"):
        assert table.css_first("caption") is not None
        assert all("scope" in head.attributes for head in table.css("th"))
    for field in page.css("input:not([type=hidden])"):
        assert field.attributes.get("aria-label") or (field.parent is not None and field.parent.tag == "label")
    assert all(image.attributes.get("alt") for image in page.css("img"))
    assert not page.css("[style], style, script:not([src])")
    assert not re.search(r"\{\{|\}\}|Undefined|None", text(page, "main"))


@pytest.mark.parametrize("path", PAGES)
def test_a_chinese_text_on_an_english_page_says_so(client: TestClient, path: str) -> None:
    page = parsed(client, path + ("&" if "?" in path else "?") + "lang=en")
    for node in page.css("main h1, main h2, main h3, main p, main th, main td, main dt, main dd, main li, main a"):
        own = "".join(child.text(deep=False) for child in node.iter(include_text=True) if child.tag == "-text")
        if re.search("[一-鿿]", own) and not node.css_matches("[lang=zh-CN], [lang=zh-CN] *"):
            # A reason in English quotes what is printed.
            assert node.tag in ("p", "dd"), (node.tag, own)
            assert re.search("[a-z]{4}", own), own


def test_every_link_within_the_house_leads_somewhere(client: TestClient) -> None:
    seen: dict[str, int] = {}
    for path in PAGES:
        page = parsed(client, path)
        anchors = {node.attributes["id"] for node in page.css("[id]")}
        for link in page.css("a[href]"):
            address = link.attributes["href"] or ""
            parts = urlsplit(address)
            assert parts.scheme in ("", "http", "https"), address
            if not parts.path:
                assert parts.fragment in anchors, address
            elif address.startswith("/id/") and parts.path not in seen and len(seen) < 150:
                seen[parts.path] = client.get(parts.path).status_code
    assert len(seen) > 100
    assert {path: status for path, status in seen.items() if status != 200} == {}


def test_a_citation_leads_to_the_printed_line(client: TestClient) -> None:
    page = parsed(client, "/id/target/heze-2023-q3/92")
    cited = {link.attributes["href"]: link.text() for link in page.css("a.cite")}
    assert cited["/id/document/heze-2023-q3#line-138"] == "三季度表第138行"
    line = only(parsed(client, "/id/document/heze-2023-q3"), "#line-138")
    assert "严控沿黄重点县区新上“三高”项目" in line.text()


def test_a_document_is_a_lossless_copy(client: TestClient) -> None:
    from heze_graph.resources import SEEDS

    page = parsed(client, "/id/document/heze-2023-annual")
    printed = (SEEDS / "heze-2023-annual.txt").read_text(encoding="utf-8").split("\n")
    rows = page.css("table.rows tbody tr")
    assert len(rows) == 54
    for row in rows:
        line = int((row.attributes["id"] or "").removeprefix("line-"))
        cells = [cell.text() for cell in row.css("td")]
        assert [cell for cell in cells if cell] == [cell for cell in printed[line - 1].split("\t") if cell]


def test_the_changed_words_of_a_target_are_marked(client: TestClient) -> None:
    later = parsed(client, "/id/target/heze-2023-q3/92").css(".history > li")[1]
    assert [node.text() for node in later.css("del")] == ["县区", "三"]
    assert [node.text() for node in later.css("ins")] == ["区段", "二"]
    entry = parsed(client, "/id/entry/heze-2023-annual/100")
    assert [node.text() for node in entry.css(".history ins")] == ["区段", "二"]


def test_a_target_shows_goal_light_findings_and_printed_cells(client: TestClient) -> None:
    page = parsed(client, "/id/target/heze-2023-q3/39")
    assert "严重落后" in text(page, "#goals")
    assert only(page, "#goals .attained rect.far-behind").attributes["width"] == "19.88"
    assert "称按计划而数字严重落后" in text(page, "#findings")
    assert [cell.text() for cell in page.css("#printed-rows dd")][2] == "增加市级储备粮8.6万吨"
    picture = only(page, ".ego img").attributes["src"] or ""
    assert unquote(picture).startswith("/views/ego.svg?around=https://w3id.org/heze-graph/id/target/heze-2023-q3/39")


def test_a_leader_has_each_target_once_what_is_behind_first(client: TestClient) -> None:
    page = parsed(client, "/id/leader/heze/王昌华")
    targets = [link.attributes["href"] for link in page.css("#targets tbody th a")]
    assert len(targets) == len(set(targets)) == 45
    lights = [node.text() for node in page.css("#targets .light")]
    assert lights[0] == "落后"
    assert "落后" not in lights[1:]
    twice = [row for row in page.css("#targets tbody tr") if len(row.css("a.cite")) == 2]
    assert len(twice) == 12


def test_what_falls_to_a_county_as_one_of_all_stands_apart(client: TestClient) -> None:
    page = parsed(client, "/id/unit/heze/曹县人民政府")
    assert len(page.css("#targets tbody tr")) == 1
    assert len(page.css("#inferred tbody tr")) == 7


def test_a_unit_names_its_partners_and_how_it_is_printed_otherwise(client: TestClient) -> None:
    page = parsed(client, "/id/unit/heze/鄄城县人民政府")
    assert "鄆城县人民政府" in text(page, "#as-printed")
    assert [cell.text(strip=True) for cell in page.css("#partners tbody th")]
    assert all(re.match("(三季度|年度)表第", link.text()) for link in page.css("#partners tbody td a"))


def test_a_finding_shows_both_places_with_the_words_marked(client: TestClient) -> None:
    page = parsed(client, "/id/finding/heze-2023-annual/17/figure-jumps")
    assert text(page, "h1") == "数字骤增"
    assert [node.text() for node in page.css("mark")] == [
        "全市共完成“两癌”筛查2684411人次",
        "全市共完成“两癌”筛查191996人次",
    ]
    assert len(page.css("blockquote")) == 2


def test_every_table_names_the_question_it_answers(client: TestClient) -> None:
    page = parsed(client, "/id/leader/heze/王昌华")
    links = [unquote(link.attributes["href"] or "") for link in page.css(".question a")]
    assert "/queries/assignments-of-thing?thing=https://w3id.org/heze-graph/id/leader/heze/王昌华" in links
    for link in links:
        assert client.get(quote(link, safe="/?=:&%")).status_code == 200, link


def test_an_unknown_thing_is_a_404_with_what_is_called_nearly_so(client: TestClient) -> None:
    page = parsed(client, "/id/leader/heze/王昌", 404)
    assert "王昌华" in [link.text() for link in page.css("main a")]
    for path in ("/id/", "/id/nobody", "/id/" + "%00", "/id/%3Cscript%3E", "/id/unit/heze/%2E%2E%2F", "/id//"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
    ],
)
def test_who_asks_for_rdf_gets_rdf(client: TestClient, accept: str, media_type: str) -> None:
    response = client.get("/id/place/371721", headers={"accept": accept})
    assert response.headers["content-type"].startswith(media_type)
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_filtered_sorted_and_paged(client: TestClient, kind: str) -> None:
    page = parsed(client, f"/id/{kind}")
    total = int(text(page, "h1 .count"))
    assert len(page.css("tbody tr")) == min(total, 100)
    for link in page.css("thead a"):
        address = link.attributes["href"]
        assert address is not None
        ordered = parsed(client, address)
        assert len(ordered.css("tbody tr")) == min(total, 100)
        assert len(ordered.css("th[aria-sort=ascending], th[aria-sort=descending]")) == 1
    assert text(parsed(client, f"/id/{kind}", q="没有这样的词"), ".message") == "没有与“没有这样的词”相符的。"


def test_a_list_is_filtered_by_pinyin_and_by_kind_of_finding(client: TestClient) -> None:
    assert [node.text() for node in parsed(client, "/id/unit", q="skjj").css("tbody th a")] == ["市科技局"]
    assert text(parsed(client, "/id/finding", about="figure-jumps"), "h1 .count") == "1"
    assert len(parsed(client, "/id/target", page="2").css("tbody tr")) == 100
    assert len(parsed(client, "/id/target", page="99999999999999").css("tbody tr")) == 100
    assert len(parsed(client, "/id/target", sort="nothing").css("tbody tr")) == 100


def test_texts_of_a_table_stay_texts(hostile: TestClient) -> None:
    lists = [f"/id/{kind}" for kind in KINDS]
    links = {
        (link.attributes["href"] or "").partition("#")[0]
        for path in ("/", *lists)
        for link in parsed(hostile, path).css("main a[href]:not([download])")
        if (link.attributes["href"] or "").startswith("/id/")
    }
    shown = set()
    for path in sorted({"/", "/search?q=%3Cimg", *lists, *links}):
        page = parsed(hostile, path)
        assert not page.css("main script, main img:not([src^='/views/']), main iframe, b[onclick]"), path
        for node in page.css("main *"):
            assert not [name for name in node.attributes if name.startswith("on")], path
            for name in ("href", "src", "action"):
                address = node.attributes.get(name)
                assert address is None or re.match(r"/(?!/)|#|https?:", address), (path, address)
        shown |= {text for text in HOSTILE if text in (page.body.text() if page.body else "")}
    assert shown == set(HOSTILE)
    assert len(links) > 30


def test_each_word_of_the_pages_is_said_in_both_languages() -> None:
    ours = {key: said for key, said in all_words().items() if key.startswith(("thing.", "start.", "search."))}
    assert len(ours) > 100
    assert all(said["zh"] and said["en"] for said in ours.values())


def test_a_thing_without_a_name_is_called_by_its_place(client: TestClient) -> None:
    path = "/id/link/heze-2023-q3/100/heze-2023-annual/108"
    assert text(parsed(client, path), "h1") == "三季度表 · 100 · 年度表 · 108"
    english = parsed(client, f"{path}?lang=en")
    assert text(english, "h1") == "third-quarter table, 100, annual table, 108"
    assert "lang" not in only(english, "h1").attributes


def test_a_kind_without_a_class_of_ours_has_a_word(client: TestClient) -> None:
    assert "时段" in text(parsed(client, "/id/period/2023/q3"), ".crumbs")


def test_an_english_page_says_what_a_printed_claim_means(client: TestClient) -> None:
    page = parsed(client, "/id/target/heze-2023-q3/39?lang=en")
    assert text(page, ".history .claim") == "是 (on schedule)"
    assert text(parsed(client, "/id/target/heze-2023-q3/39"), ".history .claim") == "是"
