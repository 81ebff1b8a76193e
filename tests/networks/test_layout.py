from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest

from heze_graph.errors import QueryError
from heze_graph.networks.layout import box, label_lines, positions, radii, text_width
from heze_graph.networks.picture import Edge, Node, Picture
from tests.networks.pictures import shuffled, units


def overlaps(picture: Picture) -> list[tuple[str, str]]:
    places, radius = positions(picture), radii(picture)
    sides = {}
    for node in picture.nodes:
        (x, y), room = places[node.id], box(node, radius[node.id])
        sides[node.id] = (x - room.half_width, y - room.above, x + room.half_width, y + room.below)
    return [
        (a, b)
        for (a, one), (b, two) in combinations(sides.items(), 2)
        if one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
    ]


@pytest.mark.parametrize("size", [(42, 15, 104), (2, 0, 1), (0, 9, 0), (0, 1, 0), (120, 3, 400)])
def test_every_node_has_a_place_and_no_labels_overlap(size: tuple[int, int, int]) -> None:
    picture = units(*size)
    assert set(positions(picture)) == {node.id for node in picture.nodes}
    assert overlaps(picture) == []


def test_nothing_to_place() -> None:
    assert positions(units(0, 0, 0)) == {}


def test_order_of_nodes_and_edges_and_their_direction_change_nothing() -> None:
    picture = units()
    turned = tuple(replace(edge, source=edge.target, target=edge.source) for edge in picture.edges)
    expected = list(positions(picture).items())
    assert list(positions(shuffled(picture)).items()) == expected
    assert list(positions(replace(picture, edges=turned)).items()) == expected


def test_the_picture_is_centred_and_about_as_wide_as_a_screen() -> None:
    places = positions(units()).values()
    width = max(x for x, _ in places) - min(x for x, _ in places)
    height = max(y for _, y in places) - min(y for _, y in places)
    assert 1.0 < width / height < 2.2
    assert all(coordinate.is_integer() for place in places for coordinate in place)


def test_lone_nodes_stand_in_rows_below_the_others() -> None:
    picture = units()
    tied = {end for edge in picture.edges for end in (edge.source, edge.target)}
    places = positions(picture)
    lone = [place for identifier, place in places.items() if identifier not in tied]
    assert len(lone) == 15
    assert min(y for _, y in lone) > max(places[identifier][1] for identifier in tied)
    assert len({y for _, y in lone}) <= 3
    assert len({x for x, _ in lone}) <= 8


def test_heavier_ties_stand_closer() -> None:
    ring = [("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "e", 1), ("e", "f", 1), ("f", "a", 60)]
    nodes = tuple(Node(name, "甲", "k", "K", 1) for name in "abcdef")
    edges = tuple(Edge(a, b, weight) for a, b, weight in ring)
    places = positions(Picture("t", "", "", "zh", nodes, edges, "", ""))

    def distance(a: str, b: str) -> float:
        return sum((p - q) ** 2 for p, q in zip(places[a], places[b], strict=True))

    assert distance("f", "a") < min(distance(a, b) for a, b, weight in ring if weight == 1)


def test_the_random_numbers_of_others_are_left_alone() -> None:
    random.seed(3)
    before = random.getstate()
    positions(units())
    assert random.getstate() == before


def test_parallel_edges_and_an_edge_to_itself_are_laid_out() -> None:
    picture = units(3, 0, 2)
    edges = (*picture.edges, *picture.edges, Edge("unit/0", "unit/0", 1))
    assert overlaps(replace(picture, edges=edges)) == []


@pytest.mark.parametrize(
    "label",
    [
        "",
        "教育局",
        "一个名称特别长的示例投资发展集团有限责任公司",
        "Office (1) for a long English name",
        "x" * 90,
    ],
)
def test_label_lines_keep_every_character_and_are_short(label: str) -> None:
    lines = label_lines(label)
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")
    assert all(text_width(line) <= 8 * 14 + 7 or " " not in line for line in lines)
    if " " not in label and not label.isascii():
        assert max(map(len, lines)) - min(map(len, lines)) <= 1


def test_a_sentence_is_cut_and_no_line_begins_with_a_stop() -> None:
    label = "14 持续推进示例工程建设，开工、竣工并验收“示例一”“示例二”等二十个重点项目"
    lines = label_lines(label)
    assert len(lines) <= 3
    assert lines[-1].endswith("…")
    assert label.startswith("".join(lines).rstrip("…"))
    assert not [line for line in label_lines("示例示例示例示例示例，、示例示例示例") if line[0] in "，、"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"language": "fr"}, "zh or en"),
        ({"nodes": 2 * units(1, 0, 0).nodes}, "2 nodes with the id 'unit/0'"),
        ({"edges": (Edge("unit/0", "unit/99", 1),)}, "no node 'unit/99'"),
        ({"edges": (Edge("unit/0", "unit/0", 0),)}, "the weight 0"),
        ({"nodes": (Node("a", "A", "k", "K", float("nan")),)}, "the size nan"),
        ({"nodes": (Node("a", "A", "k", "K", -1),)}, "the size -1"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        replace(units(1, 0, 0), **change)  # type: ignore[arg-type]
