"""What the words say in numbers: goals, readings, and what follows from them.

A Span counts characters of the text it was read from; `text[span.start:span.end] == span.text` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Comparator(StrEnum):
    """How a reading has to stand to the value of its goal."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    EXACTLY = "=="
    ABOUT = "~"


class Nature(StrEnum):
    """What kind of figure a goal promises; only an AMOUNT grows with the time that has passed."""

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
    """A stretch of a text: from `start` to before `end`, and what is printed there."""

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

    `quantity` names what is counted or measured; `noun` is the noun next to the number. `span` is the phrase in the
    target's wording. `falls` is True for a growth goal that asks for a decrease. `per_place` marks a number that holds
    for each county. `from_end` marks a rank counted from the last place, `out_of` is the size of the ranking.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """The number that a progress text reports for a goal.

    `source` is the place of that text among the texts given. `total_of` are the parts that had to be added, empty where
    the report prints the number itself. `counted` is True where listed names were counted. `opposite` is True where the
    report gives a fall and the goal asks for a rise, or the reverse. `out_of` is the size of a ranking, where printed.
    """

    measure: Measure
    span: Span
    source: int
    stage: Stage = Stage.DONE
    total_of: tuple[Measure, ...] = ()
    counted: bool = False
    opposite: bool = False
    out_of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """What a reading means for its goal: the ratio reading/goal, and whether the goal is met; None: cannot be said."""

    ratio: Decimal | None
    met: bool | None
