"""Reading bytes as users read files, or faster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.tables import read_file
from heze_graph.tables.blocks import Block, printed_lines
from heze_graph.tables.confined import _block, _message, blocks_of
from heze_graph.tables.content import Content
from heze_graph.tables.kinds import Kind, kind_of
from heze_graph.tables.text import text_lines


def read(folder: Path, data: bytes) -> list[PrintedLine]:
    """Return the lines with text of a file that holds these bytes, and whose suffix says nothing."""
    path = folder / "table.bin"
    path.write_bytes(data)
    return [line for line in read_file(path).lines if not line.is_blank]


def lines_of(data: bytes) -> list[PrintedLine]:
    """Return what `read` does, read in this process."""
    return [line for line in read_here(Content(data, "table.bin", "table.bin")).lines if not line.is_blank]


def read_here(content: Content) -> PrintedFile:
    """Read a file as `read_file` does, but in this process, which is ten times faster."""
    kind = kind_of(content)
    if kind is Kind.TEXT:
        return text_lines(content)
    return content.printed(printed_lines(_sent(blocks_of(content, kind)), content.where))


def _sent(blocks: Iterator[Block]) -> Iterator[Block]:
    for block in blocks:
        yield _block(json.loads(json.dumps(_message(block))))
