"""Targets gathered under their leaders: what a picture of many targets shows first, to be opened on demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from heze_graph.networks.picture import Edge, Node, Picture, words

#: As many targets are read one by one; with more the leaders come first.
MOST_TARGETS = 40
#: The kind of a node that stands for several.
CLUSTER = "cluster"
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Clustered:
    """A picture with one node for the targets of each leader, and the ids of the targets by the id of that node."""

    picture: Picture
    members: dict[str, tuple[str, ...]]


def clustered(picture: Picture) -> Clustered | None:
    """Return a picture with its targets gathered by the leader of the latest document, None where that is no help.

    Who shares a target with another leader stands with the first of them; what has none stands together, too.
    """
    latest = {one.target: one for one in picture.evidence}
    targets = {node.id: latest[node.id] for node in picture.nodes if node.id in latest}
    if len(targets) <= MOST_TARGETS:
        return None
    none = words(picture.language)["noLeader"]
    of_leader: dict[str, list[str]] = defaultdict(list)
    for target in sorted(targets):
        of_leader[(targets[target].leaders or (none,))[0]].append(target)
    if len(of_leader) < _FEWEST:
        return None
    members = {f"{CLUSTER}/{leader}": tuple(found) for leader, found in sorted(of_leader.items())}
    home = {target: cluster for cluster, found in members.items() for target in found}
    kept = tuple(node for node in picture.nodes if node.id not in home)
    nodes = (*kept, *_nodes(picture, members))
    return Clustered(replace(picture, nodes=nodes, edges=tuple(_edges(picture, home))), members)


def _nodes(picture: Picture, members: dict[str, tuple[str, ...]]) -> Iterator[Node]:
    kind = words(picture.language)["cluster"]
    nodes = {node.id: node for node in picture.nodes}
    for cluster, found in members.items():
        entries = tuple(dict.fromkeys(entry for target in found for entry in nodes[target].evidence))
        yield Node(cluster, cluster.removeprefix(f"{CLUSTER}/"), CLUSTER, kind, len(found), (), entries)


def _edges(picture: Picture, home: dict[str, str]) -> Iterator[Edge]:
    """Yield the ties of the gathered targets as one for each pair, and the others as they are."""
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
        yield Edge(source, target, max(1, count), "", (), tuple(entries))
