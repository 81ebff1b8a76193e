"""Characters that stand in print for others of similar shape, and what a text may mean that holds some."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product

#: More readings of one text than these are not tried.
_MOST_READINGS = 64


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A character that may stand in print for another, and why."""

    printed: str
    meant: str
    why_zh: str
    why_en: str


def variants(printed: str, look_alikes: tuple[LookAlike, ...]) -> list[str]:
    """Return the other readings of a text when its look-alike characters mean what they may, the likeliest first.

    >>> variants("某鳥", (LookAlike("鳥", "乌", "", ""), LookAlike("鳥", "鸟", "", "")))
    ['某乌', '某鸟']
    """
    choices = [[a.meant for a in look_alikes if a.printed == character] or [character] for character in printed]
    if all(len(choice) == 1 and choice[0] == character for choice, character in zip(choices, printed, strict=True)):
        return []
    return ["".join(reading) for reading in islice(product(*choices), _MOST_READINGS)]


def why(
    printed: str, chosen: str, others: tuple[str, ...], look_alikes: tuple[LookAlike, ...]
) -> tuple[tuple[str, str], ...]:
    """Return the details of a Finding: the first character that was taken for another, why, the other readings."""
    pair = next(
        a
        for character, meant in zip(printed, chosen, strict=True)
        for a in look_alikes
        if character != meant and (a.printed, a.meant) == (character, meant)
    )
    return (
        ("character", pair.printed),
        ("meant", pair.meant),
        ("why_zh", pair.why_zh),
        ("why_en", pair.why_en),
        ("others", "、".join(others) or "—"),
    )
