from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from heze_graph.errors import OvertimeError
from heze_graph.model.answers import Answer, Value
from heze_graph.queries.in_order import comes_in_parts
from heze_graph.queries.library import Library
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.store.ordering import order_of
from heze_graph.web.pages import paging
from heze_graph.web.pages.paging import sorted_window, window
from heze_graph.web.site import Site
from tests.web.pages import client_over, parsed


@pytest.fixture(scope="module")
def site(large_store: Path) -> Site:
    return Site(Embedded(large_store), QUERIES)


@pytest.mark.parametrize("size", [35, 50])
def test_the_pages_of_an_answer_are_the_whole_answer(
    site: Site, library: Library, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every saved query that can be asked in parts and needs no value."""
    monkeypatch.setattr(paging, "TOGETHER", 40)
    asked = [
        query
        for query in library.queries
        if comes_in_parts(site.engine, query) and not any(p.required for p in query.parameters)
    ]
    some = {"entries", "goals", "findings", "places", "changed-targets", "deadlines", "latest-goals", "behind-goals"}
    assert some <= {query.name for query in asked}
    for query in asked:
        if query.name in ("cells", "network-ego"):
            continue  # thousands of rows, as others have them
        whole = site.engine.select(query.bound({}))
        keys = [whole.columns.index(key.variable) for key in order_of(query.text) if key.variable in whole.columns]
        rows: list[tuple[Value, ...]] = []
        part = None
        for page in range(1, max(1, -(-len(whole.rows) // size)) + 1):
            part = window(site, query, {}, page, size)
            assert part
            assert (part.page, part.first) == (page, (page - 1) * size), query.name
            rows += part.answer.rows
        assert part
        assert (part.more, part.total) == (False, len(whole.rows)), query.name
        assert sorted(map(str, rows)) == sorted(map(str, whole.rows)), query.name
        assert [[row[at] for at in keys] for row in rows] == [[row[at] for at in keys] for row in whole.rows], (
            query.name
        )


def test_a_page_beyond_the_last_is_the_last(site: Site, library: Library) -> None:
    beyond, query = window(site, library.get("entries"), {}, 999, 50), library.get("entries")
    assert beyond
    last = -(-beyond.total // 50)
    assert beyond == window(site, query, {}, last, 50)


def test_of_a_very_large_answer_no_more_is_walked_over_than_the_page_needs(
    large_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 60)
    site = Site(Embedded(large_store), QUERIES)
    query = site.library.get("entries")
    whole = site.engine.select(query.bound({})).rows
    first = window(site, query, {}, 1, 25)
    assert first
    assert first.more
    assert 25 < first.total < len(whole)
    assert (first.answer.rows, first.documents) == (whole[:25], ())
    monkeypatch.setattr(paging, "MOST_SECONDS", 0)
    far = window(site, query, {}, 999, 25)
    assert far
    assert far.more
    assert (far.page, first.total < far.total < len(whole)) == (far.total // 25, True)
    assert far.answer.rows == whole[far.first : far.first + 25]
    following = window(site, query, {}, far.page + 1, 25)
    assert following
    assert following.answer.rows == whole[far.first + 25 : far.first + 50]
    monkeypatch.setattr(paging, "MOST_SECONDS", 60)
    last = window(site, query, {}, 999, 25)
    assert last
    assert (last.more, last.total, last.answer.rows) == (False, len(whole), whole[last.first :])


def test_a_walk_that_failed_begins_anew(site: Site, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    query, select = library.get("links"), Embedded.select

    def fails(_self: Embedded, _query: str) -> Answer:
        raise OvertimeError("the time is over")

    monkeypatch.setattr(Embedded, "select", fails)
    with pytest.raises(OvertimeError):
        window(site, query, {}, 1, 10)
    monkeypatch.setattr(Embedded, "select", select)
    found = window(site, query, {}, 1, 10)
    assert found
    assert found.answer.rows == site.engine.select(query.bound({})).rows[:10]


def test_an_answer_about_one_thing_is_paged_likewise(site: Site, library: Library) -> None:
    query, given = library.get("targets-of-leader"), {"leader": "王昌华"}
    whole, part = site.engine.select(query.bound(given)).rows, window(site, query, given, 1, 5)
    assert part
    assert (part.total, part.answer.rows) == (len(whole), whole[:5])
    nobody = window(site, query, {"leader": "无此人"}, 1, 5)
    assert nobody
    assert (nobody.total, nobody.page, nobody.answer.rows) == (0, 1, ())


@pytest.mark.parametrize("address", ["/queries/entries?page=3", "/queries/cells?page=99&rows=100", "/queries/goals"])
def test_the_page_is_that_of_a_small_graph(large_store: Path, seed_store: Path, address: str) -> None:
    large, small = (parsed(client_over(store), address) for store in (large_store, seed_store))
    assert large.text() == small.text()


@pytest.mark.parametrize("sort", ["attainment", "-attainment", "-document"])
def test_a_large_answer_is_sorted_by_a_column_without_the_rest(
    large_store: Path, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows without a value come last, as on every page."""
    monkeypatch.setattr(paging, "TOGETHER", 30)
    monkeypatch.setattr(paging, "SORTED_WHOLE", 10)
    site = Site(Embedded(large_store), QUERIES)
    query = site.library.get("latest-goals")
    whole = site.engine.select(query.bound({})).rows
    at = query.names.index(sort.removeprefix("-"))
    rows: list[tuple[Value, ...]] = []
    for page in range(-(-len(whole) // 20)):
        part = sorted_window(site, query, {}, sort, range(page * 20, (page + 1) * 20))
        assert part
        rows += part.answer.rows
    assert sorted(map(str, rows)) == sorted(map(str, whole))
    filled = [value.text for row in rows if (value := row[at])]
    assert [bool(row[at]) for row in rows] == sorted((bool(row[at]) for row in rows), reverse=True)
    order = Decimal if at == query.names.index("attainment") else str
    assert filled == sorted(filled, key=order, reverse=sort.startswith("-"))


def test_a_column_by_which_a_large_answer_cannot_be_sorted_is_named(
    large_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 30)
    monkeypatch.setattr(paging, "SORTED_WHOLE", 10)
    client = client_over(large_store)
    assert "不能按“完成”排序" in parsed(client, "/queries/deadlines?sort=done").text()
    assert "不能按" not in parsed(client, "/queries/deadlines?sort=due").text()


def test_a_page_that_was_walked_to_is_not_walked_to_again(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 20)
    query = library.get("behind-goals")
    first = window(site, query, {"overtaken": "no"}, 999, 25)
    walked = len(asked)
    assert window(site, query, {"overtaken": "no"}, 999, 25) == first
    assert (walked > 1, len(asked)) == (True, walked)
