"""From data rows to Entries: a row begins an Entry, adds an Assignment to the one above, or continues it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from heze_graph.extraction.claims import read_claim
from heze_graph.extraction.deadlines import is_serial, read_deadline
from heze_graph.model.printed import UNIT_ROLES
from heze_graph.model.understood import Assignment, Certainty, Claim, Deadline, Entry, Finding, Report
from heze_graph.records.answering import Who, units_printed, who_answers
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import number_of
from heze_graph.records.responsibility.leaders import read_leaders
from heze_graph.records.rows import DataRow
from heze_graph.records.tables.cells import goes_on, joined, one_line
from heze_graph.records.tables.figures import figures_of, moment_of
from heze_graph.records.tables.fitting import Fields
from heze_graph.records.tables.headers import Header
from heze_graph.records.tables.measures import measure_in
from heze_graph.records.tables.milestones import milestones_of
from heze_graph.records.tables.table import Context, Habits

_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?\s?[%％]")
_FIGURE = re.compile(r"\d[\d,.]*\s?[%％]?")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
#: 86 in a column of rates; 0.86 and 1 may mean two things.
_BARE_SHARE = re.compile(r"(?:[2-9]|[1-9]\d{1,2})(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class View:
    """What the rows of one table are read by: its place in the file, header, habits, and what the document knows."""

    place: int
    header: Header
    habits: Habits
    context: Context


def entries_of(
    rows: Sequence[DataRow], view: View, keys: Mapping[str, int]
) -> tuple[list[Entry], dict[str, int], list[Finding]]:
    """Return the Entries of a table, their keys with their first lines, and the findings.

    `keys` are those of the tables before.
    """
    entries: list[Entry] = []
    taken = dict(keys)
    findings: list[Finding] = []
    begun = False
    name = view.context.document.name
    for row in rows:
        begun = begun and not row.fresh
        line = row.line.printed.line
        last = entries[-1] if begun else None
        if _begins(row, last, view.header):
            entry, mends = _begin(row, last, view, taken)
            taken[entry.key] = line
            entries.append(entry)
            begun = True
        elif last is None:
            unread = Mend("unread-row", "\t".join(row.line.printed.cells), "", Certainty.CERTAIN)
            findings.append(unread.at(name, line, None))
            continue
        else:
            mends = []
        entries[-1], more = _extended(entries[-1], row, view)
        findings.extend(mend.at(name, line, entries[-1].key) for mend in (*mends, *more))
        for rest in row.rests:
            text = "\t".join(rest.filled)
            cut = Mend("row-cut-by-page", text, text, Certainty.LIKELY)
            findings.append(cut.at(name, rest.printed.line, entries[-1].key))
    return [_counted(entry) for entry in entries], taken, findings


def _counted(entry: Entry) -> Entry:
    parts = (replace(part, ordinal=place) for place, part in enumerate(entry.assignments, start=1))
    return replace(entry, assignments=tuple(parts))


def _goes_on(fields: Fields, header: Header) -> bool:
    """Return whether merged cells join a row to the Entry above."""
    return ("number" if header.column_of("number") else "target") in fields.inherited


def _is_part(row: DataRow, last: Entry | None) -> bool:
    """Return whether a row is a part of its own under the number of the row above: it has a text of its own.

    A text that goes on below has a text beside it; a figure is the report of a promise of its own.
    """
    own_text = bool(row.fields["target"]) and "target" not in row.fields.inherited
    if last is None or not own_text or goes_on(last.wording):
        return False
    if not row.fields["number"] and _FIGURE.fullmatch(row.fields.own("progress")):
        return True
    if row.part and not row.fields["number"]:
        # 12月底前 below 5月底前: a cell that goes on holds no second day.
        return _has_own(row.fields) or bool(row.fields.own("deadline") and last.assignments[-1].deadline_printed)
    return "number" in row.fields.inherited


def _has_own(fields: Fields) -> bool:
    return bool(fields.own("leader") or any(fields.own(role) for role in UNIT_ROLES))


def _begins(row: DataRow, last: Entry | None, header: Header) -> bool:
    fields = row.fields
    if _goes_on(fields, header) and last is not None:
        return _is_part(row, last)
    if fields["number"]:
        return True
    if not fields["target"]:
        return False
    own = _has_own(fields) or (row.lost and last is not None and not goes_on(last.wording))
    return header.column_of("number") is None or own or _is_part(row, last)


def _begin(row: DataRow, last: Entry | None, view: View, taken: Mapping[str, int]) -> tuple[Entry, list[Mend]]:
    """Return a new Entry without Assignments, and the findings about its number."""
    line, printed = row.line.printed.line, row.fields["number"]
    new = Entry(view.context.document.name, "", None, row.fields["target"], (), view.place, section=row.section)
    if last is not None and _is_part(row, last):
        place = 2
        base = last.key.rpartition("-part-")[0] or last.key
        while f"{base}-part-{place}" in taken:
            place += 1
        # What a text lost may as well be a number of its own.
        told = [Mend("number-by-order", "", last.number or "", Certainty.LIKELY)] if row.part and not printed else []
        return replace(new, key=f"{base}-part-{place}", number=last.number), told
    number = number_of(printed)
    key = (f"{view.place}-" if view.place > 1 else "") + (number or f"line-{line}")
    mends = []
    if number is None:
        # One printed line holds several targets where a table stands in parts side by side.
        key = next(free for n in count(1) if (free := key if n == 1 else f"{key}-{n}") not in taken)
    if key in taken:
        details = (("other_line", str(taken[key])),)
        key = f"{key}-line-{line}"
        mends.append(Mend("repeated-number", printed, key, Certainty.CERTAIN, details=details))
    if number is None and view.header.column_of("number"):
        mends.append(Mend("missing-number", "", key, Certainty.CERTAIN))
    if not new.wording:
        mends.append(Mend("missing-target", printed, "", Certainty.CERTAIN))
    return replace(new, key=key, number=number), mends


def _extended(entry: Entry, row: DataRow, view: View) -> tuple[Entry, list[Mend]]:
    """Add a row to an Entry: as a new Assignment where it begins the Entry, names a leader, or reports."""
    fields, naming = row.fields, view.context.naming
    known = view.context.known_leaders
    leaders, mends = read_leaders(fields["leader"], naming.register, naming.language, known)
    who = who_answers(fields, leaders, naming, row.heading, first_leads=view.habits.first_leads)
    told = [*fields.mends, *mends, *who.mends]
    own_leader = bool(fields.own("leader") or fields.own("leader_units")) and who.parts[0][0] is not None
    if entry.assignments and not own_leader and not _reports_itself(fields, view.header):
        return _carried_on(entry, row, who, view), [*told, *_merged(row), *_ragged(row, view.header)]
    wording = entry.wording
    if entry.assignments and "target" not in fields.inherited:
        wording = joined(wording, fields["target"])
    parts, gaps = _assignments(row, who, view)
    title, said = view.context.document.title, measure_in(row.section, view.context.language)
    unit = view.habits.measures.get(row.line.printed.line) or said
    units = (unit,) if unit else view.context.units
    figures = (*entry.figures, *figures_of(row.line, view.header, view.context.language, units, title))
    whole = replace(entry, wording=wording, assignments=(*entry.assignments, *parts), figures=figures)
    return whole, [*told, *gaps, *_ragged(row, view.header)]


def _reports_itself(fields: Fields, header: Header) -> bool:
    """Return whether a row below an Entry's first, which prints no leader, is an Assignment of its own.

    It is where it prints units of its own and what these have done or by when; a cell cut by a page prints less. Where
    the table has a column of leaders, an empty cell there must be one that a merged cell covers.
    """
    own_units = any(fields.own(role) for role in UNIT_ROLES)
    said = any(fields.own(role) for role in ("progress", "claim", "deadline"))
    return own_units and said and (header.column_of("leader") is None or "leader" in fields.inherited)


def _assignments(row: DataRow, who: Who, view: View) -> tuple[list[Assignment], list[Mend]]:
    """Return one Assignment for each leader of a row, and the findings about it."""
    fields = row.fields
    claim = _claim(fields, view)
    said = one_line(fields["deadline"]) or "，".join(who.rest)
    said = said or milestones_of(row.line, view.header, view.context.language)
    deadline = _deadline(said, view)
    due = _day_of_serial(said, deadline)
    progress, elsewhere = _progress(row, view)
    lines = (row.line.printed.line, *(rest.printed.line for rest in row.rests))
    parts = [
        Assignment(
            ordinal=0,
            leader=leader,
            units=tuple(dict.fromkeys(units)),
            progress=progress,
            claim=claim,
            claim_printed=fields["claim"],
            deadline=deadline,
            lines=lines,
            lead_units=tuple(dict.fromkeys(unit for unit in who.leads if unit in units)),
            deadline_printed=due,
            units_printed=units_printed(fields),
            reports=tuple(_reports(row, view.header)),
            second_names=tuple(dict.fromkeys(pair for pair in who.second if pair[0] in units)),
        )
        for leader, units in who.parts
    ]
    told = [*elsewhere, *_gaps(row, who, view, progress)]
    told += [Mend("not-a-unit", text, text, Certainty.LIKELY) for text in who.rest if said != text]
    if due != said:
        column = view.header.column_of("deadline")
        told.append(Mend("day-as-number", said, due, Certainty.LIKELY, column=column))
    if due and deadline is None:
        told.append(Mend("unread-deadline", due, "", Certainty.CERTAIN))
    return parts, told


def _reports(row: DataRow, header: Header) -> Iterator[Report]:
    for column in header.columns_of("report"):
        if row.line.text(column):
            yield Report(" ".join(header.printed_at(column).split()), row.line.text(column))


def _progress(row: DataRow, view: View) -> tuple[str, list[Mend]]:
    """Return what a row reports: in its own column, else beside it, as a rate, or in a remark that reports."""
    header, line = view.header, row.line
    if row.fields["progress"]:
        return _with_rate(row.fields["progress"], row, view), []
    main = moment_of(header.printed_at(header.column_of("progress") or 0))
    beside = [at for at in header.columns_of("report") if moment_of(header.printed_at(at)) == main]
    remarks = header.columns_of("remark") if header.column_of("progress") else ()
    words = view.context.language.row_words["report"]
    nothing = view.context.language.row_words["nothing"]
    for column in (*beside, *header.columns_of("rate"), *remarks):
        text = line.text(column)
        if not text or text in nothing or (column in remarks and not any(word in text for word in words)):
            continue
        details = (("header", " ".join(header.printed_at(column).split())),)
        told = _share(text, column, view)
        elsewhere = Mend("progress-elsewhere", text, told, Certainty.LIKELY, details=details, column=column)
        # Where no column is for progress, this one is.
        return told, [elsewhere] if header.column_of("progress") else []
    return "", []


def _with_rate(said: str, row: DataRow, view: View) -> str:
    """Return a report that prints no number with the share of the plan that a column beside it says: 完成率45%."""
    if any(char.isdigit() for char in said):
        return said
    for column in view.header.columns_of("rate"):
        if _SHARE.fullmatch(share := _share(row.line.text(column), column, view)):
            return f"{said}\n{''.join(view.header.printed_at(column).split())}{share}"
    return said


def _share(printed: str, column: int, view: View) -> str:
    """Return what a cell prints, as a share where it is a bare number in a column of shares: 86 under 完成率（%）."""
    named = any(word in view.header.printed_at(column) for word in view.context.language.row_words["share"])
    return f"{printed}%" if named and _BARE_SHARE.fullmatch(printed) else printed


def _claim(fields: Fields, view: View) -> Claim | None:
    """Return the claim of the status cell; without such a column, that of a progress text that is only a claim.

    A mere dash gives a target up only where no report says otherwise.
    """
    claims = view.context.language.claims
    if view.header.column_of("claim"):
        found = read_claim(fields["claim"], claims, view.context.language.row_words["going-on"])
        is_dash = found is Claim.NOT_APPLICABLE and not re.search(r"\w", fields["claim"])
        given_up = (word for word, claim in claims.items() if claim is found and re.search(r"\w", word))
        told = re.search(r"\w", fields["progress"]) and not any(word in fields["progress"] for word in given_up)
        return None if is_dash and told else found
    # 竣工（含往年项目）已达320套 goes on behind its bracket.
    words = re.split(r"[，,。；;：:（(]", _BRACKETED.sub("", fields["progress"]), maxsplit=1)[0].strip()
    return claims.get(words) if len(words) > 1 else None


def _deadline(printed: str, view: View) -> Deadline | None:
    year, words = view.context.document.year, view.context.language.deadlines
    return read_deadline(printed, year, words, in_months=view.habits.in_months) if printed else None


def _day_of_serial(printed: str, deadline: Deadline | None) -> str:
    """Return the date of a spreadsheet's serial number, such as 45657; else the words as printed."""
    return deadline.due.isoformat() if deadline and deadline.due and is_serial(printed) else printed


def _carried_on(entry: Entry, row: DataRow, who: Who, view: View) -> Entry:
    """Let a row without a leader of its own carry on the cells of the row above, for all leaders of that row."""
    wording = entry.wording
    if "target" not in row.fields.inherited:
        wording = joined(wording, row.fields["target"])
    last = entry.assignments[-1].lines
    parts = (_longer(part, row, who, view) if part.lines == last else part for part in entry.assignments)
    return replace(entry, wording=wording, assignments=tuple(parts))


def _longer(part: Assignment, row: DataRow, who: Who, view: View) -> Assignment:
    fields = row.fields
    due = part.deadline_printed or one_line(fields["deadline"])
    return replace(
        part,
        progress=joined(part.progress, fields.own("progress")),
        units=tuple(dict.fromkeys((*part.units, *who.units))),
        lead_units=tuple(dict.fromkeys((*part.lead_units, *who.leads))),
        claim_printed=part.claim_printed or fields["claim"],
        claim=part.claim or _claim(fields, view),
        deadline_printed=due,
        deadline=part.deadline if part.deadline_printed else _deadline(due, view),
        units_printed="\n".join(filter(None, (part.units_printed, units_printed(fields)))),
        lines=(*part.lines, row.line.printed.line, *(rest.printed.line for rest in row.rests)),
    )


def _merged(row: DataRow) -> list[Mend]:
    if row.fields.mends or row.line.above:
        return []
    printed = "\t".join(row.line.printed.cells).strip()
    return [Mend("merged-row", printed, printed, Certainty.LIKELY)]


def _ragged(row: DataRow, header: Header) -> list[Mend]:
    printed, width = row.line.printed, len(header.printed)
    extra = "\t".join(printed.cells[width:])
    if not extra.strip() and (len(printed.cells) <= width or printed.merged):
        return []
    details = (("found", str(len(printed.cells))), ("expected", str(width)))
    return [Mend("ragged-row", extra, "", Certainty.CERTAIN, details=details)]


def _gaps(row: DataRow, who: Who, view: View, progress: str) -> Iterator[Mend]:
    fields, has = row.fields, view.header.column_of
    claim = _claim(fields, view)
    leaders = [leader for leader, _ in who.parts if leader]
    named = (("leader", "、".join(leaders) or "—"),)
    if has("leader") and not leaders:
        yield Mend("missing-leader", "", "", Certainty.CERTAIN)
    if view.header.names_units and not who.units:
        yield Mend("missing-units", "", "", Certainty.CERTAIN, details=named)
    if has("progress") and not progress:
        yield Mend("missing-progress", "", "", Certainty.CERTAIN, details=named)
    language = view.context.language
    if fields["claim"] and read_claim(fields["claim"], language.claims, language.row_words["going-on"]) is None:
        yield Mend("unread-claim", fields["claim"], "", Certainty.CERTAIN)
    if claim is Claim.NOT_APPLICABLE and has("claim"):
        details = (("progress", fields["progress"]),)
        yield Mend("cancelled-target", fields["claim"], "", Certainty.LIKELY, details=details)
