"""Characters that are printed for others: those that a font calls so (⽔ for 水), and those of similar shape."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, product

#: Kangxi radicals and compatibility ideographs: Unicode itself says which characters they stand for (its NFKC).
_COMPATIBLE = (range(0x2F00, 0x2FD6), range(0xF900, 0xFADA), range(0x2F800, 0x2FA1E), (0xFF3B, 0xFF3D))
#: More readings of one text than these are not tried.
_MOST_READINGS = 64


def ideographs(radicals: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Return a table for str.translate that gives the characters meant; `radicals` are those that NFKC leaves alone.

    These are in `ontology/reference/radicals.csv`, from Equivalent_Unified_Ideograph of the Unicode Character Database;
    there, too, is what fonts of the mainland show otherwise than NFKC says.

    >>> "⽔利、⺠政、5⼾".translate(ideographs([("⺠", "民"), ("⼾", "户")]))
    '水利、民政、5户'
    """
    table: dict[int, str] = {}
    for code in (code for part in _COMPATIBLE for code in part):
        meant = unicodedata.normalize("NFKC", chr(code))
        if meant != chr(code):
            table[code] = meant
    return table | {ord(printed): meant for printed, meant in radicals}


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
