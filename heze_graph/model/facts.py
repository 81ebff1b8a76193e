"""What the words of one Entry say: goals and readings, what they name, and all of it together.

A Span counts characters of the text it was read from; `text[span.start:span.end] == span.text` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from heze_graph.model.known import Indicator
from heze_graph.model.understood import Certainty, Figure

EVERY_COUNTY = "*"


class Comparator(StrEnum):
    """How a reading must compare with the value of its goal."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    EXACTLY = "=="
    ABOUT = "~"


class Nature(StrEnum):
    """What kind of figure a goal promises; only an AMOUNT grows in proportion to time."""

    AMOUNT = "amount"
    LEVEL = "level"
    RATIO = "ratio"
    GROWTH = "growth"
    RANK = "rank"


class Stage(StrEnum):
    """Whether the report says that what it counts is done, or only begun."""

    DONE = "done"
    BEGUN = "begun"


class Light(StrEnum):
    """What the numbers say about the schedule; never mixed with what the reporter claims."""

    REACHED = "reached"
    ON_COURSE = "on-course"
    BEHIND = "behind"
    FAR_BEHIND = "far-behind"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: from `start` to before `end`, and the text itself."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A printed number with its unit.

    `value` is as printed (7.2 of 7.2万人) and `unit` as printed without words such as 余 (万人; "" where none is
    printed). `base_value` is multiplied out in `base_unit` (72000 人). `upper` is the printed upper end of a range,
    whose lower end is `value`. `approximate` is True for 300余家. `dimension` is one of `measure-units.csv`, with a
    divisor such as /年 where one is printed, or `rank` or `number`.
    """

    value: Decimal
    unit: str
    span: Span
    base_value: Decimal
    base_unit: str
    dimension: str
    upper: Decimal | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One number that a target promises.

    `quantity` is what is counted or measured; `noun` is the noun next to the number. `span` is the phrase in the
    target's wording. `falls` is True for a growth goal that asks for a decrease. `per_place` marks a number that holds
    for each county, or for each of those named in `subject`, the words of its sentence since the previous number.
    `from_end` marks a rank counted from the bottom, `out_of` is the size of the ranking. In 实施15个，年内完成10个 the
    first number is a set (`is_set`), all of which is to be started, and the second is `of_set`: how many of them are to
    be finished. `begins` is True where only a start is promised: 开工道路10条、管网20公里 promises two. `time` is the
    part of the year by whose end the number is due (上半年, 6月底前), "" where none is named.
    """

    quantity: str
    comparator: Comparator
    measure: Measure
    span: Span
    nature: Nature
    noun: str = ""
    per_place: bool = False
    falls: bool = False
    from_end: bool = False
    out_of: Decimal | None = None
    subject: str = ""
    is_set: bool = False
    of_set: bool = False
    begins: bool = False
    time: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The number that a progress text reports for a goal.

    `source` is the index of that text among the texts given. `worked_from` holds the printed numbers it was calculated
    from, the parts of a sum or the start and the end of a change; it is empty where the report prints the number
    itself. `counted` is True where listed names were counted. `opposite` is True where the report gives a fall and the
    goal asks for a rise, or the reverse. `out_of` is the size of a ranking, where printed. `of_plan` is True where the
    report gives no number but the share of the plan that is done: the measure is then that percentage.
    """

    measure: Measure
    span: Span
    source: int
    stage: Stage = Stage.DONE
    worked_from: tuple[Measure, ...] = ()
    counted: bool = False
    opposite: bool = False
    out_of: Decimal | None = None
    of_plan: bool = False


@dataclass(frozen=True, slots=True)
class Attainment:
    """What a reading means for its goal: the ratio of the two, and whether the goal is met (None if unknown)."""

    ratio: Decimal | None
    met: bool | None


class NameForm(StrEnum):
    """The form in which a place is named."""

    FULL = "full-name"
    SHORT = "short-name"
    MISSPELT = "misspelling"
    LOOK_ALIKE = "look-alike"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One mention of a county-level place.

    `surface` is `text[start:end]`. `places` are preferred names, or `EVERY_COUNTY` alone for the collective “各县区”.
    `candidates` are the preferred names that were rejected; `reason` is the form that decided.
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
    """One named work: `places` are the preferred names of the places inside its name.

    `name` is `text[start:end]` without blanks around numbers, or the correctly printed name of which this one is a
    misprint; `candidates` are then the other names it could stand for.
    """

    name: str
    start: int
    end: int
    places: tuple[str, ...]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """One quoted programme: `name` is `text[start:end]`, the words between the quotes, in normalised form."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoalReport:
    """A Goal of an Entry and what its progress texts report on it.

    `ordinal` counts the goals of the Entry from 1. `assignment` is the ordinal of the Assignment whose progress text
    gave the reading, None without a reading. `light` was given by the line `rule` of `quantity-lights.csv`. `figure` is
    the cell that holds the goal's number where the wording does not. `indicator` is what the goal measures, None where
    it is not one of `indicators.csv`.
    """

    ordinal: int
    goal: Goal
    reading: Reading | None
    attainment: Attainment
    light: Light
    rule: str
    assignment: int | None
    indicator: Indicator | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A PlaceMention with the text it was found in: `field` is `target`, `progress` or `unit`.

    `assignment` is the ordinal of the Assignment; a target's wording belongs to the first one. For `unit` the text is
    that of the cells that name the units, as printed.
    """

    field: str
    assignment: int
    mention: PlaceMention


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything that the words of an Entry say; projects and themes are those named in the target's wording."""

    entry: tuple[str, str]
    goals: tuple[GoalReport, ...]
    places: tuple[PlaceFact, ...]
    projects: tuple[ProjectMention, ...]
    themes: tuple[ThemeMention, ...]
