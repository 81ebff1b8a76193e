"""A page that only says where its letters and lines are (OFD), drawn with the fonts of this machine."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

from heze_graph.readers.pages.page import Letter, Page

if TYPE_CHECKING:
    import numpy as np

#: Pixels a point, so that small print can be read; a page of a plan is not drawn larger than it is.
_ZOOM, _LARGEST = 2, 2500

#: The first that the machine has is taken, for all letters.
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', SimSun, 'Microsoft YaHei', 'PingFang SC', sans-serif"

#: Of a letter so much of its size stands above the line that it is set on.
_ABOVE = 0.88


def page_image(page: Page) -> np.ndarray:
    """Return a page in grey, upright: its letters in their places and its ruled lines."""
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
    """Return a letter as SVG: set on its line, turned to the left by its quarters."""
    x, y = letter.box.middle
    down = y + (_ABOVE - 0.5) * letter.size
    turn = f' transform="rotate({-90 * letter.quarter} {x:.1f} {y:.1f})"' if letter.quarter else ""
    shown = escape("".join(char for char in letter.text if char.isprintable()))
    return f'<text x="{x:.1f}" y="{down:.1f}" font-size="{letter.size:.1f}" text-anchor="middle"{turn}>{shown}</text>'
