"""The commands that read tables, and the one that reviews links: run, build, read, link."""

from __future__ import annotations

import argparse
import atexit
import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from heze_graph import resources
from heze_graph.cli.output import inform, progress, show, standard_input, store_of
from heze_graph.errors import UsageError
from heze_graph.messages import Message, say
from heze_graph.model.answers import Answer
from heze_graph.model.printed import ROLES, TableFile, written_name
from heze_graph.model.understood import Assignment, Document
from heze_graph.pipeline.build import Added, add, seed_tables, write_shards
from heze_graph.pipeline.build import build as build_graph
from heze_graph.pipeline.pieces import Workers, cluster, processes
from heze_graph.pipeline.stages import read as read_table
from heze_graph.readers.content import MAX_BYTES
from heze_graph.records.document import name_from_file
from heze_graph.records.tables.headers import saved_columns
from heze_graph.reference import Reference
from heze_graph.reference.parts_of_year import last_month
from heze_graph.reference.register import DIFFERENT, HOME, SAME, own_folder, record_judgement, write_starters
from heze_graph.store.folder import DEFAULT, remember

if TYPE_CHECKING:
    from heze_graph.queries.library import Library
    from heze_graph.store.embedded import Embedded

#: A table given as this is read from standard input.
_STANDARD_INPUT = Path("-")
_PLACE_NAME = re.compile(r"[\w·（）()]{2,40}")
#: The items in the last line of a summary.
_WRITTEN = ("quads", "entries", "assignments", "leaders", "units")
#: The columns of `read`, by the role of what they hold.
_SHOWN = ("number", "leader", "target", "deadline", "progress", "claim", "units")
_ANSWERS = {"y": SAME, "n": DIFFERENT}


def _tables(options: argparse.Namespace) -> list[TableFile]:
    return [_table(path, options) for path in options.tables] or seed_tables()


def _table(path: Path, options: argparse.Namespace) -> TableFile:
    name_in_print = written_name(path)
    if path == _STANDARD_INPUT:
        path, name_in_print = _kept_input(), "stdin"
    columns = list(saved_columns(path))
    for pair in options.column:
        header, sign, role = pair.rpartition("=")
        if not sign or role not in ROLES:
            raise UsageError.problem("cli.column", where="--column", pair=pair, roles=ROLES)
        columns.append((header, role))
    city, place = _place(options.place)
    if options.period and last_month(options.period) is None:
        raise UsageError.problem("cli.period", where="--period", period=options.period)
    name = options.name or ""
    if name and (name != name_from_file(f"{name}.txt") or len(getattr(options, "tables", [path])) != 1):
        raise UsageError.problem("cli.name", where="--name", name=name)
    return TableFile(
        path,
        name_in_print,
        columns=tuple(columns),
        city=city,
        strict=options.strict,
        document=name,
        place=place,
        year=options.year,
        period=options.period or "",
    )


def _kept_input() -> Path:
    """Return standard input, which can be read only once, as a temporary file."""
    place = Path(mkdtemp(prefix="heze-graph-"))
    atexit.register(rmtree, place, ignore_errors=True)
    file = place / "table"
    file.write_bytes(standard_input(MAX_BYTES))
    return file


def _place(named: str | None) -> tuple[Path | None, str]:
    """Return the folder of a city's register, or the name of a place, whichever the user gave."""
    if not named:
        return None, ""
    folder = Path(named)
    if (folder / "units.csv").is_file():
        return folder, ""
    if folder.exists() or not _PLACE_NAME.fullmatch(named):
        found = say("cli.no-units-csv", folder=named) if folder.is_dir() else f"“{named}”"
        raise UsageError.problem("cli.place", where="--place", found=found)
    return None, named


def _reference(options: argparse.Namespace) -> Reference:
    """Return the reference data: the package's, this folder's, and that of the city the user names."""
    folder, _ = _place(options.place)
    return Reference.known(Path(), *filter(None, [folder]))


def run(options: argparse.Namespace) -> None:
    """Do everything at once."""
    from heze_graph.pipeline import run

    reference = _reference(options)
    tables = _tables(options)
    with progress() as report, _workers(options, reference, tables) as workers:
        site = None if options.no_site else _site
        done = run.run(tables, options.out, reference, report, run.Means(workers, site))
    remember(options.out / run.STORE)
    _summary(done.summary, reference)
    _starters(done.summary, reference)
    inform(say("cli.run-done", answers=done.answers, pictures=done.pictures, folder=options.out))
    print(options.out / run.INDEX)


def _site(store: Path, library: Library, out: Path) -> str:
    """Write the pages of the site into the folder of a run, and return the first page."""
    from heze_graph.networks.views import whole_views
    from heze_graph.pipeline.run import ANSWERS, PICTURES
    from heze_graph.web.offline import FOLDER, START, write

    beside = {f"/views/{name}.html": f"../{PICTURES}/{name}{{language}}.html" for name in whole_views(library)}
    answers = {file.name.partition(".")[0] for file in (out / ANSWERS).iterdir()}
    beside |= {f"/queries/{name}.csv": f"../{ANSWERS}/{name}{{language}}.csv" for name in sorted(answers)}
    written = write(store, resources.QUERIES, out / FOLDER, beside)
    folder = out / FOLDER
    inform(say("cli.site-written", pages=written.pages, size=round(written.size / 1e6), folder=folder))
    if not resources.is_installed("pdf"):
        inform(say("cli.site-without-pdf"))
    if not written.whole:
        inform(say("cli.site-part", pages=written.pages))
    return f"{FOLDER}/{START}"


def build(options: argparse.Namespace) -> None:
    """Build the graph, or add to it."""
    reference = _reference(options)
    if options.shards:
        _shards(options, reference)
        return
    if options.add:
        if not options.tables:
            raise UsageError.problem("cli.no-table")
        store, tables = store_of(options), _tables(options)
        with progress() as report, _workers(options, reference, tables) as workers:
            done = add(tables, store, reference, report, workers)
        summary = done.summary
        _added(done)
    else:
        store, tables = options.store or DEFAULT, _tables(options)
        with progress() as report, _workers(options, reference, tables) as workers:
            summary = build_graph(tables, store, reference, report, workers)
    remember(store)
    _summary(summary, reference)
    _starters(summary, reference)
    print(store)


def _shards(options: argparse.Namespace, reference: Reference) -> None:
    if options.add or options.store:
        raise UsageError.problem("cli.shards-alone")
    tables = _tables(options)
    with progress() as report, _workers(options, reference, tables) as workers:
        files = write_shards(tables, options.shards, workers, report)
    inform(say("cli.files", count=len(files)))
    print(options.shards)


def _workers(
    options: argparse.Namespace, reference: Reference, tables: Sequence[TableFile]
) -> AbstractContextManager[Workers]:
    if options.scheduler:
        return cluster(reference, options.scheduler)
    return processes(reference, tables, options.workers)


def _added(done: Added) -> None:
    for name in done.added:
        inform(say("cli.added", name=name))
    for name in done.unchanged:
        inform(say("cli.same", name=name))
    for name, differences in done.replaced:
        inform(say("cli.replaced", name=name, count=len(differences)))
        for line in differences:
            inform(f"         {line}")


def _starters(summary: dict[str, Any], reference: Reference) -> None:
    """Write a register to be corrected for each unknown city, and say which documents name none."""
    for document in summary["documents"]:
        if not document["issuer"]:
            inform(say("cli.no-issuer", file=document["file"]))
    for place, folder in write_starters(summary, Path(), reference):
        inform(say("cli.starter", place=place, folder=folder))


def _with_second_names(assignment: Assignment) -> list[str]:
    """Return the units of an Assignment, each with its further names in brackets."""
    others = {unit: [name for one, name in assignment.second_names if one == unit] for unit in assignment.units}
    return [f"{unit}（{'、'.join(names)}）" if names else unit for unit, names in others.items()]


def read(options: argparse.Namespace) -> None:
    """Show how one table is understood, without writing anything."""
    from heze_graph.export.records import findings_of, record_json

    reference = _reference(options)
    record = read_table(_table(options.table, options), reference)
    if options.format == "json":
        sys.stdout.write(record_json(record))
    else:
        lead = any(assignment.lead_units for entry in record.entries for assignment in entry.assignments)
        roles = (*_SHOWN, "lead_units") if lead else _SHOWN
        rows = [
            (
                entry.number or "",
                assignment.leader or "",
                entry.wording,
                assignment.deadline.printed if assignment.deadline else "",
                assignment.progress,
                assignment.claim_printed,
                "、".join(_with_second_names(assignment)),
                *(["、".join(assignment.lead_units)] if lead else []),
            )
            for entry in record.entries
            for assignment in entry.assignments
        ]
        show(Answer.of_texts(tuple(str(say(f"role.{role}")) for role in roles), rows), "table", None)
    inform(_described(record.document))
    for line in findings_of(record, reference.language.finding_kinds):
        inform(line)


def _described(document: Document) -> Message:
    """Return what a document is: its title, who published it, and the period that it covers."""
    begin_end = document.period and say("cli.days", begin=document.period.begin, end=document.period.end)
    return say(
        "cli.document",
        title=document.title,
        issuer=document.issuer or say("cli.document-unread", option=("--place",)),
        period=begin_end or document.year or say("cli.document-unread", option=("--year", "--period")),
    )


def _summary(summary: dict[str, Any], reference: Reference) -> None:
    """Report what a build read, mended, linked and wrote."""
    for document in summary["documents"]:
        counts = {name: document[name] for name in ("file", "rows", "entries", "assignments", "name")}
        inform(say("cli.read", **counts))
    kinds = reference.language.finding_kinds
    findings = [
        say("cli.kind", kind={"zh": kinds[kind].zh, "en": kind}, count=count)
        for kind, count in summary["findings"].items()
    ]
    inform(say("cli.findings", count=sum(summary["findings"].values()), kinds=findings or say("cli.none")))
    links, changes = summary["links"], summary["changes"]
    sure = [say("cli.sure", kind=say(f"code.{kind}"), count=count) for kind, count in links.items() if kind != "all"]
    inform(say("cli.linked", targets=summary["targets"], links=links["all"], sure=sure or say("cli.none")))
    changed = [say("cli.kind", kind=say(f"code.{kind}"), count=count) for kind, count in changes.items()]
    inform(say("cli.changed", kinds=changed or say("cli.nothing")))
    inform(say("cli.wrote", **{name: summary[name] for name in _WRITTEN}))


def link(options: argparse.Namespace) -> None:
    """Show each doubtful link, and record a person's decision on it."""
    from heze_graph.queries.library import load
    from heze_graph.store.embedded import Embedded

    engine = Embedded(store_of(options))
    answer = load(resources.QUERIES).ask(engine, "link-scores")
    doubtful = [row for row in answer.texts() if row["certainty"] != "certain"]
    when = options.date or datetime.now().astimezone().date().isoformat()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
        raise UsageError.problem("cli.date", where="--date", when=when)
    decided = 0
    for row in doubtful:
        print(say("cli.entry", document=row["documentBefore"], number=row["noBefore"], wording=row["before"]))
        print(say("cli.entry", document=row["documentAfter"], number=row["noAfter"], wording=row["after"]))
        print(say("cli.score", score=row["score"], certainty=say(f"code.{row['certainty']}")), end="\n\n")
        judgement = _ask() if options.person else None
        if judgement:
            first = (row["documentBefore"], row["noBefore"])
            second = (row["documentAfter"], row["noAfter"])
            record_judgement(
                _folder(options, engine, first[0]), (judgement, *first, *second, options.person, when, "reviewed")
            )
            decided += 1
    inform(say("cli.reviewed-anew" if decided else "cli.reviewed", count=len(doubtful), decided=decided))


def _ask() -> str | None:
    """Ask once; the end of the input, or anything but y and n, leaves the link open."""
    inform(say("cli.same-target"))
    return _ANSWERS.get(sys.stdin.readline().strip().lower())


def _folder(options: argparse.Namespace, engine: Embedded, document: str) -> Path:
    """Return the register of the city that a document's name begins with, to which decisions are written."""
    if options.place:
        return Path(options.place)
    place = document.rsplit("-", 2)[0]
    fresh = not (HOME / place).exists()
    folder = own_folder(place, Path(), engine.generation.tables())
    if folder == HOME / place and fresh:
        inform(say("cli.register-copied", place=place, folder=folder))
    if folder:
        return folder
    raise UsageError.problem("cli.no-register", where="--place", place=place)
