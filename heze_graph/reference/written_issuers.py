"""Issuers told by how they are written, where no list has them: a place by its ending, a body, the sign in a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from heze_graph.reference.governments import (
    Division,
    called,
    divisions,
    government_of,
    government_words,
    is_division,
    level_words,
    province_signs,
    provinces,
)
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import NAMED

_ZONE, _COORDINATION = "functional-zone-committee", "coordination-office"
#: Kinds of units that publish tables in their own name.
OFFICES = ("municipal-bureau", "party-organ", _ZONE, "mass-organisation")
#: Kinds of the units of the state whose names begin with 国家 or the like, and how long such a name is.
_OF_STATE, _LONGEST_OF_STATE = ("municipal-bureau", "party-organ"), 16
#: Levels whose names begin titles; 甲区 and 乙镇 may as well be those that a plan is about, 健康甲州 a programme.
_NAMED_IN_TITLES = frozenset("市县盟旗")
#: 丨 stands for a colon: 责任单位丨某局.
_SEGMENT = re.compile(r"(?:(?!丨)[\u3400-\u9fff0-9（）()])+")
#: 20*年, 20××年: a year whose figures a copy or a form leaves out.
_MASKED_YEAR = re.compile(r"(?:19|20)\d?[*×xX]{1,2}(?=年)")
_NAME_FOLLOWS = re.compile(r"[\u3400-\u9fff]{2}")
#: 1月9日在甲县第八届人民代表大会…
_DAY = r"\d{1,2}月\d{1,2}日在?"
YEAR = re.compile(r"(?:19|20)\d{2}")
#: A place in brackets in a line of its own says whose table it is: （甲山市）.
_ALONE = re.compile(r"^[ \t\u3000]*[（(]([\u3400-\u9fff]{2,10})[)）][ \t\u3000]*$", re.MULTILINE)
#: The name of a publisher is hardly longer than this.
LONGEST = 24
#: A short name has so many characters, and so many at least stand before 区 or 开发区.
SHORTEST = 2
#: What stands in no name of a place: figures, brackets, the number of a meeting.
_NO_PLACE = re.compile(r"[\d()]|第[一二三四五六七八九十百零〇]+[次届期批]")
#: 甲市乙镇第十七届人民代表大会: a congress is that of the place before its number.
CONGRESS = re.compile(r"第[一二三四五六七八九十]+届")
#: 甲市乙区, 甲省丙市乙县: a district is one place with and without the city before it.
_ABOVE = re.compile(r"^(?:[\u3400-\u9fff]{2,6}?省)?[\u3400-\u9fff]{2,6}?[市州](?=[\u3400-\u9fff]{2,}[区县旗]$)")

#: A prefecture's sign is its first letter, or its first two.
_LONGEST_SIGN = 2
#: The sign of a province before words for who issues; it is one where 省政府 or the like is named.
_SIGN = re.compile(r"^[ \t\u3000]*([\u3400-\u9fff])(?:政|府|办|委)[\u3400-\u9fff]{0,4}[〔\[（(【]", re.MULTILINE)
#: In a line of its own: the sign of a government before words for who issues.
_NUMBERED = re.compile(
    r"^[ \t\u3000]*(?:发?文件?(?:字?号|编号)[:：]?\s*)?"
    r"(?P<short>(?P<sign>[\u3400-\u9fff]{1,2}?)(?:政|府)(?:办|党)?[\u3400-\u9fff]?)"
    r"[〔\[（(【](?:19|20)\d{2}[〕\])）】]\s*第?\d{1,4}号[ \t\u3000]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who published a table: the place (or the body itself, where it is no government), and the issuer's name.

    `short` is the short name by which alone a text names it: 贵州.
    """

    place: str = ""
    name: str = ""
    short: str = field(default="", repr=False, compare=False)

    @classmethod
    def government(cls, name: str, place: str = "", short: str = "") -> Issuer:
        """Return the government of a place; `place` is its unambiguous name if `name` is ambiguous."""
        return cls(place or name, government_of(name), short)


def written_issuer(text: str, language: Language) -> Issuer | None:
    r"""Return the issuer that a text names, told by its form alone.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> written_issuer("整改任务清单\n（甲山市）", load_language(REFERENCE))
    Issuer(place='甲山市', name='甲山市人民政府')
    """
    alone = (place_in_front(f"{found[1]}2000年", language) for found in _ALONE.finditer(text))
    if place := next(filter(None, alone), ""):
        return Issuer.government(place)
    for segment, inside in segments(text, language):
        place = place_in_front(segment, language)
        # 按照国务院关于…的部署，…。: a sentence names bodies that others heed.
        body = _body(segment, place, language) if place or not inside else ""
        if len(place) == SHORTEST and (whole := called(place)):
            # 贵州2024年: its last letter makes it no 州.
            return Issuer.government(whole, short=place)
        if place:
            name = body or government_of(place)
            if body.startswith(f"{place}委") and f"中共{body}" in text:
                name = f"中共{body}"
            own = _ABOVE.sub("", place)
            return Issuer(own, name.removeprefix(place.removesuffix(own)))
        if body:
            return Issuer(body, body)
    return None


def segments(text: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Yield the segments of a text, without words such as 关于印发 and times before a name.

    Each comes with whether it stands inside a sentence.
    """
    levels = "".join(level_words())
    # 涉甲区 is what a text concerns, 涉县 a county.
    words = (re.escape(word) + f"(?![{levels}])" * (len(word) == 1) for word in language.unit_words["issuer-before"])
    before = "|".join(words)
    for line in _MASKED_YEAR.sub("2000", unicodedata.normalize("NFKC", text)).split("\n"):
        joined = _with_committee().sub(r"\g<stem>\g<level>", re.sub(r"[ \t\u3000]+", "", line))
        pieces = _SEGMENT.findall(joined)
        for at, piece in enumerate(pieces):
            bare = re.sub(rf"^(?:{before}|(?:19|20)\d{{2}}年?度?|{NAMED}|{_DAY}|\d{{1,2}}(?:月份?|(?=\D)))+", "", piece)
            rest = bare.removeprefix(next(filter(bare.startswith, provinces()), ""))
            yield rest if _NAME_FOLLOWS.match(rest) else bare, at > 0 and "。" in line


def place_in_front(segment: str, language: Language) -> str:
    """Return the place at the beginning of a segment, before a year, 人民政府 or the name of one of its offices."""
    follow = "|".join(map(re.escape, language.unit_words["issuer-follow"]))
    titled = ""
    for place, ending in _places(segment, language):
        rest, body = segment[len(place) :], _body(segment, place, language)
        if len(place) - len(ending) < SHORTEST and language.kind_of_unit(body) == _ZONE:
            # 甲州工业园区 is a place of its own.
            continue
        if body or YEAR.match(rest) or CONGRESS.match(rest) or re.match(follow, rest):
            return place
        # In 甲市乙县重点任务分工表 a longer name is surer.
        titled = titled or (place if _begins_title(place, rest, language) else "")
    return titled


def _places(segment: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the possible place names at the beginning of a text segment, each with its ending."""
    words = language.unit_words
    endings = "|".join(map(re.escape, words["issuer-place"]))
    for found in re.finditer(rf"(?={endings})", segment[:LONGEST]):
        stem = segment[: found.start()]
        ending = next(word for word in words["issuer-place"] if segment.startswith(word, found.start()))
        following = segment[len(stem) + len(ending) :][:1]
        # 甲州市某局: the name of the city ends behind it.
        goes_on = len(stem) < SHORTEST and following in level_words() and following
        if len(stem) >= min(len(ending), SHORTEST) and not goes_on and _may_be_place(stem, ending, language):
            yield stem + ending, ending
    # 甲山工业园管委会, 甲山国际陆港管理委员会: what a committee governs is a place, whatever its name.
    governed = (segment[:LONGEST].partition(word) for word in words["issuer-committee"])
    yield from ((place, "") for place, found, _ in governed if found and _is_governed(place, language))


def _is_governed(place: str, language: Language) -> bool:
    return len(place) > SHORTEST and _may_be_place(place, "", language)


def _may_be_place(stem: str, ending: str, language: Language) -> bool:
    """Return whether a stem and ending may be a place name, which has no numbers and excludes some words."""
    words, place = language.unit_words, stem + ending
    if _NO_PLACE.search(place) or not set(place).difference(level_words()):
        # 做好2023年州政府工作, （二）市政府督查室, 第八次县政府常务会议: no place is named so, nor 市县.
        return False
    if stem.endswith(words["issuer-verb"]) or any(word in stem for word in words["issuer-no-part"]):
        return False
    if place.startswith(words["collective-start"]) or place in (*words["issuer-no-place"], *words["issuer-place"]):
        return False
    # 甲工业园区 is a place, though no other 园区 is; 智慧城市 is none, though 甲城市 may be.
    never = tuple(word for word in words["issuer-never-place"] if len(word) >= len(ending))
    return not ending or not place.endswith(never) or is_division(place)


def _begins_title(place: str, rest: str, language: Language) -> bool:
    """Return whether a short city or county name precedes the subject of a plan: 甲山市城市体检整改清单."""
    words = language.unit_words
    short = len(place) - 1 in (SHORTEST, SHORTEST + 1) and place[-1] in _NAMED_IN_TITLES
    # 农贸市场, 推进县域…
    within = (place[-1] + rest).startswith(words["issuer-no-level"])
    return short and not within and rest.endswith(words["issuer-title"])


def _body(segment: str, place: str, language: Language) -> str:
    """Return the body at the beginning of a segment: an office of a place, or any body before a year or 关于."""
    words = language.unit_words
    # 甲县委 is hardly longer than 甲县; 甲县委员会 and 甲县委托 are others.
    shortest = len(place) + (not re.match("委(?![员托派任])", segment[len(place) :]))
    for size in range(min(len(segment), LONGEST), shortest, -1):
        name, rest = segment[:size], segment[size:]
        if name.count("(") != name.count(")"):
            continue
        if place and any(word in name[len(place) :] for word in words["issuer-no-office"]):
            continue
        kind = language.kind_of_unit(name)
        of_state = not place and is_of_state(name, language)
        announced = YEAR.match(rest) or rest.startswith(words["issuer-announces"])
        announced = announced or (of_state and rest.startswith(words["issuer-follow"]))
        # 某区2024年人大代表…: what follows a year is the subject.
        # 甲县工业园区建设领导小组办公室 is no zone.
        office = kind in OFFICES or (kind == _COORDINATION and (not rest or announced))
        if place and name.startswith(place) and office and not ("关于" in name or YEAR.search(name)):
            return name
        if name in words["issuer-place"] or _nameless().match(name):
            continue
        told = of_state or kind not in ("other", "collective")
        if not place and announced and told and len(name) > SHORTEST:
            # 教育部办公厅 signs for 教育部.
            ending = next((word for word in words["issuer-announces"] if name.endswith(word)), "")
            whole = name.removesuffix(ending)
            return whole if language.kind_of_unit(whole) not in ("other", "collective") else name
    return ""


def is_of_state(name: str, language: Language) -> bool:
    """Return whether a name is that of an office of the state, before which no place stands.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> names = "教育部办公厅", "国家税务总局", "宣传部", "县国家税务局"
    >>> [is_of_state(name, load_language(REFERENCE)) for name in names]
    [True, True, False, False]
    """
    words = language.unit_words
    bare = name.removesuffix(next((word for word in words["issuer-announces"] if name.endswith(word)), ""))
    office = bare.startswith(words["national"]) and language.kind_of_unit(bare) in _OF_STATE
    return bare in words["of-state"] or (office and len(bare) <= _LONGEST_OF_STATE)


def is_nameless(government: str) -> bool:
    """Return whether a text is that of a government without the name of its place: 政府, 市政府, 区人民政府."""
    return _nameless().fullmatch(government) is not None


@cache
def _nameless() -> re.Pattern[str]:
    return re.compile(f"[{''.join(level_words())}]?(?:{'|'.join(government_words())})")


@cache
def _with_committee() -> re.Pattern[str]:
    """Return the expression of a committee before the government of its place, which answers: 甲县委、县政府."""
    return re.compile(
        rf"(?P<stem>[\u3400-\u9fff]{{1,8}}?)(?P<level>[{''.join(level_words())}])(?:(?P=level))?"
        r"委(?:员会)?(?:办公室|办公厅|办)?[、，,和]?"
        rf"(?:(?P=stem))?(?P=level)(?=(?:{'|'.join(government_words())})|府办)"
    )


def province_of_number(text: str, language: Language) -> str:
    """Return the province whose sign a document's number begins with, where the text speaks of a province, or ""."""
    names = {name for found in _SIGN.finditer(text) for name, sign in province_signs() if sign == found[1]}
    # The sign of a province may be the first letter of a town, too; that of a municipality settles it.
    name = next(iter(names)) if len(names) == 1 else ""
    speaks_of = any(word in text for word in language.unit_words["of-province"])
    return name if name not in provinces() or speaks_of else ""


def place_of_number(text: str) -> tuple[Division, str] | None:
    """Return the one place whose sign stands in a document's number, and the letters that name it: 甲政办发.

    A county has two signs, that of its prefecture first: 甲乙政发. No list of such signs is published, so they are
    the first letters of names; a wrong place is worse than none, so none is guessed among several of
    the level that the text names, 市政府, or, where it names none, of all levels.
    """
    found = {found["sign"]: found["short"] for found in _NUMBERED.finditer(text)}
    levels = set(_level_named().findall(text))
    signs = _of_signs(levels.pop() if len(levels) == 1 else "")
    named = [(division, short) for sign, short in found.items() if (division := signs.get(sign))]
    return named[0] if len(named) == 1 else None


@cache
def _level_named() -> re.Pattern[str]:
    return re.compile(rf"(?<![\u3400-\u9fff])([{''.join(level_words())}])(?:{'|'.join(government_words())})")


@cache
def _of_signs(level: str) -> dict[str, Division]:
    """Return the divisions by the signs that no other one can have: 甲 for 甲某市, 甲乙 for 乙某区 of it.

    Where a level is given, places of other levels do not count, and any letter of a name may be its sign: 乙 in 甲乙市.
    The sign of a province and the word for a level stand for no one place.
    """
    above = {division.code: division for division in divisions()}
    found: dict[str, dict[str, Division]] = {}
    for division in (each for each in divisions() if each.name.endswith(level)):
        prefecture = above.get(division.above or "")
        signs = {division.name[:_LONGEST_SIGN], *(division.name if level else division.name[:1])}
        signs |= {prefecture.name[:1] + division.name[:1]} if prefecture else set()
        for sign in signs:
            found.setdefault(sign, {})[division.name] = division
    taken = {sign for _, sign in province_signs()} | level_words()
    return {sign: next(iter(names.values())) for sign, names in found.items() if len(names) == 1 and sign not in taken}
