"""Progress lights counted and compared: never by colour alone, each has a word and a sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The notations of the lights, the worst first; `cannot-tell` says nothing and comes last.
WORST_FIRST = ("far-behind", "behind", "on-course", "reached", "cannot-tell")
BEHIND = ("far-behind", "behind")


@dataclass(frozen=True, slots=True)
class Count:
    """How many goals have a light; `begin` and `width` place it in a bar of 100."""

    light: str
    goals: int
    begin: float
    width: float


def tally(lights: Iterable[str]) -> list[Count]:
    """Return how many there are of each light, the best first, as parts of one bar.

    >>> [(count.light, count.goals, count.width) for count in tally(["behind", "reached", "reached", "behind"])]
    [('reached', 2, 50.0), ('behind', 2, 50.0)]
    """
    counted = Counter(lights)
    return bar({light: counted[light] for light in WORST_FIRST})


def bar(counts: Mapping[str, int]) -> list[Count]:
    """Return counts by light as parts of one bar, the best first."""
    whole = sum(counts.values())
    parts, begin = [], 0.0
    for light in ("reached", "on-course", "behind", "far-behind", "cannot-tell"):
        if goals := counts.get(light, 0):
            width = round(100 * goals / whole, 2)
            parts.append(Count(light, goals, round(begin, 2), width))
            begin += width
    return parts


def worst(lights: Iterable[str]) -> str:
    """Return the worst light of some, "" of none."""
    return min(lights, key=WORST_FIRST.index, default="")
