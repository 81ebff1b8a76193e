"""Reading OFD files (GB/T 33190-2016): a zip archive of XML parts, with positioned text and lines on each page."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from heze_graph.errors import TableError
from heze_graph.messages import say
from heze_graph.readers.blocks import Block, Wait, too_much
from heze_graph.readers.content import MAX_CHARACTERS, MAX_PAGES, Archive, Content, local
from heze_graph.readers.pages.page import Box, Letter, Page
from heze_graph.readers.pages.reader import PageReader

if TYPE_CHECKING:
    import numpy as np

#: Lengths are in millimetres (8.1.1); pages are read in points.
_POINTS = 72 / 25.4

#: The part of a letter's size above the baseline.
_ABOVE = 0.88
#: Pixels per point, enough for small print; a plan is not drawn larger than it is.
_ZOOM, _LARGEST = 2, 2500

#: The first one found on the machine is used for all letters.
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', SimSun, 'Microsoft YaHei', 'PingFang SC', sans-serif"

#: Latin letters are half as wide as high, unless the file gives the position of the next one.
_NARROW, _WIDE = 0.5, 1.0

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def blocks(content: Content) -> Iterator[Block | Wait]:
    """Yield the paragraphs and the tables of each page of the first document in a file.

    Raises TableError when the file is damaged, beyond the limits, or has no text.
    """
    document = _Document(Archive(content.data, content.where), content.where)
    return PageReader().blocks(document.pages())


def page_pixels(content: Content, number: int) -> np.ndarray:
    """Return a page (from 1) in greyscale, drawn with this machine's fonts; raises TableError if there is none."""
    pages = list(_Document(Archive(content.data, content.where), content.where).pages())
    if not 0 < number <= len(pages):
        raise TableError.problem("readers.no-page", where=content.where, page=number, pages=len(pages))
    return page_image(pages[number - 1])


@dataclass(slots=True)
class _Drawn:
    """What is drawn on a page so far."""

    letters: list[Letter] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)


class _Document:
    """The pages of a document and the templates below them."""

    def __init__(self, archive: Archive, where: str) -> None:
        self._archive = archive
        self._where = where
        self._characters = 0
        root = _first(archive, "OFD.xml", "DocRoot")
        self._root = _joined("", root.text if root is not None else None)
        self._folder = posixpath.dirname(self._root)
        self._size: tuple[float, float] | None = None
        self._templates: dict[str, str] = {}
        self._pages: list[str] = []
        for _, element in archive.events(self._root):
            self._learn(element)

    def _learn(self, element: Element) -> None:
        match local(element):
            case "PhysicalBox" if self._size is None and element.text:
                self._size = _size(element)
            case "TemplatePage":
                self._templates[element.get("ID", "")] = _joined(self._folder, element.get("BaseLoc"))
            case "Page" if element.get("BaseLoc"):
                part = _joined(self._folder, element.get("BaseLoc"))
                if part not in self._pages:
                    self._pages.append(part)

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order."""
        if len(self._pages) > MAX_PAGES:
            raise too_much(self._where, say("readers.pages", count=len(self._pages)), MAX_PAGES)
        letters = 0
        for number, part in enumerate(self._pages, start=1):
            page = self._page(number, part)
            letters += len(page.letters)
            yield page
        if not letters:
            raise TableError.problem("readers.pages-without-text", where=self._where, count=len(self._pages))

    def _page(self, number: int, part: str) -> Page:
        drawn, size = _Drawn(), self._size or (210.0, 297.0)
        for event, element in self._archive.events(part):
            if event == "end" and local(element) == "PhysicalBox" and element.text:
                size = _size(element)
            elif event == "end" and local(element) == "Template" and element.get("TemplateID") in self._templates:
                self._draw(self._templates[element.get("TemplateID", "")], drawn)
        self._draw(part, drawn)
        width, height = (side * _POINTS for side in size)
        return Page(number, width, height, tuple(drawn.letters), tuple(drawn.rules))

    def _draw(self, part: str, drawn: _Drawn) -> None:
        for event, element in self._archive.events(part):
            if event == "end" and local(element) == "TextObject":
                drawn.letters += _letters(element)
                element.clear()
            elif event == "end" and local(element) == "PathObject":
                drawn.rules += _rules(element)
                element.clear()
            if len(drawn.letters) > MAX_CHARACTERS:
                raise too_much(self._where, say("readers.more-characters", most=MAX_CHARACTERS), MAX_CHARACTERS)


def _first(archive: Archive, part: str, name: str) -> Element | None:
    return next((e for event, e in archive.events(part) if event == "end" and local(e) == name), None)


def _joined(folder: str, place: str | None) -> str:
    """Resolve a part's path relative to another part, or to the root if it begins with a slash."""
    return posixpath.normpath(posixpath.join("/", folder, (place or "").strip())).lstrip("/")


def _size(element: Element) -> tuple[float, float]:
    left, top, width, height = (*_numbers(element.text), 0.0, 0.0, 0.0, 0.0)[:4]
    return max(width - left, 1.0) if left else max(width, 1.0), max(height - top, 1.0) if top else max(height, 1.0)


def _numbers(text: str | None) -> list[float]:
    return [float(part) for part in re.findall(r"-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|-?\.\d+", text or "")]


def _matrix(element: Element) -> _Matrix:
    given = _numbers(element.get("CTM"))
    a, b, c, d, e, f = given if len(given) == 6 else _SAME
    return a, b, c, d, e, f


def _letters(element: Element) -> Iterator[Letter]:
    """Yield the characters of a text object from its first position and the distances between them."""
    left, top = (*_numbers(element.get("Boundary")), 0.0, 0.0)[:2]
    a, b, c, d, e, f = _matrix(element)
    size = (_numbers(element.get("Size")) or [1.0])[0]
    quarter = 0 if abs(a) >= abs(b) and a >= 0 else 2 if abs(a) >= abs(b) else (3 if b > 0 else 1)
    x = y = 0.0
    for code in (child for child in element if local(child) == "TextCode"):
        x, y = (_numbers(code.get("X")) or [x])[0], (_numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        for at, letter in enumerate(text):
            width = size * (_NARROW if letter.isascii() else _WIDE)
            if at < len(across) and across[at] > 0:
                width = min(size, across[at])
            corners = [(x, y - _ABOVE * size), (x + width, y + (1 - _ABOVE) * size)]
            places = [
                ((a * px + c * py + e + left) * _POINTS, (b * px + d * py + f + top) * _POINTS) for px, py in corners
            ]
            (x0, y0), (x1, y1) = places
            box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            yield Letter(letter, box, max(box.width if quarter % 2 else box.height, 0.1), quarter)
            x += across[at] if at < len(across) else 0.0 if down else width
            y += down[at] if at < len(down) else 0.0


def _steps(text: str | None, count: int) -> list[float]:
    """Return the distances between characters: “g 3 5” repeats 5 three times (11.3).

    >>> _steps("4 g 3 5 6", 9)
    [4.0, 5.0, 5.0, 5.0, 6.0]
    """
    steps: list[float] = []
    parts = (text or "").split()
    while parts and len(steps) < count:
        part = parts.pop(0)
        if part == "g" and len(parts) > 1:
            times, step = parts.pop(0), parts.pop(0)
            steps += _numbers(step)[:1] * min(int(float(times)), count)
        else:
            steps += _numbers(part)[:1]
    return steps[:count]


def _rules(element: Element) -> Iterator[Box]:
    """Yield the horizontal and vertical segments of a path."""
    data = next((child.text for child in element if local(child) == "AbbreviatedData"), None)
    left, top = (*_numbers(element.get("Boundary")), 0.0, 0.0)[:2]
    a, b, c, d, e, f = _matrix(element)

    def place(x: float, y: float) -> tuple[float, float]:
        return (a * x + c * y + e + left) * _POINTS, (b * x + d * y + f + top) * _POINTS

    for (x0, y0), (x1, y1) in _strokes(data or ""):
        (left_, top_), (right, bottom) = place(x0, y0), place(x1, y1)
        if min(abs(left_ - right), abs(top_ - bottom)) < 1:
            yield Box(min(left_, right), min(top_, bottom), max(left_, right), max(top_, bottom))


_Point = tuple[float, float]

#: How many numbers follow each path operator (9.1); the last two are the end point.
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}


def _strokes(data: str) -> Iterator[tuple[_Point, _Point]]:
    """Yield the straight segments of a path.

    >>> list(_strokes("M 0 0 L 9 0 L 9 5 C"))
    [((0.0, 0.0), (9.0, 0.0)), ((9.0, 0.0), (9.0, 5.0)), ((9.0, 5.0), (0.0, 0.0))]
    """
    begin: _Point = (0.0, 0.0)
    now = begin
    for sign, operands in re.findall(r"([SMLQBAC])([^SMLQBAC]*)", data):
        numbers = _numbers(operands)
        if sign == "C":
            yield now, begin
            now = begin
        elif len(numbers) >= _OPERANDS[sign]:
            end = numbers[_OPERANDS[sign] - 2], numbers[_OPERANDS[sign] - 1]
            if sign == "L":
                yield now, end
            elif sign in "SM":
                begin = end
            now = end


def page_image(page: Page) -> np.ndarray:
    """Return a page in greyscale, upright, with its characters and ruled lines."""
    import numpy as np
    import resvg_py
    from PIL import Image

    png = resvg_py.svg_to_bytes(
        svg_string=_svg(page), zoom=_ZOOM if max(page.width, page.height) < _LARGEST else 1, languages=["zh-Hans"]
    )
    with Image.open(io.BytesIO(bytes(png))) as image:
        return np.rot90(np.asarray(image.convert("L")), -page.quarter)


def _svg(page: Page) -> str:
    """Return a page as SVG."""
    rules = "".join(
        f'<path d="M{rule.left:.1f} {rule.top:.1f}L{rule.right:.1f} {rule.bottom:.1f}"/>' for rule in page.rules
    )
    letters = "".join(map(_text, page.letters))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width:.0f}" height="{page.height:.0f}"'
        f' font-family="{_FONTS}"><rect width="100%" height="100%" fill="#fff"/>'
        f'<g stroke="#000" stroke-width="0.7">{rules}</g>{letters}</svg>'
    )


def _text(letter: Letter) -> str:
    """Return a character as SVG, on its baseline and rotated by its quarter turns."""
    x, y = letter.box.middle
    down = y + (_ABOVE - 0.5) * letter.size
    turn = f' transform="rotate({-90 * letter.quarter} {x:.1f} {y:.1f})"' if letter.quarter else ""
    shown = escape("".join(char for char in letter.text if char.isprintable()))
    return f'<text x="{x:.1f}" y="{down:.1f}" font-size="{letter.size:.1f}" text-anchor="middle"{turn}>{shown}</text>'
