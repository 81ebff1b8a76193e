"""What lists are filtered by, and that its numbers are those of everything else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from heze_graph import resources
from heze_graph.entities import changes, facets, overview
from heze_graph.entities.catalogue import Catalogue
from heze_graph.queries.library import load
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine

BEHIND = {"light": ("behind", "far-behind")}


@pytest.fixture(scope="module")
def engine(seed_store: Path) -> Engine:
    return Embedded(seed_store)


@pytest.fixture(scope="module")
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue.of(engine)


def test_every_target_has_one_light_and_one_document(catalogue: Catalogue) -> None:
    counted = facets.counts(catalogue, "target", {})
    assert sum(counted["light"].values()) == sum(counted["document"].values()) == 200
    assert counted["document"] == {"heze-2023-q3": 146, "heze-2023-annual": 54}


def test_lights_are_those_of_the_saved_query_of_latest_goals(engine: Engine, catalogue: Catalogue) -> None:
    rows = list(engine.select(load(resources.QUERIES).get("latest-goals").bound({})).texts())
    lights: dict[str, set[str]] = {row["targetIri"]: set() for row in rows}
    for row in rows:
        lights[row["targetIri"]].add(row["light"])
    worst = Counter(next(light for light in facets.WORST_FIRST if light in some) for some in lights.values())
    counted = dict(facets.counts(catalogue, "target", {})["light"])
    assert counted.pop(facets.WITHOUT) == 200 - len(lights)
    assert counted == worst


@pytest.mark.parametrize("kind", ["leader", "unit"])
def test_targets_are_counted_as_on_every_page(catalogue: Catalogue, kind: str) -> None:
    counted = {facets.iri(kind, value): count for value, count in facets.counts(catalogue, "target", {})[kind].items()}
    assert counted == overview.targets(catalogue, kind)


def test_choices_of_several_dimensions_hold_of_the_same_target(catalogue: Catalogue) -> None:
    leaders = facets.counts(catalogue, "target", BEHIND)["leader"]
    assert leaders == {"heze/聂元科": 4, "heze/肖友华": 5, "heze/张鹏": 1, "heze/王昌华": 1}
    for leader, count in leaders.items():
        assert len(facets.things(catalogue, "target", {**BEHIND, "leader": (leader,)})) == count
    # Eight units answer for the ten that are behind, though others answer for targets of the same leaders.
    assert len(facets.things(catalogue, "unit", BEHIND)) == 8


def test_what_is_chosen_does_not_narrow_its_own_dimension(catalogue: Catalogue) -> None:
    every = facets.counts(catalogue, "target", {})
    assert facets.counts(catalogue, "target", BEHIND)["light"] == every["light"]


def test_an_unknown_choice_leaves_nothing(catalogue: Catalogue) -> None:
    assert facets.things(catalogue, "target", {"leader": ("no'body",)}) == []


def test_an_engine_that_keeps_no_catalogue_is_filtered_alike(engine: Engine, catalogue: Catalogue) -> None:
    class Elsewhere:
        """An engine whose graph is not on this machine: it answers queries, and that is all."""

        select = staticmethod(engine.select)
        construct = staticmethod(engine.construct)

    there = Catalogue.of(cast("Engine", Elsewhere()))
    for kind in facets.DIMENSIONS:
        assert facets.counts(there, kind, BEHIND) == facets.counts(catalogue, kind, BEHIND)
    assert changes.pairs(there, "heze-2023-q3", "heze-2023-annual") == changes.pairs(
        catalogue, "heze-2023-q3", "heze-2023-annual"
    )


def test_two_dimensions_are_crossed(catalogue: Catalogue) -> None:
    table = facets.crossed(catalogue, "document", "light", BEHIND)
    assert table == {"heze-2023-q3": {"behind": 4, "far-behind": 6}}
