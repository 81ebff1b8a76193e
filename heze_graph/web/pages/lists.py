"""The lists of all things of a kind: filtered by any name or its pinyin, sorted by any column, paged.

A list starts from the names of its things. Other columns are fetched for the things of one page, and for all of them
only where the list is sorted by that column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from heze_graph.entities import facets, overview
from heze_graph.entities.catalogue import CLASSES, Catalogue
from heze_graph.entities.matching import MOST_TYPED, folded
from heze_graph.entities.overview import Neighbour, Things
from heze_graph.export.workbook import FOR_PEOPLE
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.queries.columns import Column, Kind, Words
from heze_graph.rdf import iris
from heze_graph.rdf.terms import XSD
from heze_graph.web.pages import filters
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.table import natural
from heze_graph.web.rendering import address, rows_on_page, text, whole_number, words_of

KINDS = tuple(CLASSES)

ListRow = dict[str, Any]
Values = Mapping[str, Any]
"""What stands in a column, by the IRI of the thing."""

#: The columns of each kind, the name first. A column of numbers ends in `#`, one of links in `@`.
_COLUMNS = {
    "target": "name numbers light leader@ units@",
    "leader": "name targets# unit-count# goals# behind#",
    "unit": "name unit-kind targets# leader@ goals# behind#",
    "place": "name code targets# projects#",
    "project": "name targets# places@ units@",
    "theme": "name targets# leader@ units@",
    "indicator": "name goals# governments# behind#",
    "document": "name issuer year begin end entries# rows# file",
    "finding": "name certainty target@ leader@ source",
}
#: Kinds that are listed by frequency.
_MOST_FIRST = ("leader", "unit", "place", "project", "theme", "indicator")
_EMPTY = {"#": 0, "@": []}


@dataclass(frozen=True, slots=True)
class SortHead:
    """The header of a column: whether it holds numbers or links, how it is sorted now, and the address of a click."""

    name: str
    number: bool
    links: bool
    order: str
    next: str


def listed(graph: PageGraph, kind: str, parameters: QueryParams) -> ListRow:
    """Return the context of the list template for a kind; invalid parameters are ignored."""
    q, selection = parameters.get("q", "")[:MOST_TYPED].strip(), filters.chosen(kind, parameters)
    things, sort = selected(graph, kind, parameters)
    page, last, shown = rows_on_page(things, whole_number(parameters.get("page", "")), graph.site.rows_of_list)
    path = f"/id/{kind}"
    offered = filters.facets_of(graph, kind, selection, path, q=q, sort=sort) if kind in facets.DIMENSIONS else []
    return {
        "kind": kind,
        "q": q,
        "selection": selection,
        "state": {"q": q, "sort": sort, **selection},
        "facets": offered,
        "sort": sort,
        "columns": [_heading(column, sort) for column in _COLUMNS[kind].split()],
        "rows": rows(graph, kind, shown),
        "total": len(things),
        "page": page,
        "last": last,
        "files": {
            form: address(f"{path}.{form}", graph.language, **{"q": q, "sort": sort, **selection})
            for form in FOR_PEOPLE
        },
    }


def selected(graph: PageGraph, kind: str, parameters: QueryParams) -> tuple[Sequence[str], str]:
    """Return the IRIs of all things that an address selects, in order, and that order."""
    q, selection = parameters.get("q", "")[:MOST_TYPED].strip(), filters.chosen(kind, parameters)
    things = _things(graph, kind)
    if selection:
        left = frozenset(facets.things(graph.catalogue, kind, selection))
        things = [iri for iri in things if iri in left]
    if q:
        things = _filtered(graph, kind, things, q)
    columns = _COLUMNS[kind].split()
    names = [column.rstrip("#@") for column in columns]
    sort = parameters.get("sort", "") if parameters.get("sort", "").removeprefix("-") in names else ""
    if sort:
        values = _all_values(graph, kind, sort.removeprefix("-"))
        empty = _EMPTY.get(columns[names.index(sort.removeprefix("-"))][-1], "")
        things = sorted(things, key=lambda iri: _key(values.get(iri, empty)), reverse=sort.startswith("-"))
    return things, sort


def rows(graph: PageGraph, kind: str, things: Sequence[str]) -> list[ListRow]:
    """Return the rows of some things with all columns."""
    columns = {column.rstrip("#@"): _EMPTY.get(column[-1], "") for column in _COLUMNS[kind].split()}
    values = {name: _shown_values(graph, kind, name, tuple(things)) if things else {} for name in columns}
    return [
        {"iri": iri, "english": _english(graph, kind, iri)}
        | {name: values[name].get(iri, empty) for name, empty in columns.items()}
        for iri in things
    ]


def as_table(graph: PageGraph, kind: str, parameters: QueryParams) -> tuple[Answer, tuple[Column, ...]]:
    """Return the whole list as one table with described columns."""
    names = _COLUMNS[kind].split()
    columns = [_described(name) for name in names]
    shown = rows(graph, kind, selected(graph, kind, parameters)[0])
    cells = tuple((*(_cell(graph, row[name.rstrip("#@")]) for name in names), Term("iri", row["iri"])) for row in shown)
    header = tuple(column.name for column in columns)
    return Answer((*header, "thing"), cells), (*columns, Column("thing", Words("IRI", "IRI"), "iri"))


def _described(column: str) -> Column:
    name = column.rstrip("#@")
    label = words_of(f"thing.column.{name}")
    if name in filters.SCHEMES:
        return Column(name, label, "code", filters.SCHEMES[name])
    kind: Kind = "number" if column.endswith("#") else "things" if column.endswith("@") else "text"
    return Column(name, label, "printed", iri="thing") if name == "name" else Column(name, label, kind)


def _cell(graph: PageGraph, value: Any) -> Value:
    if isinstance(value, int):
        return Term("literal", str(value), XSD + "integer")
    if isinstance(value, tuple) and not isinstance(value, PageLink):
        return Term(
            "literal", text("thing.cite", graph.language, document=graph.document(value[0]).label, line=value[1])
        )
    shown = "、".join(link.label for link in value) if isinstance(value, list) else getattr(value, "label", value)
    return Term("literal", shown) if shown else None


def _heading(column: str, sort: str) -> SortHead:
    name = column.rstrip("#@")
    order = "none" if sort.removeprefix("-") != name else "descending" if sort.startswith("-") else "ascending"
    # The first click on a number shows the largest first.
    first, second = (f"-{name}", name) if column.endswith("#") else (name, f"-{name}")
    return SortHead(name, column.endswith("#"), column.endswith("@"), order, second if sort == first else first)


def _key(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, PageLink):
        return natural(value.label)
    if isinstance(value, list):
        return [natural(link.label) for link in value]
    return natural("/".join(map(str, value)) if isinstance(value, tuple) else str(value))


def _things(graph: PageGraph, kind: str) -> Sequence[str]:
    """Return the IRIs of all things of a kind in the default order."""
    if kind == "finding":
        return graph.remember("findings", lambda: overview.findings(graph.catalogue))
    return graph.remember(("things", kind), lambda: _ordered(graph, kind))


def _ordered(graph: PageGraph, kind: str) -> Sequence[str]:
    if kind == "document":
        return [row["documentIri"] for row in graph.documents]
    names = _names(graph, kind)
    if kind == "indicator":
        goals, governments = (_all_values(graph, kind, column) for column in ("goals", "governments"))
        return sorted(governments, key=lambda iri: (-governments[iri], -goals[iri], natural(names[iri].zh)))
    if kind == "target":
        first = {f"{iris.ID}target/{iris.segment(row['document'])}": at for at, row in enumerate(graph.documents)}
        parts = {iri: iri.rpartition("/") for iri in names}
        place = {iri: (first.get(of, len(first)), of, natural(number)) for iri, (of, _, number) in parts.items()}
        return sorted(names, key=place.__getitem__)
    counted = _all_values(graph, kind, "targets")
    if kind == "unit":
        names = {iri: name for iri, name in names.items() if counted.get(iri)}
    return sorted(names, key=lambda iri: (-counted.get(iri, 0), natural(names[iri].zh)))


def _filtered(graph: PageGraph, kind: str, things: Sequence[str], q: str) -> Sequence[str]:
    """Return the matching things, the best first."""
    if kind == "finding":
        found = frozenset(overview.findings(graph.catalogue, folded(q), _kinds_called(graph, folded(q))))
        return [iri for iri in things if iri in found]
    wanted = set(things)
    return [iri for iri in graph.index.things(q, kind) if iri in wanted]


def _kinds_called(graph: PageGraph, typed: str) -> list[str]:
    """Return the kinds of findings whose name contains the typed text."""
    codes = graph.known.codes.get("FindingKindScheme", {})
    return [kind for kind in codes if typed in folded(graph.code("FindingKindScheme", kind))]


def _names(graph: PageGraph, kind: str) -> Mapping[str, Words]:
    return graph.remember(("names", kind), lambda: overview.named(graph.catalogue, kind))


def _english(graph: PageGraph, kind: str, iri: str) -> str:
    """Return the English name of a thing shown beside the Chinese one."""
    words = _names(graph, kind).get(iri) if kind in _MOST_FIRST and graph.language == "zh" else None
    return words.en if words and words.en != words.zh else ""


def _all_values(graph: PageGraph, kind: str, column: str) -> Values:
    """Return a column for all things of a kind, computed once per version of the data."""
    return graph.remember(("values", kind, column, graph.language), lambda: _values(graph, kind, column, None))


def _shown_values(graph: PageGraph, kind: str, column: str, things: tuple[str, ...]) -> Values:
    """Return a column for the things of one page, remembered for the next request.

    Of kinds with few things the whole column is counted, which takes no longer than that of the busiest things.
    """
    if kind in _MOST_FIRST:
        return _all_values(graph, kind, column)
    key = ("shown", kind, column, graph.language, things)
    return graph.remember(key, lambda: _values(graph, kind, column, things))


def _values(graph: PageGraph, kind: str, column: str, things: Things) -> Values:
    """Return a column for some things, or for all of a kind."""
    return _MAKERS.get((kind, column), _MAKERS["", column])(graph, kind, things) if column else {}


def _links(graph: PageGraph, ties: Mapping[str, Sequence[Neighbour]]) -> Values:
    def links(some: Iterable[Neighbour]) -> list[PageLink]:
        pages = (graph.thing(tie.iri, tie.name.of(graph.language)) for tie in some)
        return sorted(pages, key=lambda link: natural(link.label))

    return {thing: links(some) for thing, some in ties.items()}


def _name(graph: PageGraph, kind: str, things: Things) -> Values:
    names = _names(graph, kind) if things is None else overview.named(graph.catalogue, kind, things)
    return {iri: graph.thing(iri, names[iri].of(graph.language)) for iri in (names if things is None else things)}


def _lights(graph: PageGraph, kind: str, things: Things) -> Mapping[str, Mapping[str, int]]:
    """Return the number of goals with each light, queried once for all columns of a page."""
    key = ("lights", kind, None if things is None else tuple(things))
    return graph.remember(key, lambda: overview.lights(graph.catalogue, kind, things))


def _goals(graph: PageGraph, kind: str, things: Things) -> Values:
    return {iri: sum(counted.values()) for iri, counted in _lights(graph, kind, things).items()}


def _behind(graph: PageGraph, kind: str, things: Things) -> Values:
    return {iri: sum(of.get(light, 0) for light in facets.BEHIND) for iri, of in _lights(graph, kind, things).items()}


def _light(graph: PageGraph, kind: str, things: Things) -> Values:
    return {iri: facets.worst(counted) for iri, counted in _lights(graph, kind, things).items()}


def _unit_kinds(graph: PageGraph, _kind: str, things: Things) -> Values:
    ties = overview.kinds_of(graph.catalogue, things)
    return {iri: some[0].name.of(graph.language) for iri, some in ties.items()}


def _numbers(graph: PageGraph, _kind: str, things: Things) -> Values:
    found = overview.entries_of(graph.catalogue, things)
    return {
        iri: " · ".join(
            f"{graph.document(document).label} {no}"
            for document, no in sorted(entries, key=lambda entry: graph.place_of(entry[0]))
            if no
        )
        for iri, entries in found.items()
    }


def _document(column: str) -> Callable[[PageGraph, str, Things], Values]:
    def values(graph: PageGraph, _kind: str, _things: Things) -> Values:
        def shown(row: Mapping[str, str]) -> Any:
            if column == "title":
                return graph.thing(row["documentIri"], row["title"] or row["document"])
            return int(row[column]) if column in ("entries", "rows") else row[column]

        return {row["documentIri"]: shown(row) for row in graph.documents}

    return values


def _finding_words(graph: PageGraph, things: Things) -> Mapping[str, Mapping[str, str]]:
    """Return the words of findings, fetched once for the columns of a page."""
    key = ("told", None if things is None else tuple(things))
    return graph.remember(key, lambda: overview.details_of_findings(graph.catalogue, things))


def _finding_kind(graph: PageGraph, _kind: str, things: Things) -> Values:
    details = _finding_words(graph, things)
    return {iri: graph.thing(iri, graph.code("FindingKindScheme", row["kind"])) for iri, row in details.items()}


def _certainty(graph: PageGraph, _kind: str, things: Things) -> Values:
    return {iri: row["certainty"] for iri, row in _finding_words(graph, things).items()}


def _concerned(graph: PageGraph, _kind: str, things: Things) -> Values:
    details = _finding_words(graph, things)
    return {iri: [graph.thing(row["target"], row["wording"])] for iri, row in details.items() if row["target"]}


def _source(graph: PageGraph, _kind: str, things: Things) -> Values:
    details = _finding_words(graph, things)
    return {iri: (row["document"], int(row["line"])) for iri, row in details.items()}


def _linked(
    ask: Callable[[Catalogue, str, Things], Mapping[str, Sequence[Neighbour]]],
) -> Callable[[PageGraph, str, Things], Values]:
    return lambda graph, kind, things: _links(graph, ask(graph.catalogue, kind, things))


_MAKERS: Mapping[tuple[str, str], Callable[[PageGraph, str, Things], Values]] = {
    ("", "name"): _name,
    ("", "targets"): lambda graph, kind, things: overview.targets(graph.catalogue, kind, things),
    ("", "unit-count"): lambda graph, kind, things: overview.units(graph.catalogue, kind, things),
    ("", "goals"): _goals,
    ("", "behind"): _behind,
    ("", "light"): _light,
    ("", "governments"): lambda graph, _kind, things: overview.governments(graph.catalogue, things),
    ("", "leader"): _linked(overview.leaders_of),
    ("", "units"): _linked(overview.units_of),
    ("", "places"): _linked(lambda catalogue, _kind, things: overview.places_of(catalogue, things)),
    ("", "unit-kind"): _unit_kinds,
    ("", "code"): lambda graph, _kind, things: overview.division_codes(graph.catalogue, things),
    ("", "projects"): lambda graph, _kind, things: overview.projects(graph.catalogue, things),
    ("", "numbers"): _numbers,
    **{("", name): _document(name) for name in ("issuer", "year", "begin", "end", "entries", "rows")},
    ("", "file"): _document("fileName"),
    ("document", "name"): _document("title"),
    ("finding", "name"): _finding_kind,
    ("", "certainty"): _certainty,
    ("", "target"): _concerned,
    ("finding", "leader"): _linked(lambda catalogue, _kind, things: overview.leaders_of_findings(catalogue, things)),
    ("", "source"): _source,
}
