"""The cells of an answer as Python values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from heze_graph.export.tabular import is_number
from heze_graph.model.answers import Term
from heze_graph.store.engine import XSD

#: What a cell can be; None where the variable is unbound.
Cell = str | int | float | Decimal | bool | date | None

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_DOUBLES = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def python_value(term: Term | None) -> Cell:
    """Return a cell as a Python value: a number, a bool, a date, or the text of anything else.

    xsd:integer and what derives from it is an int, xsd:decimal a Decimal, xsd:double and xsd:float a float, xsd:boolean
    a bool, xsd:date a date, xsd:gYear an int. IRIs, texts and literals of a form that their datatype does not have are
    str. Source: XML Schema 1.1 part 2, the lexical forms that SPARQL engines write.

    >>> python_value(Term("literal", "1.20", XSD + "decimal"))
    Decimal('1.20')
    >>> python_value(Term("literal", "2023-13-01", XSD + "date"))
    '2023-13-01'
    """
    if term is None:
        return None
    convert = _READERS.get((term.datatype or "").removeprefix(XSD)) if term.kind == "literal" else None
    if convert is None:
        # Of the numbers only the family of xsd:integer has no reader of its own.
        convert = _integer if is_number(term) else None
    try:
        return convert(term) if convert else term.text
    except (ValueError, KeyError):
        return term.text


def _integer(term: Term) -> int:
    return int(term.text)


def _decimal(term: Term) -> Decimal | str:
    return Decimal(term.text) if is_number(term) else term.text


def _double(term: Term) -> float:
    return float(term.text) if is_number(term) else _DOUBLES[term.text]


def _boolean(term: Term) -> bool:
    return _BOOLEANS[term.text]


def _date(term: Term) -> date | str:
    # A date with a time zone is another thing than Python's.
    return date.fromisoformat(term.text) if _DAY.fullmatch(term.text) else term.text


def _year(term: Term) -> int | str:
    return int(term.text) if _YEAR.fullmatch(term.text) else term.text


_READERS: Mapping[str, Callable[[Term], Cell]] = {
    "decimal": _decimal,
    "double": _double,
    "float": _double,
    "boolean": _boolean,
    "date": _date,
    "gYear": _year,
}
