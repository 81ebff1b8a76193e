"""Which county-level places a text mentions.

A `Gazetteer` holds the names of the known places, ready to be looked up: full names, short names, misspellings,
look-alikes. A name must be a word of its own, not pieces of its neighbours: “发展中国家” holds the characters of 中国,
and no 中国, for it is cut 发展中 + 国家. The rule is the classical one of shortest-path segmentation: of all ways to
cut a text into words, the one with the fewest words is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from heze_graph.model.facts import EVERY_COUNTY, NameForm, PlaceMention
from heze_graph.model.known import Place
from heze_graph.model.understood import Certainty
from heze_graph.reference.csv_table import WordsByRole
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.words import PlaceWords

_REACH = 6  # characters looked at on either side
_LONGEST = 4  # characters of the longest word of the dictionary
#: What stands above the counties: its name, short too, means all of them and none of them (楚雄 in a report of 楚雄州).
ABOVE_COUNTIES = frozenset({"prefecture-level-city", "prefecture", "municipality"})
ZONE = "functional-zone"
_BANNER = re.compile("(?P<first>.)..*?(?:(?P<wing>[左右])翼)?(?P<part>[前中后左右])?(?:自治)?旗")
_COUNTY_SUFFIX = re.compile(r"(?:自治[县旗州]|地区|林区|特区|[县区市旗盟州])$")
_EVERY_COUNTY = re.compile(
    r"(?:各|每个?)(?:(?:[县区旗]|[县市区旗]{2,4})(?:[（(][县市区旗、，,/]+[）)])?|市[（(][县市区旗、，,/]+[）)])"
    r"(?![县区市旗域级块间段位别片直])"
)
_JOINT = re.compile(r"\s*(?:[、，,及和与至到—–―~～－-]|以及|——)\s*")
_COMPANY_REACH = 14
_CERTAINTY = {
    NameForm.FULL: Certainty.CERTAIN,
    NameForm.SHORT: Certainty.CERTAIN,
    NameForm.MISSPELT: Certainty.LIKELY,
    NameForm.LOOK_ALIKE: Certainty.LIKELY,
}


def stands_alone(text: str, span: tuple[int, int], words: frozenset[str]) -> bool:
    """Whether cutting `span` out of `text` as a word takes no more words than any other way to cut.

    Where it takes as many, a word that reaches into the span from the left speaks against it: what is left before
    the span would be a piece of a word.

    >>> words = frozenset({"发展", "发展中", "国家", "道路"})
    >>> stands_alone("发展中国家", (2, 4), words)
    False
    >>> stands_alone("坚持中国道路", (2, 4), words)
    True
    """
    start, end = span
    left, right = _run_before(text, start), _run_after(text, end)
    run = left + text[start:end] + right
    inside = (len(left), len(left) + end - start)
    free = _fewest(run, words, without=text[start:end])
    forced = _fewest(left, words) + 1 + _fewest(right, words)
    return forced < free or (forced == free and not _reached_from_left(run, inside, words))


def _run_before(text: str, start: int) -> str:
    begin = start
    while begin > max(0, start - _REACH) and _is_han(text[begin - 1]):
        begin -= 1
    return text[begin:start]


def _run_after(text: str, end: int) -> str:
    stop = end
    while stop < min(len(text), end + _REACH) and _is_han(text[stop]):
        stop += 1
    return text[end:stop]


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


@lru_cache(maxsize=KEPT_TEXTS)
def _fewest(run: str, words: frozenset[str], without: str = "") -> int:
    """Return the smallest number of words (`without` one) and single characters that make up `run`."""
    best = [0] * (len(run) + 1)
    for stop in range(1, len(run) + 1):
        best[stop] = best[stop - 1] + 1
        for begin in range(max(0, stop - _LONGEST), stop - 1):
            word = run[begin:stop]
            if word != without and word in words:
                best[stop] = min(best[stop], best[begin] + 1)
    return best[-1]


def _reached_from_left(run: str, inside: tuple[int, int], words: AbstractSet[str]) -> bool:
    start, end = inside
    return any(
        run[begin:stop] in words for stop in range(start + 1, end) for begin in range(max(0, stop - _LONGEST), start)
    )


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One form of one place's name; `ordinary` where the same characters are an ordinary word, too."""

    text: str
    place: Place
    form: NameForm
    ordinary: bool


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A stretch of a text that may name a place: the forms that it may stand for, the likeliest first."""

    start: int
    end: int
    forms: tuple[KnownForm, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The forms by length (the longest first), what a printed character may mean, and the words around names.

    One is like another only if it is it, so that what is found with it can be kept.

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
    known = tuple(places)
    every = (*(form for place in known for form in _forms(place, words)), *_initials(known))
    if sum(place.kind in ABOVE_COUNTIES for place in known) > 1:
        # Of the many names of a province a short one may be of anything: it needs others beside it.
        every = tuple(replace(form, ordinary=form.ordinary or form.form is NameForm.SHORT) for form in every)
    forms = {(form.text, form.place.names.preferred): form for form in every}
    ordered = tuple(sorted(forms.values(), key=lambda form: (-len(form.text), form.text)))
    variants = _variants(look_alikes)
    alternatives = "|".join(_printed(form.text, variants) for form in ordered)
    # A pattern without alternatives would find an empty name everywhere; `(?!)` finds nothing.
    pattern = re.compile(f"(?=({alternatives}))" if ordered else "(?!)")
    lexicon = words.dictionary.union(form.text for form in ordered)
    return Gazetteer(ordered, look_alikes, words, lexicon, pattern)


def candidates(text: str, names: Gazetteer) -> Iterator[PlaceCandidate]:
    """Yield the longest candidate at each position of `text`; candidates may overlap.

    A form printed exactly stands alone; otherwise all forms that differ only by look-alikes are given.
    """
    for match in names.pattern.finditer(text):
        forms = _forms_meant(match[1], names)
        if forms:
            yield PlaceCandidate(match.start(1), match.end(1), forms)


@lru_cache(maxsize=KEPT_TEXTS)
def _forms_meant(surface: str, names: Gazetteer) -> tuple[KnownForm, ...]:
    ranked = sorted(
        ((distance, place_in_order, form) for place_in_order, form in enumerate(names.forms)
         if (distance := _distance(surface, form.text, names.meanings)) is not None),
        key=lambda ranked_form: ranked_form[:2],
    )  # fmt: skip
    if ranked and ranked[0][0] == 0:
        return tuple(form for distance, _, form in ranked if distance == 0)
    return tuple(form for _, _, form in ranked)


def _distance(surface: str, form: str, meanings: Mapping[str, tuple[str, ...]]) -> int | None:
    """Return 0 for identical characters, more for less likely look-alikes, None if the form cannot be meant."""
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


def _without_groups(stem: str, words: PlaceWords) -> str:
    """Return the stem of an autonomous county's name without the peoples that it names."""
    found = True
    while found:
        found = False
        for group in words.by_role["ethnic-group"]:
            if stem.endswith(group) and len(stem) > len(group) + 1:
                stem, found = stem.removesuffix(group), True
    return stem


def _forms(place: Place, words: PlaceWords) -> Iterator[KnownForm]:
    names, ordinary = place.names, words.by_role["ordinary-word"]
    yield KnownForm(names.preferred, place, NameForm.FULL, ordinary=False)
    for name in names.alternative:
        form = NameForm.FULL if _COUNTY_SUFFIX.search(name) else NameForm.SHORT
        yield KnownForm(name, place, form, ordinary=name in ordinary)
    for name in names.misspelt:
        yield KnownForm(name, place, NameForm.MISSPELT, ordinary=name in ordinary)
    stem = _without_groups(_COUNTY_SUFFIX.sub("", names.preferred), words)
    if names.preferred.endswith(words.by_role["autonomous"]) and len(stem) > 1:
        # An autonomous county is printed without its peoples, too.
        yield KnownForm(stem + names.preferred[-1], place, NameForm.FULL, ordinary=False)
    if place.kind != ZONE and len(stem) > 1 and stem not in names.all:
        # Districts are often named for what is there, and seldom without 区.
        is_word = names.preferred.endswith("区") and stem in words.dictionary
        yield KnownForm(stem, place, NameForm.SHORT, ordinary=is_word or stem in ordinary)


def _initials(places: Sequence[Place]) -> Iterator[KnownForm]:
    """Yield the short names of banners (青旗, 青左中旗 of 青川左翼中旗) that no other banner has."""
    banners = [(place, found) for place in places if (found := _BANNER.fullmatch(place.names.preferred))]
    short = [found["first"] + (found["wing"] or "") + (found["part"] or "") + "旗" for _, found in banners]
    for (place, _), form in zip(banners, short, strict=True):
        if short.count(form) == 1 and form not in place.names.all:
            yield KnownForm(form, place, NameForm.SHORT, ordinary=False)


def places_in(text: str, names: Gazetteer) -> tuple[PlaceMention, ...]:
    """Return the mentions of county-level places in `text`, in order, without overlap.

    No mention is a name that is cut out of its neighbours' characters, that is an ordinary word and stands in no
    place's position, that begins the name of a street, a mountain or a water, or that is part of a company's name.
    The prefecture itself is no county-level place. Where look-alikes leave a choice, members of one enumeration differ.
    """
    meant = _meant(text, names)
    mentions = [*_single_places(text, meant, names), *_collectives(text)]
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def named_spans(text: str, names: Gazetteer) -> tuple[tuple[int, int], ...]:
    """Return the spans of all known names in `text` that are meant as places, the prefecture's own included."""
    return tuple((candidate.start, candidate.end) for candidate in _meant(text, names))


@lru_cache(maxsize=KEPT_TEXTS)
def _meant(text: str, names: Gazetteer) -> tuple[PlaceCandidate, ...]:
    found = [candidate for candidate in _apart(text, names) if not _names_something_else(text, candidate, names)]
    seats = names.words.by_role["seat"]
    return tuple(
        candidate
        for group in _enumerations(text, found)
        for candidate in group
        # A name that is an ordinary word, too, is meant as a place among other places or before a word like 开发区.
        if not candidate.forms[0].ordinary or len(group) > 1 or text.startswith(seats, candidate.end)
    )


def _apart(text: str, names: Gazetteer) -> Iterator[PlaceCandidate]:
    """Yield the candidates that are words of their own, the leftmost first, none overlapping the one before."""
    end = 0
    for candidate in candidates(text, names):
        span = (candidate.start, candidate.end)
        if candidate.start >= end and stands_alone(text, span, names.lexicon):
            end = candidate.end
            yield candidate


def _names_something_else(text: str, candidate: PlaceCandidate, names: Gazetteer) -> bool:
    words = names.words.by_role
    after = text[candidate.end :]
    is_short = candidate.forms[0].form is not NameForm.FULL or candidate.end - candidate.start < 3
    if is_short and after.startswith(words["namesake"]) and not after.startswith(words["no-namesake"]):
        return True
    if is_short and _ends_town(after, words) and after[:2] not in names.lexicon:
        # 洪山桥街道: a town of a longer name.
        return True
    if (
        is_short
        and text[candidate.start : candidate.end].endswith(words["water"])
        and after.startswith(words["of-water"])
    ):
        # 巢湖水质: the lake for which the city is named.
        return True
    return _begins_company(after[:_COMPANY_REACH], names)


def _ends_town(after: str, words: WordsByRole) -> bool:
    """Return whether what follows a name is one more character and 街道 or 镇: 桥街道, but not 各镇 or 城镇区."""
    town = next((word for word in words["town"] if after.startswith(word, 1)), "")
    return bool(town) and not after.startswith((*words["before-town"], f"{after[0]}{town}区"))


def _begins_company(after: str, names: Gazetteer) -> bool:
    """Whether what follows a place ends, without a word that no name holds, in the ending of a company's name."""
    words = names.words.by_role
    ends = [at for word in words["company"] if (at := after.find(word)) >= 0]
    if not ends:
        return False
    body = after[: min(ends)]
    if not all("㐀" <= char <= "鿿" or char in "（）()" for char in body):
        return False
    return not any(word in body for word in words["outside-company"])


def _single_places(text: str, found: Sequence[PlaceCandidate], names: Gazetteer) -> Iterator[PlaceMention]:
    """Yield a mention for each candidate; in an enumeration what is certain is taken before what is doubtful."""
    for group in _enumerations(text, found):
        taken = {candidate.forms[0].place.names.preferred for candidate in group if len(candidate.forms) == 1}
        for candidate in group:
            chosen = _choose(candidate, taken)
            taken.add(chosen.place.names.preferred)
            if chosen.place.kind not in ABOVE_COUNTIES:
                yield _mention(text, candidate, chosen, names)


def _enumerations(text: str, found: Sequence[PlaceCandidate]) -> list[list[PlaceCandidate]]:
    groups: list[list[PlaceCandidate]] = []
    for candidate in found:
        if groups and _JOINT.fullmatch(text, groups[-1][-1].end, candidate.start):
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    return groups


def _choose(candidate: PlaceCandidate, taken: set[str]) -> KnownForm:
    free = (form for form in candidate.forms if form.place.names.preferred not in taken)
    return next(free, candidate.forms[0])


def _mention(text: str, candidate: PlaceCandidate, chosen: KnownForm, names: Gazetteer) -> PlaceMention:
    surface = text[candidate.start : candidate.end]
    place = chosen.place.names.preferred
    others = tuple(dict.fromkeys(name for form in candidate.forms if (name := form.place.names.preferred) != place))
    form = chosen.form if surface == chosen.text else NameForm.LOOK_ALIKE
    doubtful = bool(others) or (form is NameForm.LOOK_ALIKE and surface in names.words.dictionary)
    certainty = Certainty.DOUBTFUL if doubtful else _CERTAINTY[form]
    return PlaceMention(surface, candidate.start, candidate.end, (place,), others, form, certainty)


def _collectives(text: str) -> Iterator[PlaceMention]:
    for match in _EVERY_COUNTY.finditer(text):
        yield PlaceMention(match[0], *match.span(), (EVERY_COUNTY,), (), NameForm.COLLECTIVE, Certainty.CERTAIN)
