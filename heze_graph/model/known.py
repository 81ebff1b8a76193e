"""What is known beforehand about units, places, leaders and indicators, read from `ontology/reference/`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Names:
    """One preferred name, other correct names, and misspellings seen in print."""

    preferred: str
    alternative: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every form, the preferred one first."""
        return (self.preferred, *self.alternative, *self.misspelt)


@dataclass(frozen=True, slots=True)
class Place:
    """A county-level place: its GB/T 2260 code, or None for a functional zone, which has none."""

    names: Names
    code: str | None
    kind: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation: its names, its kind (an identifier of the scheme `UnitKind`), and what it governs.

    `governs` is the preferred name of a Place. `stands_for` are preferred names of Units, for a collective such as "all
    county governments". `known` is False for a unit that a table names but the reference data does not list.
    """

    names: Names
    kind: str
    english: str = ""
    governs: str | None = None
    stands_for: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Leader:
    """A person who answers for targets."""

    names: Names
    known: bool = True


class Direction(StrEnum):
    """Which readings of an indicator are better."""

    MORE = "more"
    LESS = "less"
    ABOUT = "about"


class IndicatorKind(StrEnum):
    """What an indicator measures: a flow over a period, a stock on a day, or a ratio."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What goals measure, the same in every city and year.

    `key` is its identifier. `units` are base units of `measure-units.csv`, "" for a bare number. `apportioned` says
    whether half of the year should bring half of the value. `sdg` is the number of the matching UN SDG indicator and
    `match` how well it matches (`close` or `related`), both "" where there is none. `statistical_name` is the name used
    by the National Bureau of Statistics, "" where it publishes no such figure.
    """

    key: str
    names: Names
    english: str
    units: tuple[str, ...]
    direction: Direction
    kind: IndicatorKind
    apportioned: bool
    sdg: str = ""
    match: str = ""
    statistical_name: str = ""
