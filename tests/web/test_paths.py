"""How many clicks each reader needs from the first page; the other city's five are in `test_bring_browser.py`."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from tests.web.pages import parsed


class Reader:
    """Somebody at the first page who follows links; `clicks` counts them."""

    def __init__(self, client: TestClient, language: str) -> None:
        self._client, self.clicks = client, 0
        self._page = parsed(client, "/", lang=language)

    def click(self, selector: str, said: str = "") -> bytes:
        """Follow the first link that a selector finds, with some words in it; return what comes."""
        link = self._link(selector, said)
        self.clicks += 1
        answer = self._client.get(link.attributes["href"] or "", headers={"Accept": "text/html, */*;q=0.5"})
        assert answer.status_code == 200
        if answer.headers["content-type"].startswith("text/html"):
            self._page = LexborHTMLParser(answer.text)
        return answer.content

    def address(self, selector: str) -> str:
        """Return where the first link that a selector finds leads."""
        return self._link(selector, "").attributes["href"] or ""

    def text(self, selector: str) -> str:
        """Return what stands on the page."""
        return " ".join(self._page.css_first(selector).text().split())  # type: ignore[union-attr]

    def _link(self, selector: str, said: str) -> LexborNode:
        return next(link for link in self._page.css(selector) if said in link.text())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clerk_has_the_workbook_by_one_click(client: TestClient, language: str) -> None:
    reader = Reader(client, language)
    book = load_workbook(io.BytesIO(reader.click('a[href^="/pack.xlsx"]')))
    assert len(book.worksheets) >= 6
    assert reader.clicks == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clerk_has_a_leaders_brief_by_two_clicks_and_as_word_by_three(client: TestClient, language: str) -> None:
    reader = Reader(client, language)
    reader.click('a[href^="/id/leader/"]', "王昌华")
    reader.click('a[href^="/brief?"]')
    assert reader.text("h1").endswith("王昌华")
    assert reader.click('a[href^="/brief.docx"]').startswith(b"PK")
    assert reader.clicks == 3


def test_a_clerk_has_what_is_overdue_in_excel_by_two_clicks(client: TestClient) -> None:
    reader = Reader(client, "zh")
    reader.click(".tiles .overdue a")
    assert reader.click('.downloads a[href*=".xlsx"]').startswith(b"PK")
    assert reader.clicks == 2


def test_a_journalist_is_at_the_printed_line_by_one_click_and_cites_it_by_two(client: TestClient) -> None:
    reader = Reader(client, "zh")
    reader.click('section[aria-labelledby=behind-heading] a[href*="#line-"]')
    assert "一览表" in reader.text("h1")
    reader = Reader(client, "zh")
    reader.click('section[aria-labelledby=behind-heading] a[href^="/id/target/"]')
    reader.click('a[href^="/cite?"]')
    assert reader.clicks == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_journalist_is_at_the_printed_cell_of_a_figure_by_two_clicks(client: TestClient, language: str) -> None:
    reader = Reader(client, language)
    reader.click('section[aria-labelledby=behind-heading] a[href^="/id/target/"]', "39")
    figure = reader.text("#goals td:nth-child(2)")
    place = reader.address("#goals a.cite").partition("#")[2]
    reader.click("#goals a.cite")
    assert figure in reader.text(f"td[id='{place}']")
    assert reader.clicks == 2


def test_an_engineer_has_the_triples_by_two_clicks(client: TestClient) -> None:
    reader = Reader(client, "zh")
    reader.click('nav a[href^="/api"]')
    assert "targets-of-unit" in reader.text("main")
    assert "Column(" not in reader.text("main")
    reader = Reader(client, "zh")
    reader.click('a[href^="/id/leader/"]')
    assert b"@prefix" in reader.click('a[href*="turtle"], a[href$=".ttl"], a[href*="format=ttl"]')
    assert reader.clicks == 2
