"""Reading a cell of unit names: cut names joined, short names and look-alike characters understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.reference.language import Language, LookAlike
from heze_graph.reference.register import Register

_SEPARATORS = re.compile(r"[\s、，,；;／/]+")
#: A cut name is joined from at most this many pieces.
_PIECES = 4
#: Below this similarity (rapidfuzz ratio, 0 to 100) no "nearest name" is worth naming.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units of a cell by their preferred names, in printed order, each once, with the mends made."""

    names: tuple[str, ...]
    mends: tuple[Mend, ...]


def read_units(printed: str, register: Register, language: Language) -> UnitNames:
    """Return the units that a cell names.

    Names are separated by blanks, line breaks or 、，；/. Where neighbouring pieces together are a known name, or a
    piece is only the ending of one, they are joined.
    """
    names: list[str] = []
    mends: list[Mend] = []
    for pieces in _groups([piece for piece in _SEPARATORS.split(printed) if piece], register, language):
        name, found = resolve_unit("".join(pieces), register, language)
        names.append(name)
        if len(pieces) > 1:
            mends.append(Mend("name-cut", " ".join(pieces), "".join(pieces), Certainty.CERTAIN))
        mends.extend(found)
    return UnitNames(tuple(dict.fromkeys(names)), tuple(mends))


def _groups(pieces: list[str], register: Register, language: Language) -> list[list[str]]:
    """Group the pieces of a cell into names; the longest known name first."""
    groups: list[list[str]] = []
    at = 0
    while at < len(pieces):
        size = next(
            (
                size
                for size in range(min(_PIECES, len(pieces) - at), 1, -1)
                if "".join(pieces[at : at + size]) in register.unit_by_name
                and not all(piece in register.unit_by_name for piece in pieces[at : at + size])
            ),
            1,
        )
        group = pieces[at : at + size]
        if groups and size == 1 and language.is_bare_ending(pieces[at]) and pieces[at] not in register.unit_by_name:
            groups[-1].extend(group)
        else:
            groups.append(group)
        at += size
    return groups


def resolve_unit(printed: str, register: Register, language: Language) -> tuple[str, tuple[Mend, ...]]:
    """Return the preferred name of the unit that a printed name means, and the mends that this took.

    A name that the register does not have is its own preferred name, and a Finding where there is a register at all.
    """
    unit = register.unit_by_name.get(printed)
    if unit is not None:
        preferred = unit.names.preferred
        if printed == preferred:
            return preferred, ()
        kind = "misspelling" if printed in unit.names.misspelt else "short-name"
        return preferred, (Mend(kind, printed, preferred, Certainty.CERTAIN),)
    readings = [name for name in variants(printed, language.look_alikes) if name in register.unit_by_name]
    if readings:
        return _look_alike(printed, readings, register, language)
    if not register.units:
        return printed, ()
    details = (("nearest", nearest(printed, tuple(register.unit_by_name)) or "—"),)
    return printed, (Mend("unknown-unit", printed, printed, Certainty.LIKELY, details=details),)


def variants(printed: str, look_alikes: tuple[LookAlike, ...]) -> list[str]:
    """Return the other readings of a text when its look-alike characters mean what they may, the likeliest first.

    >>> variants("鄆城", (LookAlike("鄆", "鄄", "", ""), LookAlike("鄆", "郓", "", "")))
    ['鄄城', '郓城']
    """
    choices = [[a.meant for a in look_alikes if a.printed == character] or [character] for character in printed]
    if all(len(choice) == 1 and choice[0] == character for choice, character in zip(choices, printed, strict=True)):
        return []
    return ["".join(reading) for reading in product(*choices)][:64]


def _look_alike(
    printed: str, readings: list[str], register: Register, language: Language
) -> tuple[str, tuple[Mend, ...]]:
    chosen, *others = readings
    pair = next(
        a
        for character, meant in zip(printed, chosen, strict=True)
        for a in language.look_alikes
        if character != meant and (a.printed, a.meant) == (character, meant)
    )
    preferred = register.unit_by_name[chosen].names.preferred
    mend = Mend(
        "look-alike",
        printed,
        preferred,
        Certainty.DOUBTFUL if others else Certainty.LIKELY,
        candidates=tuple(others),
        details=(
            ("character", pair.printed),
            ("meant", pair.meant),
            ("why_zh", pair.why_zh),
            ("why_en", pair.why_en),
            ("others", "、".join(others) or "—"),
        ),
    )
    return preferred, (mend,)


def nearest(printed: str, known: tuple[str, ...]) -> str | None:
    """Return the known name that is most like a printed one, or None where none comes near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(printed, sorted(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None
