"""Which measures can be compared: by their dimensions, and by what they are divided by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from heze_graph.model.facts import Measure, Reading, Span

_FAR_APART = 4
_COUNTED = frozenset({"count", "event"})
#: Who is trained twice is counted twice: reports print 人 for 人次.
_PEOPLE = frozenset({"person", "person-time"})
#: Both are areas; 3 mu are 2000 square metres.
_AREAS = frozenset({"area", "land-area"})
_MU, _SQUARE_METRES = 3, 2000


def same_dimension(one: str, other: str) -> bool:
    """Whether two dimensions can be compared; things and occasions are both counted, fields are areas."""
    return one == other or any({one, other} <= alike for alike in (_COUNTED, _PEOPLE, _AREAS))


def in_base_of(measure: Measure, other: Measure) -> Measure:
    """Return a measure with its base value in the base unit of another: 9万公顷 beside 135万亩 is 135万亩."""
    if measure.dimension == other.dimension or not {measure.dimension, other.dimension} <= _AREAS:
        return measure
    to_land = other.dimension == "land-area"
    base = measure.base_value * _MU / _SQUARE_METRES if to_land else measure.base_value * _SQUARE_METRES / _MU
    return replace(measure, base_value=base, base_unit=other.base_unit, dimension=other.dimension)


def undivided(measure: Measure) -> str:
    """Return a base unit without what it is divided by: 每人每月120元 and 125元/月/人 are of one unit."""
    return measure.base_unit.partition("/")[0]


def same_dimensions(one: Measure, other: Measure) -> bool:
    """Whether two measures can be compared; a divisor that only one prints must be meant by the other, too."""
    (first, *per), (second, *other_per) = one.dimension.split("/"), other.dimension.split("/")
    if not same_dimension(first, second) or (per and other_per and _times(per) != _times(other_per)):
        return False
    return per == other_per or alike_in_size(one, other)


def _times(per: Sequence[str]) -> set[str]:
    """Return the divisors of a unit that are times; by whom (人, 户) need not be printed."""
    return {word.lstrip("每") for word in per} - {"人", "户"}


def alike_in_size(one: Measure, other: Measure) -> bool:
    """Whether two values lie near each other: a sum for one person and one for all of them never do."""
    low, high = sorted((abs(one.base_value), abs(other.base_value)))
    return high <= _FAR_APART * low


def added(values: Sequence[Measure], spans: Sequence[Span], text: str, source: int) -> Reading:
    """Return the reading that is the sum of measures of one text, in the unit of the largest: 1.2万人 and 3600人."""
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    largest = max(values, key=lambda m: m.base_value)
    scale = largest.base_value / largest.value if largest.value else Decimal(1)
    measure = replace(
        largest,
        value=sum((m.value if m.unit == largest.unit else m.base_value / scale for m in values), Decimal(0)),
        base_value=sum((m.base_value for m in values), Decimal(0)),
        span=Span(start, end, text[start:end]),
    )
    return Reading(measure, measure.span, source, worked_from=tuple(values))
