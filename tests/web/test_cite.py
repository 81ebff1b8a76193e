"""A thing and an answer say how to cite them: table, issuer, number, column, address, day."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from starlette.testclient import TestClient

from heze_graph.web.pages.cite import Citation
from tests.web.pages import only, parsed, text

ISSUER = "菏泽市人民政府"


def codes(client: TestClient, **asked: str) -> list[str]:
    return [code.text() for code in parsed(client, "/cite", **asked).css(".cited code")]


def test_a_figure_is_cited_to_its_cell(client: TestClient) -> None:
    page = parsed(client, "/id/reading/heze-2023-q3/39/1")
    link = next(one for one in page.css("a.button") if one.text() == "引用").attributes["href"] or ""
    said = parsed(client, link).css(".cited code")[0].text()
    assert said.startswith(f"{ISSUER}. {ISSUER}2023年经济社会发展责任目标三季度工作推进情况一览表[R/OL]. (2023)[")
    assert "序号39，第69行，“三季度完成情况”列. " in said
    address = said.rpartition(" ")[2]
    cell = only(
        parsed(client, address.removeprefix("http://testserver").partition("#")[0]), f"#{address.partition('#')[2]}"
    )
    assert "增加市级储备粮1.71万吨" in cell.text()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_what_only_this_machine_reaches_is_cited_by_its_permanent_address(client: TestClient, host: str) -> None:
    asked = client.get("/cite.bib", params={"about": "target/heze-2023-q3/39"}, headers={"Host": host})
    assert "url = {https://w3id.org/heze-graph/id/document/heze-2023-q3#line-69" in asked.text
    assert host not in asked.text


def test_a_target_is_cited_from_each_table_the_latest_first(client: TestClient) -> None:
    first, second, *_ = codes(client, about="target/heze-2023-q3/92")
    assert "年度" in first
    assert "序号100" in first
    assert "三季度" in second
    assert "序号92" in second


def test_a_finding_and_a_document_are_cited(client: TestClient) -> None:
    assert "第17行" in codes(client, about="finding/heze-2023-annual/17/figure-jumps")[0]
    assert codes(client, about="document/heze-2023-q3")[0].endswith("/id/document/heze-2023-q3")


def test_an_answer_is_cited_with_its_values_and_tables(client: TestClient) -> None:
    page = parsed(client, "/queries/targets-of-leader", leader="王昌华")
    link = next(one for one in page.css("a.button") if one.text() == "引用").attributes["href"] or ""
    said = [code.text() for code in parsed(client, link).css(".cited code")]
    assert "一位领导负责的责任目标（市政府领导：王昌华）" in said[0]
    assert len(said) == 3 + 2


def test_a_chart_is_cited_with_what_is_chosen_by_an_address_that_shows_it(client: TestClient) -> None:
    start = parsed(client, "/", by="unit", leader="heze/王昌华")
    link = next(one for one in start.css("#chart-lights-by-unit a") if one.text() == "引用").attributes["href"] or ""
    local = client.get(link, headers={"Host": "localhost"}).text
    assert "（市政府领导：王昌华）[R/OL]. (2023)[" in local
    address = re.search(r"https://w3id\.org/heze-graph(/\?by=unit[^#]*)#chart-lights-by-unit", local)
    assert address
    assert only(parsed(client, unescape(address[1])), "#chart-lights-by-unit")


@pytest.mark.parametrize("about", ["query=documents", "chart=due"])
def test_what_is_worked_out_is_cited_by_its_permanent_address_here(client: TestClient, about: str) -> None:
    asked = client.get(f"/cite.bib?{about}", headers={"Host": "localhost:8000"})
    assert "url = {https://w3id.org/heze-graph/" in asked.text
    assert "localhost" not in asked.text


def test_files_are_bibtex_and_csl(client: TestClient) -> None:
    bib = client.get("/cite.bib?about=target/heze-2023-q3/39")
    assert re.match(r"@misc\{heze-2023-q3-69,\n  author = \{\{菏泽市人民政府\}\}", bib.text)
    (item,) = client.get("/cite.json?about=target/heze-2023-q3/39&lang=en").json()
    assert item["author"] == [{"literal": ISSUER}]
    assert item["issued"] == {"date-parts": [[2023]]}
    assert "no. 39" in item["note"]
    assert item["URL"].startswith("http://testserver/id/document/heze-2023-q3#line-69")


@pytest.mark.parametrize(
    "path",
    ["/cite", "/cite?about=target/none", "/cite?query=none", "/cite?chart=none", "/cite.ris?about=leader/heze/王昌华"],
)
def test_what_is_not_there_is_not_cited(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_is_special_to_tex_is_escaped() -> None:
    entry = Citation("a-1", "甲 & 乙", "50% {x} \\y", "2030", "", "http://a/b_c", date(2030, 1, 2)).bibtex()
    assert r"甲 \& 乙" in entry
    assert r"50\% \{x\} \textbackslash{}y" in entry
    assert "url = {http://a/b_c}" in entry
    assert json.dumps(entry)


def test_the_printed_table_is_a_table_with_its_header(client: TestClient) -> None:
    page = parsed(client, "/id/document/heze-2023-q3")
    heads = [head.text() for head in page.css("table.rows thead th")]
    assert heads[:4] == ["行", "序号", "市政府领导", "责任目标内容"]
    assert text(page, "#line-69-1") == "39"
