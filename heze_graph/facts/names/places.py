"""Which county-level places a text mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heze_graph.facts.names.boundaries import stands_alone
from heze_graph.facts.names.gazetteer import PREFECTURE, Candidate, Gazetteer, KnownForm, candidates
from heze_graph.model.mentioned import EVERY_COUNTY, NameForm, PlaceMention
from heze_graph.model.understood import Certainty

_EVERY_COUNTY = re.compile(
    r"各(?:(?:[县区旗]|[县市区旗]{2,4})(?:[（(][县市区旗、，,/]+[）)])?|市[（(][县市区旗、，,/]+[）)])"
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


def _meant(text: str, names: Gazetteer) -> list[Candidate]:
    found = [candidate for candidate in _apart(text, names) if not _names_something_else(text, candidate, names)]
    seats = names.words.by_role["seat"]
    return [
        candidate
        for group in _enumerations(text, found)
        for candidate in group
        # A name that is an ordinary word, too, is meant as a place among other places or before a word like 开发区.
        if not candidate.forms[0].ordinary or len(group) > 1 or text.startswith(seats, candidate.end)
    ]


def _apart(text: str, names: Gazetteer) -> Iterator[Candidate]:
    """Yield the candidates that are words of their own, the leftmost first, none overlapping the one before."""
    end = 0
    for candidate in candidates(text, names):
        span = (candidate.start, candidate.end)
        if candidate.start >= end and stands_alone(text, span, names.lexicon):
            end = candidate.end
            yield candidate


def _names_something_else(text: str, candidate: Candidate, names: Gazetteer) -> bool:
    words = names.words.by_role
    after = text[candidate.end :]
    is_short = candidate.forms[0].form is not NameForm.FULL or candidate.end - candidate.start < 3
    if is_short and after.startswith(words["namesake"]) and not after.startswith(words["no-namesake"]):
        return True
    return _begins_company(after[:_COMPANY_REACH], names)


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


def _single_places(text: str, found: list[Candidate], names: Gazetteer) -> Iterator[PlaceMention]:
    """Yield a mention for each candidate; in an enumeration what is certain is taken before what is doubtful."""
    for group in _enumerations(text, found):
        taken = {candidate.forms[0].place.names.preferred for candidate in group if len(candidate.forms) == 1}
        for candidate in group:
            chosen = _choose(candidate, taken)
            taken.add(chosen.place.names.preferred)
            if chosen.place.kind != PREFECTURE:
                yield _mention(text, candidate, chosen, names)


def _enumerations(text: str, found: list[Candidate]) -> list[list[Candidate]]:
    groups: list[list[Candidate]] = []
    for candidate in found:
        if groups and _JOINT.fullmatch(text, groups[-1][-1].end, candidate.start):
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    return groups


def _choose(candidate: Candidate, taken: set[str]) -> KnownForm:
    free = (form for form in candidate.forms if form.place.names.preferred not in taken)
    return next(free, candidate.forms[0])


def _mention(text: str, candidate: Candidate, chosen: KnownForm, names: Gazetteer) -> PlaceMention:
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
