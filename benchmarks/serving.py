"""How many simple queries a second `/sparql` answers, as a ratio against the `oxigraph` server in the same run.

`python benchmarks/serving.py [STORE]` (default: that of the last build here). Both servers hold the same graph,
Oxigraph's on disk as it always does; each is asked by several threads over connections that are kept. Printed are the
answers a second of both, their ratio, and how long ours takes until it can answer.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from heze_graph.store import folder
from heze_graph.store.folder import last_store

QUERIES = {
    "one triple": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1",
    "100 labels": "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 100",
}
SECONDS, THREADS = 3, 4


def answers(port: int, query: str) -> float:
    """Return how many answers a second a server gives to some threads."""
    path = f"/sparql?query={quote(query)}" if port else ""

    def ask(end: float) -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        number = 0
        while time.perf_counter() < end:
            connection.request("GET", path, headers={"Accept": "application/sparql-results+json"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"status {response.status}")
            number += 1
        connection.close()
        return number

    end = time.perf_counter() + SECONDS
    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(ask, [end] * THREADS)) / SECONDS


@contextmanager
def server(command: list[str], address: str) -> Iterator[tuple[int, float]]:
    """Run a server; give its port, which `address` finds in what it says, and the seconds until it said it."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr or ()
        try:
            yield (
                next(int(found[1]) for line in said if (found := re.search(address, line))),
                time.perf_counter() - begin,
            )
        finally:
            process.terminate()


@contextmanager
def oxigraph(graph: Path) -> Iterator[int]:
    """Run the `oxigraph` server over a copy of a graph; give its port."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    with tempfile.TemporaryDirectory() as place:
        location = f"{place}/store"
        subprocess.run([program, "load", "--location", location, "--file", str(graph)], check=True, capture_output=True)
        command = [
            program,
            "serve-read-only",
            "--location",
            location,
            "--bind",
            "127.0.0.1:17878",
            "--union-default-graph",
        ]
        with server(command, r":(\d+)") as (port, _):
            yield port


def main() -> None:
    """Print the ratios."""
    ask = argparse.ArgumentParser()
    ask.add_argument("store", nargs="?", type=Path, default=last_store())
    ask.add_argument("--rounds", type=int, default=3)
    options = ask.parse_args()
    ours = [sys.executable, "-m", "heze_graph", "serve", "--port", "0", "--store", str(options.store)]
    with server(ours, r":(\d+)/") as (port, started), oxigraph(folder.current(options.store).graph) as peer:
        print(f"until the address is shown and the first worker is ready: {started:.2f} s")
        for name, query in QUERIES.items():
            pairs = [(answers(port, query), answers(peer, query)) for _ in range(options.rounds)]
            mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            print(f"{name:12} {mine:8.0f}/s  oxigraph {theirs:8.0f}/s  ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main()
