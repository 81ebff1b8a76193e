from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer
from heze_graph.queries.adhoc import AdHoc
from heze_graph.store.embedded import Embedded

QUARTER = "https://w3id.org/heze-graph/graph/heze-2023-q3"
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"


@pytest.fixture(scope="module")
def adhoc(seed_store: Path) -> Iterator[AdHoc]:
    made = AdHoc.of_store(seed_store)
    yield made
    made.close()


def number(adhoc: AdHoc, query: str) -> int:
    answer = adhoc.ask(query)
    assert isinstance(answer, Answer)
    return int(next(answer.texts())["n"])


def test_from_narrows_what_is_asked(adhoc: AdHoc, seed_engine: Embedded) -> None:
    lines = seed_engine.generation.graph.read_text(encoding="utf-8").splitlines()
    assert number(adhoc, COUNT.format("")) == len(lines)
    assert number(adhoc, COUNT.format(f"FROM <{QUARTER}>")) == sum(line.endswith(f" <{QUARTER}> .") for line in lines)


def test_a_graph_is_given_as_triples(adhoc: AdHoc, seed_engine: Embedded) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{QUARTER}> {{ ?s ?p ?o }} }}"
    assert adhoc.ask(query) == seed_engine.construct(query)


def test_what_would_end_a_process_ends_another_one(adhoc: AdHoc) -> None:
    with pytest.raises(QueryError, match="write it flatter"):
        adhoc.ask("ASK " + "{" * 3000 + "}" * 3000)
    with pytest.raises(QueryError, match="found a longer text"):
        adhoc.ask("ASK { FILTER(1" + "+1" * 100_000 + " > 0) }")
    assert number(adhoc, COUNT.format("")) > 20_000


def test_another_engine_is_asked_as_it_is(seed_engine: Embedded) -> None:
    adhoc = AdHoc(lambda: seed_engine)
    assert number(adhoc, COUNT.format("")) > 20_000
    with pytest.raises(QueryError, match="found DELETE"):
        adhoc.ask("DELETE WHERE { ?s ?p ?o }")
