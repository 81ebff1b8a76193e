"""Names that share an ending, each made whole: 甲、乙局, 甲、乙两局, 县发改、财政等部门, 甲县、乙县人民政府."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.responsibility.naming import Naming, ending_of, level_of
from heze_graph.records.responsibility.units import GOVERNMENTS, CellPiece, only_places
from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.governments import is_division
from heze_graph.reference.language import Language

#: Nobody lists more names than these before the ending that they share.
_MOST_NAMES = 12
#: A unit known by a longer name than a stem and this many characters is another one.
_LONGEST_ENDING = 3
#: What may stand between names that share an ending.
_BETWEEN = re.compile(r"\s*[、，,/／]\s*")
#: The name of a place is hardly longer than this many characters.
_LONGEST_PLACE = 8
#: Nobody lists more places than these before the ending that they share.
_MOST_PLACES = 40
#: 东关: a name without its ending has so many characters.
_STEM = re.compile(r"[\u4e00-\u9fff]{2,3}")
#: A place that begins with a prefix of offices has more characters.
_SHORTEST = 2
_ZONE = "functional-zone-committee"


def with_endings(parts: Sequence[CellPiece], naming: Naming) -> list[CellPiece]:
    """Return names in which each has its ending, with the mends that this took.

    A run of names without an ending takes that of the first name behind it that has one, where each is a word that
    units are called by, and takes the prefix of its first.
    """
    done: list[CellPiece] = []
    at = 0
    while at < len(parts):
        size, names = _shared_by_places(parts[at : at + _MOST_PLACES], naming)
        run = parts[at : at + (size or _run(parts[at : at + _MOST_NAMES], naming))]
        if not names and len(run) > 1:
            names = _named([part.text for part in run], naming)
        if names:
            printed = "".join((part.before if place else "") + part.text for place, part in enumerate(run))
            mends = [mend for part in run for mend in part.mends]
            if "、".join(names) != printed:
                mends.append(Mend("shared-ending", printed, "、".join(names), Certainty.LIKELY))
            done.append(CellPiece(names[0], run[0].before, tuple(mends)))
            done.extend(CellPiece(name, "、") for name in names[1:])
        else:
            run = run[:1]
            done.extend(run)
        at += len(run)
    return done


def parted_behind_others(parts: Iterable[CellPiece], language: Language) -> Iterator[CellPiece]:
    """Part a piece where a list ends with 等部门, and more is joined to it: 县发改、财政等部门和各乡镇.

    Behind 等省有关部门 a group of units is named, too: 省有关部门.
    """
    for part in parts:
        found = _ended(language).search(part.text)
        first = part.text[: found.end(1)] if found else part.text
        others = ending_of(first, language.unit_words["and-others"])
        group = others[1:] if others[1:].startswith(language.unit_words["level"]) else ""
        yield CellPiece(first, part.before, part.mends)
        if group:
            yield CellPiece(group, "、")
        if found:
            yield CellPiece(part.text[found.end() :], "、")


@lru_cache(maxsize=8)
def _ended(language: Language) -> re.Pattern[str]:
    """Return the expression of 等部门 before a word that joins more."""
    words = language.unit_words
    others = "|".join(map(re.escape, sorted(words["and-others"], key=len, reverse=True)))
    return re.compile(rf"({others})(?:{'|'.join(map(re.escape, words['joiner']))})(?=\w)")


def _run(parts: Sequence[CellPiece], naming: Naming) -> int:
    """Return how many of the first names share an ending, 1 where the first has its own or none does."""
    for size, part in enumerate(parts, start=1):
        if size > 1 and not _BETWEEN.fullmatch(part.before):
            return 1
        if _ending(part.text, naming.language):
            return size
        if not is_stem(_behind_prefix(part.text, naming.language)[1], naming.language):
            return 1
    return 1


def _named(texts: list[str], naming: Naming) -> tuple[str, ...]:
    *firsts, last = texts
    ending = _ending(last, naming.language)
    level, first = _behind_prefix(texts[0], naming.language)
    whole = _one_office(level, "".join((first, *firsts[1:], last)), naming)
    if whole:
        return (whole,)
    words = naming.language.unit_words
    known = words["firm-stem"] if ending in words["firm-ending"] else words["stem"]
    if any(_behind_prefix(text, naming.language)[1] not in known for text in firsts):
        # 发改、移动公司: a bureau is no firm; and 城投、发改局: a firm is no bureau.
        return ()
    bare = without_count(_without(last, ending, naming.language), len(texts))
    own, rest = _behind_prefix(bare, naming.language)
    # 团县委 has a prefix of its own, and shares none.
    apart = not level.startswith(level_of(last, naming.language))
    if own not in ("", level) or apart or not rest:
        return ()
    between = (_behind_prefix(text, naming.language)[1] for text in firsts[1:])
    stems = [first, *between, *_by_joiner(rest, naming.language)]
    return tuple(_with_ending(level, stem, ending, naming) for stem in stems)


def _others(text: str, language: Language) -> str:
    ending = ending_of(text, language.unit_words["and-others"])
    return ending if len(ending) > 1 else ""


def _ending(text: str, language: Language) -> str:
    """Return the ending of a name that others before it may share."""
    others = _others(text, language)
    told = others or text
    words = language.unit_words
    ending = ending_of(told, (*words["firm-ending"], *words["shared-ending"]))
    return ending if len(text) > len(others or ending) else ""


def _without(text: str, ending: str, language: Language) -> str:
    return text.removesuffix(_others(text, language) or ending)


def _behind_prefix(text: str, language: Language) -> tuple[str, str]:
    """Return the prefix of a name (市, 县委) and what stands behind it."""
    level = level_of(text, language)
    rest = text[len(level) :]
    committee = bool(level) and rest.startswith("委") and is_stem(rest[1:], language)
    return (level + "委", rest[1:]) if committee else (level, rest)


def _by_joiner(text: str, language: Language) -> list[str]:
    """Part 财政和人社, each of which units are called by; 教育和体育 is one office."""
    if _unjoined(text, language) in language.unit_words["one-office"]:
        return [text]
    for word in language.unit_words["joiner"]:
        left, found, right = text.partition(word)
        if found and is_stem(left, language) and is_stem(right, language):
            return [left, right]
    return [text]


def _one_office(level: str, text: str, naming: Naming) -> str:
    """Return the one unit that a run names with marks inside its own name: 市文化、广电和旅游局.

    It does where the document or the register knows it, or where an office of such a name is usual and its last part is
    joined as in a name; 县文化、广电、旅游局 are three.
    """
    plain = _unjoined(text, naming.language)
    known = [name for name in _known(level, naming) if _unjoined(name, naming.language) == level + plain]
    if known:
        return known[0]
    offices = naming.language.unit_words["one-office"]
    usual = plain != text and any(plain.startswith(_unjoined(office, naming.language)) for office in offices)
    return level + text if usual else ""


def _unjoined(text: str, language: Language) -> str:
    return re.sub(_joiners(language), "", text)


@lru_cache(maxsize=8)
def _joiners(language: Language) -> str:
    return "|".join(map(re.escape, language.unit_words["joiner"]))


def _known(level: str, naming: Naming) -> list[str]:
    unprefixed = (level + name for name in naming.behind)
    return sorted({*naming.prefixed, *naming.register.unit_by_name, *unprefixed})


def _with_ending(level: str, stem: str, ending: str, naming: Naming) -> str:
    """Return the name of a unit: as the document or the register has it, else with the shared ending.

    The name of a mass organisation is whole without one.
    """
    name = level + stem + ending
    kind = naming.language.kind_of_unit
    if kind(level + stem) == "mass-organisation":
        return level + stem
    known = [
        other
        for other in _known(level, naming)
        if other.startswith(level + stem)
        and 0 < len(other) - len(level + stem) <= _LONGEST_ENDING
        and kind(other) == kind(name)
        and not other.endswith(("部门", "单位"))
    ]
    return name if name in known or len(known) != 1 else known[0]


@dataclass(frozen=True, slots=True)
class _Last:
    """The last of names that share an ending: the names it holds whole, what stands before the level of its place.

    `level` is 县 or 街道, `governs` who governs it, 人民政府.
    """

    names: tuple[str, ...]
    stem: str
    level: str
    governs: str


def _shared_by_places(parts: Sequence[CellPiece], naming: Naming) -> tuple[int, tuple[str, ...]]:
    """Return how many of the first names share the ending of the last of them, and these, each with it.

    A place takes 人民政府, a zone 管委会, and a name without an ending all of it, where it is as long as the last one's
    own and hardly a person's.
    """
    for size, part in enumerate(parts):
        if size and not _BETWEEN.fullmatch(part.before):
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
    return stem[:-1] if chinese_number(stem[-1:]) == count else stem


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
