"""Whether a phrase names an individual work (东环高速南段) or a kind (农村公路), and where its name ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heze_graph.reference.names_in_text import ProjectWords

_HAN = "[㐀-鿿]"
_NUMBER = r"(?:\d[\d.]{0,12}(?:[-—–~～至]{1,2}\d[\d.]{0,12})?[万亿余多]?|[一二两三四五六七八九十百]{1,4})"
_PHASE = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}期|[一二三四五六七八九十\d]{1,4}号)$")
_QUOTES = '“”「」"'
# How many characters a name has at least …
_LISTED_LENGTH = 3  # … that the text calls an example,
_PLAIN_LENGTH = 4  # … that tells no kind,
_NAMED_BESIDE_LENGTH = 5  # … that stands beside a named work,
_UNNAMED_LENGTH = 6  # … that holds no proper name.


@dataclass(frozen=True, slots=True)
class NamePatterns:
    """What a phrase is tested with: patterns of its kinds, its proper names, its counts and its appendages."""

    head: re.Pattern[str]
    thing: re.Pattern[str]
    any_kind: re.Pattern[str]
    feature: re.Pattern[str]
    common_feature: re.Pattern[str]
    route: re.Pattern[str]
    several: re.Pattern[str]
    class_noun: re.Pattern[str]
    appendage: re.Pattern[str]
    repeated_kind: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class WorkPhrase:
    """A phrase that may name a work: its name as it should stand, what tells its kind, and what it was called.

    `stem` is the name without a closing 工程 that it keeps; `called_work` whether 项目 or 工程 followed it.
    """

    name: str
    stem: str
    called_work: bool


def any_of(words: Sequence[str]) -> str:
    """Return the pattern that matches one of `words` (the longest first), or nothing where there are none."""
    return "(?:" + "|".join(map(re.escape, words)) + ")" if words else "(?!)"


def name_patterns(words: ProjectWords) -> NamePatterns:
    """Return the patterns for the words of the reference data."""
    role: Mapping[str, str] = {name: any_of(members) for name, members in words.by_role.items()}
    things = _longest_first(words.by_role["head"], words.by_role["weak-head"])
    kinds = _longest_first(things, words.by_role["action"])
    counted = f"{_NUMBER}{role['counter']}"
    return NamePatterns(
        head=re.compile(f"{role['head']}$"),
        thing=re.compile(f"{any_of(things)}$"),
        any_kind=re.compile(f"{any_of(kinds)}$"),
        feature=re.compile(f"{_HAN}{{2,7}}?{role['feature']}"),
        common_feature=re.compile(f"{role['common-feature']}$"),
        route=re.compile(r"[GSＧＳ]\d{1,4}|[国省县]道\d+|\d+号线|\d{2,3}[国省]道"),
        several=re.compile(f"{role['many']}|{counted}|.*{counted}(?:以上|左右|以内)?$"),
        class_noun=re.compile(role["class-noun"]),
        appendage=re.compile(f"(?:{role['rank']}{_HAN}{{0,4}})?(?:建设)?(?:项目|工程)$"),
        repeated_kind=re.compile(f"(?:试点|示范){role['head']}$"),
    )


def work_phrase(phrase: str, patterns: NamePatterns) -> WorkPhrase:
    """Return `phrase` without what is said of it rather than part of its name.

    项目 and its attributes go (…大桥重点交通项目). 工程 goes where what remains tells the kind of a thing
    (…大桥工程) and stays where it tells what is done (…复航工程). A repeated kind goes (…片区试点片区).
    """
    appended = patterns.appendage.search(phrase)
    bare = phrase[: appended.start()] if appended else phrase
    repeated = patterns.repeated_kind.search(bare)
    if repeated and patterns.head.search(bare, 0, repeated.start()):
        bare = bare[: repeated.start()]
    keeps = appended is not None and appended[0].endswith("工程") and not _tells_a_thing(bare, patterns)
    return WorkPhrase(phrase if keeps else bare, bare, appended is not None)


def names_a_work(work: WorkPhrase, own: str, holds_place: bool, listed: bool, patterns: NamePatterns) -> bool:
    """Whether `work` names an individual work.

    `own` is its name beyond the known places at its start, `holds_place` whether a known place is named anywhere in
    it, `listed` whether the text calls it an example (A、B等项目). What is counted (50个…) or begins like a kind
    (农村…) is none. Otherwise its kind must be told, and either a proper name or a phase (二期) stands in it or enough
    words that it has no like; of what is done to a thing (…改造), the thing must be told, too.
    """
    name, whole_stem = work.name.strip(_QUOTES), work.stem.strip(_QUOTES)
    stem = _without_phase(whole_stem)
    proper = stem != whole_stem or _has_proper_name(stem, patterns) or _has_proper_name(own, patterns)
    anchored = holds_place or proper
    if patterns.several.match(name) or (not proper and patterns.class_noun.match(own)):
        return False
    if not anchored and "的" in name:
        return False
    kind = patterns.any_kind.search(stem)
    if listed:
        return len(name) >= _LISTED_LENGTH and (kind is None or kind.start() > 0)
    if kind is None:
        return anchored and len(name) >= _PLAIN_LENGTH and (work.called_work or _PHASE.search(whole_stem) is not None)
    if patterns.thing.search(stem) is None:
        return proper or (anchored and _tells_a_thing(stem[: kind.start()], patterns))
    is_quoted = name != work.name
    tells_itself = patterns.head.search(stem) is not None and (is_quoted or len(name) >= _UNNAMED_LENGTH)
    # Of a phase there is but one, whatever it is a phase of: 城际铁路二期.
    return (kind.start() >= 2 or stem != whole_stem) and (anchored or tells_itself)


def resembles_a_work(work: WorkPhrase, patterns: NamePatterns) -> bool:
    """Whether `work` may be named beside works that are: it tells a thing, or what is done to one, and no number."""
    name = work.name
    if len(name) < _NAMED_BESIDE_LENGTH or patterns.several.match(name) or patterns.class_noun.match(name):
        return False
    kind = patterns.any_kind.search(work.stem)
    return _tells_a_thing(work.stem, patterns) or (
        kind is not None and _tells_a_thing(work.stem[: kind.start()], patterns)
    )


def ends_a_member(phrase: str, patterns: NamePatterns) -> bool:
    """Whether `phrase` can be a whole member of an enumeration of works: it ends in a kind, 项目, 工程 or a phase."""
    bare = _without_phase(phrase)
    if _PHASE.search(phrase) or patterns.appendage.search(bare):
        return True
    return patterns.any_kind.search(bare.rstrip(_QUOTES + "）)")) is not None


def _has_proper_name(stem: str, patterns: NamePatterns) -> bool:
    if patterns.route.search(stem):
        return True
    feature = patterns.feature.match(stem)
    return feature is not None and not patterns.common_feature.search(feature[0])


def _tells_a_thing(bare: str, patterns: NamePatterns) -> bool:
    return patterns.thing.search(_without_phase(bare)) is not None


def _longest_first(*lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({word for words in lists for word in words}, key=lambda word: (-len(word), word)))


def _without_phase(name: str) -> str:
    """Return `name` without a closing part or phase: （科技大道）, 二期."""
    return _PHASE.sub("", re.sub(r"[（(][^（()）]*[）)]$", "", name))
