# ruff: noqa: S608 - what is put into SQL is ours
"""Two documents side by side: what each says about a target, and the differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.facets import worst
from heze_graph.entities.matching import folded

#: The kinds of changes in display order; the last two are targets that only one of the documents lists.
KINDS = ("wording", "figures", "light", "deadline", "leaders", "units", "number", "same", "new", "gone")
_IN = "JOIN entry e ON e.thing = {entry} JOIN titled d ON d.thing = e.document AND d.name = ?"
_ENTRIES = """SELECT t.iri, e.thing, e.number, e.line, e.wording FROM entry e
    JOIN titled d ON d.thing = e.document AND d.name = ? JOIN thing t ON t.id = e.target ORDER BY e.line"""
_PARTS = f"""SELECT a.entry, i.iri, a.due FROM assignment a {_IN.format(entry="a.entry")}
    LEFT JOIN thing i ON i.id = a.leader ORDER BY a.ordinal"""
_UNITS = f"""SELECT a.entry, i.iri FROM responsible r JOIN assignment a ON a.thing = r.thing
    {_IN.format(entry="a.entry")} JOIN thing i ON i.id = r.unit ORDER BY a.ordinal, i.iri"""
_FIGURES = f"""SELECT g.entry, g.light, g.phrase, r.phrase FROM goal g {_IN.format(entry="g.entry")}
    LEFT JOIN reading r ON r.goal = g.thing ORDER BY g.ordinal"""


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says about a target; `figures` are pairs of the promised and the reported text.

    `leaders` and `units` are IRIs, `days` are deadlines, `light` is the worst of the figures, "" without any.
    """

    number: str
    line: int
    wording: str
    light: str
    days: tuple[str, ...]
    leaders: tuple[str, ...]
    units: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A target with what both documents say about it, None where one does not, and the kinds of changes."""

    target: str
    before: Side | None
    after: Side | None
    kinds: tuple[str, ...]


def compared(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return the pairs of documents that list the same target, without duplicates, in no order."""
    query = """SELECT a.name, b.name FROM (SELECT DISTINCT e.document, f.document AS other FROM entry e
        JOIN entry f USING (target)) e JOIN titled a ON a.thing = e.document JOIN titled b ON b.thing = other
        WHERE a.name < b.name"""
    return catalogue.rows(query)


def pairs(catalogue: Catalogue, before: str, after: str) -> Sequence[Pair]:
    """Return all targets of two documents in the order of the earlier one, followed by those only in the later one.

    What one of the documents never says (a speech names no units) is no change.
    """
    old, new = _sides(catalogue, before), _sides(catalogue, after)
    targets = dict.fromkeys([*old, *new])
    silent = _unsaid(old.values()) | _unsaid(new.values())
    return [
        Pair(target, old.get(target), new.get(target), _kinds(old.get(target), new.get(target), silent))
        for target in targets
    ]


def _kinds(before: Side | None, after: Side | None, silent: Collection[str]) -> tuple[str, ...]:
    if before is None or after is None:
        return ("new",) if after else ("gone",)
    one, other = _said(before), _said(after)
    return tuple(kind for kind in KINDS if kind in one and kind not in silent and one[kind] != other[kind]) or ("same",)


def _unsaid(sides: Collection[Side]) -> set[str]:
    """Return the kinds of changes on which a document is silent; one without readings has no lights to compare."""
    said = {kind for side in sides for kind, value in _said(side).items() if value}
    reported = any(reading for side in sides for _, reading in side.figures)
    return {*KINDS} - (said if reported else said - {"figures", "light"})


def _said(side: Side) -> dict[str, Any]:
    """Return what a document says about a target, by kind of change, in a form to compare."""
    return {
        "wording": folded(side.wording),
        "figures": side.figures,
        "light": side.light,
        "deadline": {*side.days},
        "leaders": {*side.leaders},
        "units": {*side.units},
        "number": side.number,
    }


def _sides(catalogue: Catalogue, document: str) -> dict[str, Side]:
    """Return what a document says about its targets, by IRI; for a target listed twice, the last entry."""
    leaders, days, units = (defaultdict[int, dict[str, None]](dict) for _ in range(3))
    figures: dict[int, list[tuple[str, str]]] = defaultdict(list)
    lights: dict[int, list[str]] = defaultdict(list)
    for entry, leader, day in catalogue.rows(_PARTS, document):
        leaders[entry] |= dict.fromkeys(filter(None, [leader]))
        days[entry] |= dict.fromkeys(filter(None, [day]))
    for entry, unit in catalogue.rows(_UNITS, document):
        units[entry][unit] = None
    for entry, light, goal, reading in catalogue.rows(_FIGURES, document):
        figures[entry].append((goal or "", reading or ""))
        lights[entry].append(light)
    return {
        target: Side(
            number or "",
            line,
            wording or "",
            worst(lights[entry]),
            tuple(days[entry]),
            tuple(leaders[entry]),
            tuple(units[entry]),
            tuple(figures[entry]),
        )
        for target, entry, number, line, wording in catalogue.rows(_ENTRIES, document)
    }
