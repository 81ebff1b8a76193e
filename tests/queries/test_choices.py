"""Where the values of a parameter are found, as the header says."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer
from heze_graph.networks import views
from heze_graph.queries import choices as choices_module
from heze_graph.queries.choices import Choice, offered
from heze_graph.queries.header import Choices
from heze_graph.queries.in_order import comes_in_parts, first
from heze_graph.queries.library import Library, SavedQuery, load
from heze_graph.queries.lint import lint_library
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from tests.two_cities import SECOND, two_cities

HEAD = "#+ summary: 试\n#+ summary_en: A try\n"
ASKS = "SELECT ?s { ?s ?p ?_unit }"


def written(tmp_path: Path, **queries: str) -> Library:
    for name, text in queries.items():
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    return load(tmp_path)


def test_the_header_names_a_query_and_its_columns(tmp_path: Path) -> None:
    library = written(tmp_path, mine=f"{HEAD}#+ choices:\n#+   - unit: units name label english\n{ASKS}")
    assert library.get("mine").choices == {"unit": Choices("units", "name", "label", "english")}
    assert written(tmp_path, other=HEAD + ASKS).get("other").choices == {}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("units name", "choices: units name"),
        ("\n#+   - place: units name", "choices of place"),
        ("\n#+   - unit: units", "choices of unit: units"),
        ("\n#+   - unit: a b c d e", "choices of unit: a b c d e"),
        ("\n#+   - unit: [a, b]", "choices of unit: ['a', 'b']"),
    ],
)
def test_a_faulty_key_keeps_the_file_from_loading_and_says_where(tmp_path: Path, said: str, found: str) -> None:
    library = written(tmp_path, mine=f"{HEAD}#+ choices: {said}\n{ASKS}")
    (fault,) = library.broken
    assert f"mine.rq, line 3: found {found}" in str(fault)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("nowhere name", "choices of unit from nowhere"),
        ("mine s", "choices of unit from mine"),
        ("free name", "the column name"),
        ("free s label", "the column label"),
    ],
)
def test_choices_that_cannot_be_offered_are_found_by_lint(tmp_path: Path, said: str, found: str) -> None:
    columns = "#+ columns:\n#+   - s: {zh: 主语, en: Subject}\n"
    words = "#+ parameters:\n#+   - unit: {zh: 单位, en: Unit}\n" + columns
    mine = f"{HEAD}#+ choices:\n#+   - unit: {said}\n{words}{ASKS}"
    free = f"{HEAD}{columns}SELECT ?s {{ ?s ?p ?o }}"
    problems = lint_library(written(tmp_path, mine=mine, free=free))
    assert [problem for problem in problems if "mine.rq, line 3: found " + found in problem] == problems
    assert len(problems) == 1


def test_values_are_offered_once_in_the_order_of_their_query(library: Library, seed_engine: Embedded) -> None:
    documents = offered(Choices("documents", "document", "title"), library, seed_engine)
    assert [one.value for one in documents] == ["heze-2023-q3", "heze-2023-annual"]
    assert all("一览表" in one.label and one.label_en == one.label for one in documents)
    leaders = offered(Choices("workload-of-leaders", "leader"), library, seed_engine)
    assert len({one.value for one in leaders}) == len(leaders) > 5
    units = offered(Choices("units", "name", "name", "english"), library, seed_engine)
    assert Choice("市科技局", "市科技局", "Municipal Science and Technology Bureau") in units
    with pytest.raises(QueryError, match="the column colour"):
        offered(Choices("units", "colour"), library, seed_engine)


class Counting(Embedded):
    """An engine that notes how many rows each answer has."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self.rows: list[int] = []

    def select(self, query: str) -> Answer:
        answer = super().select(query)
        self.rows.append(len(answer.rows))
        return answer


def test_a_form_does_not_walk_over_a_large_graph(
    large_store: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices_module, "MOST_ROWS", 5)
    for source in {choices for query in library.queries for choices in query.choices.values()}:
        engine = Counting(large_store)
        assert len(offered(source, library, engine)) <= 5
        in_parts = comes_in_parts(engine, library.get(source.query))
        # Each part holds the rows of one value, or of what the rest of the values is listed by.
        assert in_parts or max(engine.rows) < 100, f"{source} reads {engine.rows}"


def test_the_choices_of_the_house_find_something(library: Library, seed_engine: Embedded) -> None:
    def finds(query: SavedQuery, name: str, value: str) -> bool:
        return bool(seed_engine.select(query.bound({name: value})).rows)

    for query in library.queries:
        needed = [one.name for one in query.parameters if one.required and one.default is None]
        for name, choices in query.choices.items():
            if not set(needed) - {name}:
                values = [choice.value for choice in offered(choices, library, seed_engine)]
                assert any(finds(query, name, value) for value in values[:12]), f"{query.name} {name}"


def test_views_that_need_something_are_not_drawn_by_themselves(library: Library, tmp_path: Path) -> None:
    assert views.whole_views(library) == ("units", "leaders", "targets", "counties", "projects", "themes")
    view = HEAD + "#+ view: network\nSELECT ?source ?target { ?source ?target %s }"
    own = written(tmp_path, free=view % "?any", asks=view % "?_any", maybe=view % "?__any")
    assert views.whole_views(own) == ("free", "maybe")


def test_things_of_two_cities_with_one_name_are_offered_with_their_city(
    tmp_path: Path, library: Library, reference: Reference
) -> None:
    units = offered(Choices("units", "name", "name", "english"), library, Embedded(two_cities(tmp_path, reference)))
    bureaus = {choice.label: choice for choice in units if choice.ambiguous == "市教育局"}
    assert set(bureaus) == {"市教育局 · 菏泽市", "市教育局 · 济宁市"}
    assert all(choice.value.startswith("https://w3id.org/heze-graph/id/unit/") for choice in bureaus.values())
    assert len({choice.value for choice in units}) == len(units)


@pytest.mark.parametrize("how", ["whole", "in parts"])
def test_what_is_offered_may_be_given_by_its_name_or_its_iri(
    how: str, library: Library, seed_engine: Embedded, large_store: Path
) -> None:
    large = Embedded(large_store)

    def rows(query: SavedQuery, values: dict[str, str]) -> list[str]:
        found = seed_engine.select(query.bound(values)) if how == "whole" else first(large, query, values, 10_000)
        return sorted(map(str, found.rows))

    tried = set()
    for query in library.queries:
        for name, choices in query.choices.items():
            source = library.get(choices.query)
            column = next(column for column in source.columns if column.name == choices.value)
            if column.kind != "thing" or column.name == "document":  # a document's name is its own
                continue
            needed = {one.name: query.header.examples[one.name] for one in query.parameters if one.required}
            for row in list(seed_engine.select(source.bound({})).texts())[:3]:
                if row[column.name]:
                    by_name, by_iri = (rows(query, needed | {name: row[key]}) for key in (column.name, column.iri))
                    assert by_name == by_iri, (query.name, name, row)
            tried.add((query.name, name))
    assert {
        (query, name) for query in ("deadlines", "latest-goals", "behind-goals") for name in ("leader", "unit")
    } < tried


def test_of_two_cities_only_the_one_that_is_given_answers(
    tmp_path: Path, library: Library, reference: Reference
) -> None:
    engine = Embedded(two_cities(tmp_path, reference))
    for name, thing in (("unit", "unit/济宁市/市教育局"), ("leader", "leader/济宁市/王某")):
        own = f"https://w3id.org/heze-graph/id/{thing}"
        for query in ("deadlines", "latest-goals"):
            rows = engine.select(library.get(query).bound({name: own})).texts()
            assert {row["document"] for row in rows} == {SECOND}, (query, name)
