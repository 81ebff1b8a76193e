"""What is known beforehand about units, places and leaders (read from `ontology/reference/`)."""

from __future__ import annotations

from dataclasses import dataclass


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

    `governs` is the preferred name of a Place. `stands_for` are preferred names of Units, for a collective such as
    "all county governments". `known` is False for a unit that a table names and the reference data does not.
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
