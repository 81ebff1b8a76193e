"""A desk on which somebody puts files: they are read, asked about, and built into a store when that person says so.

What is brought lies in a folder of its own, under numbers, until the program ends; the store takes copies. One build
runs at a time, and the graph of before stays until the new one is whole.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from heze_graph.errors import BusyError, HezeGraphError
from heze_graph.messages import Message, say
from heze_graph.model.printed import PrintedFile, TableFile
from heze_graph.model.understood import Certainty, Record
from heze_graph.pipeline import registers
from heze_graph.pipeline.build import Added, Report, add, build
from heze_graph.pipeline.stages import printed_of, understood
from heze_graph.reference import Reference
from heze_graph.reference.register import Register, add_spelling, record_judgement
from heze_graph.store import folder

#: So many heaps of files lie on the desk; the oldest goes when another one comes.
_MOST_DRAFTS = 8
#: So many units of a register are offered for a name that is in none.
_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Brought:
    """A file: what its bringer says of it, what it prints, and what is understood; or why it is not read."""

    table: TableFile
    printed: PrintedFile | None = None
    record: Record | None = None
    fault: HezeGraphError | None = None


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """A printed name that may mean several units: how it is understood, which others it could mean, where it stands."""

    printed: str
    understood: str
    options: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(slots=True)
class Draft:
    """The files of one bringing; `key` names it in addresses, and nobody can guess it."""

    key: str
    files: tuple[Brought, ...] = ()


@dataclass(slots=True)
class Job:
    """A build: the stage it is in, then what it did (with the registers it wrote for cities unknown), or its fault."""

    draft: str = ""
    stage: Message = field(default_factory=lambda: say("cli.starting"))
    done: Added | None = None
    starters: tuple[tuple[str, str], ...] = ()
    fault: HezeGraphError | None = None

    @property
    def running(self) -> bool:
        """Whether it still works."""
        return self.done is None and self.fault is None


@dataclass(frozen=True, slots=True)
class LinkJudgement:
    """What a person decides of two Entries, each (document, number): `same-target` or `different-target`."""

    judgement: str
    first: tuple[str, str]
    second: tuple[str, str]


class Desk:
    """Files brought for a store; `home` is the folder whose registers are read, and take what a person decides."""

    def __init__(self, store: Path, home: Path) -> None:
        self.store, self.home = store.absolute(), home.absolute()
        self.job: Job | None = None
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._folder = tempfile.TemporaryDirectory(prefix="heze-graph-desk-", ignore_cleanup_errors=True)
        self._lock, self._reading = Lock(), Lock()

    @property
    def reference(self) -> Reference:
        """What is known beforehand, as it is now."""
        return registers.known(self.home)

    def bring(self, files: Iterable[tuple[str, bytes]]) -> Draft:
        """Put files down, each with the name that it was published under, and read them."""
        draft = Draft(secrets.token_urlsafe(16))
        place = Path(self._folder.name) / draft.key
        place.mkdir()
        tables = []
        for number, (name, data) in enumerate(files, start=1):
            path = place / f"{number:04d}"
            path.write_bytes(data)
            tables.append(TableFile(path, name))
        with self._lock:
            self._drafts[draft.key] = draft
            while len(self._drafts) > _MOST_DRAFTS:
                old, _ = self._drafts.popitem(last=False)
                shutil.rmtree(Path(self._folder.name) / old, ignore_errors=True)
        self.read(draft, tables)
        return draft

    def draft(self, key: str) -> Draft | None:
        """Return what was brought under a key, None where it lies here no more."""
        with self._lock:
            return self._drafts.get(key)

    def read(self, draft: Draft, tables: Sequence[TableFile]) -> None:
        """Read files with what is said of them now."""
        reference, before = self.reference, {file.table.path: file.printed for file in draft.files}
        with self._reading:
            draft.files = tuple(_read(table, before.get(table.path), reference) for table in tables)

    def spell(self, place: str, unit: str, printed: str) -> None:
        """Record in the register of a city that a printed name is a spelling of a unit.

        Raises ReferenceDataError or OutputError, as `add_spelling` does.
        """
        found = self._register(place)
        if found:
            add_spelling(found, unit, printed)

    def build(self, draft: Draft, *, anew: bool) -> None:
        """Begin to put the files that were understood into the store; with `anew` the graph is these alone.

        Raises BusyError where another build runs.
        """
        tables = [file.table for file in draft.files if file.record]
        self._start(draft.key, lambda reference, report: self._built(tables, anew, reference, report))

    def judge(self, judgements: Sequence[LinkJudgement], person: str, date: str) -> None:
        """Record what a person decides of links, and begin to build again what it changes.

        Raises OutputError where it cannot be recorded, BusyError where a build runs.
        """
        for one in judgements:
            found = self._register(one.first[0].rsplit("-", 2)[0])
            if found:
                record_judgement(found, (one.judgement, *one.first, *one.second, person, date, "reviewed"))
        self._start("", lambda reference, report: add([], self.store, reference, report))

    def close(self) -> None:
        """Remove what was brought."""
        self._folder.cleanup()

    def _register(self, place: str) -> Path | None:
        tables = folder.current(self.store).tables() if folder.exists(self.store) else {}
        return registers.folder_of(place, self.home, tables)

    def _built(self, tables: Sequence[TableFile], anew: bool, reference: Reference, report: Report) -> Added:
        if not anew:
            return add(tables, self.store, reference, report)
        summary = build(tables, self.store, reference, report)
        return Added(summary, tuple(document["name"] for document in summary["documents"]), (), ())

    def _start(self, draft: str, work: Callable[[Reference, Report], Added]) -> None:
        with self._lock:
            if self.job and self.job.running:
                raise BusyError(say("pipeline.building"))
            self.job = Job(draft)
        Thread(target=self._work, args=(self.job, work), daemon=True).start()

    def _work(self, job: Job, work: Callable[[Reference, Report], Added]) -> None:
        def report(stage: Message) -> None:
            job.stage = stage

        try:
            reference = self.reference
            done = work(reference, report)
            starters = registers.write_starters(done.summary, self.home, reference)
            job.starters = tuple((place, str(written.relative_to(self.home))) for place, written in starters)
            job.done = done
        except HezeGraphError as error:
            job.fault = error
        except Exception:
            job.fault = HezeGraphError(say("pipeline.build-failed"))
            raise


def _read(table: TableFile, printed: PrintedFile | None, reference: Reference) -> Brought:
    try:
        printed = printed or printed_of(table)
        return Brought(table, printed, understood(printed, table, reference))
    except HezeGraphError as error:
        return Brought(table, printed, fault=error)


def columns_of(file: Brought) -> tuple[tuple[str, str], ...]:
    """Return the headers of a file with the roles taken; where it was not understood, what its header line may be."""
    if file.record:
        return file.record.columns
    lines = file.printed.lines if file.printed else ()
    wide = [cells for line in lines if len(cells := [" ".join(c.split()) for c in line.cells if c.strip()]) > 2]
    return tuple((header, "") for header in dict.fromkeys(wide[0])) if wide else ()


def name_questions(record: Record, register: Register) -> tuple[NameQuestion, ...]:
    """Return the printed names of units that a person may want to decide on, in printed order."""
    found: dict[str, NameQuestion] = {}
    for finding in record.findings:
        if finding.kind not in ("look-alike", "unknown-unit") or finding.certainty is Certainty.CERTAIN:
            continue
        if finding.printed in found:
            known = found[finding.printed]
            found[finding.printed] = replace(known, lines=(*known.lines, finding.line))
            continue
        options = _options(finding.printed, finding.understood, [name for _, name in finding.named], register)
        if options:
            found[finding.printed] = NameQuestion(finding.printed, finding.understood, options, (finding.line,))
    return tuple(found.values())


def _options(printed: str, understood: str, named: Sequence[str], register: Register) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    if understood in register.unit_by_name:
        return tuple(dict.fromkeys((understood, *named)))
    near = process.extract(printed, sorted(register.unit_by_name), scorer=fuzz.ratio, limit=_OFFERED)
    return tuple(dict.fromkeys(register.unit_by_name[name].names.preferred for name, _, _ in near))


def doubtful(summary: Mapping[str, Any]) -> int:
    """Return how many links of a build a person may want to decide on."""
    return sum(count for certainty, count in summary["links"].items() if certainty not in ("all", Certainty.CERTAIN))
