"""A variable that an OPTIONAL binds: the rows in which it is bound, and those in which it is not, asked for apart.

Of what may match, Oxigraph cannot be asked for some values only, nor in their order; of what must match it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from heze_graph.queries.narrowing import Group, code, groups, is_alone, is_optional
from heze_graph.queries.statements import statements
from heze_graph.queries.syntax import Token

#: With one of these a filter may hold though a variable is not bound.
_FORGIVING = frozenset(("!", "COALESCE", "BOUND", "IF", "EXISTS", "{"))


class OptionalPart(NamedTuple):
    """An OPTIONAL of a query that binds a variable: its text, and the variable by which it hangs on the rest."""

    variable: str
    text: str
    anchor: str
    #: What has to match for the variable to be bound.
    required: str
    #: The query in which the variable is always bound.
    bound: str


def optional_of(query: str, variable: str) -> OptionalPart | None:
    """Return the OPTIONAL that binds a variable; None where there is none, several, or it does not stand for itself.

    >>> found = optional_of("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c OPTIONAL { ?c <u:r> ?d } } }", "c")
    >>> print(found.bound)
    SELECT * { ?b <u:q> ?c . ?a <u:p> ?b OPTIONAL { ?c <u:r> ?d } }
    >>> print(optional_of("SELECT * { ?a <u:p> ?b . ?b <u:s> ?d OPTIONAL { ?b <u:q> ?c } }", "c").bound)
    SELECT * { ?a <u:p> ?b . ?b <u:q> ?c . ?b <u:s> ?d  }
    """
    found = code(query)
    all_groups = groups(found)
    where = next((number for number, group in enumerate(all_groups) if group.parent < 0), None)
    if where is None or all_groups[where].end == len(found):
        return None
    name = f"?{variable}"
    holding = [one for one in _children(all_groups, where) if name in _texts(found, one)]
    if len(holding) != 1 or not is_optional(holding[0]) or not is_alone(holding[0], all_groups, found):
        return None
    group, outer = holding[0], all_groups[where]
    required, rest = _opened(query, found, all_groups, group, name)
    before = {token.text for token in found[outer.begin : group.begin - 1] if token.kind == "variable"}
    within = {number for number, one in enumerate(all_groups) if group.begin <= one.begin < group.end}
    shared = [one.subject for one in statements(found) if one.group in within and one.subject in before]
    shared += [one.object for one in statements(found) if one.group in within and one.object in before]
    if not required or not shared or name in before:
        return None
    first, begin, end = _behind_first(found, outer), found[group.begin - 1].start, found[group.end].start + 1
    bound = f"{query[:first]} {required} .{query[first:begin]}{' '.join(rest)}{query[end:]}"
    return OptionalPart(variable, query[begin:end], shared[0][1:], required, bound)


def told_by_one(query: str, variable: str) -> str:
    """Return a query in which one statement stands for the OPTIONAL that finds a thing; as it was where none does.

    For a variable that is known to be one of some things: what else stands in the OPTIONAL only tells which these are.

    >>> print(told_by_one("SELECT ?a { ?a <u:p> ?b OPTIONAL { ?a <u:q> ?c . ?c <u:r> ?d FILTER(?d = 1) } }", "c"))
    SELECT ?a { ?a <u:q> ?c . ?a <u:p> ?b  }
    """
    found = optional_of(query, variable)
    if not found:
        return query
    inside = code(found.required)
    leading = {str(one) for one in statements([*code("{"), *inside, *code("}")]) if one.object == f"?{variable}"}
    elsewhere = {token.text for token in code(found.bound.replace(found.required, "", 1))}
    idle = {token.text for token in inside if token.kind == "variable"} - {f"?{variable}", f"?{found.anchor}"}
    if len(leading) != 1 or not idle.isdisjoint(elsewhere):
        return query
    return found.bound.replace(found.required, leading.pop().removesuffix(" ."), 1)


def filtered(query: str, condition: str) -> str:
    """Return a query for the rows that fulfil a condition, too.

    >>> filtered("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } } ORDER BY ?c", "!BOUND(?c)")
    'SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c }  FILTER(!BOUND(?c)) } ORDER BY ?c'
    """
    found = code(query)
    where = next(group for group in groups(found) if group.parent < 0)
    end = found[where.end].start
    return f"{query[:end]} FILTER({condition}) {query[end:]}"


def without_idle(query: str) -> str:
    """Return a query without the OPTIONALs that can match nothing, because a parameter that they need is left open.

    >>> without_idle("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c FILTER(STR(?c) = ?__c) } }")
    'SELECT * { ?a <u:p> ?b  }'
    """
    found = code(query)
    for group in reversed(groups(found)):
        if is_optional(group) and group.end < len(found) and _is_idle(found[group.begin + 1 : group.end]):
            query = query[: found[group.begin - 1].start] + query[found[group.end].start + 1 :]
    return query


def _behind_first(found: Sequence[Token], where: Group) -> int:
    """Return the place behind the first statements of a group, which have the fewest, if others stand behind them."""
    for token in found[where.begin + 1 : where.end]:
        if token.text == "." or token.text in "{}(" or token.text.upper() == "FILTER":
            return token.start + 1 if token.text == "." else found[where.begin].start + 1
    return found[where.begin].start + 1


def _is_idle(inside: Sequence[Token]) -> bool:
    """Return whether a pattern has one plain filter, and an open parameter is part of each alternative in it.

    Of a UNION each branch has.
    """
    branches = _branches(inside)
    if len(branches) > 1:
        return all(map(_is_idle, branches))
    texts = [token.text.upper() for token in inside]
    if texts.count("FILTER") != 1 or not _FORGIVING.isdisjoint(texts):
        return False
    alternatives = " ".join(texts[texts.index("FILTER") :]).replace("| |", "||").split("||")
    return all("?__" in one for one in alternatives)


def _branches(inside: Sequence[Token]) -> list[Sequence[Token]]:
    """Return what stands in the branches of a pattern that is a UNION and nothing else; nothing of another."""
    outer = [group for group in groups(inside) if group.parent < 0]
    joined = [group.before for group in outer] == [(), *[("UNION",)] * (len(outer) - 1)]
    if not joined or outer[-1].end + 1 < len(inside):
        return []
    return [inside[group.begin + 1 : group.end] for group in outer]


def _children(all_groups: Sequence[Group], parent: int) -> list[Group]:
    return [group for group in all_groups if group.parent == parent]


def _texts(found: Sequence[Token], group: Group) -> set[str]:
    return {token.text for token in found[group.begin : group.end]}


def _opened(
    query: str, found: Sequence[Token], all_groups: Sequence[Group], group: Group, name: str
) -> tuple[str, list[str]]:
    """Return what must match where a variable of an OPTIONAL is bound, and the OPTIONALs within that still may."""
    required, rest, at = [], [], found[group.begin].start + 1
    optional = [inner for inner in _children(all_groups, all_groups.index(group)) if is_optional(inner)]
    nested = {place for inner in optional for place in range(inner.begin, inner.end)}
    is_here = any(found[place].text == name for place in range(group.begin, group.end) if place not in nested)
    for inner in optional:
        begin, end = found[inner.begin - 1].start, found[inner.end].start + 1
        required.append(query[at:begin])
        at = end
        if not is_here and name in _texts(found, inner):
            must, may = _opened(query, found, all_groups, inner, name)
            required.append(must)
            rest += may
        else:
            rest.append(query[begin:end])
    required.append(query[at : found[group.end].start])
    return " . ".join(one for piece in required if (one := piece.strip().rstrip(".").strip())), rest
