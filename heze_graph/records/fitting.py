"""Cells in the wrong column: each text is weighed against what a column is for, and a misfit moves to where it fits.

The rule is one for all rows. Where a cell does not fit its own column at all, the printed cells are laid anew over the
columns, in their printed order, so that the sum of the fits is largest; a cell that need not move stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from heze_graph.facts.deadlines import read_deadline
from heze_graph.model.printed import PrintedLine
from heze_graph.model.understood import Certainty
from heze_graph.records.headers import Header
from heze_graph.records.leaders import could_be_leader
from heze_graph.records.mends import Mend
from heze_graph.records.units import read_units
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_NUMBER = re.compile(r"[(（]?(?:\d{1,4}|[一二三四五六七八九十百]{1,5})[)）.．、]?")
_FULL_SENTENCE = re.compile(r"[。！？《》“”]")
_SENTENCE = re.compile(r"[。；！？《》“”]|\d")
#: A unit's name is hardly longer than this many characters.
_LONGEST_UNIT = 24
#: What it costs to move a cell: enough to prefer a weak fit at home, too little to keep a cell that fits nothing.
_MOVE = 0.2


@dataclass(frozen=True, slots=True)
class Fields:
    """The cells of one row by role, as printed, with the column each stands in, and the mends made."""

    texts: dict[str, str]
    columns: dict[str, int]
    mends: tuple[Mend, ...] = ()

    def __getitem__(self, role: str) -> str:
        return self.texts.get(role, "")


def read_fields(line: PrintedLine, header: Header, register: Register, language: Language) -> Fields:
    """Return the cells of a data row by the role that each plays."""
    cells = {column: text for column, text in enumerate(line.cells, start=1) if text.strip()}
    home = {column: role for column, role in enumerate(header.roles, start=1) if role and column in cells}
    fit = fits(register, language, numbered=any(role == "number" for role in home.values()))
    if all(fit(role, cells[column]) > 0 for column, role in home.items()):
        return Fields(
            {role: cells[column].strip() for column, role in home.items()},
            {role: column for column, role in home.items()},
        )
    return _relaid(cells, home, header, fit)


Fit = Callable[[str, str], float]


def fits(register: Register, language: Language, *, numbered: bool) -> Fit:
    """Return the function that weighs a text against a role: 0 does not fit, 1 fits by what is known."""

    def units(text: str) -> float:
        names = read_units(text, register, language).names
        telling = [n in register.unit_by_name or language.kind_of_unit(n) != "other" for n in names]
        if _FULL_SENTENCE.search(text) or not names:
            return 0
        if any(telling):
            return 1 if all(telling) else 0.5
        return 0 if _SENTENCE.search(text) or any(len(name) > _LONGEST_UNIT for name in names) else 0.3

    def leader(text: str) -> float:
        if re.sub(r"\s", "", text) in register.leader_by_name:
            return 1
        names = re.split(r"[\s、，,；;／/]+", text)
        if language.kind_of_unit(text) != "other" or text in register.unit_by_name:
            return 0
        return 0.6 if could_be_leader(text, register) or all(could_be_leader(n, register) for n in names) else 0

    def claim(text: str) -> float:
        if re.sub(r"\s", "", text) in language.claims:
            return 1
        return 0.3 if len(text) <= 12 and not _SENTENCE.search(text) else 0

    def prose(text: str) -> float:
        return 0.5 if _SENTENCE.search(text) or len(text) > _LONGEST_UNIT else 0.25

    weigh: dict[str, Callable[[str], float]] = {
        "number": lambda text: 1 if _NUMBER.fullmatch(text.strip()) else 0,
        "leader": leader,
        # A continuation row has no target of its own.
        "target": lambda text: prose(text) if numbered else prose(text) / 2,
        "deadline": lambda text: 1 if read_deadline(text, 2000, language.open_deadlines) and len(text) < 24 else 0.1,
        "progress": prose,
        "claim": claim,
        "units": units,
        "lead_units": units,
        "supporting_units": units,
    }
    return lambda role, text: weigh[role](text)


def _relaid(cells: dict[int, str], home: dict[int, str], header: Header, fit: Fit) -> Fields:
    """Lay the cells anew over the columns that have a role; cells in columns without a role stay out."""
    columns = [column for column, role in enumerate(header.roles, start=1) if role]
    roles = {column: role for column, role in enumerate(header.roles, start=1) if role}
    printed = sorted(home)

    def worth(laid: tuple[int, ...]) -> tuple[float, int]:
        pairs = list(zip(printed, laid, strict=True))
        moved = sum(a != b for a, b in pairs)
        return sum(fit(roles[b], cells[a]) for a, b in pairs) - _MOVE * moved, -moved

    best = max(combinations(columns, len(printed)), key=worth)
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
        {roles[to]: cells[column].strip() for column, to in laid.items()},
        {roles[to]: column for column, to in laid.items()},
        tuple(mends),
    )
