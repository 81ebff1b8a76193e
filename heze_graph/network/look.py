"""How kinds, ties and measures look: the same in the page, the SVG and the PNG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle

from heze_graph.network.picture import Edge, Node

# Told apart with any colour vision: Okabe, Ito, "Color Universal Design" (2008), jfly.uni-koeln.de/color.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#4d4d4d")
SHAPES = ("dot", "square", "diamond", "triangle")
# From low to high, light to dark, so that it is read in grey, too.
# “cividis”: Nuñez, Anderton, Renslow, PLoS ONE 13 (2018).
SCALE = ("#fee838", "#c3b369", "#8a8678", "#575d6d", "#00204d")
INK, QUIET, TIE, GREY = "#1f2933", "#52606d", "#8c9aa9", "#9aa5b1"
#: Colour and mark of each light; the mark stands beside the colour for those who cannot tell colours apart.
LIGHTS: Mapping[str, tuple[str, str]] = {
    "reached": ("#009e73", "✔"),
    "on-course": ("#0072b2", "●"),
    "behind": ("#e69f00", "▲"),
    "far-behind": ("#d55e00", "■"),
    "cannot-tell": ("#7b8794", "?"),
}
#: As many edges are drawn at first: more cannot be told apart, and take long to draw.
MOST_EDGES = 3000
_NARROWEST, _WIDEST = 1.2, 8.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the legend: what kind of node it stands for, how many there are, and how they are drawn."""

    group: str
    label: str
    count: int
    color: str
    shape: str


def kinds_of(nodes: Iterable[Node]) -> dict[str, Kind]:
    """Return the kinds, the most frequent first, each with a colour of its own as far as they go."""
    nodes = sorted(nodes, key=lambda node: node.id, reverse=True)
    counts = Counter(node.kind for node in nodes)
    labels = {node.kind: node.kind_label for node in nodes}
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    looks = cycle((colour, shape) for shape in SHAPES for colour in COLOURS)
    return {
        kind: Kind(str(number), labels[kind], counts[kind], *look)
        for number, (kind, look) in enumerate(zip(ordered, looks, strict=False))
    }


def strongest_first(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges, the heaviest first, those of one weight by their ids."""
    return sorted(edges, key=lambda edge: (-edge.weight, edge.source, edge.target, edge.label, edge.details))


def edge_width(weight: int, heaviest: int) -> float:
    """Return the width of an edge in pixels: linear in its weight.

    >>> edge_width(1, 1), edge_width(1, 4), edge_width(4, 4)
    (1.2, 1.2, 8.0)
    """
    return round(_NARROWEST + (_WIDEST - _NARROWEST) * (weight - 1) / max(1, heaviest - 1), 1)
