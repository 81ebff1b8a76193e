"""Where a target's text speaks of works: the phrases behind 加快建设, before 建成通车, inside “A、B等3个项目”.

All functions take and give spans of the whole text, so that what is found can be shown where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from heze_graph.facts.names.work_names import any_of
from heze_graph.reference.names_in_text import ProjectWords

Span = tuple[int, int]

_PAUSES = "，。；！？,;!?\n\r\t"
_PAIRS = {"“": "”", "（": "）", "(": ")", "《": "》", "「": "」", "‘": "’", "【": "】"}
_NUMBER = r"(?:\d+|[一二两三四五六七八九十]+)"
_RELATIVE = re.compile(r"[^“（(]{0,30}?\d[^“（(]{0,30}?的")
_LONGEST_CLOSING = 16
_LONGEST_MEMBER_END = 30
_LISTED = re.compile(r"(?<![高中初同平劣优对相])等(?![级候额于到同])")


@dataclass(frozen=True, slots=True)
class ClausePatterns:
    """What a clause is cut with."""

    verb: re.Pattern[str]
    clear_verb: re.Pattern[str]
    manner: re.Pattern[str]
    closing: re.Pattern[str]
    dependence: re.Pattern[str]
    listed_kind: re.Pattern[str]
    counted_kind: re.Pattern[str]
    conjunction: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Object:
    """What a clause says is to be done: the span, and whether its members are examples of a kind of works."""

    span: Span
    listed: bool


def clause_patterns(words: ProjectWords) -> ClausePatterns:
    """Return the patterns for the words of the reference data."""
    role = {name: any_of(members) for name, members in words.by_role.items()}
    role["time"] = rf"(?:{role['time']}|\d{{1,2}}月(?:份|底|末)?前?)"
    clear = any_of([word for word in words.by_role["begins"] if len(word) > 1])
    kind = rf"(?:{role['rank']}|[㐀-鿿]){{0,6}}?{role['work']}"
    counted = f"(?<!第){_NUMBER}{role['work-counter']}"
    return ClausePatterns(
        verb=re.compile(f"{role['begins']}好?[、和并]?"),
        clear_verb=re.compile(clear),
        manner=re.compile(f"(?:{role['manner']}|{role['time']})[、和并]?"),
        closing=re.compile(f"[并和及、]?{role['time']}{{0,2}}{role['ends']}$"),
        dependence=re.compile(role["dependence"]),
        listed_kind=re.compile(f"(?:{counted})?{kind}(?:{counted})?"),
        counted_kind=re.compile(f"{counted}{kind}$"),
        conjunction=re.compile(role["conjunction"]),
    )


def clauses(text: str) -> Iterator[Span]:
    """Yield the spans between pauses that stand outside brackets and quotes."""
    start = 0
    for at in _outside(text, (0, len(text))):
        if text[at] in _PAUSES:
            yield start, at
            start = at + 1
    yield start, len(text)


def objects(text: str, clause: Span, patterns: ClausePatterns) -> Iterator[Object]:
    """Yield what the clause may say is to be done, the likeliest first: after its verb, before its verb, inside it."""
    start, end = clause
    while start < end and text[start].isspace():
        start += 1
    verbs_end, manner_end = _opening(text, (start, end), patterns)
    if verbs_end > start:
        yield _object(text, (verbs_end, end), patterns)
        return
    subject = (manner_end, end)
    if patterns.dependence.match(text, *subject) is None and _without_closing(text, subject, patterns) != subject:
        yield _object(text, subject, patterns)
    inner = patterns.clear_verb.search(text, start, end)
    if inner:
        yield _object(text, (_opening(text, (inner.start(), end), patterns)[0], end), patterns)


def _opening(text: str, span: Span, patterns: ClausePatterns) -> tuple[int, int]:
    """Return where the verbs at the start of `span` end (its start: there are none), and where words of manner end."""
    start, end = span
    after_verbs = at = start
    while True:
        verb, manner = patterns.verb.match(text, at, end), patterns.manner.match(text, at, end)
        longest = max((match.end() for match in (verb, manner) if match), default=at)
        if longest == at:
            return after_verbs, at
        at = longest
        if verb and verb.end() == longest:
            after_verbs = at


def members(text: str, whole: Object, boundary: Callable[[Span], bool], patterns: ClausePatterns) -> Iterator[Span]:
    """Yield the members of an enumeration.

    `boundary` tells from the last characters before a separator whether a member ends there; if not, what stands
    before belongs to the next one (生活垃圾、污水处理厂).
    """
    begin, stop = whole.span
    for at, width in _separators(text, whole.span, patterns):
        if at > begin and boundary((max(begin, at - _LONGEST_MEMBER_END), at)):
            yield begin, at
            begin = at + width
    if begin < stop:
        yield begin, stop


def _object(text: str, span: Span, patterns: ClausePatterns) -> Object:
    relative = _RELATIVE.match(text, *span)
    start, end = _without_closing(text, (relative.end() if relative else span[0], span[1]), patterns)
    for match in _LISTED.finditer(text, start, end):
        if patterns.listed_kind.fullmatch(text, match.end(), end):
            return Object((start, match.start()), listed=True)
        return Object((start, match.start()), listed=False)
    counted = patterns.counted_kind.search(text, start, end)
    if counted and "、" in text[start : counted.start()]:
        return Object((start, counted.start()), listed=True)
    return Object((start, end), listed=False)


def _without_closing(text: str, span: Span, patterns: ClausePatterns) -> Span:
    start, end = span
    while closing := patterns.closing.search(text, max(start, end - _LONGEST_CLOSING), end):
        end = closing.start()
    return start, end


def _separators(text: str, span: Span, patterns: ClausePatterns) -> Iterator[tuple[int, int]]:
    for at in _outside(text, span):
        if text[at] == "、":
            yield at, 1
            continue
        conjunction = patterns.conjunction.match(text, at, span[1])
        if conjunction:
            yield at, len(conjunction[0])


def _outside(text: str, span: Span) -> Iterator[int]:
    """Yield the places of `span` that stand outside brackets and quotes; an unclosed one does not count."""
    at, end = span
    unclosed: set[str] = set()
    while at < end:
        mark = text[at]
        closing = text.find(_PAIRS[mark], at + 1, end) if mark in _PAIRS and mark not in unclosed else -1
        if closing >= 0:
            at = closing + 1
            continue
        if mark in _PAIRS:
            unclosed.add(mark)
        yield at
        at += 1
