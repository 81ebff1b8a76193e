"""One government and year is one piece: read, understood, linked and written independently, in any process.

From the year before it only receives the reports, for comparison. The work is done in this process, in several, or on a
cluster; the result is the same, byte for byte.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heze_graph import resources
from heze_graph.checks.material import EarlierReport, earlier_reports
from heze_graph.checks.repeats import COPIED, may_be_copied
from heze_graph.errors import HezeGraphError, StoreError
from heze_graph.linking import EntryKey, document_order
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Document, Record
from heze_graph.pipeline import stages
from heze_graph.pipeline.stages import ReadTable, connect
from heze_graph.rdf import dataset, iris
from heze_graph.rdf.dataset import Understood
from heze_graph.rdf.documents import scope
from heze_graph.reference import Reference
from heze_graph.store.folder import Generation, Part, write_part

if TYPE_CHECKING:
    from concurrent.futures import Executor


#: The city (or the document, where no city is known) and the year.
Key = tuple[str, str]
#: Stored next to the parts: lines of each piece that others may have as well; the part COMMON holds them once.
SHARED, COMMON = "shared", "common"
#: The packages that decide how a table is understood.
_ROOMS = ("model", "reference", "readers", "extraction", "records", "linking", "checks", "rdf", "pipeline")
_OF_TARGET = re.compile(r"^<\S+/entry/([^/>]+)/([^/>]+)> <\S+#ofTarget> <\S+/target/([^/>]+)/([^/>]+)> ", re.MULTILINE)
_REPORT = re.compile(r'^<\S+> <\S+#progress> ("(?:[^"\\]|\\.)*")@zh ', re.MULTILINE)
#: A process takes half a second to start; fewer bytes of tables are read in less than that.
_WORTH_A_PROCESS = 400_000
#: Millions of small values are created, hardly any in reference cycles: collecting cycles less often saves time.
_LOOK_FOR_CIRCLES = 100_000
#: How long a scheduler may take to answer, in seconds.
_PATIENCE = 10
#: The arguments that recreate a Reference in any process: its folder and those of further cities.
_Where = tuple[Path, tuple[Path, ...]]


def summarise(understood: Understood, quads: int, reference: Reference) -> dict[str, Any]:
    """Return a piece in numbers: what was read, mended, linked and written; `merged` adds several up."""
    entries = [entry for record in understood.records for entry in record.entries]
    links = understood.linking.links
    findings = [f for record in understood.records for f in record.findings] + list(understood.findings)
    return {
        "documents": [_document(record) for record in understood.records],
        "rows": sum(len(record.rows) for record in understood.records),
        "entries": len(entries),
        "assignments": sum(len(entry.assignments) for entry in entries),
        "leaders": sorted({leader for entry in entries for leader in entry.leaders}),
        "units": sorted({unit for entry in entries for unit in entry.units}),
        "targets": len(understood.linking.targets),
        "links": {"all": len(links), **_counted(made.certainty for made in links)},
        "changes": _counted(change.kind for change in understood.changes),
        "findings": _counted(finding.kind for finding in findings),
        "quads": quads,
        "unregistered": _unregistered(understood.records, reference),
    }


def merged(summaries: Sequence[Mapping[str, Any]], quads: int, order: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole build in numbers; `quads` are those that no piece wrote, `order` sorts documents by name."""
    documents = [document for one in summaries for document in one["documents"]]
    return {
        "documents": sorted(documents, key=lambda document: order[document["name"]]),
        **{name: sum(one[name] for one in summaries) for name in ("rows", "entries", "assignments", "targets")},
        **{name: len({text for one in summaries for text in one[name]}) for name in ("leaders", "units")},
        **{name: _summed(one[name] for one in summaries) for name in ("links", "changes", "findings")},
        "quads": quads + sum(one["quads"] for one in summaries),
        "unregistered": _all_unregistered(one["unregistered"] for one in summaries),
    }


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def _all_unregistered(found: Iterable[Mapping[str, Mapping[str, list[str]]]]) -> dict[str, dict[str, list[str]]]:
    joined: dict[str, dict[str, list[str]]] = {}
    for one in found:
        for place, names in one.items():
            known = joined.setdefault(place, {"units": [], "leaders": []})
            for kind, listed in names.items():
                known[kind] = list(dict.fromkeys([*known[kind], *listed]))
    return joined


def _unregistered(records: Sequence[Record], reference: Reference) -> dict[str, dict[str, list[str]]]:
    """Return the names printed in tables of cities without a register, by city (or document, if unknown)."""
    found: dict[str, dict[str, list[str]]] = {}
    for record in records:
        if reference.register(record.document.place).units:
            continue
        names = found.setdefault(scope(record.document), {"units": [], "leaders": []})
        for entry in record.entries:
            names["units"] += [unit for unit in entry.units if unit not in names["units"]]
            names["leaders"] += [leader for leader in entry.leaders if leader not in names["leaders"]]
    return found


def _document(record: Record) -> dict[str, Any]:
    return {
        "name": record.document.name,
        "file": record.document.file_name,
        "issuer": record.document.issuer,
        "sha256": record.document.sha256,
        "rows": len(record.rows),
        "entries": len(record.entries),
        "assignments": sum(len(entry.assignments) for entry in record.entries),
    }


def _counted(names: Iterable[object]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, names)).items()))


@dataclass(frozen=True, slots=True)
class Piece:
    """The tables of a piece with their records, and the existing names of its targets.

    `last_year` is what the tables of the same city reported the year before.
    """

    read: tuple[ReadTable, ...]
    names: Mapping[EntryKey, EntryKey]
    last_year: tuple[EarlierReport, ...] = ()


def key_of(document: Document) -> Key:
    """Return the piece that a document belongs to: units, targets and pairs of units are those of a city and year."""
    return scope(document), str(document.year or "unknown")


def key_of_part(part: Part) -> Key:
    """Return the key of the piece that was written as a part."""
    _, year, *_, name = part.kept["documents"][0]["order"]
    return part.kept["place"] or name, str(year or "unknown")


def part_name(key: Key) -> str:
    """Return the name of a piece's part: user-chosen names are not safe paths."""
    return hashlib.sha256("\n".join(key).encode()).hexdigest()[:16]


def write(piece: Piece, reference: Reference, folder: Path) -> Part:
    """Write a piece as a part of the generation that is being built in `folder`.

    Raises TableError, ReferenceDataError or OSError.
    """
    ordered = sorted((record for _, record in piece.read), key=document_order)
    understood = connect(ordered, reference, piece.names, piece.last_year)
    shared = dataset.shared(understood, reference)
    key, place = key_of(ordered[0].document), ordered[0].document.place
    name = part_name(key)
    (folder / SHARED).mkdir(exist_ok=True)
    (folder / shared_file(name)).write_text(shared, encoding="utf-8", newline="\n")
    lines = dataset.own(understood, reference)
    kept = {
        "place": place,
        "read_by": read_by(place, reference),
        "shared": hashlib.sha256(shared.encode("utf-8")).hexdigest(),
        "documents": [_as_json(record) for record in ordered],
        "summary": summarise(understood, lines.count("\n"), reference),
    }
    return write_part(folder, name, lines, kept)


def shared_file(name: str) -> str:
    """Return the file, in the folder of a generation, with the shared lines of a part."""
    return f"{SHARED}/{name}.nq"


def write_common(parts: Iterable[tuple[Part, Path]], reference: Reference, folder: Path) -> Part:
    """Write the reference data and what pieces share, each line once; the parts come with their folders."""
    lines: set[str] = set()
    places = set()
    for part, where in parts:
        places.add(part.kept["place"])
        shared = (where / shared_file(part.name)).read_bytes()
        if hashlib.sha256(shared).hexdigest() != part.kept["shared"]:
            raise StoreError.problem("pipeline.damaged", where=where, part=shared_file(part.name))
        lines.update(shared.decode("utf-8").splitlines(keepends=True))
    lines.update(dataset.known(places, reference, reference.folder.parent))
    return write_part(folder, COMMON, "".join(sorted(lines)))


def given_names(generation: Generation, names: Iterable[str]) -> dict[EntryKey, EntryKey]:
    """Return the name of the Target of each Entry in some parts of a graph."""
    texts = ((generation.folder / f"parts/{name}.nq").read_text(encoding="utf-8") for name in names)
    found = (tuple(map(iris.text_of, match.groups())) for text in texts for match in _OF_TARGET.finditer(text))
    return {(entry, key): (document, name) for entry, key, document, name in found}


def may_copy(generation: Generation, name: str, last_year: Sequence[Record], reference: Reference) -> bool:
    """Return whether a part of a graph may change when more records of the year before are known; False is certain.

    Its reports are compared with theirs; as for the other tables of that year, more tables can only exclude sentences.
    """
    text = (generation.folder / f"parts/{name}.nq").read_text(encoding="utf-8")
    if f"<{iris.concept('finding-kind', COPIED)}>" in text:
        return True
    # Our literals are escaped as in JSON.
    printed = (json.loads(found[1]) for found in _REPORT.finditer(text))
    return may_be_copied(printed, (report.text for report in earlier_reports(last_year)), reference.check_words)


def read_by(place: str, reference: Reference) -> str:
    """Return a digest of what determines how a place's tables are read: this program, and the reference files."""
    folder = reference.city_folders().get(place)
    return _digest(sorted(folder.glob("*.csv")) if folder else (), _everywhere(reference))


@lru_cache(maxsize=4)
def _everywhere(reference: Reference) -> str:
    program = [file for room in _ROOMS for file in sorted((resources.PACKAGE / room).rglob("*.py"))]
    return _digest([*program, *sorted(reference.folder.glob("*.csv"))], "")


def _digest(files: Sequence[Path], before: str) -> str:
    digest = hashlib.sha256(before.encode())
    for file in files:
        digest.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _as_json(record: Record) -> dict[str, Any]:
    document = record.document
    return {
        "name": document.name,
        "title": document.title,
        "sha256": document.sha256,
        "order": list(document_order(record)),
    }


def following(key: Key) -> Key:
    """Return the key of the piece of the year after, or the same key where the year is unknown."""
    place, year = key
    return (place, str(int(year) + 1)) if year.isdecimal() else key


def grouped(
    read: Sequence[ReadTable], names: Mapping[EntryKey, EntryKey], beside: Sequence[Record] = ()
) -> list[Piece]:
    """Return the pieces of some tables with their records; `beside` are records of years before, to compare with."""
    groups: dict[Key, list[ReadTable]] = {}
    for table, record in read:
        groups.setdefault(key_of(record.document), []).append((table, record))
    before: dict[Key, list[Record]] = {}
    for record in (*(record for _, record in read), *beside):
        if (after := following(key_of(record.document))) in groups and after != key_of(record.document):
            before.setdefault(after, []).append(record)
    return [
        Piece(
            tuple(group),
            names,
            earlier_reports(sorted(before.get(key, ()), key=document_order)),
        )
        for key, group in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Workers:
    """Reads tables and writes pieces, with an executor of other processes or, without one, in this process."""

    reference: Reference
    executor: Executor | None = None

    def read(self, tables: Sequence[TableFile]) -> Iterator[Record]:
        """Yield how each table is understood, in order; raises TableError or ReferenceDataError."""
        if self.executor is None:
            return (stages.read(table, self.reference) for table in tables)
        return self.executor.map(partial(_read, self._where), tables)

    def write(self, todo: list[Piece], folder: Path) -> Iterator[Part]:
        """Write each piece into the folder of a draft, and yield its part, in order; raises as `pieces.write` does.

        Pieces are removed from the list as they are written, to free memory for the index.
        """
        if self.executor is None:
            return (write(todo.pop(0), self.reference, folder) for _ in range(len(todo)))
        parts = self.executor.map(partial(_write, self._where, folder.absolute()), tuple(todo))
        todo.clear()
        return parts

    def finish(self) -> None:
        """End the other processes: the rest of the work is done here, and needs their memory."""
        if self.executor is not None:
            self.executor.shutdown()

    @property
    def _where(self) -> _Where:
        return self.reference.folder.absolute(), tuple(city.absolute() for city in self.reference.cities)


@contextmanager
def processes(reference: Reference, tables: Sequence[TableFile], count: int | None) -> Iterator[Workers]:
    """Give workers in `count` processes of this machine; by default one per core, if there is enough to do.

    Raises HezeGraphError when a process ends before its work is done.
    """
    prepare()
    count = _worth(tables) if count is None else count
    if count < 2:
        yield Workers(reference)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    try:
        # Spawned, not forked: the same on every system, and no library thread is lost.
        with ProcessPoolExecutor(count, get_context("spawn"), prepare) as executor:
            yield Workers(reference, executor)
    except BrokenProcessPool as error:
        raise HezeGraphError.problem("pipeline.process-ended") from error


@contextmanager
def cluster(reference: Reference, address: str) -> Iterator[Workers]:
    """Give the workers of a Dask scheduler; they see the same files under the same names as this machine.

    Raises HezeGraphError where `distributed` is not installed, nobody answers at the address, or a worker is lost.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError as error:
        raise HezeGraphError.problem("pipeline.no-scheduler", where="--scheduler") from error
    try:
        with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
            yield Workers(reference, client.get_executor())
    except (OSError, TimeoutError, ValueError, KilledWorker) as error:
        raise HezeGraphError.problem("pipeline.scheduler-failed", address=address, error=error) from error


def _worth(tables: Sequence[TableFile]) -> int:
    size = sum(table.path.stat().st_size for table in tables if table.path.is_file())
    return min(os.cpu_count() or 1, len(tables)) if size >= _WORTH_A_PROCESS else 1


def prepare() -> None:
    """Prepare a process for bulk work."""
    gc.set_threshold(_LOOK_FOR_CIRCLES)


@lru_cache(maxsize=1)
def _reference(where: _Where) -> Reference:
    return Reference(*where)


def _read(where: _Where, table: TableFile) -> Record:
    return stages.read(table, _reference(where))


def _write(where: _Where, folder: Path, piece: Piece) -> Part:
    return write(piece, _reference(where), folder)
