"""The answer of a saved query as a file that a person opens: an Excel workbook, or CSV for a spreadsheet."""

from __future__ import annotations

import re

from heze_graph.export.tabular import excel_csv_bytes
from heze_graph.export.wording import Wording, for_spreadsheet, with_names
from heze_graph.export.workbook import Sheet, workbook_bytes
from heze_graph.model.answers import Answer
from heze_graph.queries.library import SavedQuery
from heze_graph.store.engine import Engine

#: The formats whose files are told in words.
FOR_PEOPLE = ("xlsx", "csv")
#: What ends the part of a summary that names a sheet.
_CLAUSE = re.compile(r"[，,：:；;（(]")


def sheet_of(query: SavedQuery, answer: Answer, engine: Engine, wording: Wording) -> Sheet:
    """Return the answer of a saved query as a sheet, called by the first clause of the query's summary."""
    header = query.header
    summary = header.summary_en if wording.language == "en" else header.summary
    title = _CLAUSE.split(summary)[0].strip() or query.name
    return Sheet(title, answer, query.columns, with_names(wording, engine, answer, query.columns))


def written(sheet: Sheet, form: str) -> bytes:
    """Return a sheet in a format of FOR_PEOPLE; the same sheet gives the same bytes.

    Raises FormatError when it is larger than Excel allows.
    """
    if form == "xlsx":
        return workbook_bytes([sheet])
    return excel_csv_bytes(for_spreadsheet(sheet.answer, sheet.columns, sheet.wording))


def answer_file(query: SavedQuery, answer: Answer, form: str, engine: Engine, wording: Wording) -> bytes:
    """Return the answer of a saved query in a format of FOR_PEOPLE, as `written` does."""
    return written(sheet_of(query, answer, engine, wording), form)
