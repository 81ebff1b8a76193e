"""Answers of different stores, made comparable: what a store may write in its own way is written in one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pyoxigraph

from heze_graph.model.answers import Answer, Value
from heze_graph.rdf.terms import XSD

_NUMBERS = (XSD + "integer", XSD + "decimal")


def rows(answer: Answer) -> list[tuple[Value | Decimal, ...]]:
    """Return the rows, numbers as what they are worth: Virtuoso gives a long integer, or a whole decimal, another type.

    Nothing else is changed.
    """
    return [tuple(map(_worth, row)) for row in answer.rows]


def facts(triples: Iterable[pyoxigraph.Triple]) -> set[tuple[str, str, str | Decimal]]:
    """Return triples as texts, numbers as what they are worth."""
    return {(str(t.subject), str(t.predicate), _worth_of_object(t.object)) for t in triples}


def _worth(value: Value) -> Value | Decimal:
    return Decimal(value.text) if value and value.datatype in _NUMBERS else value


def _worth_of_object(value: object) -> str | Decimal:
    number = isinstance(value, pyoxigraph.Literal) and value.datatype.value in _NUMBERS
    return Decimal(value.value) if isinstance(value, pyoxigraph.Literal) and number else str(value)
