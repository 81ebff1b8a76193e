"""The filters of a list: the choices made by the address, and those available beside them, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from heze_graph.entities import facets, overview
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.rendering import address, text

_MOST_VALUES, _LONGEST = 50, 200
#: Dimensions whose values have an order of their own; otherwise the most frequent comes first.
_ORDERED = ("light", "due", "document", "certainty")
SCHEMES = {"light": "LightScheme", "about": "FindingKindScheme", "certainty": "CertaintyScheme"}
_LAST = "~"  # sorts behind every value


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value: its label, how many things it leaves, whether it is chosen, and the address of a click."""

    value: str
    label: str
    count: int
    chosen: bool
    link: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One dimension with its choices."""

    name: str
    choices: tuple[FacetValue, ...]

    @property
    def chosen(self) -> tuple[FacetValue, ...]:
        """The values that are chosen."""
        return tuple(choice for choice in self.choices if choice.chosen)


def chosen(kind: str, parameters: QueryParams) -> dict[str, tuple[str, ...]]:
    """Return the choices made by an address."""
    found = {
        name: tuple(dict.fromkeys(filter(None, parameters.getlist(name)))) for name in facets.DIMENSIONS.get(kind, ())
    }
    return {name: tuple(one[:_LONGEST] for one in some[:_MOST_VALUES]) for name, some in found.items() if some}


def facets_of(graph: PageGraph, kind: str, selection: facets.Chosen, path: str, **others: str) -> list[Facet]:
    """Return the dimensions of a list; `others` are address parameters that stay as they are."""
    key = ("facets", kind, tuple(selection.items()))
    counted = graph.remember(key, lambda: facets.counts(graph.catalogue, kind, selection))
    found = []
    for name, values in counted.items():
        now = tuple(selection.get(name, ()))
        choices = []
        for value in _ordered(graph, name, {**dict.fromkeys(now, 0), **values}):
            after = tuple(one for one in now if one != value) if value in now else (*now, value)
            link = address(path, graph.language, **{**others, **selection, name: after})
            choices.append(FacetValue(value, label(graph, name, value), values.get(value, 0), value in now, link))
        if len(choices) > (name == facets.ISSUER and not now):  # one city is no choice
            found.append(Facet(name, tuple(choices)))
    return found


def _ordered(graph: PageGraph, name: str, values: Mapping[str, int]) -> Sequence[str]:
    def place(value: str) -> tuple[int, str]:
        if name not in _ORDERED:
            return -values[value], label(graph, name, value)
        if name == "document":
            return graph.place_of(value), value
        order = facets.WORST_FIRST if name == "light" else facets.CERTAIN_FIRST
        return (order.index(value), "") if value in order else (len(order), value.replace(facets.OPEN, _LAST))

    return sorted(values, key=place)


def label(graph: PageGraph, name: str, value: str) -> str:
    """Return the label of a value in the language of the page."""
    if name in facets.THINGS:
        kind = facets.THINGS[name]
        names = graph.remember(("names", kind), lambda: overview.named(graph.catalogue, kind))
        words = names.get(facets.iri(name, value))
        return words.of(graph.language) if words else value
    if name == "document":
        return graph.document(value).label
    if value in (facets.WITHOUT, facets.OPEN):
        return text(f"facets.{value}", graph.language)
    if name == "due":
        year, _, month = value.partition("-")
        return text("facets.month", graph.language, year=year, month=int(month)) if month.isdigit() else value
    return graph.code(SCHEMES[name], value)
