"""Resolving unit names: cut names joined, glued names parted, short names and look-alike characters understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.responsibility.naming import (
    BRACKET_BEHIND,
    is_group,
    is_usual,
    kind_of_name,
    level_of,
    resolve_unit,
)
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: Between the brackets of 各县（市、区） nothing separates.
_SEPARATORS = re.compile(r"([\s、，,；;／/\\|｜。+＋&:：→➔\u200b]+)(?![^（(]{0,24}[)）])")
_SPACED = re.compile(r"\w(?: \w)*")
#: A cut name is joined from at most this many pieces.
_PIECES = 4
#: Nor is a name cut into more pieces than a wide cell spaces out, or a collective lists.
_LONGEST_CUT = 12
#: A longer run without a separator is no list of names, and parting it would take a time that grows with its square.
_LONGEST_RUN = 1_000
#: Behind a government's name 各部门 are its own.
GOVERNMENTS = ("provincial-government", "municipal-government", "county-government", "township-government")


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units of a cell by their preferred names, in printed order, each once, with the mends made."""

    names: tuple[str, ...]
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class CellPiece:
    """A piece of a cell: its text, what separates it from the piece before, the mends that made it one."""

    text: str
    before: str = ""
    mends: tuple[Mend, ...] = ()

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
    for whole in joined_names(pieces(printed), register, language):
        for name in parted(whole, register, language):
            preferred, further = resolve_unit(name.text, register, language)
            names.append(preferred)
            mends.extend((*name.mends, *further))
    return UnitNames(tuple(dict.fromkeys(names)), tuple(mends))


def pieces(printed: str) -> list[CellPiece]:
    """Return the pieces of a text between its marks and blanks; letters spaced out over a wide cell are one."""
    parts = _SEPARATORS.split(printed)
    # The split gives text and separator in turn; a colon parts as a blank does.
    befores = ["", *(before.replace(":", " ").replace("：", " ") for before in parts[1::2])]
    found: list[CellPiece] = []
    for text, before in zip(parts[::2], befores, strict=True):
        # Letters spaced out over a wide cell: 市 财 政 局.
        spaced = len(text) == 1 and before and not before.strip()
        if spaced and found and len(found[-1].text) < 2 * _LONGEST_CUT and _SPACED.fullmatch(found[-1].text):
            found[-1] = CellPiece(f"{found[-1].text} {text}", found[-1].before)
        elif text:
            found.append(CellPiece(text, before))
    return [CellPiece(piece.text.replace(" ", ""), piece.before) for piece in found]


def joined_names(parts: list[CellPiece], register: Register, language: Language) -> list[CellPiece]:
    """Return the names of which pieces are made: those that a blank or a line break cuts are put together."""
    return [_joined(group) for group in _groups(parts, register, language)]


def _joined(group: list[CellPiece]) -> CellPiece:
    if len(group) == 1:
        return group[0]
    text = "".join((part.before if at and not part.wraps else "") + part.text for at, part in enumerate(group))
    cut = Mend("name-cut", " ".join(part.text for part in group), text, Certainty.CERTAIN)
    return CellPiece(text, group[0].before, (*(mend for part in group for mend in part.mends), cut))


def parted(piece: CellPiece, register: Register, language: Language) -> list[CellPiece]:
    """Return the names that stand in one piece without a mark between them."""
    first, *others = _parted(piece.text, register, language)
    return [CellPiece(first, piece.before, piece.mends), *(CellPiece(other) for other in others)]


def _groups(pieces: list[CellPiece], register: Register, language: Language) -> list[list[CellPiece]]:
    """Group the pieces of a cell into names; the longest known name first."""
    groups: list[list[CellPiece]] = []
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


def _known_size(pieces: list[CellPiece], register: Register) -> int:
    """Return how many of the first pieces together are a known name that they are not one by one."""
    known = register.unit_by_name
    for size in range(len(pieces), 1, -1):
        texts = [piece.text for piece in pieces[:size]]
        if "".join(texts) in known and not all(text in known for text in texts):
            return size
    return 1


def _continues(group: list[CellPiece], piece: CellPiece, register: Register, language: Language) -> bool:
    """Return whether a piece is the rest of a name that a line break, a blank or its own 、 cuts.

    A bare ending (局, 管委会) always is. After a line break so is what only together with the text before it ends as a
    unit's name does: “县农业农 / 村局”.
    """
    before = "".join(part.text for part in group)
    if _collective(before, piece, language):
        return True
    if piece.text in register.unit_by_name or not piece.wraps:
        return False
    bracket = piece.text.startswith(("（", "("))
    # 各县 / （市、区）人民政府: no name begins with a bracket.
    if language.is_bare_ending(piece.text) or (bracket and language.kind_of_unit(before + piece.text) != "other"):
        return True
    whole = before in register.unit_by_name or before in language.unit_words["stem"]
    if "\n" not in piece.before or whole:
        return False
    return _breaks_name(before, piece.text, language) or _ends_as_unit(before, piece, language)


def _ends_as_unit(before: str, piece: CellPiece, language: Language) -> bool:
    """Return whether a text that is no unit's name ends as one together with a piece that is none either."""
    if kind_of_name(before, language) != "other":
        return False
    if piece.text.startswith(language.unit_words["collective-start"]) or BRACKET_BEHIND.search(before):
        return False
    return not level_of(piece.text, language) and language.kind_of_unit(before + piece.text) != "other"


def _breaks_name(before: str, rest: str, language: Language) -> bool:
    """Return whether a line break goes through a usual name or through a word that ends names.

    The rest may begin as a name does: 市住房城 / 乡建设局. 各县政 / 府 is broken, 各乡镇 / 县政府 is not.
    """
    words = language.unit_words
    if is_usual(before + rest, language) and not is_usual(before, language) and not is_usual(rest, language):
        return True
    ends = (
        end for end in (*words["carried-ending"], *words["kept-ending"], *words["joined-place"]) if len(end) > len(rest)
    )
    return any((before + rest).endswith(end) for end in ends)


def _collective(before: str, piece: CellPiece, language: Language) -> bool:
    """Return whether a piece goes on with a collective that has separators inside: 省、市、县有关部门."""
    levels = language.unit_words["level"]
    if all(letter in levels for letter in before) and piece.before.strip() in ("、", "/", ""):
        return piece.text in levels or language.kind_of_unit(before + piece.text) != "other"
    if piece.before.strip() != "、" or not only_places(piece.text, language):
        return False
    start = next((word for word in language.unit_words["collective-start"] if before.startswith(word)), "")
    if language.kind_of_unit(before.removeprefix(start)) in GOVERNMENTS and _whole(piece.text, language):
        # 各乡镇人民政府、街道办事处 are two.
        return False
    return bool(start) and only_places(before.removeprefix(start).replace("、", ""), language)


def only_places(text: str, language: Language) -> bool:
    """Return whether a text is made of common words for places and governments: 区人民政府, 县（市）."""
    return bool(_joined_places(language).fullmatch(text))


@lru_cache(maxsize=8)
def _joined_places(language: Language) -> re.Pattern[str]:
    either = "|".join(map(re.escape, language.unit_words["joined-place"]))
    return re.compile(rf"(?:{either}|[（(](?:{either}|[、，,])+[)）])+")


def _parted(text: str, register: Register, language: Language) -> list[str]:
    """Part names that stand without a separator: where an ending is followed by 各, or by the first name's level."""
    if text in register.unit_by_name or len(text) > _LONGEST_RUN:
        return [text]
    level = level_of(text, language)
    names, start = [], 0
    for found in re.finditer(rf"(?={re.escape(level)}|各)" if level else "(?=各)", text[1:]):
        at = found.start() + 1
        left, right = text[start:at], text[at:]
        if len(right) < 3 or text.startswith(language.unit_words["no-level"], at) or _in_brackets(text, at):
            continue
        governs = language.kind_of_unit(left) in GOVERNMENTS or left in language.unit_words["government"]
        own = right.startswith("各") and governs
        if _whole(left, language) and not own and (_whole(right, language) or right.startswith("各")):
            names.append(left)
            start = at
    return [part for name in (*names, text[start:]) for part in _parted_by_and(name, register, language)]


def _in_brackets(text: str, at: int) -> bool:
    before = text[:at]
    return len(re.findall("[（(]", before)) > len(re.findall("[)）]", before))


def _whole(name: str, language: Language) -> bool:
    """Return whether a text ends as a unit's name does, and is more than its level and an ending."""
    return len(name) > 2 and kind_of_name(name, language) not in ("other", "collective")


def _parted_by_and(text: str, register: Register, language: Language) -> list[str]:
    """Part 县财政局和县教育局, 县委编办及县直有关单位; leave 发展和改革局, 各部门和单位, 某区党工委和管委会 whole."""
    if text in register.unit_by_name:
        return [text]
    words = language.unit_words
    for word in words["joiner"]:
        at = text.find(word)
        while at > 0:
            left, right = text[:at], text[at + len(word) :]
            first = _whole(left, language) or is_group(left, language)
            bare = right.removesuffix(next((ending for ending in words["and-others"] if right.endswith(ending)), ""))
            own = language.is_bare_ending(right) or _in_brackets(text, at)
            if first and not own and (_whole(bare, language) or is_group(right, language)):
                return [left, *_parted_by_and(right, register, language)]
            at = text.find(word, at + 1)
    return [text]
