"""The commands that read tables: run, build, read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph import run as running
from heze_graph.adding import Added, add
from heze_graph.build import build as build_graph
from heze_graph.build import read as read_table
from heze_graph.build import seed_tables
from heze_graph.cli.output import answer_from, progress, show, tell
from heze_graph.cli.stores import store_of
from heze_graph.errors import UsageError
from heze_graph.export.records import findings_of, record_json
from heze_graph.model.printed import TableFile
from heze_graph.records.mapping import saved_columns
from heze_graph.records.titles import name_from_file
from heze_graph.reference import Reference
from heze_graph.reference.language import ROLES
from heze_graph.reference.starter import starter_files, write_starter
from heze_graph.store.last import DEFAULT, remember

#: In the folder where a build is started: registers for cities that nothing was known of.
PLACES = Path("places")


def _tables(options: argparse.Namespace) -> list[TableFile]:
    return [_table(path, options) for path in options.tables] or seed_tables()


def _table(path: Path, options: argparse.Namespace) -> TableFile:
    columns = list(saved_columns(path))
    for pair in options.column:
        header, sign, role = pair.rpartition("=")
        if not sign or role not in ROLES:
            raise UsageError.problem(
                "--column", f"“{pair}”", f"HEADER=ROLE, the role one of {', '.join(ROLES)}", "correct it"
            )
        columns.append((header, role))
    if options.place and not (options.place / "units.csv").is_file():
        raise UsageError.problem("--place", str(options.place), "a folder with units.csv", "name the city's folder")
    name = options.name or ""
    if name and (name != name_from_file(f"{name}.txt") or len(getattr(options, "tables", [path])) != 1):
        raise UsageError.problem(
            "--name",
            f"“{name}”",
            "letters, digits and hyphens, for one table",
            "write it as in --name daming-2016-tasks",
        )
    return TableFile(path, path.name, tuple(columns), options.place, options.strict, name)


def _reference(options: argparse.Namespace) -> Reference:
    """Return the reference data: those of the package, those of this folder, and the city that the user names."""
    own = tuple(path.parent for path in sorted(PLACES.glob("*/units.csv")))
    return Reference(resources.REFERENCE, own + ((options.place,) if options.place else ()))


def run(options: argparse.Namespace) -> None:
    """Do everything at once."""
    reference = _reference(options)
    with progress() as report:
        done = running.run(_tables(options), options.out, reference, report)
    remember(options.out / running.STORE)
    _summary(done.summary)
    _starters(done.summary, reference)
    tell(f"{done.answers} answers, {done.pictures} pictures and the graph as Turtle are in {options.out}.")
    print(options.out / running.INDEX)


def build(options: argparse.Namespace) -> None:
    """Build the graph, or add to it."""
    reference = _reference(options)
    if options.add:
        if not options.tables:
            raise UsageError.problem("build --add", "no TABLE", "the tables to add", "name them")
        store = store_of(options)
        with progress() as report:
            done = add(_tables(options), store, reference, report)
        summary = done.summary
        _added(done)
    else:
        store = options.store or DEFAULT
        with progress() as report:
            summary = build_graph(_tables(options), store, reference, report)
    remember(store)
    _summary(summary)
    _starters(summary, reference)
    print(store)


def _added(done: Added) -> None:
    for name in done.added:
        tell(f"added    {name}")
    for name in done.unchanged:
        tell(f"same     {name}: this file is in the graph already")
    for name, differences in done.replaced:
        tell(f"replaced {name}: {len(differences)} differences")
        for line in differences:
            tell(f"         {line}")


def _starters(summary: dict[str, Any], reference: Reference) -> None:
    """Write a register to correct for each city that none is known of."""
    for place, names in summary["unregistered"].items():
        folder = PLACES / place
        places = reference.register(place).places
        if write_starter(folder, starter_files(names["units"], names["leaders"], places, reference.language)):
            tell(f"nothing is known of {place}: names stand as printed. A register to correct was written to {folder}.")


def read(options: argparse.Namespace) -> None:
    """Show what is understood of one table; write nothing."""
    reference = _reference(options)
    record = read_table(_table(options.table, options), reference)
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
