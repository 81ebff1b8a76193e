"""What a network picture shows, before anything is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from heze_graph.errors import QueryError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture.

    `size` is the number that its area stands for (finite, at least 0). `kind` groups nodes of one colour,
    `kind_label` is its name in the legend. `details` are label and value pairs, shown when the node is
    chosen. `evidence` names the printed entries that it stands in, by their ids. `other_name` is its name in
    another language, by which it is found, too.
    """

    id: str
    label: str
    kind: str
    kind_label: str
    size: float
    details: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...] = ()
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An undirected tie between two nodes, named by their ids.

    `weight` is the number that its width stands for (at least 1). `label` is its heading, `details` are the
    lines under it, one for each thing shared. `evidence` names the printed entries that it stands on.
    """

    source: str
    target: str
    weight: int
    label: str
    details: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one goal: its name in the scheme (`reached`, `behind` …), what it is called, and the goal."""

    name: str
    label: str
    goal: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One printed Entry that nodes and edges stand on, in the words of the picture's language.

    `target` is the id of the Target that it is an Entry of; `place` says where it is printed; `lights` has one for
    each goal.
    """

    id: str
    target: str
    document: str
    place: str
    text: str
    leaders: tuple[str, ...]
    claims: tuple[str, ...]
    lights: tuple[Light, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture; `source` is the line that says where the data come from, `language` is `zh` or `en`.

    `size_label` and `weight_label` say in the legend what the nodes' areas and the edges' widths stand for.
    `as_of` is the day that the data reach to, "" where none is known; `evidence` are the entries that nodes and edges
    name. Raises QueryError when the language is another, two nodes have one id, an edge names an id that no node
    has, or a size or a weight cannot be drawn, or evidence is named that is not there.
    """

    title: str
    subtitle: str
    source: str
    language: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    size_label: str
    weight_label: str
    as_of: str = ""
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        where = f"the picture {self.title!r}"
        _check_language(where, self.language)
        _check_nodes(where, self.nodes)
        _check_edges(where, self.edges, {node.id for node in self.nodes})
        _check_evidence(where, (*self.nodes, *self.edges), {one.id for one in self.evidence})


def _check_language(where: str, language: str) -> None:
    if language not in LANGUAGES:
        raise QueryError.problem(
            where, f"the language {language!r}", " or ".join(LANGUAGES), "ask for one of these languages"
        )


def _check_nodes(where: str, nodes: tuple[Node, ...]) -> None:
    for identifier, count in Counter(node.id for node in nodes).items():
        if count > 1:
            raise QueryError.problem(
                where,
                f"{count} nodes with the id {identifier!r}",
                "one",
                "let the query return each node once",
            )
    for node in nodes:
        if not (isfinite(node.size) and node.size >= 0):
            raise QueryError.problem(
                f"{where}, node {node.id!r}",
                f"the size {node.size}",
                "a number from 0",
                "mend the query's size",
            )


def _check_edges(where: str, edges: tuple[Edge, ...], known: set[str]) -> None:
    for edge in edges:
        tie = f"{where}, edge {edge.source!r} to {edge.target!r}"
        for end in (edge.source, edge.target):
            if end not in known:
                raise QueryError.problem(
                    tie, f"no node {end!r}", "a node for each end", "let the query return the node, too"
                )
        if edge.weight < 1:
            raise QueryError.problem(
                tie, f"the weight {edge.weight}", "a number from 1", "leave out edges that share nothing"
            )


def _check_evidence(where: str, parts: Iterable[Node | Edge], known: set[str]) -> None:
    for entry in (entry for part in parts for entry in part.evidence):
        if entry not in known:
            raise QueryError.problem(where, f"no evidence {entry!r}", "each that a part names", "give it along")
