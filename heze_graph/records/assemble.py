"""From the lines of one file to its Record: rows, entries with their assignments, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile
from heze_graph.model.understood import Certainty, Document, Finding, Record
from heze_graph.records.behind_text import take_responsible
from heze_graph.records.columns import Question, decide
from heze_graph.records.fitting import Weighing
from heze_graph.records.headers import Header, plain
from heze_graph.records.inherited import Line
from heze_graph.records.layout import Block, Layout, lay_out
from heze_graph.records.leaders import read_leaders
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number, number_of
from heze_graph.records.people import is_person
from heze_graph.records.reader import Reader, Table
from heze_graph.records.ticks import read_ticks, tick_columns
from heze_graph.records.titles import choose_title, name_from_file, read_period, read_year
from heze_graph.records.unit_cells import UnitReader
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_UNITS = ("units", "lead_units", "supporting_units", "leader_units")


@dataclass(frozen=True, slots=True)
class Source:
    """What is known before a file is read: the city's register, the language, the issuer's name.

    `columns` are headers whose role (one of `language.ROLES`) the user named. `name` is the document's name where the
    user gives one.
    """

    register: Register
    language: Language
    issuer: str
    folder: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


def understand(printed: PrintedFile, source: Source) -> Record:
    """Return everything that is understood of one file.

    Raises TableError when no line is a header, no row follows one, or it cannot be told what a column is for.
    """
    lines = [line for line in printed.lines if not line.is_blank]
    layout = lay_out(lines, source.language, tuple(source.columns))
    if not layout.blocks:
        raise TableError.problem(
            printed.name,
            f"no header line among {len(lines)} lines",
            "a line with at least three known column names, such as 序号, 责任目标内容, 责任单位",
            f"add the names of its columns to {source.folder / 'headers.csv'}, or name one with --column HEADER=ROLE",
        )
    if not any(block.lines for block in layout.blocks):
        raise TableError.problem(
            printed.name,
            "a header and no rows below it",
            "at least one data row",
            "check that the file is whole",
        )
    document, findings = _document(printed, layout, source)
    tables, mends = _tables(printed, layout, source)
    findings.extend(mend.at(document.name, line, None) for line, mend in mends)
    repeated = {"".join(line.cells).strip() for line in layout.above}
    heads = "".join(repeated)
    units, known = _unit_reader(tables, source), _known_leaders(tables, source)
    reader = Reader(document, source.register, source.language, units, findings, heads, known)
    for table in tables:
        reader.read_table(table, repeated)
    for line in layout.outside:
        reader.keep(line)
    reader.rows.sort(key=lambda row: row.line)
    kept = {row.line for row in reader.rows}
    return Record(
        document,
        tuple(reader.rows),
        tuple(reader.entries()),
        tuple(sorted(findings, key=_order)),
        tuple(line.line for line in lines if line.line not in kept),
    )


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.line, finding.column or 0, finding.kind, finding.printed)


def _document(printed: PrintedFile, layout: Layout, source: Source) -> tuple[Document, list[Finding]]:
    heads = [" ".join(cell.strip() for cell in line.cells if cell.strip()) for line in layout.above]
    title = choose_title(heads, source.language)
    headers = " ".join(plain(header) for block in layout.blocks for header in block.headers)
    year = next(filter(None, map(read_year, (title, *heads, printed.name, headers))), None)
    words = source.language.periods
    told = (title, *(head for head in heads if head.startswith(("（", "("))))
    period = next(filter(None, (read_period(text, year, words) for text in reversed(told))), None) if year else None
    told_name = f"{source.register.name}-{year}-{period.name}" if period and source.register.name else ""
    name = source.name or told_name or name_from_file(printed.name)
    document = Document(name, title, source.register.name, source.issuer, year, period, printed.name, printed.sha256)
    if period:
        return document, []
    line = layout.above[0].line if layout.above else 1
    return document, [Finding("unread-period", name, line, title, "", Certainty.CERTAIN)]


def _tables(printed: PrintedFile, layout: Layout, source: Source) -> tuple[list[Table], list[tuple[int, Mend]]]:
    """Return the tables of a file, the columns of each decided, with the mends that took (line, mend).

    Blocks with the same headers are decided together: a page of a table may hold too few cells to tell.
    """
    decided: dict[tuple[str, ...], tuple[str | None, ...]] = {}
    mends: list[tuple[int, Mend]] = []
    tables: list[Table] = []
    for block in layout.blocks:
        key = tuple(plain(header) for header in block.headers)
        if key not in decided:
            alike = [other for other in layout.blocks if tuple(map(plain, other.headers)) == key]
            ticked = _ticks_said(alike, source.language)
            body = [line for other in alike for line in other.lines]
            roles, found = _decide(printed.name, block, body, source, ticked)
            decided[key] = roles
            mends.extend((block.line, mend) for mend in found)
        header = Header(block.line, block.headers, decided[key])
        if not (tables and _same_table(tables[-1], header, block.lines)):
            tables.append(Table(header, []))
        tables[-1].lines.extend(block.lines)
        tables[-1].heads.update({line.printed.line: block.heads for line in block.lines[:1]})
    return tables, mends


def _ticks_said(blocks: Sequence[Block], language: Language) -> dict[str, str]:
    """Let the lines of blocks with the same headers say in words what they tick; return the roles of the columns."""
    columns = tick_columns(blocks[0].headers, [line for block in blocks for line in block.lines], language)
    for block in blocks:
        block.lines = [read_ticks(line, columns, language) for line in block.lines]
    first, *others = sorted(columns) or [0]
    return {str(first): "claim", **{str(other): "other" for other in others}} if first else {}


def _decide(
    name: str, block: Block, body: Sequence[Line], source: Source, ticked: Mapping[str, str]
) -> tuple[tuple[str | None, ...], tuple[Mend, ...]]:
    fit = Weighing(source.register, source.language)
    question = Question(f"{name}, line {block.line}", block.headers, body, {**ticked, **source.columns})
    return decide(question, source.language, fit)


def _same_table(table: Table, header: Header, lines: Sequence[Line]) -> bool:
    """Return whether a header begins a further page of a table: the same columns, and the numbers go on."""
    if tuple(map(plain, table.header.printed)) != tuple(map(plain, header.printed)):
        return False
    column = header.column_of("number")
    before = _numbers(table.lines, column)
    after = _numbers(lines, column)
    if before and after:
        return after[0] not in before
    # Nothing is numbered: then a table of its own in the file is a table of its own.
    places = {line.printed.table for line in (*table.lines[-1:], *lines[:1])}
    return len(places) < 2


def _numbers(lines: Sequence[Line], column: int | None) -> list[str]:
    texts = (line.text(column) for line in lines if column in line.own)
    return [number for text in texts if is_number(text) and (number := number_of(text))]


def _unit_reader(tables: Sequence[Table], source: Source) -> UnitReader:
    return UnitReader.learning(_unit_cells(tables, source.language), source.register, source.language)


def _known_leaders(tables: Sequence[Table], source: Source) -> frozenset[str]:
    """Return the names of persons that the cells of leaders print with something between them."""
    cells = {line.text(table.header.column_of("leader")) for table in tables for line in table.lines}
    names = {name for cell in cells for name in read_leaders(cell, source.register, source.language)[0]}
    return frozenset(name for name in names if is_person(name, source.language, source.register))


def _unit_cells(tables: Sequence[Table], language: Language) -> Iterator[str]:
    for table in tables:
        columns = [column for role in _UNITS if (column := table.header.column_of(role))]
        yield from (line.text(column) for line in table.lines for column in columns if line.text(column))
        if not columns:
            texts = (line.text(table.header.column_of("target")) for line in table.lines)
            yield from filter(None, (take_responsible(text, language)[2] for text in texts))
