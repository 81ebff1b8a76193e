"""Targets grouped by leader or by theme: the initial view of a network with many targets, expanded on demand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from heze_graph.networks.picture import Edge, Evidence, Node, Picture, words

#: The most targets that can be read one by one; with more, the leaders are shown first.
MOST_TARGETS = 40
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Gathering:
    """A way to group targets: the kind of its nodes, and the words for that kind and for targets without a name."""

    kind: str
    label: str
    without: str


#: The ways to group targets; the first one is the default.
GATHERINGS = {
    "leader": Gathering("cluster", "cluster", "noLeader"),
    "theme": Gathering("theme-cluster", "themeCluster", "noTheme"),
}


@dataclass(frozen=True, slots=True)
class Clustered:
    """A network with one node for the targets of each name, and the ids of those targets by node."""

    picture: Picture
    members: dict[str, tuple[str, ...]]


def clustered(picture: Picture, by: str = "leader") -> Clustered | None:
    """Return a network with its targets grouped by one of GATHERINGS, None where that does not help.

    The latest document counts. A target with several leaders goes to the first of them, one with several themes to the
    theme that most targets name; targets with none form a group, too.
    """
    latest = {one.target: one for one in picture.evidence}
    targets = {node.id: latest[node.id] for node in picture.nodes if node.id in latest}
    if len(targets) <= MOST_TARGETS:
        return None
    how = GATHERINGS[by]
    under = _first_leaders(targets) if by == "leader" else _largest_themes(targets)
    none = words(picture.language)[how.without]
    named: dict[str, list[str]] = defaultdict(list)
    for target in sorted(targets):
        named[under.get(target, none)].append(target)
    if len(named) < _FEWEST:
        return None
    members = {f"{how.kind}/{name}": tuple(found) for name, found in sorted(named.items())}
    home = {target: cluster for cluster, found in members.items() for target in found}
    kept = tuple(node for node in picture.nodes if node.id not in home)
    nodes = (*kept, *_nodes(picture, members, how))
    return Clustered(replace(picture, nodes=nodes, edges=tuple(_edges(picture, home))), members)


def _first_leaders(targets: Mapping[str, Evidence]) -> dict[str, str]:
    return {target: one.leaders[0] for target, one in targets.items() if one.leaders}


def _largest_themes(targets: Mapping[str, Evidence]) -> dict[str, str]:
    counts = Counter(theme for one in targets.values() for theme in one.themes)
    return {
        target: min(one.themes, key=lambda theme: (-counts[theme], theme))
        for target, one in targets.items()
        if one.themes
    }


def _nodes(picture: Picture, members: dict[str, tuple[str, ...]], how: Gathering) -> Iterator[Node]:
    label = words(picture.language)[how.label]
    nodes = {node.id: node for node in picture.nodes}
    for cluster, found in members.items():
        entries = tuple(dict.fromkeys(entry for target in found for entry in nodes[target].evidence))
        yield Node(cluster, cluster.removeprefix(f"{how.kind}/"), how.kind, label, len(found), entries)


def _edges(picture: Picture, home: dict[str, str]) -> Iterator[Edge]:
    """Yield one tie for each pair of grouped targets, and the other ties as they are."""
    target_of = {one.id: one.target for one in picture.evidence}
    gathered: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for edge in picture.edges:
        ends = home.get(edge.source, edge.source), home.get(edge.target, edge.target)
        if ends == (edge.source, edge.target):
            yield edge
        elif ends[0] != ends[1]:
            gathered[min(ends), max(ends)].update(dict.fromkeys(edge.evidence))
    for (source, target), entries in sorted(gathered.items()):
        count = len({target_of[entry] for entry in entries})
        yield Edge(source, target, max(1, count), (), tuple(entries))
