"""What stands first on the first page: how many targets there are, how many can be judged, and how they stand.

All of it counts targets, each by the latest document on it, and by the facets of the lists, so that every number is
that of the list behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import facets
from heze_graph.web.pages import charts, files, filters, lists
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.sections import BEHIND, Count, bar
from heze_graph.web.rendering import address, text

#: Rows of the list that stand on the first page.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the headline with the list behind it."""

    key: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Late:
    """How many targets are past their deadlines on a day and not done, by the words of the briefs.

    Of those `overdue` the latest document reports up to the deadline, of those `unverified` it does not. `link` is the
    list of both.
    """

    day: str
    overdue: int
    unverified: int
    link: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers of the whole: tiles, all lights as one bar with their lists, and the targets by latest document."""

    tiles: tuple[Tile, ...]
    bar: list[Count]
    lights: tuple[filters.FacetValue, ...]
    documents: tuple[tuple[PageLink, int, str], ...]
    late: Late


def headline(graph: PageGraph) -> Headline:
    """Return the numbers of the whole graph."""
    counted = graph.remember(("facets", "target", ()), lambda: facets.counts(graph.catalogue, "target", {}))
    lights = dict(counted["light"])
    judged = tuple(light for light in facets.WORST_FIRST if light != "cannot-tell")
    groups = {"targets": (), "goals": facets.WORST_FIRST, "judged": judged, "behind": BEHIND}
    tiles = (_tile(graph, key, some, lights) for key, some in groups.items())
    offered = filters.facets_of(graph, "target", {}, "/id/target")
    choices = next((facet.choices for facet in offered if facet.name == "light"), ())
    documents = [
        (graph.document(name), count, address("/id/target", graph.language, document=name))
        for name, count in sorted(counted["document"].items(), key=lambda pair: graph.place_of(pair[0]))
    ]
    return Headline(tuple(tiles), bar(lights), choices, tuple(documents), late(graph, today()))


def late(graph: PageGraph, day: date) -> Late:
    """Return what was due before a day and is not done, each target once."""
    values = {"done": "no", "until": (day - timedelta(days=1)).isoformat()}

    def counted() -> tuple[int, int]:
        rows = graph.rows("deadlines", **values)
        late = {row["targetIri"] for row in rows if row["basis"] == "open"}
        return len(late), len({row["targetIri"] for row in rows} - late)

    found = graph.remember(("late", day), counted)
    link = address("/queries/deadlines", graph.language, **values)
    return Late(day.isoformat(), *found, link)


def _tile(graph: PageGraph, key: str, some: tuple[str, ...], lights: dict[str, int]) -> Tile:
    count = sum(lights.get(light, 0) for light in some) if some else sum(lights.values())
    return Tile(key, count, address("/id/target", graph.language, light=some))


def shown(graph: PageGraph, asked: QueryParams) -> dict[str, Any]:
    """Return what the first page shows by its address: the charts, and the list that their segments filter."""
    made = filters.chosen("target", asked)
    by = asked.get("by", "") if asked.get("by", "") in charts.BY else charts.BY[0]
    rest = {"by": by if by != charts.BY[0] else ""}
    context: dict[str, Any] = {
        "headline": headline(graph),
        "by": by,
        "made": made,
        "charts": [charts.by_dimension(graph, one, made, rest) for one in (by, charts.DUE)],
        "tabs": [(one, address("/", graph.language, **{**made, "by": one}) + "#charts") for one in charts.BY],
        "source": source(graph),
    }
    if made:
        context |= _list(graph, asked, made, rest)
    return context


def _list(graph: PageGraph, asked: QueryParams, made: facets.Chosen, rest: dict[str, str]) -> dict[str, Any]:
    things, _ = lists.selected(graph, "target", asked)
    facets_now = filters.facets_of(graph, "target", made, "/", **rest)
    return {
        "chosen": [(facet.name, choice) for facet in facets_now for choice in facet.chosen],
        "list": lists.listed(graph, "target", asked) | {"rows": lists.rows(graph, "target", things[:_FEW])},
        "cleared": address("/", graph.language, **rest) + "#charts",
    }


def table(request: Request) -> Response:
    """Return what a chart of the first page shows as a file."""
    by, _, form = request.path_params["name"].rpartition(".")
    if by not in (*charts.BY, charts.DUE):
        raise HTTPException(404)
    graph = PageGraph.of(request)
    chart = charts.by_dimension(graph, by, filters.chosen("target", request.query_params), {})
    named = files.Named(chart.title, chart.name)
    return files.table(request, named, *charts.as_answer(chart), form)


def source(graph: PageGraph) -> str:
    """Return where the numbers come from, and up to which day."""
    documents = text("thing.comma", graph.language).join(
        graph.document(row["document"]).label for row in graph.documents
    )
    return text("charts.source", graph.language, documents=documents, date=_up_to(graph))


def _up_to(graph: PageGraph) -> str:
    return max((row["end"] for row in graph.documents), default="")


ROUTES = (Route("/charts/{name}", table),)
