"""Numbers that answer their subjects one by one: 收入和投资分别增长8%和10% says two things.

The words before each number are then those of its own subject and the verb, and a comparator that is printed once,
before the first number or behind the last, holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from heze_graph.facts.numbers.comparators import without_comparator
from heze_graph.facts.numbers.phrases import Phrase
from heze_graph.reference.measures import Measures

_JOINT = re.compile(r"\s*(?:以及|[、和与及])\s*")


def distributed(found: Sequence[Phrase], known: Measures) -> list[Phrase]:
    """Return the phrases of a text, in order, those of a list with 分别 each with the words of its own subject.

    A list whose subjects and numbers differ in count stays as printed.
    """
    result = list(found)
    at = 0
    while at < len(result):
        size = _size(result, at, known)
        group = result[at : at + size]
        subjects = _subjects(group[0], known) if size > 1 else []
        if len(subjects) == size:
            result[at : at + size] = _each(group, subjects, known)
        at += size
    return result


def _size(found: Sequence[Phrase], at: int, known: Measures) -> int:
    """Return how many numbers from a place on a word like 分别 holds for, 1 where none stands there."""
    first = found[at]
    if not known.pattern("respectively").search(first.before):
        return 1
    size = 1
    while at + size < len(found):
        phrase = found[at + size]
        if phrase.clause_start != first.clause_start or _own_words(phrase, known):
            break
        size += 1
    return size


def _own_words(phrase: Phrase, known: Measures) -> str:
    """Return what a phrase says before its number beyond a comparator or a word of change."""
    before, _ = without_comparator(phrase, known)
    for role in ("rise", "fall", "copula"):
        before = known.endings[role].sub("", before)
    return _JOINT.sub("", before).strip()


def _subjects(phrase: Phrase, known: Measures) -> list[str]:
    """Return the subjects before 分别, each whole: 城镇和农村居民收入 are 城镇居民收入 and 农村居民收入."""
    named, _ = _around(phrase.before, known)
    subjects = [subject for subject in _JOINT.split(named) if subject.strip()]
    modifiers = known.pattern("modifier")
    last = modifiers.match(subjects[-1]) if subjects else None
    shared = subjects[-1][last.end() :] if last else ""
    whole = [subject + shared if modifiers.fullmatch(subject) else subject for subject in subjects]
    # 投资、消费增速分别达到: the word of change at the end is said of each.
    change = known.endings["rise"].search(whole[-1]) if whole else None
    if change is None:
        return whole
    return [subject if known.ends("rise", subject) else subject + change[0] for subject in whole]


def _around(before: str, known: Measures) -> tuple[str, str]:
    """Return the words on both sides of 分别."""
    (*_, word) = known.pattern("respectively").finditer(before)
    return before[: word.start()], before[word.end() :]


def _each(group: Sequence[Phrase], subjects: Sequence[str], known: Measures) -> list[Phrase]:
    _, verb = _around(group[0].before, known)
    _, beyond = without_comparator(group[-1], known)
    behind = group[-1].after.strip().removesuffix(beyond.strip())
    each = []
    for place, (phrase, subject) in enumerate(zip(group, subjects, strict=True)):
        own = _JOINT.sub("", phrase.before).strip() if place else ""
        alone = without_comparator(phrase, known)[1].strip() == phrase.after.strip()
        after = behind + phrase.after if alone and phrase is not group[-1] else phrase.after
        each.append(replace(phrase, said=(subject + (own or verb), after)))
    return each
