"""One worker as its pool sees it: started, asked, made to yield to others, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from heze_graph import processes
from heze_graph.errors import StoreError
from heze_graph.store.folder import Generation
from heze_graph.store.worker import Request, Result

_MODULE = "heze_graph.store.worker"
#: What is read of the last words of a worker that broke off.
_WORDS = 2_000
_NICE = 19


class Worker:
    """A process that holds a generation; `idle_since` is when it last became free (monotonic seconds)."""

    def __init__(self, generation: Generation, spool: Path, memory: int) -> None:
        self.generation = generation
        self.idle_since = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            processes.command(_MODULE, str(generation.folder), str(spool), str(memory)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=processes.environment() | {"RUST_BACKTRACE": "0"},
            process_group=0,  # no new session: Linux shares the processor between sessions, whatever their priority
        )

    def wait_until_ready(self) -> None:
        """Wait until the graph is loaded; raises StoreError when it cannot be."""
        result = self._listen()
        if result is None or "fault" in result:
            said = result["message"] if result else f"a worker that broke off ({self.last_words()})"
            self.bury()
            raise (
                StoreError(said)
                if result
                else StoreError.problem(
                    str(self.generation.folder.parent), said, "a graph that loads", "run `heze-graph build` again"
                )
            )

    def ask(self, request: Request) -> Result | None:
        """Return what the worker says, or None when it broke off or was ended."""
        try:
            stdin = cast("IO[bytes]", self._process.stdin)
            stdin.write(json.dumps(request).encode("ascii") + b"\n")
            stdin.flush()
        except OSError:
            return None
        return self._listen()

    def yield_to_others(self) -> None:
        """Take the processor only when nobody else wants it, from now on for good; does nothing on Windows."""
        if sys.platform != "win32":
            with suppress(OSError):
                # The group is this process only. Its number alone would mean one of its threads, and not the busy one.
                os.setpriority(os.PRIO_PGRP, self._process.pid, _NICE)

    def last_words(self) -> str:
        """End the process, and return what it said when it broke off."""
        self.kill()
        with suppress(OSError, ValueError):
            return " ".join(cast("IO[bytes]", self._process.stderr).read(_WORDS).decode("utf-8", "replace").split())
        return ""

    def kill(self) -> None:
        """End the process, whatever it does; whoever waits for its answer gets None."""
        self._process.kill()

    def bury(self) -> None:
        """End the process and let go of its pipes; nobody may be waiting for it. A second time does nothing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _listen(self) -> Result | None:
        try:
            line = cast("IO[bytes]", self._process.stdout).readline()
            return cast("Result", json.loads(line)) if line.endswith(b"\n") else None
        except (OSError, ValueError):
            return None
