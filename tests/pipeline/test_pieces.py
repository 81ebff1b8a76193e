"""A government and year is one piece: made by itself, in any process, and the only one that is made anew."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph import resources
from heze_graph.errors import TableError
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import Added, add, build, seed_tables
from heze_graph.pipeline.pieces import processes
from heze_graph.reference import Reference
from heze_graph.store import folder, index

HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
CITIES = ("大名县", "滕州市", "沙河市")


def table(where: Path, city: str, period: str, wording: str = "新建学校食堂30处") -> TableFile:
    rows = f"1\t张三\t{wording}\t年底\t已建成12处\t是\t市某局 市甲局\n2\t李四\t办好牡丹节\t年底\t\t否\t市甲局\n"
    path = where / f"{city}-{period}.txt"
    path.write_text(f"{city}人民政府2023年{period}责任目标完成情况\n{HEAD}{rows}", encoding="utf-8")
    return TableFile.at(path)


@pytest.fixture
def tables(tmp_path: Path) -> list[TableFile]:
    return [table(tmp_path, city, period) for city in CITIES for period in ("上半年", "三季度")]


def put(given: Sequence[TableFile], store: Path, reference: Reference) -> Added:
    return add(given, store, reference)


def made(given: Sequence[TableFile], store: Path, reference: Reference) -> folder.Generation:
    build(given, store, reference)
    return folder.current(store)


def same_files(one: folder.Generation, other: dict[str, int]) -> set[str]:
    """Return the parts whose file is the very same one as before."""
    return {file.name for file in one.files() if other.get(file.name) == file.stat().st_ino}


def indexed(generation: folder.Generation) -> pyoxigraph.Store:
    return pyoxigraph.Store.read_only(str(generation.index))


def inodes(generation: folder.Generation) -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in generation.files()}


def test_any_number_of_processes_gives_the_same_graph(
    tables: list[TableFile], reference: Reference, tmp_path: Path
) -> None:
    one = made(tables, tmp_path / "one", reference)
    with processes(reference, tables, 2) as workers:
        summary = build(tables, tmp_path / "two", reference, workers=workers)
    two = folder.current(tmp_path / "two")
    assert two.version == one.version
    assert two.graph.read_bytes() == one.graph.read_bytes()
    assert summary == one.summary()


def test_an_error_in_another_process_is_told_as_in_this_one(reference: Reference, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("no table\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"wrong\.txt"), processes(reference, [], 2) as workers:
        build([TableFile.at(wrong)], tmp_path / "store", reference, workers=workers)


def test_no_quad_stands_in_two_parts(tables: list[TableFile], reference: Reference, tmp_path: Path) -> None:
    generation = made(tables, tmp_path / "store", reference)
    lines = [line for file in generation.files() for line in file.read_bytes().splitlines()]
    assert len(lines) == len(set(lines)) == sum(part.quads for part in generation.parts())
    assert len(generation.files()) == len(CITIES) + 1


def test_only_the_piece_of_a_new_table_is_made_anew(
    tables: list[TableFile], reference: Reference, tmp_path: Path
) -> None:
    before = inodes(made(tables, tmp_path / "store", reference))
    late = table(tmp_path, CITIES[0], "年度")
    done = put([late], tmp_path / "store", reference)
    after = folder.current(tmp_path / "store")
    assert done.added == ("大名县-2023-annual",)
    assert len(same_files(after, before)) == len(CITIES) - 1
    whole = made([*tables, late], tmp_path / "whole", reference)
    assert after.version == whole.version
    assert after.summary() == whole.summary()


def test_the_same_table_again_writes_nothing(tables: list[TableFile], reference: Reference, tmp_path: Path) -> None:
    generation = made(tables, tmp_path / "store", reference)
    before = {file: file.stat().st_mtime_ns for file in generation.folder.rglob("*")}
    done = put(tables[:1], tmp_path / "store", reference)
    assert done == Added(generation.summary(), (), ("大名县-2023-h1",), ())
    assert {file: file.stat().st_mtime_ns for file in generation.folder.rglob("*")} == before


def test_what_depends_on_a_changed_reference_file_is_made_anew(tmp_path: Path) -> None:
    ontology = shutil.copytree(resources.ONTOLOGY, tmp_path / "ontology")
    where = ontology / "reference"
    made(seed_tables(), tmp_path / "store", Reference(where))
    judgements = next(where.glob("*/units.csv")).with_name("judgements.csv")
    pair = "heze-2023-q3,78,heze-2023-annual,86"
    with judgements.open("a", encoding="utf-8") as file:
        file.write(f"different-target,{pair},某人,2024-01-01,看过原件\n")
    done = put(seed_tables()[:1], tmp_path / "store", Reference(where))
    assert done.unchanged == ("heze-2023-annual",)
    assert done.summary["links"]["all"] == 53


def test_a_change_in_an_index_on_disk_answers_like_a_new_one(
    tables: list[TableFile], reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 0)
    monkeypatch.setattr(index, "_LITTLE", 2.0)
    old = made(tables, tmp_path / "store", reference)
    reader = indexed(old)
    corrected = table(tmp_path, CITIES[1], "三季度", "新建学校食堂45处")
    put([corrected], tmp_path / "store", reference)
    new = folder.current(tmp_path / "store")
    assert old.index != new.index
    fresh = made([*tables[:3], corrected, *tables[4:]], tmp_path / "fresh", reference)
    assert new.version == fresh.version
    assert set(indexed(new)) == set(indexed(fresh))
    assert any("新建学校食堂30处" in str(quad) for quad in reader)


def test_a_table_of_another_year_is_a_piece_of_its_own(
    tables: list[TableFile], reference: Reference, tmp_path: Path
) -> None:
    made(tables[:2], tmp_path / "store", reference)
    moved = tables[1].path
    moved.write_text(moved.read_text(encoding="utf-8").replace("2023年", "2024年"), encoding="utf-8")
    done = put([TableFile.at(moved)], tmp_path / "store", reference)
    assert done.added == ("大名县-2024-q3",)
    assert [document["name"] for document in done.summary["documents"]] == [
        "大名县-2023-h1",
        "大名县-2023-q3",
        "大名县-2024-q3",
    ]


def _of_year(where: Path, year: int, report: str) -> TableFile:
    path = where / f"{year}.txt"
    row = f"1\t张三\t抓好海堤修复\t长期坚持\t{report}\t是\t市甲局\n"
    path.write_text(f"大名县人民政府{year}年度责任目标完成情况\n{HEAD}{row}", encoding="utf-8")
    return TableFile.at(path)


def _copied(done: Added) -> int:
    return int(done.summary["findings"].get("report-copied-from-last-year", 0))


def test_a_year_is_held_against_the_one_before_in_whatever_order_they_come(
    reference: Reference, tmp_path: Path
) -> None:
    same = "修复海堤18公里，补植红树林640亩，建成驿站7处"
    first, second, third = (_of_year(tmp_path, year, same) for year in (2021, 2022, 2023))
    whole = made([first, second, third], tmp_path / "whole", reference)
    store = tmp_path / "store"
    assert [_copied(put([one], store, reference)) for one in (third, second, first)] == [0, 1, 2]
    assert folder.current(store).version == whole.version
    corrected = _of_year(tmp_path, 2021, same.replace("18", "19"))
    before = inodes(folder.current(store))
    assert _copied(put([corrected], store, reference)) == 1
    assert len(same_files(folder.current(store), before)) == 1, "what the year after the next says is the same"


def test_the_year_after_is_made_anew_only_where_it_may_be_a_copy(reference: Reference, tmp_path: Path) -> None:
    third = _of_year(tmp_path, 2023, "清淤\\河道9公里，架设“金桥”2座，其余工程有序推进")
    second = _of_year(tmp_path, 2022, "加固堤防4公里，更换闸门3扇，其余工程有序推进")
    store = tmp_path / "store"
    before = inodes(made([third], store, reference))
    assert _copied(put([second], store, reference)) == 0
    assert len(same_files(folder.current(store), before)) == 1, "no report of the new year is in the one after"
    assert folder.current(store).version == made([second, third], tmp_path / "whole", reference).version
    corrected = _of_year(tmp_path, 2022, "清淤\\河道9公里，架设“金桥”2座，其余工程有序推进")
    assert _copied(put([corrected], store, reference)) == 1
    made([third], tmp_path / "other", reference)
    assert _copied(put([corrected], tmp_path / "other", reference)) == 1, "a new one that is a copy"


def test_an_index_that_is_filled_while_pieces_are_made_holds_the_whole_graph(
    tables: list[TableFile], reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 1)
    monkeypatch.setattr(index, "_TOGETHER", 1_000)
    with processes(reference, tables, 2) as workers:
        build(tables, tmp_path / "shared", reference, workers=workers)
    build(tables, tmp_path / "alone", reference)
    shared, alone = (folder.current(tmp_path / name) for name in ("shared", "alone"))
    quads = sum(part.quads for part in shared.parts())
    assert shared.version == alone.version
    assert [index.quads(one.folder / folder.INDEX) for one in (shared, alone)] == [quads, quads]
    assert set(indexed(shared)) == set(indexed(alone))
