# ruff: noqa: S608 - what is put into SQL is ours
"""The filters of lists: light, leader, unit, county and so on, with the number of things that each choice leaves.

A target is described by its latest document; a finding, by the entry that it concerns. Units and projects are those of
the same target, so that a leader and a light apply together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.understood import Certainty
from heze_graph.rdf import iris

if TYPE_CHECKING:
    import sqlite3

    from heze_graph.entities.catalogue import Catalogue

#: The dimensions of each kind of list, in display order.
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "target": ("light", "leader", "unit", "county", "theme", "due", "document", "issuer"),
    "unit": ("light", "leader", "county", "theme", "due", "document", "issuer"),
    "project": ("light", "leader", "unit", "county", "theme", "due", "document", "issuer"),
    "finding": ("about", "certainty", "light", "leader", "unit", "county", "theme", "due", "document", "issuer"),
}
#: The dimension that separates cities: who published the document.
ISSUER = "issuer"
#: The dimensions whose values are things, and their kinds.
THINGS = {
    "leader": "leader", "unit": "unit", "county": "place", "theme": "theme", "project": "project", ISSUER: "unit",
}  # fmt: skip
#: The values for what has no quantified goal, and for a deadline without a day.
WITHOUT, OPEN = "none", "open"
#: The notations of the lights, the worst first; `cannot-tell` says nothing and comes last.
WORST_FIRST = ("far-behind", "behind", "on-course", "reached", "cannot-tell")
#: The lights of what is late, and the certainties, the most certain first.
BEHIND, CERTAIN_FIRST = WORST_FIRST[:2], tuple(map(str, Certainty))
Chosen = Mapping[str, Sequence[str]]
"""What is chosen: values by dimension; of one dimension any will do, of several each must hold."""
Counts = Mapping[str, Mapping[str, int]]
"""How many things have a value, by dimension."""

SCHEMA = """CREATE TABLE facet (kind TEXT, dimension TEXT, value TEXT, thing INTEGER,
    PRIMARY KEY (kind, dimension, value, thing)) WITHOUT ROWID"""
_ABOUT = """(SELECT 'target' AS kind, thing, entry FROM latest
    UNION ALL SELECT 'finding', thing, entry FROM finding WHERE entry IS NOT NULL) b"""
_PARTS = f"{_ABOUT} JOIN assignment a ON a.entry = b.entry"
_UNITS = f"{_PARTS} JOIN responsible r ON r.thing = a.thing"
_WORST = " ".join(f"WHEN '{light}' THEN {at}" for at, light in enumerate(WORST_FIRST))


def _things(dimension: str, source: str, column: str) -> str:
    """Return the rows of a dimension whose values are things, each by the part of its IRI behind the kind."""
    head = f"{iris.ID}{THINGS[dimension]}/"
    return f"""SELECT b.kind, '{dimension}', substr(i.iri, {len(head) + 1}), b.thing FROM {source}
        JOIN thing i ON i.id = {column} WHERE substr(i.iri, 1, {len(head)}) = '{head}'"""


_STATED = """(SELECT 'target' AS kind, l.thing, e.document FROM latest l JOIN entry e ON e.thing = l.entry
    UNION ALL SELECT 'finding', thing, document FROM finding) b JOIN titled d ON d.thing = b.document"""
_MENTIONS = f"{_PARTS} JOIN mention m ON m.assignment = a.thing"
_ROWS = (
    f"""SELECT b.kind, 'light', COALESCE((SELECT light FROM goal g WHERE g.entry = b.entry
        ORDER BY CASE light {_WORST} END LIMIT 1), '{WITHOUT}'), b.thing FROM {_ABOUT}""",
    _things("leader", _PARTS, "a.leader"),
    _things("unit", _UNITS, "r.unit"),
    _things("county", f"{_UNITS} JOIN governs g ON g.thing = r.unit", "g.place"),
    _things("theme", _MENTIONS, "m.mentioned"),
    _things("project", _MENTIONS, "m.mentioned"),
    f"""SELECT b.kind, 'due', CASE WHEN length(a.due) = 10 THEN substr(a.due, 1, 7) ELSE '{OPEN}' END, b.thing
        FROM {_PARTS}""",
    f"SELECT b.kind, 'document', d.name, b.thing FROM {_STATED}",
    _things(ISSUER, _STATED, "d.issuer"),
    "SELECT 'finding', 'about', kind, thing FROM finding",
    "SELECT 'finding', 'certainty', certainty, thing FROM finding",
)


def write(connection: sqlite3.Connection) -> None:
    """Write the facets of all targets and findings from the other tables of a catalogue."""
    connection.execute("DROP TABLE IF EXISTS facet")
    connection.execute(SCHEMA)
    for rows in _ROWS:
        connection.execute(f"INSERT OR IGNORE INTO facet {rows}")
    connection.execute("CREATE INDEX facet_thing ON facet (thing, dimension, value)")


def worst(lights: Iterable[str]) -> str:
    """Return the worst of some lights, "" for none."""
    return min(lights, key=WORST_FIRST.index, default="")


def iri(dimension: str, value: str) -> str:
    """Return the IRI of the thing that a value stands for, "" for none."""
    return f"{iris.ID}{THINGS[dimension]}/{value}" if dimension in THINGS else ""


def value_of(iri: str) -> str:
    """Return the value that stands for a thing.

    >>> value_of("https://w3id.org/heze-graph/id/unit/heze/a")
    'heze/a'
    """
    return iri.removeprefix(iris.ID).partition("/")[2]


def things(catalogue: Catalogue, kind: str, chosen: Chosen) -> Sequence[str]:
    """Return the IRIs of the remaining things of a kind, in no order."""
    within = _Within.of(kind, chosen)
    if kind in THINGS.values():
        query = f"SELECT DISTINCT value FROM facet f WHERE dimension = ? AND {within.where}"
        return [iri(kind, value) for (value,) in catalogue.rows(query, kind, *within.values)]
    query = f"SELECT iri FROM thing WHERE id IN (SELECT DISTINCT thing FROM facet f WHERE {within.where})"
    return [found for (found,) in catalogue.rows(query, *within.values)]


def every(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    """Yield the kind, the IRI, a dimension and its value for each target and finding."""
    query = """SELECT f.kind, t.iri, f.dimension, f.value FROM facet f JOIN thing t ON t.id = f.thing
        ORDER BY f.kind, t.iri, f.dimension, f.value"""
    yield from catalogue.rows(query)


def counts(catalogue: Catalogue, kind: str, chosen: Chosen) -> Counts:
    """Return how many things of a kind each value would leave, by dimension, given the choices in the others."""
    found = dict(_counted(catalogue, kind, chosen, ""))
    for dimension in chosen:
        others = {name: values for name, values in chosen.items() if name != dimension}
        found |= _counted(catalogue, kind, others, dimension)
    return {name: found.get(name, {}) for name in DIMENSIONS[kind]}


def crossed(catalogue: Catalogue, dimension: str, by: str, chosen: Chosen) -> Mapping[str, Mapping[str, int]]:
    """Return how many of the remaining targets have each pair of values in two dimensions."""
    within = _Within.of("target", chosen)
    query = f"""SELECT f.value, o.value, COUNT(*) FROM facet f
        JOIN facet o ON o.kind = f.kind AND o.thing = f.thing AND o.dimension = ?
        WHERE f.dimension = ? AND {within.where} GROUP BY 1, 2"""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for value, other, number in catalogue.rows(query, by, dimension, *within.values):
        found[value][other] = number
    return dict(found)


def _counted(catalogue: Catalogue, kind: str, chosen: Chosen, dimension: str) -> Iterator[tuple[str, dict[str, int]]]:
    within = _Within.of(kind, chosen)
    only, values = ("AND f.dimension = ?", (dimension,)) if dimension else ("", ())
    if kind in THINGS.values():
        query = f"""SELECT f.dimension, f.value, COUNT(DISTINCT o.value) FROM facet f
            JOIN facet o ON o.kind = f.kind AND o.thing = f.thing AND o.dimension = '{kind}'
            WHERE {within.where} {only} GROUP BY 1, 2"""
    else:
        query = f"SELECT f.dimension, f.value, COUNT(*) FROM facet f WHERE {within.where} {only} GROUP BY 1, 2"
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value, number in catalogue.rows(query, *within.values, *values):
        found[name][value] = number
    yield from found.items()


class _Within(NamedTuple):
    """The condition that a row `f` of the facets belongs to a remaining thing, and its values."""

    where: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, chosen: Chosen) -> _Within:
        own = "finding" if kind == "finding" else "target"
        where, values = ["f.kind = ?"], [own]
        for dimension, some in chosen.items():
            where.append(
                "f.thing IN (SELECT thing FROM facet WHERE kind = ? AND dimension = ?"
                " AND value IN (SELECT value FROM json_each(?)))"
            )
            values += [own, dimension, json.dumps(list(some))]
        return cls(" AND ".join(where), tuple(values))
