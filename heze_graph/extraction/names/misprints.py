"""Works whose names are printed with look-alike characters, and elsewhere as they are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from heze_graph.model.facts import EntryFacts, ProjectMention
from heze_graph.model.understood import Certainty, Entry, Finding, Record
from heze_graph.reference.language import LookAlike, variants, why

Facts = Mapping[tuple[str, str], EntryFacts]


def joined_projects(
    records: Sequence[Record], facts: Facts, look_alikes: tuple[LookAlike, ...]
) -> tuple[dict[tuple[str, str], EntryFacts], tuple[Finding, ...]]:
    """Return the facts with each misprinted work under the name that the city's documents print properly.

    A name is a misprint where it has a look-alike character and one of its readings is printed as a work's name. Where
    several are, the likeliest is taken and the others are its candidates. A Finding says so for each.
    """
    result, findings = dict(facts), []
    for place in sorted({record.document.place for record in records}):
        entries = [entry for record in records if record.document.place == place for entry in record.entries]
        printed = {project.name for entry in entries for project in facts[entry.document, entry.key].projects}
        for entry in entries:
            found = facts[entry.document, entry.key]
            projects = tuple(_joined(project, printed, look_alikes) for project in found.projects)
            if projects != found.projects:
                result[entry.document, entry.key] = replace(found, projects=projects)
                pairs = zip(found.projects, projects, strict=True)
                findings += [_finding(entry, old, new, look_alikes) for old, new in pairs if old != new]
    return result, tuple(findings)


def _joined(project: ProjectMention, printed: Set[str], look_alikes: tuple[LookAlike, ...]) -> ProjectMention:
    readings = [name for name in variants(project.name, look_alikes) if name in printed and name != project.name]
    # What can itself be a misprint tells nothing of another one.
    readings = [name for name in readings if not variants(name, look_alikes)]
    return replace(project, name=readings[0], candidates=tuple(readings[1:])) if readings else project


def _finding(entry: Entry, old: ProjectMention, new: ProjectMention, look_alikes: tuple[LookAlike, ...]) -> Finding:
    return Finding(
        kind="misprinted-project",
        document=entry.document,
        line=entry.assignments[0].lines[0],
        printed=old.name,
        understood=new.name,
        certainty=Certainty.DOUBTFUL if new.candidates else Certainty.LIKELY,
        entry=entry.key,
        candidates=new.candidates,
        named=tuple(("project", name) for name in new.candidates),
        details=why(old.name, new.name, new.candidates, look_alikes),
    )
