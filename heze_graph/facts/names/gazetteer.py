"""The names of the known places, ready to be looked up in texts: full names, short names, misspellings, look-alikes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from heze_graph.model.known import Place
from heze_graph.model.mentioned import NameForm
from heze_graph.reference.names_in_text import PlaceWords

PREFECTURE = "prefecture-level-city"
ZONE = "functional-zone"
_COUNTY_SUFFIX = re.compile(r"(?:自治县|自治旗|林区|特区|[县区市旗])$")


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One form of one place's name; `ordinary` where the same characters are an ordinary word, too."""

    text: str
    place: Place
    form: NameForm
    ordinary: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a text that may name a place: the forms that it may stand for, the likeliest first."""

    start: int
    end: int
    forms: tuple[KnownForm, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The forms by length (the longest first), what a printed character may mean, and the words around names.

    `lexicon` holds the dictionary's words and the forms; `pattern` finds every form, overlapping ones, too.
    """

    forms: tuple[KnownForm, ...]
    meanings: Mapping[str, tuple[str, ...]]
    words: PlaceWords
    lexicon: frozenset[str]
    pattern: re.Pattern[str]


def gazetteer(places: Iterable[Place], look_alikes: Mapping[str, tuple[str, ...]], words: PlaceWords) -> Gazetteer:
    """Return the gazetteer of `places`; `look_alikes` are printed characters and what they may mean, likeliest first.

    The prefecture's own names are held, too: they show that their neighbours in an enumeration are places.
    """
    forms = {(form.text, form.place.names.preferred): form for place in places for form in _forms(place, words)}
    ordered = tuple(sorted(forms.values(), key=lambda form: (-len(form.text), form.text)))
    variants = _variants(look_alikes)
    alternatives = "|".join(_printed(form.text, variants) for form in ordered)
    # A pattern without alternatives would find an empty name everywhere; `(?!)` finds nothing.
    pattern = re.compile(f"(?=({alternatives}))" if ordered else "(?!)")
    lexicon = words.dictionary.union(form.text for form in ordered)
    return Gazetteer(ordered, look_alikes, words, lexicon, pattern)


def candidates(text: str, names: Gazetteer) -> Iterator[Candidate]:
    """Yield the longest candidate at each position of `text`; candidates may overlap.

    A form printed exactly stands alone; otherwise all forms that differ only by look-alikes are given.
    """
    for match in names.pattern.finditer(text):
        forms = _meant(match[1], names)
        if forms:
            yield Candidate(match.start(1), match.end(1), forms)


def _meant(surface: str, names: Gazetteer) -> tuple[KnownForm, ...]:
    ranked = sorted(
        ((distance, place_in_order, form) for place_in_order, form in enumerate(names.forms)
         if (distance := _distance(surface, form.text, names.meanings)) is not None),
        key=lambda ranked_form: ranked_form[:2],
    )  # fmt: skip
    if ranked and ranked[0][0] == 0:
        return tuple(form for distance, _, form in ranked if distance == 0)
    return tuple(form for _, _, form in ranked)


def _distance(surface: str, form: str, meanings: Mapping[str, tuple[str, ...]]) -> int | None:
    """Return 0 for the same characters, more the less likely the look-alikes, None when it cannot be meant."""
    if len(surface) != len(form):
        return None
    total = 0
    for printed, meant in zip(surface, form, strict=True):
        if printed != meant:
            possible = meanings.get(printed, ())
            if meant not in possible:
                return None
            total += 1 + possible.index(meant)
    return total


def _variants(look_alikes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    variants: dict[str, str] = {}
    for printed, meanings in look_alikes.items():
        for meant in meanings:
            variants[meant] = variants.get(meant, "") + printed
    return variants


def _printed(form: str, variants: Mapping[str, str]) -> str:
    pattern = "".join(f"[{re.escape(char + variants.get(char, ''))}]" for char in form)
    return pattern + ("(?!域)" if form.endswith("区") else "")  # 区域 is a word of its own


def _forms(place: Place, words: PlaceWords) -> Iterator[KnownForm]:
    names, ordinary = place.names, words.by_role["ordinary-word"]
    yield KnownForm(names.preferred, place, NameForm.FULL, ordinary=False)
    for name in names.alternative:
        form = NameForm.FULL if _COUNTY_SUFFIX.search(name) else NameForm.SHORT
        yield KnownForm(name, place, form, ordinary=name in ordinary)
    for name in names.misspelt:
        yield KnownForm(name, place, NameForm.MISSPELT, ordinary=name in ordinary)
    stem = _COUNTY_SUFFIX.sub("", names.preferred)
    if place.kind != ZONE and len(stem) > 1 and stem not in names.all:
        # Districts are often named for what is there, and seldom without 区.
        is_word = names.preferred.endswith("区") and stem in words.dictionary
        yield KnownForm(stem, place, NameForm.SHORT, ordinary=is_word or stem in ordinary)
