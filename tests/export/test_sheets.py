"""What a person opens: the answer of a saved query in words, in Excel and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from heze_graph.export.wording import Wording, for_spreadsheet, wording_of
from heze_graph.export.workbook import answer_file
from heze_graph.model.answers import Answer, Term
from heze_graph.queries.columns import Column, Words
from heze_graph.queries.library import Library
from heze_graph.rdf.terms import XSD
from heze_graph.store.embedded import Embedded

SITE = "http://localhost:8000"


def sheet(engine: Embedded, library: Library, name: str, language: str = "zh", site: str = SITE) -> Any:
    query = library.get(name)
    answer = engine.select(query.bound({}))
    data = answer_file(query, answer, "xlsx", engine, wording_of(engine, library, language, site))
    (page,) = load_workbook(io.BytesIO(data)).worksheets
    assert page.max_row == len(answer.rows) + 1
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_saved_query_is_told_in_words(seed_engine: Embedded, library: Library, language: str) -> None:
    for query in library.queries:
        if query.form != "SELECT" or any(one.required and one.default is None for one in query.parameters):
            continue
        page = sheet(seed_engine, library, query.name, language)
        heads = [cell.value for cell in page[1]]
        assert set(heads) <= {column.title(language) for column in query.columns}, query.name
        assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == ("A2", "$1:$1", "landscape")
        codes = {
            column.title(language) for column in query.columns if column.kind == "code" and column.name != "notation"
        }
        for cells in page.iter_rows(min_row=2):
            for head, cell in zip(heads, cells, strict=True):
                if head in codes and language == "zh" and cell.value:
                    assert cell.value not in ("far-behind", "on-course", "certain", "growth"), (query.name, head)


def test_dates_shares_lights_and_links(seed_engine: Embedded, library: Library) -> None:
    page = sheet(seed_engine, library, "latest-goals", "en")
    cells = next(
        cells
        for row in page.iter_rows(min_row=2)
        for cells in [dict(zip([head.value for head in page[1]], row, strict=True))]
        if cells["No."].value == "39"
    )
    assert cells["Light"].value == "far behind"
    assert cells["Light"].font.color.rgb == "00A4161A"
    assert cells["Due"].is_date
    assert cells["Attainment"].number_format == "0%"
    assert cells["Document"].value == "third-quarter table"
    assert cells["Units"].value == "Municipal Development and Reform Commission、Huarui Group"
    assert cells["No."].hyperlink.target == f"{SITE}/id/target/heze-2023-q3/39?lang=en"
    line = f"{SITE}/id/document/heze-2023-q3?line=69&lang=en#line-69"
    assert page.cell(cells["Light"].row, page.max_column).hyperlink.target == line


def test_without_pages_nothing_leads_anywhere(seed_engine: Embedded, library: Library) -> None:
    page = sheet(seed_engine, library, "entries", site="")
    assert not [cell for row in page.iter_rows() for cell in row if cell.hyperlink]


def test_csv_has_every_column_in_words(seed_engine: Embedded, library: Library) -> None:
    query = library.get("behind-goals")
    answer = seed_engine.select(query.bound({}))
    data = answer_file(query, answer, "csv", seed_engine, wording_of(seed_engine, library))
    head, first, *_ = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert len(head) == len(answer.columns)
    row = dict(zip(head, first, strict=True))
    assert (row["序号"], row["进度灯"], row["完成比例"]) == ("39", "严重落后", "19.88%")
    assert row["序号 IRI"] == "https://w3id.org/heze-graph/id/target/heze-2023-q3/39"
    assert row["是否按计划（自报）（代码）"] == "on-schedule"


@pytest.mark.parametrize(
    ("share", "shown"), [("0.5", "50%"), ("1", "100%"), ("1.2", "120%"), ("0.12345", "12.345%"), ("", ""), ("x", "x")]
)
def test_a_share_keeps_its_digits(share: str, shown: str) -> None:
    column = Column("share", Words("比例", "Share"), "share")
    told = for_spreadsheet(Answer(("share",), ((Term("literal", share, XSD + "decimal"),),)), (column,), Wording())
    assert told.columns == ("比例",)
    assert [value.text for value in told.rows[0] if value] == [shown]


def test_truth_is_told_in_words() -> None:
    column = Column("met", Words("达到", "Met"), "boolean")
    row = {"met": Term("literal", "true", XSD + "boolean")}
    said = [Wording(language).value(row, column) for language in ("zh", "en")]
    assert [value.text for value in said if value] == ["是", "yes"]
