"""Units of measure and the words around numbers, read from `ontology/reference/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from heze_graph.errors import ReferenceDataError
from heze_graph.model.measured import Comparator, Light
from heze_graph.reference.csv_table import CsvRow, read_csv

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit as printed: one of it is `factor` times `base_unit`; `classifier` marks counters of things (个, 家)."""

    printed: str
    dimension: str
    base_unit: str
    factor: Decimal
    ucum: str
    classifier: bool


@dataclass(frozen=True, slots=True)
class ComparatorWord:
    """A word that says how to compare; its place is `before` or `after` the number, or, `adverb`, some way before."""

    printed: str
    place: str
    comparator: Comparator


@dataclass(frozen=True, slots=True)
class LightRule:
    """One line of the published rule of the progress light; the first line that holds decides.

    `outcome` is `none`, `begun`, `met` or `missed`; `group` is `any`, `amount`, `level` or `rate`; `timing` is `any`,
    `before` or `end` (of the time the goal has). `least` is the smallest pace to which the line applies.
    """

    name: str
    light: Light
    outcome: str
    group: str
    timing: str
    least: Decimal | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is known beforehand about numbers in Chinese government prose.

    `patterns` maps each role of `quantity-words.csv` to one expression that matches its words, longest first, `endings`
    to one that matches them at the end of a text; `values` maps (role, word) to the column `value`.
    """

    units: Mapping[str, UnitOfMeasure]
    unit_pattern: re.Pattern[str]
    comparators: tuple[ComparatorWord, ...]
    patterns: Mapping[str, re.Pattern[str]]
    endings: Mapping[str, re.Pattern[str]]
    values: Mapping[tuple[str, str], str]
    lights: tuple[LightRule, ...]

    def pattern(self, role: str) -> re.Pattern[str]:
        """Return the expression of a role; one that never matches where the role has no words."""
        return self.patterns.get(role, _NEVER)

    def ends(self, role: str, text: str) -> bool:
        """Whether the text ends with a word of the role."""
        return bool(self.endings.get(role, _NEVER).search(text))

    def comparator_words(self, place: str) -> tuple[ComparatorWord, ...]:
        """Return the comparator words that stand in a place, longest first."""
        return tuple(word for word in self.comparators if word.place == place)


def load_measures(folder: Path) -> Measures:
    """Return what `measure-units.csv` and the `quantity-*.csv` files of `folder` say.

    Raises ReferenceDataError when a file is missing or a cell is not what its column needs.
    """
    units = [_unit(row) for row in read_csv(folder / "measure-units.csv", _UNIT_COLUMNS)]
    comparators = [_comparator(row) for row in read_csv(folder / "quantity-comparators.csv", _COMPARATOR_COLUMNS)]
    words = read_csv(folder / "quantity-words.csv", ("role", "printed", "value"))
    lights = [_light(row) for row in read_csv(folder / "quantity-lights.csv", _LIGHT_COLUMNS)]
    roles = dict.fromkeys(row["role"] for row in words)
    patterns = {role: _alternatives([w["printed"] for w in words if w["role"] == role]) for role in roles}
    return Measures(
        units={unit.printed: unit for unit in units},
        unit_pattern=_alternatives([unit.printed for unit in units]),
        comparators=tuple(sorted(comparators, key=lambda word: -len(word.printed))),
        patterns=patterns,
        endings={role: re.compile(rf"(?:{pattern.pattern})$") for role, pattern in patterns.items()},
        values={(row["role"], row["printed"]): row["value"] for row in words},
        lights=tuple(lights),
    )


_UNIT_COLUMNS = ("printed", "dimension", "base_unit", "factor", "ucum", "classifier")
_COMPARATOR_COLUMNS = ("printed", "place", "comparator")
_LIGHT_COLUMNS = ("rule", "light", "outcome", "group", "timing", "least", "zh", "en")


def _alternatives(words: list[str]) -> re.Pattern[str]:
    # A unit in Latin letters must not be the beginning of a longer word: 5G, 30m but not 30mm.
    forms = (
        re.escape(word) + ("(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(forms))


def _unit(row: CsvRow) -> UnitOfMeasure:
    factor = _decimal(row, "factor")
    return UnitOfMeasure(
        row["printed"],
        row["dimension"],
        row["base_unit"],
        factor,
        row["ucum"],
        _one_of(row, "classifier") == "yes",
    )


def _comparator(row: CsvRow) -> ComparatorWord:
    try:
        comparator = Comparator(row["comparator"])
    except ValueError as error:
        expected = ", ".join(Comparator)
        raise row.fault(f"the comparator {row['comparator']}", f"one of {expected}", "correct it") from error
    return ComparatorWord(row["printed"], _one_of(row, "place"), comparator)


def _light(row: CsvRow) -> LightRule:
    try:
        light = Light(row["light"])
    except ValueError as error:
        raise row.fault(f"the light {row['light']}", f"one of {', '.join(Light)}", "correct it") from error
    outcome, group, timing = (_one_of(row, column) for column in ("outcome", "group", "timing"))
    least = _decimal(row, "least") if row["least"] else None
    return LightRule(row["rule"], light, outcome, group, timing, least, row["zh"], row["en"])


_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "classifier": ("yes", "no"),
    "place": ("before", "after", "adverb"),
    "outcome": ("none", "begun", "met", "missed"),
    "group": ("any", "amount", "level", "rate"),
    "timing": ("any", "before", "end"),
}


def _one_of(row: CsvRow, column: str) -> str:
    allowed = _ALLOWED[column]
    if row[column] not in allowed:
        raise row.fault(f"“{row[column]}” in the column {column}", f"one of {', '.join(allowed)}", "correct it")
    return row[column]


def _decimal(row: CsvRow, column: str) -> Decimal:
    try:
        return Decimal(row[column])
    except InvalidOperation as error:
        fault: ReferenceDataError = row.fault(f"“{row[column]}” in {column}", "a decimal number", "correct it")
        raise fault from error
