"""The stages in order: tables → records → facts → linking → scrutiny → triples → store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.errors import TableError
from heze_graph.facts.entries import Words, read_facts
from heze_graph.facts.names.gazetteer import gazetteer
from heze_graph.facts.names.misprints import joined_projects
from heze_graph.facts.names.projects import work_grammar
from heze_graph.linking.changes import changes
from heze_graph.linking.link import EntryKey, document_order, link
from heze_graph.model.facts import EntryFacts
from heze_graph.model.printed import PrintedFile, TableFile
from heze_graph.model.understood import Certainty, Finding, Link, Record
from heze_graph.records.assemble import Source, understand
from heze_graph.reference import Reference
from heze_graph.reference.issuer import detect_place, governments
from heze_graph.reference.scrutiny import load_scrutiny_words
from heze_graph.scrutiny import scrutinise
from heze_graph.store import folder
from heze_graph.summary import summarise
from heze_graph.tables import read_file
from heze_graph.triples.dataset import Understood, nquads

#: Told the name of the stage that begins.
Report = Callable[[str], None]

#: The lines at the head of a file in which the issuer is looked for.
_HEAD_LINES = 12
#: A line with so many cells is a row of a table, or its header.
_ROW_CELLS = 3


def seed_tables() -> list[TableFile]:
    """Return the tables of `seeds/`."""
    return [TableFile.at(path) for path in sorted(resources.SEEDS.glob("*.txt"))]


def read(table: TableFile, reference: Reference) -> Record:
    """Return what is understood from one table.

    Raises TableError, with file and line, when it cannot be read or holds no table.
    """
    printed = replace(read_file(table.path), name=table.name)
    place, issuer = detect_place(reference.city_folders(), f"{_head(printed)}\n{table.name}")
    if table.city:
        place, issuer = table.city.name, next(iter(governments(table.city)), issuer)
    register, columns = reference.register(place), dict(table.columns)
    source = Source(register, reference.language, issuer, reference.folder, columns, table.document)
    record = understand(printed, source)
    if table.strict:
        _refuse_unread(record)
    return record


def _head(printed: PrintedFile) -> str:
    """Return what stands above the table: rows of a table name other places, too."""
    lines = ([cell for cell in line.cells if cell.strip()] for line in printed.lines[:_HEAD_LINES])
    return "\n".join(" ".join(cells) for cells in takewhile(lambda cells: len(cells) < _ROW_CELLS, lines))


#: What was printed and could not be understood; everything else is understood, surely or less so.
_UNREAD = ("unread-row", "ragged-row", "unread-claim", "unread-deadline")


def _refuse_unread(record: Record) -> None:
    places = {row.line: row.where for row in record.rows}
    for finding in record.findings:
        if finding.kind in _UNREAD:
            where = ", ".join(
                filter(None, (record.document.file_name, f"line {finding.line}", places.get(finding.line)))
            )
            raise TableError.problem(
                where,
                f"“{finding.printed}” ({finding.kind})",
                "a row that is understood (--strict)",
                "correct the table, add the word to the reference data, or leave --strict out",
            )


def words_of(place: str, reference: Reference) -> Words:
    """Return what the words of a city's tables are read by."""
    look_alikes: dict[str, tuple[str, ...]] = {}
    for pair in reference.language.look_alikes:
        look_alikes[pair.printed] = (*look_alikes.get(pair.printed, ()), pair.meant)
    return Words(
        reference.measures,
        gazetteer(reference.register(place).places, look_alikes, reference.place_words),
        work_grammar(reference.project_words),
    )


def read_words(records: Sequence[Record], reference: Reference) -> dict[tuple[str, str], EntryFacts]:
    """Return what the words of every Entry say, by (document, key)."""
    facts = {}
    words = {place: words_of(place, reference) for place in {record.document.place for record in records}}
    for record in records:
        for entry in record.entries:
            facts[entry.document, entry.key] = read_facts(entry, record.document, words[record.document.place])
    return facts


def connect(
    records: Sequence[Record], reference: Reference, names: Mapping[EntryKey, EntryKey] | None = None
) -> Understood:
    """Return the records with what their words say and what holds between them; `names` as for `put`.

    Raises TableError when two files would have the same name in the graph.
    """
    _each_name_once(records)
    places = sorted({record.document.place for record in records})
    linking = link(records, [j for place in places for j in reference.register(place).judgements], names)
    entries = {(entry.document, entry.key): entry for record in records for entry in record.entries}
    facts, misprints = joined_projects(records, read_words(records, reference), reference.language.look_alikes)
    return Understood(
        records=records,
        facts=facts,
        linking=linking,
        changes=tuple(
            change for made in linking.links for change in changes(entries[made.earlier], entries[made.later])
        ),
        findings=(
            *(
                _doubt(made, entries[made.later].assignments[0].lines[0], entries[made.later].wording)
                for made in linking.links
                if made.certainty is not Certainty.CERTAIN
            ),
            *misprints,
            *scrutinise(records, linking, facts, load_scrutiny_words(reference.folder)),
        ),
    )


def build(tables: Sequence[TableFile], store: Path, reference: Reference, report: Report) -> dict[str, Any]:
    """Build the graph of some tables into a store, and return the summary that is kept with it.

    The old store stays until the new one is whole. Raises TableError, ReferenceDataError or StoreError.
    """
    records = []
    for table in tables:
        report(f"reading {table.name}")
        records.append(read(table, reference))
    return put(list(zip(tables, records, strict=True)), store, reference, report)


def put(
    read_tables: Sequence[tuple[TableFile, Record]],
    store: Path,
    reference: Reference,
    report: Report,
    names: Mapping[EntryKey, EntryKey] | None = None,
) -> dict[str, Any]:
    """Write the graph of tables that have been read into a store, and return the summary.

    `names` are the names that targets were given before, by Entry. Raises as `build` does.
    """
    ordered = sorted(read_tables, key=lambda pair: document_order(pair[1].document))
    report("linking documents")
    understood = connect([record for _, record in ordered], reference, names)
    report("writing triples")
    quads = nquads(understood, reference, reference.folder.parent)
    report("loading the store")
    summary = summarise(understood, quads.count("\n"), reference)
    folder.write(store, quads, summary, [(table, table.path.read_bytes()) for table, _ in ordered])
    return summary


def _doubt(made: Link, line: int, wording: str) -> Finding:
    return Finding(
        kind="doubtful-link",
        document=made.later[0],
        line=line,
        printed=wording,
        understood="/".join(made.earlier),
        certainty=made.certainty,
        entry=made.later[1],
        details=(
            ("other_document", made.earlier[0]),
            ("other_number", made.earlier[1]),
            ("score", f"{made.score:.2f}"),
        ),
    )


def _each_name_once(records: Sequence[Record]) -> None:
    seen: dict[str, str] = {}
    for record in records:
        document = record.document
        if document.name in seen:
            raise TableError.problem(
                document.file_name,
                f"a second table for {document.name} (the first is {seen[document.name]})",
                "another name for each table",
                "leave one of the two files out, or add it on its own with `build --add TABLE --name NAME`",
            )
        seen[document.name] = document.file_name
