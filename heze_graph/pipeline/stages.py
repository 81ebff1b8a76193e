"""The stages in order: readers → records → extraction → linking → checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from heze_graph.checks import run_checks
from heze_graph.checks.material import EarlierReport
from heze_graph.errors import TableError
from heze_graph.extraction.entries import ReadingWords, read_facts
from heze_graph.extraction.names.misprints import joined_projects
from heze_graph.extraction.names.places import gazetteer
from heze_graph.extraction.names.projects import work_grammar
from heze_graph.linking.link import EntryKey, changes, is_doubted, link, reports_progress
from heze_graph.model.facts import EntryFacts
from heze_graph.model.printed import PrintedFile, PrintedLine, TableFile
from heze_graph.model.understood import Elsewhere, Entry, Finding, Link, Record
from heze_graph.rdf.dataset import Understood
from heze_graph.readers import read_file
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.records.numbering import mark_of
from heze_graph.records.responsibility.labels import labels_of
from heze_graph.records.responsibility.naming import level_of
from heze_graph.records.signatures import is_named_body
from heze_graph.reference import Reference
from heze_graph.reference.issuers import OFFICES, Issuer, detect_issuer, governments, issuer_of, signed_by
from heze_graph.reference.language import Language

#: The lines at the head of a file in which the issuer is looked for.
_HEAD_LINES = 12
#: The last lines in which it is looked for, and how long they are at most.
_SIGNATURES, _LONGEST_SIGNATURE = 6, 40
#: A title is no longer than this, and ends as no sentence or address does.
_LONGEST_TITLE, _SENTENCE = 60, re.compile(r"[。；;？！]|[：:]\s*$")
#: The date of a document stands below its signature.
_DATE = re.compile(r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月|二[〇○零]")
#: 某开发区，各街道，区直各部门：: whom a notice addresses.
_ADDRESSED = re.compile(r"(?:各[^。；;：:]*|[^。；;：:]+(?:政府|办事处|管委会|部门|机构|公司|局|委))[：:]\s*$")
#: 根据《某市人民政府关于…》: what a document cites was published by others.
_TITLES = "[^。；;《]{0,12}《[^》]*》(?:、?《[^》]*》)*"
#: A line with so many cells is a row of a table, or its header.
_ROW_CELLS = 3
#: What was printed and could not be understood; everything else is understood, surely or less so.
_UNREAD = ("unread-row", "missing-target", "ragged-row", "unread-claim", "unread-deadline")


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
    kept_under_another = table.path.name != table.name
    return replace(read_file(table.path, where=table.name if kept_under_another else ""), name=table.name)


def understood(printed: PrintedFile, table: TableFile, reference: Reference) -> Record:
    """Return what is understood of the printed lines of a table; raises as `read` does."""
    issuer = _issuer(printed, table, reference)
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
    record = understand(printed, source)
    if table.strict:
        _refuse_unread(record)
    return record


def _issuer(printed: PrintedFile, table: TableFile, reference: Reference) -> Issuer:
    """Return who published a table: whom the user names, else whom the file does, what stands above the table first."""
    cities = reference.city_folders()
    if table.place:
        return issuer_of(table.place, cities, reference.language)
    signature = _signature(printed, reference.language)
    texts = (
        _titles(printed.lines[:_HEAD_LINES], reference.language),
        _head(printed, reference.language),
        printed.title,
        signature,
        # A copy may print what a table is called below it.
        _titles(printed.lines[-_SIGNATURES:], reference.language),
        "\n".join(printed.sheets),
        table.name,
    )
    found = signed_by(detect_issuer(cities, texts, reference.language), texts, signature, reference.language)
    if table.city:
        return Issuer(table.city.name, next(iter(governments(table.city)), found.name))
    return found


def _titles(lines: Sequence[PrintedLine], language: Language) -> str:
    """Return the lines among some that may be a title: short, no sentence, and named as a table is."""
    single = (line.cells[0].strip() for line in lines if len(line.cells) == 1)
    short = [text for text in single if len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text)]
    return "\n".join(text for text in short if any(word in text for word in language.row_words["title-word"]))


#: What the border of a table leaves at the end of a line that was copied from one.
_BORDER = " \u3000\t|｜│"
#: What stands before a signature at the end of the last item's line.
_BEHIND_ALL = re.compile(r"^.*。[ \t\u3000]+(?=[^\s。]+$)")


def _signature(printed: PrintedFile, language: Language) -> str:
    """Return the last lines that may be a signature: single texts that name a government, or an office above a date.

    A line such as 责任单位：甲县政府 says who answers for something.
    """
    single = [line.cells[0].strip(_BORDER) for line in printed.lines if len(line.cells) == 1 and not line.is_blank]
    single = [_BEHIND_ALL.sub("", text) for text in single if not mark_of(text) or _BEHIND_ALL.match(text)]
    # A file of rows of several cells has no such line.
    following = [*single[1:], ""][: len(single)]
    signs = [
        text
        for text, below in zip(single, following, strict=True)
        if len(text) <= _LONGEST_SIGNATURE
        and (_signs(text, language) or (_DATE.match(below) and _is_office(text, language)))
    ]
    own = [text for text in (_own(text, language) for text in signs) if text]
    # The expression is a long one, and most files have no such line.
    label = labels_of(language).before if own else None
    return "\n".join([text for text in own if not (label and label.match(text))][-_SIGNATURES:])


def _signs(text: str, language: Language) -> bool:
    return any(word in text for word in language.unit_words["issuer-follow"])


def _is_office(text: str, language: Language) -> bool:
    """Return whether a text is an office of a named place, 甲县财政局, not 县财政局, or a body with its own name."""
    placed = language.kind_of_unit(text) in OFFICES and len(level_of(text, language)) > 1
    return placed or is_named_body(text, language)


def _head(printed: PrintedFile, language: Language) -> str:
    """Return what stands above the table, or between its header and rows, or above a list: rows name other places."""
    lines = [[cell for cell in line.cells if cell.strip()] for line in printed.lines[:_HEAD_LINES]]
    header = bool(lines) and len(lines[0]) >= _ROW_CELLS
    texts = (" ".join(cells) for cells in takewhile(_is_head, lines[header:]))
    return "\n".join(filter(None, (_own(text, language) for text in texts)))


def _own(text: str, language: Language) -> str:
    """Return a line without what it cites, "" where it only says whom a notice addresses."""
    return "" if _ADDRESSED.search(text) else _cited(language).sub("", text)


@lru_cache(maxsize=8)
def _cited(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(language.unit_words['citing'])}){_TITLES}")


def _is_head(cells: Sequence[str]) -> bool:
    return len(cells) < _ROW_CELLS and not (cells and mark_of(cells[0]))


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
