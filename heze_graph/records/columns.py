"""Deciding what each column of a table is for: by its header, by what was said of it, by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from heze_graph.errors import TableError
from heze_graph.model.understood import Certainty
from heze_graph.records.fitting import Fit
from heze_graph.records.headers import Sense, plain, sense_of
from heze_graph.records.inherited import Line
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number
from heze_graph.reference.language import ROLES, Language

#: So much of a column must fit a role before its cells alone decide.
_MOST = 0.8
#: Targets are sentences: a column of shorter texts is not taken for one.
_SHORTEST_TARGET = 6
#: A column that stays empty in so many numbered rows names groups of targets, not targets.
_GAPS = 0.3
#: What is planned for a part of the year is no target beside that of the year.
_PART_OF_YEAR = re.compile(r"(?:20\d\d年)?(?:第?[一二三四1-4]季度|前三季度|[上下]半年|\d{1,2}(?:[-—至]\d{1,2})?月)")
#: Cells shown with a question about a column.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What is needed to decide on columns, and to ask about them."""

    where: str
    headers: tuple[str, ...]
    body: Sequence[Line]
    given: Mapping[str, str]

    def cells(self, column: int) -> list[str]:
        """Return the texts below a header (column from 1) that are printed there."""
        return [line.text(column) for line in self.body if column in line.own and line.text(column)]

    def ask(self, column: int, found: str, role: str) -> TableError:
        """Return the error that asks what a column is for: its header, three of its cells, how to say it."""
        header = " ".join(self.headers[column - 1].split())
        alone = header and [plain(other) for other in self.headers].count(plain(header)) == 1
        shown = " | ".join(" ".join(cell.split())[:40] for cell in self.cells(column)[:_SHOWN]) or "nothing"
        return TableError.problem(
            self.where,
            f"{found} “{header}” (below it: {shown})",
            f"one column for each role ({', '.join(ROLES)})",
            f"say what it is for with --column {header if alone else column}={role}, "
            "or in heze-columns.csv beside the table",
        )


def decide(question: Question, language: Language, fit: Fit) -> tuple[tuple[str | None, ...], tuple[Mend, ...]]:
    """Return the role of each column, and the mends made where contents decided.

    Raises TableError, which asks, when two headers claim one role, or no column can be told to hold the targets.
    """
    senses: list[Sense | None] = [sense_of(header, language.headers) for header in question.headers]
    given, mends = _given(question)
    for column, role in given.items():
        senses[column - 1] = Sense(role, 0, 3)
    _tell_claims(senses, question, language)
    roles: list[str | None] = [None] * len(senses)
    for column, sense in enumerate(senses, start=1):
        if sense and sense.role == "other":
            roles[column - 1] = "other"
    for role in ROLES:
        if role not in ("target", "detail", "other"):
            mends += tuple(_claim(role, senses, roles, question))
    _targets(senses, roles, question)
    mends += _guess(roles, question, fit)
    if "target" not in roles:
        raise _no_target(roles, question)
    return tuple(roles), mends


def _tell_claims(senses: list[Sense | None], question: Question, language: Language) -> None:
    """Let a header that lists claims in brackets be one of claims: 完成情况（已完成/正常推进/滞后）."""
    for place, sense in enumerate(senses):
        note = re.search(r"\((.+)\)", plain(question.headers[place]))
        parts = re.split(r"[/、,;或]", note[1]) if note else []
        if sense and sense.role == "progress" and len(parts) > 1 and all(part in language.claims for part in parts):
            senses[place] = Sense("claim", sense.rank, sense.exactness)
    reports = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == "progress"]
    for column in reports if not any(sense and sense.role == "claim" for sense in senses) else ():
        cells = question.cells(column)
        # Beside a report in words, a column of claims only (进度: 达进度) is what the report claims.
        if len(reports) > 1 and cells and all(cell in language.claims for cell in cells):
            senses[column - 1] = Sense("claim", 2, 1)
            break


def _given(question: Question) -> tuple[dict[int, str], tuple[Mend, ...]]:
    """Return the role of each column that the user named, and a Mend for each name that is no header here.

    Such a name is no error: one mapping may serve many tables.
    """
    given: dict[int, str] = {}
    mends = []
    names = [plain(header) for header in question.headers]
    for header, role in question.given.items():
        columns = [column for column, name in enumerate(names, start=1) if name == plain(header)]
        if not columns and header.strip().isdecimal() and 0 < int(header) <= len(names):
            # Two columns of one name are told apart by their place.
            columns = [int(header)]
        if not columns:
            details = (("headers", "、".join(name for name in names if name)),)
            mends.append(Mend("unused-mapping", header, role, Certainty.CERTAIN, details=details))
        given.update(dict.fromkeys(columns, role))
    return given, tuple(mends)


def _claim(role: str, senses: Sequence[Sense | None], roles: list[str | None], question: Question) -> list[Mend]:
    """Give a role to the column whose header asks for it best; return a Mend for each that asks for it in vain.

    Of two reports the later one counts. A second column of units holds units, too. Raises TableError, which asks, where
    two headers ask alike for one role.
    """
    asking = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == role]
    # A column without a single cell asks for nothing.
    asking = [column for column in asking if question.cells(column)] or asking[:1]
    if not asking:
        return []
    orders = {column: sense.order for column in asking if (sense := senses[column - 1])}
    if role == "progress" and len({orders[column][0] for column in asking}) == 1:
        moments = {column: _moment(question.headers[column - 1]) for column in asking}
        if len(set(moments.values())) == len(asking):
            orders = {column: (-year, -month) for column, (year, month) in moments.items()}
    asking.sort(key=lambda column: orders[column])
    best, *others = asking
    roles[best - 1] = role
    for other in others:
        roles[other - 1] = "other"
        same_name = plain(question.headers[other - 1]) == plain(question.headers[best - 1])
        if role == "units" and not same_name and orders[other][0] == orders[best][0] and _free(roles, senses):
            roles[other - 1] = "supporting_units"
        elif role != "number" and orders[other] == orders[best] and _differ(best, other, question):
            beside = f"a second column for {role} beside “{plain(question.headers[best - 1])}”:"
            raise question.ask(other, beside, role)
    return [
        Mend(
            "rival-column",
            plain(question.headers[other - 1]) or "—",
            role,
            Certainty.LIKELY,
            details=(("column", str(other)), ("chosen", plain(question.headers[best - 1]))),
        )
        for other in others
        if roles[other - 1] == "other" and role != "number"
    ]


def _free(roles: Sequence[str | None], senses: Sequence[Sense | None]) -> bool:
    """Return whether no column is for supporting units yet, nor asks to be."""
    return "supporting_units" not in roles and not any(s and s.role == "supporting_units" for s in senses)


def _moment(header: str) -> tuple[int, int]:
    """Return the year and the month that a header's report ends with, 0 where it names none."""
    text = plain(header)
    year = re.search(r"((?:19|20)\d{2})年?", text)
    months = [int(month) for month in re.findall(r"(\d{1,2})月", text)]
    quarter = re.search(r"([一二三四1-4])季度", text)
    half = re.search(r"(上|下)半年|半年", text)
    if quarter and not months:
        months = [3 * ("一二三四".find(quarter[1]) + 1 or int(quarter[1]))]
    elif half and not months:
        months = [12 if half[1] == "下" else 6]
    return int(year[1]) if year else 0, max(months, default=12 if re.search("全年|年度|年终|年底", text) else 0)


def _differ(one: int, other: int, question: Question) -> bool:
    return any(line.text(one) != line.text(other) for line in question.body)


def _targets(senses: Sequence[Sense | None], roles: list[str | None], question: Question) -> None:
    """Find the targets among the columns that could hold them.

    A column that names groups of targets (merged over several numbers, or left empty in many numbered rows) is none.
    Of those left the first names the target and the others say more of it (项目名称 and 建设内容): readers need both,
    so they are joined, a line each.
    """
    asking = [c for c, sense in enumerate(senses, start=1) if sense and sense.role in ("target", "detail")]
    filled = [column for column in asking if question.cells(column)] or asking[:1]
    for column in asking:
        roles[column - 1] = "other"
    number = roles.index("number") + 1 if "number" in roles else None
    groups = [
        c for c in filled if _names_groups(c, number, question) or _PART_OF_YEAR.match(plain(question.headers[c - 1]))
    ]
    left = [column for column in filled if column not in groups] or filled[-1:]
    exact = [column for column in left if (sense := senses[column - 1]) and sense.exactness > 1] or left
    for place, column in enumerate(exact):
        roles[column - 1] = "detail" if place else "target"


def _names_groups(column: int, number: int | None, question: Question) -> bool:
    rows = [line for line in question.body if number is None or (number in line.own and is_number(line.text(number)))]
    if len(rows) < 3 or number is None:
        return bool(rows) and sum(column in line.above for line in rows) > len(rows) * _GAPS
    gaps = [line for line in rows if column not in line.own and len(line.own) > 2]
    return len(gaps) > len(rows) * _GAPS or any(column in line.above for line in gaps)


def _guess(roles: list[str | None], question: Question, fit: Fit) -> tuple[Mend, ...]:
    """Let the cells decide for columns whose header says nothing."""
    mends = []
    for role, found in (
        ("number", is_number),
        ("units", lambda text: fit("units", text) == 1),
        ("deadline", lambda text: fit("deadline", text) == 1),
        ("target", lambda text: len(text) >= _SHORTEST_TARGET),
    ):
        rivals = {"units": ("lead_units", "leader_units"), "number": (), "deadline": (), "target": ()}[role]
        if role in roles or any(rival in roles for rival in rivals):
            continue
        unknown = [column for column, given in enumerate(roles, start=1) if given is None]
        fitting = [c for c in unknown if (cells := question.cells(c)) and _share(cells, found) >= _MOST]
        if role == "number":
            fitting = [column for column in fitting if column == 1]
        if len(fitting) != 1:
            continue
        roles[fitting[0] - 1] = role
        header = plain(question.headers[fitting[0] - 1]) or "—"
        mends.append(Mend("guessed-column", header, role, Certainty.LIKELY, details=(("column", str(fitting[0])),)))
    return tuple(mends)


def _share(cells: Sequence[str], found: Callable[[str], object]) -> float:
    return sum(bool(found(cell)) for cell in cells) / len(cells)


def _no_target(roles: Sequence[str | None], question: Question) -> TableError:
    unknown = [column for column, role in enumerate(roles, start=1) if role is None]
    longest = max(unknown or range(1, len(roles) + 1), key=lambda c: sum(map(len, question.cells(c))), default=1)
    return question.ask(longest, "no column that holds the targets; the likeliest is", "target")
