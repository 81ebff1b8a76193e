"""What a text says is done to things: 新建 and 改建 are what 新改建 joins, 建设 is either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from heze_graph.extraction.numbers.phrases import JOINT, Phrase, plain, specific, trimmed
from heze_graph.model.facts import Goal
from heze_graph.reference.measures import Measures

#: What is new is new, and what is rebuilt rebuilt, whatever word follows: 新增 is 新建, 改造 is 改建.
_TELLING = "新改扩"
_EXCEPTED = re.compile(r"\s*除[^外]+外[，,]?\s*")
_NEXT_CLAUSE = re.compile(r"[，,]([^，,；;。！？\n]*)")


def is_excepted(phrase: Phrase, known: Measures) -> bool:
    """Whether a number is of the things without which all is done: 除2座外，其余18座完工; 除2座外全部完工."""
    excepted = _EXCEPTED.match(phrase.text, phrase.clause_start)
    if excepted is None or phrase.measure.span.end > excepted.end():
        return False
    return any(known.pattern(role).match(phrase.text, excepted.end()) for role in ("remaining", "every"))


def is_left_undone(phrase: Phrase, known: Measures) -> bool:
    """Whether so many things are said not to be done: 2座尚未完工, but not 8个未完工楼盘已整治, 2座建成但尚未验收."""
    words = phrase.before + phrase.after
    not_yet = known.pattern("not-yet").search(words)
    if not_yet is None:
        return is_excepted(phrase, known)
    done_before = known.pattern("done").search(words, 0, not_yet.start())
    return not (done_before or known.pattern("predicate").search(words, not_yet.end()))


def is_all_of_it(phrase: Phrase, following: Phrase, known: Measures) -> bool:
    """Whether a number is of all things of which the next says how many are left undone: 20座水塔，尚有3座未完工."""
    one, other, words = phrase.measure, following.measure, phrase.before + phrase.after
    same = one.base_unit == other.base_unit and other.base_value < one.base_value
    if not same or phrase.sentence_start != following.sentence_start:
        return False
    told = any(known.pattern(role).search(words) for role in ("done", "increment", "recognised"))
    worked_on = known.pattern("works-on").search(words) or not known.pattern("making").search(words)
    return bool(worked_on) and not told and is_left_undone(following, known)


def only_begun(phrase: Phrase, known: Measures) -> str:
    """Return the next clause where it only says that things are begun: 新建初中7所，已全部开工."""
    behind = _NEXT_CLAUSE.match(phrase.text, phrase.clause_end)
    words = behind[1] if behind else ""
    return "" if trimmed(words, known, ("already", "every", "begun", "works-on")) else words


def verbs_of(goals: Sequence[Goal], known: Measures) -> list[str]:
    """Return the verbs of making of each goal; one without verbs has those of the goal before: 新建公园3处、绿道2条."""
    found = ""
    own = (verbs_before(goal.quantity, known) or _verbs_behind(goal.quantity, known) for goal in goals)
    return [found := verbs or found for verbs in own]


def verbs_before(words: str, known: Measures) -> str:
    """Return the characters of the verbs of making with which words begin, in order: 新建改造."""
    joined = JOINT.sub("", plain(words))
    place = known.pattern("where").match(joined)
    said = _verbs(known).match(joined, place.end() if place else 0)
    return _one_verb(known.pattern("function").sub("", said[0]), known) if said else ""


@lru_cache(maxsize=8)
def _verbs(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('making').pattern}|{known.pattern('function').pattern}|新|改|扩)*")


def _verbs_behind(words: str, known: Measures) -> str:
    """Return all verbs of making with which words end, where they are several: 水土保持林营造修复."""
    said = _several_behind(known).search(JOINT.sub("", plain(words)))
    return _one_verb(said[0], known) if said else ""


@lru_cache(maxsize=8)
def _several_behind(known: Measures) -> re.Pattern[str]:
    return re.compile(rf"(?:{known.pattern('making').pattern}){{2,}}$")


def last_verb(words: str, known: Measures) -> str:
    """Return the verb of making with which words end: 农村公路新建."""
    found = known.ending("making").search(plain(words))
    return _one_verb(found[0], known) if found else ""


def _one_verb(verbs: str, known: Measures) -> str:
    """Return verbs with one form for what has several: 改造 is 改建, 建设 is 新建."""
    return known.pattern("like-verb").sub(lambda found: known.values["like-verb", found[0]], verbs)


def is_one_of(verb: str, asked: str) -> bool:
    """Whether all characters of a verb stand in the goal's, in order; of some verbs the first one tells all."""
    rest = iter(asked)
    return all(character in rest for character in (verb[:1] if verb[0] in _TELLING else verb))


def takes_any(goal: Goal, known: Measures) -> bool:
    """Whether a goal's verb does not say how things come to be: 建设12个 are 新建7个 and 改建5个."""
    begun = known.pattern("function").match(goal.quantity)
    return known.pattern("any-making").match(goal.quantity, begun.end() if begun else 0) is not None


def is_one_of_several(verb: str, asked: str, known: Measures) -> bool:
    """Whether words are one of the verbs that a goal joins: 改建 of 新建改建, and not all of them."""
    one, all_of = verbs_before(verb, known), verbs_before(asked, known)
    return bool(one) and len(one) < len(all_of) and is_one_of(one, all_of)


def counted_noun(phrase: Phrase, known: Measures) -> str:
    """Return the counted noun: behind the number up to the predicate (7个项目|已投产), else before it (企业8家入库)."""
    behind = re.split(known.pattern("predicate"), phrase.after.strip())[0]
    if _reported(known).fullmatch(behind) and phrase.before.strip():
        behind = phrase.before.strip()
    elif (verb := known.pattern("making").search(behind, 1)) and specific(behind[verb.end() :], known):
        # 向2318户企业发放返还资金
        behind = behind[: verb.start()]
    # 10处设施中8处已投用
    return known.ending("among").sub("", behind)


@lru_cache(maxsize=8)
def _reported(known: Measures) -> re.Pattern[str]:
    """Return the expression for words that only say what became of things: 完工, 认定."""
    verbs = "|".join(known.pattern(role).pattern for role in ("done", "begun", "recognised"))
    return re.compile(rf"(?:{verbs})*")
