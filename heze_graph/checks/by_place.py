"""A total beside columns of places: 全市完成, followed by one column for each county."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from heze_graph.checks.answers import Reported, reported
from heze_graph.checks.material import Material, Passage, Suspicion, check
from heze_graph.checks.standing import adds_up
from heze_graph.checks.texts import in_unit_of, printed_value
from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.phrases import is_place
from heze_graph.model.facts import Nature
from heze_graph.model.printed import Cell
from heze_graph.model.understood import Certainty, Entry

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
#: Fewer columns may be some of the places only.
_FEWEST = 3
_HALF = Decimal("0.5")


@check("parts-and-total-differ")
def columns_against_total(material: Material) -> Iterator[Suspicion]:
    """Find reported totals that differ from the sum of the columns of places, where that is not the goal either.

    Columns that add up to the goal say what each place is to do. A sum far from both (threshold `near-miss`) is of
    something else, or of some places only.
    """
    for entry in material.entries.values():
        answered = reported(material, entry)
        for told in answered if len(answered) == 1 else ():
            goal, total = told.report.goal.measure, told.reading.measure
            cells = _of_places(material, entry, told)
            if told.report.goal.nature is not Nature.AMOUNT or not adds_up(told.report, material.words):
                continue
            added, slack = sum((value for value, _ in cells), Decimal(0)), sum((half for _, half in cells), Decimal(0))
            misses = [abs(added - one.value) for one in (total, goal)]
            if len(cells) < _FEWEST or min(misses) <= slack or not total.value:
                continue
            if misses[0] / total.value < material.words.thresholds["near-miss"]:
                summed = in_unit_of(added * total.base_value / total.value, total)
                parts = " + ".join(f"{value}" for value, _ in cells)
                yield Suspicion(
                    "parts-and-total-differ",
                    Passage(told.statement, told.reading.span.text),
                    certainty=Certainty.LIKELY,
                    arithmetic=f"{parts} = {summed} ≠ {printed_value(total)}",
                    details=material.words.phrase("told", "parts-added", sum=summed, total=printed_value(total)),
                )


def _of_places(material: Material, entry: Entry, told: Reported) -> list[tuple[Decimal, Decimal]]:
    """Return the numbers below names of places in a row of a report, each with half a unit of its last digit."""
    rows = (material.rows.get((entry.document, line)) for line in told.statement.lines)
    cells = [cell for row in rows if row for cell in row.cells if _is_of_place(cell, material)]
    numbers = [_NUMBER.fullmatch(half_width(cell.printed).strip().replace(",", "")) for cell in cells]
    if not all(numbers):
        return []
    values = [Decimal(found[0]) for found in numbers if found]
    return [(value, _last_digit(value)) for value in values]


def _is_of_place(cell: Cell, material: Material) -> bool:
    return is_place(cell.header.strip(), material.words.measures) and bool(cell.printed.strip())


def _last_digit(value: Decimal) -> Decimal:
    """Return half a unit of the last printed digit; 0 for whole numbers, which are exact."""
    exponent = value.as_tuple().exponent
    return _HALF.scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(0)
