"""Who answers, as people write it: 牵头单位：甲；配合单位：乙, 由甲牵头，乙配合, 甲（牵头）、乙, 各单位按职责分工负责.

`read_responsibility` is the one reader of such texts, be they a cell of a table, brackets behind the text of an item or
a line below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

from heze_graph.extraction.deadlines import is_without_day, read_deadline
from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.responsibility.labels import LabelToken, TokenKind, tokens
from heze_graph.records.responsibility.leaders import is_person, is_title, without_title
from heze_graph.records.responsibility.naming import (
    Naming,
    ending_of,
    is_group,
    is_second_name,
    level_behind,
    level_of,
    resolve_unit,
    with_prefix,
)
from heze_graph.records.responsibility.shared_endings import parted_behind_others, with_endings
from heze_graph.records.responsibility.units import CellPiece, joined_names, parted, pieces
from heze_graph.reference.language import Language
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.register import Register

#: What `learn` finds: names with a prefix, without one, only behind one; second names with first ones.
_Habits = tuple[frozenset[str], frozenset[str], frozenset[str], tuple[tuple[str, str], ...]]
_NO_HABITS: _Habits = (frozenset(), frozenset(), frozenset(), ())
_NEW_NAME = re.compile(r"[、，,；;／/\n]")
_STRAY = "\"'.．。·-—*●■◆★^|<>"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers: the units by their preferred names, in printed order, each once; which of them lead, which support.

    `leads` and `supports` are empty where the text does not tell them apart. `people` are the persons that it names,
    each with the units that he answers for. `rest` is what says nothing of who answers, such as a deadline. `second`
    are (unit, the name in brackets behind it). `explicit` says whether a label or a word such as 牵头 stands there.
    """

    units: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rest: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    second: tuple[tuple[str, str], ...] = ()
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A unit where it is named: its name there, its role, the mends that the name took, second names in brackets."""

    name: str
    role: str = ""
    mends: tuple[Mend, ...] = ()
    second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _SoFar:
    """What is read so far: the units, persons with the places of their units, other texts, mends.

    `role` is that of the label before, `begun` the place of the first unit behind the last label or word for a role,
    `since` that of the first that no person answers for yet.
    """

    units: tuple[_Mention, ...] = ()
    people: tuple[tuple[str, tuple[int, ...]], ...] = ()
    rest: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    role: str = "units"
    begun: int = 0
    since: int = 0


def learn(cells: Iterable[str], register: Register, language: Language) -> Naming:
    """Return how the cells of a document write its units: with which prefixes, with which second names."""
    blank = _naming(register, language)
    prefixed: set[str] = set()
    free: set[str] = set()
    behind: set[str] = set()
    second: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        behind_prefix = False
        read = read_responsibility(cell, blank)
        second.update((other, name) for name, other in read.second if is_second_name(name, other, blank))
        for name in read.units:
            if level_of(name, language):
                prefixed.add(name)
                behind_prefix = True
            else:
                (behind if behind_prefix else free).add(name)
    habits = frozenset(prefixed), frozenset(free), frozenset(behind - free), tuple(sorted(second.items()))
    return _naming(register, language, habits)


@lru_cache(maxsize=64)
def _naming(register: Register, language: Language, habits: _Habits = _NO_HABITS) -> Naming:
    """Return one and the same Naming for the same habits: what it read in one document is kept for the next."""
    prefixed, free, behind, second = habits
    return Naming(register, language, prefixed, free, behind, dict(second))


@lru_cache(maxsize=KEPT_TEXTS)
def read_responsibility(printed: str, naming: Naming, people: bool = False) -> Responsibility:
    """Return who answers according to a text that says nothing else; `people` says that persons are promised, too.

    A text that holds no unit gives none, whatever else it says is in `rest`; nothing is raised.

    >>> from heze_graph.reference import Reference
    >>> from heze_graph.resources import REFERENCE
    >>> reference = Reference(REFERENCE)
    >>> naming = Naming(reference.register(""), reference.language)
    >>> read = read_responsibility("县发改局牵头，县财政局、各乡镇按职责分工负责，6月底前完成", naming)
    >>> read.units, read.leads, read.rest
    (('县发改局', '县财政局', '各乡镇'), ('县发改局',), ('6月底前完成',))
    """
    if printed.strip() in naming.language.row_words["nothing"]:
        return Responsibility()
    so_far = _SoFar()
    found = tokens(printed, naming)
    for token in _supporting_apart(found):
        so_far = _with_token(so_far, token, naming, people=people)
    units, mends = _resolved(so_far.units, naming)
    named = tuple(person for person, _ in so_far.people)
    if named and not people:
        persons = "、".join(named)
        mends = (*mends, Mend("person-in-units", persons, persons, Certainty.LIKELY))
    answering = tuple((who, tuple(dict.fromkeys(units[at].name for at in places))) for who, places in so_far.people)
    return Responsibility(
        tuple(dict.fromkeys(unit.name for unit in units)),
        tuple(dict.fromkeys(unit.name for unit in units if unit.role == "lead")),
        tuple(dict.fromkeys(unit.name for unit in units if unit.role == "supporting")),
        answering,
        so_far.rest,
        (*so_far.mends, *mends),
        tuple((unit.name, other) for unit in units for other in unit.second),
        any(token.kind is TokenKind.ROLE_BEHIND or (token.kind is TokenKind.LABEL and token.text) for token in found),
    )


def _with_token(so_far: _SoFar, token: LabelToken, naming: Naming, *, people: bool) -> _SoFar:
    """Return what is said with what one token says."""
    if token.kind is TokenKind.LABEL:
        return replace(so_far, role=token.role, begun=len(so_far.units), since=len(so_far.units))
    if token.kind is TokenKind.WORDS:
        return _with_words(so_far, token.text, naming, people=people)
    if token.kind is TokenKind.PERSONS:
        return reduce(_with_person, token.names, so_far)
    if token.kind is TokenKind.UNITS:
        return _with_bracketed(so_far, token.names, naming.language)
    behind = token.kind is TokenKind.ROLE_BEHIND
    first = so_far.begun if behind else max(len(so_far.units) - 1, 0)
    # Behind “牵头单位：” words such as 负责 change nothing.
    role = "lead" if so_far.role == "lead" and token.role == "units" else token.role
    units = (*so_far.units[:first], *(replace(unit, role=role) for unit in so_far.units[first:]))
    return replace(so_far, units=units, begun=len(units) if behind else so_far.begun)


def _supporting_apart(found: Sequence[LabelToken]) -> Iterator[LabelToken]:
    """Yield tokens, those before 配合 parted from who answers before them: 甲；乙、丙配合, 甲，乙、丙配合.

    Behind another word for a role all names up to the next have the same.
    """
    told = False
    for token, behind in zip(found, [*found[1:], LabelToken(TokenKind.NOTE)], strict=True):
        supports = behind.kind is TokenKind.ROLE_BEHIND and behind.role == "supporting"
        at = _last_part(token.text) if token.kind is TokenKind.WORDS and supports and not told else 0
        if at:
            yield LabelToken(TokenKind.WORDS, token.text[:at])
            yield LabelToken(TokenKind.ROLE_BEHIND, role="units")
        yield replace(token, text=token.text[at:])
        told = told or token.kind is TokenKind.ROLE_BEHIND or token.role == "supporting"


def _last_part(text: str) -> int:
    """Return where the names behind the last semicolon begin, or behind a comma among others; 0 where nothing parts."""
    bare = text.rstrip(" 、，,；;")
    commas = [found.end() for found in re.finditer("[，,]", bare)]
    alone = commas[0] if len(commas) == 1 and "、" in bare else 0
    return max(bare.rfind("；"), bare.rfind(";")) + 1 or alone


def _with_bracketed(so_far: _SoFar, names: tuple[str, ...], language: Language) -> _SoFar:
    """Take units in brackets for the members of a group before them, else for second names of the unit there."""
    if not so_far.units:
        return so_far
    *others, last = so_far.units
    words = language.unit_words
    first = next((word for word in words["including"] if names[0].startswith(word)), "")
    if first:
        more = (_Mention(name, last.role) for name in (names[0].removeprefix(first), *names[1:]) if name)
        return replace(so_far, units=(*so_far.units, *more))
    collective = language.kind_of_unit(last.name) == "collective" or last.name in words["group-noun"]
    if not collective and not is_group(last.name, language):
        return replace(so_far, units=(*others, replace(last, second=(*last.second, *names))))
    printed = f"{last.name}（{'、'.join(names)}）"
    members = (_Mention(name, last.role) for name in names)
    mend = Mend("members-in-brackets", printed, "、".join(names), Certainty.LIKELY)
    return replace(so_far, units=(*others, *members), mends=(*so_far.mends, mend))


def _with_person(so_far: _SoFar, person: str) -> _SoFar:
    """Let a person answer for the units that none does yet; a further person for those of the one before."""
    places = tuple(range(so_far.since, len(so_far.units)))
    if not places and so_far.people:
        places = so_far.people[-1][1]
    return replace(so_far, people=(*so_far.people, (person, places)), since=len(so_far.units))


def _with_words(so_far: _SoFar, text: str, naming: Naming, *, people: bool) -> _SoFar:
    """Read a text without labels and notes."""
    if so_far.role in ("deadline", "other"):
        rest = text.strip("\n\t\u3000 、，,；;。")
        return replace(so_far, rest=(*so_far.rest, rest)) if rest else so_far
    kept: list[CellPiece] = []
    person = ""
    for piece in pieces(text):
        # A person stands behind a unit, or behind another person.
        follows = bool(person) or (bool(kept or so_far.units) and not _NEW_NAME.search(piece.before))
        unit, person = _unit_and_person(piece.text, naming, beside=follows, people=people)
        if so_far.role == "person":
            unit, person = "", without_title(piece.text, naming.language)
        if not unit and not person and so_far.role != "person":
            so_far = replace(so_far, mends=(*so_far.mends, Mend("person-in-units", piece.text, "", Certainty.LIKELY)))
        unit, duty = _and_duty(unit, naming)
        if unit and _is_when(unit, naming):
            so_far = replace(so_far, rest=(*so_far.rest, unit))
        elif unit:
            kept.append(replace(piece, text=unit))
        if duty:
            so_far = replace(so_far, mends=(*so_far.mends, Mend("not-a-unit", duty, duty, Certainty.LIKELY)))
        if person:
            so_far = _with_person(_with_names(so_far, kept, naming), person)
            kept = []
    return _with_names(so_far, kept, naming)


@lru_cache(maxsize=KEPT_TEXTS)
def _and_duty(piece: str, naming: Naming) -> tuple[str, str]:
    """Return the unit of a piece and what part of the task that does: 县交通局, 负责投放车辆; "" for most pieces."""
    if piece in naming.register.unit_by_name:
        return piece, ""
    for word in naming.language.unit_words["duty-verb"]:
        unit, verb, duty = piece.partition(word)
        if len(unit) > 2 and duty and naming.language.kind_of_unit(unit) != "other":
            return unit, verb + duty
    return piece, ""


@lru_cache(maxsize=KEPT_TEXTS)
def _is_when(text: str, naming: Naming) -> bool:
    """Return whether a text says by when: 9月底前完成, 年内持续推进."""
    if text in naming.register.unit_by_name or naming.language.kind_of_unit(text) != "other":
        return False
    known = naming.language.deadlines
    return read_deadline(text, 2000, known) is not None or is_without_day(text, known)


@lru_cache(maxsize=KEPT_TEXTS)
def _unit_and_person(piece: str, naming: Naming, *, beside: bool, people: bool) -> tuple[str, str]:
    """Return the unit and the person of a piece, "" for the one that it does not name.

    Where the header promises no persons, only a common surname makes one: 水产 is hardly Mr Shui.
    """
    language, register = naming.language, naming.register
    bare = re.sub(r"\s", "", piece)
    # 由市长张三负责: behind such a word a person may stand as a unit does.
    bare = next((bare.removeprefix(w) for w in language.unit_words["before-name"] if bare.startswith(w)), bare)
    name = without_title(bare, language)
    common = people or name.startswith(language.leader_words["common-surname"])
    titled = name != bare and not is_title(bare, language)
    if (titled or ((people or beside) and common)) and is_person(name, language, register):
        return "", name
    if is_title(bare if people or beside else _without_duty(bare, language), language):
        return "", ""
    if language.kind_of_unit(bare) != "other" or bare in register.unit_by_name:
        return piece, ""
    for size in (3, 2, 0):
        at = len(bare) - size
        unit, person = _untitled(bare[:at], language), bare[at:]
        whole = len(unit) > 2 and language.kind_of_unit(unit) != "other"
        # 人行甲市支行等: 支行等 is nobody.
        others = ending_of(person, language.unit_words["and-others"])
        if whole and (not person or (is_person(person, language, register) and not others)):
            return unit, person
    return piece, ""


def _without_duty(title: str, language: Language) -> str:
    """Return a title without what its holder does, 分管副市长; "" for a title alone, which may stand for a person."""
    duty = next((word for word in language.leader_words["label"] if title.startswith(word)), "")
    return title.removeprefix(duty) if duty else ""


def _untitled(unit: str, language: Language) -> str:
    """Return a unit's name without the title of who heads it: 县水务局局长."""
    return unit.removesuffix(ending_of(unit, language.leader_words["title"]))


def _with_names(so_far: _SoFar, kept: list[CellPiece], naming: Naming) -> _SoFar:
    register, language = naming.register, naming.language
    whole = joined_names(list(parted_behind_others(kept, language)), register, language)
    role = so_far.role if so_far.role in ("lead", "supporting") else ""
    parts = (part for piece in with_endings(whole, naming) for part in parted(piece, register, language))
    cleaned = (
        (_clean(part.text, language, follows=bool(at or so_far.units)), part.mends) for at, part in enumerate(parts)
    )
    return replace(so_far, units=(*so_far.units, *(_Mention(name, role, mends) for name, mends in cleaned if name)))


@lru_cache(maxsize=KEPT_TEXTS)
def _clean(name: str, language: Language, *, follows: bool) -> str:
    """Return a name without 等, the 由 before it and stray marks; "" where nothing is left.

    `follows` says that a name stands before it: the first one may begin with 和 as 和顺县 does.
    """
    name = re.sub(r"\s", "", name).strip(_STRAY)
    for opening, closing in ("()", "（）", "[]", "【】", "〔〕"):
        if name.count(opening) != name.count(closing):
            name = name.strip(opening + closing)
    name = name.removesuffix(ending_of(name, language.unit_words["and-others"]))
    for word in language.unit_words["before-name"]:
        rest, joins = name.removeprefix(word), word in language.unit_words["joiner"]
        if joins and not follows:
            continue
        known = level_of(rest, language) or is_group(rest, language)
        if len(rest.removesuffix(ending_of(rest, language.unit_words["place-word"]))) == 1:
            # 由拳街道: no place has a name of one character.
            continue
        if rest != name and (known or not (joins or language.kind_of_unit(rest) == "other")):
            name = rest
    return name if re.search(r"\w", name) and not name.isdecimal() else ""


def _resolved(mentions: Sequence[_Mention], naming: Naming) -> tuple[list[_Mention], tuple[Mend, ...]]:
    """Give names the prefix of the one before them, and those that the register knows their preferred names."""
    level = ""
    units: list[_Mention] = []
    mends: list[Mend] = [mend for mention in mentions for mend in mention.mends]
    for mention in mentions:
        name = with_prefix(mention.name, level, naming)
        if name != mention.name:
            mends.append(Mend("carried-prefix", mention.name, name, Certainty.LIKELY))
        level = level_behind(name, level, naming.language)
        first, second = _first(name, mention.second, naming)
        preferred, found = resolve_unit(first, naming.register, naming.language)
        mends.extend((*second, *found))
        units.append(replace(mention, name=preferred))
    return units, tuple(mends)


def _first(name: str, seconds: Sequence[str], naming: Naming) -> tuple[str, tuple[Mend, ...]]:
    """Return the name that a unit goes by, of one with a second name in brackets, or printed by that alone."""
    known = [other for other in seconds if other in naming.register.unit_by_name]
    unknown = name not in naming.register.unit_by_name
    first = known[0] if known and unknown else naming.first_names.get(name, name)
    if not seconds and first == name:
        return first, ()
    printed = f"{name}（{'、'.join(seconds)}）" if seconds else name
    return first, (Mend("second-name", printed, first, Certainty.LIKELY),)
