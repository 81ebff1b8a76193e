"""Locks on files that the system gives back when the process that holds them ends, however it does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: A lock that another one holds is tried again after so many seconds.
_AGAIN = 0.05


class LockedError(Exception):
    """Another process or thread holds the lock."""


class FileLock:
    """A lock that one thread of one process holds at a time; the file is made where it is not there yet, and stays."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def acquire(self, patience: float = 0.0) -> None:
        """Take the lock; raises LockedError where another one still has it after some seconds, and OSError."""
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
        end = time.monotonic() + patience
        try:
            while not (taken := _taken(handle)) and time.monotonic() < end:
                time.sleep(_AGAIN)
        except BaseException:
            os.close(handle)
            raise
        if not taken:
            os.close(handle)
            raise LockedError(str(self._file))
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; where it is not held, nothing happens."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @contextmanager
    def held(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the lock inside a `with` statement; raises as `acquire` does."""
        self.acquire(patience)
        try:
            yield
        finally:
            self.release()


def _taken(handle: int) -> bool:
    """Try to lock an open file, and return whether that is done; a lock goes when the file is closed."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
