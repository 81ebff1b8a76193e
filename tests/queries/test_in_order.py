"""A large answer comes in parts, in its order, which together are the whole answer; its first rows need few of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from heze_graph.cli import main
from heze_graph.export.tabular import csv_parts, csv_text
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.queries import in_order
from heze_graph.queries.in_order import comes_in_parts, first, parts
from heze_graph.queries.library import Library, SavedQuery, load_query
from heze_graph.queries.value_counts import ValueCount
from heze_graph.rdf.iris import ID
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.store.ordering import order_of
from tests.store.test_virtuoso import VALUES


@pytest.fixture
def engine(large_store: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """Return the graph of the seeds as if it were large: parts are small, and no answer is asked for whole."""
    for name, number in (("_TOGETHER", 20), ("_MANY", 2), ("_RARE", 0)):
        monkeypatch.setattr(in_order, name, number)
    return Embedded(large_store)


def _parted(engine: Embedded, library: Library) -> list[tuple[SavedQuery, dict[str, str]]]:
    return [
        (query, dict(values))
        for query in library.queries
        for values in VALUES.get(query.name, ({},))
        if comes_in_parts(engine, query)
    ]


def test_the_parts_of_an_answer_are_the_whole_answer(engine: Embedded, library: Library) -> None:
    asked = _parted(engine, library)
    some = {
        "entries",
        "cells",
        "attainment-ranking",
        "contradictions",
        "due-before",
        "links",
        "deadlines",
        "latest-goals",
    }
    assert some | {"network-units", "network-counties", "places", "link-scores"} <= {query.name for query, _ in asked}
    for query, values in asked:
        whole = engine.select(query.bound(values))
        rows: list[tuple[Value, ...]] = []
        for part in parts(engine, query, values):
            assert part.columns == whole.columns
            rows += part.rows
        assert sorted(map(str, rows)) == sorted(map(str, whole.rows)), query.name
        keys = [whole.columns.index(key.variable) for key in order_of(query.text) if key.variable in whole.columns]
        assert [[row[at] for at in keys] for row in rows] == [[row[at] for at in keys] for row in whole.rows], (
            query.name
        )


def test_keywords_may_be_small_and_comments_may_name_them(engine: Embedded, tmp_path: Path) -> None:
    header, body = (QUERIES / "entries.rq").read_text(encoding="utf-8").split("PREFIX", 1)
    small = re.sub(r"\b(SELECT|WHERE|OPTIONAL|FILTER)\b", lambda word: word[0].lower(), f"PREFIX{body}")
    assert "select" in small
    (tmp_path / "own.rq").write_text(f"{header}# SELECT what you like\n{small}", encoding="utf-8")
    query = load_query(tmp_path / "own.rq")
    found = list(parts(engine, query, {}))
    assert len(found) > 1
    assert [row for part in found for row in part.rows] == list(engine.select(query.bound({})).rows)


def test_first_rows_need_no_others(engine: Embedded, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[int] = []
    select = Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        answer = select(self, query)
        answers.append(len(answer.rows) if "heze:reportedIn" in query else 0)
        return answer

    query = library.get("attainment-ranking")
    whole = engine.select(query.bound({})).rows
    monkeypatch.setattr(Embedded, "select", noted)
    assert first(engine, query, {}, 10).rows == whole[:10]
    assert sum(answers) < len(whole) / 2


def test_the_first_request_is_small_since_a_value_may_have_more_rows_than_counted(
    engine: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    things: list[int] = []

    def asked(_engine: Embedded, query: str) -> Answer:
        things.append(query.count("<u:"))
        return Answer(("a",), ((None,),) * 7 * things[-1])

    monkeypatch.setattr(Embedded, "select", asked)
    text = "SELECT ?a { ?a ?b ?c } ORDER BY ?a"
    whole = in_order._Asked(text, order_of(text), 40, in_order._Wanted(40))
    counts = [ValueCount((f"<u:{number}>",), 1) for number in range(90)]
    assert len(list(in_order._by_value(engine, whole, "a", counts))) == len(things)
    assert things[0] == 10
    assert max(things[1:]) <= 10


@pytest.mark.parametrize("unit", ["市住房城乡建设局", ID + "unit/heze/市住房城乡建设局"])
@pytest.mark.parametrize("name", ["deadlines", "latest-goals", "behind-goals"])
def test_a_unit_by_its_name_or_iri_is_looked_up_before_all_else(
    name: str, unit: str, engine: Embedded, library: Library, asked: list[str]
) -> None:
    query = library.get(name)
    whole = engine.select(query.bound({"unit": unit})).rows
    asked.clear()
    assert first(engine, query, {"unit": unit}, 1000).rows == whole
    assert whole
    _, *about = asked
    assert all(f"<{ID}unit/heze/市住房城乡建设局>" in one for one in about)


def test_an_answer_of_few_things_of_a_class_is_asked_whole(large_store: Path, library: Library) -> None:
    for name in ("documents", "open-ended-targets"):
        assert len(list(parts(Embedded(large_store), library.get(name), {}))) == 1


@pytest.mark.parametrize(
    ("name", "about", "together"),
    # A project has several documents, a mention one. What is counted stays together: documents.
    [("projects", "?mention", 200), ("lights-by-county", "?documentIri", 40)],
)
def test_few_things_that_a_statement_holds_for_are_listed_before_their_columns(
    name: str, about: str, together: int, large_store: Path, library: Library
) -> None:
    engine, query = Embedded(large_store), library.get(name)
    found = list(in_order.asked_in_parts(engine, query, {}, in_order.Splitting(together)))
    whole = engine.select(query.bound({})).rows
    assert tuple(row for part in found for row in part.answer.rows) == whole
    assert len(found) > 1
    assert all(f"VALUES {about} {{" in part.text for part in found)
    finer = in_order.asked_in_parts(engine, query, {}, in_order.Splitting(2))
    assert tuple(row for part in finer for row in part.answer.rows) == whole


def test_what_is_no_large_graph_or_no_order_is_asked_whole(
    engine: Embedded, seed_store: Path, library: Library
) -> None:
    small, query = Embedded(seed_store), library.get("entries")
    assert not comes_in_parts(small, query)
    assert not comes_in_parts(engine, library.get("themes"))
    assert first(small, query, {}, 3).rows == small.select(query.bound({})).rows[:3]


def test_first_is_a_choice_of_the_command(
    large_store: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = csv_text(Embedded(large_store).select(library.get("goals").bound({})))
    assert main(["query", "goals", "--first", "2", "--format", "csv", "--store", str(large_store)]) == 0
    assert capsys.readouterr().out == "".join(whole.splitlines(keepends=True)[:3])


@pytest.mark.parametrize("labels", ["none", "zh"])
@pytest.mark.usefixtures("engine")
def test_csv_of_a_large_graph_is_written_part_by_part(
    large_store: Path, seed_store: Path, tmp_path: Path, labels: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["query", "cells", "--labels", labels, "--format", "csv", "--store"]
    files = [tmp_path / "large.csv", tmp_path / "small.csv"]
    for store, file in zip((large_store, seed_store), files, strict=True):
        assert main([*command, str(store), "--out", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    shown = []
    for store in (large_store, seed_store):
        capsys.readouterr()
        assert main([*command, str(store)]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_parts_share_one_header() -> None:
    answers = [Answer(("a",), ((Term("literal", text),),)) for text in ("1", "2")]
    assert list(csv_parts(answers)) == ["a\r\n1\r\n", "2\r\n"]
