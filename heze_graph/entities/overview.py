# ruff: noqa: S608 - what is put into SQL is ours
"""Names, counts and relations of things, asked of the catalogue by their IRIs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from heze_graph.entities.catalogue import CLASSES, Catalogue
from heze_graph.entities.facets import BEHIND
from heze_graph.queries.columns import Words
from heze_graph.rdf import iris
from heze_graph.rdf.terms import NAMING
from heze_graph.store.engine import Engine

#: The most IRIs in one query, within the length that every engine accepts.
_AT_ONCE = 200
_ASK = "SELECT ?thing ?naming ?label WHERE {{ VALUES ?thing {{ {things} }} ?thing ?naming ?label {wanted} }}"
_MEMBERLESS = f"""PREFIX heze: <{iris.TERM}>
    PREFIX org: <http://www.w3.org/ns/org#>
    SELECT ?unit WHERE {{ ?unit org:classification <{iris.ID}unit-kind/collective>
        OPTIONAL {{ ?unit heze:standsFor ?member }} FILTER(!BOUND(?member)) }}"""
#: What is due up to ?1 and not done by the latest document, as in the saved query `deadlines` (done = no).
_LATE = """SELECT t.iri, MAX(COALESCE(p.ended, '') >= p.due) FROM (
    SELECT l.thing, l.entry, a.due, a.claim, (SELECT substr(y.iri, -10) FROM titled d JOIN ended n ON n.thing = d.period
        JOIN thing y ON y.id = n.day WHERE d.thing = e.document) AS ended
    FROM latest l JOIN entry e ON e.thing = l.entry JOIN assignment a ON a.entry = l.entry
    WHERE length(a.due) = 10 AND a.due <= ?1 AND a.claim IS NOT 'not-applicable'
        AND (NOT EXISTS (SELECT 1 FROM goal g WHERE g.entry = l.entry AND g.light IS NOT NULL)
            OR EXISTS (SELECT 1 FROM goal g WHERE g.entry = l.entry AND g.light <> 'reached'))
    ) p JOIN thing t ON t.id = p.thing
    WHERE NOT (p.claim IS 'on-schedule' AND COALESCE(p.ended, '') >= p.due
        AND NOT EXISTS (SELECT 1 FROM goal g WHERE g.entry = p.entry AND g.light IN ('behind', 'far-behind'))
        AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.entry = p.entry
            AND f.kind = 'deadline-passed-without-completion'))
    GROUP BY t.iri"""


def labels(engine: Engine, things: Iterable[str]) -> Mapping[str, Words]:
    """Return the names of things in both languages, by IRI; things without a name are left out.

    Raises as the engine does.
    """
    found: dict[str, dict[str, tuple[int, str]]] = {}
    wanted = f"FILTER(?naming IN ({', '.join(f'<{one}>' for one in NAMING)}))"
    ours = list(dict.fromkeys(filter(_is_ours, things)))
    for start in range(0, len(ours), _AT_ONCE):
        some = " ".join(f"<{thing}>" for thing in ours[start : start + _AT_ONCE])
        query = _ASK.format(things=some, wanted=wanted)
        for thing, naming, label in engine.select(query).rows:
            if thing and naming and label:
                names = found.setdefault(thing.text, {})
                better = (NAMING.index(naming.text), label.text)
                language = label.language or "zh"
                names[language] = min(better, names.get(language, better))
    return {thing: _words(names) for thing, names in found.items()}


def _words(names: Mapping[str, tuple[int, str]]) -> Words:
    zh, en = names.get("zh"), names.get("en")
    chosen = zh or en or next(iter(names.values()))
    return Words(chosen[1], (en or chosen)[1])


def _is_ours(iri: str) -> bool:
    """Return whether an IRI belongs to the graph: others have no names here, and may contain what breaks a query."""
    return iri.startswith(iris.BASE) and not set(iri) & set('<>"{}|^`\\ \n\r\t')


#: How to find the assignments of a thing, by its kind.
_TIED = {
    "leader": "SELECT leader AS thing, thing AS assignment, entry FROM assignment WHERE leader IS NOT NULL",
    "unit": "SELECT r.unit AS thing, a.thing AS assignment, a.entry FROM responsible r JOIN assignment a USING (thing)",
    "place": """SELECT g.place AS thing, a.thing AS assignment, a.entry FROM governs g
        JOIN responsible r ON r.unit = g.thing JOIN assignment a ON a.thing = r.thing""",
    "target": "SELECT l.thing, a.thing AS assignment, a.entry FROM latest l JOIN assignment a USING (entry)",
}
_TIED["project"] = _TIED["theme"] = """SELECT m.mentioned AS thing, a.thing AS assignment, a.entry FROM mention m
    JOIN assignment a ON a.thing = m.assignment"""
#: The goals of a thing by the latest report on its targets.
_LATEST = "JOIN latest USING (entry) JOIN goal g ON g.entry = t.entry"
_MEASURED = """(SELECT indicator AS thing, thing AS goal FROM goal WHERE indicator IS NOT NULL) t
    JOIN goal g ON g.thing = t.goal"""
_FINDINGS = """finding f JOIN titled d ON d.thing = f.document JOIN thing i ON i.id = f.thing
    LEFT JOIN (SELECT DISTINCT thing FROM elsewhere) o ON o.thing = f.thing"""
Things = Sequence[str] | None
"""Which things are asked for, by their IRIs; None for all of the kind."""


class Neighbour(NamedTuple):
    """A thing related to another one, with its names."""

    iri: str
    name: Words


def named(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, Words]:
    """Return the names of things of a kind, by IRI."""
    if kind == "target":
        text = f"SELECT iri, label FROM latest t JOIN thing ON id = t.thing {_among(things)} ORDER BY iri"
        return {iri: Words(label, label) for iri, label in catalogue.rows(text, *_these(things))}
    text = f"""SELECT iri, language, shown FROM name t JOIN thing ON id = t.thing {_among(things)}
        {"AND" if things is not None else "WHERE"} kind = ? AND role = 'preferred' ORDER BY iri"""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, language, name in catalogue.rows(text, *_these(things), kind):
        found[iri][language or "zh"] = name
    return {iri: Words(*_both(names)) for iri, names in found.items()}


def count_by_class(catalogue: Catalogue) -> Mapping[str, int]:
    """Return the number of things of each kind; of units, those with responsibilities."""
    counted = dict(catalogue.rows("SELECT kind, COUNT(DISTINCT thing) FROM name GROUP BY kind"))
    counted |= {
        kind: catalogue.rows(f"SELECT COUNT(DISTINCT {of}) FROM {table}")[0][0] for kind, (table, of) in _OWN.items()
    }
    return {kind: counted.get(kind, 0) for kind in CLASSES}


#: Where not every named thing counts: a government that only publishes a table has no responsibilities.
_OWN = {
    "target": ("latest", "thing"),
    "unit": ("responsible", "unit"),
    "document": ("titled", "thing"),
    "finding": ("finding", "thing"),
}


def targets(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, int]:
    """Return how many targets things are responsible for, or are named in, by the latest report on each target."""
    return _counted(catalogue, "l.thing", f"({_TIED[kind]}) t JOIN latest l ON l.entry = t.entry", things)


def memberless(engine: Engine) -> frozenset[str]:
    """Return the collectives (各某某部门) of which no member is known, by IRI; raises as the engine does."""
    return frozenset(row["unit"] for row in engine.select(_MEMBERLESS).texts())


def units(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, int]:
    """Return how many units appear in the assignments of things."""
    return _counted(catalogue, "r.unit", f"({_TIED[kind]}) t JOIN responsible r ON r.thing = t.assignment", things)


def busiest(catalogue: Catalogue, kind: str, most: int) -> Mapping[str, Words]:
    """Return the names of the leaders or the units with most assignments, by IRI."""
    table = {"leader": "assignment", "unit": "responsible"}[kind]
    text = f"""SELECT iri FROM (SELECT {kind} AS thing FROM {table} WHERE {kind} IS NOT NULL GROUP BY {kind}
        ORDER BY COUNT(*) DESC, {kind} LIMIT ?) JOIN thing ON id = thing"""
    return named(catalogue, kind, [iri for (iri,) in catalogue.rows(text, most)])


def governments(catalogue: Catalogue, things: Things = None) -> Mapping[str, int]:
    """Return the number of governments with goals for each indicator."""
    documents = "SELECT DISTINCT indicator AS thing, document FROM goal g JOIN entry e ON e.thing = g.entry"
    return _counted(catalogue, "d.issuer", f"({documents}) t JOIN titled d ON d.thing = t.document", things)


def projects(catalogue: Catalogue, things: Things = None) -> Mapping[str, int]:
    """Return how many projects are in places."""
    return _counted(catalogue, "t.project", "(SELECT place AS thing, thing AS project FROM located) t", things)


def lights(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, Mapping[str, int]]:
    """Return how many goals of things have each light, by the latest report on their targets.

    Goals measured by indicators are counted in all documents.
    """
    source = _MEASURED if kind == "indicator" else f"({_TIED[kind]}) t {_LATEST}"
    text = f"""SELECT i.iri, g.light, COUNT(DISTINCT g.thing) FROM {source} JOIN thing i ON i.id = t.thing
        {_among(things)} GROUP BY t.thing, g.light"""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for iri, light, goals in catalogue.rows(text, *_these(things)):
        found[iri][light] = goals
    return dict(found)


def lights_in(catalogue: Catalogue, document: str) -> Mapping[str, int]:
    """Return how many goals of a document have each light."""
    text = """SELECT light, COUNT(DISTINCT g.thing) FROM thing d JOIN entry e ON e.document = d.id
        JOIN goal g ON g.entry = e.thing WHERE d.iri = ? GROUP BY light"""
    return dict(catalogue.rows(text, document))


def leaders_of(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, Sequence[Neighbour]]:
    """Return the leaders in the assignments of things."""
    source = f"({_TIED[kind]}) t JOIN assignment a ON a.thing = t.assignment"
    return _ties(catalogue, "a.leader", source, things)


def units_of(catalogue: Catalogue, kind: str, things: Things = None) -> Mapping[str, Sequence[Neighbour]]:
    """Return the units in the assignments of things."""
    return _ties(catalogue, "r.unit", f"({_TIED[kind]}) t JOIN responsible r ON r.thing = t.assignment", things)


def places_of(catalogue: Catalogue, things: Things = None) -> Mapping[str, Sequence[Neighbour]]:
    """Return the places of projects."""
    return _ties(catalogue, "t.place", "located t", things)


def kinds_of(catalogue: Catalogue, things: Things = None) -> Mapping[str, Sequence[Neighbour]]:
    """Return the kinds of units."""
    return _ties(catalogue, "t.class", "classified t", things)


def division_codes(catalogue: Catalogue, things: Things = None) -> Mapping[str, str]:
    """Return the division codes of places."""
    text = f"SELECT iri, code FROM division t JOIN thing ON id = t.thing {_among(things)}"
    return dict(catalogue.rows(text, *_these(things)))


def entries_of(catalogue: Catalogue, things: Things = None) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the entries of targets as (document, number), the number "" where none is printed."""
    text = f"""SELECT iri, d.name, number FROM (SELECT target AS thing, document, line, number FROM entry) t
        JOIN titled d ON d.thing = t.document JOIN thing ON id = t.thing {_among(things)} ORDER BY d.name, t.line"""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri, document, number in catalogue.rows(text, *_these(things)):
        found[iri].append((document, number or ""))
    return dict(found)


def findings(catalogue: Catalogue, text: str = "", kinds: Sequence[str] = ()) -> Sequence[str]:
    """Return the IRIs of findings: those that compare two places first, then by certainty and position.

    Restricted to those that contain a normalised text, or are of some `kinds`, if given.
    """
    query = f"""SELECT i.iri FROM {_FINDINGS}
        WHERE (? = '' OR instr(f.folded, ?) OR f.kind IN (SELECT value FROM json_each(?)))
        ORDER BY o.thing IS NULL, CASE f.certainty WHEN 'certain' THEN 0 WHEN 'likely' THEN 1 ELSE 2 END,
        d.name, f.line, f.kind, i.iri"""
    return [iri for (iri,) in catalogue.rows(query, text, text, json.dumps(kinds))]


def findings_by_kind(catalogue: Catalogue) -> Sequence[tuple[str, str, int]]:
    """Return kind, certainty and number of the findings that compare two places."""
    text = (
        f"SELECT f.kind, f.certainty, COUNT(*) FROM {_FINDINGS} WHERE o.thing IS NOT NULL GROUP BY f.kind, f.certainty"
    )
    return catalogue.rows(text)


def details_of_findings(catalogue: Catalogue, things: Things = None) -> Mapping[str, Mapping[str, str]]:
    """Return the details of findings: kind, certainty, document, line, target, no, wording.

    The target and its wording are those of the entry concerned.
    """
    text = f"""SELECT i.iri AS finding, t.kind, t.certainty, d.name AS document, t.line, g.iri AS target,
        e.number AS no, e.wording FROM finding t JOIN titled d ON d.thing = t.document JOIN thing i ON i.id = t.thing
        LEFT JOIN entry e ON e.thing = t.entry LEFT JOIN thing g ON g.id = e.target {_among(things)}"""
    return {row.pop("finding"): row for row in catalogue.texts(text, *_these(things))}


def leaders_of_findings(catalogue: Catalogue, things: Things = None) -> Mapping[str, Sequence[Neighbour]]:
    """Return the leaders of the first assignments of the entries that findings concern."""
    return _ties(catalogue, "a.leader", "finding t JOIN assignment a ON a.entry = t.entry AND a.ordinal = 1", things)


def claims(catalogue: Catalogue) -> Mapping[str, Mapping[str, int]]:
    """Return the number of leaders' assignments with each claim, by document; "" is no claim."""
    text = """SELECT d.name, COALESCE(c.claim, ''), c.count FROM (SELECT e.document, a.claim,
        COUNT(DISTINCT a.thing) AS count FROM assignment a JOIN entry e ON e.thing = a.entry
        WHERE a.leader IS NOT NULL GROUP BY e.document, a.claim) c JOIN titled d ON d.thing = c.document"""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for document, claim, count in catalogue.rows(text):
        found[document][claim] = count
    return dict(found)


def behind(catalogue: Catalogue, most: int, *, overtaken: bool) -> tuple[int, Sequence[str]]:
    """Return the number of goals that are behind according to their readings, and the first of them.

    Restricted to the latest report on their target, or to those that a later document has `overtaken`.
    """
    source = f"""FROM goal g JOIN reading r ON r.goal = g.thing JOIN entry e ON e.thing = g.entry
        JOIN titled d ON d.thing = e.document LEFT JOIN latest l ON l.entry = g.entry
        WHERE g.light IN {BEHIND} AND (l.thing IS NULL) = {int(overtaken)}"""
    first = f"""SELECT iri {source.replace("WHERE", "JOIN thing i ON i.id = g.thing WHERE")}
        ORDER BY g.light DESC, CAST(r.attainment AS REAL), d.name, e.line, g.ordinal LIMIT ?"""
    return catalogue.rows(f"SELECT COUNT(*) {source}")[0][0], [iri for (iri,) in catalogue.rows(first, most)]


def figures(catalogue: Catalogue) -> Mapping[str, Mapping[str, int]]:
    """Return the numbers of the graph: triples by `graph` and `property`, things by `class`, distinct ones by `size`.

    Empty where they were not counted: behind an endpoint.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for what, iri, count in catalogue.rows("SELECT what, iri, SUM(count) FROM figure GROUP BY what, iri ORDER BY iri"):
        found[what][iri] = count
    return dict(found)


def _counted(catalogue: Catalogue, what: str, source: str, things: Things) -> Mapping[str, int]:
    text = f"""SELECT i.iri, COUNT(DISTINCT {what}) FROM {source} JOIN thing i ON i.id = t.thing {_among(things)}
        GROUP BY t.thing"""
    return dict(catalogue.rows(text, *_these(things)))


def _ties(catalogue: Catalogue, other: str, source: str, things: Things) -> Mapping[str, Sequence[Neighbour]]:
    text = f"""SELECT i.iri, o.iri, n.language, n.shown FROM (SELECT DISTINCT t.thing, {other} AS other FROM {source}
        {_among(things)}) p JOIN name n ON n.thing = p.other AND n.role = 'preferred'
        JOIN thing i ON i.id = p.thing JOIN thing o ON o.id = p.other"""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for thing, tied, language, name in catalogue.rows(text, *_these(things)):
        found[thing][tied][language or "zh"] = name
    return {
        thing: tuple(Neighbour(tied, Words(*_both(names))) for tied, names in others.items())
        for thing, others in found.items()
    }


def _both(names: Mapping[str, str]) -> tuple[str, str]:
    """Return the Chinese and the English name among some, each replaced by the other where it is missing."""
    zh, en = names.get("zh", ""), names.get("en", "")
    return zh or en, en or zh


def _among(things: Things) -> str:
    """Return the condition that a row `t` is about some things, "" for any."""
    within = "WHERE t.thing IN (SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?)))"
    return "" if things is None else within


def _these(things: Things) -> tuple[str, ...]:
    return () if things is None else (json.dumps(list(things)),)


def due(catalogue: Catalogue, things: Things = None) -> Mapping[str, str]:
    """Return the days by which entries are due, those of all their parts; entries without a day are left out."""
    text = f"""SELECT i.iri, MAX(t.due) FROM (SELECT entry AS thing, due FROM assignment WHERE length(due) = 10) t
        JOIN thing i ON i.id = t.thing {_among(things)} GROUP BY t.thing"""
    return dict(catalogue.rows(text, *_these(things)))


def late(catalogue: Catalogue, until: str) -> dict[str, bool]:
    """Return the targets that were due up to a day and are not done according to their latest documents.

    The value says whether that document covers the time up to the deadline; otherwise the state is unknown. These are
    the targets of the saved query `deadlines` for the same day.
    """
    return {target: bool(is_open) for target, is_open in catalogue.rows(_LATE, until)}
