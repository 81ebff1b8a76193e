"""What a text names: places, projects, themes, each with the span it was read from.

Spans are offsets in characters, the end exclusive, as in `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from heze_graph.model.understood import Certainty

EVERY_COUNTY = "*"


class NameForm(StrEnum):
    """In which form a place is named."""

    FULL = "full-name"
    SHORT = "short-name"
    MISSPELT = "misspelling"
    LOOK_ALIKE = "look-alike"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One mention of a county-level place.

    `surface` is `text[start:end]`. `places` are preferred names, or `EVERY_COUNTY` alone for the collective “各县区”.
    `candidates` are the preferred names that were not chosen; `reason` is the form that led to the choice.
    """

    surface: str
    start: int
    end: int
    places: tuple[str, ...]
    candidates: tuple[str, ...]
    reason: NameForm
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ProjectMention:
    """One named work: `places` are the preferred names of the places named inside it.

    `name` is `text[start:end]`, or the name printed elsewhere that this one misprints; `candidates` are then the other
    names that it could misprint.
    """

    name: str
    start: int
    end: int
    places: tuple[str, ...]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """One quoted programme: `name` is the normalised form of `text[start:end]`, the words between the quotes."""

    name: str
    start: int
    end: int
