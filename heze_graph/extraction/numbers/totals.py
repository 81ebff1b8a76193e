"""Readings that the report prints in parts, and whose total it leaves to the reader.

Parallel figures stand in one sentence, in the unit of the goal, none of them the total. They are added when

- the goal's quantity is a collective (系列贷, 各类演出),
- the goal joins nouns that the report takes apart (中小学、幼儿园 20所: 8所 and 9所),
- the goal joins verbs that the report takes apart (新建改造 30座: 新建 18座, 改造 15座),
- or the figures name one thing and differ in level, place, quarter or owner (省级 12家, 市级 41家; 甲县 3处, 乙县 4处).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from heze_graph.extraction.numbers.alignment import comparable, goal_role, is_for_each_person, stage_for
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.dimensions import added
from heze_graph.extraction.numbers.goals import each_of
from heze_graph.extraction.numbers.joined_names import NAME_BEGINS, NAMES_ALL, by_name, words_of
from heze_graph.extraction.numbers.likeness import head_likeness, likeness
from heze_graph.extraction.numbers.parts_of_year import batch_before, batches_in
from heze_graph.extraction.numbers.phrases import (
    JOINT,
    coverage,
    listed,
    place_before,
    plain,
    specific,
    trimmed,
    without_times,
)
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import Role, only_reaches
from heze_graph.extraction.numbers.verbs import is_one_of, last_verb, takes_any, verbs_before
from heze_graph.model.facts import Goal, Nature, Reading, Stage
from heze_graph.reference.measures import Measures

_SHORTEST_NAME = 3
_LIKE_A_PART = 0.3
_MOST_PARTS = 20
_SAME_WORDS = 4
_ADDED = frozenset({Nature.AMOUNT, Nature.LEVEL})
_NEAR = 2
#: 一是组建5对；二是组建9对
_ITEM = re.compile("([一二三四五六七八九十]+)是")


def total(goal: Goal, verbs: str, offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return the sum of the parts of a goal's quantity, or None where the report does not print it in parts.

    `verbs` are the goal's verbs of making, as `verbs_of` gives them.
    """
    if goal.nature not in _ADDED or _is_for_each(goal, known):
        return None
    alike = [c for c in offered if _is_parallel(goal, c, known)]
    each = [named for c in alike if (named := _each_of_names(goal, c, known))]
    if len(each) == 1:
        return _sum(each[0])
    chosen = _by_owner(goal, alike, known) if _is_told_by_place(alike, known) else []
    if chosen:
        return _sum(chosen)
    sentences = dict.fromkeys(map(_sentence, alike))
    for sentence in sentences:
        parts = _of_one_role([c for c in alike if _sentence(c) == sentence])
        chosen = (
            _collective(goal, parts, known)
            or by_name(goal, parts, known)
            or _by_predicate(goal, parts, known)
            or _by_verb(goal, verbs, parts, known)
            or _by_owner(goal, parts, known)
            or _with_the_rest(parts, offered, known)
        )
        if chosen:
            return _sum(chosen)
    return None


def _is_told_by_place(parts: Sequence[Candidate], known: Measures) -> bool:
    """Whether sentences of one report tell each of a place or batch of its own: 甲县计划25个，已完工18个；乙县…."""
    said = [(plain(part.phrase.before), _sentence_before(part)) for part in parts]
    places = [place_before(own, known) or place_before(all_, known) or batch_before(all_, known) for own, all_ in said]
    places = [place or _item(part) for place, part in zip(places, parts, strict=True)]
    apart = len(set(map(_sentence, parts))) > 1 and len({part.source for part in parts}) == 1
    return apart and all(places) and len(set(places)) == len(places)


def kinds_added(goal: Goal, goals: Sequence[Goal], offered: Sequence[Candidate], known: Measures) -> Reading | None:
    """Return the sum of all numbers of a report in a goal's unit, where one list gives each a name of its own.

    早稻36万亩、晚稻99万亩、旱粮37万亩 answers the one goal in 万亩; of names that end as the goal's does
    (护理型床位、普通床位) all do. A sum far from the goal is of other things.
    """
    unit = goal.measure.base_unit
    parts = _of_one_role([c for c in offered if c.phrase.measure.base_unit == unit])
    if goal.nature not in _ADDED or len(parts) < 2 or [g.measure.base_unit for g in goals].count(unit) > 1:
        return None
    one_list = len({(c.source, c.phrase.clause_start) for c in parts}) == 1 or _are_seasons(parts, known)
    named = len({c.own for c in parts} - {""}) == len(parts) and all(c.own not in goal.quantity for c in parts)
    heads = {head_likeness(goal, c, known) for c in parts} if one_list and named else set()
    if len(heads) != 1:
        return None
    read, wanted = _sum(parts), goal.measure.base_value
    near = wanted <= _NEAR * read.measure.base_value <= _NEAR * _NEAR * wanted
    near = near and (heads == {1} or all(part.phrase.measure.base_value < wanted for part in parts))
    return read if near and all(_is_parallel(goal, c, known) for c in parts) else None


def _are_seasons(parts: Sequence[Candidate], known: Measures) -> bool:
    """Whether the clauses of one sentence tell each of a season of its own: 夏粮总产18亿斤，秋粮总产17亿斤."""
    seasons = [found[0] for part in parts if (found := known.pattern("season").search(part.own))]
    return len(set(seasons)) == len(parts) and len(set(map(_sentence, parts))) == 1


def _sentence(candidate: Candidate) -> tuple[int, int]:
    return candidate.source, candidate.phrase.sentence_start


def _with_the_rest(parts: list[Candidate], offered: Sequence[Candidate], known: Measures) -> list[Candidate]:
    """Return a part and what is left, where that is done as well: 6所已投入使用，其余4所也已竣工."""
    rest = [c for c in offered if parts and _sentence(c) == _sentence(parts[0]) and _is_done_rest(c, known)]
    if len(parts) != 1 or len(rest) != 1 or counter(parts[0].phrase.measure) != counter(rest[0].phrase.measure):
        return []
    return [*parts, *rest] if rest[0].phrase.start > parts[0].phrase.start else []


def _is_done_rest(candidate: Candidate, known: Measures) -> bool:
    phrase = candidate.phrase
    said = known.pattern("predicate").search(phrase.clause_after)
    return (
        candidate.stage is Stage.DONE
        and known.pattern("rest").search(phrase.before) is not None
        and said is not None
        and known.pattern("done").search(phrase.clause_after, said.end()) is not None
        # 另2条已完成勘察: nothing is done of them but on paper.
        and known.pattern("preparatory").search(phrase.clause_after, said.end()) is None
    )


def _is_parallel(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    return (
        stage_for(goal, candidate, known) is Stage.DONE
        and candidate.whole is None
        and not known.pattern("part").search(candidate.phrase.before)
        and (known.pattern("net").search(candidate.phrase.before) or not known.pattern("net").search(goal.span.text))
        and candidate.role is not Role.STOCK
        and not only_reaches(candidate.phrase.before, known)
        and not (candidate.role is Role.FLOW and goal_role(goal, known) in (Role.STOCK, Role.RUNNING))
        and counter(candidate.phrase.measure) == counter(goal.measure)
        and comparable(goal, candidate, known)
    )


def _is_for_each(goal: Goal, known: Measures) -> bool:
    """Whether a goal promises its number of each of several things or people: 甲资金和乙资金各10亿元, 补贴标准90元."""
    before, _, _ = goal.span.text.partition(goal.measure.span.text)
    per_head = goal.measure.dimension.startswith("money") and is_for_each_person(goal, known)
    return per_head or known.ends("each", before.rstrip())


def _each_of_names(goal: Goal, candidate: Candidate, known: Measures) -> list[Candidate]:
    """Return a part once for each name before it that it holds for: 甲镇、乙镇各1个 are two parts."""
    names = each_of(candidate.phrase.before, known)
    return [candidate] * len(names) if names and likeness(goal, candidate, known) >= _LIKE_A_PART else []


def _of_one_role(parts: list[Candidate]) -> list[Candidate]:
    """Return the parts without running totals, where others say what is new or stand before: 建成7处，累计建成29处."""
    fresh = any(part.role is Role.FLOW for part in parts)
    before = bool(parts) and parts[0].role is not Role.RUNNING
    return [part for part in parts if part.role is not Role.RUNNING] if fresh or before else parts


def _collective(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    if not known.pattern("collective").search(goal.quantity):
        return []
    parts = [part for part in parts if likeness(goal, part, known) >= _LIKE_A_PART]
    has_total = any(coverage(plain(goal.quantity), words_of(part)) >= NAMES_ALL for part in parts)
    return [] if has_total or len(parts) < 2 else parts


def _by_predicate(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts that say only in which way each of them is done, where they fit into the goal: 2栋完工、1栋投用.

    A number behind its verb (完工8座、投用6座) is of a later stage of the same things.
    """
    said = [part.phrase.after.strip("、") for part in parts if not plain(part.phrase.before)]
    apart = len(said) == len(parts) > 1 and len(set(said)) == len(said)
    done = all(words and not trimmed(words, known, ("predicate", "done", "works-on", "function")) for words in said)
    fits = sum(part.phrase.measure.base_value for part in parts) <= goal.measure.base_value
    return parts if apart and done and fits else []


def _by_verb(goal: Goal, asked: str, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts that take the goal's joined verbs apart, each the same thing: 新改建 is 新建 and 改建."""
    same = [part for part in parts if _is_of(goal, part, known)]
    if len(same) < len(parts) and sorted("".join(_verb_of(part, asked, known) for part in parts)) == sorted(asked):
        # 新增和开放公厕: 新增公厕60座，开放社会厕所90座
        same = parts
    verbs = [_verb_of(part, asked, known) for part in same]
    apart = all(verb and len(verb) < len(asked) and is_one_of(verb, asked) for verb in verbs)
    apart = apart or (takes_any(goal, known) and all(verbs) and all(_says_how(part, known) for part in same))
    return same if len(set(verbs)) == len(same) > 1 and apart else []


def _verb_of(part: Candidate, asked: str, known: Measures) -> str:
    """Return the verb of a part: the one at its end where the goal has it (已完成食堂新建项目), else the one before."""
    before = part.phrase.before
    behind = last_verb(trimmed(before, known, ("generic",)), known)
    return behind if behind and is_one_of(behind, asked) else verbs_before(before, known) or last_verb(before, known)


def _says_how(part: Candidate, known: Measures) -> bool:
    """Whether a part says what was done and nothing else: 改扩建4个."""
    return not trimmed(plain(part.phrase.before), known, ("function", "making")) and not part.own


def _by_owner(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts that name the goal's thing and differ all in whose, all in when, or all in what level."""
    same = [part for part in parts if _is_of(goal, part, known)]
    owners = [_item(part) or _owner(goal, part, known) for part in same]
    if not 1 < len(same) <= _MOST_PARTS or len(set(owners)) < len(same) or not all(owners):
        return []
    said = {verbs_before(_ITEM.sub("", plain(part.phrase.before), count=1), known) for part in same if _item(part)}
    if len(said) > 1:
        # 一是建成5处；二是提升3处
        return []
    times_or_not = {without_times(one) != one for one in owners}
    levels_or_not = {known.pattern("level").fullmatch(one) is None for one in owners}
    if len(times_or_not) > 1 or (len(levels_or_not) > 1 and any(part.own for part in same[1:])):
        # 8月某省7亿元，1—8月49亿元; 省级企业12家，甲县企业8家 may be one in the other, 甲县3处，市级9处 not.
        return []
    # 8月7亿元，1—8月49亿元: a month is in the months before it.
    times = sorted(p.time.months for p in same if p.time) if without_times(owners[0]) != owners[0] else []
    return [] if any(after[0] <= before[1] for before, after in pairwise(times)) else same


def _is_of(goal: Goal, part: Candidate, known: Measures) -> bool:
    """Whether a part counts what the goal counts: their nouns end alike, or the part names nothing but its owner."""
    wanted = specific(goal.noun, known) or plain(goal.noun)
    # 停车泊位市级2100个: the level may stand behind the noun.
    named = {known.ending("level").sub("", words)[-2:] for words in (part.own, part.topic)}
    if wanted[-2:] in named or not (part.own or part.topic):
        return True
    # 省级以上甲类企业: 国家级甲类“乙”企业, 省级甲类丙企业
    bare = known.pattern("and-above").sub("", known.pattern("level").sub("", wanted))
    if bare != wanted and len(bare) >= _SHORTEST_NAME and coverage(bare, words_of(part)) >= NAMES_ALL:
        return True
    # 东川、西川新建12处: 东川7处, 西川5处; 东川县、西川县茶园面积8万亩: 东川县茶园5万亩
    member = _member(goal, words_of(part))
    return bool(member) and part.own.removeprefix(member) in wanted


def _owner(goal: Goal, part: Candidate, known: Measures) -> str:
    """Return whose a part is: the words before the goal's thing in it; "" where it may be the whole.

    A level (省级) that the goal itself asks for makes a part of another goal of the others.
    """
    words = plain(part.phrase.before + part.phrase.after)
    if any(known.pattern(role).search(words) for role in ("total", "part", "and-above")):
        return ""
    level = known.pattern("level").search(words)
    if level:
        asked = {found[0] for found in known.pattern("level").finditer(goal.quantity)}
        # 国家级、省级工作站20家 are 国家级6家 and 省级14家.
        is_one = not asked or (len(asked) > 1 and level[0] in asked)
        return level[0] if is_one or known.pattern("and-above").search(goal.quantity) else ""
    timed = plain(part.phrase.before)
    if timed and without_times(timed) != timed and not specific(timed, known):
        return timed
    bare = trimmed(timed, known, ("function", "making"))
    # 甲区新增泊位2160个、游园9个: the place holds for both, as it does in 甲区计划25个，已完工18个.
    silent = not trimmed(bare, known, ("already", "done"))
    begun = _sentence_before(part) if silent else plain(part.phrase.clause_before)
    batch = batch_before(timed, known) or batch_before(begun, known)
    # What is promised of 二期 has no part in 一期, what is promised of both has.
    batch = "" if batches_in(goal.quantity, known) == [batch] else batch
    member = batch or _member(goal, bare) or _member(goal, begun)
    place = place_before(timed, known) or place_before(bare, known) or place_before(begun, known)
    if member or (known.pattern("modifier").match(bare) and not place):
        # 三河市 begins with no 三.
        return member
    if place and (place not in goal.quantity or _is_listed(place, goal.quantity)):
        return place
    return _subject(goal, timed, known) or _institution(goal, timed)


def _item(part: Candidate) -> str:
    """Return the number of the item that a part opens: 一 of 一是组建5对, "" where more is said of it before."""
    item = _ITEM.match(_sentence_before(part))
    return item[1] if item and plain(part.phrase.before).startswith(item[0]) else ""


def _sentence_before(part: Candidate) -> str:
    return plain(part.phrase.text[part.phrase.sentence_start : part.phrase.measure.span.start])


def _member(goal: Goal, words: str) -> str:
    """Return the member of a list in the goal's quantity with which words begin, be it without its suffix, or ""."""
    names = [name for each in listed(goal.quantity) if len(name := plain(each)) >= NAME_BEGINS]
    begun = Counter(name[:NAME_BEGINS] for name in names)
    forms = [*names, *(start for start, times in begun.items() if times == 1)]
    return next((form for form in forms if len(names) > 1 and words.startswith(form)), "")


def _subject(goal: Goal, words: str, known: Measures) -> str:
    """Return the work whose figure a part is, where the target names it: 甲高铁、乙高速完成投资48亿元."""
    name = trimmed(specific(words, known), known, ("amount-noun", "making", "done"))
    named = len(name) >= _SHORTEST_NAME and name not in goal.quantity
    return name if named and coverage(name, goal.subject) >= NAMES_ALL else ""


def _is_listed(place: str, words: str) -> bool:
    """Whether words name a place among others (甲县、乙县安居工程), each of which has a part."""
    return bool(re.search(rf"{JOINT.pattern}{re.escape(place)}|{re.escape(place)}{JOINT.pattern}", words))


def _institution(goal: Goal, words: str) -> str:
    """Return whose a figure is by what stands before the goal's own words: 市一中新校区|新增学位."""
    length = 0
    while length < len(words) and words[-1 - length :] in goal.quantity:
        length += 1
    return words[: len(words) - length] if length >= _SAME_WORDS else ""


def _sum(parts: list[Candidate]) -> Reading:
    phrases = [part.phrase for part in parts]
    return added(
        [phrase.measure for phrase in phrases], [phrase.span for phrase in phrases], phrases[0].text, parts[0].source
    )
