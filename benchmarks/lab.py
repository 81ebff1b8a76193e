"""Where faults are brought about: tables, commands that are run and killed, and the figures of what came of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from heze_graph.errors import StoreError

COMMAND = (sys.executable, "-P", "-m", "heze_graph")
_TITLE = "大名市政府工作报告责任目标{year}年第三季度完成情况一览表\n"
_HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
_ROW = "{no}\t张三\t新建学校{no}所\t年底\t已建成{no}所\t是\t市教育局\n"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one kind of fault: how often it was tried, how often what must hold did, and what came otherwise."""

    fault: str
    must: str
    tried: int
    held: int
    note: str = ""

    @property
    def line(self) -> str:
        """The figures as a row of the document."""
        return f"| {self.fault} | {self.must} | {self.held:,} of {self.tried:,} | {self.note or '–'} |\n"


class Lab:
    """A folder of tables, one a year, and commands that are run and killed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.random = random.Random(1)  # noqa: S311 - the moments of the kills, the same on every run

    def table(self, year: int, rows: int = 6) -> Path:
        """Return the table of a year; written first where it is not there yet."""
        file = self.folder / f"daming-{year}-q3.txt"
        if not file.exists():
            text = "".join(_ROW.format(no=no) for no in range(1, rows + 1))
            file.write_text(_TITLE.format(year=year) + _HEAD + text, encoding="utf-8")
        return file

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a command, in a group of processes of its own."""
        return subprocess.Popen(
            [*COMMAND, *map(str, words)],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str | Path) -> float:
        """Run a command to its end, and return how long it took; raises RuntimeError where it fails."""
        begin, process = time.monotonic(), self.start(*words)
        _, said = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{words}: {said}")
        return time.monotonic() - begin

    def kill(self, took: float, *words: str | Path) -> None:
        """Start a command that takes so long as a rule, and kill it and all that it started at some moment of that."""
        process = self.start(*words)
        time.sleep(self.random.uniform(0.1, 1.05) * took)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until a server does what it is asked for; raises RuntimeError where it does not start."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if done():
                return
        except (StoreError, OSError, HTTPException):
            pass
        time.sleep(0.1)
    raise RuntimeError("the server does not start")
