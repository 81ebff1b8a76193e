"""What a screen reader needs: the language of words, names for landmarks and tables, words for codes."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.pages import only, parsed


def test_an_english_page_says_which_words_are_chinese(client: TestClient) -> None:
    page = parsed(client, "/queries/findings", lang="en")
    han = re.compile(r"[\u3400-\u9fff]")
    silent = [
        part.text()
        for cell in page.css("table.data tbody td > div")
        for part in cell.traverse(include_text=True)
        if part.tag == "-text" and han.search(part.text()) and not (part.parent and part.parent.attributes.get("lang"))
    ]
    assert silent == []
    quoted = [one.text() for one in page.css("table.data td span[lang]") if one.text().startswith("“")]
    assert quoted, "a quotation is Chinese within an English reason"
    assert not parsed(client, "/queries/findings").css("table.data td [lang]")


def test_codes_to_choose_are_words_of_the_page(client: TestClient) -> None:
    page = parsed(client, "/queries/contradictions", lang="en")
    labels = [option.text() for option in page.css("select[name=kind] option")]
    assert "cumulative figure falls" in labels
    assert all(label.isascii() for label in labels)
    assert "缺省：含" in only(parsed(client, "/queries/targets-of-county"), "#h-collective").text()


def test_a_thing_without_a_name_is_called_by_its_place(client: TestClient) -> None:
    links = [
        one for one in parsed(client, "/queries/contradictions").css("td a") if "/id/finding/" in f"{one.attributes}"
    ]
    assert links
    assert re.fullmatch(r"年度表 · \d+ · 累计数变小", links[0].text())


def test_a_table_says_what_it_is(client: TestClient) -> None:
    page = parsed(client, "/queries/findings")
    title = only(page, "h1").text()
    assert only(page, "table.data caption").text() == title
    assert only(page, "[role=region]").attributes["aria-label"] == title


def test_landmarks_of_a_page_have_names_of_their_own(client: TestClient) -> None:
    for path in ("/", "/queries/findings", "/ontology", "/id/leader"):
        page = parsed(client, path)
        named = [one.attributes for one in page.css("nav, section, [role=region], form[role=search]")]
        names = [one.get("aria-label") or one.get("aria-labelledby") for one in named]
        names = [name for name in names if name]
        assert len(names) == len(set(names)), path
