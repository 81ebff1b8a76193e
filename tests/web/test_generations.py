"""While the graph is replaced: every answer is of one state of it, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.errors import StoreError
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.pipeline.pieces import processes
from heze_graph.reference import Reference
from heze_graph.resources import QUERIES
from heze_graph.store.engine import note_version, versions_read
from heze_graph.web.app import application
from heze_graph.web.site import Memory, Site
from tests.web.serving import Server, served


class Replaced:
    """An engine whose data are replaced once, in the midst of the first answer."""

    moving = False

    def __init__(self, versions: list[str], *, failing: bool = False) -> None:
        self._left, self._failing = versions, failing

    @property
    def version(self) -> str:
        return self._left[0]

    def read(self) -> str:
        version = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        if self._failing and version == "old":
            raise StoreError("half of it is gone")
        note_version(version)
        return version


def asked(engine: Any) -> Any:
    def twice(request: Request) -> Response:
        engine = request.app.state.site.engine
        return PlainTextResponse(f"{engine.read()} {engine.read()}")

    app = application(Site(engine, QUERIES), more=[Route("/twice", twice)])
    return TestClient(app, raise_server_exceptions=False).get("/twice")


def test_a_page_of_two_states_is_made_again() -> None:
    assert asked(Replaced(["old", "new"])).text == "new new"


def test_a_page_that_fails_at_the_change_is_made_again() -> None:
    answer = asked(Replaced(["old", "new"], failing=True))
    assert (answer.status_code, answer.text) == (200, "new new")


def test_an_error_of_a_state_that_stays_is_an_error() -> None:
    assert asked(Replaced(["old"], failing=True)).status_code == 503


def test_where_it_never_stays_the_same_it_says_so() -> None:
    answer = asked(Replaced([str(number) for number in range(99)]))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def mixed() -> str:
    note_version("new")
    return "mixed"


def test_what_was_made_of_another_state_is_not_kept() -> None:
    memory: Memory = Memory(2)
    engine: Any = Replaced(["old"])
    site = Site(engine, QUERIES)
    with versions_read() as versions:
        assert memory.get(site, "key", mixed) == "mixed"
        assert memory.get(site, "key", lambda: "old") == "old"
    assert versions == {"old", "new"}


YEARS = range(2011, 2018)
TITLE = "甲山市人民政府{year}年经济社会发展责任目标三季度完成情况一览表"
ROW = "{no}\t张三\t新建学校{year}所\t年底\t已建成{year}所\t是\t市教育局\n"
HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"


@pytest.fixture
def states(tmp_path: Path) -> list[TableFile]:
    found = []
    for year in YEARS:
        file = tmp_path / f"jiashan-{year}-q3.txt"
        rows = "".join(ROW.format(no=no, year=year) for no in range(1, 4))
        file.write_text(f"{TITLE.format(year=year)}\n{HEAD}{rows}", encoding="utf-8")
        found.append(TableFile.at(file))
    return found


@pytest.fixture
def rebuilt(states: list[TableFile], tmp_path: Path) -> Iterator[tuple[Server, Any]]:
    reference = Reference(resources.REFERENCE)

    def replace(number: int) -> None:
        tables = [states[number]]
        with processes(reference, tables, 1) as workers:
            build(tables, tmp_path / "store", reference, workers=workers)

    replace(0)
    with served(tmp_path / "store", tmp_path / "log") as server:
        yield server, replace


def test_pages_downloads_and_queries_while_the_graph_is_replaced(rebuilt: tuple[Server, Any]) -> None:
    server, replace = rebuilt
    stop = Event()

    def ask(path: str) -> list[tuple[int, bool]]:
        seen = []
        while not stop.is_set():
            reply = server.ask(path, headers={"Accept": "text/html" if path == "/" else "*/*"})
            years = {year for year in YEARS if str(year).encode() in reply.body}
            seen.append((reply.status, len(years) < 2))
        return seen

    paths = ("/", "/api/queries/documents", "/graph/register?format=nq", "/graph", "/queries/entries")
    with ThreadPoolExecutor(len(paths)) as threads:
        asked = [threads.submit(ask, path) for path in paths]
        try:
            for number in range(1, len(YEARS)):
                replace(number)
        finally:
            stop.set()
        for path, one in zip(paths, asked, strict=True):
            assert set(one.result()) == {(200, True)}, path
