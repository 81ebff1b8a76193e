from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.queries.by_document import by_document
from heze_graph.queries.library import Library
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.pages import paging
from heze_graph.web.pages.paging import window
from heze_graph.web.site import Site
from tests.web.pages import parsed
from tests.web.thing_pages import client_over


@pytest.fixture(scope="module")
def site(large_store: Path) -> Site:
    return Site(Embedded(large_store), QUERIES)


@pytest.mark.parametrize("size", [7, 50])
def test_the_pages_of_an_answer_are_the_whole_answer(site: Site, library: Library, size: int) -> None:
    """Of every saved query that can be asked by document and needs no value."""
    asked = [query for query in library.queries if by_document(query) and not any(p.required for p in query.parameters)]
    assert {"entries", "goals", "cells", "findings", "places", "changed-targets"} <= {query.name for query in asked}
    for query in asked:
        whole = site.engine.select(query.bound({})).rows
        pages = max(1, -(-len(whole) // size))
        for page in sorted({1, 2, pages // 2, pages - 1, pages} & {*range(1, pages + 1)}):
            part = window(site, query, {}, page, size)
            assert part
            assert (part.total, part.page, part.first) == (len(whole), page, (page - 1) * size), query.name
            assert part.answer.rows == whole[part.first : part.first + size], query.name


def test_a_page_beyond_the_last_is_the_last(site: Site, library: Library) -> None:
    beyond, query = window(site, library.get("entries"), {}, 999, 50), library.get("entries")
    assert beyond
    last = -(-beyond.total // 50)
    assert beyond == window(site, query, {}, last, 50)


def test_of_a_very_large_answer_the_documents_up_to_the_page_are_counted(
    large_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "TOGETHER", 1)
    monkeypatch.setattr(paging, "MOST_COUNTED", 0)
    site = Site(Embedded(large_store), QUERIES)
    query = site.library.get("entries")
    whole = site.engine.select(query.bound({})).rows
    first, last = window(site, query, {}, 1, 25), window(site, query, {}, 999, 25)
    assert first
    assert last
    assert first.more
    assert 25 < first.total < len(whole)
    assert (first.answer.rows, first.documents) == (whole[:25], ())
    assert (last.more, last.total, last.answer.rows) == (False, len(whole), whole[last.first :])
    page = parsed(client_over(large_store), "/queries/entries")
    assert f"第 1–50 行，共 {first.total} 行以上" in page.text()
    assert "末页" not in page.text()


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
