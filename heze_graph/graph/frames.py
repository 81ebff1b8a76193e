"""Columns of Python values as data frames; pandas and Polars are imported when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from heze_graph.errors import UsageError
from heze_graph.graph.values import Cell

if TYPE_CHECKING:
    import pandas
    import polars

_LARGEST = 2**63 - 1
#: The type of a column → its type in pandas, whose capital letters know missing values, and in Polars.
_TYPES = {
    int: ("Int64", "Int64"),
    float: ("Float64", "Float64"),
    bool: ("boolean", "Boolean"),
    # By the second: nanoseconds end in 2262.
    date: ("datetime64[s]", "Date"),
    str: ("string", "String"),
}


def pandas_frame(columns: Sequence[str], values: Sequence[Sequence[Cell]]) -> pandas.DataFrame:
    """Return a pandas frame of columns; raises UsageError when pandas is not installed."""
    library = _library("pandas")
    series = [library.Series(cells, dtype=_TYPES[kind][0] if kind else "object") for kind, cells in map(_typed, values)]
    frame = library.concat(series, axis=1) if series else library.DataFrame()
    frame.columns = list(columns)
    return cast("pandas.DataFrame", frame)


def polars_frame(columns: Sequence[str], values: Sequence[Sequence[Cell]]) -> polars.DataFrame:
    """Return a Polars frame of columns; raises UsageError when Polars is not installed."""
    library = _library("polars")
    typed = map(_typed, values)
    series = [
        library.Series(column, cells, dtype=getattr(library, _TYPES[kind][1]))
        if kind
        else library.Series(column, [None if cell is None else str(cell) for cell in cells], dtype=library.String)
        for column, (kind, cells) in zip(columns, typed, strict=True)
    ]
    return cast("polars.DataFrame", library.DataFrame(series))


def _typed(cells: Sequence[Cell]) -> tuple[type | None, list[Cell]]:
    """Return the one type of a column, and its cells as that type; None where there are several, or none fits."""
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
        raise UsageError.problem(
            "this Python", f"no {name}", f"the library {name}", f"run `python -m pip install {name}`"
        ) from error
    return module
