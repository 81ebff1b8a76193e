"""What a query that anybody may send must not do: change anything, or reach another host."""

from __future__ import annotations

import re
from collections.abc import Iterable

from heze_graph.errors import QueryError
from heze_graph.saved.tokens import Token, tokens

READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

# SPARQL 1.1, section 19.2: an engine may replace these before it looks for tokens, so that a comment or an operator
# can become something else.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")

#: How much of a word that is no form goes into a message.
_SHOWN = 40


def form_of(text: str, where: str, allowed: tuple[str, ...] = READING, *, error: type[QueryError] = QueryError) -> str:
    """Return the form of a query: the first keyword after the prologue, one of `allowed`.

    Raises `error` for another form, an update, SERVICE, or a text that is no query; `where` is named in the message.
    What the query would be with its code point escapes replaced is held to the same rule.

    >>> form_of("PREFIX ex: <http://example.org/> SELECT ?s { ?s a ex:C }", "here")
    'SELECT'
    """
    form = form_told(tokens(text), text, where, allowed, error=error)
    plain = unescaped(text)
    if plain != text and form_told(tokens(plain), plain, where, allowed, error=error) != form:
        raise error.problem(where, "escapes that change the query", "a query without them", "write the characters")
    return form


def unescaped(text: str) -> str:
    r"""Return a query with its code point escapes replaced.

    >>> unescaped(r"ASK \u007B}")
    'ASK {}'
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def form_told(
    found: Iterable[Token],
    text: str,
    where: str,
    allowed: tuple[str, ...] = READING,
    *,
    error: type[QueryError] = QueryError,
) -> str:
    """Return the form of a query as its tokens are, its escapes left alone; raises as `form_of` does."""
    expected = f"a {' or '.join(allowed)} query over this graph only"
    words = [(token.text.upper(), token.start) for token in found if token.kind == "word"]
    form, start = next(((w, at) for w, at in words if w not in ("PREFIX", "BASE")), ("", len(text)))
    if form not in allowed:
        shown = form if len(form) <= _SHOWN else form[:_SHOWN] + "…"
        raise error.problem(_line(text, start, where), shown or "no query", expected, "write a query that only reads")
    for word, at in words:
        # Another host would see what is asked, and could keep the asker waiting.
        if word == "SERVICE":
            raise error.problem(_line(text, at, where), "SERVICE", expected, "leave SERVICE out")
    return form


def _line(text: str, start: int, where: str) -> str:
    return f"{where}, line {text.count(chr(10), 0, start) + 1}"
