"""Whether a phrase names an individual work (东环高速南段) or a kind (农村公路), and where its name ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from heze_graph.reference.csv_table import WordsByRole

_HAN = "[㐀-鿿]"
_NUMBER = r"(?:\d[\d.]{0,12}(?:[-—–~～至]{1,2}\d[\d.]{0,12})?[万亿余多]?|[一二两三四五六七八九十百]{1,4})"
_ORDINAL = "[一二三四五六七八九十]{1,3}"
_PHASE = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}期|[一二三四五六七八九十\d]{1,4}号)$")
_UNHEARD = re.compile(f"{_HAN}{{2}}")
_TOWNS = re.compile(f"{_HAN}{{1,5}}[镇乡村]、")
_PART = re.compile(r"[（(][^（()）]*[）)]$")
_QUOTES = '“”「」"'
# How many characters a name has at least …
_LISTED_LENGTH = 3  # … that the text calls an example,
_PLAIN_LENGTH = 4  # … that tells no kind,
_NAMED_BESIDE_LENGTH = 5  # … that stands beside a named work,
_CALLED_BESIDE_LENGTH = 7  # … that stands beside one and is called 项目 or 工程,
_UNHEARD_LENGTH, _UNHEARD_MOST = 2, 5  # … has before its kind where no dictionary knows it,
_UNNAMED_LENGTH = 6  # … that holds no proper name.


@dataclass(frozen=True, slots=True)
class EndPatterns:
    """What a phrase may end with: the kind of a thing, what is done to one, how many there are, 项目 or 工程."""

    head: re.Pattern[str]
    thing: re.Pattern[str]
    any_kind: re.Pattern[str]
    line_head: re.Pattern[str]
    soft_action: re.Pattern[str]
    trailing_action: re.Pattern[str]
    repeated_kind: re.Pattern[str]
    counted: re.Pattern[str]
    own_count: re.Pattern[str]
    appendage: re.Pattern[str]
    #: With 工程 behind them these stay in a name: the thing before them is only where the work is.
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProperPatterns:
    """What tells a proper name, and what tells a kind, a number or an ordinary word instead."""

    feature: re.Pattern[str]
    common_feature: re.Pattern[str]
    route: re.Pattern[str]
    between: re.Pattern[str]
    substation: re.Pattern[str]
    quarter: re.Pattern[str]
    named_feature: re.Pattern[str]
    own_institution: re.Pattern[str]
    institution: re.Pattern[str]
    institutions: tuple[str, ...]
    class_noun: re.Pattern[str]
    several: re.Pattern[str]
    coined: re.Pattern[str]
    verb: re.Pattern[str]
    dictionary: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class NamePatterns:
    """What a phrase is tested with: its end, and whether a proper name stands in it."""

    ends: EndPatterns
    proper: ProperPatterns


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


def name_patterns(words: WordsByRole, dictionary: AbstractSet[str]) -> NamePatterns:
    """Return the patterns for the words of the reference data; what `dictionary` lacks may be a proper name."""
    role = {name: any_of(members) for name, members in words.items()}
    return NamePatterns(_end_patterns(words, role), _proper_patterns(words, role, dictionary))


def _end_patterns(words: WordsByRole, role: Mapping[str, str]) -> EndPatterns:
    return EndPatterns(
        head=re.compile(f"{role['head']}$"),
        thing=re.compile(f"{any_of(_things(words))}$"),
        any_kind=re.compile(f"{any_of(_kinds(words))}$"),
        line_head=re.compile(f"{_HAN}{{2,}}{role['line-head']}$"),
        soft_action=re.compile(f"{role['soft-action']}$"),
        # 新华路改造 keeps what is done to a street; of 新华路扩建, 进港公路改造 the road is the work.
        trailing_action=re.compile(
            f"(?:(?:(?<![路街巷])|(?<=[公铁]路)){role['trailing-action']}|(?<=[路街巷]){role['built-anew']})$"
        ),
        repeated_kind=re.compile(f"{role['repeated']}{role['head']}$"),
        counted=re.compile(f"[0-9.]{role['counter']}(?:以上|左右|以内)?$"),
        # 甲学校一期2座教学楼 tells what is built of it.
        own_count=re.compile(f"(?<=期)[0-9]+{role['counter']}.*"),
        appendage=re.compile(f"(?:{role['rank']}{_HAN}{{0,4}})?(?:建设)?(?:项目|工程)$"),
        kept=words["kept"],
    )


def _proper_patterns(words: WordsByRole, role: Mapping[str, str], dictionary: AbstractSet[str]) -> ProperPatterns:
    # 30万吨级航道 is of a class of size, not a number of things.
    counted = f"{_NUMBER}{role['counter']}(?!级)"
    verbs = set(words["begins"]).difference(_kinds(words))
    return ProperPatterns(
        feature=re.compile(f"[㐀-鿿·]{{2,7}}?{role['feature']}"),
        common_feature=re.compile(f"{role['common-feature']}$"),
        route=re.compile(
            r"[GSＧＳ]\d{1,4}|[国省县]道\d+|\d+号线|\d{2,4}千伏(?![变输线及以电配])[㐀-鿿]{2}|\d{2,3}[国省]道|^[一二三四五六七八]环[路线]|^引[㐀-鿿]{1,2}[济入补][㐀-鿿]"
        ),
        between=re.compile(f"({_HAN}{{2,6}}?)至({_HAN}{{2,}}?){any_of(_things(words))}$"),
        substation=re.compile(rf"{_HAN}{{2,6}}\d{{2,4}}{role['substation']}"),
        quarter=re.compile(f"{role['quarter']}{_HAN}{{2,}}"),
        named_feature=re.compile(f"{role['named-feature']}(?!{role['basin']})"),
        own_institution=_own_institution(words, role),
        institution=re.compile(f"{role['own-institution']}|第[一二三四五六七八九十]+{any_of(_things(words))}"),
        institutions=words["own-institution"],
        class_noun=re.compile(role["class-noun"]),
        several=re.compile(
            f"{role['many']}|{counted}|.*以[上下]|.*[0-9][十百千万亿]{{0,2}}(?:元|{role['length']})|.*[0-9]{role['work-counter']}|.*{counted}(?:以上|左右|以内)?$"
        ),
        coined=re.compile(role["coined"]),
        verb=re.compile(any_of(_longest_first([word for word in verbs if len(word) > 1]))),
        dictionary=dictionary,
    )


def _own_institution(words: WordsByRole, role: Mapping[str, str]) -> re.Pattern[str]:
    """Return the expression for what a city or a district has one of: 市图书馆, 区第四幼儿园, 三中."""
    numbered = f"第{_ORDINAL}{_HAN}{{0,4}}?{any_of(_things(words))}"
    named = f"(?:第{_ORDINAL})?{_HAN}{{0,6}}?{role['own-institution']}"
    school = f"{_ORDINAL}[中小](?:{_HAN}?校区)?(?:{role['trailing-action']})?$"
    return re.compile(f"[市县州区](?![直级区县域场民政块间位])(?:{named}|{numbered})|{school}")


def _things(words: WordsByRole) -> tuple[str, ...]:
    return _longest_first(words["head"], words["weak-head"])


def _kinds(words: WordsByRole) -> tuple[str, ...]:
    return _longest_first(_things(words), words["action"])


def work_phrase(phrase: str, patterns: NamePatterns) -> WorkPhrase:
    """Return `phrase` without what is said of it rather than part of its name.

    项目 and its attributes go (…大桥重点交通项目). 工程 goes where what remains tells the kind of a thing
    (…大桥工程) and stays where it tells what is done (…复航工程, …配套工程) or counts
    phases (…二期工程). What is done to a thing goes where no 工程
    makes a name of it (…园区扩建), and so does a repeated kind (…片区试点片区).
    """
    ends = patterns.ends
    phrase = ends.own_count.sub("", phrase)
    part = _PART.search(phrase)
    called = ends.appendage.search(phrase, 0, part.start()) if part else None
    if part and called and called[0].endswith("工程"):
        # 西水中调工程（一期）
        return WorkPhrase(phrase, phrase[: called.start()] + part[0], called_work=True)
    doubled = phrase.removesuffix("项目工程")
    phrase = phrase if doubled == phrase else doubled + "项目"
    appended = ends.appendage.search(phrase)
    bare = phrase[: appended.start()] if appended else phrase
    if appended and appended[0].startswith(ends.kept) and appended[0].endswith("工程"):
        return WorkPhrase(phrase, bare, called_work=True)
    action = ends.trailing_action.search(bare)
    if action and not (appended and appended[0].endswith("工程")) and _tells_a_thing(bare[: action.start()], ends):
        bare = bare[: action.start()]
    repeated = ends.repeated_kind.search(bare)
    if repeated and ends.head.search(bare, 0, repeated.start()):
        bare = bare[: repeated.start()]
    called_works = appended is not None and appended[0].endswith("工程")
    keeps = called_works and not _tells_a_thing(bare, ends)
    if called_works and _PHASE.search(bare):
        # 甲校区二期 is one; of 乙湖三期工程 the lake is only where it is.
        keeps = ends.head.search(_without_phase(bare)) is None
    return WorkPhrase(phrase if keeps else bare, bare, appended is not None)


def names_a_work(work: WorkPhrase, own: str, holds_place: bool, listed: bool, patterns: NamePatterns) -> bool:
    """Whether `work` names an individual work.

    `own` is its name beyond the known places at its start, `holds_place` whether a known place is named anywhere in
    it, `listed` whether the text calls it an example (A、B等项目). What is counted (50个…) or begins like a kind
    (农村…) is none. Otherwise its kind must be told, and either a proper name or a phase (二期) stands in it or enough
    words that it has no like; of what is done to a thing (…改造), the thing must be told, too.
    """
    ends, proper = patterns.ends, patterns.proper
    if ends.soft_action.search(work.name) and not work.called_work:
        # 景点提档升级、古城保护利用: care that goes on, no work with an end.
        return False
    name, whole_stem = work.name.strip(_QUOTES), work.stem.strip(_QUOTES)
    stem = _without_phase(whole_stem)
    named = stem != whole_stem or any(_has_proper_name(words, proper) for words in (stem, own))
    named = named or _is_unheard_of(own, work.called_work and "“" not in work.name, patterns)
    anchored = holds_place or named
    is_kind = not named and (proper.class_noun.match(own) or (not anchored and "的" in name))
    if is_kind or proper.several.match(name) or proper.own_institution.match(stem):
        return not is_kind and not proper.several.match(name)
    kind = ends.any_kind.search(stem)
    if listed:
        # 农村水利、垃圾处理等项目 are kinds: no word tells a thing, and the first is an ordinary one.
        told = kind.start() > 0 if kind else not proper.coined.match(own)
        return len(name) >= _LISTED_LENGTH and told
    if kind is None:
        # 甲市、乙县储能项目 are a kind in several places.
        phase = _PHASE.search(_PART.sub("", whole_stem))
        return anchored and "、" not in name and len(name) >= _PLAIN_LENGTH and (work.called_work or phase is not None)
    if ends.thing.search(stem) is None:
        # 甲镇、乙镇土地整治 is a kind in several places.
        one = _TOWNS.match(name) is None
        return one and (named or (anchored and _tells_a_thing(stem[: kind.start()], ends)))
    # Of a phase there is but one, whatever it is a phase of: 城际铁路二期.
    whole = stem != whole_stem or proper.route.match(stem) is not None
    return (kind.start() >= 2 or whole) and (anchored or _tells_itself(work.name, stem, ends))


def is_definite(work: WorkPhrase, patterns: NamePatterns) -> bool:
    """Whether a name of which an end is told without a number is of one work: 体育公园、规划展示馆建成开放.

    Not what begins as kinds do (养老服务中心, 农村公路), nor what is short and may be one (停车场).
    """
    proper, name = patterns.proper, work.name
    kinds = (proper.class_noun, proper.coined, proper.several, proper.common_feature)
    is_kind = any(kind.match(name) for kind in kinds) or proper.common_feature.search(name) is not None
    # 产业园区, 数据中心 are nothing but a kind.
    is_kind = is_kind or patterns.ends.head.fullmatch(name) is not None
    told = _tells_a_thing(work.stem, patterns.ends)
    return told and len(name) >= _PLAIN_LENGTH and not is_kind and "、" not in name and "的" not in name


def _tells_itself(name: str, stem: str, ends: EndPatterns) -> bool:
    """Whether the words of a name without a proper one are so many that it has no like, or its marks say so."""
    unquoted = name.strip(_QUOTES)
    long = unquoted != name or len(unquoted) >= _UNNAMED_LENGTH
    return ends.head.search(stem) is not None and (long or ends.line_head.match(stem) is not None)


def head_of(work: WorkPhrase, patterns: NamePatterns) -> str:
    """Return the kind of a thing that a name ends with, or ""."""
    ends = patterns.ends
    stem = _without_phase(work.stem)
    action = ends.trailing_action.search(stem)
    found = ends.thing.search(_without_phase(stem[: action.start()]) if action else stem)
    return found[0] if found else ""


def resembles_a_work(work: WorkPhrase, kinds: AbstractSet[str], patterns: NamePatterns) -> bool:
    """Whether `work` may be named beside works that are: it tells a thing, or what is done to one, and no number.

    `kinds` are those of the works beside it: a short name of the same kind is one, too (甲乙公园、丙丁公园).
    """
    ends, proper = patterns.ends, patterns.proper
    name = work.name
    called = work.called_work and not ends.soft_action.search(name) and _tells_a_thing(work.stem, ends)
    if len(name) == _PLAIN_LENGTH and (called or head_of(work, patterns) in kinds):
        # 甲乙公园、丙丁公园; 甲城小学、市民公园项目
        return not (proper.several.match(name) or proper.class_noun.match(name))
    if ends.soft_action.search(name) and not work.called_work:
        return False
    if len(name) >= _PLAIN_LENGTH and _PHASE.search(work.stem) and not proper.class_noun.match(name):
        # 云锦科技三期、昱晟二期
        return True
    if len(name) < _NAMED_BESIDE_LENGTH or proper.several.match(name) or proper.class_noun.match(name):
        return False
    if work.called_work and len(name) >= _CALLED_BESIDE_LENGTH and "“" not in name:
        # 甲江大桥、江岸崩塌应急治理工程
        return True
    kind = ends.any_kind.search(work.stem)
    return _tells_a_thing(work.stem, ends) or (kind is not None and _tells_a_thing(work.stem[: kind.start()], ends))


def ends_a_member(phrase: str, patterns: NamePatterns) -> bool:
    """Whether `phrase` can be a whole member of an enumeration of works: it ends in a kind, 项目, 工程 or a phase."""
    ends = patterns.ends
    bare = _without_phase(phrase)
    if _PHASE.search(phrase) or ends.appendage.search(bare):
        return True
    ended = bare.rstrip(_QUOTES + "）)")
    if ended.endswith(patterns.proper.institutions):
        return True
    # 改造锅炉12台、供热管网
    return any(pattern.search(ended) for pattern in (ends.any_kind, ends.soft_action, ends.counted))


def _has_proper_name(stem: str, proper: ProperPatterns) -> bool:
    if any(p.match(stem) for p in (proper.own_institution, proper.quarter, proper.named_feature)):
        return True
    if proper.route.search(stem) or (proper.substation.match(stem) and not proper.class_noun.match(stem)):
        return True
    between = proper.between.match(stem)
    if between and not (proper.verb.fullmatch(between[1]) or any(map(proper.class_noun.match, between.groups()))):
        # 甲至乙输水管道, but 延伸至公园, 县城至乡镇公路
        return True
    feature = proper.feature.match(stem)
    # 乡镇小学, 安置区幼儿园 are kinds.
    is_kind = proper.coined.match(stem) is not None
    return feature is not None and not is_kind and not proper.common_feature.search(feature[0])


def _is_unheard_of(stem: str, called_work: bool, patterns: NamePatterns) -> bool:
    """Whether a name begins with two characters that belong to no word of the dictionary: 雁峰|公园, 巴城|供水二厂.

    What is called 项目 or 工程 need not tell its kind: 昱晟电子薄膜项目. Words of kinds that are too new for a
    dictionary (托育, 零碳) are known, too.
    """
    proper, kind = patterns.proper, patterns.ends.thing.search(stem)
    if not _UNHEARD.match(stem) or len(stem) < _PLAIN_LENGTH or not proper.dictionary:
        return False
    if kind is None and not (called_work and len(stem) >= _UNNAMED_LENGTH and proper.verb.search(stem) is None):
        return False
    if kind and (kind.start() < _UNHEARD_LENGTH or (kind.start() > _UNHEARD_MOST and proper.verb.search(stem))):
        # 因地制宜推进口袋公园 is no name.
        return False
    if proper.class_noun.match(stem) or proper.coined.match(stem):
        return False
    begun = stem[: kind.start() if kind else len(stem)]
    words = (begun[:2], begun[:3], begun[:4], begun[1:3], begun[1:4])
    return not any(word in proper.dictionary for word in words if len(word) > 1)


def _tells_a_thing(bare: str, ends: EndPatterns) -> bool:
    return ends.thing.search(_without_phase(bare)) is not None


def _longest_first(*lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({word for words in lists for word in words}, key=lambda word: (-len(word), word)))


def _without_phase(name: str) -> str:
    """Return `name` without a closing part or phase: （科技大道）, 二期."""
    return _PHASE.sub("", _PART.sub("", name))
