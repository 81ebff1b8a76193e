from __future__ import annotations

from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from heze_graph.entities.search import Index
from tests.web.pages import HOSTILE, only, parsed, text


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


def test_a_question_is_answered_with_its_question_and_can_be_corrected(client: TestClient) -> None:
    page = parsed(client, "/search", q="王昌华 落后")
    card = only(page, "section[aria-labelledby=asked]")
    assert "理解为问题：进度灯为落后的量化目标" in text(page, "#asked")
    assert "王昌华 → 市政府领导：王昌华" in " ".join(card.text().split())
    form = only(card, "form")
    assert form.attributes["action"] == "/queries/behind-goals"
    assert only(form, "input[name=leader], select[name=leader] [selected]").attributes["value"] == "王昌华"
    asked = parsed(client, "/queries/behind-goals", leader="王昌华")
    rows = [[row.text() for row in one.css("table.data tbody tr")] for one in (page, asked)]
    assert rows[0] == rows[1] != []


def test_a_thing_that_a_question_is_about_is_called_by_its_name(client: TestClient) -> None:
    page = parsed(client, "/search", q="七网建设涉及谁")
    said = " ".join(only(page, "section[aria-labelledby=asked]").text().split())
    assert "七网 → 对象：七网 " in said
    assert "https://" not in said


def test_words_that_were_not_used_are_told(client: TestClient) -> None:
    page = parsed(client, "/search", q="what is nobody behind", lang="en")
    assert "Words that were not used: nobody" in " ".join(text(page, "section [role=note]").split())
    assert not parsed(client, "/search", q="王昌华 落后").css("section[aria-labelledby=asked] [role=note]")


def test_a_name_alone_is_no_question(client: TestClient) -> None:
    for typed in ("王昌华", "曹县", "86", "医院 王昌华"):
        assert not parsed(client, "/search", q=typed).css("#asked")


def test_what_was_typed_before_is_not_looked_for_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/search/suggest", params={"q": "k"}).json()
    monkeypatch.setattr(Index, "search", lambda *_given: pytest.fail("looked for again"))
    assert client.get("/search/suggest", params={"q": "k"}).json() == first != []


def test_a_question_is_suggested_with_its_values(client: TestClient) -> None:
    first = client.get("/search/suggest", params={"q": "8月底前到期的"}).json()[0]
    assert first["path"] == "/queries/due-before?date=2023-08-31"
    assert first["said"] == "日期：2023-08-31"


def test_a_question_that_nothing_answers_is_searched_by_what_it_is_about(client: TestClient) -> None:
    page = parsed(client, "/search", q="粮食产量目标是多少")
    assert "下面是按其中“粮食”找到的" in text(page, ".message")
    assert page.css(".hits li")
    assert not parsed(client, "/search", q="月亮谁负责").css(".hits li")
