"""What was understood of one table, before anything is built: as JSON, and its findings as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from heze_graph.model.understood import Assignment, Entry, Record
from heze_graph.reference.language import FindingKind
from heze_graph.triples.findings import reasons


def record_json(record: Record) -> str:
    """Return a Record as JSON: a list with one object a target; null where the table prints nothing.

    `status` is the claim as printed. `lead_units` stands only where the table tells them apart, `table` only where the
    file holds several.
    """
    return json.dumps([_entry(entry) for entry in record.entries], ensure_ascii=False, indent=2) + "\n"


def _entry(entry: Entry) -> dict[str, Any]:
    place = {} if entry.table is None else {"table": entry.table}
    return {
        **place,
        "no": entry.number,
        "target": entry.wording or None,
        "deadline": next((a.deadline_printed for a in entry.assignments if a.deadline_printed), None),
        "status": next((a.claim_printed for a in entry.assignments if a.claim_printed), None),
        "leaders": [_assignment(assignment) for assignment in entry.assignments],
    }


def _assignment(assignment: Assignment) -> dict[str, Any]:
    known: dict[str, Any] = {
        "name": assignment.leader,
        "units": list(assignment.units),
        "progress": assignment.progress or None,
        "status": assignment.claim_printed or None,
    }
    if assignment.lead_units:
        known["lead_units"] = list(assignment.lead_units)
    return known


def findings_of(record: Record, kinds: Mapping[str, FindingKind]) -> Iterator[str]:
    """Yield one line for each Finding of a Record: where, what kind, why."""
    places = {row.line: f" ({row.where})" for row in record.rows if row.where}
    for finding in record.findings:
        reason = dict(reasons(finding, kinds))["zh"]
        column = f", column {finding.column}" if finding.column else ""
        where = f"{record.document.file_name}, line {finding.line}{places.get(finding.line, '')}{column}"
        yield f"{where}: {finding.kind} ({finding.certainty}) {reason}"
