"""Writes docs/benchmarks.md and docs/scale.md from what was measured: `python -m benchmarks.report`."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.measure import RESULTS
from heze_graph.rdf.iris import ID
from heze_graph.store.folder import MEMORY_LIMIT

DOCS = Path(__file__).parent.parent / "docs"
#: What quads are about, by the first parts of names; every other part is what is known beforehand.
KINDS = {
    "rows and cells as printed, columns": ("row", "head", "document"),
    "entries and assignments": ("entry",),
    "mentions of places, projects, programmes": ("mention",),
    "goals": ("goal",),
    "readings": ("reading",),
    "findings": ("finding",),
    "targets, links, changes": ("target", "link", "change"),
    "pairs of units": ("unit-pair",),
    "all else": (),
}
#: The whole country: prefectures and counties, ten years, four tables a year of as many rows as the seeds' first.
GOVERNMENTS, YEARS, TABLES, ROWS = 333 + 2800, 10, 4, 213
#: So many of the slowest queries and pages are listed.
_SLOWEST = 20
#: What a core costs for an hour and a GB of disk for a month where one rents them, in dollars: say your own.
CORE_HOUR, GB_MONTH = 0.05, 0.10


def benchmarks(found: Mapping[str, Any]) -> str:
    """Return the document on what was measured."""
    sizes, small = found["sizes"], found["small"]
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    peers = _table(
        (
            "tables",
            "rows",
            "quads a row",
            "build / plain rdflib",
            "build / bulk load",
            "the same, wall time, 2 workers",
            "largest process, MB",
        ),
        [
            (
                one["name"],
                f"{one['rows']:,}",
                f"{one['quads'] / one['rows']:.0f}",
                _ratio(one["build"], one["plain"]),
                _ratio(one["build"], one["bulk"]),
                _ratio(one["two"], one["bulk"], "wall") if "two" in one else "not measured",
                f"{one['build']['memory']:.0f}",
            )
            for one in sizes
        ],
    )
    adding = _table(
        ("tables", "one table more / all anew", "the same table again / all anew", "Turtle / all anew"),
        [
            (
                one["name"],
                _ratio(one["add"], one["build"]),
                _ratio(one["same"], one["build"]) if "same" in one else "not measured",
                _ratio(one["turtle"], one["build"]),
            )
            for one in sizes
            if "add" in one
        ],
    )
    costs = _table(
        ("things", *(one["name"] for one in sizes)),
        [(words, *(_a_row(one, parts) for one in sizes)) for words, parts in KINDS.items()],
    )
    starts = _table(
        ("command", "times an empty Python"),
        [(f"`{name}`", _ratio(small[name], small["python"])) for name in ("help", "query", "view")],
    )
    return f"""# Benchmarks

Written by `python -m benchmarks.report` from `benchmarks/results.json`, which `python -m benchmarks.measure` writes.
Ratios of CPU seconds in one run, medians of {found["rounds"]} rounds (one for the large ones); whole processes,
everything included. {found["machine"]}; {versions}.

## Building

`benchmarks/plain.py` copies each cell into RDF with rdflib, about as many triples, and understands nothing. The bulk
load is Oxigraph's, of the ready N-Quads into its store on disk: no build of that graph can be quicker. In wall time a
build with two workers is compared with it, too: that ratio holds where nothing else runs on the machine.

{peers}

{_peers(found["peers"]) if "peers" in found else ""}## What a row costs

Quads a row, by the things that they say something of. What is known beforehand (the ontology, kinds, indicators) is the
same for any number of rows.

{costs}

## Adding and exporting

{adding}

## Small commands, on the graph of the seeds

{starts}
{"".join(map(_queries, found.get("queries", [])))}{"".join(map(_pages, found.get("pages", [])))}"""


def _queries(found: Mapping[str, Any]) -> str:
    """Return the section on what the saved queries take of a store of so many rows."""
    slowest: dict[str, Mapping[str, Any]] = {}
    for one in found["asked"]:
        if one["query"] not in slowest or one["cpu"] > slowest[one["query"]]["cpu"]:
            slowest[one["query"]] = one
    ordered = sorted(slowest.values(), key=lambda one: -one["cpu"])
    rows = [
        (
            f"`{one['query']}`",
            " ".join(f"{name}={value.removeprefix(ID)}" for name, value in one["values"].items()),
            f"{one['rows']:,}",
            f"{one['cpu']:.2f}",
            f"{one['cpu'] / one['raw']:.2f}" if one.get("raw") else "not measured",
        )
        for one in ordered[:_SLOWEST]
    ]
    median = statistics.median(one["cpu"] for one in found["asked"])
    head = ("query", "about", "rows", "CPU, s", "CPU / Oxigraph alone")
    return f"""
## Saved queries, {found["rows"]:,} rows

Written by `python -m benchmarks.queries`: each query with values that the graph has, the busiest first, through the
program; of those about the whole graph the first {found["first"]:,} rows. Oxigraph alone is asked for the same text,
with a LIMIT. The median of {len(found["asked"])} is {median:.3f} s; of each query the slowest, of these the
{_SLOWEST} slowest:

{_table(head, rows)}
"""


def _pages(found: Mapping[str, Any]) -> str:
    """Return the section on what pages take over a store of so many rows."""
    ordered = sorted(found["pages"], key=lambda one: -one["again"]["cpu"])
    rows = [
        (f"`{unquote(one['address'])}`", *(f"{one[visit]['cpu'] * 1e3:.0f}" for visit in ("first", "again")))
        for one in ordered[:_SLOWEST]
    ]
    again = statistics.median(one["again"]["cpu"] for one in ordered)
    first = statistics.median(one["first"]["cpu"] for one in ordered)
    return f"""
## Pages, {found["rows"]:,} rows

Written by `python -m benchmarks.pages`, CPU of the server and its workers. The first page of all took
{found["start"]["cpu"]:.2f} s from the command on. The median of {len(ordered)} pages is {first * 1e3:.0f} ms for the
first visit and {again * 1e3:.0f} ms for a later one; the server took {found["memory"]["server"]} MB at most, a worker
{found["memory"]["worker"]} MB. The slowest when they are asked again:

{_table(("page", "first, ms", "again, ms"), rows)}
"""


def _peers(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Return the section on what other engines take for the graph of the plain script."""
    names = ("morph-kgc", "maplib")
    rows = [
        (one["name"], *(_ratio(one[name], one["plain"]) if name in one else "not measured" for name in names))
        for one in sizes
    ]
    return f"""The graph of the plain script, triple for triple, from engines that map tables (`benchmarks/peers.py`):
Morph-KGC by RML, maplib by OTTR. They copy cells, too, and understand nothing.

{_table(("tables", *(f"{name} / plain rdflib" for name in names)), rows)}

"""


def scale(found: Mapping[str, Any]) -> str:
    """Return the document on what larger graphs take."""
    first, last = found["sizes"][-2:]
    rows = GOVERNMENTS * YEARS * TABLES * ROWS
    hours = rows * _slope(first, last, "build") / 3600
    quads = rows * last["quads"] / last["rows"]
    text, disk = (rows * last[name] / last["rows"] / 1e9 for name in ("text", "disk"))
    return f"""# Past one machine

Written by `python -m benchmarks.report` from `benchmarks/results.json`.

A government and year is one piece: its tables are read, understood, linked and written by themselves. So the work grows
as the number of rows does, and any number of machines can share it:

- `heze-graph build --workers N` on the cores of one machine;
- `heze-graph build --scheduler ADDRESS` on the workers of a Dask scheduler (`pip install heze-graph[cluster]`), which
  see the same files under the same names as the machine that asks;
- `heze-graph build --shards DIR` as the task of any other scheduler (Slurm, Kubernetes, make): each task is given the
  tables of some governments and years, and all write into one folder; the files together are the graph. They are
  N-Quads, which bulk loaders read as they are. Reports are held against those of the year before only where one task
  is given both years.

A store of one machine goes into a cluster by `heze-graph push` or, faster, `push --bulk`: [clusters.md](clusters.md).

## The whole country

{GOVERNMENTS:,} prefectures and counties, {YEARS} years, {TABLES} tables a year, {ROWS} rows a table make
{rows / 1e6:.1f} million rows.
From the slopes measured between {first["rows"]:,} and {last["rows"]:,} rows:

{
        _table(
            ("what", "how much"),
            [
                ("quads", f"{quads / 1e9:.1f} billion ({last['quads'] / last['rows']:.0f} a row)"),
                ("N-Quads text", f"{text:.0f} GB, about a tenth of it compressed"),
                ("Oxigraph's index on disk", f"{disk:.0f} GB"),
                (
                    "CPU, from tables to the loaded store",
                    f"{hours:.0f} hours of one core: {hours / 64:.1f} hours on 64",
                ),
                ("money for that", f"${hours * CORE_HOUR:.0f} at ${CORE_HOUR} a core and hour"),
                ("disk", f"${(text + disk) * GB_MONTH:.0f} a month at ${GB_MONTH} a GB"),
                (
                    "memory of a worker",
                    f"that of one piece; {first['build']['memory']:.0f} MB for {first['rows']:,} rows",
                ),
            ],
        )
    }

{_in_virtuoso(found["virtuoso"]) if "virtuoso" in found else ""}## Which engine when

| quads | engine |
| --- | --- |
| up to {MEMORY_LIMIT:,} | Oxigraph in memory, loaded for each command |
| more, measured here up to {last["quads"]:,} | Oxigraph's index on disk, one machine |
| beyond one machine | a SPARQL server or cluster (Virtuoso is tested), loaded from shards or `push --bulk` |
"""


def _in_virtuoso(found: Mapping[str, Any]) -> str:
    """Return the section on what `benchmarks.virtuoso` measured."""
    load = found["load"]
    worst = _table(
        ("query", "rows", "CPU, s", "on the clock, s"),
        [(f"`{one['query']}`", _rows(one), f"{one['cpu']:.1f}", f"{one['wall']:.1f}") for one in found["worst"]],
    )
    return f"""## In Virtuoso

Written by `python -m benchmarks.virtuoso`: {found["rows"]:,} rows, {found["quads"]:,} quads, from `push --bulk` through
Virtuoso's bulk loader, one loader, into an empty store: {load["cpu"]:.0f} s of CPU, {load["wall"]:.0f} s on the clock
of a machine that did other work beside it. Of {found["queries"]} saved queries, each asked once with values that the
graph has, those about the whole graph for their first {found["first"]:,} rows, the median took
{found["median"]:.2f} s of Virtuoso's CPU, and these the most:

{worst}

"""


def _rows(one: Mapping[str, Any]) -> str:
    return f"{one['rows']:,}" if "rows" in one else "given up"


def _a_row(one: Mapping[str, Any], parts: Sequence[str]) -> str:
    named = {part for others in KINDS.values() for part in others}
    counted = sum(number for part, number in one["kinds"].items() if (part in parts if parts else part not in named))
    return f"{counted / one['rows']:.1f}"


def _slope(first: Mapping[str, Any], last: Mapping[str, Any], name: str) -> float:
    """Return the CPU seconds that one row more takes."""
    slope: float = (last[name]["cpu"] - first[name]["cpu"]) / (last["rows"] - first["rows"])
    return slope


def _ratio(one: Mapping[str, float], other: Mapping[str, float], of: str = "cpu") -> str:
    return f"{one[of] / other[of]:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def main() -> None:
    """Write both documents."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    for name, write in (("benchmarks.md", benchmarks), ("scale.md", scale)):
        (DOCS / name).write_text(write(found), encoding="utf-8", newline="\n")
        print(DOCS / name)


if __name__ == "__main__":
    main()
