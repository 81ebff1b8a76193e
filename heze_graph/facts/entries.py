"""From an Entry to everything that its words say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heze_graph.facts.names.gazetteer import Gazetteer
from heze_graph.facts.names.places import places_in
from heze_graph.facts.names.projects import WorkGrammar, projects_in
from heze_graph.facts.names.themes import themes_in
from heze_graph.facts.numbers.attainment import attainment, elapsed_part, progress_light
from heze_graph.facts.numbers.goals import goals
from heze_graph.facts.numbers.readings import read_goals
from heze_graph.model.facts import EntryFacts, GoalReport, PlaceFact
from heze_graph.model.measured import Light
from heze_graph.model.understood import Document, Entry
from heze_graph.reference.measures import Measures


@dataclass(frozen=True, slots=True)
class Words:
    """What the words are read by: measures, the places of a city, the grammar of works."""

    measures: Measures
    gazetteer: Gazetteer
    grammar: WorkGrammar


def read_facts(entry: Entry, document: Document, words: Words) -> EntryFacts:
    """Return what the words of an Entry say; raises nothing, whatever they are."""
    return EntryFacts(
        entry=(entry.document, entry.key),
        goals=tuple(_goals(entry, document, words.measures)),
        places=tuple(_places(entry, words.gazetteer)),
        projects=projects_in(entry.wording, words.gazetteer, words.grammar),
        themes=themes_in(entry.wording),
    )


def _goals(entry: Entry, document: Document, known: Measures) -> Iterator[GoalReport]:
    promised = goals(entry.wording, known)
    readings = read_goals(promised, [a.progress for a in entry.assignments], known)
    due = entry.deadline.due if entry.deadline else None
    for ordinal, (goal, reading) in enumerate(zip(promised, readings, strict=True), start=1):
        light, rule = Light.CANNOT_TELL, ""
        if document.period:
            elapsed = elapsed_part(document.period.begin, document.period.end, due)
            light, decided = progress_light(goal, reading, elapsed, known)
            rule = decided.name
        assignment = entry.assignments[reading.source].ordinal if reading else None
        yield GoalReport(ordinal, goal, reading, attainment(goal, reading), light, rule, assignment)


def _places(entry: Entry, names: Gazetteer) -> Iterator[PlaceFact]:
    for number, assignment in enumerate(entry.assignments):
        texts = {"target": entry.wording} if number == 0 else {}
        texts |= {"progress": assignment.progress, "unit": assignment.units_printed}
        for field, text in texts.items():
            for mention in places_in(text, names):
                yield PlaceFact(field, assignment.ordinal, mention)
