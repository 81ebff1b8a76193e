"""The page of one thing, at the path of its IRI, and the sections for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import entity, overview
from heze_graph.entities.brief import kind_of
from heze_graph.entities.entity import Around, Thing, describe
from heze_graph.entities.facets import worst
from heze_graph.export.workbook import FOR_PEOPLE
from heze_graph.model.answers import TextRow
from heze_graph.rdf import iris
from heze_graph.web.linked import iri_of, links, rdf, rdf_wanted
from heze_graph.web.pages import charts, files, finding, lists, sections, start
from heze_graph.web.pages.graph import ROWS_ON_PAGE, PageGraph, path_of
from heze_graph.web.pages.sections import MarkedText, PrintedRow, Section, bar, cut, difference, printed_rows
from heze_graph.web.rendering import page, rows_on_page, text, whole_number
from heze_graph.web.responses import remembered

_MENTIONED = {"named-projects": "Project", "named-themes": "Theme", "named-places": "Place"}
#: The kinds of things shown in the network around a thing.
_IN_PICTURE = ("leader", "place", "project", "target", "theme", "unit")
_TEMPLATES = {
    "document": "thing_document.html",
    "finding": "thing_finding.html",
    "indicator": "thing_indicator.html",
}
#: The kinds whose pages cite the printed line in each row.
_CITED = ("indicator", "leader", "place", "project", "theme", "unit")
_NEAR = 8


def leader(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Leader."""
    rows, goals = _assignments_and_goals(graph, thing.iri)
    yield sections.lights(graph, thing.iri, goals)
    yield replace(sections.assignments(graph, thing.iri, rows, goals), more="one-leader")
    yield sections.tied("leader-units", graph, rows, "units")
    yield sections.goals(graph, thing.iri, goals)
    yield sections.findings(graph, thing.iri)


def unit(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Unit; targets that it has only as one of all counties are listed separately."""
    rows, goals = _assignments_and_goals(graph, thing.iri)
    own = [row for row in rows if row["role"] == "unit"]
    yield sections.lights(graph, thing.iri, goals)
    yield sections.assignments(graph, thing.iri, own, goals)
    yield sections.tied("unit-leaders", graph, own, "leader")
    yield _partners(graph, thing)
    yield sections.goals(graph, thing.iri, goals)
    inferred = [row for row in rows if row["role"] == "inferred"]
    yield sections.assignments(graph, thing.iri, inferred, goals, "inferred")
    findings = sections.findings(graph, thing.iri)
    yield findings
    yield _as_printed(findings, thing)


def place(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Place: its government's targets, its projects, and where texts mention it."""
    for government in entity.governments(graph.catalogue, thing.iri):
        rows, goals = _assignments_and_goals(graph, government)
        yield sections.lights(graph, government, goals)
        own = [row for row in rows if row["role"] == "unit"]
        yield sections.assignments(graph, government, own, goals, "government-targets")
    projects = sections.once(graph.rows("projects-of-county", county=thing.iri), "projectIri", "document", "line")
    graph.ask_names(projects, "projectIri", "leaderIri", "unitIris")
    yield Section("projects", "projects", projects, "projects-of-county", {"county": thing.iri})
    rows, goals = _assignments_and_goals(graph, thing.iri)
    yield sections.assignments(graph, thing.iri, rows, goals, "mentions")
    yield sections.findings(graph, thing.iri)


def named(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Project or a Theme."""
    rows, goals = _assignments_and_goals(graph, thing.iri)
    yield sections.lights(graph, thing.iri, goals)
    yield sections.assignments(graph, thing.iri, rows, goals)
    yield sections.tied("thing-leaders", graph, rows, "leader")
    yield sections.tied("leader-units", graph, rows, "units")
    yield sections.goals(graph, thing.iri, goals)
    yield sections.findings(graph, thing.iri)


def indicator(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of an Indicator: promised and reached values of all governments and years."""
    name = {"indicator": thing.iri}
    yield sections.lights(graph, thing.iri, entity.goals(graph.catalogue, thing.iri))
    yield Section("comparison", "comparison", graph.rows("compare-indicator", **name), "compare-indicator", name)


def plain(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the only section of any other thing that was read from rows: their cells as printed."""
    cells = printed_rows(graph.rows("cells-of-thing", thing=thing.iri))
    yield Section("printed-rows", "cells", cells, "cells-of-thing", {"thing": thing.iri}, _phrase(thing))


def _phrase(thing: Thing) -> str:
    return next((fact.value.text for term in ("phrase", "printed") for fact in thing.values(term)), "")


def _assignments_and_goals(graph: PageGraph, iri: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    return entity.assignments(graph.catalogue, iri), entity.goals(graph.catalogue, iri)


def _partners(graph: PageGraph, thing: Thing) -> Section:
    rows = graph.rows("partners-of-unit", unit=thing.iri)
    graph.ask_names(rows, "partnerIri")
    return Section("partners", "partners", rows, "partners-of-unit", {"unit": thing.iri}, thing.iri)


def _as_printed(findings: Section, thing: Thing) -> Section:
    """Return where the name of a thing is printed differently, according to the findings about it."""
    names = {name.text for name in thing.names}
    rows = [row for row in findings.rows if row["understood"] in names]
    return Section("as-printed", "printed", rows, "findings-of-thing", {"thing": thing.iri})


@dataclass(frozen=True, slots=True)
class History:
    """What one document says about a target: the row of its entry, what changed in its wording, and its parts.

    `assignments` are the rows of all its assignments.
    """

    entry: TextRow
    parts: Sequence[MarkedText]
    reworded: bool
    assignments: Sequence[TextRow]
    light: str


def target(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Target."""
    yield from _sections(graph, thing, thing.iri)


def entry(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of an Entry: those of a Target, for one document."""
    yield from _sections(graph, thing, next((fact.link for fact in thing.values("ofTarget")), ""))


def _sections(graph: PageGraph, thing: Thing, of_target: str) -> Iterator[Section]:
    rows = graph.rows("assignments-of-thing", thing=of_target) if of_target else []
    rows.sort(key=lambda row: (graph.place_of(row["document"]), int(row["line"])))
    goals = entity.goals(graph.catalogue, thing.iri)
    history = list(_history(rows, goals, thing.iri))
    graph.ask_names(rows, "leaderIri", "unitIris")
    cells = printed_rows(graph.rows("cells-of-thing", thing=thing.iri))
    yield sections.goals(graph, thing.iri, sections.at_cells(goals, cells))
    yield Section("history", "history", history, "assignments-of-thing", {"thing": thing.iri})
    if of_target:
        shown = {one.entry["entry"] for one in history}
        changes = [row for row in graph.rows("changes-of-target", target=of_target) if _between(row, shown)]
        yield Section("changes", "changes", changes, "changes-of-target", {"target": of_target})
    yield sections.findings(graph, thing.iri)
    if of_target:
        yield from _mentioned(graph, of_target, {one.entry["entry"] for one in history})
    cells.sort(key=lambda row: graph.place_of(row.document))
    yield Section("printed-rows", "cells", cells, "cells-of-thing", {"thing": thing.iri})


def _history(rows: Sequence[TextRow], goals: Sequence[TextRow], shown: str) -> Iterator[History]:
    """Yield what each document says, the earliest first; each entry is compared with the previous one."""
    entries = list({row["entry"]: row for row in reversed(rows)}.values())[::-1]
    for at, one in enumerate(entries):
        if shown not in (one["entry"], one["target"]):
            continue
        parts = difference(entries[at - 1]["wording"] if at else one["wording"], one["wording"])
        light = worst(goal["light"] for goal in goals if goal["entry"] == one["entry"])
        own = [row for row in rows if row["entry"] == one["entry"]]
        yield History(one, parts, any(part.kind != "same" for part in parts), own, light)


def _between(row: TextRow, shown: set[Any]) -> bool:
    """Return whether a change is between shown entries, except for the wording, which is shown in place."""
    return row["kind"] != "wording" and {row["entryBefore"], row["entryAfter"]} <= shown


def _mentioned(graph: PageGraph, of_target: str, shown: set[str]) -> Iterator[Section]:
    """Yield the projects, programmes and counties named in the texts of these entries."""
    rows = [row for row in graph.rows("mentions-of-target", target=of_target) if row["entry"] in shown]
    graph.ask_names(rows, "nameIri")
    for key, name in _MENTIONED.items():
        links = dict.fromkeys(
            graph.named(row["name"], row["nameIri"]) for row in rows if row["class"] == iris.TERM + name
        )
        yield Section(key, "links", list(links), "mentions-of-target", {"target": of_target})


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of rows is shown, out of how many."""

    page: int
    last: int


def document(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Document, except for its rows."""
    counted = overview.lights_in(graph.catalogue, thing.iri)
    name = thing.values("identifier")[0].value.text
    shown = [{"document": name, "goals": sum(counted.values()), "bar": bar(counted)}] if counted else []
    yield Section("lights", "lights", shown, "goals")
    yield replace(sections.findings(graph, thing.iri), more="closed")


def table(graph: PageGraph, thing: Thing) -> TextRow:
    """Return the row of a Document in the saved query `documents`."""
    return next(row for row in graph.documents if row["documentIri"] == thing.iri)


def copy(graph: PageGraph, thing: Thing, request: Request) -> tuple[list[PrintedRow], Pages]:
    """Return one page of a Document's printed rows: the page asked for, or the one with the line asked for."""
    rows = printed_rows(graph.rows("cells-of-thing", thing=thing.iri))
    line, page = (whole_number(request.query_params.get(name, "")) for name in ("line", "page"))
    if line:
        before = sum(row.line < line for row in rows)
        page = before // ROWS_ON_PAGE + 1
    page, last, shown = rows_on_page(rows, page, ROWS_ON_PAGE)
    return list(shown), Pages(page, last)


#: The sections of each kind of thing; any other thing has a plain page of facts.
_SECTIONS: dict[str, Callable[[PageGraph, Thing], Iterator[Section]]] = {
    "document": document,
    "entry": entry,
    "finding": finding.sections,
    "indicator": indicator,
    "leader": leader,
    "place": place,
    "project": named,
    "target": target,
    "theme": named,
    "unit": unit,
}


def thing(request: Request) -> Response:
    """Return a thing as a page, or as RDF where the client prefers that."""
    iri = iri_of(request)
    form = rdf_wanted(request)
    if form:
        return rdf(request, iri, form)
    graph = PageGraph.of(request)
    found = describe(graph.site.engine, graph.site.library, iri, _shown_of(iri))
    if found is None:
        return _missing(request, graph, iri)
    response = page(request, _TEMPLATES.get(found.kind, "thing.html"), _shown(request, graph, found))
    response.headers.update({"Link": links(request), "Vary": "Accept"})
    return response


@remembered
def listing(request: Request) -> Response:
    """Return the list of all things of a kind, or the thing at this path."""
    kind, _, form = request.path_params["path"].partition(".")
    if kind not in lists.KINDS or form not in ("", *FOR_PEOPLE):
        return thing(request)
    graph = PageGraph.of(request)
    if form:
        return _file(graph, kind, form, request)
    return page(request, "thing_list.html", {"graph": graph, **lists.listed(graph, kind, request.query_params)})


def _file(graph: PageGraph, kind: str, form: str, request: Request) -> Response:
    """Return all rows of a list as a file, filtered as its address says."""
    answer, columns = lists.as_table(graph, kind, request.query_params)
    title = text(f"thing.kind.{kind}", graph.language)
    return files.table(request, files.Named(title, kind), answer, columns, form)


def _shown_of(iri: str) -> tuple[Around, ...]:
    """Return the context of a thing's page; the rows of things with many assignments cite each line themselves."""
    kind = iri.removeprefix(iris.ID).partition("/")[0]
    if kind in _CITED:
        return ()
    return ("sources",) if kind in _SECTIONS else ("uses", "sources")


def _shown(request: Request, graph: PageGraph, found: Thing) -> dict[str, Any]:
    of_kind = _SECTIONS.get(found.kind)
    contents = [cut(section) for section in (of_kind or plain)(graph, found) if section.rows]
    shown: dict[str, Any] = {
        "graph": graph,
        "thing": found,
        "label": _label(graph, found),
        "path_of_thing": path_of(found.iri),
        "listed": found.kind if found.kind in lists.KINDS else "",
        "kind_label": sections.kind_label(graph, found),
        "facts": sections.shown(graph, found),
        "contents": contents,
        "picture": found.iri if found.kind in _IN_PICTURE else "",
        "brief": files.brief_path(found.iri, graph.language) if kind_of(found.iri) else "",
        "sources": found.sources,
        "cited": _CITED,
        "plain": of_kind is None,
        "uses": sections.uses(graph, found) if of_kind is None else (),
    }
    if found.kind == "document":
        rows, pages = copy(graph, found, request)
        shown |= {"rows": rows, "heads": sections.heads_of(rows), "pages": pages, "table": table(graph, found)}
    if found.kind == "finding":
        shown["statement"] = finding.statement(graph, found)
    if found.kind == "indicator":
        shown["chart"] = charts.of_indicator(graph, found.iri, shown["label"])
        shown |= {"source": start.source(graph, {})}
    return shown


def _label(graph: PageGraph, found: Thing) -> str:
    """Return the heading of a page: a name, else the printed text, else the printed place."""
    if any(name.role == "preferred" for name in found.names):
        return found.label(graph.language)
    if found.kind == "finding":
        kinds_of = found.values("findingKind")
        return "".join((one.value_en if graph.language == "en" else one.value_zh) for one in kinds_of[:1])
    for term in ("wording", "phrase", "printed"):
        for fact in found.values(term):
            return fact.value.text
    if found.kind in ("row", "assignment") and found.sources:
        source = found.sources[0]
        where = graph.document(source.document).label
        return text("thing.cite", graph.language, document=where, line=source.line)
    return graph.known.place(found.iri, graph.language) or found.label(graph.language)


def _missing(request: Request, graph: PageGraph, iri: str) -> Response:
    """Return the page for an unknown thing, with similarly named ones."""
    name = iris.text_of(iri.rpartition("/")[2])
    hits = [hit for hit in graph.index.search(name, _NEAR) if hit.kind != "question"]
    return page(request, "thing_missing.html", {"graph": graph, "iri": iri, "hits": hits}, 404)


ROUTES = (Route("/id/{path:path}", listing),)
