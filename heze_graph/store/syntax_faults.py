"""Syntax errors in a query, explained by kind: the parser only lists the tokens it would have accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from heze_graph.messages import Message, fault, say
from heze_graph.rdf.terms import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): ")
#: Kinds that the parser's message names.
_NAMED = (
    ("Prefix not found", "prefix"),
    ("variable that is unbound", "grouped"),
    ("Duplicated variable name", "twice"),
    ("IRI parsing failed", "iri"),
)
#: All kinds, with the placeholders of their messages.
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
#: Characters that Chinese keyboards produce in place of SPARQL's.
_WIDE = "“”‘’，。；：？（）｛｝［］＜＞＝"
_NEAR = re.compile(r"\s*(\w+|\S)")
_LONGEST = 40
#: The parser's position may be too far to the right by this many characters behind non-ASCII text.
_ABOUT = 3


def place_of(message: str) -> Message:
    """Return the position in Oxigraph's message, “error at LINE:COLUMN: reason”."""
    found = _PLACE.match(message)
    return say("store.place", line=int(found[1]), column=int(found[2])) if found else say("queries.the-query")


def syntax_fault(message: str, query: str) -> Message:
    """Return what is wrong with a query, from Oxigraph's message on it, without the position."""
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
    """Return the query before and after the error; the parser counts columns in characters."""
    found = _PLACE.match(message)
    if not found:
        return query, ""
    lines = query.splitlines(keepends=True)
    at = sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1
    return query[:at], query[at:]


def _blanked(query: str) -> str:
    """Return a query with its strings, IRIs and comments replaced by blanks."""
    return _TEXT.sub(lambda found: " " * len(found[0]), query)


def _unclosed(query: str) -> Iterator[str]:
    """Yield the brackets that are not closed, the last first; those in strings, IRIs and comments do not count."""
    opened: list[str] = []
    for sign in _blanked(query):
        if sign in _CLOSING:
            opened.append(sign)
        elif opened and sign == _CLOSING[opened[-1]]:
            opened.pop()
    yield from reversed(opened)
