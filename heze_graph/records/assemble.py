"""From the lines of one file to its Record: rows, entries with their assignments, findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.facts.deadlines import read_deadline
from heze_graph.model.printed import Cell, PrintedFile, PrintedLine, Row
from heze_graph.model.understood import (
    Assignment,
    Certainty,
    Claim,
    Deadline,
    Document,
    Entry,
    Finding,
    Record,
)
from heze_graph.records.fitting import Fields, read_fields
from heze_graph.records.headers import Header, read_header
from heze_graph.records.leaders import read_leaders
from heze_graph.records.mends import Mend
from heze_graph.records.titles import name_from_file, read_period, read_year
from heze_graph.records.units import read_units
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register


@dataclass(frozen=True, slots=True)
class Source:
    """What is known before a file is read: the city's register, the language, the issuer's name."""

    register: Register
    language: Language
    issuer: str
    folder: Path


@dataclass(slots=True)
class _Part:
    """An Assignment while its rows are still being read."""

    leader: str | None
    units: list[str]
    lead_units: list[str]
    progress: str
    claim: Claim | None
    claim_printed: str
    deadline: Deadline | None
    lines: list[int]


@dataclass(slots=True)
class _Draft:
    """An Entry while its rows are still being read."""

    key: str
    number: str | None
    wording: str
    parts: list[_Part] = field(default_factory=list)


def understand(printed: PrintedFile, source: Source) -> Record:
    """Return everything that is understood of one file.

    Raises TableError when no line is a header, or no row follows one.
    """
    lines = [line for line in printed.lines if not line.is_blank]
    start = next((i for i, line in enumerate(lines) if read_header(line, source.language.headers)), None)
    if start is None:
        raise TableError.problem(
            printed.name,
            f"no header line among {len(lines)} lines",
            "a line with at least three known column names, such as 序号, 责任目标内容, 责任单位",
            f"add the names of its columns to {source.folder / 'headers.csv'}",
        )
    above, below = lines[:start], lines[start:]
    document, findings = _document(printed, above, source)
    reader = _Reader(document, source, {"".join(line.cells).strip() for line in above}, findings)
    for line in below:
        reader.read(line)
    if not reader.rows:
        raise TableError.problem(
            printed.name,
            "a header and no rows below it",
            "at least one data row",
            "check that the file is whole",
        )
    return Record(document, tuple(reader.rows), tuple(reader.entries()), tuple(sorted(findings, key=_order)))


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.line, finding.column or 0, finding.kind, finding.printed)


def _document(printed: PrintedFile, above: list[PrintedLine], source: Source) -> tuple[Document, list[Finding]]:
    heads = [" ".join(cell.strip() for cell in line.cells if cell.strip()) for line in above]
    title = max(heads, key=len, default="")
    year = read_year(title) or read_year(printed.name)
    period = read_period(title, year, source.language.periods) if year else None
    name = (
        f"{source.register.name}-{year}-{period.name}"
        if period and source.register.name
        else name_from_file(printed.name)
    )
    document = Document(name, title, source.register.name, source.issuer, year, period, printed.name, printed.sha256)
    if period:
        return document, []
    line = above[0].line if above else 1
    return document, [Finding("unread-period", name, line, title, "", Certainty.CERTAIN)]


class _Reader:
    """Reads the lines below the first header, one after the other."""

    def __init__(self, document: Document, source: Source, heads: set[str], findings: list[Finding]) -> None:
        self.rows: list[Row] = []
        self._document = document
        self._source = source
        self._heads = heads
        self._findings = findings
        self._drafts: list[_Draft] = []
        self._keys: dict[str, int] = {}
        self._header = Header(0, (), ())

    def read(self, line: PrintedLine) -> None:
        header = read_header(line, self._source.language.headers)
        if header:
            self._header = header
            return
        if "".join(line.cells).strip() in self._heads:
            return
        self.rows.append(
            Row(
                line.line,
                tuple(
                    Cell(column, self._header.printed_at(column), text)
                    for column, text in enumerate(line.cells, start=1)
                ),
            )
        )
        if len(line.cells) == 1:
            self._note(line, Mend("text-outside", line.cells[0], "", Certainty.CERTAIN), None)
            return
        self._read_row(line)

    def _read_row(self, line: PrintedLine) -> None:
        fields = read_fields(line, self._header, self._source.register, self._source.language)
        if self._begins_entry(fields):
            self._begin(line, fields)
        elif not self._drafts:
            self._note(line, Mend("unread-row", "\t".join(line.cells), "", Certainty.CERTAIN), None)
            return
        self._extend(line, fields)
        if len(line.cells) > len(self._header.printed):
            details = (("found", str(len(line.cells))), ("expected", str(len(self._header.printed))))
            extra = "\t".join(line.cells[len(self._header.printed) :])
            self._note(line, Mend("ragged-row", extra, "", Certainty.CERTAIN, details=details))

    def _begins_entry(self, fields: Fields) -> bool:
        if fields["number"]:
            return True
        if not fields["target"]:
            return False
        return self._header.column_of("number") is None or bool(fields["leader"] or fields["units"])

    def _begin(self, line: PrintedLine, fields: Fields) -> None:
        number = re.sub(r"[\s.．、()（）]", "", unicodedata.normalize("NFKC", fields["number"])) or None
        key = number or f"line-{line.line}"
        repeated = self._keys.get(key)
        if repeated is not None:
            key = f"{number}-line-{line.line}"
        self._keys[key] = line.line
        self._drafts.append(_Draft(key, number, fields["target"]))
        if repeated is not None:
            details = (("other_line", str(repeated)),)
            self._note(line, Mend("repeated-number", fields["number"], key, Certainty.CERTAIN, details=details))
        if number is None and self._header.column_of("number"):
            self._note(line, Mend("missing-number", "", key, Certainty.CERTAIN))

    def _extend(self, line: PrintedLine, fields: Fields) -> None:
        """Add a row to the last Entry: as a new Assignment where it names a leader or begins the Entry."""
        draft = self._drafts[-1]
        register, language = self._source.register, self._source.language
        leaders, mends = read_leaders(fields["leader"], register)
        for mend in (*fields.mends, *mends):
            self._note(line, mend)
        units, lead_units = self._units(line, fields)
        if draft.parts and not leaders:
            self._join(line, draft, fields, units)
            return
        claim = language.claims.get(re.sub(r"\s", "", fields["claim"]))
        deadline = read_deadline(fields["deadline"], self._document.year, language.open_deadlines)
        for leader in leaders or (None,):
            draft.parts.append(
                _Part(
                    leader,
                    list(units),
                    list(lead_units),
                    fields["progress"],
                    claim,
                    fields["claim"],
                    deadline if fields["deadline"] else None,
                    [line.line],
                )
            )
        self._note_gaps(line, fields, leaders, units, claim)

    def _units(self, line: PrintedLine, fields: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
        names: dict[str, list[str]] = {}
        for role in ("lead_units", "units", "supporting_units"):
            read = read_units(fields[role], self._source.register, self._source.language)
            names[role] = list(read.names)
            for mend in read.mends:
                self._note(line, mend, column=fields.columns.get(role))
        every = dict.fromkeys(name for role in names.values() for name in role)
        return tuple(every), tuple(names["lead_units"])

    def _join(self, line: PrintedLine, draft: _Draft, fields: Fields, units: tuple[str, ...]) -> None:
        """Let a row without a leader of its own carry on the cells of the row above."""
        part = draft.parts[-1]
        draft.wording += fields["target"]
        part.progress += fields["progress"]
        part.units.extend(unit for unit in units if unit not in part.units)
        part.lines.append(line.line)
        if not fields.mends:
            printed = "\t".join(line.cells).strip()
            self._note(line, Mend("merged-row", printed, printed, Certainty.LIKELY))

    def _note_gaps(
        self,
        line: PrintedLine,
        fields: Fields,
        leaders: tuple[str, ...],
        units: tuple[str, ...],
        claim: Claim | None,
    ) -> None:
        has = self._header.column_of
        who = (("leader", "、".join(leaders) or "—"),)
        if has("leader") and not leaders:
            self._note(line, Mend("missing-leader", "", "", Certainty.CERTAIN))
        if (has("units") or has("lead_units")) and not units:
            self._note(line, Mend("missing-units", "", "", Certainty.CERTAIN, details=who))
        if has("progress") and not fields["progress"]:
            self._note(line, Mend("missing-progress", "", "", Certainty.CERTAIN, details=who))
        if fields["claim"] and claim is None:
            self._note(line, Mend("unread-claim", fields["claim"], "", Certainty.CERTAIN))
        if claim is Claim.NOT_APPLICABLE:
            details = (("progress", fields["progress"]),)
            self._note(line, Mend("cancelled-target", fields["claim"], claim, Certainty.LIKELY, details=details))
        deadline = fields["deadline"]
        if deadline and not read_deadline(deadline, self._document.year, self._source.language.open_deadlines):
            self._note(line, Mend("unread-deadline", deadline, "", Certainty.CERTAIN))

    def _note(self, line: PrintedLine, mend: Mend, entry: str | None = "", *, column: int | None = None) -> None:
        key = self._drafts[-1].key if entry == "" and self._drafts else None
        if column and not mend.column:
            mend = Mend(
                mend.kind,
                mend.printed,
                mend.understood,
                mend.certainty,
                mend.candidates,
                mend.details,
                column,
            )
        self._findings.append(mend.at(self._document.name, line.line, key))

    def entries(self) -> Iterator[Entry]:
        """Yield the Entries read so far."""
        for draft in self._drafts:
            yield Entry(
                self._document.name,
                draft.key,
                draft.number,
                draft.wording,
                tuple(
                    Assignment(
                        ordinal,
                        part.leader,
                        tuple(part.units),
                        part.progress,
                        part.claim,
                        part.claim_printed,
                        part.deadline,
                        tuple(part.lines),
                        tuple(part.lead_units),
                    )
                    for ordinal, part in enumerate(draft.parts, start=1)
                ),
            )
