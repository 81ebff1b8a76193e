"""CSV of a large graph over the query API is made part by part, and is that of a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.model.answers import Answer
from heze_graph.queries import in_order
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import note_version
from tests.web.pages import client_over

LEADER = "https://w3id.org/heze-graph/id/leader/heze/王昌华"


@pytest.mark.parametrize("address", ["cells.csv", "assignments-of-thing.csv", "cancelled-targets.csv"])
def test_csv_comes_in_parts(address: str, large_store: Path, seed_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[int] = []
    select = Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        answer = select(self, query)
        rows.append(len(answer.rows) if len(answer.columns) > 3 else 0)  # what lists things has less
        return answer

    given = {"thing": LEADER} if "thing" in address else {}
    small = client_over(seed_store).get(f"/api/queries/{address}", params=given)
    monkeypatch.setattr(in_order, "_TOGETHER", 20)
    monkeypatch.setattr(Embedded, "select", noted)
    large = client_over(large_store).get(f"/api/queries/{address}", params=given)
    assert (large.status_code, large.text) == (200, small.text)
    assert large.headers["Content-Disposition"] == small.headers["Content-Disposition"]
    whole = len(small.text.splitlines()) - 1
    assert max(rows) < whole or whole <= 20


@pytest.mark.parametrize(("versions", "status"), [(["old", "new"], 200), ([str(n) for n in range(999)], 503)])
def test_parts_are_of_one_state(
    versions: list[str], status: int, large_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, select = list(versions), Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        note_version(left.pop(0) if len(left) > 1 else left[0])
        return select(self, query)

    monkeypatch.setattr(in_order, "_TOGETHER", 20)
    monkeypatch.setattr(Embedded, "select", noted)
    answer = client_over(large_store).get("/api/queries/cancelled-targets.csv")
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
