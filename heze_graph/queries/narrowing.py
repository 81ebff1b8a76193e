"""A query about some things only: where a variable stands for one of them, every part of the query says so.

Oxigraph evaluates each branch of a UNION and each sub-select for itself; what is said before them does not make them
smaller. So the things are named at the beginning of each group that is joined to the rest and names the variable: it
has the same rows as if they were named once, at the top. And it often evaluates an OPTIONAL for the whole graph, of
which a few rows need little; LATERAL (SEP-0006, of Oxigraph and Jena) has it looked up for each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from heze_graph.queries.syntax import Token, tokens
from heze_graph.rdf.codec import checked_iri

#: Before a group that is not joined to the rest as it stands: fewer rows in it would be other rows of the whole.
_APART = frozenset(("OPTIONAL", "LATERAL", "MINUS", "EXISTS", "SERVICE", "GRAPH", "VALUES", "CONSTRUCT"))
#: In an OPTIONAL these do not see what is bound outside of it; in a LATERAL they do.
_SEE_THE_ROW = frozenset(("BIND", "MINUS", "LIMIT", "OFFSET"))
#: With these, statements and filters of a group end.
_NO_STATEMENT = frozenset(("{", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "LATERAL", "SERVICE", "GRAPH"))
AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
#: A limit beyond any graph, which tells Oxigraph that few rows come (docs/decisions/0040-few-rows.md).
_NEVER = "1000000000"
_OPEN, _CLOSE = "{", "}"


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of braces: their places in the list of tokens, and what stands between the brace before and these."""

    begin: int
    end: int
    before: tuple[str, ...]
    parent: int


def narrowed(text: str, variable: str, things: Iterable[str]) -> str:
    """Return a query in which a variable is one of some things; raises ValueError for one that is no IRI.

    >>> print(narrowed("SELECT ?a { { ?a <u:p> ?b } UNION { ?a <u:q> ?b } OPTIONAL { ?a <u:r> ?c } }", "a", ["u:1"]))
    SELECT ?a { VALUES ?a { <u:1> } { VALUES ?a { <u:1> } ?a <u:p> ?b } UNION { VALUES ?a { <u:1> } ?a <u:q> ?b } \
OPTIONAL { ?a <u:r> ?c } }
    """
    return Narrowing.of(text, variable).about(things)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A query in the pieces between which it is said what a variable is one of."""

    variable: str
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str, variable: str) -> Narrowing:
        """Return the pieces of a query."""
        found = code(text)
        all_groups = groups(found)
        narrow = narrowable_groups(found, all_groups, variable)
        names = _written(variable)
        places = [0]
        for number, group in enumerate(all_groups):
            inside = found[group.begin + 1 : group.end]
            named = group.parent < 0 or any(token.text in names for token in inside)
            if narrow[number] and named and not _selects(inside):
                places.append(found[group.begin].start + 1)
        return cls(variable, tuple(text[one:two] for one, two in pairwise((*places, len(text)))))

    def about(self, things: Iterable[str]) -> str:
        """Return the query about some things, given by their IRIs; raises ValueError for one that is none.

        What is no IRI could end the brackets around it, and be query text.
        """
        return self.to(f"<{checked_iri(thing)}>" for thing in things)

    def to(self, terms: Iterable[str]) -> str:
        """Return the query about some terms, written as SPARQL has them."""
        return f" VALUES ?{self.variable} {{ {' '.join(terms)} }}".join(self.pieces)


def code(text: str) -> list[Token]:
    """Return the tokens of a query that mean something."""
    return [token for token in tokens(text) if token.kind not in ("space", "comment")]


def narrowable_groups(found: Sequence[Token], all_groups: Sequence[Group], variable: str) -> dict[int, bool]:
    """Return for each group whether its rows stay those of the whole where they are about some values of a variable."""
    narrow: dict[int, bool] = {}
    for number, group in enumerate(all_groups):
        inside = found[group.begin + 1 : group.end]
        joined = narrow.get(group.parent, True) and _APART.isdisjoint(group.before)
        if "SELECT" in group.before and group.parent >= 0:
            joined = joined and _is_projected(group.before, _written(variable))
        narrow[number] = joined and not (_selects(inside) and _is_cut(inside))
    return narrow


def is_always_bound(text: str, variable: str) -> bool:
    """Return whether every row of a query has a value of a variable, as far as its groups tell.

    Only then are the rows of a narrowed query those of the whole one: a value that is given binds what is not bound.

    >>> is_always_bound("SELECT ?a ?b { { ?a <u:p> ?b } UNION { ?a <u:q> ?c } }", "a")
    True
    >>> is_always_bound("SELECT ?a ?b { { ?a <u:p> ?b } UNION { ?a <u:q> ?c OPTIONAL { ?c <u:r> ?b } } }", "b")
    False
    """
    found = code(text)
    all_groups = groups(found)
    where = next((number for number, group in enumerate(all_groups) if group.parent < 0), None)
    return where is not None and _binds(found, all_groups, where, _written(variable))


def _binds(found: Sequence[Token], all_groups: Sequence[Group], number: int, names: set[str]) -> bool:
    """Return whether a statement of a group names a variable, or all branches of a UNION in it bind it."""
    inner = [at for at, group in enumerate(all_groups) if group.parent == number]
    within = {place for at in inner for place in range(all_groups[at].begin, all_groups[at].end + 1)}
    depth = 0
    for place in range(all_groups[number].begin + 1, all_groups[number].end):
        depth += {"(": 1, ")": -1}.get(found[place].text, 0)
        if place not in within and not depth and found[place].text in names:
            return True
    unions: list[list[int]] = []
    for at in inner:
        if all_groups[at].before[-1:] == ("UNION",) and unions:
            unions[-1].append(at)
        elif _APART.isdisjoint(all_groups[at].before):
            unions.append([at])
    return any(all(_binds(found, all_groups, at, names) for at in union) for union in unions)


def _written(variable: str) -> set[str]:
    return {f"?{variable}", f"${variable}"}


def _selects(inside: Sequence[Token]) -> bool:
    return bool(inside) and inside[0].text.upper() == "SELECT"


def _is_cut(inside: Sequence[Token]) -> bool:
    """Return whether a sub-select leaves rows out: by an OFFSET, or by a LIMIT that a graph can reach."""
    words = [token.text.upper() for token in inside]
    limits = ["".join(takewhile(str.isdecimal, words[at + 1 :])) for at, word in enumerate(words) if word == "LIMIT"]
    return "OFFSET" in words or any(limit != _NEVER for limit in limits)


def lateral(text: str) -> str:
    """Return a query whose OPTIONALs, and what stands behind its sub-selects, are looked up for each row before them.

    For Oxigraph. The rows are the same: an OPTIONAL stays as it is where it names a variable that only an OPTIONAL
    before it binds, or holds what would see the row, and otherwise does not (BIND, MINUS, a sub-select that is cut or
    counts all).

    >>> print(lateral("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } }"))
    SELECT * { ?a <u:p> ?b LATERAL { OPTIONAL { ?b <u:q> ?c } } }
    >>> print(lateral("SELECT * { ?a <u:p> ?b OPTIONAL { ?b <u:q> ?c } OPTIONAL { ?c <u:r> ?d } }"))
    SELECT * { ?a <u:p> ?b LATERAL { OPTIONAL { ?b <u:q> ?c } } OPTIONAL { ?c <u:r> ?d } }
    """
    found = code(text)
    all_groups = groups(found)
    places = []
    for group in all_groups:
        if is_optional(group) and group.end < len(found) and is_alone(group, all_groups, found):
            places += [(found[group.begin - 1].start, "LATERAL { "), (found[group.end].start + 1, " }")]
    return _with(text, [*places, *_behind_selects(found, all_groups)])


def behind_selects(text: str) -> str:
    """Return a query in which what stands behind a sub-select is looked up for each row of that, for Oxigraph.

    It otherwise reads all that could match, in the whole graph, and then joins it.

    >>> print(behind_selects("SELECT * { { SELECT ?a { ?a <u:p> ?b } GROUP BY ?a } ?a <u:q> ?c FILTER(?c > 1) }"))
    SELECT * { { SELECT ?a { ?a <u:p> ?b } GROUP BY ?a } LATERAL { ?a <u:q> ?c } FILTER(?c > 1) }
    """
    found = code(text)
    return _with(text, _behind_selects(found, groups(found)))


def _with(text: str, places: Iterable[tuple[int, str]]) -> str:
    for place, inserted in sorted(places, reverse=True):
        text = text[:place] + inserted + text[place:]
    return text


def _behind_selects(found: Sequence[Token], all_groups: Sequence[Group]) -> Iterator[tuple[int, str]]:
    """Yield where the statements behind a sub-select that stands first in its group begin and end, and what is put."""
    for number, outer in enumerate(all_groups):
        inner = next((one for one in all_groups if one.parent == number and "VALUES" not in one.before), None)
        if inner and not inner.before and outer.end < len(found) and _selects(found[inner.begin + 1 : inner.end]):
            for first, last in _runs(found, inner.end + 1, outer.end):
                yield from ((found[first].start, "LATERAL { "), (found[last].start + len(found[last].text), " }"))


def _runs(found: Sequence[Token], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last place of statements that stand together, up to what is no statement or FILTER()."""
    at = first = begin
    while at < end and found[at].text.upper() not in _NO_STATEMENT:
        if found[at].text.upper() == "FILTER":
            if first < at:
                yield first, at - 1
            if found[at + 1].text != "(":
                return
            at = first = closed(found, at + 1) + 1
        else:
            at += 1
    if first < at:
        yield first, at - 1


def closed(found: Sequence[Token], begin: int) -> int:
    """Return the place of the bracket that closes the one at a place."""
    depth = 0
    for at in range(begin, len(found)):
        depth += {"(": 1, ")": -1}.get(found[at].text, 0)
        if depth == 0:
            return at
    return len(found) - 1


def is_optional(group: Group) -> bool:
    """Return whether a group may match or not."""
    return group.before[-1:] == ("OPTIONAL",)


def is_alone(group: Group, all_groups: Sequence[Group], found: Sequence[Token]) -> bool:
    """Return whether an OPTIONAL has the same rows when what is bound before it is put into it."""
    inside = found[group.begin + 1 : group.end]
    words = {token.text.upper() for token in inside if token.kind == "word"}
    if not _SEE_THE_ROW.isdisjoint(words) or ("GROUP" not in words and not AGGREGATES.isdisjoint(words)):
        return False
    before = [one for one in all_groups if is_optional(one) and one.parent == group.parent and one.end < group.begin]
    begin = all_groups[group.parent].begin if group.parent >= 0 else 0
    optional = {at for one in before for at in range(one.begin, one.end)}
    sure = {found[at].text for at in range(begin, group.begin) if at not in optional}
    doubtful = {found[at].text for at in optional if found[at].kind == "variable"} - sure
    return doubtful.isdisjoint(token.text for token in inside)


def groups(found: Sequence[Token]) -> list[Group]:
    """Return the pairs of braces in the order of their beginning."""
    made: list[Group] = []
    open_groups: list[int] = []
    last = 0
    for at, token in enumerate(found):
        if token.text == _OPEN:
            before = tuple(one.text.upper() if one.kind == "word" else one.text for one in found[last:at])
            parent = open_groups[-1] if open_groups else -1
            open_groups.append(len(made))
            made.append(Group(at, len(found), before, parent))
            last = at + 1
        elif token.text == _CLOSE and open_groups:
            number = open_groups.pop()
            made[number] = replace(made[number], end=at)
            last = at + 1
    return made


def _is_projected(before: Sequence[str], names: set[str]) -> bool:
    """Return whether a sub-select gives a variable to the rest as it is: not out of an expression."""
    depth = 0
    for word in before[before.index("SELECT") + 1 :]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and (word in names or word == "*"):
            return True
    return False
