"""The columns of a table as printed, and once it is known what they are for; what is known before rows are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from heze_graph.errors import TableError
from heze_graph.messages import quoted, say
from heze_graph.model.printed import PrintedLine
from heze_graph.model.understood import Certainty, Document
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number, number_of, runs, style, take_number, take_running_number
from heze_graph.records.responsibility.labels import says_first_leads
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.tables.cells import TableLine
from heze_graph.records.tables.fitting import Fit, Weighing
from heze_graph.records.tables.headers import Header, plain
from heze_graph.records.tables.measures import units_of_groups
from heze_graph.reference.language import Language

#: So many of the targets must begin with a number before it is taken for theirs.
_MOST = 0.5
#: A column that stays empty in so many numbered rows names groups of targets, not targets.
_GAPS = 0.3
#: So many texts that only name a task, each no longer than this, make a column of names.
_NAMED, _LONGEST_NAME = 0.8, 16
_IN_MONTHS = re.compile(r"[(](?:月份?|月底|\d{4}年)[)]|^月份$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns decided, and its lines from all pages; `heads` stand above the line of that number."""

    header: Header
    lines: tuple[TableLine, ...]
    heads: Mapping[int, tuple[PrintedLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a document when its tables are read.

    `above` is what stands above the first table, `unit` that of all figures without another, `known_leaders` are the
    names of persons that the document prints with something between them.
    """

    document: Document
    naming: Naming
    above: str = ""
    known_leaders: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The language of the document."""
        return self.naming.language


@dataclass(frozen=True, slots=True)
class Habits:
    """How a table writes: how most targets are numbered, and what its header and title settle for all rows.

    `take_number` takes the number off a text where numbers stand before these, `in_months` says that a bare 10 is
    October, `first_leads` that the unit named first leads. `measures` are the units that groups say, by line.
    """

    usual: str
    take_number: Callable[[str], tuple[str | None, str]]
    in_months: bool
    first_leads: bool
    fit: Fit
    measures: Mapping[int, str]


def habits_of(table: Table, context: Context) -> Habits:
    """Return how a table writes."""
    header = table.header
    return Habits(
        usual_style(table.lines, header),
        _numbers_in_text(table.lines, header),
        bool(_IN_MONTHS.search(plain(header.printed_at(header.column_of("deadline") or 0)))),
        _says_first_leads(table, context),
        Weighing(context.naming.register, context.language, context.known_leaders),
        units_of_groups(table.lines, header, context.language),
    )


def _numbers_in_text(lines: Sequence[TableLine], header: Header) -> Callable[[str], tuple[str | None, str]]:
    """Return what takes the number off the text of a target: nothing where numbers have a column, or there are none."""
    column = header.column_of("target")
    texts = [line.text(column) for line in lines if column in line.own and len(line.own) > 1]
    if header.column_of("number") is not None:
        return _no_number
    if sum(take_number(text)[0] is not None for text in texts) > len(texts) * _MOST:
        return take_number
    return take_running_number if runs(texts) else _no_number


def _no_number(text: str) -> tuple[str | None, str]:
    return None, text


def _says_first_leads(table: Table, context: Context) -> bool:
    """Return whether the first unit leads: the header or the title says so."""
    if any(table.header.column_of(role) for role in ("lead_units", "supporting_units")):
        return False
    said = plain("".join(table.header.printed)) + plain(context.above)
    said += "".join(plain(text) for line in table.lines if len(line.own) == 1 for text in line.filled)
    return says_first_leads(said, context.language)


def usual_style(lines: Sequence[TableLine], header: Header) -> str:
    """Return how most rows that name units or say more than a target are numbered, "" where none is."""
    column = header.column_of("number")
    styles = Counter(
        style(number_of(line.text(column)))
        for line in lines
        if column and column in line.own and len(line.own) > 2 and is_number(line.text(column))
    )
    return styles.most_common(1)[0][0] if styles else ""


#: The roles offered for a column that is left aside unless the user names one: the first as an option that works.
_ASKED = "target (units, leader, deadline, progress, claim)"
#: So many cells are shown where a column is asked about.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """What is needed to decide on columns, and to ask about them; `titles` are above the table, or name its file."""

    where: str
    headers: tuple[str, ...]
    body: Sequence[TableLine]
    given: Mapping[str, str]
    titles: tuple[str, ...] = ()

    def cells(self, column: int) -> list[str]:
        """Return the texts below a header (column from 1) that are printed there."""
        return [text for line in self.body if column in line.own and (text := line.text(column))]

    def names(self, column: int) -> str:
        """Return what a column is called on the command line: its header, or its place where that does not tell."""
        header = " ".join(self.headers[column - 1].split())
        alone = header and [plain(other) for other in self.headers].count(plain(header)) == 1
        return header if alone and "=" not in header else str(column)

    def only_names(self, column: int) -> bool:
        """Return whether most texts of a column are short and without figures: they name tasks, and promise nothing."""
        cells = self.cells(column)
        named = [cell for cell in cells if len(cell) <= _LONGEST_NAME and not re.search(r"\d", cell)]
        return len(named) >= _NAMED * len(cells)

    def names_groups(self, column: int, number: int | None) -> bool:
        """Return whether a column names groups of the rows that the column of numbers tells."""
        rows = [line for line in self.body if number is None or (number in line.own and is_number(line.text(number)))]
        if len(rows) < 3:
            return bool(rows) and sum(column in line.above for line in rows) > len(rows) * _GAPS
        gaps = [line for line in rows if column not in line.own and (len(line.own) > 2 or column in line.above)]
        return len(gaps) > len(rows) * _GAPS or any(column in line.above for line in gaps)

    def unclear(self, column: int, role: str) -> Mend:
        """Return the Mend that asks what a column is for, and says how to answer."""
        shown = " | ".join(" ".join(cell.split())[:40] for cell in self.cells(column)[:_SHOWN]) or "—"
        details = (
            ("column", str(column)),
            ("cells", shown),
            ("option", f"--column {quoted(self.names(column))}={_ASKED if role == 'other' else role}"),
        )
        header = plain(self.headers[column - 1]) or "—"
        return Mend("column-unclear", header, role, Certainty.DOUBTFUL, details=details)

    def ask(self, column: int, role: str) -> TableError:
        """Return the error that asks what a column is for: its header, three of its cells, how to say it."""
        header = " ".join(self.headers[column - 1].split())
        shown = " | ".join(" ".join(cell.split())[:40] for cell in self.cells(column)[:_SHOWN]) or say(
            "records.nothing"
        )
        return TableError.problem(
            "records.no-target-column",
            where=self.where,
            header=header,
            shown=shown,
            headers=" | ".join(self.names(column) for column in range(1, len(self.headers) + 1)),
            column=quoted(self.names(column)),
            role=role,
        )


def share_of(cells: Sequence[str], found: Callable[[str], object]) -> float:
    """Return how much of the cells of a column fits."""
    return sum(bool(found(cell)) for cell in cells) / len(cells)
