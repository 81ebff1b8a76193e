"""The lists of all things of a kind: filtered by any name or its pinyin, sorted by any column, paged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heze_graph import iris
from heze_graph.things.matching import MOST_TYPED, folded
from heze_graph.web.questions.order import natural
from heze_graph.web.things.lights import BEHIND, worst
from heze_graph.web.things.reader import Link, Reader
from heze_graph.web.things.sections import CERTAINTY

KINDS = ("target", "leader", "unit", "place", "project", "theme", "document", "finding")
_ON_PAGE = 100
_EVERYTHING = 10**9

Row = dict[str, Any]


@dataclass
class Ties:
    """What all things of a kind are tied to, by IRI."""

    targets: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaders: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    units: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lights: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: whether it holds numbers or links, how it is sorted now, and the order that a click gives."""

    name: str
    number: bool
    links: bool
    order: str
    next: str


#: The columns of each kind, the name first. A column of numbers ends in `#`, of links in `@`.
_COLUMNS = {
    "target": "name numbers light leader@ units@",
    "leader": "name targets# unit-count# goals# behind#",
    "unit": "name unit-kind targets# leader@ goals# behind#",
    "place": "name code targets# projects#",
    "project": "name targets# places@ units@",
    "theme": "name targets# leader@ units@",
    "document": "name issuer year begin end entries# rows# file",
    "finding": "name certainty target@ leader@ source",
}


def listed(reader: Reader, kind: str, asked: Mapping[str, str]) -> Row:
    """Return what the template of lists needs for a kind; what is asked for and is not there is as if not asked."""
    columns = _COLUMNS[kind].split()
    q, about = asked.get("q", "")[:MOST_TYPED].strip(), asked.get("about", "")
    rows = rows_of(reader, kind)
    if about:
        rows = [row for row in rows if row.get("about") == about]
    if q:
        rows = _filtered(reader, kind, rows, q)
    names = [column.rstrip("#@") for column in columns]
    sort = asked.get("sort", "") if asked.get("sort", "").removeprefix("-") in names else ""
    if sort:
        rows = sorted(rows, key=lambda row: _key(row[sort.removeprefix("-")]), reverse=sort.startswith("-"))
    last = max(1, -(-len(rows) // _ON_PAGE))
    page = min(max(int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 7 else 1, 1), last)
    return {
        "kind": kind,
        "q": q,
        "about": about,
        "about_label": reader.code("FindingKindScheme", about) if about else "",
        "sort": sort,
        "columns": [_column(column, sort) for column in columns],
        "rows": rows[(page - 1) * _ON_PAGE : page * _ON_PAGE],
        "total": len(rows),
        "page": page,
        "last": last,
    }


def rows_of(reader: Reader, kind: str) -> list[Row]:
    """Return all rows of a kind in their first order; made once for a version of the data."""
    return reader.remember(("list", kind, reader.language), lambda: _MAKERS[kind](reader))


def _column(column: str, sort: str) -> Column:
    name = column.rstrip("#@")
    order = "none" if sort.removeprefix("-") != name else "descending" if sort.startswith("-") else "ascending"
    # The first click on a number shows the most.
    first, second = (f"-{name}", name) if column.endswith("#") else (name, f"-{name}")
    return Column(name, column.endswith("#"), column.endswith("@"), order, second if sort == first else first)


def _key(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, Link):
        return natural(value.label)
    if isinstance(value, list):
        return [natural(link.label) for link in value]
    return natural("/".join(map(str, value)) if isinstance(value, tuple) else str(value))


def _filtered(reader: Reader, kind: str, rows: list[Row], q: str) -> list[Row]:
    """Return the rows that answer, the best first."""
    if kind == "finding":
        plain = folded(q)
        return [row for row in rows if plain in row["text"]]
    place = {hit.thing: at for at, hit in enumerate(reader.index.search(q, _EVERYTHING, [kind]))}
    found = [row for row in rows if row["iri"] in place]
    return sorted(found, key=lambda row: place[row["iri"]])


def ties(reader: Reader) -> Ties:
    """Return what leaders, units and targets are tied to, and their goals' lights."""
    return reader.remember("ties", lambda: _ties(reader))


def _ties(reader: Reader) -> Ties:
    found = Ties()
    for row in reader.remembered("entries"):
        entry = reader.entry_at(row)
        if entry is None:
            continue
        leader = reader.catalogue.find(row["leader"], ("leader",), row["document"]) if row["leader"] else None
        units = [reader.catalogue.find(name, ("unit",), row["document"]) for name in row["units"].split("、") if name]
        for iri in (leader, *units, entry.target):
            if iri:
                found.targets[iri].add(entry.target)
                found.leaders[iri] |= {leader} if leader else set()
                found.units[iri] |= {unit for unit in units if unit}
    for row in reader.remembered("goals"):
        entry = reader.entry_at(row)
        # Only the latest word about a target says how it stands.
        if entry and reader.catalogue.entries_of(entry.target)[-1] == entry:
            holders = found.leaders[entry.target] | found.units[entry.target] | {entry.target}
            for iri in holders:
                found.lights[iri].append(row["light"])
    return found


def _named(reader: Reader, kind: str) -> list[Row]:
    """Return a row for each thing of a kind, with what every kind has."""
    known = ties(reader)
    rows = []
    for thing in reader.catalogue.things.values():
        if thing.kind != kind:
            continue
        lights = known.lights[thing.iri]
        rows.append(
            {
                "iri": thing.iri,
                "name": reader.thing(thing.iri),
                "english": thing.label("en") if reader.language == "zh" and thing.label("en") != thing.label() else "",
                "targets": len(known.targets[thing.iri]),
                "leader": _links(reader, known.leaders[thing.iri]),
                "units": _links(reader, known.units[thing.iri]),
                "unit-count": len(known.units[thing.iri]),
                "goals": len(lights),
                "behind": sum(light in BEHIND for light in lights),
            }
        )
    return sorted(rows, key=lambda row: (-row["targets"], natural(row["name"].label)))


def _links(reader: Reader, things: set[str]) -> list[Link]:
    return sorted(map(reader.thing, things), key=lambda link: natural(link.label))


def _leaders(reader: Reader) -> list[Row]:
    return _named(reader, "leader")


def _units(reader: Reader) -> list[Row]:
    kinds = {row["unit"]: row["kind"] for row in reader.remembered("units")}
    english = {said["zh"]: said["en"] for said in reader.known.codes.get("UnitKindScheme", {}).values()}
    rows = _named(reader, "unit")
    for row in rows:
        kind = kinds.get(row["iri"], "")
        row["unit-kind"] = english.get(kind, kind) if reader.language == "en" else kind
    return rows


def _places(reader: Reader) -> list[Row]:
    known = ties(reader)
    governments: dict[str, list[str]] = defaultdict(list)
    codes: dict[str, str] = {}
    for unit in reader.remembered("units"):
        place = reader.catalogue.find(unit["place"], ("place",)) if unit["place"] else None
        if place:
            governments[place].append(unit["unit"])
            codes[place] = unit["code"]
    rows = _named(reader, "place")
    projects: dict[str, set[str]] = defaultdict(set)
    for row in reader.remembered("projects"):
        for county in filter(None, row["counties"].split("、")):
            projects[county].add(row["project"])
    for place_row in rows:
        iri = place_row["iri"]
        place_row["code"] = codes.get(iri, "")
        place_row["targets"] = len({target for unit in governments[iri] for target in known.targets[unit]})
        place_row["projects"] = len(projects[reader.catalogue.things[iri].label()])
    return rows


def _texts(reader: Reader, kind: str, query: str) -> list[Row]:
    """Return the rows of projects or programmes, whose ties are those of the assignments that name them."""
    said = (
        reader.remembered(query)
        if query == "projects"
        else reader.remember("themes", lambda: reader.rows("themes", least="1"))
    )
    targets, leaders, units, counties = (defaultdict[str, set[str]](set) for _ in range(4))
    for row in said:
        iri, entry = reader.catalogue.find(row[kind], (kind,), row["document"]), reader.entry_at(row)
        if iri and entry:
            targets[iri].add(entry.target)
            leaders[iri] |= {
                link for link in [reader.catalogue.find(row["leader"], ("leader",), row["document"])] if link
            }
            found = (reader.catalogue.find(name, ("unit",), row["document"]) for name in row["units"].split("、"))
            units[iri] |= {unit for unit in found if unit}
            places = (reader.catalogue.find(name, ("place",)) for name in row.get("counties", "").split("、") if name)
            counties[iri] |= {place for place in places if place}
    rows = _named(reader, kind)
    for named in rows:
        iri = named["iri"]
        named |= {"targets": len(targets[iri]), "leader": _links(reader, leaders[iri])}
        named |= {"units": _links(reader, units[iri]), "places": _links(reader, counties[iri])}
    return sorted(rows, key=lambda row: (-row["targets"], natural(row["name"].label)))


def _targets(reader: Reader) -> list[Row]:
    known = ties(reader)
    rows: list[Row] = []
    for target in dict.fromkeys(entry.target for entry in reader.catalogue.entries):
        entries = reader.catalogue.entries_of(target)
        numbers = (f"{reader.document(one.document).label} {one.number}" for one in entries if one.number)
        rows.append(
            {
                "iri": target,
                "name": reader.thing(target),
                "numbers": " · ".join(numbers),
                "light": worst(known.lights[target]),
                "leader": _links(reader, known.leaders[target]),
                "units": _links(reader, known.units[target]),
            }
        )
    return rows


def _documents(reader: Reader) -> list[Row]:
    return [
        {
            "iri": iris.document(table.name),
            "name": reader.thing(iris.document(table.name), table.title),
            **{name: getattr(table, name) for name in ("issuer", "year", "begin", "end", "entries", "rows", "file")},
        }
        for table in reader.catalogue.documents
    ]


def _findings(reader: Reader) -> list[Row]:
    serious = {row["finding"]: row for row in reader.remembered("contradictions")}
    rows: list[Row] = []
    for row in reader.remembered("findings"):
        entry = reader.entry_at(row) if row["no"] else None
        label = reader.code("FindingKindScheme", row["kind"])
        target = [reader.thing(entry.target)] if entry else []
        leader = serious.get(row["finding"], {}).get("leader", "")
        rows.append(
            {
                "iri": row["finding"],
                "name": Link(label, reader.thing(row["finding"]).path, not label.isascii()),
                "about": row["kind"],
                "certainty": row["certainty"],
                "target": target,
                "leader": [reader.named(leader, ("leader",), row["document"])] if leader else [],
                "source": (row["document"], int(row["line"])),
                "text": folded("".join((label, row["printed"], row["understood"], row["reason"], row["reasonEn"]))),
            }
        )
    return sorted(rows, key=lambda row: (row["iri"] not in serious, CERTAINTY.index(row["certainty"])))


_MAKERS: Mapping[str, Callable[[Reader], list[Row]]] = {
    "target": _targets,
    "leader": _leaders,
    "unit": _units,
    "place": _places,
    "project": lambda reader: _texts(reader, "project", "projects"),
    "theme": lambda reader: _texts(reader, "theme", "themes"),
    "document": _documents,
    "finding": _findings,
}
