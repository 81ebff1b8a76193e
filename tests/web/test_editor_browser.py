"""The editor in a real Chromium, in front of the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import arrived_files, browser, complaints, requests, set_viewport
from tests.web.serving import Server, served

__all__ = ["browser"]
pytestmark = pytest.mark.browser

HOSTILE = """SELECT ?name ?link WHERE { VALUES (?name ?link) {
  ("<img src=x onerror='document.title=1'>" <javascript:alert(1)>)
  ("</script><script>document.title=2</script>" <https://w3id.org/heze-graph/id/%3Cb%3E>)
  ("=1+1" <https://example.org/a>)
} }"""


@pytest.fixture(scope="module")
def server(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(seed_store, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


class Page:
    """The page of the editor, used as a person does."""

    def __init__(self, driver: Chrome, server: Server) -> None:
        self.driver, self.server = driver, server

    def open(self, path: str = "/editor", width: int = 1280, height: int = 900) -> None:
        set_viewport(self.driver, width, height)
        requests(self.driver), complaints(self.driver)
        self.driver.get(self.server.url + path)
        self.wait("form.sparql.enhanced")

    def waiting(self) -> WebDriverWait[Chrome]:
        """Wait whatever draws the page anew meanwhile."""
        return WebDriverWait(self.driver, 20, ignored_exceptions=[StaleElementReferenceException])

    def wait(self, selector: str) -> WebElement:
        return self.waiting().until(
            lambda driver: next(
                (one for one in driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()), None
            )
        ) or pytest.fail(selector)

    def shown(self, selector: str) -> str:
        """Return the text of the first such part that is seen, whatever draws it anew meanwhile."""
        return self.waiting().until(lambda _: self.wait(selector).text)

    def inside(self, selector: str) -> list[WebElement]:
        host = self.driver.find_element(By.CSS_SELECTOR, "[data-part=editor]")
        return host.shadow_root.find_elements(By.CSS_SELECTOR, selector)

    def wait_inside(self, selector: str) -> WebElement:
        return WebDriverWait(self.driver, 20).until(lambda _: next(iter(self.inside(selector)), None)) or pytest.fail(
            selector
        )

    def type(self, text: str, *, instead: bool = True) -> None:
        self.wait_inside(".cm-content").click()
        if instead:
            self.keys(Keys.CONTROL, "a")
            ActionChains(self.driver).send_keys(Keys.DELETE).perform()
        ActionChains(self.driver).send_keys(text).perform()

    def keys(self, hold: str, key: str) -> None:
        ActionChains(self.driver).key_down(hold).send_keys(key).key_up(hold).perform()

    def text(self) -> str:
        return str(self.driver.execute_script("return document.querySelector('textarea').value"))

    def run(self) -> None:
        self.driver.find_element(By.CSS_SELECTOR, "button.main").click()

    def rows(self) -> list[list[str]]:
        self.wait("[data-part=results] table, [data-part=results] p")
        script = """return [...document.querySelectorAll('[data-part=results] tbody tr')].map(
            (row) => [...row.cells].map((cell) => cell.textContent))"""
        found: list[list[str]] = self.driver.execute_script(script)
        return found

    def until_rows(self, expected: list[str]) -> None:
        WebDriverWait(self.driver, 20).until(lambda _: [row[0] for row in self.rows()][: len(expected)] == expected)

    def quiet(self) -> None:
        """Nothing was asked of another machine, and the console has no complaint."""
        assert [url for url in requests(self.driver) if not url.startswith((self.server.url, "blob:"))] == []
        assert complaints(self.driver) == []


@pytest.fixture
def page(browser: Chrome, server: Server) -> Page:
    return Page(browser, server)


def test_a_term_is_completed_its_prefix_declared_and_the_query_run(page: Page) -> None:
    page.open()
    page.type("SELECT ?leader WHERE { ?leader a 市政府领")
    assert "heze:Leader" in page.wait_inside(".cm-tooltip-autocomplete li[aria-selected]").text
    # A completion that has just been shown is not taken yet, so that nobody takes one unseen.
    ActionChains(page.driver).pause(0.3).send_keys(Keys.ENTER).perform()
    assert page.text() == (
        "PREFIX heze: <https://w3id.org/heze-graph/ontology#>\nSELECT ?leader WHERE { ?leader a heze:Leader}"
    )
    page.keys(Keys.CONTROL, Keys.ENTER)
    WebDriverWait(page.driver, 20).until(lambda _: ["王昌华"] in page.rows())
    assert "8 行" in page.shown("[data-part=status]")
    link = page.driver.find_element(By.LINK_TEXT, "王昌华")
    assert urlsplit(link.get_attribute("href") or "").path == quote("/id/leader/heze/王昌华")
    assert parse_qs(urlsplit(page.driver.current_url).query)["query"] == [page.text()]
    page.quiet()
    link.click()
    assert "王昌华" in page.shown("h1")


def test_the_address_brings_the_query_back_and_back_goes_to_the_one_before(page: Page) -> None:
    page.open(f"/editor?lang=en&query={quote('ASK { ?s ?p 1 }')}")
    assert page.text() == "ASK { ?s ?p 1 }"
    page.run()
    assert page.shown("p.answer") in ("yes", "no")
    page.type("SELECT (1 AS ?one) WHERE {}")
    page.run()
    page.until_rows(["1"])
    page.driver.refresh()
    page.wait("form.sparql.enhanced")
    assert page.text() == "SELECT (1 AS ?one) WHERE {}"
    page.driver.back()
    WebDriverWait(page.driver, 20).until(lambda _: page.text() == "ASK { ?s ?p 1 }")
    other = page.driver.find_element(By.CSS_SELECTOR, "a.other").get_attribute("href") or ""
    assert "query=ASK" in other
    page.quiet()


def test_prefixes_that_are_missing_are_written_when_it_runs(page: Page) -> None:
    page.open()
    page.type("SELECT ?n WHERE { ?u a heze:Leader ; skos:prefLabel ?n }\n# foaf: ")
    page.run()
    page.wait("[data-part=results] table")
    assert page.text().startswith("PREFIX heze: <https://w3id.org/heze-graph/ontology#>\nPREFIX skos: <")
    assert "PREFIX foaf" not in page.text()
    page.quiet()


def test_values_of_the_data_are_only_text(page: Page) -> None:
    page.open(f"/editor?query={quote(HOSTILE)}")
    title = page.driver.title
    page.run()
    names = [row[0] for row in page.rows()]
    assert names == ["<img src=x onerror='document.title=1'>", "</script><script>document.title=2</script>", "=1+1"]
    links = page.driver.find_elements(By.CSS_SELECTOR, "[data-part=results] a")
    addresses = [link.get_attribute("href") or "" for link in links]
    assert addresses == [f"{page.server.url}/id/%3Cb%3E", "https://example.org/a"]
    for what in ("chart", "raw"):
        for tab in page.driver.find_elements(By.CSS_SELECTOR, f"[data-show={what}]:not([hidden])"):
            tab.click()
    assert not page.driver.find_elements(By.CSS_SELECTOR, "[data-part=results] img, [data-part=results] script")
    assert page.driver.title == title
    page.quiet()


def test_a_query_from_elsewhere_does_not_run_by_itself_nor_break_out(page: Page) -> None:
    page.open(f"/editor?query={quote('</textarea><script>document.title=1</script>')}")
    assert page.text() == "</textarea><script>document.title=1</script>"
    assert not page.driver.find_elements(By.CSS_SELECTOR, "[data-part=results] *")
    assert [url for url in requests(page.driver) if "/sparql" in url] == []


def test_what_the_endpoint_says_of_a_mistake_is_shown_with_its_place(page: Page) -> None:
    page.open()
    page.type("SELECT * WHERE { ?s ?p }")
    page.run()
    message = page.shown("[data-part=error]")
    assert "第 1 行第" in message
    assert "语法错误" in message
    page.wait_inside(".cm-lintRange-error")
    page.type("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }")
    page.run()
    WebDriverWait(page.driver, 20).until(
        lambda driver: "SERVICE" in driver.find_element(By.CSS_SELECTOR, "[data-part=error]").text
    )
    # The browser itself notes each answer of an error; nothing else may complain.
    assert all("400" in said for said in complaints(page.driver))


def test_a_chart_of_texts_and_numbers(page: Page) -> None:
    page.open("/editor?lang=en")
    page.run()
    page.until_rows(["肖友华"])
    page.driver.find_element(By.CSS_SELECTOR, "[data-show=chart]").click()
    names = [text.text for text in page.driver.find_elements(By.CSS_SELECTOR, "svg.chart text[text-anchor=end]")]
    assert len(names) == 8
    assert names[0] == "肖友华"
    page.quiet()


def test_a_graph_is_shown_as_turtle(page: Page) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(?s = <https://w3id.org/heze-graph/id/place/371721>) }"
    page.open(f"/editor?query={quote(query)}")
    page.run()
    assert "曹县" in page.shown("pre.raw")
    assert not page.driver.find_element(By.CSS_SELECTOR, "[data-show=table]").is_displayed()
    page.quiet()


def test_a_network_where_the_query_says_so(page: Page) -> None:
    page.open("/editor?name=network-counties")
    page.run()
    link = page.wait("[data-part=network]")
    before = set(page.driver.window_handles)
    link.click()
    WebDriverWait(page.driver, 20).until(lambda driver: len(driver.window_handles) > len(before))
    page.driver.switch_to.window((set(page.driver.window_handles) - before).pop())
    page.wait("canvas")
    assert "/editor/network?" in page.driver.current_url
    assert complaints(page.driver) == []
    page.driver.close()
    page.driver.switch_to.window(before.pop())
    page.quiet()


def test_a_saved_query_is_chosen_and_the_answer_taken_as_csv(page: Page, tmp_path: Path) -> None:
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.open()
    page.driver.find_element(By.CSS_SELECTOR, "#saved option[value=units]").click()
    page.driver.find_element(By.CSS_SELECTOR, "form.saved button").click()
    WebDriverWait(page.driver, 20).until(lambda driver: "name=units" in driver.current_url)
    WebDriverWait(page.driver, 20).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "#saved [selected]"))
    page.wait("form.sparql.enhanced")
    assert "heze:Unit" in page.text()
    page.type("\n# = \n", instead=False)
    page.run()
    assert len(page.rows()) > 50
    page.wait("[data-part=download]").click()
    WebDriverWait(page.driver, 20).until(lambda _: arrived_files(tmp_path, "answer.csv"))
    data = (tmp_path / "answer.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(data.decode().splitlines()) > 50
    page.quiet()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, language: str) -> None:
    for path in ("/editor", "/ontology", "/graph", "/graph/targets"):
        set_viewport(page.driver, 390, 844)
        page.driver.get(f"{page.server.url}{path}?lang={language}")
        width = page.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= 390, path
        if path == "/editor":
            page.wait("form.sparql.enhanced")
            page.run()
            page.rows()
            width = page.driver.execute_script("return document.documentElement.scrollWidth")
            assert width <= 390
    page.quiet()


def test_the_keyboard_alone_reaches_and_leaves_the_editor(page: Page) -> None:
    page.open()
    page.type(" ", instead=False)
    ActionChains(page.driver).send_keys(Keys.ESCAPE, Keys.TAB).perform()
    active = page.driver.switch_to.active_element
    assert active.get_attribute("class") == "main"
    assert page.inside(".cm-content")[0].get_attribute("aria-label") == "SPARQL 查询"
