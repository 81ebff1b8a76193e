"""The strip of a page on which a row is printed, as an image, drawn from the file in a separate process."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from heze_graph import processes, resources
from heze_graph.errors import TableError
from heze_graph.messages import say, unpacked
from heze_graph.readers.content import MAX_MEMORY, MAX_PICTURE_MEMORY, Content
from heze_graph.readers.formats import format_of

if TYPE_CHECKING:
    import numpy as np

#: The suffixes of files whose pages can be drawn, and the extra needed for each.
_DRAWN = {".pdf": "pdf", ".ofd": "pdf", ".png": "scan", ".jpg": "scan", ".jpeg": "scan"}

#: Seconds that a page may take.
_SECONDS = 180.0

#: How much of the page is shown above and below a row, in percent of its height, and the width of a strip in pixels.
_MARGIN, _WIDEST = 0.6, 1600

_PNG = b"\x89PNG"


def is_drawn(name: str) -> bool:
    """Return whether pages of a file of this name can be drawn here."""
    extra = _DRAWN.get(PurePath(name).suffix.lower(), "")
    return bool(extra) and resources.is_installed(extra)


def strip(content: Content, page: int, box: str) -> bytes:
    """Return the area of a page (from 1) over its whole width, as PNG; `box` is the area as the graph has it.

    Raises TableError where the page cannot be drawn, or that takes too long.
    """
    command = processes.command(__name__, content.name, content.where, str(page), box)
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            command, input=content.data, capture_output=True, env=processes.environment(), timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TableError.problem("readers.no-strip", where=content.where, page=page) from error
    if done.stdout.startswith(_PNG):
        return done.stdout
    if done.stdout.startswith(b"["):
        raise TableError(unpacked(json.loads(done.stdout)[-1]))
    raise TableError.problem("readers.no-strip", where=content.where, page=page)


def drawn(content: Content, page: int, box: str) -> bytes:
    """Return what `strip` does, drawn in this process; a parser may raise anything."""
    from PIL import Image

    reader = import_module(f"{__package__}.{format_of(content).module}")
    if not hasattr(reader, "page_pixels"):
        raise TableError.problem("readers.no-strip", where=content.where, page=page)
    pixels: np.ndarray = reader.page_pixels(content, page)
    _, top, _, height = map(float, box.partition("percent:")[2].split(","))
    first, last = (_pixel(side, pixels.shape[0]) for side in (top - _MARGIN, top + height + _MARGIN))
    image = Image.fromarray(pixels[first : max(last, first + 1)])
    image.thumbnail((_WIDEST, image.height))
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _pixel(percent: float, size: int) -> int:
    return round(min(max(percent, 0.0), 100.0) / 100 * size)


def main(name: str, where: str, page: str, box: str) -> None:
    """Read standard input and write the strip to standard output."""
    processes.limit_memory(MAX_MEMORY, MAX_PICTURE_MEMORY)
    logging.disable()
    try:
        sys.stdout.buffer.write(drawn(Content(sys.stdin.buffer.read(), name, where), int(page), box))
    except TableError as error:
        sys.stdout.write(json.dumps(["error", say("error", error=error).packed()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
