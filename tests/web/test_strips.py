"""A page that shows a printed row shows how it looks in the file, where the file has pages."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.site import Site
from tests.readers.layouts import ROWS, Layout, drawn
from tests.web.pages import client_over


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("strips")
    (folder / "示例市2024年分工.pdf").write_bytes(drawn(ROWS, Layout()))
    text = "松江县2024年任务分工表\n序号\t目标任务\t责任单位\n1\t新建学校3所\t县教育局\n2\t改造道路20公里\t县交通局\n"
    (folder / "songjiang.txt").write_text(text, encoding="utf-8")
    tables = [TableFile.at(path) for path in sorted(folder.iterdir())]
    build(tables, folder / "store", reference)
    with client_over(folder / "store") as found:
        yield found


def places(client: TestClient) -> list[dict[str, str]]:
    """Return the rows of entries that stand on pages: row, target, page and area of each."""
    query = (
        "PREFIX heze: <https://w3id.org/heze-graph/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#> "
        "SELECT ?row ?target ?page ?box WHERE { ?row heze:page ?page ; heze:box ?box . "
        "?part prov:wasDerivedFrom ?row ; heze:inEntry/heze:ofTarget ?target } ORDER BY ?row"
    )
    answer = client.get("/sparql", params={"query": query}, headers={"accept": "application/sparql-results+json"})
    return [{name: value["value"] for name, value in row.items()} for row in answer.json()["results"]["bindings"]]


def pictures(client: TestClient, iri: str) -> list[str]:
    page = LexborHTMLParser(client.get(iri.removeprefix("https://w3id.org/heze-graph")).text)
    return [image.attributes["src"] or "" for image in page.css("img.strip")]


def test_rows_of_a_page_say_which_and_where_there(client: TestClient) -> None:
    found = places(client)
    assert len(found) == len(ROWS)
    assert all(row["page"] == "1" and row["box"].startswith("xywh=percent:") for row in found)


def test_cells_say_the_page_where_there_is_one(client: TestClient) -> None:
    rows = client.get("/api/queries/cells", headers={"accept": "application/sparql-results+json"}).json()["results"][
        "bindings"
    ]
    pages = {(row["document"]["value"], row.get("page", {}).get("value")) for row in rows}
    assert pages == {("示例市-2024-annual", "1"), ("松江县-2024-annual", None)}


def test_the_page_of_a_row_and_of_its_target_show_the_strip(client: TestClient) -> None:
    place = places(client)[0]
    (src,) = pictures(client, place["row"])
    assert pictures(client, place["target"]) == [src]
    answer = client.get(src)
    image = Image.open(io.BytesIO(answer.content))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert image.width > 4 * image.height
    assert client.get(src, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


class Elsewhere:
    """An engine that has no files, as one behind an endpoint."""

    def __init__(self, engine: Embedded) -> None:
        self.version, self.select, self.construct, self.close = None, engine.select, engine.construct, engine.close


def test_behind_an_endpoint_there_are_no_strips(client: TestClient) -> None:
    row = places(client)[0]["row"]
    site = client.app.state.site  # type: ignore[attr-defined]
    far = TestClient(application(Site(Elsewhere(site.engine), resources.QUERIES)), headers={"accept": "text/html"})
    assert pictures(far, row) == []
    assert far.get(f"{row.removeprefix('https://w3id.org/heze-graph')}/strip.png").status_code == 404


@pytest.mark.parametrize("path", ["/id/row/nothing/3/strip.png", "/id/row/a%2Fb/x/strip.png"])
def test_a_row_that_is_not_there_has_no_strip(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_row_of_a_text_has_no_strip(client: TestClient) -> None:
    row = "/id/row/%E6%9D%BE%E6%B1%9F%E5%8E%BF-2024-annual/3"
    assert client.get(row).status_code == 200
    assert pictures(client, row) == []
    assert client.get(f"{row}/strip.png").status_code == 404
