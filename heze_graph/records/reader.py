"""Reading the rows of tables whose columns are known: each row begins an Entry, carries one on, or is noted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace

from heze_graph.facts.claims import read_claim
from heze_graph.facts.deadlines import read_deadline
from heze_graph.model.printed import Cell, PrintedLine, Row
from heze_graph.model.understood import Certainty, Claim, Deadline, Document, Entry, Finding
from heze_graph.records.behind_text import take_responsible
from heze_graph.records.drafts import Draft, Part, joined, unwrapped
from heze_graph.records.fitting import Fields, Fit, Weighing, read_fields
from heze_graph.records.headers import Header, plain
from heze_graph.records.headings import Heading, HeadingReader
from heze_graph.records.inherited import Line
from heze_graph.records.leaders import read_leaders
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import number_of, take_number
from heze_graph.records.page_breaks import uncut
from heze_graph.records.responsible import UNIT_ROLES, Who, units_printed, who_answers
from heze_graph.records.row_kinds import RowKind, kind_of_row, usual_style
from heze_graph.records.unit_cells import UnitReader
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So many of the targets must begin with a number before it is taken for theirs.
_MOST = 0.5
_IN_MONTHS = re.compile(r"[(](?:月份?|月底|\d{4}年)[)]|^月份$")


@dataclass(slots=True)
class Table:
    """A table with its columns decided, and its lines from all pages; `heads` stand above the line of that number."""

    header: Header
    lines: list[Line]
    heads: dict[int, tuple[PrintedLine, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Reader:
    """Reads the tables of a document one after the other; `rows`, `entries()` and the findings are what it read."""

    document: Document
    register: Register
    language: Language
    units: UnitReader
    findings: list[Finding]
    heads: str = ""
    known_leaders: frozenset[str] = frozenset()
    rows: list[Row] = field(default_factory=list)
    _drafts: list[Draft] = field(default_factory=list)
    _keys: dict[str, int] = field(default_factory=dict)
    _table: int = 0
    _header: Header = field(default=Header(0, (), ()))
    _begun: bool = False
    _in_text: bool = False
    _in_months: bool = False
    _first_leads: bool = False
    _fit: Fit | None = None
    _rests: dict[int, tuple[Line, ...]] = field(default_factory=dict)
    _heading: Heading = field(default_factory=Heading)

    def read_table(self, table: Table, repeated: Set[str]) -> None:
        """Read all lines of a table but titles that are printed again; `repeated` are the lines above the first."""
        lines = [line for line in table.lines if "".join(line.printed.cells).strip() not in repeated]
        self._header, self._begun = table.header, False
        before = len(self._drafts)
        self._table = max((draft.table for draft in self._drafts), default=0) + 1
        numbered = table.header.column_of("number") is not None
        self._fit = Weighing(self.register, self.language, self.known_leaders)
        self._heading = Heading()
        self._in_text = not numbered and self._numbers_in_text(lines)
        self._in_months = bool(_IN_MONTHS.search(plain(table.header.printed_at(self._column("deadline")))))
        self._first_leads = self._says_first_leads(table)
        usual = usual_style(lines, table.header)

        def is_data(line: Line) -> bool:
            return kind_of_row(line, table.header, usual, self.language) is RowKind.DATA

        lines, self._rests = uncut(lines, table.header, is_data)
        for line in lines:
            for above in table.heads.get(line.printed.line, ()):
                self._under(above.line, " ".join(above.cells).strip())
            self._read(line, kind_of_row(line, table.header, usual, self.language))
        if before == len(self._drafts):
            self._begun = False

    def _column(self, role: str) -> int:
        return self._header.column_of(role) or 0

    def _numbers_in_text(self, lines: list[Line]) -> bool:
        column = self._header.column_of("target")
        texts = [line.text(column) for line in lines if column in line.own and len(line.own) > 1]
        return sum(take_number(text)[0] is not None for text in texts) > len(texts) * _MOST

    def _says_first_leads(self, table: Table) -> bool:
        """Return whether the first unit leads: the city's setting, the header or the title says so."""
        if any(table.header.column_of(role) for role in ("lead_units", "supporting_units")):
            return False
        said = plain("".join(table.header.printed)) + plain(self.heads)
        said += "".join(plain(text) for line in table.lines if len(line.own) == 1 for text in line.filled)
        words = self.language.unit_words["first-leads"]
        return self.document.place in self.language.first_leads or any(word in said for word in words)

    def keep(self, line: PrintedLine) -> None:
        """Keep a line that belongs to no table."""
        self._begun = False
        self._header = Header(0, (), ())
        self._keep(line)
        self._note(line.line, Mend("text-outside", "\t".join(line.cells).strip(), "", Certainty.CERTAIN), None)

    def _keep(self, line: PrintedLine) -> None:
        cells = enumerate(line.cells, start=1)
        printed = tuple(Cell(column, self._header.printed_at(column), text) for column, text in cells)
        self.rows.append(Row(line.line, printed, line.where))

    def _read(self, line: Line, kind: RowKind) -> None:
        self._keep(line.printed)
        number, text = line.printed.line, "\t".join(line.filled)
        if kind is not RowKind.TOTAL and self._is_heading(line) and self._under(number, "、".join(line.filled)):
            return
        if kind is RowKind.OUTSIDE:
            self._note(number, Mend("text-outside", text, "", Certainty.CERTAIN), None)
        elif kind is RowKind.SECTION:
            self._note(number, Mend("section-row", text, text, Certainty.LIKELY), None)
        elif kind is RowKind.TOTAL:
            self._note(number, Mend("total-row", text, text, Certainty.LIKELY), None)
        else:
            self._read_row(line)

    def _keep_rests(self, draft: Draft, number: int) -> None:
        """Keep the rest of a row that pages cut, as printed there."""
        for rest in self._rests.get(number, ()):
            self._keep(rest.printed)
            for part in (part for part in draft.parts if number in part.lines):
                part.lines.append(rest.printed.line)
            text = "\t".join(rest.filled)
            self._note(rest.printed.line, Mend("row-cut-by-page", text, text, Certainty.LIKELY))

    def _is_heading(self, line: Line) -> bool:
        """Return whether a line prints one text only, numbered or not, and not in a column of names."""
        *number, last = sorted(line.own) or [0]
        names = {self._header.column_of(role) for role in ("leader", *UNIT_ROLES)}
        wide = not number and len(line.across) > 1
        return number in ([], [self._header.column_of("number")]) and (wide or last not in names)

    def _under(self, line: int, text: str) -> bool:
        """Let a heading hold for the rows below it; return whether it names their leaders or units."""
        reader = HeadingReader(self.register, self.language, self.known_leaders)
        leaders, mends = reader.leaders(text)
        units: tuple[str, ...] = ()
        if not self._header.names_units:
            units, more = reader.units(text, self.units)
            mends += more
        if not leaders and not units:
            self._heading.end_at(text)
            return False
        self._heading.begin(text, leaders, units)
        self._begun = False
        if leaders:
            mends += (Mend("leader-in-heading", text, "、".join(leaders), Certainty.LIKELY),)
        if units:
            mends += (Mend("units-in-heading", text, "、".join(units), Certainty.LIKELY),)
        for mend in mends:
            self._note(line, mend, None)
        return True

    def _read_row(self, line: Line) -> None:
        assert self._fit is not None  # noqa: S101  (for the type checker: set with the header)
        fields = self._combined(read_fields(line, self._header, self._fit))
        number = line.printed.line
        if self._begins_entry(fields):
            self._begin(number, fields)
        elif not self._begun:
            self._note(number, Mend("unread-row", "\t".join(line.printed.cells), "", Certainty.CERTAIN), None)
            return
        self._extend(line, fields)
        self._keep_rests(self._drafts[-1], number)
        width = len(self._header.printed)
        extra = "\t".join(line.printed.cells[width:])
        if extra.strip() or (len(line.printed.cells) > width and not line.printed.merged):
            details = (("found", str(len(line.printed.cells))), ("expected", str(width)))
            self._note(number, Mend("ragged-row", extra, "", Certainty.CERTAIN, details=details))

    def _combined(self, fields: Fields) -> Fields:
        """Join the column that says more of a target to the target, a line each; take the number off the text."""
        texts = {
            role: unwrapped(text) if role in ("target", "detail", "progress") else text
            for role, text in fields.texts.items()
        }
        if texts.get("target") and not self._header.names_units:
            texts["target"], *behind = take_responsible(texts["target"], self.language)
            texts.update((role, text) for role, text in zip(("leader", "units"), behind, strict=True) if text)
        inherited = set(fields.inherited)
        detail = texts.pop("detail", "")
        if detail and "target" in inherited and "detail" not in inherited:
            # One task with a row for each of its parts: the part is new, the task was said above.
            inherited.discard("target")
            texts["target"] = detail if self._goes_on(fields) else f"{texts['target']}\n{detail}"
        elif detail and detail != texts.get("target"):
            texts["target"] = "\n".join(filter(None, (texts.get("target"), detail)))
        if self._in_text and texts.get("target") and "target" not in inherited:
            number, text = take_number(texts["target"])
            if number:
                texts["number"], texts["target"] = number, text
        return replace(fields, texts=texts, inherited=frozenset(inherited))

    def _goes_on(self, fields: Fields) -> bool:
        """Return whether merged cells tie a row to the Entry above."""
        if self._header.column_of("number"):
            return "number" in fields.inherited
        return "target" in fields.inherited

    def _begins_entry(self, fields: Fields) -> bool:
        if self._goes_on(fields) and self._begun:
            return False
        if fields["number"]:
            return True
        if not fields["target"]:
            return False
        numbered = self._header.column_of("number") is not None
        return not numbered or bool(fields.own("leader") or any(fields.own(role) for role in UNIT_ROLES))

    def _begin(self, line: int, fields: Fields) -> None:
        number = number_of(fields["number"])
        place = f"{self._table}-" if self._table > 1 else ""
        key = place + (number or f"line-{line}")
        repeated = self._keys.get(key)
        if repeated is not None:
            key = f"{key}-line-{line}"
        self._keys[key] = line
        self._drafts.append(Draft(key, number, fields["target"], self._table))
        self._begun = True
        if repeated is not None:
            details = (("other_line", str(repeated)),)
            self._note(line, Mend("repeated-number", fields["number"], key, Certainty.CERTAIN, details=details))
        if number is None and self._header.column_of("number"):
            self._note(line, Mend("missing-number", "", key, Certainty.CERTAIN))

    def _extend(self, line: Line, fields: Fields) -> None:
        """Add a row to the last Entry: as a new Assignment where it begins the Entry, names a leader, or reports."""
        draft, number = self._drafts[-1], line.printed.line
        leaders, mends = read_leaders(fields["leader"], self.register, self.language, self.known_leaders)
        for mend in (*fields.mends, *mends):
            self._note(number, mend)
        who = self._who(number, fields, leaders)
        own_leader = bool(fields.own("leader") or fields.own("leader_units")) and who.parts[0][0] is not None
        if draft.parts and not own_leader and not self._reports(fields):
            self._join(line, draft, fields, who)
            return
        if draft.parts and "target" not in fields.inherited:
            draft.wording = joined(draft.wording, fields["target"])
        due, claim = _one_line(fields["deadline"]), self._claim(fields)
        deadline = self._deadline(due)
        progress, printed = fields["progress"], fields["claim"]
        for leader, units in who.parts:
            leads = [unit for unit in who.leads if unit in units]
            cells = units_printed(fields)
            draft.parts.append(
                Part(leader, list(units), leads, progress, claim, printed, deadline, due, [number], cells)
            )
        self._note_gaps(number, fields, who, claim)
        if due and deadline is None:
            self._note(number, Mend("unread-deadline", due, "", Certainty.CERTAIN))

    def _reports(self, fields: Fields) -> bool:
        """Return whether a row below an Entry's first, which prints no leader, is an Assignment of its own.

        It is where it prints units of its own and what these have done or by when; a cell cut by a page prints less.
        Where the table has a column of leaders, an empty cell there must be one that a merged cell covers.
        """
        own_units = any(fields.own(role) for role in UNIT_ROLES)
        said = any(fields.own(role) for role in ("progress", "claim", "deadline"))
        leaders = self._header.column_of("leader")
        return own_units and said and (leaders is None or "leader" in fields.inherited)

    def _who(self, line: int, fields: Fields, leaders: tuple[str, ...]) -> Who:
        """Return who answers for a row."""
        who = who_answers(fields, leaders, self.units, self._heading, first_leads=self._first_leads)
        for mend in who.mends:
            self._note(line, mend)
        return who

    def _claim(self, fields: Fields) -> Claim | None:
        """Return the claim of the status cell; without such a column, that of a progress text that is only a claim."""
        if self._header.column_of("claim"):
            return read_claim(fields["claim"], self.language.claims)
        words = re.split(r"[，,。；;：:（(]", fields["progress"], maxsplit=1)[0].strip()
        return self.language.claims.get(words) if len(words) > 1 else None

    def _deadline(self, printed: str) -> Deadline | None:
        open_ended = self.language.open_deadlines
        return read_deadline(printed, self.document.year, open_ended, in_months=self._in_months) if printed else None

    def _join(self, line: Line, draft: Draft, fields: Fields, who: Who) -> None:
        """Let a row without a leader of its own carry on the cells of the row above, for all leaders of that row."""
        if "target" not in fields.inherited:
            draft.wording = joined(draft.wording, fields["target"])
        last = list(draft.parts[-1].lines)
        for part in [part for part in draft.parts if part.lines == last]:
            self._carry_on(part, line, fields, who)
        if not fields.mends and not line.above:
            printed = "\t".join(line.printed.cells).strip()
            self._note(line.printed.line, Mend("merged-row", printed, printed, Certainty.LIKELY))

    def _carry_on(self, part: Part, line: Line, fields: Fields, who: Who) -> None:
        part.progress = joined(part.progress, fields.own("progress"))
        part.units.extend(unit for unit in who.units if unit not in part.units)
        part.lead_units.extend(unit for unit in who.leads if unit not in part.lead_units)
        part.claim_printed = part.claim_printed or fields["claim"]
        part.claim = part.claim or self._claim(fields)
        if not part.deadline_printed:
            part.deadline_printed = _one_line(fields["deadline"])
            part.deadline = self._deadline(part.deadline_printed)
        part.units_printed = "\n".join(filter(None, (part.units_printed, units_printed(fields))))
        part.lines.append(line.printed.line)

    def _note_gaps(self, line: int, fields: Fields, who: Who, claim: Claim | None) -> None:
        has = self._header.column_of
        leaders = [leader for leader, _ in who.parts if leader]
        named = (("leader", "、".join(leaders) or "—"),)
        if has("leader") and not leaders:
            self._note(line, Mend("missing-leader", "", "", Certainty.CERTAIN))
        if self._header.names_units and not who.units:
            self._note(line, Mend("missing-units", "", "", Certainty.CERTAIN, details=named))
        if has("progress") and not fields["progress"]:
            self._note(line, Mend("missing-progress", "", "", Certainty.CERTAIN, details=named))
        if fields["claim"] and claim is None:
            self._note(line, Mend("unread-claim", fields["claim"], "", Certainty.CERTAIN))
        if claim is Claim.NOT_APPLICABLE and has("claim"):
            details = (("progress", fields["progress"]),)
            self._note(line, Mend("cancelled-target", fields["claim"], claim, Certainty.LIKELY, details=details))

    def _note(self, line: int, mend: Mend, entry: str | None = "") -> None:
        key = self._drafts[-1].key if entry == "" and self._drafts and self._begun else None
        self.findings.append(mend.at(self.document.name, line, key))

    def entries(self) -> Iterator[Entry]:
        """Yield the Entries read so far."""
        several = len({draft.table for draft in self._drafts}) > 1
        for draft in self._drafts:
            yield draft.entry(self.document.name, several=several)


def _one_line(text: str) -> str:
    """Return a short text without the line breaks of its narrow column."""
    return re.sub(r"\s*\n\s*", "", text)
