"""How long every page takes, on its first visit and on later ones: `python -m benchmarks.pages [STORE] [--only /id …]`.

A real `serve` over the store, asked over HTTP for one address after the other: the first time as nobody asked before,
then some times more. CPU is that of the server and its workers together, wall time what the visitor waits. What is
looked at are the pages of the site without values, the lists in several orders, the busiest thing of every kind,
and the saved queries: a first, a late and a sorted page of each, and those with values with some that the graph has.
A page is marked where it takes a visitor more than 300 ms when it is asked again; on a machine that others use, too,
`--cpu` counts the CPU time instead. The peer is pyvis: how long it takes to write its own page of the units' network.
`results.json` takes what was measured of all; `python -m benchmarks.report` writes docs/benchmarks.md from it.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.measure import compiled
from benchmarks.pictures import pyvis_page
from benchmarks.queries import KINDS, Values, keep
from heze_graph.networks.views import views, whole, whole_views
from heze_graph.queries.library import load
from heze_graph.rdf import iris
from heze_graph.resources import QUERIES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.folder import last_store

#: Seconds that a visitor may wait who comes again, and for the first page of all.
AGAIN, FIRST = 0.3, 2.0
_PLAIN = (
    *("/", "/?lang=en", "/search", "/queries", "/views", "/editor", "/editor/terms.json", "/ontology"),
    *("/graph", "/void", "/sparql", "/api", "/api/openapi.json", "/api/queries"),
)
#: In the order of the fields of /proc/PID/stat: user and system time, own and of children that ended.
_TIMES = slice(11, 15)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit took, in seconds, and what came."""

    wall: float
    cpu: float
    status: int
    size: int


class Server:
    """A running `serve`: its port, and the processes that it consists of."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process, self._port = process, port

    def visit(self, address: str) -> Visit:
        """Return what one visit of an address takes."""
        before, begin = self.cpu(), time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=300)
        connection.request("GET", address, headers={"Accept": "text/html, */*;q=0.5"})
        response = connection.getresponse()
        size = len(response.read())
        wall = time.perf_counter() - begin
        connection.close()
        return Visit(wall, self.cpu() - before, response.status, size)

    def cpu(self) -> float:
        """Return the CPU seconds of the server and all that it began."""
        return sum(map(_cpu, _family(self._process.pid)))

    def memory(self) -> dict[str, float]:
        """Return the most megabytes that the server, and the largest of its workers, have taken."""
        own, *others = map(_peak, _family(self._process.pid))
        return {"server": own, "worker": max(others, default=0.0)}


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            yield from _family(int(child))


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[_TIMES])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serving(store: Path) -> Iterator[tuple[Server, float]]:
    """Run `serve` over a store; give it once it listens, and the moment at which it was started."""
    command = [sys.executable, "-m", "heze_graph", "serve", "--port", "0", "--store", str(store)]
    compiled()
    begin = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            port = next(int(found[1]) for line in process.stderr or () if (found := re.search(r":(\d+)/", line)))
            yield Server(process, port), begin
        finally:
            process.terminate()


def addresses(store: Path) -> Iterator[str]:
    """Yield the addresses that are looked at."""
    engine, library = Embedded(store), load(QUERIES)
    drawn = Values(engine, library, 1, 1)
    things = {kind: drawn.of_kind(kind) for kind in KINDS}
    yield from _PLAIN
    yield from _searches(engine, things)
    for kind in ("target", "leader", "unit", "place", "project", "theme", "indicator", "document", "finding"):
        yield f"/id/{kind}"
        yield f"/id/{kind}?page=2"
        yield f"/id/{kind}?sort=-name"
        yield f"/id/{kind}?{urlencode({'q': '市'})}"
    yield from ("/id/unit?sort=-behind", "/id/unit?sort=goals", "/id/target?sort=light", "/id/finding?sort=source")
    for some in things.values():
        yield from (_path(thing) for thing in some)
        yield from (f"{_path(thing)}?lang=en" for thing in some)
    yield from (_path(iris.graph(iris.text_of(thing.rpartition("/")[2]))) for thing in things["document"])
    for query in library.queries:
        for values in list(drawn.of(query))[:2]:
            yield _with(f"/queries/{query.name}", values)
            if not values and query.form == "SELECT":
                yield f"/queries/{query.name}?page=99999"
                yield f"/queries/{query.name}?sort=-{query.names[0]}"
    whole_ones = whole_views(library)
    for name in views(library):
        yield f"/views/{name}"
        if name in whole_ones:
            yield f"/views/{name}.svg"


def _searches(engine: Embedded, things: dict[str, list[str]]) -> Iterator[str]:
    """Yield searches: a name, a part, a number, two words, and letters."""
    ask = "SELECT ?name {{ <{}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }} LIMIT 1"
    unit = next(engine.select(ask.format(things["unit"][0])).texts())["name"]
    leader = next(engine.select(ask.format(things["leader"][0])).texts())["name"]
    for typed in (unit, leader, "市", "学校", "7", f"学校 {unit}", "jy", "jiaoyu", "sjyj", "xqzb"):
        yield f"/search?{urlencode({'q': typed})}"
    yield f"/search/suggest?{urlencode({'q': 'j'})}"


def _path(thing: str) -> str:
    return quote("/" + thing.removeprefix(iris.BASE), safe="/%")


def _with(path: str, values: dict[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path


def pyvis_seconds(store: Path) -> tuple[int, float]:
    """Return how many ties the units' network has, and the CPU seconds in which pyvis writes its own page of it."""
    picture = whole("units", Embedded(store), load(QUERIES), "zh", {})
    begin = time.process_time()
    pyvis_page(picture)
    return len(picture.edges), time.process_time() - begin


def main() -> None:
    """Print a line for each page."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("store", nargs="?", type=Path, default=last_store())
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--only", nargs="*", help="addresses that begin so")
    ask.add_argument("--cpu", action="store_true", help="mark by CPU time, not by what a visitor waits")
    ask.add_argument("--pyvis", action="store_true", help="pyvis's page, too")
    options = ask.parse_args()
    wanted = [one for one in addresses(options.store) if not options.only or one.startswith(tuple(options.only))]
    visited: list[dict[str, Any]] = []
    with serving(options.store) as (server, begin):
        server.visit("/")
        waited, spent = time.perf_counter() - begin, server.cpu()
        print(f"{waited:.2f} s, {spent:.2f} s CPU, from the command to the first page (at most {FIRST:g})", flush=True)
        server.visit("/search?q=a")  # begun beside the first page, and waited for
        print(f"{'first ms':>9} {'cpu':>7} {'again ms':>9} {'cpu':>7} {'kB':>6}")
        for address in wanted:
            visited.append(_visited(server, address, options.rounds))
            print(_line(visited[-1], AGAIN, "cpu" if options.cpu else "wall"), flush=True)
        memory = {name: round(size) for name, size in server.memory().items()}
        print(memory, "MB at most")
    start = {"wall": waited, "cpu": spent}
    found: dict[str, Any] = {"start": start, "memory": memory, "pages": visited, "rounds": options.rounds}
    if options.pyvis:
        ties, seconds = pyvis_seconds(options.store)
        found["pyvis"] = {"ties": ties, "cpu": seconds}
        print(f"pyvis's own page of the {ties} ties of units: {seconds * 1e3:.0f} ms CPU")
    if not options.only:
        keep("pages", folder.current(options.store).summary()["rows"], found)


def _visited(server: Server, address: str, rounds: int) -> dict[str, Any]:
    """Return what the first visit of an address takes, and a later one (medians)."""
    first = server.visit(address)
    again = [server.visit(address) for _ in range(rounds)]
    wall, cpu = (statistics.median(one) for one in zip(*((v.wall, v.cpu) for v in again), strict=True))
    return {
        "address": address,
        "first": {"wall": first.wall, "cpu": first.cpu},
        "again": {"wall": wall, "cpu": cpu},
        "status": first.status,
        "size": first.size,
    }


def _line(one: dict[str, Any], most: float, by: str) -> str:
    times = (1e3 * one[visit][kind] for visit in ("first", "again") for kind in ("wall", "cpu"))
    first, first_cpu, again, again_cpu = times
    status = "" if one["status"] == 200 else f" {one['status']}"
    return (
        f"{first:9.0f} {first_cpu:7.0f} {again:9.0f} {again_cpu:7.0f} {one['size'] / 1e3:6.0f}"
        f" {'!' if one['again'][by] > most else ' '} {one['address']}{status}"
    )


if __name__ == "__main__":
    main()
