"""What stands around one thing of a Picture."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Container
from dataclasses import replace

from heze_graph.errors import QueryError
from heze_graph.network.picture import Edge, Node, Picture
from heze_graph.network.rows import last_part
from heze_graph.network.words import words

MOST_STEPS = 6


def around(picture: Picture, thing: str, steps: int) -> Picture:
    """Return the part of a Picture within some steps of a thing, which is given by its name or its id.

    Raises QueryError where no node, or more than one, is called so, and where `steps` is not from 1 to 6.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise QueryError.problem("steps", str(steps), f"a number from 1 to {MOST_STEPS}", "ask for 1 or 2")
    centre = find(picture, thing)
    near = distances(picture, centre.id, steps)
    title = words(picture.language)["around"].format(title=picture.title, name=centre.label, steps=steps)
    return replace(part(picture, near), title=title)


def distances(picture: Picture, centre: str, steps: int) -> dict[str, int]:
    """Return by id how many steps each node is away from one, as far as so many steps reach."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for edge in picture.edges:
        neighbours[edge.source].add(edge.target)
        neighbours[edge.target].add(edge.source)
    away, rim = {centre: 0}, {centre}
    for step in range(1, steps + 1):
        rim = {other for one in rim for other in neighbours[one]} - away.keys()
        away |= dict.fromkeys(rim, step)
    return away


def part(picture: Picture, kept: Container[str]) -> Picture:
    """Return a Picture with these nodes only, the ties between them, and what they stand on."""
    nodes = tuple(node for node in picture.nodes if node.id in kept)
    edges = tuple(edge for edge in picture.edges if edge.source in kept and edge.target in kept)
    parts: tuple[Node | Edge, ...] = (*nodes, *edges)
    used = {entry for part in parts for entry in part.evidence}
    evidence = tuple(one for one in picture.evidence if one.id in used)
    return replace(picture, nodes=nodes, edges=edges, evidence=evidence)


def find(picture: Picture, thing: str) -> Node:
    """Return the node with this id or name, in any language; where none has it, the only one whose name contains it.

    Raises QueryError as `around` does.
    """
    if by_id := next((node for node in picture.nodes if node.id == thing), None):
        return by_id
    exact = [node for node in picture.nodes if thing and thing in (node.label, node.other_name, last_part(node.id))]
    found = exact or [node for node in picture.nodes if thing and thing in node.label]
    if len(found) == 1:
        return found[0]
    labels = [node.label for node in picture.nodes]
    if found:
        named = "、".join(node.label for node in found[:5])
        raise QueryError.problem("--around", f"{len(found)} things called “{thing}”", "one", f"choose of {named}")
    close = difflib.get_close_matches(thing[:80], labels, 3, cutoff=0.3)
    cure = f"try {' or '.join(close)}" if close else "take a name from the picture"
    raise QueryError.problem("--around", f"nothing called “{thing[:80]}”", "the name of a node", cure)
