"""The words around a number: which of them name a quantity, and how far two namings agree."""

from __future__ import annotations

import re

from heze_graph.facts.numbers.numerals import half_width
from heze_graph.facts.numbers.quantities import measures
from heze_graph.reference.measures import Measures

_TIME = re.compile(
    r"[0-9]{4}年度?|(?:[0-9]{1,2}[-—－至])?[0-9]{1,2}月(?:份|底|末)?|前[一二三]季度|[一二三四]季度|截[至止][^，,]{0,6}?[底末日]"
)
_PUNCTUATION = re.compile(r"[\s“”‘’\"'、，,。；;：:()（）《》□]")
_LONGEST_WORD = 12
_LONGEST_NAME = 120
_NAMELESS_ROLES = ("function", "making", "done", "begun", "rise", "fall", "share", "generic")


def plain(words: str) -> str:
    """Drop punctuation, brackets and quotation marks."""
    return _PUNCTUATION.sub("", half_width(words))


def trimmed(words: str, known: Measures, roles: tuple[str, ...]) -> str:
    """Drop the words of some roles from both ends, as often as there are any."""
    start, end = 0, len(words)
    while True:
        begun_at = (start, end)
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        for role in roles:
            if match := known.pattern(role).match(words, start, end):
                start = match.end()
            if match := known.endings[role].search(words, max(start, end - _LONGEST_WORD), end):
                end = match.start()
        if (start, end) == begun_at:
            return words[start:end]


def specific(words: str, known: Measures) -> str:
    """Return the words that name a quantity: without times, verbs of doing, change, shares and generic nouns.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> specific("前三季度，新增规模以上工业企业", known), specific("累计完成项目", known)
    ('规模以上工业', '')
    """
    return trimmed(plain(_TIME.sub("", half_width(words))), known, _NAMELESS_ROLES)


def without_figures(text: str, known: Measures) -> str:
    """Return the text without its numbers and their units."""
    for measure in reversed(measures(text, known)):
        text = text[: measure.span.start] + text[measure.span.end :]
    return text


def coverage(words: str, other: str) -> float:
    """Return the share of `words` that lies in runs of two or more characters which `other` has, too.

    >>> round(coverage("城乡居民养老保险参保率", "居民养老参保率"), 2)
    0.64
    """
    words, other = words[-_LONGEST_NAME:], other[-2 * _LONGEST_NAME :]
    covered = [False] * len(words)
    for start in range(len(words) - 1):
        end = start + 2
        while end <= len(words) and words[start:end] in other:
            covered[start:end] = [True] * (end - start)
            end += 1
    return sum(covered) / len(words) if words else 0.0
