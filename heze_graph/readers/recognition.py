"""Reading a picture of a page: it is straightened, its ruled lines are found, its letters are recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np

from heze_graph.readers.pages.page import UNREAD, Box, Letter, around
from heze_graph.readers.ruling import PIECE, ink, ruled_lines, strip, without_rules

#: Pages are skewed by a few degrees; beyond these they were rotated, which is handled separately.
_MOST_DEGREES = 8.0

#: A smaller angle does not move a letter into another cell.
_LEAST_DEGREES = 0.03

#: Smaller blobs are specks, larger ones are not letters; this many determine the height of letters.
_SPECK, _TALL, _FEWEST_LETTERS, _USUAL_HEIGHT = 4, 200, 20, 20.0

#: The angle is searched in these steps, on a picture reduced by these factors, more finely each time.
_STEPS = ((0.5, 4), (0.1, 2), (0.02, 2))

#: Text surely runs level if ink varies so many times more between rows of pixels than between columns, and down if the
#: other way round; letters on a grid vary as much in both. This many lines determine which side is up.
_LEVEL, _TRIED = 2.0, 8

#: This few lines show that a page is upright if recognised with this confidence: 0.98 and more, upside down up to 0.6.
_FEW_TRIED, _READABLE = 3, 0.85

#: The options for recognising a single line.
_ONE_LINE = MappingProxyType({"use_det": False, "use_cls": False, "use_rec": True})

#: The height of letters in pixels (at 150 per inch); more blobs than this are a photograph or dirt.
_LOWEST, _HIGHEST, _MOST = 14, 60, 60

#: Less ink, in pixels, is a speck.
_STROKE = 20

#: Letters of a recognised line this far apart, relative to their size, are in different columns.
_GAP = 1.0

#: This much blank paper between two letters separates columns; punctuation has ink in one half of its square only.
_PAPER, _PAPER_BEHIND_MARK = 0.6, 1.2

#: The width of the strip between columns, in letters, and the fraction of its height that may be specks.
_NARROWEST, _SPECKS = 0.35, 0.004

#: The space put between columns before recognition, in letters.
_SPREAD = 2.0

#: At least this many horizontal lines, over this fraction of a page, separate the rows of a table.
_ACROSS_TABLE, _FEWEST_LEVELS = 0.5, 3


#: The frame of a table fills at least this fraction of a page, is this much covered by lines, and has corners this
#: exact.
_LEAST_FRAME, _DRAWN, _EXACT = 0.1, 0.75, 0.96

#: A frame with corners this few pixels out of square moves no letter into another cell; more than this is no
#: photograph.
_SQUARE, _OBLIQUE = 4.0, 0.15


def straightened(pixels: np.ndarray) -> np.ndarray:
    """Return a picture turned back by the angle at which its lines run level, ruled ones and those of text.

    A page that was photographed from aside is spread out so that the frame of its table is square.
    """
    return _squared(_turned(pixels))


def _squared(pixels: np.ndarray) -> np.ndarray:
    corners = _frame(pixels)
    if corners is None:
        return pixels
    left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
    top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
    square = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
    apart = float(np.abs(square - corners).max())
    if not _SQUARE < apart < _OBLIQUE * min(pixels.shape):
        return pixels
    spread = cv2.getPerspectiveTransform(corners, square)
    height, width = pixels.shape
    paper = int(np.median(pixels))
    return cv2.warpPerspective(pixels, spread, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,))


def _frame(pixels: np.ndarray) -> np.ndarray | None:
    """Return the corners of the largest table with lines on all sides, from the upper left clockwise; None without."""
    dark = ink(pixels)
    pieces = [cv2.morphologyEx(dark, cv2.MORPH_OPEN, strip(PIECE, upright=upright)) for upright in (False, True)]
    lines = cv2.dilate(cv2.bitwise_or(*pieces), np.ones((5, 5), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(lines)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(boxes[1:, 2].astype(float) * boxes[1:, 3]))
    if float(boxes[largest, 2]) * float(boxes[largest, 3]) < _LEAST_FRAME * pixels.size:
        return None
    own = (labels == largest).astype(np.uint8)
    hull = cv2.convexHull(np.argwhere(own)[:, ::-1].astype(np.int32))
    around = cv2.arcLength(hull, closed=True)
    shapes = (cv2.approxPolyDP(hull, part * around, closed=True) for part in (0.005, 0.01, 0.02, 0.03))
    found = next((shape[:, 0, :].astype(np.float32) for shape in shapes if len(shape) == 4), None)
    if found is None or cv2.contourArea(found) < _EXACT * cv2.contourArea(hull):
        return None
    sums, gaps = found.sum(axis=1), found[:, 1] - found[:, 0]
    corners = found[[sums.argmin(), gaps.argmin(), sums.argmax(), gaps.argmax()]]
    wide = cv2.dilate(own, np.ones((7, 7), np.uint8))
    drawn = min(_drawn(wide, corners[at], corners[(at + 1) % 4]) for at in range(4))
    return corners if drawn >= _DRAWN else None


def _drawn(lines: np.ndarray, begin: np.ndarray, end: np.ndarray) -> float:
    """Return how much of the way from one place to another is on lines."""
    places = np.rint(np.linspace(begin, end, 80)).astype(int)
    height, width = lines.shape
    return float(lines[places[:, 1].clip(0, height - 1), places[:, 0].clip(0, width - 1)].mean())


def _turned(pixels: np.ndarray) -> np.ndarray:
    angle = _angle(pixels)
    if abs(angle) < _LEAST_DEGREES:
        return pixels
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    paper = int(np.median(pixels))
    return cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,))


def letter_height(pixels: np.ndarray) -> float:
    """Return how many pixels high most letters are; a usual height where there are next to none."""
    count, _, blobs, _ = cv2.connectedComponentsWithStats(ink(pixels))
    sizes = blobs[1:count]
    like = (sizes[:, 3] > _SPECK) & (sizes[:, 2] > _SPECK) & (sizes[:, 2] < 3 * sizes[:, 3]) & (sizes[:, 3] < _TALL)
    heights = sizes[like, 3]
    return float(np.percentile(heights, 75)) if len(heights) > _FEWEST_LETTERS else _USUAL_HEIGHT


def upright(pixels: np.ndarray) -> np.ndarray:
    """Return a straight picture turned so that its text can be read.

    A wide table lies on its side, and sheets are put upside down into a scanner.
    """
    dark = ink(without_rules(pixels))
    across, down = (float(np.square(np.diff(dark.sum(axis=axis, dtype=np.float64))).sum()) for axis in (1, 0))
    level = across >= _LEVEL * down
    if level and _legible(pixels, _FEW_TRIED) >= _READABLE:
        return pixels
    ways = (0, 2) if level else (1, 3) if down >= _LEVEL * across else range(4)
    return max((np.ascontiguousarray(np.rot90(pixels, quarter)) for quarter in ways), key=_legible)


def _legible(pixels: np.ndarray, tried: int = _TRIED) -> float:
    """Return how sure the recognition of the longest lines of a picture is: upside down nothing is."""
    size = round(letter_height(pixels))
    lines = cv2.morphologyEx(ink(without_rules(pixels)), cv2.MORPH_CLOSE, strip(size, upright=False))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(lines)
    longest = sorted(range(1, count), key=lambda label: -int(boxes[label][2]))[:tried]
    sure = []
    for left, top, width, height in (map(int, boxes[label][:4]) for label in longest):
        crop = pixels[max(0, top - 4) : top + height + 4, max(0, left - 4) : left + width + 4]
        sure.append(_text_of(_engine()(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR), **_ONE_LINE))[1])
    return float(np.mean(sure)) if sure else 0.0


def _angle(pixels: np.ndarray) -> float:
    """Return the angle at which rows of pixels are most unlike each other: then lines run level."""
    dark = ink(pixels)
    best, reach = 0.0, _MOST_DEGREES
    for step, smaller in _STEPS:
        small = cv2.resize(dark, None, fx=1 / smaller, fy=1 / smaller, interpolation=cv2.INTER_AREA)
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _contrast(small, float(angle))))
        reach = step
    return best


def _contrast(dark: np.ndarray, angle: float) -> float:
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(dark, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def letters_in(pixels: np.ndarray, scale: float) -> tuple[Letter, ...]:
    """Return the letters of a straight picture in their places, in points, each with how sure its recognition is."""
    cleaned = without_rules(pixels)
    columns = _spread_columns(pixels, cleaned)
    letters = _recognised(np.ascontiguousarray(cleaned[:, columns]), scale)
    spread = np.arange(len(columns)) * scale

    def back(x: float) -> float:
        return float(np.interp(x, spread, columns * scale))

    return tuple(
        replace(letter, box=letter.box._replace(left=back(letter.box.left), right=back(letter.box.right)))
        for letter in letters
    )


def _recognised(cleaned: np.ndarray, scale: float) -> list[Letter]:
    """Return the letters of a straight picture without ruled lines."""
    picture = cv2.cvtColor(cleaned, cv2.COLOR_GRAY2BGR)
    # The engine keeps its last options, so all are given each time.
    everything = {"use_det": True, "use_cls": True, "use_rec": True}
    found = _engine()(picture, **everything, return_word_box=True, return_single_char_box=True)
    letters = _overlooked(cleaned, [np.array(box, dtype=float) for box in _boxes(found)], scale)
    dark = ink(cleaned)
    for line in _words(found):
        words = [_letters(text, float(sure), np.array(corners, dtype=float) * scale) for text, sure, corners in line]
        letters += _touching([letter for word in words for letter in word], dark, scale)
    return letters


def _spread_columns(pixels: np.ndarray, cleaned: np.ndarray) -> np.ndarray:
    """Return the columns of pixels of a picture, those of paper between columns of a table several times.

    Texts that stand near to each other with nothing but paper between would be recognised as one.
    """
    width, size = pixels.shape[1], letter_height(pixels)
    strips = _strips_of_paper(pixels, cleaned, round(_NARROWEST * size))
    again = np.repeat(np.array(strips, dtype=int), round(_SPREAD * size))
    return np.insert(np.arange(width), again, again)


def _strips_of_paper(pixels: np.ndarray, cleaned: np.ndarray, narrowest: int) -> list[int]:
    """Return the middles of the strips of paper that run down a table with lines between its rows only."""
    rules = [[rule.sides for rule in found] for found in ruled_lines(ink(pixels))]
    levels = sorted(top for left, top, right, _ in rules[0] if right - left > _ACROSS_TABLE * pixels.shape[1])
    if len(levels) < _FEWEST_LEVELS:
        return []
    top, bottom = levels[0], levels[-1]
    if any(end - begin > (bottom - top) / 2 for _, begin, _, end in rules[1]):
        return []
    inked = np.flatnonzero(np.count_nonzero(ink(cleaned)[top:bottom], axis=0) > _SPECKS * (bottom - top))
    return [int(a + b) // 2 for a, b in pairwise(inked) if b - a > max(narrowest, 2)]


def _words(found: Any) -> Sequence[Any]:
    # If nothing is found, the answer has one word without letters, in another shape.
    return found.word_results if len(_boxes(found)) else ()


def _boxes(found: Any) -> Sequence[Any]:
    # If nothing is found, the answer is of another class, which has none.
    boxes = getattr(found, "boxes", None)
    return () if boxes is None else boxes


def _overlooked(pixels: np.ndarray, boxes: Sequence[np.ndarray], scale: float) -> list[Letter]:
    """Return the letters where ink is in none of the boxes found: a single letter in its cell is overlooked at times.

    Ink in which nothing is recognised becomes a letter of which nothing is sure.
    """
    dark = ink(pixels)
    for box in boxes:
        cv2.fillPoly(dark, [np.rint(box).astype(np.int32)], (0,))
    count, labels, blobs, _ = cv2.connectedComponentsWithStats(dark)
    strokes = [label for label in range(1, count) if blobs[label][4] >= _STROKE]
    dark = np.isin(labels, strokes).astype(np.uint8)
    count, _, blobs, _ = cv2.connectedComponentsWithStats(cv2.dilate(dark, np.ones((5, 9), np.uint8)))
    letters: list[Letter] = []
    for left, top, width, height, area in (map(int, blobs[label]) for label in range(1, count)):
        if not _LOWEST <= height <= _HIGHEST or width < _LOWEST / 2 or area < _LOWEST**2 or len(letters) > _MOST:
            continue
        crop = pixels[max(0, top - 4) : top + height + 4, max(0, left - 4) : left + width + 4]
        text, sure = _text_of(_engine()(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR), **_ONE_LINE))
        corners = np.array([[left, top], [left + width, top + height]], dtype=float) * scale
        letters += _letters(text or UNREAD, sure if text else 0.0, corners)
    return letters


def _text_of(found: Any) -> tuple[str, float]:
    texts, scores = getattr(found, "txts", None), getattr(found, "scores", None)
    return (str(texts[0]), float(scores[0])) if texts and scores else ("", 0.0)


def _touching(line: list[Letter], dark: np.ndarray, scale: float) -> list[Letter]:
    """Return the letters of a line with no gaps but those of columns: the program places letters roughly.

    A gap of columns is one that it sees, or paper without ink between the middles of two letters. The line ends where
    its ink does.
    """
    places = [letter.box for letter in line]
    for at, (before, letter) in enumerate(pairwise(line)):
        left, right = places[at].right, letter.box.left
        if right - left < _GAP * letter.size:
            left, right = _paper_between(before, letter, dark, scale) or ((left + right) / 2,) * 2
        places[at] = places[at]._replace(right=left)
        places[at + 1] = places[at + 1]._replace(left=right)
    if line:
        begin, end = _inked(around(places), dark, scale)
        places[0] = places[0]._replace(left=min(begin, places[0].right))
        places[-1] = places[-1]._replace(right=max(end, places[-1].left))
    return [replace(letter, box=box) for letter, box in zip(line, places, strict=True)]


def _inked(box: Box, dark: np.ndarray, scale: float) -> tuple[float, float]:
    """Return where ink begins and ends in the place of a line: the program finds it a little too wide."""
    left, top, right, bottom = (max(0, round(side / scale)) for side in box)
    inked = np.flatnonzero(dark[top:bottom, left:right].any(axis=0))
    return (
        (float(left + inked[0]) * scale, float(left + inked[-1] + 1) * scale) if len(inked) else (box.left, box.right)
    )


def _paper_between(before: Letter, letter: Letter, dark: np.ndarray, scale: float) -> tuple[float, float] | None:
    """Return where paper without ink begins and ends between two letters, None where it is none between columns."""
    begin, end = (round(place.box.middle[0] / scale) for place in (before, letter))
    top, bottom = round(before.box.top / scale), round(before.box.bottom / scale)
    inked = np.flatnonzero(dark[max(top, 0) : bottom, max(begin, 0) : end].any(axis=0))
    if len(inked) < 2:
        return None
    gaps = np.diff(inked)
    widest = int(gaps.argmax())
    narrowest = _PAPER_BEHIND_MARK if not before.text.isalnum() or not letter.text.isalnum() else _PAPER
    if gaps[widest] * scale < narrowest * letter.size:
        return None
    return float(begin + inked[widest] + 1) * scale, float(begin + inked[widest + 1]) * scale


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": 0.0, "Global.max_side_len": 4000})


def _letters(text: str, sure: float, corners: np.ndarray) -> list[Letter]:
    """Return the letters of a word, its width shared among them."""
    left, top = map(float, corners.min(axis=0))
    right, bottom = map(float, corners.max(axis=0))
    width = (right - left) / max(len(text), 1)
    size = max(bottom - top, 1.0)
    return [
        Letter(letter, Box(left + at * width, top, left + (at + 1) * width, bottom), size, sure=sure)
        for at, letter in enumerate(text)
    ]
