"""What a page hands over to be printed or sent on: the workbook, the brief."""

from __future__ import annotations

import io
import re

import docx
import pdfplumber
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from tests.web.pages import only, parsed
from tests.web.pages import said as text


def test_the_workbook_is_for_the_day_and_the_people_that_are_asked_for(client: TestClient) -> None:
    asked = {"today": "2023-11-15", "days": "60", "leader": ["王昌华", "张鹏"], "unit": "市教育局", "lang": "en"}
    answer = client.get("/pack.xlsx", params=asked)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "Behind", "Overdue", "Due soon", "Done", "Cannot tell", "Findings", "王昌华", "张鹏", "市教育局"
    ]  # fmt: skip
    assert (
        book["Due soon"].max_row
        > load_workbook(io.BytesIO(client.get("/pack.xlsx?today=2023-11-15&days=1").content))["临期"].max_row
    )
    assert "2023-11-15" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("today=soon", "2023-10-31"),
        ("days=0", "1 到"),
        ("days=x", "1 到"),
        ("days=999999999999", "1 到"),
        ("leader=张朋", "张鹏"),
    ],
)
def test_a_workbook_that_cannot_be_made_says_why(client: TestClient, query: str, told: str) -> None:
    answer = client.get(f"/pack.xlsx?{query}")
    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.parametrize(
    "about", ["", "unit/heze/市教育局", "place/371721", "https://w3id.org/heze-graph/id/leader/heze/张鹏"]
)
def test_the_brief_is_word_and_pdf_as_well(client: TestClient, about: str) -> None:
    page = parsed(client, "/brief", about=about, today="2023-11-15")
    title = text(page, "h1")
    assert "截至2023-11-15" in text(page, "article")
    assert len(page.css("article h2")) == 3
    assert only(page, "link[href='/static/brief.css']")
    files = [link.attributes["href"] or "" for link in page.css("a[download]")]
    word, pdf = (client.get(file) for file in files)
    assert docx.Document(io.BytesIO(word.content)).paragraphs[0].text == title
    with pdfplumber.open(io.BytesIO(pdf.content)) as opened:
        first = opened.pages[0].extract_text()
    assert title.removeprefix("督查简报：") in first
    assert "2023-11-15" in first
    assert "filename*=UTF-8''" in word.headers["Content-Disposition"]


def test_in_english_no_word_of_the_page_is_chinese(client: TestClient) -> None:
    page = parsed(client, "/brief", lang="en")
    for node in page.css("h1, h2, thead th, dt, .button, button, .foot"):
        assert not re.search("[一-鿿]", node.text()), node.text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/brief?about=leader/heze/无此人", 404),
        ("/brief?about=target/heze-2023-q3/39", 404),
        ("/brief?about=https://example.org/x", 404),
        ("/brief?today=31.10.2023", 400),
        ("/brief.pdf?about=leader/heze/无此人", 404),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
