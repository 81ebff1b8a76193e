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

import pytest

from heze_graph.errors import BusyError, OvertimeError, QueryError, StoreError
from heze_graph.saved.library import Library
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.limits import Limits
from heze_graph.store.line import COSTLY, Line, Ticket
from heze_graph.store.pool import Pool
from heze_graph.store.question import GRAPHS, TABLES, Dataset, Question
from heze_graph.store.relay import Relay

QUAD = "<http://example.org/s> <http://example.org/p> <http://example.org/o{0}> <http://example.org/g{0}> .\n"
# Minutes of work that takes no memory.
ENDLESS = "SELECT * { ?s ?p ?o . ?a ?b ?c . FILTER(?o < ?c || ?o >= ?c) } OFFSET 4000000000 LIMIT 1"
DEEP = "SELECT (" + "STR(" * 40_000 + "?x" + ")" * 40_000 + " AS ?y) {}"
MEMORY = "SELECT ?x40 { BIND('xxxxxxxx' AS ?x0) " + "".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40)
)
QUICK = Limits(seconds=1, saved_seconds=60, slow_after=0.3, patience=3, memory=256 * 2**20, answer=1_000_000)


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


def body(pool: Pool, question: Question) -> bytes:
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
        pool.answer(Question(ENDLESS, "json"))
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
            written = body(pool, Question(query, "csv", dataset=dataset, union=union)).splitlines()
            assert len(written) - 1 == rows, (query, dataset)
    finally:
        pool.close()


def test_many_ask_at_once(pool: Pool) -> None:
    with ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(pool.select, f"SELECT ({n} AS ?x) {{}}") for n in range(100)]
        assert [[row["x"] for row in answer.result().texts()] for answer in asked] == [[str(n)] for n in range(100)]


def test_a_simple_query_is_answered_while_slow_ones_run(pool: Pool) -> None:
    question = Question(ENDLESS, "json")  # a cost of 0: it is taken for a simple one
    with ThreadPoolExecutor(12) as threads:
        slow = [threads.submit(pool.answer, question) for _ in range(12)]
        time.sleep(0.1)
        assert body(pool, Question("ASK {}", "json"))
        assert len(pool.select("SELECT * { ?s ?p ?o } LIMIT 1").rows) == 1
        errors = {type(one.exception()) for one in slow}
    assert errors <= {BusyError, OvertimeError}


def test_nobody_waits_for_who_is_gone(pool: Pool) -> None:
    gone = Event()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.answer, Question(ENDLESS, "json", saved=True), gone)
        time.sleep(0.2)
        gone.set()
        assert isinstance(asked.exception(timeout=5), BusyError)


def test_large_answers_on_their_way_are_bounded(seed_store: Path) -> None:
    large = Question("SELECT * { ?s ?p ?o }", "json")
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
            with pool.answer(Question("SELECT ?o { ?s ?p ?o }", "csv")) as reply:
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
        "time.sleep(0.5); print(pool._spool, flush=True); time.sleep(60)\n"
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


def ticket(cost: int = 0, *, saved: bool = False, came: float = 0, text: str = "") -> Ticket:
    return Ticket(Question(text or f"q{cost}", "json", cost=cost, saved=saved), came)


def test_who_goes_first() -> None:
    line = Line(Limits(workers=4, slow=1))
    cheap, dear, saved, old = ticket(1, came=9), ticket(500, came=9), ticket(30, saved=True, came=9), ticket(15, came=0)
    for one in (dear, cheap, old, saved):
        line.enter(one)
    order = []
    while first := line.next(10, 9):
        line.waiting.remove(first)
        order.append(first)
    assert order == [saved, old, cheap, dear]


def test_one_worker_is_left_for_saved_queries_and_few_are_slow() -> None:
    line = Line(Limits(workers=3, slow=1))
    line.running = [ticket(), ticket()]
    line.enter(ticket(1))
    assert line.next(0, 9) is None
    line.enter(ticket(1, saved=True))
    assert line.next(0, 9) is line.waiting[1]
    line = Line(Limits(workers=9, slow=1))
    for _ in range(2):
        line.enter(ticket(500))
    line.running.append(line.waiting.pop())
    assert line.next(0, 9) is None


def test_the_last_ready_worker_is_for_what_looks_harmless() -> None:
    line = Line(Limits())
    line.enter(ticket(COSTLY))
    assert line.next(0, 0) is None
    assert line.next(0, 1) is None
    assert line.next(0, 2) is line.waiting[0]
    line.enter(ticket(COSTLY - 1))
    assert line.next(0, 1) is line.waiting[1]


def test_a_slow_query_makes_room_and_is_remembered() -> None:
    line = Line(Limits(workers=4, slow=1, slow_after=1))
    first, second, third = (ticket(text="endless") for _ in range(3))
    first.started, second.started, third.started = 0.0, 0.5, 1.9
    line.running = [first, second, third]
    line.enter(same := ticket(text="endless"))
    line.enter(ticket(text="quick"))
    assert line.in_the_way() is None
    assert list(line.grown_slow(2)) == [first, second]
    assert same.dear
    assert line.in_the_way() is second
    line.waiting.clear()
    assert line.in_the_way() is None
    line.enter(again := ticket(text="endless"))
    assert again.dear
    assert line.in_the_way() is None


def test_the_last_ones_find_no_room() -> None:
    line = Line(Limits(waiting=2))
    tickets = [ticket(cost, saved=saved) for saved in (True, False) for cost in (3, 1, 2)]
    for one in tickets:
        line.enter(one)
    assert list(line.surplus(0)) == [tickets[0], tickets[3]]


def test_there_is_room_for_one_more_beside_twenty() -> None:
    line = Line(Limits())
    for number in range(21):
        line.enter(ticket(1, came=number))
    line.running.append(line.waiting.pop(0))  # with one worker that is ready, as after many were ended
    assert list(line.surplus(21)) == []


def test_a_relay_writes_what_a_pool_writes(seed_engine: Embedded, pool: Pool) -> None:
    relay = Relay(seed_engine)
    select = r'SELECT * { VALUES (?x ?y) { ("a\"\r\n<&>责"@zh UNDEF) (<http://e/> 0) (false "") } }'
    for format_ in TABLES:
        for query, form in ((select, "SELECT"), ("ASK {}", "ASK")):
            question = Question(query, format_, form=form)
            with relay.answer(question) as reply:
                assert reply.file.read() == body(pool, question), (format_, form)
    for format_ in GRAPHS:
        with relay.answer(Question("CONSTRUCT WHERE { ?s a ?o }", format_)) as reply:
            assert reply.size == len(reply.file.read()) > 1000
    with pytest.raises(QueryError):
        relay.answer(Question('SELECT ("\\u0001" AS ?x) {}', "xml"))
    with pytest.raises(QueryError):
        relay.answer(Question("ASK {}", "json", dataset=Dataset(("http://example.org/g",))))
