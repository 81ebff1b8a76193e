"""Cells in the wrong column: each text is weighed against what a column is for, and a misfit moves to where it fits.

The rule is one for all rows. Where a cell does not fit its own column at all, the printed cells are laid anew over the
columns, in their printed order, so that the sum of the fits is largest; a cell that need not move stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from heze_graph.extraction.claims import read_claim
from heze_graph.extraction.deadlines import read_deadline
from heze_graph.model.printed import ASIDE
from heze_graph.model.understood import Certainty
from heze_graph.records.cells import Line, unwrapped
from heze_graph.records.headers import Header
from heze_graph.records.leaders import could_be_leader, is_title, unglued, without_title
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number
from heze_graph.records.units import read_units
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_FULL_SENTENCE = re.compile(r"[。！？《》“”]")
_SENTENCE = re.compile(r"[。；！？《》“”]|\d")
#: A unit's name is hardly longer than this many characters.
_LONGEST_UNIT = 24
#: What a report claims in a status cell is no longer than this.
_LONGEST_CLAIM = 12
_WEIGHED_AS_UNITS = ("units", "lead_units", "supporting_units")
#: Roles that a text tells by itself; so many columns may be merged; what a row must gain to be moved.
_TOLD = (*_WEIGHED_AS_UNITS, "leader", "deadline", "claim")
_MOST_MERGED, _SURELY = 3, 0.8
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


def read_fields(line: Line, header: Header, fit: Fit) -> Fields:
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


def unshifted(lines: Sequence[Line], header: Header, fit: Fit) -> tuple[list[Line], list[tuple[int, Mend]]]:
    """Return lines with cells in their own columns that a lost merged cell pushed to the left, and the mends made.

    A copied row lacks the cells that one above it covers, and is as many cells too short: it moves to the right where
    units, leaders and deadlines then fit better, and has the cells of the row above.
    """
    whole: list[Line] = []
    mends: list[tuple[int, Mend]] = []
    width = max((at for at, text in enumerate(header.printed, start=1) if text.strip()), default=0)
    for printed in lines:
        line = printed
        gap = width - max(line.own, default=width)
        before = whole[-1] if whole else None
        if before and 0 < gap <= _MOST_MERGED and 1 in line.own and _gain(line, gap, header, fit) >= _SURELY:
            texts = tuple(before.text(column) for column in range(1, gap + 1)) + line.texts[: width - gap]
            headers = (("from_header", header.printed_at(1)), ("to_header", header.printed_at(1 + gap)))
            moved = Mend("shifted-cell", line.text(1), line.text(1), Certainty.LIKELY, details=headers, column=1)
            mends.append((line.printed.line, moved))
            own = frozenset(column + gap for column in line.own)
            line = replace(line, texts=texts, own=own, above=frozenset(range(1, gap + 1)))
        whole.append(line)
    return whole, mends


def _gain(line: Line, gap: int, header: Header, fit: Fit) -> float:
    """Return how much better the cells of a line fit `gap` columns to the right, by the columns that texts tell."""
    if line.above or line.across or len(line.own) < _FEWEST_CELLS:
        return 0
    told = {column: role for column, role in _roles(header).items() if role in _TOLD}
    moved = sum(fit(role, line.text(at - gap)) for at, role in told.items() if at > gap and line.text(at - gap))
    return moved - sum(fit(role, line.text(at)) for at, role in told.items() if line.text(at))


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
        telling = [n in self.register.unit_by_name or self.language.kind_of_unit(n) != "other" for n in names]
        if any(telling):
            return 1 if all(telling) else 0.5
        return 0 if _SENTENCE.search(text) or any(len(name) > _LONGEST_UNIT for name in names) else 0.3

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
        if text in claims or (len(text) <= _LONGEST_CLAIM and read_claim(text, claims)):
            return 1
        return 0.3 if len(text) <= _LONGEST_CLAIM and not _SENTENCE.search(text) else 0

    def _deadline(self, text: str) -> float:
        return 1 if len(text) < _LONGEST_UNIT and read_deadline(text, 2000, self.language.deadlines) else 0.1


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
