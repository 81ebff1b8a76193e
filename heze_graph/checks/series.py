"""Figures of one Target over the year: cumulative figures should neither fall nor jump."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from heze_graph.checks.answers import reported
from heze_graph.checks.material import Material, QuotedNumber, Suspicion, check
from heze_graph.checks.texts import Blanks, agreement, interval, number, printed_value, sentence_around, skeleton
from heze_graph.extraction.numbers.attainment import yardstick
from heze_graph.extraction.numbers.dimensions import same_dimension
from heze_graph.extraction.numbers.phrases import coverage, plain
from heze_graph.extraction.numbers.quantities import counter
from heze_graph.extraction.numbers.roles import Role
from heze_graph.model.facts import Comparator, Goal, GoalReport, Measure, Nature, Stage
from heze_graph.model.known import IndicatorKind
from heze_graph.model.understood import Certainty, Entry

_CUMULATIVE = frozenset({Nature.AMOUNT, Nature.LEVEL})
_SAME_GOAL = 0.6
_SHORTEST_NAME = 2
#: Roles of words by which what two figures count has come so far: 6所主体封顶 are not 6所 in use.
_STAGES = ("on-paper", "milestone")


@check("cumulative-figure-falls")
def falls(material: Material) -> Iterator[Suspicion]:
    """Find cumulative figures that are lower in the later Document, by more than rounding.

    Not for rates, ranks and single months, not for what has only begun, nor for what is meant to shrink (剩余, 在建,
    余额: role `shrinking`), nor for means, indices and concentrations. A level, such as a stock, may fall, but not away
    from a goal that it has yet to reach: 市场主体突破12万户.
    """
    for earlier, later in aligned(material):
        before, after = (interval(figure.candidate.phrase, material.words) for figure in (earlier, later))
        if after.high < before.low and not _may_fall(material, earlier, later):
            yield Suspicion(
                "cumulative-figure-falls",
                later.passage,
                earlier.passage,
                certainty=Certainty.LIKELY,
                arithmetic=_difference(earlier, later),
                details=_fallen(earlier, later, material),
            )


@check("figure-jumps")
def jumps(material: Material) -> Iterator[Suspicion]:
    """Find figures many times (threshold `jump`) what the Document before reported, if that was no small number."""
    least, floor = (material.words.thresholds[name] for name in ("jump", "jump-least"))
    for earlier, later in aligned(material):
        before, after = (figure.candidate.phrase.measure for figure in (earlier, later))
        if before.base_value >= floor and after.base_value >= least * before.base_value:
            yield Suspicion(
                "figure-jumps",
                later.passage,
                earlier.passage,
                certainty=Certainty.LIKELY,
                arithmetic=f"{printed_value(after)} ÷ {printed_value(before)}"
                f" = {number(after.base_value / before.base_value, 1)}",
                details=(
                    ("before", printed_value(before)),
                    ("after", printed_value(after)),
                    ("times", number(after.base_value / before.base_value, 1)),
                ),
            )


def aligned(material: Material) -> list[tuple[QuotedNumber, QuotedNumber]]:
    """Return the pairs of figures that report one cumulative quantity in two linked Entries, each pair once.

    Either both answer the same goal, or they stand in sentences that agree (threshold `same-sentence`) with the same
    words beside the number, which occur once in each report. What is on paper (完成30万亩设计) is not what is built.
    """
    return material.once(("aligned",), lambda: _aligned(material))


def _aligned(material: Material) -> list[tuple[QuotedNumber, QuotedNumber]]:
    pairs: dict[tuple[QuotedNumber, QuotedNumber], None] = {}
    for before, after in material.pairs:
        for pair in (*_by_words(material, before, after), *_by_goals(material, before, after)):
            if _comparable(material, *pair):
                pairs.setdefault(pair)
    return list(pairs)


def _by_words(material: Material, before: Entry, after: Entry) -> Iterator[tuple[QuotedNumber, QuotedNumber]]:
    known, least = material.words.measures, float(material.words.thresholds["same-sentence"])
    first, second = _unique(material, before), _unique(material, after)
    for name, earlier in first.items():
        later = second.get(name) or _named_in_full(name, earlier, second)
        if later is None:
            continue
        one, other = (sentence_around(figure.candidate.phrase) for figure in (earlier, later))
        if agreement(one, other, known) >= least:
            yield earlier, later


def _named_in_full(
    name: tuple[str, str], figure: QuotedNumber, others: Mapping[tuple[str, str], QuotedNumber]
) -> QuotedNumber | None:
    """Return the one figure that prints in one what another's sentence says apart: 净增企业9家，总数80家; 企业总数."""
    said = figure.candidate.phrase.text[figure.candidate.phrase.sentence_start : figure.candidate.phrase.start]
    longer = [
        (skeleton.removesuffix(name[0]), other)
        for (skeleton, unit), other in others.items()
        if unit == name[1] and skeleton.endswith(name[0]) and skeleton != name[0]
    ]
    found = [other for beyond, other in longer if beyond in said]
    return found[0] if len(found) == 1 and len(name[0]) > _SHORTEST_NAME else None


def _unique(material: Material, entry: Entry) -> dict[tuple[str, str], QuotedNumber]:
    """Return the figures of an Entry whose words and unit occur once in it."""
    named = [(_name(figure, material), figure) for figure in material.figures_of(entry)]
    count = Counter(name for name, _ in named)
    return {name: figure for name, figure in named if count[name] == 1 and name[0] != "□"}


def _name(figure: QuotedNumber, material: Material) -> tuple[str, str]:
    phrase = figure.candidate.phrase
    return skeleton(phrase, material.words.measures), counter(phrase.measure)


def _by_goals(material: Material, before: Entry, after: Entry) -> Iterator[tuple[QuotedNumber, QuotedNumber]]:
    earlier = list(_answers(material, before))
    for goal, later in _answers(material, after):
        # 新建 is in 新建改造, too: of two that have all its words, the one that has no others.
        scored = [(coverage(goal, other), coverage(other, goal), figure) for other, figure in earlier]
        best = max(scored, key=lambda item: item[:2], default=None)
        if best and best[0] >= _SAME_GOAL:
            yield best[2], later


def _answers(material: Material, entry: Entry) -> Iterator[tuple[str, QuotedNumber]]:
    """Yield the quantity of each goal with the figure that answers it, where the report prints one number for it."""
    for told in reported(material, entry):
        added = told.reading.worked_from or told.reading.counted or told.reading.of_plan
        if told.figure and not added:
            yield plain(told.report.goal.quantity) + told.report.goal.measure.unit, told.figure


def _comparable(material: Material, earlier: QuotedNumber, later: QuotedNumber) -> bool:
    one, two = earlier.candidate, later.candidate
    clauses = (one.phrase.clause, two.phrase.clause)
    return (
        {one.nature, two.nature} <= _CUMULATIVE
        and same_dimension(one.phrase.measure.dimension, two.phrase.measure.dimension)
        and one.phrase.measure.base_unit == two.phrase.measure.base_unit
        and one.stage is two.stage
        and not any(material.words.has("part-of-period", c.phrase.clause_before) for c in (one, two))
        and all(len({material.words.has(role, clause) for clause in clauses}) == 1 for role in _STAGES)
    )


def _may_fall(material: Material, earlier: QuotedNumber, later: QuotedNumber) -> bool:
    return any(_is_no_sum(figure, material) for figure in (earlier, later))


def _is_no_sum(figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure may legitimately fall: a mean, an index, a concentration, or one that should be low."""
    known, candidate = material.words.measures, figure.candidate
    said = candidate.phrase.span.text + candidate.topic
    measure = candidate.phrase.measure
    return (
        candidate.stage is Stage.BEGUN
        or _is_of_a_level(figure, material)
        or _shrinks(said, material)
        or any(known.pattern(role).search(said) for role in ("less", "average", "per-head"))
        or measure.dimension.startswith("concentration")
        or "/" in measure.dimension
    )


def _shrinks(said: str, material: Material) -> bool:
    """Whether words tell of what should grow less or goes in and out, and not of what is done to it: 整改隐患."""
    done_to = material.words.measures.pattern("making")
    found = (said[: match.start()] for match in material.words.patterns["shrinking"].finditer(said))
    return any(all(match.end() < len(before) for match in done_to.finditer(before)) for before in found)


def _is_of_a_level(figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure is of a stock that a goal holds at a level, not of what has come in: 参保人数达到150万人."""
    entry, phrase = material.entries[figure.statement.document, figure.statement.entry], figure.candidate.phrase
    if figure.candidate.nature is Nature.LEVEL:
        return True
    levels = [one.goal for one in material.goals(entry) if _asks_for_a_level(one, material)]
    levels = [goal for goal in levels if goal.measure.base_unit == phrase.measure.base_unit]
    return bool(levels) and not any(_is_to_grow(goal, phrase.measure, material) for goal in levels)


def _is_to_grow(goal: Goal, found: Measure, material: Material) -> bool:
    """Whether a goal asks for more than there is, and not only to hold it."""
    more = goal.comparator in (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.EXACTLY)
    return more and not material.words.has("held", goal.span.text) and found.base_value < goal.measure.base_value


def _asks_for_a_level(report: GoalReport, material: Material) -> bool:
    """Whether a goal holds a stock: one by its words (存栏稳定在90万头), or by its indicator (参保人数)."""
    goal, of = report.goal, report.indicator
    is_stock = of is not None and of.kind is IndicatorKind.STOCK
    stands = is_stock and not yardstick(goal, of, material.words.measures).apportioned
    return goal.nature is Nature.LEVEL or stands or material.words.has("held", goal.span.text)


def _fallen(earlier: QuotedNumber, later: QuotedNumber, material: Material) -> Blanks:
    before, after = (printed_value(figure.candidate.phrase.measure) for figure in (earlier, later))
    how = "stock-falls" if later.candidate.role is Role.STOCK else "sum-falls"
    return (("before", before), ("after", after), *material.words.phrase("told", how, before=before, after=after))


def _difference(earlier: QuotedNumber, later: QuotedNumber) -> str:
    before, after = earlier.candidate.phrase.measure, later.candidate.phrase.measure
    same = before.unit == after.unit
    change = after.value - before.value if same else after.base_value - before.base_value
    unit = after.unit if same else after.base_unit
    return f"{printed_value(after)} − {printed_value(before)} = {number(change, 6)}{unit}"
