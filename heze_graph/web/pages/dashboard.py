"""The headline of the first page: how many targets there are, how many can be judged, and how they stand.

All numbers count targets by their latest document and by the facets of the lists, so that each number agrees with the
list behind it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import facets, overview
from heze_graph.model.answers import TextRow
from heze_graph.web.pages import charts, files, filters, lists
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.sections import BEHIND, Count, bar
from heze_graph.web.rendering import address, text

#: The number of list rows on the first page.
_FEW = 20
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the headline, with its list."""

    key: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Late:
    """How many unfinished targets are past their deadlines on a day, in the words of the briefs.

    The latest document reports on the `overdue` ones up to the deadline, on the `unverified` ones it does not. `link`
    is the list of both, "" where a single city has none.
    """

    day: str
    overdue: int
    unverified: int
    link: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers: tiles, all lights as one bar with their lists, and the targets by latest document."""

    tiles: tuple[Tile, ...]
    bar: list[Count]
    lights: tuple[filters.FacetValue, ...]
    documents: tuple[tuple[PageLink, int, str], ...]
    late: Late


def headline(graph: PageGraph, of: facets.Chosen) -> Headline:
    """Return the numbers of the whole graph, or of the selected city."""
    key = ("facets", "target", tuple(of.items()))
    counted = graph.remember(key, lambda: facets.counts(graph.catalogue, "target", of))
    lights = dict(counted["light"])
    judged = tuple(light for light in facets.WORST_FIRST if light != "cannot-tell")
    groups = {"targets": (), "goals": facets.WORST_FIRST, "judged": judged, "behind": BEHIND}
    tiles = (_tile(graph, key, {**of, "light": some}, lights) for key, some in groups.items())
    offered = filters.facets_of(graph, "target", of, "/id/target")
    choices = next((facet.choices for facet in offered if facet.name == "light"), ())
    documents = [
        (graph.document(name), count, address("/id/target", graph.language, **{**of, "document": name}))
        for name, count in sorted(counted["document"].items(), key=lambda pair: graph.place_of(pair[0]))
    ]
    return Headline(tuple(tiles), bar(lights), choices, tuple(documents), late(graph, today(), of))


def late(graph: PageGraph, day: date, of: facets.Chosen) -> Late:
    """Return the unfinished targets due before a day, each counted once."""
    until = (day - timedelta(days=1)).isoformat()

    def counted() -> tuple[int, int]:
        own = frozenset(facets.things(graph.catalogue, "target", of)) if of else None
        found = overview.late(graph.catalogue, until)
        states = Counter(is_open for target, is_open in found.items() if own is None or target in own)
        return states[True], states[False]

    found = graph.remember(("late", day, tuple(of.items())), counted)
    values = {"done": "no", "until": until}
    link = "" if of else address("/queries/deadlines", graph.language, **values)  # the question knows no cities
    return Late(day.isoformat(), *found, link)


def _tile(graph: PageGraph, key: str, chosen: facets.Chosen, lights: dict[str, int]) -> Tile:
    some = chosen["light"]
    count = sum(lights.get(light, 0) for light in some) if some else sum(lights.values())
    return Tile(key, count, address("/id/target", graph.language, **chosen))


def shown(graph: PageGraph, parameters: QueryParams) -> dict[str, Any]:
    """Return the content of the first page for its address: the charts, and the list that their segments filter."""
    selection = filters.chosen("target", parameters)
    by = parameters.get("by", "") if parameters.get("by", "") in charts.BY else charts.BY[0]
    rest = {"by": by if by != charts.BY[0] else ""}
    city = {facets.ISSUER: selection[facets.ISSUER]} if facets.ISSUER in selection else {}
    context: dict[str, Any] = {
        "headline": headline(graph, city),
        "cities": _cities(graph, city, rest),
        "by": by,
        "selection": selection,
        "charts": [charts.by_dimension(graph, one, selection, rest) for one in (by, charts.DUE)],
        "tabs": [(one, address("/", graph.language, **{**selection, "by": one}) + "#charts") for one in charts.BY],
        "source": source(graph, city),
    }
    if city and selection == city:  # who opens a city sees first what is behind there
        selection = {**city, "light": BEHIND}
        parameters = QueryParams([(name, value) for name, values in selection.items() for value in values])
    if selection:
        context |= _list(graph, parameters, selection, rest)
    return context


def _cities(graph: PageGraph, city: facets.Chosen, rest: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return the name of each city, the address of its numbers and whether it is selected; empty for a single city."""
    key = ("facets", "target", ())
    counted = graph.remember(key, lambda: facets.counts(graph.catalogue, "target", {}))[facets.ISSUER]
    if len(counted) < _SEVERAL:
        return []
    whole = (text("charts.all-cities", graph.language), address("/", graph.language, **rest), not city)
    now = city.get(facets.ISSUER, ())
    offered = [
        (filters.label(graph, facets.ISSUER, one), address("/", graph.language, **rest, issuer=one), one in now)
        for one in sorted(counted, key=lambda one: (-counted[one], one))
    ]
    return [whole, *offered]


def _list(graph: PageGraph, parameters: QueryParams, selection: facets.Chosen, rest: dict[str, str]) -> dict[str, Any]:
    things, _ = lists.selected(graph, "target", parameters)
    facets_now = filters.facets_of(graph, "target", selection, "/", **rest)
    return {
        "chosen": [(facet.name, choice) for facet in facets_now for choice in facet.chosen],
        "list": lists.listed(graph, "target", parameters) | {"rows": lists.rows(graph, "target", things[:_FEW])},
        "cleared": address("/", graph.language, **rest, issuer=selection.get(facets.ISSUER, ())) + "#charts",
    }


def table(request: Request) -> Response:
    """Return the data of a chart of the first page as a file."""
    by, _, form = request.path_params["name"].rpartition(".")
    if by not in (*charts.BY, charts.DUE):
        raise HTTPException(404)
    graph = PageGraph.of(request)
    chart = charts.by_dimension(graph, by, filters.chosen("target", request.query_params), {})
    named = files.Named(chart.title, chart.name)
    return files.table(request, named, *charts.as_answer(chart), form)


def documents_of(graph: PageGraph, of: facets.Chosen) -> list[TextRow]:
    """Return the rows of the selected city's documents, or of all."""
    cities = of.get(facets.ISSUER, ())
    return [row for row in graph.documents if not cities or facets.value_of(row["issuerIri"]) in cities]


def source(graph: PageGraph, of: facets.Chosen) -> str:
    """Return the source of the numbers, for the selected city, and their date."""
    rows = documents_of(graph, of)
    documents = text("thing.comma", graph.language).join(graph.document(row["document"]).label for row in rows)
    date = max((row["end"] for row in rows), default="")
    return text("charts.source", graph.language, documents=documents, date=date)


ROUTES = (Route("/charts/{name}", table),)
