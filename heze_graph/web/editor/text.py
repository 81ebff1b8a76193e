"""The query that the editor opens with: one from the address, a saved one, or one to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from heze_graph.errors import QueryError
from heze_graph.saved.library import Library, SavedQuery

#: Parameters of the address that are no parameters of a saved query.
OWN = ("query", "name", "lang")


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a query, the name of the saved query that it is, "" for another, and what is wrong with the wish."""

    text: str
    name: str = ""
    fault: str = ""


def opened(library: Library, wished: Mapping[str, str]) -> Opened:
    """Return what the editor opens with: `query`, the text itself; or `name` and the parameters of a saved query.

    A parameter that is needed and not given gets its default, its example or its first allowed value. Where a value
    is at fault the query stands as it is written, with its parameters open.
    """
    if wished.get("query"):
        return Opened(wished["query"])
    name = wished.get("name", "")
    if not name:
        return Opened(_start())
    try:
        query = library.get(name)
    except QueryError as error:
        return Opened(_start(), fault=str(error))
    given = {key: value for key, value in wished.items() if key not in OWN and value}
    try:
        return Opened(query.bound(_filled(query) | given), name)
    except QueryError as error:
        return Opened(query.text, name, str(error))


def _filled(query: SavedQuery) -> dict[str, str]:
    found = {}
    for parameter in query.parameters:
        value = parameter.default or parameter.example or next(iter(parameter.allowed), None)
        if parameter.required and value:
            found[parameter.name] = value
    return found


@cache
def _start() -> str:
    return Path(__file__).with_name("start.rq").read_text(encoding="utf-8")
