"""What is added in one place is there everywhere: a saved query with its columns, and a page."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.queries.library import load
from heze_graph.queries.lint import lint
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.site import Site, site_of
from tests.web.pages import client_of, copied_queries, parsed, value

DUMMY = """#+ summary: 各单位的份额
#+ summary_en: The share of each unit
#+ tags:
#+   - 单位
#+ columns:
#+   - bureau: {zh: 承办局, en: Bureau, kind: thing}
#+   - part: {zh: 份额, en: Part, kind: share}
#+   - lamp: {zh: 灯, en: Lamp, kind: code LightScheme}
SELECT ?bureau ?part ?lamp ?bureauIri
WHERE {
  VALUES (?bureau ?part ?lamp ?bureauIri) {
    ("市科技局" 0.25 "behind" <https://w3id.org/heze-graph/id/unit/heze/市科技局>)
  }
}
"""


def test_a_file_that_is_dropped_is_a_page_a_sheet_and_part_of_the_api(seed_store: Path, tmp_path: Path) -> None:
    (copied_queries(tmp_path) / "dummy.rq").write_text(DUMMY, encoding="utf-8")
    assert lint(load(tmp_path).get("dummy")) == []
    client = client_of(seed_store, tmp_path)
    assert "各单位的份额" in client.get("/queries").text
    page = parsed(client, "/queries/dummy")
    assert [cell.text(strip=True) for cell in page.css("table.data thead th")] == ["承办局", "份额", "灯"]
    assert [cell.text(strip=True) for cell in page.css("table.data td")] == ["市科技局", "25.0%", "落后"]
    assert value(page.css("table.data td a")[0], "href").startswith("/id/unit/heze/")
    english = parsed(client, "/queries/dummy", lang="en")
    assert english.css("table.data td a")[0].text() == "Municipal Science and Technology Bureau"
    sheet = load_workbook(io.BytesIO(client.get("/queries/dummy.xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["承办局", "份额", "灯"]
    schema = client.get("/api/openapi.json").json()["paths"]["/api/queries/dummy"]["get"]["responses"]["200"]
    cells = schema["content"]["application/json"]["schema"]["items"]["properties"]
    assert cells["part"]["type"] == ["number", "null"]


def test_a_page_is_its_routes(seed_store: Path) -> None:
    def own(request: Request) -> Response:
        return PlainTextResponse(f"{len(site_of(request).library.queries)} questions")

    site = Site(Embedded(seed_store), resources.QUERIES)
    with TestClient(application(site, more=[Route("/own", own)])) as client:
        assert client.get("/own").text == f"{len(site.library.queries)} questions"
        assert client.get("/queries").status_code == 200
