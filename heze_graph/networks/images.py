"""A Picture as SVG with the positions of the page, whole or small, and as PNG, without a browser."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from heze_graph.errors import OutputError
from heze_graph.networks.layout import FONT_SIZE, Points, box, label_lines, positions, radii, text_width
from heze_graph.networks.picture import (
    GREY,
    INK,
    MOST_EDGES,
    QUIET,
    TIE,
    LegendLine,
    Node,
    Picture,
    date_line,
    distances,
    edge_width,
    kinds_of,
    part,
    strongest_first,
    words,
)
from heze_graph.rdf.formats import xml_text

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
_MARGIN, _NARROWEST = 28, 640
_DRAWN = {
    "dot": '<circle r="{r}"{rest}/>',
    "square": '<rect x="-{r}" y="-{r}" width="{d}" height="{d}"{rest}/>',
    "diamond": '<path d="M0-{r}L{r} 0L0 {r}L-{r} 0Z"{rest}/>',
    "triangle": '<path d="M0-{r}L{w} {h}L-{w} {h}Z"{rest}/>',
}
MOST = 9
_ASPECT, _SMALL_MARGIN, _FOOT, _LINE = 1.25, 8, 8, 20
_LEAST_WIDTH, _LEAST_HEIGHT = 360, 270
_ZOOM, _LARGEST = 2.0, 12_000  # times the size of the page at zoom 1; pixels along the longer side at most
_SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    f"<text y='30' font-size='30' font-family='{FONTS}'>{{}}</text></svg>"
)


def svg(picture: Picture) -> str:
    """Return the picture with title, legend, date and source as SVG 1.1; the same text on every run.

    Lengths are those of the page at zoom 1. Above `MOST_EDGES` only the strongest ties are drawn, which the picture
    says.
    """
    places, radius = positions(picture), radii(picture)
    left, top, right, bottom = extent(picture, places, radius)
    width = max(_NARROWEST, right - left) + 2 * _MARGIN
    head, head_height = _head(picture, width)
    foot, foot_height = _foot(picture, width)
    height = head_height + bottom - top + 2 * _MARGIN + foot_height
    x0, y0 = round((width - right - left) / 2), round(head_height + _MARGIN - top)
    parts = [
        head,
        f'<g class="picture" transform="translate({x0} {y0})">',
        *edge_lines(picture, places),
        *node_marks(picture.nodes, places, radius, kinds_of(picture.nodes)),
        "</g>",
        f'<g class="legend" transform="translate(0 {height - foot_height:.0f})">{foot}</g>',
    ]
    return _svg((width, height), picture.title, parts, picture.language)


def svg_text(text: str) -> str:
    """Return text escaped for use between tags."""
    return escape(xml_text(text), quote=False)


def _attribute(text: str) -> str:
    # It imports HTTP code, which a page should not wait for.
    from xml.sax.saxutils import quoteattr

    return quoteattr(xml_text(text))


def extent(picture: Picture, places: Points, radius: dict[str, float]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all nodes with their labels."""
    boxes = [(places[node.id], box(node, radius[node.id])) for node in picture.nodes]
    return (
        min((x - b.half_width for (x, _), b in boxes), default=0.0),
        min((y - b.above for (_, y), b in boxes), default=0.0),
        max((x + b.half_width for (x, _), b in boxes), default=0.0),
        max((y + b.below for (_, y), b in boxes), default=0.0),
    )


def edge_lines(picture: Picture, places: Points) -> Iterator[str]:
    """Yield the ties as lines, the strongest on top."""
    heaviest = max((edge.weight for edge in picture.edges), default=1)
    yield f'<g class="edges" stroke="{TIE}" stroke-opacity="0.7">'
    # The strongest last, on top of the others.
    for edge in reversed(strongest_first(picture.edges)[:MOST_EDGES]):
        (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
        line = f'x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
        yield f'<line {line} stroke-width="{edge_width(edge.weight, heaviest)}"/>'
    yield "</g>"


def node_marks(
    nodes: Iterable[Node], places: Points, radius: Mapping[str, float], kinds: Mapping[str, LegendLine]
) -> Iterator[str]:
    """Yield the nodes in the shapes of their kinds, with their names below."""
    yield '<g class="nodes" text-anchor="middle">'
    for node in sorted(nodes, key=lambda node: node.id):
        x, y = places[node.id]
        drawn = shape(kinds[node.kind], radius[node.id], ' stroke="#ffffff" stroke-width="1.5"')
        name = f"<title>{svg_text(node.label)}</title>"
        yield f'<g data-id={_attribute(node.id)} transform="translate({x:.0f} {y:.0f})">{name}{drawn}'
        yield from _label(label_lines(node.label), radius[node.id])
        yield "</g>"
    yield "</g>"


def _label(lines: Sequence[str], radius: float) -> Iterator[str]:
    """Yield a label below a node, with a white halo so that it stays readable on an edge."""
    for number, line in enumerate(lines, 1):
        y = radius + 4 + number * (FONT_SIZE + 1)
        rim = 'stroke="#ffffff" stroke-width="3" stroke-opacity="0.8" stroke-linejoin="round" paint-order="stroke"'
        yield f'<text y="{y:.0f}" {rim}>{svg_text(line)}</text>'


def shape(kind: LegendLine, radius: float, rest: str = "") -> str:
    """Return the shape of a kind around (0, 0), with further attributes."""
    blanks = {"r": radius, "d": 2 * radius, "w": round(radius * 0.95, 1), "h": round(radius * 0.8, 1)}
    return _DRAWN[kind.shape].format(**blanks, rest=f' fill="{kind.color}"{rest}')


def _head(picture: Picture, width: float) -> tuple[str, float]:
    """Return title and subtitle, and their height."""
    title = _wrapped(picture.title, (width - 2 * _MARGIN) * FONT_SIZE / 22)
    subtitle = _wrapped(picture.subtitle, width - 2 * _MARGIN) if picture.subtitle else []
    lines = [(line, 22, 30, f'font-weight="bold" fill="{INK}"') for line in title]
    lines += [(line, FONT_SIZE, 21, f'fill="{QUIET}"') for line in subtitle]
    return _lines(lines, _MARGIN)


def _lines(lines: Sequence[tuple[str, int, int, str]], top: float) -> tuple[str, float]:
    """Return lines of text (text, size, height, look) below each other, and the y below them."""
    parts, y = [], top
    for text, size, height, look in lines:
        y += height
        parts.append(f'<text x="{_MARGIN}" y="{y - 8:.0f}" font-size="{size}" {look}>{svg_text(text)}</text>')
    return "".join(parts), y


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines of at most this many pixels at `FONT_SIZE`."""
    lines = [""]
    for piece in re.findall(r"[\x21-\x7e]+\s*|.", " ".join(text.split())):
        if lines[-1] and text_width(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _foot(picture: Picture, width: float) -> tuple[str, float]:
    """Return legend, scales, date and source, and their height."""
    texts = words(picture.language)
    items = [(shape(kind, 6), f"{kind.label} {kind.count}") for kind in kinds_of(picture.nodes).values()]
    grey = f'fill="{GREY}"'
    items.append((f'<circle cx="-4" r="3" {grey}/><circle cx="5" r="6" {grey}/>', _scale(texts, picture, "size")))
    items.append((f'<path d="M-8-4H8v1H-8ZM-8 1H8v4H-8Z" {grey}/>', _scale(texts, picture, "width")))
    parts, x, y = [], float(_MARGIN), 14.0
    for drawn, text in items:
        wide = 22 + text_width(text) + 24
        if x > _MARGIN and x + wide > width:
            x, y = float(_MARGIN), y + 24
        label = f'<text x="14" y="5">{svg_text(text)}</text>'
        parts.append(f'<g transform="translate({x + 8:.0f} {y:.0f})">{drawn}{label}</g>')
        x += wide
    notes = [note for note in (date_line(picture.as_of, picture.language), picture.source) if note]
    if (hidden := len(picture.edges) - MOST_EDGES) > 0:
        notes.insert(0, texts["hidden"].format(shown=MOST_EDGES, hidden=hidden))
    wrapped = [line for note in notes for line in _wrapped(note, (width - 2 * _MARGIN) * FONT_SIZE / 12)]
    written, y = _lines([(line, 12, 18, f'fill="{QUIET}"') for line in wrapped], y + 16)
    return "".join(parts) + written, y + 12


def _scale(texts: dict[str, str], picture: Picture, which: str) -> str:
    label = picture.size_label if which == "size" else picture.weight_label
    return texts[f"{which}Scale"].format(label=label)


def small_svg(picture: Picture, centre: str, steps: int, most: int = MOST) -> str:
    """Return the surroundings of a node as SVG: the nearest and most strongly tied things, up to a maximum.

    It says how many it leaves out. The same text on every run.
    """
    away = distances(picture, centre, steps)
    kept = _strongest(picture, away, most)
    hidden = len(away) - len(kept)
    note = words(picture.language)["hiddenThings"].format(hidden=hidden) if hidden else ""
    # The colours of the whole picture: a kind has the same one around every thing.
    return _drawn(part(picture, kept), centre, kinds_of(picture.nodes), note)


def thumbnail(picture: Picture, most: int) -> str:
    """Return the largest connected things of a picture, without a legend, readable at a small size."""
    shown = part(picture, _largest(picture, most))
    places, radius = positions(shown, _ASPECT), radii(shown)
    left, top, right, bottom = extent(shown, places, radius)
    size = right - left + 2 * _SMALL_MARGIN, bottom - top + 2 * _SMALL_MARGIN
    parts = [
        f'<g transform="translate({_SMALL_MARGIN - left:.0f} {_SMALL_MARGIN - top:.0f})">',
        *edge_lines(shown, places),
        *node_marks(shown.nodes, places, radius, kinds_of(picture.nodes)),
        "</g>",
    ]
    return _svg(size, picture.title, parts, picture.language)


def _largest(picture: Picture, most: int) -> set[str]:
    """Return the largest node, and repeatedly the largest one tied to those so far, or any where none is."""
    tied: dict[str, set[str]] = defaultdict(set)
    for edge in picture.edges:
        tied[edge.source].add(edge.target)
        tied[edge.target].add(edge.source)
    left = {node.id: (node.size, node.id) for node in sorted(picture.nodes, key=lambda node: node.id)}
    kept: set[str] = set()
    while left and len(kept) < most:
        beside = {other for one in kept for other in tied[one]} & left.keys()
        kept.add(best := max(beside or left, key=lambda one: left[one]))
        del left[best]
    return kept


def empty_svg(language: str, why: str = "noTies") -> str:
    """Return the small picture of what is not drawn, which says why: a thing without ties, or too large a network."""
    title = words(language)[why]
    text = f'<text x="180" y="48" text-anchor="middle" fill="{QUIET}">{svg_text(title)}</text>'
    return _svg((_LEAST_WIDTH, 84), title, [text], language)


def _strongest(picture: Picture, away: dict[str, int], most: int) -> set[str]:
    """Return the nodes to show: nearer ones first, then by the strength of their ties to nearer ones."""
    ties: dict[str, int] = defaultdict(int)
    for edge in picture.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in away and other in away and away[other] < away[one]:
                ties[one] += edge.weight
    size = {node.id: node.size for node in picture.nodes}
    return set(sorted(away, key=lambda one: (away[one], -ties[one], -size[one], one))[:most])


def _drawn(picture: Picture, centre: str, kinds: Mapping[str, LegendLine], note: str) -> str:
    places, radius = positions(picture, _ASPECT), radii(picture)
    left, top, right, bottom = extent(picture, places, radius)
    width = max(_LEAST_WIDTH, right - left + 2 * _SMALL_MARGIN)
    present = [kind for name, kind in kinds.items() if any(node.kind == name for node in picture.nodes)]
    foot, foot_height = _small_legend(present, width, note)
    height = max(_LEAST_HEIGHT, bottom - top + 2 * _SMALL_MARGIN + foot_height)
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
    return _svg((width, height), picture.title, parts, picture.language)


def _small_legend(kinds: Iterable[LegendLine], width: float, note: str) -> tuple[str, float]:
    """Return the kinds and the note, and their height."""
    items = [(shape(kind, 6), kind.label) for kind in kinds]
    parts, x, y = [], float(_SMALL_MARGIN), float(_FOOT)
    for drawn, text in [*items, ("", note)] if note else items:
        wide = 20 * bool(drawn) + text_width(text) + 14
        if x > _SMALL_MARGIN and x + wide > width:
            x, y = float(_SMALL_MARGIN), y + _LINE
        mark = f'<g transform="translate({x + 7:.0f} {y:.0f})">{drawn}</g>' if drawn else ""
        look = f' fill="{QUIET}"' if not drawn else ""
        parts.append(f'{mark}<text x="{x + 18 * bool(drawn):.0f}" y="{y + 5:.0f}"{look}>{svg_text(text)}</text>')
        x += wide
    return "".join(parts), y + _LINE


def _svg(size: tuple[float, float], title: str, parts: Iterable[str], language: str) -> str:
    """Return an SVG made of its parts, on white."""
    width, height = size
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{INK}"'
        f' xml:lang="{language}">'
    )
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return "\n".join((head, f"<title>{svg_text(title)}</title>", ground, *parts, "</svg>\n"))


def png(picture: Picture) -> bytes:
    """Return the picture as PNG, at twice the size of the SVG up to 12,000 pixels.

    Raises OutputError when the picture has Chinese text and this machine has no font for it.
    """
    import resvg_py

    drawn = svg(picture)
    if any(unicodedata.east_asian_width(character) in "WF" for character in drawn) and not has_chinese_font():
        raise OutputError.problem("networks.no-font")
    width, height = (float(drawn.split(f'{side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))
    zoom = min(_ZOOM, _LARGEST / max(width, height))
    return resvg_py.svg_to_bytes(svg_string=drawn, zoom=zoom, font_family=FONTS.split(",", 1)[0], languages=["zh-Hans"])


def has_chinese_font(*, system_fonts: bool = True) -> bool:
    """Return whether this machine can draw Chinese: without a font, two characters look alike, as boxes or nothing."""
    import resvg_py

    samples = [
        resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(character), skip_system_fonts=not system_fonts)
        for character in "目市"
    ]
    return samples[0] != samples[1]
