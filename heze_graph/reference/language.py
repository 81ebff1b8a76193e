"""What is known about the language of such tables, whichever city publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from heze_graph.model.understood import Claim
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.look_alikes import LookAlike

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
    "leader_units",
    "detail",
    "other",
)
"""What a column can be for. `leader_units` holds units and persons, `detail` says more of the target beside it, `other`
is known and belongs to no field (remarks, telephone numbers, categories)."""

_UNIT_WORDS = (
    "lead-label",
    "supporting-label",
    "label",
    "person-label",
    "and-others",
    "collective-start",
    "place-word",
    "level",
    "no-level",
    "carried-ending",
    "kept-ending",
    "stem",
    "bare-ending",
    "joiner",
    "first-leads",
    "label-noun",
    "before-name",
    "joined-place",
    "lead-note",
    "supporting-note",
    "group-noun",
    "shared-ending",
    "one-office",
)
_LEADER_WORDS = ("surname", "common-surname", "title", "honorific", "label", "no-name", "heading-verb", "heading-noun")
_ROW_WORDS = ("note", "total", "ditto", "nothing", "title-word", "tick", "empty-box")

Words = Mapping[str, tuple[str, ...]]
"""Words by what they are for, the longest first."""


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """What a column of this name is for; of two columns for the same thing, the one of lower rank has it."""

    role: str
    rank: int


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

    `headers` maps a header (without blanks) to a role of ROLES and its rank; `claims` maps the words of a status cell
    to a Claim. `unit_words`, `leader_words` and `row_words` are the words that cells of units, cells of leaders and
    whole rows are told by. `first_leads` are the cities (folders of the reference) whose tables name the leading unit
    first. `kind_by_ending` tells the kind of a unit by the ending of its name.
    """

    headers: Mapping[str, HeaderWord]
    claims: Mapping[str, Claim]
    open_deadlines: frozenset[str]
    periods: tuple[PeriodWord, ...]
    look_alikes: tuple[LookAlike, ...]
    unit_kinds: tuple[UnitKind, ...]
    finding_kinds: Mapping[str, FindingKind]
    unit_words: Words
    leader_words: Words
    row_words: Words
    first_leads: frozenset[str]
    kind_by_ending: Mapping[str, str]
    longest_ending: int

    def kind_of_unit(self, name: str) -> str:
        """Return the kind that the ending of a unit's name tells, the longest ending first; `other` where none does.

        A name that begins with a word such as 各 is a collective, whatever its ending.
        """
        if name.startswith(self.unit_words["collective-start"]):
            return "collective"
        endings = (name[-size:] for size in range(min(len(name), self.longest_ending), 0, -1))
        return next((self.kind_by_ending[ending] for ending in endings if ending in self.kind_by_ending), "other")

    def is_bare_ending(self, text: str) -> bool:
        """Return whether a text is only the ending of a unit's name, which cannot stand alone."""
        return text in self.unit_words["bare-ending"] or (len(text) == 1 and self.kind_of_unit(text) != "other")


def load_language(folder: Path) -> Language:
    """Read the language files of a reference folder.

    Raises ReferenceDataError, with file and line, when one is missing or at fault.
    """
    unit_kinds = tuple(
        UnitKind(row["kind"], row.several("suffixes"), row["zh"], row["en"])
        for row in read_csv(folder / "unit-kinds.csv", ("kind", "suffixes", "zh", "en"))
    )
    kind_by_ending = {ending: kind.kind for kind in unit_kinds for ending in kind.suffixes}
    return Language(
        headers=_headers(folder / "headers.csv"),
        claims=_claims(folder / "claims.csv"),
        open_deadlines=frozenset(row["printed"] for row in read_csv(folder / "open-deadlines.csv", ("printed",))),
        periods=_periods(folder / "periods.csv"),
        look_alikes=tuple(
            LookAlike(row["printed"], row["meant"], row["why_zh"], row["why_en"])
            for row in read_csv(folder / "look-alikes.csv", ("printed", "meant", "why_zh", "why_en"))
        ),
        unit_kinds=unit_kinds,
        finding_kinds={
            row["kind"]: FindingKind(row["kind"], row["zh"], row["en"], row["reason_zh"], row["reason_en"])
            for row in read_csv(folder / "finding-kinds.csv", ("kind", "zh", "en", "reason_zh", "reason_en"))
        },
        unit_words=_words(folder / "unit-words.csv", _UNIT_WORDS),
        leader_words=_words(folder / "leader-words.csv", _LEADER_WORDS),
        row_words=_words(folder / "row-words.csv", _ROW_WORDS),
        first_leads=frozenset(row["place"] for row in read_csv(folder / "unit-first-leads.csv", ("place",))),
        kind_by_ending=kind_by_ending,
        longest_ending=max(map(len, kind_by_ending), default=0),
    )


def _headers(path: Path) -> dict[str, HeaderWord]:
    headers: dict[str, HeaderWord] = {}
    for row in read_csv(path, ("role", "printed", "rank")):
        if row["role"] not in ROLES:
            raise row.fault(f"the role “{row['role']}”", f"one of {', '.join(ROLES)}", "correct the role")
        if row["rank"] not in {"1", "2"}:
            raise row.fault(f"the rank “{row['rank']}”", "1 or 2", "correct the rank")
        _add_once(headers, row["printed"], HeaderWord(row["role"], int(row["rank"])), row)
    return headers


def _words(path: Path, kinds: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {kind: [] for kind in kinds}
    for row in read_csv(path, ("kind", "printed")):
        if row["kind"] not in words:
            raise row.fault(f"the kind “{row['kind']}”", f"one of {', '.join(kinds)}", "correct the kind")
        words[row["kind"]].append(row["printed"])
    return {kind: tuple(sorted(found, key=lambda word: (-len(word), word))) for kind, found in words.items()}


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
