"""Reading in a separate process, so that a crash, a hang or lack of memory affects one file only."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from threading import Event, Thread
from typing import Any, Self

from heze_graph import processes
from heze_graph.errors import TableError
from heze_graph.messages import say, unpacked
from heze_graph.model.printed import Doubt, PageArea
from heze_graph.readers.blocks import Block, Grid, GridCell, GridRow, Paragraph, Wait, broken_off, damaged
from heze_graph.readers.content import MAX_MEMORY, MAX_PICTURE_MEMORY, MAX_SECONDS, Content


def read_confined(content: Content, module: str, seconds: float = MAX_SECONDS) -> Iterator[Block]:
    """Yield the blocks of a file, read in another process that must deliver one every so many seconds.

    Raises TableError when the reader does, when it fails otherwise, or when time or memory run out.
    """
    command = processes.command(f"{__package__}.confined", module, content.name, content.where)
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
                block = _block(json.loads(line)) if line.endswith(b"\n") else None
                watch.again(block.seconds if isinstance(block, Wait) else seconds)
                if block and not isinstance(block, Wait):
                    yield block
            process.wait()
    if watch.ended:
        raise TableError.problem("readers.too-slow", where=content.where, seconds=watch.seconds)
    if process.returncode:
        raise broken_off(content.where, say("readers.reader-broke-off", module=module, status=process.returncode))


def blocks_of(content: Content, module: str) -> Iterator[Block | Wait]:
    """Yield the blocks of a file, read in this process; whatever a parser raises becomes a TableError."""
    reader = import_module(module if "." in module else f"{__package__}.{module}")
    try:
        yield from reader.blocks(content)
    except TableError:
        raise
    except MemoryError as error:
        raise broken_off(content.where, say("readers.too-little-memory", most=MAX_MEMORY)) from error
    except Exception as error:
        raise damaged(content.where, module, error) from error


class _Watch:
    """Kills a process that shows no sign of life for so many seconds, and in any case on exit."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.ended = False
        self.seconds = seconds
        self._process = process
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

    def again(self, seconds: float) -> None:
        self._last, self.seconds = time.monotonic(), seconds

    def _watch(self) -> None:
        # Looks again when the time would be up, and at least each second: the time may have become longer.
        while not self._left.wait(min(1.0, max(0.01, self._last + self.seconds - time.monotonic()))):
            if time.monotonic() - self._last >= self.seconds:
                self.ended = True
                self._process.kill()
                return


def _message(block: Block | Wait) -> list[Any]:
    from dataclasses import astuple

    return [type(block).__name__, astuple(block)]


def _block(message: list[Any]) -> Block | Wait:
    match message:
        case ["Wait", [seconds]]:
            return Wait(seconds)
        case ["Paragraph", [text, where, place, running, doubts]]:
            return Paragraph(text, where, _place(place), running, tuple(map(_doubt, doubts)))
        case ["Grid", [rows, continues]]:
            return Grid(tuple(map(_row, rows)), continues)
        case _:
            raise TableError(unpacked(message[-1]))


def _row(message: list[Any]) -> GridRow:
    number, where, cells, place, doubts, sheet = message
    grid_cells = tuple(GridCell(*cell) for cell in cells)
    return GridRow(number, where, grid_cells, _place(place), tuple(map(_doubt, doubts)), sheet)


def _place(message: list[Any] | None) -> PageArea | None:
    return PageArea(*message) if message else None


def _doubt(message: list[Any]) -> Doubt:
    doubt = Doubt(*message)
    return replace(doubt, candidates=tuple(doubt.candidates), details=tuple(map(_pair, doubt.details)))


def _pair(message: Sequence[str]) -> tuple[str, str]:
    name, text = message
    return name, text


def main(module: str, name: str, where: str) -> None:
    """Read standard input and write its blocks to standard output."""
    processes.limit_memory(MAX_MEMORY, MAX_PICTURE_MEMORY)
    logging.disable()  # pdfminer tells of each small fault in a file, and nobody would read it
    content = Content(sys.stdin.buffer.read(), name, where)
    try:
        for block in blocks_of(content, module):
            print(json.dumps(_message(block)), flush=True)
    except TableError as error:
        print(json.dumps(["error", say("error", error=error).packed()]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
