"""Units of measure, the words around numbers, and the register of indicators, from `ontology/reference/`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from heze_graph.errors import ReferenceDataError
from heze_graph.model.facts import Comparator, Light
from heze_graph.model.known import Direction, Indicator, IndicatorKind, Names
from heze_graph.reference.csv_table import CsvRow, read_csv

#: How many texts are remembered with what was read in them, enough for a government's year: goals, readings and checks
#: all ask about the same texts.
KEPT_TEXTS = 2**15

_NEVER = re.compile(r"(?!)")
_UNIT_COLUMNS = ("printed", "dimension", "base_unit", "factor", "classifier", "adds_up")
_COMPARATOR_COLUMNS = ("printed", "place", "comparator")
_LIGHT_COLUMNS = ("rule", "light", "outcome", "group", "timing", "least", "most", "zh", "en")
_YES_NO = ("yes", "no")
_PLACES = ("before", "after", "adverb")
_LIGHT_VALUES: Mapping[str, tuple[str, ...]] = {
    "outcome": ("none", "begun", "met", "missed"),
    "group": ("any", "amount", "season", "level", "rate", "growth", "limit", "rank", "open", "weather"),
    "timing": ("any", "first-half", "early", "before", "end"),
}
_COLUMNS = (
    "indicator", "zh", "en", "names", "units", "direction", "kind", "apportioned", "sdg", "match", "nbs",
)  # fmt: skip
_INDICATOR_KINDS: Mapping[str, tuple[str, ...]] = {
    "direction": tuple(Direction),
    "kind": tuple(IndicatorKind),
    "apportioned": _YES_NO,
    "match": ("close", "related", ""),
}
_NO_UNIT = "-"
_KEY_LENGTH = 2


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit as printed: one of it is `factor` times `base_unit`; `classifier` marks counters of things (个, 家).

    A unit whose values are averaged over the year rather than added up (天, 分贝) does not add up.
    """

    printed: str
    dimension: str
    base_unit: str
    factor: Decimal
    classifier: bool
    adds_up: bool = True


@dataclass(frozen=True, slots=True)
class ComparatorWord:
    """A word that says how to compare: `before` or `after` the number or, as an `adverb`, some way before it."""

    printed: str
    place: str
    comparator: Comparator


@dataclass(frozen=True, slots=True)
class LightRule:
    """One line of the published rule of the progress light; the first matching line decides.

    `outcome` is `none`, `begun`, `met` or `missed`; `group` is `any`, `amount`, `season` (an amount that is not
    apportioned by time), `level`, `rate` with its kinds `growth`, `limit` and `rank`, `open` (what may still turn out
    well: anything but the limit of what adds up), or `weather` (a mean that changes with the seasons); `timing` is
    `any`, `first-half`, `early` (before three quarters), `before` or `end` (of the goal's time). `least` is the
    smallest pace to which the line applies, `most` the miss from which it does not: percentage points of growth, or the
    relative excess over a limit.
    """

    name: str
    light: Light
    outcome: str
    group: str
    timing: str
    least: Decimal | None
    most: Decimal | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """The grammar of numbers in Chinese government prose; compared by identity.

    `words` maps each role of `quantity-words.csv` to its words, longest first; `values` maps (role, word) to the column
    `value`.
    """

    units: Mapping[str, UnitOfMeasure]
    unit_pattern: re.Pattern[str]
    comparators: tuple[ComparatorWord, ...]
    words: Mapping[str, tuple[str, ...]]
    values: Mapping[tuple[str, str], str]
    lights: tuple[LightRule, ...]
    #: Returns the pattern for the words of a role, one that never matches if it has none; called 200 times a row.
    pattern: Callable[[str], re.Pattern[str]]

    def ending(self, role: str) -> re.Pattern[str]:
        """Return the pattern for the words of a role at the end of a text."""
        return _ending(self, role)

    def ends(self, role: str, text: str) -> bool:
        """Return whether the text ends with a word of the role."""
        return text.endswith(self.words.get(role, ()))

    def comparator_words(self, place: str) -> tuple[ComparatorWord, ...]:
        """Return the comparator words of a place, longest first."""
        return _in_place(self, place)

    def comparators_printed(self, place: str) -> tuple[str, ...]:
        """Return the comparator words of a place, as they are printed."""
        return _printed_in_place(self, place)


@lru_cache(maxsize=512)
def _ending(known: Measures, role: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern(role).pattern})$")


@lru_cache(maxsize=64)
def _in_place(known: Measures, place: str) -> tuple[ComparatorWord, ...]:
    return tuple(word for word in known.comparators if word.place == place)


@lru_cache(maxsize=64)
def _printed_in_place(known: Measures, place: str) -> tuple[str, ...]:
    return tuple(word.printed for word in _in_place(known, place))


def load_measures(folder: Path) -> Measures:
    """Return the content of `measure-units.csv` and the `quantity-*.csv` files in `folder`.

    Raises ReferenceDataError when a file is missing or a cell is invalid.
    """
    units = [_unit(row) for row in read_csv(folder / "measure-units.csv", _UNIT_COLUMNS)]
    comparators = [_comparator(row) for row in read_csv(folder / "quantity-comparators.csv", _COMPARATOR_COLUMNS)]
    words = read_csv(folder / "quantity-words.csv", ("role", "printed", "value"))
    lights = [_light(row) for row in read_csv(folder / "quantity-lights.csv", _LIGHT_COLUMNS)]
    roles: dict[str, list[str]] = defaultdict(list)
    for row in words:
        roles[row["role"]].append(row["printed"])
    by_role = {role: tuple(sorted(printed, key=len, reverse=True)) for role, printed in roles.items()}
    return Measures(
        units={unit.printed: unit for unit in units},
        unit_pattern=_alternatives([unit.printed for unit in units]),
        comparators=tuple(sorted(comparators, key=lambda word: -len(word.printed))),
        words=by_role,
        values={(row["role"], row["printed"]): row["value"] for row in words},
        lights=tuple(lights),
        pattern=_Expressions(by_role).__getitem__,
    )


class _Expressions(dict[str, re.Pattern[str]]):
    """Patterns by role, each compiled on first use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._words = words

    def __missing__(self, role: str) -> re.Pattern[str]:
        self[role] = _alternatives(self._words[role]) if role in self._words else _NEVER
        return self[role]


def _alternatives(words: Sequence[str]) -> re.Pattern[str]:
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
        row.one_of("classifier", _YES_NO) == "yes",
        row.one_of("adds_up", _YES_NO) == "yes",
    )


def _comparator(row: CsvRow) -> ComparatorWord:
    comparator = Comparator(row.one_of("comparator", tuple(Comparator)))
    return ComparatorWord(row["printed"], row.one_of("place", _PLACES), comparator)


def _light(row: CsvRow) -> LightRule:
    light = Light(row.one_of("light", tuple(Light)))
    outcome, group, timing = (row.one_of(column, allowed) for column, allowed in _LIGHT_VALUES.items())
    least, most = (_decimal(row, column) if row[column] else None for column in ("least", "most"))
    return LightRule(row["rule"], light, outcome, group, timing, least, most, row["zh"], row["en"])


def _decimal(row: CsvRow, column: str) -> Decimal:
    try:
        return Decimal(row[column])
    except InvalidOperation as error:
        fault: ReferenceDataError = row.fault("reference.number", value=row[column], column=column)
        raise fault from error


@dataclass(frozen=True, slots=True)
class NamedIndicator:
    """One name of an Indicator, normalised by `indicator_text`, and its position."""

    start: int
    end: int
    indicator: Indicator


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """All indicators by key, and their names by their first characters, the longest first; compared by identity."""

    by_key: Mapping[str, Indicator]
    names: Mapping[str, tuple[tuple[str, Indicator], ...]]

    def named_in(self, text: str) -> tuple[NamedIndicator, ...]:
        """Return every name that occurs in a text normalised by `indicator_text`; names may overlap."""
        return _named_in(self, text)


@lru_cache(maxsize=KEPT_TEXTS)
def _named_in(known: Indicators, text: str) -> tuple[NamedIndicator, ...]:
    return tuple(
        NamedIndicator(start, start + len(name), indicator)
        for start in range(len(text) - _KEY_LENGTH + 1)
        for name, indicator in known.names.get(text[start : start + _KEY_LENGTH], ())
        if text.startswith(name, start)
    )


def load_indicators(folder: Path) -> Indicators:
    """Return the indicators of `indicators.csv` in `folder`.

    Raises ReferenceDataError when the file is missing, a cell is invalid, or a key or a name is duplicated.
    """
    by_key: dict[str, Indicator] = {}
    names: dict[str, Indicator] = {}
    for row in read_csv(folder / "indicators.csv", _COLUMNS):
        found = _indicator(row)
        if found.key in by_key:
            raise row.fault("reference.same-indicator", key=found.key)
        by_key[found.key] = found
        for name in map(indicator_text, found.names.all):
            if names.setdefault(name, found) is not found:
                raise row.fault("reference.name-of-another", name=name, key=names[name].key)
    return Indicators(by_key, _by_beginning(names))


def indicator_text(text: str) -> str:
    """Return a text as indicator names are compared: without punctuation and blanks, Latin letters in capitals.

    >>> indicator_text("单位gdp能耗（万元）"), indicator_text("PM2.5 平均浓度")
    ('单位GDP能耗万元', 'PM25平均浓度')
    """
    return re.sub(r"[\W_]", "", text).upper()


def _by_beginning(names: Mapping[str, Indicator]) -> dict[str, tuple[tuple[str, Indicator], ...]]:
    found: dict[str, list[tuple[str, Indicator]]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        found[name[:_KEY_LENGTH]].append((name, names[name]))
    return {beginning: tuple(those) for beginning, those in found.items()}


def _indicator(row: CsvRow) -> Indicator:
    for column, allowed in _INDICATOR_KINDS.items():
        row.one_of(column, allowed)
    if bool(row["sdg"]) != bool(row["match"]):
        raise row.fault("reference.sdg")
    if not (row["indicator"] and len(row["zh"]) >= _KEY_LENGTH and row["en"] and row["units"]):
        raise row.fault("reference.empty-cell")
    return Indicator(
        key=row["indicator"],
        names=Names(row["zh"], row.several("names")),
        english=row["en"],
        units=tuple("" if unit == _NO_UNIT else unit for unit in row.several("units")),
        direction=Direction(row["direction"]),
        kind=IndicatorKind(row["kind"]),
        apportioned=row["apportioned"] == "yes",
        sdg=row["sdg"],
        match=row["match"],
        statistical_name=row["nbs"],
    )
