"""The ruled lines in a picture of a page, and the picture without them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from heze_graph.readers.pages.page import Box

#: The length of the pieces of a line in pixels (at 150 per inch longer than any stroke of a letter), and the largest
#: gap.
PIECE, _RULE_GAP = 28, 15

#: The least length of a line and its greatest thickness, in pixels.
_SHORTEST, _THICKEST = 45, 9

#: Connected lines belong to a table if one is this many pixels long; others are strokes of large letters.
_LONGEST_STROKE = 150

#: The brightness of photographed paper varies: it is that of most pixels within this distance.
_PAPER_AROUND = 41

_Sides = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A ruled line: its pixels (left, top, right, bottom), and which of them belong to it."""

    sides: _Sides
    own: np.ndarray

    @property
    def length(self) -> int:
        """How many pixels long it is."""
        left, top, right, bottom = self.sides
        return max(right - left, bottom - top)


def ink(pixels: np.ndarray) -> np.ndarray:
    """Return which pixels are dark against those around them: shadows and yellow paper are none."""
    return cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)


def rules_in(pixels: np.ndarray, scale: float) -> tuple[Box, ...]:
    """Return the ruled lines of a straight picture as thin rectangles, in points."""
    boxes = [_thin(rule.sides) for rules in ruled_lines(ink(pixels)) for rule in rules]
    return tuple(Box(*(float(side) * scale for side in box)) for box in boxes)


def without_rules(pixels: np.ndarray) -> np.ndarray:
    """Return a picture with its ruled lines painted over with paper: letters that touch them are read better."""
    cleaned, paper = pixels.copy(), cv2.medianBlur(pixels, _PAPER_AROUND)
    for rules in ruled_lines(ink(pixels)):
        for rule in rules:
            left, top, right, bottom = rule.sides
            part = cleaned[top:bottom, left:right]
            part[rule.own > 0] = paper[top:bottom, left:right][rule.own > 0]
    return cleaned


def ruled_lines(dark: np.ndarray) -> tuple[list[RuledLine], list[RuledLine]]:
    """Return the ruled lines that run level in a picture of ink, and those that run down.

    The strokes of the large letters of a title are as long as short lines, but no long one touches them.
    """
    level, upright = (_lines(dark, upright=way) for way in (False, True))
    drawn = np.zeros(dark.shape, np.uint8)
    for rule in (*level, *upright):
        left, top, right, bottom = rule.sides
        drawn[top:bottom, left:right] |= rule.own
    _, labels = cv2.connectedComponents(drawn)

    def of(rule: RuledLine) -> int:
        left, top, right, bottom = rule.sides
        return int(labels[top:bottom, left:right][rule.own > 0][0])

    tables = {of(rule) for rule in (*level, *upright) if rule.length >= _LONGEST_STROKE}
    return [rule for rule in level if of(rule) in tables], [rule for rule in upright if of(rule) in tables]


def _lines(dark: np.ndarray, *, upright: bool) -> list[RuledLine]:
    """Return the lines in one direction."""
    pieces = cv2.morphologyEx(dark, cv2.MORPH_OPEN, strip(PIECE, upright=upright))
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, strip(_RULE_GAP, upright=upright))
    joined = cv2.dilate(joined, strip(3, upright=not upright))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label in range(1, count):
        left, top, width, height = (int(side) for side in boxes[label][:4])
        if max(width, height) >= _SHORTEST and min(width, height) <= _THICKEST:
            box = left, top, left + width, top + height
            found.append(RuledLine(box, (labels[top : top + height, left : left + width] == label).astype(np.uint8)))
    return found


def strip(length: int, *, upright: bool) -> np.ndarray:
    """Return a line of so many pixels, by which pictures are thinned or thickened."""
    return np.ones((length, 1) if upright else (1, length), np.uint8)


def _thin(box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
    """Return the middle of a line as a rectangle without height or width."""
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    return (left, y, right, y) if right - left > bottom - top else (x, top, x, bottom)
