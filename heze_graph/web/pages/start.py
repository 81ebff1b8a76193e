"""The start page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import overview
from heze_graph.errors import HezeGraphError, QueryError
from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import TextRow
from heze_graph.web.pages import changes, dashboard, sections
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.table import natural
from heze_graph.web.rendering import format_parameter, page
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
    context = dashboard.shown(graph, request.query_params)
    return page(request, "start.html", _shown(graph) | context)


def warm(site: Site) -> None:
    """Compute in advance what the first visitor would wait for; errors are left for the visitor's own request."""
    graph = PageGraph(site, LANGUAGES[0])
    with suppress(HezeGraphError, OSError):
        _shown(graph)
        dashboard.shown(graph, QueryParams())
        graph.index.search("a")
        natural("某")  # by which lists are sorted: the readings of characters are large


def _shown(graph: PageGraph) -> dict[str, Any]:
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
    rows: list[TextRow] = [{**row, "target": row["targetIri"]} for row in found]
    first = [[row for row in rows if row["goalIri"] in some][:_MOST_BEHIND] for some in (latest, earlier)]
    return behind, first[0], overtaken, first[1]


def _claims(graph: PageGraph) -> list[tuple[PageLink, Mapping[str, int]]]:
    """Return the number of assignments with each claim, by document."""
    claims = graph.remember("claims", lambda: overview.claims(graph.catalogue))
    return [
        (graph.document(name), {column: claims[name].get(claim, 0) for column, claim in _CLAIMS.items()})
        for name in sorted(claims, key=graph.place_of)
    ]


def _findings(graph: PageGraph) -> list[dict[str, Any]]:
    """Return the kinds of findings that compare two places, the most certain first, with a few of each."""
    counted: Counter[str] = Counter()
    sure: dict[str, int] = {}
    for kind, certainty, number in graph.remember("kinds", lambda: overview.findings_by_kind(graph.catalogue)):
        counted[kind] += number
        sure[kind] = min(sections.CERTAINTY.index(certainty), sure.get(kind, len(sections.CERTAINTY)))
    order = sorted(counted, key=lambda kind: (sure[kind], -counted[kind], kind))
    return [
        {
            "kind": kind,
            "label": graph.code("FindingKindScheme", kind),
            "count": counted[kind],
            "sure": sections.CERTAINTY[sure[kind]],
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


ROUTES = (Route("/", start), *dashboard.ROUTES)
