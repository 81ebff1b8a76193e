"""Draw the ontology from heze.ttl and shapes.ttl: `python docs/draw_ontology.py > docs/ontology.svg`.

The shapes tell which class has which property, how many times, and where it points; the ontology tells the labels. An
arrow that would run through a third box is written into its own box instead. A class that has no seat in SEATS takes
the next free one, so a new class needs no change here; give it a seat if the picture reads better so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
HEZE = "https://w3id.org/heze-graph/ontology#"

#: The colours of a class: what is printed, what is said, who answers, what texts name, what holds between documents.
PRINTED, SAID, ANSWERS, NAMED, BETWEEN, OTHER = "#f3e3c3", "#cfe1f5", "#d3ecd0", "#fbdcd6", "#e6daf2", "#eeeeee"
#: The column, the row and the colour of each class.
SEATS = {
    "Cell": (0, 0, PRINTED), "Row": (1, 0, PRINTED), "Document": (2, 0, PRINTED), "Finding": (3, 0, SAID),
    "Goal": (0, 1, SAID), "Entry": (1, 1, SAID), "Target": (2, 1, SAID), "UnitPair": (3, 1, BETWEEN),
    "Reading": (0, 2, SAID), "Assignment": (1, 2, SAID), "Unit": (2, 2, ANSWERS), "Place": (3, 2, ANSWERS),
    "Leader": (0, 3, ANSWERS), "Theme": (1, 3, NAMED), "Mention": (2, 3, NAMED), "Project": (3, 3, NAMED),
    "Link": (0, 4, BETWEEN), "Change": (1, 4, BETWEEN), "Indicator": (2, 4, NAMED),
}  # fmt: skip
WIDTH, LINE, HEAD, GAP_X, GAP_Y, MARGIN = 304, 16, 40, 120, 56, 24
COLUMNS = 4
NAME = "政府责任目标本体 Ontology of government targets"
STYLE = """
text { font: 12px "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; fill: #222 }
.name { font-size: 16px; font-weight: bold }
.arrow { text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 5px; fill: #444 }
rect { stroke: #666 }
path { stroke: #666; fill: none }
"""
TIP = """<defs>
<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0L8 4L0 8z" style="fill:#666"/>
</marker>
</defs>"""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a class: its name, Chinese label, how many ("1", "0..1", "1..*", "*"), and what it points at."""

    name: str
    label: str
    many: str
    to: tuple[str, ...]

    @property
    def line(self) -> str:
        """The property as a line in a box."""
        towards = f"→ {' | '.join(self.to)}" if self.to else ""
        return " ".join(filter(None, (self.name, self.label, f"[{self.many}]", towards)))


@dataclass(frozen=True, slots=True)
class Box:
    """A class on the page: its left upper corner, and the lines below its name."""

    name: str
    title: str
    x: int
    y: int
    colour: str
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        """The height in pixels."""
        return height(len(self.lines))

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + WIDTH / 2, self.y + self.height / 2


Arrow = tuple[str, str]


def height(lines: int) -> int:
    """Return the height of a box with so many lines."""
    return HEAD + lines * LINE + 8


def short(graph: Graph, node: Node) -> str:
    """Return a term's name: without a prefix where it is ours."""
    return str(node).removeprefix(HEZE) if str(node).startswith(HEZE) else graph.qname(str(node))


def properties(ontology: Graph, shapes: Graph, name: URIRef) -> Iterator[Property]:
    """Yield what a class has, in the order of the names: by its shapes, and by the domains of the ontology."""
    asked = {
        shape
        for node in shapes.subjects(SH.targetClass, name)
        for shape in shapes.objects(node, SH.property)
        if isinstance(shapes.value(shape, SH.path), URIRef)
    }
    found: dict[Node, tuple[list[Node], bool]] = {}
    for path in {path for shape in asked for path in shapes.objects(shape, SH.path)}:
        found[path] = (sorted(asked & {*shapes.subjects(SH.path, path)}, key=str), True)
    for path in ontology.subjects(RDFS.domain, name):
        found.setdefault(path, (sorted(shapes.subjects(SH.path, path), key=str)[:1], False))
    for path, (held_by, always) in sorted(found.items(), key=lambda item: str(item[0]).lower()):
        least = max((_least(shapes, shape) for shape in held_by), default=0) if always else 0
        most = min((str(count) for shape in held_by for count in shapes.objects(shape, SH.maxCount)), default="*")
        many = most if str(least) == most else "*" if (least, most) == (0, "*") else f"{least}..{most}"
        shapes_or_none: list[Node | None] = [*held_by] or [None]
        to = dict.fromkeys(short(shapes, one) for shape in shapes_or_none for one in _pointed_at(shapes, shape, path))
        yield Property(short(shapes, path), chinese(ontology, path), many, tuple(to))


def _least(shapes: Graph, shape: Node) -> int:
    """Return how many values a shape asks for at least."""
    asked_for = shapes.value(shape, SH.minCount) or shapes.value(shape, SH.qualifiedMinCount) or 0
    return int(str(asked_for)) or int((shape, SH.hasValue, None) in shapes)


def chinese(ontology: Graph, term: Node) -> str:
    """Return the Chinese label of a term of ours, "" for others."""
    labels = (label for label in ontology.objects(term, RDFS.label) if isinstance(label, Literal))
    return next((str(label) for label in labels if label.language == "zh"), "")


def _pointed_at(shapes: Graph, shape: Node | None, path: Node) -> list[Node]:
    """Return the class that a property's values are of, or the classes they may be of, or their concept scheme."""
    held_to = {*shapes.objects(shape, SH.node), *shapes.subjects(SH.targetObjectsOf, path)}
    parts = {part for helper in held_to for part in shapes.objects(helper, SH.property)}
    schemes = sorted((scheme for part in parts for scheme in shapes.objects(part, SH.hasValue)), key=str)
    choices = [choice for part in parts for among in shapes.objects(part, SH["in"]) for choice in shapes.items(among)]
    return list(shapes.objects(shape, SH["class"])) or choices or schemes


def seats(names: list[str]) -> dict[str, tuple[int, int, str]]:
    """Return where each class sits, and its colour."""
    taken = {seat[:2] for seat in SEATS.values()}
    free = ((column, row, OTHER) for row in count() for column in range(COLUMNS) if (column, row) not in taken)
    return {name: SEATS.get(name) or next(free) for name in names}


def boxes(ontology: Graph, held: dict[str, list[Property]], drawn: dict[Arrow, list[Property]]) -> dict[str, Box]:
    """Return the boxes; a property that is drawn as an arrow is no line in its box."""
    where = seats(sorted(held))
    arrowed = {(name, one) for (name, _), carried in drawn.items() for one in carried}
    lines = {name: tuple(one.line for one in listed if (name, one) not in arrowed) for name, listed in held.items()}
    rows = 1 + max(row for _, row, _ in where.values())
    heights = [max((height(len(lines[n])) for n in held if where[n][1] == row), default=0) for row in range(rows)]
    made = {}
    for name, (column, row, colour) in where.items():
        x, y = MARGIN + column * (WIDTH + GAP_X), 2 * MARGIN + sum(heights[:row]) + row * GAP_Y
        y += (heights[row] - height(len(lines[name]))) // 2
        made[name] = Box(
            name,
            f"{chinese(ontology, URIRef(HEZE + name))} {name}",
            x,
            y,
            colour,
            lines[name],
        )
    return made


def edge(box: Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Return where the line from a box's centre to a point leaves the box."""
    (x, y), (to_x, to_y) = box.middle, towards
    across = WIDTH / 2 / abs(to_x - x) if to_x != x else float("inf")
    down = box.height / 2 / abs(to_y - y) if to_y != y else float("inf")
    part = min(across, down)
    return x + (to_x - x) * part, y + (to_y - y) * part


def runs_through(first: Box, last: Box, other: Box) -> bool:
    """Return whether the straight arrow between two boxes would touch a third one."""
    (x, y), (to_x, to_y) = edge(first, last.middle), edge(last, first.middle)
    return any(
        other.x - 4 <= x + (to_x - x) * step / 100 <= other.x + WIDTH + 4
        and other.y - 4 <= y + (to_y - y) * step / 100 <= other.y + other.height + 4
        for step in range(101)
    )


def arrows(ontology: Graph, held: dict[str, list[Property]]) -> tuple[dict[str, Box], dict[Arrow, list[Property]]]:
    """Return the boxes and the arrows that run through no third box; taking one out makes a box taller, so repeat.

    A property that may point at several classes has an arrow to each of them, or none.
    """
    drawn: dict[Arrow, list[Property]] = {}
    for name, listed in held.items():
        for one in listed:
            for to in one.to:
                if to in held and to != name:
                    drawn.setdefault((name, to), []).append(one)
    while True:
        placed = boxes(ontology, held, drawn)
        bad = [
            (a, b)
            for a, b in drawn
            if any(runs_through(placed[a], placed[b], placed[c]) for c in placed if c not in (a, b))
        ]
        if not bad:
            return placed, drawn
        written = {(name, one) for name, to in bad for one in drawn[name, to]}
        left = {(a, b): [one for one in carried if (a, one) not in written] for (a, b), carried in drawn.items()}
        drawn = {pair: carried for pair, carried in left.items() if carried}


def text(x: float, y: float, words: str, style: str = "") -> str:
    """Return a text element."""
    return f'<text x="{x:.0f}" y="{y:.0f}"{style}>{escape(words)}</text>'


def box_elements(box: Box) -> Iterator[str]:
    """Yield the elements of a box."""
    yield f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{box.height}" rx="6" fill="{box.colour}"/>'
    yield text(box.x + 12, box.y + 25, box.title, ' class="name"')
    for at, line in enumerate(box.lines):
        yield text(box.x + 12, box.y + HEAD + 10 + at * LINE, line)


def arrow_elements(first: Box, last: Box, carried: list[Property], taken: list[tuple[float, float]]) -> Iterator[str]:
    """Yield the elements of an arrow with the names of its properties, written where no other names stand."""
    (x, y), (to_x, to_y) = edge(first, last.middle), edge(last, first.middle)
    yield f'<path d="M{x:.0f} {y:.0f}L{to_x:.0f} {to_y:.0f}" marker-end="url(#tip)"/>'
    places = [(x + (to_x - x) * part, y + (to_y - y) * part) for part in (0.5, 0.35, 0.65, 0.25, 0.75)]
    free = [(a, b) for a, b in places if not any(abs(a - c) < WIDTH / 2 and abs(b - d) < 2 * LINE for c, d in taken)]
    middle, centre = (free or places)[0]
    taken.append((middle, centre))
    for at, one in enumerate(carried):
        upper = centre + 4 + (at - (len(carried) - 1) / 2) * LINE
        yield text(middle, upper, f"{one.name} [{one.many}]", ' class="arrow"')


def svg(ontology: Graph, shapes: Graph) -> str:
    """Return the picture."""
    names = sorted(short(ontology, name) for name in ontology.subjects(RDF.type, OWL.Class))
    held = {name: list(properties(ontology, shapes, URIRef(HEZE + name))) for name in names}
    placed, drawn = arrows(ontology, held)
    right = max(box.x for box in placed.values()) + WIDTH + MARGIN
    bottom = max(box.y + box.height for box in placed.values()) + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {bottom}" role="img" aria-label="{NAME}">',
        f"<style>{STYLE}</style>",
        TIP,
        f'<rect width="{right}" height="{bottom}" style="fill:#fff;stroke:none"/>',
    ]
    taken: list[tuple[float, float]] = []
    lines = [list(arrow_elements(placed[a], placed[b], carried, taken)) for (a, b), carried in sorted(drawn.items())]
    parts += [element for line in lines for element in line if element.startswith("<path")]
    parts += [element for name in names for element in box_elements(placed[name])]
    parts += [element for line in lines for element in line if not element.startswith("<path")]
    notes = (
        "[1] 恰好一个 exactly one · [0..1] 最多一个 at most one · [1..*] 至少一个 at least one · [*] 任意个 any number"
    )
    parts.append(text(MARGIN, bottom - 16, notes))
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    picture = svg(Graph().parse(ONTOLOGY / "heze.ttl"), Graph().parse(ONTOLOGY / "shapes.ttl"))
    sys.stdout.buffer.write(picture.encode("utf-8"))
