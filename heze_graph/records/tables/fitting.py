"""Cells in the wrong column: each text is weighed against what a column is for, and a misfit moves to where it fits.

The rule is one for all rows. Where a cell does not fit its own column at all, the printed cells are laid anew over the
columns, in their printed order, so that the sum of the fits is largest; a cell that need not move stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, takewhile

from heze_graph.errors import TableError
from heze_graph.extraction.claims import read_claim
from heze_graph.extraction.deadlines import is_without_day, read_deadline
from heze_graph.model.printed import ASIDE
from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_heading, is_number, without_numbers
from heze_graph.records.responsibility.leaders import could_be_leader, is_title, unglued, without_title
from heze_graph.records.responsibility.units import read_units
from heze_graph.records.tables.cells import TableLine, unwrapped
from heze_graph.records.tables.figures import is_figure
from heze_graph.records.tables.headers import LEVEL, Header, plain
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_FULL_SENTENCE = re.compile(r"[。！？《》“”]")
_SENTENCE = re.compile(r"[。；！？《》“”]|\d")
_COUNTED = re.compile(r"\d\s*\w$")
#: A unit's name is hardly longer than this many characters.
_LONGEST_UNIT = 24
#: What a report claims in a status cell is no longer than this.
_LONGEST_CLAIM = 12
_WEIGHED_AS_UNITS = ("units", "lead_units", "supporting_units")
#: Roles that a text tells by itself; so many columns may be merged; what a row must gain to be moved.
_TOLD = (*_WEIGHED_AS_UNITS, "leader", "deadline", "claim")
_MOST_MERGED, _SURELY = 3, 0.8
#: A text that fits a column no better does not surely belong there.
_MAYBE = 0.3
#: What a heading does not hold, how many targets stand below it aside.
_PROMISE, _COUNT = re.compile(r"\d[^\d\s年月日、.．）)]"), re.compile(r"(?:[（(]共?|共)\d+[项件个条][）)]?$")
#: So many rows that lost cells are named.
_SHOWN = 5
#: A line of fewer cells is no row that lost a cell.
_FEWEST_CELLS = 3
#: What it costs to move a cell: enough to prefer a weak fit at home, too little to keep a cell that fits nothing.
_MOVE = 0.2
#: More arrangements of a row than this are not tried: such a row is no shifted one.
_MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Fields:
    """The cells of one row by role: the column of each, the roles that merged cells gave, the mends made."""

    texts: dict[str, str]
    columns: dict[str, int]
    mends: tuple[Mend, ...] = ()
    inherited: frozenset[str] = frozenset()

    def __getitem__(self, role: str) -> str:
        return self.texts.get(role, "")

    def own(self, role: str) -> str:
        """Return the text of a role where the row itself prints it, else ""."""
        return "" if role in self.inherited else self[role]


Fit = Callable[[str, str], float]


def read_fields(line: TableLine, header: Header, fit: Fit) -> Fields:
    """Return the cells of a data row by the role that each plays.

    A row with merged cells comes from a format that keeps its columns, so nothing moves in it.
    """
    roles = _roles(header)
    texts = {column: line.text(column) for column in roles if line.text(column)}
    home = {column: roles[column] for column in texts}
    free = line.above or line.across or len(roles) > _MOST_COLUMNS
    if free or all(fit(role, texts[column]) > 0 for column, role in home.items()):
        own = {role for column, role in home.items() if column not in line.above}
        return Fields(
            _by_role(home, texts),
            {role: column for column, role in reversed(home.items())},
            inherited=frozenset(set(home.values()) - own),
        )
    # A continuation row, which prints no number, hardly has a target of its own.
    unnumbered = "number" not in home.values()
    return _relaid(texts, home, header, _doubting_targets(fit) if unnumbered else fit)


def unshifted(lines: Sequence[TableLine], header: Header, fit: Fit) -> tuple[list[TableLine], list[tuple[int, Mend]]]:
    """Return lines with cells in their own columns that a lost merged cell pushed to the left, and the mends made.

    A copied row lacks the cells that one above it covers, and is as many cells too short: what stands behind the lost
    ones moves to the right where units, leaders and deadlines then fit better, and the row has the cells of the row
    above. Where it cannot be told which one of two cells is lost, what is printed stays in its column, nothing is given
    from above, and a Mend says so, as it does where a row ends too early.
    """
    whole: list[TableLine] = []
    mends: list[tuple[int, Mend]] = []
    width = max((at for at, text in enumerate(header.printed, start=1) if text.strip()), default=0)
    ends = sorted(max(line.own, default=0) for line in lines)
    column = header.column_of("number")
    unnumbered = without_numbers([line.text(column) for line in lines], lost=True) if column else set()
    for at, printed in enumerate(lines):
        line = printed
        short = width - max(line.own, default=width)
        before = whole[-1] if whole else None
        first, last, gap = _lost(line, before, short, header, fit)
        if last > first:
            line = _moved_right(line, None, last, gap, width)
        if last > first or (not gap and _ends_early(line, ends, header)):
            details = (("found", str(len(printed.own))), ("expected", str(width)))
            mends.append((line.printed.line, Mend("short-row", "", "", Certainty.DOUBTFUL, details=details)))
        elif gap:
            mends.append((line.printed.line, _shifted(line, first, first + gap, header)))
            line = _moved_right(line, None if at in unnumbered else before, first, gap, width)
        elif before and (part := _alone(line, before, header)):
            mends.append((line.printed.line, _shifted(line, min(line.own), min(part.own), header)))
            line = part
        whole.append(line)
    return whole, mends


def _moved_right(line: TableLine, before: TableLine | None, first: int, gap: int, width: int) -> TableLine:
    """Return a line whose cells from one on stand so many columns to the right, below what the line before it says."""
    lost = range(first, first + gap)
    above = tuple(before.text(column) if before else "" for column in lost)
    own = frozenset(column + gap * (column >= first) for column in line.own)
    texts = (*line.texts[: first - 1], *above, *line.texts[first - 1 : width - gap])
    return replace(line, texts=texts, own=own, above=frozenset(lost) if before else frozenset())


def with_levels(
    name: str, lines: Sequence[TableLine], header: Header, language: Language
) -> tuple[list[TableLine], list[tuple[int, Mend]]]:
    """Return lines with the upper levels of indicators that a copy prints only once, and the mends made.

    No level holds a figure, and a figure stands below 指标值 where one may: where other than one way is left to lay a
    row over the columns, it is refused (TableError).
    """
    levels = sum(1 for _ in takewhile(lambda text: LEVEL.match(plain(text)), header.printed))
    width = max((column for line in lines for column in line.own), default=0)
    value = next((column for column in header.columns_of("figure") if column > levels), levels + 1)
    whole: list[TableLine] = []
    mends: list[tuple[int, Mend]] = []
    refused: list[str] = []
    for line in lines:
        short = min(width - max(line.own, default=width), levels - 1 if whole else 0)
        lacking = len(line.printed.cells) < width
        told = levels > 1 and value <= width and 1 in line.own and len(line.own) > 1
        fits = [_levels_fit(line, n, levels, value, language) for n in range(short + 1)] if told else [1]
        best = max(fits)
        lost = fits.index(best)
        if lacking and (not best or fits.count(best) > 1):
            refused.append(str(line.printed.line))
        # Where a row prints its last cells, empty ones, only a figure tells that it lost others.
        moves = lost if fits.count(best) == 1 and (lacking or best > 1) else 0
        mends += [(line.printed.line, _shifted(line, 1, moves + 1, header))] if moves else []
        whole.append(_moved_right(line, whole[-1], 1, moves, width) if moves else line)
    if refused:
        details = {"rows": len(lines), "short": len(refused), "first": "、".join(refused[:_SHOWN])}
        raise TableError.problem("records.short-rows", where=name, **details)
    return whole, mends


def _levels_fit(line: TableLine, lost: int, levels: int, value: int, language: Language) -> int:
    """Return 2 where a row that lost so many cells has names and a figure in their columns, 1 for a text, else 0."""
    said = line.text(value - lost)
    names = [line.text(column) for column in range(1, levels - lost + 1)]
    if not said or not all(names) or any(is_figure(name, language) for name in names):
        return 0
    return 2 if is_figure(said, language) else 1


def _lost(line: TableLine, before: TableLine | None, short: int, header: Header, fit: Fit) -> tuple[int, int, int]:
    """Return the first and the last column whose cell a row may have lost, and how many from there on; 0s for none.

    They are two where a unit between them fits both columns.
    """
    # A number in its own column stays there.
    numbered = (header.roles[:1] or (None,))[0] == "number" and is_number(line.text(1))
    gains = {
        (first, gap): _gain(line, first, gap, header, fit)
        for first in sorted(line.own)
        for gap in range(1, min(short, _MOST_MERGED) + 1)
        if first > 1 or (before and gap == short and not numbered)
    }
    first, gap = max(gains, key=lambda way: (gains[way], -way[1], -way[0]), default=(0, 0))
    if gains.get((first, gap), 0) < _SURELY:
        return 0, 0, 0
    units = set(takewhile(lambda at: _roles(header).get(at) in _WEIGHED_AS_UNITS, range(first, len(header.roles) + 1)))
    alike = [at for at in line.own if at - 1 in units and gains.get((at, gap)) == gains[first, gap]]
    return first, max(alike, default=first), gap


def _ends_early(line: TableLine, ends: Sequence[int], header: Header) -> bool:
    """Return whether a row that names units lacks cells at its end that tell something, as few others of its table do.

    `ends` are the last columns of all rows in order. One empty cell is lacking where the row prints none there.
    """
    roles = _roles(header)
    told = [column for column, role in roles.items() if role in _TOLD]
    lacking = [column for column in told if column > max(line.own, default=column)]
    padded = len(line.printed.cells) >= max(told, default=0)
    alike = bisect_left(ends, lacking[0]) if lacking else 0
    names_units = any(roles.get(column) in _WEIGHED_AS_UNITS for column in line.own)
    return len(lacking) > padded and names_units and not line.above and 2 * alike < len(ends)


def _shifted(line: TableLine, column: int, to: int, header: Header) -> Mend:
    details = (("from_header", header.printed_at(column)), ("to_header", header.printed_at(to)))
    return Mend("shifted-cell", line.text(column), line.text(column), Certainty.LIKELY, details=details, column=column)


def _alone(line: TableLine, before: TableLine, header: Header) -> TableLine | None:
    """Return a row that prints one promise where its number should stand, 新增学位810个, as a part of the row above."""
    number, target = header.column_of("number"), header.column_of("target")
    text = _COUNT.sub("", line.text(number))
    if not number or not target or line.own != {number} or line.above or not is_number(before.text(number)):
        return None
    if is_number(text) or is_heading(text) or not _PROMISE.search(text):
        return None
    carried = {at for at, role in _roles(header).items() if role in _TOLD or role == "number"}
    cells = {**{at: before.text(at) for at in carried}, target: line.text(number)}
    texts = tuple(cells.get(at, "") for at in range(1, max(cells) + 1))
    return replace(line, texts=texts, own=frozenset({target}), above=frozenset(carried))


def _gain(line: TableLine, first: int, gap: int, header: Header, fit: Fit) -> float:
    """Return how much better the cells from one on fit `gap` columns to the right, by the columns that texts tell.

    A target that would leave its column fits there, unless it surely belongs elsewhere.
    """
    if line.above or line.across or len(line.own) < _FEWEST_CELLS:
        return 0
    target = header.column_of("target") or 0
    kept = fit("target", line.text(target)) if first <= target < first + gap and line.text(target) else 0
    known_roles = {column: role for column, role in _roles(header).items() if role in _TOLD and column >= first}
    back = {at: line.text(at - gap) for at in known_roles if at - gap >= first}
    fits = [fit(known_roles[at], text) for at, text in back.items() if text]
    moved = sum(worth for worth in fits if worth > _MAYBE)
    return moved - kept - sum(fit(role, line.text(at)) for at, role in known_roles.items() if line.text(at))


def _roles(header: Header) -> dict[int, str]:
    """Return the columns that hold what an Assignment is made of, each with its role."""
    return {column: role for column, role in enumerate(header.roles, start=1) if role and role not in ASIDE}


def _by_role(roles: dict[int, str], texts: dict[int, str]) -> dict[str, str]:
    """Return the texts by role; several columns that say more of a target (`detail`) are lines of one text."""
    found: dict[str, str] = {}
    for column, role in roles.items():
        text = unwrapped(texts[column]) if role == "detail" else texts[column]
        found[role] = "\n".join(dict.fromkeys(filter(None, (found.get(role), text))))
    return found


def _doubting_targets(fit: Fit) -> Fit:
    return lambda role, text: fit(role, text) / 2 if role == "target" else fit(role, text)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weighs a text against a role: 0 does not fit, 1 fits by what is known; `known` are the document's leaders."""

    register: Register
    language: Language
    known: frozenset[str] = frozenset()

    def __call__(self, role: str, text: str) -> float:
        """Return how well a text fits a role."""
        if role in _WEIGHED_AS_UNITS:
            return self._units(text)
        if role == "leader_units":
            return self._units(text) or 0.2
        weigh: dict[str, Callable[[str], float]] = {
            "number": lambda text: 1 if is_number(text) else 0,
            "leader": self._leader,
            "deadline": self._deadline,
            "claim": self._claim,
            "detail": lambda text: _prose(text) / 2,
        }
        return weigh.get(role, _prose)(text)

    def _units(self, text: str) -> float:
        names = read_units(text, self.register, self.language).names
        if _FULL_SENTENCE.search(text) or not names:
            return 0
        telling = [n in self.register.unit_by_name or self._is_kind_of_unit(n) for n in names]
        if any(telling):
            return 1 if all(telling) else 0.5
        return 0 if _SENTENCE.search(text) or any(len(name) > _LONGEST_UNIT for name in names) else 0.3

    def _is_kind_of_unit(self, name: str) -> bool:
        # 新建6处 ends as 园林处 does, but counts what is built.
        return self.language.kind_of_unit(name) != "other" and not _COUNTED.search(name)

    def _leader(self, text: str) -> float:
        bare = re.sub(r"\s", "", text)
        if bare in self.register.leader_by_name or text in self.language.row_words["nothing"]:
            return 1
        ends_as_unit = self.language.kind_of_unit(bare) != "other" and not is_title(bare, self.language)
        if ends_as_unit or text in self.register.unit_by_name:
            return 0
        names = [name for name in re.split(r"[\s、，,；;／/（）()：:]+", text) if name]
        return 0.6 if could_be_leader(text, self.register) or all(map(self._person, names)) else 0

    def _person(self, name: str) -> bool:
        bare = without_title(name, self.language)
        if could_be_leader(bare, self.register) or is_title(name, self.language):
            return True
        return len(unglued(bare, self.register, self.language, self.known)) > 1

    def _claim(self, text: str) -> float:
        claims = self.language.claims
        short = len(text) <= _LONGEST_CLAIM
        if text in claims or (short and not _PROMISE.search(text) and read_claim(text, claims)):
            # 完成投资1.6亿元 is progress.
            return 1
        return _MAYBE if short and not _SENTENCE.search(text) else 0

    def _deadline(self, text: str) -> float:
        words = self.language.deadlines
        # 主汛期前完工 names a time, whose day nobody can tell.
        told = len(text) < _LONGEST_UNIT and (read_deadline(text, 2000, words) or is_without_day(text, words))
        return 1 if told else 0.1


def _prose(text: str) -> float:
    return 0.5 if _SENTENCE.search(text) or len(text) > _LONGEST_UNIT else 0.25


def _relaid(cells: dict[int, str], home: dict[int, str], header: Header, fit: Fit) -> Fields:
    """Lay the cells anew over the columns that have a role; cells in columns without a role stay out."""
    roles = _roles(header)
    printed = sorted(home)

    def worth(laid: tuple[int, ...]) -> tuple[float, int]:
        pairs = list(zip(printed, laid, strict=True))
        moved = sum(a != b for a, b in pairs)
        return sum(fit(roles[b], cells[a]) for a, b in pairs) - _MOVE * moved, -moved

    best = max(combinations(roles, len(printed)), key=worth)
    mends = []
    for column, to in zip(printed, best, strict=True):
        if column != to:
            kind = "unit-in-leader-column" if (home[column], roles[to]) == ("leader", "units") else "shifted-cell"
            mends.append(
                Mend(
                    kind,
                    cells[column],
                    cells[column],
                    Certainty.LIKELY,
                    details=(
                        ("from_header", header.printed_at(column)),
                        ("to_header", header.printed_at(to)),
                    ),
                    column=column,
                )
            )
    laid = dict(zip(printed, best, strict=True))
    return Fields(
        _by_role({to: roles[to] for to in laid.values()}, {to: cells[column] for column, to in laid.items()}),
        {roles[to]: column for column, to in laid.items()},
        tuple(mends),
    )
