from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph.build import build
from heze_graph.reference import Reference
from tests.web.pages import only, parsed
from tests.web.thing_pages import client_over, text


@pytest.fixture(scope="module")
def client(seed_store: Path) -> TestClient:
    return client_over(seed_store)


@pytest.fixture(scope="module")
def page(client: TestClient) -> LexborHTMLParser:
    return parsed(client, "/")


def rows(page: LexborHTMLParser, card: str) -> list[list[str]]:
    return [
        [" ".join(cell.text().split()) for cell in row.css("th, td")]
        for row in only(page, f"section[aria-labelledby={card}-heading] table tbody").css("tr")
    ]


def test_what_is_behind_and_whom_to_ask_stands_first(page: LexborHTMLParser) -> None:
    assert only(page, "main section").attributes["aria-labelledby"] == "behind-heading"
    behind = rows(page, "behind")
    assert len(behind) == 10
    assert behind[0] == [
        "第39号 增加市级储备粮8.6万吨",
        "严重落后",
        "20%",
        "聂元科",
        "市发展改革委、华瑞集团",
        "是",
        "三季度表第69行",
    ]
    lights = [row[1] for row in behind]
    assert lights == sorted(lights, key=["严重落后", "落后"].index)


def test_what_a_later_document_overtook_stands_apart(page: LexborHTMLParser) -> None:
    overtaken = only(page, "section[aria-labelledby=behind-heading] details")
    assert overtaken.css_first("summary") is not None
    # No. 90 of the third quarter is no. 98 of the year, line 18.
    assert "年度表第18行" in overtaken.text()
    assert "第90号" in overtaken.text()


def test_each_leader_stands_with_lights_and_targets(page: LexborHTMLParser) -> None:
    leaders = {row[0]: row[1:] for row in rows(page, "leaders")}
    assert len(leaders) == 8
    assert leaders["聂元科"] == ["42", "已达到 6 符合进度 6 落后 1 严重落后 3 无法判断 6", "4 / 22"]
    assert leaders["刘连栋"][-1] == "0 / 0"


def test_each_number_leads_to_what_it_counts(page: LexborHTMLParser, client: TestClient) -> None:
    counts = {link.attributes["href"]: link.text() for link in page.css(".welcome .counts a")}
    assert counts["/id/target"] == "200 责任目标"
    for path, said in counts.items():
        assert path is not None
        assert said.split()[0] == text(parsed(client, path), "h1 .count")


def test_what_does_not_add_up_by_kind_the_surest_first(page: LexborHTMLParser, client: TestClient) -> None:
    findings = rows(page, "findings")
    assert findings[0] == ["称按计划而数字远远落后", "确定", "6"]
    link = only(page, "section[aria-labelledby=findings-heading] tbody a").attributes["href"]
    assert link is not None
    assert text(parsed(client, link), "h1 .count") == "6"


def test_claims_and_changes_are_counted_by_the_questions(page: LexborHTMLParser) -> None:
    assert rows(page, "claims") == [["三季度表", "210", "0", "1", "1"], ["年度表", "53", "0", "1", "0"]]
    assert "17 文字" in text(page, "section[aria-labelledby=changes-heading] .counts")


def test_the_documents_stand_with_period_file_and_hash(page: LexborHTMLParser) -> None:
    tables = rows(page, "tables")
    assert tables[0][1:4] == ["2023-01-01 – 2023-09-30", "200", "213"]
    assert "heze-2023-q3.txt" in tables[0][4]
    assert "0f96c6e3ea205d6032fddaf16632789877f7579b68490eeba3abcd04c1b79471" in tables[0][4]


def test_questions_for_each_kind_of_reader_are_there(page: LexborHTMLParser, client: TestClient) -> None:
    links = [link.attributes["href"] or "" for link in page.css("section[aria-labelledby=users-heading] li a")]
    assert len(links) == 15
    for link in links:
        assert client.get(link).status_code == 200, link


def test_in_english_no_word_of_the_page_is_chinese(client: TestClient) -> None:
    english = parsed(client, "/", lang="en")
    assert only(english, "html").attributes["lang"] == "en"
    # Names of leaders and titles of tables are Chinese on every page, and say so.
    for node in english.css("title, h1, h2, h3, thead th, nav a, button, caption, label, summary, .counts li, .light"):
        assert not re.search("[一-鿿]", node.text()) or node.css_matches("[lang=zh-CN]"), node.text()


def test_a_graph_without_targets_has_a_start_page(reference: Reference, tmp_path: Path) -> None:
    build([], tmp_path / "store", reference, lambda _stage: None)
    empty = parsed(client_over(tmp_path / "store"), "/")
    assert "没有落后的量化目标" in text(empty, "section[aria-labelledby=behind-heading]")
