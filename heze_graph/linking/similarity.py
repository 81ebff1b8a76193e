"""How alike two Entries are, between 0 and 1."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from heze_graph.model.understood import Entry

#: Weights of the parts. The wording is the promise itself; who answers for it seldom changes within a year, but is
#: shared by many targets; the progress text of a cumulative report repeats much of the one before.
WORDING, UNITS, LEADERS, PROGRESS = 0.7, 0.1, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Similarity:
    """The score of two Entries, and that of their wordings alone."""

    score: float
    wording: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an Entry is compared, made ready once."""

    wording: str
    progress: str
    units: frozenset[str]
    leaders: frozenset[str]


def profile(entry: Entry) -> Profile:
    """Return what of an Entry is compared."""
    return Profile(
        normalise(entry.wording),
        normalise("".join(a.progress for a in entry.assignments)),
        frozenset(entry.units),
        frozenset(entry.leaders),
    )


def normalise(text: str) -> str:
    """Return a text without punctuation and blanks, in compatibility form: what an editor leaves alone.

    >>> normalise("坚持招大引强，  新签约300个")
    '坚持招大引强新签约300个'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def compare(first: Profile, second: Profile) -> Similarity:
    """Return how alike two Entries are: indel similarity (rapidfuzz) of the texts, Jaccard index of the names."""
    from rapidfuzz import fuzz

    wording = fuzz.ratio(first.wording, second.wording) / 100
    progress = fuzz.ratio(first.progress, second.progress) / 100
    score = (
        WORDING * wording
        + UNITS * _jaccard(first.units, second.units)
        + LEADERS * _jaccard(first.leaders, second.leaders)
        + PROGRESS * progress
    )
    return Similarity(score, wording)


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    union = first | second
    return len(first & second) / len(union) if union else 1.0
