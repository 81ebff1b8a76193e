"""From the lines of one file to its Record: rows, entries with their assignments, findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from heze_graph.errors import TableError
from heze_graph.messages import quoted
from heze_graph.model.printed import UNIT_ROLES, PrintedFile, PrintedLine, Row
from heze_graph.model.understood import Certainty, Entry, Finding, Record
from heze_graph.records.document import FileContext, document_of, is_of_page
from heze_graph.records.entries import View, entries_of
from heze_graph.records.mends import Mend, as_printed, in_order, plain_lines
from heze_graph.records.numbering import is_number, number_of
from heze_graph.records.reconstruction.cells_as_lines import find_lost_table
from heze_graph.records.reconstruction.forms import find_forms
from heze_graph.records.reconstruction.headerless import find_headerless_cells
from heze_graph.records.reconstruction.levels import find_levels, find_levels_as_lines
from heze_graph.records.reconstruction.lost_table import LostTable, spread, texts_of
from heze_graph.records.reconstruction.matrices import short_rows
from heze_graph.records.reconstruction.rows_as_lines import (
    count_glued_rows,
    find_broken_rows,
    find_glued_table,
    find_headerless_table,
)
from heze_graph.records.reconstruction.transposed import find_transposed
from heze_graph.records.responsibility.behind_text import take_responsibility
from heze_graph.records.responsibility.leaders import is_person, read_leaders
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.responsibility.parser import learn
from heze_graph.records.rows import data_rows, printed_row
from heze_graph.records.tables.cells import TableLine, given, over_pages, read_ticks, tick_columns
from heze_graph.records.tables.columns import decide
from heze_graph.records.tables.fitting import Weighing, unshifted, with_levels
from heze_graph.records.tables.headers import Header, glued_headers, is_number_header, plain
from heze_graph.records.tables.layout import Block, Layout, is_bare, lay_out, lay_out_bare
from heze_graph.records.tables.measures import units_said
from heze_graph.records.tables.table import Context, PrintedColumns, Table, habits_of
from heze_graph.records.titles import bare_title
from heze_graph.reference.language import Language

if TYPE_CHECKING:
    from heze_graph.records.lists.finding import ListText

#: So many cells of a line, and so much of each, are shown in a message.
_SHOWN_CELLS, _SHOWN = 8, 20
#: A line of fewer cells is no row of a table.
_FEWEST_CELLS = 2
#: A line of one phrase is no list.
_TITLE = re.compile(r"[^\s，,。；;、：:（(【〔\[]*")


def understand(printed: PrintedFile, source: FileContext) -> Record:
    """Return the Record of one file: rows, entries and findings.

    Raises TableError when no line is a header, no row follows one, or it cannot be told what a column is for.
    """
    meant = replace(printed, lines=plain_lines(printed.lines, source.language.radicals))
    return as_printed(_understood(meant, source), printed)


def _understood(printed: PrintedFile, source: FileContext) -> Record:
    """Return the Record of the file's tables, else of tables that lost their columns, else of lists."""
    lines = [line for line in printed.lines if not line.is_blank]
    finders = (find_transposed, find_broken_rows, find_levels)
    whole = next(filter(None, (find(lines, source.language) for find in finders)), None)
    whole = whole or find_levels_as_lines(printed.name, lines, source.language)
    if whole and (record := _put_together(printed, whole, source)):
        return record
    layout = lay_out(lines, source.language, tuple(source.columns))
    if any(block.lines for block in layout.blocks):
        return _table_record(printed, layout, lines, source)
    forms = find_forms(lines, source.language)
    if forms and (record := _put_together(printed, forms, source)):
        return record
    from heze_graph.records.lists.finding import find_items

    found = find_items([line for line in lines if not line.running], source.register, source.language)
    if record := _copied(printed, lines, found, source):
        return record
    if glued := _glued(lines, source.language):
        if re.sub(r"\W", "", _text(lines[-1])) == "".join(glued):
            raise TableError.problem("records.no-rows", where=printed.name)
        # What is printed below such headers looks like a list whose units are none.
        raise TableError.problem("records.glued", where=printed.name, headers=" | ".join(glued))
    bare = lay_out_bare(lines, source.language)
    if found.items and (not bare.blocks or any(item.answered for item in found.items)):
        # Where nothing in the texts answers for items, a column of units beside them does.
        return _list_record(printed, lines, found, source)
    if all(len(line.cells) < _FEWEST_CELLS for line in lines):
        raise _no_list(printed.name, lines, found, source.language)
    return _table_record(printed, layout if layout.blocks else bare, lines, source)


def _copied(printed: PrintedFile, lines: Sequence[PrintedLine], found: ListText, source: FileContext) -> Record | None:
    """Return the Record of a table copied as plain text, with or without its header, or None if it is no such table."""
    known = source.register, source.language
    answered = any(item.answered and item.number for item in found.items)
    copied = (find(lines, *known) for find in (find_lost_table, find_glued_table))
    lost = (table for table in copied if table and (table.is_plain or table.headed or not answered))
    record = next(filter(None, (_put_together(printed, table, source) for table in lost)), None)
    record = record or _headerless(printed, find_headerless_cells(lines, *known), source)
    if record is None and is_bare(lines) and (bare := lay_out_bare(lines, source.language)).blocks:
        record = _table_record(printed, bare, lines, source)
    if record is None and not found.items and all(len(line.cells) < _FEWEST_CELLS for line in lines):
        record = _headerless(printed, find_headerless_table(lines, *known), source)
    return record


def _list_record(printed: PrintedFile, lines: Sequence[PrintedLine], found: ListText, source: FileContext) -> Record:
    """Return the Record of a list."""
    from heze_graph.records.lists.reading import read_list

    signed = [line for line in lines if line.line in found.signed | found.dated]
    source = replace(source, year=source.year or found.year)
    document, findings = document_of(printed, Layout(above=found.heads, outside=signed), source)
    return read_list(found, lines, document, findings)


def _headerless(printed: PrintedFile, rows: LostTable | None, source: FileContext) -> Record | None:
    """Return the Record of reassembled numbered rows without a header, or None if there are none."""
    bare = lay_out_bare(rows.lines, source.language) if rows else Layout()
    if rows is None or not bare.blocks:
        return None
    return spread(_table_record(replace(printed, lines=rows.lines), bare, rows.lines, source), rows)


def _put_together(printed: PrintedFile, lost: LostTable, source: FileContext) -> Record | None:
    """Return the Record of a reassembled table, or None if it turns out not to be one."""
    lines = [line for line in lost.lines if not line.is_blank]
    layout = lay_out(lines, source.language, tuple(source.columns))
    if not any(block.lines for block in layout.blocks):
        return None
    return spread(_table_record(replace(printed, lines=lost.lines), layout, lines, source), lost)


def _table_record(printed: PrintedFile, layout: Layout, lines: Sequence[PrintedLine], source: FileContext) -> Record:
    """Return the Record of the tables among the non-blank lines, and of the lists beside them."""
    if not layout.blocks:
        raise _no_header(printed.name, lines, source.language)
    if not any(block.lines for block in layout.blocks):
        raise TableError.problem("records.no-rows", where=printed.name)
    document, findings = document_of(printed, layout, source)
    tables, mends = _tables(printed, layout, source)
    repeated = {_text(line) for line in layout.above}
    units = units_said([cell for line in layout.above for cell in line.cells], source.language)
    said = "".join(sorted(repeated))
    context = Context(document, _naming(tables, source), said, _known_leaders(tables, source), units)
    entries, more = _entries(tables, context, repeated)
    if not entries:
        # Headings of sections, and cells that the copy left empty.
        raise TableError.problem("records.no-rows", where=printed.name)
    outside = [line for line in (*layout.outside, *layout.below) if not (line.running and _text(line) in repeated)]
    told = [(line.line, Mend("text-outside", "\t".join(line.cells).strip(), "", Certainty.CERTAIN)) for line in outside]
    findings += [*more, *(mend.at(document.name, line, None) for line, mend in (*mends, *told))]
    body = {line.printed.line: (line.printed, table.header) for table in tables for line in table.lines}
    rows = [printed_row(line, header) for line, header in body.values() if _text(line) not in repeated]
    rows += [printed_row(line, Header(0, (), ())) for line in outside]
    kept = {row.line for row in rows}
    record = Record(
        document,
        tuple(sorted(rows, key=_line)),
        tuple(entries),
        tuple(sorted(findings, key=in_order)),
        tuple(line.line for line in lines if line.line not in kept),
        _columns(tables),
    )
    beside = [*layout.above, *layout.outside]
    if not beside or (len(beside) == 1 and _TITLE.fullmatch(_text(beside[0]))):
        return record
    from heze_graph.records.lists.reading import with_lists

    return with_lists(record, beside, source.register, source.language)


def _no_header(name: str, lines: Sequence[PrintedLine], language: Language) -> TableError:
    """Return the error that shows the most header-like line and the option that assigns one of its columns."""
    own = (line for line in lines if not is_of_page(" ".join(line.cells), language))
    wide = [line for line in own if sum(bool(cell.strip()) for cell in line.cells) > 1]
    if not wide:
        return TableError.problem("records.no-columns", where=name, count=len(lines))
    most = max(len([cell for cell in line.cells if cell.strip()]) for line in wide)
    first = next(line for line in wide if 2 * sum(bool(cell.strip()) for cell in line.cells) > most)
    cells = [" ".join(cell.split()) for cell in first.cells if cell.strip()]
    shown = " | ".join(cell[:_SHOWN] for cell in cells[:_SHOWN_CELLS])
    may_promise = (cell for cell in cells if not is_number(cell) and not is_number_header(cell, language))
    named = next(may_promise, cells[0])
    column = quoted(named[:_SHOWN])
    return TableError.problem("records.no-header", where=name, line=first.line, shown=shown, column=column)


def _no_list(name: str, lines: Sequence[PrintedLine], found: ListText, language: Language) -> TableError:
    """Return the error that says what the texts are, since they are no list."""
    rows, short = short_rows([text.text for text in texts_of(lines, None)], language)
    if short:
        first = short[:_SHOWN_CELLS]
        return TableError.problem("records.lost-cells", where=name, rows=rows, short=len(short), first=first)
    if rows:
        return TableError.problem("records.lost-headers", where=name, rows=rows)
    if not found.numbered and (count := count_glued_rows(lines, language)):
        return TableError.problem("records.glued-rows", where=name, rows=count)
    return TableError.problem("records.no-list", where=name, found=found.found)


def _text(line: PrintedLine) -> str:
    return "".join(line.cells).strip()


def _line(row: Row) -> int:
    return row.line


def _entries(tables: Sequence[Table], context: Context, repeated: Set[str]) -> tuple[list[Entry], list[Finding]]:
    """Return the Entries of all tables, and the findings about their rows."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    keys: dict[str, int] = {}
    for table in tables:
        habits = habits_of(table, context)
        place = max((entry.table or 0 for entry in entries), default=0) + 1
        rows, notes = data_rows(table, habits, context, repeated)
        found, keys, told = entries_of(rows, View(place, table.header, habits, context), keys)
        entries += found
        findings += told
        findings += [mend.at(context.document.name, line, None) for line, mend in notes]
    if len({entry.table for entry in entries}) > 1:
        return entries, findings
    return [replace(entry, table=None) for entry in entries], findings


def _glued(lines: Sequence[PrintedLine], language: Language) -> tuple[str, ...]:
    """Return the headers of a table whose cells run together, none if there is no such table."""
    return next(filter(None, (glued_headers(_text(line), language) for line in lines)), ())


def _tables(printed: PrintedFile, layout: Layout, source: FileContext) -> tuple[list[Table], list[tuple[int, Mend]]]:
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
            ticked = _ticks_in_words(alike, source.language)
            body = [line for other in alike for line in other.lines]
            try:
                roles, found = _decide(printed, block, body, source, ticked)
            except TableError as error:
                raise (_half(printed.name, tables[-1], block) if tables else None) or error from None
            decided[key] = roles
            mends.extend((block.line, mend) for mend in found)
        header = Header(block.line, block.headers, decided[key])
        block.lines, moved = with_levels(printed.name, block.lines, header, source.language)
        mends.extend(moved)
        block.lines, moved = unshifted(block.lines, header, Weighing(source.register, source.language))
        mends.extend(moved)
        heads = {line.printed.line: block.heads for line in block.lines[:1]}
        if tables and _same_table(tables[-1], header, block.lines):
            last = tables.pop()
            tables.append(Table(last.header, (*last.lines, *block.lines), {**last.heads, **heads}))
        else:
            tables.append(Table(header, tuple(block.lines), heads))
    return [_in_order(_whole_cells(table, mends), mends) for table in tables], mends


def _half(name: str, left: Table, right: Block) -> TableError | None:
    """Return the error for a table without targets that has as many rows as the one before it, else None.

    A sheet that is wider than its paper is printed so, and at other heights where the pages were laid out apart.
    """
    headers = [plain(header) for header in right.headers]
    if len(left.lines) != len(right.lines) or {*headers} & {*map(plain, left.header.printed)}:
        return None
    return TableError.problem(
        "records.halves",
        where=name,
        rows=len(right.lines),
        left=" | ".join(map(plain, left.header.printed)),
        right=" | ".join(headers),
    )


def _in_order(table: Table, mends: list[tuple[int, Mend]]) -> Table:
    """Return a table with a number where a sign stands between two, 3 and 5, that is none; tell each of `mends`.

    A picture may show 4 so that it is recognised as a letter.
    """
    column, lines = table.header.column_of("number"), list(table.lines)
    rows = [at for at, line in enumerate(lines) if column in line.own]
    for before, at, after in zip(rows, rows[1:], rows[2:], strict=False):
        first, printed, last = (lines[place].text(column) for place in (before, at, after))
        meant = _between(number_of(first) or "", number_of(last) or "")
        if column and meant and not is_number(printed) and len(printed) <= len(last) and not lines[at].above:
            texts = (*lines[at].texts[: column - 1], meant, *lines[at].texts[column:])
            lines[at] = replace(lines[at], texts=texts)
            mend = Mend("number-by-order", printed, meant, Certainty.LIKELY, column=column)
            mends.append((lines[at].printed.line, mend))
    return replace(table, lines=tuple(lines))


def _between(first: str, last: str) -> str:
    """Return the one number between two, "" where there is not exactly one.

    >>> _between("3", "5"), _between("3", "6"), _between("三", "五")
    ('4', '', '')
    """
    both = first.isdecimal() and last.isdecimal() and int(last) - int(first) == 2
    return str(int(first) + 1) if both else ""


def _whole_cells(table: Table, mends: list[tuple[int, Mend]]) -> Table:
    """Return a table with the cells whole that the end of a page cuts; tell each of `mends`."""
    lines, number = list(table.lines), table.header.column_of("number")

    def is_row(line: TableLine) -> bool:
        return len(line.own) > 2 and (number is None or (number in line.own and is_number(line.text(number))))

    for at, texts in over_pages(lines, is_row).items():
        lines[at] = given(lines[at], texts)
        for column, text in texts.items():
            mend = Mend("cell-cut-by-page", text, text, Certainty.LIKELY, column=column)
            mends.append((lines[at].printed.line, mend))
    return replace(table, lines=tuple(lines))


def _columns(tables: Sequence[Table]) -> tuple[tuple[str, str], ...]:
    """Return header and role of the columns of all tables, each header once."""
    pairs = ((table.header, column) for table in tables for column in range(1, len(table.header.printed) + 1))
    roles = {header.printed_at(column): header.roles[column - 1] or "" for header, column in pairs}
    return tuple((header, role) for header, role in roles.items() if header.strip())


def _ticks_in_words(blocks: Sequence[Block], language: Language) -> dict[str, str]:
    """Let the lines of blocks with the same headers say in words what they tick; return the roles of the columns."""
    columns = tick_columns(blocks[0].headers, [line for block in blocks for line in block.lines], language)
    for block in blocks:
        block.lines = [read_ticks(line, columns, language) for line in block.lines]
    first, *others = sorted(columns) or [0]
    return {str(first): "claim", **{str(other): "other" for other in others}} if first else {}


def _decide(
    file: PrintedFile, block: Block, body: Sequence[TableLine], source: FileContext, ticked: Mapping[str, str]
) -> tuple[tuple[str | None, ...], tuple[Mend, ...]]:
    fit = Weighing(source.register, source.language)
    heads = (*map(_text, block.heads), file.title, *file.sheets, file.name)
    titles = tuple(bare_title(text, source.language) for text in heads)
    where = f"{file.name}, line {block.line}"
    return decide(
        PrintedColumns(where, block.headers, body, {**ticked, **source.columns}, titles), source.language, fit
    )


def _same_table(table: Table, header: Header, lines: Sequence[TableLine]) -> bool:
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


def _numbers(lines: Sequence[TableLine], column: int | None) -> list[str]:
    texts = (line.text(column) for line in lines if column in line.own)
    return [number for text in texts if is_number(text) and (number := number_of(text))]


def _naming(tables: Sequence[Table], source: FileContext) -> Naming:
    return learn(_unit_cells(tables, source), source.register, source.language)


def _known_leaders(tables: Sequence[Table], source: FileContext) -> frozenset[str]:
    """Return the names of persons that the cells of leaders print with something between them."""
    cells = {line.text(table.header.column_of("leader")) for table in tables for line in table.lines}
    names = {name for cell in cells for name in read_leaders(cell, source.register, source.language)[0]}
    return frozenset(name for name in names if is_person(name, source.language, source.register))


def _unit_cells(tables: Sequence[Table], source: FileContext) -> Iterator[str]:
    naming = Naming(source.register, source.language)
    for table in tables:
        columns = [column for role in UNIT_ROLES if (column := table.header.column_of(role))]
        yield from (line.text(column) for line in table.lines for column in columns if line.text(column))
        if not columns:
            texts = (line.text(table.header.column_of("target")) for line in table.lines)
            yield from filter(None, (take_responsibility(text, naming).units for text in texts))
