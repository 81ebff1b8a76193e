"""The answer to a SELECT query, whichever store gave it."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns (names of variables, without `?`) and the rows, each with one Value for every column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
