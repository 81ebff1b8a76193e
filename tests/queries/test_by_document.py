"""A question whose rows come by document is answered in parts, which together are the whole answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.cli import main
from heze_graph.export.tabular import csv_parts, csv_text
from heze_graph.model.answers import Answer, Term
from heze_graph.queries.by_document import by_document, parts
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded


def test_the_parts_of_an_answer_are_the_whole_answer(large_store: Path, library: Library) -> None:
    engine = Embedded(large_store)
    asked = [query for query in library.queries if by_document(query) and not any(p.required for p in query.parameters)]
    assert {"entries", "goals", "cells", "changed-targets"} <= {query.name for query in asked}
    for query in asked:
        some = list(parts(engine, query, {}))
        assert len(some) > 1
        assert sorted(row for part in some for row in map(str, part.rows)) == sorted(
            map(str, engine.select(query.bound({})).rows)
        ), query.name


def test_csv_of_a_large_graph_is_written_part_by_part(
    large_store: Path, library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Embedded(large_store)
    whole = csv_text(engine.select(library.get("cells").bound({})))
    asked: list[str] = []
    select = Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        asked.append(query)
        return select(self, query)

    monkeypatch.setattr(Embedded, "select", noted)
    assert main(["query", "cells", "--format", "csv", "--store", str(large_store)]) == 0
    assert capsys.readouterr().out == whole
    assert sum("heze:printed ?printed" in query for query in asked) == 2


def test_parts_share_one_header() -> None:
    answers = [Answer(("a",), ((Term("literal", text),),)) for text in ("1", "2")]
    assert list(csv_parts(answers)) == ["a\r\n1\r\n", "2\r\n"]
