"""What a query that anybody may send must not do: change anything, or reach another host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heze_graph.errors import QueryError
from heze_graph.saved.tokens import Token, tokens

READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

# SPARQL 1.1, section 19.2: an engine may replace these before it looks for tokens, so that a comment or an operator
# can become something else.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})")


def form_of(text: str, where: str, allowed: tuple[str, ...] = READING, *, error: type[QueryError] = QueryError) -> str:
    """Return the form of a query: the first keyword after the prologue, one of `allowed`.

    Raises `error` for another form, an update, SERVICE, or a text that is no query; `where` is named in the message.
    What the query would be with its code point escapes replaced is held to the same rule.

    >>> form_of("PREFIX ex: <http://example.org/> SELECT ?s { ?s a ex:C }", "here")
    'SELECT'
    """
    form = _form(text, where, allowed, error)
    plain = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    if plain != text and _form(plain, where, allowed, error) != form:
        raise error.problem(where, "escapes that change the query", "a query without them", "write the characters")
    return form


def _form(text: str, where: str, allowed: tuple[str, ...], error: type[QueryError]) -> str:
    expected = f"a {' or '.join(allowed)} query over this graph only"
    words = list(_words(text))
    form, start = next(((w, at) for w, at in words if w not in ("PREFIX", "BASE")), ("", len(text)))
    if form not in allowed:
        raise error.problem(_line(text, start, where), form or "no query", expected, "write a query that only reads")
    for word, at in words:
        # Another host would see what is asked, and could keep the asker waiting.
        if word == "SERVICE":
            raise error.problem(_line(text, at, where), "SERVICE", expected, "leave SERVICE out")
    return form


def _words(text: str) -> Iterator[tuple[str, int]]:
    token: Token
    for token in tokens(text):
        if token.kind == "word":
            yield token.text.upper(), token.start


def _line(text: str, start: int, where: str) -> str:
    return f"{where}, line {text.count(chr(10), 0, start) + 1}"
