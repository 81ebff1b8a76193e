"""What was understood from one table, before anything is built: as JSON, and its findings as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from heze_graph.messages import Message, say
from heze_graph.model.printed import PageArea
from heze_graph.model.understood import Assignment, Entry, Figure, Record
from heze_graph.rdf.documents import reasons
from heze_graph.reference.language import FindingKind


def record_json(record: Record) -> str:
    """Return a Record as JSON: a list with one object per target; null where the table prints nothing.

    `status` is the claim as printed. `section` has the headings above an item of a list. `lead_units` is present only
    where the table distinguishes them, `table` only where the file holds several, `page` and `box` (left, top, right,
    bottom, as fractions of the page) only where it has pages.
    """
    places = {row.line: row.place for row in record.rows if row.place}
    return json.dumps([_entry(entry, places) for entry in record.entries], ensure_ascii=False, indent=2) + "\n"


def _entry(entry: Entry, places: Mapping[int, PageArea]) -> dict[str, Any]:
    figures = {"figures": [_figure(figure) for figure in entry.figures]} if entry.figures else {}
    table = {} if entry.table is None else {"table": entry.table}
    section = {"section": entry.section} if entry.section else {}
    return {
        **table,
        **section,
        **_place(entry, places),
        "no": entry.number,
        "target": entry.wording or None,
        "deadline": next((a.deadline_printed for a in entry.assignments if a.deadline_printed), None),
        "status": next((a.claim_printed for a in entry.assignments if a.claim_printed), None),
        "leaders": [_assignment(assignment) for assignment in entry.assignments],
        **figures,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    """Return a figure with what it measures and covers, without unknown values."""
    return {key: value for key, value in asdict(figure).items() if value}


def _place(entry: Entry, places: Mapping[int, PageArea]) -> dict[str, Any]:
    """Return the page on which an entry begins, and the box of its rows there."""
    lines = sorted({line for part in entry.assignments for line in part.lines} & set(places))
    if not lines:
        return {}
    page = places[lines[0]].page
    here = [place for line in lines if (place := places[line]).page == page]
    box = (
        min(p.left for p in here),
        min(p.top for p in here),
        max(p.right for p in here),
        max(p.bottom for p in here),
    )
    return {"page": page, "box": box}


def _assignment(assignment: Assignment) -> dict[str, Any]:
    known: dict[str, Any] = {
        "name": assignment.leader,
        "units": list(assignment.units),
        "progress": assignment.progress or None,
        "status": assignment.claim_printed or None,
    }
    if assignment.lead_units:
        known["lead_units"] = list(assignment.lead_units)
    if assignment.second_names:
        known["second_names"] = [{"unit": unit, "name": name} for unit, name in assignment.second_names]
    if assignment.reports:
        known["reports"] = [{"header": report.header, "progress": report.text} for report in assignment.reports]
    return known


def findings_of(record: Record, kinds: Mapping[str, FindingKind]) -> Iterator[Message]:
    """Yield one line for each Finding of a Record: where, what kind, why."""
    places = {row.line: say("export.place", where=row.where) for row in record.rows if row.where}
    for finding in record.findings:
        yield say(
            "export.finding",
            file=record.document.file_name,
            line=finding.line,
            place=places.get(finding.line, ""),
            column=say("export.column", column=finding.column) if finding.column else "",
            kind={"zh": kinds[finding.kind].zh, "en": finding.kind},
            certainty=say(f"code.{finding.certainty}"),
            reason=dict(reasons(finding, kinds)),
        )
