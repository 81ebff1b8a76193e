"""The folder in which a pool's workers write answers: gone when the pool is, or when the next one begins."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREFIX = "heze-graph-answers-"
_LOCK = "lock"
#: Seconds after which a folder that nobody holds was left: one that is being made is held in far fewer.
_OLD = 60.0


class Spool:
    """A folder for answers, held by a lock that the system gives back when this process ends, however it does.

    What servers that were killed left is removed. Raises OSError where no folder can be made.
    """

    def __init__(self) -> None:
        from filelock import FileLock

        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = FileLock(self.folder / _LOCK)
        try:
            self._lock.acquire()
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove the folder with all that is in it; a second time does nothing."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    from filelock import FileLock, Timeout

    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):  # somebody else's, or just removed, or held
            if time.time() - left.stat().st_mtime > _OLD:
                with FileLock(left / _LOCK).acquire(timeout=0):
                    shutil.rmtree(left, ignore_errors=True)
