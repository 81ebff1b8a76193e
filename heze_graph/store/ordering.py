"""Sorting rows here instead of in Oxigraph, which looks up the texts of two rows each time it compares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer, Value
from heze_graph.rdf.terms import XSD

#: The last clause of a query, where it names only variables.
_ORDER = re.compile(
    r"^ORDER BY(?P<keys>(?:[ \t]+(?:[?$]\w+|(?:ASC|DESC)[ \t]*\([ \t]*[?$]\w+[ \t]*\)))+)\s*\Z", re.MULTILINE
)
_KEY = re.compile(r"(?P<descending>DESC\W*)?[?$](?P<name>\w+)")
_SELECT = re.compile(
    r"^SELECT[ \t]+(?P<distinct>(?:DISTINCT|REDUCED)\b)?(?P<rest>[^{]*?)(?=\s*(?:WHERE\b|\{))", re.MULTILINE
)
_INTEGER, _DECIMAL = XSD + "integer", XSD + "decimal"
#: Types whose values sort as their texts do where these have a usual form: years of four digits, no time zone.
_SORTED_AS_TEXTS = {
    XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    XSD + "gYear": re.compile(r"[0-9]{4}"),
    XSD + "boolean": re.compile("false|true"),
}


class Key(NamedTuple):
    """A variable by which rows are sorted."""

    variable: str
    descending: bool


def order_of(query: str) -> tuple[Key, ...]:
    r"""Return the sort keys of a query; nothing where it has none, or sorts by more than variables.

    >>> order_of("SELECT ?a { ?a ?b ?c }\nORDER BY DESC(?c) ?a")
    (Key(variable='c', descending=True), Key(variable='a', descending=False))
    """
    found = _ORDER.search(query)
    return tuple(Key(one["name"], bool(one["descending"])) for one in _KEY.finditer(found["keys"])) if found else ()


def unordered(query: str) -> str:
    """Return a query without its ORDER BY, where `order_of` understands it."""
    return _ORDER.sub("", query)


def ordered(query: str, ask: Callable[[str], Answer]) -> Answer:
    """Return the answer to a query in its order, sorted by the engine only where the values are of several kinds."""
    keys, select = order_of(query), _SELECT.search(query)
    if not keys or not select:
        return ask(query)
    lacking = [] if "*" in select["rest"].split() else [key.variable for key in keys if not _named(key, select["rest"])]
    if lacking and select["distinct"]:
        return ask(query)
    more = "".join(f" ?{name}" for name in dict.fromkeys(lacking))
    try:
        answer = ask(unordered(f"{query[: select.end()]}{more}{query[select.end() :]}"))
    except QueryError:
        return ask(query)  # a fault is told by its place in the query as it was written
    rows = in_order(answer, keys)
    if rows is None:
        return ask(query)
    own = len(answer.columns) - len(dict.fromkeys(lacking))
    return Answer(answer.columns[:own], tuple(row[:own] for row in rows) if lacking else tuple(rows))


def _named(key: Key, selected: str) -> bool:
    return re.search(rf"[?$]{key.variable}\b", selected) is not None


def in_order(answer: Answer, keys: Sequence[Key]) -> Sequence[tuple[Value, ...]] | None:
    """Return the rows in order (SPARQL 1.1, section 15.1); None where the values have no defined order."""
    rows = list(answer.rows)
    for variable, descending in reversed(keys):
        if variable not in answer.columns:
            return None
        at = answer.columns.index(variable)
        place = _place({_kind(row[at]) for row in rows} - {""})
        if place is None:
            return None
        rows.sort(key=lambda row: (0,) if row[at] is None else (1, place(row[at])), reverse=descending)
    return rows


def _kind(value: Value) -> str:
    """Return the kind of values that a value can be compared with; "" for an unbound one, which compares with all."""
    if value is None:
        return ""
    if value.kind == "iri":
        return "iri"
    usual = _SORTED_AS_TEXTS.get(value.datatype or "")
    if usual and not usual.fullmatch(value.text):
        return "other"
    return value.datatype or f"text {value.language or ''}"


def _place(kinds: set[str]) -> Callable[[Any], Any] | None:
    """Return the sort key function for values of some kinds; None where they have no common order."""
    if kinds <= {_INTEGER, _DECIMAL} and kinds:
        return (lambda value: int(value.text)) if kinds == {_INTEGER} else (lambda value: Decimal(value.text))
    one = next(iter(kinds), "iri")
    if len(kinds) > 1 or not (one == "iri" or one in _SORTED_AS_TEXTS or one.startswith("text ")):
        return None
    return lambda value: value.text
