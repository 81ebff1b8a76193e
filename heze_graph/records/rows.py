"""From the lines of a table to its rows of data: cut rows whole, headings, totals and notes apart, cells by role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum

from heze_graph.model.printed import ASIDE, UNIT_ROLES, Cell, PrintedLine, Row
from heze_graph.model.understood import Certainty
from heze_graph.records.answering import Heading, block_of, ended_at
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_heading, is_number, number_of, style, without_numbers
from heze_graph.records.responsibility.behind_text import labelled, take_responsibility
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.tables.cells import TableLine, below, joined, unwrapped
from heze_graph.records.tables.figures import is_figure, is_place_header
from heze_graph.records.tables.fitting import Fields, read_fields
from heze_graph.records.tables.headers import Header, labels_with_values, names_rows_by_units, sense_of
from heze_graph.records.tables.table import Context, Habits, Table
from heze_graph.reference.language import Language

#: A heading is hardly longer than this many characters, and is no sentence.
_LONGEST_HEADING = 30
_SENTENCE = re.compile(r"[。；;]")
#: How many rows a total is of: 合计（12个）, 合计：12项.
_COUNT = re.compile(r"(?:[(（]\d+\w{0,2}[)）]|[:：]共?\d+\w{0,2})$")


class RowKind(Enum):
    """What a row is."""

    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    OUTSIDE = "outside"


def kind_of_row(line: TableLine, header: Header, usual: str, language: Language) -> RowKind:
    """Return what a row is; `usual` is how most targets of the table are numbered (see `usual_style`)."""
    if _is_note(line, language):
        return RowKind.OUTSIDE
    if _is_total(line, header, language):
        return RowKind.TOTAL
    if len(line.own) == 1 and not line.above:
        return _single(line, header)
    if len(line.own) > 1 and _is_summed(line, header, language):
        return RowKind.SECTION
    if _is_imprint(line, header):
        return RowKind.OUTSIDE
    return RowKind.SECTION if _is_section(line, header, usual) else RowKind.DATA


def _is_note(line: TableLine, language: Language) -> bool:
    first = re.sub(r"\s", "", line.filled[0]) if line.filled else ""
    if first.startswith(language.row_words["page-word"]) and first.endswith((":", "：")):
        return True
    for word in language.row_words["note"] if first.startswith(language.row_words["note"]) else ():
        if first.startswith(word) and re.match(r"[:：0-9]|$", first[len(word) :]):
            return len(line.own) < 3 or first != word
    return False


def _is_total(line: TableLine, header: Header, language: Language) -> bool:
    columns = {header.column_of("number"), header.column_of("target"), min(line.own, default=0)}
    texts = {_COUNT.sub("", re.sub(r"\s", "", line.text(column))) for column in columns if column in line.own}
    return bool(texts & set(language.row_words["total"]))


def _is_summed(line: TableLine, header: Header, language: Language) -> bool:
    """Return whether a heading in the column of numbers has the sums of the rows below beside it."""
    number, target = header.column_of("number"), header.column_of("target")
    if not number or number not in line.own or target in line.own or is_number(line.text(number)):
        return False
    others = [line.text(column) for column in line.own if column != number]
    return _is_short(line.text(number)) and all(is_figure(text, language) for text in others)


def _is_imprint(line: TableLine, header: Header) -> bool:
    """Return whether a row holds two texts at most, one where a number should stand: who issued the table, and when."""
    number, target = header.column_of("number"), header.column_of("target")
    if number not in line.own or target in line.own or len(line.own) > 2:
        return False
    return not is_number(line.text(number))


def _single(line: TableLine, header: Header) -> RowKind:
    """Return the kind of a row that prints one text only: it may carry on a cell of the row above."""
    (column,) = line.own
    text = line.text(column)
    number, width = header.column_of("number"), len(line.printed.cells)
    heading = is_heading(text) or _is_short(text)
    if width == 1 or len(line.across) >= max(width - 2, 1):
        return RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == number:
        return RowKind.DATA if is_number(text) else RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == 1 and (header.roles[:1] or (None,))[0] in (None, *ASIDE):
        return RowKind.SECTION if heading else RowKind.OUTSIDE
    if column == header.column_of("target") and (is_heading(text) or (number is None and column == 1 and heading)):
        return RowKind.SECTION
    return RowKind.DATA


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not _SENTENCE.search(text)


def _is_section(line: TableLine, header: Header, usual: str) -> bool:
    """Return whether a numbered row is a heading: 一 | 经济发展, where targets are numbered 1, 2, 3."""
    number, target = header.column_of("number"), header.column_of("target")
    if not number or number not in line.own or line.above or not usual:
        return False
    others = {column for column in line.own if column not in (number, target)}
    if others - {column for column, role in enumerate(header.roles, start=1) if role in ASIDE}:
        return False
    return style(number_of(line.text(number))) != usual


_FINISHED = re.compile(r"[。；;！？.]\s*$")
_PROSE = ("target", "detail", "progress")
#: Cells so short that no page cuts them: where one is printed, a row of its own begins.
_SHORT = ("number", "leader", "deadline", "claim")
#: A narrow cell breaks a date: 2024年9 / 月底, 2024年 / 12月.
_CUT_DATE = re.compile(r"\d\n[月日]|[年月]\n(?:[底末前初]|\d{1,2}[月日])")


def uncut(
    lines: Iterable[TableLine], header: Header, is_data: Callable[[TableLine], bool]
) -> tuple[list[TableLine], dict[int, tuple[TableLine, ...]]]:
    """Return the lines of a table with cut rows whole, and the rest of each such row by the number of its first line.

    `is_data` tells rows from headings, totals and notes. Only in a table with numbers can a cut be told: the first row
    of a page prints no number, nor another short cell, and a text of the row before it is not at the end of a sentence.
    """
    whole: list[TableLine] = []
    rests: dict[int, tuple[TableLine, ...]] = {}
    page, last = 0, -1
    for line in lines:
        if len(line.printed.cells) < 2:
            whole.append(line)
            continue
        turned = last >= 0 and line.printed.page not in (0, page)
        page = line.printed.page
        if turned and (is_data(line) or _cut_text(whole[last], line, header)) and _goes_on(whole[last], line, header):
            first = whole[last]
            rests[first.printed.line] = (*rests.get(first.printed.line, ()), line)
            whole[last] = _joined(first, line, header)
        else:
            last = len(whole)
            whole.append(line)
    return whole, rests


def _goes_on(before: TableLine, line: TableLine, header: Header) -> bool:
    number = header.column_of("number")
    if not number or line.above or number not in before.own:
        return False
    short = [column for role in _SHORT if (column := header.column_of(role)) in line.own]
    if any(not _is_cut(before.text(column), line.text(column)) for column in short):
        return False
    prose = [column for role in _PROSE if (column := header.column_of(role)) in line.own]
    return not prose or any(column in before.own and not _FINISHED.search(before.text(column)) for column in prose)


def _is_cut(above: str, below: str) -> bool:
    r"""Return whether a date is cut between two texts; a line break inside one of them cuts none.

    >>> _is_cut("2024年9", "月底"), _is_cut("2024年\n9月底", "10月底")
    (True, False)
    """
    return _CUT_DATE.search(above.rpartition("\n")[2] + "\n" + below.partition("\n")[0]) is not None


def _cut_text(before: TableLine, line: TableLine, header: Header) -> bool:
    """Return whether a line prints one text, below one that is not at its end: the rest of it, and no heading."""
    texts = {header.column_of(role) for role in _PROSE} & line.own
    column = next(iter(texts), None)
    return len(line.own) == len(texts) == 1 and bool(re.search(r"[\w，、：（]\s*$", before.text(column)))


def _joined(before: TableLine, line: TableLine, header: Header) -> TableLine:
    """Return a row with its rest: prose without a seam, units with a line break, at which a name may be cut, too."""
    prose = {header.column_of(role) for role in (*_PROSE, "deadline")}
    texts = list(before.texts)
    for column in sorted(line.own):
        texts.extend([""] * (column - len(texts)))
        own, rest = before.text(column), line.text(column)
        texts[column - 1] = joined(own, rest) if column in prose else "\n".join(filter(None, (own, rest)))
    return replace(before, texts=tuple(texts), own=before.own | line.own)


#: A Mend with the number of the line that it was made in.
Note = tuple[int, Mend]


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of data: its cells by role, the heading that it stands under, the rest of it on further pages.

    `fresh` says that a heading stands between it and the row above, `part` that it prints no number because that of
    the row above holds for it, too, `lost` that the number that it should have stands nowhere. `section` is the heading
    above it as printed, whomever it names.
    """

    line: TableLine
    fields: Fields
    heading: Heading
    fresh: bool
    part: bool
    rests: tuple[TableLine, ...]
    section: str = ""
    lost: bool = False


def printed_row(line: PrintedLine, header: Header) -> Row:
    """Return a line as it is kept: each cell with the header above it."""
    cells = enumerate(line.cells, start=1)
    return Row(line.line, tuple(Cell(at, header.printed_at(at), text) for at, text in cells), line.where, line.place)


@dataclass(frozen=True, slots=True)
class _Under:
    """The heading that lines stand under, its section and sheet, and whether no row has followed it yet (`fresh`)."""

    heading: Heading
    fresh: bool = True
    section: str = ""
    sheet: str = ""

    def ended(self, text: str) -> _Under:
        """Return what lines stand under where a text ends the heading."""
        return replace(self, heading=ended_at(self.heading, text))


def _on_sheet(line: PrintedLine, context: Context, notes: list[Note]) -> _Under:
    """Return what the lines of a sheet stand under: a workbook may have one for each leader."""
    found, mends = block_of(Heading(), line.sheet, context, units=False)
    notes.extend((line.line, mend) for mend in mends if found)
    return _Under(found or Heading(), section=line.sheet if found else "", sheet=line.sheet)


def data_rows(table: Table, habits: Habits, context: Context, repeated: Set[str]) -> tuple[list[DataRow], list[Note]]:
    """Return the rows of data of a table, and what is to be told of the other lines.

    `repeated` are texts that stand above the first table: where they are printed again they are no rows.
    """

    def kind_of(line: TableLine) -> RowKind:
        return kind_of_row(line, table.header, habits.usual, context.language)

    lines = [line for line in table.lines if "".join(line.printed.cells).strip() not in repeated]
    lines, rests = uncut(lines, table.header, lambda line: kind_of(line) is RowKind.DATA)
    parts, lost = (_lines_without_numbers(lines, table.header, lost=way) for way in (False, True))
    rows: list[DataRow] = []
    notes: list[Note] = []
    under = _Under(Heading())
    groups: dict[int, str] = {}
    for line in lines:
        if line.printed.sheet != under.sheet:
            under = _on_sheet(line.printed, context, notes)
        if not under.fresh and (more := _more(line, rows, context.naming)):
            rows.append(more)
            continue
        kind = kind_of(line)
        own = kind is not RowKind.TOTAL and _is_heading(line, table.header)
        names = False
        for number, text in _headings(line, table, context.language, own=own):
            found, mends = block_of(under.heading, text, context, units=not table.header.names_units)
            names = found is not None
            under = replace(under, heading=found, fresh=True, section=text) if found else under.ended(text)
            notes.extend((number, mend) for mend in mends)
        if (own and names) or kind is not RowKind.DATA:
            if kind is RowKind.SECTION:
                under = replace(under, section=_section(line, context.language))
            notes.extend([] if own and names else [(line.printed.line, _mend_of(kind, line))])
            continue
        groups = _groups(line, table.header, groups)
        fields = _combined(read_fields(line, table.header, habits.fit), table.header, groups, habits, context.naming)
        at = line.printed.line
        part, rest, alone = at in parts, rests.get(at, ()), at in lost
        rows.append(DataRow(line, fields, under.heading, under.fresh, part, rest, under.section, alone))
        under = replace(under, fresh=False)
    return rows, notes


def _section(line: TableLine, language: Language) -> str:
    """Return what a heading says, without the sums beside it."""
    first, *others = line.filled
    return "、".join((first, *(text for text in others if not is_figure(text, language))))


def _headings(line: TableLine, table: Table, language: Language, *, own: bool) -> list[tuple[int, str]]:
    """Return the headings above a line, and the line itself where it is one, each with the number of its line."""
    above = table.heads.get(line.printed.line, ())
    pairs = [labels_with_values(head, language) for head in above]
    headings = [(head.line, " ".join(head.cells).strip()) for head, form in zip(above, pairs, strict=True) if not form]
    # What stands above the title, such as who issued the table, is no heading of its rows.
    title = next(
        (at for at in range(len(headings), 0, -1) if headings[at - 1][1].endswith(language.row_words["title-word"])), 0
    )
    headings = headings[title:]
    for head, form in zip(above, pairs, strict=True):
        if answering := [value for label, value in form if _is_of_units(label, language)]:
            headings.append((head.line, "、".join(answering)))
    return [*headings, (line.printed.line, "、".join(line.filled))] if own else headings


def _is_of_units(label: str, language: Language) -> bool:
    """Return whether a label of a form surely says who answers: 主管部门, 实施单位."""
    sense = sense_of(label, language)
    return sense is not None and sense.role in UNIT_ROLES and sense.exactness > 2


def _more(line: TableLine, rows: list[DataRow], naming: Naming) -> DataRow | None:
    """Return a line that only says who answers, “配合单位：…”, as the rest of the row above it."""
    text = line.filled[0] if len(line.own) == 1 and not line.above else ""
    taken = labelled(text, naming) if text and rows else None
    if not taken or taken.leaders:
        return None
    texts = {role: said for role, said in (("units", taken.units), ("deadline", taken.deadline)) if said}
    return DataRow(line, Fields(texts, {}), rows[-1].heading, fresh=False, part=False, rests=())


def _mend_of(kind: RowKind, line: TableLine) -> Mend:
    text = "\t".join(line.filled)
    if kind is RowKind.OUTSIDE:
        return Mend("text-outside", text, "", Certainty.CERTAIN)
    return Mend("section-row" if kind is RowKind.SECTION else "total-row", text, text, Certainty.LIKELY)


def _is_heading(line: TableLine, header: Header) -> bool:
    """Return whether a line prints one text only, numbered or not, and not in a column of names."""
    *number, last = sorted(line.own) or [0]
    names = {header.column_of(role) for role in ("leader", *UNIT_ROLES)}
    wide = not number and len(line.across) > 1
    return number in ([], [header.column_of("number")]) and (wide or last not in names)


def _lines_without_numbers(lines: Sequence[TableLine], header: Header, *, lost: bool) -> Set[int]:
    """Return the lines without a number that are parts of the row above, or whose own numbers are `lost`."""
    column = header.column_of("number")
    numbers = [line.text(column) for line in lines] if column else []
    return {lines[at].printed.line for at in without_numbers(numbers, lost=lost)}


def _groups(line: TableLine, header: Header, before: dict[int, str]) -> dict[int, str]:
    """Return what the columns say that name groups of targets; an empty cell says what the one above it does."""
    groups: dict[int, str] = {}
    changed = False
    for column in header.columns_of("group"):
        text = unwrapped(line.text(column))
        changed = changed or (bool(text) and text != before.get(column))
        groups[column] = text if text or changed else before.get(column, "")
    return groups


def _combined(fields: Fields, header: Header, groups: dict[int, str], habits: Habits, naming: Naming) -> Fields:
    """Join the columns that say of a target what it is, a line each; take the number and who answers off the text."""
    texts = {role: unwrapped(text) if role in ("target", "progress") else text for role, text in fields.texts.items()}
    if texts.get("target") and not header.names_units:
        taken = take_responsibility(texts["target"], naming)
        said = {"leader": taken.leaders, "units": taken.units, "deadline": taken.deadline}
        texts = {**{role: text for role, text in said.items() if text}, **texts, "target": taken.text}
        if names_rows_by_units(header, naming.language) and not _is_place(texts["target"], header, naming.language):
            texts.setdefault("units", texts["target"])
    inherited = set(fields.inherited)
    detail = texts.pop("detail", "")
    if detail and "target" in inherited and "detail" not in inherited:
        # One task with a row for each of its parts: the part is new, the task was said above.
        inherited.discard("target")
        texts["target"] = f"{texts['target']}\n{detail}"
    elif detail and detail != texts.get("target"):
        texts["target"] = "\n".join(filter(None, (texts.get("target"), detail)))
    if texts.get("target") and "target" not in inherited:
        number, text = habits.take_number(texts["target"])
        if number:
            texts["number"], texts["target"] = number, text
        for heading in reversed(groups.values()):
            texts["target"] = below(heading, texts["target"])
    return replace(fields, texts=texts, inherited=frozenset(inherited))


def _is_place(name: str, header: Header, language: Language) -> bool:
    """Return whether a row of a matrix is named by a place, below a header that does not say that it answers: 单位."""
    sense = sense_of(header.printed_at(header.column_of("target") or 0), language)
    return is_place_header(name, language) and sense is not None and sense.rank > 1
