"""The pool of workers: what is asked is answered as the embedded engine does, or ended; nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pyoxigraph
import pytest

from heze_graph.errors import BusyError, FormatError, OvertimeError, QueryError, StoreError
from heze_graph.queries.library import Library
from heze_graph.rdf.formats import RESULTS, TRIPLES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Dataset, QueryRequest, answer
from heze_graph.store.lanes import Limits
from heze_graph.store.pool import Pool
from heze_graph.store.worker import Worker

QUAD = "<http://example.org/s> <http://example.org/p> <http://example.org/o{0}> <http://example.org/g{0}> .\n"
# Minutes of work that takes no memory.
ENDLESS = "SELECT * { ?s ?p ?o . ?a ?b ?c . FILTER(?o < ?c || ?o >= ?c) } OFFSET 4000000000 LIMIT 1"
DEEP = "SELECT (" + "STR(" * 40_000 + "?x" + ")" * 40_000 + " AS ?y) {}"
MEMORY = "SELECT ?x40 { BIND('xxxxxxxx' AS ?x0) " + "".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40)
)
QUICK = Limits(seconds=1, saved_seconds=60, patience=20, memory=256 * 2**20, answer=1_000_000)


@pytest.fixture(scope="module")
def pool(seed_store: Path) -> Iterator[Pool]:
    made = Pool(seed_store, QUICK)
    yield made
    made.close()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def body(pool: Pool, question: QueryRequest) -> bytes:
    with pool.answer(question) as reply:
        data = b"".join(reply.parts(1000))
        assert len(data) == reply.size
        return data


def test_saved_queries_give_the_same_answers(pool: Pool, seed_engine: Embedded, library: Library) -> None:
    for query in library.queries:
        if any(parameter.required for parameter in query.parameters):
            continue
        text = query.bound({})
        if query.form == "SELECT":
            assert pool.select(text) == seed_engine.select(text), query.name
        else:
            assert pool.construct(text) == seed_engine.construct(text), query.name


def test_terms_survive(pool: Pool, seed_engine: Embedded) -> None:
    text = r'SELECT * { VALUES ?x { "a\"\\\n\r\t<>&责" "x"@zh-cn <http://e/é> 0 false 1.50 1e3 UNDEF "" "\u0001" } }'
    assert pool.select(text) == seed_engine.select(text)
    assert pool.select("ASK { ?s ?p ?o }") == seed_engine.select("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("query", "error", "says"),
    [
        ("SELECT * {\n ?s ?p", QueryError, "line 2"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", QueryError, ""),
        (DEEP, QueryError, "too much for the engine"),
        (MEMORY + "}", QueryError, "memory"),
        ("SELECT * { ?s ?p ?o . ?a ?b ?c }", QueryError, "a larger answer"),
    ],
    ids=["syntax", "form", "depth", "memory", "size"],
)
def test_what_is_wrong_is_told_and_harms_nobody(pool: Pool, query: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as raised:
        pool.select(query)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(pool.select("SELECT * { ?s ?p ?o } LIMIT 1").rows) == 1


def test_a_query_that_does_not_end_is_ended(pool: Pool) -> None:
    begin = time.monotonic()
    with pytest.raises(OvertimeError, match="no end within"):
        pool.answer(QueryRequest(ENDLESS, "srj", client="a"))
    assert time.monotonic() - begin > 1


def test_a_worker_reaches_no_other_host_and_no_file(pool: Pool) -> None:
    with pytest.raises(StoreError):
        pool.select("SELECT * { SERVICE <http://127.0.0.1:18/> { ?s ?p ?o } }")


def test_datasets(tmp_path: Path) -> None:
    folder.write(tmp_path / "store", QUAD.format(1) + QUAD.format(2) + QUAD.format(3), {})
    pool = Pool(tmp_path / "store", QUICK)
    try:
        one, two = "http://example.org/g1", "http://example.org/g2"
        default, named = "SELECT ?o { ?s ?p ?o }", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
        from_two = default.replace("?o {", f"?o FROM <{two}> {{", 1)
        cases = {
            (default, None, True): 3,
            (default, None, False): 0,
            (named, None, True): 3,
            (default, Dataset((one, two)), True): 2,
            (named, Dataset((one, two)), True): 0,
            (default, Dataset((), (one,)), True): 0,
            (named, Dataset((), (one,)), True): 1,
            (from_two, None, False): 1,
            (from_two, Dataset(("http://example.org/none",)), False): 0,
        }
        for (query, dataset, union), rows in cases.items():
            written = body(pool, QueryRequest(query, "csv", dataset=dataset, union=union)).splitlines()
            assert len(written) - 1 == rows, (query, dataset)
    finally:
        pool.close()


def test_many_ask_at_once(pool: Pool) -> None:
    with ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(pool.select, f"SELECT ({n} AS ?x) {{}}") for n in range(100)]
        assert [[row["x"] for row in answer.result().texts()] for answer in asked] == [[str(n)] for n in range(100)]


def test_one_worker_answers_one_query_after_the_other(seed_store: Path) -> None:
    pool = Pool(seed_store, Limits(saved_workers=1, adhoc_workers=0))
    try:
        (worker,) = pool._saved.idle
        for _ in range(3):
            pool.select("ASK {}")
        assert pool._saved.idle == [worker]
    finally:
        pool.close()


def test_others_are_answered_while_one_client_floods(pool: Pool) -> None:
    with ThreadPoolExecutor(20) as threads:
        flood = [threads.submit(pool.answer, QueryRequest(ENDLESS, "srj", client="flood")) for _ in range(20)]
        time.sleep(0.1)
        for _ in range(3):
            assert body(pool, QueryRequest("ASK {}", "srj", client="other"))
            assert len(pool.select("SELECT * { ?s ?p ?o } LIMIT 1").rows) == 1
        assert {type(one.exception()) for one in flood} == {BusyError, OvertimeError}


def test_nobody_waits_for_who_is_gone(pool: Pool) -> None:
    gone = Event()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, QueryRequest(ENDLESS, "srj"), gone)
        time.sleep(0.2)
        gone.set()
        assert isinstance(asked.exception(timeout=5), BusyError)


def test_large_answers_on_their_way_are_bounded(seed_store: Path) -> None:
    large = QueryRequest("SELECT * { ?s ?p ?o }", "srj")
    pool = Pool(seed_store, Limits(answers=10_000_000))
    try:
        with pool.answer(large) as reply:
            assert 5_000_000 < reply.size < 10_000_000
            with pytest.raises(BusyError):
                pool.answer(large)
            pool.select("ASK {}")
        pool.answer(large).close()
    finally:
        pool.close()


def test_it_moves_to_a_new_generation_and_loses_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    folder.write(store, QUAD.format(1), {})
    pool = Pool(store)
    stop = Event()

    def ask() -> list[str]:
        seen = []
        while not stop.is_set():
            version = pool.version
            with pool.answer(QueryRequest("SELECT ?o { ?s ?p ?o }", "csv")) as reply:
                newer = reply.version != version
                seen.append((reply.file.read().split()[1].decode(), newer))
        return [o for o, _ in seen]

    try:
        with ThreadPoolExecutor(3) as threads:
            asked = [threads.submit(ask) for _ in range(3)]
            old = pool.version
            folder.write(store, QUAD.format(2), {})
            until(lambda: pool.version != old)
            time.sleep(0.1)
            stop.set()
            for seen in (one.result() for one in asked):
                assert set(seen) <= {"http://example.org/o1", "http://example.org/o2"}
                assert seen == sorted(seen), "an older generation answered after a newer one"
                assert seen[-1] == "http://example.org/o2"
    finally:
        stop.set()
        pool.close()


def test_queries_wait_for_a_new_generation_that_loads_slowly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, ready = tmp_path / "store", Worker.wait_until_ready

    def slowly(worker: Worker) -> None:
        ready(worker)
        time.sleep(1.5)

    folder.write(store, QUAD.format(1), {})
    pool = Pool(store)
    try:
        monkeypatch.setattr(Worker, "wait_until_ready", slowly)
        old = pool.version
        folder.write(store, QUAD.format(2), {})
        replaced, last = time.monotonic(), 0.0
        while "o1" in str(pool.select("SELECT ?o { ?s ?p ?o }").rows):
            last = time.monotonic() - replaced
        assert last < 1 < time.monotonic() - replaced
        assert pool.version != old
    finally:
        pool.close()


@pytest.mark.parametrize("damaged", ["parts.json", "parts/graph.nq"])
def test_a_new_generation_that_cannot_be_loaded_keeps_nobody_waiting(tmp_path: Path, damaged: str) -> None:
    store = tmp_path / "store"
    folder.write(store, QUAD.format(1), {})
    pool = Pool(store)
    try:
        new = folder.write(tmp_path / "other", QUAD.format(2), {}).folder
        (new / damaged).write_text("[]", encoding="utf-8")
        new.replace(store / new.name)
        (store / "current").write_text(new.name, encoding="utf-8")
        time.sleep(1)
        begin = time.monotonic()
        assert "o1" in str(pool.select("SELECT ?o { ?s ?p ?o }").rows)
        assert time.monotonic() - begin < 5
    finally:
        pool.close()


def test_a_store_that_vanishes_still_answers(tmp_path: Path) -> None:
    store = tmp_path / "store"
    folder.write(store, QUAD.format(1), {})
    pool = Pool(store)
    try:
        store.rename(tmp_path / "elsewhere")
        time.sleep(1)
        assert len(pool.select("SELECT * { ?s ?p ?o }").rows) == 1
    finally:
        pool.close()


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        Pool(tmp_path / "none")


def test_a_damaged_store(tmp_path: Path) -> None:
    folder.write(tmp_path / "store", "this is no graph\n", {})
    with pytest.raises(StoreError, match="heze-graph build"):
        Pool(tmp_path / "store")


def test_a_large_graph_is_read_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MEMORY_LIMIT", 1)
    folder.write(tmp_path / "store", QUAD.format(1) + QUAD.format(2), {})
    assert folder.current(tmp_path / "store").index
    pool = Pool(tmp_path / "store")
    try:
        assert len(pool.select("SELECT * { ?s ?p ?o }").rows) == 2
    finally:
        pool.close()


def test_an_index_of_many_files_is_read_and_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_many_files(path: Path, *_: object) -> None:
        store = pyoxigraph.Store(str(path))
        for number in range(30):  # each load leaves files of its own, of which Oxigraph opens the first sixteen at once
            store.bulk_load(input=QUAD.format(number).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
        store.flush()

    monkeypatch.setattr(folder, "MEMORY_LIMIT", 1)
    monkeypatch.setattr("heze_graph.store.index.write", of_many_files)
    folder.write(tmp_path / "store", "".join(map(QUAD.format, range(30))), {})
    pool = Pool(tmp_path / "store", QUICK)
    try:
        assert len(list((tmp_path / "store").rglob("*.sst"))) > 100
        assert len(pool.select("SELECT * { ?s ?p ?o }").rows) == 30
        with pytest.raises(StoreError):
            pool.select("SELECT * { SERVICE <http://127.0.0.1:18/> { ?s ?p ?o } }")
    finally:
        pool.close()


def test_its_end(seed_store: Path) -> None:
    pool = Pool(seed_store, Limits(saved_seconds=60))
    with ThreadPoolExecutor(2) as threads:
        running = threads.submit(pool.select, ENDLESS)
        time.sleep(0.2)
        pool.close()
        assert isinstance(running.exception(timeout=10), StoreError)
    pool.close()
    with pytest.raises(StoreError):
        pool.select("ASK {}")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_workers_end_when_their_asker_is_killed(seed_store: Path) -> None:
    code = (
        "import sys, threading, time; from pathlib import Path; from heze_graph.store.pool import Pool\n"
        f"pool = Pool(Path({str(seed_store)!r}))\n"
        f"threading.Thread(target=pool.select, args=({ENDLESS!r},), daemon=True).start()\n"
        "time.sleep(0.5); print(pool._spool.folder, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as asker:
        assert asker.stdout
        spool = Path(asker.stdout.readline().strip())
        table = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        workers = [int(pid) for pid, parent in map(str.split, table.splitlines()) if int(parent) == asker.pid]
        asker.kill()
    assert len(workers) >= 2
    until(lambda: not any(alive(pid) for pid in workers))
    assert not spool.exists()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that nobody has buried is no longer alive.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def test_threads_do_not_pile_up(pool: Pool) -> None:
    before = threading.active_count()
    for _ in range(5):
        with pytest.raises(QueryError):
            pool.select(MEMORY + "}")
    until(lambda: threading.active_count() <= before + 2)


def test_any_engine_writes_what_a_pool_writes(seed_engine: Embedded, pool: Pool) -> None:
    select = r'SELECT * { VALUES (?x ?y) { ("a\"\r\n<&>责"@zh UNDEF) (<http://e/> 0) (false "") } }'
    for format_ in RESULTS:
        for query, form in ((select, "SELECT"), ("ASK {}", "ASK")):
            request = QueryRequest(query, format_, form=form)
            with answer(seed_engine, request) as written:
                assert written.file.read() == body(pool, request), (format_, form)
    for format_ in TRIPLES:
        with answer(seed_engine, QueryRequest("CONSTRUCT WHERE { ?s a ?o }", format_)) as written:
            assert written.size == len(written.file.read()) > 1000
    for engine in (seed_engine, pool):
        with pytest.raises(FormatError, match="Turtle"):
            answer(engine, QueryRequest('SELECT ("\\u0001" AS ?x) {}', "srx"))
    with pytest.raises(QueryError):
        answer(seed_engine, QueryRequest("ASK {}", "srj", dataset=Dataset(("http://example.org/g",))))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
@pytest.mark.parametrize("form", ["csv", "srj"])
def test_an_answer_for_which_there_is_no_room_is_no_fault_of_the_query(seed_store: Path, form: str) -> None:
    pool = Pool(seed_store, QUICK)
    try:
        for number in range(9):  # the names of the files of answers
            (pool._spool.folder / str(number)).symlink_to("/dev/full")
        with pytest.raises(StoreError, match="No space left"):
            pool.answer(QueryRequest("SELECT * { ?s ?p ?o } LIMIT 3", form))
    finally:
        pool.close()
