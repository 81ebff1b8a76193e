"""What is known about the language of such tables, whichever city publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from heze_graph.model.understood import Claim
from heze_graph.reference.csv_table import CsvRow, read_csv

_T = TypeVar("_T")

ROLES = (
    "number",
    "leader",
    "target",
    "deadline",
    "progress",
    "claim",
    "units",
    "lead_units",
    "supporting_units",
)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A character that may stand in print for another, and why."""

    printed: str
    meant: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit, and the endings of names that tell it; "" as an ending never occurs."""

    kind: str
    suffixes: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PeriodWord:
    """A word of a title that names a period: its name, and its last month (it begins in January)."""

    printed: str
    name: str
    last_month: int


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its labels and the reasons (with `{blanks}`) given to the reader."""

    kind: str
    zh: str
    en: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Language:
    """Header words, claim words, open-ended deadlines, look-alike characters, kinds of units and of findings.

    `headers` maps a header as printed (without blanks) to a role of ROLES; `claims` maps the words of a status cell to
    a Claim.
    """

    headers: Mapping[str, str]
    claims: Mapping[str, Claim]
    open_deadlines: frozenset[str]
    periods: tuple[PeriodWord, ...]
    look_alikes: tuple[LookAlike, ...]
    unit_kinds: tuple[UnitKind, ...]
    finding_kinds: Mapping[str, FindingKind]

    def kind_of_unit(self, name: str) -> str:
        """Return the kind that the ending of a unit's name tells, the longest ending first; `other` where none does."""
        endings = [(s, k.kind) for k in self.unit_kinds for s in k.suffixes if name.endswith(s)]
        return max(endings, key=lambda ending: len(ending[0]))[1] if endings else "other"

    def is_bare_ending(self, text: str) -> bool:
        """Return whether a text is only the ending of a unit's name, which cannot stand alone."""
        return any(text == suffix for kind in self.unit_kinds for suffix in kind.suffixes)


def load_language(folder: Path) -> Language:
    """Read the language files of a reference folder.

    Raises ReferenceDataError, with file and line, when one is missing or at fault.
    """
    return Language(
        headers=_headers(folder / "headers.csv"),
        claims=_claims(folder / "claims.csv"),
        open_deadlines=frozenset(row["printed"] for row in read_csv(folder / "open-deadlines.csv", ("printed",))),
        periods=_periods(folder / "periods.csv"),
        look_alikes=tuple(
            LookAlike(row["printed"], row["meant"], row["why_zh"], row["why_en"])
            for row in read_csv(folder / "look-alikes.csv", ("printed", "meant", "why_zh", "why_en"))
        ),
        unit_kinds=tuple(
            UnitKind(row["kind"], row.several("suffixes"), row["zh"], row["en"])
            for row in read_csv(folder / "unit-kinds.csv", ("kind", "suffixes", "zh", "en"))
        ),
        finding_kinds={
            row["kind"]: FindingKind(row["kind"], row["zh"], row["en"], row["reason_zh"], row["reason_en"])
            for row in read_csv(folder / "finding-kinds.csv", ("kind", "zh", "en", "reason_zh", "reason_en"))
        },
    )


def _headers(path: Path) -> dict[str, str]:
    headers: dict[str, str] = {}
    for row in read_csv(path, ("role", "printed")):
        if row["role"] not in ROLES:
            raise row.fault(f"the role “{row['role']}”", f"one of {', '.join(ROLES)}", "correct the role")
        _add_once(headers, row["printed"], row["role"], row)
    return headers


def _claims(path: Path) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for row in read_csv(path, ("claim", "printed")):
        if row["claim"] not in set(Claim):
            raise row.fault(f"the claim “{row['claim']}”", f"one of {', '.join(Claim)}", "correct the claim")
        _add_once(claims, row["printed"], Claim(row["claim"]), row)
    return claims


def _periods(path: Path) -> tuple[PeriodWord, ...]:
    words = []
    for row in read_csv(path, ("printed", "name", "last_month")):
        if row["last_month"] not in {str(month) for month in range(1, 13)}:
            raise row.fault(f"the month “{row['last_month']}”", "1 to 12", "correct the month")
        words.append(PeriodWord(row["printed"], row["name"], int(row["last_month"])))
    return tuple(words)


def _add_once(known: dict[str, _T], printed: str, meaning: _T, row: CsvRow) -> None:
    if printed in known:
        raise row.fault(f"“{printed}” a second time", "each wording once", "remove one of the two rows")
    known[printed] = meaning
