"""The stages in order: readers → records → extraction → linking → checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

from heze_graph.checks import run_checks
from heze_graph.checks.material import EarlierReport
from heze_graph.errors import TableError
from heze_graph.extraction.entries import ReadingWords, read_facts
from heze_graph.extraction.names.misprints import joined_projects
from heze_graph.extraction.names.places import gazetteer
from heze_graph.extraction.names.projects import work_grammar
from heze_graph.linking import EntryKey, changes, is_doubted, link, reports_progress, unsaid
from heze_graph.model.facts import EntryFacts
from heze_graph.model.printed import PrintedFile, TableFile
from heze_graph.model.understood import Elsewhere, Entry, Finding, Link, Record
from heze_graph.rdf.dataset import Understood
from heze_graph.readers import read_file
from heze_graph.readers.content import Content
from heze_graph.readers.formats import format_of, promised_format
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.records.issuer import find_issuer
from heze_graph.reference import Reference

#: What was printed and could not be understood; everything else is understood, surely or less so.
_UNREAD = ("unread-row", "missing-target", "ragged-row", "unread-claim", "unread-deadline")

#: The faults of what is neither a table nor a list, nor even text.
_NEITHER = ("records.no-list", "readers.nul-byte")

#: A table with its record.
ReadTable = tuple[TableFile, Record]


def read(table: TableFile, reference: Reference) -> Record:
    """Return what is understood from one table.

    Raises TableError, with file and line, when it cannot be read or holds no table.
    """
    return understood(printed_of(table), table, reference)


def plans_apart(tables: Iterable[ReadTable], reference: Reference) -> list[ReadTable]:
    """Return tables with their records, a plan under a name of its own where a report of its year would share it.

    Both cover the whole year, and their names would be the same. Raises as `read` does.
    """
    tables = list(tables)
    reports = {record.document.name for _, record in tables if reports_progress(record)}
    plans = [record.document.name for _, record in tables if not reports_progress(record)]
    clashing = {name for name in reports if plans.count(name) == 1}
    return [_as_plan(*one, reference) if _clashes(*one, clashing) else one for one in tables]


def _clashes(table: TableFile, record: Record, clashing: set[str]) -> bool:
    return record.document.name in clashing and not table.document and not reports_progress(record)


def _as_plan(table: TableFile, record: Record, reference: Reference) -> ReadTable:
    named = replace(table, document=f"{record.document.name}-plan")
    return named, read(named, reference)


def printed_of(table: TableFile) -> PrintedFile:
    """Return the printed lines of a table, under the name that it was published under; raises as `read` does."""
    with _telling_misnamed(table):
        return replace(read_file(table.path, where=table.name), name=table.name)


@contextmanager
def _telling_misnamed(table: TableFile) -> Iterator[None]:
    """Say of a text that holds no table, and whose name promises another format, that it is not what it is called."""
    try:
        yield
    except TableError as error:
        suffix = promised_format(table.name) if getattr(error.message, "key", "") in _NEITHER else ""
        # A pipe can be read only once.
        if suffix and table.path.is_file() and format_of(Content.of(table.path, table.name)).module == "text":
            raise TableError.problem("pipeline.misnamed", where=table.name, suffix=suffix) from error
        raise


def understood(printed: PrintedFile, table: TableFile, reference: Reference) -> Record:
    """Return what is understood of the printed lines of a table; raises as `read` does."""
    issuer = find_issuer(printed, table, reference)
    source = FileContext(
        reference.register(issuer.place),
        reference.language,
        issuer.name,
        columns=dict(table.columns),
        name=table.document,
        year=table.year,
        period=table.period,
        issuer_short=issuer.short,
    )
    with _telling_misnamed(table):
        record = understand(printed, source)
    if table.strict:
        _refuse_unread(record)
    return record


def _refuse_unread(record: Record) -> None:
    places = {row.line: row.where for row in record.rows}
    for finding in record.findings:
        if finding.kind in _UNREAD:
            where = ", ".join(filter(None, (record.document.file_name, places.get(finding.line))))
            line, printed = finding.line, finding.printed
            raise TableError.problem("pipeline.unread", where=where, line=line, printed=printed, kind=finding.kind)


@lru_cache(maxsize=16)
def words_of(place: str, reference: Reference) -> ReadingWords:
    """Return what the words of a city's tables are read by."""
    look_alikes: dict[str, tuple[str, ...]] = {}
    for pair in reference.language.look_alikes:
        look_alikes[pair.printed] = (*look_alikes.get(pair.printed, ()), pair.meant)
    return ReadingWords(
        reference.measures,
        reference.indicators,
        gazetteer(reference.register(place).places, look_alikes, reference.place_words),
        work_grammar(reference.project_words, reference.place_words.dictionary),
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
    records: Sequence[Record],
    reference: Reference,
    names: Mapping[EntryKey, EntryKey] | None = None,
    last_year: tuple[EarlierReport, ...] = (),
) -> Understood:
    """Return the records with what their words say and what holds between them.

    `names` are the names that targets were given before, by Entry; `last_year` is what the documents of the year before
    reported.
    """
    places = sorted({record.document.place for record in records})
    linking = link(records, [j for place in places for j in reference.register(place).judgements], names)
    entries = {(entry.document, entry.key): entry for record in records for entry in record.entries}
    files = {record.document.name: record.document.file_name for record in records}
    silent = {record.document.name: unsaid(record) for record in records}
    facts, misprints = joined_projects(records, read_words(records, reference), reference.language.look_alikes)
    return Understood(
        records=records,
        facts=facts,
        linking=linking,
        changes=tuple(
            change
            for made in linking.links
            for change in changes(
                entries[made.earlier], entries[made.later], silent[made.earlier[0]] | silent[made.later[0]]
            )
        ),
        findings=(
            *(
                _doubt(made, entries[made.earlier], entries[made.later], files)
                for made in linking.links
                if is_doubted(made, entries[made.earlier], entries[made.later])
            ),
            *misprints,
            *run_checks(records, linking, facts, reference.check_words, last_year),
        ),
    )


def _doubt(made: Link, earlier: Entry, later: Entry, files: Mapping[str, str]) -> Finding:
    line, other_line = (entry.assignments[0].lines[0] for entry in (later, earlier))
    return Finding(
        kind="doubtful-link",
        document=later.document,
        line=line,
        printed=later.wording,
        understood=earlier.wording,
        certainty=made.certainty,
        entry=later.key,
        details=(
            ("other_file", files[earlier.document]),
            ("other_line", str(other_line)),
            ("other_number", earlier.number or "—"),
            ("score", f"{made.score:.0%}"),
        ),
        others=(Elsewhere(earlier.document, other_line, earlier.wording),),
    )
