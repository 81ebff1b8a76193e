from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from tests.web.pages import only, parsed
from tests.web.thing_pages import HOSTILE, client_over, text


@pytest.fixture(scope="module")
def client(seed_store: Path) -> TestClient:
    return client_over(seed_store)


def test_initials_find_a_leader_and_lead_to_his_page(client: TestClient) -> None:
    page = parsed(client, "/search", q="wch")
    first = only(page, ".hits li")
    assert " ".join(first.text().split()) == "领导 王昌华"
    link = only(page, ".hits a").attributes["href"]
    assert link is not None
    assert text(parsed(client, link), "h1") == "王昌华"


def test_another_name_is_found_and_said(client: TestClient) -> None:
    assert "表中也错写作“鄆城县人民政府”" in text(parsed(client, "/search", q="鄆城县人民政府"), ".hits li")
    assert "also misspelt" in text(parsed(client, "/search", q="鄆城县人民政府", lang="en"), ".hits li")
    assert "Cao County" in text(parsed(client, "/search", q="曹县"), ".hits li")


def test_a_number_finds_a_target_with_its_numbers_everywhere(client: TestClient) -> None:
    hit = text(parsed(client, "/search", q="annual/100"), ".hits li")
    assert "三季度表第92号、年度表第100号" in hit


def test_one_kind_only(client: TestClient) -> None:
    page = parsed(client, "/search", q="曹县", kind="unit")
    assert [node.text() for node in page.css(".hits .kind")] == ["单位"]
    assert only(page, ".facets [aria-current]").text() == "责任单位"
    assert len(parsed(client, "/search", q="曹县", kind="no-kind").css(".hits li")) > 1


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    page = parsed(client, "/search", q="没有这样的词")
    assert "没有找到“没有这样的词”" in text(page, "[role=status]")
    assert not parsed(client, "/search").css("[role=status]")


def test_suggestions_are_few_and_lead_to_pages_in_the_language(client: TestClient) -> None:
    found = client.get("/search/suggest", params={"q": "曹县", "lang": "en"}).json()
    assert len(found) <= 8
    assert found[0] == {"label": "Cao County", "kind": "county", "path": "/id/place/371721?lang=en", "said": "曹县"}
    assert all(unquote(one["path"]).startswith(("/id/", "/queries/")) for one in found)
    assert client.get("/search/suggest").json() == []


@pytest.mark.parametrize("typed", [*HOSTILE, "%00", "\x00", "a" * 10_000, "' OR 1=1 --", "../../etc/passwd", "(?:"])
def test_what_is_typed_stays_text(client: TestClient, typed: str) -> None:
    page = parsed(client, "/search", q=typed)
    assert not page.css("main script, main img, [onerror], [onmouseover], [onclick]")
    assert client.get("/search/suggest", params={"q": typed}).status_code == 200
