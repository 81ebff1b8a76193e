"""The syntax of a query, as far as it is checked before an engine sees it: its tokens, and whether it only reads.

Oxigraph's parser and optimiser recurse for each bracket and sign, and a stack overflow kills the process, so the depth
is bounded here. Time and memory cannot be judged by the text; the limits of a worker bound them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from heze_graph.errors import QueryError
from heze_graph.messages import Message, one_line, say

# The terminals of SPARQL 1.1 (section 19.8) that can contain a "?" which is not a variable, and those needed to tell
# them apart. "<" opens an IRI where a scheme, "/" or "#" follows it, or where nothing before ">" looks like a variable;
# elsewhere it is the operator. A prefix has at most 256 characters, so that a text such as "a-a-a-…" is not scanned to
# its end again from each letter.
_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<iri> < (?: (?: [A-Za-z][A-Za-z0-9+.-]*: | \.{0,2}/ | \# ) [^<>"{}|^`\\\x00-\x20]*
                   | [^<>"{}|^`\\?$\x00-\x20]* ) > )
    | (?P<string> \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )* \"{3}
                | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
                | " (?: [^"\\\r\n] | \\. )* "
                | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<variable> [?$] [\w\u00b7\u203f\u2040]+ )
    | (?P<tag> @[A-Za-z]+ (?: -[A-Za-z0-9]+ )* )
    | (?P<name> (?: _ | [^\W\d_] [\w.\u00b7-]{0,255} )? :
                (?: [\w.:\u00b7-] | %[0-9A-Fa-f]{2} | \\[_~.\-!$&'()*+,;=/?\#@%] )* )
    | (?P<word> [^\W\d] \w* )
    | (?P<space> \s+ )
    | (?P<unclosed> ["'] )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# SPARQL 1.1, section 19.2: an engine may replace these escapes before tokenising, so that a comment or an operator can
# turn into something else.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
#: How much of an unknown keyword a message quotes.
_SHOWN = 40
#: The maximum size of a query in bytes. The longest saved query has 3,000; lists of 5,000 numbers or 700 IRIs fit.
MAX_BYTES = 64 * 1024
#: The maximum depth of nested brackets, or of repeated negation. Queries written by people have up to 12.
MAX_DEPTH = 64
#: The schemes that may name a graph; an engine that dereferences names would read `file:` and the like.
SCHEMES = ("http", "https", "urn")
_WHERE = say("queries.the-query")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class Token(NamedTuple):  # made by the ten thousand: a dataclass takes twice as long
    """One token of a query: its kind (a group of the pattern), its text and its position."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; their texts joined are the query again.

    >>> query = "FILTER(?a<?_b && '?_c' != <u:?_d>) # ?_e"
    >>> [token.text for token in tokens(query) if token.kind == "variable"]
    ['?a', '?_b']
    """
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "sign", match.group(), match.start())


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be asked: its form, whether it names its dataset, and whether its answer may vary."""

    form: str
    names_dataset: bool
    volatile: bool


def checked(text: str) -> Checked:
    """Return a query as checked.

    Raises QueryError when it is too long, too deep or not read-only, asks another host (SERVICE), or names a graph by
    anything but an http, https or urn IRI; the query with its escapes replaced must pass the same checks.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryError.problem("queries.longer-text", where=_WHERE, most=MAX_BYTES)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QueryError.problem("queries.not-utf-8", where=_WHERE)
    found = _read(text)
    form = query_form(found, text, _WHERE)
    if (plain := unescaped(text)) != text and query_form(_read(plain), plain, _WHERE) != form:
        raise QueryError.problem("queries.escapes", where=_WHERE)
    words = {token.text.upper() for token in found if token.kind == "word"}
    return Checked(form, "FROM" in words, not words.isdisjoint(_VOLATILE))


def form_of(
    text: str, where: str | Message, allowed: tuple[str, ...] = READING, *, error: type[QueryError] = QueryError
) -> str:
    """Return the form of a query: the first keyword after the prologue, one of `allowed`.

    Raises `error`, which names `where`, for another form, an update, SERVICE, or a text that is not a query. The query
    with its code point escapes replaced must pass the same checks.

    >>> form_of("PREFIX ex: <http://example.org/> SELECT ?s { ?s a ex:C }", "here")
    'SELECT'
    """
    form = query_form(tokens(text), text, where, allowed, error=error)
    plain = unescaped(text)
    if plain != text and query_form(tokens(plain), plain, where, allowed, error=error) != form:
        raise error.problem("queries.escapes", where=where)
    return form


def unescaped(text: str) -> str:
    r"""Return a query with its code point escapes replaced.

    >>> unescaped(r"ASK \u007B}")
    'ASK {}'
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def query_form(
    found: Iterable[Token],
    text: str,
    where: str | Message,
    allowed: tuple[str, ...] = READING,
    *,
    error: type[QueryError] = QueryError,
) -> str:
    """Return the form of a query from its tokens, without replacing escapes; raises as `form_of` does."""
    words = [(token.text.upper(), token.start) for token in found if token.kind == "word"]
    form, start = next(((w, at) for w, at in words if w not in ("PREFIX", "BASE")), ("", len(text)))
    if form not in allowed:
        shown = form if len(form) <= _SHOWN else form[:_SHOWN] + "…"
        shown_or_none = shown or say("queries.no-query")
        raise error.problem(
            "queries.form", where=_line(text, start, where), found=shown_or_none, forms=_either(allowed)
        )
    for word, at in words:
        # Another host would see the query, and could keep the client waiting.
        if word == "SERVICE":
            raise error.problem("queries.service", where=_line(text, at, where))
    return form


def _either(forms: tuple[str, ...]) -> Message:
    *others, last = forms
    return say("queries.either", forms=others, last=last) if others else say("queries.one-form", form=last)


def check_graph(iri: str, where: str | Message) -> None:
    """Raise QueryError unless an IRI may name a graph."""
    scheme = _SCHEME.match(iri)
    if not scheme or scheme[1].lower() not in SCHEMES or not _is_iri(iri):
        raise QueryError.problem("queries.graph", where=where, iri=one_line(iri, most=80), schemes=SCHEMES)


def _read(text: str) -> list[Token]:
    """Return the significant tokens, stopping at the first invalid one."""
    found: list[Token] = []
    depth = signs = 0
    for token in tokens(text):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "unclosed":
            raise QueryError.problem("queries.open-string", where=_line(text, token.start))
        depth += _step(token, found[-1] if found else None)
        signs = signs + 1 if token.text == "!" else 0
        if max(depth, signs) > MAX_DEPTH:
            raise QueryError.problem("queries.too-deep", where=_line(text, token.start), most=MAX_DEPTH)
        found.append(token)
    for token, iri in _graphs(found):
        check_graph(iri, _line(text, token.start))
    return found


def _step(token: Token, before: Token | None) -> int:
    """Return how a token changes the depth; `<<` opens a quoted triple."""
    if token.kind != "sign":
        return 0
    if token.text in _OPEN:
        return 1
    if token.text in _CLOSE:
        return -1
    doubled = before is not None and before.text == token.text and before.start + 1 == token.start
    return {"<": 1, ">": -1}.get(token.text, 0) if doubled else 0


def _graphs(found: list[Token]) -> Iterator[tuple[Token, str]]:
    """Yield the IRIs of FROM clauses, and the bases and prefixes that relative and short names build on."""
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    if "FROM" not in words:
        return
    for index, word in enumerate(words):
        follower = found[index + 1 + (word == "PREFIX") : index + 2 + (word == "PREFIX")]
        if word in ("BASE", "PREFIX", "FROM", "NAMED") and follower and follower[0].kind == "iri":
            iri = follower[0].text[1:-1]
            if word in ("BASE", "PREFIX") or _SCHEME.match(iri):
                yield follower[0], iri


def _is_iri(text: str) -> bool:
    return not any(character in '<>"{}|^`\\' or ord(character) <= 0x20 for character in text)


def _line(text: str, start: int, where: str | Message = _WHERE) -> Message:
    line = text.count(chr(10), 0, start) + 1
    return say("queries.query-line", line=line) if where == _WHERE else say("queries.line", where=where, line=line)
