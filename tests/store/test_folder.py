from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from heze_graph.errors import StoreError
from heze_graph.messages import Message
from heze_graph.store import folder, index, merging, writing
from heze_graph.store.embedded import Embedded

ONE = "<u:s> <u:p> <u:one> <u:g> .\n"
TWO = "<u:s> <u:p> <u:two> <u:g> .\n"


def objects(store: Path) -> list[str]:
    rows = Embedded(store).select("SELECT ?o { ?s ?p ?o }").rows
    return [row[0].text for row in rows if row[0]]


def test_a_store_is_replaced_whole(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = folder.write(store, ONE, {"n": 1})
    assert objects(store) == ["u:one"]
    second = folder.write(store, TWO, {"n": 2})
    assert objects(store) == ["u:two"]
    assert folder.current(store).summary() == {"n": 2}
    assert first.version != second.version
    assert sorted(path.name for path in store.iterdir()) == ["current", second.folder.name, "writing.lock"]


def test_the_same_graph_is_the_same_version(tmp_path: Path) -> None:
    assert folder.write(tmp_path, ONE, {}).version == folder.write(tmp_path, ONE, {}).version


@pytest.mark.parametrize("step", ["write_bytes", "write_text", "replace"])
def test_a_build_that_breaks_off_leaves_the_old_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder.write(tmp_path, ONE, {})

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, step, fail)
        with pytest.raises(StoreError, match="No space left"):
            folder.write(tmp_path, TWO, {})
    assert objects(tmp_path) == ["u:one"]
    folder.write(tmp_path, TWO, {})
    assert objects(tmp_path) == ["u:two"]


def test_an_interrupted_build_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(tmp_path, ONE, {})

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            folder.write(tmp_path, TWO, {})
    assert objects(tmp_path) == ["u:one"]


def test_a_large_graph_is_asked_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 0)
    folder.write(tmp_path, ONE, {})
    assert folder.current(tmp_path).index is not None
    assert objects(tmp_path) == ["u:one"]


def test_a_folder_with_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(StoreError, match=r"letter\.txt"):
        folder.write(tmp_path, ONE, {})
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_no_store_and_a_broken_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        folder.current(tmp_path)
    generation = folder.write(tmp_path, ONE, {})
    (part,) = generation.files()
    part.write_text("<u:s> <u:p", encoding="utf-8")
    with pytest.raises(StoreError, match=r"a damaged parts/graph\.nq"):
        Embedded(tmp_path)
    part.unlink()
    with pytest.raises(StoreError, match=r"no graph\.nq"):
        folder.current(tmp_path)


def test_a_store_of_another_version_is_built_anew(tmp_path: Path) -> None:
    old = folder.write(tmp_path, ONE, {})
    (old.folder / "parts.json").unlink()
    with pytest.raises(StoreError, match="a store built by this version"):
        folder.current(tmp_path)
    folder.write(tmp_path, TWO, {})
    assert objects(tmp_path) == ["u:two"]


def test_the_name_in_current_cannot_lead_elsewhere(tmp_path: Path) -> None:
    folder.write(tmp_path / "store", ONE, {})
    folder.write(tmp_path / "other", TWO, {}).folder.rename(tmp_path / "graph-x")
    (tmp_path / "store" / "current").write_text("../graph-x", encoding="utf-8")
    with pytest.raises(StoreError):
        folder.current(tmp_path / "store")


@pytest.mark.parametrize("damage", [b"", TWO.encode(), None])
@pytest.mark.parametrize("limit", [0, 300_000])
def test_a_damaged_part_is_refused_and_the_next_build_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None, limit: int
) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", limit)
    generation = folder.write(tmp_path, ONE, {})
    (part,) = generation.files()
    part.unlink()
    if damage is not None:
        part.write_bytes(damage)
    with pytest.raises(StoreError, match="To mend it"):
        _ = folder.current(tmp_path).graph
    assert folder.write(tmp_path, ONE, {}).files()[0].read_text(encoding="utf-8") == ONE
    assert objects(tmp_path) == ["u:one"]


@pytest.mark.parametrize("damage", ["", TWO, ONE + TWO])
@pytest.mark.parametrize("built_again", [True, False])
def test_a_damaged_file_of_the_whole_graph_is_written_anew(tmp_path: Path, damage: str, built_again: bool) -> None:
    whole = folder.write(tmp_path, ONE, {}).graph
    whole.write_text(damage, encoding="utf-8")
    if built_again:
        folder.write(tmp_path, ONE, {})
    assert folder.current(tmp_path).graph.read_text(encoding="utf-8") == ONE


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_store_that_may_only_be_read_gives_its_whole_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    generation, merge = folder.write(tmp_path, ONE, {}), merging.merge

    def refused_there(parts: Sequence[Path], whole: Path) -> None:
        if whole.is_relative_to(tmp_path):
            raise OSError(number, os.strerror(number))
        merge(parts, whole)

    monkeypatch.setattr(merging, "merge", refused_there)
    assert generation.graph == generation.graph != generation.folder / folder.GRAPH
    assert generation.graph.read_text(encoding="utf-8") == ONE
    assert not (generation.folder / folder.GRAPH).exists()
    lent = generation.graph
    merging.remove_copies()
    assert not lent.parent.exists()
    assert generation.graph.read_text(encoding="utf-8") == ONE


def test_a_full_disk_is_no_store_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = folder.write(tmp_path, ONE, {})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(merging, "merge", full)
    with pytest.raises(StoreError, match="No space left"):
        _ = generation.graph


def test_an_index_of_many_loads_is_as_compact_as_that_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{part}.nq" for part in range(8)]
    for part, file in enumerate(files):
        lines = (f"<u:{part}-{number}> <u:p> <u:{number}> <u:g> .\n" for number in range(100))
        file.write_text("".join(sorted(lines)), encoding="utf-8")
    index.fill(tmp_path / "one", files)
    monkeypatch.setattr(index, "_TOGETHER", 1)
    index.fill(tmp_path / "many", files)
    one, many = (len(list((tmp_path / name).glob("*.sst"))) for name in ("one", "many"))
    # Not joined, each of the eight loads leaves as many as one does. RocksDB removes the last ones when it likes.
    assert many < 2 * one
    assert index.quads(tmp_path / "many") == index.quads(tmp_path / "one") == 800


def test_a_damaged_index_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 0)
    damaged = folder.write(tmp_path, ONE, {}).index
    assert damaged
    for file in damaged.glob("MANIFEST*"):
        file.write_bytes(b"")
    folder.write(tmp_path, ONE, {})
    assert objects(tmp_path) == ["u:one"]


def test_a_list_of_other_parts_is_refused(tmp_path: Path) -> None:
    generation = folder.write(tmp_path, ONE, {})
    listed = generation.folder / "parts.json"
    listed.write_text(listed.read_text(encoding="utf-8").replace(generation.parts()[0].sha256, "0" * 64), "utf-8")
    with pytest.raises(StoreError, match="a list of different parts"):
        folder.current(tmp_path)


def test_who_cannot_wait_longer_for_another_writer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(tmp_path, ONE, {})
    monkeypatch.setattr(writing, "PATIENCE", 0)
    told: list[Message] = []

    def other() -> None:
        with folder.writing(tmp_path, told.append):
            pytest.fail("two write at once")

    with (
        folder.writing(tmp_path),
        ThreadPoolExecutor(1) as threads,
        pytest.raises(StoreError, match="another build that is still writing"),
    ):
        threads.submit(other).result()
    assert [str(one) for one in told] == [f"waiting for another build of {tmp_path}"]
    folder.write(tmp_path, TWO, {})
    assert objects(tmp_path) == ["u:two"]


def test_what_a_killed_build_left_is_swept_and_its_lock_is_free(tmp_path: Path) -> None:
    folder.write(tmp_path, ONE, {})
    script = (
        "import os, signal, sys; from pathlib import Path; from heze_graph.store import folder\n"
        "with folder.drafting(Path(sys.argv[1])) as draft:\n"
        "    (draft / 'half').write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode
    assert len(list(tmp_path.glob("building-*"))) == 1
    assert objects(tmp_path) == ["u:one"]
    folder.write(tmp_path, TWO, {})
    assert not list(tmp_path.glob("building-*"))


def test_who_reads_while_a_build_replaces_the_generation_reads_again(tmp_path: Path) -> None:
    folder.write(tmp_path, ONE, {})
    seen: list[str] = []

    def read(generation: folder.Generation) -> str:
        if not seen:
            folder.write(tmp_path, TWO, {})
        seen.append(generation.version)
        return b"".join(generation.texts()).decode()

    assert folder.reading(tmp_path, read) == TWO
    assert len(seen) == 2
