"""From the items of a document to its rows, entries and findings; lists that stand beside tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from heze_graph.extraction.claims import read_claim
from heze_graph.extraction.deadlines import read_deadline
from heze_graph.model.printed import Cell, PrintedLine, Row
from heze_graph.model.understood import Assignment, Certainty, Document, Entry, Finding, Record
from heze_graph.records.answering import leaders_of, units_of
from heze_graph.records.lists.finding import ListText, find_items
from heze_graph.records.lists.items import Item
from heze_graph.records.lists.passages import PEOPLE, ItemText
from heze_graph.records.lists.sentences import deadline_in, who_in
from heze_graph.records.mends import Mend, in_order
from heze_graph.records.numbering import value_of
from heze_graph.records.responsibility.labels import says_first_leads
from heze_graph.records.responsibility.leaders import read_leaders
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.responsibility.parser import Responsibility, learn, read_responsibility
from heze_graph.records.tables.table import Context
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: A line above a list is hardly longer than this many characters where it is no paragraph.
_LONGEST_HEAD = 60


def read_list(
    found: ListText, lines: Sequence[PrintedLine], document: Document, findings: Sequence[Finding], tables: int = 0
) -> Record:
    """Return what is understood of a document's lists; lines that belong to no item are kept, and told.

    `tables` are those that the document has beside.
    """
    register, language = found.speech.naming.register, found.speech.language
    said = ["；".join(item.said.fields.get("who", ())) for item in found.items]
    naming = learn(filter(None, said), register, language)
    text = "".join(cell for line in lines for cell in line.cells)
    first_leads = says_first_leads(text, language)
    context = Context(document, naming)
    leaders, units = (lru_cache(partial(ask, context=context)) for ask in (leaders_of, units_of))
    entries, mends = _entries(found.items, tables + 1, _Reading(context, first_leads, leaders, units))
    used = {line for entry in entries for part in entry.assignments for line in part.lines}
    titles = {line.line for line in found.heads if line.line not in used and _is_head(line)}
    rows = [line for line in lines if line.line not in titles]
    outside = (
        *_outside(found, [line for line in rows if line.line not in used], document),
        *_beside(found, used, document),
    )
    return Record(
        document,
        tuple(Row(line.line, _cells(line), line.where, line.place) for line in rows),
        tuple(entries),
        tuple(sorted((*findings, *mends, *outside), key=in_order)),
        tuple(sorted(titles)),
    )


def _outside(found: ListText, lines: Sequence[PrintedLine], document: Document) -> Iterator[Finding]:
    """Yield what is told of lines that belong to no item: headings, and everything else."""
    headed = {line.line for item in found.items for point in item.section for line in point.node.pieces[0].lines}
    for line in lines:
        text = "\t".join(line.cells).strip()
        section = Mend("section-row", text, text, Certainty.LIKELY)
        told = section if line.line in headed else Mend("text-outside", text, "", Certainty.CERTAIN)
        yield told.at(document.name, line.line, None)


def _beside(found: ListText, used: Set[int], document: Document) -> Iterator[Finding]:
    """Yield what is told of the parts of a line of items that belong to none: 这十件实事是：, and what closes it."""
    said = [
        text
        for item in found.items
        for text in (*item.texts, *(t for texts in item.said.fields.values() for t in texts))
    ]
    for listing in found.listings:
        for piece in (*listing.heads, *listing.tail):
            text = piece.text.strip()
            own = any(part in text or text in part for part in said)
            if not own and all(line.line in used for line in piece.lines):
                yield Mend("text-outside", text, "", Certainty.CERTAIN).at(document.name, piece.lines[0].line, None)


def _is_head(line: PrintedLine) -> bool:
    """Return whether a line above a list is a title or the like, and no paragraph."""
    text = "".join(line.cells)
    return len(text) <= _LONGEST_HEAD and "。" not in text


def _cells(line: PrintedLine) -> tuple[Cell, ...]:
    return tuple(Cell(column, "", text) for column, text in enumerate(line.cells, start=1))


#: Names that a heading gives, and the mends made.
_Names = tuple[tuple[str, ...], tuple[Mend, ...]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the items of a document are read by; `first_leads` says that it names the leading unit first.

    Many items stand under each heading, which is read once.
    """

    context: Context
    first_leads: bool
    leaders_of: Callable[[str], _Names]
    units_of: Callable[[str], _Names]


def _entries(items: Sequence[Item], table: int, reading: _Reading) -> tuple[list[Entry], list[Finding]]:
    """Return the entries of items, and what is to be told of them; numbers that begin anew begin a further table."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    name = reading.context.document.name
    taken: set[str] = set()
    last: int | None = None
    for item in items:
        value = value_of(item.number) if item.number else None
        if value is not None and last is not None and not item.parts and value <= last:
            table += 1
        last = last if value is None else value
        key = _key(item, table, taken)
        taken.add(key)
        section = " / ".join(filter(None, (point.node.printed + point.text for point in item.section)))
        assignments, mends = _assignments(item, reading)
        wording = "\n".join(filter(None, item.texts))
        entries.append(Entry(name, key, item.number or None, wording, assignments, table, section=section))
        if not wording:
            mends.append(Mend("missing-target", item.number, "", Certainty.CERTAIN))
        findings.extend(mend.at(name, item.lines[0].line, key) for mend in mends)
    several = table > 1
    return [entry if several else replace(entry, table=None) for entry in entries], findings


def _key(item: Item, table: int, taken: Set[str]) -> str:
    """Return a key for an item that none before it has."""
    prefix, line = f"{table}-" if table > 1 else "", item.lines[0].line
    key = prefix + (item.number or f"line-{line}")
    place = 1
    while key in taken:
        place += 1
        key = f"{prefix}{item.number or 'item'}-line-{line}" + (f"-{place}" if place > 2 else "")
    return key


def _assignments(item: Item, reading: _Reading) -> tuple[tuple[Assignment, ...], list[Mend]]:
    """Return the assignments of an item, and the mends made: what it says itself, else what the headings say."""
    context = reading.context
    naming, language = context.naming, context.language
    who = _who(item, naming)
    own = item if any(point.heads for point in item.section) else replace(item, section=())
    due = _due(_details(own, "deadline"), deadline_in(item.texts, naming), context) or _details(item, "deadline")
    cell = read_responsibility(who, naming) if who else Responsibility()
    leaders, units, mends = _named(item, cell, reading, who=who)
    # Beside units that support, the others lead.
    leads = cell.leads or tuple(unit for unit in cell.units if cell.supports and unit not in cell.supports)
    if not leads and reading.first_leads:
        leads = units[:1]
    deadline = read_deadline(due, context.document.year, language.deadlines) if due else None
    if due and deadline is None:
        mends.append(Mend("unread-deadline", due, "", Certainty.CERTAIN))
    mends += [Mend("text-outside", text, "", Certainty.CERTAIN) for text in item.said.fields.get("outside", ())]
    claim = _details(item, "claim")
    part = Assignment(
        ordinal=1,
        leader=None,
        units=units,
        progress=_details(item, "progress"),
        claim=read_claim(claim, language.claims) if claim else None,
        claim_printed=claim,
        deadline=deadline,
        lines=tuple(line.line for line in item.lines),
        lead_units=leads,
        deadline_printed=due,
        units_printed=who,
    )
    return tuple(replace(part, ordinal=at, leader=name) for at, name in enumerate(leaders or (None,), start=1)), mends


def _due(said: str, told: str, context: Context) -> str:
    """Return what an item says of its deadline, else what its text tells; both where it says only how often."""
    words = context.language.deadlines
    read = read_deadline(said, context.document.year, words) if said and told else None
    how_often = read is not None and read.due is None and said not in words.open_ended
    return f"{told}（{said}）" if how_often else said or told


def _who(item: Item, naming: Naming) -> str:
    """Return what is said of who answers for an item; beside those who only support, a heading tells who leads."""
    own = _details(item, "who") or who_in(item.texts, naming)
    cell = read_responsibility(own, naming) if own else Responsibility()
    if not cell.units or cell.units != cell.supports:
        return own
    above = _details(replace(item, said=ItemText()), "who")
    return f"{above}；{own}" if above and above != own else own


def _named(
    item: Item, cell: Responsibility, reading: _Reading, *, who: str
) -> tuple[tuple[str, ...], tuple[str, ...], list[Mend]]:
    """Return the leaders and the units of an item, those of the headings above where it names none itself."""
    context = reading.context
    leader = _details(item, *PEOPLE)
    leaders, found = read_leaders(leader, context.naming.register, context.language) if leader else ((), ())
    # 各责任单位主要负责人 is nobody's name.
    leaders = tuple(name for name in leaders if not name.startswith(context.language.unit_words["collective-start"]))
    units, mends = cell.units, [*cell.mends, *found]
    if not leader and cell.people:
        # 由市长张三负责，市发改委承办。
        leaders = tuple(dict.fromkeys(person for person, _ in cell.people))
        mends = [mend for mend in mends if mend.kind != "person-in-units"]
    if not units and not who and _details(item, "person"):
        # 责任人：张三（县水务局局长）.
        answering = read_responsibility(_details(item, "person"), context.naming, True)
        units, mends = answering.units, [*mends, *answering.mends]
    for point in reversed(item.section):
        heading = point.node.printed + point.text
        if not leaders and not leader:
            leaders, found = reading.leaders_of(heading)
            mends += found
        if not units and not who:
            units, found = reading.units_of(heading)
            mends += found
    return leaders, units, mends


def _details(item: Item, *roles: str) -> str:
    """Return what is said of an item in the first role that it says anything in, a line each.

    Where it says nothing, the nearest heading does.
    """
    said = [item.said, *(part for point in reversed(item.section) for part in point.said)]
    if not {"who", "deadline", *PEOPLE}.issuperset(roles):
        said = said[:1]
    mark = "；" if roles[0] in ("who", "deadline") else "\n"
    found = next((texts for each in said for role in roles if (texts := each.fields.get(role))), ())
    return mark.join((*(text.rstrip("；;") if mark == "；" else text for text in found[:-1]), *found[-1:]))


#: Fewer items, or most that name nobody, are the text of the notice to which a table is annexed.
_FEWEST = 2


def with_lists(record: Record, beside: Sequence[PrintedLine], register: Register, language: Language) -> Record:
    """Return a record with what the lists beside its tables say.

    Nothing changes where no item says who answers, unless the text is a report or a plan, or an opinion beside tables
    that name nobody either: tables of indicators. Tables with units part the tasks of the text once more.
    """
    lines = sorted((line for line in beside if not line.running), key=lambda line: line.line)
    found = find_items(lines, register, language)
    named = any(part.units or part.leader for entry in record.entries for part in entry.assignments)
    if not (found.stated or found.parted or (found.of_policy and not named)) or len(found.items) < _FEWEST:
        return record
    tables = max((entry.table or 1 for entry in record.entries), default=0)
    lists = read_list(found, lines, record.document, [], tables)
    used = {line for entry in lists.entries for part in entry.assignments for line in part.lines}
    headings = {finding.line for finding in lists.findings if finding.kind == "section-row"}
    own = {row.line for row in record.rows}
    taken = used | headings
    rows = [row for row in record.rows if row.line not in taken] + [row for row in lists.rows if row.line in taken]
    told = [finding for finding in record.findings if finding.line not in taken]
    told += [finding for finding in lists.findings if finding.line in taken]
    return replace(
        record,
        rows=tuple(sorted(rows, key=lambda row: row.line)),
        entries=tuple(sorted((*map(_first_table, record.entries), *lists.entries), key=_line)),
        findings=tuple(sorted(told, key=in_order)),
        head_lines=tuple(line for line in record.head_lines if line not in taken - own),
    )


def _first_table(entry: Entry) -> Entry:
    return entry if entry.table else replace(entry, table=1)


def _line(entry: Entry) -> int:
    return min((line for part in entry.assignments for line in part.lines), default=0)
