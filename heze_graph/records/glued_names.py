"""Parting names of persons that stand without anything between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from heze_graph.records.people import is_person, is_title
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

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
