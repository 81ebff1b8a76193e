"""The system's lock of a file, which it gives back when the process ends, however that does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: So many seconds pass between two tries.
_PAUSE = 0.05


class HeldError(Exception):
    """Another one holds the lock."""


@contextmanager
def locked(file: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of a file inside a `with` statement; the file is made where it is not there, and stays.

    Another thread of this process is another one, too. Raises HeldError where another one holds it for so many
    seconds, OSError where the file cannot be opened.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() >= end:
                raise HeldError(file)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)  # which gives the lock back


def _taken(handle: int) -> bool:
    """Try once to take the lock of an open file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
