"""How far the words of a goal and of a number agree, and whether they count different things: 企业 and 项目."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.dimensions import undivided
from heze_graph.extraction.numbers.numerals import CHINESE
from heze_graph.extraction.numbers.phrases import abbreviates, coverage, listed, plain, specific, trimmed
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.model.facts import Goal, Nature
from heze_graph.reference.measures import Measures

WEIGHTS = {"covered": 0.45, "named": 0.25, "head": 0.15, "unit": 0.15}
_SIBLING = 3
#: 县级
_LEVEL = 2
#: Names that differ by a word of so many characters, and share so many before it, are of two things.
_WORD, _SHARED = (1, 2), 2
_SAME_SORT = 0.45
_SHORTEST_NAME = 2
_ABBREVIATED = 0.7
_DIVISOR = re.compile(r"(?<=.)[/每].*")


def counts_other_things(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether the nouns of a goal and a number say that they count different things."""
    one, other = _kind(goal.noun, known), _kind(candidate.noun, known)
    kinds_differ = bool(one and other and one != other)
    return kinds_differ or _are_siblings(goal, candidate, known) or _are_contrary(goal, candidate, known)


def _are_siblings(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether the things counted differ by a word near their end: 法律援助 is no 法律咨询, 助浴点 no 助餐点.

    Where the last characters have much the same meaning (管网, 管道), the counter must differ, too.
    """
    one, other = specific(goal.noun, known), candidate.own
    joined = any(known.pattern(role).search(goal.noun) for role in ("either", "collective"))
    if joined or len(listed(goal.noun)) > 1 or not one or not other or goal.nature is Nature.RANK:
        return False
    words = _words_apart(*(_one_head(name, known) for name in (one, other)))
    said = candidate.phrase.before + candidate.phrase.after + candidate.topic
    if words and not (words[0] in said or words[1] in goal.quantity):
        return True
    one, other = one[-_SIBLING:], other[-_SIBLING:]
    alike = len(one) == _SIBLING and one[:-1] == other[:-1] and one[-1:] != other[-1:]
    return alike and counter(goal.measure) != counter(candidate.phrase.measure)


def _one_head(name: str, known: Measures) -> str:
    """Return a name with one form for words that mean the same: 公路 is 道路."""
    return known.pattern("like-noun").sub(lambda found: known.values["like-noun", found[0]], _one_name(name, known))


def _words_apart(one: str, other: str) -> tuple[str, str] | None:
    """Return the word that each of two names has in place of the other's, where they share what stands around it.

    >>> _words_apart("老年助餐点", "老年助浴点"), _words_apart("停车泊位", "停车位")
    (('餐', '浴'), None)
    """
    end = _common_end(one, other)
    one, other = one[: len(one) - end], other[: len(other) - end]
    for left, right in product(_WORD, _WORD):
        before = (one[:-left], other[:-right])
        words = (one[len(before[0]) :], other[len(before[1]) :])
        shared = _common_end(*before)
        whole = shared == len(before[0]) == len(before[1]) and shared + end >= _SHARED
        if (shared >= _SHARED or (shared and whole)) and _are_two_words(*words):
            return words
    return None


def _are_two_words(one: str, other: str) -> bool:
    # 60岁以上老人 and 65岁以上老人 differ by a number.
    return set(one).isdisjoint(other) and not any(character.isascii() for character in one + other)


def _are_contrary(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether one makes things anew and the other renews them: 新建公园8个 is not answered by 改造公园8个."""
    done = [deeds(words, known) for words in (goal.quantity, candidate.phrase.before)]
    anew = goal.nature is Nature.AMOUNT and all(done) and done[0].isdisjoint(done[1])
    return anew or _are_in_contrast(goal.quantity, candidate.phrase.before + candidate.topic, known)


def _are_in_contrast(asked: str, said: str, known: Measures) -> bool:
    """Whether two names have different words of one group: what 城镇居民 earn is not what 农村居民 do."""
    one, other = (
        {(known.values["contrast", w], w) for w in known.pattern("contrast").findall(t)} for t in (asked, said)
    )
    groups = {group for group, _ in one} & {group for group, _ in other}
    return bool(groups) and not one & other


def deeds(words: str, known: Measures) -> set[str]:
    """Return how things come to be: 新 for 新建, 改 for 改造; nothing where a word says either (建设, 新改建)."""
    found = {known.values["deed", match[0]] for match in known.pattern("deed").finditer(words)}
    return set() if "" in found else found


def levels_of(words: str, known: Measures) -> set[str]:
    """Return the levels that words name, each of 县、乡、村三级 by itself."""
    joined = _joined_levels(known).search(words)
    if joined is None:
        return set(known.pattern("level").findall(words))
    last = joined[0][-1]
    return {sign + last for sign in joined["signs"]} & set(known.words["level"])


@lru_cache(maxsize=8)
def _joined_levels(known: Measures) -> re.Pattern[str]:
    signs = "".join(word[0] for word in known.words["level"] if len(word) == _LEVEL and known.values["level", word])
    return re.compile(rf"(?P<signs>[{signs}](?:[、和]?[{signs}])+){CHINESE}级")


def are_each_level(goal: Goal, parts: Sequence[Candidate], known: Measures) -> bool:
    """Whether each of the levels that a goal joins has a part: 县级中心6个、乡级站点92个 of 县、乡两级网点."""
    asked = levels_of(goal.quantity, known)
    told = [levels_of(part.phrase.before, known) for part in parts]
    return 1 < len(asked) == len(parts) and all(len(one) == 1 for one in told) and set().union(*told) == asked


def _kind(noun: str, known: Measures) -> str:
    """Return the kind of the last counted noun that is only a kind: 企业 and 项目 are never the same things."""
    found = known.pattern("kind").findall(noun)
    return known.values[("kind", found[-1])] if found else ""


def count_alike(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both count establishments (30家, 30户), or both patients (30人, 30例), whatever the counter."""
    counters = (counter(goal.measure), counter(candidate.phrase.measure))
    roles = ("establishment", "patient")
    return any(all(known.pattern(role).fullmatch(one) for one in counters) for role in roles)


def likeness(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how far the words of a candidate that names something agree with the goal's, 0 to 1."""
    words = _one_name(plain(candidate.phrase.before + candidate.phrase.after), known)
    own = _one_name(candidate.own or candidate.topic, known)
    wanted = _one_name(specific(known.pattern("per-lead").sub("", goal.quantity), known), known)
    if len(wanted) < _SHORTEST_NAME:
        # 竣工投产60个: the goal itself names only a verb.
        wanted = trimmed(plain(goal.quantity), known, ("function", "generic"))
        own = trimmed(words, known, ("function", "generic"))
    if of_which(goal.span.text, known) and of_which(candidate.phrase.before, known):
        # 其中企业1.4万户 asks for what 其中企业0.72万户 says, however general the word.
        wanted, own = (trimmed(plain(said), known, ("function",)) for said in (goal.quantity, words))
    short = abbreviates(own, wanted) or abbreviates(own, plain(goal.quantity))
    # 个转企 is what 个体工商户转型升级为企业 spells out.
    short = short or abbreviates(wanted, plain(candidate.noun))
    features = {
        "covered": max(coverage(wanted, f"{words}|{_one_name(candidate.topic, known)}"), _ABBREVIATED * short),
        "named": max(short, *(coverage(name, plain(goal.quantity)) for name in _subjects(own, candidate, known))),
        "head": head_likeness(goal, candidate, known),
        "unit": _same_unit(goal, candidate, known),
    }
    total = sum(WEIGHTS[name] * value for name, value in features.items())
    alike = any(same(goal, candidate, known) for same in (_same_sort, _same_verb, _same_benefit))
    return max(total, _SAME_SORT) if alike else total


def _one_name(words: str, known: Measures) -> str:
    """Return words with one name for what has several: 总产 is 产量."""
    return known.pattern("synonym").sub(lambda found: known.values["synonym", found[0]], words)


def of_which(words: str, known: Measures) -> bool:
    """Return whether words begin with 其中."""
    return known.pattern("of-which").match(words.lstrip()) is not None


def _subjects(own: str, candidate: Candidate, known: Measures) -> list[str]:
    """Return what a number is said of: several things where they are joined (办结率、满意率均为100%)."""
    all_of = known.pattern("all-of").search(candidate.phrase.before)
    if all_of is None:
        return [own]
    return [plain(name) for name in listed(candidate.phrase.before[: all_of.start()])]


def head_likeness(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how far the nouns that are counted end alike: 1 for two characters."""
    return min(_common_end(*(_one_name(head, known) for head in (plain(goal.noun), _head(candidate, known)))), 2) / 2


def _head(candidate: Candidate, known: Measures) -> str:
    """Return the words whose end is the noun that is counted."""
    if not candidate.own and known.ends("rate-noun", candidate.noun):
        # 整改8531条，整改率98.9%
        return plain(candidate.noun)
    named = trimmed(plain(candidate.noun), known, ("done", "begun"))
    return (not candidate.own and candidate.topic) or named or candidate.own


def _same_unit(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return 1 for the same unit, half for the same counter of anything (个), which says little; 0 for another."""
    # 每人每月820元 and 830元/人·月 are of one unit: `comparable` has seen to the rest.
    one, other = (_DIVISOR.sub("", counter(m)) for m in (goal.measure, candidate.phrase.measure))
    if one != other:
        return float(count_alike(goal, candidate, known))
    return 0.5 if known.pattern("counts-anything").fullmatch(one) else 1.0


def _same_sort(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both make things with one verb, one counter of their own and one head: 新建道路10条, 新建支路2条."""
    unit = known.units.get(candidate.phrase.measure.unit)
    made = {match[0] for match in known.pattern("making").finditer(candidate.phrase.before)}
    return (
        unit is not None
        and unit.classifier
        and _same_unit(goal, candidate, known) == 1
        and _common_end(plain(goal.noun), plain(candidate.noun)) > 0
        and any(verb in goal.span.text for verb in made)
    )


def _same_verb(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a number says only its verb, with which the goal's name ends: 技能培训1.5万人次, 培训16238人次."""
    said = trimmed(plain(candidate.phrase.before), known, ("function",))
    verb = not candidate.own and known.pattern("making").fullmatch(said)
    return bool(verb) and plain(goal.noun).endswith(said) and _same_unit(goal, candidate, known) == 1


def _same_benefit(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether both say how many profit, and the number not who: 惠及居民2万人, 受益24500余人."""
    said = candidate.phrase.before + candidate.phrase.after
    both = all(known.pattern("benefit").search(words) for words in (goal.span.text, said))
    return both and not candidate.own and undivided(goal.measure) == undivided(candidate.phrase.measure)


def _common_end(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length
