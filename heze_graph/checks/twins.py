"""Two texts of one Document that report different figures for the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from heze_graph.checks.material import EntryText, Material, Passage, QuotedNumber, Suspicion, check, wording
from heze_graph.checks.texts import interval, phrases_in, printed_value, skeleton, without_times
from heze_graph.extraction.numbers.phrases import Phrase, plain, specific
from heze_graph.extraction.numbers.refusals import refusal
from heze_graph.model.facts import Stage
from heze_graph.model.understood import Certainty

_SHORTEST_NOUN = 2


@check("other-figure-elsewhere")
def other_figure_elsewhere(material: Material) -> Iterator[Suspicion]:
    """Find different figures under one name in two targets of a Document that have an equal figure besides.

    The equal one shows that they speak of the same thing (融资担保业务33笔 in both). The name is what stands next to
    the number on both sides: as many characters as the threshold `same-name` says must agree.
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

    The words must be specific (threshold `exact-name`). Doubtful: they may speak of two places or two kinds.
    """
    least = int(material.words.thresholds["exact-name"])
    named: dict[tuple[str, str, str], list[QuotedNumber]] = defaultdict(list)
    for figures in material.figures.values():
        for figure in figures:
            phrase = figure.candidate.phrase
            name = skeleton(phrase, material.words.measures)
            if len(specific(name.replace("□", ""), material.words.measures)) >= least and _is_settled(figure):
                named[figure.statement.document, name, phrase.measure.base_unit].append(figure)
    witnessed = {(a.document, a.entry, b.entry) for a, b in _witnessed(material)}
    many = int(material.words.thresholds["many"])
    for group in named.values():
        for first, second in combinations(group, 2) if len(group) < many else ():
            pair = (first.statement.document, first.statement.entry, second.statement.entry)
            if pair[1] == pair[2] or pair in witnessed or _agree(first, second, material):
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
    least = int(material.words.thresholds["same-name"])
    for statement, figures in material.figures.items():
        keys = {key for figure in figures for key in _keys(figure, least)}
        for key in sorted(keys, key=str):
            shared[(statement.document, *key)].append(statement)
    seen: set[tuple[EntryText, EntryText]] = set()
    many = int(material.words.thresholds["many"])
    for statements in shared.values():
        for one, other in combinations(statements, 2) if len(statements) < many else ():
            if one.entry != other.entry and (one, other) not in seen:
                seen.add((one, other))
                yield one, other


def _keys(figure: QuotedNumber, least: int) -> Iterator[tuple[object, ...]]:
    """Yield what a figure is known by: its value and unit, with the words that end before or begin behind it."""
    phrase = figure.candidate.phrase
    measure = phrase.measure
    before, after = plain(without_times(phrase.before)), plain(phrase.after)
    if measure.value > 1 and not measure.approximate:
        if len(before) >= least:
            yield "before", before[-least:], measure.base_value, measure.base_unit
        if len(after) >= least:
            yield "after", after[:least], measure.base_value, measure.base_unit


def _same_name(material: Material, one: EntryText, other: EntryText) -> Iterator[tuple[QuotedNumber, QuotedNumber]]:
    least = int(material.words.thresholds["same-name"])
    for first in material.figures[one]:
        for second in material.figures[other]:
            a, b = first.candidate, second.candidate
            same = a.phrase.measure.base_unit == b.phrase.measure.base_unit and a.nature is b.nature
            if same and _shared(material, a.phrase, b.phrase) >= least and a.stage is b.stage:
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
    return interval(first.candidate.phrase, material.words).meets(interval(second.candidate.phrase, material.words))


def _is_settled(figure: QuotedNumber) -> bool:
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
