"""A Picture as PNG: the SVG of `svg`, painted by resvg, without a browser."""

from __future__ import annotations

import unicodedata

from heze_graph.errors import OutputError
from heze_graph.network.picture import Picture
from heze_graph.network.svg import FONTS, svg

_ZOOM, _LARGEST = 2.0, 12_000  # times the size of the page at zoom 1; pixels along the longer side at most
_SAMPLE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-size="30">{}</text></svg>'


def png(picture: Picture) -> bytes:
    """Return the picture as PNG, twice as large as the SVG where that is no more than 12,000 pixels.

    Raises OutputError when the picture has Chinese text and this machine has no font for it.
    """
    import resvg_py

    drawn = svg(picture)
    if any(unicodedata.east_asian_width(character) in "WF" for character in drawn) and not has_chinese_font():
        raise OutputError.problem(
            "the PNG",
            "no font with Chinese characters on this machine",
            "one such as Noto Sans CJK SC",
            "install it (Debian, Ubuntu: fonts-noto-cjk), or write the SVG, which uses the reader's fonts",
        )
    width, height = (float(drawn.split(f'{side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))
    zoom = min(_ZOOM, _LARGEST / max(width, height))
    return resvg_py.svg_to_bytes(svg_string=drawn, zoom=zoom, font_family=_first_font(), languages=["zh-Hans"])


def has_chinese_font(*, system_fonts: bool = True) -> bool:
    """Return whether this machine can paint Chinese: without a font two characters look alike, as boxes or nothing."""
    import resvg_py

    samples = [
        resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(character), skip_system_fonts=not system_fonts)
        for character in "目市"
    ]
    return samples[0] != samples[1]


def _first_font() -> str:
    return FONTS.split(",", 1)[0]
