"""Other machines: a real scheduler of Dask with two workers, and files that any scheduler's tasks can write."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from heze_graph.errors import HezeGraphError
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build, seed_tables, write_shards
from heze_graph.pipeline.pieces import Workers, cluster
from heze_graph.reference import Reference
from heze_graph.store import folder


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *more],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for program, more in (
            ("dask_scheduler", ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]),
            ("dask_worker", [address, "--nthreads", "1", "--no-dashboard", "--name", "one"]),
            ("dask_worker", [address, "--nthreads", "1", "--no-dashboard", "--name", "two"]),
        )
    ]
    try:
        yield address
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.wait(timeout=30)


def lines(files: Iterator[Path] | tuple[Path, ...]) -> set[bytes]:
    return {line for file in files for line in file.read_bytes().splitlines()}


def test_workers_of_a_scheduler_make_the_same_graph(scheduler: str, reference: Reference, tmp_path: Path) -> None:
    build(seed_tables(), tmp_path / "here", reference)
    with cluster(reference, scheduler) as workers:
        build(seed_tables(), tmp_path / "there", reference, workers=workers)
    assert folder.current(tmp_path / "there").version == folder.current(tmp_path / "here").version


def test_nobody_at_the_address_is_told_at_once(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heze_graph.pipeline.pieces._PATIENCE", 1)
    with pytest.raises(HezeGraphError, match=r"tcp://127\.0\.0\.1:9"), cluster(reference, "tcp://127.0.0.1:9"):
        pass


def test_shards_of_separate_tasks_are_together_the_graph(reference: Reference, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    text = seed_tables()[1].path.read_text(encoding="utf-8").replace("2023", "2021")
    other.write_text(text, encoding="utf-8")
    tables = [*seed_tables(), TableFile.at(other)]
    build(tables, tmp_path / "store", reference)
    for task in (tables[:2], tables[2:]):
        write_shards(task, tmp_path / "shards", Workers(reference))
    shards = tuple(sorted((tmp_path / "shards").iterdir()))
    assert [shard.suffix for shard in shards] == [".nq"] * len(shards)
    assert lines(shards) == lines(folder.current(tmp_path / "store").files())
