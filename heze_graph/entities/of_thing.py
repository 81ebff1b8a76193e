# ruff: noqa: S608 - what is put into SQL is ours
"""The assignments, goals and findings of one thing from the catalogue, for the pages of busy things.

The rows are those of the saved queries `assignments-of-thing`, `goals-of-thing` and `findings-of-thing`, in the same
order, with the columns that pages show; an empty column is "".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import named
from heze_graph.queries.columns import Words
from heze_graph.rdf import iris

Row = dict[str, str]
#: The assignments that ?1, an IRI, takes part in.
_TAKES_PART = """(SELECT r.thing AS assignment, 'unit' AS role FROM thing x JOIN responsible r ON r.unit = x.id
    WHERE x.iri = ?1 UNION SELECT a.thing, 'leader' FROM thing x JOIN assignment a ON a.leader = x.id WHERE x.iri = ?1
    UNION SELECT m.assignment, 'mention' FROM thing x JOIN mention m ON m.mentioned = x.id WHERE x.iri = ?1 {more})"""
_INFERRED = "UNION SELECT f.thing, 'inferred' FROM thing x JOIN inferred f ON f.unit = x.id WHERE x.iri = ?1"
_OWN = """UNION SELECT a.thing, 'own' FROM thing x JOIN assignment a ON a.entry = x.id WHERE x.iri = ?1
    UNION SELECT a.thing, 'own' FROM thing x JOIN entry e ON e.target = x.id JOIN assignment a ON a.entry = e.thing
    WHERE x.iri = ?1"""
_ASSIGNMENTS = f"""SELECT d.name AS document, e.number AS no, l.iri AS leaderIri, a.units, a.unitIris, e.wording,
    a.deadline, a.claimed AS claim, a.claim AS claimCode, p.role, a.line, a.ordinal, t.iri AS target, n.iri AS entry
    FROM {_TAKES_PART.format(more=_INFERRED + " " + _OWN)} p JOIN assignment a ON a.thing = p.assignment
    JOIN entry e ON e.thing = a.entry JOIN titled d ON d.thing = e.document JOIN thing t ON t.id = e.target
    JOIN thing n ON n.id = e.thing LEFT JOIN thing l ON l.id = a.leader ORDER BY d.name, a.line, a.ordinal, p.role"""
#: The entries that ?1 takes part in.
_ENTRIES = f"""SELECT a.entry FROM {_TAKES_PART.format(more=_OWN)} p JOIN assignment a ON a.thing = p.assignment"""
_GOALS = f"""SELECT d.name AS document, e.number AS no, g.phrase AS goal, r.phrase AS reading, r.attainment, g.light,
    u.iri AS rule, e.line, g.ordinal, t.iri AS target, n.iri AS entry, i.iri AS promise
    FROM (SELECT thing FROM goal WHERE entry IN ({_ENTRIES}) UNION
    SELECT g.thing FROM thing x JOIN goal g ON g.indicator = x.id WHERE x.iri = ?1) p JOIN goal g ON g.thing = p.thing
    JOIN entry e ON e.thing = g.entry JOIN titled d ON d.thing = e.document JOIN thing t ON t.id = e.target
    JOIN thing n ON n.id = e.thing JOIN thing i ON i.id = g.thing LEFT JOIN thing u ON u.id = g.rule
    LEFT JOIN reading r ON r.goal = g.thing ORDER BY d.name, e.line, g.ordinal"""
_FINDINGS = f"""SELECT f.kind, d.name AS document, e.number AS no, f.line, f.printed, f.understood, f.certainty,
    f.reason_zh AS reason, f.reason_en AS reasonEn, t.iri AS target, i.iri AS finding,
    (SELECT MIN(o.iri) FROM elsewhere w JOIN thing o ON o.id = w.place WHERE w.thing = f.thing) AS other
    FROM (SELECT thing FROM finding WHERE entry IN ({_ENTRIES}) UNION
    SELECT f.thing FROM thing x JOIN finding f ON f.entry = x.id WHERE x.iri = ?1 UNION
    SELECT f.thing FROM thing x JOIN finding f ON f.document = x.id WHERE x.iri = ?1) p
    JOIN finding f ON f.thing = p.thing JOIN thing i ON i.id = f.thing LEFT JOIN titled d ON d.thing = f.document
    LEFT JOIN entry e ON e.thing = f.entry LEFT JOIN thing t ON t.id = e.target
    ORDER BY d.name, f.line, f.kind, i.iri"""
_GOVERNMENTS = """SELECT i.iri FROM thing x JOIN governs g ON g.place = x.id JOIN thing i ON i.id = g.thing
    WHERE x.iri = ? ORDER BY i.iri"""


def assignments(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the assignments that a thing takes part in, with its `role`, by document and line."""
    names = ("document", "no", "leaderIri", "units", "unitIris", "wording", "deadline", "claim", "claimCode", "role")
    rows = _rows(catalogue, _ASSIGNMENTS, thing, (*names, "line", "ordinal", "target", "entry"))
    leaders = named(catalogue, "leader", sorted({row["leaderIri"] for row in rows}))
    return [{**row, "leader": _name(leaders.get(row["leaderIri"]), "zh")} for row in rows]


def goals(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the goals of a thing with reading, light and rule, by document and line."""
    names = ("document", "no", "goal", "reading", "attainment", "light", "rule", "line", "ordinal", "target", "entry")
    rows = _rows(catalogue, _GOALS, thing, (*names, "promise"))
    rules = named(catalogue, "light-rule", sorted({row["rule"] for row in rows}))
    for row in rows:
        row["rule"], row["ruleEn"] = (_name(rules.get(row["rule"]), language) for language in ("zh", "en"))
    return rows


def findings(catalogue: Catalogue, thing: str) -> list[Row]:
    """Return the findings about the entries of a thing, or in a document, by document and line.

    `other` is one of the rows that the finding compares, "" for none.
    """
    names = ("kind", "document", "no", "line", "printed", "understood", "certainty", "reason", "reasonEn", "target")
    rows = _rows(catalogue, _FINDINGS, thing, (*names, "finding", "other"))
    kinds = {row["kind"]: iris.concept("finding-kind", row["kind"]) for row in rows}
    labels = named(catalogue, "finding-kind", sorted(kinds.values()))
    return [{**row, **_labels(labels.get(kinds[row["kind"]]))} for row in rows]


def governments(catalogue: Catalogue, place: str) -> list[str]:
    """Return the IRIs of the units that govern a place."""
    return [iri for (iri,) in catalogue.rows(_GOVERNMENTS, place)]


def _rows(catalogue: Catalogue, text: str, thing: str, names: Sequence[str]) -> list[Row]:
    return [dict(zip(names, _texts(row), strict=True)) for row in catalogue.rows(text, thing)]


def _texts(values: Iterable[Any]) -> Iterable[str]:
    return ("" if value is None else str(value) for value in values)


def _name(words: Words | None, language: str) -> str:
    return words.of(language) if words else ""


def _labels(words: Words | None) -> Row:
    return {"label": _name(words, "zh"), "labelEn": _name(words, "en")}
