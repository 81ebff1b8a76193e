"""What pages remember: a graph that is built again, or a query that is changed, is served as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from starlette.testclient import TestClient

from heze_graph.model.answers import Answer
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.site import Memory, Site
from tests.two_cities import two_cities
from tests.web.pages import copied_queries
from tests.web.source import Still

LATER = """菏泽市人民政府2023年度经济社会发展责任目标完成情况一览表
序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位
1\t赵新\t新修水渠7条\t年底\t已修水渠7条\t是\t市新设水渠局、市教育局
"""


@pytest.fixture(scope="module")
def stores(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the store of two small tables, and that of another one, of which the first has nothing."""
    folder = tmp_path_factory.mktemp("second")
    path = folder / "later.txt"
    path.write_text(LATER, encoding="utf-8")
    build([TableFile(path, path.name, document="later-plan")], folder / "store", reference)
    return two_cities(tmp_path_factory.mktemp("first"), reference), folder / "store"


@pytest.fixture
def served(stores: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[Still, Path, TestClient]]:
    source = Still(Embedded(stores[0]), "1")
    folder = copied_queries(tmp_path)
    with TestClient(application(Site(source, folder)), headers={"accept": "text/html"}) as client:
        yield source, folder, client


#: Pages that count, list, search, answer and draw, and a text that only the second graph brings onto each.
PAGES = {
    "/": "赵新",
    "/id/leader": "赵新",
    "/id/unit": "市新设水渠局",
    "/id/target": "新修水渠7条",
    "/id/document": "/id/document/later-plan",
    "/search?q=zx": "赵新",
    "/queries/workload-of-leaders": "赵新",
    "/queries/targets-of-leader": "赵新",
    "/queries/entries.csv": "赵新",
    "/views/leaders.svg": "赵新",
}


@pytest.mark.parametrize("path", PAGES)
def test_a_graph_that_is_built_again_is_served_as_it_is(
    served: tuple[Still, Path, TestClient], stores: tuple[Path, Path], path: str
) -> None:
    source, _, client = served
    assert PAGES[path] not in client.get(path).text
    source.engine, source.version = Embedded(stores[1]), "2"
    assert PAGES[path] in client.get(path).text


def test_a_query_that_is_changed_is_served_as_it_is(served: tuple[Still, Path, TestClient]) -> None:
    _, folder, client = served
    assert "CHANGED" not in client.get("/queries/documents").text
    path = folder / "documents.rq"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("dcterms:title ?title ;", "dcterms:title ?was ;", 1).replace(
            "OPTIONAL { ?documentIri heze:year", 'BIND("CHANGED" AS ?title) OPTIONAL { ?documentIri heze:year', 1
        ),
        encoding="utf-8",
    )
    assert "CHANGED" in client.get("/queries/documents").text


class Counted:
    """Something to remember: how often it was asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_what_is_remembered_is_asked_once_for_a_version(stores: tuple[Path, Path], tmp_path: Path) -> None:
    source, asked = Still(Embedded(stores[0]), "1"), Counted()
    site, memory = Site(source, copied_queries(tmp_path)), Memory(2)
    assert [memory.get(site, "key", asked) for _ in range(3)] == [1, 1, 1]
    source.version = "2"
    assert memory.get(site, "key", asked) == 2


def test_only_so_much_is_remembered(stores: tuple[Path, Path], tmp_path: Path) -> None:
    site, memory, asked = Site(Still(Embedded(stores[0]), "1"), copied_queries(tmp_path)), Memory(2), Counted()
    assert [memory.get(site, key, asked) for key in ("a", "b", "c", "a")] == [1, 2, 3, 4]


def test_a_page_is_made_once_for_all_who_ask_for_it_alike(served: tuple[Still, Path, TestClient]) -> None:
    source, _, client = served
    pages = ["/", "/id/leader", "/queries/entries", "/queries/entries?lang=en"]
    made = [client.get(path).text for path in pages]
    source.engine = Nothing()
    assert [client.get(path).text for path in pages] == made
    with pytest.raises(AssertionError):
        client.get("/queries/goals")


class Nothing:
    """An engine that nobody may ask."""

    version = "1"

    def select(self, query: str) -> Answer:
        raise AssertionError(query)

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        raise AssertionError(query)

    def close(self) -> None:
        """Hold nothing."""


def test_what_weighs_most_together_is_forgotten_first(seed_store: Path) -> None:
    """The last one is kept, however heavy."""
    site = Site(Embedded(seed_store), QUERIES)
    memory, asked = Memory(9, weigh=len, heaviest=10), list[str]()

    def get(text: str) -> None:
        def made() -> str:
            asked.append(text)
            return text

        memory.get(site, text, made)

    for text in ("four", "seven77", "four", "a long text", "a long text", "four"):
        get(text)
    assert asked == ["four", "seven77", "a long text", "four"]
