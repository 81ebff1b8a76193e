"""A server whose graph is replaced under it, or that many ask at once: what `python -m benchmarks.faults` tries."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from urllib.parse import quote

from benchmarks.lab import COMMAND, Figures, Lab, wait_until

_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
#: Seconds of the trials of a server, and clients that ask without a pause.
SECONDS, CLIENTS, RUNAWAYS = 20.0, 50, 3


def ask(port: int, path: str, client: str) -> tuple[int, bytes]:
    """Ask a server, as a client at some address of this machine; status 0 stands for no answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120, source_address=(client, 0))
    try:
        connection.request("GET", path, headers={"Accept": "text/html, */*;q=0.5"})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


@contextmanager
def serving(store: Path, port: int = 8769) -> Iterator[int]:
    """Serve a store, and give the port."""
    command = [*COMMAND, "serve", "--port", str(port), "--store", str(store)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: ask(port, "/api/queries/documents", "127.0.0.1")[0] == 200)
            yield port
        finally:
            process.terminate()


def rebuild(lab: Lab, seconds: float) -> Iterator[Figures]:
    """Replace the graph again and again under pages, downloads and queries."""
    store, paths = (
        lab.folder / "served",
        ("/", "/graph", "/api/queries/documents", "/graph/register?format=nq", "/queries/entries"),
    )
    years, stop, late, waits = range(2001, 2019), Event(), [], []
    lab.run("build", lab.table(2000), "--store", store)

    def visit(path: str) -> Counter[str]:
        seen: Counter[str] = Counter()
        while not stop.is_set():
            status, body = ask(port, path, "127.0.0.1")
            mixed = len({year for year in (2000, *years) if f"{year}-q3".encode() in body}) > 1
            seen["mixed" if mixed else str(status)] += 1
        return seen

    with serving(store) as port, ThreadPoolExecutor(2 * len(paths)) as threads:
        visits = [threads.submit(visit, path) for path in paths * 2]
        begin = time.monotonic()
        for year in years:
            if time.monotonic() - begin > seconds * 3:
                break
            lab.run("build", lab.table(year), "--store", store)
            done = last = time.monotonic()
            while f"{year}-q3".encode() not in ask(port, "/api/queries/documents", "127.0.0.2")[1]:
                last = time.monotonic()
                time.sleep(0.02)
            late.append(last - done)
            waits.append(time.monotonic() - last)
        stop.set()
        seen = sum((one.result() for one in visits), Counter[str]())
    note = ", ".join(f"{kind} {number:,}" for kind, number in sorted(seen.items()))
    yield Figures(
        f"{len(late)} rebuilds under {len(visits)} clients",
        "every answer 200, of one graph",
        sum(seen.values()),
        seen["200"],
        note,
    )
    yield Figures(
        "old answers after a rebuild",
        "none after a second",
        len(late),
        sum(one <= 1 for one in late),
        f"longest {max(late):.1f} s; the first of the new waited up to {max(waits):.1f} s",
    )


def crowd(lab: Lab, seconds: float) -> Iterator[Figures]:
    """Let many clients ask without a pause beside queries that do not end, and one that floods."""
    store = lab.folder / "crowded"
    subprocess.run([*COMMAND, "build", "--store", str(store)], check=True, capture_output=True, cwd=lab.folder)
    stop = Event()
    endless, simple = (f"/sparql?query={quote(text)}" for text in (_ENDLESS, "SELECT * { ?s ?p ?o } LIMIT 5"))
    saved = (
        "/api/queries/documents",
        "/api/queries/themes.csv",
        "/",
        "/queries/entries",
        "/id/place/371721",
        "/search?q=a",
    )

    def asking(path: str, client: str) -> Counter[int]:
        seen: Counter[int] = Counter()
        while not stop.is_set():
            seen[ask(port, path, client)[0]] += 1
        return seen

    with serving(store) as port, ThreadPoolExecutor(CLIENTS + RUNAWAYS + 25) as threads:
        for number in range(RUNAWAYS):
            threads.submit(asking, endless, f"127.0.1.{number + 1}")
        for _ in range(20):
            threads.submit(asking, endless, "127.0.2.1")
        honest = [threads.submit(asking, saved[one % len(saved)], f"127.0.3.{one + 1}") for one in range(CLIENTS)]
        free = [threads.submit(asking, simple, f"127.0.4.{one + 1}") for one in range(5)]
        time.sleep(seconds)
        stop.set()
        pages, queries = (sum((one.result() for one in some), Counter[int]()) for some in (honest, free))
    for what, seen in (
        (f"saved queries and pages of {CLIENTS} clients", pages),
        ("small free queries of 5 clients", queries),
    ):
        note = ", ".join(f"{status or 'none'} {number:,}" for status, number in sorted(seen.items()))
        fault = f"{what} beside {RUNAWAYS} runaway queries and a flood of one client"
        yield Figures(fault, "every answer 200", sum(seen.values()), seen[200], note)
