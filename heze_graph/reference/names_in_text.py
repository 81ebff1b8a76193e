"""What is known about how texts name places and works, whichever city publishes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from heze_graph.reference.csv_table import read_csv

PLACE_ROLES = ("ordinary-word", "namesake", "no-namesake", "seat", "company", "outside-company")
PROJECT_ROLES = (
    "manner",
    "begins",
    "ends",
    "time",
    "dependence",
    "head",
    "weak-head",
    "action",
    "work",
    "rank",
    "counter",
    "work-counter",
    "many",
    "class-noun",
    "feature",
    "common-feature",
    "conjunction",
)


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
            raise row.fault(f"the role {row['role']!r}", f"one of {', '.join(roles)}", "correct the role")
        if not row["word"]:
            raise row.fault("an empty word", "a word", "write the word or remove the row")
        words[row["role"]].add(row["word"])
    return {role: tuple(sorted(words[role], key=lambda word: (-len(word), word))) for role in roles}
