"""The answer to a query: rows as dataclasses of Python values, a data frame, a table in a notebook.

pandas and Polars are imported on first use.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields, make_dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from html import escape
from importlib import import_module
from keyword import iskeyword
from operator import or_
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast, overload

from heze_graph.errors import UsageError
from heze_graph.export.tabular import BOOLEANS, is_number
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.rdf.terms import XSD

if TYPE_CHECKING:
    import pandas
    import polars


#: The types of a cell; None where the variable is unbound.
Cell = str | int | float | Decimal | bool | date | None

_DOUBLES = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: How many rows a notebook shows.
SHOWN = 60
_LARGEST = 2**63 - 1
#: The type of a column, and its types in pandas (the capitalised ones support missing values) and Polars.
_TYPES = {
    int: ("Int64", "Int64"),
    float: ("Float64", "Float64"),
    bool: ("boolean", "Boolean"),
    # By the second: nanoseconds end in 2262.
    date: ("datetime64[s]", "Date"),
    str: ("string", "String"),
}


def python_value(term: Term | None) -> Cell:
    """Return a cell as a Python value: a number, a bool, a date, or the text of anything else.

    xsd:integer and its derived types are int, xsd:decimal is Decimal, xsd:double and xsd:float are float, xsd:boolean
    is bool, xsd:date is date, xsd:gYear is int. IRIs, texts and ill-formed literals are str. Source: XML Schema 1.1
    part 2, the lexical forms that SPARQL engines write.

    >>> python_value(Term("literal", "1.20", XSD + "decimal"))
    Decimal('1.20')
    >>> python_value(Term("literal", "2023-13-01", XSD + "date"))
    '2023-13-01'
    """
    if term is None:
        return None
    convert = _READERS.get((term.datatype or "").removeprefix(XSD)) if term.kind == "literal" else None
    if convert is None:
        # Of the numeric types only the xsd:integer family has no reader of its own.
        convert = (lambda number: int(number.text)) if is_number(term) else None
    try:
        return convert(term) if convert else term.text
    except (ValueError, KeyError):
        return term.text


def _decimal(term: Term) -> Decimal | str:
    return Decimal(term.text) if is_number(term) else term.text


def _double(term: Term) -> float:
    return float(term.text) if is_number(term) else _DOUBLES[term.text]


def _date(term: Term) -> date | str:
    # A date with a time zone is not a Python date.
    return date.fromisoformat(term.text) if _DAY.fullmatch(term.text) else term.text


def _year(term: Term) -> int | str:
    return int(term.text) if _YEAR.fullmatch(term.text) else term.text


_READERS: Mapping[str, Callable[[Term], Cell]] = {
    "decimal": _decimal,
    "double": _double,
    "float": _double,
    "boolean": lambda term: BOOLEANS[term.text],
    "date": _date,
    "gYear": _year,
}


class Result(Sequence[Any]):
    """The rows of an answer, in order: a sequence of frozen dataclasses made from its columns.

    The fields have the names of the columns. A column whose name is not valid for a field (`class`, `2023`, `_x`, or a
    duplicate) is the field `column_N`, N being its position from 1; `fields` lists them. `columns` are the names in the
    query, `answer` holds the exact RDF terms.

    >>> from heze_graph.model.answers import Term
    >>> three = Term("literal", "3", "http://www.w3.org/2001/XMLSchema#integer")
    >>> result = Result(Answer(("unit", "class"), ((Term("literal", "教育局"), three),)))
    >>> result[0]
    Row(unit='教育局', column_2=3)
    >>> [row.unit for row in result]
    ['教育局']
    """

    def __init__(self, answer: Answer, name: str = "") -> None:
        self.answer = answer
        self._name = name

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns as in the query."""
        return self.answer.columns

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields of a row, in the order of the columns."""
        return field_names(self.columns)

    @cached_property
    def row_type(self) -> type[Any]:
        """The dataclass of the rows; each field has the types that occur in its column."""
        return _row_type(_class_name(self._name), tuple(zip(self.fields, map(_types, self.values), strict=True)))

    @cached_property
    def values(self) -> tuple[tuple[Cell, ...], ...]:
        """The Python values, column by column."""
        rows = [[python_value(term) for term in row] for row in self.answer.rows]
        return tuple(tuple(row[index] for row in rows) for index in range(len(self.columns)))

    def pandas(self) -> pandas.DataFrame:
        """Return a pandas frame: Int64, Float64, boolean, datetime64 and string columns, unbound cells missing.

        A decimal becomes a float; a column of several types, or of integers beyond 64 bits, stays as it is (object).
        Raises UsageError when pandas is not installed.
        """
        library = _library("pandas")
        typed = map(_typed, self.values)
        series = [library.Series(cells, dtype=_TYPES[kind][0] if kind else "object") for kind, cells in typed]
        frame = library.concat(series, axis=1) if series else library.DataFrame()
        frame.columns = list(self.columns)
        return cast("pandas.DataFrame", frame)

    def polars(self) -> polars.DataFrame:
        """Return a Polars frame: Int64, Float64, Boolean, Date and String columns, unbound cells null.

        A decimal becomes a float; a column of several types, or of integers beyond 64 bits, becomes text.
        Raises UsageError when Polars is not installed.
        """
        library = _library("polars")
        series = [
            library.Series(column, cells, dtype=getattr(library, _TYPES[kind][1]))
            if kind
            else library.Series(column, [None if cell is None else str(cell) for cell in cells], dtype=library.String)
            for column, (kind, cells) in zip(self.columns, map(_typed, self.values), strict=True)
        ]
        return cast("polars.DataFrame", library.DataFrame(series))

    def __reduce__(self) -> tuple[type[Result], tuple[Answer, str]]:
        return Result, (self.answer, self._name)

    def __len__(self) -> int:
        return len(self.answer.rows)

    def __iter__(self) -> Iterator[Any]:
        return map(self._row, self.answer.rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Result: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            part = Result(Answer(self.columns, self.answer.rows[index]), self._name)
            part.row_type = self.row_type
            return part
        return self._row(self.answer.rows[index])

    def __repr__(self) -> str:
        of = f" of {self._name}" if self._name else ""
        return f"<Result{of}: {_counted(self)}; columns {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = _html_row("th", self.columns)
        body = "\n".join(
            _html_row("td", (value.text if value else "" for value in row)) for row in self.answer.rows[:SHOWN]
        )
        more = f", the first {SHOWN} shown" if len(self) > SHOWN else ""
        return f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table>\n<p>{_counted(self)}{more}</p>"

    def _row(self, terms: Sequence[Value]) -> Any:
        return self.row_type(*map(python_value, terms))


@lru_cache(maxsize=256)
def _row_type(name: str, annotated: tuple[tuple[str, Any], ...]) -> type[Any]:
    """Return the dataclass for rows of one shape, always the same one, so that rows of two answers can be equal."""
    return make_dataclass(name, annotated, namespace={"__reduce__": _pickled}, frozen=True, slots=True)


def _pickled(row: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """Return how to unpickle a row: its class is not in a module, so other processes create it anew."""
    return _row, (type(row).__name__, tuple((field.name, field.type) for field in fields(row)), astuple(row))


def _row(name: str, annotated: tuple[tuple[str, Any], ...], values: tuple[Cell, ...]) -> Any:
    return _row_type(name, annotated)(*values)


def _types(cells: Iterable[Cell]) -> Any:
    """Return the type of a column as an annotation: `int | None`, or Any without cells."""
    kinds = sorted({type(cell) for cell in cells}, key=lambda kind: (kind is type(None), kind.__name__))
    return reduce(or_, kinds) if kinds else Any


def _counted(rows: Sequence[Any]) -> str:
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


def _html_row(tag: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(text)}</{tag}>' for text in texts)}</tr>"


def field_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return a unique, valid field name for each column.

    >>> field_names(("no", "from", "__init__", "2023"))
    ('no', 'column_2', 'column_3', 'column_4')
    """
    names: list[str] = []
    for number, column in enumerate(columns, start=1):
        # Python reads `row.ﬁ` as `row.fi`.
        name = unicodedata.normalize("NFKC", column)
        if not name.isidentifier() or iskeyword(name) or name.startswith("_") or name in names:
            name = f"column_{number}"
        while name in names:
            name += "_"
        names.append(name)
    return tuple(names)


def _class_name(name: str) -> str:
    """Return a class name for a query's name: `targets-of-unit` is TargetsOfUnit."""
    joined = "".join(word[:1].upper() + word[1:] for word in name.split("-"))
    return joined if joined.isidentifier() and not iskeyword(joined) else "Row"


def _typed(cells: Sequence[Cell]) -> tuple[type | None, list[Cell]]:
    """Return the single type of a column, and its cells converted to it; None where there are several, or none fits."""
    plain: list[Cell] = [float(cell) if isinstance(cell, Decimal) else cell for cell in cells]
    kinds: set[type] = {type(cell) for cell in plain if cell is not None}
    if kinds == {int, float}:
        return float, [float(cell) if isinstance(cell, int) else cell for cell in plain]
    kind = kinds.pop() if len(kinds) == 1 else None if kinds else str
    if kind is int and any(isinstance(cell, int) and abs(cell) > _LARGEST for cell in plain):
        return None, list(cells)
    return kind, plain if kind else list(cells)


def _library(name: str) -> Any:
    try:
        module: ModuleType = import_module(name)
    except ImportError as error:
        raise UsageError.problem("graph.no-library", name=name) from error
    return module
