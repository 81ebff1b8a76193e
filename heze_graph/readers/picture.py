"""Reading a picture of a page (PNG, JPEG), and picture pages of other files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heze_graph import processes, resources
from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.readers.blocks import Block, Wait
from heze_graph.readers.content import MAX_PICTURE_MEMORY, MAX_PICTURE_SECONDS, MAX_PIXELS, Content
from heze_graph.readers.pages.page import Page
from heze_graph.readers.pages.reader import PageReader

if TYPE_CHECKING:
    import numpy as np

#: Points per pixel: scans are read as if they had 150 pixels per inch.
_PIXELS_PER_INCH = 150

_POINTS_PER_INCH = 72

#: The height of letters, in pixels, for the best recognition; between these bounds a picture is left as it is.
_LOWEST, _USUAL, _HIGHEST = 12, 24, 45


def blocks(content: Content) -> Iterator[Block | Wait]:
    """Yield the paragraphs and tables of a picture, once its text is recognised.

    Raises TableError when the picture is damaged or too large, or holds no text.
    """
    yield Wait(MAX_PICTURE_SECONDS)
    yield from PageReader().blocks([recognised(content.data, 1, content.where)])


def recognised(picture: bytes, number: int, where: str) -> Page:
    """Return the page that a picture (PNG, JPEG) shows.

    Raises TableError when it is damaged or too large, or when the extra `scan` is not installed.
    """
    return recognised_pixels(_pixels(picture, where), number, where)


def recognised_pixels(pixels: np.ndarray, number: int, where: str) -> Page:
    """Return the page shown by greyscale pixels (rows from the top).

    Raises TableError when the extra `scan` is not installed.
    """
    check_installed(where)
    processes.allow_memory(MAX_PICTURE_MEMORY)
    from heze_graph.readers.recognition import letters_in
    from heze_graph.readers.ruling import rules_in

    straight = straight_pixels(pixels)
    scale = _POINTS_PER_INCH / _PIXELS_PER_INCH
    height, width = straight.shape
    rules = rules_in(straight, scale)
    return Page(number, width * scale, height * scale, letters_in(straight, scale), rules)


def straight_pixels(pixels: np.ndarray) -> np.ndarray:
    """Return a picture as recognition uses it: rescaled, deskewed and upright."""
    from heze_graph.readers.recognition import straightened, upright

    return upright(straightened(_of_usual_size(pixels)))


def page_pixels(content: Content, number: int) -> np.ndarray:
    """Return a picture as it was read, in grey; raises TableError where it is damaged, or has no such page."""
    if number != 1:
        raise TableError.problem("readers.no-page", where=content.where, page=number, pages=1)
    return straight_pixels(_pixels(content.data, content.where))


def check_installed(where: str) -> None:
    """Raise TableError when the extra `scan` is not installed."""
    if not resources.is_installed("scan"):
        raise TableError.problem("readers.no-recognition", where=where)


def _pixels(picture: bytes, where: str) -> np.ndarray:
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise _too_large(where, say("readers.pixels", width=width, height=height))
            upright = ImageOps.exif_transpose(image)
            if upright.mode in {"RGBA", "LA", "P"}:
                upright = upright.convert("RGBA")
                paper = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(paper, upright)
            return np.asarray(upright.convert("L"))
    except Image.DecompressionBombError as error:
        raise _too_large(where, say("readers.far-too-many-pixels", error=error)) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise TableError.problem("readers.damaged-picture", where=where, error=error) from error


def _too_large(where: str, found: Message) -> TableError:
    return TableError.problem("readers.picture-too-large", where=where, found=found, max_pixels=MAX_PIXELS)


def _of_usual_size(pixels: np.ndarray) -> np.ndarray:
    """Return a picture rescaled to the usual letter height: smaller text is not recognised, larger takes longer."""
    import cv2

    from heze_graph.readers.recognition import letter_height

    letters = letter_height(pixels)
    if _LOWEST <= letters <= _HIGHEST:
        return pixels
    factor = min(max(_USUAL / letters, 0.2), 3.0)
    height, width = pixels.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
