"""The answer to a SELECT query, from whichever store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term: an IRI, or a literal with its datatype's IRI (None for a plain string) or its language."""

    kind: Literal["iri", "literal"]
    text: str
    datatype: str | None = None
    language: str | None = None


Value = Term | None
"""A cell of an answer; None where the variable is unbound."""

TextRow = Mapping[str, str]
"""A row of an answer as text by column, "" where it is unbound."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns (variable names without `?`) and the rows, each with one Value for every column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @classmethod
    def of_texts(cls, columns: tuple[str, ...], rows: Iterable[Iterable[str | None]]) -> Answer:
        """Return plain texts as an answer; an empty text is unbound."""
        return cls(columns, tuple(tuple(Term("literal", text) if text else None for text in row) for row in rows))

    def by_column(self) -> Iterator[dict[str, Value]]:
        """Yield each row as values by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def texts(self) -> Iterator[dict[str, str]]:
        """Yield each row as text by column, "" for an unbound value."""
        for row in self.rows:
            yield {name: value.text if value else "" for name, value in zip(self.columns, row, strict=True)}
