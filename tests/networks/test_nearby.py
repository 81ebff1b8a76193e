"""The part of a large network around one thing is made by steps, and has the nodes and ties of the whole network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer
from heze_graph.networks import views
from heze_graph.networks.picture import Picture, around
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded

_THINGS = (
    ("ego", "leader/heze/王昌华"),
    ("ego", "place/371721"),
    ("units", "unit/heze/市教育局"),
    ("themes", "theme/heze/七网"),
)


def _iri(path: str) -> str:
    return f"https://w3id.org/heze-graph/id/{path}"


def _shown(picture: Picture) -> tuple[object, ...]:
    """Return what a picture shows but for what counts more than the part of it: sizes, and evidence at the rim."""
    nodes = tuple(replace(node, size=0, evidence=()) for node in picture.nodes)
    words = (picture.title, picture.subtitle, picture.source, picture.size_label, picture.weight_label, picture.as_of)
    return (words, nodes, picture.edges)


@pytest.mark.parametrize(("view", "path"), _THINGS)
@pytest.mark.parametrize("steps", [1, 2])
def test_the_part_made_by_steps_is_that_of_the_whole(
    view: str, path: str, steps: int, large_store: Path, library: Library
) -> None:
    engine, thing = Embedded(large_store), _iri(path)
    part = views.picture(view, engine, library, "zh", views.ViewOptions(around=thing, steps=steps))
    whole = around(views.whole(view, engine, library, "zh"), thing, steps)
    assert _shown(part) == _shown(whole)
    centre = [next(node for node in one.nodes if node.id == thing) for one in (part, whole)]
    assert centre[0] == centre[1]


def test_an_iri_may_be_spelled_as_browsers_do(large_store: Path, library: Library) -> None:
    engine, plain = Embedded(large_store), _iri("unit/heze/市教育局")
    asked = "http" + _iri("unit/heze/%E5%B8%82%E6%95%99%E8%82%B2%E5%B1%80").removeprefix("https")
    assert views.is_by_steps(views.view("ego", library), engine, asked)
    pictures = [views.picture("ego", engine, library, "zh", views.ViewOptions(around=one)) for one in (asked, plain)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    "path", ["x> } SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } VALUES ?source { <u:y", "a b", "{", "\\u003E"]
)
def test_what_is_no_iri_asks_nothing_else(path: str, large_store: Path, library: Library, asked: list[str]) -> None:
    with pytest.raises(QueryError, match="--around"):
        views.picture("ego", Embedded(large_store), library, "zh", views.ViewOptions(around=_iri(path)))
    assert asked
    assert not any(_iri(path) in query for query in asked)


def test_a_view_with_lone_nodes_is_made_whole(large_store: Path, library: Library) -> None:
    engine, thing = Embedded(large_store), _iri("unit/heze/市教育局")
    part = views.picture("units", engine, library, "zh", views.ViewOptions(around=thing, steps=1))
    assert part == around(views.whole("units", engine, library, "zh"), thing, 1)


def test_many_things_are_named_as_few_are(large_store: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    few = views.whole("themes", Embedded(large_store), library, "zh")
    monkeypatch.setattr(views, "_FEW", 0)
    assert views.whole("themes", Embedded(large_store), library, "zh") == few


def test_nothing_else_is_read(large_store: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[int] = []
    select = Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        answer = select(self, query)
        rows.append(len(answer.rows))
        return answer

    engine, options = Embedded(large_store), views.ViewOptions(around=_iri("place/371721"), steps=1)
    monkeypatch.setattr(Embedded, "select", noted)
    views.picture("ego", engine, library, "zh", options)
    by_steps = sum(rows)
    rows.clear()
    views.whole("ego", engine, library, "zh")
    assert by_steps < sum(rows) / 3


def test_what_is_too_large_to_draw_is_refused(
    large_store: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_MOST_NEAR", 10)
    with pytest.raises(QueryError):
        views.picture(
            "ego", Embedded(large_store), library, "zh", views.ViewOptions(around=_iri("place/371721"), steps=2)
        )
