"""How much room a node and its label take, in pixels of vis-network at zoom 1."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import ceil, sqrt

from heze_graph.network.picture import Node, Picture

FONT_SIZE = 14
_LATIN_WIDTH = 8
_WIDEST_LINE = 8 * FONT_SIZE
_SMALLEST_RADIUS, _LARGEST_RADIUS = 7.0, 26.0
_LABEL_OFFSET = 6
_CLOSING, _OPENING = "，、。；：！？）》」』”’…", "（《「『“‘"


@dataclass(frozen=True, slots=True)
class Box:
    """Half of the width, and how far it reaches above and below the node's centre."""

    half_width: float
    above: float
    below: float


def text_width(text: str) -> int:
    """Return the width of a line of text in pixels at `FONT_SIZE`; a Chinese character counts as one em.

    >>> text_width("教育局"), text_width("GDP")
    (42, 24)
    """
    return sum(FONT_SIZE if unicodedata.east_asian_width(c) in "WFA" else _LATIN_WIDTH for c in text)


def label_lines(label: str) -> tuple[str, ...]:
    """Break a label into lines of about equal width, between words or between Chinese characters.

    What needs more than three lines of Chinese, or five of letters, is cut to two: it is a sentence, and no name.

    >>> label_lines("城市建设投资集团有限公司")
    ('城市建设投资', '集团有限公司')
    >>> label_lines("Bureau of Agriculture and Rural Affairs")
    ('Bureau of', 'Agriculture and', 'Rural Affairs')
    """
    rest = _cut(" ".join(label.split()))
    wanted = ceil(text_width(rest) / _WIDEST_LINE)
    lines: list[str] = []
    while rest:
        left = wanted - len(lines)
        fair = text_width(rest) / left if left > 1 else _WIDEST_LINE
        line = _first_line(rest, fair + FONT_SIZE / 2)
        lines.append(line.strip())
        rest = rest[len(line) :]
    return tuple(lines) or ("",)


def _cut(text: str) -> str:
    most = 3 if any(map(_is_wide, text)) else 5
    if text_width(text) <= most * _WIDEST_LINE:
        return text
    kept = _first_line(text, 2 * _WIDEST_LINE - FONT_SIZE)
    return text if kept == text else kept.rstrip() + "…"


def _first_line(text: str, limit: float) -> str:
    """Return as many pieces of a text as are no wider than the limit, but at least one."""
    line = ""
    for piece in _pieces(text):
        if line and text_width((line + piece).rstrip()) > limit:
            break
        line += piece
    return line


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end: behind a blank and beside a wide character, but no line begins with a stop."""
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
    """Return the radius of each node by its id; the area grows with the size."""
    largest = max((node.size for node in picture.nodes), default=0.0) or 1.0
    span = _LARGEST_RADIUS - _SMALLEST_RADIUS
    return {node.id: round(_SMALLEST_RADIUS + span * sqrt(node.size / largest), 1) for node in picture.nodes}


def box(node: Node, radius: float) -> Box:
    """Return the room of a node with this radius and of its label, which stands under it."""
    lines = label_lines(node.label)
    widest = max(text_width(line) for line in lines)
    return Box(max(widest / 2, radius), radius, radius + _LABEL_OFFSET + len(lines) * (FONT_SIZE + 1))
