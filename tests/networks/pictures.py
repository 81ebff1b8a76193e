"""Pictures for the tests of this room; all names are made up."""

from __future__ import annotations

import random
from dataclasses import replace

from heze_graph.networks.picture import Edge, Evidence, GoalLight, Node, Picture

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>window.struck = true</script>",
    "<!--<script>",
    "<a href=javascript:alert(1)>here</a>",
    "\"quoted' \\ {{ 7 * 7 }} \u2028\u2029 &amp;",
    "__proto__",
)
_KINDS = (("office", "办公机构"), ("district", "县区"), ("firm", "企业"), ("society", "团体"))


def units(tied: int = 42, lone: int = 15, ties: int = 104, language: str = "zh") -> Picture:
    """Return a crowd around a few busy units, some small groups, some units alone."""
    chance = random.Random(7)  # noqa: S311  (no secret)
    names = [f"示例{'某某' * chance.choice((1, 1, 2, 4))}单位{number:02}" for number in range(tied + lone)]
    pairs = {(index, int(index * chance.random() ** 2)): 1 for index in range(1, tied)}
    while len(pairs) < ties:
        first, second = int(tied * chance.random() ** 2), chance.randrange(tied)
        if first != second and (second, first) not in pairs:
            pairs[first, second] = chance.randrange(1, 6)
    nodes = (
        Node(f"unit/{number}", name, *chance.choice(_KINDS), chance.randrange(1, 40))
        for number, name in enumerate(names)
    )
    edges = (
        Edge(f"unit/{a}", f"unit/{b}", weight, tuple(f"第 {n + 1} 项：修路" for n in range(weight)))
        for (a, b), weight in pairs.items()
    )
    return Picture(
        "谁与谁共同负责", "示例", "来源：示例表", language, tuple(nodes), tuple(edges), "责任目标", "共同目标"
    )


def shuffled(picture: Picture) -> Picture:
    """Return the same picture with its parts in another order."""
    chance = random.Random(11)  # noqa: S311  (no secret)
    nodes, edges = list(picture.nodes), list(picture.edges)
    chance.shuffle(nodes)
    chance.shuffle(edges)
    return replace(picture, nodes=tuple(nodes), edges=tuple(edges))


def hostile() -> Picture:
    """Return a picture in which every text tries to become markup or script."""
    first = HOSTILE[0]
    nodes = tuple(Node(text, text, text, text, 1) for text in HOSTILE)
    edges = tuple(Edge(first, text, 1, (text, first)) for text in HOSTILE[1:])
    return Picture(HOSTILE[1], first, HOSTILE[4], "en", nodes, edges, HOSTILE[3], HOSTILE[1])


def promises() -> Picture:
    """Return four bureaus that share three promises, printed in two tables, with leaders, claims and lights."""
    printed = (
        ("修路", "甲表", ("王昌华",), (GoalLight("reached", "已达到", "修路3公里"),)),
        ("种树", "甲表", ("李某",), (GoalLight("behind", "落后", "种树5棵"), GoalLight("reached", "已达到", "种草"))),
        ("种树", "乙表", ("李某",), (GoalLight("reached", "已达到", "种树5棵"),)),
        ("建桥", "甲表", ("王昌华", "李某"), ()),
    )
    evidence = tuple(
        Evidence(f"e{n}", f"t/{text}", table, f"第{n}项（{table}第{n + 9}行）", f"大力{text}", who, ("按计划",), lights)
        for n, (text, table, who, lights) in enumerate(printed, 1)
    )
    named = (("a", "单县某局", ("e1", "e2", "e3")), ("b", "财政局", ("e1", "e2", "e3", "e4")), ("c", "水务局", ("e4",)))
    nodes = tuple(
        Node(f"unit/{key}", name, "bureau", "部门", len(entries), entries, f"Bureau {key}")
        for key, name, entries in (*named, ("d", "林业局", ()))
    )
    edges = (
        Edge("unit/a", "unit/b", 2, (), ("e1", "e2", "e3")),
        Edge("unit/b", "unit/c", 1, (), ("e4",)),
    )
    words = ("责任目标数", "共同的责任目标数")
    return Picture("谁与谁", "示例", "来源：两张表", "zh", nodes, edges, *words, as_of="2023-09-30", evidence=evidence)
