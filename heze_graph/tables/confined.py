"""Reading in a process of its own, which may crash, hang or eat memory, and then only one file is not read.

The other process gets the bytes on standard input and writes one JSON array a line: a block, or what was wrong.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from threading import Event, Thread
from typing import Any, Self

from heze_graph import processes
from heze_graph.errors import TableError
from heze_graph.tables.blocks import Block, Grid, GridCell, GridRow, Paragraph
from heze_graph.tables.content import Content
from heze_graph.tables.kinds import Kind
from heze_graph.tables.limits import MAX_MEMORY, MAX_SECONDS


def read_confined(content: Content, kind: Kind, seconds: float = MAX_SECONDS) -> Iterator[Block]:
    """Yield the blocks of a file, read in another process that must show one every so many seconds.

    Raises TableError when the reader does, when it fails otherwise, or when time or memory run out.
    """
    command = processes.command(f"{__package__}.confined", kind, content.name, content.where)
    with tempfile.TemporaryFile() as source:
        source.write(content.data)
        source.seek(0)
        with (
            subprocess.Popen(  # noqa: S603 - this very module
                command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=processes.environment()
            ) as process,
            _Watch(process, seconds) as watch,
        ):
            for line in process.stdout or ():
                watch.again()
                if line.endswith(b"\n"):
                    yield _block(json.loads(line))
            process.wait()
    if watch.ended:
        raise _failed(content.where, f"a file of which no further page or sheet is read in {seconds:g} seconds")
    if process.returncode:
        raise _failed(content.where, f"a file at which the {kind} reader broke off (status {process.returncode})")


def blocks_of(content: Content, kind: Kind) -> Iterator[Block]:
    """Yield the blocks of a file, read in this process; whatever a parser raises becomes a TableError."""
    reader = import_module(f"{__package__}.{kind}")
    try:
        yield from reader.blocks(content)
    except TableError:
        raise
    except MemoryError as error:
        raise _failed(content.where, f"a file for which {MAX_MEMORY:,} bytes of memory are too few") from error
    except Exception as error:  # other people's parsers raise anything on a damaged file
        why = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")[:200]
        raise _failed(content.where, f"a damaged {kind} file ({why})") from error


class _Watch:
    """Ends a process that shows no sign of life for so many seconds, and on leaving in any case."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.ended = False
        self._process = process
        self._seconds = seconds
        self._last = time.monotonic()
        self._left = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()
        self._process.kill()

    def again(self) -> None:
        self._last = time.monotonic()

    def _watch(self) -> None:
        while not self._left.wait(max(0.01, self._last + self._seconds - time.monotonic())):
            if time.monotonic() - self._last >= self._seconds:
                self.ended = True
                self._process.kill()
                return


def _failed(where: str, found: str) -> TableError:
    return TableError.problem(
        where,
        found,
        "a whole file that its program opens",
        "open it there and save it anew, or save its table as tab-separated text",
    )


def _message(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return ["paragraph", block.text, block.where]
    rows = [
        [row.number, row.where, [[cell.column, cell.text, cell.rows, cell.columns] for cell in row.cells]]
        for row in block.rows
    ]
    return ["grid", rows, block.continues]


def _block(message: list[Any]) -> Block:
    match message:
        case ["paragraph", text, where]:
            return Paragraph(text, where)
        case ["grid", rows, continues]:
            return Grid(
                tuple(GridRow(number, where, tuple(GridCell(*c) for c in cells)) for number, where, cells in rows),
                continues,
            )
        case _:
            raise TableError(message[-1])


def main(kind: str, name: str, where: str) -> None:
    """Read standard input and write its blocks to standard output."""
    processes.limit_memory(MAX_MEMORY)
    logging.disable()  # pdfminer tells of each small fault in a file, and nobody would read it
    content = Content(sys.stdin.buffer.read(), name, where)
    try:
        for block in blocks_of(content, Kind(kind)):
            print(json.dumps(_message(block)), flush=True)
    except TableError as error:
        print(json.dumps(["error", str(error)]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
