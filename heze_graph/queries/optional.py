"""A variable that an OPTIONAL binds: the rows that have a value and those that lack one are asked for separately.

Oxigraph cannot be asked for some values of an optional pattern only, nor in their order; of a required one it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from heze_graph.queries.narrowing import is_independent
from heze_graph.queries.structure import Group, ParsedQuery
from heze_graph.queries.syntax import Token

#: With one of these a filter may hold although a variable is unbound.
_FORGIVING = frozenset(("!", "COALESCE", "BOUND", "IF", "EXISTS", "{"))


class OptionalPart(NamedTuple):
    """An OPTIONAL of a query that binds a variable: its text, and the variable that connects it to the rest."""

    variable: str
    text: str
    anchor: str
    #: What has to match for the variable to be bound.
    required: str
    #: The query in which the variable is always bound.
    bound: str


def optional_of(text: str, variable: str) -> OptionalPart | None:
    """Return the OPTIONAL that binds a variable; None where there is none, several, or it depends on another one.

    >>> found = optional_of("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c OPTIONAL { ?c <u:r> ?d } } }", "c")
    >>> print(found.bound)
    SELECT * { ?b <u:q> ?c . ?a <u:p> ?b OPTIONAL { ?c <u:r> ?d } }
    >>> print(optional_of("SELECT * { ?a <u:p> ?b . ?b <u:s> ?d OPTIONAL { ?b <u:q> ?c } }", "c").bound)
    SELECT * { ?a <u:p> ?b . ?b <u:q> ?c . ?b <u:s> ?d  }
    """
    query = ParsedQuery.of(text)
    if not query.groups or query.where.end == len(query.tokens):
        return None
    name = f"?{variable}"
    holding = [number for number in query.children(0) if _names(query, query.groups[number], name)]
    group = query.groups[holding[0]] if len(holding) == 1 else None
    if not group or not group.is_optional or not is_independent(query, group):
        return None
    required, rest = _opened(query, holding[0], name)
    before = {token.text for token in query.tokens[query.where.begin : group.begin - 1] if token.kind == "variable"}
    within = {number for number, one in enumerate(query.groups) if group.begin <= one.begin < group.end}
    own = [one for one in query.statements if one.group in within]
    shared = [end for end in (*(one.subject for one in own), *(one.object for one in own)) if end in before]
    if not required or not shared or name in before:
        return None
    first, begin, end = _behind_first(query), query.tokens[group.begin - 1].start, query.end_of(group.end)
    bound = f"{text[:first]} {required} .{text[first:begin]}{' '.join(rest)}{text[end:]}"
    return OptionalPart(variable, text[begin:end], shared[0][1:], required, bound)


def told_by_one(text: str, variable: str) -> str:
    """Return a query in which one statement replaces the OPTIONAL that finds a thing; unchanged where none does.

    For a variable that is restricted to some things: whatever else the OPTIONAL has only tells which these are.

    >>> print(told_by_one("SELECT ?a { ?a <u:p> ?b OPTIONAL { ?a <u:q> ?c . ?c <u:r> ?d FILTER(?d = 1) } }", "c"))
    SELECT ?a { ?a <u:q> ?c . ?a <u:p> ?b  }
    """
    found = optional_of(text, variable)
    if not found:
        return text
    inside = ParsedQuery.of(f"{{ {found.required} }}")
    leading = {str(one) for one in inside.statements if one.object == f"?{variable}"}
    elsewhere = {token.text for token in ParsedQuery.of(found.bound.replace(found.required, "", 1)).tokens}
    idle = {token.text for token in inside.tokens if token.kind == "variable"} - {f"?{variable}", f"?{found.anchor}"}
    if len(leading) != 1 or not idle.isdisjoint(elsewhere):
        return text
    return found.bound.replace(found.required, leading.pop().removesuffix(" ."), 1)


def filtered(text: str, condition: str) -> str:
    """Return a query for the rows that also satisfy a condition.

    >>> filtered("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } } ORDER BY ?c", "!BOUND(?c)")
    'SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c }  FILTER(!BOUND(?c)) } ORDER BY ?c'
    """
    query = ParsedQuery.of(text)
    end = query.tokens[query.where.end].start
    return f"{text[:end]} FILTER({condition}) {text[end:]}"


def without_idle(text: str) -> str:
    """Return a query without the OPTIONALs that cannot match because a parameter they need has no value.

    >>> without_idle("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c FILTER(STR(?c) = ?__c) } }")
    'SELECT * { ?a <u:p> ?b  }'
    """
    query = ParsedQuery.of(text)
    for group in reversed(query.groups):
        if group.is_optional and group.end < len(query.tokens) and _is_idle(query.inside(group)):
            text = text[: query.tokens[group.begin - 1].start] + text[query.end_of(group.end) :]
    return text


def _behind_first(query: ParsedQuery) -> int:
    """Return the position behind the first subject's statements: queries begin with the fewest."""
    for token in query.inside(query.where):
        if token.text == ".":
            return token.start + 1
        if token.text in "{}(" or token.text.upper() == "FILTER":
            break
    return query.end_of(query.where.begin)


def _is_idle(inside: Sequence[Token]) -> bool:
    """Return whether a pattern has one plain filter, each alternative of which needs a parameter without a value.

    In a UNION each branch has to.
    """
    if branches := _branches(inside):
        return all(map(_is_idle, branches))
    texts = [token.text.upper() for token in inside]
    if texts.count("FILTER") != 1 or not _FORGIVING.isdisjoint(texts):
        return False
    alternatives = " ".join(texts[texts.index("FILTER") :]).replace("| |", "||").split("||")
    return all("?__" in one for one in alternatives)


def _branches(inside: Sequence[Token]) -> list[Sequence[Token]]:
    """Return the contents of the branches of a pattern that is nothing but a UNION; nothing of another one."""
    branches: list[Sequence[Token]] = []
    depth, begin = 0, 0
    for at, token in enumerate(inside):
        if token.text == "{" and depth == 0:
            begin = at + 1
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text == "}" and depth == 0:
            branches.append(inside[begin:at])
        elif depth == 0 and token.text.upper() != "UNION":
            return []
    return branches


def _names(query: ParsedQuery, group: Group, name: str) -> bool:
    return any(token.text == name for token in query.inside(group))


def _opened(query: ParsedQuery, number: int, name: str) -> tuple[str, list[str]]:
    """Return what must match for an OPTIONAL to bind a variable, and the OPTIONALs inside it that still may."""
    group = query.groups[number]
    required, rest, at = [], [], query.end_of(group.begin)
    optional = [child for child in query.children(number) if query.groups[child].is_optional]
    nested = {at for child in optional for at in range(query.groups[child].begin, query.groups[child].end)}
    is_here = any(query.tokens[at].text == name for at in range(group.begin, group.end) if at not in nested)
    for child in optional:
        inner = query.groups[child]
        begin = query.tokens[inner.begin - 1].start
        required.append(query.text[at:begin])
        at = query.end_of(inner.end)
        if not is_here and _names(query, inner, name):
            must, may = _opened(query, child, name)
            required.append(must)
            rest += may
        else:
            rest.append(query.text[begin:at])
    required.append(query.text[at : query.tokens[group.end].start])
    return " . ".join(one for piece in required if (one := piece.strip().rstrip(".").strip())), rest
