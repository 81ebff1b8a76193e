"""What was understood from the printed rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from heze_graph.model.printed import Row


class Certainty(StrEnum):
    """How sure the program is of a reading."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


class Claim(StrEnum):
    """What the reporter says about the schedule; never mixed with what the numbers say."""

    ON_SCHEDULE = "on-schedule"
    BEHIND_SCHEDULE = "behind-schedule"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Period:
    """What a Document reports on: cumulative from `begin` to `end`, both inclusive; `name` is `q3` and the like."""

    name: str
    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Document:
    """One published table file.

    `name` is `<place>-<year>-<period>`, or derived from the file name where the title does not say; `place` is the
    folder under `ontology/reference/`, "" for a city without one; `issuer` is the name of the government that publishes
    the table. `year` and `period` are None where the title names none.
    """

    name: str
    title: str
    place: str
    issuer: str
    year: int | None
    period: Period | None
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as printed and as understood: `due` is the last day, None for an open-ended deadline."""

    printed: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Report:
    """A further report of a row besides its progress text: the header that says what it covers, and its text."""

    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a cell of its own.

    `name` is what it measures and `unit` its unit, "" where unknown; `printed` is the text of the cell and `header` the
    one above it, which says for which `place` or `period` it holds ("" where it names none). `reported` separates what
    was done from what is promised.
    """

    name: str
    printed: str
    unit: str
    header: str
    place: str = ""
    period: str = ""
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """One leader's part of an Entry, with the printed rows it was read from.

    `units` are preferred names in printed order, without repetition; `lead_units` those that the table calls leading.
    `deadline` and `claim` are None and `progress` is "" where the row prints none. `deadline_printed` is kept even
    where no date could be read. `units_printed` is the text of the cells that name the units, as printed. `reports` are
    the texts of further columns on other periods, or in other words. `second_names` are pairs of a unit and a further
    name printed in brackets behind it.
    """

    ordinal: int
    leader: str | None
    units: tuple[str, ...]
    progress: str
    claim: Claim | None
    claim_printed: str
    deadline: Deadline | None
    lines: tuple[int, ...]
    lead_units: tuple[str, ...] = ()
    deadline_printed: str = ""
    units_printed: str = ""
    reports: tuple[Report, ...] = ()
    second_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Document says about one Target; `key` is its number there, or `line-N` where it prints none.

    `table` is the position of its table in the file, None where the file holds only one; keys of the second table and
    later ones begin with that position (`2-5`). Several parts under one number are Entries of that number; from the
    second on their keys end with their position (`5-part-2`). `figures` are the numbers in cells of their own,
    `section` the headings above it.
    """

    document: str
    key: str
    number: str | None
    wording: str
    assignments: tuple[Assignment, ...]
    table: int | None = None
    figures: tuple[Figure, ...] = ()
    section: str = ""

    @property
    def deadline(self) -> Deadline | None:
        """The first deadline that its rows print."""
        return next((a.deadline for a in self.assignments if a.deadline), None)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of all its Assignments, in printed order, without repetition."""
        return tuple(dict.fromkeys(unit for a in self.assignments for unit in a.units))

    @property
    def leaders(self) -> tuple[str, ...]:
        """The leaders of its Assignments, in printed order, without repetition."""
        return tuple(dict.fromkeys(a.leader for a in self.assignments if a.leader))

    @property
    def is_report(self) -> bool:
        """Whether any of its Assignments reports progress, which those of a plan do not."""
        return any(a.progress or a.claim for a in self.assignments)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place that a Finding refers to: what is printed in that line of that Document."""

    document: str
    line: int
    printed: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a careful reader would want to know, with the place where it is printed.

    `kind` is an identifier of the scheme `FindingKind`; `line` and `column` are those of the printed cell (column None:
    the whole row); `entry` is the key of the Entry concerned. `details` fill the placeholders of the kind's reason in
    `ontology/reference/finding-kinds.csv`. `candidates` are the rejected readings, `named` what they name where they
    are names: the kind (`unit` or `project`) and the preferred name of each. `others` are the other places it refers
    to, such as the figure that this one contradicts.
    """

    kind: str
    document: str
    line: int
    printed: str
    understood: str
    certainty: Certainty
    entry: str | None = None
    column: int | None = None
    candidates: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, str], ...] = field(default=())
    others: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that was understood from one file: the Document, its Rows, Entries and Findings.

    `head_lines` are the printed lines that are not Rows: titles, text above the first table, headers. `columns` are
    (header, role) of the columns of its tables, with the role "" where it is unknown.
    """

    document: Document
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    head_lines: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Two Entries of different Documents that are the same Target, or that a Judgement keeps apart.

    `score` lies between 0 and 1. `basis` is `similarity` or `judgement`.
    """

    earlier: tuple[str, str]
    later: tuple[str, str]
    score: float
    certainty: Certainty
    basis: str


@dataclass(frozen=True, slots=True)
class Target:
    """One promise of one government for one year, named for its Entry in the first Document that has it.

    `name` is (document, key); `entries` are (document, key) in the order of the Periods.
    """

    name: tuple[str, str]
    entries: tuple[tuple[str, str], ...]


class ChangeKind(StrEnum):
    """What differs between two Entries of one Target."""

    NUMBER = "number"
    WORDING = "wording"
    DEADLINE = "deadline"
    LEADERS = "leaders"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Change:
    """What an Entry says differently from the previous Entry of the same Target; `before` and `after` as printed."""

    earlier: tuple[str, str]
    later: tuple[str, str]
    kind: ChangeKind
    before: str
    after: str
