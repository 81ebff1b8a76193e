"""Faults of syntax in a query, told by kind: the parser names what it would have taken, which helps nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from heze_graph.messages import Message, fault, say
from heze_graph.rdf.terms import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): ")
#: Kinds that the parser names, by what it says.
_NAMED = (
    ("Prefix not found", "prefix"),
    ("variable that is unbound", "grouped"),
    ("Duplicated variable name", "twice"),
    ("IRI parsing failed", "iri"),
)
#: All kinds, with the blanks of their messages.
FAULTS: Mapping[str, tuple[str, ...]] = {
    "prefix": ("prefix", "iri"),
    "grouped": (),
    "twice": (),
    "iri": (),
    "wide": ("near",),
    "open": ("bracket", "closing"),
    "at": ("near",),
    "end": (),
}
_PREFIX = re.compile(r"([\w-]*):[\w.%-]*$")
_TEXT = re.compile(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'|<[^<>\s]*>|#.*')
_CLOSING = {"{": "}", "(": ")", "[": "]"}
#: Signs that Chinese keyboards give in place of those of SPARQL.
_WIDE = "“”‘’，。；：？（）｛｝［］＜＞＝"
_NEAR = re.compile(r"\s*(\w+|\S)")
_LONGEST = 40
#: The parser places what is not ASCII up to so many characters too late.
_ABOUT = 3


def place_of(message: str) -> Message:
    """Return where Oxigraph's message, “error at LINE:COLUMN: reason”, places the fault in a query."""
    found = _PLACE.match(message)
    return say("store.place", line=int(found[1]), column=int(found[2])) if found else say("queries.the-query")


def syntax_fault(message: str, query: str) -> Message:
    """Return what is wrong with a query by Oxigraph's message on it, without the place of it."""
    begin, end = _around(message, query)
    kind = next((kind for words, kind in _NAMED if words in message), "")
    if kind == "prefix" and (found := _PREFIX.search(begin)):
        return fault("store.syntax-prefix", prefix=found[1], iri=PREFIXES.get(found[1], "…"))
    if kind in ("grouped", "twice", "iri"):
        return fault(f"store.syntax-{kind}")
    near = _NEAR.match(end)
    wide = next((sign for sign in _blanked(begin).rstrip()[-_ABOUT:] + end[:1] if sign in _WIDE), "")
    if wide:
        return fault("store.syntax-wide", near=wide)
    bracket = next(_unclosed(query), "")
    if bracket and not near:
        return fault("store.syntax-open", bracket=bracket, closing=_CLOSING[bracket])
    return fault("store.syntax-at", near=near[1][:_LONGEST]) if near else fault("store.syntax-end")


def _around(message: str, query: str) -> tuple[str, str]:
    """Return the query before and behind the place of its fault; the columns of the parser count characters."""
    found = _PLACE.match(message)
    if not found:
        return query, ""
    lines = query.splitlines(keepends=True)
    at = sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1
    return query[:at], query[at:]


def _blanked(query: str) -> str:
    """Return a query with blanks for its texts, IRIs and comments."""
    return _TEXT.sub(lambda found: " " * len(found[0]), query)


def _unclosed(query: str) -> Iterator[str]:
    """Yield the brackets that are not closed, the last first; those in texts, IRIs and comments are none."""
    opened: list[str] = []
    for sign in _blanked(query):
        if sign in _CLOSING:
            opened.append(sign)
        elif opened and sign == _CLOSING[opened[-1]]:
            opened.pop()
    yield from reversed(opened)
