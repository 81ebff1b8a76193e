"""The position of each node: the space for nodes and labels, computed once, the same on every run.

Force-directed within each connected component (Fruchterman and Reingold, "Graph drawing by force-directed placement",
Software: Practice and Experience 21, 1991, as implemented by rustworkx); then overlapping labels are pushed apart,
components packed into rows, and isolated nodes set in a grid below. Pixels of vis-network at zoom 1, y downwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import atan2, ceil, cos, pi, sin, sqrt

from heze_graph.networks.picture import Node, Picture, words

FONT_SIZE = 14
_LATIN_WIDTH = 8
_WIDEST_LINE = 8 * FONT_SIZE
_SMALLEST_RADIUS, _LARGEST_RADIUS = 7.0, 26.0
_LABEL_OFFSET = 6
_CLOSING, _OPENING = "，、。；：！？）》」』”’…", "（《「『“‘"
Point = tuple[float, float]
Points = dict[str, Point]
_SEED = 2023
_ASPECT = 1.8  # width to height aimed at; gaps and pushes add height, so that pictures come out as wide as a screen
_GAP = 12.0  # between two labels
_COMPONENT_GAP = 50.0
_SPREAD = 2.0  # area of a picture, in areas of its boxes
_STEPS, _FEWEST_STEPS = 1000, 50  # of the force-directed layout
_MOVES = 150_000  # nodes moved in all its steps, about
_ROUNDS = 400  # at most, of the separation pass; fewer for large pictures
_VISITS = 150_000  # nodes visited at most in all rounds


@dataclass(frozen=True, slots=True)
class NodeBox:
    """Half the width of a node with its label, and its extent above and below the centre."""

    half_width: float
    above: float
    below: float


def text_width(text: str) -> int:
    """Return the width of a line of text in pixels at `FONT_SIZE`; a Chinese character counts as one em.

    >>> text_width("教育局"), text_width("GDP")
    (42, 24)
    """
    return sum(FONT_SIZE if unicodedata.east_asian_width(c) in "WFA" else _LATIN_WIDTH for c in text)


@lru_cache(maxsize=10_000)
def label_lines(label: str) -> tuple[str, ...]:
    """Break a label into lines of similar width, between words or between Chinese characters.

    A label that would need more than three lines of Chinese, or five of Latin script, is a sentence and is cut to two.

    >>> label_lines("城市建设投资集团有限公司")
    ('城市建设投资', '集团有限公司')
    >>> label_lines("Bureau of Agriculture and Rural Affairs")
    ('Bureau of', 'Agriculture &', 'Rural Affairs')
    """
    rest = _cut(_brief(" ".join(label.split())))
    wanted = ceil(text_width(rest) / _WIDEST_LINE)
    lines: list[str] = []
    while rest:
        left = wanted - len(lines)
        fair = text_width(rest) / left if left > 1 else _WIDEST_LINE
        line = _first_line(rest, fair + FONT_SIZE / 2)
        lines.append(line.strip())
        rest = rest[len(line) :]
    return tuple(lines) or ("",)


def _brief(text: str) -> str:
    """Return an English name without its common beginning; the whole name is in the details.

    >>> _brief("Municipal Agriculture and Rural Affairs Bureau")
    'Agriculture & Rural Affairs Bureau'
    """
    for long, short in words("en")["brief"].items():
        text = text.replace(long, short)
    return text


def _cut(text: str) -> str:
    most = 3 if any(map(_is_wide, text)) else 5
    if text_width(text) <= most * _WIDEST_LINE:
        return text
    kept = _first_line(text, 2 * _WIDEST_LINE - FONT_SIZE)
    return text if kept == text else kept.rstrip() + "…"


def _first_line(text: str, limit: float) -> str:
    """Return as many pieces of a text as fit the width, but at least one."""
    line = ""
    for piece in _pieces(text):
        if line and text_width((line + piece).rstrip()) > limit:
            break
        line += piece
    return line


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: after a blank and beside a wide character, but not before a full stop."""
    pieces: list[str] = []
    for previous, character in zip(" " + text, text, strict=False):
        bound = character in _CLOSING or previous in _OPENING
        wide = _is_wide(character) or _is_wide(previous) or character in _OPENING or previous in _CLOSING
        if not pieces or (not bound and (wide or previous == " ")):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def radii(picture: Picture) -> dict[str, float]:
    """Return the radius of each node by id; the area is proportional to the size."""
    largest = max((node.size for node in picture.nodes), default=0.0) or 1.0
    span = _LARGEST_RADIUS - _SMALLEST_RADIUS
    return {node.id: round(_SMALLEST_RADIUS + span * sqrt(node.size / largest), 1) for node in picture.nodes}


def box(node: Node, radius: float) -> NodeBox:
    """Return the space for a node with this radius and the label below it."""
    lines = label_lines(node.label)
    widest = max(text_width(line) for line in lines)
    return NodeBox(max(widest / 2, radius), radius, radius + _LABEL_OFFSET + len(lines) * (FONT_SIZE + 1))


def positions(picture: Picture, aspect: float = _ASPECT) -> Points:
    """Return x and y of each node by id, in whole pixels at zoom 1, centred on (0, 0).

    Whole, because vis-network drops decimals, and every drawing must have the same positions. The order of nodes and
    edges does not matter. `aspect` is the intended ratio of width to height.
    """
    radius = radii(picture)
    nodes = sorted(picture.nodes, key=lambda node: (node.kind, node.id))
    boxes = {node.id: box(node, radius[node.id]) for node in nodes}
    weights = _weights(picture)
    components = _components(sorted(boxes), weights)
    tied = {identifier for component in components for identifier in component}
    width = sqrt(_room(boxes.values()) * aspect)
    blocks = [_component_points(component, weights, boxes, (width, aspect)) for component in components]
    width = max([width, *(_extent(block, boxes)[2] - _extent(block, boxes)[0] for block in blocks)])
    lone = _grid([node.id for node in nodes if node.id not in tied], boxes, width)
    return _centred(_stacked([*_shelves(blocks, boxes, width), lone], boxes), boxes)


def _room(boxes: Iterable[NodeBox]) -> float:
    """Return the area that these boxes need, with space for edges between them."""
    return _SPREAD * sum((2 * b.half_width + _GAP) * (b.above + b.below + _GAP) for b in boxes)


def _weights(picture: Picture) -> dict[tuple[str, str], int]:
    """Return the total weight of each tied pair of ids, the smaller id first, sorted by id."""
    weights: dict[tuple[str, str], int] = {}
    for edge in picture.edges:
        if edge.source != edge.target:
            pair = (min(edge.source, edge.target), max(edge.source, edge.target))
            weights[pair] = weights.get(pair, 0) + edge.weight
    return dict(sorted(weights.items()))


def _components(identifiers: Sequence[str], weights: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the connected components of two or more nodes, each sorted, the largest first."""
    import rustworkx

    number = {identifier: index for index, identifier in enumerate(identifiers)}
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(identifiers)
    graph.add_edges_from_no_data([(number[a], number[b]) for a, b in weights])
    components = [tuple(identifiers[index] for index in sorted(c)) for c in rustworkx.connected_components(graph)]
    return sorted((c for c in components if len(c) > 1), key=lambda c: (-len(c), c))


def _component_points(
    component: Sequence[str], weights: dict[tuple[str, str], int], boxes: dict[str, NodeBox], page: tuple[float, float]
) -> Points:
    """Lay out one component: forces, longest axis horizontal, spread over its share of the page, boxes apart."""
    number = {identifier: index for index, identifier in enumerate(component)}
    edges = {(number[a], number[b]): weight for (a, b), weight in weights.items() if a in number}
    points = _level(_forces(len(component), edges))
    boxes_here = [boxes[identifier] for identifier in component]
    area, (width, aspect) = _room(boxes_here), page
    share = area * aspect / width**2
    across = width if share > 0.5 else sqrt(area * aspect)
    columns = _spread([x for x, _ in points], across - 2 * max(b.half_width for b in boxes_here))
    rows = _spread([y for _, y in points], area / across - max(b.above + b.below for b in boxes_here))
    return dict(zip(component, _separated(list(zip(columns, rows, strict=True)), boxes_here), strict=True))


def _spread(values: Sequence[float], length: float) -> list[float]:
    """Stretch coordinates to a length, half by value and half by rank, which opens up a crowded middle."""
    low, high = min(values), max(values)
    if length <= 0 or high - low < 1e-9:
        return [0.0] * len(values)
    ordered = sorted(range(len(values)), key=lambda index: (values[index], index))
    rank = {index: place / (len(values) - 1) for place, index in enumerate(ordered)}
    return [length * ((value - low) / (high - low) + rank[index]) / 2 for index, value in enumerate(values)]


def _forces(count: int, edges: dict[tuple[int, int], int]) -> list[Point]:
    """Run the force-directed layout from a circle, with a fixed seed."""
    import rustworkx

    circle = {index: (cos(2 * pi * index / count), sin(2 * pi * index / count)) for index in range(count)}
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(a, b, weight) for (a, b), weight in edges.items()])
    steps = max(_FEWEST_STEPS, min(_STEPS, _MOVES // count))
    layout = rustworkx.spring_layout(graph, pos=circle, num_iter=steps, weight_fn=float, seed=_SEED)
    return [(float(layout[index][0]), float(layout[index][1])) for index in range(count)]


def _level(points: Sequence[Point]) -> list[Point]:
    """Rotate the points until their longest axis is horizontal, as screens and paper are wide."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    moved = [(x - middle_x, y - middle_y) for x, y in points]
    angle = atan2(2 * sum(x * y for x, y in moved), sum(x * x - y * y for x, y in moved)) / 2
    return [(x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)) for x, y in moved]


def _separated(points: Sequence[Point], room: Sequence[NodeBox]) -> list[Point]:
    """Push overlapping boxes apart along the shorter way, until none overlap or the rounds are used up."""
    places, halves = list(points), [box.half_width for box in room]
    for _ in range(min(_ROUNDS, _VISITS // len(places) + 1)):
        pushed = False
        for first, second in _near(places, room):
            # Most pairs are horizontally apart; checked here, before calling a function.
            if abs(places[second][0] - places[first][0]) >= halves[first] + halves[second] + _GAP:
                continue
            push = _push(places[first], places[second], room[first], room[second])
            if push != (0.0, 0.0):
                pushed = True
                places[first] = (places[first][0] - push[0], places[first][1] - push[1])
                places[second] = (places[second][0] + push[0], places[second][1] + push[1])
        if not pushed:
            break
    return places


def _near(places: Sequence[Point], room: Sequence[NodeBox]) -> Iterator[tuple[int, int]]:
    """Yield each pair of nodes whose boxes may touch, using a grid of cells as large as the largest box."""
    width = max(2 * b.half_width for b in room) + _GAP
    height = max(b.above + b.below for b in room) + _GAP
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(places):
        cells.setdefault((int(x // width), int(y // height)), []).append(index)
    beside = tuple(product((-1, 0, 1), repeat=2))
    for (column, row), members in cells.items():
        least = members[0]  # they are in order
        for across, down in beside:
            for other in cells.get((column + across, row + down), ()):
                if least < other:
                    for member in members:
                        if member < other:
                            yield member, other


def _push(first: Point, second: Point, a: NodeBox, b: NodeBox) -> Point:
    """Return how far the second box must move, and the first the opposite way, so that they no longer touch."""
    across, down = second[0] - first[0], second[1] - first[1]
    overlap_x = a.half_width + b.half_width + _GAP - abs(across)
    overlap_y = (a.below + b.above if down >= 0 else a.above + b.below) + _GAP - abs(down)
    if overlap_x <= 0 or overlap_y <= 0:
        return (0.0, 0.0)
    if overlap_x < overlap_y:
        return ((overlap_x / 2 + 0.1) * (1 if across >= 0 else -1), 0.0)
    return (0.0, (overlap_y / 2 + 0.1) * (1 if down >= 0 else -1))


def _extent(points: Points, boxes: dict[str, NodeBox]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the boxes at these points."""
    return (
        min(x - boxes[i].half_width for i, (x, _) in points.items()),
        min(y - boxes[i].above for i, (_, y) in points.items()),
        max(x + boxes[i].half_width for i, (x, _) in points.items()),
        max(y + boxes[i].below for i, (_, y) in points.items()),
    )


def _grid(identifiers: Sequence[str], boxes: dict[str, NodeBox], width: float) -> Points:
    """Place isolated nodes in rows and columns as wide as the widest of them, in the given order."""
    if not identifiers:
        return {}
    cell = max(2 * boxes[i].half_width for i in identifiers) + _GAP
    height = max(boxes[i].above + boxes[i].below for i in identifiers) + 2 * _GAP
    columns = max(1, int((width + _GAP) // cell))
    rows = -(-len(identifiers) // columns)
    columns = -(-len(identifiers) // rows)
    step = max(cell, (width - cell) / max(1, columns - 1)) if rows > 1 or columns > 4 else cell
    return {i: (index % columns * step, index // columns * height) for index, i in enumerate(identifiers)}


def _shelves(blocks: Sequence[Points], boxes: dict[str, NodeBox], width: float) -> list[Points]:
    """Place blocks side by side, in the given order, starting another shelf when the width is used up."""
    shelves: list[Points] = []
    used = 0.0
    for block in blocks:
        left, top, right, bottom = _extent(block, boxes)
        if not shelves or used + right - left > width:
            shelves.append({})
            used = 0.0
        middle = (top + bottom) / 2
        shelves[-1].update({i: (x - left + used, y - middle) for i, (x, y) in block.items()})
        used += right - left + _COMPONENT_GAP
    return shelves


def _stacked(shelves: Sequence[Points], boxes: dict[str, NodeBox]) -> Points:
    """Place shelves below each other, each centred."""
    points: Points = {}
    used = 0.0
    for shelf in filter(None, shelves):
        left, top, right, bottom = _extent(shelf, boxes)
        middle = (left + right) / 2
        points.update({i: (x - middle, y - top + used) for i, (x, y) in shelf.items()})
        used += bottom - top + _COMPONENT_GAP
    return points


def _centred(points: Points, boxes: dict[str, NodeBox]) -> Points:
    """Move the centre of all boxes to (0, 0) and round, in the order of ids."""
    if not points:
        return {}
    left, top, right, bottom = _extent(points, boxes)
    x0, y0 = (left + right) / 2, (top + bottom) / 2
    return {i: (float(round(x - x0)), float(round(y - y0))) for i, (x, y) in sorted(points.items())}
