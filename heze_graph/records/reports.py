"""Which column reports where no header says so: one of remarks, or one of a table that has lost its header."""

from __future__ import annotations

from collections.abc import Sequence

from heze_graph.model.understood import Certainty
from heze_graph.records.headers import plain
from heze_graph.records.mends import Mend
from heze_graph.records.table import PrintedColumns
from heze_graph.reference.language import Language


def guess_report(
    unknown: Sequence[int], roles: list[str | None], printed: PrintedColumns, language: Language
) -> list[Mend]:
    """Let one of several columns of texts without headers, not the first, report where most of its texts do."""
    words = (*language.row_words["progress-behind"], *language.row_words["reported"], *language.row_words["report"])
    texts = [column for column in unknown if printed.cells(column)]
    for column in texts[1:]:
        cells = printed.cells(column)
        if 2 * sum(any(word in text for word in words) for text in cells) > len(cells):
            roles[column - 1] = "progress"
            details = (("column", str(column)),)
            return [Mend("guessed-column", "—", "progress", Certainty.LIKELY, details=details)]
    return []


def reporting_remark(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Let a column of remarks report where no other does, most rows fill it, and most texts say what was done."""
    words = (*language.row_words["progress-behind"], *language.row_words["reported"])
    for column in [column for column, role in enumerate(roles, start=1) if role == "remark"]:
        cells = [cell for cell in printed.cells(column) if cell not in language.row_words["nothing"]]
        reports = sum(any(word in cell for word in words) for cell in cells)
        rows = sum(len(line.own) > 1 for line in printed.body)
        if {"progress", "rate", "report", "figure"} & set(roles) or 2 * reports <= len(cells) or 2 * len(cells) < rows:
            continue
        roles[column - 1] = "progress"
        header, details = plain(printed.headers[column - 1]), (("column", str(column)),)
        return (Mend("guessed-column", header, "progress", Certainty.LIKELY, details=details),)
    return ()
