"""Where a measure stands: its clause, its own phrase in the clause, and the words on both sides of it.

A clause ends at ，；。 and their like, outside quotation marks and brackets. Inside a clause, measures are separated at
the last 、和与及 between them: 新建学校5所、幼儿园10所 has the phrases 新建学校5所 and 幼儿园10所.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from heze_graph.facts.numbers.numerals import half_width
from heze_graph.model.measured import Measure, Span

_CLAUSE_END = re.compile(r"[,，;；。！？!?:：()\n\r\t]")
_SENTENCE_END = re.compile(r"[。；;！？!?\n\r]")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|「[^「」]*」|\"[^\"]*\"|‘[^‘’]*’")
_BRACKETED = re.compile(r"\([^()]*\)")
# Longer ones are no prose; the bound keeps the work for a hostile text proportional to its length.
_LONGEST_CLAUSE = 200
_LONGEST_SENTENCE = 400
_JOINT = re.compile(r"[、和与及]|以及")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A measure between the words of its clause.

    `start` and `end` bound its own phrase, `clause_start` and `clause_end` its clause; `sentence_start` is where the
    sentence begins. `quoted` is True inside quotation marks or a title.
    """

    text: str
    measure: Measure
    start: int
    end: int
    clause_start: int
    clause_end: int
    sentence_start: int
    quoted: bool
    said: tuple[str, str] | None = None

    @property
    def span(self) -> Span:
        """The phrase without white space and 、 at its ends."""
        start, end = self.start, self.end
        while start < end and (self.text[start].isspace() or self.text[start] == "、"):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] == "、"):
            end -= 1
        return Span(start, end, self.text[start:end])

    @property
    def before(self) -> str:
        """The words of the phrase before the number."""
        return self.said[0] if self.said else self.text[self.start : self.measure.span.start]

    @property
    def after(self) -> str:
        """The words of the phrase after the unit."""
        return self.said[1] if self.said else self.text[self.measure.span.end : self.end]

    @property
    def clause_before(self) -> str:
        """The words of the clause before the number."""
        return self.text[self.clause_start : self.measure.span.start]

    @property
    def clause_after(self) -> str:
        """The words of the clause after the unit."""
        return self.text[self.measure.span.end : self.clause_end]

    @property
    def clause(self) -> str:
        """The whole clause."""
        return self.text[self.clause_start : self.clause_end]


def phrases(text: str, found: Sequence[Measure], separate: Sequence[bool]) -> list[Phrase]:
    """Return the phrase of each measure; one that is not `separate` (a size in a name) splits no phrase of another."""
    flat = _flattened(text, found)
    quoted = [match.span() for match in _QUOTED.finditer(half_width(text))]
    clause_ends = [match.start() for match in _CLAUSE_END.finditer(flat)]
    sentence_ends = [match.start() for match in _SENTENCE_END.finditer(flat)]
    result = []
    for place, measure in enumerate(found):
        low, high = measure.span.start, measure.span.end
        clause_start, clause_end = _between(clause_ends, measure, len(flat), _LONGEST_CLAUSE)
        sentence_start, _ = _between(sentence_ends, measure, len(flat), _LONGEST_SENTENCE)
        start, end = clause_start, clause_end
        if previous := _neighbour(found, separate, range(place - 1, -1, -1), clause_start, clause_end):
            start = max(start, _cut(flat, previous.span.end, low)[1])
        if following := _neighbour(found, separate, range(place + 1, len(found)), clause_start, clause_end):
            end = min(end, _cut(flat, high, following.span.start)[0])
        inside = any(left <= low and high <= right for left, right in quoted)
        result.append(Phrase(text, measure, start, end, clause_start, clause_end, sentence_start, inside))
    return result


def _between(ends: list[int], measure: Measure, length: int, longest: int) -> tuple[int, int]:
    """Return where the stretch around a measure begins and ends, given the places of the signs that end one."""
    low, high = measure.span.start, measure.span.end
    following = bisect_left(ends, high)
    start = ends[following - 1] + 1 if following else 0
    end = ends[following] if following < len(ends) else length
    return max(start, low - longest), min(end, high + longest)


def _neighbour(
    found: Sequence[Measure], separate: Sequence[bool], places: range, clause_start: int, clause_end: int
) -> Measure | None:
    for place in places:
        span = found[place].span
        if span.start < clause_start or span.end > clause_end:
            return None
        if separate[place]:
            return found[place]
    return None


def _cut(flat: str, left: int, right: int) -> tuple[int, int]:
    """Return where the phrase before ends and where the next begins, between two measures."""
    joints = list(_JOINT.finditer(flat, left, right))
    if joints:
        return joints[-1].start(), joints[-1].end()
    return right, left


def _flattened(text: str, found: Sequence[Measure]) -> str:
    """Blank what is quoted, bracketed or part of a number, so that its punctuation ends no clause."""
    plain = half_width(text)
    characters = list(plain)
    starts = [measure.span.start for measure in found]
    for match in _QUOTED.finditer(plain):
        characters[match.start() : match.end()] = "□" * (match.end() - match.start())
    for match in _BRACKETED.finditer(plain):
        # A bracket with a measure of its own is a clause of its own.
        inside = bisect_left(starts, match.start())
        if inside == len(starts) or starts[inside] >= match.end():
            characters[match.start() : match.end()] = "□" * (match.end() - match.start())
    for measure in found:
        characters[measure.span.start : measure.span.end] = "□" * (measure.span.end - measure.span.start)
    return "".join(characters)
