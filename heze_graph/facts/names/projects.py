"""Which works the text of a target names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from heze_graph.facts.names.gazetteer import Gazetteer
from heze_graph.facts.names.places import named_spans, places_in
from heze_graph.facts.names.work_clauses import ClausePatterns, Object, Span, clause_patterns, clauses, members, objects
from heze_graph.facts.names.work_names import (
    NamePatterns,
    WorkPhrase,
    ends_a_member,
    name_patterns,
    names_a_work,
    resembles_a_work,
    work_phrase,
)
from heze_graph.model.mentioned import PlaceMention, ProjectMention
from heze_graph.reference.names_in_text import ProjectWords

_QUOTES = '“”「」"'


@dataclass(frozen=True, slots=True)
class WorkGrammar:
    """How texts speak of works (`clause`) and name them (`name`)."""

    clause: ClausePatterns
    name: NamePatterns


def work_grammar(words: ProjectWords) -> WorkGrammar:
    """Return the grammar for the words of the reference data."""
    return WorkGrammar(clause_patterns(words), name_patterns(words))


def projects_in(text: str, names: Gazetteer, grammar: WorkGrammar) -> tuple[ProjectMention, ...]:
    """Return the individual works that `text` says are to be built, begun, planned, renewed or opened, in order.

    A name stands as printed, without the verb before it, without 建设, 项目 and what else is said of it after it,
    and without quotation marks around the whole. What is counted and not named (新建城乡书房10处) is no project, nor
    is what exists already and only helps (依托…).
    """
    places = {(mention.start, mention.end): mention for mention in places_in(text, names)}
    known = named_spans(text, names)
    found: list[ProjectMention] = []
    for clause in clauses(text):
        readings = (list(_works(text, whole, known, grammar)) for whole in objects(text, clause, grammar.clause))
        spans = next((spans for spans in readings if spans), [])
        found.extend(_mention(text, span, places) for span in spans)
    return tuple(found)


def _works(text: str, whole: Object, known: tuple[Span, ...], grammar: WorkGrammar) -> Iterator[Span]:
    place_ends = {end for _, end in known}

    def is_whole_member(span: Span) -> bool:
        # “甲县、乙县省级试验区” is one work of two places.
        return span[1] not in place_ends and (whole.listed or ends_a_member(text[slice(*span)], grammar.name))

    works: list[tuple[Span, WorkPhrase]] = []
    for span in members(text, whole, is_whole_member, grammar.clause):
        start, end = _stripped(text, span)
        work = work_phrase(text[start:end], grammar.name)
        if work.name:
            works.append(((start, start + len(work.name)), work))
    named = set()
    for span, work in works:
        inside = _inside(span, known)
        if names_a_work(work, _beyond(text, span, inside), bool(inside), whole.listed, grammar.name):
            named.add(span)
    for span, work in works:
        if span in named or (named and resembles_a_work(work, grammar.name)):
            yield _unquoted(text, span)


def _beyond(text: str, span: Span, places: tuple[Span, ...]) -> str:
    """Return what stands in `span` beyond the places at its start."""
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
