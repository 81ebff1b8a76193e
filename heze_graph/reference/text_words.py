"""Words by which texts tell deadlines, places and works."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from heze_graph.reference.csv_table import CsvRow, read_csv

PLACE_ROLES = (
    "ordinary-word",
    "namesake",
    "no-namesake",
    "water",
    "of-water",
    "seat",
    "company",
    "outside-company",
    "ethnic-group",
)
PROJECT_ROLES = (
    "manner",
    "begins",
    "ends",
    "component",
    "time",
    "dependence",
    "head",
    "weak-head",
    "action",
    "soft-action",
    "work",
    "rank",
    "counter",
    "work-counter",
    "many",
    "class-noun",
    "feature",
    "common-feature",
    "conjunction",
    "trailing-action",
    "builds",
    "not-works",
    "opens",
    "line-head",
    "quarter",
    "named-feature",
    "basin",
    "own-institution",
    "coined",
    "step",
)


@dataclass(frozen=True, slots=True, eq=False)
class DeadlineWords:
    """What is known beforehand about deadlines; one is like another only if it is it.

    `open_ended` are the words for a deadline without an end. `by_role` maps each role of `deadline-words.csv` to its
    words with their values; `festivals` maps (festival, year) to its day.
    """

    open_ended: frozenset[str] = frozenset()
    by_role: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    festivals: Mapping[tuple[str, int], date] = field(default_factory=dict)

    def any_of(self, *roles: str) -> str:
        """Return an expression for the words of some roles, longest first; one that never matches without words."""
        words = sorted((word for role in roles for word in self.by_role.get(role, ())), key=len, reverse=True)
        return "|".join(map(re.escape, words)) or "(?!)"

    def value(self, role: str, word: str) -> str | None:
        """Return the value of a word in a role, or None where it has not that role."""
        return self.by_role.get(role, {}).get(word)


def load_deadline_words(folder: Path) -> DeadlineWords:
    """Read the words of deadlines of a reference folder.

    Raises ReferenceDataError, with file and line, when a file is missing or a date is none.
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
    by_role: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """Words by their role in naming a work (see `PROJECT_ROLES`), the longest first."""

    by_role: Mapping[str, tuple[str, ...]]


def load_place_words(folder: Path) -> PlaceWords:
    """Return the words of `place-dictionary.csv` and `place-words.csv` in `folder`.

    The dictionary holds frequent words of the dictionary of jieba 0.42.1 (MIT licence, Sun Junyi).
    Raises ReferenceDataError when a file is missing or at fault.
    """
    rows = read_csv(folder / "place-dictionary.csv", ("first", "words"))
    dictionary = frozenset(word for row in rows for word in row.several("words"))
    return PlaceWords(dictionary, _by_role(folder / "place-words.csv", PLACE_ROLES))


def load_project_words(folder: Path) -> ProjectWords:
    """Return the words of `project-words.csv` in `folder`.

    Raises ReferenceDataError when the file is missing or at fault.
    """
    return ProjectWords(_by_role(folder / "project-words.csv", PROJECT_ROLES))


def _by_role(path: Path, roles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_csv(path, ("word", "role", "why")):
        if row["role"] not in roles:
            raise row.fault("reference.word-role", role=row["role"], known=tuple(roles))
        if not row["word"]:
            raise row.fault("reference.empty-word")
        words[row["role"]].add(row["word"])
    return {role: tuple(sorted(words[role], key=lambda word: (-len(word), word))) for role in roles}
