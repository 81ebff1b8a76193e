"""Governments and committees that share an ending, each made whole: 甲县、乙县人民政府, 东关、西关街道办事处."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from heze_graph.records.responsibility.naming import Naming, ending_of
from heze_graph.records.responsibility.units import GOVERNMENTS, CellPiece, only_places
from heze_graph.reference.governments import is_division
from heze_graph.reference.language import Language

#: What may stand between names that share an ending.
BETWEEN = re.compile(r"\s*[、，,/／]\s*")
#: The name of a place is hardly longer than this many characters.
_LONGEST_PLACE = 8
#: Nobody lists more places than these before the ending that they share.
MOST_PLACES = 40
#: 东关: a name without its ending has so many characters.
_STEM = re.compile(r"[\u4e00-\u9fff]{2,3}")
#: 东港、西港两区: how many names share what follows.
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
#: A place that begins with a prefix of offices has more characters.
_SHORTEST = 2
_ZONE = "functional-zone-committee"


@dataclass(frozen=True, slots=True)
class _Last:
    """The last of names that share an ending: the names it holds whole, what stands before the level of its place.

    `level` is 县 or 街道, `governs` who governs it, 人民政府.
    """

    names: tuple[str, ...]
    stem: str
    level: str
    governs: str


def shared_by_places(parts: Sequence[CellPiece], naming: Naming) -> tuple[int, tuple[str, ...]]:
    """Return how many of the first names share the ending of the last of them, and these, each with it.

    A place takes 人民政府, a zone 管委会, and a name without an ending all of it, where it is as long as the last one's
    own and hardly a person's.
    """
    for size, part in enumerate(parts):
        if size and not BETWEEN.fullmatch(part.before):
            break
        last = _last(part.text, naming.language, size + 1)
        if size and last:
            before = [each.text for each in parts[:size]]
            if not _surely_places(before, naming):
                break
            names = [_whole(text, last, naming) for text in before]
            if any(name != text for name, text in zip(names, before, strict=True)) and all(names):
                return size + 1, (*names, *last.names)
        if not (_is_place(part.text, naming.language) or _is_zone(part.text, naming) or _is_bare(part.text, naming)):
            break
    return 0, ()


def without_count(stem: str, count: int) -> str:
    """Return a name without the number of those that share its ending.

    >>> without_count("水利三", 3), without_count("水利三", 2)
    ('水利', '水利三')
    """
    return stem[:-1] if _COUNTS.get(stem[-1:]) == count else stem


def is_stem(text: str, language: Language) -> bool:
    """Return whether a text is what offices or firms are called by, without an ending: 发改, 移动."""
    return text in language.unit_words["stem"] or text in language.unit_words["firm-stem"]


def _last(text: str, language: Language, count: int) -> _Last | None:
    """Return the places, the level and the government of a name that others before it may share; None for any other."""
    kind = language.kind_of_unit(text)
    words = language.unit_words
    if kind not in (*GOVERNMENTS, _ZONE) or text.startswith(words["collective-start"]):
        return None
    governs = ending_of(text, tuple(word for word in words["joined-place"] if word not in words["level"]))
    # 街道办事处 is the level of a place and its office.
    levels = (word for word in words["joined-place"] if governs.startswith(word))
    own = next((word for word in levels if governs.removeprefix(word) in words["bare-ending"]), "")
    if not own and governs in words["place-word"] and governs not in words["bare-ending"]:
        # 南湖街道: nobody governs it by name.
        own = governs
    rest = text.removesuffix(governs) + own
    governs = governs.removeprefix(own)
    level = ending_of(rest, _place_endings(language)) or ending_of(rest, words["level"])
    joined = re.split("|".join(map(re.escape, words["joiner"])), rest.removesuffix(level))
    *firsts, stem = joined if all(_is_place(each, language) for each in joined[:-1]) else [rest.removesuffix(level)]
    stem = without_count(stem, count)
    if not stem and kind == _ZONE and governs:
        # 高新区、经开区管委会: what ends the name of a zone may be all of it.
        return _Last((level + governs,), "", level, governs)
    if not (stem and (level or governs)) or only_places(rest, language):
        return None
    return _Last((*(first + governs for first in firsts), stem + level + governs), stem, level, governs)


@lru_cache(maxsize=8)
def _place_endings(language: Language) -> tuple[str, ...]:
    """Return the words that end names of places and zones, the longest first; those of their offices are none."""
    words = language.unit_words
    return tuple(word for word in words["place-word"] if language.kind_of_unit(word) != "other" or len(word) == 1)


def _whole(text: str, last: _Last, naming: Naming) -> str:
    """Return a name with what it shares with the last one; itself where it shares nothing, "" where it cannot stand."""
    language = naming.language
    zones = last.governs in language.unit_words["bare-ending"] and language.kind_of_unit(last.governs) == _ZONE
    if _is_zone(text, naming):
        return text + last.governs if zones else text
    if _is_place(text, language):
        return text if zones or not last.governs else text + last.governs
    return text + last.level + last.governs if len(last.stem) == len(text) else ""


def _is_zone(text: str, naming: Naming) -> bool:
    language = naming.language
    office = language.kind_of_unit(text) == _ZONE and not text.startswith(language.unit_words["collective-start"])
    return office and not text.endswith(language.unit_words["bare-ending"]) and len(text) <= _LONGEST_PLACE


def _is_place(text: str, language: Language) -> bool:
    """Return whether a text is the name of one place: 甲县, and neither 各县 nor 县."""
    words = language.unit_words
    named = text.endswith((*words["level"], *words["subdistrict"])) and 1 < len(text) <= _LONGEST_PLACE
    if not named or only_places(text, language) or text.startswith(words["collective-start"]):
        return False
    # 镇平县, and no 县城区: only a known place begins as the prefix of an office does.
    return not text.startswith(words["level"]) or (len(text) > _SHORTEST and is_division(text))


def _is_bare(text: str, naming: Naming) -> bool:
    """Return whether a text may be the name of a place without its ending, and hardly that of a person or an office."""
    language = naming.language
    known = text in naming.register.unit_by_name or language.kind_of_unit(text) != "other" or is_stem(text, language)
    begins = text.startswith((*language.unit_words["level"], *language.unit_words["collective-start"]))
    return bool(_STEM.fullmatch(text)) and not known and not begins


def _surely_places(texts: Sequence[str], naming: Naming) -> bool:
    """Return whether not all names without an ending may be those of persons."""
    bare = [text for text in texts if _is_bare(text, naming) and not _is_place(text, naming.language)]
    return not bare or not all(text.startswith(naming.language.leader_words["common-surname"]) for text in bare)
