"""Adding tables to a graph that exists: the same file changes nothing, a corrected one replaces its predecessor.

A store keeps the files it was built from. Adding reads them and the new ones, and builds the whole graph anew, with the
names that its targets were given before. So the same set of tables gives the same facts in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heze_graph import iris
from heze_graph.build import Report, put, read
from heze_graph.errors import TableError
from heze_graph.linking.changes import changes
from heze_graph.linking.link import EntryKey
from heze_graph.linking.similarity import normalise
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Document, Entry, Record
from heze_graph.reference import Reference
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded

_NAMES = """
SELECT ?entry ?target WHERE { ?entry <https://w3id.org/heze-graph/ontology#ofTarget> ?target } ORDER BY ?entry
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: names of documents that were added, already there, or replaced, with what changed in these."""

    summary: dict[str, Any]
    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[tuple[str, tuple[str, ...]], ...]


def add(tables: Sequence[TableFile], store: Path, reference: Reference, report: Report) -> Added:
    """Put tables into the graph of a store; where there is no store yet, into a new one.

    Raises TableError, ReferenceDataError or StoreError; the store is then as it was.
    """
    kept: dict[str, tuple[TableFile, Record]] = {}
    names: dict[EntryKey, EntryKey] = {}
    if folder.exists(store):
        generation = folder.current(store)
        names = given_names(Embedded(store))
        for table in generation.tables():
            report(f"reading {table.name}")
            record = read(table, reference)
            kept[record.document.name] = (table, record)
    added, unchanged, replaced = [], [], []
    for table in tables:
        report(f"reading {table.name}")
        record = read(table, reference)
        name = record.document.name
        same = next((n for n, (_, old) in kept.items() if old.document.sha256 == record.document.sha256), None)
        if same and not _says_more(table, kept[same][0]):
            unchanged.append(same)
            continue
        if same and same != name:
            del kept[same]
        if name in kept:
            if not table.document:
                _refuse_stranger(kept[name][1].document, record.document)
            replaced.append((name, tuple(differences(kept[name][1], record))))
        else:
            added.append(name)
        kept[name] = (table, record)
    summary = put(list(kept.values()), store, reference, report, names)
    return Added(summary, tuple(added), tuple(unchanged), tuple(replaced))


def _says_more(table: TableFile, kept: TableFile) -> bool:
    """Return whether the user says something of a file that was not said of it when it was kept."""
    said = (table.columns, table.document, table.city and table.city.resolve())
    return any(said) and said != (kept.columns, kept.document, kept.city)


def given_names(engine: Embedded) -> dict[EntryKey, EntryKey]:
    """Return the name of the Target of each Entry in a store."""
    rows = engine.select(_NAMES).rows
    return {_key(row[0].text): _key(row[1].text) for row in rows if row[0] and row[1]}


def _key(iri: str) -> EntryKey:
    document, key = iri.rsplit("/", 2)[1:]
    return iris.text_of(document), iris.text_of(key)


def _refuse_stranger(old: Document, new: Document) -> None:
    """Refuse another table of the same name: a city may publish several for one period."""
    if normalise(old.title) != normalise(new.title):
        raise TableError.problem(
            new.file_name,
            f"“{new.title}” under the name {new.name}, which “{old.title}” has",
            "a corrected copy of that table, or a name of its own",
            f"give it a name with --name, such as {new.name}-2, or --name {new.name} if it is to replace the other",
        )


def differences(old: Record, new: Record) -> Iterator[str]:
    """Yield what a corrected table says otherwise, one line each."""
    before = {entry.key: entry for entry in old.entries}
    after = {entry.key: entry for entry in new.entries}
    for key in (key for key in before if key not in after):
        yield f"no. {key}: no longer there ({before[key].wording})"
    for key, entry in after.items():
        if key not in before:
            yield f"no. {key}: new ({entry.wording})"
            continue
        for change in changes(before[key], entry):
            yield f"no. {key}: {change.kind} “{change.before}” → “{change.after}”"
        if _reported(before[key]) != _reported(entry):
            yield f"no. {key}: progress or claim differs"


def _reported(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((assignment.progress, assignment.claim_printed) for assignment in entry.assignments)
