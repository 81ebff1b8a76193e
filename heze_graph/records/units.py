"""Resolving unit names: cut names joined, glued names parted, short names and look-alike characters understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.reference.language import Language
from heze_graph.reference.look_alikes import variants, why
from heze_graph.reference.register import Register

#: Between the brackets of 各县（市、区） nothing separates.
_SEPARATORS = re.compile(r"([\s、，,；;／/\\|｜。+＋&\u200b]+)(?![^（(]{0,24}[)）])")
_SPACED = re.compile(r"\w(?: \w)*")
#: A cut name is joined from at most this many pieces.
_PIECES = 4
#: Nor is a name cut into more pieces than a wide cell spaces out, or a collective lists.
_LONGEST_CUT = 12
#: Below this similarity (rapidfuzz ratio, 0 to 100) no "nearest name" is worth naming.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units of a cell by their preferred names, in printed order, each once, with the mends made."""

    names: tuple[str, ...]
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a cell: its text, and what separates it from the piece before."""

    text: str
    before: str = ""

    @property
    def wraps(self) -> bool:
        """Whether only a line break or a blank stands before it, where a printer may have cut a name."""
        return not self.before.strip()


def read_units(printed: str, register: Register, language: Language) -> UnitNames:
    """Return the units that a text without labels, notes and persons names.

    Names are separated by blanks, line breaks or 、，；/. Where neighbouring pieces together are a known name, or a
    piece is only the ending of one, they are joined.
    """
    names: list[str] = []
    mends: list[Mend] = []
    for name, found in names_in(printed, register, language):
        preferred, further = resolve_unit(name, register, language)
        names.append(preferred)
        mends.extend((*found, *further))
    return UnitNames(tuple(dict.fromkeys(names)), tuple(mends))


def names_in(printed: str, register: Register, language: Language) -> list[tuple[str, tuple[Mend, ...]]]:
    """Return the names that a text prints, cut ones joined and glued ones parted, with the mends that this took."""
    found: list[tuple[str, tuple[Mend, ...]]] = []
    for group in _groups(_pieces(printed), register, language):
        text = "".join(
            (piece.before if place and not piece.wraps else "") + piece.text for place, piece in enumerate(group)
        )
        mends = []
        if len(group) > 1:
            cut = " ".join(piece.text for piece in group)
            mends.append(Mend("name-cut", cut, text, Certainty.CERTAIN))
        for name in _parted(text, register, language):
            found.append((name, tuple(mends)))
            mends = []
    return found


def _pieces(printed: str) -> list[Piece]:
    parts = _SEPARATORS.split(printed)
    # The split gives text and separator in turn.
    befores = ["", *parts[1::2]]
    pieces: list[Piece] = []
    for text, before in zip(parts[::2], befores, strict=True):
        # Letters spaced out over a wide cell: 市 财 政 局.
        spaced = len(text) == 1 and before and not before.strip()
        if spaced and pieces and len(pieces[-1].text) < 2 * _LONGEST_CUT and _SPACED.fullmatch(pieces[-1].text):
            pieces[-1] = Piece(f"{pieces[-1].text} {text}", pieces[-1].before)
        elif text:
            pieces.append(Piece(text, before))
    return [Piece(piece.text.replace(" ", ""), piece.before) for piece in pieces]


def _groups(pieces: list[Piece], register: Register, language: Language) -> list[list[Piece]]:
    """Group the pieces of a cell into names; the longest known name first."""
    groups: list[list[Piece]] = []
    at = 0
    while at < len(pieces):
        size = _known_size(pieces[at : at + _PIECES], register)
        group = pieces[at : at + size]
        short = groups and size == 1 and len(groups[-1]) < _LONGEST_CUT
        if short and _continues(groups[-1], pieces[at], register, language):
            groups[-1].extend(group)
        else:
            groups.append(group)
        at += size
    return groups


def _known_size(pieces: list[Piece], register: Register) -> int:
    """Return how many of the first pieces together are a known name that they are not one by one."""
    known = register.unit_by_name
    for size in range(len(pieces), 1, -1):
        texts = [piece.text for piece in pieces[:size]]
        if "".join(texts) in known and not all(text in known for text in texts):
            return size
    return 1


def _continues(group: list[Piece], piece: Piece, register: Register, language: Language) -> bool:
    """Return whether a piece is the rest of a name that a line break, a blank or its own 、 cuts.

    A bare ending (局, 管委会) always is. After a line break so is what only together with the text before it ends as a
    unit's name does: “县农业农 / 村局”.
    """
    before = "".join(part.text for part in group)
    if _collective(before, piece, language):
        return True
    if piece.text in register.unit_by_name or not piece.wraps:
        return False
    if language.is_bare_ending(piece.text):
        return True
    whole = before in register.unit_by_name or before in language.unit_words["stem"]
    if "\n" not in piece.before or whole or language.kind_of_unit(before) != "other":
        return False
    return not level_of(piece.text, language) and language.kind_of_unit(before + piece.text) != "other"


def _collective(before: str, piece: Piece, language: Language) -> bool:
    """Return whether a piece goes on with a collective that has separators inside: 省、市、县有关部门."""
    levels = language.unit_words["level"]
    if all(letter in levels for letter in before) and piece.before.strip() in ("、", "/", ""):
        return piece.text in levels or language.kind_of_unit(before + piece.text) != "other"
    if piece.before.strip() != "、" or not _only_places(piece.text, language):
        return False
    start = next((word for word in language.unit_words["collective-start"] if before.startswith(word)), "")
    return bool(start) and _only_places(before.removeprefix(start).replace("、", ""), language)


def _only_places(text: str, language: Language) -> bool:
    """Return whether a text is made of common words for places and governments: 区人民政府, 县（市）."""
    either = "|".join(map(re.escape, language.unit_words["joined-place"]))
    return bool(re.fullmatch(rf"(?:{either}|[（(](?:{either}|[、，,])+[)）])+", text))


def level_of(name: str, language: Language) -> str:
    """Return the prefix of a name that says whose unit it is (市, 县, 某某区), "" where it prints none.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> [level_of(name, load_language(REFERENCE)) for name in ("县财政局", "市场监管局", "某某区教育局")]
    ['县', '', '某某区']
    """
    levels = "".join(language.unit_words["level"])
    for found in re.finditer(f"[{levels}]", name[:6]):
        if name.startswith(language.unit_words["no-level"], found.start()):
            continue
        if found[0] in "镇乡" and found.start():
            continue
        return name[: found.end()] if len(name) > found.end() else ""
    return ""


def _parted(text: str, register: Register, language: Language) -> list[str]:
    """Part names that stand without a separator: where an ending is followed by the level that the first name has."""
    level = level_of(text, language)
    if not level or text in register.unit_by_name:
        return _parted_by_and(text, register, language)
    names, start = [], 0
    for found in re.finditer(f"(?={level}|各)", text[1:]):
        at = found.start() + 1
        left, right = text[start:at], text[at:]
        if len(right) < 3 or text.startswith(language.unit_words["no-level"], at):
            continue
        if _whole(left, language) and (_whole(right, language) or right.startswith("各")):
            names.append(left)
            start = at
    return [part for name in (*names, text[start:]) for part in _parted_by_and(name, register, language)]


def _whole(name: str, language: Language) -> bool:
    """Return whether a text ends as a unit's name does, and is more than its level and an ending."""
    return len(name) > 2 and language.kind_of_unit(name) not in ("other", "collective")


def _parted_by_and(text: str, register: Register, language: Language) -> list[str]:
    """Part 县财政局和县教育局, and leave 发展和改革局 whole: each side must end as a unit's name does."""
    if text in register.unit_by_name:
        return [text]
    for word in language.unit_words["joiner"]:
        at = text.find(word)
        while at > 0:
            left, right = text[:at], text[at + len(word) :]
            if _whole(left, language) and (_whole(right, language) or right.startswith("各")):
                return [left, *_parted_by_and(right, register, language)]
            at = text.find(word, at + 1)
    return [text]


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


def _look_alike(
    printed: str, readings: list[str], register: Register, language: Language
) -> tuple[str, tuple[Mend, ...]]:
    chosen, *others = readings
    preferred = register.unit_by_name[chosen].names.preferred
    mend = Mend(
        "look-alike",
        printed,
        preferred,
        Certainty.DOUBTFUL if others else Certainty.LIKELY,
        candidates=tuple(others),
        details=why(printed, chosen, tuple(others), language.look_alikes),
    )
    return preferred, (mend,)


def nearest(printed: str, known: tuple[str, ...]) -> str | None:
    """Return the known name that is most like a printed one, or None where none comes near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(printed, sorted(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None
