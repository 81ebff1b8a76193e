"""Only the latest document about a target decides its light, and an indicator's page has all governments and years."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from tests.web.pages import client_over, parsed

_HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")
#: The promise, and what the third quarter and the whole year report of it.
ROWS = (
    ("建成观鸟亭40座", "建成观鸟亭10座", "建成观鸟亭40座"),
    ("建成护林站20座", "建成护林站20座", "建成护林站6座"),
    ("城镇新增就业3万人", "城镇新增就业2.4万人", "城镇新增就业3.1万人"),
)


def _table(folder: Path, city: str, period: str, column: int) -> TableFile:
    rows = [
        (str(number), "刘一鸣", row[0], "年底", row[column], "是", "市林业局")
        for number, row in enumerate(ROWS, start=1)
    ]
    path = folder / f"{city}-{period}.txt"
    title = f"{city}市人民政府2024年{period}责任目标完成情况一览表"
    path.write_text("\n".join([title, *("\t".join(row) for row in (_HEADER, *rows))]), encoding="utf-8")
    return TableFile.at(path)


@pytest.fixture(scope="module")
def client(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("latest")
    tables = [
        _table(folder, "绍兴", "三季度", 1),
        _table(folder, "绍兴", "年度", 2),
        _table(folder, "襄阳", "三季度", 1),
    ]
    build(tables, folder / "store", reference)
    return client_over(folder / "store")


def test_a_list_shows_the_latest_light_of_a_target(client: TestClient) -> None:
    texts = [" ".join(row.text().split()) for row in parsed(client, "/id/target").css("tbody tr")]
    birds = [text for text in texts if "建成观鸟亭40座" in text]
    # Far behind in the third quarter, reached in the year: one city has both reports, the other the first one only.
    assert sorted("已达到" in text for text in birds) == [False, True]
    assert sorted("严重落后" in text for text in birds) == [False, True]
    rangers = [text for text in texts if "建成护林站20座" in text]
    assert sorted("已达到" in text for text in rangers) == [False, True]
    assert sorted("严重落后" in text for text in rangers) == [False, True]


def test_the_first_page_counts_goals_by_the_latest_lights(client: TestClient) -> None:
    legend = [item.text().split() for item in parsed(client, "/").css(".legend li")]
    # One city's year and the other's third quarter: six goals, although nine are printed.
    assert legend == [["严重落后", "2"], ["符合进度", "1"], ["已达到", "3"]]


def test_a_leader_is_counted_by_the_latest_lights(client: TestClient) -> None:
    page = parsed(client, "/id/leader")
    counts = sorted(row.css("td")[-1].text().strip() for row in page.css("tbody tr"))
    # One goal of the year behind in one city, one of the third quarter in the other.
    assert counts == ["1", "1"]


def test_an_indicator_has_a_page_with_all_governments_and_years(client: TestClient) -> None:
    listed = parsed(client, "/id/indicator")
    assert "城镇新增就业" in listed.text()
    page = parsed(client, f"/id/indicator/{quote('urban-jobs')}")
    text = " ".join(page.text().split())
    for words in ("绍兴", "襄阳", "城镇新增就业2.4万人", "城镇新增就业3.1万人", "城镇新增就业3万人"):
        assert words in text, words
