"""What tables are called where people read, and how texts name them."""

from __future__ import annotations

import pytest

from heze_graph.entities.shortening import tables_of
from heze_graph.rdf import iris


def row(document: str, period: str, year: int = 2031, issuer: str = "甲市人民政府") -> dict[str, str]:
    """Return a row of the saved query `documents`, its file `附件….xlsx`."""
    covered = iris.period(year, period) if period else ""
    file = f"附件-{document}.xlsx"
    return {"document": document, "periodIri": covered, "year": str(year), "issuer": issuer, "fileName": file}


def test_a_table_is_called_by_its_period() -> None:
    tables = tables_of([row("jia-2031-q3", "q3"), row("jia-2031-annual", "annual")], "zh")
    assert [tables.of(one) for one in ("jia-2031-q3", "jia-2031-annual", "other")] == ["三季度表", "年度表", "other"]


@pytest.mark.parametrize(
    ("second", "called"),
    [
        (row("second", "q3", 2030), ("2031年三季度表", "2030年三季度表")),
        (row("second", "q3", 2031, "乙市人民政府"), ("甲市三季度表", "乙市三季度表")),
        (row("second", "annual", 2030), ("2031年三季度表", "2030年年度表")),
        (row("second", "q3", 2030, "乙市人民政府"), ("甲市三季度表", "乙市三季度表")),
        (row("second", "h1", 2030, "乙市人民政府"), ("甲市三季度表", "乙市上半年表")),
        (row("second", "q3"), ("first", "second")),
        (row("second", ""), ("三季度表", "second")),
    ],
)
def test_two_of_a_period_are_told_apart(second: dict[str, str], called: tuple[str, str]) -> None:
    tables = tables_of([row("first", "q3"), second], "zh")
    assert (tables.of("first"), tables.of("second")) == called


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("附件-jia-q3.xlsx第6行", "三季度表第6行", "third-quarter table第6行"),
        ("与jia-q3第7号", "与三季度表第7号", "与third-quarter table第7号"),
        ("jia-q3/78-2", "三季度表第78-2号", "third-quarter table, no. 78-2"),
        ("jia-q3-supplement.xlsx", "jia-q3-supplement.xlsx", "jia-q3-supplement.xlsx"),
        ("xjia-q3", "xjia-q3", "xjia-q3"),
    ],
)
def test_texts_name_tables_as_people_do(text: str, zh: str, en: str) -> None:
    told = [tables_of([row("jia-q3", "q3")], language).reworded(text) for language in ("zh", "en")]
    assert told == [zh, en]


def test_two_documents_of_a_period_are_called_by_their_titles() -> None:
    rows = [row("jia-annual", "annual") | {"title": "某表"}, row("jia-annual-2", "annual") | {"title": "某报告"}]
    assert tables_of(rows, "zh").reworded("jia-annual-2第6行") == "某报告第6行"


def test_a_file_keeps_its_name_where_it_stands_alone() -> None:
    assert tables_of([row("jia-q3", "q3")], "zh").reworded("附件-jia-q3.xlsx") == "附件-jia-q3.xlsx"


def test_without_tables_a_text_stays() -> None:
    assert tables_of([], "zh").reworded("a.txt第6行") == "a.txt第6行"


def test_several_years_of_several_cities_are_told_apart() -> None:
    rows = [row(f"{city}-{year}", "q3", year, f"{city}人民政府") for city in ("甲市", "乙市") for year in (2030, 2031)]
    tables = tables_of(rows, "zh")
    assert tables.of("甲市-2030") == "甲市2030年三季度表"
    assert tables_of(rows, "en").of("乙市-2031") == "third-quarter table of 2031, 乙市"
