"""The words and thresholds by which tables are scrutinised, read from `ontology/reference/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from heze_graph.errors import ReferenceDataError
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.measures import Measures, load_measures

ROLES = (
    "completed",
    "unfinished",
    "result",
    "all-done",
    "attainment-rate",
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
    "like-sentence",
    "many",
)


@dataclass(frozen=True, slots=True)
class ScrutinyWords:
    """What the checks go by: the numbers' grammar, one expression for each role of words, and the thresholds."""

    measures: Measures
    patterns: Mapping[str, re.Pattern[str]]
    thresholds: Mapping[str, Decimal]

    def has(self, role: str, text: str) -> bool:
        """Whether a word of the role stands in the text."""
        return bool(self.patterns[role].search(text))

    def ends(self, role: str, text: str) -> bool:
        """Whether the text ends with a word of the role."""
        return any(match.end() == len(text) for match in self.patterns[role].finditer(text))


def load_scrutiny_words(folder: Path) -> ScrutinyWords:
    """Return what `scrutiny-words.csv`, `scrutiny-thresholds.csv` and the files of numbers in `folder` say.

    Raises ReferenceDataError when a file is missing, a role or threshold is unknown or missing, or a value no number.
    """
    words: dict[str, list[str]] = {role: [] for role in ROLES}
    path = folder / "scrutiny-words.csv"
    for row in read_csv(path, ("role", "printed", "note")):
        _known(row, row["role"], ROLES)
        words[row["role"]].append(row["printed"])
    thresholds = {}
    for row in read_csv(folder / "scrutiny-thresholds.csv", ("name", "value", "zh", "en")):
        _known(row, row["name"], THRESHOLDS)
        thresholds[row["name"]] = _value(row)
    _complete(path, [role for role, printed in words.items() if not printed])
    _complete(folder / "scrutiny-thresholds.csv", [name for name in THRESHOLDS if name not in thresholds])
    patterns = {role: _pattern(printed, ends_clause=role == "unfinished") for role, printed in words.items()}
    return ScrutinyWords(load_measures(folder), patterns, thresholds)


def _pattern(words: list[str], *, ends_clause: bool) -> re.Pattern[str]:
    # 建设中 must not be read into 建设中国: the 中 of what is going on ends its clause.
    forms = (
        re.escape(word) + (r"(?![\u4e00-\u9fff])" if ends_clause and word.endswith("中") else "")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(forms))


def _known(row: CsvRow, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise row.fault(f"“{found}”", f"one of {', '.join(allowed)}", "correct it")


def _value(row: CsvRow) -> Decimal:
    try:
        value = Decimal(row["value"])
    except InvalidOperation as error:
        fault = row.fault(f"“{row['value']}” as value of {row['name']}", "a decimal number", "correct it")
        raise fault from error
    if not value.is_finite() or value <= 0:
        raise row.fault(f"“{row['value']}” as value of {row['name']}", "a number above zero", "correct it")
    return value


def _complete(path: Path, missing: list[str]) -> None:
    if missing:
        raise ReferenceDataError.problem(
            str(path), f"nothing for {', '.join(missing)}", "at least one row for each", "add the row"
        )
