"""A part of an answer that an assistant can read: some rows, each with its source, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, takewhile

from heze_graph.assistant import answers
from heze_graph.assistant.sources import Sources
from heze_graph.export.tabular import csv_text
from heze_graph.graph.result import Result
from heze_graph.graph.values import python_value
from heze_graph.model.answers import Answer, Term, Value

#: As much text as is shown at once, and of one cell; beside it the first row is always shown.
MOST_CHARACTERS, LONGEST_CELL = 60_000, 8_000
#: Larger integers lose digits where JSON is read as JavaScript does; NaN and INF are no numbers there.
_LARGEST = 2**53


def page(result: Result, offset: int, limit: int, sources: Sources) -> answers.Rows:
    """Return `limit` rows from `offset`, fewer where they are long."""
    columns, wanted = result.columns, result.answer.rows[offset : offset + limit]
    rows = wanted[: _fitting(wanted)]
    texts = list(Answer(columns, rows).texts())
    shown = tuple(
        answers.Row(dict(zip(columns, map(_in_json, row), strict=True)), sources.places(text))
        for row, text in zip(rows, texts, strict=True)
    )
    end = offset + len(rows)
    named = [value for text in texts for column, value in text.items() if "document" in column.lower()]
    return answers.Rows(
        columns,
        shown,
        total=len(result),
        offset=offset,
        next_offset=end if end < len(result) else None,
        documents=sources.named((place for row in shown for place in row.sources), named),
        version=sources.version,
    )


def written(part: answers.Rows, terms: Sequence[Sequence[Value]], title: str) -> str:
    """Return a part of an answer as text: how much it is, CSV with a column of sources, the documents, the version."""
    rows = tuple(
        (*map(_in_text, row), Term("literal", "; ".join(map(place_text, shown.sources))))
        for row, shown in zip(terms, part.rows, strict=True)
    )
    return "\n".join(
        [
            f"{title}: {_how_much(part)}",
            csv_text(Answer((*part.columns, "(source)"), rows)).replace("\r\n", "\n"),
            *map(document_line, part.documents),
            version_line(part.version),
        ]
    )


def place_text(place: answers.Place) -> str:
    """Return a place as words to cite."""
    return f"{place.file} line {place.line}" + (f" no. {place.no}" if place.no else "")


def document_line(document: answers.Document) -> str:
    """Return the line that tells which file a document is."""
    return f"{document.document} is {document.file}: {document.title} (SHA-256 {document.sha256})"


def version_line(version: str | None) -> str:
    """Return the line that tells which data an answer comes from."""
    return f"Data version: {version or 'unknown (behind an endpoint)'}"


def _how_much(part: answers.Rows) -> str:
    if not part.total:
        return "no rows"
    if not part.rows:
        return f"no rows from offset {part.offset}: there are {part.total}"
    shown = f"rows {part.offset + 1} to {part.offset + len(part.rows)} of {part.total}"
    return shown if part.next_offset is None else f"{shown}; ask again with offset={part.next_offset} for more"


def _fitting(rows: Sequence[Sequence[Value]]) -> int:
    """Return how many of the rows are shown at once."""
    lengths = accumulate(sum(len(_shortened(value.text)) for value in row if value) for row in rows)
    return max(sum(1 for _ in takewhile(lambda length: length <= MOST_CHARACTERS, lengths)), 1)


def _in_text(value: Value) -> Value:
    return replace(value, text=_shortened(value.text)) if value else None


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… ({len(text)} characters in all)"


def _in_json(value: Value) -> answers.Cell:
    """Return a cell as JSON has it; a number that JSON or its readers would change stays a text."""
    cell = python_value(value)
    if isinstance(cell, Decimal):
        cell = int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, bool | None):
        return cell
    if isinstance(cell, int | float) and abs(cell) <= _LARGEST:
        return cell
    return _shortened(value.text) if value else None
