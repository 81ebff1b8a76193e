"""Building the graph of some tables into a store, and adding tables to an existing graph.

Each piece is built by itself, then what they share, then the index. A store keeps its source files: adding reads those
of the same government and year as the new ones, and rebuilds that piece of the graph with the names that its targets
already have; everything else stays as it is. So the same set of tables gives the same facts in whatever order they
came: the same file changes nothing, a corrected one replaces its predecessor.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.errors import OutputError, TableError
from heze_graph.linking import EntryKey, changes
from heze_graph.linking.similarity import normalise
from heze_graph.messages import Message, quoted, say
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Entry, Record
from heze_graph.pipeline import pieces, stages
from heze_graph.pipeline.pieces import Workers, given_names, key_of, merged, part_name, read_by
from heze_graph.pipeline.stages import ReadTable
from heze_graph.readers.content import Content
from heze_graph.reference import Reference
from heze_graph.store import folder
from heze_graph.store.folder import PARTS, Generation, Part
from heze_graph.store.index import Filling, link
from heze_graph.store.tables import damaged_copy
from heze_graph.store.writing import DRAFTS, sha256_of

#: Called with the name of the stage that begins.
Report = Callable[[Message], None]


def silent(_stage: Message) -> None:
    """Report nothing."""


#: The last stage of a build: until it begins, the store is unchanged.
REPLACING = say("pipeline.loading")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the next generation takes over from the current one: some of its parts, with their tables by document.

    `names` are the names of targets in the other parts, by Entry; `beside` are records of kept tables that are compared
    with those of the year after.
    """

    generation: Generation | None = None
    parts: tuple[Part, ...] = ()
    tables: Mapping[str, TableFile] = field(default_factory=dict)
    names: Mapping[EntryKey, EntryKey] = field(default_factory=dict)
    beside: tuple[Record, ...] = ()


def seed_tables() -> list[TableFile]:
    """Return the tables of `seeds/`."""
    return [TableFile.at(path) for path in sorted(resources.SEEDS.glob("*.txt"))]


def build(
    tables: Sequence[TableFile],
    store: Path,
    reference: Reference,
    report: Report = silent,
    workers: Workers | None = None,
) -> dict[str, Any]:
    """Build the graph of some tables into a store, and return the summary that is kept with it.

    The old store remains until the new one is complete. `workers` do the work, by default this process. Raises
    TableError, ReferenceDataError or StoreError.
    """
    workers = workers or Workers(reference)
    with folder.writing(store, report), held(tables, store) as files:
        read = stages.plans_apart(zip(files, read_all(files, workers, report), strict=True), reference)
        each_name_once([record for _, record in read])
        return put(read, Kept(), store, workers, report)


@contextmanager
def held(tables: Sequence[TableFile], store: Path) -> Iterator[Sequence[TableFile]]:
    """Give the tables with a copy of each that can be read only once (a pipe), next to the generations of a store."""
    with tempfile.TemporaryDirectory(prefix=DRAFTS, dir=store, ignore_cleanup_errors=True) as name:
        yield [_held(table, Path(name) / str(n)) for n, table in enumerate(tables)]


def _held(table: TableFile, copy: Path) -> TableFile:
    if table.path.is_file() or not table.path.exists() or table.path.is_dir():
        return table
    copy.write_bytes(Content.of(table.path).data)
    return replace(table, path=copy)


def read_all(tables: Sequence[TableFile], workers: Workers, report: Report) -> list[Record]:
    """Return how each table is understood, in order."""
    records = []
    for table, record in zip(tables, workers.read(tables), strict=True):
        report(say("pipeline.reading", name=table.name))
        records.append(record)
    return records


def put(read: list[ReadTable], kept: Kept, store: Path, workers: Workers, report: Report) -> dict[str, Any]:
    """Write the graph of tables that have been read, together with what is kept, into a store, and return the summary.

    The list is emptied, to free memory before the store is loaded. Raises as `build` does.
    """
    report(say("pipeline.linking"))
    tables = {**kept.tables, **{record.document.name: table for table, record in read}}
    todo = pieces.grouped(read, kept.names, kept.beside)
    read.clear()
    with folder.drafting(store) as draft:
        # Filled while pieces are still being made, unless an existing index only needs to be updated.
        begun = kept.generation or folder.has_index(store)
        filling = None if begun else Filling(draft / folder.INDEX, folder.MEMORY_LIMIT)
        written = _filled(workers.write(todo, draft), draft, filling)
        workers.finish()
        report(say("pipeline.writing"))
        parts = sorted((*written, *kept.parts), key=lambda part: part.kept["documents"][0]["order"])
        common = pieces.write_common(_placed(parts, draft, kept), workers.reference, draft)
        order = {document["name"]: document["order"] for part in parts for document in part.kept["documents"]}
        summary = merged([part.kept["summary"] for part in parts], common.quads, order)
        _link_shared(kept, draft)
        report(REPLACING)
        if sum(part.quads for part in (*parts, common)) > folder.MEMORY_LIMIT:
            from concurrent.futures import ThreadPoolExecutor

            from heze_graph.entities import catalogue

            # The catalogue is written while the index is filled, which leaves the interpreter free.
            with ThreadPoolExecutor(1) as beside:
                catalogued = beside.submit(catalogue.write, draft, [*parts, common], kept.generation)
                _filled([common], draft, filling)
                if filling:
                    filling.finish()
                catalogued.result()
        ordered = {document["name"]: tables[document["name"]] for document in summary["documents"]}
        folder.publish(store, draft, [*parts, common], summary, ordered)
    return summary


def _filled(parts: Iterable[Part], draft: Path, filling: Filling | None) -> list[Part]:
    """Return the parts written in a draft, each added to the index as it arrives, if one is being filled."""
    written = []
    for part in parts:
        written.append(part)
        if filling:
            filling.take(draft / part.file, part.quads)
    return written


def _placed(parts: Iterable[Part], draft: Path, kept: Kept) -> Iterable[tuple[Part, Path]]:
    same = {part.name for part in kept.parts}
    for part in parts:
        yield part, kept.generation.folder if kept.generation and part.name in same else draft


def _link_shared(kept: Kept, draft: Path) -> None:
    for part in kept.parts:
        if kept.generation:
            file = pieces.shared_file(part.name)
            link(kept.generation.folder / file, draft / file)


def each_name_once(records: Sequence[Record]) -> None:
    """Raise TableError when two files would have the same name in the graph."""
    seen: dict[str, str] = {}
    for record in records:
        document = record.document
        if document.name in seen:
            raise TableError.problem(
                "pipeline.same-name",
                where=document.file_name,
                document=document.name,
                first=seen[document.name],
                quoted=quoted(document.file_name),
            )
        seen[document.name] = document.file_name


@dataclass(frozen=True, slots=True)
class Added:
    """The result of adding: names of documents that were added, unchanged, or replaced, with the changes in these."""

    summary: dict[str, Any]
    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[tuple[str, tuple[Message, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of the graph: title, digest, the part that contains it, its table, and its record once it is read."""

    title: str
    sha256: str
    part: str
    table: TableFile
    record: Record | None = None


def add(
    tables: Sequence[TableFile],
    store: Path,
    reference: Reference,
    report: Report = silent,
    workers: Workers | None = None,
) -> Added:
    """Add tables to the graph of a store, or to a new store.

    Only those pieces (a government and year) are rebuilt that a table belongs to, or whose reference files changed.
    Raises TableError, ReferenceDataError or StoreError; the store is then unchanged.
    """
    with folder.writing(store, report), held(tables, store) as files:
        return _add(files, store, workers or Workers(reference), report)


def _add(tables: Sequence[TableFile], store: Path, workers: Workers, report: Report) -> Added:
    reference = workers.reference
    generation = folder.current(store) if folder.exists(store) else None
    parts = {part.name: part for part in generation.parts() if part.kept} if generation else {}
    known = _known(generation, parts) if generation else {}
    fresh, unchanged = _sorted_out(tables, known)
    stale = {part.name for part in parts.values() if part.kept["read_by"] != read_by(part.kept["place"], reference)}
    if generation and not fresh and not stale:
        return Added(generation.summary(), (), tuple(unchanged), ())
    records = read_all(fresh, workers, report)
    before = dict(known)
    added, replaced = _entered(list(zip(fresh, records, strict=True)), known, reference)
    changed = {before[name].part for name in before if known.get(name) is not before[name]}
    touched = stale | changed
    if generation:
        touched |= {name for name in _years_after(changed, records, generation, reference) if name in parts}
    touched = _read_with(known, touched, set(parts), workers, report)
    read = [(one.table, one.record) for one in known.values() if one.record]
    keys = {key_of(record.document) for _, record in read}
    earlier = {part.name for part in parts.values() if pieces.following(pieces.key_of_part(part)) in keys}
    beside = [_kept(one) for one in known.values() if not one.record and one.part in earlier]
    kept = Kept(
        generation,
        tuple(part for part in parts.values() if part.name not in touched),
        {name: one.table for name, one in known.items() if not one.record},
        given_names(generation, sorted(touched)) if generation else {},
        tuple(read_all(beside, workers, report)),
    )
    return Added(put(read, kept, store, workers, report), tuple(added), tuple(unchanged), tuple(replaced))


def _years_after(
    changed: Iterable[str], records: Sequence[Record], generation: Generation, reference: Reference
) -> Iterator[str]:
    """Yield the parts of the years after new or changed tables, whose reports are compared with them.

    The part after a new table is omitted if none of its reports can be a copy.
    """
    parts = {part.name: part for part in generation.parts() if part.kept}
    yield from (part_name(pieces.following(pieces.key_of_part(parts[name]))) for name in changed)
    new: dict[str, list[Record]] = {}
    for record in records:
        new.setdefault(part_name(pieces.following(key_of(record.document))), []).append(record)
    for name, some in new.items():
        if name in parts and pieces.may_copy(generation, name, some, reference):
            yield name


def _known(generation: Generation, parts: Mapping[str, Part]) -> dict[str, _Known]:
    tables = generation.tables()
    return {
        document["name"]: _Known(document["title"], document["sha256"], part.name, tables[document["name"]])
        for part in parts.values()
        for document in part.kept["documents"]
    }


def _sorted_out(tables: Sequence[TableFile], known: Mapping[str, _Known]) -> tuple[list[TableFile], list[str]]:
    """Return the tables to be read, and the names of documents that are already there."""
    names = {one.sha256: name for name, one in known.items()}
    fresh, unchanged = [], []
    for table in tables:
        same = names.get(sha256_of(table.path))
        if same and not _says_more(table, known[same].table):
            unchanged.append(same)
        else:
            fresh.append(table)
    return fresh, unchanged


def _entered(
    read: Sequence[ReadTable], known: dict[str, _Known], reference: Reference
) -> tuple[list[str], list[tuple[str, tuple[Message, ...]]]]:
    """Register tables among the documents; return the names of new ones, and the differences of replaced ones."""
    added, replaced = [], []
    for table, record in read:
        document = record.document
        same = next((name for name, one in known.items() if one.sha256 == document.sha256), None)
        if same and same != document.name:
            del known[same]
        old = known.get(document.name)
        if old:
            # A city may publish several tables for one period.
            if not table.document and normalise(old.title) != normalise(document.title):
                file, title = document.file_name, document.title
                raise TableError.problem(
                    "pipeline.other-table", where=file, title=title, name=document.name, old=old.title
                )
            before = old.record or stages.read(_kept(old), reference)
            replaced.append((document.name, tuple(differences(before, record))))
        else:
            added.append(document.name)
        part = part_name(key_of(document))
        known[document.name] = _Known(document.title, document.sha256, part, table, record)
    return added, replaced


def _read_with(
    known: dict[str, _Known], touched: set[str], parts: set[str], workers: Workers, report: Report
) -> set[str]:
    """Read the tables of all affected pieces, and return these: a table may now belong to another one."""
    while True:
        touched |= {one.part for one in known.values() if one.record} & parts
        unread = [name for name, one in known.items() if one.part in touched and not one.record]
        if not unread:
            return touched
        records = read_all([_kept(known[name]) for name in unread], workers, report)
        for name, record in zip(unread, records, strict=True):
            document = record.document
            one = known.pop(name)
            part = part_name(key_of(document))
            known[document.name] = replace(one, title=document.title, part=part, record=record)


def _kept(known: _Known) -> TableFile:
    """Return the copy of a table that the store keeps; raises StoreError where it differs from what was read."""
    if sha256_of(known.table.path) != known.sha256:
        raise damaged_copy(known.table)
    return known.table


def _says_more(table: TableFile, kept: TableFile) -> bool:
    """Return whether the user says something about a file that was not said when it was kept."""
    given = (table.columns, table.document, table.place, table.year, table.period, table.city and table.city.resolve())
    return any(given) and given != (kept.columns, kept.document, kept.place, kept.year, kept.period, kept.city)


def differences(old: Record, new: Record) -> Iterator[Message]:
    """Yield the differences of a corrected table, one line each."""
    before = {entry.key: entry for entry in old.entries}
    after = {entry.key: entry for entry in new.entries}
    for key in (key for key in before if key not in after):
        yield say("pipeline.gone", key=key, wording=before[key].wording)
    for key, entry in after.items():
        if key not in before:
            yield say("pipeline.new", key=key, wording=entry.wording)
            continue
        for change in changes(before[key], entry):
            yield say(
                "pipeline.changed", key=key, kind=say(f"code.{change.kind}"), before=change.before, after=change.after
            )
        if _reported(before[key]) != _reported(entry):
            yield say("pipeline.reported", key=key)


def _reported(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((assignment.progress, assignment.claim_printed) for assignment in entry.assignments)


def write_shards(
    tables: Sequence[TableFile], folder: Path, workers: Workers, report: Report = silent
) -> tuple[Path, ...]:
    """Write the pieces of some tables, and what they share, and return the files.

    Several tasks may write into one folder at once, each the tables of its own governments and years: a piece is named
    after these, and what is shared after its content. A year is compared with the one before where one task has both.
    The files of one folder together are the graph; a quad in two of them is one. Raises TableError, ReferenceDataError
    or OutputError.
    """
    read = stages.plans_apart(zip(tables, read_all(tables, workers, report), strict=True), workers.reference)
    each_name_once([record for _, record in read])
    report(say("pipeline.writing"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="writing-", dir=folder) as name:
            draft = Path(name)
            (draft / PARTS).mkdir()
            parts = list(workers.write(pieces.grouped(read, {}), draft))
            common = pieces.write_common([(part, draft) for part in parts], workers.reference, draft)
            names = {part.file: f"{part.name}.nq" for part in parts} | {common.file: f"common-{common.sha256[:16]}.nq"}
            return tuple((draft / file).replace(folder / target) for file, target in names.items())
    except OSError as error:
        raise OutputError.problem("pipeline.not-writable", where=folder, reason=error) from error
