"""How a store's folder is written: by one process at a time, and each file completely, whatever happens meanwhile."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from heze_graph.errors import StoreError
from heze_graph.messages import Message, say

#: The lock file of the writer; the system releases the lock when that process ends in any way.
LOCK = "writing.lock"
#: Folders of work in progress; what a killed process left in them is removed by the next one.
DRAFTS = "building-"
#: How long to wait for another build, in seconds.
PATIENCE = 600.0


@contextmanager
def one_writer(store: Path, report: Callable[[Message], None] | None = None) -> Iterator[None]:
    """Hold a folder's write lock, which is reentrant. `report` is told while waiting for it.

    What killed builds left is removed.

    Raises StoreError when another process writes for too long.
    """
    from shutil import rmtree

    from filelock import FileLock, Timeout

    store.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.resolve() / LOCK, is_singleton=True)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if report:
                report(say("store.waiting", store=store))
            lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise StoreError.problem("store.other-writer", where=store) from error
    try:
        if lock.lock_counter == 1:
            for folder in store.glob(f"{DRAFTS}*"):
                rmtree(folder, ignore_errors=True)
        yield
    finally:
        lock.release()


def forbids(error: OSError) -> bool:
    """Return whether an error means that something may be read but not written: no permission, or a read-only disk."""
    return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, "" where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON, the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def replace_text(file: Path, text: str) -> None:
    """Replace a small file atomically, even at a path whose bytes are not UTF-8; raises OSError."""
    working = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        working.write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")
        to_disk(working)
        working.replace(file)
    except BaseException:
        working.unlink(missing_ok=True)
        raise
    to_disk(file.parent)


def all_to_disk(folder: Path) -> None:
    """Flush everything below a folder to disk; raises OSError."""
    for where, _, names in os.walk(folder):
        for name in names:
            to_disk(Path(where) / name)
        to_disk(Path(where))


def to_disk(path: Path) -> None:
    """Flush a file, or a folder's entries, to disk; Windows has no such call for folders."""
    if os.name == "nt":
        if path.is_dir():
            return
        flags = os.O_RDWR
    else:
        flags = os.O_RDONLY
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
