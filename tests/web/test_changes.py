"""Two documents side by side: what changed, marked, filtered, and as Excel."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from tests.web.pages import client_over, only, parsed, text, value


def row_of(page: LexborHTMLParser, number: str) -> LexborNode:
    return next(row for row in page.css(".compared tbody tr") if f"第{number}号" in row.text())


def test_both_documents_stand_side_by_side_with_words_marked(client: TestClient) -> None:
    page = parsed(client, "/changes?kind=wording")
    assert [head.text() for head in page.css(".compared thead th")][1:] == ["三季度表", "年度表"]
    before, after = row_of(page, "90").css("td")
    assert "第90号" in before.text()
    assert "第98号" in after.text()
    assert only(before, ".words del").text() == "设施"
    assert only(after, ".words ins").text() == "工程施工"
    assert only(before, ".light").text() == "落后"
    assert only(after, ".light").text() == "已达到"
    assert "完成投资16.32亿元" in only(before, "dl del").text()
    assert not before.css("ins")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_of_change_leaves_as_many_as_it_says(client: TestClient, language: str) -> None:
    page = parsed(client, "/changes", lang=language)
    assert text(page, "h1 .count") == "54", "the targets that both documents list"
    counts = {}
    for link in page.css(".filters a"):
        path = value(link, "href")
        count = only(link, ".count").text()
        counts[path.partition("kind=")[2].partition("&")[0]] = int(count)
        assert text(parsed(client, path), "h1 .count") == count
    assert counts == {"wording": 17, "figures": 10, "light": 8, "number": 54, "gone": 146}


def test_kinds_are_chosen_together_and_paged(client: TestClient) -> None:
    page = parsed(client, "/changes?kind=light&kind=gone")
    assert text(page, "h1 .count") == str(8 + 146)
    assert len(page.css(".compared tbody tr")) == 50
    last = parsed(client, value(page.css(".pager a")[-1], "href"))
    assert len(last.css(".compared tbody tr")) == 154 - 150
    assert "这份文件没有列出" in only(last, ".compared tbody tr").text()


def test_the_workbook_has_all_rows_that_are_chosen(client: TestClient) -> None:
    answer = client.get("/changes.xlsx?kind=light&lang=en")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 1 + 8
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["No. (third-quarter table)"] == 83
    assert (first["Light (third-quarter table)"], first["Light (annual table)"]) == ("on course", "reached")
    assert client.get("/changes.pdf").status_code == 404


def test_one_document_has_nothing_beside_it(reference: Reference, tmp_path: Path) -> None:
    build([], tmp_path / "store", reference)
    client = client_over(tmp_path / "store")
    assert "没有两份文件" in text(parsed(client, "/changes"), ".message")
    assert client.get("/changes.csv").status_code == 200


TABLE = "丁水市2024年{period}责任目标完成情况一览表\n序号\t责任目标内容\t完成时限\t完成情况\t责任单位\n{rows}"
ROWS = {
    "一季度": "1\t新建学校5所\t年底\t开工2所\t市教育局\n2\t办好旅游节\t6月底\t筹备中\t市文化和旅游局\n",
    "上半年": "1\t新建学校5所\t年底\t开工4所\t市教育局\n2\t办好旅游节\t6月底\t已举办\t市文化和旅游局\n",
    "三季度": "1\t新建中小学校5所\t年底\t完成5所\t市教育局\n2\t办好旅游节\t6月底\t已举办\t市文化和旅游局\n",
}


def test_any_two_documents_of_one_city_are_compared(reference: Reference, tmp_path: Path) -> None:
    files = []
    for period, rows in ROWS.items():
        files.append(TableFile(tmp_path / f"{period}.txt", f"{period}.txt"))
        files[-1].path.write_text(TABLE.format(period=period, rows=rows), encoding="utf-8")
    build(files, tmp_path / "store", reference)
    client = client_over(tmp_path / "store")
    tabs = {link.text(): value(link, "href") for link in parsed(client, "/changes").css("nav.tabs a")}
    assert len(tabs) == 3
    first_and_last = parsed(
        client, next(href for said, href in tabs.items() if said.startswith("一季度") and "三季度" in said)
    )
    row = row_of(first_and_last, "1")
    assert [kind.text() for kind in row.css(".kinds li")] == ["文字", "数字", "进度灯"]
    assert only(row, ".words ins").text() == "中小"


def test_a_plan_comes_before_the_reports_and_its_silence_is_no_change(reference: Reference, tmp_path: Path) -> None:
    texts = {
        "q1.txt": TABLE.format(period="一季度", rows=ROWS["一季度"]),
        "plan.txt": "丁水市2024年民生实事清单\n1. 新建学校5所。（责任单位：市教育局）\n"
        "2. 办好旅游节。（责任单位：市文化和旅游局）\n",
    }
    for name, content in texts.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    files = [TableFile(tmp_path / name, name) for name in texts]
    build(files, tmp_path / "store", reference)
    page = parsed(client_over(tmp_path / "store"), "/changes")
    assert [head.text() for head in page.css(".compared thead th")][1:] == ["年度表", "一季度表"]
    assert [kind.text() for kind in row_of(page, "1").css(".kinds li")] == ["都没变"]
