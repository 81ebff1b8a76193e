"""What the first page counts as late is what the saved query `deadlines` lists."""

from __future__ import annotations

import pytest

from heze_graph.entities import overview
from heze_graph.entities.catalogue import Catalogue
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded


@pytest.mark.parametrize("until", ["2023-03-31", "2023-09-30", "2023-12-30", "2023-12-31", "2025-12-31"])
def test_the_catalogue_and_the_query_agree(until: str, seed_engine: Embedded, library: Library) -> None:
    listed = list(seed_engine.select(library.get("deadlines").bound({"done": "no", "until": until})).texts())
    is_open = {row["targetIri"] for row in listed if row["basis"] == "open"}
    expected = {row["targetIri"]: row["targetIri"] in is_open for row in listed}
    assert overview.late(Catalogue.of(seed_engine), until) == expected
