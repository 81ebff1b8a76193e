"""What becomes of a store, a folder and a server when things go wrong: `python -m benchmarks.faults [--kills 200]`.

Each fault is brought about from the outside, by processes that are killed, two at once, or short of room, and what is
there afterwards is held against what may be there: the whole old state or the whole new one. The figures are written
to `docs/reliability.md`. `--only rebuild` tries one of them. A full disk needs the right to mount.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crowds import SECONDS, crowd, rebuild
from benchmarks.lab import Figures, Lab, wait_until
from heze_graph.errors import HezeGraphError
from heze_graph.resources import ONTOLOGY
from heze_graph.store.embedded import Embedded
from heze_graph.store.remote import Remote

PAGE = ONTOLOGY.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
_DOCUMENTS = "SELECT ?d { ?d a <https://w3id.org/heze-graph/ontology#Document> } ORDER BY ?d"
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def documents(store: Path) -> frozenset[str]:
    """Return the years of the documents of a store, all of whose bytes are as they were written; else an empty set."""
    try:
        engine = Embedded(store)
        engine.generation.check()
        return frozenset(row["d"].rpartition("/")[2].split("-")[-2] for row in engine.select(_DOCUMENTS).texts())
    except (HezeGraphError, OSError):
        return frozenset()


def killed_builds(lab: Lab, kills: int) -> Iterator[Figures]:
    """Kill builds that replace the store, and builds that add to it."""
    store = lab.folder / "store"
    took = lab.run("build", lab.table(2019), "--store", store)
    held, old = 0, 0
    for number in range(kills):
        before, year = documents(store), str(2019 + (number + 1) % 3)
        lab.kill(took, "build", lab.table(int(year)), "--store", store)
        now = documents(store)
        held += now in (before, {year})
        old += now == before
    yield Figures("`build` killed", "the whole old graph or the whole new one", kills, held, f"old {old} times")
    held, old = 0, 0
    for number in range(kills):
        before, year = documents(store), str(2023 + number % 40)
        lab.kill(took, "build", "--add", lab.table(int(year)), "--store", store)
        now = documents(store)
        held += now in (before, before | {year})
        old += now == before
        if len(now) > 6:  # a small graph is built as fast as it was measured
            lab.run("build", lab.table(2019), "--store", store)
    yield Figures("`build --add` killed", "all documents that were there, or one more", kills, held, f"old {old} times")
    lab.run("build", lab.table(2019), "--store", store)
    left = [path.name for path in store.iterdir() if path.name.startswith("building-")]
    generations = list(store.glob("graph-*"))
    yield Figures("what killed builds left", "swept by the next build", 1, int(not left and len(generations) == 1))


def killed_runs(lab: Lab, kills: int) -> Iterator[Figures]:
    """Kill `run` while it replaces the answers of one table with those of another."""
    out, states = lab.folder / "out", {}
    took = 0.0
    for year in (2019, 2020):
        shutil.rmtree(out, ignore_errors=True)
        took = lab.run("run", lab.table(year), "--out", out)
        states[year] = _answers(out)
    found: Counter[str] = Counter()
    year = 2020
    for _ in range(kills):
        other = 4039 - year
        lab.kill(took, "run", lab.table(other), "--out", out)
        now = _answers(out)
        kind = "old" if now == states[year] else "new" if now == states[other] else "no index"
        found[kind if "index.html" not in now or kind != "no index" else "mixed"] += 1
        lab.run("run", lab.table(other), "--out", out)
        year = other
    note = ", ".join(f"{kind} {number}" for kind, number in sorted(found.items()))
    must = "answers and index of one run, or no index"
    yield Figures("`run` killed", must, kills, kills - found["mixed"], note)


def _answers(out: Path) -> dict[str, bytes]:
    """Return what `run` wrote for people, by name."""
    files = (path for path in out.rglob("*") if path.is_file() and "store" not in path.relative_to(out).parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def killed_pushes(lab: Lab, kills: int) -> Iterator[Figures]:
    """Kill `push` to an Oxigraph server: each graph there is whole, and the next push makes all right."""
    store = lab.folder / "store"
    with oxigraph() as host:
        words = ("push", "--endpoint", f"{host}/store", "--query", f"{host}/query", "--store", store)
        counts: list[dict[str, str]] = []
        took = 0.0
        for year in (2019, 2020):
            lab.run("build", lab.table(year), "--store", store)
            took = lab.run(*words, "--prune")
            counts.append(_graphs(host))
        whole = right = 0
        for number in range(kills):
            lab.run("build", lab.table(2019 + number % 2), "--store", store)
            lab.kill(took, *words)
            there = _graphs(host)
            whole += all(count in (one.get(graph) for one in counts) for graph, count in there.items())
            lab.run(*words, "--prune")
            right += _graphs(host) == counts[number % 2]
    yield Figures("`push` killed", "each named graph whole, old or new", kills, whole)
    yield Figures("`push` after a killed one", "all graphs as they are here", kills, right)


def _graphs(host: str) -> dict[str, str]:
    return {row["g"]: row["n"] for row in Remote(f"{host}/query").select(_GRAPHS).texts()}


@contextmanager
def oxigraph() -> Iterator[str]:
    """Run an empty Oxigraph server, and give its address."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    with tempfile.TemporaryDirectory() as place:
        command = [program, "serve", "--location", place, "--bind", "127.0.0.1:7879", "--union-default-graph"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                wait_until(lambda: bool(_graphs("http://127.0.0.1:7879") or True))
                yield "http://127.0.0.1:7879"
            finally:
                process.terminate()


def two_writers(lab: Lab, times: int) -> Iterator[Figures]:
    """Let two commands write one store at once."""
    for add, what in ((True, "two `build --add` at once"), (False, "two `build` at once")):
        held, said = 0, Counter[str]()
        for _ in range(times):
            store = lab.folder / "shared"
            shutil.rmtree(store, ignore_errors=True)
            if add:
                lab.run("build", lab.table(2019), "--store", store)
            words = ["build", *(["--add"] if add else []), "--store", str(store)]
            both = [lab.start(*words, lab.table(year)) for year in (2020, 2021)]
            for one in both:
                _, text = one.communicate()
                said["failed"] += one.returncode != 0
                said["tracebacks"] += "Traceback" in text
            now = documents(store)
            held += now == {"2019", "2020", "2021"} if add else now in ({"2020"}, {"2021"})
        must = "both tables are there" if add else "one whole graph"
        yield Figures(what, must, times, held, f"failed {said['failed']}, tracebacks {said['tracebacks']}")


def full_disk(lab: Lab, kilobytes: range) -> Iterator[Figures]:
    """Build, add and run on disks of several sizes, each too small at another place."""
    disk = lab.folder / "disk"
    disk.mkdir()
    held, told, tried = 0, 0, 0
    for size in kilobytes:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)], check=False, capture_output=True
        )
        if mounted.returncode:
            return
        try:
            lab.start("build", lab.table(2019), "--store", disk / "s").communicate()
            before = documents(disk / "s")
            for words in (("build",), ("build", "--add")):
                process = lab.start(*words, lab.table(2020, 400), "--store", disk / "s")
                _, said = process.communicate()
                now = documents(disk / "s")
                tried += 1
                fine = process.returncode == 0 and "2020" in now
                told += fine or (process.returncode == 1 and said.count("\n") == 1 and "No space left" in said)
                held += fine or now == before
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    yield Figures("a full disk under `build` and `build --add`", "the whole old graph or the new one", tried, held)
    yield Figures("a full disk is reported", "one line that names it, exit status 1", tried, told)


def _with_figures(page: str, lines: Sequence[str], load: float) -> str:
    """Return the document with new rows in the places of those of the same faults; numbers make no other fault."""
    head, _, rest = page.partition(BEGIN)
    old, _, tail = rest.partition(END)
    before = [
        line for line in old.splitlines(keepends=True) if line.startswith("| ") and not line.startswith("| fault |")
    ]
    rows = {re.sub(r"[\d,.]+", "", line.split("|")[1]): line for line in (*before, *lines)}
    said = (
        f"On {os.cpu_count()} cores, with up to {load:.0f} processes at work at once when some of it was last tried.\n"
    )
    table = "| fault | what must hold | held | otherwise |\n|---|---|---|---|\n" + "".join(rows.values())
    return f"{head}{BEGIN}\n{said}\n{table}{END}{tail}"


def _load() -> float:
    """Return how many processes want to work, those of others too, over the last minute; Windows does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


#: What is tried, in this order.
KINDS = ("builds", "runs", "pushes", "writers", "disk", "rebuild", "crowd")


def main() -> None:
    """Try all faults, or one, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="over build, build --add, run and push together")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each trial of a server")
    parser.add_argument("--only", choices=KINDS, help="one kind, whose rows are written anew")
    options = parser.parse_args()
    each = max(1, options.kills // 4)
    trials: tuple[Callable[[Lab], Iterator[Figures]], ...] = (
        lambda lab: killed_builds(lab, each),
        lambda lab: killed_runs(lab, each),
        lambda lab: killed_pushes(lab, each),
        lambda lab: two_writers(lab, 20),
        lambda lab: full_disk(lab, range(40, 1200, 60)),
        lambda lab: rebuild(lab, options.seconds),
        lambda lab: crowd(lab, options.seconds),
    )
    lines, loads = [], [_load()]
    for name, trial in zip(KINDS, trials, strict=True):
        if options.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="faults-") as folder:
                for figures in trial(Lab(Path(folder))):
                    print(figures.line, end="", flush=True)
                    lines.append(figures.line)
            loads.append(_load())
    PAGE.write_text(_with_figures(PAGE.read_text(encoding="utf-8"), lines, max(loads)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
