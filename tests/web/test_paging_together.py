"""Pages of one large answer that several ask for at once, or while the graph is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from heze_graph.errors import BusyError, OvertimeError, StoreError
from heze_graph.model.answers import Answer
from heze_graph.queries.in_order import AnswerPart
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import note_version
from heze_graph.store.lanes import Limits
from heze_graph.store.pool import Pool
from heze_graph.web.pages import paging
from heze_graph.web.pages.paging import Window, window
from heze_graph.web.site import Site
from tests.web.pages import client_over, parsed

PARTED = "entries"


class Held(Embedded):
    """An engine that keeps the one who asks waiting, once it is to, until it is let go."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self.asked: list[str] = []
        self.reached, self.free = Event(), Event()
        self.free.set()

    def select(self, query: str) -> Answer:
        self.asked.append(query)
        if not self.free.is_set():
            self.reached.set()
            assert self.free.wait(60)
        return super().select(query)


class Rebuilt(Embedded):
    """An engine whose data are of another version after some questions, with the same rows."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self.name, self.left = "old", -1

    @property
    def version(self) -> str:
        return self.name

    def select(self, query: str) -> Answer:
        if self.left == 0:
            self.name = "new"
        self.left -= 1
        note_version(self.name)
        return super().select(query)


@pytest.fixture
def engine(large_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    monkeypatch.setattr(paging, "TOGETHER", 60)
    engine = Held(large_store)
    yield engine
    engine.free.set()


def page(site: Site, number: int, size: int = 25) -> Window:
    found = window(site, site.library.get(PARTED), {}, number, size)
    assert found
    return found


def test_who_reads_what_is_known_waits_for_nobody(engine: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(engine, QUERIES)
    first = page(site, 1)
    assert first.more
    engine.free.clear()
    with ThreadPoolExecutor(1) as others:
        far = others.submit(page, site, 999)
        assert engine.reached.wait(60)
        assert page(site, 1).answer == first.answer
        monkeypatch.setattr(paging, "PATIENCE", 0.1)
        with pytest.raises(BusyError) as busy:
            page(site, first.total // 25 + 1)
        assert busy.value.retry_after
        engine.free.set()
        assert far.result().total > first.total


def test_who_waits_goes_with_the_first_part_that_is_enough(engine: Held) -> None:
    """Each part is asked for once, whoever waits for it."""
    site = Site(engine, QUERIES)
    whole = engine.select(site.library.get(PARTED).bound({})).rows
    engine.free.clear()
    with ThreadPoolExecutor(8) as readers:
        far = readers.submit(page, site, 999)
        assert engine.reached.wait(60)
        near = [readers.submit(page, site, number) for number in (1, 1, 2, 3, 1, 2, 3)]
        engine.free.set()
        for number, one in zip((1, 1, 2, 3, 1, 2, 3), near, strict=True):
            assert one.result().answer.rows == whole[(number - 1) * 25 : number * 25]
        assert far.result().answer.rows[-1] in whole
    asked_parts = [text for text in engine.asked if "ORDER BY" in text]
    assert len(asked_parts) == len(set(asked_parts))


def test_a_walk_that_another_makes_fails_for_one_only(engine: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(engine, QUERIES)
    whole = engine.select(site.library.get(PARTED).bound({})).rows
    page(site, 1)
    select, failed = Embedded.select, list[str]()

    def fails_once(self: Embedded, query: str) -> Answer:
        if not failed:
            failed.append(query)
            raise OvertimeError("the time is over")
        return select(self, query)

    monkeypatch.setattr(Embedded, "select", fails_once)
    with pytest.raises(OvertimeError):
        page(site, 999)
    last = page(site, 999)
    assert (last.total, last.answer.rows) == (len(whole), whole[last.first :])


def test_no_worker_is_held_by_a_walk_that_rests(large_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 60)
    pool = Pool(large_store, Limits(saved_workers=1, patience=5))
    try:
        site = Site(pool, QUERIES)
        for number in (1, 4):
            for name in ("entries", "goals", "cells"):
                assert window(site, site.library.get(name), {}, number, 25)
    finally:
        pool.close()


def test_parts_of_two_states_of_the_graph_are_not_put_together(
    large_store: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 60)
    engine = Rebuilt(large_store)
    site = Site(engine, QUERIES)
    first = page(site, 1)
    engine.left = 0
    with pytest.raises(StoreError):
        page(site, 999)
    asked.clear()
    assert page(site, 1) == first
    assert asked, "what is shown of the new graph is asked of it"


def test_a_part_of_an_earlier_state_is_not_kept_for_a_later_one(large_store: Path) -> None:
    engine = Rebuilt(large_store)
    site = Site(engine, QUERIES)
    stale, fresh = Answer(("a",), ()), Answer(("a",), ((None,),))
    engine.name = "new"
    paging._keep(site, "old", AnswerPart("SELECT", stale, ends=True))
    assert paging._parts.get(site, "SELECT", lambda: fresh) is fresh


def test_a_page_that_is_too_far_says_so_and_leads_further(large_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 60)
    monkeypatch.setattr(paging, "MOST_SECONDS", 0)
    client, address = client_over(large_store), f"/queries/{PARTED}?page=999&rows=25"
    assert "还没有读到第 999 页" in parsed(client, address).text()
    response = client.get(f"{address}&lang=en")
    assert "Page 999 is not read yet" in response.text
    assert response.headers["cache-control"] == "no-store"
    monkeypatch.setattr(paging, "MOST_SECONDS", 60)
    assert "还没有读到" not in parsed(client, address).text()
