"""How one document writes the names of units: what is known of names, and what its own cells show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from heze_graph.messages import LANGUAGES, say
from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.reference.governments import called, province_stems
from heze_graph.reference.language import Language, variants, why
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.recognised import readings
from heze_graph.reference.register import Register

#: How many characters the short name of a city has, and how its whole name ends.
_SHORT_CITY, _CITY = (2, 3), ("市", "州")


@dataclass(frozen=True, eq=False)
class Naming:
    """What is known when a document's units are read: the register, the language, and how the document writes names.

    `prefixed` are the names that it prints with a prefix; `bare` those that it prints without one where no prefix
    before them could hold for them, `behind` those that it prints only behind one. `first_names` are the units that it
    prints with a second name in brackets, by that second name. Two values are equal only if they are the same one, so
    that what was read with one can be kept for it.
    """

    register: Register
    language: Language
    prefixed: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    first_names: Mapping[str, str] = field(default_factory=dict)


def kind_of_unit(name: str, naming: Naming) -> str:
    """Return the kind of a unit: the register's, else what its name tells."""
    unit = naming.register.unit_by_name.get(name)
    return unit.kind if unit else naming.language.kind_of_unit(name)


def is_second_name(name: str, other: str, naming: Naming) -> bool:
    """Return whether a name in brackets is one more of the unit before it, and not that of a part of it."""
    level = level_of(other, naming.language)
    if other in naming.register.unit_by_name or level_of(name, naming.language) != level:
        return False
    return bool(level) and kind_of_unit(name, naming) == kind_of_unit(other, naming)


@lru_cache(maxsize=KEPT_TEXTS)
def takes_prefix(name: str, language: Language) -> bool:
    """Return whether a name is of a kind that takes the prefix of the names before it."""
    words = language.unit_words
    endings = (*words["carried-ending"], *words["kept-ending"])
    ends = [e for e in endings if name.endswith(e)] if name.endswith(endings) else []
    fits = bool(ends) and max(ends, key=len) in words["carried-ending"]
    # A mass organisation or a court is called by the ending alone: 妇联, 检察院. 大队 may be part of another name.
    whole = language.kind_of_unit(name) in ("mass-organisation", "judicial-organ")
    office = language.kind_of_unit(name) == "municipal-bureau" and name not in words["bare-ending"] and len(name) > 2
    bare = name in words["carried-ending"] and not (whole or office)
    return fits and not name.startswith(words["collective-start"]) and not bare


def level_behind(name: str, before: str, language: Language) -> str:
    """Return the prefix that may hold for the names behind a name: its own, else the one before it.

    Behind a collective (各乡镇) or a unit that is no office none does.
    """
    level = level_of(name, language)
    if name in language.unit_words["kept-ending"]:
        return before
    if level:
        return level if takes_prefix(name, language) and len(name) - len(level) > 1 else ""
    return "" if language.kind_of_unit(name) in ("collective", "township-government") else before


def with_prefix(name: str, level: str, naming: Naming) -> str:
    """Return a name with the prefix of the one before it, where that is safe.

    Safe is what the register or the document prints so elsewhere, or a name that the document never prints without a
    prefix before it.
    """
    whole = level + name
    if not level or level_of(name, naming.language) or name in naming.register.unit_by_name:
        return name
    if any(level_of(other, naming.language) for other in usual_readings(name, naming.register, naming.language)):
        # 行住建局: its own prefix is there, recognised for another character.
        return name
    known = whole in naming.register.unit_by_name or whole in naming.prefixed
    if not known and not (naming.prefixed and name not in naming.bare and takes_prefix(name, naming.language)):
        return name
    # 市某局、某省海关: a name with its own place before it; so is one of the whole country.
    own = (*province_stems(), *naming.language.unit_words["national"])
    return name if name.startswith(own) or _own_city(name) else whole


@lru_cache(maxsize=KEPT_TEXTS)
def _own_city(name: str) -> bool:
    """Return whether a name begins with that of a city in short, and goes on."""
    shorts = (name[:size] for size in _SHORT_CITY if size < len(name))
    return any(called(short).endswith(_CITY) for short in shorts)


_BRACKET = re.compile("[（(〔【]")
BRACKET_BEHIND = re.compile(r"[（(][^（()）]*[)）]$")


#: Below this similarity (rapidfuzz ratio, 0 to 100) no "nearest name" is worth naming.
_NEAR = 60


def ending_of(text: str, endings: tuple[str, ...]) -> str:
    """Return the first of some endings that a text has, "" where it has none.

    >>> ending_of("某局等部门", ("等部门", "部门")), ending_of("某局", ("等部门",))
    ('等部门', '')
    """
    return next(filter(text.endswith, endings)) if text.endswith(endings) else ""


def kind_of_name(name: str, language: Language) -> str:
    """Return the kind that the ending of a name tells, a note in brackets behind it left aside."""
    return language.kind_of_unit(BRACKET_BEHIND.sub("", name))


@lru_cache(maxsize=8)
def _levels(language: Language) -> re.Pattern[str]:
    return re.compile(f"[{''.join(language.unit_words['level'])}]")


@lru_cache(maxsize=KEPT_TEXTS)
def level_of(name: str, language: Language) -> str:
    """Return the prefix of a name that says whose unit it is (市, 县, 某某区), "" where it prints none.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> [level_of(name, load_language(REFERENCE)) for name in ("县财政局", "市场监管局", "某某区教育局")]
    ['县', '', '某某区']
    """
    # What stands in brackets is a note, not the name's own prefix.
    for found in _levels(language).finditer(_BRACKET.split(name[:6], maxsplit=1)[0]):
        if name.startswith(language.unit_words["no-level"], found.start()):
            continue
        if found[0] in "镇乡" and found.start():
            continue
        return name[: found.end()] if len(name) > found.end() else ""
    return ""


@lru_cache(maxsize=KEPT_TEXTS)
def is_group(name: str, language: Language) -> bool:
    """Return whether a name is that of a group of units: 各乡镇, 有关部门, 市直相关单位; 单位 alone is none."""
    words = language.unit_words
    noun = next((noun for noun in words["group-noun"] if name.endswith(noun)), "")
    before = name.removesuffix(noun)
    levels = "".join(words["level"])
    if any(name.startswith(start) and name != start for start in words["collective-start"]):
        return True
    return bool(noun) and bool(before) and bool(re.fullmatch(f"[{levels}]?[属直级]*各?", before))


@lru_cache(maxsize=KEPT_TEXTS)
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
    known = [name for name in variants(printed, language.look_alikes) if name in register.unit_by_name]
    if known:
        return _look_alike(printed, known, register, language)
    if usual := usual_readings(printed, register, language):
        return _misrecognised(printed, usual, register)
    if not register.units:
        return printed, ()
    details = (("nearest", nearest(printed, tuple(register.unit_by_name)) or "—"),)
    return printed, (Mend("unknown-unit", printed, printed, Certainty.LIKELY, details=details),)


def usual_readings(printed: str, register: Register, language: Language) -> list[str]:
    """Return the names that one may have been before it was recognised: of the register, else of usual bureaus.

    A name that is itself that of a usual bureau, 行政审批局, has none.
    """
    if is_usual(printed, language):
        return []
    others = readings(printed, language.misrecognised)
    known = [name for name in others if name in register.unit_by_name]
    return known or [name for name in others if is_usual(name, language)]


def is_usual(name: str, language: Language) -> bool:
    """Return whether a name is that of a bureau as every government has it, with the prefix of one or without."""
    words = language.unit_words
    # The prefix stands in front, or the whole is one without.
    rests = {name, name.removeprefix(level_of(name, language))}
    return any(
        rest.endswith(ending) and rest.removesuffix(ending) in words["stem"]
        for rest in rests
        for ending in words["carried-ending"]
    )


def _misrecognised(printed: str, names: list[str], register: Register) -> tuple[str, tuple[Mend, ...]]:
    meant = [register.unit_by_name[name].names.preferred if name in register.unit_by_name else name for name in names]
    chosen, *others = dict.fromkeys(meant)
    at = next(at for at, (a, b) in enumerate(zip(printed, names[0], strict=True)) if a != b)
    details = (
        ("character", printed[at]),
        ("meant", names[0][at]),
        *((f"why_{language}", say("records.recognised-alike").in_language(language)) for language in LANGUAGES),
        ("others", "、".join(others) or "—"),
    )
    certainty = Certainty.DOUBTFUL if others else Certainty.LIKELY
    return chosen, (Mend("look-alike", printed, chosen, certainty, candidates=tuple(others), details=details),)


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
        named=tuple(("unit", register.unit_by_name[name].names.preferred) for name in others),
        details=why(printed, chosen, tuple(others), language.look_alikes),
    )
    return preferred, (mend,)


def nearest(printed: str, known: tuple[str, ...]) -> str | None:
    """Return the known name that is most like a printed one, or None where none comes near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(printed, sorted(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None
