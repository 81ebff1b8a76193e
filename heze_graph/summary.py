"""A build in numbers: what is printed at its end and kept with the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from heze_graph.linking.link import Linking
from heze_graph.model.understood import Record
from heze_graph.reference import Reference
from heze_graph.triples.dataset import Understood
from heze_graph.triples.documents import scope


def summarise(understood: Understood, quads: int, reference: Reference) -> dict[str, Any]:
    """Return a build in numbers: what was read, mended, linked and written."""
    entries = [entry for record in understood.records for entry in record.entries]
    findings = [f for record in understood.records for f in record.findings] + list(understood.findings)
    return {
        "documents": [_document(record) for record in understood.records],
        "rows": sum(len(record.rows) for record in understood.records),
        "entries": len(entries),
        "assignments": sum(len(entry.assignments) for entry in entries),
        "leaders": len({leader for entry in entries for leader in entry.leaders}),
        "units": len({unit for entry in entries for unit in entry.units}),
        "targets": len(understood.linking.targets),
        "links": _links(understood.linking),
        "changes": _counted(change.kind for change in understood.changes),
        "findings": _counted(finding.kind for finding in findings),
        "quads": quads,
        "unregistered": _unregistered(understood.records, reference),
    }


def _unregistered(records: Sequence[Record], reference: Reference) -> dict[str, dict[str, list[str]]]:
    """Return, by city (or document, where none is known), the names that tables of a city without a register print."""
    found: dict[str, dict[str, list[str]]] = {}
    for record in records:
        if reference.register(record.document.place).units:
            continue
        names = found.setdefault(scope(record.document), {"units": [], "leaders": []})
        for entry in record.entries:
            names["units"] += [unit for unit in entry.units if unit not in names["units"]]
            names["leaders"] += [leader for leader in entry.leaders if leader not in names["leaders"]]
    return found


def _document(record: Record) -> dict[str, Any]:
    return {
        "name": record.document.name,
        "file": record.document.file_name,
        "sha256": record.document.sha256,
        "rows": len(record.rows),
        "entries": len(record.entries),
        "assignments": sum(len(entry.assignments) for entry in record.entries),
    }


def _links(linking: Linking) -> dict[str, int]:
    return {"all": len(linking.links), **_counted(made.certainty for made in linking.links)}


def _counted(names: Iterable[object]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, names)).items()))
