"""The input of the checks (documents, entries with their texts, figures, facts, linked pairs), and the Check type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from heze_graph.checks.texts import quotation
from heze_graph.extraction.numbers.attainment import elapsed_part
from heze_graph.extraction.numbers.candidates import Candidate, candidates
from heze_graph.linking import Linking
from heze_graph.model.facts import EntryFacts, Goal, GoalReport
from heze_graph.model.printed import Cell, Row
from heze_graph.model.understood import (
    Certainty,
    Claim,
    Document,
    Elsewhere,
    Entry,
    Finding,
    Record,
)
from heze_graph.reference.words import CheckWords

EntryKey = tuple[str, str]
#: Characters that the number of an entry may have.
_NUMBER = 4
_HAN = re.compile("[\u4e00-\u9fff]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntryText:
    """One text of an Entry and the printed lines it stands in; `ordinal` is its Assignment's, 0 for the wording."""

    document: str
    entry: str
    ordinal: int
    lines: tuple[int, ...]
    text: str
    claim: Claim | None = None
    claim_printed: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an EntryText that a Finding points at; `exact` words are quoted without their surroundings."""

    statement: EntryText
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A progress text of the year before, with the line and the number of its Entry: all that is kept of that year."""

    document: str
    file_name: str
    line: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a check has found: a kind of `finding-kinds.csv`, the passage, and the other one that it does not fit.

    `earlier` is a text of the year before that it does not fit. `arithmetic` is the calculation, without words; it and
    `details` fill blanks of the kind's reason.
    """

    kind: str
    at: Passage
    other: Passage | None = None
    certainty: Certainty = Certainty.LIKELY
    arithmetic: str = ""
    details: tuple[tuple[str, str], ...] = ()
    earlier: EarlierReport | None = None


@dataclass(frozen=True, slots=True)
class QuotedNumber:
    """A number of an EntryText with its words."""

    statement: EntryText
    candidate: Candidate

    @property
    def passage(self) -> Passage:
        """The phrase of the number."""
        return Passage(self.statement, self.candidate.phrase.span.text)


@dataclass(frozen=True, slots=True)
class Material:
    """The input of all checks, prepared once; `pairs` are an earlier and a later Entry of one Target."""

    documents: Mapping[str, Document]
    rows: Mapping[tuple[str, int], Row]
    entries: Mapping[EntryKey, Entry]
    facts: Mapping[EntryKey, EntryFacts]
    pairs: tuple[tuple[Entry, Entry], ...]
    progress: Mapping[EntryKey, tuple[EntryText, ...]]
    figures: Mapping[EntryText, tuple[QuotedNumber, ...]]
    words: CheckWords
    last_year: tuple[EarlierReport, ...] = ()
    #: What several checks ask for, by its name.
    _made: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what is made of the material, made when the first check asks for it."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    @property
    def reworded(self) -> list[tuple[Entry, Entry]]:
        """The linked Entries whose wording is another one; most are printed again as they were."""
        return [(before, after) for before, after in self.pairs if before.wording != after.wording]

    def goals(self, entry: Entry) -> tuple[GoalReport, ...]:
        """Return the goals of an Entry with what is reported of them."""
        facts = self.facts.get((entry.document, entry.key))
        return facts.goals if facts else ()

    def reports(self, entry: Entry) -> tuple[EntryText, ...]:
        """Return the progress texts of an Entry, each printed text once."""
        return self.progress[entry.document, entry.key]

    def elapsed(self, entry: Entry) -> Decimal:
        """Return the share of the time to an Entry's deadline that has passed at the end of the period."""
        period = self.documents[entry.document].period
        due = entry.deadline.due if entry.deadline else None
        return elapsed_part(period.begin, period.end, due) if period else Decimal(1)

    def figures_of(self, entry: Entry) -> Iterator[QuotedNumber]:
        """Yield the figures of all progress texts of an Entry."""
        for statement in self.reports(entry):
            yield from self.figures[statement]


def earlier_reports(records: Sequence[Record]) -> tuple[EarlierReport, ...]:
    """Return the progress texts of some records, in their order."""
    return tuple(
        EarlierReport(
            record.document.name, record.document.file_name, report.lines[0], entry.number or "—", report.text
        )
        for record in records
        for entry in record.entries
        for report in _reports(entry)
    )


def gather(
    records: Sequence[Record],
    linking: Linking,
    facts: Mapping[EntryKey, EntryFacts],
    words: CheckWords,
    last_year: tuple[EarlierReport, ...] = (),
) -> Material:
    """Return the material of some records; links that a person has yet to confirm make no pair."""
    entries = {(entry.document, entry.key): entry for record in records for entry in record.entries}
    progress = {
        key: tuple(_reports(entry)) or tuple(_cells_told(entry, facts.get(key), words))
        for key, entry in entries.items()
    }
    figures = {
        statement: tuple(QuotedNumber(statement, found) for found in candidates(statement.text, 0, words.measures))
        for reports in progress.values()
        for statement in reports
    }
    return Material(
        documents={record.document.name: record.document for record in records},
        rows={(record.document.name, row.line): row for record in records for row in record.rows},
        entries=entries,
        facts=facts,
        pairs=tuple(
            (entries[link.earlier], entries[link.later])
            for link in linking.links
            if link.certainty is not Certainty.DOUBTFUL and link.earlier in entries and link.later in entries
        ),
        progress=progress,
        figures=figures,
        words=words,
        last_year=last_year,
    )


def wording(entry: Entry) -> EntryText:
    """Return the wording of an Entry as an EntryText."""
    lines = tuple(dict.fromkeys(line for part in entry.assignments for line in part.lines))
    return EntryText(entry.document, entry.key, 0, lines, entry.wording)


def promise(entry: Entry, goal: Goal) -> Passage:
    """Return the words of a goal in the wording of its Entry."""
    return Passage(wording(entry), goal.span.text)


def _reports(entry: Entry) -> Iterator[EntryText]:
    seen: set[tuple[tuple[int, ...], str]] = set()
    for part in entry.assignments:
        if part.progress and (part.lines, part.progress) not in seen:
            seen.add((part.lines, part.progress))
            yield EntryText(
                entry.document,
                entry.key,
                part.ordinal,
                part.lines,
                part.progress,
                part.claim,
                part.claim_printed,
            )


def _cells_told(entry: Entry, facts: EntryFacts | None, words: CheckWords) -> Iterator[EntryText]:
    """Yield the cells that answer the goals of a row without words (某县, 计划, 完成), or the rate in their place."""
    goals, rate = facts.goals if facts else (), words.measures.pattern("plan-rate")
    answers = {report.reading.span.text for report in goals if report.reading}
    if not goals:
        answers = {one.printed for one in entry.figures if "%" in one.printed and rate.fullmatch(one.name)}
    for text in dict.fromkeys(figure.printed for figure in entry.figures if figure.reported):
        for part in entry.assignments[:1] if text in answers else ():
            yield EntryText(entry.document, entry.key, part.ordinal, part.lines, text, part.claim, part.claim_printed)


def finding(material: Material, suspicion: Suspicion) -> Finding:
    """Return what is suspected as a Finding, each of its passages with the line it is printed in."""
    at, other = suspicion.at, suspicion.other
    line, column, printed = _locate(material, at)
    blanks = [
        ("file", material.documents[at.statement.document].file_name),
        ("line", str(line)),
        ("number", _number(material, at.statement)),
    ]
    others: tuple[Elsewhere, ...] = ()
    if earlier := suspicion.earlier:
        others = (Elsewhere(earlier.document, earlier.line, earlier.text),)
        blanks += [
            ("other_file", earlier.file_name),
            ("other_line", str(earlier.line)),
            ("other_number", earlier.number),
        ]
    if other:
        other_line, _, other_printed = _locate(material, other)
        others = (Elsewhere(other.statement.document, other_line, other_printed),)
        blanks += [
            ("other_file", material.documents[other.statement.document].file_name),
            ("other_line", str(other_line)),
            ("other_number", _number(material, other.statement)),
            ("other_printed", _with_its_name(material, other, other_printed)),
        ]
    return Finding(
        kind=suspicion.kind,
        document=at.statement.document,
        line=line,
        printed=printed,
        understood=suspicion.arithmetic,
        certainty=suspicion.certainty,
        entry=at.statement.entry,
        column=column,
        details=(*blanks, ("arithmetic", suspicion.arithmetic), *suspicion.details),
        others=others,
    )


def _with_its_name(material: Material, passage: Passage, printed: str) -> str:
    """Return words of a target, or all of it where they tell little: 进出口增速 in one cell, 10% in another.

    Where no target is printed, the first words of its row. A number that stands outside the wording is told with the
    header of its column: 春和镇，计划投资（万元）860.
    """
    if not passage.statement.text:
        return next(
            (one.printed.strip() for one in _cells(material, passage.statement) if _HAN.search(one.printed)), ""
        )
    least, most = (int(material.words.thresholds[name]) for name in ("quotation", "quotation-most"))
    whole = "，".join(line.strip() for line in passage.statement.text.splitlines() if line.strip())
    own = [cell for cell in _cells(material, passage.statement) if cell.printed.strip() == passage.text]
    if passage.text and own and passage.text not in passage.statement.text:
        return f"{whole}，{own[0].header.strip()}{passage.text}"
    is_short = len(printed) < least and len(whole) <= most
    return whole if is_short and not (passage.statement.ordinal or passage.exact) else printed


def _number(material: Material, statement: EntryText) -> str:
    """Return the printed number of an EntryText's Entry, or a dash if none is printed."""
    return material.entries[statement.document, statement.entry].number or "—"


def _cells(material: Material, statement: EntryText) -> list[Cell]:
    rows = (material.rows.get((statement.document, line)) for line in statement.lines)
    return [cell for row in rows if row for cell in row.cells]


def _recognisable(material: Material, passage: Passage) -> str:
    least, most = (int(material.words.thresholds[name]) for name in ("quotation", "quotation-most"))
    return quotation(passage.statement.text, passage.text, least, most)


def _locate(material: Material, passage: Passage) -> tuple[int, int | None, str]:
    """Return the line, the column and the words actually printed there.

    Words that run over several rows are cut to what the first of them prints.
    """
    statement = passage.statement
    words = passage.text if passage.exact else _recognisable(material, passage)
    rows = [row for line in statement.lines if (row := material.rows.get((statement.document, line)))]
    cells = [(row.line, cell) for row in rows for cell in row.cells]
    for line, cell in cells:
        if words and words in cell.printed:
            return line, cell.column, words
    for line, cell in cells:
        if passage.text and passage.text in cell.printed:
            return line, cell.column, passage.text
    # A wording may be joined of cells (教育, 新增学位1.5万个): the longest of them tells most.
    whole = [
        (line, cell) for line, cell in cells if len(cell.printed.strip()) > _NUMBER and cell.printed in passage.text
    ]
    if whole:
        line, cell = max(whole, key=lambda one: len(one[1].printed.strip()))
        return line, cell.column, cell.printed.strip()
    for line, cell in cells:
        tail = cell.printed.strip()
        shared = next(
            (n for n in range(min(len(tail), len(passage.text)), 0, -1) if tail.endswith(passage.text[:n])), 0
        )
        if shared:
            return line, cell.column, passage.text[:shared]
    first = next(((line, cell) for line, cell in cells if cell.printed.strip()), None)
    if first:
        return first[0], first[1].column, first[1].printed.strip()
    return (statement.lines[0] if statement.lines else 0), None, ""


_Find = Callable[[Material], Iterator[Suspicion]]


@dataclass(frozen=True, slots=True)
class Check:
    """A pure function from the Material to Suspicions; each of its `kinds` has a row in `finding-kinds.csv`."""

    kinds: tuple[str, ...]
    find: _Find

    def __call__(self, material: Material) -> Iterator[Suspicion]:
        """Yield what the function finds."""
        return self.find(material)


def check(*kinds: str) -> Callable[[_Find], Check]:
    """Return a decorator that makes a function the Check for some kinds."""
    return lambda find: Check(kinds, find)
