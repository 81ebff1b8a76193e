"""A desk for uploaded files: they are read, asked about, and built into a store when the person says so.

Uploaded files are kept in a temporary folder, under numbers, until the program ends; the store takes copies. One build
runs at a time, and the previous graph stays until the new one is complete.
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
from heze_graph.pipeline.build import Added, Report, add, build
from heze_graph.pipeline.stages import printed_of, understood
from heze_graph.reference import Reference
from heze_graph.reference.register import Register, add_spelling, own_folder, record_judgement, write_starters
from heze_graph.store import folder

#: The most drafts on the desk; a new one replaces the oldest.
_MOST_DRAFTS = 8
#: The most units of a register offered for an unknown name.
_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Brought:
    """A file: what its owner says about it, what it prints, and how it is understood, or why it cannot be read."""

    table: TableFile
    printed: PrintedFile | None = None
    record: Record | None = None
    fault: HezeGraphError | None = None


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """A printed name that may mean several units: how it is understood, its alternatives, and where it is printed."""

    printed: str
    understood: str
    options: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(slots=True)
class Draft:
    """The files of one upload; `key` identifies it in addresses, and cannot be guessed."""

    key: str
    files: tuple[Brought, ...] = ()


@dataclass(slots=True)
class Job:
    """A build: its current stage, then its result (with the registers written for unknown cities), or its error."""

    draft: str = ""
    stage: Message = field(default_factory=lambda: say("cli.starting"))
    done: Added | None = None
    starters: tuple[tuple[str, str], ...] = ()
    fault: HezeGraphError | None = None

    @property
    def running(self) -> bool:
        """Whether it is still running."""
        return self.done is None and self.fault is None


@dataclass(frozen=True, slots=True)
class LinkJudgement:
    """A person's decision on two Entries, each (document, number): `same-target` or `different-target`."""

    judgement: str
    first: tuple[str, str]
    second: tuple[str, str]


class Desk:
    """The uploads for a store; `home` is the folder of the registers that are read and updated."""

    def __init__(self, store: Path, home: Path) -> None:
        self.store, self.home = store.absolute(), home.absolute()
        self.job: Job | None = None
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._folder = tempfile.TemporaryDirectory(prefix="heze-graph-desk-", ignore_cleanup_errors=True)
        self._lock, self._reading = Lock(), Lock()

    @property
    def reference(self) -> Reference:
        """The current reference data."""
        return Reference.known(self.home)

    def bring(self, files: Iterable[tuple[str, bytes]]) -> Draft:
        """Store files, each with the name that it was published under, and read them."""
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
        """Return the upload with a key, None where it no longer exists."""
        with self._lock:
            return self._drafts.get(key)

    def read(self, draft: Draft, tables: Sequence[TableFile]) -> None:
        """Read files with what is said about them now."""
        reference, before = self.reference, {file.table.path: file.printed for file in draft.files}
        with self._reading:
            draft.files = tuple(_read(table, before.get(table.path), reference) for table in tables)

    def spell(self, place: str, unit: str, printed: str) -> None:
        """Record in a city's register that a printed name is a spelling of a unit.

        Raises ReferenceDataError or OutputError, as `add_spelling` does.
        """
        found = self._register(place)
        if found:
            add_spelling(found, unit, printed)

    def build(self, draft: Draft, *, anew: bool) -> None:
        """Start building the understood files into the store; with `anew` the graph consists of these alone.

        Raises BusyError where another build is running.
        """
        tables = [file.table for file in draft.files if file.record]
        self._start(draft.key, lambda reference, report: self._built(tables, anew, reference, report))

    def judge(self, judgements: Sequence[LinkJudgement], person: str, date: str) -> None:
        """Record a person's decisions on links, and start rebuilding what they change.

        Raises OutputError where they cannot be recorded, BusyError where a build is running.
        """
        for one in judgements:
            found = self._register(one.first[0].rsplit("-", 2)[0])
            if found:
                record_judgement(found, (one.judgement, *one.first, *one.second, person, date, "reviewed"))
        self._start("", lambda reference, report: add([], self.store, reference, report))

    def close(self) -> None:
        """Remove all uploads."""
        self._folder.cleanup()

    def _register(self, place: str) -> Path | None:
        tables = folder.current(self.store).tables() if folder.exists(self.store) else {}
        return own_folder(place, self.home, tables)

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
            starters = write_starters(done.summary, self.home, reference)
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
    """Return the headers of a file with their roles; where it was not understood, those of its likely header line."""
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
