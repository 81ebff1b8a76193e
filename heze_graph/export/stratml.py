"""The graph as a performance report in the Strategy Markup Language, StratML Part 2 (ANSI/AIIM 22:2017).

A city's promises for a year are one Goal, each target is an Objective with its leaders and units as Stakeholders, and
each promised number is a PerformanceIndicator: the promise is its TargetResult, the reading its ActualResult. The
latest document on each target counts. `docs/ontology.md` compares the terms: a StratML Goal is not a Goal of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from heze_graph.errors import FormatError
from heze_graph.messages import say
from heze_graph.model.answers import TextRow
from heze_graph.queries.library import beside
from heze_graph.rdf import iris
from heze_graph.rdf.formats import NOT_XML
from heze_graph.store.engine import Engine

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
#: Characters that an identifier (xsd:ID) cannot contain; it begins with a letter.
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def report(engine: Engine) -> bytes:
    """Return the report on all targets of a graph; the same graph gives the same bytes.

    Raises FormatError where a text contains what XML cannot hold, StoreError as the engine does.
    """
    rows = list(engine.select(beside(__file__, "stratml_targets").text).texts())
    goals: dict[str, list[TextRow]] = {}
    for row in engine.select(beside(__file__, "stratml_goals").text).texts():
        goals.setdefault(row["targetIri"], []).append(row)
    units = {row["unit"]: row["name"] for row in engine.select(beside(__file__, "stratml_units").text).texts()}
    root = Element("PerformancePlanOrReport", {"xmlns": NAMESPACE, "Type": "Performance_Report"})
    names = _Names()
    _add(root, "Name", _said("title"))
    _core(SubElement(root, "StrategicPlanCore"), rows, goals, units, names)
    about = SubElement(root, "AdministrativeInformation")
    _add(about, "Identifier", names.of("report"))
    _add(about, "StartDate", min((row["begin"] for row in rows if row["begin"]), default=""))
    _add(about, "EndDate", max((row["end"] for row in rows if row["end"]), default=""))
    _add(about, "Source", iris.BASE)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


class _Names:
    """Identifiers of elements, each used once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, iri: str) -> str:
        """Return the identifier of a thing: its IRI as an XML name."""
        plain = "_" + _NOT_IN_NAMES.sub("_", iri.removeprefix(iris.ID))
        name, number = plain, 1
        while name in self._given:
            number += 1
            name = f"{plain}-{number}"
        self._given.add(name)
        return name


def _core(
    core: Element,
    rows: Iterable[TextRow],
    goals: Mapping[str, list[TextRow]],
    units: Mapping[str, str],
    names: _Names,
) -> None:
    """Add the organisations, and a Goal for each of them and each year."""
    each = _grouped(rows, "issuer", "year")
    for issuer in dict.fromkeys(issuer for issuer, _ in each if issuer):
        organisation = SubElement(core, "Organization")
        _add(organisation, "Name", issuer)
        _add(organisation, "Identifier", names.of(f"organization/{issuer}"))
    for number, ((issuer, year), some) in enumerate(each.items(), start=1):
        goal = SubElement(core, "Goal")
        SubElement(goal, "Name").text = _text(f"{issuer}{year}" or _said("title"))
        SubElement(goal, "Description").text = _text("；".join(dict.fromkeys(row["title"] for row in some)))
        _add(goal, "Identifier", names.of(f"goal/{issuer}/{year}"))
        _add(goal, "SequenceIndicator", str(number))
        for (target,), assignments in _grouped(some, "targetIri").items():
            objective = SubElement(goal, "Objective")
            _add(objective, "Description", assignments[0]["target"])
            _add(objective, "Identifier", names.of(assignments[0]["targetIri"]))
            _add(objective, "SequenceIndicator", assignments[0]["no"])
            _stakeholders(objective, assignments, units)
            _add(objective, "OtherInformation", "\n".join(map(_report, assignments)))
            _indicators(objective, assignments, goals.get(target, []), names)


def _grouped(rows: Iterable[TextRow], *columns: str) -> dict[tuple[str, ...], list[TextRow]]:
    """Return rows grouped by some columns, in order of first appearance."""
    found: dict[tuple[str, ...], list[TextRow]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def _stakeholders(objective: Element, assignments: Iterable[TextRow], units: Mapping[str, str]) -> None:
    leaders = dict.fromkeys(row["leader"] for row in assignments if row["leader"])
    named = dict.fromkeys(units[unit] for row in assignments for unit in row["unitIris"].split())
    for kind, role, who in (("Person", "leader", leaders), ("Organization", "unit", named)):
        for name in who:
            stakeholder = SubElement(objective, "Stakeholder", {"StakeholderTypeType": kind})
            _add(stakeholder, "Name", name)
            played = SubElement(stakeholder, "Role")
            _add(played, "Name", _said(role))
            _add(played, "RoleType", "Performer")


def _indicators(objective: Element, assignments: Sequence[TextRow], goals: Iterable[TextRow], names: _Names) -> None:
    first = assignments[0]
    due = max((row["due"] for row in assignments if row["due"]), default="")
    for goal in goals:
        _indicator(SubElement(objective, "PerformanceIndicator"), goal, (first["begin"], first["end"], due), names)


def _report(row: TextRow) -> str:
    """Return what an assignment reports, and where that is printed."""
    report = " · ".join(filter(None, (row["progress"], row["claim"], row["deadline"])))
    return f"{report} [{row['document']}:{row['line']}]"


def _indicator(indicator: Element, goal: TextRow, dates: tuple[str, str, str], names: _Names) -> None:
    """Add a promised number; a reading in another unit is given in words only."""
    begin, end, due = dates
    indicator.set("PerformanceIndicatorType", "Quantitative")
    SubElement(indicator, "MeasurementDimension").text = _text(goal["indicator"] or goal["goal"])
    SubElement(indicator, "UnitOfMeasurement").text = _text(goal["unit"])
    _add(indicator, "Identifier", names.of(goal["goalIri"]))
    instance = SubElement(indicator, "MeasurementInstance")
    promised = SubElement(instance, "TargetResult")
    _add(promised, "EndDate", due)
    _add(promised, "NumberOfUnits", goal["value"])
    _add(promised, "Description", goal["goal"])
    if goal["reading"]:
        reached = SubElement(instance, "ActualResult")
        _add(reached, "StartDate", begin)
        _add(reached, "EndDate", end)
        _add(reached, "NumberOfUnits", goal["readingValue"] if goal["readingUnit"] == goal["unit"] else "")
        _add(reached, "Description", goal["reading"])


def _add(parent: Element, name: str, text: str) -> None:
    """Add an element with a text; nothing for an empty text."""
    if text:
        SubElement(parent, name).text = _text(text)


def _said(what: str) -> str:
    """Return a word of ours, in the language of the tables."""
    return say(f"export.plan.{what}").in_language("zh")


def _text(text: str) -> str:
    if found := NOT_XML.search(text):
        code = f"U+{ord(found[0]):04X}: “{text[:40]}”"
        raise FormatError.problem("export.not-xml", found=code)
    return text
