"""Which works the text of a target names: behind 加快建设, before 建成通车, inside “A、B等3个项目”.

All functions take and give spans of the whole text, so that what is found can be shown where it stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from heze_graph.extraction.names.places import Gazetteer, named_spans, places_in
from heze_graph.extraction.names.work_clauses import (
    TITLE,
    ClausePatterns,
    Object,
    Span,
    clause_patterns,
    clauses,
    goes_on,
    members,
    objects,
    without_closing,
)
from heze_graph.extraction.names.work_names import (
    NamePatterns,
    WorkPhrase,
    ends_a_member,
    head_of,
    is_definite,
    name_patterns,
    names_a_work,
    resembles_a_work,
    work_phrase,
)
from heze_graph.extraction.numbers.numerals import without_blanks
from heze_graph.model.facts import PlaceMention, ProjectMention
from heze_graph.reference.csv_table import WordsByRole
from heze_graph.reference.measures import KEPT_TEXTS

_QUOTES = '“”「」"'
_LONG_NAME = 8


@dataclass(frozen=True, slots=True, eq=False)
class WorkGrammar:
    """How texts speak of works (`clause`) and name them (`name`); one is like another only if it is it."""

    clause: ClausePatterns
    name: NamePatterns


def work_grammar(words: WordsByRole, dictionary: AbstractSet[str]) -> WorkGrammar:
    """Return the grammar for the words of the reference data; `dictionary` holds the ordinary words."""
    return WorkGrammar(clause_patterns(words), name_patterns(words, dictionary))


@lru_cache(maxsize=KEPT_TEXTS)
def projects_in(text: str, names: Gazetteer, grammar: WorkGrammar) -> tuple[ProjectMention, ...]:
    """Return the individual works that `text` says are to be built, begun, planned, renewed or opened, in order.

    A name stands as printed, without blanks around numbers, without the verb before it, without 建设, 项目 and what
    else is said of it after it, and without quotation marks around the whole. What is counted and not named
    (新建城乡书房10处) is no project, nor is what exists already and only helps (依托…).
    """
    compact = without_blanks(text)
    return tuple(
        replace(one, start=span.start, end=span.end)
        for one in _projects(compact.text, names, grammar)
        for span in (compact.span(one.start, one.end),)
    )


def _projects(text: str, names: Gazetteer, grammar: WorkGrammar) -> Iterator[ProjectMention]:
    places = {(mention.start, mention.end): mention for mention in places_in(text, names)}
    known = named_spans(text, names)
    found: list[Span] = []
    certain = False
    for clause in clauses(text):
        wholes = objects(text, clause, grammar.clause)
        readings = ((whole.reached, list(_works(text, whole, known, grammar))) for whole in wholes)
        reached, spans = next((reading for reading in readings if reading[1]), (False, []))
        # 推进甲科技园、乙大道项目: a street beside other works is one.
        called = TITLE.search(text, *clause) and any(not grammar.clause.street.fullmatch(text, *s) for s in spans)
        works = [one for one in spans if called or _is_work(text, clause, one, grammar)]
        found += works
        certain = certain or any(reached or not _is_institution(text, span, grammar) for span in works)
    if not certain:
        # 建设图书馆、文化馆 tells kinds; beside 甲大桥 they are those of the city.
        return
    yield from (_mention(text, span, places) for span in found)


def _is_institution(text: str, span: Span, grammar: WorkGrammar) -> bool:
    """Whether a span names nothing but an institution of which a city has one: 图书馆, 中医院."""
    return grammar.name.proper.institution.fullmatch(text, *span) is not None


def _is_work(text: str, clause: Span, span: Span, grammar: WorkGrammar) -> bool:
    """Whether a named thing is a work; a bare street is one only behind a verb of building, or before 通车, 建成."""
    if not grammar.clause.street.fullmatch(text, *span):
        return True
    before, after = (clause[0], span[0]), (span[1], clause[1])
    told = grammar.clause
    return bool(told.builds.search(text, *before) or told.anew.match(text, *after) or told.opens.search(text, *after))


def _works(text: str, whole: Object, known: tuple[Span, ...], grammar: WorkGrammar) -> Iterator[Span]:
    place_ends = {end for _, end in known}

    def is_whole_member(span: Span) -> bool:
        # “甲县、乙县省级试验区” is one work of two places.
        if goes_on(text, span, whole.span[1], grammar.clause):
            return False
        bare = _without_own_closing(text, span, grammar)
        told = whole.listed or whole.apart
        return span[1] not in place_ends and (told or ends_a_member(text[slice(*bare)], grammar.name))

    works: list[tuple[Span, WorkPhrase]] = []
    for span in members(text, whole, is_whole_member, grammar.clause):
        start, end = _stripped(text, _without_own_closing(text, span, grammar))
        work = work_phrase(text[start:end], grammar.name)
        if work.name:
            works.append(((start, start + len(work.name)), work))
    named = set()
    for span, work in works:
        inside = _inside(span, known)
        one = whole.reached and not whole.listed and is_definite(work, grammar.name)
        if one or names_a_work(work, _beyond(text, span, inside), bool(inside), whole.listed, grammar.name):
            named.add(span)
    # 41家图书馆、美术馆 counts kinds.
    are_kinds = whole.listed or (bool(works) and grammar.name.proper.several.match(works[0][1].name) is not None)
    named |= {span for span, _ in works if not are_kinds and _is_institution(text, span, grammar)}
    kinds = {head_of(work, grammar.name) for span, work in works if span in named} - {""}
    every = text.startswith(grammar.clause.every, whole.span[1])
    for span, work in works:
        beside = resembles_a_work(work, kinds, grammar.name) or (whole.reached and is_definite(work, grammar.name))
        is_one = span in named or (named and beside)
        if is_one or (named and every and _is_called_at_length(work, grammar)):
            yield _unquoted(text, span)


def _is_called_at_length(work: WorkPhrase, grammar: WorkGrammar) -> bool:
    """Whether a name of a kind is as long as that of one work: 甲渠引水工程、农村供水保障提升工程全部完工."""
    several = grammar.name.proper.several.match(work.name) is not None
    return work.called_work and len(work.name) >= _LONG_NAME and not several


def _without_own_closing(text: str, span: Span, grammar: WorkGrammar) -> Span:
    """Return a member without what it says of itself (甲电站首台机组发电、乙电站主体开工); care that goes on stays."""
    is_care = grammar.name.ends.soft_action.search(text, *span)
    return span if is_care else without_closing(text, span, grammar.clause)


def _beyond(text: str, span: Span, places: tuple[Span, ...]) -> str:
    """Return the rest of `span` after the places at its start."""
    start, end = span
    for first, last in places:
        if first == start or (first == start + 1 and text[start] == "、"):
            start = last
    return text[start:end]


def _inside(span: Span, known: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return those of `known` (in order, none overlapping another) that lie inside `span`."""
    start, end = span
    first = bisect_left(known, start, key=lambda place: place[0])
    return known[first : bisect_right(known, end, lo=first, key=lambda place: place[1])]


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _unquoted(text: str, span: Span) -> Span:
    start, end = span
    if end - start > 2 and text[start] in _QUOTES and text[end - 1] in _QUOTES:
        return start + 1, end - 1
    return span


def _mention(text: str, span: Span, places: dict[Span, PlaceMention]) -> ProjectMention:
    inside = [place for part in _inside(span, tuple(places)) for place in places[part].places]
    return ProjectMention(text[slice(*span)], *span, tuple(dict.fromkeys(inside)))
