"""A large graph in Virtuoso: `python -m benchmarks.virtuoso [STORE] [--rows 1000] [--seconds 60]`.

`push --bulk` writes the files, a Virtuoso of our own in a temporary folder loads them, and every saved query is asked
through the program as `--endpoint` asks it; one about the whole graph for its first rows only. `results.json` takes how
long the files, the load and the slowest queries took; `python -m benchmarks.report` writes docs/scale.md from it.
Debian's package: virtuoso-opensource.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import HEZE_GRAPH, RESULTS, measured
from benchmarks.queries import Values
from heze_graph.errors import HezeGraphError
from heze_graph.queries.library import Library, load
from heze_graph.resources import QUERIES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine, connect
from heze_graph.store.folder import last_store
from tests.virtuoso import Limits, Virtuoso, serving

#: So many of the slowest queries are kept.
WORST = 10
#: A tenth of the memory of a small server holds most of a graph of a hundred thousand rows.
_BUFFERS, _ROWS = 170_000, 2_000_000


def loaded(server: Virtuoso) -> dict[str, float]:
    """Let Virtuoso's bulk loader read the files of its folder; return the seconds that it took, CPU and wall."""
    before, begin = _cpu(server.pid), time.perf_counter()
    server.sql(f"ld_dir('{server.folder}', '*.nt.gz', 'urn:none')", "rdf_loader_run()", "checkpoint", timeout=None)
    return {"cpu": _cpu(server.pid) - before, "wall": time.perf_counter() - begin}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / 100


def asked(engine: Engine, library: Library, drawn: Values, rows: int, server: Virtuoso) -> Iterator[dict[str, Any]]:
    """Yield what each saved query takes, with the first values that the graph has for it."""
    for query in library.queries:
        values = next(drawn.of(query), None)
        if values is None or any(p.required and p.name not in values for p in query.parameters):
            continue  # the graph has no value for it
        text = query.bound(values)
        if not any(parameter.required for parameter in query.parameters) and query.form == "SELECT":
            text += f"\nLIMIT {rows}"
        before, begin = _cpu(server.pid), time.perf_counter()
        one: dict[str, Any] = {"query": query.name, "about": next(iter(values.values()), "")}
        try:
            one["rows"] = len(engine.select(text).rows if query.form == "SELECT" else engine.construct(text))
        except HezeGraphError as error:
            one["error"] = str(error)[:200]
        one |= {"wall": time.perf_counter() - begin, "cpu": _cpu(server.pid) - before}
        print(
            f"{one['query']:32} {one.get('rows', 'error')!s:>7} {one['wall']:8.2f} s {one['cpu']:8.2f} CPU", flush=True
        )
        yield one


def main() -> None:
    """Measure, and keep what was measured."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("store", nargs="?", type=Path, default=last_store())
    ask.add_argument("--files", type=Path, help="a folder that `push --bulk` wrote, which then is not measured")
    ask.add_argument("--rows", type=int, default=1000, help="so many rows of a query about the whole graph")
    ask.add_argument("--seconds", type=int, default=60, help="after so long Virtuoso gives a query up")
    options = ask.parse_args()
    if not shutil.which("virtuoso-t"):
        raise SystemExit("no virtuoso-t on the PATH: install Virtuoso (Debian: virtuoso-opensource)")
    summary = folder.current(options.store).summary()
    drawn = Values(Embedded(options.store), load(QUERIES), 1, 1)
    with tempfile.TemporaryDirectory() as name:
        files, wrote = options.files or Path(name) / "files", None
        if not options.files:
            wrote = measured([*HEZE_GRAPH, "push", "--bulk", files, "--store", options.store], 1)
        with serving(Limits(_BUFFERS, "", _ROWS, options.seconds), files) as server:
            took = loaded(server)
            print(f"loaded in {took['wall']:.0f} s, {took['cpu']:.0f} s of CPU", flush=True)
            every = list(asked(connect(server.endpoint), load(QUERIES), drawn, options.rows, server))
    worst = sorted(every, key=lambda one: -one["cpu"])[:WORST]
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    found["virtuoso"] = {
        "rows": summary["rows"],
        "quads": summary["quads"],
        "files": wrote,
        "load": took,
        "first": options.rows,
        "queries": len(every),
        "median": sorted(one["cpu"] for one in every)[len(every) // 2],
        "worst": worst,
    }
    RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
