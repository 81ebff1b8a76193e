"""Clauses in which several numbers stand in an order that has a meaning.

由A提高到B, 现行A提高到B, A增加到B, 由A、B分别提高到C、D: what stands at the start is a base, no figure. The words of
each figure at the end are those before the frame and the verb of change: 护林员补助由每人450元提高到520元 speaks of
护林员补助提高到520元.

收入和投资分别增长8%和10% says two things. The words before each number are those of its own subject and the verb, and a
comparator that is printed once, before the first number or behind the last, holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from heze_graph.extraction.numbers.numerals import squeezed
from heze_graph.extraction.numbers.phrases import JOINT, MeasuredText, Phrase, laid_out, trimmed, without_comparator
from heze_graph.reference.measures import Measures

_MAYBE_JOINT = re.compile(rf"\s*(?:{JOINT.pattern})?\s*")
_BREAK = re.compile(r"[,，；;。！？!?\n]")
_LONGEST_ASIDE = 10
_MOST_PAIRS = 6
_EACH = re.compile(r"(?:每(?:(?!每)[\u4e00-\u9fff]){1,2}){1,3}$")
_JOINT = re.compile(rf"\s*(?:{JOINT.pattern})\s*")


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of the bases and of the figures at the end, and the words before and between them."""

    bases: range
    ends: range
    subject: str
    verb: str


def told_apart(
    where: MeasuredText, stands: Callable[[Phrase], bool], known: Measures
) -> tuple[list[Phrase], list[bool], frozenset[int]]:
    """Return the phrases of a text, which of its numbers `stands` says to stand for themselves, and the bases.

    A number that does not (a size in a name) splits no phrase of another.
    """
    found, bases = framed(where, [True] * len(where.measures), known)
    found = distributed(found, known)
    separate = [stands(phrase) for phrase in found]
    if not all(separate):
        found, bases = framed(where, separate, known)
        found = distributed(found, known)
    return found, separate, bases


def framed(where: MeasuredText, separate: Sequence[bool], known: Measures) -> tuple[list[Phrase], frozenset[int]]:
    """Return the phrases of a text, and the places of those that are only the start of a change.

    A base splits no phrase of another measure.
    """
    alone = laid_out(where, separate)
    frames = list(_frames(alone, known))
    bases = frozenset(place for frame in frames for place in frame.bases)
    if not bases:
        return alone, bases
    found = laid_out(where, [kept and place not in bases for place, kept in enumerate(separate)])
    for frame in frames:
        for number, place in enumerate(frame.ends):
            before = frame.subject + frame.verb if number == 0 else found[place].before
            found[place] = replace(found[place], said=(before, found[place].after))
    return found, bases


def _frames(found: Sequence[Phrase], known: Measures) -> list[Frame]:
    frames: list[Frame] = []
    at = 0
    while at < len(found):
        frame = _changed_by_rate(found[at : at + 2], at, known) or _frame(found, at, known)
        if frame:
            frames.append(frame)
        at = frame.ends.stop if frame else at + 1
    return frames


def _frame(found: Sequence[Phrase], at: int, known: Measures) -> Frame | None:
    size = 1
    while size <= _MOST_PAIRS and at + size < len(found):
        between = _between(found[at + size - 1], found[at + size])
        verb = _verb(between, known)
        if verb is not None:
            break
        if not _MAYBE_JOINT.fullmatch(between):
            return None
        size += 1
    else:
        return None
    first, ends = found[at], range(at + size, min(at + 2 * size, len(found)))
    if len(ends) < size or first.measure.dimension != found[ends.start].measure.dimension:
        return None
    if any(not _MAYBE_JOINT.fullmatch(_between(found[n - 1], found[n])) for n in ends[1:]):
        return None
    before = first.before
    start = _from(before, known)
    if start is None and (was := known.ending("baseline").search(_EACH.sub("", before))):
        # 现行16%的税率降至13%, 现行每月600元的补助提高到650元
        start, verb = was.start(), between.removeprefix("的")
    if start is None and not known.pattern("changed-to").match(_between(found[ends.start - 1], found[ends.start])):
        return None
    return Frame(range(at, at + size), ends, before if start is None else before[:start], verb)


def _changed_by_rate(pair: Sequence[Phrase], at: int, known: Measures) -> Frame | None:
    """Return the frame of a number that a rate changes: 由1400件压减30%."""
    start = _from(pair[0].before, known)
    if start is None or len(pair) < 2 or pair[1].measure.dimension != "ratio" or pair[0].measure.dimension == "ratio":
        return None
    verb = _between(*pair)
    changes = any(known.pattern(role).match(verb) for role in ("rise", "fall"))
    if not changes or _BREAK.search(verb) or len(verb) > _LONGEST_ASIDE:
        return None
    return Frame(range(at, at + 1), range(at + 1, at + 2), pair[0].before[:start], verb)


def _between(one: Phrase, other: Phrase) -> str:
    return squeezed(one.text[one.measure.span.end : other.measure.span.start])


def _verb(between: str, known: Measures) -> str | None:
    """Return the words between two figures from the verb of change on, or None where there is none."""
    found = list(known.pattern("changed-to").finditer(between))
    if not found or _BREAK.search(between) or len(between) - found[-1].end() > _LONGEST_ASIDE:
        return None
    each = known.ending("respectively").search(between[: found[-1].start()])
    return between[each.start() if each else found[-1].start() :]


def _from(before: str, known: Measures) -> int | None:
    """Return where 由 or 从 stands before a number, with no more than an aside between."""
    found = [m.start() for m in known.pattern("from").finditer(before) if len(before) - m.end() <= _LONGEST_ASIDE]
    return found[-1] if found else None


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
        if size > 1 and len(subjects) == 1:
            subjects = _taken_apart(subjects[0], known)
        if size > 1 and len(subjects) < 2:
            subjects = _earlier(result[:at], group, known)
        if len(subjects) == size:
            result[at : at + size] = _each(group, subjects, known)
        at += size
    return result


def _size(found: Sequence[Phrase], at: int, known: Measures) -> int:
    """Return how many numbers from a place on a word like 分别 holds for, 1 where none stands there."""
    first = found[at]
    if not known.pattern("respectively").search(first.before):
        return _listed(found, at, known)
    size = 1
    while at + size < len(found):
        phrase = found[at + size]
        if phrase.clause_start != first.clause_start or _own_words(phrase, known):
            break
        size += 1
    return size


def _listed(found: Sequence[Phrase], at: int, known: Measures) -> int:
    """Return how many bare numbers of one unit follow as many names: 新增食堂、服务站33个、38个."""
    first = found[at]
    if first.after or at + 1 == len(found) or found[at + 1].before:
        return 1
    names = _names(first, known)
    following = found[at + 1 : at + len(names)]
    alike = all(
        p.clause_start == first.clause_start and p.measure.unit == first.measure.unit and not p.before and not p.after
        for p in following
    )
    bare = at + len(names) <= len(found) and alike
    beyond = found[at + len(names) : at + len(names) + 1]
    ends = all(p.clause_start != first.clause_start for p in beyond)
    return len(names) if len(names) > 1 and bare and ends else 1


def _names(phrase: Phrase, known: Measures) -> list[str]:
    """Return the names before a number that one verb of making joins, or that differ in whose or what sort they are.

    新增|食堂、服务站; 甲县、乙县建设食堂; 城镇和农村居民收入.
    """
    names = [name for name in _JOINT.split(phrase.before.strip()) if name.strip()]
    if known.pattern("making").match(phrase.before.lstrip()):
        return [] if any(known.pattern("making").fullmatch(name.strip()) for name in names) else names
    apart = len(names) > 1 and all(_sorting(known).fullmatch(name) for name in names[:-1])
    return names if apart and _sorting(known).match(names[-1]) else []


def _own_words(phrase: Phrase, known: Measures) -> str:
    """Return what a phrase says before its number beyond a comparator or a word of change."""
    before, _ = without_comparator(phrase, known)
    for role in ("rise", "fall", "copula"):
        before = known.ending(role).sub("", before)
    return _JOINT.sub("", before).strip()


def _subjects(phrase: Phrase, known: Measures) -> list[str]:
    """Return the subjects before 分别, each whole: 城镇和农村居民收入 are 城镇居民收入 and 农村居民收入."""
    named, _ = _around(known.pattern("object-mark").sub("", phrase.before, count=1), known)
    subjects = [subject for subject in _JOINT.split(named) if subject.strip()]
    modifiers = _sorting(known)
    last = modifiers.match(subjects[-1]) if subjects else None
    shared = subjects[-1][last.end() :] if last else ""
    whole = [subject + shared if modifiers.fullmatch(subject) else subject for subject in subjects]
    # 投资、消费增速分别达到: the word of change at the end is said of each.
    change = known.ending("rise").search(whole[-1]) if whole else None
    if change is None:
        return whole
    return [subject if known.ends("rise", subject) else subject + change[0] for subject in whole]


@lru_cache(maxsize=8)
def _sorting(known: Measures) -> re.Pattern[str]:
    """Return the expression of what tells things of one name apart: 城镇居民 and 农村居民, 新建公厕 and 甲县公厕."""
    place = rf"[\u4e00-\u9fff]{{1,10}}?(?:{known.pattern('owner').pattern})"
    return re.compile(rf"{known.pattern('modifier').pattern}|{known.pattern('making').pattern}|{place}")


def _taken_apart(subject: str, known: Measures) -> list[str]:
    """Return what a subject that joins two names says of each: 城乡居民收入 is 城镇居民收入 and 农村居民收入."""
    joined = known.pattern("joint-name").search(subject)
    if joined is None:
        return [subject]
    names = known.values[("joint-name", joined[0])].split("|")
    return [subject[: joined.start()] + name + subject[joined.end() :] for name in names]


def _earlier(before: Sequence[Phrase], group: Sequence[Phrase], known: Measures) -> list[str]:
    """Return the subjects in the clauses before: 接待游客1860万人次，旅游收入142亿元，分别增长18.2%、21.5%."""
    named = _around(group[0].before, known)[0]
    last = [p for p in before[-len(group) :] if p.sentence_start == group[0].sentence_start]
    # 计划新建食堂8个，新增床位90张，实际分别完成9个、95张
    return [trimmed(p.before, known, ("function", "planned")) + p.after.strip() + named for p in last]


def _around(before: str, known: Measures) -> tuple[str, str]:
    """Return the words on both sides of 分别; all words, and none, where it is not said."""
    said = list(known.pattern("respectively").finditer(before))
    if not said:
        return before, ""
    word = said[-1]
    named, behind = before[: word.start()], before[word.end() :]
    verbs = [known.pattern("making").match(each) for each in _JOINT.split(behind)]
    # 分别新建、改造公厕15座、25座: two verbs of one thing.
    return (behind, "") if len(verbs) > 1 and all(verbs) and not _JOINT.search(named) else (named, behind)


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
