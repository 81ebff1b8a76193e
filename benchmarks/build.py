"""How long the graph takes, as ratios against peers in the same run: `python benchmarks/build.py [--copies 20]`.

The Q3 table of the seeds is taken as that many tables of as many years. Three ratios are printed, each the median of
the rounds: reading, linking and writing N-Quads against Oxigraph's bulk load of the ready file; our sorted Turtle
against rdflib's serialiser on the same triples; and loading in memory against opening an index on disk and asking it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph
import rdflib

from heze_graph.export.files import export
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Period, Record
from heze_graph.pipeline.stages import connect, read
from heze_graph.rdf.dataset import nquads
from heze_graph.rdf.terms import PREFIXES
from heze_graph.reference import Reference
from heze_graph.resources import ONTOLOGY, REFERENCE, SEEDS


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def of_year(record: Record, year: int) -> Record:
    """Return a record as if it were of another year."""
    name = f"heze-{year}-q3"
    document = replace(record.document, name=name, year=year, period=Period("q3", date(year, 1, 1), date(year, 9, 30)))
    entries = tuple(replace(entry, document=name) for entry in record.entries)
    findings = tuple(replace(finding, document=name) for finding in record.findings)
    return replace(record, document=document, entries=entries, findings=findings)


def main() -> None:
    """Print the ratios."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--copies", type=int, default=20)
    ask.add_argument("--rounds", type=int, default=3)
    options = ask.parse_args()
    reference = Reference(REFERENCE)
    record = read(TableFile.at(SEEDS / "heze-2023-q3.txt"), reference)
    records = [of_year(record, 2000 + number) for number in range(options.copies)]
    rounds = [_round(records, reference) for _ in range(options.rounds)]
    lines = rounds[0][0]
    print(f"{options.copies} tables, {lines} quads; median of {options.rounds} rounds (smallest to largest)")
    labels = ("understanding and writing / bulk load", "our Turtle / rdflib's Turtle", "load in memory / open on disk")
    for label, values in zip(labels, list(zip(*rounds, strict=True))[1:], strict=True):
        print(f"{label:40} {statistics.median(values):8.2f}  ({min(values):.2f} to {max(values):.2f})")


def _round(records: list[Record], reference: Reference) -> tuple[int, float, float, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph, turtle = folder / "graph.nq", folder / "graph.ttl"
        texts: list[str] = []
        writing = seconds(lambda: texts.append(nquads(connect(records, reference), reference, ONTOLOGY)))
        graph.write_text(texts[0], encoding="utf-8")
        store = pyoxigraph.Store()
        loading = seconds(lambda: store.bulk_load(path=str(graph), format=pyoxigraph.RdfFormat.N_QUADS))
        ours = seconds(lambda: export(graph, turtle, "ttl", PREFIXES))
        peer = rdflib.Graph().parse(data=turtle.read_bytes(), format="turtle")
        theirs = seconds(lambda: peer.serialize(format="turtle"))
        disk = pyoxigraph.Store(str(folder / "index"))
        disk.bulk_load(path=str(graph), format=pyoxigraph.RdfFormat.N_QUADS)
        disk.flush()
        del disk
        opening = seconds(lambda: bool(pyoxigraph.Store.read_only(str(folder / "index")).query("ASK { ?s ?p ?o }")))
        return texts[0].count("\n"), writing / loading, ours / theirs, loading / opening


if __name__ == "__main__":
    main()
