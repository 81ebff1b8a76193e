"""The folder in which a pool's workers write answers: gone when the pool is, or when the next one begins."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from heze_graph.store.locks import HeldError, locked

PREFIX = "heze-graph-answers-"
_LOCK = "lock"
#: Seconds after which a folder that nobody holds was left: one that is being made is held in far fewer.
_OLD = 60.0


class Spool:
    """A folder for answers, held by a lock that the system gives back when this process ends, however it does.

    What servers that were killed left is removed. Raises OSError where no folder can be made.
    """

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._held = ExitStack()
        try:
            self._held.enter_context(locked(self.folder / _LOCK))
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove the folder with all that is in it; a second time does nothing."""
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError, HeldError):  # somebody else's, or just removed, or held
            if time.time() - left.stat().st_mtime > _OLD:
                with locked(left / _LOCK):
                    shutil.rmtree(left, ignore_errors=True)
