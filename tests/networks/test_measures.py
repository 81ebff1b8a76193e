from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from heze_graph.networks.measures import (
    NodeMeasures,
    definitions,
    measure,
    tying,
    without_leader,
)
from heze_graph.networks.picture import Edge, Evidence, Node, Picture
from tests.networks.pictures import promises, shuffled, units


def drawn(*ties: str, lone: str = "") -> Picture:
    """Return a picture of ties such as `ab`, the weight behind where it is not 1."""
    names = sorted({end for tie in ties for end in tie[:2]} | set(lone))
    nodes = tuple(Node(name, name, "k", "k", 1) for name in names)
    edges = tuple(Edge(tie[0], tie[1], int(tie[2:] or 1)) for tie in ties)
    return Picture("t", "", "", "zh", nodes, edges, "", "")


def test_two_triangles_joined_by_a_bridge() -> None:
    found = measure(drawn("ab", "bc", "ac", "cd", "de", "ef", "df", lone="z"))
    assert found["z"] == NodeMeasures(0, 0, 0.0, 0, 0.0, 0)
    assert [found[name].parts for name in "abcdef"] == [1, 1, 2, 2, 1, 1]
    # c lies between a, b on the one side and d, e, f on the other: 6 of the 15 pairs of the six others.
    assert found["c"].betweenness == pytest.approx(6 / 15)
    assert {found[name].community for name in "abc"} == {1}
    assert {found[name].community for name in "def"} == {2}
    # Two of the three ties of c stay in its community: 1 − (2/3)² − (1/3)².
    assert found["c"].participation == pytest.approx(4 / 9, abs=1e-4)
    assert found["a"].participation == 0


def test_weights_count_for_the_weighted_degree_and_the_communities() -> None:
    found = measure(drawn("ab9", "bc1", "cd9"))
    assert (found["b"].degree, found["b"].weighted_degree) == (2, 10)
    assert found["a"].community == found["b"].community != found["c"].community


def test_the_same_on_every_run_and_in_every_order() -> None:
    picture = units()
    expected = repr(measure(picture))
    assert repr(measure(shuffled(picture))) == expected
    script = "from tests.networks.pictures import units; from heze_graph.networks.measures import measure; "
    script += "print(repr(measure(units())))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout.strip() == expected


def test_a_target_ties_groups_when_two_parts_of_two_are_left() -> None:
    shared = {"left": "ab", "bridge": "bc", "right": "cd", "end": "de"}
    evidence = tuple(Evidence(name, name, "表", "", name, (), (), ()) for name in shared)
    entries = {unit: tuple(name for name, ends in shared.items() if unit in ends) for unit in "abcde"}
    nodes = tuple(Node(unit, unit, "k", "k", 1, own) for unit, own in entries.items())
    picture = replace(drawn(), nodes=nodes, evidence=evidence)
    # Without “left” a stands alone, which is no group; without “end” it is e.
    assert tying(picture)[1] == [("bridge", "bridge", "2", "3、2", "a、b"), ("right", "right", "2", "3、2", "d、e")]
    assert tying(promises())[1] == []


def test_pairs_without_a_common_leader() -> None:
    shared = drawn("ab2", "bc1", "ad3", "ae9")
    leaders = drawn("Xa", "Xb", "Yc", "Yd", "Xd", "Zc")
    assert without_leader(shared, leaders)[1] == [("b", "c", "1", "X", "Y、Z")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_measure_has_a_name_a_sentence_and_a_source(language: str) -> None:
    found = definitions(language)
    assert [d.name for d in found][:6] == list(NodeMeasures.__slots__)
    for definition in found:
        assert definition.label
        assert definition.meaning.endswith(("。", "."))
        assert len(definition.source) > 10
