"""A network picture before it is drawn: its things, the part around one, targets in groups, words, looks of kinds.

The words are in `templates/*.json`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import cycle
from math import isfinite
from pathlib import Path
from typing import Any

from heze_graph.errors import QueryError
from heze_graph.messages import LANGUAGES, say
from heze_graph.model.looks import COLOURS, KINDS, SHAPES
from heze_graph.queries.choices import nearest
from heze_graph.rdf.iris import last_part, one_spelling

TEMPLATES = Path(__file__).parent / "templates"

MOST_STEPS = 6
# From low to high, light to dark, so that it works in greyscale, too. “cividis”: Nuñez, Anderton, Renslow, PLoS ONE 13
# (2018).
SCALE = ("#fee838", "#c3b369", "#8a8678", "#575d6d", "#00204d")
INK, QUIET, TIE, GREY = "#1f2933", "#52606d", "#8c9aa9", "#9aa5b1"
#: The most edges drawn at first: more cannot be told apart, and take long to draw.
MOST_EDGES = 3000
_NARROWEST, _WIDEST = 1.2, 8.0
#: The most targets that can be read one by one; with more, the leaders are shown first.
MOST_TARGETS = 40


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture.

    `size` is the number shown by its area (finite, at least 0). `kind` groups nodes of one colour, `kind_label` is its
    name in the legend. `evidence` lists the ids of the printed entries behind it. `other_name` is its name in another
    language, under which it can be found, too.
    """

    id: str
    label: str
    kind: str
    kind_label: str
    size: float
    evidence: tuple[str, ...] = ()
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An undirected tie between two nodes, given by their ids.

    `weight` is the number shown by its width (at least 1). `details` are lines, one for each shared thing. `evidence`
    lists the ids of the printed entries behind it.
    """

    source: str
    target: str
    weight: int
    details: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalLight:
    """The light of one goal: its notation in the scheme (`reached`, `behind` …), its label, and the goal."""

    name: str
    label: str
    goal: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One printed Entry behind nodes and edges, in the language of the picture.

    `target` is the id of its Target; `place` says where it is printed; `lights` has one for each goal; `themes` are
    known where targets are nodes of the picture.
    """

    id: str
    target: str
    document: str
    place: str
    text: str
    leaders: tuple[str, ...]
    claims: tuple[str, ...]
    lights: tuple[GoalLight, ...]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture; `source` is the line that says where the data come from, `language` is `zh` or `en`.

    `size_label` and `weight_label` explain the areas of nodes and the widths of edges in the legend. `as_of` is the
    last day covered by the data, "" where unknown; `evidence` are the entries that nodes and edges refer to. Raises
    QueryError for another language, a duplicate id, an edge to an unknown id, a size or a weight that cannot be drawn,
    or unknown evidence.
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
        if self.language not in LANGUAGES:
            raise QueryError.problem("networks.language", where=where, language=self.language)
        _check_nodes(where, self.nodes)
        _check_edges(where, self.edges, {node.id for node in self.nodes})
        _check_evidence(where, (*self.nodes, *self.edges), {one.id for one in self.evidence})


def _check_nodes(where: str, nodes: tuple[Node, ...]) -> None:
    for identifier, count in Counter(node.id for node in nodes).items():
        if count > 1:
            raise QueryError.problem("networks.same-id", where=where, count=count, identifier=identifier)
    for node in nodes:
        if not (isfinite(node.size) and node.size >= 0):
            raise QueryError.problem("networks.size", where=where, id=node.id, size=node.size)


def _check_edges(where: str, edges: tuple[Edge, ...], known: set[str]) -> None:
    for edge in edges:
        tie = say("networks.edge", where=where, source=edge.source, target=edge.target)
        for end in (edge.source, edge.target):
            if end not in known:
                raise QueryError.problem("networks.no-node", where=tie, end=end)
        if edge.weight < 1:
            raise QueryError.problem("networks.edge-weight", where=tie, weight=edge.weight)


def _check_evidence(where: str, parts: Iterable[Node | Edge], known: set[str]) -> None:
    for entry in (entry for part in parts for entry in part.evidence):
        if entry not in known:
            raise QueryError.problem("networks.no-evidence", where=where, entry=entry)


def around(picture: Picture, thing: str, steps: int) -> Picture:
    """Return the part of a Picture within some steps of a thing, which is given by its name or its id.

    Raises QueryError where no node, or more than one, has that name, and where `steps` is not from 1 to 6.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise QueryError.problem("networks.steps", found=steps, most=MOST_STEPS)
    centre = find(picture, thing)
    near = distances(picture, centre.id, steps)
    title = words(picture.language)["around"].format(title=picture.title, name=centre.label, steps=steps)
    return replace(part(picture, near), title=title)


def distances(picture: Picture, centre: str, steps: int) -> dict[str, int]:
    """Return the distance of each node from one, by id, up to a maximum."""
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
    """Return a Picture with these nodes only, the ties between them, and their evidence."""
    nodes = tuple(node for node in picture.nodes if node.id in kept)
    edges = tuple(edge for edge in picture.edges if edge.source in kept and edge.target in kept)
    parts: tuple[Node | Edge, ...] = (*nodes, *edges)
    used = {entry for part in parts for entry in part.evidence}
    evidence = tuple(one for one in picture.evidence if one.id in used)
    return replace(picture, nodes=nodes, edges=edges, evidence=evidence)


def find(picture: Picture, thing: str) -> Node:
    """Return the node with this id or name, in any language, or the only one whose name contains it.

    Raises QueryError as `around` does.
    """
    thing = one_spelling(thing)
    if by_id := next((node for node in picture.nodes if node.id == thing), None):
        return by_id
    exact = [node for node in picture.nodes if thing and thing in (node.label, node.other_name, last_part(node.id))]
    found = exact or [node for node in picture.nodes if thing and thing in node.label]
    if len(found) == 1:
        return found[0]
    if found:
        named = [node.label for node in found[:5]]
        raise QueryError.problem("networks.several", where="--around", count=len(found), thing=thing, named=named)
    close = nearest(thing, (node.label for node in picture.nodes))
    cure = say("queries.try", names=" / ".join(close)) if close else say("networks.take-a-name")
    raise QueryError.problem("networks.none", where="--around", thing=thing[:80], cure=cure)


@cache
def template(name: str) -> str:
    """Return the text of a file of `templates/`."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def words(language: str, file: str = "words.json") -> dict[str, Any]:
    """Return the words of a language, `zh` or `en`."""
    found: dict[str, Any] = json.loads(template(file))[language]
    return found


def written_date(iso: str, language: str) -> str:
    """Return a day as people write it.

    >>> written_date("2023-09-30", "zh"), written_date("2023-09-30", "en")
    ('2023年9月30日', '2023-09-30')
    """
    day = date.fromisoformat(iso)
    written: str = words(language)["date"].format(year=day.year, month=day.month, day=day.day)
    return written


def date_line(as_of: str, language: str) -> str:
    """Return the line with the last day covered by the data, "" where that is unknown."""
    if not as_of:
        return ""
    line: str = words(language)["asOf"].format(date=written_date(as_of, language))
    return line


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One line of the legend: a kind of node, how many there are, and how they are drawn."""

    group: str
    label: str
    count: int
    color: str
    shape: str


def kinds_of(nodes: Iterable[Node]) -> dict[str, LegendLine]:
    """Return the kinds, the most frequent first; the project's own kinds look the same in every picture.

    Others take the remaining looks, a different one each as far as they go.
    """
    nodes = sorted(nodes, key=lambda node: node.id, reverse=True)
    counts = Counter(node.kind for node in nodes)
    labels = {node.kind: node.kind_label for node in nodes}
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    known = {kind: KINDS[last_part(kind)] for kind in ordered if last_part(kind) in KINDS}
    every = [(colour, shape) for shape in SHAPES for colour in COLOURS]
    left = cycle([look for look in every if look not in known.values()] or every)
    return {
        kind: LegendLine(str(number), labels[kind], counts[kind], *(known.get(kind) or next(left)))
        for number, kind in enumerate(ordered)
    }


def strongest_first(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges, the heaviest first, edges of equal weight by id."""
    return sorted(edges, key=lambda edge: (-edge.weight, edge.source, edge.target, edge.details))


def edge_width(weight: int, heaviest: int) -> float:
    """Return the width of an edge in pixels, linear in its weight.

    >>> edge_width(1, 1), edge_width(1, 4), edge_width(4, 4)
    (1.2, 1.2, 8.0)
    """
    return round(_NARROWEST + (_WIDEST - _NARROWEST) * (weight - 1) / max(1, heaviest - 1), 1)


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
    leaders = {target: one.leaders[0] for target, one in targets.items() if one.leaders}
    under = leaders if by == "leader" else _largest_themes(targets)
    none = words(picture.language)[how.without]
    named: dict[str, list[str]] = defaultdict(list)
    for target in sorted(targets):
        named[under.get(target, none)].append(target)
    if len(named) < 2:
        return None
    members = {f"{how.kind}/{name}": tuple(found) for name, found in sorted(named.items())}
    home = {target: cluster for cluster, found in members.items() for target in found}
    kept = tuple(node for node in picture.nodes if node.id not in home)
    nodes = (*kept, *_nodes(picture, members, how))
    return Clustered(replace(picture, nodes=nodes, edges=tuple(_edges(picture, home))), members)


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
