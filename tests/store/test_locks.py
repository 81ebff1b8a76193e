import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from heze_graph.store.locks import FileLock, LockedError

HOLDS = """
import sys, time
from pathlib import Path
from heze_graph.store.locks import FileLock
FileLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_one_holds_a_lock_at_a_time(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with one.held(), pytest.raises(LockedError):
        other.acquire()
    with other.held():
        pass


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    one.acquire()
    waiting = Thread(target=other.acquire, args=(30.0,))
    waiting.start()
    one.release()
    waiting.join()
    with pytest.raises(LockedError):
        one.acquire()
    other.release()


def test_the_lock_of_a_process_that_is_killed_is_free(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "lock")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError):
            lock.acquire()
        holder.kill()
    with lock.held(30.0):
        pass


def test_a_folder_that_is_not_there_has_no_lock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "none" / "lock").acquire()
