"""Lists are filtered by links whose choices stand in the address, and come as Excel as they are seen."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from tests.web.pages import parsed, text, value


@pytest.mark.parametrize("kind", ["target", "unit", "project", "finding"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_choice_leaves_as_many_as_it_says(client: TestClient, kind: str, language: str) -> None:
    page = parsed(client, f"/id/{kind}", lang=language)
    menus = page.css(".filters [role=group], .filters details")
    assert len(menus) >= 6
    for menu in menus:
        link = menu.css("a")[-1]
        assert text(parsed(client, value(link, "href")), "h1 .count") == link.css(".count")[0].text()


def test_a_choice_is_taken_back_by_a_second_click(client: TestClient) -> None:
    path = "/id/target?light=behind&light=far-behind&q=道路"
    page = parsed(client, path)
    assert text(page, "h1 .count") == "2"
    chosen = [value(link, "href") for link in page.css(".filters a[aria-current]")]
    assert chosen == [
        "/id/target?q=%E9%81%93%E8%B7%AF&light=behind",
        "/id/target?q=%E9%81%93%E8%B7%AF&light=far-behind",
    ]


def test_a_filter_that_means_harm_is_a_text_like_any_other(client: TestClient) -> None:
    page = parsed(client, "/id/target", leader='"><script>alert(1)</script>')
    assert text(page, "h1 .count") == "0"
    assert not page.css("main script")


@pytest.mark.parametrize(("language", "head", "light"), [("zh", "进度灯", "严重落后"), ("en", "Light", "far behind")])
def test_the_workbook_holds_what_is_seen(client: TestClient, language: str, head: str, light: str) -> None:
    answer = client.get("/id/target.xlsx", params={"light": "far-behind", "lang": language})
    assert 'filename="target.xlsx"' in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = rows[0].index(head)
    assert [row[at] for row in rows[1:]] == [light] * 6


def test_csv_has_words_as_headers(client: TestClient) -> None:
    lines = client.get("/id/unit.csv", params={"light": "far-behind"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("名称,")
    assert len(lines) == 1 + int(text(parsed(client, "/id/unit", light="far-behind"), "h1 .count"))
