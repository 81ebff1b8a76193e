"""How well a number of a progress text answers a goal: a few comparable features, one score.

Hard conditions first (`comparable`): unit and dimension, nature (a growth rate answers only a growth goal), and no word
that makes the number something else (a plan, an application, a share, a mean, a difference, last year's figure).
Then `score` weighs, each between 0 and 1: how much of the goal's quantity the candidate's words cover, how much of the
candidate's own noun the goal covers, whether the counted nouns end alike (Chinese nouns carry their head at the end),
and whether the unit is the same. A candidate that names nothing of its own (5座已建成) takes the noun of the nearest
clause before it in its sentence that names something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from heze_graph.facts.numbers.distribution import distributed
from heze_graph.facts.numbers.goals import nature_of
from heze_graph.facts.numbers.phrases import Phrase, phrases
from heze_graph.facts.numbers.quantities import measures
from heze_graph.facts.numbers.refusals import is_attribute, is_in_name
from heze_graph.facts.numbers.words import coverage, plain, specific, without_figures
from heze_graph.model.measured import Goal, Nature, Stage
from heze_graph.reference.measures import Measures

ACCEPTED = 0.42
"""The least score of a reading: it lies in the gap between what readers accept and refuse in both tables."""

_WEIGHTS = {"covered": 0.45, "named": 0.25, "head": 0.15, "unit": 0.15}
_PART_PENALTY = 0.12
_THIS_YEAR_BONUS = 0.05
_NAMELESS = 0.5
_SAME_SORT = 0.45
_FAR_BACK = 6
_BREAK = re.compile(r"[,，。；;：:、\n]")
_CLAUSE = re.compile(r"[,，:：]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of a progress text with what its words say.

    `own` are the specific words of its phrase, `topic` those it inherits where it has none of its own; `noun` is the
    counted noun; `part` marks 其中 and single months. `whole` is the figure of which 其中 takes a part.
    """

    phrase: Phrase
    source: int
    own: str
    noun: str
    topic: str
    stage: Stage
    part: bool
    nature: Nature
    falls: bool
    whole: Candidate | None = None


def candidates(text: str, source: int, known: Measures) -> list[Candidate]:
    """Return the candidates of one progress text in order."""
    found = measures(text, known)
    everyone = distributed(phrases(text, found, [True] * len(found)), known)
    separate = [not (_scoped(p, known) or is_in_name(p, known) or is_attribute(p, known)) for p in everyone]
    kept = zip(distributed(phrases(text, found, separate), known), separate, strict=True)
    result: list[Candidate] = []
    for phrase, apart in kept:
        if apart or _scoped(phrase, known):
            if result and _is_set_of(result[-1].phrase, phrase, known):
                result.pop()
            result.append(_candidate(phrase, source, result[-1] if result else None, known))
    return result


def _is_set_of(whole: Phrase, phrase: Phrase, known: Measures) -> bool:
    """Whether one number is that of a set of which the next says how many are done: 45个项目已完工38个."""
    one, other = whole.measure, phrase.measure
    between = phrase.text[one.span.end : other.span.start]
    if one.unit != other.unit or other.value > one.value or _BREAK.search(between):
        return False
    return known.ends("done", between) or known.ends("begun", between)


def _scoped(phrase: Phrase, known: Measures) -> bool:
    unit = known.units.get(phrase.measure.unit)
    return bool(unit and unit.classifier) and known.ends("scope", phrase.before)


def _candidate(phrase: Phrase, source: int, last: Candidate | None, known: Measures) -> Candidate:
    noun = _noun(phrase, known)
    own = specific(noun, known)
    nature, falls = nature_of(phrase, known)
    part = bool(known.pattern("part").search(phrase.before) or known.pattern("single-part").search(phrase.before))
    included = bool(known.pattern("of-which").match(phrase.before.lstrip()))
    topic = _topic(phrase, included, known) if not own or included else ""
    same_sentence = last is not None and last.phrase.sentence_start == phrase.sentence_start
    whole = (last.whole or last) if last and included and same_sentence else None
    return Candidate(phrase, source, own, noun, topic, _stage(phrase, known), part, nature, falls, whole)


def _noun(phrase: Phrase, known: Measures) -> str:
    """Return the counted noun: behind the number up to the predicate (7个项目|已投产), else before it (企业8家入库)."""
    behind = re.split(known.pattern("predicate"), phrase.after.strip())[0]
    verbs = "|".join(known.pattern(role).pattern for role in ("done", "begun", "recognised"))
    if re.fullmatch(rf"(?:{verbs})*", behind) and phrase.before.strip():
        return phrase.before.strip()
    return behind


def _topic(phrase: Phrase, included: bool, known: Measures) -> str:
    """Return the nearest clause before the phrase, in its sentence, that names something.

    A clause with a figure of the same dimension speaks of something else, unless the phrase begins with 其中.
    """
    earlier = phrase.text[phrase.sentence_start : phrase.start]
    for clause in reversed(_CLAUSE.split(earlier)[-_FAR_BACK:]):
        parallel = any(m.dimension == phrase.measure.dimension for m in measures(clause, known))
        named = specific(without_figures(clause, known), known)
        if named and (included or not parallel):
            return named
    return ""


def _stage(phrase: Phrase, known: Measures) -> Stage:
    words = phrase.before + phrase.clause_after
    # 正在验收 is not done, whatever its last word says elsewhere.
    if known.pattern("done").search(known.pattern("ongoing").sub("", words)):
        return Stage.DONE
    if known.pattern("begun").search(words) or known.pattern("ongoing").search(words):
        return Stage.BEGUN
    return Stage.DONE


def stage_for(goal: Goal, candidate: Candidate, known: Measures) -> Stage:
    """Return the stage of a candidate; where the goal itself asks for a beginning (开工200个), begun is done."""
    return Stage.DONE if known.pattern("begun").search(goal.span.text) else candidate.stage


def comparable(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    """Whether a candidate could answer the goal at all."""
    return (
        same_dimension(goal.measure.dimension, candidate.phrase.measure.dimension)
        and (goal.nature is Nature.GROWTH) == (candidate.nature is Nature.GROWTH)
        and not _something_else(goal, candidate, known)
        and not _other_kind(goal, candidate, known)
    )


_COUNTED = frozenset({"count", "event"})


def same_dimension(one: str, other: str) -> bool:
    """Whether two dimensions can be compared; things and occasions are both counted."""
    return one == other or {one, other} <= _COUNTED


def _something_else(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    phrase = candidate.phrase
    words = known.pattern("fulfilled").sub("", phrase.before + phrase.measure.span.text + phrase.after)
    roles = ["preparatory", "average"]
    if candidate.nature is not Nature.GROWTH:
        roles += ["comparing", "baseline"]
    if goal.measure.dimension == "ratio" and not known.pattern("share").search(goal.span.text):
        roles.append("share")
    asked = goal.quantity + goal.span.text
    if any(m[0] not in asked for role in roles for m in known.pattern(role).finditer(words)):
        return True
    per_head = known.pattern("per-head")
    return bool(per_head.search(asked)) != bool(per_head.search(words + candidate.topic))


def _other_kind(goal: Goal, candidate: Candidate, known: Measures) -> bool:
    one, other = _kind(goal.noun, known), _kind(candidate.noun, known)
    return bool(one and other and one != other)


def _kind(noun: str, known: Measures) -> str:
    """Return the kind of the first counted noun that is only a kind: 企业 and 项目 are never the same things."""
    match = known.pattern("kind").search(noun)
    return known.values[("kind", match[0])] if match else ""


def score(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return how well a comparable candidate answers the goal, 0 to 1."""
    phrase = candidate.phrase
    whole = candidate.whole
    if whole and stage_for(goal, whole, known) is Stage.BEGUN and comparable(goal, whole, known):
        # 60个已开工，其中45个已完工: the part that is done answers for the whole that is begun.
        return score(goal, whole, known)
    words = plain(phrase.before + phrase.after)
    own = candidate.own or candidate.topic
    if not own:
        # 35个已完工 in an entry with one goal: the entry itself says what is counted.
        return _NAMELESS + _WEIGHTS["unit"] * coverage(plain(goal.quantity), plain(phrase.clause))
    features = {
        "covered": coverage(specific(goal.quantity, known), words + "|" + candidate.topic),
        "named": coverage(own, plain(goal.quantity)),
        "head": min(_common_end(plain(goal.noun), plain(candidate.noun) or own), 2) / 2,
        "unit": _same_unit(goal, candidate, known),
    }
    total = sum(_WEIGHTS[name] * value for name, value in features.items())
    if _same_sort(goal, candidate, known):
        total = max(total, _SAME_SORT)
    if candidate.part and not known.pattern("of-which").search(goal.span.text):
        total -= _PART_PENALTY
    return total + (_THIS_YEAR_BONUS if known.pattern("this-year").search(phrase.before) else 0)


def _same_unit(goal: Goal, candidate: Candidate, known: Measures) -> float:
    """Return 1 for the same unit, half for the same counter of anything (个), which says little; 0 for another."""
    one, other = goal.measure.unit.lstrip("万亿千百"), candidate.phrase.measure.unit.lstrip("万亿千百")
    if one != other:
        return 0.0
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


def _common_end(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length
