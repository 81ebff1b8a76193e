"""The lock of a file: one at a time, given back by whatever ends the one who holds it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from heze_graph import processes
from heze_graph.store.locks import HeldError, locked
from heze_graph.store.writing import one_writer


def test_another_holder_is_refused_and_the_next_one_not(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with locked(file), pytest.raises(HeldError), locked(file):
        pass
    with locked(file):
        assert file.exists()


def test_who_waits_has_it_as_soon_as_it_is_given_back(tmp_path: Path) -> None:
    file, order = tmp_path / "lock", []

    def second() -> None:
        with locked(file, patience=60):
            order.append("second")

    with locked(file):
        thread = Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(60)
    assert order == ["first", "second"]


def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    script = (
        f"import time, pathlib; from heze_graph.store.locks import locked\nwith locked(pathlib.Path({str(file)!r})):"
    )
    script += "\n print('held', flush=True); time.sleep(600)"
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE, text=True, env=processes.environment()
    )
    assert other.stdout
    with other.stdout as said:
        assert said.readline() == "held\n"
        with pytest.raises(HeldError), locked(file):
            pass
        other.kill()
        other.wait()
    with locked(file, patience=10):
        pass


def test_who_writes_may_say_so_again_and_another_thread_may_not(tmp_path: Path) -> None:
    told: list[object] = []

    def another() -> None:
        with one_writer(tmp_path, told.append):
            pass

    with one_writer(tmp_path), one_writer(tmp_path, told.append):
        assert told == []
        thread = Thread(target=another)
        thread.start()
        while not told:
            time.sleep(0.01)
    thread.join(60)
