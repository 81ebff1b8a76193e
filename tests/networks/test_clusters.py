"""Targets are gathered by leader where there are many, and each kind of thing looks the same in every picture."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle, islice

import pytest

from heze_graph.model.looks import COLOURS, KINDS, SHAPES
from heze_graph.networks.images import thumbnail
from heze_graph.networks.layout import label_lines
from heze_graph.networks.page import content
from heze_graph.networks.picture import MOST_TARGETS, Edge, Evidence, Node, Picture, clustered, kinds_of, words

LEADERS = ("甲", "乙", "")


def targets(count: int, leaders: tuple[str, ...] = LEADERS) -> Picture:
    """Return a picture of so many targets, each with one of two units, under the leaders in turn; "" is none."""
    led = list(islice(cycle(leaders), count))
    evidence = tuple(
        Evidence(f"e{n}", f"t{n:03}", "表", f"第{n}行", "修路", (leader,) if leader else (), (), ())
        for n, leader in enumerate(led)
    )
    nodes = [Node(f"t{n:03}", f"{n} 修路", "Target", "目标", 1, (f"e{n}",)) for n in range(count)]
    units = [Node(f"u{n}", f"单位{n}", "municipal-bureau", "部门", count / 2) for n in range(2)]
    edges = tuple(Edge(f"t{n:03}", f"u{n % 2}", 1, (), (f"e{n}",)) for n in range(count))
    return Picture("图", "", "源", "zh", (*nodes, *units), edges, "数", "重", "", evidence)


def test_many_targets_stand_under_their_leaders_and_few_by_themselves() -> None:
    assert clustered(targets(MOST_TARGETS)) is None
    assert clustered(targets(60, ("甲",))) is None
    found = clustered(targets(60))
    assert found
    assert {node.label: node.size for node in found.picture.nodes if node.id in found.members} == {
        "甲": 20,
        "乙": 20,
        "未写领导": 20,
    }
    assert sum(len(of) for of in found.members.values()) == 60
    # Each target has one tie here: those of the leaders stand for all of them.
    assert sum(edge.weight for edge in found.picture.edges) == 60


def test_the_latest_table_says_whose_a_target_is() -> None:
    picture = targets(60)
    moved = replace(picture.evidence[0], id="later", leaders=("乙",))
    later = replace(picture, evidence=(*picture.evidence, moved))
    found = clustered(later)
    assert found
    assert "t000" in found.members["cluster/乙"]


THEMES = ((), ("双网",), ("双网", "一河"))


def themed(count: int) -> Picture:
    """Return the picture of so many targets, which name no theme, one, or two of which one is shared by more."""
    picture = targets(count)
    named = zip(picture.evidence, cycle(THEMES), strict=False)
    return replace(picture, evidence=tuple(replace(one, themes=themes) for one, themes in named))


def test_targets_stand_under_the_theme_that_most_of_them_name() -> None:
    assert clustered(targets(60), "theme") is None  # no theme at all: nothing to gather by
    found = clustered(themed(60), "theme")
    assert found
    assert {node.label: node.size for node in found.picture.nodes if node.id in found.members} == {
        "双网": 40,
        "没有专项": 20,
    }
    page = content(themed(60), words("zh", "texts.json"))
    assert page["gatherings"] == ["leader", "theme"]
    assert {node["by"] for node in page["nodes"] if "members" in node} == {"leader", "theme"}
    unit = next(node for node in page["nodes"] if node["key"] == "u0")
    assert sorted(unit["gathered"]) == ["leader", "theme"]


def test_the_page_has_the_gathered_nodes_behind_the_others() -> None:
    picture = targets(60)
    page = content(picture, words("zh", "texts.json"))
    own = [node for node in page["nodes"] if "members" not in node]
    assert [node["key"] for node in own] == sorted(node.id for node in picture.nodes)
    assert [node["id"] for node in page["nodes"]] == list(range(len(page["nodes"])))
    assert [edge["id"] for edge in page["edges"]] == list(range(len(page["edges"])))
    gathered = page["nodes"][len(own) :]
    assert sorted(member for node in gathered for member in node["members"]) == [
        node["id"] for node in own if node["key"].startswith("t")
    ]
    assert {page["kinds"][int(node["group"])]["label"] for node in gathered} == {"领导（合并其责任目标）"}
    assert not content(targets(5), words("zh", "texts.json"))["gatherings"]


def test_a_kind_looks_the_same_in_every_picture() -> None:
    many, one = targets(9), targets(1)
    assert kinds_of(many.nodes)["Target"].color == kinds_of(one.nodes)["Target"].color == KINDS["Target"][0]
    strange = [Node(f"n{n}", "", f"kind-{n}", "", 1) for n in range(30)]
    looks = [(kind.color, kind.shape) for kind in kinds_of([*strange, *one.nodes]).values()]
    assert len(set(looks)) == 32


def test_the_looks_of_kinds_are_of_the_palette_and_each_its_own() -> None:
    assert len(set(KINDS.values())) == len(KINDS)
    assert {colour for colour, _ in KINDS.values()} <= set(COLOURS)
    assert {shape for _, shape in KINDS.values()} <= set(SHAPES)


def test_a_picture_of_the_gallery_shows_the_largest_and_no_legend() -> None:
    drawn = thumbnail(targets(30), 5)
    titles = re.findall(r"<title>(.*?)</title>", drawn)
    assert len(titles) == 6  # its own, and one a node
    assert "单位1" in titles
    assert drawn.count("<line ") == 4, "what is shown hangs together"
    width = re.search(r'width="(\d+)"', drawn)
    assert width
    assert int(width[1]) < 700


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Municipal Sports Bureau", ("Sports Bureau",)),
        ("People's Government of North County", ("Gov. of", "North County")),
        ("市体育局", ("市体育局",)),
    ],
)
def test_english_names_leave_out_what_most_begin_with(name: str, lines: tuple[str, ...]) -> None:
    assert label_lines(name) == lines
