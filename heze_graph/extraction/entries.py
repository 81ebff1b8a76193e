"""From an Entry to everything that its words say: goals, places, projects, and the quoted programmes it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from heze_graph.extraction.figures import bare_reading, figure_goals, printed, without_figures
from heze_graph.extraction.names.places import Gazetteer, places_in
from heze_graph.extraction.names.projects import WorkGrammar, projects_in
from heze_graph.extraction.numbers.attainment import (
    attainment,
    elapsed_part,
    indicator_of,
    progress_light,
    told_until,
    yardstick,
)
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import EntryFacts, Goal, GoalReport, Light, PlaceFact, Reading, ThemeMention
from heze_graph.model.understood import Document, Entry, Figure
from heze_graph.reference.measures import Indicators, Measures

# An inner pair ‘…’ is part of the name; a name holds no sentence.
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|＂([^＂]+)＂|\"([^\"]+)\"")
_SENTENCE = re.compile(r"[。；！？;!?\n\t]")
_LONGEST = 20  # characters; longer quotations are sayings


def themes_in(text: str) -> tuple[ThemeMention, ...]:
    """Return what stands between quotation marks in `text` and may be the name of a programme, in order.

    >>> [theme.name for theme in themes_in("持续推进“七网”建设，培育“种子”“幼苗”企业")]
    ['七网', '种子', '幼苗']
    """
    found = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        name = theme_name(match[group])
        if name and len(name) <= _LONGEST and not _SENTENCE.search(match[group]):
            found.append(ThemeMention(name, *match.span(group)))
    return tuple(found)


def theme_name(printed: str) -> str:
    """Return the one form of a theme's name: compatibility characters replaced, no white space.

    >>> theme_name("５Ｇ ＋工业")
    '5G+工业'
    """
    return "".join(unicodedata.normalize("NFKC", printed).split())


@dataclass(frozen=True, slots=True)
class Words:
    """What the words are read by: measures, indicators, the places of a city, the grammar of works."""

    measures: Measures
    indicators: Indicators
    gazetteer: Gazetteer
    grammar: WorkGrammar


def read_facts(entry: Entry, document: Document, words: Words) -> EntryFacts:
    """Return what the words of an Entry say; raises nothing, whatever they are."""
    return EntryFacts(
        entry=(entry.document, entry.key),
        goals=tuple(_goals(entry, document, words)),
        places=tuple(_places(entry, words.gazetteer)),
        projects=projects_in(entry.wording, words.gazetteer, words.grammar),
        themes=themes_in(entry.wording),
    )


def _goals(entry: Entry, document: Document, words: Words) -> Iterator[GoalReport]:
    known = words.measures
    found = goals_with_readings(entry, known)
    due = entry.deadline.due if entry.deadline else None
    for ordinal, (goal, reading, figure) in enumerate(found, start=1):
        indicator = indicator_of(goal, words.indicators, known)
        by = yardstick(goal, indicator, known)
        light, rule = Light.CANNOT_TELL, ""
        if document.period:
            told = entry.assignments[reading.source].progress if reading else ""
            until = told_until(told, reading.measure.span.start if reading else 0, document.period)
            elapsed = elapsed_part(document.period.begin, until, due)
            light, decided = progress_light(goal, reading, elapsed, known, by)
            rule = decided.name
        assignment = entry.assignments[reading.source].ordinal if reading else None
        result = attainment(goal, reading, by)
        yield GoalReport(
            ordinal=ordinal,
            goal=goal,
            reading=reading,
            attainment=result,
            light=light,
            rule=rule,
            assignment=assignment,
            indicator=indicator,
            figure=figure,
        )


def goals_with_readings(entry: Entry, known: Measures) -> list[tuple[Goal, Reading | None, Figure | None]]:
    """Return the goals of the wording and of the figures of an Entry, each with its reading.

    A figure that no other figure answers is answered by the report, as the goals of the wording are.
    """
    promised = goals(without_figures(entry), known)
    of_figures = list(figure_goals(entry, known))
    told = [goal for goal, reading, figure in of_figures if reading is None and not (figure.place or figure.period)]
    readings = read_goals([*promised, *told], [a.progress for a in entry.assignments], known)
    if bare := bare_reading(entry, promised, known):
        readings[0] = readings[0] or bare
    read = iter(readings)
    found: list[tuple[Goal, Reading | None, Figure | None]] = [(goal, next(read), None) for goal in promised]
    for goal, reading, figure in of_figures:
        asked = any(goal is one for one in told)
        found.append((printed(goal, figure), next(read) if asked else reading, figure))
    return found


def _places(entry: Entry, names: Gazetteer) -> Iterator[PlaceFact]:
    for number, assignment in enumerate(entry.assignments):
        texts = {"target": entry.wording} if number == 0 else {}
        texts |= {"progress": assignment.progress, "unit": assignment.units_printed}
        for field, text in texts.items():
            for mention in places_in(text, names):
                yield PlaceFact(field, assignment.ordinal, mention)
