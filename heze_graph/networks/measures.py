"""Measures of a Picture's structure, computed by networkx, and a Picture as tables for CSV and other formats.

`templates/measures.json` explains each measure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, cast

from heze_graph.networks.layout import positions
from heze_graph.networks.picture import Picture, strongest_first, words

if TYPE_CHECKING:
    import networkx


_SEED = 2023
_MOST_EXACT, _SAMPLES = 1000, 200  # nodes: beyond, betweenness is estimated from this many
_DIGITS = 4
#: The columns, and the rows with a text for each.
Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class NodeMeasures:
    """The measures of one node; `community` counts from 1, the largest first, and is 0 for an isolated node."""

    degree: int
    weighted_degree: int
    betweenness: float
    community: int
    participation: float
    parts: int


@dataclass(frozen=True, slots=True)
class Definition:
    """The name of a measure, its meaning in one sentence, and where it is defined."""

    name: str
    label: str
    meaning: str
    source: str


def definitions(language: str) -> tuple[Definition, ...]:
    """Return the definition of each measure, in `zh` or `en`."""
    return tuple(Definition(name, *texts) for name, texts in words(language, "measures.json").items())


def measure(picture: Picture) -> dict[str, NodeMeasures]:
    """Return the measures of each node by id; the same on every run."""
    import networkx

    ids = sorted(node.id for node in picture.nodes)
    graph = _graph(picture, ids)
    samples = _SAMPLES if len(ids) > _MOST_EXACT else None
    between = networkx.betweenness_centrality(graph, k=samples, seed=_SEED)
    community = _communities(graph)
    parts = _parts(graph)
    return {
        identifier: NodeMeasures(
            degree=graph.degree[number],
            weighted_degree=graph.degree(number, weight="weight"),
            betweenness=round(between[number], _DIGITS),
            community=community.get(number, 0),
            participation=round(_participation(graph, number, community), _DIGITS),
            parts=parts[number],
        )
        for number, identifier in enumerate(ids)
    }


def _graph(picture: Picture, ids: list[str]) -> networkx.Graph[int]:
    """Return the network with numbers for ids: unlike sets of texts, sets of numbers keep their order between runs."""
    import networkx

    number = {identifier: index for index, identifier in enumerate(ids)}
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(len(ids)))
    weights: dict[tuple[int, int], int] = defaultdict(int)
    for edge in picture.edges:
        a, b = sorted((number[edge.source], number[edge.target]))
        if a != b:
            weights[a, b] += edge.weight
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in sorted(weights.items()))
    return graph


def _communities(graph: networkx.Graph[int]) -> dict[int, int]:
    import networkx

    found = networkx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    groups = sorted((sorted(group) for group in found if len(group) > 1), key=lambda group: (-len(group), group))
    return {node: number for number, group in enumerate(groups, 1) for node in group}


def _participation(graph: networkx.Graph[int], node: int, community: dict[int, int]) -> float:
    strengths: dict[int, int] = defaultdict(int)
    for other, tie in graph[node].items():
        strengths[community[other]] += tie["weight"]
    total = sum(strengths.values())
    return 1 - sum((strength / total) ** 2 for strength in strengths.values()) if total else 0.0


def _parts(graph: networkx.Graph[int]) -> dict[int, int]:
    """Return how many parts the component of each node would have without it: its number of biconnected components."""
    import networkx

    blocks = cast("Iterable[set[int]]", networkx.biconnected_components(graph))
    parts = Counter(node for block in blocks for node in block)
    return {node: parts[node] for node in graph}


def tying(picture: Picture) -> Table:
    """Return one row for each Target whose removal would separate at least two groups of two or more nodes.

    It has the words of the Target and all groups but the largest. Nodes are connected when entries of one Target name
    them. The most even split comes first.
    """
    import networkx

    entries = {one.id: one for one in picture.evidence}
    graph: networkx.Graph[tuple[str, str]] = networkx.Graph()
    for node in sorted(picture.nodes, key=lambda node: node.id):
        for entry in node.evidence:
            graph.add_edge(("node", node.id), ("target", entries[entry].target))
    points = [point for point in networkx.articulation_points(graph) if point[0] == "target"]
    split = {target: _without(graph, (kind, target)) for kind, target in points}
    found = [(target, parts) for target, parts in split.items() if sum(len(part) > 1 for part in parts) > 1]
    texts = {one.target: one.text for one in reversed(picture.evidence)}
    labels = {node.id: node.label for node in picture.nodes}
    rows = [
        (
            target,
            texts[target],
            str(len(parts)),
            "、".join(str(len(part)) for part in parts),
            "；".join("、".join(labels[node] for node in part) for part in parts[1:]),
        )
        for target, parts in sorted(found, key=lambda one: (-len(one[1][1]), -len(one[1]), one[0]))
    ]
    return ("target", "text", "parts", "sizes", "smallerParts"), rows


def _without(graph: networkx.Graph[tuple[str, str]], target: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the nodes of the parts into which a target's removal splits its component."""
    import networkx

    rest = graph.copy()
    neighbours = sorted(rest[target])
    rest.remove_node(target)
    parts: list[tuple[str, ...]] = []
    for neighbour in neighbours:
        if not any(neighbour[1] in part for part in parts):
            reached = networkx.node_connected_component(rest, neighbour)
            parts.append(tuple(sorted(name for kind, name in reached if kind == "node")))
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def without_leader(units: Picture, leaders: Picture) -> Table:
    """Return one row for each pair of `units` that share targets but no node of `leaders`, most targets first.

    Pairs in which a unit has no leader at all are left out: nothing is known about them.
    """
    of_unit: dict[str, set[str]] = defaultdict(set)
    for edge in leaders.edges:
        of_unit[edge.source].add(edge.target)
        of_unit[edge.target].add(edge.source)
    labels = {node.id: node.label for picture in (units, leaders) for node in picture.nodes}
    rows = [
        (
            *(labels[unit] for unit in (edge.source, edge.target)),
            str(edge.weight),
            *("、".join(labels[leader] for leader in sorted(of_unit[unit])) for unit in (edge.source, edge.target)),
        )
        for edge in sorted(units.edges, key=lambda edge: (-edge.weight, edge.source, edge.target))
        if of_unit[edge.source] and of_unit[edge.target] and not of_unit[edge.source] & of_unit[edge.target]
    ]
    return ("unitA", "unitB", "shared", "leadersA", "leadersB"), rows


def metrics(picture: Picture) -> Table:
    """Return one row for each node with its measures and its position, the highest betweenness first."""
    measures, places = measure(picture), positions(picture)
    names = tuple(definition.name for definition in definitions("en")[:6])
    columns = ("id", "label", "kind", "size", *names, "x", "y")
    ordered = sorted(picture.nodes, key=lambda n: (-measures[n.id].betweenness, -measures[n.id].degree, n.id))
    rows = [
        (
            n.id,
            n.label,
            n.kind_label,
            f"{n.size:g}",
            *map(str, astuple(measures[n.id])),
            *(f"{p:g}" for p in places[n.id]),
        )
        for n in ordered
    ]
    return columns, rows


def edges(picture: Picture) -> Table:
    """Return one row for each edge with its evidence, the heaviest first."""
    labels = {node.id: node.label for node in picture.nodes}
    lines = {one.id: f"{one.place} {one.text}" for one in picture.evidence}
    rows = [
        (
            edge.source,
            labels[edge.source],
            edge.target,
            labels[edge.target],
            str(edge.weight),
            "\n".join([*edge.details, *(lines[entry] for entry in edge.evidence)]),
        )
        for edge in strongest_first(picture.edges)
    ]
    return ("source", "sourceLabel", "target", "targetLabel", "weight", "evidence"), rows


def definition_rows(language: str) -> Table:
    """Return one row for each measure: its name, its meaning, and where it is defined."""
    return ("name", "label", "meaning", "source"), [astuple(definition) for definition in definitions(language)]
