"""The words that say what units do, 牵头单位：, （配合）, 按职责分工负责, and the tokens that they part a text into.

A label is made of words that each say something (牵头, 配合, 责任), of words that only colour them (主要, 按职责分工)
and, where it stands before its units, of a noun (单位, 部门). So wordings that no list has are understood, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from heze_graph.model.printed import ASIDE
from heze_graph.records.responsibility.leaders import is_person, is_title, without_title
from heze_graph.records.responsibility.naming import Naming, ending_of, kind_of_unit
from heze_graph.reference.language import Language

#: A label has no more words of a kind; without a bound a text of nothing else would be tried in every way.
MOST_WORDS = 6
#: What a header of a column says where it stands before a colon inside a text.
_HEADER_ROLES = {"leader": "person", "deadline": "deadline", "units": "units", **dict.fromkeys(ASIDE, "other")}


@dataclass(frozen=True, slots=True)
class Labels:
    """How labels are found: `before` their units with a colon or the like, words `behind` units.

    `whole` is a text that is a label, `noun` one that ends with a noun such as 单位.
    """

    before: re.Pattern[str]
    behind: re.Pattern[str]
    whole: re.Pattern[str]
    noun: re.Pattern[str]


@lru_cache(maxsize=8)
def _first_leads(language: Language) -> re.Pattern[str]:
    first, lead = (any_of(language.unit_words[kind]) for kind in ("first", "lead-word"))
    behind = rf"(?:{lead})[^，,。；;、\n]{{1,6}}?(?:{first})(?!时间)"
    # 由排名首位的部门牵头负责
    by = rf"由[^，,。；;、\n]{{0,4}}(?:{first})[^，,。；;、\n]{{0,6}}?(?:{lead})"
    return re.compile(rf"(?:{first})[^，,。；;、\n]{{0,8}}[为是]\S{{0,4}}?(?:{lead})|{behind}|{by}")


def says_first_leads(text: str, language: Language) -> bool:
    """Return whether a text says that the unit named first leads.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [says_first_leads(text, language) for text in ("列第一位的责任单位为牵头单位", "牵头单位列首位", "首位单位")]
    [True, True, False]
    """
    return bool(_first_leads(language).search(re.sub(r"\s", "", text)))


@lru_cache(maxsize=8)
def labels_of(language: Language) -> Labels:
    """Return the patterns of the labels of a language."""
    words = language.unit_words
    headers = tuple(text for text, word in language.headers.items() if word.role in _HEADER_ROLES)
    verbs = words["lead-word"] + words["supporting-word"] + words["answering-word"]
    listed = words["person-label"] + words["label"]
    parts = (verbs, words["label-affix"], words["label-scope"], words["label-noun"], listed, headers)
    word, affix, scope, noun, listed_ones, header = map(any_of, parts)
    some = f"{{0,{MOST_WORDS}}}"
    verb = rf"(?:{affix}){some}(?:{word})(?:{affix}|{word}){some}"
    with_noun = rf"(?:{scope}){some}{verb}(?:{scope}){some}(?:{noun})"
    label = rf"{with_noun}|{verb}|{listed_ones}"
    spaced, more = r"(?:^|(?<=[\s、，,；;。]))", r"\s*[:：]?\s*(?=[^\s、，,；;])"
    before = (
        rf"(?P<colon>{label})\s*[:：]\s*|{spaced}(?P<header>{header})\s*[:：]\s*"
        rf"|[【\[〔](?P<square>{label})[】\]〕]{more}|{spaced}[（(](?P<round>{label})[)）]{more}"
        rf"|{spaced}(?P<line>{label})\s*\n|{spaced}(?P<blank>{with_noun})[ \t\u3000]+"
    )
    behind = rf"(?<=\S)({verb})(?=[\s、，,；;。（(〔\[【]|$)"
    return Labels(re.compile(before), re.compile(behind), re.compile(label), re.compile(with_noun))


def any_of(words: Iterable[str]) -> str:
    """Return the pattern for any of some words, the longest first; one that never matches where there are none."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or r"(?!)"


def role_of(label: str, language: Language) -> str:
    """Return what a label makes of the units beside it: `lead`, `supporting`, or `units`; else what it announces.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [role_of(label, language) for label in ("牵头协调部门", "协同责任单位", "分工负责", "责任领导", "时限")]
    ['lead', 'supporting', 'units', 'person', 'deadline']
    """
    words = language.unit_words
    if label in words["person-label"]:
        return "person"
    if any(word in label for word in words["lead-word"]):
        return "lead"
    if any(word in label for word in words["supporting-word"]):
        return "supporting"
    header = language.headers.get(label)
    return _HEADER_ROLES.get(header.role, "units") if header else "units"


_BRACKETS = re.compile(r"[（(【\[〔]([^（(【\[〔）)】\]〕]*)[）)】\]〕]")
#: 各县<市、区>政府, 各县〔市、区〕政府: brackets inside brackets.
_INNER = re.compile(
    r"[<＜〈﹤][^<>＜＞〈〉﹤﹥]{1,40}[>＞〉﹥]|(?<=\w)[〔\[【]\w{1,4}(?:[、，,/]\w{1,4})+[〕\]】](?=\w)"
)
_OPENING, _CLOSING = "（(【[〔", "）)】]〕"
_SPLIT = re.compile(r"[\s、，,；;／/]+")
_LAST_PIECE = re.compile(r"(?:^|(?<=[\s、，,；;]))([^\s、，,；;]{2,8})\s*$")
_ITEM = re.compile(r"(?:(?<=^)|(?<=[\s、，,；;]))(?:[①-⑳]|[(（]?\d{1,2}[)）.．、])\s*")
#: A note on a place is part of a name only where it is as short as this.
_LONGEST_PLACE = 6


class TokenKind(Enum):
    """What a token is."""

    LABEL = "a label before its units"
    WORDS = "names, and what stands between them"
    ROLE_BEHIND = "words behind the units that they hold for: 牵头, 按职责分工负责"
    NOTE = "a note in brackets on the role of the unit before it"
    PERSONS = "persons in brackets, who answer for the units before them"
    UNITS = "units in brackets: members of the group before them, or second names"


@dataclass(frozen=True, slots=True)
class LabelToken:
    """A part of a text: its kind, its words, the role that it gives (of `labels.role_of`), the names in brackets."""

    kind: TokenKind
    text: str = ""
    role: str = ""
    names: tuple[str, ...] = ()


def tokens(printed: str, naming: Naming) -> tuple[LabelToken, ...]:
    """Return the tokens of a text; the first is a label, that of role `units` where the text begins with none."""
    text = _INNER.sub(lambda found: f"（{found[0][1:-1]}）", unwrapped_brackets(printed.strip()))
    found = [LabelToken(TokenKind.LABEL, role="units")]
    start = 0
    for label in labels_of(naming.language).before.finditer(text):
        found.extend(_section(text[start : label.start()], naming))
        found.append(LabelToken(TokenKind.LABEL, label[0], role_of(label[label.lastgroup or 0], naming.language)))
        start = label.end()
    found.extend(_section(text[start:], naming))
    return tuple(_joined(found))


def unwrapped_brackets(text: str) -> str:
    """Return a text without the brackets that stand around all of it.

    >>> unwrapped_brackets("〔科技局牵头〕"), unwrapped_brackets("（甲）乙（丙）")
    ('科技局牵头', '（甲）乙（丙）')
    """
    if not text or text[0] not in _OPENING or text[-1] not in _CLOSING:
        return text
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth == 0 and at < len(text) - 1:
            return text
    return text[1:-1].strip()


def _joined(found: list[LabelToken]) -> Iterator[LabelToken]:
    """Yield the tokens, words that only a dropped note parted as one."""
    words = ""
    for token in found:
        if token.kind is TokenKind.WORDS:
            words += token.text
            continue
        if words:
            yield LabelToken(TokenKind.WORDS, words)
        words = ""
        yield token
    if words:
        yield LabelToken(TokenKind.WORDS, words)


def _section(text: str, naming: Naming) -> Iterator[LabelToken]:
    """Yield the tokens of the text behind one label."""
    text = _ITEM.sub("", text)
    start = 0
    for found in _BRACKETS.finditer(text):
        person = _person_before(text[start : found.start()], found[1], naming)
        if _inside_name(text, found, naming.language):
            yield from _words(text, start, found.end(), naming.language)
        elif person:
            end = found.start() - len(person.text)
            yield from _words(text, start, end, naming.language)
            yield LabelToken(TokenKind.WORDS, found[1].strip())
            yield LabelToken(TokenKind.PERSONS, names=person.names)
        else:
            yield from _words(text, start, found.start(), naming.language)
            yield from _note(found, naming)
        start = found.end()
    yield from _words(text, start, len(text), naming.language)


def _inside_name(text: str, found: re.Match[str], language: Language) -> bool:
    """Return whether brackets stand inside a name: 市财政（地税）局."""
    if not found.start() or not re.match(r"\w", text[found.start() - 1]):
        return False
    longest = language.longest_ending
    behind = re.split(r"[\s、，,；;（(]", text[found.end() : found.end() + longest + 1], maxsplit=1)[0]
    label = labels_of(language).whole
    ends = (size for size in range(1, min(len(behind), longest) + 1) if language.is_bare_ending(behind[:size]))
    return any(size == len(behind) or label.fullmatch(behind, size) for size in ends)


def _words(text: str, start: int, end: int, language: Language) -> Iterator[LabelToken]:
    for found in labels_of(language).behind.finditer(text, start, end):
        yield LabelToken(TokenKind.WORDS, text[start : found.start()])
        yield LabelToken(TokenKind.ROLE_BEHIND, found[1], role_of(found[1], language))
        start = found.end()
    if start < end:
        yield LabelToken(TokenKind.WORDS, text[start:end])


def _person_before(before: str, note: str, naming: Naming) -> LabelToken | None:
    """Return the person of “张三（县水务局）”, as printed and by name."""
    found = _LAST_PIECE.search(before)
    unit = note.strip()
    # 张三（县水务局局长） names the unit, too; 张三（副县长） none.
    unit = unit.removesuffix(ending_of(unit, naming.language.leader_words["title"]))
    if not found or is_title(note, naming.language) or naming.language.kind_of_unit(unit) == "other":
        return None
    person = without_title(found[1], naming.language)
    if not is_person(person, naming.language, naming.register):
        return None
    return LabelToken(TokenKind.PERSONS, found[0], names=(person,))


def _note(found: re.Match[str], naming: Naming) -> Iterator[LabelToken]:
    """Yield what a note in brackets says; nothing for a note that says nothing of who answers."""
    note, words = re.sub(r"\s", "", found[1]), naming.language.unit_words
    if note in words["lead-note"] or note in words["supporting-note"]:
        yield LabelToken(TokenKind.NOTE, note, "lead" if note in words["lead-note"] else "supporting")
        return
    if labels_of(naming.language).whole.fullmatch(note):
        yield LabelToken(TokenKind.NOTE, note, role_of(note, naming.language))
        return
    remark = naming.language.row_words["answer-remark"]
    # （含开发区，下同）: a remark names nobody.
    parts = [part for part in _SPLIT.split(note) if part and not part.startswith(remark)]
    places = all(part.endswith(words["place-word"]) and len(part) <= _LONGEST_PLACE for part in parts)
    if parts and places and not note.startswith(words["including"]):
        # 各乡镇（街道）, 各县（市、区）人民政府: part of the name.
        yield LabelToken(TokenKind.WORDS, found[0])
        return
    yield from _named_in_note(note, parts, naming)


def _named_in_note(note: str, parts: list[str], naming: Naming) -> Iterator[LabelToken]:
    names = tuple(without_title(part, naming.language) for part in parts)
    if names and all(is_person(name, naming.language, naming.register) for name in names):
        yield LabelToken(TokenKind.PERSONS, names=names)
    elif parts and all(kind_of_unit(part, naming) != "other" for part in parts):
        yield LabelToken(TokenKind.UNITS, note, names=tuple(parts))
    else:
        label = labels_of(naming.language).behind.search(note)
        if label and label.end() == len(note) and kind_of_unit(note[: label.start()], naming) != "other":
            # 县住建局（县城管局配合）: one more unit.
            yield LabelToken(TokenKind.WORDS, f"、{note[: label.start()]}")
            yield LabelToken(TokenKind.NOTE, label[1], role_of(label[1], naming.language))
