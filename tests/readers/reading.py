"""Reading bytes as users read files, or faster."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.readers import read_file
from heze_graph.readers.blocks import Block, Wait, printed_lines
from heze_graph.readers.confined import _block, _message, blocks_of
from heze_graph.readers.content import Content
from heze_graph.readers.formats import FORMATS, FileFormat, format_of
from heze_graph.readers.text import text_lines


def read(folder: Path, data: bytes) -> list[PrintedLine]:
    """Return the lines with text of a file that holds these bytes, and whose suffix says nothing."""
    path = folder / "table.bin"
    path.write_bytes(data)
    return [line for line in read_file(path).lines if not line.is_blank]


def lines_of(data: bytes) -> list[PrintedLine]:
    """Return what `read` does, read in this process."""
    return [line for line in read_here(Content(data, "table.bin", "table.bin")).lines if not line.is_blank]


def read_here(content: Content, formats: Sequence[FileFormat] = FORMATS) -> PrintedFile:
    """Read a file as `read_file` does, but in this process, which is ten times faster."""
    found = format_of(content, formats)
    if not found.confined:
        return text_lines(content)
    return content.printed(printed_lines(_sent(blocks_of(content, found.module)), content.where))


def _sent(blocks: Iterator[Block | Wait]) -> Iterator[Block]:
    for block in blocks:
        sent = _block(json.loads(json.dumps(_message(block))))
        if not isinstance(sent, Wait):
            yield sent
