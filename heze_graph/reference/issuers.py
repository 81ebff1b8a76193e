"""Who published a table: the government or body that its texts name, or that its document number implies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.governments import (
    called,
    divisions,
    find_division,
    government_words,
    is_division,
    names_division,
    place_name,
    province_short_names,
    province_stems,
    provinces,
)
from heze_graph.reference.language import Language
from heze_graph.reference.written_issuers import (
    CONGRESS,
    LONGEST,
    SHORTEST,
    YEAR,
    Issuer,
    is_nameless,
    is_of_state,
    place_of_number,
    province_of_number,
    segments,
    written_issuer,
)

#: A government's kind in units.csv: the one that answers for the table.
_GOVERNMENT = "municipal-government"
#: A city's own kind in places.csv.
_CITY_KIND = "prefecture-level-city"
#: Bodies that sign with a name of their own.
_BODIES = ("public-institution", "state-firm")


def detect_issuer(cities: Mapping[str, Path], texts: Sequence[str], language: Language) -> Issuer:
    """Return the issuer named by the first of the texts that names one, or an empty Issuer.

    A city with a folder is told by the governments in its units.csv, the longest name first; any other by the name of
    its administrative division, and so is one with a folder whose table prints no government. What no list knows is
    told by how it is written: a name ending as a place does before a year or 人民政府, or the name of a body;
    last, by the sign in the number of the document.
    """
    said = ""
    open_ended: Issuer | None = None
    for text in filter(None, texts):
        said = f"{said}\n{text}"
        found, written = _known(cities, said, language), written_issuer(text, language)
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
    """Return the issuer, or the signing office if the texts name only its place: 甲县2024年…, signed 甲县水务局."""
    lines = signature.split("\n")
    if not found.place:
        return next(filter(None, (_signing(line, language) for line in lines)), found)
    governs = found == Issuer.government(found.place)
    if not governs or any(f"{found.place}{word}" in text for text in texts for word in government_words()):
        return found
    committees = (f"{found.place}{word}" for word in language.unit_words["issuer-committee"])
    if committee := next((name for name in committees if any(name in text for text in texts)), ""):
        return replace(found, name=committee)
    offices = (written_issuer(f"{line}关于", language) for line in lines if line.startswith(found.place))
    office = next((each for each in offices if each and each.place == found.place and _is_office(each)), None)
    return replace(found, name=office.name) if office else found


def _signing(line: str, language: Language) -> Issuer | None:
    """Return the issuer named by a signature that is a body with a name of its own."""
    own = language.kind_of_unit(line) in _BODIES or is_of_state(line, language)
    return written_issuer(f"{line}关于", language) if own and len(line) <= LONGEST else None


def _with_folder(told: Issuer, cities: Mapping[str, Path], language: Language) -> Issuer:
    """Return an issuer known by a short name, resolved to the city with a folder if it is that one."""
    known = _known(cities, told.place, language) if told.short else None
    return replace(known, short=told.short) if known else told


def issuer_of(place: str, cities: Mapping[str, Path], language: Language) -> Issuer:
    """Return the issuer that a user named, 甲山市, 甲山县档案局, 甲大学; divisions get full names."""
    known = _known(cities, place, language)
    return known or written_issuer(f"{place}2000年", language) or Issuer(place, place)


def _is_called(place: str, written: str) -> bool:
    """Return whether a text may mean a place: by the end of its name, or in short (甲西州)."""
    if not written or place.endswith(written):
        return bool(written)
    division = find_division(written)
    return division is not None and place_name(division) == place


def _is_longer(written: str, known: str) -> bool:
    """Return whether a written place ends with the two characters of a known one, behind more of its own name."""
    before = written.removesuffix(known)
    return len(known) == SHORTEST and 0 < len(before) <= SHORTEST and before not in province_stems()


def _is_town_of(written: str, known: str, language: Language) -> bool:
    """Return whether a written place is a town of a known county: 甲县某镇."""
    town = written.removeprefix(known)
    return town != written and language.kind_of_unit(town) == "township-government"


def _is_office(issuer: Issuer) -> bool:
    return not is_nameless(issuer.name.removeprefix(issuer.place))


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
            return Issuer(place, next(iter(governments(folder)), f"{division.name}{government_words()[0]}"))
    return Issuer.government(division.name, place_name(division))


def _named_divisions(text: str, language: Language) -> Iterator[str]:
    """Yield the divisions that a text names before a year or a word such as 人民政府: others may be its subject."""
    follow = "|".join(map(re.escape, language.unit_words["issuer-follow"]))
    for division in divisions():
        named = division.name in text and names_division(text, division.name)
        if named and re.search(rf"{division.name}(?:{YEAR.pattern}|{follow})", text):
            yield division.name


def _province(text: str, language: Language) -> Issuer | None:
    """Return the one province that a text names, not as the object of what somebody else does: 对口支援甲省."""
    return _only_one([name for name in provinces() if _is_subject(name, text, language)])


def _only_one(found: Sequence[str]) -> Issuer | None:
    return Issuer.government(found[0]) if len(found) == 1 else None


def _is_subject(name: str, text: str, language: Language) -> bool:
    before, named, behind = text.partition(name)
    # 在甲省第十四届人民代表大会上: it is that of the congress.
    return bool(named) and not (before.endswith(language.unit_words["issuer-verb"]) and not CONGRESS.match(behind))


def _of_province_sign(text: str, language: Language) -> Issuer | None:
    name = province_of_number(text, language)
    return Issuer.government(name) if name else None


def _of_place_sign(text: str) -> Issuer | None:
    found = place_of_number(text)
    return Issuer.government(found[0].name, place_name(found[0]), found[1]) if found else None


def _in_title(text: str, language: Language) -> Issuer | None:
    """Return the one province that a title begins with in short, where nothing else tells who published it: 甲2024年.

    A province may stand in the name of what it does, 数字甲建设; anywhere else it is what a title speaks of.
    """
    words = language.unit_words
    slogans, projects, follow = (
        "|".join(map(re.escape, words[use])) for use in ("issuer-slogan", "issuer-project", "issuer-follow")
    )
    behind = rf"{YEAR.pattern}|{follow}"
    begins = re.compile(rf"(?:(?:{slogans})(?P<sung>..)(?:{projects}|{behind})|(?P<short>.{{2,4}}?)(?:{behind}))")
    pieces = [piece for piece, inside in segments(text, language) if not inside]
    shorts = [found["short"] or found["sung"] for piece in pieces if (found := begins.match(piece))]
    named = {short: province_short_names()[short] for short in shorts if short in province_short_names()}
    (short, name), *others = named.items() or [("", "")]
    return Issuer.government(name, short=short) if name and not others else None


def _in_short(title: str, text: str, language: Language) -> Issuer | None:
    """Return the place that a title begins with in short, 甲州关于印发…, or that a text is fitted to: 结合甲州实际."""
    announces = "|".join(map(re.escape, language.unit_words["issuer-announces"]))
    begins = re.compile(rf"([\u3400-\u9fff]{{2,4}}?)(?={YEAR.pattern}|{announces})")
    pieces = [piece for piece, inside in segments(title, language) if not inside]
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
    return [row["name"] for row in rows if row["kind"] == _GOVERNMENT and not is_nameless(row["name"])]
