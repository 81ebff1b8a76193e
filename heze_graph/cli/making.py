"""The commands that read tables: run, build, read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph import run as running
from heze_graph.build import build as build_graph
from heze_graph.build import read as read_table
from heze_graph.cli.output import answer_from, progress, show, tell
from heze_graph.cli.stores import DEFAULT, remember
from heze_graph.export.records import findings_of, record_json
from heze_graph.reference import Reference


def _tables(options: argparse.Namespace) -> list[Path]:
    return list(options.tables) or sorted(resources.SEEDS.glob("*.txt"))


def run(options: argparse.Namespace) -> None:
    """Do everything at once."""
    with progress() as report:
        done = running.run(_tables(options), options.out, Reference(resources.REFERENCE), report)
    remember(options.out / running.STORE)
    _summary(done.summary)
    tell(f"{done.answers} answers, {done.pictures} pictures and the graph as Turtle are in {options.out}.")
    print(options.out / running.INDEX)


def build(options: argparse.Namespace) -> None:
    """Build the graph."""
    store = options.store or DEFAULT
    with progress() as report:
        summary = build_graph(_tables(options), store, Reference(resources.REFERENCE), report)
    remember(store)
    _summary(summary)
    print(store)


def read(options: argparse.Namespace) -> None:
    """Show what is understood of one table; write nothing."""
    reference = Reference(resources.REFERENCE)
    record = read_table(options.table, reference)
    if options.format == "json":
        sys.stdout.write(record_json(record))
    else:
        rows = [
            (
                entry.number or "",
                assignment.leader or "",
                entry.wording,
                assignment.deadline.printed if assignment.deadline else "",
                assignment.progress,
                assignment.claim_printed,
                "、".join(assignment.units),
            )
            for entry in record.entries
            for assignment in entry.assignments
        ]
        show(answer_from(("no", "leader", "target", "deadline", "progress", "claim", "units"), rows), "table", None)
    for line in findings_of(record, reference.language.finding_kinds):
        tell(line)


def _summary(summary: dict[str, Any]) -> None:
    """Say what a build read, mended, linked and wrote."""
    for document in summary["documents"]:
        tell(
            f"read     {document['file']}: {document['rows']} rows → {document['entries']} entries, "
            f"{document['assignments']} assignments ({document['name']})"
        )
    findings = ", ".join(f"{kind} {count}" for kind, count in summary["findings"].items())
    tell(f"findings {sum(summary['findings'].values())}: {findings or 'none'}")
    links, changes = summary["links"], summary["changes"]
    sure = ", ".join(f"{count} {name}" for name, count in links.items() if name != "all")
    tell(f"linked   {summary['targets']} targets; {links['all']} links between documents ({sure or 'none'})")
    tell(f"changed  {', '.join(f'{kind} {count}' for kind, count in changes.items()) or 'nothing'}")
    tell(
        f"wrote    {summary['quads']} quads: {summary['entries']} entries, {summary['assignments']} assignments, "
        f"{summary['leaders']} leaders, {summary['units']} units"
    )
