"""Two texts of one Document that report different figures for the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from heze_graph.checks.answers import reported
from heze_graph.checks.material import EntryText, Material, Passage, QuotedNumber, Suspicion, check, wording
from heze_graph.checks.texts import agreement, interval, is_rough, phrases_in, printed_value, skeleton, without_times
from heze_graph.extraction.numbers.phrases import Phrase, plain, specific, trimmed
from heze_graph.extraction.numbers.refusals import refusal
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Goal, Nature, Stage
from heze_graph.model.understood import Certainty

_SHORTEST_NOUN = 2
#: Digits from which on two figures are not nearly one by chance.
_SEVERAL = 3
#: A Document, the side of a number, the words there, the unit.
Name = tuple[str, str, str, str]


@check("other-figure-elsewhere")
def other_figure_elsewhere(material: Material) -> Iterator[Suspicion]:
    """Find different figures under one name in two targets of a Document that have an equal figure besides.

    The equal one shows that they speak of the same thing (融资担保业务33笔 in both). The name is what stands next to
    the number on both sides: as many characters as the threshold `same-name` says must agree, and most of the clause
    (threshold `same-sentence`). Not where the targets are of other places, nor for forms of words: what many reports
    (threshold `many`) print with a number of their own, such as 发现问题12条，均已整改.
    """
    for one, other in _witnessed(material):
        for first, second in _same_name(material, one, other):
            if not _agree(first, second, material):
                yield Suspicion(
                    "other-figure-elsewhere",
                    second.passage,
                    first.passage,
                    certainty=Certainty.LIKELY,
                    arithmetic=_unequal(first, second),
                    details=_both(first, second),
                )


@check("other-figure-same-words")
def other_figure_same_words(material: Material) -> Iterator[Suspicion]:
    """Find different figures in the same words in two targets of a Document, without an equal one besides.

    The words must be specific (threshold `exact-name`), and of one thing: the whole (全市), or reported by one unit.
    Two offices that print the same words (开展执法检查) tell each of its own work. Words that tell less will do where
    the figures are nearly one (threshold `slip`): 接待游客2186万人次, 2168万人次. Doubtful: they may be of two kinds.
    """
    least, short = (int(material.words.thresholds[name]) for name in ("exact-name", "same-name"))
    known = material.words.measures
    named: dict[tuple[str, str, str], list[QuotedNumber]] = defaultdict(list)
    for figures in material.figures.values():
        for figure in figures:
            phrase = figure.candidate.phrase
            name = skeleton(phrase, known)
            if len(name) > short and _is_settled(figure) and not _is_of_the_pace(figure, material):
                named[figure.statement.document, name, phrase.measure.base_unit].append(figure)
    witnessed = {(a.document, a.entry, b.entry) for a, b in _witnessed(material)}
    many = int(material.words.thresholds["many"])
    for (_, name, _), group in named.items():
        named_here = len(_named(name, material))
        is_specific, says_what = named_here >= least, named_here >= _SHORTEST_NOUN
        for first, second in combinations(group, 2) if len(group) < many else ():
            pair = (first.statement.document, first.statement.entry, second.statement.entry)
            if pair[1] == pair[2] or pair in witnessed or _agree(first, second, material):
                continue
            if not (is_specific or (says_what and _is_a_slip(first, second, material))):
                continue
            if not _are_of_one_thing(first, second, material):
                continue
            yield Suspicion(
                "other-figure-same-words",
                second.passage,
                first.passage,
                certainty=Certainty.DOUBTFUL,
                arithmetic=_unequal(first, second),
                details=_both(first, second),
            )


@check("other-size-than-promised")
def other_size_than_promised(material: Material) -> Iterator[Suspicion]:
    """Find reports that give another size (全市9个推进区) of a set than the wording does (抓好11个推进区).

    Sizes are what the grammar of goals refuses as `existing-set`; in the report a word of the whole (全市, 现有) stands
    before the number, and its noun ends the noun of the promise.
    """
    known = material.words.measures
    for entry in material.entries.values():
        promised = wording(entry)
        sets = [p for p in _phrases(entry.wording, material) if refusal(p, known) == "existing-set"]
        for statement in material.reports(entry) if sets else ():
            for phrase in _phrases(statement.text, material):
                scoped = material.words.ends("whole", phrase.before) and not phrase.quoted
                for whole in sets:
                    if scoped and _same_set(whole, phrase) and whole.measure.base_value != phrase.measure.base_value:
                        yield Suspicion(
                            "other-size-than-promised",
                            Passage(statement, phrase.span.text),
                            Passage(promised, whole.span.text),
                            certainty=Certainty.LIKELY,
                            arithmetic=f"{printed_value(phrase.measure)} ≠ {printed_value(whole.measure)}",
                            details=material.words.phrase(
                                "told",
                                "other-size",
                                found=printed_value(phrase.measure),
                                wanted=printed_value(whole.measure),
                            ),
                        )


def _witnessed(material: Material) -> Iterator[tuple[EntryText, EntryText]]:
    """Yield the pairs of reports of different targets of one Document that share a figure: name, unit and value."""
    shared: dict[tuple[object, ...], list[EntryText]] = defaultdict(list)
    forms = _forms(material)
    for statement, figures in material.figures.items():
        keys = {
            (*name, figure.candidate.phrase.measure.base_value)
            for figure in figures
            for name in _names(figure, material)
            if name not in forms and _tells_apart(figure) and not _is_of_the_pace(figure, material)
        }
        for key in sorted(keys, key=str):
            shared[key].append(statement)
    seen: set[tuple[EntryText, EntryText]] = set()
    many = int(material.words.thresholds["many"])
    for statements in shared.values():
        for one, other in combinations(statements, 2) if len(statements) < many else ():
            apart = one.entry != other.entry and (one, other) not in seen
            if apart and not _are_of_other_places(one, other, material):
                seen.add((one, other))
                yield one, other


def _is_of_the_pace(figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure tells how far a row's own tasks are: 6项推进滞后, 达到序时进度16项, 占任务的98%."""
    candidate, known = figure.candidate, material.words.measures
    is_ratio = candidate.phrase.measure.dimension == "ratio"
    of_plan = candidate.role is Role.PLAN_SHARE or (is_ratio and known.pattern("plan").search(candidate.phrase.before))
    return bool(of_plan) or any(material.words.has(role, candidate.phrase.clause) for role in ("on-pace", "admitted"))


def _tells_apart(figure: QuotedNumber) -> bool:
    measure = figure.candidate.phrase.measure
    return measure.value > 1 and not measure.approximate


def _forms(material: Material) -> frozenset[Name]:
    """Return the names under which many targets of a Document print figures that are not all one."""
    return material.once(("forms",), lambda: frozenset(_made_forms(material)))


def _made_forms(material: Material) -> Iterator[Name]:
    values: dict[Name, dict[str, object]] = defaultdict(dict)
    for statement, figures in material.figures.items():
        for figure in figures:
            for name in _names(figure, material):
                values[name][statement.entry] = figure.candidate.phrase.measure.base_value
    many = int(material.words.thresholds["many"])
    for name, by_entry in values.items():
        if len(by_entry) >= many and len(set(by_entry.values())) > 1:
            yield name


def _names(figure: QuotedNumber, material: Material) -> Iterator[Name]:
    """Yield what a figure is known by in its Document: its unit, and the words that end before or begin behind it."""
    least = int(material.words.thresholds["same-name"])
    phrase, document = figure.candidate.phrase, figure.statement.document
    before, after = plain(without_times(phrase.before)), plain(phrase.after)
    if len(before) >= least:
        yield document, "before", before[-least:], phrase.measure.base_unit
    if len(after) >= least:
        yield document, "after", after[:least], phrase.measure.base_unit


def _are_of_one_thing(first: QuotedNumber, second: QuotedNumber, material: Material) -> bool:
    """Whether one unit reports both figures, or both are of the whole; never where the targets are of other places."""
    if _are_of_other_places(first.statement, second.statement, material) or _answer_two_goals(first, second, material):
        return False
    one, other = (material.entries[figure.statement.document, figure.statement.entry] for figure in (first, second))
    whole = all(material.words.has("whole", figure.candidate.phrase.clause) for figure in (first, second))
    return whole or not one.units or not other.units or bool(set(one.units) & set(other.units))


def _named(name: str, material: Material) -> str:
    """Return what words name: nothing of 实际完成投资, 覆盖□人, which each row says of its own work."""
    said = material.words.patterns["money-asked"].sub("", name.replace("□", ""))
    said = material.words.measures.pattern("done").sub("", said)
    return trimmed(specific(said, material.words.measures), material.words.measures, ("already", "plan", "benefit"))


def _is_a_slip(first: QuotedNumber, second: QuotedNumber, material: Material) -> bool:
    """Whether one of two figures of several digits is most likely a slip of the other: near it, or of its digits."""
    one, other = sorted(figure.candidate.phrase.measure.base_value for figure in (first, second))
    digits = [_digits(figure) for figure in (first, second)]
    # 316个, 361个: the same digits in another order.
    near = other - one <= other * material.words.thresholds["slip"] or sorted(digits[0]) == sorted(digits[1])
    return near and min(map(len, digits)) >= _SEVERAL


def _digits(figure: QuotedNumber) -> str:
    """Return the digits that a figure prints, without zeros at its ends."""
    return "".join(map(str, figure.candidate.phrase.measure.value.as_tuple().digits)).strip("0")


def _answer_two_goals(first: QuotedNumber, second: QuotedNumber, material: Material) -> bool:
    """Whether two amounts answer each a goal of its own size: 新建幼儿园8所 here, 新建幼儿园10所 there.

    A rate (普及率) is one, whatever is promised of it.
    """
    goals = [_answered(figure, material) for figure in (first, second)]
    amounts = all(goal is not None and goal.nature is Nature.AMOUNT for goal in goals)
    return amounts and len({goal.measure.base_value for goal in goals if goal}) > 1


def _answered(figure: QuotedNumber, material: Material) -> Goal | None:
    entry = material.entries[figure.statement.document, figure.statement.entry]
    told = (one for one in reported(material, entry) if one.figure == figure)
    return next((one.report.goal for one in told), None)


def _are_of_other_places(one: EntryText, other: EntryText, material: Material) -> bool:
    """Whether the targets of two texts, or those who answer for them, are of different places."""
    first, second = (_places(statement, material) for statement in (one, other))
    return first != second and bool(first or second)


def _places(statement: EntryText, material: Material) -> frozenset[str]:
    facts = material.facts.get((statement.document, statement.entry))
    named = (fact for fact in facts.places if fact.field != "progress") if facts else ()
    return frozenset(place for fact in named for place in fact.mention.places)


def _same_name(material: Material, one: EntryText, other: EntryText) -> Iterator[tuple[QuotedNumber, QuotedNumber]]:
    least, forms = int(material.words.thresholds["same-name"]), _forms(material)
    alike = float(material.words.thresholds["same-sentence"])
    for first in material.figures[one]:
        for second in material.figures[other] if not _is_of_the_pace(first, material) else ():
            a, b = first.candidate, second.candidate
            same = a.phrase.measure.base_unit == b.phrase.measure.base_unit and a.nature is b.nature
            if not same or a.stage is not b.stage or not forms.isdisjoint(_names(first, material)):
                continue
            clauses = agreement(a.phrase.clause, b.phrase.clause, material.words.measures)
            if _shared(material, a.phrase, b.phrase) >= least and clauses >= alike:
                yield first, second


def _shared(material: Material, one: Phrase, other: Phrase) -> int:
    """Return how many specific characters two phrases share next to the number, on the side that has more."""
    before = _common_end(plain(without_times(one.before)), plain(without_times(other.before)))
    after = _common_end(plain(one.after)[::-1], plain(other.after)[::-1])[::-1]
    known = material.words.measures
    return max(len(specific(before, known)), len(specific(after, known)))


def _common_end(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return one[len(one) - length :]


def _agree(first: QuotedNumber, second: QuotedNumber, material: Material) -> bool:
    """Whether two figures may stand for one value; printed to the same place in one unit they are what they say."""
    one, other = (figure.candidate.phrase for figure in (first, second))
    exact = not any(is_rough(phrase, material.words) or phrase.measure.approximate for phrase in (one, other))
    places = {phrase.measure.value.as_tuple().exponent for phrase in (one, other)}
    if exact and one.measure.unit == other.measure.unit and len(places) == 1:
        return one.measure.value == other.measure.value
    return interval(one, material.words).meets(interval(other, material.words))


def _is_settled(figure: QuotedNumber) -> bool:
    """Whether a figure counts what is done, and is no part of another."""
    return not figure.candidate.part and figure.candidate.stage is Stage.DONE


def _both(first: QuotedNumber, second: QuotedNumber) -> tuple[tuple[str, str], ...]:
    """Return the blanks `one` and `other`: the two values as printed."""
    one, other = (printed_value(figure.candidate.phrase.measure) for figure in (second, first))
    return ("one", one), ("other", other)


def _unequal(first: QuotedNumber, second: QuotedNumber) -> str:
    return " ≠ ".join(printed_value(figure.candidate.phrase.measure) for figure in (second, first))


def _phrases(text: str, material: Material) -> tuple[Phrase, ...]:
    return phrases_in(text, material.words.measures)


def _same_set(whole: Phrase, phrase: Phrase) -> bool:
    """Whether two counts in one unit have a noun in common: the promise's noun has the report's noun as its end."""
    if whole.measure.base_unit != phrase.measure.base_unit:
        return False
    wanted, found = plain(whole.after), plain(phrase.after)
    return any(found[:length] in wanted for length in range(len(found), _SHORTEST_NOUN, -1))
