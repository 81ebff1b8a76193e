"""The words and thresholds for the checks, deadlines and names, from `ontology/reference/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType

from heze_graph.errors import ReferenceDataError
from heze_graph.reference.csv_table import CsvRow, WordsByRole, read_csv, read_words
from heze_graph.reference.measures import Measures, load_measures

ROLES = (
    "completed", "bare-completion", "unfinished", "going-on", "on-paper", "not-yet", "milestone", "admitted", "on-pace",
    "each-time", "harvest", "finish", "in-use", "result", "all-done", "work-share", "part-rate", "shrinking",
    "part-of-period", "rough", "rough-behind", "of-which", "grand-total", "and-so-on", "change-from", "numeral",
    "benefit", "ancillary", "foreseen", "done-at-once", "whole", "striven-for", "halves", "mean-rate",
    "paced-rate", "in-all", "afterwards", "since-new-year", "about", "season-work", "money-spent", "money-asked",
    "works", "on-trial", "idle", "late-in-year", "held", "implied", "above", "verdict", "answer", "part", "deed",
    "list-follows", "policy-result", "group-counter", "issued", "to-be-issued", "negation", "on-guard",
    "amount-of-work", "none", "cause",
)  # fmt: skip
PHRASES = (
    "deadline-printed", "year-over", "month-over", "item-gone", "item-new", "all-of-it", "part-of-it",
    "deadline-come", "time-passed", "limit-passed", "of-plan", "rank", "points-below", "points-above",
    "over-limit", "many-times", "share", "number-changed", "number-gone", "number-new", "comparator-changed",
    "counted-changed", "place-gone", "place-new", "place-changed", "reworded", "end-gone", "end-new", "parts-added",
    "part-larger", "same-words", "same-but-year", "other-year", "other-size", "rises-by", "falls-by", "goes-up",
    "as-it-is", "sum-falls", "stock-falls", "claimed", "unclaimed", "admitted",
)  # fmt: skip
THRESHOLDS = (
    "jump", "jump-least", "beyond-goal", "same-sentence", "long-sentence", "nothing-new", "near-miss", "list-miss",
    "reworded", "like-term", "same-name", "exact-name", "hair", "about", "under-way", "like-sentence", "many",
    "quotation", "quotation-most", "weather-from", "number-from", "slip", "unit-miss",
)  # fmt: skip

#: Roles whose words fill the placeholders in other words: 待{above}{verdict} covers 待省级认定, among others.
_BLANKS = ("above", "verdict", "answer", "part", "deed")
_BLANK = re.compile(r"(\{[a-z]+\})")

#: Quotation marks inside a quotation.
_SINGLE = str.maketrans("“”", "‘’")


def filled(sentence: str, blanks: Mapping[str, str]) -> str:
    """Return a sentence with its placeholders filled; quotation marks inside a quotation become single ones.

    >>> filled("报“{printed}”", {"printed": "新建“口袋公园”8个"})
    '报“新建‘口袋公园’8个”'
    """
    quoted = {name: value.translate(_SINGLE) for name, value in blanks.items() if f"“{{{name}}}”" in sentence}
    # A quotation that ends with a full stop ends the sentence.
    return sentence.format_map({**blanks, **quoted}).replace("。”。", "。”")


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The data of the checks: the grammar of numbers, one pattern per role, thresholds, and phrases for reasons.

    `halves` are the names of two parts that make a whole.
    """

    measures: Measures
    patterns: Mapping[str, re.Pattern[str]]
    thresholds: Mapping[str, Decimal]
    phrases: Mapping[str, tuple[str, str]]
    halves: tuple[tuple[str, str], ...] = ()

    def has(self, role: str, text: str) -> bool:
        """Return whether a word of the role occurs in the text."""
        return bool(self.patterns[role].search(text))

    def phrase(self, blank: str, name: str, **values: str) -> tuple[tuple[str, str], ...]:
        """Return a phrase of `finding-phrases.csv` in both languages, for the placeholders `…_zh` and `…_en`."""
        zh, en = self.phrases[name]
        return (f"{blank}_zh", filled(zh, values)), (f"{blank}_en", filled(en, values))

    def ends(self, role: str, text: str) -> bool:
        """Return whether the text ends with a word of the role."""
        return any(match.end() == len(text) for match in self.patterns[role].finditer(text))


def load_check_words(folder: Path, measures: Measures | None = None) -> CheckWords:
    """Return the content of `check-words.csv`, `check-thresholds.csv` and `finding-phrases.csv`.

    `measures` is the grammar of numbers, where it has been read already.

    Raises ReferenceDataError when a file, a role, a threshold or a phrase is missing or unknown, or a value is not a
    number.
    """
    words = read_words(folder / "check-words.csv", ROLES)
    thresholds = {
        row.one_of("name", THRESHOLDS): _value(row)
        for row in read_csv(folder / "check-thresholds.csv", ("name", "value", "zh", "en"))
    }
    _complete(folder / "check-words.csv", [role for role, printed in words.items() if not printed])
    _complete(folder / "check-thresholds.csv", [name for name in THRESHOLDS if name not in thresholds])
    phrases = {
        row.one_of("phrase", PHRASES): (row["zh"], row["en"])
        for row in read_csv(folder / "finding-phrases.csv", ("phrase", "zh", "en"))
    }
    _complete(folder / "finding-phrases.csv", [name for name in PHRASES if name not in phrases])
    blanks = {f"{{{role}}}": f"(?:{_pattern(words[role], ends_clause=False).pattern})" for role in _BLANKS}
    patterns = {role: _pattern(printed, blanks, ends_clause=role == "unfinished") for role, printed in words.items()}
    pairs = (pair.partition("、") for pair in words["halves"])
    halves = tuple((one, other) for one, _, other in pairs)
    return CheckWords(measures or load_measures(folder), patterns, thresholds, phrases, halves)


def _pattern(
    words: Sequence[str], blanks: Mapping[str, str] = MappingProxyType({}), *, ends_clause: bool
) -> re.Pattern[str]:
    """Return a pattern for any of the words; `blanks` are the patterns for `{role}` inside a word."""
    forms = []
    for word in words:
        parts = [blanks.get(part) or re.escape(part) for part in _BLANK.split(word)]
        # 建设中 must not match in 建设中国: the 中 of ongoing work ends its clause.
        forms.append("".join(parts) + (r"(?![\u4e00-\u9fff])" if ends_clause and word.endswith("中") else ""))
    return re.compile("|".join(forms))


def _value(row: CsvRow) -> Decimal:
    try:
        value = Decimal(row["value"])
    except InvalidOperation as error:
        fault = row.fault("reference.value", value=row["value"], name=row["name"])
        raise fault from error
    if not value.is_finite() or value <= 0:
        raise row.fault("reference.above-zero", value=row["value"], name=row["name"])
    return value


def _complete(path: Path, missing: list[str]) -> None:
    if missing:
        raise ReferenceDataError.problem("reference.nothing-for", where=path, missing=missing)


PLACE_ROLES = (
    "ordinary-word", "ordinary-division", "namesake", "no-namesake", "water", "of-water", "seat", "company",
    "outside-company", "ethnic-group", "town", "before-town", "before-short-name",
    "level", "government", "governed-by", "autonomous",
)  # fmt: skip
PROJECT_ROLES = (
    "manner", "begins", "ends", "component", "time", "dependence", "head", "weak-head", "action", "soft-action",
    "work", "rank", "counter", "work-counter", "many", "class-noun", "feature", "common-feature", "conjunction",
    "trailing-action", "built-anew", "builds", "not-works", "opens", "line-head", "quarter", "named-feature", "basin",
    "own-institution", "coined", "step", "quality", "kept", "substation", "repeated", "street", "no-street", "every",
    "reached", "spending", "spent-by", "spent-when", "length",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class DeadlineWords:
    """The words of deadlines; compared by identity.

    `open_ended` are the words for a deadline without an end. `by_role` maps each role of `deadline-words.csv` to its
    words with their values; `festivals` maps (festival, year) to its day.
    """

    open_ended: frozenset[str] = frozenset()
    by_role: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    festivals: Mapping[tuple[str, int], date] = field(default_factory=dict)

    def any_of(self, *roles: str) -> str:
        """Return a pattern for the words of some roles, longest first; one that never matches without words."""
        words = sorted((word for role in roles for word in self.by_role.get(role, ())), key=len, reverse=True)
        return "|".join(map(re.escape, words)) or "(?!)"

    def value(self, role: str, word: str) -> str | None:
        """Return the value of a word in a role, or None where it does not have that role."""
        return self.by_role.get(role, {}).get(word)


def load_deadline_words(folder: Path) -> DeadlineWords:
    """Read the words of deadlines in a reference folder.

    Raises ReferenceDataError, with file and line, when a file is missing or a date is invalid.
    """
    by_role: dict[str, dict[str, str]] = {}
    for row in read_csv(folder / "deadline-words.csv", ("role", "printed", "value")):
        by_role.setdefault(row["role"], {})[row["printed"]] = row["value"]
    days = [_festival(row) for row in read_csv(folder / "festivals.csv", ("festival", "year", "date"))]
    return DeadlineWords(
        frozenset(row["printed"] for row in read_csv(folder / "open-deadlines.csv", ("printed",))),
        by_role,
        {(name, day.year): day for name, day in days},
    )


def _festival(row: CsvRow) -> tuple[str, date]:
    try:
        return row["festival"], date.fromisoformat(row["date"])
    except ValueError as error:
        raise row.fault("reference.date", date=row["date"]) from error


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words that decide whether a place is meant: a general dictionary, and words by role (see `PLACE_ROLES`)."""

    dictionary: frozenset[str]
    by_role: WordsByRole


def load_place_words(folder: Path) -> PlaceWords:
    """Return the words of `place-dictionary.csv` and `place-words.csv` in `folder`.

    The dictionary holds frequent words of the dictionary of jieba 0.42.1 (MIT licence, Sun Junyi). Raises
    ReferenceDataError when a file is missing or invalid.
    """
    rows = read_csv(folder / "place-dictionary.csv", ("first", "words"))
    dictionary = frozenset(word for row in rows for word in row.several("words"))
    return PlaceWords(dictionary, read_words(folder / "place-words.csv", PLACE_ROLES))


def load_project_words(folder: Path) -> WordsByRole:
    """Return the words of `project-words.csv` in `folder` by their role in naming a work.

    Raises ReferenceDataError when the file is missing or invalid.
    """
    return read_words(folder / "project-words.csv", PROJECT_ROLES)
