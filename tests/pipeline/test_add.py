from __future__ import annotations

import itertools
import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heze_graph.errors import StoreError, TableError
from heze_graph.messages import Message
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import Added, add, build, seed_tables
from heze_graph.reference import Reference
from heze_graph.reference.register import starter_files
from heze_graph.resources import ONTOLOGY
from heze_graph.store.embedded import opened
from heze_graph.store.folder import current
from heze_graph.validation import violations

HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
TARGETS = ("办好牡丹节", "新建学校食堂30处", "完成953个行政村生活污水治理", "社会消费品零售总额增长5%以上")
PERIODS = ("一季度", "上半年", "三季度", "年度")


def table(folder: Path, period: str, numbers: Sequence[int], progress: str = "正在推进") -> TableFile:
    """Write a table of some of TARGETS, numbered anew."""
    rows = "".join(
        f"{number}\t张三\t{TARGETS[index]}\t年底\t{progress}\t是\t市某局 市甲局\n"
        for number, index in enumerate(numbers, start=7)
    )
    path = folder / f"{PERIODS.index(period)}-{'-'.join(map(str, numbers))}-{len(progress)}.txt"
    path.write_text(f"大名县人民政府2023年{period}责任目标完成情况\n{HEAD}{rows}", encoding="utf-8")
    return TableFile.at(path)


def put(tables: Sequence[TableFile], store: Path, reference: Reference) -> Added:
    return add(tables, store, reference)


def lines(store: Path) -> set[str]:
    return set(current(store).graph.read_text(encoding="utf-8").splitlines())


def facts(store: Path) -> set[str]:
    """Return the quads of a store with each target named for the entries it has, whatever it is called."""
    text = current(store).graph.read_text(encoding="utf-8")
    entries: dict[str, list[str]] = {}
    for entry, target in re.findall(r"<\S+/id/entry/(\S+)> <\S+#ofTarget> <\S+/id/target/(\S+)>", text):
        entries.setdefault(target, []).append(entry)
    names = {target: "+".join(sorted(found)) for target, found in entries.items()}
    text = re.sub(r"(/id/target/)([^>\s]+)>", lambda match: f"{match[1]}{names.get(match[2], match[2])}>", text)
    # Short names of targets in lists and identifiers follow the target's own name.
    names_of_targets = re.compile(r"#target(?:Iri)?List>|/identifier> \"[^\"]+/|prefLabel> .*/target")
    return {line for line in text.splitlines() if not names_of_targets.search(line)}


def test_adding_to_nothing_is_building(reference: Reference, tmp_path: Path) -> None:
    done = put(seed_tables(), tmp_path / "added", reference)
    build(seed_tables(), tmp_path / "built", reference)
    assert done.added == ("heze-2023-annual", "heze-2023-q3")
    assert current(tmp_path / "added").version == current(tmp_path / "built").version


def test_the_same_file_twice_changes_nothing(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = table(tmp_path, "三季度", (0, 1))
    put([first], store, reference)
    version = current(store).version
    copy = tmp_path / "another name.txt"
    copy.write_bytes(first.path.read_bytes())
    done = put([TableFile.at(copy)], store, reference)
    assert (done.added, done.unchanged, done.replaced) == ((), ("大名县-2023-q3",), ())
    assert current(store).version == version


def test_a_corrected_file_replaces_its_predecessor_and_says_what_changed(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "三季度", (0, 1))], store, reference)
    done = put([table(tmp_path, "三季度", (0, 2), "已完成")], store, reference)
    ((name, differences),) = done.replaced
    assert name == "大名县-2023-q3"
    assert tuple(map(str, differences)) == (
        "no. 7: progress or claim differs",
        f"no. 8: wording “{TARGETS[1]}” → “{TARGETS[2]}”",
        "no. 8: progress or claim differs",
    )
    assert done.summary["entries"] == 2
    assert not any("正在推进" in line for line in lines(store))


def test_no_iri_changes_when_documents_are_added(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "年度", (0, 1))], store, reference)
    before = {iri for line in lines(store) for iri in re.findall(r"<(\S+/id/\S+)>", line)}
    put([table(tmp_path, "上半年", (1, 0, 2))], store, reference)
    after = {iri for line in lines(store) for iri in re.findall(r"<(\S+/id/\S+)>", line)}
    assert before <= after
    assert any("/id/target/大名县-2023-annual/7" in iri for iri in after)
    assert not any("/id/target/大名县-2023-h1/8" in iri for iri in after)


@settings(max_examples=12, deadline=None)
@given(
    chosen=st.lists(
        st.tuples(st.sampled_from(PERIODS), st.permutations(range(4)).flatmap(lambda p: st.just(tuple(p[:3])))),
        min_size=2,
        max_size=3,
        unique_by=lambda pair: pair[0],
    )
)
def test_any_order_of_adding_gives_the_same_facts(
    reference: Reference, tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[str, tuple[int, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    tables = [table(folder, period, numbers) for period, numbers in chosen]
    outcomes = []
    for number, order in enumerate(itertools.permutations(tables)):
        store = folder / f"store-{number}"
        for one in order:
            put([one], store, reference)
        outcomes.append(facts(store))
    assert all(outcome == outcomes[0] for outcome in outcomes[1:])


def test_a_wrong_table_leaves_the_store_as_it_was(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "三季度", (0, 1))], store, reference)
    version = current(store).version
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("no table\n", encoding="utf-8")
    with pytest.raises(TableError):
        put([TableFile.at(wrong)], store, reference)
    assert current(store).version == version


def test_two_tables_without_a_period_and_one_file_name_are_not_confused(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for title in ("甲乡任务分解表", "乙乡任务分解表"):
        path = tmp_path / title / "table.txt"
        path.parent.mkdir()
        path.write_text(f"{title}\n{HEAD}1\t张三\t办好牡丹节\t年底\t\t是\t某局\n", encoding="utf-8")
    put([TableFile.at(tmp_path / "甲乡任务分解表" / "table.txt")], store, reference)
    with pytest.raises(TableError, match="give it a name with --name"):
        put([TableFile.at(tmp_path / "乙乡任务分解表" / "table.txt")], store, reference)


def test_two_tables_of_one_city_and_period_need_two_names(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "三季度", (0, 1))], store, reference)
    other = tmp_path / "other.txt"
    other.write_text(
        f"大名县人民政府2023年三季度民生实事\n{HEAD}1\t张三\t新建公厕8座\t年底\t\t是\t某局\n", encoding="utf-8"
    )
    with pytest.raises(TableError, match="--name 大名县-2023-q3 if it is to replace the other"):
        put([TableFile.at(other)], store, reference)
    done = put([replace(TableFile.at(other), document="大名县-2023-q3-2")], store, reference)
    assert done.added == ("大名县-2023-q3-2",)
    assert {document["name"] for document in done.summary["documents"]} == {"大名县-2023-q3", "大名县-2023-q3-2"}
    again = put([table(tmp_path, "年度", (0,))], store, reference)
    assert len(again.summary["documents"]) == 3


@pytest.mark.parametrize(
    "title", ["大名县人民政府2023年三季度", "北京市朝阳区2023年三季度", "滕州市2023年三季度", "某某开发区任务"]
)
def test_a_graph_of_any_city_keeps_its_shapes(reference: Reference, tmp_path: Path, title: str) -> None:
    path = tmp_path / "t.txt"
    row = "1\t张三\t新建学校3所，支持各县区发展\t不知何时\t开工2所\t不好说\t某局 某某镇\n"
    path.write_text(f"{title}\n{HEAD}{row}注：完。\n", encoding="utf-8")
    put([TableFile.at(path)], tmp_path / "store", reference)
    assert violations(opened(current(tmp_path / "store")), ONTOLOGY / "shapes.ttl") == ()


def test_what_the_user_says_anew_of_a_file_is_heard(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = table(tmp_path, "三季度", (0, 1))
    put([first], store, reference)
    done = put([replace(first, document="daming-tasks")], store, reference)
    assert (done.added, done.unchanged) == (("daming-tasks",), ())
    assert [document["name"] for document in done.summary["documents"]] == ["daming-tasks"]
    assert put([replace(first, document="daming-tasks")], store, reference).unchanged == ("daming-tasks",)
    assert put([first], store, reference).unchanged == ("daming-tasks",)


def test_a_starter_register_holds_no_formula(reference: Reference) -> None:
    files = starter_files(["市某局", "=1+1局", "@局"], ["张三", "+86"], (), reference.language)
    assert [line.split(",")[0] for line in files["units.csv"].splitlines()[1:]] == ["市某局"]
    assert [line.split(",")[0] for line in files["leaders.csv"].splitlines()[1:]] == ["张三"]


def test_two_who_add_at_once_both_do(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "一季度", (0, 1))], store, reference)
    second_waits = threading.Event()

    def report(stage: Message) -> None:
        if stage.key == "store.waiting":
            second_waits.set()

    with ThreadPoolExecutor(1) as threads:
        others: list[Future[Added]] = []

        def during(stage: Message) -> None:
            if stage.key == "pipeline.linking":
                others.append(threads.submit(add, [table(tmp_path, "三季度", (0, 2))], store, reference, report))
                assert second_waits.wait(600)

        add([table(tmp_path, "上半年", (0, 3))], store, reference, during)
        assert others[0].result().added == ("大名县-2023-q3",)
    assert set(current(store).tables()) == {"大名县-2023-q1", "大名县-2023-h1", "大名县-2023-q3"}


@pytest.mark.parametrize("put_in", [build, add])
def test_a_table_that_can_be_read_once_is_kept_whole(
    reference: Reference, tmp_path: Path, put_in: Callable[..., object]
) -> None:
    file = table(tmp_path, "三季度", (0, 1)).path
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(pipe.write_bytes, file.read_bytes())
        put_in([TableFile.at(pipe)], tmp_path / "store", reference)
    (kept,) = current(tmp_path / "store").tables().values()
    assert (kept.name, kept.path.read_bytes()) == ("pipe.txt", file.read_bytes())
    assert put([TableFile.at(file)], tmp_path / "store", reference).unchanged


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("change", [Path.unlink, empty])
def test_a_table_that_changes_while_it_is_read_is_told(
    reference: Reference, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    file = table(tmp_path, "三季度", (0, 1))

    def during(stage: Message) -> None:
        if stage.key == "pipeline.writing":
            change(file.path)

    with pytest.raises(TableError, match="a file that was changed or removed while it was read"):
        build([file], tmp_path / "store", reference, during)


@pytest.mark.parametrize("room", ["parts", "shared"])
def test_adding_to_a_damaged_graph_is_refused(reference: Reference, tmp_path: Path, room: str) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "三季度", (0, 1))], store, reference)
    text = table(tmp_path, "年度", (2, 3)).path.read_text(encoding="utf-8")
    other = tmp_path / "other.txt"
    other.write_text(text.replace("2023", "2021"), encoding="utf-8")
    kept = next(path for path in (current(store).folder / room).iterdir() if len(path.stem) == 16)
    kept.write_bytes(kept.read_bytes()[1:])
    with pytest.raises(StoreError, match=f"a damaged {room}"):
        put([TableFile.at(other)], store, reference)


def test_a_copy_that_was_damaged_in_the_store_is_told_as_such(reference: Reference, tmp_path: Path) -> None:
    store = tmp_path / "store"
    put([table(tmp_path, "三季度", (0, 1))], store, reference)
    (kept,) = current(store).tables().values()
    kept.path.write_text("x", encoding="utf-8")
    other = tmp_path / "other.txt"
    text = table(tmp_path, "年度", (2, 3)).path.read_text(encoding="utf-8")
    other.write_text(text.replace("2023", "2022"), encoding="utf-8")
    for file in (table(tmp_path, "年度", (2, 3)), TableFile.at(other)):  # one that is linked with it, one that is not
        with pytest.raises(StoreError, match=r"a copy of .* without --add"):
            put([file], store, reference)
