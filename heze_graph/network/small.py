"""A small picture of what stands around one thing, to be read at the width of a telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from heze_graph.network.around import distances, part
from heze_graph.network.boxes import FONT_SIZE, radii, text_width
from heze_graph.network.layout import positions
from heze_graph.network.look import INK, QUIET, Kind, kinds_of
from heze_graph.network.picture import Picture
from heze_graph.network.svg import FONTS, edge_lines, extent, node_marks, shape, svg_text
from heze_graph.network.words import words

MOST = 9
_ASPECT, _MARGIN, _FOOT, _LINE = 1.25, 8, 8, 20
_LEAST_WIDTH, _LEAST_HEIGHT = 360, 270


def small_svg(picture: Picture, centre: str, steps: int, most: int = MOST) -> str:
    """Return what stands within some steps of a node as SVG: at most so many things, the nearest and strongest first.

    It says how many it leaves out. The same text on every run.
    """
    away = distances(picture, centre, steps)
    kept = _strongest(picture, away, most)
    hidden = len(away) - len(kept)
    note = words(picture.language)["hiddenThings"].format(hidden=hidden) if hidden else ""
    # The colours of the whole picture: a kind has the same one around every thing.
    return _drawn(part(picture, kept), centre, kinds_of(picture.nodes), note)


def empty_svg(language: str) -> str:
    """Return the small picture of a thing that is tied to nothing, which says so."""
    said = svg_text(words(language)["noTies"])
    text = f'<text x="180" y="48" text-anchor="middle" fill="{QUIET}">{said}</text>'
    return _svg((_LEAST_WIDTH, 84), said, text, language)


def _strongest(picture: Picture, away: dict[str, int], most: int) -> set[str]:
    """Return the nodes that are shown: nearer ones first, then those of the strongest ties to what is nearer."""
    ties: dict[str, int] = defaultdict(int)
    for edge in picture.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in away and other in away and away[other] < away[one]:
                ties[one] += edge.weight
    size = {node.id: node.size for node in picture.nodes}
    return set(sorted(away, key=lambda one: (away[one], -ties[one], -size[one], one))[:most])


def _drawn(picture: Picture, centre: str, kinds: Mapping[str, Kind], note: str) -> str:
    places, radius = positions(picture, _ASPECT), radii(picture)
    left, top, right, bottom = extent(picture, places, radius)
    width = max(_LEAST_WIDTH, right - left + 2 * _MARGIN)
    present = [kind for name, kind in kinds.items() if any(node.kind == name for node in picture.nodes)]
    foot, foot_height = _foot(present, width, note)
    height = max(_LEAST_HEIGHT, bottom - top + 2 * _MARGIN + foot_height)
    x0, y0 = (width - left - right) / 2, (height - foot_height - top - bottom) / 2
    x, y = places[centre]
    ring = (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius[centre] + 4:.1f}" fill="none" stroke="{INK}" stroke-width="2"/>'
    )
    parts = [
        f'<g transform="translate({x0:.0f} {y0:.0f})">',
        *edge_lines(picture, places),
        ring,
        *node_marks(picture.nodes, places, radius, kinds),
        "</g>",
        f'<g transform="translate(0 {height - foot_height:.0f})">{foot}</g>',
    ]
    return _svg((width, height), svg_text(picture.title), "\n".join(parts), picture.language)


def _foot(kinds: Iterable[Kind], width: float, note: str) -> tuple[str, float]:
    """Return the kinds and the note, and how high they stand."""
    items = [(shape(kind, 6), kind.label) for kind in kinds]
    parts, x, y = [], float(_MARGIN), float(_FOOT)
    for drawn, text in [*items, ("", note)] if note else items:
        wide = 20 * bool(drawn) + text_width(text) + 14
        if x > _MARGIN and x + wide > width:
            x, y = float(_MARGIN), y + _LINE
        mark = f'<g transform="translate({x + 7:.0f} {y:.0f})">{drawn}</g>' if drawn else ""
        look = f' fill="{QUIET}"' if not drawn else ""
        parts.append(f'{mark}<text x="{x + 18 * bool(drawn):.0f}" y="{y + 5:.0f}"{look}>{svg_text(text)}</text>')
        x += wide
    return "".join(parts), y + _LINE


def _svg(size: tuple[float, float], title: str, drawn: str, language: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{INK}"'
        f' xml:lang="{language}">\n<title>{title}</title>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f"{drawn}\n</svg>\n"
    )
