"""Measures whole commands beside their peers in one run: `python -m benchmarks.measure [--rows 2500 10000]`.

Each command runs as a process of its own, everything included; what counts is its CPU time and that of the processes it
begins, since wall time depends on who else works on the machine. Bytecode is there already, as where the package is
installed. `results.json` takes what was measured, `python -m benchmarks.report` writes the documents from it. The usual
sizes take some minutes; larger ones are put to them by `python -m benchmarks.measure --keep --rows 100000`, and what
other engines take (`benchmarks/peers.py`) by `--peers`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any

from benchmarks.peers import PEERS
from benchmarks.tables import write
from heze_graph.rdf.iris import ID
from heze_graph.resources import SEEDS
from heze_graph.store import folder

RESULTS = Path(__file__).with_name("results.json")
#: What is measured by commands of its own, and stays when the usual sizes are measured anew.
_APART = ("peers", "virtuoso", "queries", "pages")
PYTHON = sys.executable
HEZE_GRAPH = [PYTHON, "-m", "heze_graph"]
#: The kind of a thing, as its name has it.
_KIND = re.compile(f"<{re.escape(ID)}([^/]+)/")
#: What the commands are made from, so that a reader knows which program was measured.
PACKAGES = ("pyoxigraph", "rdflib", "rapidfuzz", "rustworkx")
BULK = """
import sys, pyoxigraph
store = pyoxigraph.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=pyoxigraph.RdfFormat.N_QUADS)
store.flush()
"""


def measured(
    command: Sequence[str | Path], rounds: int, prepare: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Return CPU and wall seconds of a command (medians) and the most memory that one of its processes took, in MB."""
    cpu, wall, memory = [], [], []
    for _ in range(rounds):
        prepare()
        begin = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{process.returncode} from {command}")
        wall.append(time.perf_counter() - begin)
        cpu.append(usage.ru_utime + usage.ru_stime)
        memory.append(usage.ru_maxrss / 1024)
    return {"cpu": statistics.median(cpu), "wall": statistics.median(wall), "memory": max(memory)}


def tables(files: Sequence[Path], where: Path, rounds: int) -> dict[str, Any]:
    """Return what building from some tables takes, beside the plain script and the bulk load of the ready file."""
    store, late = where / "store", files[-1]
    result: dict[str, Any] = {"rows": 0, "documents": len(files)}
    build: list[str | Path] = [*HEZE_GRAPH, "build", "--store", store]
    result["plain"] = measured([PYTHON, "-m", "benchmarks.plain", where / "plain.nt", *files], rounds)
    result["build"] = measured([*build, *files], rounds)
    generation = folder.current(store)
    summary = generation.summary()
    result |= {"rows": summary["rows"], "quads": summary["quads"], "text": _size(generation.files())}
    result["kinds"] = kinds(generation.files())
    result["bulk"] = measured([PYTHON, "-c", BULK, where / "index", generation.graph], 1)
    # Wall time counts here: on two cores, into a store that is not there yet.
    fresh: list[str | Path] = [*HEZE_GRAPH, "build", "--workers", "2", "--store", where / "fresh"]
    result["two"] = measured([*fresh, *files], rounds, lambda: rmtree(where / "fresh", ignore_errors=True))
    rmtree(where / "fresh")
    result["disk"] = _size((where / "index").glob("*"))
    result["same"] = measured([*build, "--add", files[0]], rounds)
    if len(files) > 1:
        result["before"] = measured([*build, *files[:-1]], 1)
        result["add"] = measured([*build, "--add", late], 1)
    result["turtle"] = measured([*HEZE_GRAPH, "export", where / "graph.ttl", "--store", store], 1)
    return result


def peers(files: Sequence[Path], where: Path, rounds: int) -> dict[str, Any]:
    """Return what the graph of the plain script takes there and in the other engines that are installed."""
    script, python = Path(__file__).with_name("peers.py"), os.environ.get("PEERS_PYTHON", PYTHON)
    result = {"plain": measured([PYTHON, "-m", "benchmarks.plain", where / "plain.nt", *files], rounds)}
    for name in PEERS:
        module = name.replace("-", "_")
        found = subprocess.run(
            [python, "-c", f"import {module} as m; print(m.__file__)"], capture_output=True, check=False
        )
        if found.returncode:
            print(f"{name} is not installed for {python}: left out")
            continue
        result[name] = measured([python, script, name, where / f"{name}.nt", *files], rounds)
        lines = [len(set((where / f"{one}.nt").read_text(encoding="utf-8").splitlines())) for one in ("plain", name)]
        if lines[0] != lines[1]:
            raise SystemExit(f"{name} wrote {lines[1]} triples, not {lines[0]}")
    return result


def kinds(files: Iterable[Path]) -> dict[str, int]:
    """Return how many quads say something of things of each kind, by the first part of their names."""
    counted: Counter[str] = Counter()
    for file in files:
        with file.open(encoding="utf-8") as lines:
            counted.update(found[1] if (found := _KIND.match(line)) else "" for line in lines)
    return dict(counted)


def small(where: Path, rounds: int) -> dict[str, Any]:
    """Return what small commands on the graph of the seeds take, beside an empty Python."""
    store: list[str | Path] = ["--store", where / "store"]
    measured([*HEZE_GRAPH, "build", *store], 1)
    commands: dict[str, list[str | Path]] = {
        "python": [PYTHON, "-c", "pass"],
        "help": [*HEZE_GRAPH, "--help"],
        "query": [*HEZE_GRAPH, "query", "units", "--format", "csv", *store],
        "view": [*HEZE_GRAPH, "view", "units", "--out", where / "units.html", *store],
    }
    return {name: measured(command, rounds) for name, command in commands.items()}


def _size(files: Any) -> int:
    return sum(file.stat().st_size for file in files)


def main() -> None:
    """Measure, and keep what was measured."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000])
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--keep", action="store_true", help="keep what was measured before, and measure these sizes only")
    ask.add_argument("--peers", action="store_true", help="keep what was measured before, and measure the peers only")
    options = ask.parse_args()
    root = str(Path(__file__).parent.parent)
    os.environ["PYTHONPATH"] = root
    found: dict[str, Any] = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {"Python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "rounds": options.rounds,
        "sizes": [],
    }
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    found |= before if options.keep or options.peers else {name: before[name] for name in _APART if name in before}
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        compiled()
        if options.peers:
            found["peers"] = [_peers_of(rows, options.rounds) for rows in options.rows]
            _keep(found)
            return
        if not options.keep:
            found["small"] = small(_made("small"), 2 * options.rounds + 1)
            seeds = tables(sorted(SEEDS.glob("*.txt")), _made("seeds"), options.rounds)
            found["sizes"].append({"name": "the seeds"} | seeds)
        for rows in options.rows:
            files = write(rows, Path(f"tables-{rows}"))
            rounds = options.rounds if rows < 5_000 else 1
            size = {"name": f"{rows:,} rows"} | tables(files, _made(f"{rows}"), rounds)
            found["sizes"] = [one for one in found["sizes"] if one["name"] != size["name"]] + [size]
            _keep(found)
    print(RESULTS)


def _keep(found: dict[str, Any]) -> None:
    RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _peers_of(rows: int, rounds: int) -> dict[str, Any]:
    return {"name": f"{rows:,} rows"} | peers(write(rows, Path(f"tables-{rows}")), _made(f"{rows}"), rounds)


def compiled() -> None:
    """Have the bytecode of this checkout at hand, as that of an installed package is: compiling takes a third again."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    root = Path(__file__).parent.parent
    subprocess.run([PYTHON, "-m", "compileall", "-q", root / "heze_graph", root / "benchmarks"], check=True)


def _made(name: str) -> Path:
    Path(name).mkdir()
    return Path(name)


if __name__ == "__main__":
    main()
