"""Rates of attainment in a column of their own that do not follow from the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from heze_graph.checks.answers import Reported, has_rivals, reported
from heze_graph.checks.material import Material, Passage, Suspicion, check, promise
from heze_graph.checks.texts import Interval, division, interval, quotient, rounded
from heze_graph.extraction.numbers.candidates import Candidate, candidates
from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.phrases import coverage, plain
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.facts import Goal, Measure, Nature
from heze_graph.model.printed import Cell
from heze_graph.model.understood import Certainty
from heze_graph.reference.words import CheckWords

#: How much of a goal a rate must name to be of it.
_NAMED = 0.8


@check("rate-does-not-follow")
def rate_in_its_column(material: Material) -> Iterator[Suspicion]:
    """Find rates of attainment in a column of their own (完成率) that do not follow from the number beside them.

    Of several goals, a rate is of the one that it names (道路80%、桥梁100%), and of several numbers it may be of any;
    money alone has a 投资完成率. What is only begun is rated by how far it is: 6个小区全部开工, 90%.
    """
    words = material.words
    for entry in material.entries.values():
        goals = [one.goal for one in material.goals(entry)]
        for told in reported(material, entry):
            goal, reading = told.report.goal, told.reading
            exact = told.report.attainment.met is not None and not (reading.worked_from or reading.of_plan)
            counts = exact and goal.nature is Nature.AMOUNT and goal.measure.base_value > 0
            if told.figure is None or not counts or has_rivals(material, entry, told.figure):
                continue
            done = interval(replace(told.figure.candidate.phrase, measure=reading.measure), words)
            wanted = Interval(goal.measure.base_value, goal.measure.base_value)
            for rate in _rates_beside(material, told, goals):
                if not quotient(done, wanted).meets(rounded(rate)):
                    calculation, blanks = division(reading.measure, goal.measure, rate)
                    yield Suspicion(
                        "rate-does-not-follow",
                        Passage(told.statement, reading.span.text),
                        promise(entry, goal),
                        certainty=Certainty.LIKELY,
                        arithmetic=calculation,
                        details=blanks,
                    )


def _rates_beside(material: Material, told: Reported, goals: Sequence[Goal]) -> Iterator[Measure]:
    """Yield the rates of one of the goals that the cells below 完成率 print in the lines of a report."""
    known = material.words.measures
    for line in told.statement.lines:
        row = material.rows.get((told.statement.document, line))
        for cell in row.cells if row else ():
            if not _heads_rates(cell, told.report.goal, material.words):
                continue
            printed = cell.printed.strip()
            printed = f"{printed}%" if "%" in half_width(cell.header) and printed[-1:].isdigit() else printed
            found = [one for one in candidates(printed, 0, known) if one.phrase.measure.dimension == "ratio"]
            if len(goals) > 1:
                found = [one for one in found if _named(one, goals) == [told.report.goal]]
            if len(found) == 1 and (len(goals) > 1 or len(measures(printed, known)) == 1):
                yield found[0].phrase.measure


def _heads_rates(cell: Cell, goal: Goal, words: CheckWords) -> bool:
    """Whether a header is of rates of attainment: 完成率, 完成目标（%）, 占年度目标比例; 投资完成率 for money alone.

    开工率 is one of what is planned to 开工.
    """
    printed, known = half_width(cell.header), words.measures
    header = plain(printed.partition("(")[0])
    is_rate = "%" in printed or known.ends("rate-noun", header)
    of_plan = words.has("part-rate", header) and known.pattern("plan").search(header)
    stem = known.ending("rate-noun").sub("", header)
    of_its_deed = len(stem) > 1 and words.has("part-rate", header) and stem in plain(goal.quantity)
    if not is_rate or not (of_plan or of_its_deed or known.pattern("plan-rate").fullmatch(header)):
        return False
    return goal.measure.dimension == "money" or not words.has("money-asked", header)


def _named(rate: Candidate, goals: Sequence[Goal]) -> list[Goal]:
    """Return the goals that the words of a rate name: 道路80% of 新建道路20公里、桥梁5座."""
    return [goal for goal in goals if rate.own and coverage(rate.own, plain(goal.quantity)) >= _NAMED]
