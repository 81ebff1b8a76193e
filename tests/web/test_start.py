from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from heze_graph.entities.overview import memberless
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.queries.choices import unknown
from heze_graph.queries.library import load_named
from heze_graph.reference import Reference
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from tests.web.pages import client_over, only, parsed, text


@pytest.fixture(scope="module")
def page(client: TestClient) -> LexborHTMLParser:
    return parsed(client, "/")


def rows(page: LexborHTMLParser, card: str) -> list[list[str]]:
    return cells(only(page, f"section[aria-labelledby={card}-heading] table"))


def cells(table: LexborNode) -> list[list[str]]:
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in table.css("tbody tr")]


def text_of(node: LexborNode, selector: str) -> str:
    return " ".join(only(node, selector).text().split())


def test_headline_numbers_are_those_of_the_lists_behind_them(page: LexborHTMLParser, client: TestClient) -> None:
    told = [" ".join(tile.text().split()) for tile in page.css(".tiles li")]
    assert told == ["200 项责任目标", "66 项有量化目标", "51 项可由数字判断", "10 项落后", "3 项逾期"]
    found = [*page.css(".tiles a"), *page.css(".headlines .legend a"), *page.css(".headlines p a")]
    links = [link for link in found if "/id/target" in (link.attributes["href"] or "")]
    assert len(links) == 4 + 6 + 2
    for link in links:
        count = re.findall(r"\d+", link.text())[-1 if "表" in link.text() else 0]
        assert text(parsed(client, link.attributes["href"] or ""), "h1 .count") == count


def test_what_is_overdue_is_told_as_the_brief_tells_it(client: TestClient, page: LexborHTMLParser) -> None:
    told = " ".join(only(page, ".headlines p a").text().split())
    passed, overdue, unverified = map(int, re.findall(r"(\d+) 项", told))
    assert passed == overdue + unverified
    brief = only(parsed(client, "/brief"), "main").text()
    assert f"时限已过而未见完成{passed}项：逾期{overdue}项，到期待核{unverified}项" in brief
    assert text(page, ".tiles .overdue b") == str(overdue)
    rows = parsed(client, f"{only(page, '.tiles .overdue a').attributes['href']}&rows=500")
    assert len({tuple(row[:2]) for row in cells(only(rows, "table.data"))}) == passed


def test_what_is_behind_and_whom_to_ask_is_the_first_list(page: LexborHTMLParser) -> None:
    lists = [one.attributes["aria-labelledby"] for one in page.css("main section.card")]
    assert lists[0] == "behind-heading"
    assert text(page, "#behind-heading .count") == "10 项目标，10 个数字"
    behind = rows(page, "behind")
    assert len(behind) == 10
    assert behind[0] == [
        "第39号 增加市级储备粮8.6万吨",
        "严重落后",
        "20%",
        "2023-12-31",
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


def test_the_question_behind_the_list_has_as_many_rows(page: LexborHTMLParser, client: TestClient) -> None:
    link = only(page, "section[aria-labelledby=behind-heading] .question a").attributes["href"] or ""
    assert link == "/queries/behind-goals?overtaken=no"
    assert re.findall(r"\d+", only(parsed(client, link), "#answer").text())[-1] == "10"


def test_each_leader_stands_with_lights_and_targets(page: LexborHTMLParser) -> None:
    table = only(page, "figure[data-name=lights-by-leader] table")
    leaders = {row[0]: row[1:] for row in cells(table)}
    assert leaders["聂元科"] == ["3", "1", "6", "5", "4", "23"]
    assert leaders["刘连栋"] == ["", "", "", "", "", "6"]
    assert next(iter(leaders)) == "肖友华", "who has most behind comes first"
    assert sum(map(int, filter(None, leaders["王昌华"]))) == 45


@pytest.mark.parametrize("by", ["leader", "unit", "theme", "county", "document"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_part_of_a_chart_filters_the_list_to_as_many(client: TestClient, by: str, language: str) -> None:
    page = parsed(client, "/", by=by, lang=language)
    assert text(page, ".tabs [aria-current]")
    figures = page.css("figure.chart")
    assert len(figures) == 2
    for figure in figures:
        for link in [figure.css("td a")[0], figure.css("td a")[-1]]:
            found = parsed(client, (link.attributes["href"] or "").partition("#")[0])
            assert text(found, "#list-heading .count") == link.text()
            assert len(found.css("#list tbody tr")) == min(int(link.text()), 20)
            assert len(found.css("#list .chip")) == 2


def test_each_chart_says_its_title_source_date_and_how_to_cite_it(page: LexborHTMLParser, client: TestClient) -> None:
    for figure in page.css("figure.chart"):
        title = text_of(figure, "figcaption")
        assert "截至 2023-12-31" in text_of(figure, ".source")
        cite = next(one for one in figure.css("a") if one.text() == "引用").attributes["href"] or ""
        assert f"heze-graph. {title}[R/OL]. (2023)[" in parsed(client, cite).css(".cited code")[0].text()
        csv = client.get(only(figure, "a[download]").attributes["href"] or "")
        lines = csv.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + len(figure.css("tbody tr"))
        assert not figure.css("button:not([hidden])"), "drawings are saved by the script"
        assert "open" in only(figure, "details.behind").attributes, "without the script the table is all there is"


def test_counties_lie_where_the_reference_data_say(client: TestClient) -> None:
    figure = only(parsed(client, "/", by="county"), "figure[data-chart=tiles]")
    places = {
        text_of(row, "th"): (row.attributes["data-x"], row.attributes["data-y"]) for row in figure.css("tbody tr")
    }
    assert places["牡丹区"] == ("2", "2")
    assert len(set(places.values())) == len(places) == 10


def test_each_number_leads_to_what_it_counts(page: LexborHTMLParser, client: TestClient) -> None:
    counts = {
        link.attributes["href"]: link.text() for link in page.css("section[aria-labelledby=counts-heading] .counts a")
    }
    assert counts["/id/target"] == "200 责任目标"
    for path, said in counts.items():
        assert path is not None
        assert said.split()[0] == text(parsed(client, path), "h1 .count")


def test_units_are_those_that_answer_for_something(page: LexborHTMLParser, client: TestClient) -> None:
    counted = only(page, "ul.counts a[href='/id/unit'] b").text()
    assert counted == "59", "as the build says; the municipal government, which issues the tables, answers for nothing"
    listed = [row.text() for number in "12" for row in parsed(client, f"/id/unit?page={number}").css("main tbody tr")]
    assert len(set(listed)) == int(counted)


def test_what_does_not_add_up_by_kind_the_surest_first(page: LexborHTMLParser, client: TestClient) -> None:
    findings = rows(page, "findings")
    assert findings[0] == ["称按计划而数字严重落后", "确定", "5"]
    link = only(page, "section[aria-labelledby=findings-heading] tbody a").attributes["href"]
    assert link is not None
    assert text(parsed(client, link), "h1 .count") == "5"


def test_changes_are_those_of_the_page_of_both_documents(page: LexborHTMLParser, client: TestClient) -> None:
    links = page.css("section[aria-labelledby=changes-heading] .counts a")
    assert [" ".join(link.text().split()) for link in links] == [
        "17 文字", "10 数字", "8 进度灯", "54 序号", "146 只在前一份",
    ]  # fmt: skip
    for link in links:
        assert text(parsed(client, link.attributes["href"] or ""), "h1 .count") == link.text().split()[0]
    assert "区段" in only(page, "section[aria-labelledby=changes-heading]").text()


def test_claims_are_counted_by_the_question(page: LexborHTMLParser) -> None:
    assert rows(page, "claims") == [["三季度表", "210", "0", "1", "1"], ["年度表", "53", "0", "1", "0"]]


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
    build([], tmp_path / "store", reference)
    empty = parsed(client_over(tmp_path / "store"), "/")
    assert "还没有读入一览表" in text(empty, "section[aria-labelledby=empty-heading]")


def test_a_small_table_without_dates_is_told_as_it_is(tmp_path: Path, reference: Reference) -> None:
    table = tmp_path / "2023年重点工作一览表.csv"
    table.write_text(
        "序号,责任目标,责任单位,进展情况\n1,新建茶亭40座,市渔业局,新建茶亭9座\n2,改造渔港,市渔业局,22%（严重滞后）\n"
        "3,改造渔村,各有关部门,正在改造\n",
        encoding="utf-8",
    )
    build([TableFile(table, table.name)], tmp_path / "store", reference)
    client = client_over(tmp_path / "store")
    assert "没有目标印有到期日，不能判断是否逾期" in only(parsed(client, "/"), ".headlines").text()
    assert "没有印出到期日，不能判断是否逾期" in only(parsed(client, "/brief"), "main").text()
    book = load_workbook(io.BytesIO(client.get("/pack.xlsx").content))
    for title in ("逾期", "临期"):
        assert book[title]["A2"].value == "没有一行：没有目标印有到期日，不能判断是否逾期或临期。"
    behind = [[cell.value for cell in row] for row in book["落后"].iter_rows(min_row=2)]
    assert [(row[1], row[4]) for row in behind] == [("1", "新建茶亭9座"), ("2", "22%（严重滞后）")]
    store = Embedded(tmp_path / "store")
    assert [iri.rpartition("/")[2] for iri in memberless(store)] == ["各有关部门"]
    (note,) = unknown(load_named(QUERIES, "targets-of-unit"), {"unit": "渔业局"}, store)
    assert "相近的有 市渔业局" in note.in_language("zh")


def test_the_workbook_is_one_click_away_and_leads_back_here(page: LexborHTMLParser, client: TestClient) -> None:
    assert only(page, 'a[href="/pack.xlsx"]').attributes["download"] is None
    answer = client.get("/pack.xlsx")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert 'filename="pack.xlsx"' in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["落后", "逾期", "临期", "已完成", "无法判断", "核对问题"]
    links = [cell.hyperlink.target or "" for cell in book["落后"][2] if cell.hyperlink]
    assert links
    for link in links:
        assert client.get(link.removeprefix(str(client.base_url))).status_code == 200, link
