"""Charts: each a table with a title, a source and a date, which a script draws and which remains without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from heze_graph.entities import facets
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.model.looks import LIGHTS
from heze_graph.queries.columns import Column, Words
from heze_graph.rdf.terms import XSD
from heze_graph.reference.csv_table import read_csv
from heze_graph.resources import REFERENCE
from heze_graph.web.pages import filters
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.rendering import address, text

#: The dimensions by which the first page counts targets; the first one is the default.
BY = ("leader", "unit", "theme", "county", "document")
DUE = "due"
#: The most rows that are drawn; the list has all.
_MOST = 12
#: Months without a target are shown between others, provided that there are no more than this in all.
_MOST_MONTHS = 24
_NONE_COLOUR = "#d5dae0"
_ORDER = (*facets.WORST_FIRST, facets.WITHOUT)


@dataclass(frozen=True, slots=True)
class Series:
    """A series: its code, its name, and its colour in print, "" where each value has its own."""

    key: str
    label: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ChartCell:
    """One value: as drawn, as read, the address of a click, and its light, if any."""

    value: str
    said: str
    link: str = ""
    light: str = ""

    @property
    def colour(self) -> str:
        """The colour in print, for a value with a light."""
        return LIGHTS[self.light].fill if self.light in LIGHTS else ""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row: its name, the address of a click, a value for each series (or None), and its position on a map."""

    label: str
    link: str
    cells: tuple[ChartCell | None, ...]
    place: tuple[int, int] | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: how it is drawn (`bars`, `months`, `tiles` or `series`), its name in files, and its data.

    `more` says what is left out, `rest` is the address that has it; `csv` and `cite` are the addresses of its file and
    of its citation.
    """

    kind: str
    name: str
    title: str
    head: str
    series: tuple[Series, ...]
    lines: tuple[ChartRow, ...]
    more: str = ""
    rest: str = ""
    csv: str = ""
    cite: str = ""


def by_dimension(graph: PageGraph, by: str, selection: facets.Chosen, rest: Mapping[str, Any]) -> Chart:
    """Return how many targets have each light, by the values of a dimension, given the choices in the others.

    `rest` are the address parameters that a click keeps.
    """
    others = {name: values for name, values in selection.items() if name not in (by, "light")}
    counted = graph.remember(
        ("crossed", by, tuple(others.items())), lambda: facets.crossed(graph.catalogue, by, "light", others)
    )
    tiles = _tiles() if by == "county" else {}
    mapped = any(value in tiles for value in counted)
    values = _months(counted) if by == DUE else _most_behind_first(counted)
    if by == "document":
        values = sorted(counted, key=graph.place_of)
    shown = values if mapped or by == DUE else values[:_MOST]
    lights = [light for light in _ORDER if any(light in of for of in counted.values())]
    lines = tuple(_line(graph, (by, value), lights, counted.get(value, {}), (selection, rest)) for value in shown)
    left = len(values) - len(shown)
    return Chart(
        kind="months" if by == DUE else "tiles" if mapped else "bars",
        name=f"lights-by-{by}",
        title=text(f"charts.by.{by}", graph.language),
        head=text(f"facets.by.{by}", graph.language),
        series=tuple(Series(light, filters.label(graph, "light", light), _colour(light)) for light in lights),
        lines=lines,
        more=text("charts.more", graph.language, count=left) if left else "",
        rest=address(f"/id/{by}", graph.language) if left else "",
        csv=address(f"/charts/{by}.csv", graph.language, **others),
        cite=address("/cite", graph.language, chart=by, **others),
    )


def of_indicator(graph: PageGraph, iri: str, name: str) -> Chart:
    """Return the promised and the reported values of an indicator by year, in its most common unit."""
    rows = graph.rows("compare-indicator", indicator=iri)
    unit = Counter(row["unit"] for row in rows).most_common(1)[0][0] if rows else ""
    fitting = [row for row in rows if row["unit"] == unit]
    fitting.sort(key=lambda row: (row["year"], row["place"], graph.place_of(row["document"])))
    labels = _distinguished([_parts(graph, row) for row in fitting])
    left = len(rows) - len(fitting)
    series = (Series("promised", text("charts.promised", graph.language)),)
    return Chart(
        kind="series",
        name="indicator",
        title=text("charts.of-indicator", graph.language, name=name, unit=unit),
        head=text("thing.column.document", graph.language),
        series=(*series, Series("reached", text("charts.reached", graph.language))),
        lines=tuple(_of_goal(graph, row, unit, label) for row, label in zip(fitting, labels, strict=True)),
        more=text("charts.other-units", graph.language, count=left) if left else "",
        csv=address("/queries/compare-indicator.csv", graph.language, indicator=iri),
        cite=address("/cite", graph.language, query="compare-indicator", indicator=iri),
    )


def _parts(graph: PageGraph, row: Mapping[str, str]) -> tuple[str, ...]:
    """Return what distinguishes goals of an indicator: place, year, document, number."""
    place = graph.named(row["place"], row["placeIri"]).label if row["placeIri"] else row["place"]
    number = text("thing.no", graph.language, no=row["no"]) if row["no"] else ""
    return place, row["year"], graph.document(row["document"]).label, number


def _distinguished(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return names for rows, made of the parts that are not the same in all of them.

    >>> _distinguished([("Heze", "2023", "a"), ("Heze", "2024", "a")])
    ['2023', '2024']
    """
    kept = [len(rows) == 1 or len(set(column)) > 1 for column in zip(*rows, strict=True)]
    return [" ".join(part for part, keep in zip(row, kept, strict=True) if keep and part) for row in rows]


def _of_goal(graph: PageGraph, row: Mapping[str, str], unit: str, label: str) -> ChartRow:
    reached = row["readingValue"] if row["readingUnit"] == unit else ""
    cells = (
        ChartCell(row["value"], f"{row['value']} {unit}") if row["value"] else None,
        ChartCell(reached, f"{reached} {unit}", light=row["light"]) if reached else None,
    )
    return ChartRow(label, address(graph.thing(row["goalIri"], "-").path, graph.language), cells)


def as_answer(chart: Chart) -> tuple[Answer, tuple[Column, ...]]:
    """Return the data of a chart as a table with described columns."""
    columns = [Column("of", Words(chart.head, chart.head))]
    columns += [Column(one.key, Words(one.label, one.label), "number") for one in chart.series]
    rows = [(Term("literal", line.label), *map(_number, line.cells)) for line in chart.lines]
    return Answer(tuple(column.name for column in columns), tuple(rows)), tuple(columns)


def _number(cell: ChartCell | None) -> Value:
    return Term("literal", cell.value, XSD + "decimal") if cell else None


def _line(
    graph: PageGraph,
    of: tuple[str, str],
    lights: Iterable[str],
    counted: Mapping[str, int],
    state: tuple[facets.Chosen, Mapping[str, Any]],
) -> ChartRow:
    (by, value), (selection, rest) = of, state

    def link(**more: Any) -> str:
        return address("/", graph.language, **{**rest, **selection, by: (value,), **more}) + "#list"

    cells = tuple(
        ChartCell(str(counted[light]), str(counted[light]), link(light=(light,)), light) if counted.get(light) else None
        for light in lights
    )
    chosen = value in selection.get(by, ())
    tile = _tiles().get(value) if by == "county" else None
    return ChartRow(filters.label(graph, by, value), link(light=()), cells, tile, chosen)


def _most_behind_first(counted: facets.Counts) -> list[str]:
    def rank(value: str) -> tuple[int, int, str]:
        of = counted[value]
        return -of.get("far-behind", 0) - of.get("behind", 0), -sum(of.values()), value

    return sorted(counted, key=rank)


def _months(counted: facets.Counts) -> Sequence[str]:
    """Return the months in order, including those between, followed by what has no day."""
    months = sorted(value for value in counted if value != facets.OPEN)
    if months:
        numbers = [int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (months[0], months[-1])]
        if numbers[1] - numbers[0] < _MOST_MONTHS:
            months = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[1] + 1)]
    return [*months, *(value for value in counted if value == facets.OPEN)]


def _colour(light: str) -> str:
    return LIGHTS[light].fill if light in LIGHTS else _NONE_COLOUR


@cache
def _tiles() -> Mapping[str, tuple[int, int]]:
    """Return the approximate positions of places on a tile map as (column, row), for the cities that define them."""
    files = sorted(REFERENCE.glob("*/tiles.csv"))
    rows = (row for file in files for row in read_csv(file, ("place", "row", "column")))
    return {row["place"]: (int(row["column"]), int(row["row"])) for row in rows}
