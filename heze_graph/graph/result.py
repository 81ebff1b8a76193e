"""The answer to a question: rows as dataclasses, a data frame, a table in a notebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import make_dataclass
from functools import cached_property, lru_cache, reduce
from html import escape
from keyword import iskeyword
from operator import or_
from typing import TYPE_CHECKING, Any, overload

from heze_graph.graph.values import Cell, python_value
from heze_graph.model.answers import Answer, Value

if TYPE_CHECKING:
    import pandas
    import polars

#: How many rows a notebook shows.
SHOWN = 60


class Result(Sequence[Any]):
    """The rows of an answer, in its order: a sequence of frozen dataclasses made from its columns.

    The fields are named as the columns are. A column whose name cannot be one (`class`, `2023`, `_x`, or a name that
    comes twice) is the field `column_N`, N being its place from 1; `fields` lists them. `columns` are the names as the
    query has them, `answer` holds the exact RDF terms.

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
        """The names of the columns as the query has them."""
        return self.answer.columns

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields of a row, in the order of the columns."""
        return field_names(self.columns)

    @cached_property
    def row_type(self) -> type[Any]:
        """The dataclass of the rows; each field has the types that its column holds."""
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
        from heze_graph.graph.frames import pandas_frame

        return pandas_frame(self.columns, self.values)

    def polars(self) -> polars.DataFrame:
        """Return a Polars frame: Int64, Float64, Boolean, Date and String columns, unbound cells null.

        A decimal becomes a float; a column of several types, or of integers beyond 64 bits, becomes text.
        Raises UsageError when Polars is not installed.
        """
        from heze_graph.graph.frames import polars_frame

        return polars_frame(self.columns, self.values)

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
    """Return the dataclass for rows of one shape; the same one again, so that rows of two answers can be equal."""
    return make_dataclass(name, annotated, frozen=True, slots=True)


def _types(cells: Iterable[Cell]) -> Any:
    """Return the type of a column as an annotation: `int | None`, or Any where there is no cell."""
    kinds = sorted({type(cell) for cell in cells}, key=lambda kind: (kind is type(None), kind.__name__))
    return reduce(or_, kinds) if kinds else Any


def _counted(rows: Sequence[Any]) -> str:
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


def _html_row(tag: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(text)}</{tag}>' for text in texts)}</tr>"


def field_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column that a dataclass can have, none twice.

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
    """Return a query's name as that of a class: `targets-of-unit` is TargetsOfUnit."""
    joined = "".join(word[:1].upper() + word[1:] for word in name.split("-"))
    return joined if joined.isidentifier() and not iskeyword(joined) else "Row"
