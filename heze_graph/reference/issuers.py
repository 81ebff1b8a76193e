"""Who published a table: the government or body that its texts name, or how its documents are numbered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.document_numbers import LEVELS, place_of_number, province_of_number
from heze_graph.reference.governments import (
    called,
    divisions,
    find_division,
    is_division,
    names_division,
    place_name,
    province_short_names,
    province_stems,
    provinces,
)
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import NAMED

#: Names such as 鼓楼区 are given several times; the name before them in a text then tells which.
_SHORTEST = 2
#: A government's kind in units.csv: the one that answers for the table.
_GOVERNMENT = "municipal-government"
#: A city's own kind in places.csv.
_CITY_KIND = "prefecture-level-city"
_ZONE = "functional-zone-committee"
#: Kinds of units that publish tables in their own name.
OFFICES = ("municipal-bureau", "party-organ", _ZONE, "mass-organisation")
#: Levels whose names begin titles; 甲区 and 乙镇 may as well be those that a plan is about, 健康甲州 a programme.
_NAMED_IN_TITLES = set(LEVELS) - {*"省州区镇乡村"}
#: Bodies that sign with a name of their own, and offices of a government.
_BODIES, _OF_GOVERNMENT = ("public-institution", "state-firm"), ("coordination-office", "government-office")
#: How a text names the government of a place.
_GOVERNMENTS = ("人民政府", "政府")
#: 丨 stands for a colon: 责任单位丨某局.
_SEGMENT = re.compile(r"(?:(?!丨)[\u3400-\u9fff0-9（）()])+")
_NAME_FOLLOWS = re.compile(r"[\u3400-\u9fff]{2}")
_NAMELESS = re.compile(r"[省市县区州盟旗]?(?:人民)?政府")
_YEAR = re.compile(r"(?:19|20)\d{2}")
#: A place in brackets in a line of its own says whose table it is: （甲山市）.
_ALONE = re.compile(r"^[ \t\u3000]*[（(]([\u3400-\u9fff]{2,10})[)）][ \t\u3000]*$", re.MULTILINE)
#: The name of a publisher is hardly longer than this.
_LONGEST = 24
#: What stands in no name of a place: figures, brackets, the number of a meeting.
_NO_PLACE = re.compile(r"[\d()]|第[一二三四五六七八九十百零〇]+[次届期批]")
#: 甲市乙镇第十七届人民代表大会: a congress is that of the place before its number.
_CONGRESS = re.compile(r"第[一二三四五六七八九十]+届")
#: 中共甲县委 甲县人民政府, 甲县委、县政府: of a committee and the government of one place, the government answers.
_WITH_COMMITTEE = re.compile(
    r"(?P<stem>[\u3400-\u9fff]{1,8}?)(?P<level>[省市县区州盟旗])(?:(?P=level))?委(?:员会)?(?:办公室|办公厅|办)?[、，,和]?"
    r"(?:(?P=stem))?(?P=level)(?=(?:人民)?政府|府办)"
)
#: 甲市乙区, 甲省丙市乙县: a district is one place with and without the city before it.
_ABOVE = re.compile(r"^(?:[\u3400-\u9fff]{2,6}?省)?[\u3400-\u9fff]{2,6}?[市州](?=[\u3400-\u9fff]{2,}[区县旗]$)")
#: A proper name stands before 区 or 开发区.
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who published a table: the place (or the body itself, where it is no government), and the issuer's name.

    `short` is the short name by which alone a text names it: 贵州.
    """

    place: str = ""
    name: str = ""
    short: str = field(default="", repr=False, compare=False)


def detect_issuer(cities: Mapping[str, Path], texts: Sequence[str], language: Language) -> Issuer:
    """Return the issuer that texts name, the first text that tells it first; an empty Issuer where none does.

    A city with a folder is told by the governments in its units.csv, the longest name first; any other by the name of
    its administrative division, and so is one with a folder whose table prints no government. What no list knows is
    told by how it is written: a name ending as a place does before a year or 人民政府, or the name of a body;
    last, by the sign in the number of the document.
    """
    said = ""
    open_ended: Issuer | None = None
    for text in filter(None, texts):
        said = f"{said}\n{text}"
        found, written = _known(cities, said, language), _written(text, language)
        if found and written and _is_office(written) and _is_called(found.place, written.place):
            # 甲市某局2024年工作要点: an office publishes in its own name.
            return Issuer(found.place, written.name)
        if (
            found
            and written
            and (_is_longer(written.place, found.place) or _is_town_of(written.place, found.place, language))
        ):
            # 某甲县 is not 甲县, whose name it ends with, nor is 甲县某镇.
            return written
        written = None if found else written
        if written and is_division(written.place):
            # Several places have this name: what follows may tell which one is meant.
            open_ended = open_ended or written
            continue
        found = found or written or _province(said, language) or _of_province_sign(said, language)
        if found:
            return _with_folder(found, cities, language)
    title = next(filter(None, texts), "")
    told = open_ended or _in_title(title, language) or _in_short(title, said, language) or _of_place_sign(said)
    return _with_folder(told, cities, language) if told else Issuer()


def signed_by(found: Issuer, texts: Sequence[str], signature: str, language: Language) -> Issuer:
    """Return the issuer, the office that signs where the texts name its place alone: 甲县2024年…, signed 甲县水务局."""
    lines = signature.split("\n")
    if not found.place:
        return next(filter(None, (_signing(line, language) for line in lines)), found)
    governs = found.name == f"{found.place}人民政府"
    if not governs or any(f"{found.place}{word}" in text for text in texts for word in _GOVERNMENTS):
        return found
    if committee := next((name for name in _committees(found.place) if any(name in text for text in texts)), ""):
        return replace(found, name=committee)
    offices = (_written(f"{line}关于", language) for line in lines if line.startswith(found.place))
    office = next((each for each in offices if each and each.place == found.place and _is_office(each)), None)
    return replace(found, name=office.name) if office else found


def _committees(place: str) -> tuple[str, ...]:
    """Return how the committee that governs a zone may be called: 甲新区管委会."""
    return tuple(f"{place}{word}" for word in ("管理委员会", "管委会"))


def _signing(line: str, language: Language) -> Issuer | None:
    """Return whom a line that signs names: a body with a name of its own, or the place of an office, 甲区建设办公室."""
    kind = language.kind_of_unit(line)
    if kind in _BODIES and len(line) <= _LONGEST:
        return _written(f"{line}关于", language)
    places = (line[:size] for size in range(_SHORTEST, len(line)))
    named = (place for place in places if _place(f"{place}人民政府", language) == place)
    place = next(named, "") if kind in _OF_GOVERNMENT else ""
    return Issuer(place, f"{place}人民政府") if place else None


def _with_folder(told: Issuer, cities: Mapping[str, Path], language: Language) -> Issuer:
    """Return an issuer that is told by a short name, the city that has a folder where it is that one."""
    known = _known(cities, told.place, language) if told.short else None
    return replace(known, short=told.short) if known else told


def issuer_of(place: str, cities: Mapping[str, Path], language: Language) -> Issuer:
    """Return the issuer that a person named: 甲山市, 甲山县档案局, 甲大学; a division goes by its full name."""
    known = _known(cities, place, language)
    return known or _written(f"{place}2000年", language) or Issuer(place, place)


def _is_called(place: str, written: str) -> bool:
    """Return whether a place may be written so: by the end of its name, or in short (甲西州)."""
    if not written or place.endswith(written):
        return bool(written)
    division = find_division(written)
    return division is not None and place_name(division) == place


def _is_longer(written: str, known: str) -> bool:
    """Return whether a written place ends with the two characters of a known one, behind more of its own name."""
    before = written.removesuffix(known)
    return len(known) == _SHORTEST and 0 < len(before) <= _SHORTEST and before not in province_stems()


def _is_town_of(written: str, known: str, language: Language) -> bool:
    """Return whether a written place is a town of a known county: 甲县某镇."""
    town = written.removeprefix(known)
    return town != written and language.kind_of_unit(town) == "township-government"


def _is_office(issuer: Issuer) -> bool:
    return not _NAMELESS.fullmatch(issuer.name.removeprefix(issuer.place))


def _known(cities: Mapping[str, Path], text: str, language: Language) -> Issuer | None:
    found = [
        (len(name), place, name) for place, folder in cities.items() for name in governments(folder) if name in text
    ]
    if found:
        _, place, name = max(found)
        return Issuer(place, name)
    division = find_division("\n".join(_named_divisions(text, language))) or find_division(text)
    if division is None:
        return None
    for place, folder in cities.items():
        if division.code in _codes(folder):
            return Issuer(place, next(iter(governments(folder)), f"{division.name}人民政府"))
    return Issuer(place_name(division), f"{division.name}人民政府")


def _named_divisions(text: str, language: Language) -> Iterator[str]:
    """Yield the divisions that a text names before a year or a word such as 人民政府: others may be its subject."""
    follow = "|".join(map(re.escape, language.unit_words["issuer-follow"]))
    for division in divisions():
        named = division.name in text and names_division(text, division.name)
        if named and re.search(rf"{division.name}(?:{_YEAR.pattern}|{follow})", text):
            yield division.name


def _province(text: str, language: Language) -> Issuer | None:
    """Return the one province that a text names, not as the object of what somebody else does: 对口支援甲省."""
    return _only_one([name for name in provinces() if _is_subject(name, text, language)])


def _only_one(found: Sequence[str]) -> Issuer | None:
    return Issuer(found[0], f"{found[0]}人民政府") if len(found) == 1 else None


def _is_subject(name: str, text: str, language: Language) -> bool:
    before, named, _ = text.partition(name)
    return bool(named) and not before.endswith(language.unit_words["issuer-verb"])


def _of_province_sign(text: str, language: Language) -> Issuer | None:
    name = province_of_number(text, language)
    return Issuer(name, f"{name}人民政府") if name else None


def _of_place_sign(text: str) -> Issuer | None:
    found = place_of_number(text)
    return Issuer(place_name(found[0]), f"{found[0].name}人民政府", found[1]) if found else None


def _in_title(text: str, language: Language) -> Issuer | None:
    """Return the one province that a title begins with in short, where nothing else tells who published it: 甲2024年.

    A province may stand in the name of what it does, 数字甲建设; anywhere else it is what a title speaks of.
    """
    words = language.unit_words
    slogans, projects, follow = (
        "|".join(map(re.escape, words[use])) for use in ("issuer-slogan", "issuer-project", "issuer-follow")
    )
    behind = rf"{_YEAR.pattern}|{follow}"
    begins = re.compile(rf"(?:(?:{slogans})(?P<sung>..)(?:{projects}|{behind})|(?P<short>.{{2,4}}?)(?:{behind}))")
    pieces = [piece for piece, inside in _segments(text, language) if not inside]
    shorts = [found["short"] or found["sung"] for piece in pieces if (found := begins.match(piece))]
    named = {short: province_short_names()[short] for short in shorts if short in province_short_names()}
    (short, name), *others = named.items() or [("", "")]
    return Issuer(name, f"{name}人民政府", short) if name and not others else None


def _in_short(title: str, text: str, language: Language) -> Issuer | None:
    """Return the place that a title begins with in short, 甲州关于印发…, or that a text is fitted to: 结合甲州实际."""
    announces = "|".join(map(re.escape, language.unit_words["issuer-announces"]))
    begins = re.compile(rf"([\u3400-\u9fff]{{2,4}}?)(?={_YEAR.pattern}|{announces})")
    pieces = [piece for piece, inside in _segments(title, language) if not inside]
    shorts = [found[1] for found in (*map(begins.match, pieces), *_fitted(language).finditer(text)) if found]
    (name, short), *others = {name: short for short in shorts if (name := called(short))}.items() or [("", "")]
    known = _known({}, name, language) if name and not others else None
    return replace(known, short=short) if known else None


@lru_cache(maxsize=8)
def _fitted(language: Language) -> re.Pattern[str]:
    """Return the expression of the place that a plan is fitted to by who publishes it: 结合甲州实际."""
    before, behind = zip(*(words.split("…") for words in language.unit_words["issuer-fitted"]), strict=True)
    return re.compile(rf"(?:{'|'.join(before)})([\u3400-\u9fff]{{2,4}})(?:{'|'.join(behind)})")


def _codes(city: Path) -> list[str]:
    """Return the code of the prefecture that a city's places.csv describes, none where it describes a county only."""
    rows = read_csv(city / "places.csv", ("code", "kind"))
    return [row["code"] for row in rows if row["code"] and row["kind"] == _CITY_KIND]


def governments(city: Path) -> list[str]:
    """Return the names of the governments that a city's units.csv lists as its own, the preferred ones.

    市政府 alone is the name of every city's government, and tells none.
    """
    rows = read_csv(city / "units.csv", ("name", "alternative_names", "kind"))
    return [row["name"] for row in rows if row["kind"] == _GOVERNMENT and not _NAMELESS.fullmatch(row["name"])]


def _written(text: str, language: Language) -> Issuer | None:
    r"""Return the issuer that a text names as issuers are written, where no list knows it.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> _written("整改任务清单\n（甲山市）", load_language(REFERENCE))
    Issuer(place='甲山市', name='甲山市人民政府')
    """
    alone = (_place(f"{found[1]}2000年", language) for found in _ALONE.finditer(text))
    if place := next(filter(None, alone), ""):
        return Issuer(place, f"{place}人民政府")
    for segment, inside in _segments(text, language):
        place = _place(segment, language)
        # 按照国务院关于…的部署，…。: a sentence names bodies that others heed.
        body = _body(segment, place, language) if place or not inside else ""
        if len(place) == _SHORTEST and (whole := called(place)):
            # 贵州2024年: its last letter makes it no 州.
            return Issuer(whole, f"{whole}人民政府", place)
        if place:
            name = body or place + ("办事处" if place.endswith(language.unit_words["subdistrict"]) else "人民政府")
            if body.startswith(f"{place}委") and f"中共{body}" in text:
                name = f"中共{body}"
            own = _ABOVE.sub("", place)
            return Issuer(own, name.removeprefix(place.removesuffix(own)))
        if body:
            return Issuer(body, body)
    return None


def _segments(text: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, without words such as 关于印发 and times before a name.

    With each is told whether a sentence holds it.
    """
    levels = "".join(LEVELS)
    # 涉甲区 is what a text concerns, 涉县 a county.
    words = (re.escape(word) + f"(?![{levels}])" * (len(word) == 1) for word in language.unit_words["issuer-before"])
    before = "|".join(words)
    for line in unicodedata.normalize("NFKC", text).split("\n"):
        joined = _WITH_COMMITTEE.sub(r"\g<stem>\g<level>", re.sub(r"[ \t\u3000]+", "", line))
        pieces = _SEGMENT.findall(joined)
        for at, piece in enumerate(pieces):
            bare = re.sub(rf"^(?:{before}|(?:19|20)\d{{2}}年?度?|{NAMED}|\d{{1,2}}(?=\D))+", "", piece)
            rest = bare.removeprefix(next(filter(bare.startswith, provinces()), ""))
            yield rest if _NAME_FOLLOWS.match(rest) else bare, at > 0 and "。" in line


def _place(segment: str, language: Language) -> str:
    """Return the place that a piece of a text begins with, before a year, 人民政府 or the name of an office of it."""
    words = language.unit_words
    endings = "|".join(map(re.escape, words["issuer-place"]))
    follow = "|".join(map(re.escape, words["issuer-follow"]))
    for found in re.finditer(rf"(?={endings})", segment[:_LONGEST]):
        ending = next(word for word in words["issuer-place"] if segment.startswith(word, found.start()))
        place, rest = segment[: found.start() + len(ending)], segment[found.start() + len(ending) :]
        stem = found.start()
        # 甲工业园区 is a place, though no other 园区 is; 智慧城市 is none, though 甲城市 may be.
        never = tuple(word for word in words["issuer-never-place"] if len(word) >= len(ending))
        if stem < min(len(ending), _SHORTEST_STEM) or (place.endswith(never) and not is_division(place)):
            continue
        if stem < _SHORTEST_STEM and rest[:1] in LEVELS:
            # 甲州市某局: the name of the city ends behind it.
            continue
        if _NO_PLACE.search(place) or not set(place).difference(LEVELS):
            # 做好2023年州政府工作, （二）市政府督查室, 第八次县政府常务会议: no place is named so, nor 市县.
            continue
        if segment[:stem].endswith(words["issuer-verb"]) or any(
            word in segment[:stem] for word in words["issuer-no-part"]
        ):
            continue
        if place.startswith(words["collective-start"]) or place in (*words["issuer-no-place"], *words["issuer-place"]):
            continue
        body = _body(segment, place, language)
        if stem < _SHORTEST_STEM and language.kind_of_unit(body) == _ZONE:
            # 苏州工业园区 is a place of its own.
            continue
        if body or _YEAR.match(rest) or _CONGRESS.match(rest) or re.match(follow, rest):
            return place
        if _begins_title(place, rest, language):
            return place
    return ""


def _begins_title(place: str, rest: str, language: Language) -> bool:
    """Return whether a short name of a city or county stands before what a plan is about: 甲山市城市体检整改清单."""
    words = language.unit_words
    short = len(place) - 1 in (_SHORTEST, _SHORTEST + 1) and place[-1] in _NAMED_IN_TITLES
    # 农贸市场, 推进县域…
    within = (place[-1] + rest).startswith(words["issuer-no-level"])
    return short and not within and rest.endswith(words["issuer-title"])


def _body(segment: str, place: str, language: Language) -> str:
    """Return the body that a piece of a text begins with: an office of a place, or any body before a year or 关于."""
    words = language.unit_words
    # 甲县委 is hardly longer than 甲县; 甲县委员会 and 甲县委托 are others.
    shortest = len(place) + (not re.match("委(?![员托派任])", segment[len(place) :]))
    for size in range(min(len(segment), _LONGEST), shortest, -1):
        name, rest = segment[:size], segment[size:]
        if name.count("(") != name.count(")"):
            continue
        if place and any(word in name[len(place) :] for word in words["issuer-no-office"]):
            continue
        kind = language.kind_of_unit(name)
        # 某区2024年人大代表…: what follows a year is the subject.
        if place and name.startswith(place) and kind in OFFICES and not ("关于" in name or _YEAR.search(name)):
            return name
        if name in words["issuer-place"] or _NAMELESS.match(name):
            continue
        announced = _YEAR.match(rest) or rest.startswith(words["issuer-announces"])
        if not place and announced and kind not in ("other", "collective") and len(name) > _SHORTEST_STEM:
            # 教育部办公厅 signs for 教育部.
            ending = next((word for word in words["issuer-announces"] if name.endswith(word)), "")
            whole = name.removesuffix(ending)
            return whole if language.kind_of_unit(whole) not in ("other", "collective") else name
    return ""
