"""The start page: how many targets there are and how they stand, the list behind each number, and what is new.

All numbers count targets by their latest document and by the facets of the lists, so that each number agrees with the
list behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import facets, overview
from heze_graph.errors import HezeGraphError, QueryError
from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import TextRow
from heze_graph.web.pages import changes, charts, files, filters, lists
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.sections import Count, bar
from heze_graph.web.pages.table import natural
from heze_graph.web.rendering import address, format_parameter, page, text
from heze_graph.web.responses import remembered
from heze_graph.web.site import Site

#: The questions that each kind of reader asks first.
_QUESTIONS = {
    "clerk": ("behind-goals", "due-before", "targets-of-unit", "targets-of-county", "workload-of-units"),
    "researcher": ("shared-targets", "goals", "changed-targets", "single-and-shared-targets", "entries"),
    "journalist": ("contradictions", "reworded-targets", "cancelled-targets", "target-by-number", "cells-of-target"),
}
#: The number of finding kinds shown on the page itself.
_SHOWN_KINDS = 10
#: The number of goals shown as behind.
_MOST_BEHIND = 20
#: The number of list rows on the first page.
_FEW = 20
#: The columns of claims, by claim code.
_CLAIMS = {
    "onSchedule": "on-schedule",
    "behindSchedule": "behind-schedule",
    "notApplicable": "not-applicable",
    "withoutClaim": "",
}


@remembered
def start(request: Request) -> Response:
    """Return the start page."""
    format_parameter(request, "html")
    graph = PageGraph.of(request)
    context = _numbers(graph, request.query_params)
    return page(request, "start.html", _rest(graph) | context)


def warm(site: Site) -> None:
    """Compute in advance what the first visitor would wait for; errors are left for the visitor's own request."""
    graph = PageGraph(site, LANGUAGES[0])
    with suppress(HezeGraphError, OSError):
        _rest(graph)
        _numbers(graph, QueryParams())
        graph.index.search("a")
        natural("某")  # by which lists are sorted: the readings of characters are large


def _rest(graph: PageGraph) -> dict[str, Any]:
    """Return the part of the page that is the same at every address."""
    behind, latest, overtaken, earlier = graph.remember("behind", lambda: _behind(graph))
    graph.ask_names([*latest, *earlier], "leaderIri", "unitIris")
    return {
        "graph": graph,
        "tables": graph.documents,
        "behind": behind,
        "behind_rows": latest,
        "overtaken": overtaken,
        "overtaken_rows": earlier,
        "claims": _claims(graph),
        "findings": _findings(graph),
        "shown_kinds": _SHOWN_KINDS,
        "changes": changes.latest(graph),
        "users": _users(graph),
        "counts": list(graph.remember("counts", lambda: overview.count_by_class(graph.catalogue)).items()),
    }


def _behind(graph: PageGraph) -> tuple[int, list[TextRow], int, list[TextRow]]:
    """Return how many goals are behind by the latest report on their target, and the first of them.

    The same follows for goals that a later document has overtaken.
    """
    behind, latest = overview.behind(graph.catalogue, _MOST_BEHIND, overtaken=False)
    overtaken, earlier = overview.behind(graph.catalogue, _MOST_BEHIND, overtaken=True)
    found = graph.narrowed("behind-goals", "goalIri", [*latest, *earlier])
    due = overview.due(graph.catalogue, [row["entry"] for row in found])
    rows: list[TextRow] = [{**row, "target": row["targetIri"], "due": due.get(row["entry"], "")} for row in found]
    first = [[row for row in rows if row["goalIri"] in some][:_MOST_BEHIND] for some in (latest, earlier)]
    return behind, first[0], overtaken, first[1]


def _claims(graph: PageGraph) -> list[tuple[PageLink, Mapping[str, int]]]:
    """Return the number of assignments with each claim, by document that prints any."""
    claims = graph.remember("claims", lambda: overview.claims(graph.catalogue))
    return [
        (graph.document(name), {column: claims[name].get(claim, 0) for column, claim in _CLAIMS.items()})
        for name in sorted(claims, key=graph.place_of)
        if any(claims[name])
    ]


def _findings(graph: PageGraph) -> list[dict[str, Any]]:
    """Return the kinds of findings that compare two places, the most certain first, with a few of each."""
    counted: Counter[str] = Counter()
    sure: dict[str, int] = {}
    for kind, certainty, number in graph.remember("kinds", lambda: overview.findings_by_kind(graph.catalogue)):
        counted[kind] += number
        sure[kind] = min(facets.CERTAIN_FIRST.index(certainty), sure.get(kind, len(facets.CERTAIN_FIRST)))
    order = sorted(counted, key=lambda kind: (sure[kind], -counted[kind], kind))
    return [
        {
            "kind": kind,
            "label": graph.code("FindingKindScheme", kind),
            "count": counted[kind],
            "sure": facets.CERTAIN_FIRST[sure[kind]],
        }
        for kind in order
    ]


def _users(graph: PageGraph) -> list[tuple[str, list[PageLink]]]:
    """Return the questions of each kind of reader that the library contains."""
    return [(user, [link for name in names if (link := _question(graph, name))]) for user, names in _QUESTIONS.items()]


def _question(graph: PageGraph, name: str) -> PageLink | None:
    try:
        header = graph.site.library.get(name).header
    except QueryError:
        return None
    return PageLink(header.summary_in(graph.language) or name, f"/queries/{name}", False)


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
    """The numbers: tiles, the bar of lights with its lists, targets by latest document, and whether any is dated."""

    tiles: tuple[Tile, ...]
    bar: list[Count]
    lights: tuple[filters.FacetValue, ...]
    documents: tuple[tuple[PageLink, int, str], ...]
    late: Late
    dated: bool


def headline(graph: PageGraph, of: facets.Chosen) -> Headline:
    """Return the numbers of the whole graph, or of the selected city."""
    key = ("facets", "target", tuple(of.items()))
    counted = graph.remember(key, lambda: facets.counts(graph.catalogue, "target", of))
    lights = dict(counted["light"])
    judged = tuple(light for light in facets.WORST_FIRST if light != "cannot-tell")
    groups = {"targets": (), "goals": facets.WORST_FIRST, "judged": judged, "behind": facets.BEHIND}
    tiles = (_tile(graph, key, {**of, "light": some}, lights) for key, some in groups.items())
    offered = filters.facets_of(graph, "target", of, "/id/target")
    choices = next((facet.choices for facet in offered if facet.name == "light"), ())
    dated = any(due != facets.OPEN for due in counted["due"])
    documents = [
        (graph.document(name), count, address("/id/target", graph.language, **{**of, "document": name}))
        for name, count in sorted(counted["document"].items(), key=lambda pair: graph.place_of(pair[0]))
    ]
    return Headline(tuple(tiles), bar(lights), choices, tuple(documents), late(graph, today(), of), dated)


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


def _numbers(graph: PageGraph, parameters: QueryParams) -> dict[str, Any]:
    """Return the part of the page that its address changes: the charts, and the list that their segments filter."""
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
        selection = {**city, "light": facets.BEHIND}
        parameters = QueryParams([(name, value) for name, values in selection.items() for value in values])
    if selection:
        context |= _list(graph, parameters, selection, rest)
    return context


def _cities(graph: PageGraph, city: facets.Chosen, rest: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return the name of each city, the address of its numbers and whether it is selected; empty for a single city."""
    key = ("facets", "target", ())
    counted = graph.remember(key, lambda: facets.counts(graph.catalogue, "target", {}))[facets.ISSUER]
    if len(counted) < 2:
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
    date = rows[-1]["end"] if rows else ""
    return text("charts.source", graph.language, documents=documents, date=date)


ROUTES = (Route("/", start), Route("/charts/{name}", table))
