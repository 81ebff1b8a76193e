"""Reading a cell of leaders' names."""

from __future__ import annotations

import re
from collections.abc import Set

from heze_graph.model.understood import Certainty
from heze_graph.records.glued_names import unglued
from heze_graph.records.mends import Mend
from heze_graph.records.people import could_be_leader, is_person, is_title, without_title
from heze_graph.records.units import nearest
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_SEPARATORS = re.compile(r"[、，,；;／/|+\n。]+")
_BRACKETS = re.compile(r"[（(【\[][^（(【\[]{0,60}?[)）】\]]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]+")


def read_leaders(
    printed: str, register: Register, language: Language, known: Set[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
    """Return the leaders that a cell names by their preferred names, in printed order, and the mends made.

    A blank parts two names; two single characters with a blank between them are one name, as printers put one to make
    a name of two characters as wide as one of three. Titles, notes in brackets and words such as 同志 are no part of a
    name; a title that stands alone is the leader's only name. A person in brackets is one more leader, and names that
    nothing parts are told by `known`, the names that the document prints elsewhere.
    """
    names: list[str] = []
    mends: list[Mend] = []
    if printed.strip() in language.row_words["nothing"]:
        return (), ()
    opened, second = _opened(printed, register, language, known)
    for part in _parts(_unlabelled(opened, language), language):
        own = unglued(part, register, language, known)
        if len(own) > 1:
            mends.append(Mend("glued-names", part, "、".join(own), Certainty.LIKELY))
        for name in own:
            preferred, found = _resolve(name, register, language)
            names.append(preferred)
            mends.extend(found)
    persons = tuple(dict.fromkeys(names))
    if second and any(name not in second for name in persons):
        mends.append(Mend("second-leader", printed, "、".join(persons), Certainty.DOUBTFUL))
    return persons, tuple(mends)


def _opened(printed: str, register: Register, language: Language, known: Set[str]) -> tuple[str, set[str]]:
    """Return a text with brackets around persons opened and other notes taken out, and the persons."""
    second: set[str] = set()

    def opened(found: re.Match[str]) -> str:
        names = [without_title(name, language) for name in _SEPARATORS.split(found[0][1:-1].strip()) if name.strip()]
        if not names or not all(_named(name, register, language, known) for name in names):
            return " "
        second.update(re.sub(r"\s", "", name) for name in names)
        return f"、{'、'.join(names)}、"

    return _BRACKETS.sub(opened, printed), second


def _named(text: str, register: Register, language: Language, known: Set[str]) -> bool:
    """Return whether a note in brackets is a person's name: only a common surname makes one (挂职, 常务 are none)."""
    name = re.sub(r"\s", "", text)
    if name in known or name in register.leader_by_name:
        return True
    words = language.leader_words
    common = name.startswith(words["common-surname"]) and not name.startswith(words["no-name"])
    return common and is_person(name, language, register)


def _unlabelled(text: str, language: Language) -> str:
    labels = "|".join(map(re.escape, language.leader_words["label"]))
    return re.sub(rf"(?:{labels})\s*[:：]|[:：]", "、", text)


def _parts(text: str, language: Language) -> list[str]:
    """Return the names as printed; a name that a line break or a blank cuts stays one."""
    parts: list[str] = []
    for part in filter(None, (part.strip() for part in _SEPARATORS.split(_joined_lines(text, language)))):
        bare = part if is_title(part, language) else without_title(part, language)
        parts.extend(_by_blanks(bare.split(), bare))
    titles = [part for part in parts if is_title(part, language)]
    # “副市长 张三”: the title is not one more leader.
    return [part for part in parts if part not in titles] if len(titles) < len(parts) else parts


def _joined_lines(text: str, language: Language) -> str:
    """Put together a name that a narrow column breaks after its second character or its first: 杨振 / 宇, 李 / 强."""
    pieces = [re.sub(r"\s", "", piece) for piece in text.split("\n")]
    joined: list[str] = []
    for piece in pieces:
        before = joined[-1] if joined else ""
        if len(piece) == 1 and 1 <= len(before) <= 2 and _HAN.fullmatch(before + piece):
            joined[-1] = f"{before} {piece}" if len(before) == 1 else before + piece
        elif is_title(before + piece, language) and before and not is_title(before, language):
            joined[-1] = before + piece
        else:
            joined.append(piece)
    return text if len(joined) == len(pieces) else "\n".join(joined)


def _by_blanks(pieces: list[str], whole: str) -> list[str]:
    """Part a text at its blanks: two single characters in a row are one name."""
    if len(pieces) < 2 or not all(_HAN.fullmatch(piece) for piece in pieces):
        return [whole]
    names: list[str] = []
    at = 0
    while at < len(pieces):
        size = 2 if len(pieces[at]) == 1 and at + 1 < len(pieces) and len(pieces[at + 1]) <= 2 else 1
        names.append(" ".join(pieces[at : at + size]))
        at += size
    return names


def _resolve(printed: str, register: Register, language: Language) -> tuple[str, list[Mend]]:
    mends: list[Mend] = []
    name = re.sub(r"\s", "", printed)
    if name != printed:
        mends.append(Mend("blank-in-name", printed, name, Certainty.CERTAIN))
    name = without_title(name, language)
    leader = register.leader_by_name.get(name)
    if leader is None:
        if register.leaders:
            details = (("nearest", nearest(name, tuple(register.leader_by_name)) or "—"),)
            mends.append(Mend("unknown-leader", printed, name, Certainty.LIKELY, details=details))
        return name, mends
    preferred = leader.names.preferred
    if name in leader.names.misspelt:
        mends.append(Mend("misspelling", printed, preferred, Certainty.CERTAIN))
    return preferred, mends


__all__ = ["could_be_leader", "read_leaders"]
