"""The folder of a run is the site: every link leads to a file, and a browser asks questions from `file:` alone."""

from __future__ import annotations

import base64
import gzip
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import cast
from urllib.parse import quote, unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.asked import SETS, asking_of, cases
from heze_graph import resources
from heze_graph.cli import main
from heze_graph.errors import QueryError
from heze_graph.messages import Message
from heze_graph.rdf import iris
from heze_graph.store.embedded import Embedded
from heze_graph.web import offline
from heze_graph.web.offline import write
from heze_graph.web.offline.addresses import PageAddress, link_of
from heze_graph.web.offline.data import graph_script
from tests.browser import browser, complaints, requests
from tests.store.test_syntax_faults import FAULTS

__all__ = ["browser"]

TABLE = """甲市人民政府2030年责任目标三季度工作推进情况一览表
序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位
1\t张三\t新建道路10条\t年底\t已建成8条\t是\t甲局、乙局
2\t李四\t新建学校“之”8所\t6月底\t已建成2所\t否\t乙局
3\t张三\t植树5万亩\t年底\t\t—\t丙局
"""
FEW = 60


@pytest.fixture(scope="module")
def beside() -> dict[str, str]:
    """Return the files outside of the site that it was told of when it was written."""
    return {}


@pytest.fixture(scope="module")
def out(beside: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    table = folder / "table.txt"
    table.write_text(TABLE, encoding="utf-8")
    told = ["--place", "甲市", "--year", "2030", "--period", "q3"]

    def noted(store: Path, queries: Path, site: Path, files: dict[str, str]) -> offline.Written:
        beside.update(files)
        return write(store, queries, site, files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline, "write", noted)
        patch.chdir(folder)  # where the registers of its city are written
        assert main(["run", str(table), *told, "--out", str(folder / "o")]) == 0
    return folder / "o"


@pytest.fixture(scope="module")
def site(out: Path) -> Path:
    return out / "site"


def test_the_index_leads_to_the_site(out: Path) -> None:
    page = LexborHTMLParser((out / "index.html").read_text(encoding="utf-8"))
    link = page.css_first(".site a")
    assert link is not None
    assert (out / (link.attributes["href"] or "")).is_file()


def test_every_link_leads_to_a_file_and_nothing_to_a_host(site: Path) -> None:
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 100
    seen = 0
    for page in pages:
        parsed = LexborHTMLParser(page.read_text(encoding="utf-8"))
        for node in parsed.css("[href], [src], form[action]"):
            value = node.attributes.get("href") or node.attributes.get("src") or node.attributes.get("action") or ""
            if value.startswith(("http://", "https://")) and node.tag == "a":
                continue  # a source that is named, and opened by a click only
            parts = urlsplit(value)
            assert not parts.scheme, (page.name, value)
            assert not parts.path.startswith("/"), (page.name, value)
            assert parts.path in ("", "sparql") or (site / unquote(parts.path)).is_file(), (page.name, value)
            seen += 1
        assert not parsed.css("a[download]:not([href])"), (page.name, "a download that only a server makes")
    assert seen > 1000


def test_each_page_leads_to_itself_in_the_other_language(site: Path) -> None:
    for page in sorted(site.glob("*.html")):
        link = LexborHTMLParser(page.read_text(encoding="utf-8")).css_first("a.other")
        assert link is not None
        assert link.text() in ("English", "中文"), page.name
        assert (site / (link.attributes["href"] or "")).is_file()


def test_citations_lead_to_the_printed_line(site: Path) -> None:
    (document,) = site.glob("document-*[0-9a-f].html")
    lines = {
        node.attributes["id"] for node in LexborHTMLParser(document.read_text(encoding="utf-8")).css("[id^=line-]")
    }
    cited = {
        (node.attributes["href"] or "").partition("#")[2]
        for page in site.glob("target-*.html")
        for node in LexborHTMLParser(page.read_text(encoding="utf-8")).css("a.cite")
    }
    assert cited
    assert cited <= lines


def test_file_names_are_plain(site: Path) -> None:
    for file in site.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9._-]+", file.name)


def test_a_second_writing_gives_the_same_bytes(out: Path, site: Path, beside: dict[str, str], tmp_path: Path) -> None:
    again = tmp_path / "again"
    write(out / "store", resources.QUERIES, again, beside)
    # The font of a PDF grows with the texts that this process has set in it.
    files = [file.relative_to(site) for file in sorted(site.rglob("*")) if file.is_file() and file.suffix != ".pdf"]
    assert len(files) > FEW
    assert [file for file in files if (site / file).read_bytes() != (again / file).read_bytes()] == []


def test_the_packed_graph_names_neither_a_time_nor_a_system(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("<a:b> <a:c> <a:d> .\n", encoding="utf-8")
    packed = base64.b64decode(graph_script(tmp_path / "graph.nq").split('"')[1])
    assert gzip.decompress(packed) == b"<a:b> <a:c> <a:d> .\n"
    assert packed[3:10] == bytes([0, 0, 0, 0, 0, 2, 255])


def test_a_large_graph_has_as_many_pages_as_fit(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "MOST", 20)
    done = write(out / "store", resources.QUERIES, tmp_path / "few", {})
    assert (done.pages, done.whole) == (20, False)
    for page in (tmp_path / "few").glob("*.html"):
        for node in LexborHTMLParser(page.read_text(encoding="utf-8")).css("a[href]"):
            scheme, _, path, _, _ = urlsplit(node.attributes["href"] or "")
            assert scheme or not path or (tmp_path / "few" / path).is_file()


def test_without_the_site_there_is_none(tmp_path: Path) -> None:
    table = tmp_path / "table.txt"
    table.write_text(TABLE, encoding="utf-8")
    told = ["--place", "甲市", "--year", "2030", "--period", "q3", "--no-site"]
    assert main(["run", str(table), *told, "--out", str(tmp_path / "o")]) == 0
    assert not (tmp_path / "o" / "site").exists()
    assert "site/" not in (tmp_path / "o" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("href", "address", "asked"),
    [
        ("/", PageAddress("/"), ""),
        ("/id/unit/a/%E7%94%B2%E5%B1%80?lang=en", PageAddress("/id/unit/a/甲局"), ""),
        ("/id/unit/a/b%2Fc", PageAddress("/id/unit/a/b%2Fc"), ""),
        ("/queries/entries?a=1&lang=en", PageAddress("/queries/entries"), "a=1"),
        ("/id/document/a?line=3#line-3", PageAddress("/id/document/a"), ""),
        ("/id/target?light=behind&leader=a%2Fb", PageAddress("/id/target"), "light=behind&leader=a%2Fb"),
        ("/?by=unit&light=behind#list", PageAddress("/id/target"), "light=behind"),
        ("/brief.docx?about=leader/a/b", PageAddress("/brief.docx", (("about", "leader/a/b"),)), ""),
        ("/charts/leader.csv", PageAddress("/charts/leader.csv"), ""),
        ("/cite?query=entries&a=1", PageAddress("/cite", (("query", "entries"),)), "a=1"),
        ("/cite?chart=due", PageAddress("/cite", (("chart", "due"),)), ""),
    ],
)
def test_which_addresses_are_kept(href: str, address: PageAddress, asked: str) -> None:
    link = link_of(href)
    assert link is not None
    assert (link.address, link.asked) == (address, asked)


@pytest.mark.parametrize(
    "href",
    [
        "/api",
        "/id/cell/a/1",
        "/queries/entries?sort=no",
        "/queries/entries.xlsx",
        "/charts/leader.csv?light=behind",
        "/brief.pdf?about=unit/a/b",
        "/id/target?sort=name",
        "/views/units.png",
    ],
)
def test_what_needs_a_server_is_not_kept(href: str) -> None:
    assert link_of(href) is None


def shown(driver: Chrome, selector: str) -> str:
    """Return the text of an element once it is there and has one."""

    def text(_driver: Chrome) -> str:
        found = driver.find_elements(By.CSS_SELECTOR, selector)
        return found[0].text.strip() if found else ""

    return WebDriverWait(driver, 120).until(text)


def opened(driver: Chrome, page: Path, query: str = "") -> None:
    driver.get(page.as_uri() + (f"?{quote(query, safe='=&')}" if query else ""))


@pytest.mark.browser
def test_search_questions_and_sparql_work_from_a_folder(site: Path, out: Path, browser: Chrome) -> None:
    requests(browser)
    opened(browser, site / "search.html", "q=zs")
    assert "张三" in shown(browser, ".hits")
    opened(browser, site / "queries-targets-of-leader.html", "leader=张三")
    assert "2 行" in shown(browser, "#answer")
    rows = [row.text for row in browser.find_elements(By.CSS_SELECTOR, "table.data tbody tr")]
    assert "新建道路10条" in rows[0]
    browser.find_element(By.LINK_TEXT, "新建道路10条").click()
    assert "新建道路10条" in shown(browser, "h1")
    opened(browser, site / "editor.html", "query=SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    WebDriverWait(browser, 120).until(lambda one: one.find_elements(By.CSS_SELECTOR, "form.sparql.enhanced"))
    browser.find_element(By.CSS_SELECTOR, "form.sparql button.main").click()
    quads = len(Embedded(out / "store").select("SELECT ?s ?p ?o { ?s ?p ?o }").rows)
    assert f"{quads}" in shown(browser, "[data-part=results]").replace(",", "")
    assert {url for url in requests(browser) if not url.startswith(("file:", "blob:"))} == set()
    assert complaints(browser) == []


@pytest.mark.browser
def test_values_stay_values_and_wrong_ones_are_told(site: Path, browser: Chrome) -> None:
    page = site / "queries-targets-of-leader.html"
    opened(browser, page, 'leader=张三" } #\\u0022')
    assert "0 行" in shown(browser, "#answer")
    opened(browser, site / "queries-due-before.html", "date=tomorrow")
    assert "参数不合要求" in shown(browser, "[role=alert]")
    opened(browser, site / "queries-due-before.en.html", "date=2030-12-31")
    assert "3 rows" in shown(browser, "#answer")
    opened(browser, site / "editor.html", "query=SELECT nonsense")
    WebDriverWait(browser, 120).until(lambda one: one.find_elements(By.CSS_SELECTOR, "form.sparql.enhanced"))
    browser.find_element(By.CSS_SELECTOR, "form.sparql button.main").click()
    assert "语法错误" in shown(browser, "[data-part=error]")


@pytest.mark.browser
def test_faults_of_a_query_are_told_in_a_folder_as_on_the_server(site: Path, out: Path, browser: Chrome) -> None:
    opened(browser, site / "editor.html")
    WebDriverWait(browser, 120).until(lambda one: one.find_elements(By.CSS_SELECTOR, "form.sparql.enhanced"))
    asked = (
        "const body = new URLSearchParams({ query: arguments[0] }).toString(), done = arguments[1];"
        'fetch("sparql", { body }).then((reply) => reply.text()).then(done)'
    )
    for query, _, _ in FAULTS:
        with pytest.raises(QueryError) as caught:
            Embedded(out / "store").select(query)
        assert browser.execute_async_script(asked, query) == cast("Message", caught.value.message).in_language("zh")


@pytest.mark.browser
def test_every_kind_of_page_opens_without_a_complaint(site: Path, browser: Chrome) -> None:
    """Each kind of page in one language, which alternates: both are made by the same scripts."""
    complaints(browser)
    kinds = defaultdict(list)
    for page in sorted(site.glob("*.html")):
        kinds[re.sub(r"-[0-9a-f]{12}|\.en\b", "", page.name)].append(page)
    for number, pages in enumerate(kinds.values()):
        page = pages[number % len(pages)]
        opened(browser, page)
        assert shown(browser, "h1")
        # The editor asks for nothing until it is told to; pictures stand in frames.
        assert [said for said in complaints(browser) if "deprecated" not in said] == [], page.name


def test_briefs_and_charts_are_files_in_the_folder(site: Path) -> None:
    page = LexborHTMLParser((site / "brief.html").read_text(encoding="utf-8"))
    files = [node.attributes["href"] or "" for node in page.css("a[download]")]
    assert [file.rpartition(".")[2] for file in files] == ["docx", "pdf"]
    assert (site / files[0]).read_bytes().startswith(b"PK")
    assert (site / files[1]).read_bytes().startswith(b"%PDF")
    start = LexborHTMLParser((site / "start.html").read_text(encoding="utf-8"))
    for chart in start.css("figure.chart"):
        file = chart.css("a[download]")[0].attributes["href"] or ""
        rows = (site / file).read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) == 1 + len(chart.css("tbody tr"))


def listed(driver: Chrome) -> list[str]:
    WebDriverWait(driver, 60).until(lambda one: one.find_elements(By.CSS_SELECTOR, "form.filter a.button"))
    rows = driver.find_elements(By.CSS_SELECTOR, "tr[data-thing]:not([hidden]) th")
    assert driver.find_element(By.CSS_SELECTOR, "h1 .count").text == str(len(rows))
    return [row.text for row in rows]


@pytest.mark.browser
def test_lists_are_filtered_by_several_things_at_once_in_a_folder(site: Path, browser: Chrome) -> None:
    opened(browser, site / "id-target.html", "leader=甲市/张三")
    assert listed(browser) == ["新建道路10条", "植树5万亩"]
    counts = {
        link.get_attribute("data-value"): link.find_element(By.CLASS_NAME, "count").get_attribute("textContent")
        for link in browser.find_elements(By.CSS_SELECTOR, "a[data-by=unit]")
        if link.find_element(By.XPATH, "..").get_attribute("hidden") is None
    }
    assert counts == {"甲市/甲局": "1", "甲市/乙局": "1", "甲市/丙局": "1"}
    link = browser.find_element(By.CSS_SELECTOR, "a[data-by=unit][data-value='甲市/乙局']")
    browser.get(link.get_attribute("href") or "")
    assert listed(browser) == ["新建道路10条"]
    opened(browser, site / "id-unit.html", "leader=甲市/张三&q=乙")
    assert listed(browser) == ["乙局"]
    opened(browser, site / "id-target.en.html", "leader=甲市/张三&leader=甲市/李四&q=学校")
    assert len(listed(browser)) == 1
    browser.find_element(By.LINK_TEXT, "All").click()
    assert "?" not in browser.current_url
    assert complaints(browser) == []


@pytest.mark.browser
def test_an_answer_with_values_is_cited_from_a_folder(site: Path, browser: Chrome) -> None:
    opened(browser, site / "queries-targets-of-leader.html", "leader=张三")
    assert "2 行" in shown(browser, "#answer")
    browser.find_element(By.LINK_TEXT, "引用").click()
    said = shown(browser, ".cited code")
    assert "（市政府领导：张三）[R/OL]. (2030)[" in said
    assert f"{iris.BASE}queries/targets-of-leader?leader=" in said


def test_a_target_is_cited_by_its_permanent_address(site: Path) -> None:
    pages = (LexborHTMLParser(page.read_text(encoding="utf-8")) for page in sorted(site.glob("target-*.html")))
    found = (one for page in pages for one in page.css("a") if (one.attributes.get("href") or "").startswith("cite-"))
    link = next(found)
    cited = (site / (link.attributes["href"] or "")).read_text(encoding="utf-8")
    assert f"{iris.BASE}id/document/" in cited
    assert "localhost" not in cited


@pytest.mark.browser
def test_a_question_in_words_is_answered_from_a_folder(site: Path, browser: Chrome) -> None:
    opened(browser, site / "search.html", "q=张三分管的任务")
    link = browser.find_element(By.CSS_SELECTOR, ".hits a")
    assert "targets-of-leader" in (link.get_attribute("href") or "")
    assert "张三" in shown(browser, ".hits li")
    browser.get(link.get_attribute("href") or "")
    assert "2 行" in shown(browser, "#answer")
    opened(browser, site / "search.html", "q=张三 落后")
    assert "张三" in shown(browser, ".hits")
    assert "behind" not in browser.find_element(By.CSS_SELECTOR, ".hits").text, "a code is called by its words"
    opened(browser, site / "search.en.html", "q=what+is+cancelled")
    assert "cancelled-targets" in (browser.find_element(By.CSS_SELECTOR, ".hits a").get_attribute("href") or "")


@pytest.mark.browser
def test_a_folder_understands_questions_as_the_server_does(site: Path, out: Path, browser: Chrome) -> None:
    asking, day = asking_of(out / "store"), date.today()  # noqa: DTZ011 - the browser has no other
    opened(browser, site / "search.html", "")
    texts = [case.text for path in SETS.glob("*.tsv") for case in cases(path)]
    texts += [
        "张三和甲局",
        "zhangsan 落后",
        "4月到九月到期",
        "due by 3 June 2030",
        "第三十二号",
        "乙局拖后腿的",
        "%00",
        "落" * 300,
    ]
    script = "return arguments[0].map((text) => hezeData.questions(text, 1).map((one) => [one.query.name, one.values]))"
    for text, told in zip(texts, browser.execute_script(script, texts), strict=True):
        assert told == [[one.query.name, one.values] for one in asking.questions(text, day, 1)], text
