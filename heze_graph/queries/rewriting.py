"""A query rewritten to read less of a large graph, with the same rows or some of them.

Narrowing restricts a variable to some values. Oxigraph evaluates each branch of a UNION and each sub-select on its
own, so the values are stated in each group that is joined to the rest and names the variable. Oxigraph also tends to
evaluate an OPTIONAL over the whole graph although a few rows need little of it; LATERAL (SEP-0006, known to Oxigraph
and Jena) looks it up row by row. An optional pattern cannot be asked for some values only, nor in their order, as a
required one can; so the rows that have a value and those that lack one are asked for separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import NamedTuple

from heze_graph.queries.structure import Group, ParsedQuery
from heze_graph.queries.syntax import Token
from heze_graph.rdf.codec import checked_iri

#: Words before a group that is not simply joined to the rest: fewer rows in it would change the rows of the whole.
_APART = frozenset(("OPTIONAL", "LATERAL", "MINUS", "EXISTS", "SERVICE", "GRAPH", "VALUES", "CONSTRUCT"))
#: In an OPTIONAL these do not see what is bound outside of it; in a LATERAL they do.
_SEE_THE_ROW = frozenset(("BIND", "MINUS", "LIMIT", "OFFSET"))
#: What ends the statements and filters of a group.
_NO_STATEMENT = frozenset(("{", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "LATERAL", "SERVICE", "GRAPH"))
AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
#: With one of these a filter may hold although a variable is unbound.
_FORGIVING = frozenset(("!", "COALESCE", "BOUND", "IF", "EXISTS", "{"))
#: A limit beyond any graph, which tells Oxigraph to expect few rows (docs/decisions/0040-few-rows.md).
_NEVER = "1000000000"


def narrowed(text: str, variable: str, things: Iterable[str]) -> str:
    """Return a query in which a variable is one of some things; raises ValueError for one that is not an IRI.

    >>> print(narrowed("SELECT ?a { { ?a <u:p> ?b } UNION { ?a <u:q> ?b } OPTIONAL { ?a <u:r> ?c } }", "a", ["u:1"]))
    SELECT ?a { VALUES ?a { <u:1> } { VALUES ?a { <u:1> } ?a <u:p> ?b } UNION { VALUES ?a { <u:1> } ?a <u:q> ?b } \
OPTIONAL { ?a <u:r> ?c } }
    """
    return Narrowing.of(text, variable).about(things)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A query cut into pieces at the places where the values of a variable are to be stated."""

    variable: str
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str, variable: str) -> Narrowing:
        """Return the pieces of a query."""
        query = ParsedQuery.of(text)
        names = _written(variable)
        places = [0]
        for group, can_be_narrowed in zip(query.groups, narrowable_groups(query, variable), strict=True):
            inside = query.inside(group)
            named = group.parent < 0 or any(token.text in names for token in inside)
            if can_be_narrowed and named and not _selects(inside):
                places.append(query.tokens[group.begin].start + 1)
        return cls(variable, tuple(text[one:two] for one, two in pairwise((*places, len(text)))))

    def about(self, things: Iterable[str]) -> str:
        """Return the query about some things, given by their IRIs.

        Raises ValueError for one that is not an IRI: it could end the angle brackets and inject query text.
        """
        return self.to(f"<{checked_iri(thing)}>" for thing in things)

    def to(self, terms: Iterable[str]) -> str:
        """Return the query about some terms, in SPARQL syntax."""
        return f" VALUES ?{self.variable} {{ {' '.join(terms)} }}".join(self.pieces)


def narrowable_groups(query: ParsedQuery, variable: str) -> list[bool]:
    """Return for each group whether restricting a variable in it only selects among the rows of the whole query."""
    narrow: list[bool] = []
    for group in query.groups:
        inside = query.inside(group)
        joined = (group.parent < 0 or narrow[group.parent]) and _APART.isdisjoint(group.before)
        if "SELECT" in group.before and group.parent >= 0:
            joined = joined and _is_projected(group.before, _written(variable))
        narrow.append(joined and not (_selects(inside) and _is_cut(inside)))
    return narrow


def is_always_bound(text: str, variable: str) -> bool:
    """Return whether every row of a query binds a variable, as far as its groups tell.

    Only then are the rows of a narrowed query rows of the whole one: stating a value binds a variable that was unbound.

    >>> is_always_bound("SELECT ?a ?b { { ?a <u:p> ?b } UNION { ?a <u:q> ?c } }", "a")
    True
    >>> is_always_bound("SELECT ?a ?b { { ?a <u:p> ?b } UNION { ?a <u:q> ?c OPTIONAL { ?c <u:r> ?b } } }", "b")
    False
    """
    query = ParsedQuery.of(text)
    return bool(query.groups) and _binds(query, 0, _written(variable))


def _binds(query: ParsedQuery, number: int, names: set[str]) -> bool:
    """Return whether a statement of a group names a variable, or every branch of a UNION in it binds it."""
    group, inner = query.groups[number], query.children(number)
    within = {at for child in inner for at in range(query.groups[child].begin, query.groups[child].end + 1)}
    depth = 0
    for at in range(group.begin + 1, group.end):
        depth += {"(": 1, ")": -1}.get(query.tokens[at].text, 0)
        if at not in within and not depth and query.tokens[at].text in names:
            return True
    unions: list[list[int]] = []
    for child in inner:
        if query.groups[child].before[-1:] == ("UNION",) and unions:
            unions[-1].append(child)
        elif _APART.isdisjoint(query.groups[child].before):
            unions.append([child])
    return any(all(_binds(query, branch, names) for branch in union) for union in unions)


def _written(variable: str) -> set[str]:
    return {f"?{variable}", f"${variable}"}


def _selects(inside: Sequence[Token]) -> bool:
    return bool(inside) and inside[0].text.upper() == "SELECT"


def _is_cut(inside: Sequence[Token]) -> bool:
    """Return whether a sub-select drops rows: by an OFFSET, or by a LIMIT that a graph can reach."""
    words = [token.text.upper() for token in inside]
    limits = ["".join(takewhile(str.isdecimal, words[at + 1 :])) for at, word in enumerate(words) if word == "LIMIT"]
    return "OFFSET" in words or any(limit != _NEVER for limit in limits)


def lateral(text: str) -> str:
    """Return a query for Oxigraph whose OPTIONALs, and what follows its sub-selects, are looked up row by row.

    The rows are the same. An OPTIONAL stays as it is where it names a variable that only an earlier OPTIONAL binds, or
    contains something that would see the row only in a LATERAL (BIND, MINUS, a sub-select with a limit or a count).

    >>> print(lateral("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } }"))
    SELECT * { ?a <u:p> ?b LATERAL { OPTIONAL { ?b <u:q> ?c } } }
    >>> print(lateral("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } OPTIONAL { ?c <u:r> ?d } }"))
    SELECT * { ?a <u:p> ?b LATERAL { OPTIONAL { ?b <u:q> ?c } } OPTIONAL { ?c <u:r> ?d } }
    """
    query = ParsedQuery.of(text)
    places = []
    for group in query.groups:
        if group.is_optional and group.end < len(query.tokens) and is_independent(query, group):
            places += [(query.tokens[group.begin - 1].start, "LATERAL { "), (query.end_of(group.end), " }")]
    return _with(text, [*places, *_behind_selects(query)])


def read_whole(text: str, variable: str) -> Narrowing:
    """Return a query for Oxigraph about so many things that its statements are read whole, and then joined with them.

    >>> print(read_whole("SELECT ?a { ?a <u:p> ?b OPTIONAL { ?a <u:q> ?c } }", "a").about(["u:1"]))
    SELECT ?a { VALUES ?a { <u:1> } { SELECT ?a ?b WHERE { ?a <u:p> ?b . } } \
OPTIONAL { { SELECT ?a ?c WHERE { ?a <u:q> ?c . } } } }
    """
    query, places = ParsedQuery.of(text), []
    for group in query.groups:
        for first, last in _runs(query, group.begin + 1, group.end):
            run = ParsedQuery.of(f"{{ {query.written(first, last)} }}")
            if run.is_plain:
                scanned = "".join(one.scanned for one in run.statements)
                places.append((query.tokens[first].start, query.end_of(last), scanned))
    for begin, end, scanned in sorted(places, reverse=True):
        text = text[:begin] + scanned + text[end:]
    top = query.tokens[query.where.begin].start + 1
    return Narrowing(variable, (text[:top], text[top:]))


def behind_selects(text: str) -> str:
    """Return a query for Oxigraph in which what follows a sub-select is looked up for each row of the sub-select.

    Otherwise Oxigraph reads everything in the graph that could match, and joins it afterwards.

    >>> print(behind_selects("SELECT * { { SELECT ?a { ?a <u:p> ?b } GROUP BY ?a } ?a <u:q> ?c FILTER(?c > 1) }"))
    SELECT * { { SELECT ?a { ?a <u:p> ?b } GROUP BY ?a } LATERAL { ?a <u:q> ?c } FILTER(?c > 1) }
    """
    return _with(text, _behind_selects(ParsedQuery.of(text)))


def _with(text: str, places: Iterable[tuple[int, str]]) -> str:
    for place, inserted in sorted(places, reverse=True):
        text = text[:place] + inserted + text[place:]
    return text


def _behind_selects(query: ParsedQuery) -> Iterator[tuple[int, str]]:
    """Yield what to insert, and where, around the statements that follow a sub-select at the start of its group."""
    for number, outer in enumerate(query.groups):
        children = (query.groups[child] for child in query.children(number))
        inner = next((child for child in children if "VALUES" not in child.before), None)
        if inner and not inner.before and outer.end < len(query.tokens) and _selects(query.inside(inner)):
            for first, last in _runs(query, inner.end + 1, outer.end):
                yield from ((query.tokens[first].start, "LATERAL { "), (query.end_of(last), " }"))


def _runs(query: ParsedQuery, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of each run of statements, up to what is neither a statement nor a FILTER()."""
    at = first = begin
    while at < end and query.tokens[at].text.upper() not in _NO_STATEMENT:
        if query.tokens[at].text.upper() == "FILTER":
            if first < at:
                yield first, at - 1
            if query.tokens[at + 1].text != "(":
                return
            at = first = query.closing(at + 1) + 1
        else:
            at += 1
    if first < at:
        yield first, at - 1


def is_independent(query: ParsedQuery, group: Group) -> bool:
    """Return whether an OPTIONAL has the same rows when everything bound before it is visible inside it."""
    inside = query.inside(group)
    words = {token.text.upper() for token in inside if token.kind == "word"}
    if not _SEE_THE_ROW.isdisjoint(words) or ("GROUP" not in words and not AGGREGATES.isdisjoint(words)):
        return False
    before = [one for one in query.groups if one.is_optional and one.parent == group.parent and one.end < group.begin]
    begin = query.groups[group.parent].begin if group.parent >= 0 else 0
    optional = {at for one in before for at in range(one.begin, one.end)}
    sure = {query.tokens[at].text for at in range(begin, group.begin) if at not in optional}
    doubtful = {query.tokens[at].text for at in optional if query.tokens[at].kind == "variable"} - sure
    return doubtful.isdisjoint(token.text for token in inside)


def _is_projected(before: Sequence[str], names: set[str]) -> bool:
    """Return whether a sub-select passes a variable on as it is, not as the result of an expression."""
    depth = 0
    for word in before[before.index("SELECT") + 1 :]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and (word in names or word == "*"):
            return True
    return False


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
