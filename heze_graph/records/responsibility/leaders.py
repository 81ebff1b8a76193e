"""Reading persons' names: telling them from other texts, taking titles off, parting what nothing parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.responsibility.naming import nearest
from heze_graph.reference.language import Language
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.register import Register

_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{2,10}[·•][\u3400-\u9fff·•]{2,12}")
#: What a name of a place or an office ends with, and hardly ever a person's given name.
_MARKS = re.compile(r"[\d《》“”%。；]")


def could_be_leader(printed: str, register: Register) -> bool:
    """Return whether a text has the form of a person's name, or is a known one."""
    name = re.sub(r"\s", "", printed)
    return name in register.leader_by_name or bool(_HAN_NAME.fullmatch(name))


def is_person(text: str, language: Language, register: Register) -> bool:
    """Return whether a text is the name of a person: it begins with a surname and does not end as a unit does."""
    name = re.sub(r"\s", "", text)
    if name in register.leader_by_name:
        return True
    if name in register.unit_by_name or not could_be_leader(name, register) or name in language.unit_words["stem"]:
        return False
    if name[0] in language.unit_words["level"] and name[1:] in language.unit_words["stem"]:
        # 区园林 is no person, though Mr Ou may be.
        return False
    if name[0] in language.unit_words["joiner"] and name[1:] in language.unit_words["joined-place"]:
        # 县党委和政府 names no Mr He.
        return False
    longest = 4 if name[:2] in language.leader_words["surname"] or "·" in name else 3
    places = "".join((*language.unit_words["level"], *language.leader_words["plain-place"]))
    plain_place = len(name) > 1 and name[-1] in places
    return (
        name.startswith(language.leader_words["surname"])
        and (len(name) <= longest or "·" in name)
        and language.kind_of_unit(name) == "other"
        and not plain_place
    )


#: A name has so many letters at least.
_SHORTEST_NAME = 2


@lru_cache(maxsize=KEPT_TEXTS)
def without_title(text: str, language: Language) -> str:
    """Return a leader's name without titles around it and words such as 同志 behind it; a title alone stays.

    So does that of an office, 县委副书记: without it the office is left, and no person.
    """
    if is_title(text, language):
        return text
    text = name = _unplaced(text, language)
    title = next((title for title in language.leader_words["title"] if text.endswith(title)), "")
    if title and len(text) - len(title) < _SHORTEST_NAME:
        # 王副镇长 is not 王副.
        return text
    for words in (language.leader_words["honorific"], language.leader_words["title"]):
        name = _stripped(name, words)
    told = len(name) > 1 and not _MARKS.search(name) and language.kind_of_unit(name) == "other"
    return name if told else text


def _unplaced(text: str, language: Language) -> str:
    """Return a post and a name without the place or the level before them: 镇党委委员张三, 甲县副县长李四."""
    found = _post(language).fullmatch(text)
    person = found["name"] if found else ""
    named = person.startswith(language.leader_words["surname"]) and language.kind_of_unit(person) == "other"
    return f"{found['title']}{person}" if found and named else text


@lru_cache(maxsize=8)
def _post(language: Language) -> re.Pattern[str]:
    """Return the expression of a level, with its place or without, a post and a name."""
    levels = "|".join(map(re.escape, (*language.unit_words["level"], *language.leader_words["office-level"])))
    titles = "|".join(map(re.escape, language.leader_words["title"]))
    return re.compile(rf"[\u3400-\u9fff]{{0,5}}?(?:{levels})+(?P<title>(?:{titles})+)(?P<name>[\u3400-\u9fff]{{2,4}})")


@lru_cache(maxsize=KEPT_TEXTS)
def is_title(text: str, language: Language) -> bool:
    """Return whether a text is made of titles only."""
    left = _charged(language).sub("", re.sub(r"[\s、，,]", "", text))
    if not _of_titles(language).issuperset(left):
        return False
    for title in language.leader_words["title"]:
        left = left.replace(title, "")
    return not left and bool(text.strip())


@lru_cache(maxsize=8)
def _charged(language: Language) -> re.Pattern[str]:
    """Return the expression of what a leader is charged with in front of a title: 分管副县长, 分管工业的副县长.

    Which one of several that is nobody knows without it.
    """
    words, titles = ("|".join(map(re.escape, language.leader_words[kind])) for kind in ("in-charge", "title"))
    return re.compile(rf"^(?:{words})(?:[\u3400-\u9fff]{{2,8}}的)?(?=(?:{titles})$)")


@lru_cache(maxsize=8)
def _of_titles(language: Language) -> frozenset[str]:
    """Return the characters that titles are made of."""
    return frozenset("".join(language.leader_words["title"]))


def _stripped(text: str, words: tuple[str, ...]) -> str:
    changed = text.startswith(words) or text.endswith(words)
    while changed:
        changed = False
        for word in words:
            if text.startswith(word) and len(text) > len(word) + 1:
                text, changed = text[len(word) :].lstrip("、，, :：\u3000"), True
            if text.endswith(word) and len(text) > len(word) + 1:
                text, changed = text[: -len(word)].rstrip("、，, :：\u3000"), True
    return text


_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
#: A person's name has two or three characters; with a surname of two, four.
_SIZES = (2, 3, 4)
#: Of fewer characters than this may be one name.
_SURELY_SEVERAL = 5
#: More names than these nobody writes without a mark between them.
_LONGEST = 16


def unglued(printed: str, register: Register, language: Language, known: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of which a text is made, the text alone where it is one or cannot be told apart.

    Told apart are names of which all, or all but one, are `known` or in the register; in a text too long for one name
    also names that begin with a surname, where only one way of parting it has such.
    """
    name = re.sub(r"\s", "", printed)
    whole = name in known or name in register.leader_by_name or is_title(name, language)
    if whole or not 2 * _SIZES[0] <= len(name) <= _LONGEST or not _HAN.fullmatch(name):
        return (printed,)
    ways = [
        way
        for way in _ways(name)
        if all(_is_known(part, register, known) or is_person(part, language, register) for part in way)
    ]
    best = max((_told(way, register, known) for way in ways), default=0)
    if not best and len(name) < _SURELY_SEVERAL:
        return (printed,)
    likely = [way for way in ways if _told(way, register, known) == best]
    if not best:
        likely = [way for way in ways if all(_usual(part, language) for part in way)]
    return likely[0] if len(likely) == 1 else (printed,)


def _ways(name: str) -> Iterator[tuple[str, ...]]:
    """Yield each way of parting a text into two names or more."""
    for size in _SIZES:
        rest = name[size:]
        if len(rest) >= _SIZES[0]:
            if len(rest) <= _SIZES[-1]:
                yield (name[:size], rest)
            for way in _ways(rest):
                yield (name[:size], *way)


def _is_known(name: str, register: Register, known: Set[str]) -> bool:
    return name in known or name in register.leader_by_name


def _told(way: tuple[str, ...], register: Register, known: Set[str]) -> int:
    """Return how many of the names are known, 0 where more than one is not."""
    told = sum(_is_known(part, register, known) for part in way)
    return told if told >= len(way) - 1 else 0


def _usual(name: str, language: Language) -> bool:
    """Return whether a name begins with a common surname, of two characters where it has four."""
    words = language.leader_words
    return name.startswith(words["common-surname"]) and (len(name) < _SIZES[-1] or name[:2] in words["surname"])


_SEPARATORS = re.compile(r"[、，,；;／/|+\n。]+")
_BRACKETS = re.compile(r"[（(【\[][^（(【\[]{0,60}?[)）】\]]")
_HAN_OR_DOT = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]+")


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
    return _labels(language).sub("、", text)


@lru_cache(maxsize=8)
def _labels(language: Language) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, language.leader_words["label"]))
    return re.compile(rf"(?:{labels})\s*[:：]|[:：]")


def _parts(text: str, language: Language) -> list[str]:
    """Return the names as printed; a name that a line break or a blank cuts stays one."""
    parts: list[str] = []
    for part in filter(None, (part.strip() for part in _SEPARATORS.split(_joined_lines(text, language)))):
        bare = part if is_title(part, language) else without_title(part, language)
        parts.extend(_by_blanks(bare.split(), bare))
    titles = [part for part in parts if is_title(part, language)]
    # “副市长 张三”: the title is not one more leader; 县委副书记、县委宣传部部长 are two.
    posts = all(part.endswith(language.leader_words["title"]) for part in parts)
    return parts if posts else [part for part in parts if part not in titles]


def _joined_lines(text: str, language: Language) -> str:
    """Put together a name that a narrow column breaks after its second character or its first: 杨振 / 宇, 李 / 强."""
    pieces = [re.sub(r"\s", "", piece) for piece in text.split("\n")]
    joined: list[str] = []
    for piece in pieces:
        before = joined[-1] if joined else ""
        if len(piece) == 1 and 1 <= len(before) <= 2 and _HAN_OR_DOT.fullmatch(before + piece):
            joined[-1] = f"{before} {piece}" if len(before) == 1 else before + piece
        elif is_title(before + piece, language) and before and not is_title(before, language):
            joined[-1] = before + piece
        else:
            joined.append(piece)
    return text if len(joined) == len(pieces) else "\n".join(joined)


def _by_blanks(pieces: list[str], whole: str) -> list[str]:
    """Part a text at its blanks: two single characters in a row are one name."""
    if len(pieces) < 2 or not all(_HAN_OR_DOT.fullmatch(piece) for piece in pieces):
        return [whole]
    if [len(pieces[0]), len(pieces[-1])] == [1, 1] and len(pieces) > 2 and all(len(p) == 2 for p in pieces[1:-1]):
        # 陆 明俞 悦: two names as wide as three characters, printed without a break.
        letters = "".join(pieces)
        return [f"{letters[at]} {letters[at + 1]}" for at in range(0, len(letters), 2)]
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
