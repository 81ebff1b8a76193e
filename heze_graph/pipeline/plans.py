"""A plan and the report on it, of one government and year, are two documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from heze_graph.linking.link import reports_progress
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Record
from heze_graph.pipeline import stages
from heze_graph.reference import Reference

Read: TypeAlias = tuple[TableFile, Record]


def plans_apart(read: Iterable[Read], reference: Reference) -> list[Read]:
    """Return tables with their records, each plan under a name of its own where a report of its year has the same.

    Both are of the whole year, and so are both their names. Raises as `stages.read` does.
    """
    tables = list(read)
    reports = {record.document.name for _, record in tables if reports_progress(record)}
    plans = [record.document.name for _, record in tables if not reports_progress(record)]
    clashing = {name for name in reports if plans.count(name) == 1}
    return [_as_plan(*one, reference) if _clashes(*one, clashing) else one for one in tables]


def _clashes(table: TableFile, record: Record, clashing: set[str]) -> bool:
    return record.document.name in clashing and not table.document and not reports_progress(record)


def _as_plan(table: TableFile, record: Record, reference: Reference) -> Read:
    named = replace(table, document=f"{record.document.name}-plan")
    return named, stages.read(named, reference)
