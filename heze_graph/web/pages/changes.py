"""Two documents side by side: number, wording, figures, light, deadline, leaders and units of each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities import overview
from heze_graph.entities.changes import KINDS, Pair, Side, compared, pairs
from heze_graph.export.workbook import FOR_PEOPLE
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.queries.columns import JOINT, Column, Words
from heze_graph.rdf.terms import XSD
from heze_graph.web.pages import files
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.sections import MarkedText, difference
from heze_graph.web.rendering import address, format_parameter, page, rows_on_page, text, whole_number, words_of
from heze_graph.web.responses import remembered

_ON_PAGE = 50
#: Reworded targets on the first page.
_FEW = 5
_PARTS = ("number", "wording", "figures", "light", "deadline", "leaders", "units")
_SCHEME = "LightScheme"


@dataclass(frozen=True, slots=True)
class ChangeSide:
    """One document's side of a row: its wording with differences marked, and names as (link, whether marked)."""

    side: Side
    wording: tuple[MarkedText, ...]
    days: tuple[tuple[str, bool], ...]
    leaders: tuple[tuple[PageLink, bool], ...]
    units: tuple[tuple[PageLink, bool], ...]
    figures: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the page: the target, both sides, and the kinds of changes."""

    target: str
    before: ChangeSide | None
    after: ChangeSide | None
    kinds: tuple[str, ...]


@remembered
def changes(request: Request) -> Response:
    """Return the page that compares two documents, `?before=` and `?after=`, or else the latest comparable ones.

    `kind`, which may be repeated, restricts it to some kinds of changes.
    """
    format_parameter(request, "html")
    graph = PageGraph.of(request)
    couples, couple = _couples(graph, request)
    every = _pairs(graph, couple)
    kinds = _chosen_kinds(request)
    left = _left(every, kinds)
    number, last, shown = rows_on_page(left, whole_number(request.query_params.get("page", "")), _ON_PAGE)
    state = {"before": couple[0], "after": couple[1]} if couple and couple != couples[-1] else {}
    return page(
        request,
        "changes.html",
        {
            "graph": graph,
            "couples": [(one, address("/changes", graph.language, before=one[0], after=one[1])) for one in couples],
            "couple": couple,
            "choices": _choices(graph, every, kinds, state),
            "rows": [_compared(graph, pair) for pair in shown],
            "total": len(left),
            "state": {**state, "kind": kinds},
            "page": number,
            "last": last,
            "files": {form: address(f"/changes.{form}", graph.language, **state, kind=kinds) for form in FOR_PEOPLE},
        },
    )


def latest(graph: PageGraph) -> dict[str, Any]:
    """Return the first page's summary of the last two comparable documents; empty where there are none.

    It has the number of changes, counted as on the page of both, and the first reworded targets.
    """
    couples = _comparable(graph)
    if not couples:
        return {}
    every = _pairs(graph, couples[-1])
    reworded = [pair for pair in every if "wording" in pair.kinds][:_FEW]
    return {
        "couple": couples[-1],
        "choices": _choices(graph, every, (), {}),
        "reworded": [_compared(graph, pair) for pair in reworded],
    }


def _comparable(graph: PageGraph) -> list[tuple[str, str]]:
    """Return the pairs of documents that can be compared, the latest last."""
    found = graph.remember("compared", lambda: compared(graph.catalogue))
    ordered = ((one, other) if graph.place_of(one) < graph.place_of(other) else (other, one) for one, other in found)
    return sorted(ordered, key=lambda one: (graph.place_of(one[1]), graph.place_of(one[0])))


def _couples(graph: PageGraph, request: Request) -> tuple[list[tuple[str, str]], tuple[str, str] | None]:
    """Return the pairs of documents that can be compared, and the one asked for, or else the last."""
    couples = _comparable(graph)
    named = request.query_params.get("before", ""), request.query_params.get("after", "")
    return couples, named if named in couples else couples[-1] if couples else None


def _pairs(graph: PageGraph, couple: tuple[str, str] | None) -> Sequence[Pair]:
    return graph.remember(("pairs", couple), lambda: pairs(graph.catalogue, *couple)) if couple else ()


def _chosen_kinds(request: Request) -> tuple[str, ...]:
    named = request.query_params.getlist("kind")
    return tuple(kind for kind in KINDS if kind in named)


def _left(every: Sequence[Pair], kinds: Sequence[str]) -> list[Pair]:
    """Return the pairs of some kinds; without a choice, all targets that both documents list."""
    return [pair for pair in every if (set(kinds) & {*pair.kinds} if kinds else pair.before and pair.after)]


def _choices(graph: PageGraph, every: Sequence[Pair], kinds: tuple[str, ...], state: Any) -> list[dict[str, Any]]:
    counted = Counter(kind for pair in every for kind in pair.kinds)
    return [
        {
            "kind": kind,
            "count": counted[kind],
            "chosen": kind in kinds,
            "link": address(
                "/changes",
                graph.language,
                **state,
                kind=tuple(one for one in kinds if one != kind) if kind in kinds else (*kinds, kind),
            ),
        }
        for kind in KINDS
        if counted[kind] or kind in kinds
    ]


def _compared(graph: PageGraph, pair: Pair) -> Compared:
    before, after = pair.before, pair.after
    parts = difference(before.wording, after.wording) if before and after else []
    return Compared(
        pair.target,
        _shown(graph, before, after, [part for part in parts if part.kind != "new"]) if before else None,
        _shown(graph, after, before, [part for part in parts if part.kind != "gone"]) if after else None,
        pair.kinds,
    )


def _shown(graph: PageGraph, side: Side, other: Side | None, parts: Sequence[MarkedText]) -> ChangeSide:
    """Return a side with whatever the other one lacks marked; without the other side nothing is marked."""

    def names(things: Iterable[str], others: Sequence[str], kind: str) -> tuple[tuple[PageLink, bool], ...]:
        known = graph.remember(("names", kind), lambda: overview.named(graph.catalogue, kind))
        links = ((iri, graph.thing(iri, known[iri].of(graph.language) if iri in known else "")) for iri in things)
        return tuple((link, other is not None and iri not in others) for iri, link in links)

    rest = other or side
    return ChangeSide(
        side,
        tuple(parts) or (MarkedText("same", side.wording),),
        tuple((day, day not in rest.days) for day in side.days),
        names(side.leaders, rest.leaders, "leader"),
        names(side.units, rest.units, "unit"),
        tuple((*figure, figure not in rest.figures) for figure in side.figures),
    )


def changes_file(request: Request) -> Response:
    """Return the comparison as a file with all its rows."""
    graph = PageGraph.of(request)
    _, couple = _couples(graph, request)
    left = _left(_pairs(graph, couple), _chosen_kinds(request))
    columns = _columns(graph, couple)
    rows = tuple(_cells(graph, pair) for pair in left)
    answer = Answer(tuple(column.name for column in columns), rows)
    named = files.Named(text("changes.title", graph.language), "changes")
    return files.table(request, named, answer, columns, request.path_params["form"])


def _columns(graph: PageGraph, couple: tuple[str, str] | None) -> tuple[Column, ...]:
    labels = [graph.document(name).label for name in couple or ("", "")]
    found = [Column("changed", words_of("changes.changed"))]
    for part in _PARTS:
        for side, label in zip(("Before", "After"), labels, strict=True):
            words = words_of(f"changes.part.{part}")
            title = Words(f"{words.zh}（{label}）", f"{words.en} ({label})")
            scheme = _SCHEME if part == "light" else ""
            kind: Any = "code" if scheme else "printed" if part in ("wording", "figures") else "text"
            found.append(Column(part + side, title, kind, scheme, iri="target" if part == "number" else ""))
    return (*found, Column("target", Words("IRI", "IRI"), "iri"))


def _cells(graph: PageGraph, pair: Pair) -> tuple[Value, ...]:
    row = _compared(graph, pair)
    kinds = JOINT.join(text(f"changes.kind.{kind}", graph.language) for kind in row.kinds)
    sides = [_texts(row.before), _texts(row.after)]
    cells = [_literal(side.get(part, ""), part) for part in _PARTS for side in sides]
    return (Term("literal", kinds), *cells, Term("iri", row.target))


def _texts(shown: ChangeSide | None) -> dict[str, str]:
    if shown is None:
        return {}
    return {
        "number": shown.side.number,
        "wording": shown.side.wording,
        "figures": "\n".join(f"{goal}：{reading or '—'}" for goal, reading, _ in shown.figures),
        "light": shown.side.light,
        "deadline": JOINT.join(shown.side.days),
        "leaders": JOINT.join(link.label for link, _ in shown.leaders),
        "units": JOINT.join(link.label for link, _ in shown.units),
    }


def _literal(value: str, part: str) -> Value:
    if part == "number" and value.isascii() and value.isdigit():
        return Term("literal", value, XSD + "integer")
    return Term("literal", value) if value else None


ROUTES = (Route("/changes", changes), Route("/changes.{form}", changes_file))
