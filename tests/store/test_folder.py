from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import StoreError
from heze_graph.store import folder
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
    assert sorted(path.name for path in store.iterdir()) == ["current", second.folder.name]


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
    generation.graph.write_text("<u:s> <u:p", encoding="utf-8")
    with pytest.raises(StoreError, match="a damaged store"):
        Embedded(tmp_path)
    generation.graph.unlink()
    with pytest.raises(StoreError, match=r"no graph\.nq"):
        folder.current(tmp_path)


def test_the_name_in_current_cannot_lead_elsewhere(tmp_path: Path) -> None:
    folder.write(tmp_path / "store", ONE, {})
    (tmp_path / "graph-x").mkdir()
    (tmp_path / "graph-x" / folder.GRAPH).write_text(TWO, encoding="utf-8")
    (tmp_path / "store" / "current").write_text("../graph-x", encoding="utf-8")
    with pytest.raises(StoreError):
        folder.current(tmp_path / "store")
