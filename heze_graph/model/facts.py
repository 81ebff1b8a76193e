"""What the words of one Entry say, gathered: its goals with what is reported of them, and what it names."""

from __future__ import annotations

from dataclasses import dataclass

from heze_graph.model.measured import Attainment, Goal, Light, Reading
from heze_graph.model.mentioned import PlaceMention, ProjectMention, ThemeMention


@dataclass(frozen=True, slots=True)
class GoalReport:
    """A Goal of an Entry and what its progress texts report of it.

    `ordinal` counts the goals of the Entry from 1. `assignment` is the ordinal of the Assignment whose progress text
    the reading was read from, None without a reading. `light` was given by the line `rule` of `quantity-lights.csv`.
    """

    ordinal: int
    goal: Goal
    reading: Reading | None
    attainment: Attainment
    light: Light
    rule: str
    assignment: int | None


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A PlaceMention with the text it stands in: `field` is `target`, `progress` or `unit`.

    `assignment` is the ordinal of the Assignment; a target's wording belongs to the first one. In the field `unit` the
    text is that of the cells that name the units, as printed.
    """

    field: str
    assignment: int
    mention: PlaceMention


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything that the words of an Entry say; projects and themes are those that its target's wording names."""

    entry: tuple[str, str]
    goals: tuple[GoalReport, ...]
    places: tuple[PlaceFact, ...]
    projects: tuple[ProjectMention, ...]
    themes: tuple[ThemeMention, ...]
