"""The words and thresholds by which tables are scrutinised, read from `ontology/reference/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from heze_graph.errors import ReferenceDataError
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.language import filled
from heze_graph.reference.measures import Measures, load_measures

ROLES = (
    "completed",
    "bare-completion",
    "unfinished",
    "going-on",
    "on-paper",
    "not-yet",
    "milestone",
    "admitted",
    "each-time",
    "harvest",
    "finish",
    "in-use",
    "result",
    "all-done",
    "work-share",
    "part-rate",
    "shrinking",
    "part-of-period",
    "rough",
    "of-which",
    "grand-total",
    "and-so-on",
    "change-from",
    "numeral",
    "benefit",
    "done-at-once",
    "whole",
    "striven-for",
    "halves",
    "mean-rate",
    "paced-rate",
    "in-all",
)
PHRASES = (
    "deadline-printed",
    "year-over",
    "month-over",
    "item-gone",
    "item-new",
    "all-of-it",
    "part-of-it",
    "deadline-come",
    "time-passed",
    "time-passed-rate",
    "of-plan",
    "rank",
    "points-below",
    "points-above",
    "over-limit",
    "many-times",
    "share",
    "number-changed",
    "number-gone",
    "number-new",
    "comparator-changed",
    "counted-changed",
    "place-gone",
    "place-new",
    "place-changed",
    "reworded",
    "end-gone",
    "end-new",
    "parts-added",
    "part-larger",
    "same-words",
    "same-but-year",
    "other-year",
    "other-size",
    "rises-by",
    "falls-by",
    "goes-up",
    "as-it-is",
)
THRESHOLDS = (
    "jump",
    "jump-least",
    "beyond-goal",
    "same-sentence",
    "long-sentence",
    "nothing-new",
    "near-miss",
    "list-miss",
    "reworded",
    "like-term",
    "same-name",
    "exact-name",
    "hair",
    "about",
    "under-way",
    "like-sentence",
    "many",
    "quotation",
    "quotation-most",
)


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What the checks go by: the numbers' grammar, one expression for each role, thresholds, and phrases of reasons.

    `halves` are the names of two parts that make a whole.
    """

    measures: Measures
    patterns: Mapping[str, re.Pattern[str]]
    thresholds: Mapping[str, Decimal]
    phrases: Mapping[str, tuple[str, str]]
    halves: tuple[tuple[str, str], ...] = ()

    def has(self, role: str, text: str) -> bool:
        """Whether a word of the role stands in the text."""
        return bool(self.patterns[role].search(text))

    def phrase(self, blank: str, name: str, **values: str) -> tuple[tuple[str, str], ...]:
        """Return a phrase of `finding-phrases.csv` in both languages, as the blanks `…_zh` and `…_en` of a reason."""
        zh, en = self.phrases[name]
        return (f"{blank}_zh", filled(zh, values)), (f"{blank}_en", filled(en, values))

    def ends(self, role: str, text: str) -> bool:
        """Whether the text ends with a word of the role."""
        return any(match.end() == len(text) for match in self.patterns[role].finditer(text))


def load_check_words(folder: Path, measures: Measures | None = None) -> CheckWords:
    """Return what `check-words.csv`, `check-thresholds.csv`, `finding-phrases.csv` and the files of numbers say.

    `measures` are what the files of numbers say, where they have been read already.

    Raises ReferenceDataError when a file, a role, threshold or phrase is missing or unknown, or a value no number.
    """
    words: dict[str, list[str]] = {role: [] for role in ROLES}
    path = folder / "check-words.csv"
    for row in read_csv(path, ("role", "printed", "note")):
        _known(row, row["role"], ROLES)
        words[row["role"]].append(row["printed"])
    thresholds = {}
    for row in read_csv(folder / "check-thresholds.csv", ("name", "value", "zh", "en")):
        _known(row, row["name"], THRESHOLDS)
        thresholds[row["name"]] = _value(row)
    _complete(path, [role for role, printed in words.items() if not printed])
    _complete(folder / "check-thresholds.csv", [name for name in THRESHOLDS if name not in thresholds])
    phrases = {}
    for row in read_csv(folder / "finding-phrases.csv", ("phrase", "zh", "en")):
        _known(row, row["phrase"], PHRASES)
        phrases[row["phrase"]] = (row["zh"], row["en"])
    _complete(folder / "finding-phrases.csv", [name for name in PHRASES if name not in phrases])
    patterns = {role: _pattern(printed, ends_clause=role == "unfinished") for role, printed in words.items()}
    pairs = (pair.partition("、") for pair in words["halves"])
    halves = tuple((one, other) for one, _, other in pairs)
    return CheckWords(measures or load_measures(folder), patterns, thresholds, phrases, halves)


def _pattern(words: list[str], *, ends_clause: bool) -> re.Pattern[str]:
    # 建设中 must not be read into 建设中国: the 中 of what is going on ends its clause.
    forms = (
        re.escape(word) + (r"(?![\u4e00-\u9fff])" if ends_clause and word.endswith("中") else "")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(forms))


def _known(row: CsvRow, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise row.fault("reference.one-of", found=f"“{found}”", known=tuple(allowed))


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
