"""What a stranger's query is, told by its tokens before any engine sees it: whether it may be asked, and what it costs.

Oxigraph's parser and optimiser call themselves for each bracket and sign, and a process whose stack is full ends; so
the depth is bounded here. What needs long or much memory cannot be told by the text: a worker's limits end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from heze_graph.errors import QueryError
from heze_graph.saved.guard import form_told, unescaped
from heze_graph.saved.tokens import Token, tokens

#: Bytes of a query. The longest saved query has 3,000; lists of 5,000 numbers or 700 IRIs fit.
MAX_BYTES = 64 * 1024
#: Brackets within brackets, or signs of negation in a row. Queries that people write have up to 12.
MAX_DEPTH = 64
#: What a graph may be named by; `file:` and its like would be read by an engine that follows names.
SCHEMES = ("http", "https", "urn")
#: What joins without a common variable is multiplied: dearer than any number of patterns that are joined.
CROSS_PRODUCT = 100
#: What a word costs where a pattern costs 1: it makes the engine go through everything, or through it again.
_WORDS = dict.fromkeys(("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "REGEX", "REPLACE"), 5)
_WORDS |= dict.fromkeys(("ORDER", "GROUP", "DISTINCT", "OPTIONAL", "UNION", "MINUS", "EXISTS", "BIND"), 2)
#: How many tokens of anything else cost 1.
_TOKENS = 20
#: What a path of any length costs.
_REPETITION = 20

_WHERE = "the query"
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
#: What begins a part in which variables stand side by side without being joined.
_LISTS = frozenset(("SELECT", "DESCRIBE", "GROUP", "ORDER", "GRAPH"))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be asked: its form, whether it names its dataset or may answer differently, and its cost.

    `cost` is an estimate: the number of its patterns, more for what goes through everything, and CROSS_PRODUCT more for
    each part that shares no variable with the others.
    """

    form: str
    names_dataset: bool
    volatile: bool
    cost: int


def checked(text: str) -> Checked:
    """Return what a query is.

    Raises QueryError when it is too long, too deep, no query that only reads, asks another host (SERVICE), or names a
    graph by anything but an http, https or urn IRI; what it would be with its escapes replaced is held to the same.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryError.problem(_WHERE, "a longer text", f"at most {MAX_BYTES:,} bytes", "ask for less at once")
    found = _read(text)
    form = form_told(found, text, _WHERE)
    if (plain := unescaped(text)) != text and form_told(_read(plain), plain, _WHERE) != form:
        raise QueryError.problem(
            _WHERE, "escapes that change the query", "a query without them", "write the characters"
        )
    words = {token.text.upper() for token in found if token.kind == "word"}
    return Checked(form, "FROM" in words, not words.isdisjoint(_VOLATILE), _cost(_body(found)))


def check_graph(iri: str, where: str) -> None:
    """Raise QueryError unless an IRI may name a graph."""
    scheme = _SCHEME.match(iri)
    if not scheme or scheme[1].lower() not in SCHEMES or not _is_iri(iri):
        raise QueryError.problem(
            where, f"“{_short(iri)}”", f"an IRI of {', '.join(SCHEMES)}", "name a graph by its IRI"
        )


def _read(text: str) -> list[Token]:
    """Return the tokens that count, read no further than the first that is at fault."""
    found: list[Token] = []
    depth = signs = 0
    for token in tokens(text):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "unclosed":
            raise QueryError.problem(_line(text, token), "an open string", "a closing quote", "close it")
        depth += _step(token, found[-1] if found else None)
        signs = signs + 1 if token.text == "!" else 0
        if max(depth, signs) > MAX_DEPTH:
            expected = f"at most {MAX_DEPTH} brackets or signs within each other"
            raise QueryError.problem(_line(text, token), "a deeper query", expected, "write it flatter")
        found.append(token)
    for token, iri in _graphs(found):
        check_graph(iri, _line(text, token))
    return found


def _step(token: Token, before: Token | None) -> int:
    """Return by how much a token leads deeper; `<<` opens a triple within a triple."""
    if token.kind != "sign":
        return 0
    if token.text in _OPEN:
        return 1
    if token.text in _CLOSE:
        return -1
    doubled = before is not None and before.text == token.text and before.start + 1 == token.start
    return {"<": 1, ">": -1}.get(token.text, 0) if doubled else 0


def _graphs(found: list[Token]) -> Iterator[tuple[Token, str]]:
    """Yield the IRIs that FROM names, and those that its relative and short names stand upon."""
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    if "FROM" not in words:
        return
    for index, word in enumerate(words):
        follower = found[index + 1 + (word == "PREFIX") : index + 2 + (word == "PREFIX")]
        if word in ("BASE", "PREFIX", "FROM", "NAMED") and follower and follower[0].kind == "iri":
            iri = follower[0].text[1:-1]
            if word in ("BASE", "PREFIX") or _SCHEME.match(iri):
                yield follower[0], iri


def _body(found: list[Token]) -> list[Token]:
    """Return a query without the template of CONSTRUCT, whose triples join nothing."""
    for index, token in enumerate(found[:-1]):
        if token.kind == "word" and token.text.upper() == "CONSTRUCT" and found[index + 1].text == "{":
            end = next((at for at in range(index, len(found)) if found[at].text == "}"), len(found))
            return found[end:]
    return found


def _cost(found: list[Token]) -> int:
    """Return the cost: Oxigraph joins what shares a variable by looking it up, and all else by multiplying."""
    parts: list[set[str]] = []
    cost = len(found) // _TOKENS + sum(_WORDS.get(token.text.upper(), 0) for token in found if token.kind == "word")
    cost += _REPETITION * sum(_repeats(before, token) for before, token in pairwise(found))
    for names in _patterns(found):
        cost += 1
        joined = [part for part in parts if not part.isdisjoint(names)]
        parts = [part for part in parts if part.isdisjoint(names)]
        parts.append(names.union(*joined))
    return cost + CROSS_PRODUCT * max(0, len(parts) - 1)


def _repeats(before: Token, token: Token) -> bool:
    """Whether a token is the sign of a path of any length; after a variable it is arithmetic."""
    return token.text in ("*", "+") and (before.text in (")", "a") or before.kind in ("iri", "name"))


def _patterns(found: Iterable[Token]) -> Iterator[set[str]]:
    """Yield the variables of each pattern of triples (with all its `;` and `,`), those in parentheses left out."""
    names: set[str] = set()
    inside, listing, before = 0, False, ""
    for token in found:
        text = token.text
        if token.kind == "sign":
            inside += {"(": 1, ")": -1}.get(text, 0)
            if text in "{}" or (text == "." and not before.isdecimal()):
                if names:
                    yield names
                names, listing = set(), False
        elif token.kind == "word" and text.upper() in _LISTS:
            listing = True
        elif (token.kind == "variable" or text.startswith("_:")) and not inside and not listing:
            names.add(text.replace("$", "?"))
        before = text


def _is_iri(text: str) -> bool:
    return not any(character in '<>"{}|^`\\' or ord(character) <= 0x20 for character in text)


def _short(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= 80 else shown[:80] + "…"


def _line(text: str, token: Token) -> str:
    return f"{_WHERE}, line {text.count(chr(10), 0, token.start) + 1}"
