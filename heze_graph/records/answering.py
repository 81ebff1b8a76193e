"""Who answers for a row: what its cells say, else the heading above it: 一、市长张三负责的目标, 二、县教育局（3项）."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from heze_graph.model.printed import UNIT_ROLES
from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.responsibility.behind_text import SUBJECTS, take_responsibility
from heze_graph.records.responsibility.leaders import is_person, is_title, read_leaders, without_title
from heze_graph.records.responsibility.naming import Naming, level_of
from heze_graph.records.responsibility.parser import Responsibility, read_responsibility
from heze_graph.records.tables.fitting import Fields
from heze_graph.records.tables.table import Context
from heze_graph.reference.language import Language

_HAN = "[一二三四五六七八九十百]{1,4}"
#: How headings are numbered, the higher one first; of one rank are headings that end each other's blocks.
_RANKS = tuple(
    re.compile(rf"\s*{number}\s*")
    for number in (
        rf"第(?:{_HAN}|\d{{1,2}})[章节部分篇类大]+[、.．:：]?",
        rf"{_HAN}[、.．]",
        rf"[（(]{_HAN}[)）]、?",
        r"\d{1,2}[、.．](?!\d)",
        r"[（(]\d{1,2}[)）]、?",
    )
)
_COUNT = re.compile(r"[（(【\[]?\s*(?:合计|总计|共计|计|共)?\s*\d+\s*[项件个条]\s*[)）】\]]?|[（(]\s*[)）]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARKS = " \t\u3000:：、，,。.；;—－-"
#: Kinds of names that are subjects of targets as often as they answer for them.
_SUBJECTS = (*SUBJECTS, "collective")
#: A heading is hardly longer than this many characters.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading that rows stand under: its leaders or units, and its rank."""

    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    rank: int = 0


def block_of(
    before: Heading, printed: str, context: Context, *, units: bool
) -> tuple[Heading | None, tuple[Mend, ...]]:
    """Return the heading that a text is, with the mends made; None where it names neither leaders nor units.

    `units` says that rows name no units themselves. A deeper heading with units keeps the leaders above.
    """
    leaders, mends = leaders_of(printed, context)
    named, more = units_of(printed, context) if units else ((), ())
    mends += more
    if not leaders and not named:
        return None, mends
    deeper = bool(before.rank) and rank(printed)[0] > before.rank
    place = before.rank if deeper and not leaders else rank(printed)[0]
    if leaders:
        mends += (Mend("leader-in-heading", printed, "、".join(leaders), Certainty.LIKELY),)
    if named:
        mends += (Mend("units-in-heading", printed, "、".join(named), Certainty.LIKELY),)
    return Heading(leaders or (before.leaders if deeper else ()), named, place), mends


def ended_at(before: Heading, printed: str) -> Heading:
    """Return the heading in force behind a text that names nobody: it ends where that is numbered as it is, or higher.

    >>> ended_at(Heading(("甲",), (), 2), "二、其他"), ended_at(Heading(("甲",), (), 2), "（一）其他")
    (Heading(leaders=(), units=(), rank=0), Heading(leaders=('甲',), units=(), rank=2))
    """
    other = rank(printed)[0]
    return Heading() if before.rank and other and other <= before.rank else before


def leaders_of(printed: str, context: Context) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
    """Return the leaders that a heading of a document makes answer for its block, and the mends made."""
    return leaders_headed(printed, context.naming, context.known_leaders)


def leaders_headed(
    printed: str, naming: Naming, known_leaders: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
    """Return the leaders that a heading makes answer for its block, and the mends made; none for any other text.

    Nothing but names, titles, and words such as 负责的目标 may be printed, or a subject and in brackets behind it who
    answers; a label, a title or such a word must stand there, or the name be known, so that the name of a subject is
    not taken for that of a person.
    """
    text = _heading_words(printed, take_responsibility(printed, naming).leaders)
    if not text or len(printed) > _LONGEST:
        return (), ()
    labelled, text = _without_label(text, naming.language)
    told, text = _without_ending(text, naming.language)
    names, mends = read_leaders(text, naming.register, naming.language, known_leaders)
    if not names or not all(_is_leader(name, naming, known_leaders, alone=labelled or told) for name in names):
        return (), ()
    titled = any(title in text for title in naming.language.leader_words["title"])
    known = all(name in known_leaders or name in naming.register.leader_by_name for name in names)
    return (names, mends) if labelled or told or titled or known else ((), ())


def units_of(printed: str, context: Context) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
    """Return the units that a heading makes answer for its block, where it prints nothing but their names."""
    text = _heading_words(printed, take_responsibility(printed, context.naming).units)
    if not text or len(printed) > _LONGEST or _YEAR.search(text):
        # Behind a date stands who published.
        return (), ()
    read = read_responsibility(_without_ending(text, context.language)[1], context.naming)
    told = all(_is_office(unit, context.naming) for unit in read.units)
    return (read.units, read.mends) if read.units and told and not read.people else ((), ())


def _heading_words(printed: str, behind: str) -> str:
    """Return what a heading says: behind its text, or else without its number and the count of its targets."""
    return _COUNT.sub(" ", behind or printed[rank(printed)[1] :]).strip(_MARKS)


def _is_office(name: str, naming: Naming) -> bool:
    """Return whether a name is surely that of a unit: 农村电商中心 and 工业园区 may be subjects."""
    if name in naming.register.unit_by_name:
        return True
    return bool(level_of(name, naming.language)) and naming.language.kind_of_unit(name) not in _SUBJECTS


def _is_leader(name: str, naming: Naming, known_leaders: frozenset[str], *, alone: bool) -> bool:
    language = naming.language
    if is_title(name, language):
        return alone
    return name in known_leaders or is_person(without_title(name, language), language, naming.register)


def _without_label(text: str, language: Language) -> tuple[bool, str]:
    """Take 分管领导： off the front, be it a word for leaders or a header of their column."""
    found = re.match(r"([^\s:：]{2,12})\s*[:：\s]\s*(?=\S)", text)
    if not found:
        return False, text
    header = language.headers.get(found[1])
    if found[1] in language.leader_words["label"] or (header and header.role == "leader"):
        return True, text[found.end() :]
    return False, text


def _without_ending(text: str, language: Language) -> tuple[bool, str]:
    """Take 负责的目标 off the end, and the 由 before the name; say whether a verb was among the words."""
    words = language.leader_words
    verb, left = False, text
    while True:
        found = next((w for w in (*words["heading-verb"], *words["heading-noun"]) if left.endswith(w)), "")
        if not found or len(left) - len(found) < 2:
            break
        verb = verb or found in words["heading-verb"]
        left = left.removesuffix(found).rstrip(_MARKS)
    if not verb:
        return False, text
    before = next((w for w in language.unit_words["before-name"] if left.startswith(w)), "")
    return True, left.removeprefix(before)


def rank(printed: str) -> tuple[int, int]:
    """Return the rank of a heading by how it is numbered (1 the highest, 0 not at all), and where its text begins.

    >>> rank("第一部分 经济"), rank("二、民生"), rank("（三）教育"), rank("教育")
    ((1, 5), (2, 2), (3, 3), (0, 0))
    """
    found = ((place, match.end()) for place, number in enumerate(_RANKS, start=1) if (match := number.match(printed)))
    return next(found, (0, 0))


@dataclass(frozen=True, slots=True)
class Who:
    """Who answers for a row: each leader (None: none is printed) with his units, and which units lead.

    `rest` is what the cells of units say of other things, such as a deadline; `second` are (unit, the name in brackets
    behind it).
    """

    parts: tuple[tuple[str | None, tuple[str, ...]], ...]
    leads: tuple[str, ...]
    mends: tuple[Mend, ...] = ()
    rest: tuple[str, ...] = ()
    second: tuple[tuple[str, str], ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The units of all leaders, each once."""
        return tuple(dict.fromkeys(unit for _, units in self.parts for unit in units))


def who_answers(
    fields: Fields, leaders: tuple[str, ...], naming: Naming, heading: Heading, *, first_leads: bool
) -> Who:
    """Return who answers for a row; what the row does not print, the heading above it may say.

    `leaders` are those of the row's own cell; `first_leads` says that the table names the leading unit first.
    """
    cells: dict[str, Responsibility] = {}
    mends: list[Mend] = []
    for role in UNIT_ROLES:
        if fields[role]:
            cells[role] = read_responsibility(fields[role], naming, role == "leader_units")
            column = fields.columns.get(role)
            mends += [replace(mend, column=mend.column or column) for mend in cells[role].mends]
    printed = tuple(dict.fromkeys(name for cell in cells.values() for name in cell.units))
    units = printed or (() if any(fields[role] for role in UNIT_ROLES) else heading.units)
    leads = _leading(cells["lead_units"]) if "lead_units" in cells else []
    for role, cell in cells.items():
        leads.extend(cell.leads if role != "lead_units" else ())
    if not leads and first_leads and printed:
        leads = [printed[0]]
    rest = tuple(text for cell in cells.values() for text in cell.rest)
    second = tuple(pair for cell in cells.values() for pair in cell.second)
    people = cells["leader_units"].people if "leader_units" in cells else ()
    if people and not leaders:
        return Who(_answering(_merged(people), units), tuple(leads), tuple(mends), rest, second)
    named = leaders or (() if fields["leader"] else heading.leaders)
    parts = tuple((leader, units) for leader in named) or ((None, units),)
    return Who(parts, tuple(dict.fromkeys(leads)), tuple(mends), rest, second)


def _leading(cell: Responsibility) -> list[str]:
    """Return the units of a column of leading units that lead: all, but for those that the cell tells otherwise."""
    return list(cell.leads) or [unit for unit in cell.units if unit not in cell.supports]


def units_printed(fields: Fields) -> str:
    """Return the cells of units of a row as printed, a line each."""
    return "\n".join(fields[role] for role in UNIT_ROLES if fields[role])


def _answering(
    people: tuple[tuple[str, tuple[str, ...]], ...], units: tuple[str, ...]
) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """Return each person with the units that he answers for; the last one for those that no person stands behind."""
    answered = {unit for _, own in people for unit in own}
    rest = tuple(unit for unit in units if unit not in answered)
    *others, (last, own) = [(person, own or units) for person, own in people]
    return (*others, (last, tuple(dict.fromkeys((*own, *rest)))))


def _merged(
    people: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each person once, with the units of all places where the cell names him."""
    units: dict[str, list[str]] = {}
    for person, own in people:
        units.setdefault(person, []).extend(own)
    return tuple((person, tuple(dict.fromkeys(own))) for person, own in units.items())
